//! A certificate's short link: what its QR holds, and how anybody tells without a road whether it
//! is good.
//!
//! Owns the form, the signature by an issuing key, and the judgement. Where the issuers' list comes
//! from and what is said on a screen is the caller's. It must not hold what is not on the paper.
//!
//! `https://HOST/v#<base64url of a CBOR array>`: the part after `#` reaches no server. It fits a QR
//! of version 12 at level L (367 bytes) with up to 36 bytes before it: [`Link::new`] shortens what
//! does not fit.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};

use crate::record::Day;
use crate::trust::{Domain, PublicKey, SIGNATURE_BYTES, SigningKey};

/// The most bytes that a link has: 331 characters of base64url.
pub const MAX_LINK_BYTES: usize = 248;
/// What its three texts may have together, in bytes.
const MAX_TEXTS: usize = 140;
/// A name is never cut below this.
const MAX_NAME: usize = 72;
/// What of the programme's name is kept when room is scarce.
const LEAST_PROGRAMME: usize = 24;
/// The form that is written here.
const VERSION: u8 = 1;
/// Part of what marks are derived from; never change or reuse it.
const MARK_DOMAIN: &[u8] = b"chaski/certificate-mark/1\0";

/// What a certificate says to whoever reads its QR.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Which key signed it: the first bytes of SHA-256 over it.
    pub key: [u8; 4],
    /// Its id.
    pub id: [u8; 16],
    /// To whom it was given.
    pub name: String,
    /// For what.
    pub achievement: String,
    /// By which programme.
    pub programme: String,
    /// When.
    pub day: Day,
    /// The last day on which it is worth anything.
    pub expires: Option<Day>,
}

/// A link with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedLink {
    /// What it says.
    pub link: Link,
    signature: [u8; SIGNATURE_BYTES],
}

/// As it is written.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Written {
    #[n(0)]
    version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    key: [u8; 4],
    #[cbor(n(2), with = "minicbor::bytes")]
    id: [u8; 16],
    #[n(3)]
    name: String,
    #[n(4)]
    achievement: String,
    #[n(5)]
    programme: String,
    #[n(6)]
    day: Day,
    #[n(7)]
    expires: Option<Day>,
    #[cbor(n(8), with = "minicbor::bytes")]
    signature: [u8; SIGNATURE_BYTES],
}

/// A key by which certificates are signed, as the programme publishes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerKey {
    /// The key.
    pub public: PublicKey,
    /// The last day on which it signed; absent: it still does.
    pub until: Option<Day>,
}

/// What a programme publishes of its certificates, as it was last heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuers {
    /// Its keys, old ones too.
    pub keys: Vec<IssuerKey>,
    /// Marks of certificates that were taken back, and since when.
    pub revoked: Vec<([u8; 8], Day)>,
}

/// What a link is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It is good, by what was last heard.
    Good,
    /// Its last day has passed.
    Expired,
    /// It was taken back.
    Revoked {
        /// On this day.
        day: Day,
    },
    /// No key of this programme signed it.
    NotOurs,
    /// A key of this programme is named, and what is written was not signed by it.
    Altered,
}

/// Why a text is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// Cut, or with letters changed, or something else.
    Damaged,
    /// Of a newer program.
    Newer,
}

impl Link {
    /// What the link of a certificate says; texts are cut so that a QR of it stays readable.
    pub fn new(
        id: [u8; 16],
        (name, achievement, programme): (&str, &str, &str),
        day: Day,
        expires: Option<Day>,
    ) -> Self {
        let name = cut(name, MAX_NAME);
        let rest = MAX_TEXTS - name.len();
        let achievement = cut(achievement, rest - programme.len().min(LEAST_PROGRAMME));
        let programme = cut(programme, rest - achievement.len());
        Self { key: [0; 4], id, name, achievement, programme, day, expires }
    }

    /// Signs it by an issuing key.
    pub fn sign(mut self, key: &SigningKey) -> SignedLink {
        self.key = key_id(&key.public());
        let signature = key.sign(Domain::Certificate, &self.message());
        SignedLink { link: self, signature }
    }

    /// What is signed: the same array, with zeros where the signature stands.
    fn message(&self) -> Vec<u8> {
        written(self, [0; SIGNATURE_BYTES])
    }
}

impl SignedLink {
    /// The bytes that the record keeps.
    pub fn to_bytes(&self) -> Vec<u8> {
        written(&self.link, self.signature)
    }

    /// What stands after the `#`.
    pub fn to_text(&self) -> String {
        link_text(&self.to_bytes())
    }

    /// Reads what the record keeps.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LinkFault> {
        if bytes.len() > MAX_LINK_BYTES {
            return Err(LinkFault::Damaged);
        }
        let mut decoder = minicbor::Decoder::new(bytes);
        let version = decoder.array().and_then(|_| decoder.u8()).map_err(|_| LinkFault::Damaged)?;
        if version > VERSION {
            return Err(LinkFault::Newer);
        }
        let Written { key, id, name, achievement, programme, day, expires, signature, .. } =
            minicbor::decode(bytes).map_err(|_| LinkFault::Damaged)?;
        let link = Link { key, id, name, achievement, programme, day, expires };
        let signed = Self { link, signature };
        // One form only: nothing may hide behind or between what is shown.
        if signed.to_bytes() == bytes { Ok(signed) } else { Err(LinkFault::Damaged) }
    }

    /// Reads what stands after the `#`.
    pub fn from_text(text: &str) -> Result<Self, LinkFault> {
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| LinkFault::Damaged)?;
        Self::from_bytes(&bytes)
    }

    /// Did this key sign it?
    pub fn is_by(&self, key: &PublicKey) -> bool {
        key.verify(Domain::Certificate, &self.link.message(), &self.signature).is_ok()
    }

    /// What it is worth today, by what the programme published.
    pub fn judge(&self, issuers: &Issuers, today: Day) -> Worth {
        let mut named = issuers.keys.iter().filter(|key| key_id(&key.public) == self.link.key);
        let Some(first) = named.next() else { return Worth::NotOurs };
        let Some(key) = std::iter::once(first).chain(named).find(|key| self.is_by(&key.public))
        else {
            return Worth::Altered;
        };
        // Whoever got hold of a key that was put aside signs nothing new with it.
        if key.until.is_some_and(|until| self.link.day > until) {
            return Worth::NotOurs;
        }
        let mark = mark_of(&self.link.id);
        if let Some((_, day)) = issuers.revoked.iter().find(|(known, _)| *known == mark) {
            return Worth::Revoked { day: *day };
        }
        if self.link.expires.is_some_and(|last| today > last) {
            Worth::Expired
        } else {
            Worth::Good
        }
    }
}

/// A record's link as text.
pub fn link_text(bytes: &[u8]) -> String {
    base64url(bytes)
}

/// Base64url without padding, as links and tokens are written.
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What names a key in links.
pub fn key_id(key: &PublicKey) -> [u8; 4] {
    let digest = Sha256::digest(key.0);
    [digest[0], digest[1], digest[2], digest[3]]
}

/// What stands for a certificate in the list of those that were taken back: whoever has the
/// certificate knows it there, and nobody else learns whose it was.
pub fn mark_of(id: &[u8; 16]) -> [u8; 8] {
    let digest = Sha256::new().chain_update(MARK_DOMAIN).chain_update(id).finalize();
    let mut mark = [0; 8];
    mark.copy_from_slice(&digest[..8]);
    mark
}

fn written(link: &Link, signature: [u8; SIGNATURE_BYTES]) -> Vec<u8> {
    let Link { key, id, name, achievement, programme, day, expires } = link.clone();
    let written = Written {
        version: VERSION,
        key,
        id,
        name,
        achievement,
        programme,
        day,
        expires,
        signature,
    };
    // Writing to memory does not fail.
    minicbor::to_vec(&written).unwrap_or_default()
}

/// The beginning of a text, at a whole character, and a sign that there was more.
fn cut(text: &str, most: usize) -> String {
    const MORE: char = '…';
    let text = text.trim();
    if text.len() <= most {
        return text.to_owned();
    }
    let mut end = most.saturating_sub(MORE.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{MORE}", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_779);

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed([seed; 32])
    }

    fn signed() -> SignedLink {
        let texts = ("Ana Quispe Mamani", "Introducción a la ciberseguridad", "Conectadas");
        Link::new([5; 16], texts, TODAY, Some(Day(20_800))).sign(&key(1))
    }

    fn issuers() -> Issuers {
        let issuer = |seed, until| IssuerKey { public: key(seed).public(), until };
        Issuers { keys: vec![issuer(2, Some(Day(20_000))), issuer(1, None)], revoked: vec![] }
    }

    #[test]
    fn a_good_one_is_good_until_it_expires_or_is_taken_back() {
        let read = SignedLink::from_text(&signed().to_text()).unwrap();
        assert_eq!(read, signed());
        assert_eq!(read.judge(&issuers(), TODAY), Worth::Good);
        assert_eq!(read.judge(&issuers(), Day(20_800)), Worth::Good, "its last day");
        assert_eq!(read.judge(&issuers(), Day(20_801)), Worth::Expired);
        let revoked = vec![(mark_of(&[5; 16]), Day(20_790))];
        let issuers = Issuers { revoked, ..issuers() };
        assert_eq!(read.judge(&issuers, TODAY), Worth::Revoked { day: Day(20_790) });
    }

    #[test]
    fn a_key_that_was_put_aside_signs_nothing_new_and_what_it_signed_stays_good() {
        let with = |day| {
            let texts = ("Ana", "Algo", "Conectadas");
            Link::new([5; 16], texts, Day(day), None).sign(&key(2)).judge(&issuers(), TODAY)
        };
        assert_eq!(with(20_000), Worth::Good);
        assert_eq!(with(20_001), Worth::NotOurs);
        let strange = Link::new([5; 16], ("Ana", "Algo", "Conectadas"), TODAY, None).sign(&key(3));
        assert_eq!(strange.judge(&issuers(), TODAY), Worth::NotOurs);
        assert_eq!(signed().judge(&Issuers::default(), TODAY), Worth::NotOurs);
    }

    #[test]
    fn no_byte_can_be_changed() {
        let bytes = signed().to_bytes();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            if let Ok(link) = SignedLink::from_bytes(&changed) {
                let worth = link.judge(&issuers(), TODAY);
                assert!(
                    matches!(worth, Worth::Altered | Worth::NotOurs),
                    "byte {place}: {worth:?}"
                );
            }
        }
        for length in 0..bytes.len() {
            assert_eq!(SignedLink::from_bytes(&bytes[..length]), Err(LinkFault::Damaged));
        }
        assert_eq!(SignedLink::from_bytes(&[&bytes[..], &[0]].concat()), Err(LinkFault::Damaged));
        assert_eq!(SignedLink::from_text("no es nada"), Err(LinkFault::Damaged));
        assert_eq!(SignedLink::from_bytes(&[0x81, 0x02]), Err(LinkFault::Newer));
    }

    #[test]
    fn the_longest_fits_a_qr_of_version_twelve() {
        let long = "María del Rosario Fernández de Córdoba y Álvarez de Toledo ".repeat(3);
        let link = Link::new([255; 16], (&long, &long, &long), Day::LATEST, Some(Day::LATEST));
        let signed = link.sign(&key(1));
        assert!(signed.to_bytes().len() <= MAX_LINK_BYTES, "{}", signed.to_bytes().len());
        assert!("https://aprende.ejemplo.org.bo/v#".len() + signed.to_text().len() <= 367);
        assert!(signed.link.name.ends_with('…') && signed.link.name.len() <= MAX_NAME);
        assert!(signed.link.achievement.len() >= 40 && signed.link.programme.len() >= 20);
        assert_eq!(SignedLink::from_text(&signed.to_text()).unwrap(), signed);
    }
}
