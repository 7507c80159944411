//! A learner's facts, from her projections.
//!
//! Owns which of her enrolments a thing that she did counts for: a session's, its cohort's; a
//! lesson's, one on a track of its course, where there is one; and of these the one begun last by
//! that day, else the first. Must not write.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension};
use sync_core::record::{Presence, PresenceWord, attended};

use super::parts::{
    AnswerPart, AnswerValue, AttendancePart, LessonPart, PartKind, WorkPart, answer_word,
    answers_to_bytes, attendance_to_bytes, lessons_to_bytes, week_of, weeks_to_bytes,
    work_to_bytes,
};
use super::read::Fact;
use super::world::World;
use crate::store::StoreError;
use crate::store::enrolments::{EnrolmentRow, enrolments};
use crate::store::reports::words_on;

/// Days that are counted: from 1970 to 2199. What a phone with a wrong clock says is brought in.
pub(super) fn day(day: i64) -> u32 {
    day.clamp(0, 84_005) as u32
}

pub(super) fn day_of(seconds: i64) -> u32 {
    day(seconds.div_euclid(86_400))
}

/// One enrolment while what she did is counted for it.
struct Counting {
    cohort: i64,
    row: EnrolmentRow,
    days: BTreeSet<u32>,
    lessons: BTreeMap<u32, LessonPart>,
    work: BTreeMap<u32, WorkPart>,
    attendance: BTreeMap<u32, AttendancePart>,
    answers: BTreeMap<u32, AnswerValue>,
    certified: Option<u32>,
    placed: Option<u32>,
}

/// A learner's facts, by cohort. None of hers: she was erased, or is in no cohort known here.
pub(super) fn make(
    conn: &Connection,
    world: &mut World,
    learner: i64,
) -> Result<Vec<Fact>, StoreError> {
    let Some(herself) = herself(conn, learner)? else { return Ok(Vec::new()) };
    let mut counting: Vec<Counting> = enrolments(conn, learner)?
        .into_iter()
        .filter_map(|row| {
            let cohort = world.cohort(&row.cohort)?;
            Some(Counting {
                cohort,
                row,
                days: BTreeSet::new(),
                lessons: BTreeMap::new(),
                work: BTreeMap::new(),
                attendance: BTreeMap::new(),
                answers: BTreeMap::new(),
                certified: None,
                placed: None,
            })
        })
        .collect();
    if counting.is_empty() {
        return Ok(Vec::new());
    }
    counting.sort_by_key(|one| (one.row.since, one.cohort));
    count_lessons(conn, world, learner, &mut counting)?;
    count_work(conn, world, learner, &mut counting)?;
    count_attendance(conn, world, learner, &mut counting)?;
    count_answers(conn, world, learner, &mut counting)?;
    count_certified(conn, learner, &mut counting)?;
    count_placed(conn, world, learner, &mut counting)?;
    let mut facts: Vec<Fact> = counting.into_iter().map(|one| herself.fact(one)).collect();
    facts.sort_by_key(|fact| fact.cohort);
    Ok(facts)
}

/// What the directory says of her.
struct Herself {
    person: i64,
    birth_year: Option<i32>,
    gender: Option<String>,
    region: Option<String>,
    /// By cohort (empty: of herself) and name.
    attributes: BTreeMap<(String, String), String>,
    /// She counts in reports by what she said of herself.
    may_tell: bool,
}

fn herself(conn: &Connection, learner: i64) -> Result<Option<Herself>, StoreError> {
    let found = conn
        .prepare_cached(
            "SELECT COALESCE(same_as, number), birth_year, gender, region,
                    (SELECT covers FROM consent WHERE consent.learner = learner.number
                     ORDER BY consent.number DESC LIMIT 1)
             FROM learner WHERE number = ?1 AND erased_at IS NULL",
        )?
        .query_row([learner], |row| {
            let covers: Option<String> = row.get(4)?;
            Ok(Herself {
                person: row.get(0)?,
                birth_year: row.get(1)?,
                gender: row.get(2)?,
                region: row.get(3)?,
                attributes: BTreeMap::new(),
                may_tell: covers.is_none_or(|covers| covers.split(' ').any(|it| it == "reports")),
            })
        })
        .optional()?;
    let Some(mut herself) = found else { return Ok(None) };
    let mut statement = conn.prepare_cached(
        "SELECT cohort, name, value FROM learner_attribute WHERE learner = ?1
         AND name IN ('gender', 'region', 'age_band')",
    )?;
    let attributes =
        statement.query_map([learner], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    herself.attributes = attributes.collect::<Result<_, _>>()?;
    Ok(Some(herself))
}

impl Herself {
    /// What she said for this cohort, else of herself.
    fn said(&self, cohort: &str, name: &str) -> Option<String> {
        let of = |cohort: &str| self.attributes.get(&(cohort.to_owned(), name.to_owned()));
        of(cohort).or_else(|| of("")).cloned()
    }

    fn fact(&self, one: Counting) -> Fact {
        let Counting { cohort, row, days, lessons, work, attendance, answers, certified, placed } =
            one;
        let told = |said: Option<String>| said.filter(|_| self.may_tell);
        let of_herself = |name: &str, column: &Option<String>| {
            told(self.said(&row.cohort, name).or_else(|| column.clone()))
        };
        let done = lessons.values().filter(|lesson| lesson.done.is_some()).count();
        let weeks: BTreeSet<u32> = days.iter().map(|day| week_of(*day as i32) as u32).collect();
        let lessons: Vec<LessonPart> = lessons.into_values().collect();
        let work: Vec<WorkPart> = work.into_values().collect();
        let attendance: Vec<AttendancePart> = attendance.into_values().collect();
        let answers: Vec<AnswerPart> =
            answers.into_iter().map(|(word, value)| AnswerPart { word, value }).collect();
        let parts = [
            (PartKind::Weeks, weeks_to_bytes(weeks)),
            (PartKind::Lessons, lessons_to_bytes(&lessons)),
            (PartKind::Work, work_to_bytes(&work)),
            (PartKind::Attendance, attendance_to_bytes(&attendance)),
            (PartKind::Answers, answers_to_bytes(&answers)),
        ];
        Fact {
            cohort,
            person: self.person,
            state: row.state,
            since: row.since.0,
            day: row.day.0,
            gender: of_herself("gender", &self.gender),
            region: of_herself("region", &self.region),
            age_band: told(self.said(&row.cohort, "age_band")),
            birth_year: self.birth_year.filter(|_| self.may_tell),
            track: row.track,
            reason: row.reason,
            first_day: days.first().map(|day| *day as i32),
            last_day: days.last().map(|day| *day as i32),
            lessons: done as u32,
            certified: certified.map(|day| day as i32),
            placed: placed.map(|day| day as i32),
            parts: parts.into_iter().filter(|(_, data)| !data.is_empty()).collect(),
        }
    }
}

/// Which of some enrolments, the one begun first first, a thing done on this day counts for: of those
/// that are asked for, else of all, the one begun last by that day, else the first. Each: since when,
/// and is it asked for?
pub(super) fn counts_for(begun: &[(i32, bool)], day: u32) -> usize {
    let some = begun.iter().any(|(_, asked)| *asked);
    let candidates = || begun.iter().enumerate().filter(|(_, (_, asked))| !some || *asked);
    let last = candidates().rfind(|(_, (since, _))| *since <= day as i32);
    last.or_else(|| candidates().next()).map_or(0, |(index, _)| index)
}

/// The enrolment that a thing done on this day counts for, among those that are asked for.
fn at(counting: &mut [Counting], day: u32, among: impl Fn(&Counting) -> bool) -> &mut Counting {
    let begun: Vec<_> = counting.iter().map(|one| (one.row.since.0, among(one))).collect();
    &mut counting[counts_for(&begun, day)]
}

fn count_lessons(
    conn: &Connection,
    world: &World,
    learner: i64,
    counting: &mut [Counting],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT lesson, last_at, completed_at FROM lesson_progress WHERE learner = ?1",
    )?;
    let mut rows = statement.query([learner])?;
    while let Some(row) = rows.next()? {
        let lesson: String = row.get(0)?;
        let last = day_of(row.get(1)?);
        let done = row.get::<_, Option<i64>>(2)?.map(day_of);
        let known = world.lesson(&lesson);
        let is_on = |one: &Counting| known.is_some_and(|lesson| lesson.is_on(&one.row.track));
        let one = at(counting, done.unwrap_or(last), is_on);
        one.days.extend(done.into_iter().chain([last]));
        let Some(known) = known else { continue };
        let part = one.lessons.entry(known.word);
        let part = part.or_insert(LessonPart { lesson: known.word, last, done });
        part.last = part.last.max(last);
        part.done = part.done.into_iter().chain(done).min();
    }
    Ok(())
}

fn count_work(
    conn: &Connection,
    world: &mut World,
    learner: i64,
    counting: &mut [Counting],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT work_entry.day, work_entry.minutes, work_entry.units, approved.minutes,
                approved.units, approved.amount, approved.currency
         FROM work_entry
         LEFT JOIN entry_standing AS approved
             ON approved.learner = work_entry.learner AND approved.entry = work_entry.entry
                AND approved.state = 'approved'
         WHERE work_entry.learner = ?1 AND work_entry.withdrawn = 0",
    )?;
    let mut rows = statement.query([learner])?;
    while let Some(row) = rows.next()? {
        let day = day(row.get(0)?);
        let number = |index| -> rusqlite::Result<u64> {
            Ok(row.get::<_, Option<i64>>(index)?.map_or(0, |number| number.max(0) as u64))
        };
        let one = at(counting, day, |_| true);
        one.days.insert(day);
        let part = week(&mut one.work, day);
        part.minutes += number(1)?;
        part.units += number(2)?;
        part.approved_minutes += number(3)?;
        part.approved_units += number(4)?;
        if let Some(currency) = row.get::<_, Option<String>>(6)? {
            let currency = world.word(&currency);
            money(part, currency).1 += number(5)?;
        }
    }
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(line.day, statement.to_day), line.currency, SUM(line.amount)
         FROM statement_line AS line
         JOIN statement ON statement.number = line.statement
         WHERE line.learner = ?1
           AND EXISTS (SELECT 1 FROM statement_payment AS paid
                       WHERE paid.statement = line.statement AND paid.learner = ?1
                         AND paid.currency = line.currency)
         GROUP BY 1, 2",
    )?;
    let mut rows = statement.query([learner])?;
    while let Some(row) = rows.next()? {
        let day = day(row.get(0)?);
        let currency = world.word(&row.get::<_, String>(1)?);
        let paid: i64 = row.get(2)?;
        let part = week(&mut at(counting, day, |_| true).work, day);
        money(part, currency).2 += paid.max(0) as u64;
    }
    Ok(())
}

fn week(work: &mut BTreeMap<u32, WorkPart>, day: u32) -> &mut WorkPart {
    let week = week_of(day as i32) as u32;
    work.entry(week).or_insert_with(|| WorkPart { week, ..WorkPart::default() })
}

fn money(part: &mut WorkPart, currency: u32) -> &mut (u32, u64, u64) {
    let place = part.money.partition_point(|(known, ..)| *known < currency);
    if part.money.get(place).is_none_or(|(known, ..)| *known != currency) {
        part.money.insert(place, (currency, 0, 0));
    }
    &mut part.money[place]
}

fn count_attendance(
    conn: &Connection,
    world: &World,
    learner: i64,
    counting: &mut [Counting],
) -> Result<(), StoreError> {
    let mut sessions: BTreeMap<String, (u32, Vec<PresenceWord>)> = BTreeMap::new();
    for row in words_on(conn, learner)? {
        let day = day(i64::from(row.day.0));
        sessions.entry(row.session).or_insert((day, Vec::new())).1.push(row.word);
    }
    for (session, (day, words)) in sessions {
        let known = world.session(&session);
        let is_cancelled = known.is_some_and(|(_, cancelled)| cancelled);
        let Some(attended) = attended(&words).filter(|_| !is_cancelled) else { continue };
        let cohort = known.map(|(cohort, _)| cohort);
        let one = at(counting, day, |one| Some(one.cohort) == cohort);
        if matches!(attended.presence, Presence::Present | Presence::Late) {
            one.days.insert(day);
        }
        let week = week_of(day as i32) as u32;
        let part = one.attendance.entry(week);
        let part = part.or_insert(AttendancePart { week, counts: [0; 4] });
        part.counts[usize::from(attended.presence.number())] += 1;
    }
    Ok(())
}

/// All that she answered counts for one enrolment, since each survey is asked of her once: the one
/// begun last by the day of her first answer.
fn count_answers(
    conn: &Connection,
    world: &mut World,
    learner: i64,
    counting: &mut [Counting],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT survey, question, day, yes, number FROM survey_answer
         WHERE learner = ?1 AND prefer_not = 0 AND (yes IS NOT NULL OR number IS NOT NULL)
         ORDER BY day, survey, question",
    )?;
    let mut rows = statement.query([learner])?;
    let mut first = None;
    while let Some(row) = rows.next()? {
        let (survey, question): (String, String) = (row.get(0)?, row.get(1)?);
        if !world.is_compared(&question) {
            continue;
        }
        let first = *first.get_or_insert(day(row.get(2)?));
        let value = match (row.get::<_, Option<bool>>(3)?, row.get::<_, Option<i64>>(4)?) {
            (Some(yes), _) => AnswerValue::Yes(yes),
            (None, Some(number)) => AnswerValue::Number(number),
            (None, None) => continue,
        };
        let word = world.word(&answer_word(&survey, &question));
        at(counting, first, |_| true).answers.insert(word, value);
    }
    Ok(())
}

/// The day of the first certificate that she was given in a cohort, and that stands.
fn count_certified(
    conn: &Connection,
    learner: i64,
    counting: &mut [Counting],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT cohort, issued_on FROM certificate_issued WHERE learner = ?1 AND revoked IS NULL",
    )?;
    let mut rows = statement.query([learner])?;
    while let Some(row) = rows.next()? {
        let (cohort, day): (String, u32) = (row.get(0)?, day(row.get(1)?));
        if let Some(one) = counting.iter_mut().find(|one| one.row.cohort == cohort) {
            one.certified = one.certified.into_iter().chain([day]).min();
        }
    }
    Ok(())
}

/// The first day on which she had found a job, as staff recorded it and did not take back.
fn count_placed(
    conn: &Connection,
    world: &World,
    learner: i64,
    counting: &mut [Counting],
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT outcome.kind, step, day FROM outcome JOIN put ON put.number = outcome.put
         WHERE outcome.learner = ?1 AND put.live AND withdrawn = 0
           AND outcome.kind IN ('job_found', 'step')",
    )?;
    let mut rows = statement.query([learner])?;
    while let Some(row) = rows.next()? {
        let step: Option<String> = row.get(1)?;
        let is_job = row.get::<_, String>(0)? == "job_found";
        if is_job || step.is_some_and(|step| world.is_placing(&step)) {
            let day = day(row.get(2)?);
            let one = at(counting, day, |_| true);
            one.placed = one.placed.into_iter().chain([day]).min();
        }
    }
    Ok(())
}
