//! A record through the hub, and its ticks back.

use sync_core::phone::AbsorbError;
use tests::ledger::entries;
use tests::phone::{Phone, Trouble};
use tests::server::Server;

use super::{Scene, admit, knots, until};

#[test]
fn a_record_goes_through_the_hub_and_central_s_receipt_comes_back_by_it() {
    let scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    phone.add_work(90);
    // The directory that names this phone comes with the next exchange.
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    assert_eq!(knots(&phone).1, 1, "second tick: the centre has it");
    until("central's receipt is back", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (1, 1, 1)
    });
    // What central holds is what she wrote, once; and central has nothing more to tell her.
    let held = scene.office.record(&ana.id);
    assert_eq!(entries(&held).len(), 1, "{held}");
    assert_eq!(phone.visit(scene.central.address).unwrap(), 1);
    assert_eq!(knots(&phone), (1, 1, 1));
}

#[test]
fn with_central_away_the_hub_serves_all_phones_of_its_centre_and_passes_all_on_later() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut first = Phone::enrolled(scene.central.address, &ana.code, 1);
    let mut second = Phone::enrolled(scene.central.address, &scene.office.code(&ana.id), 2);
    let before = first.add_work(30);
    first.visit(scene.central.address).unwrap();
    scene.renew_hub();
    until("the hub knows both phones", || {
        first.visit(scene.hub.address).is_ok() && second.visit(scene.hub.address).is_ok()
    });

    scene.stop_central();
    let after = first.add_work(60);
    first.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&first), (2, 2, 1));
    second.visit(scene.hub.address).unwrap();
    let seen: Vec<String> = second.profile().view().work.into_iter().map(|it| it.id).collect();
    assert_eq!(seen.len(), 2, "her other phone has both by the hub alone");
    assert!(seen.contains(&before) && seen.contains(&after));
    // What only central does is refused in words that a client can turn into a sentence.
    let refused = Phone::new(3).begun_and_refused(scene.hub.address);
    assert!(matches!(refused, Trouble::Refused(503, body) if body.contains("central_away")));

    scene.start_central();
    scene.renew_hub();
    until("all ticks are there", || {
        first.visit(scene.hub.address).unwrap();
        knots(&first) == (2, 2, 2)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 2);
    scene.office.verify();
    scene.box_.verify();
}

#[test]
fn a_hub_knows_its_own_centre_s_learners_and_nobody_else_s() {
    let scene = Scene::new();
    let (ana, eva) = (admit(&scene.office, "k1", "Ana"), admit(&scene.office, "k2", "Eva"));
    let mut own = Phone::enrolled(scene.hub.address, &ana.code, 1);
    let mut other = Phone::enrolled(scene.hub.address, &eva.code, 2);
    own.add_work(30);
    other.add_work(45);
    until("the hub knows its own", || own.visit(scene.hub.address).is_ok());
    let refused = other.visit(scene.hub.address);
    assert!(matches!(refused, Err(Trouble::Answer(AbsorbError::UnknownAtHub))), "{refused:?}");
    // It lost nothing by asking there, and believes of central what it believed.
    other.visit(scene.central.address).unwrap();
    assert_eq!(knots(&other), (1, 1, 1));
    let database = rusqlite::Connection::open(scene.box_.database()).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT COUNT(*) FROM learner WHERE name = 'Ana'"), 1);
    assert_eq!(count("SELECT COUNT(*) FROM learner"), 1);
    assert_eq!(count("SELECT COUNT(*) FROM cohort"), 1);
    assert_eq!(count("SELECT length(root_seed) FROM replica"), 0, "it cannot certify anybody");
}

#[test]
fn what_a_locked_profile_brings_is_carried_to_central_unread_and_is_no_tick() {
    let scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    phone.add_work(75);
    assert!(!phone.locked_visit(scene.hub.address).unwrap(), "carried is no tick");
    assert_eq!(knots(&phone), (1, 0, 0));
    until("central has it", || !entries(&scene.office.record(&ana.id)).is_empty());
    assert!(phone.locked_visit(scene.central.address).unwrap(), "and says so itself");
    phone.restart();
    assert_eq!(knots(&phone), (1, 1, 1));
}

#[test]
fn a_code_makes_one_hub_once() {
    let scene = Scene::new();
    let code = scene.office.json(&["hub", "code", "--centre", "s2", "--json"]);
    let code = code["code"].as_str().unwrap().to_owned();
    let first = tests::office::Office::empty();
    Server::hub(&first.data, scene.central.address, Some(&code)).stop();
    let second = tests::office::Office::empty();
    let refused = tests::office::chaski_with([
        "hub",
        "--data",
        second.data.to_str().unwrap(),
        "--upstream",
        &format!("http://{}", scene.central.address),
        "--listen",
        "127.0.0.1:0",
        "--code",
        &code,
    ]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("404"), "{refused:?}");
    assert_eq!(scene.office.json(&["hub", "list", "--json"]).as_array().unwrap().len(), 2);
}
