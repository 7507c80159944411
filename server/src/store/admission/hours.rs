//! What staff said of work, projected: decisions, answers, attendance, payments, and how each entry
//! stands.
//!
//! Owns these rows. How an entry stands is `sync_core::record::stand`'s to say; here it is fed with
//! the ledger's rows, whatever document they are in.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::ids::{ActorId, DocumentId, DocumentKind, LearnerId, OpId, VersionId};
use sync_core::key::RegisterKey;
use sync_core::record::{
    Answer, AssistedWork, Attendance, Decision, EntryStanding, EntryWords, Known, Payment, Record,
    Said, WorkEntry, stand, version_of,
};
use sync_core::session::session_id;
use sync_core::trust::WriterCertificate;

use super::append::Document;
use crate::scan;
use crate::store::StoreError;
use crate::store::directory::Author;
use crate::store::hubs;
use crate::store::programme::{central_key, from_cbor};

/// Reads a value, where this version can.
fn read<T: Known>(put: &Put) -> Option<T> {
    Record::from_bytes(&put.value).ok().map(|record| record.known)
}

pub(super) fn note_decision(
    conn: &Connection,
    document: Document,
    author: &Author,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Some(decision) = read::<Decision>(put) else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO decision (put, learner, entry, writer, outcome, minutes, units, basis, rate,
                               currency, rounding, amount, reason, note, bulk)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        number,
        document.learner,
        put.key.entity(),
        author.number,
        decision.outcome.number(),
        decision.minutes,
        decision.units,
        decision.basis.map(|basis| basis.word()),
        decision.rate.map(signed),
        decision.currency,
        decision.rounding,
        decision.amount.map(signed),
        decision.reason,
        decision.note,
        decision.is_bulk(),
    ])?;
    Ok(())
}

pub(super) fn note_answer(
    conn: &Connection,
    document: Document,
    author: &Author,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Some(answer) = read::<Answer>(put) else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO answer (put, learner, subject, writer, kind, about, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        number,
        document.learner,
        put.key.entity(),
        author.number,
        answer.kind.number(),
        answer.about.0,
        answer.text,
    ])?;
    Ok(())
}

pub(super) fn note_attendance(
    conn: &Connection,
    document: Document,
    author: &Author,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Some(attendance) = read::<Attendance>(put) else { return Ok(()) };
    let verified = verified(conn, put.key.entity(), &attendance)?;
    conn.prepare_cached(
        "INSERT INTO attendance (put, learner, session, writer, presence, day, scanned, verified)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        number,
        document.learner,
        put.key.entity(),
        author.number,
        attendance.presence.number(),
        attendance.day.0,
        attendance.is_scan(),
        verified,
    ])?;
    Ok(())
}

/// Was a scan's proof the session's? A wrong one is kept like a right one. The session itself need
/// not be known here.
fn verified(
    conn: &Connection,
    session: &str,
    attendance: &Attendance,
) -> Result<Option<bool>, StoreError> {
    if !attendance.is_scan() {
        return Ok(None);
    }
    let (Some(id), Some(said)) = (session_id(session), attendance.proof.as_deref()) else {
        return Ok(Some(false));
    };
    // A hub cannot tell: what a proof follows from, only central has.
    if hubs::is_hub(conn)? {
        return Ok(None);
    }
    Ok(Some(scan::is_proof(&central_key(conn)?, &id, said)))
}

pub(super) fn note_payment(
    conn: &Connection,
    document: Document,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Some(payment) = read::<Payment>(put) else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO payment (put, learner, payment, from_day, to_day, amount, currency, day,
                              method)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        number,
        document.learner,
        put.key.entity(),
        payment.from.0,
        payment.to.0,
        payment.amount,
        payment.currency,
        payment.day.0,
        payment.method,
    ])?;
    Ok(())
}

/// Folds an entry again: from every effective put that concerns it, in both documents.
pub(super) fn refold_standing(
    conn: &Connection,
    learner: i64,
    entry: &str,
) -> Result<(), StoreError> {
    let words = entry_words(conn, learner, entry)?;
    conn.prepare_cached("DELETE FROM entry_standing WHERE learner = ?1 AND entry = ?2")?
        .execute(params![learner, entry])?;
    let Some(standing) = stand(&words) else { return Ok(()) };
    let approval = match &standing {
        EntryStanding::Approved(approval) => Some(approval),
        _ => None,
    };
    let (question, reason, answered) = match &standing {
        EntryStanding::Question(question) => (Some(question.word()), None, false),
        EntryStanding::Asked { reason, answered, .. } => (None, Some(reason), *answered),
        EntryStanding::Declined { reason, .. } => (None, Some(reason), false),
        _ => (None, None, false),
    };
    let shown = shown(&words, approval.map(|approval| approval.version));
    conn.prepare_cached(
        "INSERT INTO entry_standing (learner, entry, state, question, reason, answered, version,
                                     decision, minutes, units, basis, rate, currency, rounding,
                                     amount, bulk, task, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?
    .execute(params![
        learner,
        entry,
        standing.word(),
        question,
        reason,
        answered,
        approval.map(|approval| approval.version.0),
        approval.map(|approval| approval.decision.0),
        approval.and_then(|approval| approval.quantity.minutes()),
        approval.and_then(|approval| approval.quantity.units()),
        approval.map(|approval| approval.terms.basis.word()),
        approval.map(|approval| signed(approval.terms.rate)),
        approval.map(|approval| &approval.terms.currency),
        approval.map(|approval| approval.terms.rounding),
        approval.map(|approval| signed(approval.amount)),
        approval.is_some_and(|approval| approval.is_bulk),
        shown.map(|work| &work.task),
        shown.map(|work| work.day.0),
    ])?;
    Ok(())
}

/// The version that task and day are taken from: the one approved, else the lowest live one.
fn shown(words: &EntryWords, approved: Option<VersionId>) -> Option<&WorkEntry> {
    let live = words.versions.iter().filter(|said| said.live);
    let shown = live.min_by_key(|said| (Some(said.id) != approved, said.id))?;
    shown.value.as_ref()
}

/// Every effective put that concerns an entry, read. Its times are as they were claimed, by which
/// phones fold as well.
fn entry_words(conn: &Connection, learner: i64, entry: &str) -> Result<EntryWords, StoreError> {
    Ok(entry_words_timed(conn, learner, entry)?.0)
}

/// By how much the claimed time of what was said is off, in seconds, where that is known.
pub(in crate::store) type Shifts = BTreeMap<VersionId, i64>;

/// The same, and what is known of the times in it.
pub(in crate::store) fn entry_words_timed(
    conn: &Connection,
    learner: i64,
    entry: &str,
) -> Result<(EntryWords, Shifts), StoreError> {
    let (mut words, mut shifts) = (EntryWords::default(), Shifts::new());
    let mut statement = conn.prepare_cached(
        "SELECT document.kind, register.key, put.counter, actor.id, put.value, put.live,
                change.at, learner.id, writer.certificate, change.corrected_at
         FROM document
         JOIN learner ON learner.number = document.learner
         JOIN register ON register.document = document.number
         JOIN put ON put.register = register.number
         JOIN change ON change.number = put.change
         JOIN actor ON actor.number = put.actor
         JOIN writer ON writer.number = actor.writer
         WHERE document.learner = ?1 AND document.kind IN (0, 1)
           AND register.section IN ('work', 'decision', 'answer') AND register.entity = ?2
           AND change.standing = 0
         ORDER BY put.number",
    )?;
    let mut rows = statement.query(params![learner, entry])?;
    while let Some(row) = rows.next()? {
        let kind = DocumentKind::from_number(row.get(0)?)
            .ok_or_else(|| StoreError::damaged("a document's kind"))?;
        let key: String = row.get(1)?;
        let key = RegisterKey::parse(&key).ok_or_else(|| StoreError::damaged("a key"))?;
        let op = OpId { counter: row.get(2)?, actor: ActorId(row.get(3)?) };
        let value: Vec<u8> = row.get(4)?;
        let document = DocumentId { learner: LearnerId(row.get(7)?), kind };
        let certificate: WriterCertificate = from_cbor(&row.get::<_, Vec<u8>>(8)?)?;
        let said = Said {
            id: version_of(document, &key, op, &value),
            by: certificate.voice(),
            at: row.get(6)?,
            live: row.get(5)?,
            value: Some(()),
        };
        let shift = row.get::<_, i64>(9)?.saturating_sub(said.at);
        if shift != 0 {
            shifts.insert(said.id, shift);
        }
        match (kind, key.section()) {
            (DocumentKind::Record, "work") => words.versions.push(with(said, known(&value))),
            (_, "work") => {
                let work: Option<AssistedWork> = known(&value);
                words.versions.push(with(said, work.map(|work| work.entry())));
            }
            (_, "decision") => words.decisions.push(with(said, known(&value))),
            _ => words.answers.push(with(said, known(&value))),
        }
    }
    Ok((words, shifts))
}

fn known<T: Known>(value: &[u8]) -> Option<T> {
    Record::from_bytes(value).ok().map(|record| record.known)
}

fn with<T>(said: Said<()>, value: Option<T>) -> Said<T> {
    Said { id: said.id, by: said.by, at: said.at, live: said.live, value }
}

/// Amounts and rates are far below what SQL's numbers hold.
fn signed(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
