//! Erasure: everything of a person goes, and comes back by no restore and no late frame.
//!
//! Owns which rows are hers, the notices that say whom, and what proves phones that must be told.
//! Must not sign (`crate::erasure` does), nor touch closed statements: what they say was paid stays,
//! under her label. Copies of this database that were made before are not reached from here.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::LearnerId;
use sync_core::trust::ErasureNotice;

use super::audit::append;
use super::programme::{from_cbor, read_replica, to_cbor};
use super::same_person::members;
use super::{Store, StoreError, scrub};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// The changes of her documents.
const CHANGES: &str = "(SELECT number FROM change WHERE document IN (SELECT number FROM document WHERE learner = ?1))";

/// What of hers is deleted: table, and which of its rows. What no row of these names is no person's.
pub(super) const HERS: &[(&str, &str)] = &[
    ("overruled", "change IN {CHANGES}"),
    ("relayed_receipt", "number IN (SELECT receipt FROM feed WHERE learner = ?1)"),
    ("feed", "learner = ?1"),
    ("ruling", "{DOCUMENT}"),
    ("decision", "learner = ?1"),
    ("answer", "learner = ?1"),
    ("attendance", "learner = ?1"),
    ("payment", "learner = ?1"),
    ("survey_answer", "learner = ?1"),
    ("survey_word_answer", "put IN (SELECT put FROM survey_word WHERE learner = ?1)"),
    ("survey_word", "learner = ?1"),
    ("message", "learner = ?1"),
    ("outcome", "learner = ?1"),
    ("interest", "learner = ?1"),
    ("referral", "learner = ?1"),
    ("release", "learner = ?1"),
    ("progress_version", "learner = ?1"),
    ("work_version", "learner = ?1"),
    ("enrolment_version", "learner = ?1"),
    ("enrolment", "learner = ?1"),
    ("certificate_issued", "learner = ?1"),
    ("certificate_version", "learner = ?1"),
    ("met", "learner = ?1"),
    ("choice", "learner = ?1"),
    ("entry_standing", "learner = ?1"),
    ("lesson_progress", "learner = ?1"),
    ("work_entry", "learner = ?1"),
    ("supersedes", "put IN (SELECT number FROM put WHERE change IN {CHANGES})"),
    ("put", "change IN {CHANGES}"),
    ("register", "{DOCUMENT}"),
    ("head", "{DOCUMENT}"),
    ("missing", "aside IN (SELECT number FROM aside WHERE {DOCUMENT})"),
    ("aside", "{DOCUMENT}"),
    ("change", "{DOCUMENT}"),
    ("run", "batch IN (SELECT number FROM batch WHERE {DOCUMENT})"),
    ("unconfirmed", "batch IN (SELECT number FROM batch WHERE {DOCUMENT})"),
    ("batch", "{DOCUMENT}"),
    ("actor", "{DOCUMENT}"),
    ("document", "learner = ?1"),
    ("waiting", "learner = ?1"),
    ("recovery_part", "request IN (SELECT number FROM recovery_request WHERE learner = ?1)"),
    ("recovery_request", "learner = ?1"),
    ("enrolment_code", "learner = ?1"),
    ("stays_away", "public IN (SELECT public FROM writer WHERE learner = ?1)"),
    ("waits_again", "public IN (SELECT public FROM writer WHERE learner = ?1)"),
    (
        "newcomer",
        "(kind = 0 AND row = ?1)
         OR (kind = 1 AND row IN (SELECT number FROM writer WHERE learner = ?1))",
    ),
    ("profile", "learner = ?1"),
    ("writer", "learner = ?1"),
    ("carried", "device IN (SELECT number FROM device WHERE learner = ?1)"),
    ("anchor", "device IN (SELECT number FROM device WHERE learner = ?1)"),
    ("device", "learner = ?1"),
    ("consent", "learner = ?1"),
    ("contact", "learner = ?1"),
    ("kinship", "learner = ?1"),
    ("grant_learner", "learner = ?1"),
    ("membership", "learner = ?1"),
    ("visit", "learner = ?1"),
    ("due", "learner = ?1"),
    ("leaving", "learner = ?1"),
    ("learner_attribute", "learner = ?1"),
    ("fact_part", "fact IN (SELECT number FROM fact WHERE learner = ?1)"),
    ("fact", "learner = ?1"),
    // Last: what goes before it notes her there.
    ("fact_stale", "learner = ?1"),
    ("certificate_due", "learner = ?1"),
];

/// Whom an erasure reaches, as they are told before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedPerson {
    /// Her id.
    pub learner: LearnerId,
    /// What stands for her, and stays in closed statements.
    pub label: String,
    /// Changes that are held of her.
    pub changes: u64,
    /// Phones and staff devices that hold something of hers, as far as is known here.
    pub devices: u64,
    /// Lines of closed statements, which stay.
    pub statement_lines: u64,
}

impl Store {
    /// Who an id is: every id of the same person, and what there is of each. Empty when nobody is.
    pub async fn person_to_erase(&self, id: LearnerId) -> Result<Vec<ErasedPerson>, StoreError> {
        self.read(move |conn| {
            let Some(number) = super::people::learner_number(conn, &id)? else {
                return Ok(Vec::new());
            };
            members(conn, number)?.into_iter().map(|number| describe(conn, number)).collect()
        })
        .await
    }

    /// Takes notices in: whoever they name is erased here, if that was not done before. Gives how
    /// many there were. Each must have been verified.
    pub async fn take_erasures(
        &self,
        notices: Vec<ErasureNotice>,
        reason: Option<String>,
        now: i64,
    ) -> Result<u32, StoreError> {
        self.write(move |conn| {
            let mut erased = 0;
            for notice in &notices {
                erased += u32::from(take(conn, notice, reason.as_deref(), now)?);
            }
            Ok(erased)
        })
        .await
    }

    /// All notices, in the order of their learners' ids.
    pub async fn erasures(&self) -> Result<Vec<ErasureNotice>, StoreError> {
        self.read(|conn| notices(conn, "")).await
    }

    /// On a hub: notices that central is not known to have.
    pub async fn erasures_to_tell(&self) -> Result<Vec<ErasureNotice>, StoreError> {
        self.read(|conn| notices(conn, "WHERE told = 0")).await
    }

    /// On a hub: of these, and no others, central has notices.
    pub async fn central_has_erasures(&self, of: Vec<LearnerId>) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.execute("UPDATE erasure SET told = 0", [])?;
            for learner in &of {
                conn.prepare_cached("UPDATE erasure SET told = 1 WHERE learner = ?1")?
                    .execute([learner.0])?;
            }
            Ok(())
        })
        .await
    }

    /// The notice about a learner.
    pub async fn erasure_of(
        &self,
        learner: LearnerId,
    ) -> Result<Option<ErasureNotice>, StoreError> {
        self.read(move |conn| erasure_of(conn, learner)).await
    }

    /// The notice for whoever proves itself by a token that was of an erased person's profile.
    pub async fn erasure_for(
        &self,
        token_hash: [u8; 32],
    ) -> Result<Option<ErasureNotice>, StoreError> {
        self.read(move |conn| {
            let notice: Option<Vec<u8>> = conn
                .prepare_cached(
                    "SELECT notice FROM erased_token
                     JOIN erasure ON erasure.learner = erased_token.learner
                     WHERE token_hash = ?1",
                )?
                .query_row([token_hash], |row| row.get(0))
                .optional()?;
            notice.as_deref().map(from_cbor).transpose()
        })
        .await
    }
}

/// The notice about a learner, inside the caller's transaction.
pub(super) fn erasure_of(
    conn: &Connection,
    learner: LearnerId,
) -> Result<Option<ErasureNotice>, StoreError> {
    let notice: Option<Vec<u8>> = conn
        .prepare_cached("SELECT notice FROM erasure WHERE learner = ?1")?
        .query_row([learner.0], |row| row.get(0))
        .optional()?;
    notice.as_deref().map(from_cbor).transpose()
}

fn notices(conn: &Connection, which: &str) -> Result<Vec<ErasureNotice>, StoreError> {
    let mut statement =
        conn.prepare_cached(&format!("SELECT notice FROM erasure {which} ORDER BY learner"))?;
    let mut rows = statement.query([])?;
    let mut notices = Vec::new();
    while let Some(row) = rows.next()? {
        notices.push(from_cbor(&row.get::<_, Vec<u8>>(0)?)?);
    }
    Ok(notices)
}

fn describe(conn: &Connection, number: i64) -> Result<ErasedPerson, StoreError> {
    let count = |sql: &str| -> Result<u64, StoreError> {
        let count: i64 = conn.prepare_cached(sql)?.query_row([number], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    };
    let (id, label) = conn
        .prepare_cached("SELECT id, label FROM learner WHERE number = ?1")?
        .query_row([number], |row| Ok((LearnerId(row.get(0)?), row.get(1)?)))?;
    Ok(ErasedPerson {
        learner: id,
        label,
        changes: count(&format!("SELECT COUNT(*) FROM change WHERE number IN {CHANGES}"))?,
        devices: count("SELECT COUNT(*) FROM device WHERE learner = ?1")?,
        statement_lines: count("SELECT COUNT(*) FROM statement_line WHERE learner = ?1")?,
    })
}

/// Keeps a notice, and deletes what it speaks of. True when somebody was here to be erased.
fn take(
    conn: &Connection,
    notice: &ErasureNotice,
    reason: Option<&str>,
    now: i64,
) -> Result<bool, StoreError> {
    let is_new = conn
        .prepare_cached("INSERT OR IGNORE INTO erasure (learner, notice) VALUES (?1, ?2)")?
        .execute(params![notice.learner.0, to_cbor(notice)?])?;
    // Not only where the notice is new: a directory that was on its way may have named her again.
    let number: Option<i64> = conn
        .prepare_cached("SELECT number FROM learner WHERE id = ?1 AND erased_at IS NULL")?
        .query_row([notice.learner.0], |row| row.get(0))
        .optional()?;
    if let Some(number) = number {
        erase(conn, number, notice)?;
    }
    if is_new > 0 && !read_replica(conn)?.is_hub() {
        let subject = Subject::Learner(notice.learner);
        let entry = AuditEntry::at_command_line(Act::Erase, subject, now);
        append(conn, &entry.with("reason", reason.unwrap_or_default()))?;
    }
    Ok(number.is_some())
}

/// On a hub, after a directory came: it may have been written before somebody was erased.
pub(super) fn erase_again(conn: &Connection) -> Result<(), StoreError> {
    let back: Vec<(i64, Vec<u8>)> = conn
        .prepare_cached(
            "SELECT number, notice FROM erasure JOIN learner ON learner.id = erasure.learner
             WHERE erased_at IS NULL",
        )?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (number, notice) in back {
        erase(conn, number, &from_cbor(&notice)?)?;
    }
    Ok(())
}

/// Deletes every row that is hers, but for her own, and has what lies between rows go too. Foreign
/// keys must be deferred.
pub(super) fn delete_rows(conn: &Connection, number: i64) -> Result<(), StoreError> {
    for (table, rows) in HERS {
        let rows = rows
            .replace("{CHANGES}", CHANGES)
            .replace("{DOCUMENT}", "document IN (SELECT number FROM document WHERE learner = ?1)");
        conn.execute(&format!("DELETE FROM {table} WHERE {rows}"), [number])?;
    }
    scrub::note(conn)
}

fn erase(conn: &Connection, number: i64, notice: &ErasureNotice) -> Result<(), StoreError> {
    // Rows point at each other in both directions; all of them go.
    conn.pragma_update(None, "defer_foreign_keys", true)?;
    for tokens in [
        "SELECT token_hash FROM profile WHERE learner = ?1",
        "SELECT token_hash FROM device WHERE learner = ?1",
    ] {
        conn.execute(
            &format!(
                "INSERT OR IGNORE INTO erased_token (token_hash, learner)
                 SELECT token_hash, ?2 FROM ({tokens})"
            ),
            params![number, notice.learner.0],
        )?;
    }
    conn.execute(
        "UPDATE erasure SET entries = entries + (SELECT COUNT(*) FROM feed WHERE learner = ?1)
             + (SELECT COALESCE(SUM(entries), 0) FROM ruling
                JOIN document ON document.number = ruling.document WHERE learner = ?1)
         WHERE learner = ?2",
        params![number, notice.learner.0],
    )?;
    delete_rows(conn, number)?;
    conn.execute(
        "UPDATE learner SET name = '', birth_year = NULL, about = NULL, track = NULL,
                gender = NULL, region = NULL, same_as = NULL, erased_at = ?2
         WHERE number = ?1",
        params![number, notice.at],
    )?;
    // She may have stood for others of the same person, who are erased by notices of their own.
    conn.execute("UPDATE learner SET same_as = NULL WHERE same_as = ?1", [number])?;
    Ok(())
}
