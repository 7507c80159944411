//! What a handler may ask of a request: who is signed in, a JSON body, an id in the address.
//!
//! Owns cookies, the guard against cross-site requests, and turning axum's refusals into ours, so
//! that every error has the one form. Who may do what is asked of [`super::asking`].

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::Bytes;
use axum::extract::{
    ConnectInfo, FromRequest, FromRequestParts, MatchedPath, Path, Query, Request, State,
};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::state::AppState;
use crate::store::sessions::{Resumed, SessionToken};

/// Name of the session's cookie.
pub(crate) const SESSION_COOKIE: &str = "chaski_session";

/// Whoever is signed in, whatever her roles, and even if her password is still the first one: for
/// what concerns the session itself.
pub(crate) struct SignedIn {
    pub(crate) resumed: Resumed,
    pub(crate) token: SessionToken,
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let token = session_token(&parts.headers).ok_or(ApiError::NotSignedIn)?;
        let resumed = state.store().resume_session(&token, state.now()).await?;
        Ok(Self { resumed: resumed.ok_or(ApiError::NotSignedIn)?, token })
    }
}

/// The session's token among the cookies.
pub(crate) fn session_token(headers: &HeaderMap) -> Option<SessionToken> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == SESSION_COOKIE)
        .find_map(|(_, value)| SessionToken::from_hex(value))
}

/// What staff change on a hub: who is signed in; and people and codes, of which central hears later.
const DONE_AT_HUB: &[&str] =
    &["/api/session", "/api/cohorts/{id}/learners", "/api/learners/{id}/codes"];

/// On a hub staff sign in and look; what else they would change is central's. (What they write of the
/// record is signed by their devices, and comes by the exchange.)
pub(crate) async fn refuse_at_hub(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let looks = matches!(*request.method(), Method::GET | Method::HEAD);
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let is_done_here = route.is_some_and(|route| DONE_AT_HUB.contains(&route));
    if state.road().is_some() && !looks && !is_done_here {
        return ApiError::CentralOnly.into_response();
    }
    next.run(request).await
}

/// Lets a changing request through only with what a form or a link on another site cannot send.
pub(crate) async fn require_own_page(request: Request, next: Next) -> Response {
    require_own(request, next, "application/json", "the content type is not application/json").await
}

/// The same for a table.
pub(crate) async fn require_own_table(request: Request, next: Next) -> Response {
    require_own(request, next, "text/csv", "the content type is not text/csv").await
}

async fn require_own(
    request: Request,
    next: Next,
    wanted: &str,
    refusal: &'static str,
) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let headers = request.headers();
    if headers.get("x-chaski").is_none_or(|value| value != "1") {
        return ApiError::Forbidden("the header `x-chaski: 1` is missing").into_response();
    }
    let is_wanted = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case(wanted));
    if !is_wanted {
        return ApiError::BadRequest(refusal.into()).into_response();
    }
    next.run(request).await
}

/// Refuses a body that says itself that it is over its route's limit: on a slow line it would take
/// minutes to arrive, only to be refused then.
pub(crate) async fn refuse_announced(
    State(limit): State<usize>,
    request: Request,
    next: Next,
) -> Response {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced = announced.and_then(|value| value.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > limit as u64) {
        return ApiError::TooLarge.into_response();
    }
    next.run(request).await
}

/// A whole body, bounded by the route's limit.
pub(crate) struct Whole(pub(crate) Bytes);

impl FromRequest<AppState> for Whole {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(refused) if refused.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(ApiError::TooLarge)
            }
            Err(refused) => Err(ApiError::BadRequest(refused.body_text())),
        }
    }
}

/// A JSON body.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<AppState> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let Whole(bytes) = Whole::from_request(request, state).await?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            // Place and kind only: serde's own words may quote the value, which may be a secret.
            let (line, column) = (error.line(), error.column());
            ApiError::BadRequest(format!("body: {:?} at {line}:{column}", error.classify()))
        })
    }
}

/// A part of the address; one that cannot be read names nothing.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Named<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(_) => Err(ApiError::NotFound),
        }
    }
}

/// What stands behind the `?` of the address.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(refused) => Err(ApiError::BadRequest(refused.body_text())),
        }
    }
}

/// Where the caller is, for the limits on tries.
pub(crate) struct CallerAddress(pub(crate) IpAddr);

impl FromRequestParts<AppState> for CallerAddress {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let forwarded =
            state.config().behind_https_proxy.then(|| last_forwarded(&parts.headers)).flatten();
        Ok(Self(forwarded.or(peer).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

/// The last hop is what our own proxy saw; those before it are whatever the caller wrote.
fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn finds_the_session_among_cookies() {
        let token = "ab".repeat(32);
        let mut headers = HeaderMap::new();
        assert!(session_token(&headers).is_none());
        let value = format!("x=1; chaski_session=nothex; chaski_session={token}; y");
        headers.insert(COOKIE, HeaderValue::from_str(&value).unwrap());
        assert!(session_token(&headers).is_some());
    }

    #[test]
    fn believes_only_the_last_hop() {
        let mut headers = HeaderMap::new();
        headers.append("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 10.0.0.1"));
        headers.append("x-forwarded-for", HeaderValue::from_static("9.9.9.9, 192.0.2.7"));
        assert_eq!(last_forwarded(&headers), Some("192.0.2.7".parse().unwrap()));
    }
}
