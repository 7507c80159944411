//! The audit log, for those who watch over it.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::csv;
use crate::audit::{AuditEntry, Link, Subject};
use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::state::AppState;
use crate::reports;
use crate::store::audit::AuditQuery;

/// Entries that one answer holds at most, and how many unless asked.
const MAX_ENTRIES: u32 = 500;
const ENTRIES: u32 = 100;
/// Rows that one table holds at most: what a spreadsheet opens on a small machine.
const MAX_ROWS: u32 = 50_000;

/// Which entries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditForm {
    before: Option<i64>,
    account: Option<String>,
    act: Option<String>,
    subject: Option<String>,
    since: Option<i64>,
    until: Option<i64>,
    limit: Option<u32>,
}

impl AuditForm {
    fn query(self, limit: u32) -> AuditQuery {
        let Self { before, account, act, subject, since, until, .. } = self;
        AuditQuery { before, account, act, subject, since, until, limit }
    }
}

/// A part of the log.
#[derive(Serialize)]
pub(crate) struct AuditShown {
    entries: Vec<EntryShown>,
    head: HeadShown,
}

#[derive(Serialize)]
struct HeadShown {
    entries: i64,
    hash: String,
}

#[derive(Serialize)]
struct EntryShown {
    sequence: i64,
    at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    act: String,
    subject: String,
    detail: Box<RawValue>,
    hash: String,
}

/// Shows entries, newest first.
pub(crate) async fn show_audit(
    asking: Asking,
    State(state): State<AppState>,
    Asked(form): Asked<AuditForm>,
) -> Result<Json<AuditShown>, ApiError> {
    asking.in_programme(Act::ReadAudit)?;
    let limit = form.limit.unwrap_or(ENTRIES).min(MAX_ENTRIES);
    let page = state.store().audit_page(form.query(limit)).await?;
    let entries = page.entries.into_iter().map(shown).collect::<Result<_, _>>()?;
    let (count, hash) = page.head;
    Ok(Json(AuditShown { entries, head: HeadShown { entries: count, hash: hex::encode(hash) } }))
}

/// The same entries as a table, oldest first; that it was taken is an entry itself.
pub(crate) async fn export_audit(
    asking: Asking,
    State(state): State<AppState>,
    Asked(form): Asked<AuditForm>,
) -> Result<Response, ApiError> {
    asking.in_programme(Act::ReadAudit)?;
    let limit = form.limit.unwrap_or(MAX_ROWS).min(MAX_ROWS);
    let page = state.store().audit_page(form.query(limit)).await?;
    let entry = AuditEntry::by(&asking.0, Act::ReadAudit, Subject::Programme, state.now());
    state.store().audit(entry.with("rows", page.entries.len())).await?;
    csv("audit.csv", reports::audit_csv(page.entries))
}

fn shown(link: Link) -> Result<EntryShown, ApiError> {
    Ok(EntryShown {
        sequence: link.sequence,
        at: link.at,
        account: link.account,
        act: link.act,
        subject: link.subject,
        detail: RawValue::from_string(link.detail).map_err(ApiError::internal)?,
        hash: hex::encode(link.hash),
    })
}
