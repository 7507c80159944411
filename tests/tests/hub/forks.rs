//! A copied key, with which two phones write the same places: the hub has seen one branch, central
//! the other.
//!
//! Copies that draw the same nonce write under one actor, so that whatever they say differently forks.

use std::collections::BTreeSet;

use tests::desk::Staff;
use tests::ledger::{entries, exported};
use tests::phone::{Phone, add, now};
use tests::server::Server;

use super::staff::account;
use super::{Scene, admit, knots, until};

/// Rounds of a visit that has nothing to bring to an end but itself.
const FEW: usize = 8;

/// Copies of a phone that go on under the same actor, from something that all say alike.
fn copies<const N: usize>(phone: &Phone, common: &str) -> [Phone; N] {
    let at = now();
    [(); N].map(|()| {
        let mut copy = phone.twin(77);
        assert!(copy.act_at(&add(common, 5), at));
        copy
    })
}

fn uuid(number: u8) -> String {
    format!("01900000-0000-7000-8000-0000000000{number:02x}")
}

/// Ids of the entries that a phone shows.
fn shown(phone: &Phone) -> BTreeSet<String> {
    phone.profile().view().work.into_iter().map(|entry| entry.id).collect()
}

#[test]
fn the_branch_that_central_saw_stands_everywhere_and_nothing_of_the_other_is_lost() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    let mut sister = Phone::enrolled(scene.central.address, &scene.office.code(&ana.id), 2);
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let mut desk = rosa.desk(&ana.id, 5);
    scene.renew_hub();
    until("the hub knows them", || {
        sister.visit(scene.hub.address).is_ok() && desk.visit(scene.hub.address).is_ok()
    });

    // Central is away. She writes at the centre, others read it there, and it is approved.
    let [mut hers, mut thief] = copies(&phone, &uuid(1));
    let address = scene.stop_central();
    hers.act(&add(&uuid(2), 30));
    hers.act(&add(&uuid(3), 45));
    hers.visit(scene.hub.address).unwrap();
    sister.visit(scene.hub.address).unwrap();
    desk.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&hers), (3, 3, 0));
    assert_eq!(desk.decide(&uuid(2), "approve"), Ok(true));
    desk.visit(scene.hub.address).unwrap();

    // Meanwhile the copy writes at central.
    scene.hub.terminate();
    until("the hub is away", || !scene.hub.is_alive());
    scene.central = Server::start_again(&scene.office.data, address);
    thief.act(&add(&uuid(9), 99));
    thief.visit(scene.central.address).unwrap();
    scene.renew_hub();

    // All meet, by the hub alone.
    let all: BTreeSet<String> = [1, 2, 3, 9].map(uuid).into();
    until("everything is everywhere", || {
        for phone in [&mut hers, &mut thief, &mut sister, &mut desk] {
            phone.visit(scene.hub.address).unwrap();
        }
        let held = [&hers, &thief, &sister].map(knots);
        held.iter().all(|(total, centre, office)| total == centre && total == office)
            && [&hers, &thief, &sister].iter().all(|phone| shown(phone) == all)
    });
    for phone in [&mut hers, &mut thief, &mut sister, &mut desk] {
        assert!(phone.visit(scene.hub.address).unwrap() < FEW, "a visit comes to its end");
        assert!(phone.visit(scene.central.address).unwrap() < FEW);
        assert!(phone.visit(scene.hub.address).unwrap() < FEW);
    }
    assert_eq!(entries(&scene.office.record(&ana.id)), all);

    // What was approved was another version: the decision is asked for once more.
    assert_eq!(desk.decide(&uuid(2), "approve"), Ok(true));
    desk.visit(scene.hub.address).unwrap();
    until("her phone has it", || {
        hers.visit(scene.hub.address).unwrap();
        hers.stands(&uuid(2)).0 == "approved"
    });

    // Who comes to the hub for the first time is served all of it.
    let mut new = Phone::enrolled(scene.hub.address, &scene.office.code(&ana.id), 9);
    until("the hub knows the new phone", || new.visit(scene.hub.address).is_ok());
    until("the desk's word is at central", || {
        desk.visit(scene.hub.address).unwrap();
        desk.profile().unsent() == 0
    });
    scene.stop_central();
    let mut late = hers.twin(88);
    late.visit(scene.hub.address).unwrap();
    new.visit(scene.hub.address).unwrap();
    assert_eq!((shown(&new), shown(&late)), (all.clone(), all));
    scene.hub.terminate();
    until("the hub is away", || !scene.hub.is_alive());
    assert_eq!(scene.box_.verify()["documents"], scene.office.verify()["documents"]);
    let [at_hub, at_central] = [&scene.box_, &scene.office].map(|it| it.record(&ana.id));
    assert_eq!(exported(&at_hub, "record"), exported(&at_central, "record"));
    assert_eq!(exported(&at_hub, "desk"), exported(&at_central, "desk"));
    scene.office.back_up("whole.db");
}

/// The hub remembers what central ruled before it was put back; meanwhile a third copy was faster.
#[test]
fn a_central_put_back_to_before_it_ruled_hears_its_own_word_again() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    let [mut first, mut second, mut late] = copies(&phone, &uuid(1));
    let backup = scene.office.back_up("before.db");
    first.act(&add(&uuid(2), 20));
    second.act(&add(&uuid(3), 30));
    late.act(&add(&uuid(4), 40));
    first.visit(scene.central.address).unwrap();
    second.visit(scene.central.address).unwrap();
    scene.renew_hub();
    until("the hub has both", || {
        second.visit(scene.hub.address).is_ok() && knots(&second) == (3, 3, 3)
    });
    scene.hub.terminate();
    until("the hub is away", || !scene.hub.is_alive());
    scene.stop_central();
    // Nothing of the database that goes is left to be read.
    std::fs::remove_dir_all(&scene.office.data).unwrap();
    scene.office.restore(&backup);
    scene.start_central();
    late.visit(scene.central.address).unwrap();
    assert_eq!(shown(&late), [1, 4].map(uuid).into());
    scene.renew_hub();
    until("the hub has brought what it has", || {
        entries(&scene.office.record(&ana.id)).contains(&uuid(2))
    });
    let all: BTreeSet<String> = [1, 2, 3, 4].map(uuid).into();
    until("everything is everywhere", || {
        for phone in [&mut first, &mut second, &mut late] {
            phone.visit(scene.hub.address).unwrap();
            phone.visit(scene.central.address).unwrap();
        }
        let held = [&first, &second, &late].map(knots);
        held.iter().all(|(total, centre, office)| total == centre && total == office)
            && [&first, &second, &late].iter().all(|phone| shown(phone) == all)
    });
    let record = scene.office.record(&ana.id);
    assert_eq!(entries(&record), all);
    let values = exported(&record, "record").into_values().map(|values| values.len());
    assert!(values.max() == Some(1), "nothing is there twice");
    scene.hub.terminate();
    until("the hub is away", || !scene.hub.is_alive());
    assert_eq!(scene.box_.verify()["documents"], scene.office.verify()["documents"]);
    assert_eq!(exported(&scene.box_.record(&ana.id), "record"), exported(&record, "record"));
    scene.office.back_up("whole.db");
}
