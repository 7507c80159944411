//! What holds for every address: headers, limits, one form of error.

use axum::body::Body;
use axum::http::StatusCode;
use sync_core::exchange::MAX_REQUEST_BYTES;

use super::{Server, from_page, request};

const EVERYWHERE: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
        style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'; \
        manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let server = Server::start().await;
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/oficina"),
        ("GET", "/oficina/cohorte"),
        ("GET", "/nothing.js"),
        ("GET", "/healthz/live"),
        ("GET", "/healthz/ready"),
        ("GET", "/api/nothing"),
        ("GET", "/api/session"),
        ("GET", "/api/catalogue"),
        ("GET", "/api/files/zz"),
        ("GET", "/api/cohorts"),
        ("GET", "/api/sync"),
        ("POST", "/api/sync"),
        ("POST", "/api/enrol"),
        ("POST", "/api/session"),
        ("PUT", "/"),
        ("DELETE", "/api/nothing/at/all"),
    ] {
        let answer = server.ask(request(method, path).body(Body::empty()).unwrap()).await;
        for (name, value) in EVERYWHERE {
            assert_eq!(answer.header(name), value, "{method} {path}");
        }
        assert!(answer.header("permissions-policy").contains("camera=(self)"));
        assert!(answer.header("permissions-policy").contains("geolocation=()"));
        assert_eq!(answer.header("x-request-id").len(), 16);
        assert!(!answer.headers.contains_key("strict-transport-security"), "not over HTTP");
        let kept = ["no-cache", "no-store"];
        assert!(kept.contains(&answer.header("cache-control")), "{method} {path}");
    }
}

#[tokio::test]
async fn hsts_behind_https_only() {
    let server = Server::start_with(|config| config.behind_https_proxy = true).await;
    let answer = server.get("/healthz/live").await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn health() {
    let server = Server::start().await;
    assert_eq!(server.get("/healthz/live").await.status, StatusCode::OK);
    let ready = server.get("/healthz/ready").await;
    assert_eq!(ready.json(), serde_json::json!({"status": "ready"}));
}

#[tokio::test]
async fn unknown_addresses_and_methods() {
    let server = Server::start().await;
    for path in ["/api/nothing", "/api/", "/api/cohorts/a/b/c", "/nothing", "/../etc/passwd"] {
        let answer = server.get(path).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "not_found"), "{path}");
    }
    let answer = server.get("/api/sync").await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "bad_request"));
    let answer = server.ask(request("DELETE", "/healthz/live").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status.as_u16(), 405);
}

#[tokio::test]
async fn bodies_over_their_limit() {
    let server = Server::start().await;
    for (path, limit) in
        [("/api/sync", MAX_REQUEST_BYTES), ("/api/enrol", 512), ("/api/session", 16 * 1024)]
    {
        let send =
            |size| server.ask(from_page("POST", path).body(Body::from(vec![0; size])).unwrap());
        let over = send(limit + 1).await;
        assert_eq!((over.status.as_u16(), over.code().as_str()), (413, "too_large"), "{path}");
        assert_eq!(send(limit).await.code(), "bad_request", "{path}");
    }
}

#[tokio::test]
async fn garbage_is_refused_in_the_one_form() {
    let server = Server::start().await;
    for path in ["/api/sync", "/api/enrol"] {
        for body in [vec![], vec![0xff; 100], vec![0x9f; 200]] {
            let answer = server.ask(request("POST", path).body(Body::from(body)).unwrap()).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "bad_request"));
        }
    }
}

#[tokio::test]
async fn a_panic_becomes_an_answer() {
    use axum::routing::get;
    use tower::ServiceExt;
    async fn boom() {
        panic!("of a test");
    }
    let router = axum::Router::new().route("/", get(boom)).layer(
        tower_http::catch_panic::CatchPanicLayer::custom(crate::http::error::panic_response),
    );
    let response = router.oneshot(request("GET", "/").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn a_page_says_how_to_build_the_client() {
    let server = Server::start().await;
    let answer = server.get("/").await;
    let built = answer.status == StatusCode::OK;
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(built || String::from_utf8(answer.body).unwrap().contains("cargo xtask serve"));
}
