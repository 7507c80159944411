//! Hubs that die, are wiped or revoked, and a central that was put back.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};

use sync_core::phone::AbsorbError;
use sync_core::trust::TrustError;
use tests::desk::Staff;
use tests::ledger::entries;
use tests::office::{Office, text};
use tests::phone::{Phone, Trouble, post};
use tests::server::Server;

use super::staff::account;
use super::{Scene, admit, hub_of, knots, office, until};

#[test]
fn a_hub_killed_at_any_moment_loses_nothing_that_it_gave_a_receipt_for() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    for round in 1..=6 {
        phone.add_work(10 * round);
        phone.visit(scene.hub.address).unwrap();
        // It may have begun to pass it on, or not.
        std::thread::sleep(std::time::Duration::from_millis(u64::from(round) * 170));
        scene.renew_hub();
    }
    until("all ticks are there", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (6, 6, 6)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 6);
    scene.box_.verify();
}

#[test]
fn what_a_wiped_hub_had_not_passed_on_the_phones_bring_again() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    let mut sister = Phone::enrolled(scene.central.address, &scene.office.code(&ana.id), 2);
    scene.renew_hub();
    until("the hub knows both", || {
        phone.visit(scene.hub.address).is_ok() && sister.visit(scene.hub.address).is_ok()
    });
    let address = scene.stop_central();
    phone.add_work(90);
    phone.visit(scene.hub.address).unwrap();
    sister.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&sister), (1, 1, 0));
    // The box burns, and her own phone is lost with it.
    drop(scene.box_);
    scene.hub.kill();
    drop(phone);
    scene.central = Server::start_again(&scene.office.data, address);
    // Her other phone has what she wrote, with its signature, and offers it.
    sister.visit(scene.central.address).unwrap();
    assert_eq!(knots(&sister), (1, 1, 1));
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 1);
    // A new box takes its place and has everything.
    let (box_, hub) = hub_of(&scene.office, &scene.central, "s1");
    sister.visit(hub.address).unwrap();
    assert_eq!(knots(&sister), (1, 1, 1));
    assert_eq!(box_.verify()["documents"], scene.office.verify()["documents"]);
}

#[test]
fn a_revoked_hub_is_told_nothing_and_what_it_had_comes_by_the_phones() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    let hubs = scene.office.json(&["hub", "list", "--json"]);
    let id = text(&hubs[0]["id"]);
    let closed = scene.office.json(&["hub", "revoke", "--json", "--id", &id]);
    assert_eq!(closed["centre"], "s1");
    let eva = admit(&scene.office, "k1", "Eva");
    phone.add_work(20);
    phone.visit(scene.hub.address).unwrap();
    scene.renew_hub();
    std::thread::sleep(std::time::Duration::from_secs(2));
    phone.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&phone), (1, 1, 0), "it cannot pass anything on");
    let database = rusqlite::Connection::open(scene.box_.database()).unwrap();
    let sql = "SELECT COUNT(*) FROM learner WHERE name = 'Eva'";
    assert_eq!(database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0, "{eva:?}");
    phone.visit(scene.central.address).unwrap();
    assert_eq!(knots(&phone), (1, 1, 1));
    // Central has told her: whatever its certificate says, that hub is none any more.
    assert!(distrusts(&mut phone, &scene.hub));
    phone.restart();
    assert!(distrusts(&mut phone, &scene.hub), "it is remembered");
    phone.visit(scene.central.address).unwrap();
}

/// Does the phone take nothing of what this hub says?
fn distrusts(phone: &mut Phone, hub: &Server) -> bool {
    let refused = phone.visit(hub.address);
    matches!(refused, Err(Trouble::Answer(AbsorbError::Trust(TrustError::UnknownReplica))))
}

#[test]
fn a_stolen_hub_stays_none_when_central_is_put_back_and_the_next_one_tells_of_it() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    let backup = scene.office.back_up("copy.db");
    let id = text(&scene.office.json(&["hub", "list", "--json"])[0]["id"]);
    scene.office.done(&["hub", "revoke", "--id", &id]);
    scene.stop_central();
    scene.office.restore(&backup);
    scene.start_central();
    let hubs = scene.office.json(&["hub", "list", "--json"]);
    assert!(hubs[0]["revoked_at"].is_i64(), "{hubs}");
    // Her phone never meets central, but the centre's next box, at which central's word came in.
    let (_box, next) = hub_of(&scene.office, &scene.central, "s1");
    phone.add_work(15);
    phone.visit(scene.hub.address).unwrap();
    until("the new hub knows her phone", || phone.visit(next.address).is_ok());
    assert!(distrusts(&mut phone, &scene.hub));
    until("all ticks are there", || {
        phone.visit(next.address).unwrap();
        knots(&phone) == (1, 1, 1)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 1);
}

#[test]
fn a_stolen_hub_takes_staff_s_sign_in_with_it_and_what_it_had_is_brought_again() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    let mut sister = Phone::enrolled(scene.central.address, &scene.office.code(&ana.id), 2);
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let mut desk = rosa.desk(&ana.id, 5);
    scene.renew_hub();
    until("the hub knows all three", || {
        phone.visit(scene.hub.address).is_ok()
            && sister.visit(scene.hub.address).is_ok()
            && desk.visit(scene.hub.address).is_ok()
    });
    let address = scene.stop_central();
    let entry = phone.add_work(60);
    phone.visit(scene.hub.address).unwrap();
    sister.visit(scene.hub.address).unwrap();
    // It is stolen before it could pass that on, and her phone with it.
    drop(phone);
    scene.central = Server::start_again(&scene.office.data, address);
    let hubs = scene.office.json(&["hub", "list", "--json"]);
    let id = text(&hubs[0]["id"]);
    let closed = scene.office.json(&["hub", "revoke", "--json", "--id", &id]);
    assert_eq!(closed["logins"], serde_json::json!(["rosa"]));
    assert_eq!(closed["staff_keys"], 1);
    assert!(!scene.office.run(&["hub", "revoke", "--id", &id]).status.success(), "once");
    assert_eq!(rosa.get("/api/cohorts").status, 401, "her session is over");
    let again = Staff::signed_in(scene.central.address, "rosa", &password);
    assert_eq!(again.get("/api/cohorts").code(), "password_to_change");
    // Her other phone brings what the hub had, also what another phone wrote.
    sister.visit(scene.central.address).unwrap();
    assert_eq!(knots(&sister), (1, 1, 1));
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 1);
    // What the staff device signs from now on takes no effect.
    desk.visit(scene.central.address).unwrap();
    if desk.decide(&entry, "approve") == Ok(true) {
        desk.visit(scene.central.address).unwrap();
    }
    sister.visit(scene.central.address).unwrap();
    assert_eq!(sister.stands(&entry).0, "waiting");
    scene.office.verify();
}

#[test]
fn a_central_put_back_is_filled_again_by_the_hub() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    phone.add_work(30);
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    until("all ticks are there", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (1, 1, 1)
    });
    let backup = scene.office.back_up("copy.db");
    phone.add_work(60);
    until("all ticks are there", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (2, 2, 2)
    });
    scene.stop_central();
    scene.office.restore(&backup);
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 1);
    scene.start_central();
    scene.renew_hub();
    until("the hub has brought it again", || entries(&scene.office.record(&ana.id)).len() == 2);
    // She meets central herself: it holds everything, once.
    phone.visit(scene.central.address).unwrap();
    assert_eq!(knots(&phone), (2, 2, 2));
    scene.office.verify();
}

#[test]
fn a_lesson_that_central_cannot_give_holds_up_nobody_s_hours() {
    let mut scene = Scene::new();
    let lessons = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/packs/primeros-pasos");
    scene.office.done(&["import", "pack", lessons]);
    let central = rusqlite::Connection::open(scene.office.database()).unwrap();
    assert!(central.execute("DELETE FROM content_file", []).unwrap() > 0);
    let ana = admit(&scene.office, "k1", "Ana");
    scene.renew_hub();

    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    phone.add_work(45);
    until("central's receipt is back", || {
        phone.visit(scene.hub.address).is_ok() && knots(&phone) == (1, 1, 1)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 1);
}

/// Whoever enrols first after a restore gets the number that another's key had: hubs keep both apart.
#[test]
fn a_hub_follows_a_central_that_numbers_anew() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let backup = scene.office.back_up("copy.db");
    let mut before = Phone::enrolled(scene.central.address, &ana.code, 1);
    before.add_work(30);
    scene.renew_hub();
    until("all ticks are there", || {
        before.visit(scene.hub.address).is_ok() && knots(&before) == (1, 1, 1)
    });
    scene.stop_central();
    scene.office.restore(&backup);
    scene.start_central();
    let mut after = Phone::enrolled(scene.central.address, &scene.office.code(&ana.id), 2);
    after.add_work(60);
    scene.renew_hub();
    until("the hub knows the new phone", || {
        after.visit(scene.hub.address).is_ok() && after.profile().own_unsent().is_empty()
    });
    // The first one comes back, under another number.
    before.visit(scene.central.address).unwrap();
    scene.renew_hub();
    until("the hub knows both", || {
        let are_known =
            before.visit(scene.hub.address).is_ok() && after.visit(scene.hub.address).is_ok();
        are_known && knots(&before) == (2, 2, 2) && knots(&after) == (2, 2, 2)
    });
    scene.hub.terminate();
    until("the hub is away", || !scene.hub.is_alive());
    assert_eq!(scene.box_.verify()["documents"], scene.office.verify()["documents"]);
    assert_eq!(entries(&scene.box_.record(&ana.id)), entries(&scene.office.record(&ana.id)));
}

/// Its disk goes back to before the centre had a hub, and to before another was stolen.
#[test]
fn a_central_put_back_to_before_its_hub_knows_it_again_and_no_revoked_one() {
    let office = office();
    let central = office.serve();
    let (stolen, thief) = hub_of(&office, &central, "s1");
    thief.kill();
    let ana = admit(&office, "k1", "Ana");
    let backup = office.back_up("copy.db");
    let hubs = office.json(&["hub", "list", "--json"]);
    office.done(&["hub", "revoke", "--id", &text(&hubs[0]["id"])]);
    let (box_, hub) = hub_of(&office, &central, "s1");
    let mut scene = Scene { office, central, box_, hub };
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    phone.add_work(30);
    until("all ticks are there", || {
        phone.visit(scene.hub.address).is_ok() && knots(&phone) == (1, 1, 1)
    });
    scene.stop_central();
    scene.office.restore(&backup);
    let hubs = scene.office.json(&["hub", "list", "--json"]);
    assert_eq!(hubs.as_array().unwrap().len(), 2);
    let revoked = hubs[0]["revoked_at"].is_i64() && hubs[1]["revoked_at"].is_null();
    assert!(revoked, "{hubs}");
    scene.start_central();
    phone.add_work(60);
    // It enrolled after that copy, and comes back by itself.
    phone.visit(scene.central.address).unwrap();
    scene.renew_hub();
    until("all ticks are there", || {
        phone.visit(scene.hub.address).is_ok() && knots(&phone) == (2, 2, 2)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 2);
    drop(stolen);
}

/// Its line went down between the word that it is a hub and everything else.
#[test]
fn a_hub_that_has_met_central_once_only_to_join_is_backed_up_and_put_back() {
    let office = office();
    let central = office.serve();
    let code = text(&office.json(&["hub", "code", "--centre", "s1", "--json"])["code"]);
    let box_ = Office::empty();
    let door = only_once(central.address);
    let up = format!("http://{door}");
    let join = ["hub", "--listen", "127.0.0.1:0", "--upstream", &up, "--code", &code];
    assert_eq!(box_.run(&join).status.code(), Some(1), "nothing more was to be had");
    let backup = box_.back_up("hub.db");
    box_.restore(&backup);
    let hub = Server::hub(&box_.data, central.address, None);
    let ana = admit(&office, "k1", "Ana");
    let mut phone = Phone::enrolled(central.address, &ana.code, 1);
    phone.add_work(30);
    until("all ticks are there", || phone.visit(hub.address).is_ok() && knots(&phone) == (1, 1, 1));
}

/// Passes one request on to central, and nothing after it.
fn only_once(central: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let door = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut near, _) = listener.accept().unwrap();
        drop(listener);
        let (mut read, mut buffer) = (Vec::new(), [0; 4096]);
        let body = loop {
            let count = near.read(&mut buffer).unwrap();
            read.extend_from_slice(&buffer[..count]);
            let head = read.windows(4).position(|it| it == b"\r\n\r\n");
            let Some(body) = head.map(|head| head + 4) else { continue };
            let text = String::from_utf8_lossy(&read[..body]).to_lowercase();
            let length = text.split("content-length: ").nth(1).unwrap();
            let length: usize = length.split("\r\n").next().unwrap().parse().unwrap();
            if read.len() >= body + length {
                break read.split_off(body);
            }
        };
        let answer = post(central, "/api/hubs", &body).unwrap();
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            answer.len()
        );
        near.write_all(&[head.as_bytes(), &answer].concat()).unwrap();
    });
    door
}
