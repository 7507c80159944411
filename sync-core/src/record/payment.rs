//! `payment/<statement>.<part>`: central's word that a closed statement's lines were paid to her.
//!
//! Owns the record. The ledger that it tells of is central's; this is what her phone shows.

use minicbor::bytes::ByteArray;
use minicbor::{Decode, Encode};

use super::Day;
use super::decision::is_code;
use super::pay::is_currency;
use super::value::{Known, ValueFault};

/// The most entries that one payment names; a longer one is told in parts.
pub const MAX_PAID_ENTRIES: usize = 150;

/// A payment for the entries that it names.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Payment {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// First day of the period.
    #[n(1)]
    pub from: Day,
    /// Last day of the period.
    #[n(2)]
    pub to: Day,
    /// Minor units, of this part; less than nothing where an adjustment took more than it gave.
    #[n(3)]
    pub amount: i64,
    /// Three capital letters.
    #[n(4)]
    pub currency: String,
    /// The day on which it was paid.
    #[n(5)]
    pub day: Day,
    /// How: a code of `a-z` and hyphens.
    #[n(6)]
    pub method: String,
    /// The entries that it is for, as the 16 bytes of their UUIDs.
    #[n(7)]
    pub entries: Vec<ByteArray<16>>,
}

impl Payment {
    /// The entries as their registers name them.
    pub fn entry_ids(&self) -> impl Iterator<Item = String> {
        self.entries.iter().map(|bytes| uuid_text(bytes))
    }
}

impl Known for Payment {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 7;

    fn check(&self) -> Result<(), ValueFault> {
        let days = Day::EARLIEST..=Day::LATEST;
        let fits = days.contains(&self.from)
            && days.contains(&self.to)
            && days.contains(&self.day)
            && self.from <= self.to
            && self.amount.unsigned_abs() < 1 << 53
            && is_currency(&self.currency)
            && is_code(&self.method)
            && self.entries.len() <= MAX_PAID_ENTRIES;
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

/// A UUID's bytes as text: lower case, hyphenated.
pub fn uuid_text(bytes: &[u8; 16]) -> String {
    let hex = hex::encode(bytes);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The bytes of a UUID's text.
pub fn uuid_bytes(text: &str) -> Option<[u8; 16]> {
    let mut bytes = [0; 16];
    hex::decode_to_slice(text.replace('-', ""), &mut bytes).ok()?;
    (uuid_text(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_and_their_text() {
        let text = "01920f3a-7c1e-7abc-8def-0123456789ab";
        assert_eq!(uuid_text(&uuid_bytes(text).unwrap()), text);
        for wrong in
            ["", "01920F3a-7c1e-7abc-8def-0123456789ab", "01920f3a7c1e7abc8def0123456789ab"]
        {
            assert_eq!(uuid_bytes(wrong), None, "{wrong}");
        }
    }
}
