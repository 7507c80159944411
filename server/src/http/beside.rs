//! What is answered on plain HTTP beside a server that speaks TLS.
//!
//! Owns two things: the way to the HTTPS origin for whoever typed the name by hand, and, where it is
//! asked for, the answers that phones and computers look for before they stay on a Wi-Fi. Must not
//! serve anything of the programme: here everybody on the Wi-Fi reads along.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HOST, LOCATION};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use super::error::panic_response;
use crate::tls::Certificates;

const HTTPS_PORT: u16 = 443;

/// The plain door's configuration. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Beside {
    /// Whose names the HTTPS origin has.
    pub certificates: Certificates,
    /// Where that origin listens.
    pub https_port: u16,
    /// Say to phones that ask that this Wi-Fi is one to stay on.
    pub answers_captive_portal: bool,
}

/// What makes a device believe that a Wi-Fi leads to the internet.
struct Belief {
    path: &'static str,
    kind: &'static str,
    body: &'static str,
}

const APPLE: &str = "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>";

/// Paths are looked at alone: the names they are asked under change, and DNS decides which of them
/// lead here at all.
const BELIEFS: [Belief; 8] = [
    // Android, ChromeOS and Chromium: 204, nothing in it.
    Belief { path: "/generate_204", kind: "", body: "" },
    Belief { path: "/gen_204", kind: "", body: "" },
    Belief { path: "/hotspot-detect.html", kind: "text/html", body: APPLE },
    Belief { path: "/library/test/success.html", kind: "text/html", body: APPLE },
    Belief { path: "/connecttest.txt", kind: "text/plain", body: "Microsoft Connect Test" },
    Belief { path: "/ncsi.txt", kind: "text/plain", body: "Microsoft NCSI" },
    Belief { path: "/success.txt", kind: "text/plain", body: "success\n" },
    Belief {
        path: "/canonical.html",
        kind: "text/html",
        body: "<meta http-equiv=\"refresh\" content=\"0;url=https://support.mozilla.org/kb/captive-portal\"/>",
    },
];

impl Beside {
    pub(super) fn router(self) -> Router {
        Router::new()
            .fallback(answer)
            .with_state(self)
            .layer(CatchPanicLayer::custom(panic_response))
    }

    fn answer(&self, method: &Method, path: &str, query: &str, host: Option<&str>) -> Response {
        if !matches!(*method, Method::GET | Method::HEAD) {
            // Whoever sends something by mistake must not believe that it arrived.
            return StatusCode::METHOD_NOT_ALLOWED.into_response();
        }
        if let Some(belief) = BELIEFS.iter().find(|belief| belief.path == path) {
            return if self.answers_captive_portal {
                believed(belief)
            } else {
                // Not led to our pages: that would look like a portal to be opened.
                StatusCode::NOT_FOUND.into_response()
            };
        }
        let Some(origin) = self.origin(host) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let to = HeaderValue::from_str(&format!("{origin}{path}{query}"));
        let Ok(to) = to else { return StatusCode::BAD_REQUEST.into_response() };
        (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, to)]).into_response()
    }

    /// The name that was asked for if it is ours, else the first that is no pattern: never a name
    /// of somebody else's choice.
    fn origin(&self, host: Option<&str>) -> Option<String> {
        let facts = self.certificates.facts();
        let asked = host.map(|host| host.rsplit_once(':').map_or(host, |(name, _)| name));
        let name = asked
            .filter(|name| facts.names(name))
            .or_else(|| facts.names.iter().map(String::as_str).find(|name| !name.contains('*')))?;
        Some(match self.https_port {
            HTTPS_PORT => format!("https://{name}"),
            port => format!("https://{name}:{port}"),
        })
    }
}

async fn answer(State(beside): State<Beside>, request: Request) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut response = beside.answer(request.method(), request.uri().path(), &query, host);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn believed(belief: &Belief) -> Response {
    match belief.kind {
        "" => StatusCode::NO_CONTENT.into_response(),
        kind => ([(CONTENT_TYPE, HeaderValue::from_static(kind))], belief.body).into_response(),
    }
}
