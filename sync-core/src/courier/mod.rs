//! Courier files: what central has not confirmed, carried by whoever goes that way.
//!
//! A phone writes what its locked profiles would say in an exchange; any phone, memory stick or
//! messenger carries it; central takes it in by the same admission as anything else, and the answer
//! is carried back (PROTOCOL section 11). The carrier sees neither tokens nor whose it is.
//!
//! Owns the file: its text ([`Piece`]), the age format around it, and the messages inside. Must not
//! know how a profile fills a bundle or takes an answer in: see `phone::LockedProfile`.

mod age;
mod answer;
mod bundle;
mod text;

pub use answer::{Answer, AnswerError, Asked, Carried};
pub use bundle::{Bundle, BundleId, Content};
pub use text::Piece;

use thiserror::Error;

use crate::exchange::MAX_REQUEST_BYTES;
use crate::sealed_box::SealingKey;
use age::{AgeError, Sealed};

/// Version of bundles and answers.
const VERSION: u8 = 1;
/// First word of the stanza that says what a piece is.
const MARK: &str = "chaski";

/// Bytes of a bundle's text: a request in base64, with room for headers and lines for people.
pub const MAX_BUNDLE_BYTES: usize = MAX_REQUEST_BYTES / 3 * 4 + 16 * 1024;
/// Bytes of a file that is read: several pieces.
pub const MAX_FILE_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of entries that one bundle may ask back for all of its profiles.
pub const MAX_ANSWER_BYTES: u32 = 256 * 1024;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// On its way to central.
    Bundle,
    /// On its way back.
    Answer,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Kind::Bundle => "bundle",
            Kind::Answer => "answer",
        }
    }
}

/// Why a courier file, or a piece of one, is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CourierError {
    /// There is no piece in it.
    #[error("this is no courier file")]
    Missing,
    /// Over the limits.
    #[error("the file is too large")]
    TooLarge,
    /// Its end is missing.
    #[error("the file was cut: its end is missing")]
    Cut,
    /// Altered on the way.
    #[error("the file was damaged on the way")]
    Damaged,
    /// Whole, and sealed to somebody else's key.
    #[error("the file is for somebody else: it does not open with a key from here")]
    Foreign,
    /// Of a version, or with a content, that this program does not know.
    #[error("the file is of a newer version")]
    TooNew,
    /// A bundle where an answer was wanted, or the other way round.
    #[error("the file goes the other way")]
    OtherWay,
}

impl CourierError {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            CourierError::Missing => "courier_missing",
            CourierError::TooLarge => "too_large",
            CourierError::Cut => "courier_cut",
            CourierError::Damaged => "courier_damaged",
            CourierError::Foreign => "courier_foreign",
            CourierError::TooNew => "courier_too_new",
            CourierError::OtherWay => "courier_other_way",
        }
    }
}

impl Piece {
    /// What it says it is, to everybody.
    pub fn kind(&self) -> Result<Kind, CourierError> {
        let sealed = self.sealed()?;
        kind_of(&self.parsed(&sealed)?)
    }

    /// What is inside, for one of `keys`.
    fn opened<'k>(
        &self,
        kind: Kind,
        keys: impl Iterator<Item = &'k SealingKey>,
    ) -> Result<Vec<u8>, CourierError> {
        if self.kind().map_err(|error| self.or_damaged(error))? != kind {
            return Err(self.or_damaged(CourierError::OtherWay));
        }
        self.open_unmarked(keys)
    }

    /// What is inside of any age file, for one of `keys`.
    pub fn open_unmarked<'k>(
        &self,
        keys: impl Iterator<Item = &'k SealingKey>,
    ) -> Result<Vec<u8>, CourierError> {
        let sealed = self.sealed()?;
        self.parsed(&sealed)?.open(keys).map_err(|error| match error {
            AgeError::NoKey => self.or_damaged(CourierError::Foreign),
            AgeError::TooNew => CourierError::TooNew,
            AgeError::Malformed | AgeError::Altered => CourierError::Damaged,
        })
    }

    /// What a piece says of itself is not to be believed once it was altered.
    fn or_damaged(&self, error: CourierError) -> CourierError {
        if self.is_altered() && error != CourierError::Cut { CourierError::Damaged } else { error }
    }

    fn parsed<'s>(&self, sealed: &'s [u8]) -> Result<Sealed<'s>, CourierError> {
        Sealed::parse(sealed).map_err(|error| match error {
            AgeError::TooNew if !self.is_altered() => CourierError::TooNew,
            _ => CourierError::Damaged,
        })
    }
}

/// An age file without our mark is somebody else's.
fn kind_of(sealed: &Sealed<'_>) -> Result<Kind, CourierError> {
    let mark = sealed.stanzas.iter().find(|stanza| stanza.kind == MARK);
    let mark = mark.ok_or(CourierError::Foreign)?;
    let known = [Kind::Bundle, Kind::Answer];
    match mark.arguments[..] {
        [word, version] if version == VERSION.to_string() => {
            known.into_iter().find(|kind| kind.word() == word).ok_or(CourierError::TooNew)
        }
        _ => Err(CourierError::TooNew),
    }
}

/// A message whose first place is its version: what is newer is told apart from what is none.
fn read<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<T, CourierError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let version = decoder.array().and_then(|_| decoder.u8());
    match version {
        Ok(VERSION) => crate::exchange::whole(bytes).map_err(|_| CourierError::Damaged),
        Ok(0) | Err(_) => Err(CourierError::Damaged),
        Ok(_) => Err(CourierError::TooNew),
    }
}

#[cfg(test)]
mod age_vectors;
#[cfg(test)]
mod tests;
