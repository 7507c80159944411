//! Who somebody is to the directory: name, consent, and how she may be reached.
//!
//! Owns what a form about a person must say, word for word the same for a form, a table and the
//! command line, and which two people may be one. Pure: no store, no clock. Nothing of a person
//! is ever part of the record.
//!
//! - `form`, `fault`: from what was typed to a person, or every fault of it
//! - `alike`: names without accents, case, order and habits of spelling
//! - `table`: CSV in, rows or faults by row and column out; `mapping`: any table, by a mapping

pub mod alike;
pub mod fault;
pub mod form;
pub mod mapping;
pub mod table;

use sync_core::record::Day;

/// What the directory says of a learner herself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// Her name, in one spelling (NFC), single spaces.
    pub name: String,
    /// When she was born, as far as she says.
    pub birth_year: Option<i32>,
    /// Who she is, in her own few words.
    pub about: Option<String>,
    /// The track that she follows.
    pub track: Option<String>,
    /// As she says; absent: nobody asked.
    pub gender: Option<Gender>,
    /// A region of the programme.
    pub region: Option<String>,
}

/// What somebody says of her gender, for reports that tell people apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// A woman.
    Female,
    /// A man.
    Male,
    /// Neither.
    Other,
    /// She prefers not to say.
    Unsaid,
}

impl Gender {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Female, Self::Male, Self::Other, Self::Unsaid];

    /// As it is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
            Self::Unsaid => "unsaid",
        }
    }

    /// The reverse.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.word() == word)
    }
}

/// To what she said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Covered {
    /// Her record is kept and read by her staff. Without it nobody is enrolled.
    Record,
    /// She may be called or written to.
    Contact,
    /// She counts in reports without her name.
    Reports,
}

impl Covered {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Record, Self::Contact, Self::Reports];

    /// As it is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Contact => "contact",
            Self::Reports => "reports",
        }
    }

    /// The reverse.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|covered| covered.word() == word)
    }
}

/// What she said yes to, to which text, and when. A later one replaces it; all are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// To what; sorted.
    pub covers: Vec<Covered>,
    /// Version of the text that she was read.
    pub version: String,
    /// The day on which she said so.
    pub given: Day,
}

/// How she may be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contact {
    /// Not at all: no button to call her is shown anywhere.
    Nobody,
    /// By this way.
    By(Way),
}

/// A safe way to reach her. Whoever uses it never names the programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// A call or a message.
    pub channel: Channel,
    /// Digits, with a plus in front where she gave one.
    pub number: String,
    /// Minutes of the day, from and until; absent: at any hour.
    pub hours: Option<(u16, u16)>,
    /// The name to ask for, where it is not hers.
    pub ask_for: Option<String>,
    /// May a message be left when somebody else answers?
    pub may_leave_message: bool,
}

/// A call or a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Spoken.
    Call,
    /// Written.
    Message,
}

impl Channel {
    /// As it is stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Message => "message",
        }
    }

    /// The reverse.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Call, Self::Message].into_iter().find(|channel| channel.word() == word)
    }
}

/// Everything that enrolling says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    /// Herself.
    pub person: Person,
    /// What she agreed to.
    pub consent: Consent,
    /// How she may be reached; absent when nobody asked her yet.
    pub contact: Option<Contact>,
}
