//! Who may do what, where: one pure function, [`may`].
//!
//! Owns roles, scopes, grants, and the rule that joins them: an act is allowed where **one** grant
//! in force both has a role that may do it and covers the place. Grants are kept apart, so that a
//! facilitator of one cohort who mentors in another is no facilitator there. What no grant allows
//! is denied.
//!
//! Must not know of HTTP, SQL or the clock: whoever asks brings the grants of today. What a role
//! may do at all is in [`Act`].

mod act;
mod grant;
#[cfg(test)]
mod tests;

use sync_core::ids::LearnerId;
use thiserror::Error;

pub use act::Act;
pub use grant::{Grant, GrantError, Scope};

/// What somebody is to the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Keeps accounts, centres and backups. Sees no learner.
    Administrator,
    /// Answers for cohorts: people, hours and pay.
    Coordinator,
    /// Works at a centre with the learners.
    Facilitator,
    /// Accompanies a group of named learners; knows no contacts.
    Mentor,
    /// Reads, and changes nothing.
    Auditor,
}

impl Role {
    /// All of them, those who may change most first.
    pub const ALL: [Self; 5] =
        [Self::Coordinator, Self::Administrator, Self::Facilitator, Self::Mentor, Self::Auditor];

    /// Its word in the database, in JSON and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Coordinator => "coordinator",
            Self::Facilitator => "facilitator",
            Self::Mentor => "mentor",
            Self::Auditor => "auditor",
        }
    }

    /// Reads [`Role::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// A centre's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CenterId(pub String);

/// A cohort's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CohortId(pub String);

/// An account with its grants in force today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Its number in this database.
    pub account: i64,
    /// What is typed at sign-in.
    pub login: String,
    /// As it is shown.
    pub name: String,
    /// In which language it reads.
    pub locale: String,
    /// In force today; whoever makes this leaves out the others.
    pub grants: Vec<Grant>,
}

impl Staff {
    /// Her roles of today, each once, those who may change most first.
    pub fn roles(&self) -> Vec<Role> {
        let has = |role: &Role| self.grants.iter().any(|grant| grant.role == *role);
        Role::ALL.into_iter().filter(has).collect()
    }
}

/// Where an act happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The whole programme.
    Programme,
    /// A centre.
    Center(CenterId),
    /// A cohort and its centre; cohorts from before there were centres have none.
    Cohort {
        /// Which.
        cohort: CohortId,
        /// Where it meets.
        center: Option<CenterId>,
    },
    /// A learner, with her cohort and its centre.
    Learner {
        /// Who.
        learner: LearnerId,
        /// Her cohort.
        cohort: CohortId,
        /// Where it meets.
        center: Option<CenterId>,
    },
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Denied {
    /// None of her roles may do this, wherever.
    #[error("no role of this account may do this")]
    Role,
    /// She may do this, but not there. To be told like a place that is not: what lies outside her
    /// scope has not even a name.
    #[error("out of scope")]
    Scope,
}

/// May she do this there?
pub fn may(staff: &Staff, act: Act, place: &Place) -> Result<(), Denied> {
    if reach(staff, act)?.covers(place) { Ok(()) } else { Err(Denied::Scope) }
}

/// Everywhere she may do this; to list what there is.
pub fn reach(staff: &Staff, act: Act) -> Result<Reach, Denied> {
    let scopes: Vec<Scope> = staff
        .grants
        .iter()
        .filter(|grant| act.is_allowed_to(grant.role))
        .map(|grant| grant.scope.clone())
        .collect();
    if scopes.is_empty() { Err(Denied::Role) } else { Ok(Reach { scopes }) }
}

/// Scopes together: what a list may show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    scopes: Vec<Scope>,
}

impl Reach {
    /// The whole programme: for the command line, whose user has the database.
    pub fn everything() -> Self {
        Self { scopes: vec![Scope::Programme] }
    }

    /// Does one of the scopes cover the place?
    pub fn covers(&self, place: &Place) -> bool {
        self.scopes.iter().any(|scope| scope.covers(place))
    }

    /// The scopes.
    pub fn scopes(&self) -> &[Scope] {
        &self.scopes
    }
}
