//! Phones' clocks beside the servers': anchors, as they are taken here and told by other servers.
//!
//! Owns the anchors and what follows from the newest of a phone: when it was last heard from, how
//! far off its clock is, and how much it said that it still had. Between a hub and central they are
//! told once each, by number; telling one again changes nothing. Must not correct a claimed time:
//! see `admission`.

use rusqlite::{Connection, OptionalExtension, params};

use minicbor::{Decode, Encode};
use sync_core::ids::WriterId;

use super::directory::Profile;
use super::hubs::Hub;
use super::{Pending, Store, StoreError};

/// From here on a clock counts as off: networks delay by less, and clocks drift by less between
/// two meetings.
pub(crate) const CLOCK_TOLERANCE_SECONDS: i64 = 120;
/// The most that is told at once.
const MOST_SPANS: usize = 512;
/// Neither moment nor offset is further away: what is added and taken from them stays a number.
const FURTHEST_SECONDS: i64 = 1 << 42;
/// Who took an anchor.
const HERE: i64 = 0;
/// On a hub.
const CENTRAL: i64 = 1;

/// A phone's clock and a server's, from one meeting to another between which they went alike.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ClockSpan {
    /// The phone's key for this learner.
    #[n(0)]
    pub writer: WriterId,
    /// By the server's clock: seconds since 1970.
    #[n(1)]
    pub since: i64,
    /// The last of these meetings.
    #[n(2)]
    pub until: i64,
    /// The phone's clock minus the server's, in seconds.
    #[n(3)]
    pub offset: i64,
    /// How many changes it is known to have made, here or not.
    #[n(4)]
    pub made: Option<u64>,
}

impl ClockSpan {
    /// Anybody's numbers may be in it.
    fn is_sound(&self) -> bool {
        let is_near = |seconds: i64| (-FURTHEST_SECONDS..=FURTHEST_SECONDS).contains(&seconds);
        let made = self.made.unwrap_or(0);
        self.since <= self.until
            && [self.since, self.until, self.offset].into_iter().all(is_near)
            && made <= FURTHEST_SECONDS.unsigned_abs()
    }
}

/// What one server tells the other of clocks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClockNews {
    /// Oldest news first.
    pub spans: Vec<ClockSpan>,
    /// Ask for what is newer than this the next time.
    pub through: i64,
    /// There is more.
    pub more: bool,
}

/// When a phone was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// It is here now.
    Here,
    /// It was at a hub, which carries its words.
    Elsewhere,
}

impl Store {
    /// Queues both clocks, as a meeting found them, and how many changes the phone said that it
    /// still has.
    pub async fn record_anchor(
        &self,
        profile: &Profile,
        (server_time, device_time): (i64, i64),
        meeting: Meeting,
        unsent: Option<u32>,
    ) -> Result<Pending<()>, StoreError> {
        let device = profile.device;
        let offset = device_time.saturating_sub(server_time);
        self.enqueue(move |conn| {
            let row = Row { device, source: HERE, since: server_time, until: server_time, offset };
            meet(conn, row)?;
            // Whatever our own clock said before, this is the newest.
            let before = if meeting == Meeting::Here { i64::MAX } else { server_time };
            hear(conn, row, Word::Unsent(unsent.unwrap_or(0)), before)
        })
        .await
    }

    /// Notes how many changes a phone has made that still has some, once what it brought is here.
    pub async fn note_made(
        &self,
        profile: &Profile,
        met_at: i64,
        unsent: u32,
    ) -> Result<(), StoreError> {
        let device = profile.device;
        self.write(move |conn| {
            let made = known(conn, device)?.saturating_add(i64::from(unsent));
            conn.prepare_cached(
                "UPDATE device SET made = ?3 WHERE number = ?1 AND last_seen = ?2",
            )?
            .execute(params![device, met_at, made])?;
            Ok(())
        })
        .await
    }

    /// On a hub: anchors that central was not told yet.
    pub async fn clocks_for_central(&self) -> Result<ClockNews, StoreError> {
        self.read(|conn| {
            let told: i64 =
                conn.query_row("SELECT anchors_told FROM upstream", [], |row| row.get(0))?;
            news(conn, told, "anchor.source = 0 AND ?2 IS NULL AND ?3 IS NULL", None)
        })
        .await
    }

    /// On a hub: up to which of central's anchors it has heard.
    pub async fn clocks_heard(&self) -> Result<i64, StoreError> {
        self.read(|conn| {
            Ok(conn.query_row("SELECT anchors_heard FROM upstream", [], |row| row.get(0))?)
        })
        .await
    }

    /// On a hub: central was told, and said what is new there.
    pub async fn exchanged_clocks(
        &self,
        told: i64,
        heard: Option<ClockNews>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.execute("UPDATE upstream SET anchors_told = ?1", [told])?;
            if let Some(heard) = heard {
                for span in &heard.spans {
                    take(conn, CENTRAL, span, None, now)?;
                }
                conn.execute("UPDATE upstream SET anchors_heard = ?1", [heard.through])?;
            }
            Ok(())
        })
        .await
    }

    /// At central: what other servers than this hub found of the clocks of its centre's phones.
    pub async fn clocks_for_hub(&self, hub: &Hub, heard: i64) -> Result<ClockNews, StoreError> {
        let hub = hub.clone();
        self.read(move |conn| {
            let last: i64 =
                conn.query_row("SELECT COALESCE(MAX(number), 0) FROM anchor", [], |row| {
                    row.get(0)
                })?;
            // It heard what is not here any more: this disk went back.
            let heard = if heard > last { 0 } else { heard };
            let of = "anchor.source <> ?2 AND device.learner IN
                 (SELECT learner.number FROM learner
                  JOIN cohort ON cohort.number = learner.cohort WHERE cohort.center = ?3)";
            let found = news(conn, heard, of, Some(&hub))?;
            Ok(match found.more {
                true => found,
                false => ClockNews { through: last, ..found },
            })
        })
        .await
    }

    /// At central: a hub's word on its centre's phones.
    pub async fn take_clocks(
        &self,
        hub: &Hub,
        spans: Vec<ClockSpan>,
        now: i64,
    ) -> Result<(), StoreError> {
        let hub = hub.clone();
        self.write(move |conn| {
            for span in &spans {
                take(conn, hub.number, span, Some(hub.center), now)?;
            }
            Ok(())
        })
        .await
    }
}

/// On a hub: central was put back, and is told everything again, as this hub is.
pub(super) fn tell_all_again(conn: &Connection) -> Result<(), StoreError> {
    conn.execute("UPDATE upstream SET anchors_told = 0, anchors_heard = 0", [])?;
    Ok(())
}

#[derive(Clone, Copy)]
struct Row {
    device: i64,
    source: i64,
    since: i64,
    until: i64,
    offset: i64,
}

/// A meeting at which the clocks go as they went moves the end of the last span; else one begins.
fn meet(conn: &Connection, row: Row) -> Result<(), StoreError> {
    let last: Option<Row> = conn
        .prepare_cached(
            "SELECT since, until, offset FROM anchor
             WHERE device = ?1 AND source = ?2 AND since <= ?3 ORDER BY since DESC LIMIT 1",
        )?
        .query_row(params![row.device, row.source, row.until], |found| {
            Ok(Row { since: found.get(0)?, until: found.get(1)?, offset: found.get(2)?, ..row })
        })
        .optional()?;
    let alike =
        |last: &Row| last.offset.abs_diff(row.offset) <= CLOCK_TOLERANCE_SECONDS.unsigned_abs();
    match last {
        // Nothing new of the clock; told again, since more may be known of what the phone made.
        Some(last) if alike(&last) && last.until >= row.until => put(conn, last),
        Some(last) if alike(&last) => put(conn, Row { since: last.since, ..row }),
        _ => put(conn, row),
    }
}

/// Writes a span in the place of the one that began when it does, as the newest of all.
fn put(conn: &Connection, row: Row) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM anchor WHERE device = ?1 AND source = ?2 AND since = ?3")?
        .execute(params![row.device, row.source, row.since])?;
    conn.prepare_cached(
        "INSERT INTO anchor (device, source, since, until, offset) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![row.device, row.source, row.since, row.until, row.offset])?;
    Ok(())
}

/// What a phone said of its changes.
#[derive(Clone, Copy)]
enum Word {
    /// To us: how many it still had.
    Unsent(u32),
    /// To another server: how many it had made.
    Made(u64),
}

/// What follows for the phone, if all that was heard from it was `before`.
fn hear(conn: &Connection, row: Row, word: Word, before: i64) -> Result<(), StoreError> {
    let (unsent, made) = match word {
        Word::Unsent(unsent) => (unsent, None),
        Word::Made(made) => (0, Some(i64::try_from(made).unwrap_or(i64::MAX))),
    };
    conn.prepare_cached(
        "UPDATE device SET last_seen = ?2, clock_offset = ?3, unsent = ?4, made = ?5
         WHERE number = ?1 AND (last_seen IS NULL OR last_seen < ?6)",
    )?
    .execute(params![row.device, row.until, row.offset, unsent, made, before])?;
    Ok(())
}

/// How many changes of a phone's are known of: here, or before one that is.
fn known(conn: &Connection, device: i64) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached(
            "WITH own AS (SELECT number FROM writer WHERE device = ?1),
             ends AS (
                 SELECT document, running_count AS made FROM batch WHERE writer IN own
                 UNION ALL
                 SELECT actor.document, running_index + 1 FROM actor
                 JOIN change ON change.actor = actor.number WHERE actor.writer IN own
                 UNION ALL
                 SELECT actor.document, running_index + 1 FROM actor
                 JOIN aside ON aside.actor = actor.number WHERE actor.writer IN own)
             SELECT COALESCE(SUM(made), 0)
             FROM (SELECT MAX(made) AS made FROM ends GROUP BY document)",
        )?
        .query_row([device], |row| row.get(0))?)
}

/// Takes another server's word in. Its clock may be ahead of ours: nothing was later than now.
fn take(
    conn: &Connection,
    source: i64,
    span: &ClockSpan,
    center: Option<i64>,
    now: i64,
) -> Result<(), StoreError> {
    if !span.is_sound() {
        return Ok(());
    }
    let device: Option<i64> = conn
        .prepare_cached(
            "SELECT device.number FROM writer
             JOIN device ON device.number = writer.device
             JOIN learner ON learner.number = device.learner
             JOIN cohort ON cohort.number = learner.cohort
             WHERE writer.id = ?1 AND (?2 IS NULL OR cohort.center = ?2)",
        )?
        .query_row(params![span.writer.0, center], |row| row.get(0))
        .optional()?;
    // Of a centre that it left, or erased.
    let Some(device) = device else { return Ok(()) };
    let (since, until) = (span.since.min(now), span.until.min(now));
    let row = Row { device, source, since, until, offset: span.offset };
    let known: Option<i64> = conn
        .prepare_cached(
            "SELECT until FROM anchor WHERE device = ?1 AND source = ?2 AND since = ?3",
        )?
        .query_row(params![device, source, since], |row| row.get(0))
        .optional()?;
    if known.is_none_or(|known| known < until) {
        put(conn, row)?;
    }
    let Some(made) = span.made else { return Ok(()) };
    hear(conn, row, Word::Made(made), until)?;
    // Whenever it was heard from: it had made as many, and the other may know of more.
    conn.prepare_cached("UPDATE device SET made = max(COALESCE(made, 0), ?2) WHERE number = ?1")?
        .execute(params![device, i64::try_from(made).unwrap_or(i64::MAX)])?;
    Ok(())
}

/// How many changes a phone has made, as far as is known here.
fn made(conn: &Connection, device: i64, unsent: i64, said: Option<i64>) -> Result<u64, StoreError> {
    let known = known(conn, device)?;
    Ok(said.unwrap_or(known.saturating_add(unsent)).max(known).unsigned_abs())
}

/// What is newer than `after`, of those that `of` names.
fn news(
    conn: &Connection,
    after: i64,
    of: &str,
    hub: Option<&Hub>,
) -> Result<ClockNews, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT anchor.number, writer.id, anchor.since, until, offset,
                device.number, device.unsent, device.made
         FROM anchor
         JOIN device ON device.number = anchor.device
         JOIN writer ON writer.number =
              (SELECT MAX(number) FROM writer WHERE writer.device = device.number)
         WHERE anchor.number > ?1 AND {of}
         ORDER BY anchor.number LIMIT ?4"
    ))?;
    let most = MOST_SPANS as i64;
    let (source, center) = (hub.map(|hub| hub.number), hub.map(|hub| hub.center));
    let mut rows = statement.query(params![after, source, center, most])?;
    let mut found = ClockNews { through: after, ..ClockNews::default() };
    while let Some(row) = rows.next()? {
        found.through = row.get(0)?;
        found.spans.push(ClockSpan {
            writer: WriterId(row.get(1)?),
            since: row.get(2)?,
            until: row.get(3)?,
            offset: row.get(4)?,
            made: Some(made(conn, row.get(5)?, row.get(6)?, row.get(7)?)?),
        });
    }
    found.more = found.spans.len() == MOST_SPANS;
    Ok(found)
}
