//! The router with a real store, called in-process.
//!
//! Owns the harness: a server in a temporary directory, whose clock is set by hand.

mod accounts;
mod content;
mod coordinator;
mod demonstration;
mod edge;
mod phone;
mod record;
mod second_factor;
mod serving;
mod session;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use sync_core::ids::LearnerId;
use sync_core::record::Day;
use tower::ServiceExt;

use super::{AppState, HttpConfig, router};
use crate::authority::{Grant, Role, Scope};
use crate::password;
use crate::programme::Definition;
use crate::source::{Scripted, Source};
use crate::store::accounts::NewAccount;
use crate::store::{Cohort, Seeds, Store};

/// Saturday 21 November 2026, 12:00 UTC.
const NOW: i64 = 1_795_262_400;
const LOGIN: &str = "coordinadora";
const PASSWORD: &str = "puente de madera";

struct Server {
    router: Router,
    store: Store,
    clock: Arc<Scripted>,
    _directory: tempfile::TempDir,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/json");
        self.json()["code"].as_str().unwrap().to_owned()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Server {
    /// A programme with one cohort and nobody signed in.
    async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    async fn start_with(configure: impl FnOnce(&mut HttpConfig)) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let definition = Definition::parse(
            r#"{"id": "puente", "title": {"es": "Puente"},
                "courses": [{"id": "web", "title": {"es": "Tu sitio", "en": "Your site"},
                             "pack": "web-es"}],
                "tasks": [{"id": "label", "title": {"es": "Etiquetar"}, "icon": "image",
                           "measure": "minutes"}]}"#,
        )
        .unwrap();
        let seeds = Seeds { root: [1; 32], central: [2; 32] };
        assert!(store.init(definition, seeds, false, NOW).await.unwrap());
        let starts = Day::parse("2026-11-09").unwrap();
        let cohort = Cohort {
            id: "cohorte-1".into(),
            title: "Cohorte 1".into(),
            starts,
            weeks: 12,
            center: None,
        };
        assert!(store.put_cohort(cohort, None, NOW).await.unwrap());
        let mut config = HttpConfig {
            listen: "127.0.0.1:0".parse().unwrap(),
            behind_https_proxy: false,
            demonstration: false,
        };
        configure(&mut config);
        let clock = Scripted::new(NOW, 7);
        let source = Source::new(Arc::clone(&clock));
        let router = router(AppState::new(store.clone(), config, source));
        Self { router, store, clock, _directory: directory }
    }

    async fn add_account(&self) {
        self.put_account(password::hash(PASSWORD).unwrap()).await;
    }

    async fn put_account(&self, password_hash: String) {
        let starts = Day::of_seconds(NOW);
        let new = NewAccount {
            login: LOGIN.into(),
            name: "María".into(),
            locale: "en".into(),
            password_hash,
            first_password: false,
            grants: vec![Grant {
                role: Role::Coordinator,
                scope: Scope::Programme,
                from: starts,
                until: None,
            }],
        };
        // The demonstration has one of this login already.
        self.store.add_account(new, None, NOW).await.unwrap();
    }

    async fn add_learner(&self, number: u8, name: &str) -> LearnerId {
        let id = LearnerId([number; 16]);
        let added = self.store.add_learner(id, "cohorte-1".into(), name.into(), NOW).await;
        assert!(added.unwrap().is_some());
        id
    }

    /// Opens a session without the cost of a password; returns its cookie.
    async fn signed_in(&self) -> String {
        use crate::store::sessions::SessionToken;
        self.put_account("none".into()).await;
        let (account, _) = self.store.account_of_login(LOGIN).await.unwrap().unwrap();
        let token = SessionToken::new([9; 32]);
        self.store.open_session(&token, account.number, NOW).await.unwrap();
        format!("chaski_session={}", token.to_hex())
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask(request("GET", path).body(Body::empty()).unwrap()).await
    }

    async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        self.ask(request("GET", path).header(COOKIE, cookie).body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(from_page("POST", path).body(Body::from(body.to_string())).unwrap()).await
    }

    async fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.post("/api/session", json!({"login": login, "password": password})).await
    }
}

fn request(method: &str, path: &str) -> Builder {
    let caller: SocketAddr = "192.0.2.1:5000".parse().unwrap();
    Request::builder().method(method).uri(path).extension(ConnectInfo(caller))
}

/// With what only a page of ours sends.
fn from_page(method: &str, path: &str) -> Builder {
    request(method, path).header(CONTENT_TYPE, "application/json").header("x-chaski", "1")
}

/// The session's cookie that an answer sets.
fn cookie_of(answer: &Answer) -> String {
    let set = answer.headers.get(SET_COOKIE).unwrap().to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}
