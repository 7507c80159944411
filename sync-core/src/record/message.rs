//! `message/<uuid v7>`: what she writes to those who accompany her (`record`), and what they write
//! to her (`desk`).
//!
//! Owns the record. There is one conversation of each learner, which everybody reads who reads her
//! record; whose word a message is follows from its writer, never from what it says.

use minicbor::{Decode, Encode};

use super::value::{Known, ValueFault};
use super::work::MAX_NOTE_CHARS;

/// Longest name of whoever writes, in characters.
pub const MAX_SENDER_CHARS: usize = 80;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Message {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// What it says.
    #[n(1)]
    pub text: String,
    /// Of staff's: the name that she knows the sender by. Absent in `record`.
    #[n(2)]
    pub sender: Option<String>,
}

impl Known for Message {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 2;

    fn check(&self) -> Result<(), ValueFault> {
        let is_text =
            |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
        let fits = is_text(&self.text, MAX_NOTE_CHARS)
            && self.sender.as_ref().is_none_or(|sender| is_text(sender, MAX_SENDER_CHARS));
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}
