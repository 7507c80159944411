//! A learner's phones: what each has sent, and what is known to be missing.
//!
//! Owns how missing changes are counted. Each writer numbers her changes in a document from 0, and
//! each signed batch says where it begins; what lies below the highest number known and has not
//! come is missing. What came and could not be admitted yet has come.

use rusqlite::{Connection, named_params};

use crate::store::error::StoreError;

/// One writer of a learner, on one phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneRow {
    /// The learner's number in this database.
    pub learner: i64,
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
    /// How many of its changes are held.
    pub changes: u64,
    /// How many more are known to exist.
    pub missing: u64,
}

/// Whose phones.
pub(super) enum Whose {
    /// All learners' of a cohort.
    Cohort(i64),
    /// One learner's.
    Learner(i64),
}

/// Phones, oldest first.
pub(super) fn phones(conn: &Connection, whose: Whose) -> Result<Vec<PhoneRow>, StoreError> {
    let (filter, number) = match whose {
        Whose::Cohort(number) => ("learner.cohort = :number", number),
        Whose::Learner(number) => ("learner.number = :number", number),
    };
    let sql = format!(
        "with own as (
             select writer.number, writer.id, writer.learner, writer.device, writer.registered_at,
                    writer.provisional
             from writer join learner on learner.number = writer.learner
             where writer.holder = 0 and writer.provisional < 2 and {filter}
         ),
         signed as (
             select batch.writer, batch.document, batch.running_count
             from batch join own on own.number = batch.writer
         ),
         -- A change that does not tell its place is somewhere of its own.
         arrived as (
             select actor.writer, actor.document, 1 as held,
                    coalesce(change.running_index, -change.number) as place
             from own join actor on actor.writer = own.number
             join change on change.actor = actor.number
             union all
             select actor.writer, actor.document, 0,
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
             select writer, document, count(distinct place) as places, sum(held) as held
             from arrived group by writer, document
         ),
         counted as (
             select known.writer, sum(coalesce(come.held, 0)) as held,
                    sum(max(known.total - coalesce(come.places, 0), 0)) as missing
             from known left join come using (writer, document)
             group by known.writer
         )
         select own.learner, lower(hex(own.id)), coalesce(device.label, ''), own.registered_at,
                device.last_seen, coalesce(device.clock_offset, 0),
                coalesce(counted.held, 0), coalesce(counted.missing, 0),
                own.provisional
         from own
         left join device on device.number = own.device
         left join counted on counted.writer = own.number
         order by own.registered_at, own.number"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(named_params! { ":number": number }, |row| {
        Ok(PhoneRow {
            learner: row.get(0)?,
            writer: row.get(1)?,
            label: row.get(2)?,
            since: row.get(3)?,
            last_data: row.get(4)?,
            clock_offset_seconds: row.get(5)?,
            waits: row.get::<_, u8>(8)? == 1,
            changes: super::count(row, 6)?,
            missing: super::count(row, 7)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
