//! The audit log: what is noted of each privileged act, and the chain that shows tampering.
//!
//! Owns the words, what a row's hash covers, and the check of a whole log. An entry's hash covers
//! the one before it, so that a changed, removed or swapped entry is found by whoever reads the log
//! from its beginning; that its tail was cut, or that all of it was made anew, is found only by
//! whoever kept a head elsewhere: hence `chaski audit verify --head`.
//!
//! Must not hold a name, a secret or a text that somebody wrote: ids only. SQL is in
//! `store::audit`, which appends in the transaction of the act itself.

mod chain;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use sync_core::ids::LearnerId;

use crate::authority::{Act, Staff};

pub use chain::{Break, EMPTY_HEAD, Finding, Link, check};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audited {
    /// Something that a role allows.
    Act(Act),
    /// A session was opened.
    SignIn,
    /// A password was wrong, or the login nobody's.
    SignInFailed,
    /// She left.
    SignOut,
    /// She gave herself a new password.
    ChangePassword,
    /// Her telephone's codes are asked for from now on.
    SecondFactorOn,
    /// She took that back.
    SecondFactorOff,
    /// She came in by a code on her paper.
    UseRecoveryCode,
}

impl Audited {
    /// Its word in the log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Act(act) => act.word(),
            Self::SignIn => "sign_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignOut => "sign_out",
            Self::ChangePassword => "change_password",
            Self::SecondFactorOn => "second_factor_on",
            Self::SecondFactorOff => "second_factor_off",
            Self::UseRecoveryCode => "use_recovery_code",
        }
    }
}

impl From<Act> for Audited {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The programme as a whole.
    Programme,
    /// A centre, by id.
    Center(String),
    /// A cohort, by id.
    Cohort(String),
    /// A learner.
    Learner(LearnerId),
    /// An account, by login.
    Account(String),
    /// A login that is nobody's. What was typed is not noted: it may be a password.
    Nobody,
    /// Anything else that has an id: its kind and that id.
    Other(&'static str, String),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Programme => f.write_str("programme"),
            Self::Center(id) => write!(f, "center:{id}"),
            Self::Cohort(id) => write!(f, "cohort:{id}"),
            Self::Learner(id) => write!(f, "learner:{id}"),
            Self::Account(login) => write!(f, "account:{login}"),
            Self::Nobody => f.write_str("account:?"),
            Self::Other(kind, id) => write!(f, "{kind}:{id}"),
        }
    }
}

/// One entry, before it has its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEntry {
    /// Seconds since 1970.
    pub at: i64,
    /// Who, by login; absent at the command line.
    pub account: Option<String>,
    /// What.
    pub act: Audited,
    /// To whom or what.
    pub subject: Subject,
    /// Ids, counts and words of ours.
    pub detail: BTreeMap<&'static str, Value>,
}

impl AuditEntry {
    /// An act of somebody who is signed in.
    pub fn by(staff: &Staff, act: impl Into<Audited>, subject: Subject, at: i64) -> Self {
        Self::by_login(Some(staff.login.clone()), act, subject, at)
    }

    /// An act at the command line, whose user has the database anyway.
    pub fn at_command_line(act: impl Into<Audited>, subject: Subject, at: i64) -> Self {
        Self::by_login(None, act, subject, at)
    }

    /// An act of this login, or of the command line.
    pub fn by_login(
        account: Option<String>,
        act: impl Into<Audited>,
        subject: Subject,
        at: i64,
    ) -> Self {
        Self { at, account, act: act.into(), subject, detail: BTreeMap::new() }
    }

    /// Adds a detail: an id, a count, a word of ours.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.detail.insert(name, value.into());
        self
    }

    /// The detail as it is stored and hashed: JSON, names in order.
    pub fn detail_text(&self) -> String {
        let fields = self.detail.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Value::Object(fields.collect()).to_string()
    }
}
