//! A whole document's rows: for `verify`, which holds them against Automerge, and for `export`.
//!
//! Owns reading them as they are, damaged or not: a look at one document, never on a hot path.
//! Must not judge.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, OpId, WriterId};
use sync_core::ledger::Standing;
use sync_core::record::Voice;
use sync_core::trust::{PublicKey, WriterCertificate};

use super::certificates::{IssuedRow, issued_by_id};
use super::enrolments::{EnrolmentRow, written_by_cohort};
use super::outcomes::{AnswerRow, OutcomeRow, ReferralRow, answers, outcomes, referrals};
use super::programme::{from_cbor, read_replica};
use super::{Store, StoreError};

/// Everything that the rows say of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRows {
    /// Which document.
    pub id: DocumentId,
    /// As kept, ascending.
    pub heads: Vec<ChangeHash>,
    /// As kept.
    pub digest: u64,
    /// As counted.
    pub count: u32,
    /// In order of admission.
    pub changes: Vec<ChangeRow>,
    /// Register key → puts, in order of op.
    pub registers: BTreeMap<String, Vec<PutRow>>,
    /// Whoever may sign for the learner's documents.
    pub writers: BTreeMap<WriterId, WriterRow>,
    /// Who must have certified them.
    pub central: PublicKey,
    /// This replica's own key: a hub certifies keys that wait.
    pub own: PublicKey,
}

/// A writer as the directory has her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriterRow {
    /// All that she writes takes effect; else what her certificate names.
    pub is_open: bool,
    /// As kept.
    pub certificate: WriterCertificate,
}

/// An admitted change as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Whose.
    pub actor: ActorId,
    /// Which of hers.
    pub sequence: u32,
    /// As kept.
    pub hash: ChangeHash,
    /// Order of admission.
    pub position: u32,
    /// Stands by itself.
    pub frame: Vec<u8>,
    /// Who signed it.
    pub writer: WriterId,
    /// Does it take effect?
    pub standing: Standing,
    /// On a hub: central refused it for good.
    pub is_overruled: bool,
    /// The time that reports show.
    pub corrected_at: i64,
}

/// A put as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutRow {
    /// Its name.
    pub op: OpId,
    /// One CBOR record.
    pub value: Vec<u8>,
    /// Takes effect, and nothing that does replaces it.
    pub live: bool,
    /// The puts that replaced it, in order.
    pub superseded_by: Vec<OpId>,
    /// The flag that says whether there are any.
    pub superseded: bool,
    /// Who wrote it.
    pub writer: WriterId,
    /// When, as claimed.
    pub at: i64,
}

/// The folded rows of one learner, as reports read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projections {
    /// Lesson → its fold.
    pub lessons: BTreeMap<String, LessonRow>,
    /// Entry → what it counts for.
    pub entries: BTreeMap<String, EntryRow>,
    /// Entry → how it stands.
    pub standings: BTreeMap<String, StandingRow>,
    /// Cohort → her place in it, where a register says so.
    pub enrolments: BTreeMap<String, EnrolmentRow>,
    /// Survey and question → what counts as her answer.
    pub answers: BTreeMap<(String, String), AnswerRow>,
    /// What became of her, where its put is live.
    pub outcomes: Vec<OutcomeRow>,
    /// Her interest, what would be sent of her and her word on it, where its put is live.
    pub referrals: Vec<ReferralRow>,
    /// Certificate → how it stands.
    pub certificates: BTreeMap<String, IssuedRow>,
    /// Whose word each writer's is: no projection, but what standings follow from.
    pub voices: BTreeMap<WriterId, Voice>,
}

/// A row of `entry_standing`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// Its word.
    pub state: String,
    /// Why it is a question.
    pub question: Option<String>,
    /// Minutes approved.
    pub minutes: Option<u32>,
    /// Units approved.
    pub units: Option<u32>,
    /// Minor units approved.
    pub amount: Option<i64>,
}

/// A row of `lesson_progress`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonRow {
    /// Finished.
    pub done: bool,
    /// Page.
    pub place: u32,
    /// Seconds spent.
    pub seconds: u32,
    /// Best score.
    pub score_percent: Option<u8>,
    /// When finished first.
    pub completed_at: Option<i64>,
    /// Last word on it.
    pub last_at: i64,
}

/// A row of `work_entry`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// How many versions are live.
    pub live_versions: u32,
    /// Kind of work.
    pub task: String,
    /// Days since 1970.
    pub day: i32,
    /// Minutes that count.
    pub minutes: u32,
    /// Units that count.
    pub units: u32,
    /// Taken back.
    pub withdrawn: bool,
}

impl Store {
    /// Every document that there is.
    pub async fn documents(&self) -> Result<Vec<DocumentId>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT learner.id, kind
                 FROM document JOIN learner ON learner.number = document.learner
                 ORDER BY document.number",
            )?;
            let rows: Vec<([u8; 16], u8)> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            rows.into_iter()
                .map(|(learner, kind)| {
                    let kind = DocumentKind::from_number(kind)
                        .ok_or_else(|| StoreError::damaged("a document's kind"))?;
                    Ok(DocumentId { learner: LearnerId(learner), kind })
                })
                .collect()
        })
        .await
    }

    /// Everything that the rows say of one document; `None` when it has none.
    pub async fn document(&self, id: DocumentId) -> Result<Option<DocumentRows>, StoreError> {
        self.read(move |conn| {
            let found = conn
                .prepare_cached(
                    "SELECT document.number, digest, changes
                     FROM document JOIN learner ON learner.number = document.learner
                     WHERE learner.id = ?1 AND kind = ?2",
                )?
                .query_row(params![id.learner.0, id.kind.number()], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?))
                })
                .optional()?;
            let Some((number, digest, count)) = found else { return Ok(None) };
            Ok(Some(DocumentRows {
                id,
                heads: heads(conn, number)?,
                digest: digest as u64,
                count,
                changes: changes(conn, number)?,
                registers: registers(conn, number)?,
                writers: writers(conn, id.learner)?,
                central: read_replica(conn)?.central(),
                own: read_replica(conn)?.key.public(),
            }))
        })
        .await
    }

    /// The folded rows of one learner.
    pub async fn projections(&self, learner: LearnerId) -> Result<Projections, StoreError> {
        self.read(move |conn| {
            Ok(Projections {
                lessons: lessons(conn, learner)?,
                entries: entries(conn, learner)?,
                standings: standings(conn, learner)?,
                enrolments: written_by_cohort(conn, learner)?,
                answers: answers(conn, learner)?,
                outcomes: outcomes(conn, learner)?,
                referrals: referrals(conn, learner)?,
                certificates: issued_by_id(conn, learner)?,
                voices: voices(conn, learner)?,
            })
        })
        .await
    }
}

fn heads(conn: &Connection, document: i64) -> Result<Vec<ChangeHash>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT hash FROM head WHERE document = ?1 ORDER BY hash")?;
    let heads = statement.query_map([document], |row| row.get(0).map(ChangeHash))?;
    Ok(heads.collect::<Result<_, _>>()?)
}

fn changes(conn: &Connection, document: i64) -> Result<Vec<ChangeRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT actor.id, sequence, hash, position, frame, writer.id, change.standing, corrected_at,
                EXISTS (SELECT 1 FROM overruled WHERE overruled.change = change.number)
         FROM change
         JOIN actor ON actor.number = change.actor
         JOIN writer ON writer.number = actor.writer
         WHERE change.document = ?1 ORDER BY position",
    )?;
    let changes = statement.query_map([document], |row| {
        Ok(ChangeRow {
            actor: ActorId(row.get(0)?),
            sequence: row.get(1)?,
            hash: ChangeHash(row.get(2)?),
            position: row.get(3)?,
            frame: row.get(4)?,
            writer: WriterId(row.get(5)?),
            standing: if row.get(6)? { Standing::Held } else { Standing::Effective },
            corrected_at: row.get(7)?,
            is_overruled: row.get(8)?,
        })
    })?;
    Ok(changes.collect::<Result<_, _>>()?)
}

fn registers(
    conn: &Connection,
    document: i64,
) -> Result<BTreeMap<String, Vec<PutRow>>, StoreError> {
    let mut successors: BTreeMap<i64, Vec<OpId>> = BTreeMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT supersedes.put, counter, actor.id
         FROM supersedes
         JOIN put ON put.number = supersedes.successor
         JOIN actor ON actor.number = put.actor
         WHERE actor.document = ?1",
    )?;
    let mut rows = statement.query([document])?;
    while let Some(row) = rows.next()? {
        let op = OpId { counter: row.get(1)?, actor: ActorId(row.get(2)?) };
        successors.entry(row.get(0)?).or_default().push(op);
    }
    let mut statement = conn.prepare_cached(
        "SELECT key, put.number, counter, actor.id, value, live, superseded, writer.id, at
         FROM register
         JOIN put ON put.register = register.number
         JOIN change ON change.number = put.change
         JOIN actor ON actor.number = put.actor
         JOIN writer ON writer.number = actor.writer
         WHERE register.document = ?1 ORDER BY key, counter, actor.id",
    )?;
    let mut rows = statement.query([document])?;
    let mut registers: BTreeMap<String, Vec<PutRow>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let mut superseded_by = successors.remove(&row.get(1)?).unwrap_or_default();
        superseded_by.sort_unstable();
        registers.entry(row.get(0)?).or_default().push(PutRow {
            op: OpId { counter: row.get(2)?, actor: ActorId(row.get(3)?) },
            value: row.get(4)?,
            live: row.get(5)?,
            superseded: row.get(6)?,
            superseded_by,
            writer: WriterId(row.get(7)?),
            at: row.get(8)?,
        });
    }
    Ok(registers)
}

fn writers(
    conn: &Connection,
    learner: LearnerId,
) -> Result<BTreeMap<WriterId, WriterRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT writer.id, standing = 0, certificate
         FROM writer JOIN learner ON learner.number = writer.learner WHERE learner.id = ?1",
    )?;
    let mut rows = statement.query([learner.0])?;
    let mut writers = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let certificate = from_cbor(&row.get::<_, Vec<u8>>(2)?)?;
        writers.insert(WriterId(row.get(0)?), WriterRow { is_open: row.get(1)?, certificate });
    }
    Ok(writers)
}

fn lessons(
    conn: &Connection,
    learner: LearnerId,
) -> Result<BTreeMap<String, LessonRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT lesson, state, place, seconds, score_percent, completed_at, last_at
         FROM lesson_progress JOIN learner ON learner.number = lesson_progress.learner
         WHERE learner.id = ?1",
    )?;
    let lessons = statement.query_map([learner.0], |row| {
        let lesson = LessonRow {
            done: row.get(1)?,
            place: row.get(2)?,
            seconds: row.get(3)?,
            score_percent: row.get(4)?,
            completed_at: row.get(5)?,
            last_at: row.get(6)?,
        };
        Ok((row.get(0)?, lesson))
    })?;
    Ok(lessons.collect::<Result<_, _>>()?)
}

fn entries(
    conn: &Connection,
    learner: LearnerId,
) -> Result<BTreeMap<String, EntryRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT entry, live_versions, task, day, minutes, units, withdrawn
         FROM work_entry JOIN learner ON learner.number = work_entry.learner
         WHERE learner.id = ?1",
    )?;
    let entries = statement.query_map([learner.0], |row| {
        let entry = EntryRow {
            live_versions: row.get(1)?,
            task: row.get(2)?,
            day: row.get(3)?,
            minutes: row.get(4)?,
            units: row.get(5)?,
            withdrawn: row.get(6)?,
        };
        Ok((row.get(0)?, entry))
    })?;
    Ok(entries.collect::<Result<_, _>>()?)
}

impl ChangeRow {
    /// Reads the frame and rebuilds the hash from it.
    pub fn read(&self) -> Result<(sync_core::change::Change, ChangeHash), StoreError> {
        super::admission::from_frame(&self.frame, self.writer, self.actor, self.sequence)
    }
}

fn standings(
    conn: &Connection,
    learner: LearnerId,
) -> Result<BTreeMap<String, StandingRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT entry, state, question, minutes, units, amount
         FROM entry_standing JOIN learner ON learner.number = entry_standing.learner
         WHERE learner.id = ?1",
    )?;
    let rows = statement.query_map([learner.0], |row| {
        let standing = StandingRow {
            state: row.get(1)?,
            question: row.get(2)?,
            minutes: row.get(3)?,
            units: row.get(4)?,
            amount: row.get(5)?,
        };
        Ok((row.get(0)?, standing))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn voices(conn: &Connection, learner: LearnerId) -> Result<BTreeMap<WriterId, Voice>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT writer.id, certificate FROM writer
         JOIN learner ON learner.number = writer.learner WHERE learner.id = ?1",
    )?;
    let mut rows = statement.query([learner.0])?;
    let mut voices = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let certificate: WriterCertificate = from_cbor(&row.get::<_, Vec<u8>>(1)?)?;
        voices.insert(WriterId(row.get(0)?), certificate.voice());
    }
    Ok(voices)
}
