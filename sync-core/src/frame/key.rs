//! Register keys in frames: a table reference, or section, entity and writer packed small.
//!
//! Owns the packing. Must not accept what the key grammar refuses.

use super::FrameError;
use super::context::Context;
use super::varint::{Reader, write_varint};
use crate::ids::WriterId;
use crate::key::{MAX_ENTITY_BYTES, MAX_SECTION_BYTES, RegisterKey};

/// Sections with a number of their own; 0 spells the name out. Append only: numbers are wire.
const SECTIONS: [&str; 13] = [
    "progress",
    "work",
    "answer",
    "message",
    "interest",
    "enrolment",
    "attendance",
    "decision",
    "payment",
    "certificate",
    "outcome",
    "note",
    "followup",
];

const SECTION_BITS: u8 = 0x1f;
const WRITER_OWN: u8 = 0x20;
const WRITER_OTHER: u8 = 0x40;

/// From here on the byte tells the length of an entity spelled out.
const ENTITY_TEXT_FROM: u8 = 3;
const ENTITY_UUID: u8 = 1;
const ENTITY_BASE32: u8 = 2;

const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Appends a key: its place in the table, or 0 and its parts.
pub(super) fn encode(key: &RegisterKey, context: &mut Context, out: &mut Vec<u8>) {
    if let Some(index) = context.key_index(key) {
        write_varint(out, index);
        return;
    }
    out.push(0);
    let section = SECTIONS.iter().position(|name| *name == key.section());
    let writer = match key.writer() {
        None => 0,
        Some(writer) if writer == context.writer() => WRITER_OWN,
        Some(_) => WRITER_OTHER,
    };
    out.push(section.map_or(0, |index| index as u8 + 1) | writer);
    if section.is_none() {
        out.push(key.section().len() as u8);
        out.extend_from_slice(key.section().as_bytes());
    }
    if let Some(uuid) = uuid_bytes(key.entity()) {
        out.push(ENTITY_UUID);
        out.extend_from_slice(&uuid);
    } else if let Some(packed) = base32_bytes(key.entity()) {
        out.push(ENTITY_BASE32);
        out.extend_from_slice(&packed);
    } else {
        out.push(ENTITY_TEXT_FROM + key.entity().len() as u8);
        out.extend_from_slice(key.entity().as_bytes());
    }
    if writer == WRITER_OTHER
        && let Some(id) = key.writer()
    {
        out.extend_from_slice(&id.0);
    }
    context.push_key(key.clone());
}

/// Reads a key and brings the table up to date.
pub(super) fn decode(
    reader: &mut Reader<'_>,
    context: &mut Context,
) -> Result<RegisterKey, FrameError> {
    let index = reader.varint()?;
    if index > 0 {
        return context.key_at(index).ok_or(FrameError::Range);
    }
    let header = reader.byte()?;
    let section = match header & SECTION_BITS {
        0 => {
            let length = reader.count(MAX_SECTION_BYTES)?;
            text(reader.take(length)?)?
        }
        number => *SECTIONS.get(usize::from(number) - 1).ok_or(FrameError::Range)?,
    };
    let entity = match reader.byte()? {
        ENTITY_UUID => uuid_text(reader.array()?),
        ENTITY_BASE32 => base32_text(reader.array()?),
        spelled => {
            let length = usize::from(spelled)
                .checked_sub(usize::from(ENTITY_TEXT_FROM))
                .ok_or(FrameError::Range)?;
            if length > MAX_ENTITY_BYTES {
                return Err(FrameError::Range);
            }
            text(reader.take(length)?)?.to_owned()
        }
    };
    let writer = match header & !SECTION_BITS {
        0 => None,
        WRITER_OWN => Some(context.writer()),
        WRITER_OTHER => Some(WriterId(reader.array()?)),
        _ => return Err(FrameError::Range),
    };
    let key = RegisterKey::new(section, &entity, writer).ok_or(FrameError::Key)?;
    context.push_key(key.clone());
    Ok(key)
}

fn text(bytes: &[u8]) -> Result<&str, FrameError> {
    std::str::from_utf8(bytes).map_err(|_| FrameError::Key)
}

/// The 16 bytes of a lower-case, hyphenated UUID.
fn uuid_bytes(entity: &str) -> Option<[u8; 16]> {
    let hyphens_fit = entity.len() == 36
        && entity.bytes().enumerate().all(|(i, b)| (b == b'-') == matches!(i, 8 | 13 | 18 | 23));
    if !hyphens_fit || entity.bytes().any(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let mut bytes = [0; 16];
    hex::decode_to_slice(entity.replace('-', ""), &mut bytes).ok()?;
    Some(bytes)
}

fn uuid_text(bytes: [u8; 16]) -> String {
    let digits = hex::encode(bytes);
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// The 5 bytes of a lesson id: eight base32 characters.
fn base32_bytes(entity: &str) -> Option<[u8; 5]> {
    if entity.len() != 8 {
        return None;
    }
    let mut value: u64 = 0;
    for byte in entity.bytes() {
        value = value << 5 | BASE32.iter().position(|c| *c == byte)? as u64;
    }
    let mut packed = [0; 5];
    packed.copy_from_slice(&value.to_be_bytes()[3..]);
    Some(packed)
}

fn base32_text(packed: [u8; 5]) -> String {
    let mut bytes = [0; 8];
    bytes[3..].copy_from_slice(&packed);
    let value = u64::from_be_bytes(bytes);
    (0..8).rev().map(|i| char::from(BASE32[(value >> (5 * i) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_entities_survive() {
        let uuid = "01920f3a-7c1e-7abc-8def-0123456789ab";
        assert_eq!(uuid_text(uuid_bytes(uuid).unwrap()), uuid);
        assert!(uuid_bytes("01920F3a-7c1e-7abc-8def-0123456789ab").is_none());
        assert!(uuid_bytes("01920f3a07c1e-7abc-8def-0123456789ab").is_none());
        assert_eq!(base32_text(base32_bytes("k3f4d2ma").unwrap()), "k3f4d2ma");
        assert!(base32_bytes("k3f9d2m1").is_none(), "9 and 1 are not in the alphabet");
    }
}
