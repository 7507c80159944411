//! The web client: its built files, inside this binary.
//!
//! Owns their types, how long a browser may keep them, and which encoding is sent. Must not know
//! what the client does. A debug build reads `web-client/dist` from disk at each request.

use std::borrow::Cow;

use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::error::ApiError;
use super::etag;

#[derive(RustEmbed)]
#[folder = "../web-client/dist"]
#[allow_missing = true]
struct WebClient;

/// The page that every screen of the client starts from.
const INDEX: &str = "index.html";

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
    <title>Chaski</title><h1>The web client is not built</h1>\
    <p>This server runs, but carries no client. Stop it, and start it with \
    <code>cargo xtask serve</code>, which builds the client first.</p></html>\n";

/// Encodings that the build may have left beside a file, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// Serves a screen of the client: they all start from one page.
pub(crate) async fn show_index(headers: HeaderMap) -> Response {
    file(INDEX, &headers).unwrap_or_else(not_built)
}

/// Serves a file of the client.
pub(crate) async fn show_file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    file(path, &headers).unwrap_or_else(|| ApiError::NotFound.into_response())
}

fn not_built() -> Response {
    let plain = HeaderValue::from_static("text/html; charset=utf-8");
    (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, plain)], NOT_BUILT).into_response()
}

fn file(path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = WebClient::get(path)?;
    let (encoding, body) = ENCODINGS
        .into_iter()
        .filter(|(name, _)| accepts(headers, name))
        .find_map(|(name, ending)| Some((Some(name), WebClient::get(&format!("{path}.{ending}"))?)))
        .unwrap_or((None, plain));
    let tag = etag::strong(&body.metadata.sha256_hash());
    let mut response = if etag::matches(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match body.data {
            Cow::Borrowed(bytes) => bytes.into_response(),
            Cow::Owned(bytes) => bytes.into_response(),
        }
    };
    let own = response.headers_mut();
    own.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    own.insert(CACHE_CONTROL, HeaderValue::from_static(lifetime(path)));
    own.insert(VARY, HeaderValue::from_static("accept-encoding"));
    own.insert(ETAG, tag);
    if let Some(name) = encoding {
        own.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    Some(response)
}

/// Vite names what it puts into `assets/` by content; everything else is asked for anew, since a
/// stale service worker or page would hold back an update.
fn lifetime(path: &str) -> &'static str {
    if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let refused = parts.any(|part| {
                part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0))
            });
            named && !refused
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_accept_encoding() {
        let accepted = |value: &str, encoding| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(value).unwrap());
            accepts(&headers, encoding)
        };
        assert!(accepted("gzip, deflate, br", "br"));
        assert!(accepted("GZIP;q=0.5", "gzip"));
        assert!(!accepted("gzip, br;q=0", "br"));
        assert!(!accepted("identity", "gzip"));
    }

    #[test]
    fn only_named_by_content_is_kept_for_ever() {
        assert!(lifetime("assets/index-Bx1.js").contains("immutable"));
        assert_eq!(lifetime("sw.js"), "no-cache");
        assert_eq!(lifetime("index.html"), "no-cache");
        assert_eq!(media_type("core.wasm"), "application/wasm");
        assert_eq!(media_type("chaski.webmanifest"), "application/manifest+json");
    }
}
