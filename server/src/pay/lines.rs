//! What goes into a closing and what comes out of it.
//!
//! Owns the shapes. Amounts are minor units; lines are signed, so that sums say what there was.

use sync_core::ids::VersionId;
use sync_core::record::{PayTerms, Quantity};

/// What is settled about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owed {
    /// It is open: what was paid stays as it is, and nothing more is.
    Open,
    /// Nothing.
    Nothing,
    /// This.
    Something(Worth),
}

/// What an approved entry is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// The version that was approved.
    pub version: VersionId,
    /// By this decision.
    pub decision: VersionId,
    /// So much of it.
    pub quantity: Quantity,
    /// Paid by this.
    pub terms: PayTerms,
    /// Minor units.
    pub amount: i64,
}

/// How an entry stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryNow {
    /// Whose, by number.
    pub learner: i64,
    /// The person that she is: the same for all ids of one.
    pub person: i64,
    /// The entry's id.
    pub entry: String,
    /// Kind of work.
    pub task: String,
    /// The day it was done, days since 1970.
    pub day: i32,
    /// What is settled about it.
    pub owed: Owed,
}

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    /// An entry, for the first time.
    Entry,
    /// What changed of an entry since.
    Adjustment,
    /// A fee for a period.
    Period,
    /// Carried over to the next statement, or from the one before.
    Carry,
}

impl LineKind {
    /// All of them.
    pub const ALL: [LineKind; 4] =
        [LineKind::Entry, LineKind::Adjustment, LineKind::Period, LineKind::Carry];

    /// Its word in the database and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            LineKind::Entry => "entry",
            LineKind::Adjustment => "adjustment",
            LineKind::Period => "period",
            LineKind::Carry => "carry",
        }
    }

    /// Reads [`LineKind::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A line of a closed statement, as far as later ones need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedLine {
    /// Whose, by number.
    pub learner: i64,
    /// The person that she is.
    pub person: i64,
    /// What it is for.
    pub kind: LineKind,
    /// The entry, of an entry or an adjustment.
    pub entry: Option<String>,
    /// The statement whose period it is a fee for.
    pub period: Option<i64>,
    /// Kind of work, of all but carried amounts.
    pub task: Option<String>,
    /// Minutes, less those taken back.
    pub minutes: i64,
    /// Units, less those taken back.
    pub units: i64,
    /// Three capital letters.
    pub currency: String,
    /// Minor units, signed.
    pub amount: i64,
}

/// A line of the statement that is being closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// What later statements need of it.
    pub line: ClosedLine,
    /// The day of the work, where it is for an entry.
    pub day: Option<i32>,
    /// The version that was approved, where one is.
    pub version: Option<VersionId>,
    /// The decision that approved it.
    pub decision: Option<VersionId>,
    /// By what it is paid, where anything is.
    pub terms: Option<PayTerms>,
}
