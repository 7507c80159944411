//! Signing in, staying signed in, and who may not.

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use serde_json::json;

use super::{LOGIN, NOW, PASSWORD, Server, cookie_of, from_page, request};
use crate::authority::{Act, Role};

/// Every address of a coordinator, with its method.
const COORDINATOR: [(&str, &str); 8] = [
    ("GET", "/api/session"),
    ("GET", "/api/cohorts"),
    ("GET", "/api/cohorts/cohorte-1"),
    ("GET", "/api/cohorts/cohorte-1/learners.csv"),
    ("GET", "/api/cohorts/cohorte-1/questions"),
    ("GET", "/api/learners/01010101010101010101010101010101"),
    ("GET", "/api/learners/01010101010101010101010101010101/record.csv"),
    ("POST", "/api/learners/01010101010101010101010101010101/codes"),
];

#[tokio::test]
async fn in_and_out() {
    let server = Server::start().await;
    server.add_account().await;
    let answer = server.sign_in(" Coordinadora", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK);
    let acts: Vec<_> = Act::of(Role::Coordinator).map(Act::word).collect();
    let who = json!({
        "login": LOGIN, "name": "María", "locale": "en", "role": "coordinator",
        "roles": ["coordinator"], "first_password": false,
        "second_factor": "off",
        "grants": [{"role": "coordinator", "scope": "programme", "from": "2026-11-21",
            "acts": acts}],
    });
    assert_eq!(answer.json(), who);
    let set = answer.header(SET_COOKIE.as_str());
    assert!(set.contains("; HttpOnly; SameSite=Strict; Path=/; Max-Age=43200"), "{set}");
    assert!(!set.contains("Secure"));
    let cookie = cookie_of(&answer);
    assert_eq!(server.get_as(&cookie, "/api/session").await.json(), who);

    let out = from_page("DELETE", "/api/session").header(COOKIE, &cookie);
    let answer = server.ask(out.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(server.get_as(&cookie, "/api/session").await.code(), "not_signed_in");
}

#[tokio::test]
async fn wrong_never_says_which() {
    let server = Server::start_with(|config| config.behind_https_proxy = true).await;
    server.add_account().await;
    let wrong = server.sign_in(LOGIN, "otra").await;
    let nobody = server.sign_in("nadie", PASSWORD).await;
    assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (401, "wrong_credentials"));
    assert_eq!((nobody.status, nobody.body), (wrong.status, wrong.body));
    let right = server.sign_in(LOGIN, PASSWORD).await;
    assert!(right.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn guessing_is_slowed() {
    let server = Server::start().await;
    let mut codes = Vec::new();
    for _ in 0..6 {
        // No hash is checked for a password that is too long: the test need not be slow.
        codes.push(server.sign_in("ana", &"x".repeat(2_000)).await.code());
    }
    assert_eq!(codes[..5], ["wrong_credentials"; 5]);
    assert_eq!(codes[5], "too_many_tries");
    let refused = server.sign_in("ana", "x").await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "60"));
    server.clock.set(NOW + 60);
    assert_eq!(server.sign_in("ana", &"x".repeat(2_000)).await.code(), "wrong_credentials");
    let refused = server.sign_in("ana", "x").await;
    assert_eq!(refused.header("retry-after"), "120", "each further try waits longer");
}

#[tokio::test]
async fn no_session_no_answer() {
    let server = Server::start().await;
    server.add_learner(1, "Ana").await;
    let cookie = server.signed_in().await;
    for (method, path) in COORDINATOR {
        let ask = |cookie: &str| {
            let builder = from_page(method, path).header(COOKIE, cookie);
            server.ask(builder.body(Body::from("{}")).unwrap())
        };
        server.clock.set(NOW);
        assert_eq!(ask(&cookie).await.status, StatusCode::OK, "{method} {path}");
        for wrong in ["", "chaski_session=", &format!("chaski_session={}", "00".repeat(32))] {
            let answer = ask(wrong).await;
            assert_eq!(answer.status.as_u16(), 401, "{method} {path}");
            assert_eq!(answer.code(), "not_signed_in");
        }
        server.clock.set(NOW + 15 * 60);
        assert_eq!(ask(&cookie).await.code(), "not_signed_in", "idle: {method} {path}");
    }
}

#[tokio::test]
async fn changes_need_what_a_form_cannot_send() {
    let server = Server::start().await;
    server.add_learner(1, "Ana").await;
    let cookie = server.signed_in().await;
    let codes = "/api/learners/01010101010101010101010101010101/codes";
    for (method, path) in [("POST", "/api/session"), ("DELETE", "/api/session"), ("POST", codes)] {
        let base = || request(method, path).header(COOKIE, &cookie);
        let plain = base().header(CONTENT_TYPE, "application/json");
        let answer = server.ask(plain.body(Body::from("{}")).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (403, "forbidden"), "{path}");
        let form = base().header("x-chaski", "1").header(CONTENT_TYPE, "text/plain");
        let answer = server.ask(form.body(Body::from("{}")).unwrap()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "bad_request"),
            "{path}"
        );
    }
    assert_eq!(server.get_as(&cookie, "/api/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_bad_body_is_not_quoted_back() {
    let server = Server::start().await;
    let answer = server.post("/api/session", json!({"login": "ana", "password": 12345})).await;
    assert_eq!(answer.code(), "bad_request");
    assert!(!answer.json()["detail"].as_str().unwrap().contains("12345"));
}
