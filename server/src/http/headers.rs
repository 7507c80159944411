//! What every answer carries: security headers, a request id, and a line in the log.
//!
//! Owns those headers and the outermost limits on time. Must not log names, tokens, bodies or
//! whole addresses: an address names the learner whose page was read, so only its pattern is
//! written.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

use super::error::ApiError;
use super::state::AppState;

/// Everything is ours and from here. `blob:` and `data:` pictures come from packs kept on the phone.
const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// All off but the camera, which reads enrolment codes.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), bluetooth=(), camera=(self), \
    display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), \
    idle-detection=(), magnetometer=(), microphone=(), midi=(), payment=(), \
    picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), \
    web-share=(), xr-spatial-tracking=()";

const ONE_YEAR: &str = "max-age=31536000";

const FIXED: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Puts the security headers on whatever comes out, errors and panics included.
pub(crate) async fn secure(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers: &mut HeaderMap = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if state.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONE_YEAR));
    }
    // Personal by default; whoever serves something that may be kept says so itself.
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Names the request, and writes one line when it is answered.
pub(crate) async fn log(request: Request, next: Next) -> Response {
    let id = request_id();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let span = tracing::info_span!("request", id, method = %request.method(), route);
    let started = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    span.in_scope(|| {
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(status = response.status().as_u16(), ms, "answered");
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}

/// Random, so that it says nothing; never taken from the caller, who could write into our log.
fn request_id() -> String {
    let mut bytes = [0; 8];
    // Without randomness the log is poorer, and nothing else is lost.
    let _ = getrandom::fill(&mut bytes);
    hex::encode(bytes)
}

/// How long a request may take, its body included.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(30);
/// A phone with weeks of records on a 2G line sends half a megabyte in about a minute and a half;
/// cutting it off would make it begin again, for ever.
pub(crate) const SYNC_TIME_LIMIT: Duration = Duration::from_secs(120);

/// Ends a request that takes too long. What the store has begun it finishes: the caller asks again
/// and finds it done.
pub(crate) async fn limit_time(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::Unavailable.into_response(),
    }
}
