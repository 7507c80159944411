//! A phone that is revoked, released, replaced: what it wrote is held, given its effect, or counts
//! as before, and nobody loses a record by it.

use serde_json::{Value, json};
use sync_core::exchange::SyncRequest;
use sync_core::phone::{Action, LockedProfile, WorkFields};
use tests::office::text;
use tests::phone::{Phone, fields, post};

use super::board::{Board, device, devices, live_minutes};

/// With a long note each: more than one request carries.
const LONG_ENTRIES: u32 = 200;

/// Minutes of a phone's live entries, ascending.
fn shown(phone: &Phone) -> Vec<u32> {
    let work = phone.profile().view().work;
    let live = work.iter().flat_map(|entry| &entry.live);
    let mut minutes: Vec<u32> = live.filter_map(|version| version.minutes).collect();
    minutes.sort_unstable();
    minutes
}

pub(crate) fn revoke(board: &Board, device: i64, body: &Value) -> u64 {
    let answer = board.staff.post(&format!("/api/devices/{device}/revoke"), body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["held_back"].as_u64().unwrap()
}

pub(crate) fn release(board: &Board, device: i64, through: &Value) -> u64 {
    let body = json!({"through": through});
    let answer = board.staff.post(&format!("/api/devices/{device}/release"), &body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["held_back"].as_u64().unwrap()
}

#[test]
fn what_arrives_after_a_revocation_is_held_until_somebody_releases_it() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let mut lost = Phone::enrolled(board.to(), &code, 1);
    let mut other = Phone::enrolled(board.to(), &board.office.code(&ana), 2);
    let entry = lost.add_work(10);
    lost.visit(board.to()).unwrap();
    other.visit(board.to()).unwrap();
    // Written before she knows, and on its way when it is revoked: one new entry, one correction.
    lost.add_work(20);
    lost.act(&Action::WorkCorrect { entry, fields: fields(600), seen: None });
    let number = device(&board, &ana, 0);
    assert_eq!(revoke(&board, number, &json!({"reason": "lost"})), 0, "nothing came yet");
    assert_eq!(revoke(&board, number, &json!({"reason": "stolen"})), 0, "again changes nothing");

    lost.visit(board.to()).unwrap();
    assert!(lost.profile().is_revoked(), "it is told, by central's own word");
    assert!(lost.profile().all_arrived(), "and what it had is in safety");
    assert_eq!(shown(&lost), [20, 600], "nothing of hers is gone from her own screen");
    lost.restart();
    assert!(lost.profile().is_revoked());
    assert_eq!(shown(&lost), [20, 600]);
    assert_eq!(live_minutes(&board, &ana), [10], "without effect at the office");
    other.visit(board.to()).unwrap();
    assert_eq!(shown(&other), [10], "nor on her other phone");
    let listed = devices(&board, &ana);
    assert_eq!(listed["devices"][0]["held_back"], 2);
    assert_eq!(listed["devices"][0]["state"], "revoked");
    assert_eq!(listed["devices"][0]["revoked"]["reason"], "lost");
    board.office.verify();

    // What arrives after somebody looked is not what she looked at.
    lost.add_work(30);
    lost.visit(board.to()).unwrap();
    assert_eq!(release(&board, number, &listed["through"]), 1);
    assert_eq!(live_minutes(&board, &ana), [20, 600]);
    other.visit(board.to()).unwrap();
    assert_eq!(shown(&other), [20, 600]);
    other.restart();
    assert_eq!(shown(&other), [20, 600], "so it is stored");
    board.office.verify();
    let through = devices(&board, &ana)["through"].clone();
    assert_eq!(release(&board, number, &through), 0);
    other.visit(board.to()).unwrap();
    assert_eq!(shown(&other), [20, 30, 600]);
    // It reads nothing more of what others write.
    other.add_work(40);
    other.visit(board.to()).unwrap();
    lost.visit(board.to()).unwrap();
    assert_eq!(shown(&lost), [20, 30, 600]);
    board.office.verify();
}

#[test]
fn a_revocation_reaches_back_to_when_the_phone_was_lost() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let mut stolen = Phone::enrolled(board.to(), &code, 1);
    let mut other = Phone::enrolled(board.to(), &board.office.code(&ana), 2);
    let entry = stolen.add_work(10);
    stolen.visit(board.to()).unwrap();
    board.received_an_hour_ago();
    stolen.act(&Action::WorkCorrect { entry, fields: fields(900), seen: None });
    stolen.add_work(700);
    stolen.visit(board.to()).unwrap();
    other.visit(board.to()).unwrap();
    assert_eq!(live_minutes(&board, &ana), [700, 900]);
    let number = device(&board, &ana, 0);
    let since = tests::phone::now() - 600;
    assert_eq!(revoke(&board, number, &json!({"reason": "stolen", "since": since})), 2);
    assert_eq!(live_minutes(&board, &ana), [10], "what it replaced counts again");
    other.visit(board.to()).unwrap();
    assert_eq!(shown(&other), [10], "also where it was held already");
    board.office.verify();
    let future = json!({"reason": "lost", "since": tests::phone::now() + 600});
    let path = format!("/api/devices/{number}/revoke");
    assert_eq!(board.staff.post(&path, &future).status, 400);
    assert_eq!(board.staff.post(&path, &json!({"reason": "bored"})).status, 400);
}

/// Nobody tells one whose time is over what others write: it is told what of its own words is gone.
#[test]
fn what_a_revoked_phone_had_delivered_it_brings_again_after_a_restore() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let mut lost = Phone::enrolled(board.to(), &code, 1);
    lost.add_work(10);
    lost.visit(board.to()).unwrap();
    let number = device(&board, &ana, 0);
    revoke(&board, number, &json!({"reason": "lost"}));
    let backup = board.office.back_up("b.db");
    lost.add_work(20);
    lost.visit(board.to()).unwrap();
    assert!(lost.profile().is_revoked() && lost.profile().all_arrived());
    assert_eq!(devices(&board, &ana)["devices"][0]["held_back"], 1);

    let board = board.restored(&backup);
    lost.visit(board.to()).unwrap();
    assert!(lost.profile().all_arrived());
    let listed = devices(&board, &ana);
    assert_eq!(listed["devices"][0]["held_back"], 1, "it is there again, and still held");
    assert_eq!(release(&board, number, &listed["through"]), 0);
    assert_eq!(live_minutes(&board, &ana), [10, 20]);
    board.office.verify();
}

#[test]
fn her_neighbour_on_the_same_phone_is_untouched() {
    let board = Board::open();
    let ((ana, a), (eva, b)) = (board.admit("Ana"), board.admit("Eva"));
    let mut hers = Phone::enrolled(board.to(), &a, 1);
    let mut neighbours = Phone::enrolled(board.to(), &b, 2);
    hers.add_work(10);
    neighbours.add_work(20);
    revoke(&board, device(&board, &ana, 0), &json!({"reason": "other"}));
    // One request for both, hers locked: its segments come in all the same, and are held.
    let mut locked = hers.locked();
    let mut request = SyncRequest::from_bytes(&neighbours.request()).unwrap();
    request.locked = Some(vec![LockedProfile::ask(&mut locked)]);
    let answer = post(board.to(), "/api/sync", &request.to_bytes()).unwrap();
    neighbours.absorb(&answer).unwrap();
    assert!(neighbours.profile().all_arrived());
    assert!(!neighbours.profile().is_revoked());
    assert_eq!(live_minutes(&board, &eva), [20]);
    assert_eq!(devices(&board, &eva)["devices"][0]["state"], "all_here");
    assert!(live_minutes(&board, &ana).is_empty());
    let listed = devices(&board, &ana);
    assert_eq!(listed["devices"][0]["held_back"], 1);
    let number = device(&board, &ana, 0);
    assert_eq!(release(&board, number, &listed["through"]), 0);
    assert_eq!(live_minutes(&board, &ana), [10]);
    assert!(hers.locked_visit(board.to()).unwrap(), "it knows that all arrived");
    board.office.verify();
}

#[test]
fn a_phone_that_is_replaced_delivers_what_it_has_and_reads_nothing_more() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let mut before = Phone::enrolled(board.to(), &code, 1);
    before.add_work(10);
    before.visit(board.to()).unwrap();
    before.add_work(20);
    let number = device(&board, &ana, 0);
    let answer = board.staff.post(&format!("/api/devices/{number}/reset"), &json!({}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    // Until the code is used nothing is taken from her: she may remember her PIN.
    assert_eq!(devices(&board, &ana)["devices"][0]["state"], "all_here");
    let code = text(&answer.json()["code"]).replace('-', "");
    let mut after = Phone::enrolled(board.to(), &code, 2);
    after.visit(board.to()).unwrap();
    assert_eq!(shown(&after), [10]);
    after.add_work(30);
    after.visit(board.to()).unwrap();
    assert_eq!(devices(&board, &ana)["devices"][0]["state"], "replaced");
    before.visit(board.to()).unwrap();
    assert!(before.profile().all_arrived() && !before.profile().is_revoked());
    assert_eq!(shown(&before), [10, 20], "no word of what came after");
    assert_eq!(live_minutes(&board, &ana), [10, 20, 30], "what it still had counts");
    after.visit(board.to()).unwrap();
    assert_eq!(shown(&after), [10, 20, 30]);
    board.office.verify();
}

#[test]
fn a_phone_has_a_name_and_every_act_is_noted() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let _phone = Phone::enrolled(board.to(), &code, 1);
    let number = device(&board, &ana, 0);
    assert_eq!(board.rename(number, "El azul de Ana"), 204);
    assert_eq!(devices(&board, &ana)["devices"][0]["label"], "El azul de Ana");
    for bad in ["", "   ", &"x".repeat(41), "a\nb"] {
        assert_eq!(board.rename(number, bad), 400, "{bad:?}");
    }
    assert_eq!(board.rename(number + 1000, "x"), 404);
    revoke(&board, number, &json!({"reason": "broken"}));
    release(&board, number, &json!(0));
    let log: Vec<String> = {
        let database = rusqlite::Connection::open(board.office.database()).unwrap();
        let mut statement =
            database.prepare("select act || ' ' || detail from audit order by sequence").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    let noted = |act: &str| log.iter().filter(|line| line.starts_with(act)).count();
    assert_eq!(
        (noted("rename_device "), noted("revoke_device "), noted("release_held ")),
        (1, 1, 1)
    );
    assert!(!log.iter().any(|line| line.contains("azul")), "ids and words of ours only: {log:?}");
}

#[test]
fn the_board_says_who_may_leave_and_what_each_phone_still_has() {
    let board = Board::open();
    let women = ["Ana", "Eva", "Luz"].map(|name| board.admit(name));
    let phones = (1..).zip(&women).map(|(seed, (_, code))| Phone::enrolled(board.to(), code, seed));
    let mut phones: Vec<Phone> = phones.collect();
    let first = board.shown();
    assert_eq!((&first["seen"], &first["may_leave"]), (&json!(0), &json!(0)), "nobody was here");
    assert_eq!(first["silent"].as_array().unwrap().len(), 0, "enrolled today");

    phones[0].add_work(10);
    phones[0].visit(board.to()).unwrap();
    // More than one request carries: after the first round the server knows that there is more.
    for n in 1..=LONG_ENTRIES {
        let entry = format!("01890000-0000-7000-8000-{n:012x}");
        let long = WorkFields { note: Some("x".repeat(480)), ..fields(n) };
        phones[1].act(&Action::WorkAdd { entry, fields: long });
    }
    phones[1].round(board.to()).unwrap();
    // Of two batches the first gets lost.
    for n in 1..=300 {
        phones[2].add_work(n);
    }
    let mut request = SyncRequest::from_bytes(&phones[2].request()).unwrap();
    let batches = request.profiles[0].batches.as_mut().unwrap();
    assert_eq!(batches.len(), 2);
    batches.remove(0);
    post(board.to(), "/api/sync", &request.to_bytes()).unwrap();

    let shown = board.shown();
    assert_eq!((&shown["seen"], &shown["may_leave"]), (&json!(3), &json!(1)), "{shown}");
    let here = shown["here"].as_array().unwrap();
    let states: Vec<&str> = here.iter().map(|line| line["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["incomplete", "arriving", "all_here"], "those first that need somebody");
    assert_eq!(here[0]["gaps"], json!([{"from": 1, "to": 256}]));
    assert_eq!((&here[0]["missing"], &here[0]["waiting"]), (&json!(256), &json!(44)));
    let unsent = here[1]["unsent"].as_u64().unwrap();
    assert!((1..u64::from(LONG_ENTRIES)).contains(&unsent), "by its own word: {unsent}");
    let last = u64::from(LONG_ENTRIES);
    assert_eq!(here[1]["gaps"], json!([{"from": last - unsent + 1, "to": last}]));
    assert_eq!(here[2]["learner"]["name"], "Ana");

    // Nothing changed: nothing is sent again. Something did: all of it is.
    let (status, tag) = board.ask(None);
    assert_eq!(status, 200);
    assert_eq!(board.ask(tag.as_deref()).0, 304);
    for phone in &mut phones[1..] {
        phone.visit(board.to()).unwrap();
    }
    assert_eq!(board.ask(tag.as_deref()).0, 200);
    let shown = board.shown();
    assert_eq!((&shown["seen"], &shown["may_leave"]), (&json!(3), &json!(3)), "{shown}");
    board.last_seen_days_ago("Eva", 9);
    let shown = board.shown();
    assert_eq!(shown["seen"], 2);
    assert_eq!(shown["silent"][0]["learner"]["name"], "Eva");
    assert_eq!(shown["silent"][0]["days"], 9);
}
