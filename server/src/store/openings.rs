//! An opening and the learners of its cohort: who has what it asks for, who is interested, and what
//! may be sent of whom.
//!
//! Owns the questions. How words fold is `sync_core::record`'s to say. What would be sent is not read
//! here: its text is in her desk, and nowhere else.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, named_params};
use sync_core::ids::{LearnerId, VersionId};
use sync_core::notice::{Notice, NoticeKind};
use sync_core::record::{Day, Released, is_met, released, uuid_text};

use super::definitions::{HER_TRACK, HER_VERSION};
use super::notices::{KeptNotice, notices_of};
use super::reports::{LearnerNameRow, find_cohort};
use super::scope::{Filter, LEARNER_IN_REACH};
use super::{Store, StoreError};
use crate::authority::Reach;

/// A learner, beside what an opening asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateRow {
    /// Who.
    pub learner: LearnerNameRow,
    /// She said that she is interested.
    pub interested: bool,
    /// The track she is on.
    pub track: Option<String>,
    /// Courses that the opening asks for and she completed.
    pub courses: BTreeSet<String>,
    /// Certificates that the opening asks for and she has: not taken back, nor over.
    pub certificates: BTreeSet<String>,
    /// What would be sent of her, and how that stands; those that staff took back are left out.
    pub referrals: Vec<(String, Released)>,
    /// On which day a company was told of her: days since 1970.
    pub referred_on: Option<i32>,
    /// On which day she found work by it.
    pub placed_on: Option<i32>,
}

impl Store {
    /// The learners of an opening's cohort, as far as the reach goes, by label; `None` when there is
    /// no such cohort in it. Of a notice that is no opening there are none.
    pub async fn candidates(
        &self,
        opening: Notice,
        reach: &Reach,
        today: Day,
    ) -> Result<Option<Vec<CandidateRow>>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let Some((cohort, _)) = find_cohort(conn, &opening.cohort, &filter)? else {
                return Ok(None);
            };
            if opening.kind != NoticeKind::Opening {
                return Ok(Some(Vec::new()));
            }
            Ok(Some(rows(conn, cohort, &opening, &filter, today)?))
        })
        .await
    }

    /// A cohort's notices, those that end last before the others, each with how many within the
    /// reach are interested in it; `None` when there is no such cohort in it.
    pub async fn notices(
        &self,
        cohort: String,
        reach: &Reach,
    ) -> Result<Option<Vec<(KeptNotice, u32)>>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let Some((cohort, _)) = find_cohort(conn, &cohort, &filter)? else {
                return Ok(None);
            };
            let learners: BTreeSet<i64> =
                names(conn, cohort, &filter)?.into_iter().map(|(number, ..)| number).collect();
            let mut counts: BTreeMap<String, u32> = BTreeMap::new();
            for ((opening, learner), words) in interest(conn, cohort)? {
                if learners.contains(&learner) && is_met(words) == Some(true) {
                    *counts.entry(opening).or_insert(0) += 1;
                }
            }
            let notices = notices_of(conn, cohort)?.into_iter().map(|kept| {
                let count = counts.get(&kept.notice.id_text()).copied().unwrap_or(0);
                (kept, count)
            });
            Ok(Some(notices.collect()))
        })
        .await
    }
}

/// Beside a learner, every id of the same person: what she has under one, she has.
const HERSELF: &str = "JOIN learner AS herself
         ON herself.number = COALESCE(learner.same_as, learner.number)
         OR herself.same_as = COALESCE(learner.same_as, learner.number)";

fn rows(
    conn: &Connection,
    cohort: i64,
    opening: &Notice,
    filter: &Filter,
    today: Day,
) -> Result<Vec<CandidateRow>, StoreError> {
    let id = uuid_text(&opening.id);
    let mut interest = interest(conn, cohort)?;
    let mut completed = completed(conn, cohort, opening.courses.as_deref().unwrap_or_default())?;
    let wanted = opening.certificates.as_deref().unwrap_or_default();
    let mut certified = certified(conn, cohort, wanted, today)?;
    let mut referrals = referrals(conn, cohort, &id)?;
    let mut ends = ends(conn, cohort)?;
    let learners = names(conn, cohort, filter)?.into_iter();
    let candidates = learners.map(|(number, learner, track)| {
        let words = interest.remove(&(id.clone(), number)).unwrap_or_default();
        let referrals = referrals.remove(&number).unwrap_or_default();
        let ends = ends.remove(&number).unwrap_or_default();
        let of_these = |kind: &str| {
            let found = ends.iter().filter(|end| {
                end.kind == kind && referrals.iter().any(|(id, _)| *id == end.referral)
            });
            found.map(|end| end.day).min()
        };
        CandidateRow {
            learner,
            interested: is_met(words) == Some(true),
            track,
            courses: completed.remove(&number).unwrap_or_default(),
            certificates: certified.remove(&number).unwrap_or_default(),
            referred_on: of_these("referred"),
            placed_on: of_these("job_found"),
            referrals: referrals
                .into_iter()
                .filter(|(_, state)| *state != Released::Withdrawn)
                .collect(),
        }
    });
    Ok(candidates.collect())
}

/// Number, name and track of a cohort's learners.
fn names(
    conn: &Connection,
    cohort: i64,
    filter: &Filter,
) -> Result<Vec<(i64, LearnerNameRow, Option<String>)>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT learner.number, learner.id, learner.label, learner.name, {HER_TRACK}
         FROM learner JOIN cohort ON cohort.number = learner.cohort
         WHERE learner.cohort = :cohort AND {LEARNER_IN_REACH}
         ORDER BY learner.label"
    ))?;
    let params = named_params! {
        ":cohort": cohort, ":all": filter.all, ":centers": filter.centers,
        ":cohorts": filter.cohorts, ":learners": filter.learners,
    };
    let rows = statement.query_map(params, |row| {
        let learner =
            LearnerNameRow { id: LearnerId(row.get(1)?), label: row.get(2)?, name: row.get(3)? };
        Ok((row.get(0)?, learner, row.get(4)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Opening and learner → every live word on it.
type Interest = BTreeMap<(String, i64), Vec<(i64, bool)>>;

fn interest(conn: &Connection, cohort: i64) -> Result<Interest, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT interest.opening, interest.learner, change.corrected_at, interest.interested
         FROM interest
         JOIN learner ON learner.number = interest.learner
         JOIN put ON put.number = interest.put
         JOIN change ON change.number = put.change
         WHERE learner.cohort = ?1 AND put.live",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut words = Interest::new();
    while let Some(row) = rows.next()? {
        let word = (row.get(2)?, row.get(3)?);
        words.entry((row.get(0)?, row.get(1)?)).or_default().push(word);
    }
    Ok(words)
}

/// Learner → the wanted courses of which she did every lesson, where staff confirm them also by
/// their word. A lesson and its translations count once, by the version by which she goes.
fn completed(
    conn: &Connection,
    cohort: i64,
    wanted: &[String],
) -> Result<BTreeMap<i64, BTreeSet<String>>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT learner.number, substr(counts_as, 1, instr(counts_as, '/') - 1) AS course,
                COUNT(DISTINCT counts_as),
                COUNT(DISTINCT CASE WHEN lesson_progress.state = 1
                    AND (NOT version_lesson.confirm OR EXISTS (
                        SELECT 1 FROM met JOIN put ON put.number = met.put
                        WHERE met.learner = herself.number AND met.section = 'confirmed'
                          AND met.entity = version_lesson.lesson AND met.met AND put.live))
                    THEN counts_as END)
         FROM learner
         {HERSELF}
         JOIN cohort ON cohort.number = learner.cohort
         JOIN version_lesson ON version_lesson.version = {HER_VERSION}
         LEFT JOIN lesson_progress ON lesson_progress.learner = herself.number
              AND lesson_progress.lesson = version_lesson.lesson
         WHERE learner.cohort = ?1
           AND course IN (SELECT value FROM json_each(?2))
         GROUP BY learner.number, course"
    ))?;
    let mut rows =
        statement.query(rusqlite::params![cohort, serde_json::json!(wanted).to_string()])?;
    let mut completed: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (lessons, done): (u32, u32) = (row.get(2)?, row.get(3)?);
        if lessons > 0 && done == lessons {
            completed.entry(row.get(0)?).or_default().insert(row.get(1)?);
        }
    }
    Ok(completed)
}

/// When she said it, of which version, and whether that may be sent.
type HerWord = (i64, VersionId, bool);

/// Learner → referral of this opening → how it stands.
fn referrals(
    conn: &Connection,
    cohort: i64,
    opening: &str,
) -> Result<BTreeMap<i64, Vec<(String, Released)>>, StoreError> {
    let mut words: BTreeMap<(i64, String), Vec<HerWord>> = BTreeMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT release.learner, release.referral, change.corrected_at, release.version,
                release.allowed
         FROM release
         JOIN learner ON learner.number = release.learner
         JOIN put ON put.number = release.put
         JOIN change ON change.number = put.change
         WHERE learner.cohort = ?1 AND put.live",
    )?;
    let mut rows = statement.query([cohort])?;
    while let Some(row) = rows.next()? {
        let word = (row.get(2)?, VersionId(row.get(3)?), row.get(4)?);
        words.entry((row.get(0)?, row.get(1)?)).or_default().push(word);
    }
    let mut versions: BTreeMap<(i64, String), Vec<(VersionId, bool)>> = BTreeMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT referral.learner, referral.referral, referral.version, referral.withdrawn
         FROM referral
         JOIN learner ON learner.number = referral.learner
         JOIN put ON put.number = referral.put
         WHERE learner.cohort = ?1 AND referral.opening = ?2 AND put.live
         ORDER BY referral.put",
    )?;
    let mut rows = statement.query(rusqlite::params![cohort, opening])?;
    while let Some(row) = rows.next()? {
        let version = (VersionId(row.get(2)?), row.get(3)?);
        versions.entry((row.get(0)?, row.get(1)?)).or_default().push(version);
    }
    let mut stand: BTreeMap<i64, Vec<(String, Released)>> = BTreeMap::new();
    for ((learner, referral), versions) in versions {
        let words = words.remove(&(learner, referral.clone())).unwrap_or_default();
        stand.entry(learner).or_default().push((referral, released(&versions, words)));
    }
    Ok(stand)
}

/// What became of a referral.
struct End {
    kind: String,
    referral: String,
    day: i32,
}

fn ends(conn: &Connection, cohort: i64) -> Result<BTreeMap<i64, Vec<End>>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT outcome.learner, outcome.kind, outcome.referral, outcome.day
         FROM outcome
         JOIN learner ON learner.number = outcome.learner
         JOIN put ON put.number = outcome.put
         WHERE learner.cohort = ?1 AND outcome.referral IS NOT NULL AND put.live AND NOT withdrawn",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut ends: BTreeMap<i64, Vec<End>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let end = End { kind: row.get(1)?, referral: row.get(2)?, day: row.get(3)? };
        ends.entry(row.get(0)?).or_default().push(end);
    }
    Ok(ends)
}

/// Learner → the wanted certificates that she has, that nobody took back and that are not over.
fn certified(
    conn: &Connection,
    cohort: i64,
    wanted: &[String],
    today: Day,
) -> Result<BTreeMap<i64, BTreeSet<String>>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT learner.number, certificate
         FROM learner
         {HERSELF}
         JOIN certificate_issued ON certificate_issued.learner = herself.number
         WHERE learner.cohort = ?1 AND revoked IS NULL
           AND (expires IS NULL OR expires >= ?3)
           AND certificate IN (SELECT value FROM json_each(?2))"
    ))?;
    let wanted = serde_json::json!(wanted).to_string();
    let mut rows = statement.query(rusqlite::params![cohort, wanted, today.0])?;
    let mut certified: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        certified.entry(row.get(0)?).or_default().insert(row.get(1)?);
    }
    Ok(certified)
}
