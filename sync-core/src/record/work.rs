//! `work/<uuid v7>`: one work entry, one register.
//!
//! Owns the record. Hours are pay: two live versions stay two, nobody picks a winner here.

use minicbor::{Decode, Encode};

use super::Day;
use super::value::{Known, ValueFault};

/// Longest note, in characters.
pub const MAX_NOTE_CHARS: usize = 500;

/// What she says she worked. A withdrawal is a value too, so that history keeps what was said.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct WorkEntry {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// Kind of work, as the programme names it.
    #[n(1)]
    pub task: String,
    /// The day it was done, where she is.
    #[n(2)]
    pub day: Day,
    /// Minutes worked, where the task is paid by time.
    #[n(3)]
    pub minutes: Option<u32>,
    /// Units done, where the task is paid by unit.
    #[n(4)]
    pub units: Option<u32>,
    /// Minute of the day when she began.
    #[n(5)]
    pub start: Option<u16>,
    /// In her words.
    #[n(6)]
    pub note: Option<String>,
    /// True when she took it back; absent is false.
    #[n(7)]
    pub withdrawn: Option<bool>,
}

impl WorkEntry {
    /// Did she take it back?
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn == Some(true)
    }
}

impl Known for WorkEntry {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 7;

    fn check(&self) -> Result<(), ValueFault> {
        let task_fits = (1..=32).contains(&self.task.len())
            && self.task.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let amount_fits = match (self.minutes, self.units) {
            (Some(minutes), None) => minutes <= 24 * 60,
            (None, Some(units)) => units <= 1_000_000,
            _ => false,
        };
        let fits = task_fits
            && amount_fits
            && (Day::EARLIEST..=Day::LATEST).contains(&self.day)
            && self.start.is_none_or(|start| start < 24 * 60)
            && self.note.as_ref().is_none_or(|note| note.chars().count() <= MAX_NOTE_CHARS);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}
