//! Learners between centres: two hubs, and one woman who moves or visits.

use tests::ledger::entries;
use tests::office::Office;
use tests::phone::{Phone, Trouble};
use tests::server::Server;

use super::{Scene, admit, hub_of, knots, until};

/// What a hub has of a learner: documents' changes.
fn changes(hub: &Office, learner: &str) -> i64 {
    count(
        hub,
        "SELECT COUNT(*) FROM change JOIN document ON document.number = change.document
         JOIN learner ON learner.number = document.learner WHERE lower(hex(learner.id)) = ?1",
        learner,
    )
}

/// Rows of a hub that name her.
fn named(hub: &Office, learner: &str) -> i64 {
    count(hub, "SELECT COUNT(*) FROM learner WHERE lower(hex(id)) = ?1", learner)
}

fn count(hub: &Office, sql: &str, learner: &str) -> i64 {
    let database = rusqlite::Connection::open(hub.database()).unwrap();
    database.query_row(sql, [learner], |row| row.get(0)).unwrap()
}

/// Stops and starts a hub: it exchanges with central at once.
fn renewed(hub: Server, box_: &Office, scene: &Scene) -> Server {
    let next = Server::hub(&box_.data, scene.central.address, None);
    hub.kill();
    next
}

#[test]
fn who_moves_to_another_centre_has_all_of_hers_there_and_is_forgotten_where_she_was() {
    let mut scene = Scene::new();
    let (other_box, mut other) = hub_of(&scene.office, &scene.central, "s2");
    let (ana, eva) = (admit(&scene.office, "k1", "Ana"), admit(&scene.office, "k2", "Eva"));
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    let mut eva_s = Phone::enrolled(other.address, &eva.code, 2);
    until("both hubs know theirs", || {
        phone.visit(scene.hub.address).is_ok() && eva_s.visit(other.address).is_ok()
    });
    for minutes in [10, 20, 30] {
        phone.add_work(minutes);
        phone.visit(scene.hub.address).unwrap();
    }
    until("central has it", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (3, 3, 3)
    });
    // Reading at the other hub goes on beyond all of it.
    eva_s.add_work(5);
    until("the other hub has gone on", || {
        eva_s.visit(other.address).unwrap();
        knots(&eva_s) == (1, 1, 1)
    });
    // Ana writes at her hub while central is away, and is moved before that arrives.
    scene.stop_central();
    phone.add_work(40);
    phone.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&phone), (4, 4, 3));
    scene.office.done(&["learner", "move", "--learner", &ana.id, "--cohort", "k2"]);
    scene.start_central();
    scene.renew_hub();
    other = renewed(other, &other_box, &scene);

    until("the new hub has everything that was before", || changes(&other_box, &ana.id) == 4);
    until("the old hub has forgotten her", || named(&scene.box_, &ana.id) == 0);
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 4, "what it had not passed on too");
    let strange = phone.visit(scene.hub.address);
    assert!(matches!(strange, Err(Trouble::Answer(_))), "{strange:?}");
    phone.add_work(50);
    until("all ticks are there by the new hub", || {
        phone.visit(other.address).is_ok() && knots(&phone) == (5, 5, 5)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 5);
    let (central, there) = (scene.office.verify(), other_box.verify());
    assert_eq!(central["documents"], there["documents"], "both women's are there now");
    scene.box_.verify();

    // And back again: nothing of what the first hub once brought itself is missing there.
    scene.office.done(&["learner", "move", "--learner", &ana.id, "--cohort", "k1"]);
    scene.renew_hub();
    until("the first hub has all of it again", || changes(&scene.box_, &ana.id) == 5);
    let _other = renewed(other, &other_box, &scene);
    until("the second has forgotten her", || named(&other_box, &ana.id) == 0);
    phone.add_work(60);
    until("her phone goes on there", || {
        phone.visit(scene.hub.address).is_ok() && knots(&phone) == (6, 6, 6)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 6);
    scene.office.verify();
    scene.box_.verify();
    other_box.verify();
}

#[test]
fn who_visits_another_centre_is_served_by_both_hubs_and_nothing_doubles() {
    let mut scene = Scene::new();
    let (other_box, mut other) = hub_of(&scene.office, &scene.central, "s2");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    phone.add_work(10);
    until("central has it", || {
        phone.visit(scene.hub.address).is_ok() && knots(&phone) == (1, 1, 1)
    });
    let mut at_home = Phone::enrolled(scene.central.address, &scene.office.code(&ana.id), 2);
    let visit = ["--from", "2026-01-01", "--until", "2046-01-01", "--centre", "s2"];
    scene.office.done(&[&["learner", "visit", "--learner", &ana.id], &visit[..]].concat());
    let refused = scene.office.run(
        &[&["learner", "visit", "--learner", &ana.id, "--centre", "s1"], &visit[..4]].concat(),
    );
    assert!(!refused.status.success(), "nobody visits her own centre");
    scene.renew_hub();
    other = renewed(other, &other_box, &scene);
    until("both hubs have hers", || {
        changes(&other_box, &ana.id) == 1 && at_home.visit(scene.hub.address).is_ok()
    });
    let sql = "SELECT COUNT(*) FROM learner WHERE lower(hex(id)) = ?1 AND name = label";
    assert_eq!(count(&other_box, sql, &ana.id), 1, "her name stays at home");

    scene.stop_central();
    phone.add_work(20);
    phone.visit(other.address).unwrap();
    at_home.add_work(30);
    at_home.visit(scene.hub.address).unwrap();
    // She comes home: what the other centre holds and central does not is offered there again.
    phone.visit(scene.hub.address).unwrap();
    scene.start_central();
    scene.renew_hub();
    other = renewed(other, &other_box, &scene);
    until("everything is everywhere", || {
        phone.visit(scene.hub.address).unwrap();
        at_home.visit(other.address).unwrap();
        knots(&phone) == (3, 3, 3) && knots(&at_home) == (3, 3, 3)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 3);
    assert_eq!((changes(&other_box, &ana.id), changes(&scene.box_, &ana.id)), (3, 3));

    scene.office.done(&["learner", "visit-end", "--learner", &ana.id, "--centre", "s2"]);
    let _other = renewed(other, &other_box, &scene);
    until("the other hub has forgotten her", || named(&other_box, &ana.id) == 0);
    phone.add_work(40);
    phone.visit(scene.hub.address).unwrap();
    until("home goes on", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (4, 4, 4)
    });
    for replica in [&scene.office, &scene.box_, &other_box] {
        replica.verify();
    }
}
