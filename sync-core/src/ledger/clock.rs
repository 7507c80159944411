//! Causal past, kept small: a prefix of the replica's own order, and what lies beyond it.
//!
//! Owns the representation. A vector clock with an entry for every app start would outgrow the
//! record itself. Most changes depend on all that was known when they arrived, so their past is
//! "everything up to position n"; only what is concurrent needs entries. Positions are this
//! replica's own: a clock never travels.

use std::collections::BTreeMap;

use super::view::{Node, View};
use crate::frame::{FrameError, Reader, write_varint};
use crate::ids::{ActorId, ChangeHash};

/// How many positions one admission may move the prefix on. The prefix only saves space, so that
/// stopping early is never wrong; the bound keeps hostile graphs from costing more than honest ones.
const MAX_ADVANCE: u32 = 64;

/// The set of changes in a change's past: all at positions below `prefix`, and of the actors named
/// all up to the sequence given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    prefix: u32,
    beyond: BTreeMap<ActorId, u32>,
}

impl Clock {
    /// The past that is exactly everything admitted before `position`.
    pub fn everything_before(position: u32) -> Self {
        Self { prefix: position, beyond: BTreeMap::new() }
    }

    /// Is the change of `actor` with `sequence`, at `position`, in the past?
    pub fn holds(&self, actor: &ActorId, sequence: u32, position: u32) -> bool {
        position < self.prefix || self.beyond.get(actor).is_some_and(|last| sequence <= *last)
    }

    /// Adds one change (whose own past is already in).
    pub fn add(&mut self, actor: ActorId, sequence: u32, position: u32) {
        if position == self.prefix {
            self.prefix += 1;
            return;
        }
        if position < self.prefix {
            return;
        }
        self.include(actor, sequence);
    }

    fn include(&mut self, actor: ActorId, sequence: u32) {
        let last = self.beyond.entry(actor).or_insert(sequence);
        *last = (*last).max(sequence);
    }

    /// The past of a change that depends on `dependencies`, itself not included.
    ///
    /// When the dependencies are all the heads, the past is all there is.
    pub fn of_dependencies<V: View>(
        view: &V,
        dependencies: &[Node],
        are_all_heads: bool,
    ) -> Result<Self, V::Error> {
        if are_all_heads {
            return Ok(Self::everything_before(view.len()?));
        }
        let mut clock = Self::default();
        for node in dependencies {
            clock.prefix = clock.prefix.max(node.clock.prefix);
        }
        for node in dependencies {
            for (actor, sequence) in &node.clock.beyond {
                clock.include(*actor, *sequence);
            }
        }
        clock.advance(view)?;
        Ok(clock)
    }

    /// Moves the prefix over what is in anyway, and drops the entries that it then covers.
    fn advance<V: View>(&mut self, view: &V) -> Result<(), V::Error> {
        let limit = self.prefix.saturating_add(MAX_ADVANCE);
        while self.prefix < limit && !self.beyond.is_empty() {
            let Some((actor, sequence)) = view.at_position(self.prefix)? else { break };
            if !self.holds(&actor, sequence, self.prefix) {
                break;
            }
            self.prefix += 1;
            if self.beyond.get(&actor).is_some_and(|last| *last <= sequence) {
                self.beyond.remove(&actor);
            }
        }
        Ok(())
    }

    /// Bytes for a row.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(4 + 20 * self.beyond.len());
        write_varint(&mut out, u64::from(self.prefix));
        for (actor, sequence) in &self.beyond {
            out.extend_from_slice(&actor.0);
            write_varint(&mut out, u64::from(*sequence));
        }
        out
    }

    /// Reads what `to_bytes` wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrameError> {
        let mut reader = Reader::new(bytes);
        let prefix = narrow(reader.varint()?)?;
        let mut beyond = BTreeMap::new();
        while reader.remaining() > 0 {
            beyond.insert(ActorId(reader.array()?), narrow(reader.varint()?)?);
        }
        Ok(Self { prefix, beyond })
    }
}

/// True when `dependencies` (sorted) name every head: their past is then all there is. They may
/// name more: a writer names her own previous change also where a head covers it.
pub(super) fn name_all_heads(dependencies: &[ChangeHash], heads: &[ChangeHash]) -> bool {
    heads.len() <= dependencies.len()
        && heads.iter().all(|head| dependencies.binary_search(head).is_ok())
}

fn narrow(value: u64) -> Result<u32, FrameError> {
    u32::try_from(value).map_err(|_| FrameError::Range)
}
