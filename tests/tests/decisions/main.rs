//! The round trip of a decision, and what races it: against the real server, with real phones and
//! real staff devices.
//!
//! - `round_trip`: asked, answered, approved, paid, "I did not get it"
//! - `races`: what happens at once on several devices
//! - `held`: paid, and then held back
//! - `caps`: more than the programme means one person to do
//! - `devices`: what a staff device may not

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod caps;
mod devices;
mod held;
mod races;
mod round_trip;

use std::net::SocketAddr;

use serde_json::{Value, json};
use tests::desk::Staff;
use tests::office::{Admitted, Office, text};
use tests::phone::Phone;
use tests::random::Random;
use tests::server::Server;

/// A new account, with more to say of its grant, signed in with a password of her own.
pub(crate) fn staff(office: &Office, to: SocketAddr, login: &str, grant: &[&str]) -> Staff {
    let add = ["account", "add", "--login", login, "--name", login];
    let password = office.done(&[&add[..], grant].concat());
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "UPDATE account SET first_password = 0 WHERE login = ?1";
    assert_eq!(database.execute(sql, [login]).unwrap(), 1);
    Staff::signed_in(to, login, password.trim())
}

/// A server, a learner with a phone, and two members of staff.
pub(crate) struct Scene {
    pub(crate) office: Office,
    pub(crate) server: Server,
    pub(crate) ana: Admitted,
    pub(crate) phone: Phone,
    pub(crate) first: Staff,
    pub(crate) second: Staff,
    ids: Random,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let office = Office::new();
        let ana = office.admit("Ana");
        let server = office.serve();
        let to = server.address;
        let phone = Phone::enrolled(to, &ana.code, 1);
        let first = staff(&office, to, "primera", &[]);
        let second = staff(&office, to, "segunda", &[]);
        Self { office, server, ana, phone, first, second, ids: Random::new(77) }
    }

    /// Closes a period: the answer, whatever it is.
    pub(crate) fn close(&mut self, from: &str, to: &str) -> tests::http::Answer {
        let period = json!({"id": self.ids.uuid(), "from": from, "to": to});
        self.first.post("/api/cohorts/c1/statements", &period)
    }

    /// Marks a statement paid.
    pub(crate) fn pay(&self, statement: &Value) -> Value {
        let path = format!("/api/statements/{}/payments", text(&statement["id"]));
        let paid = self.first.post(&path, &json!({"day": "2026-12-01", "method": "qr"}));
        assert_eq!(paid.status, 200, "{}", paid.text());
        paid.json()
    }

    /// The queue's entries: id, state, flags.
    pub(crate) fn queue(&self) -> Vec<(String, String, Vec<String>)> {
        let queue = self.first.json("/api/cohorts/c1/review");
        let entries = queue["entries"].as_array().unwrap().iter().map(|entry| {
            let flags = entry["flags"].as_array().unwrap().iter().map(text).collect();
            (text(&entry["entry"]), text(&entry["state"]), flags)
        });
        entries.collect()
    }

    /// Nothing differs from Automerge or from what the rules say.
    pub(crate) fn end(self) {
        self.office.verify();
        self.server.stop();
        self.office.verify();
    }
}

/// Minutes and amounts of a statement's lines.
pub(crate) fn lines(statement: &Value) -> Vec<(String, i64, i64)> {
    let lines = statement["lines"].as_array().unwrap().iter().map(|line| {
        (text(&line["kind"]), line["minutes"].as_i64().unwrap(), line["amount"].as_i64().unwrap())
    });
    lines.collect()
}
