//! What a batch has said so far, so that a later frame may point at it.
//!
//! Owns the tables of keys, actors and hashes. Encoder and decoder bring them up to date in the
//! same way; a frame that says in full what a table holds is not canonical.

use super::FrameError;
use super::table::Table;
use super::varint::{Reader, write_varint};
use crate::change::Change;
use crate::ids::{ActorId, ChangeHash, WriterId};
use crate::key::RegisterKey;

/// Times are told as a difference to the frame before; the first, to this moment (2026-01-01).
const FIRST_TIME: i64 = 1_767_225_600;

/// Tables shared by the frames of one batch.
#[derive(Clone, Debug)]
pub struct Context {
    writer: WriterId,
    actors: Table<ActorId>,
    keys: Table<RegisterKey>,
    /// Hash of every frame so far, of all runs, in order.
    said: Table<ChangeHash>,
    /// The highest op of each.
    max_ops: Vec<u32>,
    /// True when the last frame said belongs to the run being read or written.
    in_run: bool,
    last_time: i64,
}

impl Context {
    /// The context at the start of a batch whose runs are by `actors`, all of `writer`.
    pub fn new(writer: WriterId, actors: impl IntoIterator<Item = ActorId>) -> Self {
        let mut table = Table::new();
        actors.into_iter().for_each(|actor| table.push(actor));
        Self {
            writer,
            actors: table,
            keys: Table::new(),
            said: Table::new(),
            max_ops: Vec::new(),
            in_run: false,
            last_time: FIRST_TIME,
        }
    }

    /// The next frame begins another run: it follows no frame of its own actor here.
    pub fn begin_run(&mut self) {
        self.in_run = false;
    }

    /// The writer whose own registers need not be named.
    pub(super) fn writer(&self) -> WriterId {
        self.writer
    }

    pub(super) fn last_time(&self) -> i64 {
        self.last_time
    }

    /// Dependencies and start op of a change that follows exactly the frame before it.
    pub(super) fn chain(&self) -> Option<(Vec<ChangeHash>, u32)> {
        let last = self.max_ops.len().checked_sub(1).filter(|_| self.in_run)?;
        Some((vec![*self.said.get(last)?], self.max_ops[last] + 1))
    }

    pub(super) fn is_chained(&self, change: &Change) -> bool {
        self.chain().is_some_and(|(dependencies, start_op)| {
            dependencies == change.dependencies && start_op == change.start_op
        })
    }

    /// How many frames back `hash` was said, from 1.
    pub(super) fn back_reference(&self, hash: &ChangeHash) -> Option<u64> {
        self.said.place(hash).map(|place| (self.said.len() - place) as u64)
    }

    pub(super) fn hash_at(&self, distance: u64) -> Option<ChangeHash> {
        let back = usize::try_from(distance).ok()?;
        self.said.len().checked_sub(back).and_then(|place| self.said.get(place)).copied()
    }

    /// One more than the highest op of the dependencies, when all of them were said here.
    pub(super) fn implied_start_op(&self, dependencies: &[ChangeHash]) -> Option<u32> {
        let mut highest = 0;
        for dependency in dependencies {
            highest = highest.max(self.max_ops[self.said.place(dependency)?]);
        }
        if dependencies.is_empty() { Some(1) } else { highest.checked_add(1) }
    }

    pub(super) fn write_actor(&mut self, actor: ActorId, out: &mut Vec<u8>) {
        match self.actors.place(&actor) {
            Some(index) => write_varint(out, index as u64 + 1),
            None => {
                write_varint(out, 0);
                out.extend_from_slice(&actor.0);
                self.actors.push(actor);
            }
        }
    }

    pub(super) fn read_actor(&mut self, reader: &mut Reader<'_>) -> Result<ActorId, FrameError> {
        match reader.varint()? {
            0 => {
                let actor = ActorId(reader.array()?);
                self.actors.push(actor);
                Ok(actor)
            }
            index => usize::try_from(index - 1)
                .ok()
                .and_then(|index| self.actors.get(index))
                .copied()
                .ok_or(FrameError::Range),
        }
    }

    pub(super) fn key_index(&self, key: &RegisterKey) -> Option<u64> {
        self.keys.place(key).map(|index| index as u64 + 1)
    }

    pub(super) fn key_at(&self, index: u64) -> Option<RegisterKey> {
        usize::try_from(index - 1).ok().and_then(|index| self.keys.get(index)).cloned()
    }

    pub(super) fn push_key(&mut self, key: RegisterKey) {
        self.keys.push(key);
    }

    /// Brings the context past `change`.
    pub(super) fn said(&mut self, change: &Change, hash: ChangeHash) {
        self.said.push(hash);
        self.max_ops.push(change.max_op());
        self.in_run = true;
        self.last_time = change.time;
    }

    /// Sizes of the tables that reading fills, for `rewind_tables`.
    pub(super) fn table_sizes(&self) -> (usize, usize) {
        (self.actors.len(), self.keys.len())
    }

    /// Forgets what was read since, so that the same frame can be written for comparison.
    pub(super) fn rewind_tables(&mut self, (actors, keys): (usize, usize)) {
        self.actors.truncate(actors);
        self.keys.truncate(keys);
    }
}
