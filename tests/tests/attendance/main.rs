//! Sessions of a cohort and who was there: the real server, real phones, real staff devices.
//!
//! - `sessions`: how phones hear of them
//! - `presence`: roll-call and scan, and what staff see of both

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod presence;
mod sessions;

use std::net::SocketAddr;

use serde_json::{Value, json};
use sync_core::phone::{Action, SessionView};
use tests::desk::Staff;
use tests::office::{Office, text};
use tests::phone::Phone;

/// A session's id.
pub(crate) fn id(number: u8) -> String {
    format!("01970000-0000-7000-8000-0000000000{number:02x}")
}

pub(crate) fn form(number: u8, day: &str) -> Value {
    json!({"id": id(number), "title": format!("Taller {number}"), "day": day, "start": "09:00",
           "minutes": 90, "place": "Aula 2, El Alto", "facilitator": "Rosa"})
}

/// A new account of a coordinator, signed in with a password of her own.
pub(crate) fn staff(office: &Office, to: SocketAddr, login: &str) -> Staff {
    let password = office.done(&["account", "add", "--login", login, "--name", login]);
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "UPDATE account SET first_password = 0 WHERE login = ?1";
    assert_eq!(database.execute(sql, [login]).unwrap(), 1);
    Staff::signed_in(to, login, password.trim())
}

/// Adds a session to the cohort; gives what stands.
pub(crate) fn add(staff: &Staff, form: &Value) -> Value {
    let added = staff.post("/api/cohorts/c1/sessions", form);
    assert_eq!(added.status, 200, "{}", added.text());
    added.json()
}

/// Changes a session; gives what stands.
pub(crate) fn change(staff: &Staff, number: u8, what: &Value) -> Value {
    let changed = staff.patch(&format!("/api/sessions/{}", id(number)), what);
    assert_eq!(changed.status, 200, "{}", changed.text());
    changed.json()
}

/// What a session's code holds besides its id.
pub(crate) fn proof(staff: &Staff, number: u8) -> String {
    text(&staff.json(&format!("/api/sessions/{}", id(number)))["proof"])
}

pub(crate) fn scan(number: u8, proof: &str) -> Action {
    let (session, day) = (id(number), "2026-11-20".to_owned());
    Action::Attend { session, day, proof: Some(proof.to_owned()) }
}

pub(crate) fn sessions(phone: &Phone) -> Vec<SessionView> {
    phone.profile().view().sessions
}

/// Title and day of each session that a phone was told of.
pub(crate) fn told(phone: &Phone) -> Vec<(String, String)> {
    let all = sessions(phone).into_iter();
    all.filter_map(|it| Some((it.told?.title, it.day))).collect()
}
