//! Staff devices: a writer and a profile for each learner, whose account they are, and their end.
//!
//! Owns these rows. Must not know how tokens or tags are made: it is given them. Whether an account
//! may have a device for a learner is asked before; whether its writing still takes effect is
//! asked in every admission.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::{LearnerId, StaffTag};
use sync_core::record::Day;
use sync_core::trust::{PublicKey, WriterCertificate, WriterHolder};

use super::directory::register_writer;
use super::ends::end_writer;
use super::grants;
use super::people::learner_number;
use super::programme::{Replica, from_cbor};
use super::scope::place_of_learner;
use super::{Store, StoreError};
use crate::authority::{self, Act, Staff};

/// What staff devices are called among devices: none of them is a phone of hers.
const LABEL: &str = "Oficina";

/// A staff device's key for one learner.
#[derive(Clone, Debug)]
pub struct NewDesk {
    /// Whose account.
    pub account: i64,
    /// Says who that is, on all of her devices.
    pub tag: StaffTag,
    /// About whom.
    pub learner: LearnerId,
    /// The device's key for her.
    pub public: PublicKey,
    /// SHA-256 of the read token that it will get.
    pub read_token_hash: [u8; 32],
    /// SHA-256 of the device token that it will get.
    pub device_token_hash: [u8; 32],
    /// Now.
    pub now: i64,
}

/// What registering came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskRegistered {
    /// Registered now, or before with the same key by the same account.
    Registered(WriterCertificate),
    /// No such learner.
    NoLearner,
    /// The account is hers, or a relative's: nobody decides on her own or her family's hours.
    Related,
    /// The key is somebody else's, or its time is over.
    KeyTaken,
}

impl Store {
    /// Registers a staff device's key for one learner; again for the same key gives the same.
    pub async fn register_desk(
        &self,
        replica: Arc<Replica>,
        desk: NewDesk,
    ) -> Result<DeskRegistered, StoreError> {
        self.write(move |conn| register(conn, &replica, &desk)).await
    }

    /// Ends the time of what an account registered, for one learner or for all: what arrives from
    /// now on is held, and nothing more is served to it.
    pub async fn end_desks(
        &self,
        replica: Arc<Replica>,
        account: i64,
        learner: Option<LearnerId>,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            let number = match learner {
                Some(learner) => learner_number(conn, &learner)?,
                None => None,
            };
            end_writers(conn, &replica, account, number)
        })
        .await
    }
}

fn register(
    conn: &Connection,
    replica: &Replica,
    desk: &NewDesk,
) -> Result<DeskRegistered, StoreError> {
    let Some(learner) = learner_number(conn, &desk.learner)? else {
        return Ok(DeskRegistered::NoLearner);
    };
    if is_related(conn, desk.account, learner)? {
        return Ok(DeskRegistered::Related);
    }
    let known = conn
        .prepare_cached(
            "SELECT account, learner, standing, certificate FROM writer
             WHERE public = ?1 OR id = ?2",
        )?
        .query_row(params![desk.public.0, desk.public.writer_id().0], |row| {
            Ok((
                row.get::<_, Option<i64>>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, u8>(2)?,
                row.get::<_, Vec<u8>>(3)?,
            ))
        })
        .optional()?;
    if let Some((account, of, standing, certificate)) = known {
        let is_same = (account, of, standing) == (Some(desk.account), learner, 0);
        return Ok(if is_same {
            DeskRegistered::Registered(from_cbor(&certificate)?)
        } else {
            DeskRegistered::KeyTaken
        });
    }
    let certificate =
        WriterCertificate::issue_staff(&replica.key, desk.learner, desk.public, desk.tag, desk.now);
    let device: i64 = conn
        .prepare_cached(
            "INSERT INTO device (learner, label, token_hash, since, account)
             VALUES (?1, ?2, ?3, ?4, ?5) RETURNING number",
        )?
        .query_row(
            params![learner, LABEL, desk.device_token_hash, desk.now, desk.account],
            |row| row.get(0),
        )?;
    let writer = register_writer(conn, &certificate, Some(device))?;
    conn.prepare_cached("UPDATE writer SET account = ?2 WHERE number = ?1")?
        .execute(params![writer, desk.account])?;
    conn.prepare_cached(
        "INSERT INTO profile (token_hash, learner, device, writer, since, sealing_told)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        desk.read_token_hash,
        learner,
        device,
        writer,
        desk.now,
        replica.newest_sealing().map_or(0, |sealing| sealing.number)
    ])?;
    Ok(DeskRegistered::Registered(certificate))
}

/// May the account have a device for this learner today?
pub(super) fn is_open(
    conn: &Connection,
    account: i64,
    learner: i64,
    now: i64,
) -> Result<bool, StoreError> {
    Ok(may_write(conn, account, learner, Act::RegisterDesk, now)?
        && !is_related(conn, account, learner)?)
}

/// Do the account's grants of today allow this act to this learner?
pub(super) fn may_write(
    conn: &Connection,
    account: i64,
    learner: i64,
    act: Act,
    now: i64,
) -> Result<bool, StoreError> {
    let is_enabled: bool = conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM account WHERE number = ?1 AND disabled_at IS NULL)",
        )?
        .query_row([account], |row| row.get(0))?;
    let id = conn
        .prepare_cached("SELECT id FROM learner WHERE number = ?1")?
        .query_row([learner], |row| row.get(0))?;
    let (true, Some(place)) = (is_enabled, place_of_learner(conn, LearnerId(id))?) else {
        return Ok(false);
    };
    let today = Day::of_seconds(now);
    let mut grants = grants::of_account(conn, account)?;
    grants.retain(|grant| grant.is_in_force(today));
    // Only the grants decide; who it is matters to nobody here.
    let (login, name, locale) = (String::new(), String::new(), String::new());
    let staff = Staff { account, login, name, locale, grants };
    Ok(authority::may(&staff, act, &place).is_ok())
}

/// Is the account hers, or a relative's, by any id that she has?
pub(super) fn is_related(
    conn: &Connection,
    account: i64,
    learner: i64,
) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM kinship
                 JOIN learner AS known ON known.number = kinship.learner
                 JOIN learner AS asked ON asked.number = ?2
                 WHERE kinship.account = ?1
                   AND COALESCE(known.same_as, known.number)
                       = COALESCE(asked.same_as, asked.number))",
        )?
        .query_row(params![account, learner], |row| row.get(0))?)
}

/// Ends the time of an account's writers, for one learner or for all of them.
pub(super) fn end_writers(
    conn: &Connection,
    replica: &Replica,
    account: i64,
    learner: Option<i64>,
) -> Result<(), StoreError> {
    let writers: Vec<i64> = conn
        .prepare_cached(
            "SELECT number FROM writer
             WHERE account = ?1 AND standing = 0 AND (?2 IS NULL OR learner = ?2)",
        )?
        .query_map(params![account, learner], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    writers.into_iter().try_for_each(|writer| end_writer(conn, replica, writer, None))
}

/// A writer's holder, as rows say it: staff without an account is central itself.
pub(super) fn holder_of(number: u8, account: Option<i64>) -> WriterHolder {
    match (number, account) {
        (0, _) => WriterHolder::Learner,
        (_, Some(_)) => WriterHolder::Staff,
        (_, None) => WriterHolder::Central,
    }
}
