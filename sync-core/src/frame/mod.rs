//! Frames: our own compact encoding of one change, and nothing else.
//!
//! Owns the bytes of a change and their one canonical form. A frame is read in a [`Context`]:
//! what was said before in the same batch need not be said again. Decoding costs time and memory
//! bounded by the input's length, and a frame that is not exactly what [`encode`] would write is
//! refused, so that one change has one byte sequence in one context.
//!
//! Must not decide whether a change is allowed: see `ledger` and `record`.

mod context;
mod key;
mod table;
mod varint;

pub use context::Context;
pub use varint::{Reader, write_signed, write_varint};

use thiserror::Error;

use crate::change::{
    Change, MAX_DEPENDENCIES, MAX_PREDECESSORS, MAX_PUTS, MAX_VALUE_BYTES, Put, ShapeFault,
};
use crate::ids::{ActorId, ChangeHash, OpId};

/// Why bytes are not a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FrameError {
    /// The bytes end too early.
    #[error("the bytes end in the middle of a frame")]
    Truncated,
    /// A number, count, length or reference is out of range.
    #[error("a number, length or reference is out of range")]
    Range,
    /// A key breaks the grammar.
    #[error("a register key breaks the grammar")]
    Key,
    /// Readable, but not the one canonical form.
    #[error("not in canonical form")]
    NotCanonical,
    /// Bytes are left over.
    #[error("bytes are left over")]
    Trailing,
    /// An unknown version of the format.
    #[error("unknown version")]
    Version,
    /// The change that the frame holds is not allowed by itself.
    #[error(transparent)]
    Shape(#[from] ShapeFault),
}

/// The change depends on exactly the frame before it in this run.
const CHAINED: u8 = 1;
/// The change holds exactly one put.
const SINGLE: u8 = 2;
const FLAGS: u8 = CHAINED | SINGLE;

/// Appends the frame of `change` and tells the context of it.
///
/// `hash` is the change's; the caller has it and computing it is the dear part.
pub fn encode(change: &Change, hash: ChangeHash, context: &mut Context, out: &mut Vec<u8>) {
    let chained = context.is_chained(change);
    let single = change.puts.len() == 1;
    out.push(if chained { CHAINED } else { 0 } | if single { SINGLE } else { 0 });
    write_signed(out, change.time - context.last_time());
    if !chained {
        write_varint(out, change.dependencies.len() as u64);
        for dependency in &change.dependencies {
            match context.back_reference(dependency) {
                Some(distance) => write_varint(out, distance),
                None => {
                    write_varint(out, 0);
                    out.extend_from_slice(&dependency.0);
                }
            }
        }
        if context.implied_start_op(&change.dependencies) != Some(change.start_op) {
            write_varint(out, u64::from(change.start_op));
        } else {
            // A zero says "one more than the highest op of the dependencies", all of them above.
            write_varint(out, 0);
        }
    }
    if !single {
        write_varint(out, change.puts.len() as u64);
    }
    for (op, put) in change.ops() {
        key::encode(&put.key, context, out);
        write_varint(out, put.predecessors.len() as u64);
        for predecessor in &put.predecessors {
            context.write_actor(predecessor.actor, out);
            write_varint(out, u64::from(op.counter.wrapping_sub(predecessor.counter)));
        }
        write_varint(out, put.value.len() as u64);
        out.extend_from_slice(&put.value);
    }
    context.said(change, hash);
}

/// No frame of `change` is longer than this, whatever its context.
pub fn most_bytes(change: &Change) -> usize {
    let puts = change
        .puts
        .iter()
        .map(|put| 32 + put.key.as_str().len() + 24 * put.predecessors.len() + put.value.len());
    32 + 33 * change.dependencies.len() + puts.sum::<usize>()
}

/// Reads one frame: the change, its hash, and the context brought up to date.
///
/// `actor` and `sequence` are the run's to say.
pub fn decode(
    reader: &mut Reader<'_>,
    actor: ActorId,
    sequence: u32,
    context: &mut Context,
) -> Result<(Change, ChangeHash), FrameError> {
    let start = reader.position();
    let before = context.table_sizes();
    let change = decode_loose(reader, actor, sequence, context)?;
    change.check_shape()?;
    let hash = change.hash();
    // One byte sequence per change: what was read must be what we would have written.
    context.rewind_tables(before);
    let mut canonical = Vec::with_capacity(reader.position() - start);
    encode(&change, hash, context, &mut canonical);
    if canonical != reader.since(start) {
        return Err(FrameError::NotCanonical);
    }
    Ok((change, hash))
}

fn decode_loose(
    reader: &mut Reader<'_>,
    actor: ActorId,
    sequence: u32,
    context: &mut Context,
) -> Result<Change, FrameError> {
    let flags = reader.byte()?;
    if flags & !FLAGS != 0 {
        return Err(FrameError::Range);
    }
    let time = context.last_time().checked_add(reader.signed()?).ok_or(FrameError::Range)?;
    let (dependencies, start_op) = if flags & CHAINED != 0 {
        context.chain().ok_or(FrameError::Range)?
    } else {
        let count = reader.count(MAX_DEPENDENCIES)?;
        let mut dependencies = Vec::with_capacity(count);
        for _ in 0..count {
            dependencies.push(match reader.varint()? {
                0 => ChangeHash(reader.array()?),
                distance => context.hash_at(distance).ok_or(FrameError::Range)?,
            });
        }
        let start_op = match reader.varint()? {
            0 => context.implied_start_op(&dependencies).ok_or(FrameError::Range)?,
            explicit => u32::try_from(explicit).map_err(|_| FrameError::Range)?,
        };
        (dependencies, start_op)
    };
    let count = if flags & SINGLE != 0 { 1 } else { reader.count(MAX_PUTS)? };
    let mut puts = Vec::with_capacity(count);
    for i in 0..count as u32 {
        let key = key::decode(reader, context)?;
        let counter = start_op.checked_add(i).ok_or(FrameError::Range)?;
        let predecessor_count = reader.count(MAX_PREDECESSORS)?;
        let mut predecessors = Vec::with_capacity(predecessor_count);
        for _ in 0..predecessor_count {
            let actor = context.read_actor(reader)?;
            let back = u32::try_from(reader.varint()?).map_err(|_| FrameError::Range)?;
            let counter =
                counter.checked_sub(back).filter(|_| back > 0).ok_or(FrameError::Range)?;
            predecessors.push(OpId { counter, actor });
        }
        let length = reader.count(MAX_VALUE_BYTES)?;
        let value = reader.take(length)?.to_vec();
        puts.push(Put { key, value, predecessors });
    }
    Ok(Change { actor, sequence, start_op, time, dependencies, puts })
}
