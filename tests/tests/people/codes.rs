//! Codes: ten minutes on a screen, seven days on paper, five tries; and phones that wait.

use serde_json::{Value, json};
use tests::office::{Office, text};
use tests::phone::{Phone, Trouble, now};
use tests::server::Server;

use super::desk::{Desk, account, rosa};

fn refused(phone: &mut Phone, server: &Server) -> (u16, String) {
    match phone.enrol(server.address) {
        Err(Trouble::Refused(status, body)) => {
            let body: Value = serde_json::from_str(&body).unwrap();
            (status, text(&body["code"]))
        }
        other => panic!("{other:?}"),
    }
}

fn begun(code: &str, seed: u64) -> Phone {
    let mut phone = Phone::new(seed);
    phone.begin(code);
    phone
}

fn code(desk: &Desk<'_>, id: &str, kind: &str) -> (String, i64) {
    let made = desk.post(&format!("/api/learners/{id}/codes"), &json!({"kind": kind})).json();
    assert_eq!(made["kind"], kind);
    (text(&made["code"]).replace('-', ""), made["expires_at"].as_i64().unwrap())
}

fn minutes_of(desk: &Desk<'_>, id: &str) -> Vec<i64> {
    let record = desk.get(&format!("/api/learners/{id}")).json();
    let work = record["work"].as_array().unwrap();
    let live = work.iter().flat_map(|entry| entry["live"].as_array().unwrap());
    live.map(|version| version["minutes"].as_i64().unwrap()).collect()
}

#[test]
fn a_code_is_good_once_for_its_time_and_the_newest_only() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let (id, first) = desk.enrol(&rosa());
    let (screen, until) = code(&desk, &id, "screen");
    assert!((until - now() - 600).abs() < 30, "ten minutes: {until}");
    assert_eq!(refused(&mut begun(&first, 1), &server), (410, "code_expired".to_owned()));
    let (printed, until) = code(&desk, &id, "printed");
    assert!((until - now() - 7 * 86_400).abs() < 30, "seven days: {until}");
    // A slip does not end what is on the screen.
    begun(&screen, 2).enrol(server.address).unwrap();
    assert_eq!(refused(&mut begun(&screen, 3), &server), (404, "code_unknown".to_owned()));
    begun(&printed, 4).enrol(server.address).unwrap();
    server.stop();
}

#[test]
fn five_wrong_tries_end_a_code_even_after_a_restart() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let (id, code) = Desk::open(&server, "ana", &password).enrol(&rosa());
    for guess in 0..5_u64 {
        let wrong = format!("{}000{guess}", &code[..4]);
        assert_eq!(refused(&mut begun(&wrong, guess), &server).0, 404);
    }
    // The limit in memory goes with the process; the count does not.
    server.stop();
    let server = office.serve();
    assert_eq!(refused(&mut begun(&code, 9), &server), (404, "code_unknown".to_owned()));
    assert!(office.learners().contains(&id));
    server.stop();
}

#[test]
fn a_phone_of_a_slip_waits_reads_nothing_and_counts_once_confirmed() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let (id, screen) = desk.enrol(&rosa());
    let mut own = Phone::enrolled(server.address, &screen, 1);
    own.add_work(45);
    own.visit(server.address).unwrap();
    let (printed, _) = code(&desk, &id, "printed");
    let mut slip = Phone::enrolled(server.address, &printed, 2);
    slip.add_work(30);
    slip.visit(server.address).unwrap();
    // What she enters there is held, and earns its receipt; it neither counts nor reads.
    assert_eq!(slip.profile().unsent(), 0, "all of it is held");
    assert_eq!(slip.profile().view().work.len(), 1, "it reads nothing that was there");
    assert_eq!(minutes_of(&desk, &id), [45]);
    own.visit(server.address).unwrap();
    assert_eq!(own.profile().view().work.len(), 1, "nobody is told of it");
    let phones = desk.get(&format!("/api/learners/{id}")).json()["phones"].clone();
    let waiting: Vec<&Value> =
        phones.as_array().unwrap().iter().filter(|phone| phone["waits"] == true).collect();
    assert_eq!(waiting.len(), 1);
    let writer = text(&waiting[0]["writer"]);
    office.verify();

    let confirm = |writer: &str, is_hers: bool| {
        let body = json!({"writer": writer, "is_hers": is_hers});
        desk.post(&format!("/api/learners/{id}/confirm"), &body).status
    };
    assert_eq!(confirm(&"00".repeat(8), true), 409);
    assert_eq!(confirm(&writer, true), 204);
    assert_eq!(confirm(&writer, true), 409, "it waits no more");
    let mut minutes = minutes_of(&desk, &id);
    minutes.sort_unstable();
    assert_eq!(minutes, [30, 45]);
    for phone in [&mut slip, &mut own] {
        phone.visit(server.address).unwrap();
        assert_eq!(phone.profile().view().work.len(), 2);
    }
    slip.add_work(15);
    slip.visit(server.address).unwrap();
    own.visit(server.address).unwrap();
    assert_eq!(own.profile().view().work.len(), 3);
    office.verify();
    server.stop();
}

#[test]
fn a_phone_that_is_not_hers_never_counts_and_is_let_in_no_more() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let (id, _) = desk.enrol(&rosa());
    let (printed, _) = code(&desk, &id, "printed");
    let mut stranger = Phone::enrolled(server.address, &printed, 2);
    stranger.add_work(480);
    stranger.visit(server.address).unwrap();
    let record = desk.get(&format!("/api/learners/{id}")).json();
    let writer = text(&record["phones"][0]["writer"]);
    let body = json!({"writer": writer, "is_hers": false});
    assert_eq!(desk.post(&format!("/api/learners/{id}/confirm"), &body).status, 204);
    assert!(minutes_of(&desk, &id).is_empty());
    let record = desk.get(&format!("/api/learners/{id}")).json();
    assert_eq!(record["phones"], json!([]), "it is none of her phones");
    stranger.add_work(60);
    // Let in no more, and it loses nothing of what it holds.
    let before = stranger.profile().view().work.len();
    let _ = stranger.round(server.address);
    assert_eq!(stranger.profile().view().work.len(), before);
    assert!(minutes_of(&desk, &id).is_empty());
    office.verify();
    server.stop();
}
