//! Certificates: giving them, taking them back, and who has which.
//!
//! Owns writing a register `certificate/…`, by central alone. When a rule holds is `rules`' to say,
//! which key signs is `keys`', and what the world is told is `status`'. Nothing is given twice: a
//! certificate's id follows from what is given to whom.

mod awards;
mod giving;
mod keys;
mod rules;
mod status;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, named_params, params};
use sync_core::ids::LearnerId;
use sync_core::record::{Certificate, Day, Known as _, Record, Words};

use super::audit::append;
use super::definitions::version_of;
use super::people::learner_number;
use super::programme::Replica;
use super::reports::{LearnerNameRow, find_cohort};
use super::scope::{Filter, LEARNER_IN_REACH};
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::{Act, Reach};
use crate::programme::Definition;

pub use awards::{AwardRow, OpenedRow, OpenedTo};
pub(super) use keys::learn as learn_key;
pub use keys::{IssuerKeyRow, Rotated};
pub use status::{Issuing, STATUS_PLACES, StatusList};

/// A certificate as it stands.
#[derive(Clone, Debug)]
pub struct CertificateRow {
    /// To whom.
    pub learner: LearnerId,
    /// The register's UUID.
    pub id: String,
    /// What stands on it.
    pub certificate: Certificate,
}

/// Who of a cohort has what, and what there is to give.
#[derive(Clone, Debug)]
pub struct CertificateRows {
    /// Version of the definition → the certificates that it names.
    pub defined: BTreeMap<u32, Vec<crate::programme::Certificate>>,
    /// What these open.
    pub awards: Vec<AwardRow>,
    /// By label.
    pub learners: Vec<HolderRow>,
}

/// One learner's.
#[derive(Clone, Debug)]
pub struct HolderRow {
    /// Who.
    pub learner: LearnerNameRow,
    /// By which version of the definition she goes.
    pub definition: u32,
    /// The latest given first.
    pub certificates: Vec<CertificateRow>,
    /// What stands open for her, and what she took.
    pub awards: Vec<OpenedRow>,
}

/// How a certificate stands, as it is projected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedRow {
    /// As the programme names it.
    pub certificate: String,
    /// In which cohort.
    pub cohort: String,
    /// When it was given.
    pub issued_on: Day,
    /// Its last day.
    pub expires: Option<Day>,
    /// When it was taken back.
    pub revoked: Option<Day>,
    /// Its place among all.
    pub place: u32,
}

impl IssuedRow {
    /// Of what a register says.
    pub fn of(known: &Certificate) -> Self {
        Self {
            certificate: known.certificate.clone(),
            cohort: known.cohort.clone(),
            issued_on: known.day,
            expires: known.expires,
            revoked: known.revoked,
            place: known.place,
        }
    }
}

/// What giving one came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// She has it, by this id.
    Done(String),
    /// She had it.
    Taken(String),
    /// There is no such learner.
    NoLearner,
    /// Her version of the programme has no such certificate.
    NoCertificate,
    /// This is a hub: central gives certificates.
    OnHub,
}

/// What taking one back came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// It is taken back now, or was before.
    Done,
    /// She has no such certificate.
    Nothing,
    /// The reason is none, or too long.
    Unfit,
    /// This is a hub.
    OnHub,
}

/// Whoever of the staff gives something: the login for the log, the name for the paper.
#[derive(Clone, Debug)]
pub struct Giver {
    /// Absent at the command line.
    pub login: Option<String>,
    /// As it stands on it.
    pub name: String,
}

impl Store {
    /// Gives a learner a certificate of her version of the programme, by staff.
    pub async fn give_certificate(
        &self,
        replica: Arc<Replica>,
        learner: LearnerId,
        certificate: String,
        giver: Giver,
        now: i64,
    ) -> Result<Given, StoreError> {
        self.write(move |conn| {
            if replica.is_hub() {
                return Ok(Given::OnHub);
            }
            let Some(number) = learner_number(conn, &learner)? else { return Ok(Given::NoLearner) };
            let version = version_of(conn, number)?;
            let Some(definition) = definition(conn, version)? else {
                return Ok(Given::NoCertificate);
            };
            let named = |it: &&crate::programme::Certificate| it.id.as_str() == certificate;
            let Some(what) = definition.form.certificates.iter().find(named) else {
                return Ok(Given::NoCertificate);
            };
            let cohort = giving::home(conn, number)?;
            if let Some(id) = giving::standing(conn, number, &certificate, Some(&cohort), now)? {
                return Ok(Given::Taken(id));
            }
            let by = Some(giver.name);
            let whom = giving::Whom { number, id: learner, cohort };
            let id = giving::give(conn, &replica, &whom, (&definition, what), by, now)?;
            let subject = Subject::Learner(learner);
            let entry = AuditEntry::by_login(giver.login, Act::IssueCertificate, subject, now);
            append(conn, &entry.with("certificate", certificate).with("id", id.clone()))?;
            Ok(Given::Done(id))
        })
        .await
    }

    /// Takes a certificate back. `by`: a login, or the command line.
    pub async fn revoke_certificate(
        &self,
        replica: Arc<Replica>,
        learner: LearnerId,
        id: String,
        reason: String,
        by: Option<String>,
        now: i64,
    ) -> Result<TakenBack, StoreError> {
        self.write(move |conn| {
            if replica.is_hub() {
                return Ok(TakenBack::OnHub);
            }
            let Some(record) = live(conn, learner, &id)? else { return Ok(TakenBack::Nothing) };
            if record.known.revoked.is_some() {
                return Ok(TakenBack::Done);
            }
            let mut taken = record;
            taken.known.revoked = Some(Day::of_seconds(now).max(taken.known.day));
            taken.known.reason = Some(reason.trim().to_owned());
            if taken.known.check().is_err() {
                return Ok(TakenBack::Unfit);
            }
            giving::put(conn, &replica, learner, &id, taken, now)?;
            let entry =
                AuditEntry::by_login(by, Act::IssueCertificate, Subject::Learner(learner), now);
            append(conn, &entry.with("id", id).with("revoked", true))?;
            Ok(TakenBack::Done)
        })
        .await
    }

    /// Gives by rule what is due to some of those of whom something changed; how many were looked
    /// at. None: nobody is left.
    pub async fn give_by_rule(
        &self,
        replica: Arc<Replica>,
        most: u32,
        now: i64,
    ) -> Result<u32, StoreError> {
        if replica.is_hub() {
            return Ok(0);
        }
        // Mostly there is nobody: the writer is not woken for that.
        let any = |conn: &Connection| -> Result<bool, StoreError> {
            Ok(conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM certificate_due)")?
                .query_row([], |row| row.get(0))?)
        };
        if !self.read(any).await? {
            return Ok(0);
        }
        self.write(move |conn| rules::look(conn, &replica, most, now)).await
    }

    /// Who of a cohort has what, as far as the reach goes; `None` when it is not in it.
    pub async fn certificate_rows(
        &self,
        cohort: String,
        reach: &Reach,
        now: i64,
    ) -> Result<Option<CertificateRows>, StoreError> {
        let is_hub = self.replica().await?.is_hub();
        let filter = Filter::from(reach);
        self.read(move |conn| {
            if find_cohort(conn, &cohort, &filter)?.is_none() {
                return Ok(None);
            }
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner.number, learner.id, learner.label, learner.name
                 FROM learner JOIN cohort ON cohort.number = learner.cohort
                 WHERE cohort.id = :cohort AND {LEARNER_IN_REACH} ORDER BY learner.label"
            ))?;
            let mut rows = statement.query(named_params! {
                ":cohort": cohort, ":all": filter.all, ":centers": filter.centers,
                ":cohorts": filter.cohorts, ":learners": filter.learners,
            })?;
            let mut learners = Vec::new();
            let mut definitions = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let number: i64 = row.get(0)?;
                let id = LearnerId(row.get(1)?);
                let version = version_of(conn, number)?;
                if let Entry::Vacant(place) = definitions.entry(version) {
                    place.insert(definition(conn, version)?);
                }
                let hers = definitions.get(&version).and_then(Option::as_ref);
                let open = hers.map_or(&[][..], |hers| &hers.form.awards);
                learners.push(HolderRow {
                    learner: LearnerNameRow { id, label: row.get(2)?, name: row.get(3)? },
                    definition: version,
                    certificates: held(conn, number, id)?,
                    awards: awards::opened(conn, number, open, now)?,
                });
            }
            let awards = awards::named(conn, &definitions, is_hub)?;
            let of = |known: Option<Definition>| known.map(|known| known.form.certificates);
            let defined = definitions
                .into_iter()
                .map(|(version, known)| (version, of(known).unwrap_or_default()))
                .collect();
            Ok(Some(CertificateRows { defined, awards, learners }))
        })
        .await
    }

    /// A learner's certificates, the latest given first.
    pub async fn certificates_of(
        &self,
        learner: LearnerId,
    ) -> Result<Vec<CertificateRow>, StoreError> {
        self.read(move |conn| match learner_number(conn, &learner)? {
            Some(number) => held(conn, number, learner),
            None => Ok(Vec::new()),
        })
        .await
    }

    /// A certificate by its id.
    pub async fn certificate(&self, id: String) -> Result<Option<CertificateRow>, StoreError> {
        self.read(move |conn| {
            let whose: Option<[u8; 16]> = conn
                .prepare_cached(
                    "SELECT learner.id FROM certificate_issued
                     JOIN learner ON learner.number = certificate_issued.learner
                     WHERE certificate_issued.id = ?1",
                )?
                .query_row([&id], |row| row.get(0))
                .optional()?;
            let Some(learner) = whose.map(LearnerId) else { return Ok(None) };
            let record = live(conn, learner, &id)?;
            Ok(record.map(|record| CertificateRow { learner, id, certificate: record.known }))
        })
        .await
    }
}

/// The register as it stands.
fn live(
    conn: &Connection,
    learner: LearnerId,
    id: &str,
) -> Result<Option<Record<Certificate>>, StoreError> {
    let value: Option<Vec<u8>> = conn
        .prepare_cached(
            "SELECT put.value FROM certificate_issued
             JOIN learner ON learner.number = certificate_issued.learner
             JOIN put ON put.number = certificate_issued.put
             WHERE learner.id = ?1 AND certificate_issued.id = ?2",
        )?
        .query_row(params![learner.0, id], |row| row.get(0))
        .optional()?;
    value.map(|value| read(&value)).transpose()
}

/// A learner's certificates as they are projected, by id; for `verify`.
pub(super) fn issued_by_id(
    conn: &Connection,
    learner: LearnerId,
) -> Result<BTreeMap<String, IssuedRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT certificate_issued.id, certificate, certificate_issued.cohort, issued_on, expires,
                revoked, place
         FROM certificate_issued JOIN learner ON learner.number = certificate_issued.learner
         WHERE learner.id = ?1",
    )?;
    let rows = statement.query_map([learner.0], |row| {
        let issued = IssuedRow {
            certificate: row.get(1)?,
            cohort: row.get(2)?,
            issued_on: Day(row.get(3)?),
            expires: row.get::<_, Option<i32>>(4)?.map(Day),
            revoked: row.get::<_, Option<i32>>(5)?.map(Day),
            place: row.get(6)?,
        };
        Ok((row.get(0)?, issued))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn held(
    conn: &Connection,
    number: i64,
    learner: LearnerId,
) -> Result<Vec<CertificateRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT certificate_issued.id, put.value FROM certificate_issued
         JOIN put ON put.number = certificate_issued.put
         WHERE learner = ?1 ORDER BY issued_on DESC, certificate, certificate_issued.id",
    )?;
    let mut rows = statement.query([number])?;
    let mut held = Vec::new();
    while let Some(row) = rows.next()? {
        let certificate = read(&row.get::<_, Vec<u8>>(1)?)?.known;
        held.push(CertificateRow { learner, id: row.get(0)?, certificate });
    }
    Ok(held)
}

fn read(value: &[u8]) -> Result<Record<Certificate>, StoreError> {
    Record::from_bytes(value).map_err(|_| StoreError::damaged("a certificate"))
}

fn definition(conn: &Connection, version: u32) -> Result<Option<Definition>, StoreError> {
    let json: Option<String> = conn
        .prepare_cached("SELECT json FROM definition WHERE version = ?1")?
        .query_row([version], |row| row.get(0))
        .optional()?;
    json.map(|json| Definition::stored(&json))
        .transpose()
        .map_err(|_| StoreError::damaged("a definition"))
}

/// Words in a language, else in Spanish.
pub fn in_language<'a>(words: &'a [Words], language: &str) -> &'a str {
    let of = |language: &str| words.iter().find(|it| it.language == language);
    of(language).or_else(|| of("es")).map_or("", |it| it.words.as_str())
}
