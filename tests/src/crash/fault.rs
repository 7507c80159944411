//! Faults that are built in on purpose, to show that the examination finds them.
//!
//! Owns their names. None of them is in the product.

use std::str::FromStr;

/// What is done wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A phone says "saved" before its transaction is durable.
    ToldBeforeSaved,
    /// A phone believes that central holds what it is only about to send.
    HeldBeforeReceipt,
    /// A phone does once more what it did last before it was killed.
    DoneTwice,
    /// In the end central's database is an older copy.
    OldCopy,
    /// In the end the hub's is.
    OldHubCopy,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::ToldBeforeSaved,
        Self::HeldBeforeReceipt,
        Self::DoneTwice,
        Self::OldCopy,
        Self::OldHubCopy,
    ];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::ToldBeforeSaved => "told-before-saved",
            Self::HeldBeforeReceipt => "held-before-receipt",
            Self::DoneTwice => "done-twice",
            Self::OldCopy => "old-copy",
            Self::OldHubCopy => "old-hub-copy",
        }
    }
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|fault| fault.word() == word).ok_or_else(|| {
            format!("no fault {word:?}; there are {}", Self::ALL.map(Self::word).join(", "))
        })
    }
}
