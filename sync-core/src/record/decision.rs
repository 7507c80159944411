//! `decision/<entry>/<staff writer>`: what a member of staff says of a work entry.
//!
//! Owns the record. It binds to the versions that were live when it was made and to the terms it
//! was reckoned by, so that it says by itself what is owed and why. Whether it is in force is
//! `standing`'s to say.

use minicbor::{Decode, Encode};

use super::pay::{Basis, PayTerms, Quantity};
use super::value::{Known, ValueFault};
use super::work::MAX_NOTE_CHARS;
use crate::ids::VersionId;

/// The most versions that a decision names.
pub const MAX_VERSIONS: usize = 32;

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Outcome {
    /// It counts, with an amount.
    #[n(0)]
    Approve,
    /// A question to her: it may count when she has answered.
    #[n(1)]
    Ask,
    /// It does not count.
    #[n(2)]
    Decline,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 3] = [Outcome::Approve, Outcome::Ask, Outcome::Decline];

    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Approve => "approve",
            Outcome::Ask => "ask",
            Outcome::Decline => "decline",
        }
    }

    /// The number that stands for it in SQL.
    pub fn number(self) -> u8 {
        match self {
            Outcome::Approve => 0,
            Outcome::Ask => 1,
            Outcome::Decline => 2,
        }
    }

    /// The outcome with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// A decision on one entry.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Decision {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// All versions of the entry that were live, ascending.
    #[n(1)]
    pub versions: Vec<VersionId>,
    /// Which of them it keeps: its place in `versions`, from 0.
    #[n(2)]
    pub chosen: u8,
    /// What is decided.
    #[n(3)]
    pub outcome: Outcome,
    /// Minutes approved…
    #[n(4)]
    pub minutes: Option<u32>,
    /// …or units approved.
    #[n(5)]
    pub units: Option<u32>,
    /// Minor units for an hour, a unit, or a period.
    #[n(6)]
    pub rate: Option<u64>,
    /// Three capital letters.
    #[n(7)]
    pub currency: Option<String>,
    /// Minor units: what the rate makes of the quantity.
    #[n(8)]
    pub amount: Option<u64>,
    /// Why it is asked or declined: a code of `a-z` and hyphens.
    #[n(9)]
    pub reason: Option<String>,
    /// In the words of whoever decides.
    #[n(10)]
    pub note: Option<String>,
    /// What the rate is for.
    #[n(11)]
    pub basis: Option<Basis>,
    /// The amount is a multiple of so many minor units.
    #[n(12)]
    pub rounding: Option<u32>,
    /// Decisions and answers that it saw and settles, as a third person; ascending.
    #[n(13)]
    pub settles: Option<Vec<VersionId>>,
    /// Made with many others at once; absent is false.
    #[n(14)]
    pub bulk: Option<bool>,
}

impl Decision {
    /// The version that it keeps.
    pub fn chosen(&self) -> Option<VersionId> {
        self.versions.get(usize::from(self.chosen)).copied()
    }

    /// What is approved.
    pub fn quantity(&self) -> Option<Quantity> {
        Quantity::of(self.minutes, self.units)
    }

    /// What it is paid by, where something is approved.
    pub fn terms(&self) -> Option<PayTerms> {
        Some(PayTerms {
            basis: self.basis?,
            rate: self.rate?,
            currency: self.currency.clone()?,
            rounding: self.rounding?,
        })
    }

    /// Does it settle this decision or answer?
    pub fn settles(&self, id: &VersionId) -> bool {
        self.settles.iter().flatten().any(|settled| settled == id)
    }

    /// Was it made with many others?
    pub fn is_bulk(&self) -> bool {
        self.bulk == Some(true)
    }

    fn approves_soundly(&self) -> bool {
        let (Some(terms), Some(quantity)) = (self.terms(), self.quantity()) else { return false };
        let quantity_fits = match quantity {
            Quantity::Minutes(minutes) => minutes <= 24 * 60,
            Quantity::Units(units) => units <= 1_000_000,
        };
        quantity_fits && terms.are_sound() && terms.amount(quantity) == self.amount
    }

    fn says_no_amount(&self) -> bool {
        let parts = (self.minutes, self.units, self.rate, self.amount, self.rounding);
        parts == (None, None, None, None, None) && self.currency.is_none() && self.basis.is_none()
    }
}

impl Known for Decision {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 14;

    fn check(&self) -> Result<(), ValueFault> {
        let outcome_fits = match self.outcome {
            Outcome::Approve => self.approves_soundly(),
            Outcome::Ask | Outcome::Decline => self.reason.is_some() && self.says_no_amount(),
        };
        let settles_fits = self.settles.as_ref().is_none_or(|settles| ascending(settles));
        let fits = ascending(&self.versions)
            && self.chosen().is_some()
            && settles_fits
            && outcome_fits
            && self.reason.as_ref().is_none_or(|reason| is_code(reason))
            && self.note.as_ref().is_none_or(|note| note.chars().count() <= MAX_NOTE_CHARS);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

fn ascending(versions: &[VersionId]) -> bool {
    (1..=MAX_VERSIONS).contains(&versions.len())
        && versions.windows(2).all(|pair| pair[0] < pair[1])
}

/// 1 to 32 lower-case letters, digits and hyphens.
pub(crate) fn is_code(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
