//! Taking a whole table of people in: all of it in one transaction, or nothing.
//!
//! Owns the order of writing; what a table says was judged before (`person::mapping`).

use std::sync::Arc;

use rusqlite::params;
use sync_core::ids::LearnerId;
use sync_core::record::Enrolment;

use super::agreements::put_consent;
use super::attributes::{Attribute, put_attributes};
use super::audit::append;
use super::enrolments::{EnrolmentWritten, put_enrolments};
use super::people::{cohort_number, insert_learner};
use super::programme::Replica;
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::person::NewPerson;

/// Somebody of a table.
#[derive(Clone, Debug)]
pub struct ImportedPerson {
    /// A random id.
    pub id: LearnerId,
    /// Herself, and what she agreed to.
    pub new: NewPerson,
    /// What else was said of her.
    pub attributes: Vec<Attribute>,
    /// Cohort, and what became of it in this order. The last cohort is the one that she is in.
    pub enrolments: Vec<(String, Vec<Enrolment>)>,
}

impl Store {
    /// Takes everybody in. What stops it stops all of it: nobody of the table is in then.
    pub async fn import_people(
        &self,
        replica: Arc<Replica>,
        people: Vec<ImportedPerson>,
        by: Option<String>,
        now: i64,
    ) -> Result<EnrolmentWritten, StoreError> {
        self.write(move |conn| {
            // Looked at before anything is written: a job that answers is kept.
            if replica.is_hub() {
                return Ok(EnrolmentWritten::OnHub);
            }
            for (cohort, _) in people.iter().flat_map(|one| &one.enrolments) {
                if cohort_number(conn, cohort)?.is_none() {
                    return Ok(EnrolmentWritten::NoCohort);
                }
            }
            for one in people {
                let ImportedPerson { id, new, attributes, enrolments } = one;
                let Some((home, _)) = enrolments.last() else { continue };
                let Some(number) = cohort_number(conn, home)? else { continue };
                let begun = enrolments.iter().flat_map(|(_, words)| words).map(|it| it.day).min();
                let since = begun.map_or(now, |day| i64::from(day.0) * 86_400);
                let NewPerson { person, consent, .. } = new;
                let (learner, _) = insert_learner(conn, id, (number, home), person.name, since)?;
                conn.prepare_cached(
                    "UPDATE learner SET birth_year = ?2, track = ?3 WHERE number = ?1",
                )?
                .execute(params![learner, person.birth_year, person.track])?;
                put_consent(conn, learner, &consent, by.as_deref(), now)?;
                put_attributes(conn, learner, &attributes)?;
                let words = enrolments.into_iter().flat_map(|(cohort, words)| {
                    words.into_iter().map(move |it| (cohort.clone(), it))
                });
                let written = put_enrolments(conn, &replica, id, words.collect(), now)?;
                if written != EnrolmentWritten::Done {
                    return Err(StoreError::Bug("a table was not judged before".to_owned()));
                }
                let entry = AuditEntry::by_login(by.clone(), Act::Enrol, Subject::Learner(id), now);
                append(conn, &entry.with("imported", true))?;
            }
            Ok(EnrolmentWritten::Done)
        })
        .await
    }
}
