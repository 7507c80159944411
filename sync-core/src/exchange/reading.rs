//! How every body is read: bounded, whole, of a version that is spoken, within its limits.
//!
//! Owns that order. What a message may hold is its own to say.

use minicbor::{Decode, Encode};

use super::{MessageError, VERSION};
use crate::change::MAX_TIME_SECONDS;

/// What is a body of its own.
pub(super) trait Message: for<'b> Decode<'b, ()> + Encode<()> {
    /// Bytes of one body; none where the reader is bounded by what it asked for.
    const MAX_BYTES: Option<usize>;

    /// The version that it says.
    fn version(&self) -> u8;

    /// Is all in it within the limits?
    fn fits(&self) -> bool;
}

/// Reads a body. Signatures are the caller's to check.
pub(super) fn read<M: Message>(bytes: &[u8]) -> Result<M, MessageError> {
    if M::MAX_BYTES.is_some_and(|most| bytes.len() > most) {
        return Err(MessageError::Limit);
    }
    let message: M = whole(bytes)?;
    if message.version() != VERSION {
        return Err(MessageError::Version);
    }
    if message.fits() { Ok(message) } else { Err(MessageError::Limit) }
}

/// The body.
pub(super) fn write<M: Message>(message: &M) -> Vec<u8> {
    minicbor::to_vec(message).unwrap_or_default()
}

/// Is it in the range of all claimed times? Whoever reckons with it then need not fear overflow.
pub(super) fn is_moment(seconds: i64) -> bool {
    seconds.unsigned_abs() < MAX_TIME_SECONDS.unsigned_abs()
}

/// Decodes a message that fills the bytes.
pub(crate) fn whole<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, MessageError> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let message = decoder.decode().map_err(|_| MessageError::Malformed)?;
    if decoder.position() == bytes.len() { Ok(message) } else { Err(MessageError::Malformed) }
}
