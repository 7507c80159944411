//! Changes put back under the signature that covers them.
//!
//! Owns rebuilding a batch, or a part of one, from rows: of each run the end, since the signature
//! speaks of its last change. Must not decide what is wanted.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use sync_core::batch::{Address, Batch, MAX_BATCH_BYTES, Run};
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce, WriterId};

use crate::store::StoreError;
use crate::store::admission::from_frame;

/// Rebuilds batches.
pub(in crate::store) struct Parts<'a> {
    pub(in crate::store) conn: &'a Connection,
}

impl Parts<'_> {
    /// The signed batch's bytes with what is wanted of it, as (run, sequence): of each run the
    /// end, from the first wanted on.
    pub(in crate::store) fn batch(
        &self,
        number: i64,
        wanted: impl IntoIterator<Item = (u32, u32)>,
    ) -> Result<Vec<u8>, StoreError> {
        let mut first_wanted: BTreeMap<u32, u32> = BTreeMap::new();
        for (run, sequence) in wanted {
            let first = first_wanted.entry(run).or_insert(sequence);
            *first = (*first).min(sequence);
        }
        let part = self.part(number, |run| first_wanted.get(&run).copied())?.encode(false);
        if part.len() <= MAX_BATCH_BYTES {
            return Ok(part);
        }
        // Without what came before it, a part can be longer than the whole was.
        Ok(self.part(number, |_| Some(1))?.encode(false))
    }

    /// The batch with each run from the sequence that `from` gives on, or empty.
    fn part(&self, number: i64, from: impl Fn(u32) -> Option<u32>) -> Result<Batch, StoreError> {
        let (address, running_count, signature) = self.header(number)?;
        let mut runs = Vec::new();
        for (position, run) in self.runs(number)?.into_iter().enumerate() {
            runs.push(match from(position as u32) {
                Some(from) => self.with_changes(&run, address.writer, from)?,
                None => run.empty(),
            });
        }
        Ok(Batch { address, running_count, runs, signature })
    }

    fn header(&self, number: i64) -> Result<(Address, u64, [u8; 64]), StoreError> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT learner.id, kind, writer.id, running_count, signature
                 FROM batch
                 JOIN document ON document.number = batch.document
                 JOIN learner ON learner.number = document.learner
                 JOIN writer ON writer.number = batch.writer
                 WHERE batch.number = ?1",
            )?
            .query_row([number], |row| {
                let kind = DocumentKind::from_number(row.get(1)?).unwrap_or(DocumentKind::Record);
                let document = DocumentId { learner: LearnerId(row.get(0)?), kind };
                let address = Address { document, writer: WriterId(row.get(2)?) };
                Ok((address, row.get::<_, i64>(3)? as u64, row.get(4)?))
            })?)
    }

    fn runs(&self, batch: i64) -> Result<Vec<RunRow>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT actor.number, actor.id, nonce, first_sequence, last_hash
             FROM run JOIN actor ON actor.number = run.actor
             WHERE batch = ?1 ORDER BY position",
        )?;
        let runs = statement
            .query_map([batch], |row| {
                Ok(RunRow {
                    number: row.get(0)?,
                    actor: ActorId(row.get(1)?),
                    nonce: Nonce(row.get(2)?),
                    first_sequence: row.get(3)?,
                    last_hash: ChangeHash(row.get(4)?),
                })
            })?
            .collect::<Result<_, _>>()?;
        Ok(runs)
    }

    fn with_changes(&self, row: &RunRow, writer: WriterId, from: u32) -> Result<Run, StoreError> {
        let from = from.max(row.first_sequence);
        let mut statement = self.conn.prepare_cached(
            "SELECT sequence, frame FROM change
             WHERE actor = ?1 AND sequence >= ?2
               AND sequence <= (SELECT sequence FROM change AS last
                                WHERE last.hash = ?3 AND last.document =
                                    (SELECT document FROM actor WHERE number = ?1))
             ORDER BY sequence",
        )?;
        let mut changes = Vec::new();
        let mut rows = statement.query(params![row.number, from, row.last_hash.0])?;
        while let Some(found) = rows.next()? {
            let frame: Vec<u8> = found.get(1)?;
            changes.push(from_frame(&frame, writer, row.actor, found.get(0)?)?);
        }
        Ok(Run { changes, from_sequence: from, ..row.empty() })
    }
}

struct RunRow {
    number: i64,
    actor: ActorId,
    nonce: Nonce,
    first_sequence: u32,
    last_hash: ChangeHash,
}

impl RunRow {
    /// The run as the signature speaks of it, with none of its changes.
    fn empty(&self) -> Run {
        Run {
            nonce: self.nonce,
            actor: self.actor,
            first_sequence: self.first_sequence,
            from_sequence: self.first_sequence,
            changes: Vec::new(),
            last_hash: self.last_hash,
        }
    }
}
