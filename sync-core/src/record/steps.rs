//! What she still has to meet, lessons elsewhere that staff confirm, and which track she chooses.
//!
//! Owns these records and how they fold: of several words the latest stands, and of one moment the
//! one in her favour, so that any of them may be corrected later. Nothing of hers is refused by
//! them.

use minicbor::{Decode, Encode};

use super::Day;
use super::decision::is_code;
use super::value::{Known, ValueFault};
use super::work::MAX_NOTE_CHARS;

/// `requirement/<requirement>/<writer>`, a word on whether she meets it, hers or staff's; and
/// `confirmed/<lesson>/<writer>` in `desk`, staff's word that she did a lesson elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Met {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// She does; else not yet.
    #[n(1)]
    pub met: bool,
    /// On which day that was said.
    #[n(2)]
    pub day: Day,
    /// What else there is to say.
    #[n(3)]
    pub note: Option<String>,
}

impl Known for Met {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 3;

    fn check(&self) -> Result<(), ValueFault> {
        if is_day(self.day) && is_note(self.note.as_deref()) {
            Ok(())
        } else {
            Err(ValueFault::Range)
        }
    }
}

/// Does she meet it, after all words on it? Each is when it was said, as it claims, and what it
/// says; `None` where nobody said anything.
pub fn is_met(words: impl IntoIterator<Item = (i64, bool)>) -> Option<bool> {
    words.into_iter().max().map(|(_, met)| met)
}

/// `choice/track/<writer>`: the track that she would like to follow.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Choice {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// As the programme names it.
    #[n(1)]
    pub track: String,
    /// On which day she chose.
    #[n(2)]
    pub day: Day,
    /// Why: a code.
    #[n(3)]
    pub reason: Option<String>,
    /// Why, in her words.
    #[n(4)]
    pub text: Option<String>,
}

impl Known for Choice {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 4;

    fn check(&self) -> Result<(), ValueFault> {
        let fits = is_code(&self.track)
            && is_day(self.day)
            && self.reason.as_deref().is_none_or(is_code)
            && is_note(self.text.as_deref());
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

fn is_day(day: Day) -> bool {
    (Day::EARLIEST..=Day::LATEST).contains(&day)
}

fn is_note(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.chars().count() <= MAX_NOTE_CHARS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    #[test]
    fn the_latest_word_stands_and_one_of_the_same_moment_is_in_her_favour() {
        assert_eq!(is_met([]), None);
        assert_eq!(is_met([(10, false)]), Some(false));
        assert_eq!(is_met([(20, true), (10, false)]), Some(true));
        assert_eq!(is_met([(20, true), (30, false)]), Some(false), "it was corrected");
        assert_eq!(is_met([(30, false), (30, true)]), Some(true));
    }

    #[test]
    fn what_is_out_of_bounds_is_no_record() {
        let choice = Choice {
            version: None,
            track: "datos".to_owned(),
            day: Day(20_000),
            reason: Some("time".to_owned()),
            text: Some("Tengo las tardes".to_owned()),
        };
        let read = |choice: Choice| Record::<Choice>::from_bytes(&Record::new(choice).to_bytes());
        assert_eq!(read(choice.clone()).unwrap().known, choice);
        for broken in [
            Choice { track: "Datos".to_owned(), ..choice.clone() },
            Choice { reason: Some(String::new()), ..choice.clone() },
            Choice { text: Some("x".repeat(MAX_NOTE_CHARS + 1)), ..choice },
        ] {
            assert_eq!(read(broken).unwrap_err(), ValueFault::Range);
        }
    }
}
