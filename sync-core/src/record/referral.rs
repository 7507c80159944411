//! Openings and her: what she is interested in, what would be sent of her to a company, and her word
//! on exactly that.
//!
//! Owns these records and how they fold. Her word names the version that she read, so that it is
//! worth nothing for a text that was changed after it.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::value::{Known, ValueFault};
use super::{Day, uuid_text};
use crate::ids::VersionId;
use crate::notice::{is_company, is_text};

/// `interest/<opening>/<writer>`: an opening that she is interested in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Interest {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// She is; else not any more.
    #[n(1)]
    pub interested: bool,
    /// On which day she said so.
    #[n(2)]
    pub day: Day,
}

impl Known for Interest {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 2;

    fn check(&self) -> Result<(), ValueFault> {
        check_day(self.day)
    }
}

/// `referral/<uuid v7>` in `desk`: what would be sent of her to a company, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Referral {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// For which opening: its id.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub opening: [u8; 16],
    /// To whom.
    #[n(2)]
    pub company: String,
    /// All that would be sent, and nothing else.
    #[n(3)]
    pub text: String,
    /// On which day it was written.
    #[n(4)]
    pub day: Day,
    /// It is not to be sent after all; absent is false.
    #[n(5)]
    pub withdrawn: Option<bool>,
}

impl Referral {
    /// The opening's id as text.
    pub fn opening_text(&self) -> String {
        uuid_text(&self.opening)
    }

    /// It is not to be sent after all.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn == Some(true)
    }
}

impl Known for Referral {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 5;

    fn check(&self) -> Result<(), ValueFault> {
        check_day(self.day)?;
        let fits = is_company(&self.company) && is_text(&self.text);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

/// `release/<referral>/<writer>`: her word on a text that would be sent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Release {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// The version of the referral that she read, 32 bytes.
    #[n(1)]
    pub about: ByteVec,
    /// It may be sent; else not.
    #[n(2)]
    pub allowed: bool,
    /// On which day she said so.
    #[n(3)]
    pub day: Day,
}

impl Release {
    /// The version of the referral that she read.
    pub fn about(&self) -> Option<VersionId> {
        self.about.as_slice().try_into().ok().map(VersionId)
    }
}

impl Known for Release {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 3;

    fn check(&self) -> Result<(), ValueFault> {
        check_day(self.day)?;
        if self.about().is_some() { Ok(()) } else { Err(ValueFault::Range) }
    }
}

fn check_day(day: Day) -> Result<(), ValueFault> {
    if (Day::EARLIEST..=Day::LATEST).contains(&day) { Ok(()) } else { Err(ValueFault::Range) }
}

/// How a referral stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Released {
    /// Her word on this text is not there.
    Asked,
    /// It may be sent as it is.
    Allowed,
    /// She does not want it sent.
    Declined,
    /// Two texts stand beside each other: staff write it anew before she is asked.
    Differing,
    /// It is not to be sent.
    Withdrawn,
}

impl Released {
    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Released::Asked => "asked",
            Released::Allowed => "allowed",
            Released::Declined => "declined",
            Released::Differing => "differing",
            Released::Withdrawn => "withdrawn",
        }
    }
}

/// How a referral stands, after its live versions (id, withdrawn) and every live word of hers (when
/// it was said, as it claims; of which version; allowed). A word on another text counts for nothing;
/// of several on this one the latest stands, and of one moment the one that keeps it here.
pub fn released(
    versions: &[(VersionId, bool)],
    words: impl IntoIterator<Item = (i64, VersionId, bool)>,
) -> Released {
    let [(version, is_withdrawn)] = versions else { return Released::Differing };
    if *is_withdrawn {
        return Released::Withdrawn;
    }
    let said = words.into_iter().filter(|(_, about, _)| about == version);
    match said.map(|(at, _, allowed)| (at, !allowed)).max() {
        None => Released::Asked,
        Some((_, false)) => Released::Allowed,
        Some((_, true)) => Released::Declined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    const FIRST: VersionId = VersionId([1; 32]);
    const SECOND: VersionId = VersionId([2; 32]);

    #[test]
    fn her_word_counts_for_the_text_that_she_read_and_for_no_other() {
        let stands =
            |words: &[(i64, VersionId, bool)]| released(&[(SECOND, false)], words.iter().copied());
        assert_eq!(stands(&[]), Released::Asked);
        assert_eq!(stands(&[(30, FIRST, true)]), Released::Asked, "it was changed since");
        assert_eq!(stands(&[(10, SECOND, true)]), Released::Allowed);
        assert_eq!(stands(&[(10, SECOND, true), (20, SECOND, false)]), Released::Declined);
        assert_eq!(stands(&[(30, SECOND, true), (20, SECOND, false)]), Released::Allowed);
        assert_eq!(stands(&[(20, SECOND, true), (20, SECOND, false)]), Released::Declined);
        let both = [(FIRST, false), (SECOND, false)];
        let said = [(10, FIRST, true), (10, SECOND, true)];
        assert_eq!(released(&both, said), Released::Differing, "which of them would be sent?");
        assert_eq!(released(&[(FIRST, true)], [(10, FIRST, true)]), Released::Withdrawn);
    }

    #[test]
    fn what_is_out_of_bounds_is_no_record() {
        let day = Day(20_780);
        let referral = Referral {
            version: None,
            opening: [7; 16],
            company: "Llamadas Andinas".to_owned(),
            text: "Ana terminó el curso de atención.\nHabla aymara.".to_owned(),
            day,
            withdrawn: None,
        };
        let read =
            |referral: Referral| Record::<Referral>::from_bytes(&Record::new(referral).to_bytes());
        assert_eq!(read(referral.clone()).unwrap().known, referral);
        for broken in [
            Referral { company: String::new(), ..referral.clone() },
            Referral { text: " ".to_owned(), ..referral.clone() },
            Referral { text: "x".repeat(1_001), ..referral },
        ] {
            assert_eq!(read(broken).unwrap_err(), ValueFault::Range);
        }
        let release = Release { version: None, about: vec![1; 31].into(), allowed: true, day };
        let bytes = Record::new(release).to_bytes();
        assert_eq!(Record::<Release>::from_bytes(&bytes).unwrap_err(), ValueFault::Range);
    }
}
