//! `survey/<survey>/<writer>`: what she answers to a survey, or what staff write down for her in a
//! call.
//!
//! Owns the record, the sealed part of it, and how the words of several writers fold. Sensitive
//! answers are sealed to central where they are entered: no phone, staff device or hub opens them
//! again. Must not know which questions there are: the programme's definition says so.

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Decoder, Encode};

use super::Day;
use super::decision::is_code;
use super::value::{Known, ValueFault};
use crate::ids::{LearnerId, VersionId, WriterId};
use crate::phone::Entropy;
use crate::sealed_box::{self, Purpose, SealingKey, SealingPublic, Unopenable};

/// Most questions that one value answers.
pub const MAX_QUESTIONS: usize = 64;
/// Most options of one answer.
pub const MAX_OPTIONS: usize = 32;
/// Longest text of an answer, in characters.
pub const MAX_ANSWER_CHARS: usize = 200;
/// Numbers that an answer may hold go from 0 to this.
pub const MAX_NUMBER: u64 = 1_000_000_000_000;
/// What is sealed is padded to this, whatever it is, so that its length tells nothing.
const SEALED_PLAIN_BYTES: usize = 1_536;
/// Longest sealed part: what is inside, and what a box adds to it.
const MAX_SEALED_BYTES: usize = SEALED_PLAIN_BYTES + sealed_box::OVERHEAD_BYTES;

/// Where staff have the answers from that they write down for her.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum SurveySource {
    /// A call.
    #[n(0)]
    Call,
    /// She was there.
    #[n(1)]
    InPerson,
    /// A paper sheet.
    #[n(2)]
    Paper,
}

impl SurveySource {
    /// All of them.
    pub const ALL: [SurveySource; 3] =
        [SurveySource::Call, SurveySource::InPerson, SurveySource::Paper];

    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            SurveySource::Call => "call",
            SurveySource::InPerson => "in_person",
            SurveySource::Paper => "paper",
        }
    }

    /// The source with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }

    /// The number that stands for it in SQL.
    pub fn number(self) -> u8 {
        match self {
            SurveySource::Call => 0,
            SurveySource::InPerson => 1,
            SurveySource::Paper => 2,
        }
    }
}

/// The answer to one question. Exactly one of the fields from `yes` on is there.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct QuestionAnswer {
    /// Which question, as the programme names it.
    #[n(0)]
    pub question: String,
    /// Yes or no.
    #[n(1)]
    pub yes: Option<bool>,
    /// The options chosen, as the programme names them.
    #[n(2)]
    pub options: Option<Vec<String>>,
    /// A number, in the question's unit.
    #[n(3)]
    pub number: Option<u64>,
    /// In her words.
    #[n(4)]
    pub text: Option<String>,
    /// True: she prefers not to say. An answer like any other: it takes the place of an earlier one.
    #[n(5)]
    pub prefer_not: Option<bool>,
}

impl QuestionAnswer {
    /// She prefers not to say.
    pub fn is_preferred_not(&self) -> bool {
        self.prefer_not == Some(true)
    }

    fn is_sound(&self) -> bool {
        let said = [
            self.yes.is_some(),
            self.options.is_some(),
            self.number.is_some(),
            self.text.is_some(),
            self.prefer_not.is_some(),
        ];
        let options = self.options.as_ref().is_none_or(|options| {
            (1..=MAX_OPTIONS).contains(&options.len()) && options.iter().all(|it| is_code(it))
        });
        let text = self
            .text
            .as_ref()
            .is_none_or(|text| !text.trim().is_empty() && text.chars().count() <= MAX_ANSWER_CHARS);
        is_code(&self.question)
            && said.into_iter().filter(|said| *said).count() == 1
            && options
            && text
            && self.number.is_none_or(|number| number <= MAX_NUMBER)
            && self.prefer_not != Some(false)
    }
}

/// One writer's answers to one survey.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Survey {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// The day on which she answered, where she is.
    #[n(1)]
    pub day: Day,
    /// Answers that everybody may read who reads her record. A question that is not here was
    /// skipped, or is sealed.
    #[n(2)]
    pub answers: Vec<QuestionAnswer>,
    /// The answers to sensitive questions, in a box for central (`seal_answers`). Where a survey has
    /// such questions it is there even if she skipped them all.
    #[n(3)]
    pub sealed: Option<ByteVec>,
    /// Where staff have them from; absent in `record`.
    #[n(4)]
    pub source: Option<SurveySource>,
}

impl Known for Survey {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 4;

    fn check(&self) -> Result<(), ValueFault> {
        let fits = (Day::EARLIEST..=Day::LATEST).contains(&self.day)
            && are_sound(&self.answers)
            && self.sealed.as_ref().is_none_or(|sealed| sealed.len() <= MAX_SEALED_BYTES);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

/// Each is sound, and none is answered twice.
fn are_sound(answers: &[QuestionAnswer]) -> bool {
    answers.len() <= MAX_QUESTIONS
        && answers.iter().all(QuestionAnswer::is_sound)
        && answers
            .iter()
            .enumerate()
            .all(|(i, answer)| answers[..i].iter().all(|other| other.question != answer.question))
}

/// Seals answers for central. `None` when they are not sound, or too long.
///
/// The box is bound to her, to the writer and to the survey, so that nobody can hand it on as
/// somebody else's.
pub fn seal_answers(
    answers: &[QuestionAnswer],
    central: &SealingPublic,
    (learner, writer, survey): (LearnerId, WriterId, &str),
    entropy: &mut Entropy,
) -> Option<Vec<u8>> {
    if !are_sound(answers) {
        return None;
    }
    let mut plain = minicbor::to_vec(answers).ok()?;
    if plain.len() > SEALED_PLAIN_BYTES {
        return None;
    }
    plain.resize(SEALED_PLAIN_BYTES, 0);
    let bound = bound(learner, writer, survey);
    Some(sealed_box::seal(&[*central], Purpose::Survey, &bound, &plain, entropy))
}

/// Opens what `seal_answers` made, as central.
pub fn open_answers(
    sealed: &[u8],
    key: &SealingKey,
    (learner, writer, survey): (LearnerId, WriterId, &str),
) -> Result<Vec<QuestionAnswer>, Unopenable> {
    let plain = sealed_box::open(key, Purpose::Survey, &bound(learner, writer, survey), sealed)?;
    let mut decoder = Decoder::new(&plain);
    let answers: Vec<QuestionAnswer> = decoder.decode().map_err(|_| Unopenable)?;
    let rest = &plain[decoder.position()..];
    if are_sound(&answers) && rest.iter().all(|byte| *byte == 0) {
        Ok(answers)
    } else {
        Err(Unopenable)
    }
}

fn bound(learner: LearnerId, writer: WriterId, survey: &str) -> Vec<u8> {
    [&learner.0[..], &writer.0, survey.as_bytes()].concat()
}

/// One effective value of a survey, as it folds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyWord {
    /// Its version.
    pub id: VersionId,
    /// Whose register it is in.
    pub writer: WriterId,
    /// She answered herself.
    pub hers: bool,
    /// Claimed time: seconds since 1970.
    pub at: i64,
    /// Not replaced.
    pub live: bool,
    /// The day of the answers.
    pub day: Day,
    /// Those that can be read here.
    pub answers: Vec<QuestionAnswer>,
}

/// What counts as the answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The day of it.
    pub day: Day,
    /// She answered herself.
    pub hers: bool,
    /// The answer.
    pub answer: QuestionAnswer,
}

/// Folds all words on one survey, question by question, whatever their order.
///
/// A skipped question says nothing: what was answered before stands. Of one writer the value that
/// was not replaced counts, and then the latest; of several writers the one of the newest day, and
/// of one day hers.
pub fn surveyed(words: &[SurveyWord]) -> BTreeMap<String, Answered> {
    let mut by_writer: BTreeMap<(WriterId, &str), (&SurveyWord, &QuestionAnswer)> = BTreeMap::new();
    let within = |word: &SurveyWord| (word.live, word.at, word.id);
    for word in words {
        for answer in &word.answers {
            let best = by_writer.entry((word.writer, &answer.question)).or_insert((word, answer));
            if within(word) > within(best.0) {
                *best = (word, answer);
            }
        }
    }
    let mut folded: BTreeMap<String, (&SurveyWord, &QuestionAnswer)> = BTreeMap::new();
    let between = |word: &SurveyWord| (word.day, word.hers, word.at, word.id);
    for (word, answer) in by_writer.into_values() {
        let best = folded.entry(answer.question.clone()).or_insert((word, answer));
        if between(word) > between(best.0) {
            *best = (word, answer);
        }
    }
    folded
        .into_iter()
        .map(|(question, (word, answer))| {
            (question, Answered { day: word.day, hers: word.hers, answer: answer.clone() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    fn yes(question: &str, yes: bool) -> QuestionAnswer {
        QuestionAnswer {
            question: question.to_owned(),
            yes: Some(yes),
            options: None,
            number: None,
            text: None,
            prefer_not: None,
        }
    }

    fn prefers_not(question: &str) -> QuestionAnswer {
        QuestionAnswer { yes: None, prefer_not: Some(true), ..yes(question, true) }
    }

    fn word(
        number: u8,
        writer: u8,
        day: i32,
        live: bool,
        answers: Vec<QuestionAnswer>,
    ) -> SurveyWord {
        SurveyWord {
            id: VersionId([number; 32]),
            writer: WriterId([writer; 8]),
            hers: writer == 1,
            at: i64::from(number),
            live,
            day: Day(day),
            answers,
        }
    }

    const WHOSE: (LearnerId, WriterId, &str) = (LearnerId([7; 16]), WriterId([1; 8]), "inicio");

    #[test]
    fn boxes_of_different_answers_are_of_one_length_and_open_for_nobody_else() {
        let central = SealingKey::from_bytes([9; 32]);
        let mut entropy = Entropy::new(&[3; 32]);
        let mut sealed = |answers: &[QuestionAnswer]| {
            seal_answers(answers, &central.public(), WHOSE, &mut entropy).unwrap()
        };
        let long = QuestionAnswer { yes: None, text: Some("ñ".repeat(200)), ..yes("c", true) };
        let all = [yes("a", false), prefers_not("b"), long];
        let (full, empty) = (sealed(&all), sealed(&[]));
        assert_eq!(full.len(), empty.len(), "a length would tell whether she answered");
        assert_eq!(open_answers(&full, &central, WHOSE).unwrap(), all);
        assert_eq!(open_answers(&empty, &central, WHOSE).unwrap(), []);
        for other in [
            (LearnerId([8; 16]), WHOSE.1, WHOSE.2),
            (WHOSE.0, WriterId([2; 8]), WHOSE.2),
            (WHOSE.0, WHOSE.1, "final"),
        ] {
            assert_eq!(open_answers(&full, &central, other), Err(Unopenable));
        }
        let many: Vec<QuestionAnswer> = (0..8)
            .map(|n| QuestionAnswer { question: format!("q{n}"), ..all[2].clone() })
            .collect();
        let sealed = seal_answers(&many, &central.public(), WHOSE, &mut entropy);
        assert_eq!(sealed, None, "too long is said, never cut");
        let another = SealingKey::from_bytes([8; 32]);
        assert_eq!(open_answers(&full, &another, WHOSE), Err(Unopenable));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        let survey = |answers: Vec<QuestionAnswer>| Survey {
            version: None,
            day: Day(20_000),
            answers,
            sealed: None,
            source: None,
        };
        let sound = survey(vec![yes("a", true), prefers_not("b")]);
        let bytes = Record::new(sound.clone()).to_bytes();
        assert_eq!(Record::<Survey>::from_bytes(&bytes).unwrap().known, sound);
        let two = QuestionAnswer { number: Some(3), ..yes("a", true) };
        let none = QuestionAnswer { yes: None, ..yes("a", true) };
        let mut not_even_that = prefers_not("a");
        not_even_that.prefer_not = Some(false);
        let odd = QuestionAnswer { question: "A b".into(), ..yes("a", true) };
        let nothing = QuestionAnswer { options: Some(vec![]), ..none.clone() };
        let blank = QuestionAnswer { text: Some("  ".into()), ..none.clone() };
        for broken in [
            vec![two],
            vec![none],
            vec![not_even_that],
            vec![odd],
            vec![nothing],
            vec![blank],
            vec![yes("a", true), yes("a", false)],
        ] {
            assert_eq!(survey(broken.clone()).check(), Err(ValueFault::Range), "{broken:?}");
        }
    }

    #[test]
    fn the_newest_answer_to_each_question_counts_and_skipping_says_nothing() {
        let words = [
            // Her first answers, which she replaced on the same day, skipping `income`.
            word(1, 1, 100, false, vec![yes("work", false), yes("income", true)]),
            word(2, 1, 100, true, vec![yes("work", true)]),
            // Staff on the same day, and others on a later one.
            word(3, 2, 100, true, vec![yes("work", false), yes("phone", true)]),
            word(4, 3, 101, true, vec![prefers_not("phone")]),
        ];
        let mut turned = words.to_vec();
        for _ in 0..words.len() {
            turned.rotate_left(1);
            let folded = surveyed(&turned);
            assert_eq!(folded.len(), 3);
            assert_eq!((folded["work"].answer.yes, folded["work"].hers), (Some(true), true));
            assert_eq!(folded["income"].answer.yes, Some(true));
            assert!(folded["phone"].answer.is_preferred_not());
            assert_eq!(folded["phone"].day, Day(101));
        }
    }

    #[test]
    fn a_correction_counts_on_a_phone_whose_clock_went_back() {
        let earlier = word(9, 1, 100, false, vec![yes("work", false)]);
        let corrected = word(2, 1, 100, true, vec![yes("work", true)]);
        assert_eq!(surveyed(&[earlier, corrected])["work"].answer.yes, Some(true));
    }
}
