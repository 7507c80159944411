//! Reading the feed for a profile: what it may read and lacks.
//!
//! Owns the order and the cursor; `parts` puts changes back under their signatures.
//! Must not decide who asks: it is given a profile. Digests are summed from the rows held here,
//! never taken from the phone.

pub(super) mod parts;

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::bugs::{Bug, bug};
use sync_core::exchange::{ActorState, Cursor, DocumentState, Entry};
use sync_core::ids::{ActorId, ChangeHash, DocumentKind, WriterId};
use sync_core::trust::WriterCertificate;

use super::directory::Profile;
use super::programme::from_cbor;
use super::{Store, StoreError};
use parts::Parts;

/// What a profile asks of the feed.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Where it left off.
    pub cursor: Option<Cursor>,
    /// Changes that this request brought: not to be served back.
    pub brought: HashSet<ChangeHash>,
    /// What the phone believes us to hold, when it says so.
    pub state: Option<Vec<DocumentState>>,
    /// How many bytes of entries may come back; one entry always may.
    pub max_bytes: usize,
}

/// What the feed has for a profile.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In the feed's order.
    pub entries: Vec<Entry>,
    /// There is more.
    pub more: bool,
    /// Where to go on; `None` when it did not move.
    pub cursor: Option<Cursor>,
    /// The cursor that was sent is not one of ours.
    pub void: bool,
    /// The sums that a phone may have which holds what we think it does.
    pub digests: Vec<u64>,
    /// Where we hold less than the phone believes.
    pub lacking: Vec<DocumentState>,
}

impl Store {
    /// Reads the feed for a profile, at one moment.
    pub async fn feed(
        &self,
        profile: &Profile,
        epoch: u32,
        question: Question,
    ) -> Result<Reading, StoreError> {
        let profile = profile.clone();
        self.read(move |conn| Reader { conn, profile: &profile, epoch }.read(&question)).await
    }
}

struct Reader<'a> {
    conn: &'a Connection,
    profile: &'a Profile,
    epoch: u32,
}

/// One row of the feed.
struct FeedRow {
    sequence: i64,
    hash: ChangeHash,
    /// Speaks for it and all before it.
    chain: ChangeHash,
    what: What,
}

enum What {
    Writer(Vec<u8>),
    /// A session of her cohort; empty where a later word on it follows.
    Session(Vec<u8>),
    /// A notice of her cohort; empty where a later word on it follows.
    Notice(Vec<u8>),
    /// On a hub: central's receipt.
    Receipt(Vec<u8>),
    /// Which branch of a fork stands, by central.
    Ruling(Vec<u8>),
    Change {
        batch: i64,
        run: u32,
        kind: DocumentKind,
        actor: ActorId,
        sequence: u32,
        own: bool,
    },
}

impl Reader<'_> {
    fn read(&self, question: &Question) -> Result<Reading, StoreError> {
        if self.profile.is_provisional {
            return self.of_provisional(question);
        }
        if self.kinds().is_empty() {
            return self.of_ended(question);
        }
        let (from, void) = self.begin(question.cursor)?;
        let state = question.state.as_deref();
        // With its state told, the phone's cursor is no evidence: look at everything.
        let rows = self.rows(if state.is_some() { 0 } else { from })?;
        let mut reading = Reading { void, ..Reading::default() };
        self.digests(&rows, from, question, &mut reading)?;
        if let Some(state) = state {
            reading.lacking = self.lacking(state)?;
        }
        let believed = state.map(|state| believed(state, &reading.lacking));
        let is_known = |row: &FeedRow| match &row.what {
            What::Writer(_)
            | What::Session(_)
            | What::Notice(_)
            | What::Receipt(_)
            | What::Ruling(_) => false,
            What::Change { kind, actor, sequence, .. } => {
                question.brought.contains(&row.hash)
                    || believed.as_ref().is_some_and(|believed| {
                        believed.get(&(*kind, *actor)).is_some_and(|last| sequence <= last)
                    })
            }
        };
        self.serve(&rows, is_known, question.max_bytes, &mut reading)?;
        Ok(reading)
    }

    /// Whose key waits for somebody of the staff reads nothing, and is told only whether all of its
    /// own is here.
    fn of_provisional(&self, question: &Question) -> Result<Reading, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT change.hash FROM change
             JOIN actor ON actor.number = change.actor
             JOIN writer ON writer.number = actor.writer WHERE writer.id = ?1",
        )?;
        let own = statement.query_map([self.profile.writer.0], |row| row.get(0).map(ChangeHash))?;
        let mut sum = 0_u64;
        for hash in own {
            sum = sum.wrapping_add(hash?.digest_prefix());
        }
        let mut reading = Reading { digests: vec![sum], ..Reading::default() };
        if let Some(state) = question.state.as_deref() {
            reading.lacking = self.lacking(state)?;
        }
        Ok(reading)
    }

    /// One whose time is over reads nothing, and is told what of its own words is not here any more
    /// after a restore: it is the one to bring it again.
    fn of_ended(&self, question: &Question) -> Result<Reading, StoreError> {
        let (_, void) = self.begin(question.cursor)?;
        let mut reading = Reading { void, ..Reading::default() };
        if let Some(state) = question.state.as_deref() {
            reading.lacking = self.lacking(state)?;
        }
        Ok(reading)
    }

    /// The documents that this profile reads.
    fn kinds(&self) -> &'static [DocumentKind] {
        self.profile.reads.kinds()
    }

    /// The highest number of a kind that this profile reads: the kinds are read from 0 on.
    fn last_kind(&self) -> u8 {
        self.kinds().iter().map(|kind| kind.number()).max().unwrap_or(0)
    }

    /// Where to begin, and whether the cursor is void.
    fn begin(&self, cursor: Option<Cursor>) -> Result<(i64, bool), StoreError> {
        let Some(cursor) = cursor else { return Ok((0, false)) };
        let Ok(sequence) = i64::try_from(cursor.sequence) else { return Ok((0, true)) };
        let hash: Option<[u8; 32]> = self
            .conn
            .prepare_cached(
                "SELECT COALESCE(chain, hash) FROM feed WHERE programme = 1 AND sequence = ?1
                 AND (learner = ?2 OR cohort = (SELECT cohort FROM learner WHERE number = ?2))",
            )?
            .query_row(params![sequence, self.profile.learner_number], |row| row.get(0))
            .optional()?;
        let is_ours = cursor.epoch == self.epoch
            && hash.is_some_and(|hash| ChangeHash(hash).cursor_prefix() == cursor.prefix);
        let from = sequence + i64::from(bug(Bug::CursorOffByOne));
        Ok(if is_ours { (from, false) } else { (0, true) })
    }

    /// The feed after `from`, as far as this profile may read it.
    fn rows(&self, from: i64) -> Result<Vec<FeedRow>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT feed.sequence, feed.hash, writer.id, writer.certificate, feed.kind,
                    change.batch, change.run, actor.id, change.sequence, author.id,
                    CASE WHEN cohort_session.announced = feed.sequence THEN cohort_session.notice
                         WHEN cohort_session.announced THEN x'' END,
                    relayed_receipt.receipt, ruling.notice, COALESCE(feed.chain, feed.hash),
                    CASE WHEN cohort_notice.announced = feed.sequence THEN cohort_notice.notice
                         WHEN cohort_notice.announced THEN x'' END
             FROM feed
             LEFT JOIN writer ON writer.number = feed.writer
             LEFT JOIN cohort_session ON cohort_session.number = feed.session
             LEFT JOIN cohort_notice ON cohort_notice.number = feed.notice
             LEFT JOIN relayed_receipt ON relayed_receipt.number = feed.receipt
             LEFT JOIN ruling ON ruling.number = feed.ruling
             LEFT JOIN change ON change.number = feed.change
             LEFT JOIN actor ON actor.number = change.actor
             LEFT JOIN writer AS author ON author.number = actor.writer
             WHERE (feed.learner = ?1
                    OR feed.cohort = (SELECT cohort FROM learner WHERE number = ?1))
               AND feed.sequence > ?2
               AND (feed.kind IS NULL OR feed.kind <= ?3)
             ORDER BY feed.sequence",
        )?;
        let mut rows =
            statement.query(params![self.profile.learner_number, from, self.last_kind()])?;
        let mut read = Vec::new();
        while let Some(row) = rows.next()? {
            let (sequence, hash) = (row.get(0)?, ChangeHash(row.get(1)?));
            let chain = ChangeHash(row.get(13)?);
            if let Some(notice) = row.get::<_, Option<Vec<u8>>>(10)? {
                read.push(FeedRow { sequence, hash, chain, what: What::Session(notice) });
                continue;
            }
            if let Some(notice) = row.get::<_, Option<Vec<u8>>>(14)? {
                read.push(FeedRow { sequence, hash, chain, what: What::Notice(notice) });
                continue;
            }
            if let Some(receipt) = row.get::<_, Option<Vec<u8>>>(11)? {
                read.push(FeedRow { sequence, hash, chain, what: What::Receipt(receipt) });
                continue;
            }
            if let Some(ruling) = row.get::<_, Option<Vec<u8>>>(12)? {
                read.push(FeedRow { sequence, hash, chain, what: What::Ruling(ruling) });
                continue;
            }
            let what = match row.get::<_, Option<Vec<u8>>>(3)? {
                // She has her own writer's certificate from her enrolment: an empty one stands for it.
                Some(own)
                    if WriterId(row.get(2)?) == self.profile.writer && !is_countersigned(&own)? =>
                {
                    What::Writer(Vec::new())
                }
                Some(certificate) => What::Writer(certificate),
                None => What::Change {
                    kind: DocumentKind::from_number(row.get(4)?)
                        .ok_or_else(|| StoreError::damaged("a document's kind"))?,
                    batch: row.get(5)?,
                    run: row.get(6)?,
                    actor: ActorId(row.get(7)?),
                    sequence: row.get(8)?,
                    own: WriterId(row.get(9)?) == self.profile.writer,
                },
            };
            read.push(FeedRow { sequence, hash, chain, what });
        }
        Ok(read)
    }

    /// The sums that the phone's digest should equal one of.
    ///
    /// It sums what it knows us to hold: all we hold, less what it was not told of yet. Of its own
    /// changes it knows from receipts too, before the feed comes to them; hence two sums.
    fn digests(
        &self,
        rows: &[FeedRow],
        from: i64,
        question: &Question,
        reading: &mut Reading,
    ) -> Result<(), StoreError> {
        let mut sum = 0_u64;
        for kind in self.kinds() {
            let digest: Option<i64> = self
                .conn
                .prepare_cached("SELECT digest FROM document WHERE learner = ?1 AND kind = ?2")?
                .query_row(params![self.profile.learner_number, kind.number()], |row| row.get(0))
                .optional()?;
            sum = sum.wrapping_add(digest.unwrap_or(0) as u64);
        }
        for hash in self.unfed()? {
            if !question.brought.contains(&hash) {
                sum = sum.wrapping_sub(hash.digest_prefix());
            }
        }
        let mut own = 0_u64;
        for row in rows.iter().filter(|row| row.sequence > from) {
            if let What::Change { own: is_own, .. } = row.what
                && !question.brought.contains(&row.hash)
            {
                sum = sum.wrapping_sub(row.hash.digest_prefix());
                if is_own {
                    own = own.wrapping_add(row.hash.digest_prefix());
                }
            }
        }
        reading.digests = vec![sum, sum.wrapping_add(own)];
        Ok(())
    }

    /// Changes that are held and that nobody can be served yet.
    fn unfed(&self) -> Result<Vec<ChangeHash>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT hash FROM document JOIN change ON change.document = document.number
             WHERE learner = ?1 AND kind <= ?2 AND feed IS NULL",
        )?;
        let unfed = statement
            .query_map(params![self.profile.learner_number, self.last_kind()], |row| {
                row.get(0).map(ChangeHash)
            })?
            .collect::<Result<_, _>>()?;
        Ok(unfed)
    }

    fn lacking(&self, state: &[DocumentState]) -> Result<Vec<DocumentState>, StoreError> {
        let mut lacking = Vec::new();
        let may_ask = |kind| self.kinds().is_empty() || self.kinds().contains(&kind);
        for document in state.iter().filter(|document| may_ask(document.kind)) {
            let held = self.held(document.kind)?;
            let mut actors = Vec::new();
            for said in &document.actors {
                let sequence = match held.get(&said.actor).copied().unwrap_or(0) {
                    // Another branch of a fork: where they part is not known, so that all of it
                    // is said again.
                    last if last >= said.sequence && self.is_other(document.kind, said)? => 0,
                    last => last,
                };
                if sequence < said.sequence {
                    actors.push(ActorState { actor: said.actor, sequence, prefix: None });
                }
            }
            if !actors.is_empty() {
                lacking.push(DocumentState { kind: document.kind, actors });
            }
        }
        Ok(lacking)
    }

    /// Is the change that the phone speaks of another than the one that is held here?
    fn is_other(&self, kind: DocumentKind, said: &ActorState) -> Result<bool, StoreError> {
        let Some(prefix) = said.prefix else { return Ok(false) };
        let held: Option<[u8; 32]> = self
            .conn
            .prepare_cached(
                "SELECT hash FROM document
                 JOIN actor ON actor.document = document.number
                 JOIN change ON change.actor = actor.number
                 WHERE learner = ?1 AND kind = ?2 AND actor.id = ?3 AND sequence = ?4",
            )?
            .query_row(
                params![self.profile.learner_number, kind.number(), said.actor.0, said.sequence],
                |row| row.get(0),
            )
            .optional()?;
        Ok(held.is_some_and(|hash| ChangeHash(hash).cursor_prefix() != prefix))
    }

    fn held(&self, kind: DocumentKind) -> Result<HashMap<ActorId, u32>, StoreError> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, last_sequence FROM document JOIN actor ON actor.document = document.number
             WHERE learner = ?1 AND kind = ?2",
        )?;
        let held = statement
            .query_map(params![self.profile.learner_number, kind.number()], |row| {
                Ok((ActorId(row.get(0)?), row.get(1)?))
            })?
            .collect::<Result<_, _>>()?;
        Ok(held)
    }

    fn serve(
        &self,
        rows: &[FeedRow],
        is_known: impl Fn(&FeedRow) -> bool,
        max_bytes: usize,
        reading: &mut Reading,
    ) -> Result<(), StoreError> {
        let mut room = max_bytes;
        let mut next = 0;
        while next < rows.len() {
            let (entry, end) = match &rows[next].what {
                What::Writer(certificate) if certificate.is_empty() => (None, next + 1),
                What::Writer(certificate) => {
                    (Some((Entry::Writer(from_cbor(certificate)?), certificate.len())), next + 1)
                }
                What::Session(notice) if notice.is_empty() => (None, next + 1),
                What::Session(notice) => {
                    (Some((Entry::Session(from_cbor(notice)?), notice.len())), next + 1)
                }
                What::Notice(notice) if notice.is_empty() => (None, next + 1),
                What::Notice(notice) => {
                    (Some((Entry::Notice(from_cbor(notice)?), notice.len())), next + 1)
                }
                What::Receipt(receipt) => {
                    (Some((Entry::Receipt(from_cbor(receipt)?), receipt.len())), next + 1)
                }
                What::Ruling(ruling) => {
                    (Some((Entry::Ruling(from_cbor(ruling)?), ruling.len())), next + 1)
                }
                What::Change { .. } if is_known(&rows[next]) => (None, next + 1),
                What::Change { batch, .. } => {
                    let end = end_of_batch(rows, next, *batch);
                    let wanted = rows[next..end].iter().filter(|row| !is_known(row));
                    let wanted = wanted.filter_map(|row| match row.what {
                        What::Change { run, sequence, .. } => Some((run, sequence)),
                        _ => None,
                    });
                    let bytes = Parts { conn: self.conn }.batch(*batch, wanted)?;
                    let length = bytes.len();
                    (Some((Entry::Batch(bytes), length)), end)
                }
            };
            if let Some((entry, length)) = entry {
                if length > room && !reading.entries.is_empty() {
                    reading.more = true;
                    break;
                }
                room = room.saturating_sub(length);
                reading.entries.push(entry);
            }
            next = end;
        }
        reading.cursor = next.checked_sub(1).and_then(|last| rows.get(last)).map(|row| Cursor {
            epoch: self.epoch,
            sequence: row.sequence as u64,
            prefix: row.chain.cursor_prefix(),
        });
        Ok(())
    }
}

/// Did a hub register her, so that she has its word only?
fn is_countersigned(certificate: &[u8]) -> Result<bool, StoreError> {
    let certificate: WriterCertificate = from_cbor(certificate)?;
    Ok(certificate.edition.is_some() && certificate.effective.is_none())
}

/// Where the rows of one batch that follow each other end.
fn end_of_batch(rows: &[FeedRow], start: usize, number: i64) -> usize {
    let is_same = |row: &FeedRow| matches!(row.what, What::Change { batch, .. } if batch == number);
    rows[start..].iter().position(|row| !is_same(row)).map_or(rows.len(), |count| start + count)
}

/// What the phone has of ours, but for what it has another branch of.
fn believed(
    state: &[DocumentState],
    lacking: &[DocumentState],
) -> HashMap<(DocumentKind, ActorId), u32> {
    let said = state.iter().chain(lacking);
    said.flat_map(|document| {
        document.actors.iter().map(|actor| ((document.kind, actor.actor), actor.sequence))
    })
    .collect()
}
