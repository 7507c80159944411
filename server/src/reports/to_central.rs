//! What a hub's own board says of its way to central.
//!
//! Owns in which steps it is told. A board at central has none of it.

use serde::Serialize;

use super::shapes::LearnerName;
use crate::store::hubs::{Overruled, Standing};

/// Told in steps of so many seconds, so that a page on which nothing changed stays the same.
const STEP_SECONDS: i64 = 600;

/// How this hub stands with central.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ToCentral {
    #[serde(skip_serializing_if = "Option::is_none")]
    last_contact: Option<i64>,
    /// Changes that wait for a road.
    unsent: u32,
    /// What central did not take, and never will.
    refused: Vec<RefusedLine>,
}

/// What of one learner's record central did not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct RefusedLine {
    learner: LearnerName,
    code: String,
    changes: u32,
}

pub(crate) fn to_central(standing: &Standing, overruled: Vec<Overruled>) -> ToCentral {
    let line = |Overruled { learner, refusal, changes }| RefusedLine {
        learner: LearnerName::from(learner),
        code: refusal,
        changes,
    };
    ToCentral {
        last_contact: standing.contact_at.map(|at| at.div_euclid(STEP_SECONDS) * STEP_SECONDS),
        unsent: standing.unsent,
        refused: overruled.into_iter().map(line).collect(),
    }
}
