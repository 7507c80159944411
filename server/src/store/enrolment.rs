//! Enrolment codes, and what redeeming one makes: device, writer and profile.
//!
//! Owns the rows and that a code serves one key only. Must not know how codes look or how tokens
//! are made: it is given hashes.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::LearnerId;
use sync_core::sealed_box::SealingPublic;
use sync_core::trust::{PublicKey, WriterCertificate, WriterHolder};

use super::audit::append;
use super::devices::withdraw_replaced;
use super::directory::register_writer;
use super::hubs::{next_number, note_phone};
use super::people::learner_number;
use super::programme::{Replica, from_cbor};
use super::provisional::keep_provisional;
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// How a code is handed over, and so how much is believed of who uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// Made at the command line.
    CommandLine,
    /// Shown on a screen to somebody who stands before it.
    Screen,
    /// Printed for somebody who is not there: whoever found the slip could use it. So the key that
    /// it binds waits until somebody of the staff says that it is hers.
    Printed,
}

impl CodeKind {
    fn number(self) -> u8 {
        match self {
            Self::CommandLine => 0,
            Self::Screen => 1,
            Self::Printed => 2,
        }
    }

    /// Its word in the API and in the audit log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::CommandLine => "command_line",
            Self::Screen => "screen",
            Self::Printed => "printed",
        }
    }
}

/// Wrong tries after which a code is none any more.
const TRIES: i64 = 5;

/// A code to be kept.
#[derive(Clone, Debug)]
pub struct NewCode {
    /// Its keyed hash.
    pub hash: [u8; 32],
    /// Keyed hash of its first half.
    pub half_hash: [u8; 32],
    /// How it is handed over.
    pub kind: CodeKind,
    /// The code itself: for a demonstration only.
    pub plain: Option<String>,
    /// Whom it enrols.
    pub learner: LearnerId,
    /// Now.
    pub created_at: i64,
    /// Absent: until it is used.
    pub expires_at: Option<i64>,
    /// Who made it, by login; absent at the command line.
    pub by: Option<String>,
}

/// A code of a demonstration, to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainCode {
    /// As it is typed, without hyphen.
    pub code: String,
    /// Whom it enrols.
    pub learner: LearnerId,
    /// Her name.
    pub name: String,
}

/// What a phone brings to redeem a code.
#[derive(Clone, Debug)]
pub struct Redemption {
    /// Keyed hash of the code.
    pub code_hash: [u8; 32],
    /// Keyed hash of its first half.
    pub half_hash: [u8; 32],
    /// The phone's new key.
    pub public: PublicKey,
    /// What will be for it while it is locked is sealed to this key.
    pub sealing: Option<SealingPublic>,
    /// SHA-256 of the read token that it will get.
    pub read_token_hash: [u8; 32],
    /// SHA-256 of the device token that it will get.
    pub device_token_hash: [u8; 32],
    /// Now.
    pub now: i64,
}

/// What redeeming came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// Enrolled now, or before with the same key.
    Enrolled(WriterCertificate),
    /// No such code, or another key used it.
    Unknown,
    /// Its time is over.
    Expired,
}

impl Store {
    /// Keeps a code. False when there is no such learner.
    pub async fn add_code(&self, code: NewCode) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let Some(learner) = learner_number(conn, &code.learner)? else { return Ok(false) };
            if code.kind != CodeKind::CommandLine {
                // A slip that was lost, or a screen that somebody photographed, opens nothing once
                // there is a newer one.
                conn.execute(
                    "UPDATE enrolment_code SET expires_at = min(expires_at, ?3)
                     WHERE learner = ?1 AND kind = ?2 AND profile IS NULL",
                    params![learner, code.kind.number(), code.created_at],
                )?;
            }
            conn.execute(
                "INSERT INTO enrolment_code
                     (code_hash, half_hash, kind, learner, plain, created_at, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    code.hash,
                    code.half_hash,
                    code.kind.number(),
                    learner,
                    code.plain,
                    code.created_at,
                    code.expires_at
                ],
            )?;
            let subject = Subject::Learner(code.learner);
            let entry = AuditEntry::by_login(code.by, Act::MakeCode, subject, code.created_at);
            append(conn, &entry.with("kind", code.kind.word()))?;
            Ok(true)
        })
        .await
    }

    /// Codes of a demonstration that nobody used yet.
    pub async fn unused_plain_codes(&self) -> Result<Vec<PlainCode>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT plain, learner.id, learner.name
                 FROM enrolment_code JOIN learner ON learner.number = enrolment_code.learner
                 WHERE plain IS NOT NULL AND profile IS NULL
                 ORDER BY learner.number, created_at",
            )?;
            let codes = statement
                .query_map([], |row| {
                    Ok(PlainCode {
                        code: row.get(0)?,
                        learner: LearnerId(row.get(1)?),
                        name: row.get(2)?,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(codes)
        })
        .await
    }

    /// Redeems a code for a key: once, and again only for the same key.
    pub async fn redeem(
        &self,
        replica: Arc<Replica>,
        redemption: Redemption,
    ) -> Result<Redeemed, StoreError> {
        self.write(move |conn| redeem(conn, &replica, &redemption)).await
    }
}

fn redeem(
    conn: &Connection,
    replica: &Replica,
    redemption: &Redemption,
) -> Result<Redeemed, StoreError> {
    let code = conn
        .query_row(
            "SELECT enrolment_code.learner, learner.id, expires_at, writer.public,
                    writer.certificate, kind, wrong_tries
             FROM enrolment_code
             JOIN learner ON learner.number = enrolment_code.learner
             LEFT JOIN profile ON profile.number = enrolment_code.profile
             LEFT JOIN writer ON writer.number = profile.writer
             WHERE code_hash = ?1",
            [redemption.code_hash],
            |row| {
                Ok(Code {
                    learner_number: row.get(0)?,
                    learner: LearnerId(row.get(1)?),
                    expires_at: row.get(2)?,
                    used_by: row.get::<_, Option<[u8; 32]>>(3)?.map(PublicKey),
                    certificate: row.get(4)?,
                    waits: row.get::<_, u8>(5)? == CodeKind::Printed.number(),
                    wrong_tries: row.get(6)?,
                })
            },
        )
        .optional()?;
    let Some(code) = code else {
        conn.execute(
            "UPDATE enrolment_code SET wrong_tries = wrong_tries + 1
             WHERE half_hash = ?1 AND profile IS NULL",
            [redemption.half_hash],
        )?;
        return Ok(Redeemed::Unknown);
    };
    if let (Some(used_by), Some(certificate)) = (code.used_by, &code.certificate) {
        // A phone whose answer was lost asks again with the same key.
        return Ok(if used_by == redemption.public {
            Redeemed::Enrolled(from_cbor(certificate)?)
        } else {
            Redeemed::Unknown
        });
    }
    if code.wrong_tries >= TRIES {
        return Ok(Redeemed::Unknown);
    }
    if code.expires_at.is_some_and(|expires_at| expires_at <= redemption.now) {
        return Ok(Redeemed::Expired);
    }
    let key_is_taken: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM writer WHERE public = ?1 OR id = ?2)",
        params![redemption.public.0, redemption.public.writer_id().0],
        |row| row.get(0),
    )?;
    if key_is_taken {
        return Ok(Redeemed::Unknown);
    }
    let certificate = WriterCertificate::issue(
        &replica.key,
        code.learner,
        redemption.public,
        WriterHolder::Learner,
        redemption.now,
    );
    let told = replica.newest_sealing().map_or(0, |sealing| sealing.number);
    // A hub certifies nobody: central says it anew, and somebody of the staff that it is hers.
    let code = Code { waits: code.waits || replica.is_hub(), ..code };
    enrol(conn, &code, redemption, &certificate, told)?;
    Ok(Redeemed::Enrolled(certificate))
}

struct Code {
    learner_number: i64,
    learner: LearnerId,
    expires_at: Option<i64>,
    used_by: Option<PublicKey>,
    certificate: Option<Vec<u8>>,
    /// Somebody of the staff is to say whose key it is.
    waits: bool,
    wrong_tries: i64,
}

fn enrol(
    conn: &Connection,
    code: &Code,
    redemption: &Redemption,
    certificate: &WriterCertificate,
    sealing_told: i64,
) -> Result<(), StoreError> {
    let device =
        add_device(conn, code.learner_number, redemption.device_token_hash, redemption.now)?;
    let writer = if code.waits {
        keep_provisional(conn, certificate, Some(device))?
    } else {
        register_writer(conn, certificate, Some(device))?
    };
    note_phone(conn, writer)?;
    let profile: i64 = conn.query_row(
        &format!(
            "INSERT INTO profile
                 (number, token_hash, learner, device, writer, since, sealing, sealing_told)
             VALUES ({}, ?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING number",
            next_number("profile")
        ),
        params![
            redemption.read_token_hash,
            code.learner_number,
            device,
            writer,
            redemption.now,
            redemption.sealing.map(|sealing| sealing.0),
            sealing_told
        ],
        |row| row.get(0),
    )?;
    conn.execute(
        "UPDATE enrolment_code SET profile = ?2, redeemed_at = ?3 WHERE code_hash = ?1",
        params![redemption.code_hash, profile, redemption.now],
    )?;
    withdraw_replaced(conn, &redemption.code_hash, redemption.now)
}

/// Adds one more phone of a learner. Gives its row number.
pub(super) fn add_device(
    conn: &Connection,
    learner: i64,
    token_hash: [u8; 32],
    now: i64,
) -> Result<i64, StoreError> {
    let phones: i64 = conn.query_row(
        "SELECT COUNT(*) FROM device WHERE learner = ?1 AND account IS NULL",
        [learner],
        |row| row.get(0),
    )?;
    Ok(conn.query_row(
        &format!(
            "INSERT INTO device (number, learner, label, token_hash, since)
             VALUES ({}, ?1, ?2, ?3, ?4) RETURNING number",
            next_number("device")
        ),
        params![learner, format!("Teléfono {}", phones + 1), token_hash, now],
        |row| row.get(0),
    )?)
}
