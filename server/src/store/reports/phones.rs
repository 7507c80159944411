//! A learner's phones: what each has sent, what it said that it still holds, what is missing.
//!
//! Owns how missing changes are counted and named. Each writer numbers her changes in a document from 0, and
//! each signed batch says where it begins; what lies below the highest number known and has not
//! come is missing. What came and could not be admitted yet has come.

use rusqlite::{Connection, named_params};
use sync_core::ids::LearnerId;
use sync_core::trust::{PublicKey, THREE, three_words};

use crate::store::Store;
use crate::store::devices::RevocationReason;
use crate::store::error::StoreError;
use crate::store::people::learner_number;

/// One writer of a learner, on one phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneRow {
    /// The learner's number in this database.
    pub learner: i64,
    /// The phone's number in this database; absent when no phone is known for the key.
    pub device: Option<i64>,
    /// The writer's id, in hex.
    pub writer: String,
    /// What the phone is called; empty when no phone is known for the key.
    pub label: String,
    /// When its key was registered.
    pub since: i64,
    /// When it was last heard from.
    pub last_data: Option<i64>,
    /// Its clock minus ours.
    pub clock_offset_seconds: i64,
    /// Its key waits until somebody of the staff says that it is hers.
    pub waits: bool,
    /// The words that its screen shows while it waits.
    pub compare_words: [u16; THREE],
    /// How many of its changes are held.
    pub changes: u64,
    /// How many more are known to exist.
    pub missing: u64,
    /// How many are known to exist, here or not, but for those that it has not begun to send.
    pub known: u64,
    /// How many came and wait for others that did not.
    pub waiting: u64,
    /// How many are in the record without effect, until staff decide.
    pub held_back: u64,
    /// How many it still had when it was last heard from, by its own word to whichever server, less
    /// what has come since.
    pub unsent: u64,
    /// On a hub: how often it brought what only central can open, and central has not got yet.
    pub carried: u64,
    /// What became of it.
    pub end: Option<PhoneEnd>,
}

/// How a phone's time ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneEnd {
    /// Staff revoked it: it reads nothing more, and what it wrote since is held back.
    Revoked {
        /// When.
        at: i64,
        /// Why.
        reason: RevocationReason,
    },
    /// Another phone took its place: it reads nothing more.
    Replaced {
        /// When.
        at: i64,
    },
}

/// Changes that are known to exist and have not come, as the writer numbers them in one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first, from 1.
    pub from: u64,
    /// The last.
    pub to: u64,
}

/// Whose phones.
#[derive(Clone, Copy, Debug)]
pub(in crate::store) enum Whose {
    /// Everybody's.
    Programme,
    /// All learners' of a centre.
    Center(i64),
    /// All learners' of a cohort.
    Cohort(i64),
    /// One learner's.
    Learner(i64),
    /// All of a centre's learners' that were heard from since a moment.
    HeardAt {
        /// The centre.
        center: i64,
        /// The moment.
        since: i64,
    },
}

/// Phones, oldest first.
pub(in crate::store) fn phones(
    conn: &Connection,
    whose: Whose,
) -> Result<Vec<PhoneRow>, StoreError> {
    let (filter, number, since) = match whose {
        Whose::Programme => (":number is null and :since is null", None, None),
        Whose::Center(number) => (
            "learner.cohort in (select number from cohort where center = :number)
             and :since is null",
            Some(number),
            None,
        ),
        Whose::Cohort(number) => {
            ("learner.cohort = :number and :since is null", Some(number), None)
        }
        Whose::Learner(number) => {
            ("learner.number = :number and :since is null", Some(number), None)
        }
        Whose::HeardAt { center, since } => (
            "learner.cohort in (select number from cohort where center = :number)
             and writer.device in (select number from device where last_seen >= :since)",
            Some(center),
            Some(since),
        ),
    };
    let sql = format!(
        "with own as (
             select writer.number, writer.id, writer.learner, writer.device, writer.registered_at,
                    writer.provisional, writer.public
             from writer join learner on learner.number = writer.learner
             where writer.holder = 0 and writer.provisional < 2 and {filter}
         ),
         signed as (
             select batch.writer, batch.document, batch.running_count
             from batch join own on own.number = batch.writer
         ),
         -- A change that does not tell its place is somewhere of its own.
         arrived as (
             select actor.writer, actor.document, 1 as held, 0 as waits, change.standing as back,
                    coalesce(change.running_index, -change.number) as place
             from own join actor on actor.writer = own.number
             join change on change.actor = actor.number
             union all
             select actor.writer, actor.document, 0, aside.fate = 0, 0,
                    coalesce(aside.running_index, -aside.number - 1099511627776)
             from own join actor on actor.writer = own.number
             join aside on aside.actor = actor.number
         ),
         known as (
             select writer, document, max(total) as total from (
                 select writer, document, running_count as total from signed
                 union all
                 select writer, document, place + 1 from arrived
             ) group by writer, document
         ),
         come as (
             select writer, document, count(distinct place) as places, sum(held) as held,
                    sum(waits) as waits, sum(back) as back
             from arrived group by writer, document
         ),
         counted as (
             select known.writer, sum(coalesce(come.held, 0)) as held,
                    sum(coalesce(come.waits, 0)) as waits, sum(coalesce(come.back, 0)) as back,
                    sum(max(known.total - coalesce(come.places, 0), 0)) as missing,
                    -- What came without its place is known to exist as well.
                    sum(max(known.total, coalesce(come.places, 0))) as total
             from known left join come using (writer, document)
             group by known.writer
         )
         select own.learner, lower(hex(own.id)), coalesce(device.label, ''), own.registered_at,
                device.last_seen, coalesce(device.clock_offset, 0),
                coalesce(counted.held, 0), coalesce(counted.missing, 0), own.device,
                coalesce(counted.waits, 0), coalesce(counted.back, 0),
                -- Of what it said that it had made, all that is known of by now is not to come.
                coalesce(max(device.made - coalesce(counted.total, 0), 0), device.unsent, 0),
                device.revoked_at, device.revoked_reason, profile.withdrawn_at,
                own.provisional, own.public, coalesce(counted.total, 0),
                (select count(*) from carried where carried.device = own.device)
         from own
         left join device on device.number = own.device
         left join profile on profile.writer = own.number
         left join counted on counted.writer = own.number
         order by own.registered_at, own.number"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! { ":number": number, ":since": since })?;
    let mut phones = Vec::new();
    while let Some(row) = rows.next()? {
        let end = match (row.get(12)?, row.get::<_, Option<String>>(13)?, row.get(14)?) {
            (Some(at), reason, _) => {
                let reason = reason.as_deref().and_then(RevocationReason::from_word);
                let reason = reason.ok_or_else(|| StoreError::damaged("a revocation's reason"))?;
                Some(PhoneEnd::Revoked { at, reason })
            }
            (None, _, Some(at)) => Some(PhoneEnd::Replaced { at }),
            (None, _, None) => None,
        };
        phones.push(PhoneRow {
            learner: row.get(0)?,
            device: row.get(8)?,
            writer: row.get(1)?,
            label: row.get(2)?,
            since: row.get(3)?,
            last_data: row.get(4)?,
            clock_offset_seconds: row.get(5)?,
            waits: row.get::<_, u8>(15)? == 1,
            compare_words: three_words(&PublicKey(row.get(16)?)),
            changes: super::count(row, 6)?,
            missing: super::count(row, 7)?,
            known: super::count(row, 17)?,
            waiting: super::count(row, 9)?,
            held_back: super::count(row, 10)?,
            unsent: super::count(row, 11)?,
            carried: super::count(row, 18)?,
            end,
        });
    }
    Ok(phones)
}

/// Phones, oldest first, and which of their changes are missing: what boards, lists of phones and
/// `chaski gaps` all say.
pub(in crate::store) fn with_gaps(
    conn: &Connection,
    whose: Whose,
) -> Result<Vec<DeviceRow>, StoreError> {
    phones(conn, whose)?
        .into_iter()
        .map(|phone| {
            let gaps = if phone.missing > 0 { gaps(conn, &phone.writer)? } else { vec![] };
            Ok(DeviceRow { phone, gaps })
        })
        .collect()
}

/// Which changes of a writer are missing, in order; of several documents one after the other.
/// `writer`: the writer's id, in hex.
fn gaps(conn: &Connection, writer: &str) -> Result<Vec<Gap>, StoreError> {
    let writer = hex::decode(writer).map_err(|_| StoreError::damaged("a writer's id"))?;
    let mut statement = conn.prepare_cached(
        "with own as (select number from writer where id = :writer),
         arrived as (
             select actor.document, change.running_index as place
             from own join actor on actor.writer = own.number
             join change on change.actor = actor.number
             union
             select actor.document, aside.running_index
             from own join actor on actor.writer = own.number
             join aside on aside.actor = actor.number
         ),
         -- What a batch says that it follows upon exists, whether any of it came or not.
         ends as (
             select document, place from arrived where place is not null
             union
             select batch.document, batch.running_count
             from own join batch on batch.writer = own.number
         )
         select document, place, place in
             (select place from arrived
              where arrived.document = ends.document and place is not null)
         from ends order by document, place",
    )?;
    let mut rows = statement.query(named_params! { ":writer": writer })?;
    let mut gaps = Vec::new();
    let (mut document, mut next) = (None, 0_u64);
    while let Some(row) = rows.next()? {
        let (of, place, came): (i64, u64, bool) = (row.get(0)?, super::count(row, 1)?, row.get(2)?);
        if document != Some(of) {
            (document, next) = (Some(of), 0);
        }
        if place > next {
            gaps.push(Gap { from: next + 1, to: place });
        }
        next = next.max(place + u64::from(came));
    }
    Ok(gaps)
}

/// A learner's phones at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRows {
    /// Where the feed stood.
    pub through: i64,
    /// Oldest first.
    pub phones: Vec<DeviceRow>,
}

/// A phone, and which of its changes are missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// The phone.
    pub phone: PhoneRow,
    /// In order.
    pub gaps: Vec<Gap>,
}

impl Store {
    /// A learner's phones; `None` when there is no such learner.
    pub async fn device_rows(&self, learner: LearnerId) -> Result<Option<DeviceRows>, StoreError> {
        self.read(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else { return Ok(None) };
            let through = conn.query_row("select head from programme", [], |row| row.get(0))?;
            let phones = with_gaps(conn, Whose::Learner(number))?;
            Ok(Some(DeviceRows { through, phones }))
        })
        .await
    }
}
