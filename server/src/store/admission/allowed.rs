//! What a staff writer's roles let her write, section by section, and how much at once.
//!
//! Owns which act a section is. Who may do an act is `authority`'s to say. A writer whose time is
//! over is not asked: what she writes is held anyway.

use rusqlite::{Connection, params};
use sync_core::change::Change;
use sync_core::record::{Decision, Outcome, Record};
use sync_core::verdict::Refusal;

use super::Origin;
use super::append::Document;
use crate::authority::Act;
use crate::store::StoreError;
use crate::store::desks::may_write;
use crate::store::directory::Author;
use crate::store::review::bulk_limits;

/// Why the change is refused; `None` when it is not.
pub(super) fn refusal(
    conn: &Connection,
    document: Document,
    author: &Author,
    change: &Change,
    origin: &Origin,
) -> Result<Option<Refusal>, StoreError> {
    let Some(account) = author.account.filter(|_| author.is_open()) else {
        return Ok(None);
    };
    for put in &change.puts {
        let decision = match put.key.section() {
            "decision" => Record::<Decision>::from_bytes(&put.value).ok(),
            _ => None,
        };
        let bulk = decision.map(|record| record.known).filter(Decision::is_bulk);
        let act = match put.key.section() {
            "decision" if bulk.is_some() => Act::DecideInBulk,
            "decision" => Act::Decide,
            "work" | "answer" | "survey" | "requirement" | "confirmed" => Act::EnterOnBehalf,
            "attendance" => Act::RecordAttendance,
            "enrolment" => Act::Enrol,
            "note" | "followup" => Act::WriteNotes,
            "certificate" => Act::IssueCertificate,
            "outcome" | "referral" => Act::RecordOutcome,
            "message" => Act::SendMessage,
            // A section of a newer program, which shows it to nobody.
            _ => Act::RegisterDesk,
        };
        if !may_write(conn, account, document.learner, act, origin.received_at)? {
            return Ok(Some(Refusal::NotYours));
        }
        if let Some(decision) = bulk
            && decision.outcome == Outcome::Approve
            && is_over_limit(conn, account, &decision, origin.received_at)?
        {
            return Ok(Some(Refusal::OverLimit));
        }
    }
    Ok(None)
}

/// Has the account approved too much at once today, this included?
fn is_over_limit(
    conn: &Connection,
    account: i64,
    decision: &Decision,
    now: i64,
) -> Result<bool, StoreError> {
    let limits = bulk_limits(conn)?;
    let today = now.div_euclid(86_400) * 86_400;
    let (entries, amount): (i64, i64) = conn
        .prepare_cached(
            "SELECT COUNT(*), COALESCE(SUM(decision.amount), 0)
             FROM decision
             JOIN writer ON writer.number = decision.writer
             JOIN put ON put.number = decision.put
             JOIN change ON change.number = put.change
             WHERE writer.account = ?1 AND decision.bulk AND decision.outcome = 0
               AND change.received_at >= ?2",
        )?
        .query_row(params![account, today], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let own = i64::try_from(decision.amount.unwrap_or(0)).unwrap_or(i64::MAX);
    Ok(entries >= i64::from(limits.entries) || amount.saturating_add(own) > limits.amount)
}
