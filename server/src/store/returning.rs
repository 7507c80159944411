//! Phones that enrolled after the copy was made from which this database was restored.
//!
//! Owns that such a phone is registered again, once, from what central once signed. Must not
//! verify signatures (`crate::returning` did), nor bring back anybody who was registered when the
//! copy was made and is not now, or whose profile was withdrawn here.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::sealed_box::SealingPublic;
use sync_core::trust::{ErasureNotice, PublicKey, WriterCertificate, WriterHolder};

use super::directory::register_writer;
use super::enrolment::add_device;
use super::erasure::erasure_of;
use super::people::learner_number;
use super::provisional::keep_provisional;
use super::{Store, StoreError};

/// How far the clock may have been set around a copy or a restore, in seconds.
const CLOCK_MARGIN_SECONDS: i64 = 3600;

/// What a phone brings, its signatures verified.
#[derive(Clone, Debug)]
pub struct ReturningPhone {
    /// Of its own key.
    pub own: WriterCertificate,
    /// Of other phones of the same learner, whose changes it carries.
    pub others: Vec<WriterCertificate>,
    /// SHA-256 of its read token.
    pub read_token_hash: [u8; 32],
    /// SHA-256 of its device token.
    pub device_token_hash: [u8; 32],
    /// What is for it while it is locked is sealed to this key.
    pub sealing: Option<SealingPublic>,
    /// Now.
    pub now: i64,
}

/// What coming back came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comeback {
    /// The phone is known, now or already; these keys are new in the directory.
    Known(Vec<PublicKey>),
    /// Its learner is not here: she was added after the copy was made.
    NoSuchLearner,
    /// It was not registered between a copy and its restore, or was withdrawn since.
    NotEntitled,
    /// Everything of its learner was deleted.
    Erased(ErasureNotice),
}

impl Store {
    /// Registers a phone again that enrolled after the copy was made.
    pub async fn come_back(&self, phone: ReturningPhone) -> Result<Comeback, StoreError> {
        self.write(move |conn| come_back(conn, &phone)).await
    }
}

fn come_back(conn: &Connection, phone: &ReturningPhone) -> Result<Comeback, StoreError> {
    if let Some(notice) = erasure_of(conn, phone.own.learner)? {
        return Ok(Comeback::Erased(notice));
    }
    let Some(learner) = learner_number(conn, &phone.own.learner)? else {
        // Whoever never was entitled is not told who is here.
        let entitled = is_of_the_gap(conn, &phone.own)?;
        return Ok(if entitled { Comeback::NoSuchLearner } else { Comeback::NotEntitled });
    };
    let mut new = Vec::new();
    let writer = writer_number(conn, &phone.own.public)?;
    match (writer, profile(conn, phone)?) {
        (Some(writer), Profile::Of(known)) if known == writer => {}
        (_, Profile::Of(_) | Profile::Withdrawn) => return Ok(Comeback::NotEntitled),
        // Whose it is was said by whoever was signed in, and is said again that way.
        (_, Profile::None) if phone.own.holder != WriterHolder::Learner => {
            return Ok(Comeback::NotEntitled);
        }
        (writer, Profile::None) => {
            if !is_of_the_gap(conn, &phone.own)? {
                return Ok(Comeback::NotEntitled);
            }
            let hashes = (phone.read_token_hash, phone.device_token_hash);
            let device = add_device(conn, learner, hashes.1, phone.now)?;
            let writer = match writer {
                // Another phone of hers brought the certificate before.
                Some(writer) => {
                    conn.execute(
                        "UPDATE writer SET device = ?2 WHERE number = ?1",
                        [writer, device],
                    )?;
                    writer
                }
                None if waits(conn, &phone.own)? => {
                    new.push(phone.own.public);
                    keep_provisional(conn, &phone.own, Some(device))?
                }
                None => {
                    new.push(phone.own.public);
                    register_writer(conn, &phone.own, Some(device))?
                }
            };
            conn.execute(
                "INSERT INTO profile (token_hash, learner, device, writer, since, sealing)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    hashes.0,
                    learner,
                    device,
                    writer,
                    phone.now,
                    phone.sealing.map(|sealing| sealing.0)
                ],
            )?;
        }
    }
    for other in &phone.others {
        let is_due = other.learner == phone.own.learner
            && writer_number(conn, &other.public)?.is_none()
            && is_of_the_gap(conn, other)?;
        if is_due && waits(conn, other)? {
            keep_provisional(conn, other, None)?;
            new.push(other.public);
        } else if is_due {
            register_writer(conn, other, None)?;
            new.push(other.public);
        }
    }
    Ok(Comeback::Known(new))
}

/// What the directory has of the phone's profile.
enum Profile {
    None,
    /// In force; the row of its writer.
    Of(i64),
    /// Withdrawn, or the key or a token is another profile's.
    Withdrawn,
}

fn profile(conn: &Connection, phone: &ReturningPhone) -> Result<Profile, StoreError> {
    let own: Option<(i64, bool)> = conn
        .query_row(
            "SELECT writer, withdrawn_at IS NOT NULL FROM profile WHERE token_hash = ?1",
            [phone.read_token_hash],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    if let Some((writer, is_withdrawn)) = own {
        return Ok(if is_withdrawn { Profile::Withdrawn } else { Profile::Of(writer) });
    }
    let is_taken: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM profile JOIN writer ON writer.number = profile.writer
                        WHERE writer.public = ?1)
             OR EXISTS (SELECT 1 FROM device WHERE token_hash = ?2)",
        params![phone.own.public.0, phone.device_token_hash],
        |row| row.get(0),
    )?;
    Ok(if is_taken { Profile::Withdrawn } else { Profile::None })
}

fn writer_number(conn: &Connection, public: &PublicKey) -> Result<Option<i64>, StoreError> {
    conn.prepare_cached("SELECT number FROM writer WHERE public = ?1")?
        .query_row([public.0], |row| row.get(0))
        .optional()
        .map_err(StoreError::from)
}

/// Was it registered after a copy was made and before that copy was put into use?
fn is_of_the_gap(conn: &Connection, certificate: &WriterCertificate) -> Result<bool, StoreError> {
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM restoration
                        WHERE ?1 BETWEEN copy_at - ?2 AND at + ?2)
            AND NOT EXISTS (SELECT 1 FROM stays_away WHERE public = ?3)",
        params![certificate.registered_at, CLOCK_MARGIN_SECONDS, certificate.public.0],
        |row| row.get(0),
    )?)
}

/// Does it wait for somebody of the staff? It did before the restore, or nobody knows whether it
/// did, since the database that was replaced could not be read.
fn waits(conn: &Connection, certificate: &WriterCertificate) -> Result<bool, StoreError> {
    Ok(conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM waits_again WHERE public = ?3)
             OR NOT EXISTS (SELECT 1 FROM restoration
                            WHERE present_read = 1 AND ?1 BETWEEN copy_at - ?2 AND at + ?2)",
        params![certificate.registered_at, CLOCK_MARGIN_SECONDS, certificate.public.0],
        |row| row.get(0),
    )?)
}
