//! Notices: what central tells a cohort's phones of, openings for work among them.
//!
//! Owns what a notice says and central's signature under it. Who is interested is a record of hers
//! (`record::Interest`); a notice is not: it belongs to the cohort, and is in no document.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::record::{Day, is_code, uuid_text};
use crate::session::{MAX_PLACE_CHARS, MAX_TITLE_CHARS, is_link};
use crate::trust::{Domain, PublicKey, SIGNATURE_BYTES, SigningKey, TrustError};

/// Longest text, in characters.
pub const MAX_NOTICE_CHARS: usize = 1_000;
/// Longest name of a company, in characters.
pub const MAX_COMPANY_CHARS: usize = 80;
/// Longest name of whoever answers for it, in characters.
pub const MAX_BY_CHARS: usize = 60;
/// Most that one opening may ask for, of each kind.
pub const MAX_WANTED: usize = 16;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum NoticeKind {
    /// A company looks for somebody: verified by a named member of staff.
    #[n(0)]
    Opening,
    /// A fair.
    #[n(1)]
    Fair,
    /// Seed capital.
    #[n(2)]
    SeedCapital,
    /// Anything else.
    #[n(3)]
    Other,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [NoticeKind; 4] =
        [NoticeKind::Opening, NoticeKind::Fair, NoticeKind::SeedCapital, NoticeKind::Other];

    /// The word for it, in JSON and in SQL.
    pub fn word(self) -> &'static str {
        match self {
            NoticeKind::Opening => "opening",
            NoticeKind::Fair => "fair",
            NoticeKind::SeedCapital => "seed_capital",
            NoticeKind::Other => "other",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A notice, as it stands. One CBOR map; fields that are not known here are passed over.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Notice {
    /// Which: a UUID v7.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: [u8; 16],
    /// Of two words on one notice the higher edition holds.
    #[n(1)]
    pub edition: u64,
    /// Whose it is.
    #[n(2)]
    pub cohort: String,
    /// What it is about.
    #[n(3)]
    pub kind: NoticeKind,
    /// What it is called.
    #[n(4)]
    pub title: String,
    /// What it says.
    #[n(5)]
    pub text: String,
    /// The last day on which it is shown.
    #[n(6)]
    pub ends_on: Day,
    /// Who answers for it; of an opening, who verified it.
    #[n(7)]
    pub by: String,
    /// Where, when there is a place.
    #[n(8)]
    pub place: Option<String>,
    /// More of it: an address that begins with `https://`.
    #[n(9)]
    pub link: Option<String>,
    /// Of an opening, and there always: who looks for somebody.
    #[n(10)]
    pub company: Option<String>,
    /// Of an opening: tracks of which one is wanted, as the programme names them.
    #[n(11)]
    pub tracks: Option<Vec<String>>,
    /// Of an opening: courses that are wanted, each completed.
    #[n(12)]
    pub courses: Option<Vec<String>>,
    /// Of an opening: certificates that are wanted.
    #[n(13)]
    pub certificates: Option<Vec<String>>,
    /// It is shown no more, whatever its day; absent is false.
    #[n(14)]
    pub closed: Option<bool>,
}

/// What of a notice is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: missing, too long or out of range")]
pub struct NoticeFault(pub &'static str);

impl Notice {
    /// Its id as text.
    pub fn id_text(&self) -> String {
        uuid_text(&self.id)
    }

    /// It is shown no more.
    pub fn is_closed(&self) -> bool {
        self.closed == Some(true)
    }

    /// Is everything within its range?
    pub fn check(&self) -> Result<(), NoticeFault> {
        let is_opening = self.kind == NoticeKind::Opening;
        let company = self.company.as_deref();
        let wanted = |list: &Option<Vec<String>>| match list {
            None => true,
            Some(list) => {
                is_opening
                    && (1..=MAX_WANTED).contains(&list.len())
                    && list.is_sorted_by(|a, b| a < b)
                    && list.iter().all(|id| is_code(id))
            }
        };
        let checks = [
            ("id", self.id[6] >> 4 == 7 && self.id[8] >> 6 == 0b10),
            ("title", is_line(&self.title, MAX_TITLE_CHARS)),
            ("text", is_text(&self.text)),
            ("ends_on", (Day::EARLIEST..=Day::LATEST).contains(&self.ends_on)),
            ("by", is_line(&self.by, MAX_BY_CHARS)),
            ("place", self.place.as_deref().is_none_or(|it| is_line(it, MAX_PLACE_CHARS))),
            ("link", self.link.as_deref().is_none_or(is_link)),
            ("company", company.map_or(!is_opening, |it| is_opening && is_company(it))),
            ("tracks", wanted(&self.tracks)),
            ("courses", wanted(&self.courses)),
            ("certificates", wanted(&self.certificates)),
        ];
        checks
            .into_iter()
            .find(|(_, fits)| !fits)
            .map_or(Ok(()), |(field, _)| Err(NoticeFault(field)))
    }
}

/// One line that says something.
fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}

/// A company's name.
pub(crate) fn is_company(name: &str) -> bool {
    is_line(name, MAX_COMPANY_CHARS)
}

/// Something said, in lines.
pub(crate) fn is_text(text: &str) -> bool {
    let is_odd = |it: char| it.is_control() && it != '\n';
    !text.trim().is_empty() && text.chars().count() <= MAX_NOTICE_CHARS && !text.chars().any(is_odd)
}

/// "So this notice stands": a notice's bytes, and central's signature over them. The bytes are kept as
/// they came, so that what a newer program added stays under its signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SignedNotice {
    /// A [`Notice`].
    #[n(0)]
    pub notice: ByteVec,
    /// By central.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl SignedNotice {
    /// Signs a notice, as central.
    pub fn issue(central: &SigningKey, notice: &Notice) -> Self {
        let bytes = minicbor::to_vec(notice).unwrap_or_default();
        let signature = central.sign(Domain::Notice, &bytes);
        Self { notice: bytes.into(), signature }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        central.verify(Domain::Notice, &self.notice, &self.signature)
    }

    /// What it says, where this program can read it.
    pub fn read(&self) -> Option<Notice> {
        let notice: Notice = minicbor::decode(&self.notice).ok()?;
        notice.check().is_ok().then_some(notice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::session_id;

    fn opening() -> Notice {
        Notice {
            id: session_id("01970000-0000-7000-8000-000000000001").unwrap(),
            edition: 3,
            cohort: "cohorte-1".to_owned(),
            kind: NoticeKind::Opening,
            title: "Atención por teléfono".to_owned(),
            text: "Medio tiempo, por las mañanas.\nContrato de un año.".to_owned(),
            ends_on: Day(20_790),
            by: "Rosa Mamani".to_owned(),
            place: Some("El Alto".to_owned()),
            link: None,
            company: Some("Llamadas Andinas".to_owned()),
            tracks: Some(vec!["llamadas".to_owned()]),
            courses: Some(vec!["atencion".to_owned(), "planillas".to_owned()]),
            certificates: None,
            closed: None,
        }
    }

    #[test]
    fn only_central_can_say_how_a_notice_stands() {
        let (central, other) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
        let mut signed = SignedNotice::issue(&central, &opening());
        assert_eq!(signed.read(), Some(opening()));
        assert!(signed.verify(&central.public()).is_ok());
        assert!(signed.verify(&other.public()).is_err());
        let last = signed.notice.len() - 1;
        signed.notice[last] ^= 1;
        assert!(signed.verify(&central.public()).is_err());
    }

    #[test]
    fn every_field_has_its_range() {
        type Spoil = fn(&mut Notice);
        let faults: [(&str, Spoil); 14] = [
            ("id", |it| it.id[6] = 0x40),
            ("title", |it| it.title = "a\nb".to_owned()),
            ("title", |it| it.title = "x".repeat(MAX_TITLE_CHARS + 1)),
            ("text", |it| it.text = " \n ".to_owned()),
            ("text", |it| it.text = "a\tb".to_owned()),
            ("text", |it| it.text = "x".repeat(MAX_NOTICE_CHARS + 1)),
            ("by", |it| it.by = String::new()),
            ("link", |it| it.link = Some("javascript:alert(1)".to_owned())),
            ("company", |it| it.company = None),
            ("company", |it| it.kind = NoticeKind::Fair),
            ("tracks", |it| it.tracks = Some(Vec::new())),
            ("courses", |it| it.courses = Some(vec!["b".to_owned(), "a".to_owned()])),
            ("courses", |it| it.courses = Some(vec!["A b".to_owned()])),
            ("certificates", |it| it.certificates = Some(vec!["a".to_owned(); 2])),
        ];
        assert_eq!(opening().check(), Ok(()));
        for (field, spoil) in faults {
            let mut spoilt = opening();
            spoil(&mut spoilt);
            assert_eq!(spoilt.check(), Err(NoticeFault(field)));
        }
        let fair = Notice {
            kind: NoticeKind::Fair,
            company: None,
            tracks: None,
            courses: None,
            ..opening()
        };
        assert_eq!(fair.check(), Ok(()));
        let asks = Notice { courses: Some(vec!["atencion".to_owned()]), ..fair };
        assert_eq!(asks.check(), Err(NoticeFault("courses")), "a fair wants nothing of her");
    }

    #[test]
    fn a_newer_programs_fields_are_passed_over() {
        let central = SigningKey::from_seed([1; 32]);
        let mut bytes = minicbor::to_vec(opening()).unwrap();
        // The map's head says how many fields follow: one more, number 23.
        bytes[0] += 1;
        bytes.extend([23, 0x61, b'x']);
        let signature = central.sign(Domain::Notice, &bytes);
        let signed = SignedNotice { notice: bytes.into(), signature };
        assert_eq!(signed.verify(&central.public()), Ok(()));
        assert_eq!(signed.read(), Some(opening()));
    }
}
