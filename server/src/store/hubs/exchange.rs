//! Central's side of an exchange with a hub: what of the record the hub lacks.
//!
//! Owns the feed as a hub reads it: signed batches of the learners whom it serves, all documents,
//! but for what it brings in this very exchange, since what it brought before it may have lost; and,
//! of learners who came after reading had passed their changes, everything from before. Writers and
//! sessions come with the directory, which is read in the same moment: whoever it names is read from
//! here on, whoever it does not name is passed over.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{Connection, OptionalExtension, ToSql, params};
use sync_core::bugs::{Bug, bug};
use sync_core::exchange::Cursor;
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId};
use sync_core::record::Day;
use sync_core::trust::{ReceiptLine, Ruling};

use super::directory::{SERVED, read_directory};
use super::{Directory, Hub};
use crate::store::admission::{Met, met};
use crate::store::feed::parts::Parts;
use crate::store::people::learner_number;
use crate::store::programme::from_cbor;
use crate::store::{Store, StoreError};

/// What a hub asks.
#[derive(Clone, Debug, Default)]
pub struct HubQuestion {
    /// Where it left off.
    pub cursor: Option<Cursor>,
    /// Learners whose changes from before that it lacks.
    pub due: Vec<Due>,
    /// What it brings now.
    pub brought: HashSet<ChangeHash>,
    /// How many bytes of batches may come back; one batch always may.
    pub max_bytes: usize,
}

/// A learner whose earlier changes are still to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Whose.
    pub learner: LearnerId,
    /// Where reading of them left off, in central's feed.
    pub read_to: u64,
    /// Nothing more is due.
    pub done: bool,
}

/// What central has for a hub.
#[derive(Clone, Debug)]
pub struct HubReading {
    /// Signed batches, or parts of them, in the feed's order; what was due comes first.
    pub batches: Vec<Vec<u8>>,
    /// When a phone first brought each of them to a server.
    pub met: Vec<Met>,
    /// Which branches of forks stand.
    pub rulings: Vec<Ruling>,
    /// How far what was due has come.
    pub due: Vec<Due>,
    /// Where to go on; `None` when it did not move.
    pub cursor: Option<Cursor>,
    /// The cursor that was sent is not one of ours: reading began anew.
    pub void: bool,
    /// There is more.
    pub more: bool,
    /// For receipts over these batches: of each document and actor the last change among them.
    pub held: Vec<HeldLines>,
    /// Of the same moment.
    pub directory: Directory,
}

/// What a receipt over one document speaks of.
pub type HeldLines = (DocumentId, Vec<(ReceiptLine, ChangeHash)>);

/// Rows looked at in one exchange.
const MOST_ROWS: i64 = 5_000;

impl Store {
    /// Reads feed and directory for a hub, at one moment.
    pub async fn reading_for_hub(
        &self,
        hub: &Hub,
        epoch: u32,
        today: Day,
        question: HubQuestion,
    ) -> Result<HubReading, StoreError> {
        let hub = hub.clone();
        self.read(move |conn| Reader { conn, hub: &hub, epoch, today }.read(&question)).await
    }
}

struct Reader<'a> {
    conn: &'a Connection,
    hub: &'a Hub,
    epoch: u32,
    today: Day,
}

struct Row {
    feed: i64,
    hash: ChangeHash,
    /// Speaks for it and all before it.
    chain: ChangeHash,
    what: What,
}

enum What {
    Change(Change),
    /// A notice, CBOR.
    Ruling(Vec<u8>),
}

struct Change {
    document: DocumentId,
    actor: ActorId,
    batch: i64,
    run: u32,
    sequence: u32,
    /// The hub brought it: for the known fault alone.
    is_its_own: bool,
}

impl Row {
    fn change(&self) -> Option<&Change> {
        match &self.what {
            What::Change(change) => Some(change),
            What::Ruling(_) => None,
        }
    }

    fn batch(&self) -> Option<i64> {
        self.change().map(|change| change.batch)
    }
}

/// Room in an answer.
#[derive(Default)]
struct Room {
    left: usize,
    batches: Vec<Vec<u8>>,
    met: Vec<Met>,
    rulings: Vec<Ruling>,
    held: BTreeMap<DocumentId, BTreeMap<ActorId, (u32, ChangeHash)>>,
}

impl Room {
    /// False when it does not fit any more; one batch always does. `group`: the rows that it is.
    fn put(&mut self, (batch, met): (Vec<u8>, Met), group: &[&Row]) -> bool {
        if batch.len() > self.left && !self.batches.is_empty() {
            return false;
        }
        self.left = self.left.saturating_sub(batch.len());
        self.batches.push(batch);
        self.met.push(met);
        for row in group {
            let Some(change) = row.change() else { continue };
            let last = self.held.entry(change.document).or_default().entry(change.actor);
            let last = last.or_insert((change.sequence, row.hash));
            if change.sequence > last.0 {
                *last = (change.sequence, row.hash);
            }
        }
        true
    }

    /// Rulings are few and small: all of them come.
    fn put_rulings(&mut self, group: &[Row]) -> Result<(), StoreError> {
        for row in group {
            if let What::Ruling(notice) = &row.what {
                self.rulings.push(from_cbor(notice)?);
            }
        }
        Ok(())
    }

    fn lines(self) -> Vec<HeldLines> {
        let line = |(actor, (sequence, hash))| (ReceiptLine { actor, sequence }, hash);
        self.held
            .into_iter()
            .map(|(document, actors)| (document, actors.into_iter().map(line).collect()))
            .collect()
    }
}

impl Reader<'_> {
    fn read(&self, question: &HubQuestion) -> Result<HubReading, StoreError> {
        let (from, void) = self.begin(question.cursor)?;
        let mut room = Room { left: question.max_bytes, ..Room::default() };
        let (mut due, mut more) = (Vec::with_capacity(question.due.len()), false);
        for asked in &question.due {
            let read = if more { *asked } else { self.read_due(asked, from, &mut room)? };
            more |= !read.done;
            due.push(read);
        }
        // New changes rest on those that were due: they wait for them.
        let mut cursor = None;
        if !more {
            (cursor, more) = self.read_feed(from, &question.brought, &mut room)?;
        }
        let directory = read_directory(self.conn, self.hub, self.today)?;
        let batches = std::mem::take(&mut room.batches);
        let (met, rulings) = (std::mem::take(&mut room.met), std::mem::take(&mut room.rulings));
        let held = room.lines();
        Ok(HubReading { batches, met, rulings, due, cursor, void, more, held, directory })
    }

    fn begin(&self, cursor: Option<Cursor>) -> Result<(i64, bool), StoreError> {
        let Some(cursor) = cursor else { return Ok((0, false)) };
        let Ok(sequence) = i64::try_from(cursor.sequence) else { return Ok((0, true)) };
        let hash: Option<[u8; 32]> = self
            .conn
            .prepare_cached(
                "SELECT COALESCE(chain, hash) FROM feed WHERE programme = 1 AND sequence = ?1",
            )?
            .query_row([sequence], |row| row.get(0))
            .optional()?;
        let is_ours = cursor.epoch == self.epoch
            && hash.is_some_and(|hash| ChangeHash(hash).cursor_prefix() == cursor.prefix);
        Ok(if is_ours { (sequence, false) } else { (0, true) })
    }

    /// Everybody's changes after `from`. Gives where to go on, and whether there is more.
    fn read_feed(
        &self,
        from: i64,
        brought: &HashSet<ChangeHash>,
        room: &mut Room,
    ) -> Result<(Option<Cursor>, bool), StoreError> {
        let rows = self.rows(
            &format!("feed.sequence > ?4 AND feed.learner {SERVED}"),
            params![self.hub.center, self.today.0, self.hub.number, from],
        )?;
        let mut more = rows.len() as i64 == MOST_ROWS;
        let mut last = None;
        for group in rows.chunk_by(|one, next| one.batch() == next.batch()) {
            room.put_rulings(group)?;
            let is_here = |row: &Row| {
                let is_its_own = row.change().is_some_and(|change| change.is_its_own);
                brought.contains(&row.hash) || (is_its_own && bug(Bug::HubsOwnPassedOver))
            };
            let wanted: Vec<&Row> =
                group.iter().filter(|row| row.change().is_some() && !is_here(row)).collect();
            if !wanted.is_empty() && !room.put(self.batch(&wanted)?, &wanted) {
                more = true;
                break;
            }
            last = group.last();
        }
        let cursor = last.map(|row| Cursor {
            epoch: self.epoch,
            sequence: row.feed as u64,
            prefix: row.chain.cursor_prefix(),
        });
        Ok((cursor, more))
    }

    /// One learner's changes up to where reading stands.
    fn read_due(&self, asked: &Due, to: i64, room: &mut Room) -> Result<Due, StoreError> {
        let all = Due { done: true, ..*asked };
        let Some(learner) = learner_number(self.conn, &asked.learner)? else { return Ok(all) };
        let read_to = i64::try_from(asked.read_to).unwrap_or(i64::MAX);
        let rows = self.rows(
            &format!(
                "feed.sequence > ?4 AND feed.sequence <= ?5 AND feed.learner = ?6
                 AND feed.learner {SERVED}"
            ),
            params![self.hub.center, self.today.0, self.hub.number, read_to, to, learner],
        )?;
        let mut read = Due { done: (rows.len() as i64) < MOST_ROWS, ..*asked };
        for group in rows.chunk_by(|one, next| one.batch() == next.batch()) {
            room.put_rulings(group)?;
            let wanted: Vec<&Row> = group.iter().filter(|row| row.change().is_some()).collect();
            if !wanted.is_empty() && !room.put(self.batch(&wanted)?, &wanted) {
                return Ok(Due { done: false, ..read });
            }
            read.read_to = group.last().map_or(read.read_to, |row| row.feed as u64);
        }
        Ok(read)
    }

    /// With when a phone first brought it to a server.
    fn batch(&self, group: &[&Row]) -> Result<(Vec<u8>, Met), StoreError> {
        let number = group.first().and_then(|row| row.batch()).unwrap_or(0);
        let wanted = group.iter().filter_map(|row| row.change()).map(|it| (it.run, it.sequence));
        Ok((Parts { conn: self.conn }.batch(number, wanted)?, met(self.conn, number)?))
    }

    fn rows(&self, which: &str, values: &[&dyn ToSql]) -> Result<Vec<Row>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT feed.sequence, feed.hash, change.batch, run, change.sequence, batch.hub IS ?3,
                    learner.id, feed.kind, actor.id, ruling.notice,
                    COALESCE(feed.chain, feed.hash)
             FROM feed
             JOIN learner ON learner.number = feed.learner
             LEFT JOIN change ON change.number = feed.change
             LEFT JOIN actor ON actor.number = change.actor
             LEFT JOIN batch ON batch.number = change.batch
             LEFT JOIN ruling ON ruling.number = feed.ruling
             WHERE feed.programme = 1 AND (feed.change IS NOT NULL OR feed.ruling IS NOT NULL)
               AND {which}
             ORDER BY feed.sequence LIMIT {MOST_ROWS}"
        ))?;
        let rows = statement.query_map(values, |row| {
            let what = match row.get(9)? {
                Some(notice) => What::Ruling(notice),
                None => {
                    let kind = row.get::<_, Option<u8>>(7)?.and_then(DocumentKind::from_number);
                    let kind = kind.unwrap_or(DocumentKind::Record);
                    What::Change(Change {
                        document: DocumentId { learner: LearnerId(row.get(6)?), kind },
                        actor: ActorId(row.get(8)?),
                        batch: row.get(2)?,
                        run: row.get(3)?,
                        sequence: row.get(4)?,
                        is_its_own: row.get(5)?,
                    })
                }
            };
            let (hash, chain) = (ChangeHash(row.get(1)?), ChangeHash(row.get(10)?));
            Ok(Row { feed: row.get(0)?, hash, chain, what })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
