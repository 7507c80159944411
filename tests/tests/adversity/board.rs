//! A centre with an office, and a coordinator who looks at its board and at phones.
//!
//! Owns what her pages ask for. Must not know a rule of the board.

use std::net::SocketAddr;
use std::path::Path;

use serde_json::Value;

use tests::desk::Staff;
use tests::http;
use tests::office::{Office, text};
use tests::phone::now;
use tests::server::Server;

const CENTER: &str = "el-alto";

/// A served office with one centre and one cohort in it.
#[derive(Debug)]
pub(crate) struct Board {
    /// Its data.
    pub(crate) office: Office,
    server: Server,
    /// A coordinator of the programme, signed in.
    pub(crate) staff: Staff,
    cookie: String,
    password: String,
}

impl Board {
    /// With nobody in it yet.
    pub(crate) fn open() -> Self {
        let office = Office::empty();
        office.done(&["init", "--programme", "pruebas"]);
        office.done(&["centre", "add", "--id", CENTER, "--title", "El Alto"]);
        let cohort = ["cohort", "add", "--id", "c1", "--title", "Cohorte", "--weeks", "12"];
        let more = ["--starts", "2026-09-28", "--centre", CENTER];
        office.done(&[&cohort[..], &more].concat());
        let add = ["account", "add", "--login", "ana", "--name", "Ana"];
        let role = ["--role", "coordinator", "--scope", "programme"];
        let password = office.done(&[&add[..], &role].concat()).trim().to_owned();
        edit(&office, "update account set first_password = 0");
        let server = office.serve();
        let (staff, cookie) = Staff::signed_in_with_cookie(server.address, "ana", &password);
        Self { office, server, staff, cookie, password }
    }

    /// Served again from a backup: whoever was signed in signs in anew.
    pub(crate) fn restored(self, backup: &Path) -> Self {
        let Self { office, server, password, .. } = self;
        server.stop();
        office.restore(backup);
        let server = office.serve();
        let (staff, cookie) = Staff::signed_in_with_cookie(server.address, "ana", &password);
        Self { office, server, staff, cookie, password }
    }

    /// Where it listens.
    pub(crate) fn to(&self) -> SocketAddr {
        self.server.address
    }

    /// A learner's id, and a code of hers.
    pub(crate) fn admit(&self, name: &str) -> (String, String) {
        let admitted = self.office.admit(name);
        (admitted.id, admitted.code)
    }

    /// The board as it is now.
    pub(crate) fn shown(&self) -> Value {
        self.staff.json(&format!("/api/centres/{CENTER}/board"))
    }

    /// Status and tag of the board, asked by somebody who holds one.
    pub(crate) fn ask(&self, held: Option<&str>) -> (u16, Option<String>) {
        let path = format!("/api/centres/{CENTER}/board?since={}", now() / 86_400 * 86_400);
        let mut headers = vec![("cookie", self.cookie.as_str())];
        headers.extend(held.map(|held| ("if-none-match", held)));
        let answer = http::request(self.to(), "GET", &path, &headers, b"").unwrap();
        (answer.status, answer.header("etag").map(str::to_owned))
    }

    /// Names a phone; gives the status.
    pub(crate) fn rename(&self, device: i64, label: &str) -> u16 {
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/json"),
            ("x-chaski", "1"),
        ];
        let body = serde_json::json!({"label": label}).to_string();
        let path = format!("/api/devices/{device}");
        http::request(self.to(), "PATCH", &path, &headers, body.as_bytes()).unwrap().status
    }

    /// Everything that is held arrived an hour earlier than it did.
    pub(crate) fn received_an_hour_ago(&self) {
        edit(&self.office, "update change set received_at = received_at - 3600");
    }

    /// Nobody heard from her phones since.
    pub(crate) fn last_seen_days_ago(&self, name: &str, days: i64) {
        let at = now() - days * 86_400 - 60;
        edit(
            &self.office,
            &format!(
                "update device set last_seen = {at}
                 where learner = (select number from learner where name = '{name}')"
            ),
        );
    }
}

/// A learner's phones as her page lists them.
pub(crate) fn devices(board: &Board, learner: &str) -> Value {
    board.staff.json(&format!("/api/learners/{learner}/devices"))
}

/// The number of one of her phones, oldest first.
pub(crate) fn device(board: &Board, learner: &str, place: usize) -> i64 {
    devices(board, learner)["devices"][place]["device"].as_i64().unwrap()
}

/// Minutes of what counts of her work, ascending.
pub(crate) fn live_minutes(board: &Board, learner: &str) -> Vec<u64> {
    let record = board.staff.json(&format!("/api/learners/{learner}"));
    assert_eq!(text(&record["learner"]["id"]), learner);
    let work = record["work"].as_array().unwrap();
    let live = work.iter().flat_map(|entry| entry["live"].as_array().unwrap());
    let mut minutes: Vec<u64> = live.map(|version| version["minutes"].as_u64().unwrap()).collect();
    minutes.sort_unstable();
    minutes
}

/// What the database is told behind the server's back.
fn edit(office: &Office, sql: &str) {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    database.execute_batch(sql).unwrap();
}
