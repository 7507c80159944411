//! Phones whose key wrote one place twice, and hours of the branch that gave way which nobody has
//! written again.
//!
//! As a rule the phone writes them again itself. Where it never comes back, a person decides: whether
//! the key was stolen, and whether the hours were hers. Owns the question. Must not change anything.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use sync_core::ids::{ActorId, LearnerId, WriterId};
use sync_core::record::{Day, Record, WorkEntry};

use super::admission::from_frame;
use super::people::learner_number;
use super::{Store, StoreError};

/// Hours that are kept apart, and that the record does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApartWork {
    /// The entry's id.
    pub entry: String,
    /// Kind of work.
    pub task: String,
    /// When.
    pub day: Day,
    /// How long, where it is paid by time.
    pub minutes: Option<u32>,
    /// How much, where it is paid by what is made.
    pub units: Option<u32>,
}

impl Store {
    /// Of each of a learner's phones whose key forked: what of it is missing in her record.
    pub async fn forks_of(
        &self,
        learner: LearnerId,
    ) -> Result<BTreeMap<i64, Vec<ApartWork>>, StoreError> {
        self.read(move |conn| match learner_number(conn, &learner)? {
            Some(number) => forks(conn, number),
            None => Ok(BTreeMap::new()),
        })
        .await
    }
}

fn forks(conn: &Connection, learner: i64) -> Result<BTreeMap<i64, Vec<ApartWork>>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT writer.device, writer.id, actor.id, sequence, frame
         FROM document JOIN aside ON aside.document = document.number
         JOIN actor ON actor.number = aside.actor
         JOIN writer ON writer.number = actor.writer
         WHERE document.learner = ?1 AND document.kind = 0 AND fate = 1
           AND writer.device IS NOT NULL
         ORDER BY aside.number",
    )?;
    let mut rows = statement.query([learner])?;
    let mut forks: BTreeMap<i64, Vec<ApartWork>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (writer, actor) = (WriterId(row.get(1)?), ActorId(row.get(2)?));
        let frame: Vec<u8> = row.get(4)?;
        let (change, _) = from_frame(&frame, writer, actor, row.get(3)?)?;
        let of_phone = forks.entry(row.get(0)?).or_default();
        for put in change.puts.iter().filter(|put| put.key.section() == "work") {
            let Ok(record) = Record::<WorkEntry>::from_bytes(&put.value) else { continue };
            let entry = put.key.entity().to_owned();
            // Of several versions the last.
            of_phone.retain(|known| known.entry != entry);
            let WorkEntry { task, day, minutes, units, .. } = record.known.clone();
            let work = ApartWork { entry, task, day, minutes, units };
            if !record.known.is_withdrawn() && !is_in_record(conn, learner, &work)? {
                of_phone.push(work);
            }
        }
    }
    Ok(forks)
}

/// Was it written again, in force or replaced since?
fn is_in_record(conn: &Connection, learner: i64, work: &ApartWork) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM work_version
                            WHERE learner = ?1 AND entry = ?2 AND task = ?3 AND day = ?4
                              AND minutes IS ?5 AND units IS ?6)",
        )?
        .query_row(
            params![learner, work.entry, work.task, work.day.0, work.minutes, work.units],
            |row| row.get(0),
        )?)
}
