//! One CBOR record: the fields we know, typed, and the others, kept as they came.
//!
//! Owns reading and writing of values. Must not know any particular record.

use std::collections::BTreeMap;

use minicbor::data::Type;
use minicbor::{Decode, Decoder, Encode, Encoder};
use thiserror::Error;

/// Why a value is not the record it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ValueFault {
    /// Not one CBOR map with small unsigned keys, ascending, and nothing after it.
    #[error("not one CBOR map with ascending numbered fields")]
    Form,
    /// Nested deeper than records are.
    #[error("nested too deeply")]
    Depth,
    /// A known field has a wrong type.
    #[error("a field has the wrong type")]
    Field,
    /// A known field is out of its range, or a required one is missing.
    #[error("a field is missing or out of range")]
    Range,
    /// Written by a newer version: kept, merged, not shown.
    #[error("a newer version of the record")]
    Newer,
}

/// A record type: which version of it we know, which fields, and what they may hold.
pub trait Known: for<'b> Decode<'b, ()> + Encode<()> {
    /// Version that this code writes; read from field 0, absent there when it is 1.
    const VERSION: u64;
    /// The highest field number known.
    const LAST_FIELD: u64;
    /// Checks ranges and what belongs together.
    fn check(&self) -> Result<(), ValueFault>;
}

/// How deep a field may nest: records hold scalars; the rest is room for later versions.
const MAX_DEPTH: u32 = 4;

/// Field numbers end here: no version will need more.
const MAX_FIELD: u64 = u16::MAX as u64;

/// A typed value and its unknown fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<T> {
    /// The fields we know.
    pub known: T,
    /// The others: number → CBOR.
    pub unknown: BTreeMap<u64, Vec<u8>>,
}

impl<T: Known> Record<T> {
    /// A record without unknown fields.
    pub fn new(known: T) -> Self {
        Self { known, unknown: BTreeMap::new() }
    }

    /// Reads a value.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ValueFault> {
        let fields = split(bytes)?;
        if let Some(version) = fields.get(&0) {
            let version = Decoder::new(version).u64().map_err(|_| ValueFault::Field)?;
            if version > T::VERSION {
                return Err(ValueFault::Newer);
            }
        }
        let known: T = minicbor::decode(bytes).map_err(|_| ValueFault::Field)?;
        known.check()?;
        let unknown = fields
            .into_iter()
            .filter(|(number, _)| *number > T::LAST_FIELD)
            .map(|(number, field)| (number, field.to_vec()))
            .collect();
        Ok(Self { known, unknown })
    }

    /// Writes the value: known and unknown fields in order of number.
    pub fn to_bytes(&self) -> Vec<u8> {
        let known = minicbor::to_vec(&self.known).unwrap_or_default();
        if self.unknown.is_empty() {
            return known;
        }
        let mut fields = split(&known).unwrap_or_default();
        fields.extend(self.unknown.iter().map(|(number, field)| (*number, field.as_slice())));
        let mut out = Vec::new();
        let header = Encoder::new(&mut out).map(fields.len() as u64).is_ok();
        debug_assert!(header, "writing to memory cannot fail");
        for (number, field) in fields {
            out.extend(minicbor::to_vec(number).unwrap_or_default());
            out.extend_from_slice(field);
        }
        out
    }
}

/// Takes a CBOR map apart: field number → its bytes.
fn split(bytes: &[u8]) -> Result<BTreeMap<u64, &[u8]>, ValueFault> {
    let mut decoder = Decoder::new(bytes);
    let count = decoder.map().map_err(|_| ValueFault::Form)?.ok_or(ValueFault::Form)?;
    let mut fields = BTreeMap::new();
    let mut last = None;
    for _ in 0..count {
        let number = decoder.u64().map_err(|_| ValueFault::Form)?;
        if number > MAX_FIELD || last.is_some_and(|last| number <= last) {
            return Err(ValueFault::Form);
        }
        last = Some(number);
        let start = decoder.position();
        skip(&mut decoder, MAX_DEPTH)?;
        fields.insert(number, &bytes[start..decoder.position()]);
    }
    if decoder.position() == bytes.len() { Ok(fields) } else { Err(ValueFault::Form) }
}

/// Passes over one item of definite length, to a bounded depth.
fn skip(decoder: &mut Decoder<'_>, depth: u32) -> Result<(), ValueFault> {
    let depth = depth.checked_sub(1).ok_or(ValueFault::Depth)?;
    let items = match decoder.datatype().map_err(|_| ValueFault::Form)? {
        Type::Array => decoder.array().map_err(|_| ValueFault::Form)?.ok_or(ValueFault::Form)?,
        Type::Map => {
            let pairs = decoder.map().map_err(|_| ValueFault::Form)?.ok_or(ValueFault::Form)?;
            pairs.checked_mul(2).ok_or(ValueFault::Form)?
        }
        Type::ArrayIndef | Type::MapIndef | Type::BytesIndef | Type::StringIndef => {
            return Err(ValueFault::Form);
        }
        // A break ends what was never begun; the library would pass over it.
        Type::Tag | Type::Break | Type::Unknown(_) => return Err(ValueFault::Form),
        _ => return decoder.skip().map_err(|_| ValueFault::Form),
    };
    for _ in 0..items {
        skip(decoder, depth)?;
    }
    Ok(())
}
