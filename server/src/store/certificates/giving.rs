//! Writing a certificate's register.
//!
//! Owns what stands on it. Must not decide who gets one, nor write into the audit log.

use jiff::ToSpan as _;
use jiff::civil::date;
use rusqlite::{Connection, OptionalExtension, params};
use sync_core::certificate::Link;
use sync_core::ids::LearnerId;
use sync_core::key::RegisterKey;
use sync_core::ledger::Draft;
use sync_core::record::{
    Certificate, Day, Known as _, MAX_CERTIFICATE_CHARS, MAX_LANGUAGES, Record, Words, uuid_text,
};

use super::{keys, status};
use crate::programme::{Certificate as Defined, Definition, Text};
use crate::store::programme::Replica;
use crate::store::same_person::members;
use crate::store::{StoreError, central};

/// To whom.
pub(super) struct Whom {
    /// Her row.
    pub(super) number: i64,
    /// Her id.
    pub(super) id: LearnerId,
    /// In which cohort.
    pub(super) cohort: String,
}

/// The cohort in which a learner is.
pub(super) fn home(conn: &Connection, learner: i64) -> Result<String, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT cohort.id FROM learner JOIN cohort ON cohort.number = learner.cohort
             WHERE learner.number = ?1",
        )?
        .query_row([learner], |row| row.get(0))?)
}

/// The certificate of this name that stands for a person, under whichever id of hers: not taken
/// back, nor over. `cohort`: one given in another does not count.
pub(super) fn standing(
    conn: &Connection,
    learner: i64,
    certificate: &str,
    cohort: Option<&str>,
    now: i64,
) -> Result<Option<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM certificate_issued
         WHERE learner = ?1 AND certificate = ?2 AND (?3 IS NULL OR cohort = ?3)
           AND revoked IS NULL AND (expires IS NULL OR expires >= ?4)
         ORDER BY issued_on DESC LIMIT 1",
    )?;
    let today = Day::of_seconds(now).0;
    for id in members(conn, learner)? {
        let found = statement
            .query_row(params![id, certificate, cohort, today], |row| row.get(0))
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Gives a certificate, inside the caller's transaction; its id. Whether she has it was asked.
pub(super) fn give(
    conn: &Connection,
    replica: &Replica,
    whom: &Whom,
    (definition, what): (&Definition, &Defined),
    by: Option<String>,
    now: i64,
) -> Result<String, StoreError> {
    // Those of the same name that stand no more: the next has an id of its own.
    let before: u32 = conn
        .prepare_cached(
            "SELECT COUNT(*) FROM certificate_issued
             WHERE learner = ?1 AND certificate = ?2 AND cohort = ?3",
        )?
        .query_row(params![whom.number, what.id.as_str(), whom.cohort], |row| row.get(0))?;
    let id = Certificate::id_of(whom.id, &whom.cohort, what.id.as_str(), before);
    let (name, label): (Option<String>, String) = conn
        .prepare_cached("SELECT name, label FROM learner WHERE number = ?1")?
        .query_row([whom.number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let name: String = name.unwrap_or(label).chars().take(MAX_CERTIFICATE_CHARS).collect();
    let day = Day::of_seconds(now);
    let expires = what.expires_months.and_then(|months| last_day(day, months));
    let key = keys::issuing(conn, replica, now)?;
    let (title, programme) = (words(&what.title), words(&definition.form.title));
    let texts =
        (name.as_str(), what.title.in_language("es"), definition.form.title.in_language("es"));
    let link = Link::new(id, texts, day, expires).sign(&key);
    let certificate = Certificate {
        version: None,
        certificate: what.id.to_string(),
        definition: definition.version,
        title,
        programme,
        name,
        day,
        cohort: whom.cohort.clone(),
        expires,
        by,
        link: link.to_bytes().into(),
        issuer: key.public().0.into(),
        place: status::free_place(conn, &id)?,
        revoked: None,
        reason: None,
    };
    certificate
        .check()
        .map_err(|fault| StoreError::Bug(format!("a certificate of ours: {fault}")))?;
    let id = uuid_text(&id);
    put(conn, replica, whom.id, &id, Record::new(certificate), now)?;
    Ok(id)
}

/// Writes a certificate's register.
pub(super) fn put(
    conn: &Connection,
    replica: &Replica,
    learner: LearnerId,
    id: &str,
    record: Record<Certificate>,
    now: i64,
) -> Result<(), StoreError> {
    let key = RegisterKey::new("certificate", id, None)
        .ok_or_else(|| StoreError::Bug("a certificate's name".to_owned()))?;
    let draft = Draft { key, value: record.to_bytes(), seen: None };
    central::write(conn, replica, learner, vec![draft], now)
}

/// Spanish first; what does not fit a record is cut.
fn words(text: &Text) -> Vec<Words> {
    let mut words: Vec<Words> = text
        .0
        .iter()
        .map(|(language, words)| Words {
            language: language.clone(),
            words: words.trim().chars().take(MAX_CERTIFICATE_CHARS).collect(),
        })
        .collect();
    words.sort_by_key(|it| it.language != "es");
    words.truncate(MAX_LANGUAGES);
    words
}

/// The last day on which something is worth anything that is given for so many months.
fn last_day(day: Day, months: u32) -> Option<Day> {
    let epoch = date(1970, 1, 1);
    let end = epoch.checked_add(day.0.days()).ok()?.checked_add((months as i32).months()).ok()?;
    let days = epoch.until(end).ok()?.get_days();
    Some(Day(days).min(Day::LATEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_end_where_the_calendar_ends_them() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(last_day(day("2026-11-22"), 12), Some(day("2027-11-22")));
        assert_eq!(last_day(day("2027-01-31"), 1), Some(day("2027-02-28")));
        assert_eq!(last_day(day("2199-06-01"), 240), Some(Day::LATEST));
    }
}
