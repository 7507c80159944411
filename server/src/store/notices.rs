//! Notices of a cohort: openings, fairs, seed capital.
//!
//! Owns their rows, and their place in the feed, by which phones hear of them. An opening that nobody
//! verified as it stands is told to no phone. Who is interested is in the record: see `openings`.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest as _, Sha256};
use sync_core::notice::{Notice, NoticeFault, NoticeKind, SignedNotice};

use super::audit::append;
use super::people::cohort_number;
use super::programme::{FeedPlace, from_cbor, next_in_feed, to_cbor};
use super::{Replica, Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// A notice as central keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNotice {
    /// As staff wrote it.
    pub notice: Notice,
    /// When somebody verified it as it stands: seconds since 1970. Openings alone have it.
    pub verified_at: Option<i64>,
    /// Phones are told of it.
    pub is_told: bool,
}

/// What adding or changing a notice came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noticed {
    /// It stands so now.
    Stands(Box<KeptNotice>),
    /// No such cohort, or no such notice.
    NotThere,
    /// There is a notice of this id already, in another cohort or of another kind.
    IdTaken,
    /// It would not be one.
    Fault(NoticeFault),
}

/// Who writes a notice, and whether she answers for it.
#[derive(Clone, Debug)]
pub struct Writing {
    /// A login; absent: the command line.
    pub by: Option<String>,
    /// Her name is on it as whoever verified this opening.
    pub verifies: bool,
    /// Seconds since 1970.
    pub now: i64,
}

impl Store {
    /// Adds a notice and tells the cohort's phones of it, where it may be told. One of the same id
    /// stays as it is: the form was sent twice.
    pub async fn add_notice(
        &self,
        replica: Arc<Replica>,
        notice: Notice,
        writing: Writing,
    ) -> Result<Noticed, StoreError> {
        self.write(move |conn| {
            if let Some((_, kept)) = find(conn, &notice.id)? {
                let is_same =
                    kept.notice.cohort == notice.cohort && kept.notice.kind == notice.kind;
                return Ok(if is_same { Noticed::Stands(kept.into()) } else { Noticed::IdTaken });
            }
            if let Err(fault) = notice.check() {
                return Ok(Noticed::Fault(fault));
            }
            let Some(cohort) = cohort_number(conn, &notice.cohort)? else {
                return Ok(Noticed::NotThere);
            };
            let notice = Notice { edition: edition(0, writing.now), ..notice };
            conn.prepare_cached(
                "INSERT INTO cohort_notice
                     (cohort, id, edition, ends_on, body, notice, announced)
                 VALUES (?1, ?2, 0, 0, x'', x'', 0)",
            )?
            .execute(params![cohort, notice.id])?;
            let number = conn.last_insert_rowid();
            let verified_at = verified(&notice, &writing);
            let kept = keep(conn, &replica, number, notice, verified_at, &writing)?;
            Ok(Noticed::Stands(kept.into()))
        })
        .await
    }

    /// Puts a notice in the place of the one of its id. An opening of which anything but its end is
    /// changed is verified anew, or told to phones no more. What changes nothing is told to nobody.
    pub async fn change_notice(
        &self,
        replica: Arc<Replica>,
        notice: Notice,
        writing: Writing,
    ) -> Result<Noticed, StoreError> {
        self.write(move |conn| {
            let Some((number, kept)) = find(conn, &notice.id)? else {
                return Ok(Noticed::NotThere);
            };
            if kept.notice.cohort != notice.cohort || kept.notice.kind != notice.kind {
                return Ok(Noticed::IdTaken);
            }
            if let Err(fault) = notice.check() {
                return Ok(Noticed::Fault(fault));
            }
            let says_the_same = says_the_same(&kept.notice, &notice);
            let stays = says_the_same && kept.verified_at.is_some() && !writing.verifies;
            // Who verified it goes on answering for what she saw.
            let by = if stays { kept.notice.by.clone() } else { notice.by.clone() };
            let verified_at = if stays { kept.verified_at } else { verified(&notice, &writing) };
            let next = Notice { by, edition: kept.notice.edition, ..notice };
            let is_new = next != kept.notice || verified_at.is_some() != kept.verified_at.is_some();
            if !is_new {
                return Ok(Noticed::Stands(kept.into()));
            }
            let next = Notice { edition: edition(kept.notice.edition, writing.now), ..next };
            let kept = keep(conn, &replica, number, next, verified_at, &writing)?;
            Ok(Noticed::Stands(kept.into()))
        })
        .await
    }

    /// One notice.
    pub async fn notice(&self, id: [u8; 16]) -> Result<Option<KeptNotice>, StoreError> {
        self.read(move |conn| Ok(find(conn, &id)?.map(|(_, kept)| kept))).await
    }
}

/// A cohort's notices, those that end last before the others.
pub(super) fn notices_of(conn: &Connection, cohort: i64) -> Result<Vec<KeptNotice>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "{SELECT} WHERE cohort = ?1 ORDER BY ends_on DESC, cohort_notice.number DESC"
    ))?;
    let rows = statement.query_map([cohort], row)?;
    rows.map(|row| Ok(read(row?)?.1)).collect()
}

const SELECT: &str =
    "SELECT cohort_notice.number, body, verified_at, length(cohort_notice.notice) > 0
     FROM cohort_notice";

type NoticeRow = (i64, Vec<u8>, Option<i64>, bool);

fn row(row: &Row<'_>) -> rusqlite::Result<NoticeRow> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn read(
    (number, body, verified_at, has_notice): NoticeRow,
) -> Result<(i64, KeptNotice), StoreError> {
    let notice: Notice = from_cbor(&body)?;
    let may_be_told = notice.kind != NoticeKind::Opening || verified_at.is_some();
    let is_told = has_notice && may_be_told && !notice.is_closed();
    Ok((number, KeptNotice { notice, verified_at, is_told }))
}

fn find(conn: &Connection, id: &[u8; 16]) -> Result<Option<(i64, KeptNotice)>, StoreError> {
    let found = conn
        .prepare_cached(&format!("{SELECT} WHERE cohort_notice.id = ?1"))?
        .query_row([id], row)
        .optional()?;
    found.map(read).transpose()
}

/// Since when an opening is verified: now, where she says so.
fn verified(notice: &Notice, writing: &Writing) -> Option<i64> {
    (notice.kind == NoticeKind::Opening && writing.verifies).then_some(writing.now)
}

/// Is nothing other than when it ends?
fn says_the_same(a: &Notice, b: &Notice) -> bool {
    let plain = |notice: &Notice| Notice {
        edition: 0,
        by: String::new(),
        closed: None,
        ends_on: b.ends_on,
        ..notice.clone()
    };
    plain(a) == plain(b)
}

/// Later than the one before, and than any that a backup from before now can hold.
fn edition(before: u64, now: i64) -> u64 {
    (before + 1).max(now.unsigned_abs())
}

/// Writes how a notice stands and notes it; where phones are to hear of it, or heard of it before,
/// signs it and puts it into the feed.
fn keep(
    conn: &Connection,
    replica: &Replica,
    number: i64,
    notice: Notice,
    verified_at: Option<i64>,
    writing: &Writing,
) -> Result<KeptNotice, StoreError> {
    let by = verified_at.map(|_| writing.by.as_deref().unwrap_or_default());
    conn.prepare_cached(
        "UPDATE cohort_notice
         SET edition = ?2, ends_on = ?3, body = ?4, verified_at = ?5,
             verified_by = CASE WHEN verified_at IS ?5 THEN verified_by ELSE ?6 END
         WHERE number = ?1",
    )?
    .execute(params![
        number,
        notice.edition as i64,
        notice.ends_on.0,
        to_cbor(&notice)?,
        verified_at,
        by,
    ])?;
    let may_be_told = notice.kind != NoticeKind::Opening || verified_at.is_some();
    let was_told: bool = conn
        .prepare_cached("SELECT announced > 0 FROM cohort_notice WHERE number = ?1")?
        .query_row([number], |row| row.get(0))?;
    if may_be_told || was_told {
        let closed = if may_be_told { notice.closed } else { Some(true) };
        announce(conn, replica, number, &Notice { closed, ..notice.clone() })?;
    }
    let subject = Subject::Other("notice", notice.id_text());
    let entry = AuditEntry::by_login(writing.by.clone(), Act::ManageNotices, subject, writing.now)
        .with("cohort", notice.cohort.as_str())
        .with("kind", notice.kind.word())
        .with("verified", verified_at.is_some().to_string())
        .with("closed", notice.is_closed().to_string());
    append(conn, &entry)?;
    let is_told = may_be_told && !notice.is_closed();
    Ok(KeptNotice { notice, verified_at, is_told })
}

fn announce(
    conn: &Connection,
    replica: &Replica,
    number: i64,
    notice: &Notice,
) -> Result<(), StoreError> {
    let signed = to_cbor(&SignedNotice::issue(&replica.key, notice))?;
    let hash: [u8; 32] = Sha256::digest(&signed).into();
    conn.prepare_cached("UPDATE cohort_notice SET notice = ?2 WHERE number = ?1")?
        .execute(params![number, signed])?;
    put_in_feed(conn, number, &hash)
}

/// Gives a notice, as it is kept, the next place in the feed of its cohort.
pub(super) fn put_in_feed(
    conn: &Connection,
    number: i64,
    hash: &[u8; 32],
) -> Result<(), StoreError> {
    let FeedPlace { sequence, chain } = next_in_feed(conn, hash)?;
    conn.prepare_cached("UPDATE cohort_notice SET announced = ?2 WHERE number = ?1")?
        .execute(params![number, sequence])?;
    conn.prepare_cached(
        "INSERT INTO feed (programme, sequence, cohort, notice, hash, chain)
         SELECT 1, ?1, cohort, number, ?3, ?4 FROM cohort_notice WHERE number = ?2",
    )?
    .execute(params![sequence, number, hash, chain])?;
    Ok(())
}
