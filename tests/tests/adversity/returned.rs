//! Phones that enrolled after the backup was made from which the server was restored.

use rusqlite::Connection;
use serde_json::json;
use sync_core::exchange::{ReturnStatus, SyncRequest};
use tests::http;
use tests::ledger::{exported, on_phone};
use tests::office::{Office, text};
use tests::phone::{Phone, Trouble, post};

use super::board::{Board, device, devices, live_minutes};
use super::revoked::{release, revoke};

/// Ana with a phone before the backup; the backup; a second phone of hers after it.
struct Scene {
    office: Office,
    ana: String,
    one: Phone,
    late: Phone,
    backup: std::path::PathBuf,
}

fn scene() -> Scene {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut one = Phone::enrolled(server.address, &ana.code, 1);
    one.add_work(30);
    one.visit(server.address).unwrap();
    let backup = office.back_up("b.db");
    // A minute of the clock says nothing: the certificate's moment is in seconds.
    let mut late = Phone::enrolled(server.address, &office.code(&ana.id), 2);
    late.add_work(45);
    late.visit(server.address).unwrap();
    one.visit(server.address).unwrap();
    assert_eq!(on_phone(&one), on_phone(&late));
    server.stop();
    Scene { office, ana: ana.id, one, late, backup }
}

#[test]
fn it_comes_back_by_itself_and_brings_everything() {
    let Scene { office, ana, mut one, mut late, backup } = scene();
    let before = exported(&office.record(&ana), "record");
    office.restore(&backup);
    assert_ne!(exported(&office.record(&ana), "record"), before);
    let server = office.serve();
    late.add_work(50);
    late.visit(server.address).unwrap();
    assert!(late.profile().all_arrived());
    late.visit(server.address).unwrap();
    one.visit(server.address).unwrap();
    assert_eq!(on_phone(&one), on_phone(&late));
    server.stop();
    let after = exported(&office.record(&ana), "record");
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|(key, values)| after.get(key) == Some(values)));
    office.verify();
}

/// It is lost, but another phone of hers carries what it wrote, and its certificate.
#[test]
fn another_phone_brings_what_a_lost_one_wrote() {
    let Scene { office, ana, mut one, late, backup } = scene();
    let before = exported(&office.record(&ana), "record");
    drop(late);
    office.restore(&backup);
    let server = office.serve();
    one.visit(server.address).unwrap();
    one.visit(server.address).unwrap();
    assert!(one.profile().all_arrived());
    server.stop();
    assert_eq!(exported(&office.record(&ana), "record"), before);
    office.verify();
}

/// … and comes back itself after all: its writer is there already, without a phone.
#[test]
fn it_comes_back_after_another_spoke_for_it() {
    let Scene { office, ana, mut one, mut late, backup } = scene();
    office.restore(&backup);
    let server = office.serve();
    one.visit(server.address).unwrap();
    late.visit(server.address).unwrap();
    late.add_work(5);
    late.visit(server.address).unwrap();
    assert!(late.profile().all_arrived());
    server.stop();
    assert_eq!(exported(&office.record(&ana), "record"), on_phone(&late));
    office.verify();
}

#[test]
fn without_a_restore_in_between_nobody_comes_back() {
    let Scene { office, mut late, .. } = scene();
    // Somebody took the phone's profile out of the directory by hand.
    let database = Connection::open(office.database()).unwrap();
    database.pragma_update(None, "foreign_keys", "OFF").unwrap();
    let code = "UPDATE enrolment_code SET profile = NULL
                WHERE profile = (SELECT MAX(number) FROM profile)";
    database.execute(code, []).unwrap();
    database
        .execute("DELETE FROM profile WHERE number = (SELECT MAX(number) FROM profile)", [])
        .unwrap();
    drop(database);
    let server = office.serve();
    let held = on_phone(&late);
    let refused = late.visit(server.address);
    assert!(matches!(refused, Err(Trouble::Stranger(ReturnStatus::NotEntitled))), "{refused:?}");
    assert_eq!(on_phone(&late), held);
    server.stop();
}

#[test]
fn a_phone_that_was_withdrawn_before_the_restore_stays_away() {
    let Scene { office, mut one, mut late, backup, .. } = scene();
    let database = Connection::open(office.database()).unwrap();
    let changed = database
        .execute(
            "UPDATE profile SET withdrawn_at = 1 WHERE number = (SELECT MAX(number) FROM profile)",
            [],
        )
        .unwrap();
    assert_eq!(changed, 1);
    drop(database);
    office.restore(&backup);
    let server = office.serve();
    assert_eq!(late.come_back(server.address).unwrap(), ReturnStatus::NotEntitled);
    one.add_work(70);
    one.visit(server.address).unwrap();
    late.add_work(50);
    let held = on_phone(&late);
    late.visit(server.address).unwrap();
    assert!(late.profile().all_arrived(), "what it has it may deliver, as before the restore");
    assert_eq!(on_phone(&late), held, "and reads nothing");
    one.visit(server.address).unwrap();
    assert_eq!(one.profile().view().work.len(), 4);
    server.stop();
    office.verify();
}

/// She herself is not in the backup: staff must add her again, and her phone keeps everything.
#[test]
fn a_learner_who_is_not_in_the_backup_is_named_as_such() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let backup = office.back_up("b.db");
    let eva = office.admit("Eva");
    let server = office.serve();
    let mut evas = Phone::enrolled(server.address, &eva.code, 3);
    evas.add_work(20);
    evas.visit(server.address).unwrap();
    assert!(evas.profile().all_arrived());
    let _ = Phone::enrolled(server.address, &ana.code, 4);
    server.stop();
    let restored = office.restore(&backup);
    assert_eq!(restored["lacking"]["learners"].as_array().unwrap().len(), 1, "{restored}");
    let server = office.serve();
    let held = on_phone(&evas);
    let refused = evas.visit(server.address);
    assert!(matches!(refused, Err(Trouble::Stranger(ReturnStatus::NoSuchLearner))), "{refused:?}");
    assert_eq!(on_phone(&evas), held);
    // It is not there, so it does not count as arrived, after a restart neither.
    evas.restart();
    assert_eq!(evas.profile().unsent(), held.len());
    assert!(!evas.profile().backed_up());
    server.stop();
}

#[test]
fn what_is_not_signed_as_it_must_be_is_no_request() {
    let Scene { office, late, backup, one, .. } = scene();
    office.restore(&backup);
    let server = office.serve();
    let honest = late.profile().return_request().unwrap();
    let ask =
        |body: &[u8]| http::request(server.address, "POST", "/api/return", &[], body).unwrap();
    // Any byte of certificate, hashes and proof; each try by a key of its own costs nobody a turn.
    let mut refused = 0;
    for at in (0..honest.len()).step_by(11) {
        let mut forged = honest.clone();
        forged[at] ^= 1;
        let answer = ask(&forged);
        assert!(matches!(answer.status, 400 | 429), "byte {at}: {}", answer.status);
        refused += 1;
    }
    assert!(refused > 20);
    // Her other phone's proof does not do for this one's certificate.
    let other = one.profile().return_request().unwrap();
    assert_ne!(other, honest);
    assert_eq!(ask(&[]).status, 400);
    assert_eq!(ask(&vec![0; 20_000]).status, 413);
    server.stop();
}

/// The old database is gone with its disk: nobody knows which of them had been confirmed.
#[test]
fn without_the_old_database_it_comes_back_held() {
    let Scene { office, mut late, backup, .. } = scene();
    std::fs::remove_dir_all(&office.data).unwrap();
    office.restore(&backup);
    let server = office.serve();
    late.add_work(50);
    let held = on_phone(&late);
    late.visit(server.address).unwrap();
    late.visit(server.address).unwrap();
    assert!(late.profile().all_arrived(), "what it brings is kept");
    assert_eq!(on_phone(&late), held);
    server.stop();
    let database = Connection::open(office.database()).unwrap();
    let sql = "SELECT provisional, standing FROM writer ORDER BY number DESC LIMIT 1";
    let found: (u8, u8) =
        database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!(found, (1, 1), "and counts when staff say whose it is");
    office.verify();
}

/// Her phone is lost after the backup: the office's device carries what it wrote, and says whose.
#[test]
fn a_staff_device_brings_what_a_lost_phone_wrote() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let _first = Phone::enrolled(board.to(), &code, 1);
    let mut desk = board.staff.desk(&ana, 10);
    let backup = board.office.back_up("b.db");
    let mut late = Phone::enrolled(board.to(), &board.office.code(&ana), 2);
    late.add_work(45);
    late.visit(board.to()).unwrap();
    desk.visit(board.to()).unwrap();
    let before = exported(&board.office.record(&ana), "record");
    assert_eq!(before.len(), 1);
    drop(late);
    // Also when the office goes back once more while the device is open.
    let mut board = board;
    for _ in 0..2 {
        board = board.restored(&backup);
        assert!(exported(&board.office.record(&ana), "record").is_empty());
        desk.visit(board.to()).unwrap();
        assert_eq!(exported(&board.office.record(&ana), "record"), before);
    }
    board.office.verify();
}

/// A device that is not known comes back by whoever is signed in at it, and by nothing else.
#[test]
fn a_staff_device_does_not_come_back_by_itself() {
    let board = Board::open();
    let (ana, _) = board.admit("Ana");
    let backup = board.office.back_up("b.db");
    let mut desk = board.staff.desk(&ana, 10);
    let board = board.restored(&backup);
    let refused = desk.visit(board.to());
    assert!(matches!(refused, Err(Trouble::Stranger(ReturnStatus::NotEntitled))), "{refused:?}");
}

/// After the backup she gets a phone, which is revoked or replaced; then the office goes back.
#[test]
fn what_a_phone_that_came_and_ended_in_between_wrote_still_arrives() {
    for is_revoked in [true, false] {
        let board = Board::open();
        let (ana, code) = board.admit("Ana");
        let mut first = Phone::enrolled(board.to(), &code, 1);
        first.visit(board.to()).unwrap();
        let backup = board.office.back_up("b.db");
        let mut late = Phone::enrolled(board.to(), &board.office.code(&ana), 2);
        late.add_work(45);
        late.visit(board.to()).unwrap();
        let number = device(&board, &ana, 1);
        if is_revoked {
            let path = format!("/api/devices/{number}/revoke");
            let answer = board.staff.post(&path, &json!({"reason": "lost"}));
            assert_eq!(answer.status, 200, "{}", answer.text());
        } else {
            let path = format!("/api/devices/{number}/reset");
            let answer = board.staff.post(&path, &json!({})).json();
            let code = text(&answer["code"]).replace('-', "");
            Phone::enrolled(board.to(), &code, 3).visit(board.to()).unwrap();
        }
        first.visit(board.to()).unwrap();
        late.add_work(50);
        let board = board.restored(&backup);
        assert_eq!(live_minutes(&board, &ana), [0; 0]);
        // What arrived before is carried by her other phone as well; what had not, by nobody else.
        first.visit(board.to()).unwrap();
        assert_eq!(live_minutes(&board, &ana), [45]);
        late.visit(board.to()).unwrap();
        assert!(late.profile().all_arrived());
        assert_eq!(late.profile().is_revoked(), is_revoked, "its time stays over");
        let counts = if is_revoked { vec![45] } else { vec![45, 50] };
        assert_eq!(live_minutes(&board, &ana), counts, "held, or not, as it was before");
        let record = exported(&board.office.record(&ana), "record");
        assert_eq!(record.len(), 2, "and kept");
        first.visit(board.to()).unwrap();
        late.visit(board.to()).unwrap();
        let work = |phone: &Phone| phone.profile().view().work.len();
        assert_eq!((work(&late), record == on_phone(&first)), (2, true));
        board.office.verify();
    }
}

/// Ana's phone with ten minutes that central, put back, does not hold: what it told of itself after the
/// restore was altered on its way, so that it believes all to be there.
fn deceived() -> (Board, String, Phone) {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let mut phone = Phone::enrolled(board.to(), &code, 1);
    phone.visit(board.to()).unwrap();
    let backup = board.office.back_up("b.db");
    phone.add_work(10);
    phone.visit(board.to()).unwrap();
    let board = board.restored(&backup);
    assert!(phone.round(board.to()).unwrap(), "it is asked what it believes");
    let mut told = SyncRequest::from_bytes(&phone.request()).unwrap();
    let state = told.profiles[0].state.replace(Vec::new());
    assert!(state.is_some_and(|state| !state.is_empty()));
    let answer = post(board.to(), "/api/sync", &told.to_bytes()).unwrap();
    phone.absorb(&answer).unwrap();
    assert_eq!(live_minutes(&board, &ana), [0; 0]);
    (board, ana, phone)
}

/// With a phone whose time is over nobody compares digests any more.
#[test]
fn a_phone_that_was_replaced_looks_through_what_it_wrote_at_each_visit() {
    let (board, ana, mut before) = deceived();
    let number = device(&board, &ana, 0);
    let answer = board.staff.post(&format!("/api/devices/{number}/reset"), &json!({})).json();
    let code = text(&answer["code"]).replace('-', "");
    Phone::enrolled(board.to(), &code, 3).visit(board.to()).unwrap();
    before.visit(board.to()).unwrap();
    assert_eq!(live_minutes(&board, &ana), [10]);
    assert!(before.visit(board.to()).unwrap() == 1, "and says so at once from then on");
    board.office.verify();
}

#[test]
fn so_does_one_that_was_revoked() {
    let (board, ana, mut lost) = deceived();
    let number = device(&board, &ana, 0);
    revoke(&board, number, &json!({"reason": "lost"}));
    lost.visit(board.to()).unwrap();
    let listed = devices(&board, &ana);
    assert_eq!(listed["devices"][0]["held_back"], 1, "{listed}");
    assert_eq!(release(&board, number, &listed["through"]), 0);
    assert_eq!(live_minutes(&board, &ana), [10]);
    assert!(lost.visit(board.to()).unwrap() == 1, "and says so at once from then on");
    board.office.verify();
}
