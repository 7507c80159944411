//! What may be learnt: the catalogue, packs and their files. Not personal, so no sign-in.

use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::http::error::ApiError;
use crate::http::etag;
use crate::http::extract::Named;
use crate::http::range::{Part, part_of};
use crate::http::state::AppState;
use crate::store::content::StoredCatalogue;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Named by content or version: never another.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// May be kept, and is asked for anew: the catalogue changes.
const ASK_ANEW: HeaderValue = HeaderValue::from_static("no-cache");

/// Shows the programme as a phone needs it.
pub(crate) async fn show_catalogue(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    Ok(send(&headers, state.store().catalogue().await?))
}

/// Shows a version of the programme, for whoever goes by one that is not in force any more.
pub(crate) async fn show_catalogue_of(
    State(state): State<AppState>,
    Named(version): Named<u32>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let catalogue = state.store().catalogue_of(version).await?;
    Ok(send(&headers, catalogue.ok_or(ApiError::NotFound)?))
}

fn send(headers: &HeaderMap, catalogue: StoredCatalogue) -> Response {
    let tag = etag::strong(&catalogue.sha256);
    let fields = [(CONTENT_TYPE, JSON), (CACHE_CONTROL, ASK_ANEW), (ETAG, tag.clone())];
    if etag::matches(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, fields).into_response();
    }
    (fields, catalogue.json).into_response()
}

/// Shows a pack's manifest.
pub(crate) async fn show_pack(
    State(state): State<AppState>,
    Named((pack, version)): Named<(String, String)>,
) -> Result<Response, ApiError> {
    let manifest = state.store().pack_manifest(pack, version).await?;
    Ok(manifest_said(manifest.ok_or(ApiError::NotFound)?, FOR_EVER))
}

/// A manifest, as it was imported.
pub(super) fn manifest_said(json: Vec<u8>, keep: HeaderValue) -> Response {
    ([(CONTENT_TYPE, JSON), (CACHE_CONTROL, keep)], json).into_response()
}

/// Sends a content file, or the part of it that a cut download still lacks.
pub(crate) async fn show_file(
    State(state): State<AppState>,
    Named(name): Named<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // One spelling, so that one file has one address in every cache.
    let lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    let mut sha256 = [0; 32];
    if !lower || hex::decode_to_slice(&name, &mut sha256).is_err() {
        return Err(ApiError::NotFound);
    }
    let file = state.store().content_file(sha256).await?;
    let file = file.ok_or(ApiError::NotFound)?;
    let tag = etag::strong(&sha256);
    let kind = HeaderValue::from_str(&file.media_type).map_err(ApiError::internal)?;
    let fields = [
        (CONTENT_TYPE, kind),
        (CACHE_CONTROL, FOR_EVER),
        (ETAG, tag.clone()),
        (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
    ];
    if etag::matches(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, fields).into_response());
    }
    // A part of another content than the caller began with would spoil what she has.
    let same = headers.get(IF_RANGE).is_none_or(|held| *held == tag);
    let asked = headers.get(RANGE).filter(|_| same).and_then(|value| value.to_str().ok());
    let (status, first, last, range) = match part_of(asked, file.size_bytes) {
        Part::Whole => (StatusCode::OK, 0, file.size_bytes.saturating_sub(1), None),
        Part::Bytes { first, last } => {
            let range = format!("bytes {first}-{last}/{}", file.size_bytes);
            (StatusCode::PARTIAL_CONTENT, first, last, Some(range))
        }
        Part::Outside => return Ok(outside(file.size_bytes)),
    };
    let bytes = state.store().content_bytes(sha256, first, last).await?;
    let mut response = (status, fields, bytes).into_response();
    if let Some(range) = range {
        let range = HeaderValue::from_str(&range).map_err(ApiError::internal)?;
        response.headers_mut().insert(CONTENT_RANGE, range);
    }
    Ok(response)
}

/// 416 has no code of ours: it says the size, and the caller begins anew.
fn outside(size_bytes: u64) -> Response {
    let size = format!("bytes */{size_bytes}");
    (StatusCode::RANGE_NOT_SATISFIABLE, [(CONTENT_RANGE, size)]).into_response()
}
