//! A centre's board, asked for every few seconds while somebody looks at it.

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::etag;
use crate::http::extract::{Asked, Named};
use crate::http::state::AppState;
use crate::reports::{self, BoardAsked};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// A day, unless the page says when hers began.
const HERE_SECONDS: i64 = 24 * 3600;
/// The longest that counts as "today".
const MAX_HERE_SECONDS: i64 = 48 * 3600;
/// From how many days without data on somebody counts as silent, unless said otherwise.
const SILENT_DAYS: i64 = 7;
/// Longer than any programme.
const MAX_SILENT_DAYS: i64 = 1000;

/// What the page asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BoardQuery {
    /// When today began where she is: seconds since 1970.
    since: Option<i64>,
    silent_days: Option<i64>,
}

/// Shows who is here today, what each phone still holds, and who has been silent.
pub(crate) async fn show_board(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    Asked(query): Asked<BoardQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let reach = asking.reach(Act::ReadBoard)?;
    let now = state.now();
    // A minute, so that a page that says nothing is not told anew each second.
    let since = query.since.unwrap_or((now - HERE_SECONDS).div_euclid(60) * 60);
    let since = since.clamp(now - MAX_HERE_SECONDS, now);
    let silent_days = query.silent_days.unwrap_or(SILENT_DAYS).clamp(1, MAX_SILENT_DAYS);
    let rows = state.store().board_rows(id, since, &reach).await?.ok_or(ApiError::NotFound)?;
    let asked =
        BoardAsked { since, silent_days, certificate_until: state.certificate().until, now };
    let mut report = reports::board_report(rows, asked);
    if state.road().is_some()
        && let Some(standing) = state.store().standing_with_central().await?
    {
        let newcomers = state.store().newcomers_told(&reach).await?;
        let overruled = state.store().overruled(&reach).await?;
        report.to_central = Some(reports::to_central(&standing, newcomers, overruled));
    }
    // It does not say when it was made, so that one on which nothing changed has the same bytes.
    let body = serde_json::to_vec(&report).map_err(ApiError::internal)?;
    let tag = etag::strong(&Sha256::digest(&body));
    let fields = [(CONTENT_TYPE, JSON), (ETAG, tag.clone())];
    if etag::matches(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, fields).into_response());
    }
    Ok((fields, body).into_response())
}
