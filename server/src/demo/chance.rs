//! Chance, from a source: the same seed gives the same lives.
//!
//! Owns the drawing of numbers. For fiction only: it is not uniform to the last bit.

use crate::source::Source;

/// Draws.
pub(super) struct Chance<'a>(pub(super) &'a Source);

impl Chance<'_> {
    /// A number from `low` to `high`, both included.
    pub(super) fn between(&self, low: u32, high: u32) -> u32 {
        let span = u64::from(high.saturating_sub(low)) + 1;
        low + (u64::from_be_bytes(self.0.random()) % span) as u32
    }

    /// True in so many of a hundred cases.
    pub(super) fn percent(&self, of_hundred: u32) -> bool {
        self.between(1, 100) <= of_hundred
    }

    /// One of several.
    pub(super) fn one_of<'s, T>(&self, of: &'s [T]) -> &'s T {
        &of[self.between(0, of.len() as u32 - 1) as usize]
    }

    /// A new work entry's id, made at this moment.
    pub(super) fn entry(&self, now: i64) -> String {
        let millis = now.unsigned_abs() * 1000 + u64::from(self.between(0, 999));
        uuid::Builder::from_unix_timestamp_millis(millis, &self.0.random())
            .into_uuid()
            .hyphenated()
            .to_string()
    }
}
