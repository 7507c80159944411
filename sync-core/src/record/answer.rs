//! `answer/<subject>/<writer>`: what she answers, to a question about hours, to an entry made for
//! her, to a payment.
//!
//! Owns the record. The subject is an entry or a payment; the answer names the very version that it
//! is about, so that it never counts for another.

use minicbor::{Decode, Encode};

use super::value::{Known, ValueFault};
use super::work::MAX_NOTE_CHARS;
use crate::ids::VersionId;

/// What an answer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum AnswerKind {
    /// It is so.
    #[n(0)]
    Yes,
    /// It is not so.
    #[n(1)]
    NotSo,
    /// Here is what you asked for.
    #[n(2)]
    Reply,
    /// A payment came.
    #[n(3)]
    Received,
    /// A payment did not come.
    #[n(4)]
    NotReceived,
}

impl AnswerKind {
    /// All of them.
    pub const ALL: [AnswerKind; 5] = [
        AnswerKind::Yes,
        AnswerKind::NotSo,
        AnswerKind::Reply,
        AnswerKind::Received,
        AnswerKind::NotReceived,
    ];

    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            AnswerKind::Yes => "yes",
            AnswerKind::NotSo => "not_so",
            AnswerKind::Reply => "reply",
            AnswerKind::Received => "received",
            AnswerKind::NotReceived => "not_received",
        }
    }

    /// The number that stands for it in SQL.
    pub fn number(self) -> u8 {
        match self {
            AnswerKind::Yes => 0,
            AnswerKind::NotSo => 1,
            AnswerKind::Reply => 2,
            AnswerKind::Received => 3,
            AnswerKind::NotReceived => 4,
        }
    }

    /// The kind with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Answer {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// What it says.
    #[n(1)]
    pub kind: AnswerKind,
    /// The version of an entry, a decision or a payment that it is about.
    #[n(2)]
    pub about: VersionId,
    /// In her words.
    #[n(3)]
    pub text: Option<String>,
}

impl Known for Answer {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 3;

    fn check(&self) -> Result<(), ValueFault> {
        let text_fits = self.text.as_ref().is_none_or(|it| it.chars().count() <= MAX_NOTE_CHARS);
        // A reply without words says nothing.
        let says_something = self.kind != AnswerKind::Reply
            || self.text.as_ref().is_some_and(|text| !text.trim().is_empty());
        if text_fits && says_something { Ok(()) } else { Err(ValueFault::Range) }
    }
}
