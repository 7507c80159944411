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

/// A file of the build.
struct Asset {
    bytes: Cow<'static, [u8]>,
    sha256: [u8; 32],
}

fn built(path: &str) -> Option<Asset> {
    let file = WebClient::get(path)?;
    Some(Asset { sha256: file.metadata.sha256_hash(), bytes: file.data })
}

/// Serves a screen of the client: they all start from one page.
pub(crate) async fn show_index(headers: HeaderMap) -> Response {
    file(built, INDEX, &headers).unwrap_or_else(not_built)
}

/// Serves a file of the client.
pub(crate) async fn show_file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    file(built, path, &headers).unwrap_or_else(|| ApiError::NotFound.into_response())
}

fn not_built() -> Response {
    let plain = HeaderValue::from_static("text/html; charset=utf-8");
    (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, plain)], NOT_BUILT).into_response()
}

fn file(find: impl Fn(&str) -> Option<Asset>, path: &str, headers: &HeaderMap) -> Option<Response> {
    let plain = find(path)?;
    let (encoding, body) = ENCODINGS
        .into_iter()
        .filter(|(name, _)| accepts(headers, name))
        .find_map(|(name, ending)| Some((Some(name), find(&format!("{path}.{ending}"))?)))
        .unwrap_or((None, plain));
    let tag = etag::strong(&body.sha256);
    let mut response = if etag::matches(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match body.bytes {
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
    fn sends_what_the_browser_can_read_and_does_not_hold() {
        let find = |path: &str| {
            let bytes: &'static [u8] = match path {
                "assets/a-1.js" => b"plain",
                "assets/a-1.js.br" => b"br",
                "assets/a-1.js.gz" => b"gz",
                "sw.js" => b"worker",
                _ => return None,
            };
            let mut sha256 = [0; 32];
            sha256[..bytes.len()].copy_from_slice(bytes);
            Some(Asset { bytes: bytes.into(), sha256 })
        };
        let ask = |path, name, value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_str(value).unwrap());
            file(find, path, &headers).map(|response| {
                let header = |name| {
                    response.headers().get(name).map_or("", |it| it.to_str().unwrap()).to_owned()
                };
                assert_eq!(header(VARY), "accept-encoding");
                (response.status().as_u16(), header(CONTENT_ENCODING), header(ETAG))
            })
        };
        let js = |accepted| ask("assets/a-1.js", ACCEPT_ENCODING, accepted).unwrap();
        let (_, encoding, tag) = js("gzip, br");
        assert_eq!(encoding, "br");
        assert_eq!(js("gzip").1, "gzip");
        assert_eq!(js("identity").1, "");
        assert_ne!(js("identity").2, tag, "another encoding, other bytes, another tag");
        let (_, encoding, tag) = ask("sw.js", ACCEPT_ENCODING, "br").unwrap();
        assert_eq!(encoding, "", "nothing beside it");
        assert_eq!(ask("sw.js", axum::http::header::IF_NONE_MATCH, &tag).unwrap().0, 304);
        assert!(ask("none.js", ACCEPT_ENCODING, "br").is_none());
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
