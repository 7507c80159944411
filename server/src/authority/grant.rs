//! Grants: a role, where, from which day until which.
//!
//! Owns which roles go with which scopes, and when a grant is in force. Days are UTC.

use std::collections::BTreeSet;

use sync_core::ids::LearnerId;
use sync_core::record::Day;
use thiserror::Error;

use super::{CenterId, CohortId, Place, Role};

/// Where a grant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everywhere.
    Programme,
    /// One centre and its cohorts.
    Center(CenterId),
    /// One cohort.
    Cohort(CohortId),
    /// A mentor's group.
    Learners(BTreeSet<LearnerId>),
}

impl Scope {
    pub(super) fn covers(&self, place: &Place) -> bool {
        match (self, place) {
            (Self::Programme, _) => true,
            (
                Self::Center(own),
                Place::Center(center)
                | Place::Cohort { center: Some(center), .. }
                | Place::Learner { center: Some(center), .. },
            ) => own == center,
            (Self::Cohort(own), Place::Cohort { cohort, .. } | Place::Learner { cohort, .. }) => {
                own == cohort
            }
            (Self::Learners(own), Place::Learner { learner, .. }) => own.contains(learner),
            (
                Self::Center(_),
                Place::Programme
                | Place::Cohort { center: None, .. }
                | Place::Learner { center: None, .. },
            )
            | (Self::Cohort(_), Place::Programme | Place::Center(_))
            | (Self::Learners(_), Place::Programme | Place::Center(_) | Place::Cohort { .. }) => {
                false
            }
        }
    }
}

/// A role that an account has, where and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// As what.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// From this day on.
    pub from: Day,
    /// To the end of this day; absent: until it is taken back.
    pub until: Option<Day>,
}

/// Why a grant makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GrantError {
    /// Accounts belong to the programme, and so does whoever keeps them.
    #[error("an administrator's scope is the programme")]
    AdministratorsScope,
    /// A mentor sees her group and nobody else.
    #[error("a mentor's scope is the learners of her group, at least one")]
    MentorsScope,
    /// Named learners are a mentor's group.
    #[error("only a mentor's scope is named learners")]
    LearnersScope,
    /// It would never be in force.
    #[error("the last day lies before the first")]
    Days,
}

impl Grant {
    /// Refuses what makes no sense.
    pub fn check(&self) -> Result<(), GrantError> {
        match (self.role, &self.scope) {
            (Role::Administrator, Scope::Programme) => {}
            (Role::Administrator, _) => return Err(GrantError::AdministratorsScope),
            (Role::Mentor, Scope::Learners(group)) if !group.is_empty() => {}
            (Role::Mentor, _) => return Err(GrantError::MentorsScope),
            (_, Scope::Learners(_)) => return Err(GrantError::LearnersScope),
            (Role::Coordinator | Role::Facilitator | Role::Auditor, _) => {}
        }
        match self.until {
            Some(until) if until < self.from => Err(GrantError::Days),
            _ => Ok(()),
        }
    }

    /// Is it in force on this day?
    pub fn is_in_force(&self, today: Day) -> bool {
        self.from <= today && self.until.is_none_or(|until| today <= until)
    }
}
