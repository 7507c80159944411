//! `outcome/<uuid v7>`: what became of her, as staff recorded it: a step of placement, work found or
//! lost, a business, further education, something that a certificate opened to her.
//!
//! Owns the record. She sees every word of it on her phone. What she earns is not in it: surveys ask
//! for that, sealed.

use minicbor::{Decode, Encode};

use super::decision::is_code;
use super::value::{Known, ValueFault};
use super::work::MAX_NOTE_CHARS;
use super::{Day, uuid_text};

/// What kind of thing became.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum BecameKind {
    /// A step of placement is done: `step` says which.
    #[n(0)]
    Step,
    /// She found work.
    #[n(1)]
    JobFound,
    /// She lost it, or left it.
    #[n(2)]
    JobEnded,
    /// She began a business.
    #[n(3)]
    BusinessStarted,
    /// Her business does better.
    #[n(4)]
    BusinessImproved,
    /// She went on to formal education.
    #[n(5)]
    FormalEducation,
    /// A company was told of her, in the words that she approved: `referral` says which.
    #[n(6)]
    Referred,
    /// She took what a certificate opened to her: `award` says which.
    #[n(7)]
    Award,
}

impl BecameKind {
    /// All of them.
    pub const ALL: [BecameKind; 8] = [
        BecameKind::Step,
        BecameKind::JobFound,
        BecameKind::JobEnded,
        BecameKind::BusinessStarted,
        BecameKind::BusinessImproved,
        BecameKind::FormalEducation,
        BecameKind::Referred,
        BecameKind::Award,
    ];

    /// The word for it, in JSON and in SQL.
    pub fn word(self) -> &'static str {
        match self {
            BecameKind::Step => "step",
            BecameKind::JobFound => "job_found",
            BecameKind::JobEnded => "job_ended",
            BecameKind::BusinessStarted => "business_started",
            BecameKind::BusinessImproved => "business_improved",
            BecameKind::FormalEducation => "formal_education",
            BecameKind::Referred => "referred",
            BecameKind::Award => "award",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One thing that became of her.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Became {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// What.
    #[n(1)]
    pub kind: BecameKind,
    /// When.
    #[n(2)]
    pub day: Day,
    /// Of a step: which, as the programme names it; of others absent.
    #[n(3)]
    pub step: Option<String>,
    /// What else there is to say; she reads it.
    #[n(4)]
    pub note: Option<String>,
    /// True when it was taken back; absent is false.
    #[n(5)]
    pub withdrawn: Option<bool>,
    /// Of a referral, and of work found by one: which, a UUID v7; of others absent.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub referral: Option<[u8; 16]>,
    /// Of an award: which, as the programme names it; of others absent.
    #[n(7)]
    pub award: Option<String>,
}

impl Became {
    /// Which referral it follows from, as text.
    pub fn referral_text(&self) -> Option<String> {
        self.referral.as_ref().map(uuid_text)
    }
}

impl Known for Became {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 7;

    fn check(&self) -> Result<(), ValueFault> {
        let referral = match self.kind {
            BecameKind::Referred => self.referral.is_some(),
            BecameKind::JobFound => true,
            _ => self.referral.is_none(),
        };
        let fits = referral
            && (Day::EARLIEST..=Day::LATEST).contains(&self.day)
            && (self.kind == BecameKind::Step) == self.step.is_some()
            && self.step.as_ref().is_none_or(|step| is_code(step))
            && (self.kind == BecameKind::Award) == self.award.is_some()
            && self.award.as_ref().is_none_or(|award| is_code(award))
            && self.note.as_ref().is_none_or(|note| note.chars().count() <= MAX_NOTE_CHARS);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}
