//! Somebody of the staff at her page, signed in.

use serde_json::{Value, json};
use tests::http::{self, Answer};
use tests::office::{Office, text};
use tests::server::Server;

/// A session.
pub(crate) struct Desk<'a> {
    server: &'a Server,
    cookie: String,
}

/// An account at the command line, whose first password is hers: choosing another is tested
/// elsewhere, and each costs the hash of a password.
pub(crate) fn account(office: &Office, login: &str, role: &str, scope: &str) -> String {
    let add = ["account", "add", "--login", login, "--name", "Nombre", "--role", role];
    let password = office.done(&[&add[..], &["--scope", scope]].concat()).trim().to_owned();
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.execute("update account set first_password = 0", []).unwrap();
    password
}

impl<'a> Desk<'a> {
    /// Signs in.
    pub(crate) fn open(server: &'a Server, login: &str, password: &str) -> Self {
        let mut desk = Self { server, cookie: String::new() };
        let answer = desk.post("/api/session", &json!({"login": login, "password": password}));
        assert_eq!(answer.status, 200, "{}", answer.text());
        desk.cookie = cookie_of(&answer);
        desk
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "application/json", b"")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask("POST", path, "application/json", body.to_string().as_bytes())
    }

    pub(crate) fn patch(&self, path: &str, body: &Value) -> Answer {
        self.ask("PATCH", path, "application/json", body.to_string().as_bytes())
    }

    pub(crate) fn table(&self, path: &str, body: &[u8]) -> Answer {
        self.ask("POST", path, "text/csv", body)
    }

    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let headers = [("content-type", kind), ("x-chaski", "1"), ("cookie", &self.cookie)];
        http::request(self.server.address, method, path, &headers, body).unwrap()
    }

    /// Enrols somebody in the cohort `c1`; gives her id and her code without hyphen.
    pub(crate) fn enrol(&self, form: &Value) -> (String, String) {
        let answer = self.post("/api/cohorts/c1/learners", form);
        assert_eq!(answer.status, 201, "{}", answer.text());
        let body = answer.json();
        (text(&body["learner"]["id"]), text(&body["code"]["code"]).replace('-', ""))
    }
}

fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// Somebody who agreed to everything.
pub(crate) fn rosa() -> Value {
    json!({
        "name": "Rosa Quispe", "birth_year": 1994,
        "consent": {"covers": ["record", "contact"], "version": "2026-11"},
        "contact": {"channel": "call", "number": "+591 71234567", "from": "09:00",
                    "until": "17:00", "ask_for": "la señora Rosa"},
    })
}
