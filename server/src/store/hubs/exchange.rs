//! Central's side of an exchange with a hub: what of the record the hub lacks.
//!
//! Owns the feed as a hub reads it: signed batches of the learners of its centre, all documents,
//! but for what it brings in this very exchange: what it brought before it may have lost since.
//! Writers and sessions come with the directory.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::bugs::{Bug, bug};
use sync_core::exchange::Cursor;
use sync_core::ids::ChangeHash;
use sync_core::trust::Ruling;

use super::Hub;
use crate::store::admission::{Met, met};
use crate::store::feed::parts::Parts;
use crate::store::programme::from_cbor;
use crate::store::{Store, StoreError};

/// What central has for a hub.
#[derive(Clone, Debug, Default)]
pub struct HubReading {
    /// Signed batches, or parts of them, in the feed's order.
    pub batches: Vec<Vec<u8>>,
    /// When a phone first brought each of them to a server.
    pub met: Vec<Met>,
    /// Which branches of forks stand.
    pub rulings: Vec<Ruling>,
    /// Where to go on; `None` when it did not move.
    pub cursor: Option<Cursor>,
    /// The cursor that was sent is not one of ours: reading began anew.
    pub void: bool,
    /// There is more.
    pub more: bool,
}

/// Rows looked at in one exchange.
const MOST_ROWS: i64 = 5_000;

impl Store {
    /// Reads the feed for a hub; one batch always comes.
    pub async fn feed_for_hub(
        &self,
        hub: &Hub,
        epoch: u32,
        cursor: Option<Cursor>,
        brought: HashSet<ChangeHash>,
        max_bytes: usize,
    ) -> Result<HubReading, StoreError> {
        let hub = hub.clone();
        self.read(move |conn| {
            let (from, void) = begin(conn, epoch, cursor)?;
            let mut reading = read(conn, &hub, epoch, from, &brought, max_bytes)?;
            reading.void = void;
            Ok(reading)
        })
        .await
    }
}

fn begin(conn: &Connection, epoch: u32, cursor: Option<Cursor>) -> Result<(i64, bool), StoreError> {
    let Some(cursor) = cursor else { return Ok((0, false)) };
    let Ok(sequence) = i64::try_from(cursor.sequence) else { return Ok((0, true)) };
    let hash: Option<[u8; 32]> = conn
        .prepare_cached("SELECT hash FROM feed WHERE programme = 1 AND sequence = ?1")?
        .query_row([sequence], |row| row.get(0))
        .optional()?;
    let is_ours = cursor.epoch == epoch
        && hash.is_some_and(|hash| ChangeHash(hash).cursor_prefix() == cursor.prefix);
    Ok(if is_ours { (sequence, false) } else { (0, true) })
}

struct Row {
    feed: i64,
    hash: ChangeHash,
    what: What,
}

#[derive(Clone, PartialEq, Eq)]
enum What {
    Change { batch: i64, run: u32, sequence: u32 },
    Ruling(Vec<u8>),
}

impl What {
    fn batch(&self) -> Option<i64> {
        match self {
            Self::Change { batch, .. } => Some(*batch),
            Self::Ruling(_) => None,
        }
    }
}

fn read(
    conn: &Connection,
    hub: &Hub,
    epoch: u32,
    from: i64,
    brought: &HashSet<ChangeHash>,
    max_bytes: usize,
) -> Result<HubReading, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT feed.sequence, feed.hash, change.batch, run, change.sequence, ruling.notice
         FROM feed
         LEFT JOIN change ON change.number = feed.change
         LEFT JOIN ruling ON ruling.number = feed.ruling
         JOIN learner ON learner.number = feed.learner
         JOIN cohort ON cohort.number = learner.cohort
         WHERE feed.programme = 1 AND feed.sequence > ?1 AND cohort.center = ?2
           AND (feed.change IS NOT NULL OR feed.ruling IS NOT NULL)
         ORDER BY feed.sequence LIMIT ?3",
    )?;
    let rows: Vec<Row> = statement
        .query_map(params![from, hub.center, MOST_ROWS], |row| {
            let what = match row.get(5)? {
                Some(notice) => What::Ruling(notice),
                None => {
                    What::Change { batch: row.get(2)?, run: row.get(3)?, sequence: row.get(4)? }
                }
            };
            Ok(Row { feed: row.get(0)?, hash: ChangeHash(row.get(1)?), what })
        })?
        .collect::<Result<_, _>>()?;
    let mut reading = HubReading { more: rows.len() as i64 == MOST_ROWS, ..HubReading::default() };
    let mut room = max_bytes;
    let mut last = None;
    for group in rows.chunk_by(|one, next| one.what.batch() == next.what.batch()) {
        let Some(batch) = group.first().and_then(|row| row.what.batch()) else {
            for row in group {
                if let What::Ruling(notice) = &row.what {
                    reading.rulings.push(from_cbor(notice)?);
                }
            }
            last = group.last();
            continue;
        };
        let is_passed_over = bug(Bug::HubsOwnPassedOver) && is_brought_by(conn, batch, hub)?;
        let is_here = |row: &&Row| brought.contains(&row.hash) || is_passed_over;
        let mut wanted = group.iter().filter(|row| !is_here(row)).peekable();
        if wanted.peek().is_some() {
            let wanted = wanted.filter_map(|row| match row.what {
                What::Change { run, sequence, .. } => Some((run, sequence)),
                What::Ruling(_) => None,
            });
            let bytes = Parts { conn }.batch(batch, wanted)?;
            if bytes.len() > room && !reading.batches.is_empty() {
                reading.more = true;
                break;
            }
            room = room.saturating_sub(bytes.len());
            reading.batches.push(bytes);
            reading.met.push(met(conn, batch)?);
        }
        last = group.last();
    }
    reading.cursor = last.map(|row| Cursor {
        epoch,
        sequence: row.feed as u64,
        prefix: row.hash.cursor_prefix(),
    });
    Ok(reading)
}

/// For the known fault alone.
fn is_brought_by(conn: &Connection, batch: i64, hub: &Hub) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT hub IS ?2 FROM batch WHERE number = ?1")?
        .query_row([batch, hub.number], |row| row.get(0))?)
}
