//! The audit log, for those who watch over it.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::audit::Link;
use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::state::AppState;
use crate::store::audit::AuditQuery;

/// Entries that one answer holds at most, and how many unless asked.
const MAX_ENTRIES: u32 = 500;
const ENTRIES: u32 = 100;

/// Which entries.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditForm {
    before: Option<i64>,
    account: Option<String>,
    act: Option<String>,
    subject: Option<String>,
    limit: Option<u32>,
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
    let query = AuditQuery {
        before: form.before,
        account: form.account,
        act: form.act,
        subject: form.subject,
        limit: form.limit.unwrap_or(ENTRIES).min(MAX_ENTRIES),
    };
    let page = state.store().audit_page(query).await?;
    let entries = page.entries.into_iter().map(shown).collect::<Result<_, _>>()?;
    let (count, hash) = page.head;
    Ok(Json(AuditShown { entries, head: HeadShown { entries: count, hash: hex::encode(hash) } }))
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
