//! What became of learners, what they answered and what may be sent of them, one learner's rows as
//! they are.
//!
//! Owns reading them for `verify`. Must not fold, nor be asked by a route: sensitive answers are shown
//! of nobody by herself.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sync_core::ids::LearnerId;

use super::StoreError;

/// A row of `survey_answer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerRow {
    /// Days since 1970.
    pub day: i32,
    /// She answered herself.
    pub hers: bool,
    /// It was ever answered in a box.
    pub sensitive: bool,
    /// Yes or no.
    pub yes: Option<bool>,
    /// A JSON list of the options chosen.
    pub options: Option<String>,
    /// In the question's unit.
    pub number: Option<i64>,
    /// In her words.
    pub text: Option<String>,
    /// She prefers not to say.
    pub prefer_not: bool,
}

/// A row of `outcome` whose put is live.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutcomeRow {
    /// UUID v7.
    pub outcome: String,
    /// The kind's word.
    pub kind: String,
    /// Of a step: which.
    pub step: Option<String>,
    /// Which referral it follows from.
    pub referral: Option<String>,
    /// Of an award: which.
    pub award: Option<String>,
    /// Days since 1970.
    pub day: i32,
    /// Taken back.
    pub withdrawn: bool,
}

/// A live row of `interest`, `referral` or `release`, in one form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReferralRow {
    /// The table.
    pub of: &'static str,
    /// The opening, or the referral.
    pub entity: String,
    /// Of a referral: for which opening.
    pub opening: Option<String>,
    /// The version that it is, or that is spoken of.
    pub version: Option<[u8; 32]>,
    /// Interested, withdrawn or allowed.
    pub says: bool,
    /// Days since 1970.
    pub day: i32,
}

/// A learner's interest, what would be sent of her, and her word on it, in order.
pub(super) fn referrals(
    conn: &Connection,
    learner: LearnerId,
) -> Result<Vec<ReferralRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT which, entity, opening, version, says, day FROM (
             SELECT 0 AS which, learner AS whose, put AS of_put, opening AS entity, NULL AS opening, NULL AS version,
                    interested AS says, day FROM interest
             UNION ALL SELECT 1, learner, put, referral, opening, version, withdrawn, day
                 FROM referral
             UNION ALL SELECT 2, learner, put, referral, NULL, version, allowed, day FROM release)
         JOIN put ON put.number = of_put
         JOIN learner ON learner.number = whose
         WHERE learner.id = ?1 AND put.live",
    )?;
    let rows = statement.query_map([learner.0], |row| {
        Ok(ReferralRow {
            of: ["interest", "referral", "release"][usize::from(row.get::<_, u8>(0)?)],
            entity: row.get(1)?,
            opening: row.get(2)?,
            version: row.get(3)?,
            says: row.get(4)?,
            day: row.get(5)?,
        })
    })?;
    let mut rows: Vec<ReferralRow> = rows.collect::<Result<_, _>>()?;
    rows.sort_unstable();
    Ok(rows)
}

/// What counts as a learner's answers.
pub(super) fn answers(
    conn: &Connection,
    learner: LearnerId,
) -> Result<BTreeMap<(String, String), AnswerRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT survey, question, day, hers, sensitive, yes, options, survey_answer.number, text,
                prefer_not
         FROM survey_answer JOIN learner ON learner.number = survey_answer.learner
         WHERE learner.id = ?1",
    )?;
    let answers = statement.query_map([learner.0], |row| {
        let answer = AnswerRow {
            day: row.get(2)?,
            hers: row.get(3)?,
            sensitive: row.get(4)?,
            yes: row.get(5)?,
            options: row.get(6)?,
            number: row.get(7)?,
            text: row.get(8)?,
            prefer_not: row.get(9)?,
        };
        Ok(((row.get(0)?, row.get(1)?), answer))
    })?;
    Ok(answers.collect::<Result<_, _>>()?)
}

/// What became of a learner, in order.
pub(super) fn outcomes(
    conn: &Connection,
    learner: LearnerId,
) -> Result<Vec<OutcomeRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT outcome, outcome.kind, step, referral, award, day, withdrawn
         FROM outcome
         JOIN put ON put.number = outcome.put
         JOIN learner ON learner.number = outcome.learner
         WHERE learner.id = ?1 AND put.live",
    )?;
    let outcomes = statement.query_map([learner.0], |row| {
        Ok(OutcomeRow {
            outcome: row.get(0)?,
            kind: row.get(1)?,
            step: row.get(2)?,
            referral: row.get(3)?,
            award: row.get(4)?,
            day: row.get(5)?,
            withdrawn: row.get(6)?,
        })
    })?;
    let mut outcomes: Vec<OutcomeRow> = outcomes.collect::<Result<_, _>>()?;
    outcomes.sort_unstable();
    Ok(outcomes)
}
