//! Sessions of a cohort: workshops held at a time.
//!
//! Owns their rows, and their place in the feed, by which phones hear of them. Who was there is in
//! the record: see `reports::attendance`. (Sessions that are opened by signing in are `sessions`.)

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest as _, Sha256};
use sync_core::record::Day;
use sync_core::session::{Session, SessionFault, SessionNotice};

use super::audit::append;
use super::people::cohort_number;
use super::programme::{FeedPlace, next_in_feed, to_cbor};
use super::{Replica, Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::programme::{Definition, Mode, Series};

/// What adding or changing a session came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheduled {
    /// It stands so now.
    Stands(Session),
    /// No such cohort, or no such session.
    NotThere,
    /// There is a session of this id already, in another cohort.
    IdTaken,
    /// It would not be one.
    Fault(SessionFault),
}

/// What is to change of a session: what is absent stays, what is `Some(None)` is taken away.
#[derive(Clone, Debug, Default)]
pub struct SessionChange {
    /// What it is called.
    pub title: Option<String>,
    /// When.
    pub day: Option<Day>,
    /// Minute of the day.
    pub start: Option<u16>,
    /// How long.
    pub minutes: Option<u16>,
    /// Where.
    pub place: Option<Option<String>>,
    /// Where, by video.
    pub link: Option<Option<String>>,
    /// Who leads it.
    pub facilitator: Option<Option<String>>,
    /// The series that it belongs to.
    pub series: Option<Option<String>>,
    /// It is not held.
    pub cancelled: Option<bool>,
}

impl SessionChange {
    fn apply(self, session: &mut Session) {
        set(&mut session.title, self.title);
        set(&mut session.day, self.day);
        set(&mut session.start, self.start);
        set(&mut session.minutes, self.minutes);
        set(&mut session.place, self.place);
        set(&mut session.link, self.link);
        set(&mut session.facilitator, self.facilitator);
        set(&mut session.series, self.series);
        if let Some(cancelled) = self.cancelled {
            session.cancelled = cancelled.then_some(true);
        }
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

impl Store {
    /// Adds a session and tells the cohort's phones of it. One of the same id stays as it is: the
    /// form was sent twice.
    pub async fn add_session(
        &self,
        replica: Arc<Replica>,
        session: Session,
        by: Option<String>,
        now: i64,
    ) -> Result<Scheduled, StoreError> {
        self.write(move |conn| {
            if let Some((_, known)) = find(conn, &session.id)? {
                let is_here = known.cohort == session.cohort;
                return Ok(if is_here { Scheduled::Stands(known) } else { Scheduled::IdTaken });
            }
            if let Err(fault) = session.check().and_then(|()| of_a_series(conn, &session)) {
                return Ok(Scheduled::Fault(fault));
            }
            let Some(cohort) = cohort_number(conn, &session.cohort)? else {
                return Ok(Scheduled::NotThere);
            };
            let session = Session { edition: edition(0, now), ..session };
            conn.prepare_cached(
                "INSERT INTO cohort_session
                     (cohort, id, edition, title, day, start, minutes, cancelled, notice, announced)
                 VALUES (?1, ?2, 0, '', 0, 0, 0, 0, x'', 0)",
            )?
            .execute(params![cohort, session.id])?;
            keep(conn, &replica, conn.last_insert_rowid(), &session)?;
            note(conn, &session, by, now)?;
            Ok(Scheduled::Stands(session))
        })
        .await
    }

    /// Changes a session and tells the cohort's phones. What changes nothing is told to nobody.
    pub async fn change_session(
        &self,
        replica: Arc<Replica>,
        id: [u8; 16],
        change: SessionChange,
        by: Option<String>,
        now: i64,
    ) -> Result<Scheduled, StoreError> {
        self.write(move |conn| {
            let Some((number, known)) = find(conn, &id)? else { return Ok(Scheduled::NotThere) };
            let mut session = known.clone();
            change.apply(&mut session);
            if session == known {
                return Ok(Scheduled::Stands(known));
            }
            if let Err(fault) = session.check().and_then(|()| of_a_series(conn, &session)) {
                return Ok(Scheduled::Fault(fault));
            }
            session.edition = edition(known.edition, now);
            keep(conn, &replica, number, &session)?;
            note(conn, &session, by, now)?;
            Ok(Scheduled::Stands(session))
        })
        .await
    }

    /// One session.
    pub async fn session(&self, id: [u8; 16]) -> Result<Option<Session>, StoreError> {
        self.read(move |conn| Ok(find(conn, &id)?.map(|(_, session)| session))).await
    }

    /// A cohort's sessions, the earliest first.
    pub async fn sessions_of(&self, cohort: String) -> Result<Vec<Session>, StoreError> {
        self.read(move |conn| sessions_of(conn, &cohort)).await
    }
}

/// A cohort's sessions, the earliest first, inside the caller's transaction.
pub(super) fn sessions_of(conn: &Connection, cohort: &str) -> Result<Vec<Session>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "{SELECT} WHERE cohort.id = ?1 ORDER BY day, start, cohort_session.number"
    ))?;
    let rows = statement.query_map([cohort], |row| Ok(session(row)?.1))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const SELECT: &str = "SELECT cohort_session.number, cohort_session.id, edition, cohort.id,
    cohort_session.title, day, start, minutes, place, link, facilitator, cancelled, series
    FROM cohort_session JOIN cohort ON cohort.number = cohort_session.cohort";

fn find(conn: &Connection, id: &[u8; 16]) -> Result<Option<(i64, Session)>, StoreError> {
    Ok(conn
        .prepare_cached(&format!("{SELECT} WHERE cohort_session.id = ?1"))?
        .query_row([id], session)
        .optional()?)
}

fn session(row: &Row<'_>) -> rusqlite::Result<(i64, Session)> {
    let session = Session {
        id: row.get(1)?,
        edition: row.get::<_, i64>(2)?.unsigned_abs(),
        cohort: row.get(3)?,
        title: row.get(4)?,
        day: Day(row.get(5)?),
        start: row.get(6)?,
        minutes: row.get(7)?,
        place: row.get(8)?,
        link: row.get(9)?,
        facilitator: row.get(10)?,
        cancelled: row.get::<_, bool>(11)?.then_some(true),
        series: row.get(12)?,
    };
    Ok((row.get(0)?, session))
}

/// Where it names a series, some version of the definition has it, and it is held as that one says.
fn of_a_series(conn: &Connection, session: &Session) -> Result<(), SessionFault> {
    let Some(named) = &session.series else { return Ok(()) };
    let found = series_of(conn, named).ok().flatten().ok_or(SessionFault("series"))?;
    let fits = match found.mode {
        Mode::OnSite => session.link.is_none(),
        Mode::Online => session.place.is_none(),
        Mode::Either => true,
    };
    if fits { Ok(()) } else { Err(SessionFault("series")) }
}

/// Of the latest version that has it.
fn series_of(conn: &Connection, id: &str) -> Result<Option<Series>, StoreError> {
    let mut statement = conn.prepare_cached("SELECT json FROM definition ORDER BY version DESC")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let json: String = row.get(0)?;
        let definition =
            Definition::stored(&json).map_err(|_| StoreError::damaged("a definition"))?;
        let found = definition.form.series.into_iter().find(|series| series.id.as_str() == id);
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Later than the one before, and than any that a backup from before now can hold.
fn edition(before: u64, now: i64) -> u64 {
    (before + 1).max(now.unsigned_abs())
}

/// Writes how a session stands, signs it, and puts it into the feed.
fn keep(
    conn: &Connection,
    replica: &Replica,
    number: i64,
    session: &Session,
) -> Result<(), StoreError> {
    let notice = to_cbor(&SessionNotice::issue(&replica.key, session))?;
    let hash: [u8; 32] = Sha256::digest(&notice).into();
    let FeedPlace { sequence, chain } = next_in_feed(conn, &hash)?;
    conn.prepare_cached(
        "UPDATE cohort_session
         SET edition = ?2, title = ?3, day = ?4, start = ?5, minutes = ?6, place = ?7, link = ?8,
             facilitator = ?9, cancelled = ?10, notice = ?11, announced = ?12, series = ?13
         WHERE number = ?1",
    )?
    .execute(params![
        number,
        session.edition as i64,
        session.title,
        session.day.0,
        session.start,
        session.minutes,
        session.place,
        session.link,
        session.facilitator,
        session.is_cancelled(),
        notice,
        sequence,
        session.series,
    ])?;
    conn.prepare_cached(
        "INSERT INTO feed (programme, sequence, cohort, session, hash, chain)
         SELECT 1, ?1, cohort, number, ?3, ?4 FROM cohort_session WHERE number = ?2",
    )?
    .execute(params![sequence, number, hash, chain])?;
    Ok(())
}

fn note(
    conn: &Connection,
    session: &Session,
    by: Option<String>,
    now: i64,
) -> Result<(), StoreError> {
    let subject = Subject::Other("session", session.id_text());
    let entry = AuditEntry::by_login(by, Act::ManageSessions, subject, now);
    append(conn, &entry.with("cohort", session.cohort.as_str()))
}
