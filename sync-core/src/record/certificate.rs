//! `certificate/<uuid v7>`: what was given to her for what she completed.
//!
//! Owns the record. By central alone: nobody else holds the key by which others believe it
//! ([`crate::certificate`]). It says again all that stood on it on the day it was given, since a
//! programme may call things otherwise later.

use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use super::Day;
use super::decision::is_code;
use super::value::{Known, ValueFault};
use crate::certificate::MAX_LINK_BYTES;
use crate::ids::LearnerId;

/// Longest title, name or reason, in characters.
pub const MAX_CERTIFICATE_CHARS: usize = 160;
/// The most languages that a title is kept in.
pub const MAX_LANGUAGES: usize = 6;

/// Part of what ids are derived from; never change or reuse it.
const ID_DOMAIN: &[u8] = b"chaski/certificate-id/1\0";

/// Words in one language.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Words {
    /// Two or three letters.
    #[n(0)]
    pub language: String,
    /// In it.
    #[n(1)]
    pub words: String,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Certificate {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// Which, as the programme names it.
    #[n(1)]
    pub certificate: String,
    /// The version of the programme's definition by which it was given.
    #[n(2)]
    pub definition: u32,
    /// What stands on it, by language; Spanish is there.
    #[n(3)]
    pub title: Vec<Words>,
    /// What the programme was called, by language; Spanish is there.
    #[n(4)]
    pub programme: Vec<Words>,
    /// Her name, as it stands on it.
    #[n(5)]
    pub name: String,
    /// The day on which it was given.
    #[n(6)]
    pub day: Day,
    /// In which cohort.
    #[n(7)]
    pub cohort: String,
    /// The last day on which it is worth anything; absent: for good.
    #[n(8)]
    pub expires: Option<Day>,
    /// Who of the staff gave it; absent: it was given by rule.
    #[n(9)]
    pub by: Option<String>,
    /// What its QR holds: a signed [`crate::certificate::Link`].
    #[n(10)]
    pub link: ByteVec,
    /// The key that signed it, so that a server that was put back knows it again.
    #[n(11)]
    pub issuer: ByteArray<32>,
    /// Its place in the list that says what was taken back.
    #[n(12)]
    pub place: u32,
    /// The day on which it was taken back.
    #[n(13)]
    pub revoked: Option<Day>,
    /// Why.
    #[n(14)]
    pub reason: Option<String>,
}

impl Certificate {
    /// The id of a certificate, as 16 bytes of a UUID v7's form. It follows from what is given to
    /// whom, so that what is given twice, as after a restore, is one register. `edition` counts
    /// those that were taken back before.
    pub fn id_of(learner: LearnerId, cohort: &str, certificate: &str, edition: u32) -> [u8; 16] {
        let mut hasher = Sha256::new().chain_update(ID_DOMAIN).chain_update(learner.0);
        for part in [cohort, certificate] {
            hasher.update((part.len() as u32).to_be_bytes());
            hasher.update(part);
        }
        let digest = hasher.chain_update(edition.to_be_bytes()).finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        id[6] = 0x70 | (id[6] & 0x0f);
        id[8] = 0x80 | (id[8] & 0x3f);
        id
    }
}

impl Known for Certificate {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 14;

    fn check(&self) -> Result<(), ValueFault> {
        let days = Day::EARLIEST..=Day::LATEST;
        let is_day = |day: &Day| days.contains(day);
        let fits = is_code(&self.certificate)
            && is_said(&self.title)
            && is_said(&self.programme)
            && is_text(&self.name)
            && is_day(&self.day)
            && !self.cohort.is_empty()
            && self.expires.as_ref().is_none_or(|day| is_day(day) && *day >= self.day)
            && self.by.as_deref().is_none_or(is_text)
            && (1..=MAX_LINK_BYTES).contains(&self.link.len())
            && self.revoked.as_ref().is_none_or(is_day)
            && self.reason.as_deref().is_none_or(is_text);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_CERTIFICATE_CHARS
}

fn is_said(words: &[Words]) -> bool {
    let is_language =
        |text: &str| (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase());
    words.len() <= MAX_LANGUAGES
        && words.iter().any(|it| it.language == "es")
        && words.iter().all(|it| is_language(&it.language) && is_text(&it.words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    fn said(words: &str) -> Vec<Words> {
        vec![Words { language: "es".to_owned(), words: words.to_owned() }]
    }

    fn example() -> Certificate {
        Certificate {
            version: None,
            certificate: "modulo-1".to_owned(),
            definition: 3,
            title: said("Primer módulo"),
            programme: said("Conectadas"),
            name: "Ana Quispe Mamani".to_owned(),
            day: Day(20_779),
            cohort: "c1".to_owned(),
            expires: Some(Day(21_000)),
            by: None,
            link: vec![1; 200].into(),
            issuer: [7; 32].into(),
            place: 90_000,
            revoked: None,
            reason: None,
        }
    }

    #[test]
    fn what_is_out_of_bounds_is_no_certificate() {
        let read = |it: Certificate| Record::<Certificate>::from_bytes(&Record::new(it).to_bytes());
        assert_eq!(read(example()).unwrap().known, example());
        for broken in [
            Certificate { title: vec![], ..example() },
            Certificate { title: said(" "), ..example() },
            Certificate { name: "x".repeat(MAX_CERTIFICATE_CHARS + 1), ..example() },
            Certificate { expires: Some(Day(20_778)), ..example() },
            Certificate { link: vec![].into(), ..example() },
            Certificate { certificate: "Módulo".to_owned(), ..example() },
        ] {
            assert_eq!(read(broken).unwrap_err(), ValueFault::Range);
        }
    }

    #[test]
    fn an_id_follows_from_what_is_given_to_whom() {
        let (ana, eva) = (LearnerId([1; 16]), LearnerId([2; 16]));
        let id = Certificate::id_of(ana, "c1", "modulo-1", 0);
        assert_eq!(id, Certificate::id_of(ana, "c1", "modulo-1", 0));
        assert_eq!((id[6] >> 4, id[8] >> 6), (7, 2), "a UUID v7 of the usual variant");
        for other in [
            Certificate::id_of(eva, "c1", "modulo-1", 0),
            Certificate::id_of(ana, "c1m", "odulo-1", 0),
            Certificate::id_of(ana, "c1", "modulo-2", 0),
            Certificate::id_of(ana, "c1", "modulo-1", 1),
        ] {
            assert_ne!(id, other);
        }
    }
}
