//! People and phones that a hub took in while it had no road to central.
//!
//! Owns what a hub tells central of them, and what central makes of it. Central checks a person like
//! a form of its own; a phone's key waits, as after a printed code, until somebody of the staff
//! says that it is hers. What central refuses stays at the hub, where staff see why, and nothing that
//! such a phone brought is thrown away. Sent again, nothing is made twice.

use rusqlite::{Connection, OptionalExtension, named_params, params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;
use sync_core::sealed_box::SealingPublic;
use sync_core::trust::{PublicKey, WriterCertificate};

use super::Hub;
use super::directory::SERVED;
use super::numbers::HUB_ROWS;
use crate::authority::Reach;
use crate::person::{NewPerson, Person};
use crate::store::agreements::{consents, contact_row};
use crate::store::directory::keep_writer;
use crate::store::enrolment::add_device;
use crate::store::people::learner_number;
use crate::store::persons::gender;
use crate::store::programme::from_cbor;
use crate::store::provisional::mark_provisional;
use crate::store::reports::LearnerNameRow;
use crate::store::scope::{Filter, LEARNER_IN_REACH};
use crate::store::{Store, StoreError};

/// What waits to be told to central.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Person,
    Phone,
}

/// Somebody whom a hub took in.
#[derive(Clone, Debug)]
pub struct NewcomerPerson {
    /// Chosen at the hub.
    pub id: LearnerId,
    /// Her cohort's id.
    pub cohort: String,
    /// As it was checked there.
    pub new: NewPerson,
    /// Who took her in: a login.
    pub by: Option<String>,
}

/// A phone that a hub enrolled.
#[derive(Clone, Debug)]
pub struct NewcomerPhone {
    /// By the hub.
    pub certificate: WriterCertificate,
    /// SHA-256 of its read token.
    pub read_token_hash: [u8; 32],
    /// SHA-256 of its device token.
    pub device_token_hash: [u8; 32],
    /// What is for it while it is locked is sealed to this key.
    pub sealing: Option<SealingPublic>,
}

/// Why central did not take a newcomer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// She, or the cohort, is not one of the hub's.
    NotThere,
    /// The id or the key is somebody else's, or the key was sent away.
    Taken,
    /// What it says is not what a form may say.
    Faults,
}

impl NotTaken {
    /// Its word on the wire and on the board.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotThere => "not_there",
            Self::Taken => "taken",
            Self::Faults => "form_faults",
        }
    }
}

/// What a hub waits for, as its board shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Newcomers {
    /// People whom central has not heard of yet.
    pub people: u32,
    /// Phones that it has not heard of yet.
    pub phones: u32,
    /// Those of whom it did not want to hear, and its word for it.
    pub refused: Vec<(LearnerNameRow, String)>,
}

impl Store {
    /// On a hub: everybody whom central has not heard of, people first.
    pub async fn newcomers(&self) -> Result<(Vec<NewcomerPerson>, Vec<NewcomerPhone>), StoreError> {
        self.read(|conn| Ok((people(conn)?, phones(conn)?))).await
    }

    /// On a hub: how many central has not heard of, and of whom it did not want to, as far as the reach
    /// goes.
    pub async fn newcomers_told(&self, reach: &Reach) -> Result<Newcomers, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT DISTINCT learner.id, learner.label, learner.name, refused
                 FROM newcomer
                 LEFT JOIN writer ON newcomer.kind = 1 AND writer.number = newcomer.row
                 JOIN learner ON learner.number =
                     CASE newcomer.kind WHEN 0 THEN newcomer.row ELSE writer.learner END
                 JOIN cohort ON cohort.number = learner.cohort
                 WHERE refused IS NOT NULL AND {LEARNER_IN_REACH}
                 ORDER BY learner.label, refused"
            ))?;
            let refused = statement
                .query_map(
                    named_params! {
                        ":all": filter.all, ":centers": filter.centers,
                        ":cohorts": filter.cohorts, ":learners": filter.learners,
                    },
                    |row| {
                        let (id, label, name) = (LearnerId(row.get(0)?), row.get(1)?, row.get(2)?);
                        Ok((LearnerNameRow { id, label, name }, row.get(3)?))
                    },
                )?
                .collect::<Result<_, _>>()?;
            let (people, phones) = (count(conn, Kind::Person)?, count(conn, Kind::Phone)?);
            Ok(Newcomers { people, phones, refused })
        })
        .await
    }

    /// On a hub: how many people and phones central is still to hear of.
    pub async fn newcomers_waiting(&self) -> Result<u32, StoreError> {
        self.read(|conn| Ok(count(conn, Kind::Person)? + count(conn, Kind::Phone)?)).await
    }

    /// On a hub: central's words for those whom it did not take.
    pub async fn newcomers_refused(
        &self,
        people: Vec<(LearnerId, String)>,
        phones: Vec<(PublicKey, String)>,
    ) -> Result<(), StoreError> {
        if people.is_empty() && phones.is_empty() {
            return Ok(());
        }
        self.write(move |conn| {
            for (learner, word) in people {
                conn.prepare_cached(
                    "UPDATE newcomer SET refused = ?2 WHERE kind = 0
                     AND row = (SELECT number FROM learner WHERE id = ?1)",
                )?
                .execute(params![learner.0, word])?;
            }
            for (public, word) in phones {
                conn.prepare_cached(
                    "UPDATE newcomer SET refused = ?2 WHERE kind = 1
                     AND row = (SELECT number FROM writer WHERE public = ?1)",
                )?
                .execute(params![public.0, word])?;
            }
            Ok(())
        })
        .await
    }

    /// At central: is this cohort one of the hub's centre?
    pub async fn is_cohort_of_hub(&self, hub: &Hub, cohort: String) -> Result<bool, StoreError> {
        let center = hub.center;
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM cohort WHERE id = ?1 AND center = ?2)",
                )?
                .query_row(params![cohort, center], |row| row.get(0))?)
        })
        .await
    }

    /// At central: the key of the hub that certified a writer, if one of ours did.
    pub async fn hub_that_certified(
        &self,
        certificate: &WriterCertificate,
    ) -> Result<Option<Hub>, StoreError> {
        let certificate = certificate.clone();
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT number, center, revoked_at IS NOT NULL, public FROM hub ORDER BY number",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if certificate.verify(&PublicKey(row.get(3)?)).is_ok() {
                    let (number, center, is_revoked) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    return Ok(Some(Hub { number, center, is_revoked }));
                }
            }
            Ok(None)
        })
        .await
    }

    /// At central: keeps a phone that a hub enrolled; its key waits. `certificate`: the hub's word,
    /// verified, said anew by central. Gives whether it is new here.
    pub async fn keep_newcomer_phone(
        &self,
        hub: &Hub,
        phone: NewcomerPhone,
        today: Day,
        now: i64,
    ) -> Result<Result<bool, NotTaken>, StoreError> {
        let hub = hub.clone();
        self.write(move |conn| {
            let Some(learner) = learner_number(conn, &phone.certificate.learner)? else {
                return Ok(Err(NotTaken::NotThere));
            };
            let known: Option<(i64, Option<i64>)> = conn
                .prepare_cached(
                    "SELECT writer.learner, profile.number FROM writer
                     LEFT JOIN profile ON profile.writer = writer.number
                      AND profile.token_hash = ?3
                     WHERE writer.public = ?1 OR writer.id = ?2",
                )?
                .query_row(
                    params![
                        phone.certificate.public.0,
                        phone.certificate.public.writer_id().0,
                        phone.read_token_hash
                    ],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            if let Some((of, profile)) = known {
                let is_same = of == learner && profile.is_some();
                return Ok(if is_same { Ok(false) } else { Err(NotTaken::Taken) });
            }
            let is_served: bool = conn
                .prepare_cached(&format!("SELECT ?3 {SERVED}"))?
                .query_row(params![hub.center, today.0, learner], |row| row.get(0))?;
            if !is_served {
                return Ok(Err(NotTaken::NotThere));
            }
            let is_taken: bool = conn
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM device WHERE token_hash = ?1)
                         OR EXISTS (SELECT 1 FROM profile WHERE token_hash = ?2)",
                )?
                .query_row(params![phone.device_token_hash, phone.read_token_hash], |row| {
                    row.get(0)
                })?;
            if is_taken {
                return Ok(Err(NotTaken::Taken));
            }
            let device = add_device(conn, learner, phone.device_token_hash, now)?;
            let writer = keep_writer(conn, &phone.certificate, Some(device))?;
            mark_provisional(conn, writer)?;
            conn.prepare_cached(
                "INSERT INTO profile (token_hash, learner, device, writer, since, sealing)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                phone.read_token_hash,
                learner,
                device,
                writer,
                now,
                phone.sealing.map(|sealing| sealing.0)
            ])?;
            Ok(Ok(true))
        })
        .await
    }
}

impl Kind {
    const fn number(self) -> u8 {
        match self {
            Self::Person => 0,
            Self::Phone => 1,
        }
    }
}

fn count(conn: &Connection, kind: Kind) -> Result<u32, StoreError> {
    Ok(conn
        .prepare_cached("SELECT COUNT(*) FROM newcomer WHERE kind = ?1 AND refused IS NULL")?
        .query_row([kind.number()], |row| row.get(0))?)
}

/// On a hub: what central refused is said once more, now that it knows other things.
pub(super) fn ask_again(conn: &Connection) -> Result<(), StoreError> {
    conn.execute("UPDATE newcomer SET refused = NULL", [])?;
    Ok(())
}

/// On a hub, in the transaction that took her in: central is to hear of her. Elsewhere nothing.
pub(in crate::store) fn note_person(conn: &Connection, learner: i64) -> Result<(), StoreError> {
    note(conn, Kind::Person, learner)
}

/// The same of a phone, by the row of its key.
pub(in crate::store) fn note_phone(conn: &Connection, writer: i64) -> Result<(), StoreError> {
    note(conn, Kind::Phone, writer)
}

fn note(conn: &Connection, kind: Kind, row: i64) -> Result<(), StoreError> {
    if row >= HUB_ROWS {
        conn.prepare_cached(
            "INSERT INTO newcomer (kind, row) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![kind.number(), row])?;
    }
    Ok(())
}

/// Central names her, or its key: there is nothing more to tell.
pub(super) fn heard_of(conn: &Connection, table: &str, row: i64) -> Result<(), StoreError> {
    let kind = match table {
        "learner" => Kind::Person,
        "writer" => Kind::Phone,
        _ => return Ok(()),
    };
    if kind == Kind::Person {
        // Central has both, and says so in rows of its own.
        conn.prepare_cached("DELETE FROM consent WHERE learner = ?1 AND number >= ?2")?
            .execute([row, HUB_ROWS])?;
        conn.prepare_cached("DELETE FROM contact WHERE learner = ?1")?.execute([row])?;
    }
    conn.prepare_cached("DELETE FROM newcomer WHERE kind = ?1 AND row = ?2")?
        .execute(params![kind.number(), row])?;
    Ok(())
}

fn people(conn: &Connection) -> Result<Vec<NewcomerPerson>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.number, learner.id, cohort.id, name, birth_year, about, track, gender,
                region
         FROM newcomer JOIN learner ON learner.number = newcomer.row
         JOIN cohort ON cohort.number = learner.cohort
         WHERE newcomer.kind = 0 AND refused IS NULL ORDER BY newcomer.row LIMIT 100",
    )?;
    let mut rows = statement.query([])?;
    let mut people = Vec::new();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let person = Person {
            name: row.get(3)?,
            birth_year: row.get(4)?,
            about: row.get(5)?,
            track: row.get(6)?,
            gender: gender(row, 7)?,
            region: row.get(8)?,
        };
        // Nobody is taken in without one.
        let Some(consent) = consents(conn, number)?.into_iter().next() else { continue };
        let contact = conn
            .prepare_cached(
                "SELECT channel, tel, starts, ends, ask_for, leave_message
                 FROM contact WHERE learner = ?1",
            )?
            .query_row([number], |row| Ok(contact_row(row)))
            .optional()?
            .transpose()?;
        people.push(NewcomerPerson {
            id: LearnerId(row.get(1)?),
            cohort: row.get(2)?,
            new: NewPerson { person, consent: consent.consent, contact },
            by: consent.recorded_by,
        });
    }
    Ok(people)
}

fn phones(conn: &Connection) -> Result<Vec<NewcomerPhone>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT writer.certificate, profile.token_hash, device.token_hash, profile.sealing
         FROM newcomer JOIN writer ON writer.number = newcomer.row
         JOIN profile ON profile.writer = writer.number
         JOIN device ON device.number = profile.device
         WHERE newcomer.kind = 1 AND refused IS NULL ORDER BY newcomer.row LIMIT 100",
    )?;
    let mut rows = statement.query([])?;
    let mut phones = Vec::new();
    while let Some(row) = rows.next()? {
        let certificate: Vec<u8> = row.get(0)?;
        let sealing: Option<[u8; 32]> = row.get(3)?;
        phones.push(NewcomerPhone {
            certificate: from_cbor(&certificate)?,
            read_token_hash: row.get(1)?,
            device_token_hash: row.get(2)?,
            sealing: sealing.map(SealingPublic),
        });
    }
    Ok(phones)
}
