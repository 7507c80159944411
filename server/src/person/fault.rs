//! The faults of a form about a person.
//!
//! Owns their words, which are stable: pages turn them into sentences.

use std::fmt;

/// A field, by the word that a page or a table's head calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// Her name.
    Name,
    /// Year of birth.
    BirthYear,
    /// Her own words.
    About,
    /// Track.
    Track,
    /// Gender.
    Gender,
    /// Region.
    Region,
    /// Consent.
    Consent,
    /// Channel.
    Channel,
    /// Number.
    Number,
    /// First hour.
    From,
    /// Last hour.
    Until,
    /// Whom to ask for.
    AskFor,
    /// Leaving a message.
    LeaveMessage,
}

impl Field {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::BirthYear => "birth_year",
            Self::About => "about",
            Self::Track => "track",
            Self::Gender => "gender",
            Self::Region => "region",
            Self::Consent => "consent",
            Self::Channel => "channel",
            Self::Number => "number",
            Self::From => "from",
            Self::Until => "until",
            Self::AskFor => "ask_for",
            Self::LeaveMessage => "leave_message",
        }
    }
}

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It must be there.
    Missing,
    /// It is there and does not go with the rest.
    Surplus,
    /// Too long.
    TooLong,
    /// It cannot be read as what it should be.
    Unreadable,
    /// Read, and not believed.
    OutOfRange,
    /// There is no such thing in this programme.
    Unknown,
    /// It begins like a spreadsheet's formula.
    Formula,
}

impl Problem {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Surplus => "surplus",
            Self::TooLong => "too_long",
            Self::Unreadable => "unreadable",
            Self::OutOfRange => "out_of_range",
            Self::Unknown => "unknown",
            Self::Formula => "formula",
        }
    }
}

/// One fault of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub field: Field,
    /// What.
    pub problem: Problem,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field.word(), self.problem.word())
    }
}
