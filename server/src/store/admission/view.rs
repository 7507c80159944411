//! A document's graph in SQL, as the ledger's rules want to see it.
//!
//! Owns the look-ups behind `sync_core::ledger::View`; the rules are there. Each is one keyed
//! query. Must not write.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::change::MAX_DEPENDENCIES;
use sync_core::ids::{ActorId, ChangeHash, OpId};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Clock, Node, PutPlace, View};

use crate::store::StoreError;

/// One document, inside the caller's transaction.
pub(super) struct SqlView<'a> {
    pub(super) conn: &'a Connection,
    pub(super) document: i64,
}

impl View for SqlView<'_> {
    type Error = StoreError;

    fn len(&self) -> Result<u32, StoreError> {
        Ok(self
            .conn
            .prepare_cached("SELECT changes FROM document WHERE number = ?1")?
            .query_row([self.document], |row| row.get(0))?)
    }

    fn heads(&self) -> Result<Vec<ChangeHash>, StoreError> {
        // The rules compare with at most `MAX_DEPENDENCIES` dependencies: one more head than that
        // already differs, and nobody can make us read thousands.
        let mut statement = self
            .conn
            .prepare_cached("SELECT hash FROM head WHERE document = ?1 ORDER BY hash LIMIT ?2")?;
        let heads = statement
            .query_map(params![self.document, MAX_DEPENDENCIES as i64 + 1], |row| {
                row.get(0).map(ChangeHash)
            })?
            .collect::<Result<_, _>>()?;
        Ok(heads)
    }

    fn node(&self, hash: &ChangeHash) -> Result<Option<Node>, StoreError> {
        self.conn
            .prepare_cached(
                "SELECT position, actor.id, sequence, max_op, clock
                 FROM change JOIN actor ON actor.number = change.actor
                 WHERE hash = ?1 AND change.document = ?2",
            )?
            .query_row(params![hash.0, self.document], |row| {
                Ok((
                    row.get(0)?,
                    ActorId(row.get(1)?),
                    row.get(2)?,
                    row.get(3)?,
                    row.get::<_, Vec<u8>>(4)?,
                ))
            })
            .optional()?
            .map(|(position, actor, sequence, max_op, clock)| {
                let clock =
                    Clock::from_bytes(&clock).map_err(|_| StoreError::damaged("a clock"))?;
                Ok(Node { position, actor, sequence, max_op, clock })
            })
            .transpose()
    }

    fn at_position(&self, position: u32) -> Result<Option<(ActorId, u32)>, StoreError> {
        self.conn
            .prepare_cached(
                "SELECT actor.id, sequence FROM change JOIN actor ON actor.number = change.actor
                 WHERE change.document = ?1 AND position = ?2",
            )?
            .query_row(params![self.document, position], |row| {
                Ok((ActorId(row.get(0)?), row.get(1)?))
            })
            .optional()
            .map_err(StoreError::from)
    }

    fn change_of(&self, actor: &ActorId, sequence: u32) -> Result<Option<ChangeHash>, StoreError> {
        self.conn
            .prepare_cached(
                "SELECT hash FROM actor JOIN change ON change.actor = actor.number
                 WHERE actor.document = ?1 AND actor.id = ?2 AND sequence = ?3",
            )?
            .query_row(params![self.document, actor.0, sequence], |row| row.get(0).map(ChangeHash))
            .optional()
            .map_err(StoreError::from)
    }

    fn last_sequence(&self, actor: &ActorId) -> Result<Option<u32>, StoreError> {
        let last: Option<u32> = self
            .conn
            .prepare_cached("SELECT last_sequence FROM actor WHERE document = ?1 AND id = ?2")?
            .query_row(params![self.document, actor.0], |row| row.get(0))
            .optional()?;
        Ok(last.filter(|last| *last > 0))
    }

    fn put(&self, op: &OpId) -> Result<Option<PutPlace>, StoreError> {
        self.conn
            .prepare_cached(
                "SELECT key, sequence, position
                 FROM actor
                 JOIN put ON put.actor = actor.number
                 JOIN register ON register.number = put.register
                 JOIN change ON change.number = put.change
                 WHERE actor.document = ?1 AND actor.id = ?2 AND counter = ?3",
            )?
            .query_row(params![self.document, op.actor.0, op.counter], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?
            .map(|(key, sequence, position)| {
                let key = RegisterKey::parse(&key).ok_or_else(|| StoreError::damaged("a key"))?;
                Ok(PutPlace { key, sequence, position })
            })
            .transpose()
    }
}
