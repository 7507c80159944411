//! Changes with a good signature that are not held: parked, forked, refused.
//!
//! Owns the bounds of what is kept (PROTOCOL section 3), and who waits for whom. Must not decide a
//! fate: it is told.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::change::Change;
use sync_core::ids::{ActorId, ChangeHash};
use sync_core::verdict::{Fate, Refusal};

use super::append::from_frame;
use super::{Author, Origin};
use crate::store::StoreError;

/// The most changes of one fate that a document keeps aside.
const MAX_CHANGES: i64 = 1000;
/// The most bytes of frames of one fate that a document keeps aside.
const MAX_BYTES: i64 = 1024 * 1024;

const PARKED: u8 = 0;
const FORKED: u8 = 1;
const REFUSED: u8 = 2;

/// What one document keeps aside.
pub(super) struct Aside<'a> {
    conn: &'a Connection,
    document: i64,
    /// Changes and bytes of each fate. Only ever too high within one batch, never too low.
    kept: [(i64, i64); 3],
    is_new: bool,
}

/// A change that was kept aside and may be decided anew.
pub(super) struct Parked {
    pub(super) origin: Origin,
    actor: ActorId,
    sequence: u32,
    frame: Vec<u8>,
}

impl Parked {
    pub(super) fn read(&self, author: &Author) -> Result<(Change, ChangeHash), StoreError> {
        from_frame(&self.frame, author.id, self.actor, self.sequence)
    }
}

impl<'a> Aside<'a> {
    pub(super) fn new(conn: &'a Connection, document: i64) -> Result<Self, StoreError> {
        let mut kept = [(0, 0); 3];
        let mut statement = conn.prepare_cached(
            "SELECT fate, COUNT(*), SUM(LENGTH(frame)) FROM aside WHERE document = ?1
             GROUP BY fate",
        )?;
        let mut rows = statement.query([document])?;
        while let Some(row) = rows.next()? {
            if let Some(place) = kept.get_mut(usize::from(row.get::<_, u8>(0)?)) {
                *place = (row.get(1)?, row.get(2)?);
            }
        }
        Ok(Self { conn, document, kept, is_new: false })
    }

    /// True when a row is here that was not before.
    pub(super) fn kept_something(&self) -> bool {
        self.is_new
    }

    /// Keeps a change aside, or refuses it when too much is kept already. Gives its fate.
    pub(super) fn put(
        &mut self,
        change: &Change,
        hash: ChangeHash,
        frame: impl FnOnce() -> Vec<u8>,
        origin: &Origin,
        fate: Fate,
        missing: &[ChangeHash],
    ) -> Result<Fate, StoreError> {
        let number = fate_number(fate);
        let known = self.known(&hash)?;
        let (changes, bytes) = &mut self.kept[usize::from(number)];
        let is_new = known.is_none_or(|(_, kept_as)| kept_as != number);
        // Told before: whoever says it again and again must not cost a writing each time.
        if !is_new && fate != Fate::Parked {
            return Ok(fate);
        }
        let is_full = is_new && *changes >= MAX_CHANGES;
        let frame = if is_full { Vec::new() } else { frame() };
        if is_new {
            if is_full || *bytes + frame.len() as i64 > MAX_BYTES {
                if known.is_some() {
                    self.forget(&hash)?;
                }
                // A refusal needs no room to be told.
                return Ok(match fate {
                    Fate::Refused(_) => fate,
                    Fate::Parked | Fate::Forked => Fate::Refused(Refusal::ParkedFull),
                });
            }
            *changes += 1;
            *bytes += frame.len() as i64;
            self.is_new = true;
        }
        let refusal = match fate {
            Fate::Refused(refusal) => Some(refusal.code()),
            Fate::Parked | Fate::Forked => None,
        };
        let row: i64 = self
            .conn
            .prepare_cached(
                "INSERT INTO aside (document, hash, actor, sequence, frame, fate, refusal, batch,
                                    run, running_index, corrected_at, received_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT (document, hash) DO UPDATE
                 SET fate = excluded.fate, refusal = excluded.refusal
                 RETURNING number",
            )?
            .query_row(
                params![
                    self.document,
                    hash.0,
                    origin.actor,
                    change.sequence,
                    frame,
                    number,
                    refusal,
                    origin.batch,
                    origin.run,
                    origin.running_index,
                    origin.corrected_at,
                    origin.received_at,
                ],
                |row| row.get(0),
            )?;
        self.conn.prepare_cached("DELETE FROM missing WHERE aside = ?1")?.execute([row])?;
        if fate == Fate::Parked {
            for dependency in missing {
                self.conn
                    .prepare_cached("INSERT INTO missing (dependency, aside) VALUES (?1, ?2)")?
                    .execute(params![dependency.0, row])?;
            }
        }
        Ok(fate)
    }

    /// The fate of those of `hashes` that can never be held, the worse first; `None`: all may
    /// still come.
    pub(super) fn worst_of(&self, hashes: &[ChangeHash]) -> Result<Option<Fate>, StoreError> {
        let mut worst = None;
        for hash in hashes {
            match self.known(hash)?.map(|(_, fate)| fate) {
                Some(REFUSED) => return Ok(Some(Fate::Refused(Refusal::AfterRefused))),
                Some(FORKED) => worst = Some(Fate::Forked),
                _ => {}
            }
        }
        Ok(worst)
    }

    /// Parked changes for which `hash` was the last that was missing.
    pub(super) fn ready(&mut self, hash: &ChangeHash) -> Result<Vec<Parked>, StoreError> {
        let mut ready = Vec::new();
        for row in self.waiting_for(hash)? {
            let still_missing: bool = self
                .conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM missing WHERE aside = ?1)")?
                .query_row([row], |row| row.get(0))?;
            if !still_missing {
                ready.push(self.parked(row)?);
            }
        }
        Ok(ready)
    }

    /// Changes that forked what was held, or follow such, in the order in which they came.
    pub(super) fn forked(&self) -> Result<Vec<Parked>, StoreError> {
        let rows: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT number FROM aside WHERE document = ?1 AND fate = ?2 ORDER BY number",
            )?
            .query_map(params![self.document, FORKED], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        rows.into_iter().map(|row| self.parked(row)).collect()
    }

    /// Gives everything that waited for `hash` the fate that follows; says which those are.
    pub(super) fn condemn(
        &mut self,
        hash: &ChangeHash,
        fate: Fate,
    ) -> Result<Vec<ChangeHash>, StoreError> {
        let descended = super::descended(fate);
        let refusal = match descended {
            Fate::Refused(refusal) => Some(refusal.code()),
            Fate::Parked | Fate::Forked => None,
        };
        let mut condemned = Vec::new();
        for row in self.waiting_for(hash)? {
            condemned.push(
                self.conn
                    .prepare_cached(
                        "UPDATE aside SET fate = ?2, refusal = ?3 WHERE number = ?1
                         RETURNING hash",
                    )?
                    .query_row(params![row, fate_number(descended), refusal], |row| {
                        row.get(0).map(ChangeHash)
                    })?,
            );
            self.conn.prepare_cached("DELETE FROM missing WHERE aside = ?1")?.execute([row])?;
        }
        Ok(condemned)
    }

    /// It is held now, or not to be kept.
    pub(super) fn forget(&self, hash: &ChangeHash) -> Result<(), StoreError> {
        self.conn
            .prepare_cached("DELETE FROM aside WHERE document = ?1 AND hash = ?2")?
            .execute(params![self.document, hash.0])?;
        Ok(())
    }

    /// Rows of this document that miss `hash`; they miss it no longer.
    fn waiting_for(&self, hash: &ChangeHash) -> Result<Vec<i64>, StoreError> {
        // A cross join is read in the order in which it is written: by the one dependency, not
        // through everything that the document keeps aside.
        let rows: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT number FROM missing CROSS JOIN aside ON aside.number = missing.aside
                 WHERE dependency = ?1 AND document = ?2 ORDER BY number",
            )?
            .query_map(params![hash.0, self.document], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for row in &rows {
            self.conn
                .prepare_cached("DELETE FROM missing WHERE dependency = ?1 AND aside = ?2")?
                .execute(params![hash.0, row])?;
        }
        Ok(rows)
    }

    fn known(&self, hash: &ChangeHash) -> Result<Option<(i64, u8)>, StoreError> {
        self.conn
            .prepare_cached("SELECT number, fate FROM aside WHERE document = ?1 AND hash = ?2")?
            .query_row(params![self.document, hash.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(StoreError::from)
    }

    fn parked(&self, row: i64) -> Result<Parked, StoreError> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT aside.actor, batch, run, running_index, corrected_at, received_at,
                        actor.id, sequence, frame
                 FROM aside JOIN actor ON actor.number = aside.actor WHERE aside.number = ?1",
            )?
            .query_row([row], |row| {
                Ok(Parked {
                    origin: Origin {
                        actor: row.get(0)?,
                        batch: row.get(1)?,
                        run: row.get(2)?,
                        running_index: row.get(3)?,
                        corrected_at: row.get(4)?,
                        received_at: row.get(5)?,
                    },
                    actor: ActorId(row.get(6)?),
                    sequence: row.get(7)?,
                    frame: row.get(8)?,
                })
            })?)
    }
}

fn fate_number(fate: Fate) -> u8 {
    match fate {
        Fate::Parked => PARKED,
        Fate::Forked => FORKED,
        Fate::Refused(_) => REFUSED,
    }
}
