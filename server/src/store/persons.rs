//! What the directory says of people: taking in, changing, consent, and how to reach somebody.
//!
//! Owns what stands beside a learner's name. Must not judge what was typed (`person` did), nor show
//! how to reach somebody without an entry in the audit log. Rows of consent and contact are in
//! `agreements`.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use sync_core::ids::LearnerId;

use super::Store;
use super::agreements::{ConsentRow, consents, contact_row, put_consent, put_contact};
use super::audit::append;
use super::error::StoreError;
use super::people::{Learner, cohort_number, insert_learner, learner_number};
use super::scope::{Filter, LEARNER_IN_REACH};
use crate::audit::{AuditEntry, Subject};
use crate::authority::{Act, Reach};
use crate::person::alike::Known;
use crate::person::{Consent, Contact, Covered, Gender, NewPerson, Person};

/// Somebody to be taken in.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Random; given again, it is the same person.
    pub id: LearnerId,
    /// Who.
    pub new: NewPerson,
}

/// What taking in came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// All of them are in, now or from an earlier time that was not heard of.
    Saved(Vec<Learner>),
    /// There is no such cohort.
    NoCohort,
    /// An id is somebody's of another cohort.
    IdTaken,
}

/// What is to be changed of a person; absent stays as it is.
#[derive(Clone, Debug, Default)]
pub struct PersonEdit {
    /// Her name.
    pub name: Option<String>,
    /// Year of birth.
    pub birth_year: Option<Option<i32>>,
    /// Her own words.
    pub about: Option<Option<String>>,
    /// Her track.
    pub track: Option<Option<String>>,
    /// Her gender.
    pub gender: Option<Option<Gender>>,
    /// Her region.
    pub region: Option<Option<String>>,
    /// What she agrees to from now on.
    pub consent: Option<Consent>,
    /// How she may be reached from now on.
    pub contact: Option<Contact>,
}

impl PersonEdit {
    /// Which parts change, for the audit log.
    fn parts(&self) -> Vec<&'static str> {
        [
            ("name", self.name.is_some()),
            ("birth_year", self.birth_year.is_some()),
            ("about", self.about.is_some()),
            ("track", self.track.is_some()),
            ("gender", self.gender.is_some()),
            ("region", self.region.is_some()),
            ("consent", self.consent.is_some()),
            ("contact", self.contact.is_some()),
        ]
        .into_iter()
        .filter_map(|(part, changes)| changes.then_some(part))
        .collect()
    }
}

/// A person as the directory has her, without how to reach her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// Label, name, cohort.
    pub learner: Learner,
    /// Herself.
    pub person: Person,
    /// What she agreed to, the newest first.
    pub consents: Vec<ConsentRow>,
    /// May she be reached?
    pub reachable: Reachable,
}

/// Whether somebody may be reached; not how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reachable {
    /// Nobody asked her yet.
    NotAsked,
    /// No.
    No,
    /// Yes.
    Yes,
}

impl Store {
    /// Takes people in, all or none. `by`: a login, or the command line.
    pub async fn take_in(
        &self,
        cohort: String,
        intakes: Vec<Intake>,
        by: Option<String>,
        now: i64,
    ) -> Result<Taken, StoreError> {
        self.write(move |conn| {
            let Some(cohort_row) = cohort_number(conn, &cohort)? else {
                return Ok(Taken::NoCohort);
            };
            // Looked at before anything is written: a job that answers is kept.
            let mut known = Vec::with_capacity(intakes.len());
            for intake in &intakes {
                let learner = learner_by_id(conn, intake.id)?;
                if learner.as_ref().is_some_and(|learner| learner.cohort != cohort) {
                    return Ok(Taken::IdTaken);
                }
                known.push(learner);
            }
            let mut learners = Vec::with_capacity(intakes.len());
            for (intake, known) in intakes.into_iter().zip(known) {
                if let Some(learner) = known {
                    learners.push(learner);
                    continue;
                }
                let NewPerson { person, consent, contact } = intake.new;
                let (id, name) = (intake.id, person.name.clone());
                let (number, learner) = insert_learner(conn, id, (cohort_row, &cohort), name, now)?;
                conn.execute(
                    "update learner set birth_year = ?2, about = ?3, track = ?4, gender = ?5,
                                        region = ?6
                     where number = ?1",
                    params![
                        number,
                        person.birth_year,
                        person.about,
                        person.track,
                        person.gender.map(Gender::word),
                        person.region
                    ],
                )?;
                put_consent(conn, number, &consent, by.as_deref(), now)?;
                if let Some(contact) = &contact {
                    put_contact(conn, number, contact, now)?;
                }
                let subject = Subject::Learner(id);
                let entry = AuditEntry::by_login(by.clone(), Act::Enrol, subject, now);
                append(conn, &entry.with("consent", consent.version))?;
                learners.push(learner);
            }
            Ok(Taken::Saved(learners))
        })
        .await
    }

    /// Changes what the directory says of a learner. False when there is no such learner.
    pub async fn edit_person(
        &self,
        id: LearnerId,
        edit: PersonEdit,
        by: Option<String>,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let Some(learner) = learner_number(conn, &id)? else { return Ok(false) };
            let parts = edit.parts();
            if let Some(name) = &edit.name {
                conn.execute(
                    "update learner set name = ?2 where number = ?1",
                    params![learner, name],
                )?;
            }
            if let Some(year) = edit.birth_year {
                conn.execute(
                    "update learner set birth_year = ?2 where number = ?1",
                    params![learner, year],
                )?;
            }
            if let Some(about) = &edit.about {
                conn.execute(
                    "update learner set about = ?2 where number = ?1",
                    params![learner, about],
                )?;
            }
            if let Some(track) = &edit.track {
                conn.execute(
                    "update learner set track = ?2 where number = ?1",
                    params![learner, track],
                )?;
            }
            if let Some(gender) = edit.gender {
                conn.execute(
                    "update learner set gender = ?2 where number = ?1",
                    params![learner, gender.map(Gender::word)],
                )?;
            }
            if let Some(region) = &edit.region {
                conn.execute(
                    "update learner set region = ?2 where number = ?1",
                    params![learner, region],
                )?;
            }
            if let Some(contact) = &edit.contact {
                put_contact(conn, learner, contact, now)?;
            }
            if let Some(consent) = &edit.consent {
                put_consent(conn, learner, consent, by.as_deref(), now)?;
                if !consent.covers.contains(&Covered::Contact) {
                    // What she no longer agrees to be used is not kept.
                    put_contact(conn, learner, &Contact::Nobody, now)?;
                }
            }
            let entry = AuditEntry::by_login(by, Act::EditPerson, Subject::Learner(id), now);
            append(conn, &entry.with("parts", parts))?;
            Ok(true)
        })
        .await
    }

    /// A person, without how to reach her.
    pub async fn person(&self, id: LearnerId) -> Result<Option<PersonRow>, StoreError> {
        self.read(move |conn| {
            let Some(learner) = learner_by_id(conn, id)? else { return Ok(None) };
            let (number, person, channel) = conn
                .prepare_cached(
                    "select number, birth_year, about, track, channel, gender, region
                     from learner left join contact on contact.learner = learner.number
                     where learner.id = ?1",
                )?
                .query_row([id.0], |row| {
                    let person = Person {
                        name: learner.name.clone(),
                        birth_year: row.get(1)?,
                        about: row.get(2)?,
                        track: row.get(3)?,
                        gender: gender(row, 5)?,
                        region: row.get(6)?,
                    };
                    Ok((row.get::<_, i64>(0)?, person, row.get::<_, Option<String>>(4)?))
                })?;
            let reachable = match channel.as_deref() {
                None => Reachable::NotAsked,
                Some("none") => Reachable::No,
                Some(_) => Reachable::Yes,
            };
            Ok(Some(PersonRow { learner, person, consents: consents(conn, number)?, reachable }))
        })
        .await
    }

    /// How a learner may be reached, and that somebody looked, in one transaction.
    pub async fn read_contact(
        &self,
        id: LearnerId,
        by: Option<String>,
        now: i64,
    ) -> Result<Option<Contact>, StoreError> {
        self.write(move |conn| {
            let subject = Subject::Learner(id);
            append(conn, &AuditEntry::by_login(by, Act::ReadContact, subject, now))?;
            let contact = conn
                .prepare_cached(
                    "select channel, tel, starts, ends, ask_for, leave_message
                     from contact join learner on learner.number = contact.learner
                     where learner.id = ?1",
                )?
                .query_row([id.0], |row| Ok(contact_row(row)))
                .optional()?;
            contact.transpose()
        })
        .await
    }

    /// Everybody in reach, as far as people are compared. What is told of whom stays in reach too:
    /// nobody learns by typing a name or a number whether it is somebody's elsewhere.
    pub async fn known_people(&self, reach: &Reach) -> Result<Vec<Known<Learner>>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let sql = format!(
                "select learner.id, learner.label, learner.name, cohort.id, learner.enrolled_at,
                        learner.birth_year, contact.tel
                 from learner
                 join cohort on cohort.number = learner.cohort
                 left join contact on contact.learner = learner.number
                 where {LEARNER_IN_REACH} order by learner.number"
            );
            let mut statement = conn.prepare_cached(&sql)?;
            let people = statement.query_map(
                named_params! {
                    ":all": filter.all, ":centers": filter.centers,
                    ":cohorts": filter.cohorts, ":learners": filter.learners,
                },
                |row| {
                    let who = learner_row(row)?;
                    let name = who.name.clone();
                    Ok(Known { who, name, birth_year: row.get(5)?, number: row.get(6)? })
                },
            )?;
            Ok(people.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// What a column says of somebody's gender.
pub(super) fn gender(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Gender>> {
    Ok(row.get::<_, Option<String>>(column)?.as_deref().and_then(Gender::from_word))
}

fn learner_row(row: &Row<'_>) -> rusqlite::Result<Learner> {
    Ok(Learner {
        id: LearnerId(row.get(0)?),
        label: row.get(1)?,
        name: row.get(2)?,
        cohort: row.get(3)?,
        enrolled_at: row.get(4)?,
    })
}

fn learner_by_id(conn: &Connection, id: LearnerId) -> Result<Option<Learner>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select learner.id, label, name, cohort.id, enrolled_at
             from learner join cohort on cohort.number = learner.cohort
             where learner.id = ?1 and erased_at is null",
        )?
        .query_row([id.0], learner_row)
        .optional()?)
}
