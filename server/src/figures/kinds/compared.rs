//! What people answered, against what they answered at the beginning: the programme's indicators.
//!
//! Owns which answers are compared: a later one with that of the same person at enrolment, and
//! nobody's who answered once only. A number below zero is no income, and is not counted.

use std::collections::HashMap;

use super::{Meant, Measures, item};
use crate::figures::count::Marks;
use crate::figures::table::{Family, Item, ItemKey};
use crate::programme::{At, IndicatorKind};
use crate::store::facts::parts::{AnswerValue, answer_word, answers_of};
use crate::store::facts::read::Facts;

/// The word of a moment, as the JSON has it.
fn moment(at: At) -> String {
    match at {
        At::Enrolment => "enrolment".to_owned(),
        At::Completion => "completion".to_owned(),
        At::MonthsAfterCompletion(months) => format!("months_{months}"),
    }
}

/// The measures of one indicator at one moment.
enum Moment {
    /// Of yes or no: who answered, who said yes, and who of them had said yes at the beginning.
    Yes { n: usize, yes: usize, before: usize },
    /// Of a number: who answered, whose grew, by how much together, and by how much others' fell.
    Change { n: usize, grew: usize, up: usize, down: usize, before: usize },
}

/// A moment at which answers are compared: by the word of the answer then.
struct Later {
    word: u32,
    moment: Moment,
}

/// One indicator: its beginning, and what is compared with it.
struct Indicated {
    begin: u32,
    first: Moment,
    later: Vec<Later>,
}

/// The indicators of a programme, with where they are counted.
pub(super) struct Compared {
    indicators: Vec<Indicated>,
}

impl Compared {
    /// Adds their measures. An indicator is one family: who answered later answered at the beginning.
    pub(super) fn new(meant: &Meant, facts: &Facts, measures: &mut Measures) -> Self {
        let words: HashMap<&str, u32> =
            facts.part_words.iter().map(|(number, word)| (word.as_str(), *number)).collect();
        let mut indicators = Vec::new();
        for indicator in &meant.indicators {
            let question = indicator.question.as_str();
            let asks = |at: &dyn Fn(At) -> bool| {
                let surveys = meant.surveys.iter().filter(|survey| at(survey.at));
                let surveys = surveys
                    .filter(|it| it.questions.iter().any(|asked| asked.id.as_str() == question));
                let word = |survey: &crate::programme::Survey| {
                    words.get(answer_word(survey.id.as_str(), question).as_str()).copied()
                };
                surveys.filter_map(|it| Some((it.at, word(it)?))).collect::<Vec<_>>()
            };
            // Nobody has answered at the beginning: there is nothing to compare with.
            let Some((_, begin)) = asks(&|at| at == At::Enrolment).first().copied() else {
                continue;
            };
            measures.family(Family::Own);
            let place = |at: At| -> Option<Item> {
                let mut of = item(
                    "indicators",
                    "indicator",
                    ItemKey::Word(indicator.id.as_str().to_owned()),
                )?;
                of.keys.push(("at", ItemKey::Word(moment(at))));
                Some(of)
            };
            let first = Moment::of(indicator.kind, measures, place(At::Enrolment), None);
            let n = first.n();
            let later = asks(&|at| at != At::Enrolment)
                .into_iter()
                .map(|(at, word)| Later {
                    word,
                    moment: Moment::of(indicator.kind, measures, place(at), Some(n)),
                })
                .collect();
            indicators.push(Indicated { begin, first, later });
        }
        Self { indicators }
    }

    /// What one enrolment's answers count for.
    pub(super) fn mark(&self, part: &[u8], marks: &mut Marks) {
        if part.is_empty() || self.indicators.is_empty() {
            return;
        }
        let mut answers: HashMap<u32, AnswerValue> = HashMap::new();
        let read = answers_of(part, |answer| {
            answers.insert(answer.word, answer.value);
        });
        debug_assert!(read.is_some(), "facts are ours");
        for indicator in &self.indicators {
            let Some(begin) = answers.get(&indicator.begin) else { continue };
            indicator.first.mark(*begin, None, marks);
            for later in &indicator.later {
                if let Some(now) = answers.get(&later.word) {
                    later.moment.mark(*now, Some(*begin), marks);
                }
            }
        }
    }
}

impl Moment {
    fn of(
        kind: IndicatorKind,
        measures: &mut Measures,
        of: Option<Item>,
        first: Option<usize>,
    ) -> Self {
        let n = match first {
            Some(first) => measures.within("n", of.clone(), first),
            None => measures.add("n", of.clone(), true),
        };
        match kind {
            IndicatorKind::YesShare => Self::Yes {
                n,
                yes: measures.within("yes", of.clone(), n),
                before: measures.within("yes_before", of, n),
            },
            IndicatorKind::Change => Self::Change {
                n,
                grew: measures.within("grew", of.clone(), n),
                up: measures.add("up", of.clone(), false),
                down: measures.add("down", of.clone(), false),
                before: measures.add("before", of, false),
            },
        }
    }

    fn n(&self) -> usize {
        match self {
            Self::Yes { n, .. } | Self::Change { n, .. } => *n,
        }
    }

    fn mark(&self, now: AnswerValue, begin: Option<AnswerValue>, marks: &mut Marks) {
        let begin = begin.unwrap_or(now);
        match (self, now, begin) {
            (Self::Yes { n, yes, before }, AnswerValue::Yes(now), AnswerValue::Yes(begin)) => {
                marks.push((*n, 1));
                marks.extend(now.then_some((*yes, 1)));
                marks.extend(begin.then_some((*before, 1)));
            }
            (
                Self::Change { n, grew, up, down, before },
                AnswerValue::Number(now @ 0..),
                AnswerValue::Number(begin @ 0..),
            ) => {
                marks.push((*n, 1));
                marks.push((*before, begin as u64));
                if now > begin {
                    marks.extend([(*grew, 1), (*up, (now - begin) as u64)]);
                } else {
                    marks.push((*down, (begin - now) as u64));
                }
            }
            // An answer of another kind, from before the question was changed.
            _ => {}
        }
    }
}
