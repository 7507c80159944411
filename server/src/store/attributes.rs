//! What the directory says of people for reports: gender, region, and whatever else an import brings.
//!
//! Owns writing it; `facts` reads it. Nothing here is asked of anybody: all of it may be absent, and
//! `unsaid` is an answer.

use rusqlite::{Connection, params};
use sync_core::ids::LearnerId;

use super::audit::append;
use super::people::learner_number;
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The id of the cohort for which it was said; absent: of herself.
    pub cohort: Option<String>,
    /// What: `age_band`, `disability`, `education`…
    pub name: String,
    /// As it was given.
    pub value: String,
}

impl Store {
    /// Keeps what was said of a learner besides what was said before; one name for one cohort has one
    /// value. False when she is not here. `by`: a login, or the command line.
    pub async fn put_attributes(
        &self,
        learner: LearnerId,
        attributes: Vec<Attribute>,
        by: Option<String>,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else { return Ok(false) };
            put_attributes(conn, number, &attributes)?;
            let entry = AuditEntry::by_login(by, Act::EditPerson, Subject::Learner(learner), now);
            append(conn, &entry.with("parts", vec!["attributes"]))?;
            Ok(true)
        })
        .await
    }
}

/// Keeps what was said, inside the caller's transaction. Gender and region of herself have columns.
pub(super) fn put_attributes(
    conn: &Connection,
    learner: i64,
    attributes: &[Attribute],
) -> Result<(), StoreError> {
    for Attribute { cohort, name, value } in attributes {
        match (cohort, name.as_str()) {
            (None, "gender") => {
                conn.prepare_cached("UPDATE learner SET gender = ?2 WHERE number = ?1")?
                    .execute(params![learner, value])?;
            }
            (None, "region") => {
                conn.prepare_cached("UPDATE learner SET region = ?2 WHERE number = ?1")?
                    .execute(params![learner, value])?;
            }
            _ => {
                conn.prepare_cached(
                    "INSERT INTO learner_attribute (learner, cohort, name, value)
                     VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT DO UPDATE SET value = excluded.value",
                )?
                .execute(params![
                    learner,
                    cohort.as_deref().unwrap_or(""),
                    name,
                    value
                ])?;
            }
        }
    }
    Ok(())
}
