//! A learner's page: each value, and the history behind it.
//!
//! Owns how versions become entries and lessons. What counts is folded by the shared core, as the
//! phone does it; an entry with two live versions stays a question.

use std::collections::BTreeMap;

use sync_core::record::{LessonProgress, LessonState, ProgressFold, fold_progress};
use sync_core::session::Session;

use super::attendance::learner_sessions;
use super::review::meant;
use super::shapes::{
    CohortQuestion, EntryHistory, FoldedProgress, LearnerHead, LearnerRecord, LessonRecord, Phone,
    ProgressFields, Version, WorkFields, WriterHistory,
};
use crate::store::reports::{
    AttendanceRow, CatalogueLesson, LearnerRows, PhoneRow, ProgressRow, QuestionRow, VersionRow,
    WorkRow,
};

/// Makes the page as of a moment; courses are named in the reader's language.
pub(crate) fn learner_record(
    rows: LearnerRows,
    sessions: (Vec<Session>, Vec<AttendanceRow>),
    as_of: i64,
    locale: &str,
) -> LearnerRecord {
    let LearnerRows { head, phones, lessons, progress, work } = rows;
    LearnerRecord {
        learner: LearnerHead {
            learner: head.learner.into(),
            cohort: head.cohort,
            enrolled_at: head.enrolled_at,
        },
        as_of,
        phones: phones.into_iter().map(phone).collect(),
        lessons: lesson_records(&lessons, progress, locale),
        work: entry_histories(work),
        sessions: learner_sessions(sessions.0, sessions.1),
    }
}

/// Entries with all their versions; the newest day first.
pub(crate) fn entry_histories(rows: Vec<WorkRow>) -> Vec<EntryHistory> {
    let mut entries: BTreeMap<String, Vec<(VersionOrder, Version<WorkFields>)>> = BTreeMap::new();
    for row in rows {
        let (entry, order, version) = work_version(row);
        entries.entry(entry).or_default().push((order, version));
    }
    let mut histories: Vec<EntryHistory> = entries
        .into_iter()
        .map(|(entry, versions)| {
            let history = newest_first(versions);
            let live: Vec<_> = history.iter().filter(|version| version.live).cloned().collect();
            EntryHistory { entry, open_question: live.len() > 1, live, history }
        })
        .collect();
    // Within a day the entry last written about comes first.
    let place = |entry: &EntryHistory| {
        let shown = entry.live.first().or(entry.history.first());
        shown.map(|version| (version.fields.day.clone(), version.at))
    };
    histories.sort_by_key(|entry| std::cmp::Reverse(place(entry)));
    histories
}

/// Questions of a cohort, learner by learner.
pub(crate) fn cohort_questions(rows: Vec<QuestionRow>) -> Vec<CohortQuestion> {
    let mut learners = Vec::new();
    for QuestionRow { learner, version } in rows {
        match learners.last_mut() {
            Some((last, versions)) if *last == learner => {
                let versions: &mut Vec<WorkRow> = versions;
                versions.push(version);
            }
            _ => learners.push((learner, vec![version])),
        }
    }
    learners
        .into_iter()
        .flat_map(|(learner, versions)| {
            entry_histories(versions)
                .into_iter()
                .map(move |entry| CohortQuestion { learner: learner.clone().into(), entry })
        })
        .collect()
}

fn phone(row: PhoneRow) -> Phone {
    Phone {
        writer: row.writer,
        label: row.label,
        since: row.since,
        last_data: row.last_data,
        clock_offset_seconds: row.clock_offset_seconds,
        waits: row.waits,
        compare_words: row.waits.then_some(row.compare_words),
        changes: row.changes,
        missing: row.missing,
    }
}

/// Versions sort by when they were written; within a second, by op.
type VersionOrder = (i64, u32, String);

fn newest_first<F>(mut versions: Vec<(VersionOrder, Version<F>)>) -> Vec<Version<F>> {
    versions.sort_by(|(one, _), (other, _)| other.cmp(one));
    versions.into_iter().map(|(_, version)| version).collect()
}

fn version<F>(row: VersionRow, fields: F) -> (VersionOrder, Version<F>) {
    let order = (row.at, row.counter, row.actor.clone());
    let version = Version {
        op: format!("{}@{}", row.counter, row.actor),
        writer: row.writer,
        phone: row.phone,
        at: row.at,
        received_at: row.received_at,
        live: row.live,
        standing: if row.effective { "effective" } else { "held" },
        change: row.change,
        fields,
    };
    (order, version)
}

fn work_version(row: WorkRow) -> (String, VersionOrder, Version<WorkFields>) {
    let fields = WorkFields {
        task: row.task,
        day: row.day.to_string(),
        corrected_day: meant(row.day, row.shift).map(|day| day.to_string()),
        minutes: row.minutes,
        units: row.units,
        start: row.start,
        note: row.note,
        withdrawn: row.withdrawn,
    };
    let (order, version) = version(row.version, fields);
    (row.entry, order, version)
}

/// Lessons in the catalogue's order; those no longer in it come last.
fn lesson_records(
    lessons: &BTreeMap<String, CatalogueLesson>,
    rows: Vec<ProgressRow>,
    locale: &str,
) -> Vec<LessonRecord> {
    let mut by_lesson: BTreeMap<String, BTreeMap<String, Vec<ProgressRow>>> = BTreeMap::new();
    for row in rows {
        let writers = by_lesson.entry(row.lesson.clone()).or_default();
        writers.entry(row.version.writer.clone()).or_default().push(row);
    }
    let mut records: Vec<_> = by_lesson
        .into_iter()
        .filter_map(|(lesson, writers)| {
            let known = lessons.get(&lesson);
            let place = known.and_then(|known| known.position).unwrap_or(i64::MAX);
            Some((place, lesson_record(lesson, known, writers, locale)?))
        })
        .collect();
    records.sort_by(|(one, a), (other, b)| (one, &a.lesson).cmp(&(other, &b.lesson)));
    records.into_iter().map(|(_, record)| record).collect()
}

/// None when nothing about the lesson is live: all of it is held.
fn lesson_record(
    lesson: String,
    known: Option<&CatalogueLesson>,
    writers: BTreeMap<String, Vec<ProgressRow>>,
    locale: &str,
) -> Option<LessonRecord> {
    let live: Vec<Vec<(LessonProgress, i64)>> = writers
        .values()
        .map(|rows| {
            rows.iter()
                .filter(|row| row.version.live)
                .map(|row| (row.progress.clone(), row.version.at))
                .collect()
        })
        .collect();
    let fold = fold_progress(live.iter().map(Vec::as_slice))?;
    let by_writer = writers
        .into_iter()
        .map(|(writer, rows)| WriterHistory {
            writer,
            history: newest_first(
                rows.into_iter()
                    .map(|row| version(row.version, progress_fields(&row.progress)))
                    .collect(),
            ),
        })
        .collect();
    let course = known
        .and_then(|known| known.course.get(locale).or_else(|| known.course.get("es")).cloned());
    Some(LessonRecord {
        // A lesson whose pack is not here is called by its id.
        title: known.map_or_else(|| lesson.clone(), |known| known.title.clone()),
        course: course.unwrap_or_default(),
        lesson,
        folded: folded(fold),
        by_writer,
    })
}

fn folded(fold: ProgressFold) -> FoldedProgress {
    let progress = ProgressFields {
        state: state_word(fold.state),
        place: fold.place,
        seconds: fold.seconds,
        score_percent: fold.score_percent,
        completed_at: fold.completed_at,
    };
    FoldedProgress { progress, last_at: fold.last_at }
}

fn progress_fields(progress: &LessonProgress) -> ProgressFields {
    ProgressFields {
        state: state_word(progress.state()),
        place: progress.place.unwrap_or(0),
        seconds: progress.seconds.unwrap_or(0),
        score_percent: progress.score_percent,
        completed_at: progress.completed_at,
    }
}

fn state_word(state: LessonState) -> &'static str {
    match state {
        LessonState::Open => "open",
        LessonState::Done => "done",
    }
}
