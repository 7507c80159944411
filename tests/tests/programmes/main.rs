//! Programmes as they are lived: the real server, real phones, real staff devices.
//!
//! - `versions`: a definition's versions never change, and who is under way keeps hers
//! - `steps`: entry requirements, the choice of a track, lessons elsewhere that staff confirm
//! - `awards`: what a certificate opens, and who took it
//! - `certificates`: by staff and by rule, once, taken back, by another key
//! - `dimensions`: what they answered at enrolment tells people apart in reports
//! - `figures`: what became of people, against what they said at the beginning
//! - `trainers`: packs for whoever teaches
//! - `lived`: the four complete definitions, each from enrolment to half a year after the end; `life`
//!   and `later` are what is done in them

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod awards;
mod certificates;
mod dimensions;
mod figures;
mod later;
mod life;
mod lived;
mod steps;
mod trainers;
mod versions;

use std::net::SocketAddr;

use serde_json::{Value, json};
use sync_core::phone::Action;
use tests::desk::Staff;
use tests::http;
use tests::office::{Office, text};
use tests::phone::{Phone, now};

/// Today, as phones and desks say it.
pub(crate) fn today() -> String {
    sync_core::record::Day::of_seconds(now()).to_string()
}

/// An office that runs a definition of the fixtures, with a cohort `c1`. Every pack that it names is
/// there, with three lessons each.
pub(crate) fn running(programme: &str) -> (Office, Value) {
    running_since(programme, "2026-09-28")
}

/// The same, with a cohort that began on a day.
pub(crate) fn running_since(programme: &str, starts: &str) -> (Office, Value) {
    let file = format!("{}/../fixtures/programmes/{programme}.json", env!("CARGO_MANIFEST_DIR"));
    let definition: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let office = begun_on(programme, starts);
    for course in definition["courses"].as_array().unwrap() {
        if let Some(pack) = course["pack"].as_str() {
            put_pack(&office, pack, course["language"].as_str().unwrap());
        }
    }
    office.done(&["import", "programme", &file, "--check"]);
    office.done(&["import", "programme", &file]);
    (office, definition)
}

/// A data directory of a programme, with a cohort `c1`.
pub(crate) fn begun(programme: &str) -> Office {
    begun_on(programme, "2026-09-28")
}

fn begun_on(programme: &str, starts: &str) -> Office {
    let office = Office::empty();
    office.done(&["init", "--programme", programme]);
    let cohort = ["--id", "c1", "--title", "Cohorte", "--starts", starts, "--weeks", "12"];
    office.done(&[&["cohort", "add"], &cohort[..]].concat());
    office
}

/// A pack of three lessons.
pub(crate) fn put_pack(office: &Office, pack: &str, language: &str) {
    let folder = tempfile::tempdir().unwrap();
    for lesson in ["01-uno.md", "02-dos.md", "03-tres.md"] {
        let words = format!("# Lección {lesson}\n\nAlgo que se aprende en {pack}.\n");
        std::fs::write(folder.path().join(lesson), words).unwrap();
    }
    let folder = folder.path().to_str().unwrap();
    office.done(&["import", "pack", folder, "--pack", pack, "--language", language]);
}

/// Writes a definition beside the data, and gives its path.
pub(crate) fn written(office: &Office, definition: &Value) -> String {
    let file = office.beside("programme.json");
    std::fs::write(&file, definition.to_string()).unwrap();
    file.to_str().unwrap().to_owned()
}

/// What a phone is shown at an address that needs no sign-in.
pub(crate) fn shown(to: SocketAddr, path: &str) -> (u16, Value) {
    let answer = http::request(to, "GET", path, &[], &[]).unwrap();
    (answer.status, serde_json::from_slice(&answer.body).unwrap_or(Value::Null))
}

/// A new account of a coordinator, signed in.
pub(crate) fn staff(office: &Office, to: SocketAddr, login: &str) -> Staff {
    let password = office.done(&["account", "add", "--login", login, "--name", login]);
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "UPDATE account SET first_password = 0 WHERE login = ?1";
    assert_eq!(database.execute(sql, [login]).unwrap(), 1);
    Staff::signed_in(to, login, password.trim())
}

/// The ids of a course's lessons in a catalogue, in its pack or elsewhere.
pub(crate) fn lessons(catalogue: &Value, course: &str) -> Vec<String> {
    let lists = ["courses", "outside"].into_iter().filter_map(|list| catalogue[list].as_array());
    let found = lists.flatten().find(|one| one["id"] == course);
    let lessons =
        found.unwrap_or_else(|| panic!("{course} is in the catalogue"))["lessons"].clone();
    lessons.as_array().unwrap().iter().map(|lesson| text(&lesson["id"])).collect()
}

/// She finishes all lessons of a course.
pub(crate) fn learn(phone: &mut Phone, catalogue: &Value, course: &str) {
    for lesson in lessons(catalogue, course) {
        let done = Action::LessonDone { lesson, place: 1, seconds: 300, score_percent: Some(80) };
        assert!(phone.act(&done));
    }
}

/// Her phone's view of her record.
pub(crate) fn view(phone: &Phone) -> Value {
    serde_json::to_value(phone.profile().view()).unwrap()
}

/// How staff see one learner's steps.
pub(crate) fn steps_of(staff: &Staff, learner: &str) -> Value {
    let all = staff.json("/api/cohorts/c1/steps");
    let found = all["learners"].as_array().unwrap().iter().find(|one| one["id"] == learner);
    found.unwrap_or_else(|| panic!("{learner} is in {all}")).clone()
}

/// A session's id.
pub(crate) fn session(number: u8) -> String {
    format!("01970000-0000-7000-8000-0000000000{number:02x}")
}

pub(crate) fn session_form(number: u8, series: &str, online: bool) -> Value {
    let mut form = json!({"id": session(number), "title": format!("Taller {number}"),
        "day": today(), "start": "09:00", "minutes": 90, "facilitator": "Rosa", "series": series});
    if online {
        form["link"] = json!("https://meet.example/taller");
    } else {
        form["place"] = json!("Aula 2");
    }
    form
}
