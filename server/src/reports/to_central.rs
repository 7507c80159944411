//! What a hub's own board says of its way to central.
//!
//! Owns in which steps it is told. A board at central has none of it.

use serde::Serialize;

use super::shapes::LearnerName;
use crate::store::hubs::{Newcomers, Overruled, Standing};

/// Told in steps of so many seconds, so that a page on which nothing changed stays the same.
const STEP_SECONDS: i64 = 600;

/// How this hub stands with central.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ToCentral {
    #[serde(skip_serializing_if = "Option::is_none")]
    last_contact: Option<i64>,
    /// Changes that wait for a road.
    unsent: u32,
    /// People and phones that this hub took in, and of whom central has not heard.
    people: u32,
    phones: u32,
    /// What central did not take.
    refused: Vec<RefusedLine>,
}

/// Something of one learner's that central did not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct RefusedLine {
    learner: LearnerName,
    code: String,
    /// Of her record; absent: she herself, or a phone of hers.
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<u32>,
}

pub(crate) fn to_central(
    standing: &Standing,
    newcomers: Newcomers,
    overruled: Vec<Overruled>,
) -> ToCentral {
    let newcomer =
        |(learner, code)| RefusedLine { learner: LearnerName::from(learner), code, changes: None };
    let line = |Overruled { learner, refusal, changes }| RefusedLine {
        learner: LearnerName::from(learner),
        code: refusal,
        changes: Some(changes),
    };
    ToCentral {
        last_contact: standing.contact_at.map(|at| at.div_euclid(STEP_SECONDS) * STEP_SECONDS),
        unsent: standing.unsent,
        people: newcomers.people,
        phones: newcomers.phones,
        refused: newcomers
            .refused
            .into_iter()
            .map(newcomer)
            .chain(overruled.into_iter().map(line))
            .collect(),
    }
}
