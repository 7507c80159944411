//! What somebody agreed to, and how she may be reached.
//!
//! Owns the `consent` and `contact` rows. Consents are only added to. Must not decide who may look.

use rusqlite::{Connection, Row, named_params, params};
use sync_core::record::Day;

use super::error::StoreError;
use super::hubs::next_number;
use crate::person::{Channel, Consent, Contact, Covered, Way};

/// A consent, and who wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRow {
    /// To what, to which text, when.
    pub consent: Consent,
    /// Seconds since 1970.
    pub recorded_at: i64,
    /// A login; absent at the command line.
    pub recorded_by: Option<String>,
}

pub(super) fn put_consent(
    conn: &Connection,
    learner: i64,
    consent: &Consent,
    by: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    let covers: Vec<&str> = consent.covers.iter().map(|covered| covered.word()).collect();
    conn.execute(
        &format!(
            "insert into consent
                 (number, learner, covers, version, given, recorded_at, recorded_by)
             values ({}, ?1, ?2, ?3, ?4, ?5, ?6)",
            next_number("consent")
        ),
        params![learner, covers.join(" "), consent.version, consent.given.0, now, by],
    )?;
    Ok(())
}

pub(super) fn consents(conn: &Connection, learner: i64) -> Result<Vec<ConsentRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "select covers, version, given, recorded_at, recorded_by from consent
         where learner = ?1 order by number desc",
    )?;
    let rows = statement.query_map([learner], |row| {
        let covers: String = row.get(0)?;
        let covers = covers.split_whitespace().filter_map(Covered::from_word).collect();
        Ok(ConsentRow {
            consent: Consent { covers, version: row.get(1)?, given: Day(row.get(2)?) },
            recorded_at: row.get(3)?,
            recorded_by: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(super) fn put_contact(
    conn: &Connection,
    learner: i64,
    contact: &Contact,
    now: i64,
) -> Result<(), StoreError> {
    let way = match contact {
        Contact::Nobody => None,
        Contact::By(way) => Some(way),
    };
    let hours = way.and_then(|way| way.hours);
    conn.execute(
        "insert into contact
             (learner, channel, tel, starts, ends, ask_for, leave_message, changed_at)
         values (:learner, :channel, :tel, :starts, :ends, :ask_for, :leave_message, :now)
         on conflict (learner) do update set
             channel = excluded.channel, tel = excluded.tel, starts = excluded.starts,
             ends = excluded.ends, ask_for = excluded.ask_for,
             leave_message = excluded.leave_message, changed_at = excluded.changed_at",
        named_params! {
            ":learner": learner,
            ":channel": way.map_or("none", |way| way.channel.word()),
            ":tel": way.map(|way| &way.number),
            ":starts": hours.map(|(starts, _)| starts),
            ":ends": hours.map(|(_, ends)| ends),
            ":ask_for": way.and_then(|way| way.ask_for.as_ref()),
            ":leave_message": way.is_some_and(|way| way.may_leave_message),
            ":now": now,
        },
    )?;
    Ok(())
}

/// Reads `channel, tel, starts, ends, ask_for, leave_message`.
pub(super) fn contact_row(row: &Row<'_>) -> Result<Contact, StoreError> {
    let channel: String = row.get(0)?;
    if channel == "none" {
        return Ok(Contact::Nobody);
    }
    let hours: (Option<u16>, Option<u16>) = (row.get(2)?, row.get(3)?);
    Ok(Contact::By(Way {
        channel: Channel::from_word(&channel).ok_or_else(|| StoreError::damaged("a channel"))?,
        number: row.get(1)?,
        hours: hours.0.zip(hours.1),
        ask_for: row.get(4)?,
        may_leave_message: row.get(5)?,
    }))
}
