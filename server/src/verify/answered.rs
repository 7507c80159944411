//! What is projected of surveys, of what became of a learner and of what may be sent of her, made anew
//! from her documents' rows.
//!
//! Owns this comparison, and opens what was sealed to central once more, with central's keys. Must
//! not read a projection to check one, nor tell what somebody answered.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::ids::OpId;
use sync_core::key::RegisterKey;
use sync_core::ledger::Standing;
use sync_core::record::{
    Answered, Became, Interest, QuestionAnswer, Record, Referral, Release, Section, Survey,
    SurveyWord, open_answers, surveyed, version_of,
};

use crate::store::{
    AnswerRow, DocumentRows, OutcomeRow, Projections, PutRow, ReferralRow, Replica,
};

/// What differs, in sentences.
pub(super) fn compare_answered(
    documents: &[&DocumentRows],
    projections: &Projections,
    replica: &Replica,
) -> Vec<String> {
    let mut said = Said::default();
    for rows in documents {
        said.take(rows, replica);
    }
    let mut differs = Vec::new();
    if said.answers() != projections.answers {
        differs.push("answers are not the fold of the surveys".to_owned());
    }
    said.outcomes.sort_unstable();
    if said.outcomes != projections.outcomes {
        differs.push("what became of her is not what the desk says".to_owned());
    }
    said.referrals.sort_unstable();
    if said.referrals != projections.referrals {
        differs.push("what may be sent of her is not what was said of it".to_owned());
    }
    differs
}

#[derive(Default)]
struct Said {
    /// Survey → every word on it that takes effect.
    surveys: BTreeMap<String, Vec<SurveyWord>>,
    /// Survey and question of what was ever in a box.
    sensitive: BTreeSet<(String, String)>,
    outcomes: Vec<OutcomeRow>,
    referrals: Vec<ReferralRow>,
}

impl Said {
    fn take(&mut self, rows: &DocumentRows, replica: &Replica) {
        let mut held: BTreeSet<OpId> = BTreeSet::new();
        for row in rows.changes.iter().filter(|row| row.standing == Standing::Held) {
            if let Ok((change, _)) = row.read() {
                held.extend(change.ops().map(|(op, _)| op));
            }
        }
        for (key, puts) in &rows.registers {
            let Some(key) = RegisterKey::parse(key) else { continue };
            match Section::of(rows.id.kind, &key) {
                Some(Section::Survey | Section::AssistedSurvey) => {
                    for put in puts {
                        self.take_survey(rows, &key, put, held.contains(&put.op), replica);
                    }
                }
                Some(Section::Became) => {
                    for put in puts.iter().filter(|put| put.live) {
                        self.outcomes.extend(outcome(&key, put));
                    }
                }
                Some(section) => {
                    let live = puts.iter().filter(|put| put.live);
                    let rows = live.filter_map(|put| referral(rows, section, &key, put));
                    self.referrals.extend(rows);
                }
                None => {}
            }
        }
    }

    fn take_survey(
        &mut self,
        rows: &DocumentRows,
        key: &RegisterKey,
        put: &PutRow,
        is_held: bool,
        replica: &Replica,
    ) {
        let Ok(Record { known, .. }) = Record::<Survey>::from_bytes(&put.value) else { return };
        let survey = key.entity().to_owned();
        let whose = (rows.id.learner, put.writer, survey.as_str());
        let open = |sealed: &[u8]| {
            replica.sealing.iter().find_map(|key| open_answers(sealed, &key.key, whose).ok())
        };
        let sealed = known.sealed.as_ref().and_then(|sealed| open(sealed)).unwrap_or_default();
        let names = sealed.iter().map(|answer| (survey.clone(), answer.question.clone()));
        self.sensitive.extend(names);
        if is_held {
            return;
        }
        // As at the admission: what was answered in a box was not answered in the open.
        let in_box = |it: &QuestionAnswer| sealed.iter().any(|at| at.question == it.question);
        let mut answers: Vec<QuestionAnswer> =
            known.answers.iter().filter(|it| !in_box(it)).cloned().collect();
        answers.extend(sealed.iter().cloned());
        answers.sort_by(|a, b| a.question.cmp(&b.question));
        let word = SurveyWord {
            id: version_of(rows.id, key, put.op, &put.value),
            writer: put.writer,
            hers: rows.id.kind == sync_core::ids::DocumentKind::Record,
            at: put.at,
            live: put.live,
            day: known.day,
            answers,
        };
        self.surveys.entry(survey).or_default().push(word);
    }

    fn answers(&self) -> BTreeMap<(String, String), AnswerRow> {
        let mut rows = BTreeMap::new();
        for (survey, words) in &self.surveys {
            for (question, Answered { day, hers, answer }) in surveyed(words) {
                let name = (survey.clone(), question);
                let options = answer.options.as_ref();
                let row = AnswerRow {
                    day: day.0,
                    hers,
                    sensitive: self.sensitive.contains(&name),
                    yes: answer.yes,
                    options: options.map(|options| serde_json::json!(options).to_string()),
                    number: answer.number.map(|it| i64::try_from(it).unwrap_or(i64::MAX)),
                    prefer_not: answer.is_preferred_not(),
                    text: answer.text,
                };
                rows.insert(name, row);
            }
        }
        rows
    }
}

fn outcome(key: &RegisterKey, put: &PutRow) -> Option<OutcomeRow> {
    let Record { known, .. } = Record::<Became>::from_bytes(&put.value).ok()?;
    Some(OutcomeRow {
        outcome: key.entity().to_owned(),
        kind: known.kind.word().to_owned(),
        step: known.step.clone(),
        referral: known.referral_text(),
        award: known.award.clone(),
        day: known.day.0,
        withdrawn: known.withdrawn == Some(true),
    })
}

/// A row of what is said of openings and of what would be sent; of another section none.
fn referral(
    rows: &DocumentRows,
    section: Section,
    key: &RegisterKey,
    put: &PutRow,
) -> Option<ReferralRow> {
    let entity = key.entity().to_owned();
    Some(match section {
        Section::Interest => {
            let Record { known, .. } = Record::<Interest>::from_bytes(&put.value).ok()?;
            let (says, day) = (known.interested, known.day.0);
            ReferralRow { of: "interest", entity, opening: None, version: None, says, day }
        }
        Section::Referral => {
            let Record { known, .. } = Record::<Referral>::from_bytes(&put.value).ok()?;
            ReferralRow {
                of: "referral",
                entity,
                opening: Some(known.opening_text()),
                version: Some(version_of(rows.id, key, put.op, &put.value).0),
                says: known.is_withdrawn(),
                day: known.day.0,
            }
        }
        Section::Release => {
            let Record { known, .. } = Record::<Release>::from_bytes(&put.value).ok()?;
            ReferralRow {
                of: "release",
                entity,
                opening: None,
                version: Some(known.about()?.0),
                says: known.allowed,
                day: known.day.0,
            }
        }
        _ => return None,
    })
}
