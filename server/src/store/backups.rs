//! Which verified backups there are, and what the newest of them holds of a profile.
//!
//! Owns the table `backup`. Must not make or check a copy: see `copy` and `crate::backup`.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind};
use sync_core::trust::ReceiptLine;

use super::directory::Profile;
use super::{Store, StoreError};

/// A verified copy of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupRecord {
    /// When the copy was begun: seconds since 1970.
    pub at: i64,
    /// The replica's epoch in it.
    pub epoch: u32,
    /// Head of the feed in it.
    pub head: u64,
    /// Where it was written.
    pub file: String,
    /// Of the file.
    pub sha256: [u8; 32],
    /// Of the file.
    pub size_bytes: u64,
}

/// A document, and lines for a receipt about it.
pub type DocumentLines = (DocumentId, Vec<(ReceiptLine, ChangeHash)>);

/// What the newest backup holds of a profile's own changes, where that is news to the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Head of the feed in the backup; 0 for none.
    pub head: u64,
    /// For each document, of each actor the last change in it.
    pub documents: Vec<DocumentLines>,
}

impl Store {
    /// Notes a backup that was verified. False when it is one of another epoch.
    pub async fn record_backup(&self, record: BackupRecord) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let epoch: u32 = conn.query_row("SELECT epoch FROM replica", [], |row| row.get(0))?;
            if epoch != record.epoch {
                return Ok(false);
            }
            conn.execute(
                "INSERT INTO backup (epoch, head, at, file, sha256, size_bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    record.epoch,
                    i64::try_from(record.head).unwrap_or(i64::MAX),
                    record.at,
                    record.file,
                    record.sha256,
                    i64::try_from(record.size_bytes).unwrap_or(i64::MAX),
                ],
            )?;
            Ok(true)
        })
        .await
    }

    /// The backups of the present epoch, newest first.
    pub async fn backups(&self) -> Result<Vec<BackupRecord>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT at, epoch, head, file, sha256, size_bytes FROM backup
                 WHERE epoch = (SELECT epoch FROM replica) ORDER BY number DESC",
            )?;
            let backups = statement.query_map([], record)?.collect::<Result<_, _>>()?;
            Ok(backups)
        })
        .await
    }

    /// What the newest backup of this epoch holds of what the profile's key wrote, when the phone
    /// was told of another one; `told` is the head that it says.
    pub async fn backed_up(
        &self,
        profile: &Profile,
        epoch: u32,
        told: Option<u64>,
    ) -> Result<Option<BackedUp>, StoreError> {
        let profile = profile.clone();
        let told = i64::try_from(told.unwrap_or(0)).unwrap_or(i64::MAX);
        self.read(move |conn| {
            let head: i64 = conn
                .prepare_cached("SELECT COALESCE(MAX(head), 0) FROM backup WHERE epoch = ?1")?
                .query_row([epoch], |row| row.get(0))?;
            if head == told {
                return Ok(None);
            }
            // Told of a newer one than there is: this database went back without a restore.
            let after = if told > head { 0 } else { told };
            let documents = lines(conn, &profile, after, head)?;
            Ok(Some(BackedUp { head: head.unsigned_abs(), documents }))
        })
        .await
    }
}

fn record(row: &Row<'_>) -> rusqlite::Result<BackupRecord> {
    Ok(BackupRecord {
        at: row.get(0)?,
        epoch: row.get(1)?,
        head: row.get::<_, i64>(2)?.unsigned_abs(),
        file: row.get(3)?,
        sha256: row.get(4)?,
        size_bytes: row.get::<_, i64>(5)?.unsigned_abs(),
    })
}

/// For each actor of the profile's key with feed entries after `after` and up to `head`: the last
/// change up to which all of the actor's are in the feed by `head`.
fn lines(
    conn: &Connection,
    profile: &Profile,
    after: i64,
    head: i64,
) -> Result<Vec<DocumentLines>, StoreError> {
    let mut actors = conn.prepare_cached(
        "SELECT document.kind, actor.number, actor.id, actor.last_sequence
         FROM writer
         JOIN actor ON actor.writer = writer.number
         JOIN document ON document.number = actor.document
         WHERE writer.id = ?1 AND document.learner = ?2
           AND EXISTS (SELECT 1 FROM change WHERE change.actor = actor.number
                       AND change.feed > ?3 AND change.feed <= ?4)
         ORDER BY document.kind, actor.number",
    )?;
    let actors: Vec<(u8, i64, [u8; 16], i64)> = actors
        .query_map(params![profile.writer.0, profile.learner_number, after, head], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut documents: Vec<DocumentLines> = Vec::new();
    for (kind, number, id, last) in actors {
        let Some(line) = line(conn, number, ActorId(id), last, head)? else { continue };
        let kind = DocumentKind::from_number(kind)
            .ok_or_else(|| StoreError::damaged("a document's kind"))?;
        let document = DocumentId { learner: profile.learner, kind };
        match documents.last_mut() {
            Some((known, lines)) if *known == document => lines.push(line),
            _ => documents.push((document, vec![line])),
        }
    }
    Ok(documents)
}

fn line(
    conn: &Connection,
    number: i64,
    actor: ActorId,
    last: i64,
    head: i64,
) -> Result<Option<(ReceiptLine, ChangeHash)>, StoreError> {
    let beyond: Option<i64> = conn
        .prepare_cached(
            "SELECT MIN(sequence) FROM change
             WHERE actor = ?1 AND (feed IS NULL OR feed > ?2)",
        )?
        .query_row(params![number, head], |row| row.get(0))?;
    let through = beyond.map_or(last, |first| first - 1);
    conn.prepare_cached("SELECT sequence, hash FROM change WHERE actor = ?1 AND sequence = ?2")?
        .query_row(params![number, through], |row| {
            Ok((ReceiptLine { actor, sequence: row.get(0)? }, ChangeHash(row.get(1)?)))
        })
        .optional()
        .map_err(StoreError::from)
}
