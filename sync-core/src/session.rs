//! Sessions: workshops held at a time, as central tells a cohort's phones of them.
//!
//! Owns what a session says and central's signature under it. Who was there is a record of hers
//! (`record::Attendance`); a session is not: it belongs to the cohort, and is in no document.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::record::{Day, uuid_bytes, uuid_text};
use crate::trust::{Domain, PublicKey, SIGNATURE_BYTES, SigningKey, TrustError};

/// Longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 80;
/// Longest place, in characters.
pub const MAX_PLACE_CHARS: usize = 120;
/// Longest link, in bytes.
pub const MAX_LINK_BYTES: usize = 300;
/// Longest name of whoever leads it, in characters.
pub const MAX_FACILITATOR_CHARS: usize = 60;
/// Longest name of a series, in characters.
pub const MAX_SERIES_CHARS: usize = 32;
/// Longest session, in minutes.
pub const MAX_MINUTES: u16 = 24 * 60;

/// A session, as it stands. One CBOR map; fields that are not known here are passed over.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Session {
    /// Which: a UUID v7.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: [u8; 16],
    /// Of two words on one session the higher edition holds.
    #[n(1)]
    pub edition: u64,
    /// Whose it is.
    #[n(2)]
    pub cohort: String,
    /// What it is called.
    #[n(3)]
    pub title: String,
    /// When.
    #[n(4)]
    pub day: Day,
    /// Minute of that day at which it begins, by the clock where it is held.
    #[n(5)]
    pub start: u16,
    /// How long it lasts.
    #[n(6)]
    pub minutes: u16,
    /// Where, when there is a place.
    #[n(7)]
    pub place: Option<String>,
    /// Where, when it is held by video: an address that begins with `https://`.
    #[n(8)]
    pub link: Option<String>,
    /// Who leads it.
    #[n(9)]
    pub facilitator: Option<String>,
    /// It is not held; absent is false.
    #[n(10)]
    pub cancelled: Option<bool>,
    /// The series of workshops that it belongs to, as the programme names it.
    #[n(11)]
    pub series: Option<String>,
}

/// What of a session is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: missing, too long or out of range")]
pub struct SessionFault(pub &'static str);

impl Session {
    /// Its id as text.
    pub fn id_text(&self) -> String {
        uuid_text(&self.id)
    }

    /// It is not held.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled == Some(true)
    }

    /// Is everything within its range?
    pub fn check(&self) -> Result<(), SessionFault> {
        let is_text = |text: &str, most: usize| {
            !text.trim().is_empty()
                && text.chars().count() <= most
                && !text.chars().any(char::is_control)
        };
        let is_said =
            |text: &Option<String>, most| text.as_deref().is_none_or(|it| is_text(it, most));
        let link = self.link.as_deref();
        let checks = [
            ("id", self.id[6] >> 4 == 7 && self.id[8] >> 6 == 0b10),
            ("title", is_text(&self.title, MAX_TITLE_CHARS)),
            ("day", (Day::EARLIEST..=Day::LATEST).contains(&self.day)),
            ("start", self.start < 24 * 60),
            ("minutes", (1..=MAX_MINUTES).contains(&self.minutes)),
            ("place", is_said(&self.place, MAX_PLACE_CHARS)),
            ("link", link.is_none_or(is_link)),
            ("facilitator", is_said(&self.facilitator, MAX_FACILITATOR_CHARS)),
            ("series", is_said(&self.series, MAX_SERIES_CHARS)),
        ];
        checks
            .into_iter()
            .find(|(_, fits)| !fits)
            .map_or(Ok(()), |(field, _)| Err(SessionFault(field)))
    }
}

/// Only what a phone can open without anything else happening.
pub(crate) fn is_link(link: &str) -> bool {
    let rest = link.strip_prefix("https://").unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    link.len() <= MAX_LINK_BYTES
        && !rest.is_empty()
        && !rest.starts_with('/')
        && rest.bytes().all(is_plain)
}

/// The session of this id, where the text is one.
pub fn session_id(text: &str) -> Option<[u8; 16]> {
    uuid_bytes(text).filter(|id| id[6] >> 4 == 7 && id[8] >> 6 == 0b10)
}

/// "So this session stands": a session's bytes, and central's signature over them. The bytes are
/// kept as they came, so that what a newer program added stays under its signature.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SessionNotice {
    /// A [`Session`].
    #[n(0)]
    pub session: ByteVec,
    /// By central.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl SessionNotice {
    /// Signs a session, as central.
    pub fn issue(central: &SigningKey, session: &Session) -> Self {
        let bytes = minicbor::to_vec(session).unwrap_or_default();
        let signature = central.sign(Domain::Session, &bytes);
        Self { session: bytes.into(), signature }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        central.verify(Domain::Session, &self.session, &self.signature)
    }

    /// What it says, where this program can read it.
    pub fn read(&self) -> Option<Session> {
        let session: Session = minicbor::decode(&self.session).ok()?;
        session.check().is_ok().then_some(session)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        Session {
            id: session_id("01970000-0000-7000-8000-000000000001").unwrap(),
            edition: 3,
            cohort: "cohorte-1".to_owned(),
            title: "Taller de atención".to_owned(),
            day: Day(20_760),
            start: 9 * 60,
            minutes: 120,
            place: Some("Aula 2, El Alto".to_owned()),
            link: None,
            facilitator: Some("Rosa".to_owned()),
            cancelled: None,
            series: None,
        }
    }

    #[test]
    fn only_central_can_say_how_a_session_stands() {
        let (central, other) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
        let mut notice = SessionNotice::issue(&central, &session());
        assert_eq!(notice.read(), Some(session()));
        assert!(notice.verify(&central.public()).is_ok());
        assert!(notice.verify(&other.public()).is_err());
        let last = notice.session.len() - 1;
        notice.session[last] ^= 1;
        assert!(notice.verify(&central.public()).is_err());
    }

    #[test]
    fn every_field_has_its_range() {
        type Spoil = fn(&mut Session);
        let faults: [(&str, Spoil); 9] = [
            ("id", |it| it.id[6] = 0x40),
            ("title", |it| it.title = "  ".to_owned()),
            ("title", |it| it.title = "x".repeat(MAX_TITLE_CHARS + 1)),
            ("start", |it| it.start = 24 * 60),
            ("minutes", |it| it.minutes = 0),
            ("place", |it| it.place = Some("a\nb".to_owned())),
            ("link", |it| it.link = Some("javascript:alert(1)".to_owned())),
            ("link", |it| it.link = Some("https:///x".to_owned())),
            ("facilitator", |it| it.facilitator = Some(String::new())),
        ];
        assert_eq!(session().check(), Ok(()));
        for (field, spoil) in faults {
            let mut spoilt = session();
            spoil(&mut spoilt);
            assert_eq!(spoilt.check(), Err(SessionFault(field)));
        }
        let link = Some("https://meet.example/abc-d?x=1#y".to_owned());
        assert_eq!(Session { link, ..session() }.check(), Ok(()));
    }

    #[test]
    fn a_newer_programs_fields_are_passed_over() {
        let central = SigningKey::from_seed([1; 32]);
        let mut bytes = minicbor::to_vec(session()).unwrap();
        // The map's head says how many fields follow: one more, number 12.
        bytes[0] += 1;
        bytes.extend([12, 0x61, b'x']);
        let signature = central.sign(Domain::Session, &bytes);
        let notice = SessionNotice { session: bytes.into(), signature };
        assert_eq!(notice.verify(&central.public()), Ok(()));
        assert_eq!(notice.read(), Some(session()));
    }
}
