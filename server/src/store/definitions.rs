//! Versions of the programme's definition: none of them ever changes.
//!
//! Owns the table `definition`, which of them is in force, and by which a learner goes. Who is under
//! way when a newer one comes into force keeps hers: central writes it into her enrolments. Must not
//! judge a definition.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, named_params, params};
use sync_core::ids::LearnerId;
use sync_core::record::Enrolment;

use super::audit::append;
use super::content::remake_catalogue;
use super::enrolments::{EnrolmentWritten, enrolments, put_enrolment};
use super::people::{cohort_number, learner_number};
use super::programme::Replica;
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::programme::Definition;

/// What importing a definition came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// It is in force.
    Done,
    /// It was here, word for word: nothing changed.
    Same,
    /// The data directory's programme is another.
    OtherProgramme,
    /// Under this number another content was imported.
    OtherContent,
    /// A later version is in force.
    Older {
        /// That one.
        current: u32,
    },
    /// This is a hub: it has what central has.
    OnHub,
}

/// Whose version is looked at or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// One learner's, in the cohort in which she is.
    Learner(LearnerId),
    /// That of everybody who is in a cohort.
    Cohort(String),
}

/// What moving people to another version came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// So many go by it now who did not before.
    Done(u64),
    /// There is no such learner or cohort.
    Nobody,
    /// There is no such version.
    NoVersion,
    /// This is a hub: central moves people.
    OnHub,
}

/// How many are pinned in one transaction, so that phones are served in between.
const AT_ONCE: i64 = 100;

impl Store {
    /// Brings a definition into force. Whoever is under way keeps the one before.
    pub async fn import_programme(
        &self,
        replica: Arc<Replica>,
        definition: Definition,
        now: i64,
    ) -> Result<Imported, StoreError> {
        if replica.is_hub() {
            return Ok(Imported::OnHub);
        }
        let wanted = definition.clone();
        let refused = self.read(move |conn| what_hinders(conn, &wanted)).await?;
        if let Some(refused) = refused {
            return Ok(refused);
        }
        loop {
            let (replica, definition) = (Arc::clone(&replica), definition.clone());
            let imported = self
                .write(move |conn| {
                    // What is pinned stays so, whatever becomes of the import.
                    if pin_some(conn, &replica, now)? {
                        return Ok(None);
                    }
                    if let Some(refused) = what_hinders(conn, &definition)? {
                        return Ok(Some(refused));
                    }
                    put_in_force(conn, &definition, now)?;
                    let entry =
                        AuditEntry::at_command_line(Act::ManageProgramme, Subject::Programme, now)
                            .with("definition", hex::encode(definition.hash()))
                            .with("version", definition.version.to_string());
                    append(conn, &entry)?;
                    Ok(Some(Imported::Done))
                })
                .await?;
            if let Some(imported) = imported {
                return Ok(imported);
            }
        }
    }

    /// The version in force.
    pub async fn current_definition(&self) -> Result<u32, StoreError> {
        self.read(current_version).await
    }

    /// A version of the definition.
    pub async fn definition(&self, version: u32) -> Result<Option<Definition>, StoreError> {
        self.read(move |conn| {
            let json: Option<String> = conn
                .prepare_cached("SELECT json FROM definition WHERE version = ?1")?
                .query_row([version], |row| row.get(0))
                .optional()?;
            json.map(|json| Definition::stored(&json))
                .transpose()
                .map_err(|_| StoreError::damaged("a definition"))
        })
        .await
    }

    /// How many go by which version; `None`: there is no such learner or cohort.
    pub async fn versions_of(
        &self,
        whose: Whose,
    ) -> Result<Option<BTreeMap<u32, u64>>, StoreError> {
        self.read(move |conn| {
            let Some(learners) = learners(conn, &whose)? else { return Ok(None) };
            let mut counts = BTreeMap::new();
            for (number, _) in learners {
                *counts.entry(version_of(conn, number)?).or_default() += 1;
            }
            Ok(Some(counts))
        })
        .await
    }

    /// Moves people to another version. `by`: a login, or the command line.
    pub async fn move_to_definition(
        &self,
        replica: Arc<Replica>,
        whose: Whose,
        version: u32,
        by: Option<String>,
        now: i64,
    ) -> Result<Moved, StoreError> {
        self.write(move |conn| {
            if replica.is_hub() {
                return Ok(Moved::OnHub);
            }
            let Some(learners) = learners(conn, &whose)? else { return Ok(Moved::Nobody) };
            let known: bool = conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM definition WHERE version = ?1)")?
                .query_row([version], |row| row.get(0))?;
            if !known {
                return Ok(Moved::NoVersion);
            }
            let mut moved = 0;
            for (number, id) in learners {
                if version_of(conn, number)? != version {
                    let cohort = home(conn, number)?;
                    say(conn, &replica, (number, id), &cohort, version, now)?;
                    moved += 1;
                }
            }
            if moved > 0 {
                let subject = match whose {
                    Whose::Learner(id) => Subject::Learner(id),
                    Whose::Cohort(cohort) => Subject::Cohort(cohort),
                };
                let entry = AuditEntry::by_login(by, Act::ManageProgramme, subject, now);
                append(conn, &entry.with("version", version.to_string()))?;
            }
            Ok(Moved::Done(moved))
        })
        .await
    }
}

/// Keeps a version, and brings it into force, inside the caller's transaction.
pub(super) fn put_in_force(
    conn: &Connection,
    definition: &Definition,
    now: i64,
) -> Result<(), StoreError> {
    conn.execute(
        "INSERT INTO definition (programme, version, json, hash, imported_at)
         VALUES (1, ?1, ?2, ?3, ?4)",
        params![definition.version, definition.json, definition.hash(), now],
    )?;
    conn.execute(
        "UPDATE programme SET definition = ?1, hash = ?2, version = ?3, changed_at = ?4",
        params![definition.json, definition.hash(), definition.version, now],
    )?;
    remake_catalogue(conn)
}

fn what_hinders(
    conn: &Connection,
    definition: &Definition,
) -> Result<Option<Imported>, StoreError> {
    let (id, current): (String, u32) = conn
        .query_row("SELECT id, version FROM programme", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(StoreError::Empty)?;
    if id != definition.id {
        return Ok(Some(Imported::OtherProgramme));
    }
    let kept: Option<String> = conn
        .prepare_cached("SELECT json FROM definition WHERE version = ?1")?
        .query_row([definition.version], |row| row.get(0))
        .optional()?;
    Ok(match kept {
        Some(json) if is_same(&json, &definition.json) => Some(Imported::Same),
        Some(_) => Some(Imported::OtherContent),
        None if definition.version < current => Some(Imported::Older { current }),
        None => None,
    })
}

/// Do two files say the same? Blanks and the order of members say nothing.
fn is_same(one: &str, other: &str) -> bool {
    let value = |json| serde_json::from_str::<serde_json::Value>(json).ok();
    one == other || value(one) == value(other)
}

fn current_version(conn: &Connection) -> Result<u32, StoreError> {
    conn.prepare_cached("SELECT version FROM programme")?
        .query_row([], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Empty)
}

/// The version by which a learner goes, in SQL, where `learner` and `cohort` (hers) are joined.
pub(super) const HER_VERSION: &str = "COALESCE((SELECT definition_version FROM enrolment
               WHERE enrolment.learner = learner.number AND enrolment.cohort = cohort.id),
              (SELECT version FROM programme))";

/// The track that a learner is on, in SQL, where `learner` and `cohort` (hers) are joined.
pub(super) const HER_TRACK: &str = "COALESCE((SELECT track FROM enrolment
               WHERE enrolment.learner = learner.number AND enrolment.cohort = cohort.id),
              learner.track)";

/// Whether a row of `version_lesson` is one that a learner has to complete, in SQL, where `learner`
/// and `cohort` (hers) are joined.
pub(super) fn is_hers_to_complete() -> String {
    format!(
        "version_lesson.version = {HER_VERSION} AND NOT version_lesson.optional
         AND (version_lesson.tracks IS NULL
              OR EXISTS (SELECT 1 FROM json_each(version_lesson.tracks) WHERE value = {HER_TRACK}))"
    )
}

/// The version by which a learner goes.
pub(super) fn version_of(conn: &Connection, learner: i64) -> Result<u32, StoreError> {
    Ok(conn
        .prepare_cached(&format!(
            "SELECT {HER_VERSION} FROM learner JOIN cohort ON cohort.number = learner.cohort
             WHERE learner.number = ?1"
        ))?
        .query_row([learner], |row| row.get(0))?)
}

fn home(conn: &Connection, learner: i64) -> Result<String, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT cohort.id FROM learner JOIN cohort ON cohort.number = learner.cohort
             WHERE learner.number = ?1",
        )?
        .query_row([learner], |row| row.get(0))?)
}

fn learners(conn: &Connection, whose: &Whose) -> Result<Option<Vec<(i64, LearnerId)>>, StoreError> {
    match whose {
        Whose::Learner(id) => Ok(learner_number(conn, id)?.map(|number| vec![(number, *id)])),
        Whose::Cohort(cohort) => {
            let Some(cohort) = cohort_number(conn, cohort)? else { return Ok(None) };
            let mut statement = conn.prepare_cached(
                "SELECT number, id FROM learner
                 WHERE cohort = ?1 AND erased_at IS NULL ORDER BY number",
            )?;
            let rows = statement
                .query_map([cohort], |row| Ok((row.get(0)?, LearnerId(row.get(1)?))))?
                .collect::<Result<_, _>>()?;
            Ok(Some(rows))
        }
    }
}

/// Writes the version in force into the enrolments of some that name none; false when all do.
fn pin_some(conn: &Connection, replica: &Replica, now: i64) -> Result<bool, StoreError> {
    let current = current_version(conn)?;
    // A programme without any definition yet is nothing that one could go by.
    if current == 0 {
        return Ok(false);
    }
    let mut statement = conn.prepare_cached(
        "SELECT learner.number, learner.id, cohort.id
         FROM learner JOIN cohort ON cohort.number = learner.cohort
         LEFT JOIN enrolment ON enrolment.learner = learner.number
                            AND enrolment.cohort = cohort.id
         WHERE erased_at IS NULL AND enrolment.definition_version IS NULL
         ORDER BY learner.number LIMIT :most",
    )?;
    let some: Vec<(i64, LearnerId, String)> = statement
        .query_map(named_params! { ":most": AT_ONCE }, |row| {
            Ok((row.get(0)?, LearnerId(row.get(1)?), row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    for (number, id, cohort) in &some {
        say(conn, replica, (*number, *id), cohort, current, now)?;
    }
    Ok(!some.is_empty())
}

/// Writes a version into a learner's enrolment, which else stays as it is.
fn say(
    conn: &Connection,
    replica: &Replica,
    (number, id): (i64, LearnerId),
    cohort: &str,
    version: u32,
    now: i64,
) -> Result<(), StoreError> {
    let rows = enrolments(conn, number)?;
    let row = rows.into_iter().find(|row| row.cohort == cohort);
    let row = row.ok_or_else(|| StoreError::Bug("she is in that cohort".to_owned()))?;
    let enrolment = Enrolment {
        track: row.track,
        reason: row.reason,
        definition: Some(version),
        ..Enrolment::new(row.state, row.day)
    };
    match put_enrolment(conn, replica, id, cohort, enrolment, now)? {
        EnrolmentWritten::Done | EnrolmentWritten::Same => Ok(()),
        other => Err(StoreError::Bug(format!("an enrolment as it was is {other:?}"))),
    }
}
