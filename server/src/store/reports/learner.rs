//! One learner's rows: who she is, her phones, and every version of everything she wrote.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use sync_core::ids::LearnerId;
use sync_core::record::{Day, LessonProgress};

use super::LearnerNameRow;
use super::cohort::name_row;
use super::phones::{PhoneRow, Whose, phones};
use crate::catalogue::Outline;
use crate::store::Store;
use crate::store::error::StoreError;

/// A learner and her enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnerHeadRow {
    /// Who.
    pub learner: LearnerNameRow,
    /// Her cohort's id.
    pub cohort: String,
    /// When she was enrolled.
    pub enrolled_at: i64,
}

/// All that a learner's page is made of.
#[derive(Clone, Debug)]
pub struct LearnerRows {
    /// Who.
    pub head: LearnerHeadRow,
    /// Her phones, oldest first.
    pub phones: Vec<PhoneRow>,
    /// Lessons by id, of the catalogue and of earlier versions of its packs.
    pub lessons: BTreeMap<String, CatalogueLesson>,
    /// Every version of her progress.
    pub progress: Vec<ProgressRow>,
    /// Every version of her work entries.
    pub work: Vec<WorkRow>,
}

/// A lesson as it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueLesson {
    /// Place in the catalogue; absent when the lesson is no longer in it.
    pub position: Option<i64>,
    /// Its title.
    pub title: String,
    /// Its course's titles by locale.
    pub course: BTreeMap<String, String>,
}

/// What every version has: who wrote it, when, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Counter of the op.
    pub counter: u32,
    /// Its actor, in hex.
    pub actor: String,
    /// The writer's id, in hex.
    pub writer: String,
    /// What the phone is called.
    pub phone: String,
    /// When it was written, clock corrected.
    pub at: i64,
    /// When it arrived here.
    pub received_at: i64,
    /// Without an effective successor.
    pub live: bool,
    /// Does it take effect?
    pub effective: bool,
    /// Hash of its change, in hex.
    pub change: String,
}

/// A version of one writer's progress in one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressRow {
    /// Which lesson.
    pub lesson: String,
    /// Who, when, where.
    pub version: VersionRow,
    /// What it says.
    pub progress: LessonProgress,
}

/// A version of a work entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkRow {
    /// The entry's id.
    pub entry: String,
    /// Who, when, where.
    pub version: VersionRow,
    /// Kind of work.
    pub task: String,
    /// The day.
    pub day: Day,
    /// Minutes worked.
    pub minutes: Option<u32>,
    /// Units done.
    pub units: Option<u32>,
    /// Minute of the day when it began.
    pub start: Option<u16>,
    /// In her words.
    pub note: Option<String>,
    /// Did she take it back?
    pub withdrawn: bool,
    /// How many seconds after what the phone claimed it was written.
    pub shift: i64,
}

impl Store {
    /// What a learner's page is made of.
    pub async fn learner_rows(&self, id: LearnerId) -> Result<Option<LearnerRows>, StoreError> {
        self.read(move |conn| {
            let Some((number, head)) = find_learner(conn, id)? else { return Ok(None) };
            Ok(Some(LearnerRows {
                head,
                phones: phones(conn, Whose::Learner(number))?,
                lessons: lessons(conn)?,
                progress: progress_versions(conn, number)?,
                work: work_versions(conn, number, None)?,
            }))
        })
        .await
    }
}

fn find_learner(
    conn: &Connection,
    id: LearnerId,
) -> Result<Option<(i64, LearnerHeadRow)>, StoreError> {
    conn.prepare_cached(
        "select learner.number, learner.id, learner.label, learner.name, cohort.id,
                learner.enrolled_at
         from learner join cohort on cohort.number = learner.cohort
         where learner.id = ?1 and erased_at is null",
    )?
    .query_row([id.0], |row| {
        let head = name_row(row);
        Ok((row.get(0)?, head, row.get(4)?, row.get(5)?))
    })
    .optional()?
    .map(|(number, learner, cohort, enrolled_at)| {
        Ok((number, LearnerHeadRow { learner: learner?, cohort, enrolled_at }))
    })
    .transpose()
}

fn lessons(conn: &Connection) -> Result<BTreeMap<String, CatalogueLesson>, StoreError> {
    // A later row overwrites: the current version's title is the last.
    let mut statement = conn.prepare_cached(
        "select lesson.id, lesson.title, pack.title, catalogue_lesson.position,
                catalogue_lesson.course
         from lesson join pack on pack.number = lesson.pack
         left join catalogue_lesson on catalogue_lesson.id = lesson.id
         order by pack.current, pack.number",
    )?;
    let mut rows = statement.query([])?;
    let mut lessons = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let titles: Option<String> = row.get(4)?;
        let course = match titles {
            Some(json) => {
                serde_json::from_str(&json).map_err(|_| StoreError::damaged("a course's titles"))?
            }
            // Of a course that the programme no longer has, the pack's title is left.
            None => BTreeMap::from([("es".to_owned(), row.get(2)?)]),
        };
        let lesson = CatalogueLesson { position: row.get(3)?, title: row.get(1)?, course };
        lessons.insert(row.get(0)?, lesson);
    }
    lessons_elsewhere(conn, &mut lessons)?;
    Ok(lessons)
}

/// Adds the lessons that are in no pack, of every version of the definition.
fn lessons_elsewhere(
    conn: &Connection,
    lessons: &mut BTreeMap<String, CatalogueLesson>,
) -> Result<(), StoreError> {
    let mut positions =
        conn.prepare_cached("select position from catalogue_lesson where id = ?1")?;
    let mut statement = conn.prepare_cached("select json from definition order by version")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        let outline = Outline::parse(&json).map_err(|_| StoreError::damaged("a definition"))?;
        for (id, course, title) in outline.outside_lessons() {
            let position = positions.query_row([&id], |row| row.get(0)).optional()?;
            let title = title.in_language("es").to_owned();
            lessons.insert(id, CatalogueLesson { position, title, course: course.0.clone() });
        }
    }
    Ok(())
}

/// The columns of a version, for `version_row`, and the tables they come from.
const VERSION_COLUMNS: &str = "put.counter, lower(hex(actor.id)), lower(hex(writer.id)),
     coalesce(device.label, ''), change.corrected_at, change.received_at, put.live,
     change.standing, lower(hex(change.hash))";

const VERSION_TABLES: &str = "join put on put.number = version.put
     join change on change.number = put.change
     join actor on actor.number = put.actor
     join writer on writer.number = actor.writer
     left join device on device.number = writer.device";

fn version_row(row: &Row<'_>) -> rusqlite::Result<VersionRow> {
    Ok(VersionRow {
        counter: row.get(0)?,
        actor: row.get(1)?,
        writer: row.get(2)?,
        phone: row.get(3)?,
        at: row.get(4)?,
        received_at: row.get(5)?,
        live: row.get(6)?,
        effective: row.get::<_, i64>(7)? == 0,
        change: row.get(8)?,
    })
}

fn progress_versions(conn: &Connection, learner: i64) -> Result<Vec<ProgressRow>, StoreError> {
    // A completion was claimed by the same clock as its change.
    let sql = format!(
        "select {VERSION_COLUMNS}, version.lesson, version.place, version.seconds,
                version.score_percent, version.completed_at + change.corrected_at - change.at
         from progress_version version {VERSION_TABLES}
         where version.learner = :learner"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(named_params! { ":learner": learner }, |row| {
        Ok(ProgressRow {
            version: version_row(row)?,
            lesson: row.get(9)?,
            progress: LessonProgress {
                version: None,
                place: Some(row.get(10)?),
                seconds: Some(row.get(11)?),
                score_percent: row.get(12)?,
                completed_at: row.get(13)?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every version of a learner's work, or of one entry of hers.
pub(super) fn work_versions(
    conn: &Connection,
    learner: i64,
    entry: Option<&str>,
) -> Result<Vec<WorkRow>, StoreError> {
    let filter = entry.map_or("", |_| "and version.entry = :entry");
    let sql = format!(
        "select {VERSION_COLUMNS}, version.entry, version.task, version.day, version.minutes, version.units,
                version.start, version.note, version.withdrawn, change.corrected_at - change.at
         from work_version version {VERSION_TABLES}
         where version.learner = :learner {filter}"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let read = |row: &Row<'_>| {
        Ok(WorkRow {
            version: version_row(row)?,
            entry: row.get(9)?,
            task: row.get(10)?,
            day: Day(row.get(11)?),
            minutes: row.get(12)?,
            units: row.get(13)?,
            start: row.get(14)?,
            note: row.get(15)?,
            withdrawn: row.get(16)?,
            shift: row.get(17)?,
        })
    };
    let rows = match entry {
        Some(entry) => {
            statement.query_map(named_params! { ":learner": learner, ":entry": entry }, read)?
        }
        None => statement.query_map(named_params! { ":learner": learner }, read)?,
    };
    Ok(rows.collect::<Result<_, _>>()?)
}
