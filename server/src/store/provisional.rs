//! Keys that were bound by a printed code, or by a hub: they wait until somebody of the staff says
//! whose they are.
//!
//! Owns that state. While a key waits, what it signs is held and earns receipts, takes no effect, and
//! is told to nobody; its profile reads nothing. So a slip that was found opens no record and puts
//! no hours on anybody's account, and the honest phone loses nothing by waiting.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::{LearnerId, WriterId};
use sync_core::ledger::Standing;
use sync_core::trust::WriterCertificate;

use super::admission::restand::{open_writer, restand_writer};
use super::audit::append;
use super::directory::{keep_writer, tell_of_writer};
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// Adds a writer that waits. Gives its row number.
pub(super) fn keep_provisional(
    conn: &Connection,
    certificate: &WriterCertificate,
    device: Option<i64>,
) -> Result<i64, StoreError> {
    let number = keep_writer(conn, certificate, device)?;
    mark_provisional(conn, number)?;
    Ok(number)
}

/// A writer of whom nobody was told yet waits from now on.
pub(super) fn mark_provisional(conn: &Connection, writer: i64) -> Result<(), StoreError> {
    conn.execute("UPDATE writer SET provisional = 1, standing = 1 WHERE number = ?1", [writer])?;
    Ok(())
}

impl Store {
    /// Settles whether a key that waits is hers. False when she has no such key that waits; the
    /// same answer again changes nothing.
    ///
    /// `is_hers`: from now on everything that it signed takes effect and is told, and its profile
    /// reads. If not, its profile is withdrawn; what it signed stays held, for ever.
    pub async fn settle_writer(
        &self,
        learner: LearnerId,
        writer: WriterId,
        is_hers: bool,
        by: Option<String>,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let found: Option<(i64, u8)> = conn
                .prepare_cached(
                    "SELECT writer.number, provisional FROM writer
                     JOIN learner ON learner.number = writer.learner
                     LEFT JOIN device ON device.number = writer.device
                     -- A revoked one is released, not confirmed.
                     WHERE writer.id = ?1 AND learner.id = ?2 AND provisional = 1
                       AND revoked_at IS NULL",
                )?
                .query_row(params![writer.0, learner.0], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((number, _)) = found else { return Ok(false) };
            if is_hers {
                conn.execute(
                    "UPDATE writer SET provisional = 0, standing = 0 WHERE number = ?1",
                    [number],
                )?;
                restand_writer(conn, number, Standing::Effective)?;
                // Its certificate first: whoever reads the feed checks what follows by it.
                tell_of_writer(conn, number)?;
                open_writer(conn, number)?;
            } else {
                conn.execute("UPDATE writer SET provisional = 2 WHERE number = ?1", [number])?;
                conn.execute(
                    "UPDATE profile SET withdrawn_at = ?2 WHERE writer = ?1",
                    params![number, now],
                )?;
            }
            let subject = Subject::Learner(learner);
            let entry = AuditEntry::by_login(by, Act::ConfirmWriter, subject, now)
                .with("writer", writer.to_string())
                .with("is_hers", is_hers);
            append(conn, &entry)?;
            Ok(true)
        })
        .await
    }
}
