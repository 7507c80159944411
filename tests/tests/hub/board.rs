//! What boards and `chaski gaps` say is missing, at the hub and at central, held against what phones
//! truly have and the server has not.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde_json::{Value, json};
use sync_core::ids::{ChangeHash, DocumentKind};
use sync_core::phone::{Action, CHANGES_PER_SEGMENT, WorkFields};
use tests::courier::{CourierPhone, bring, pieces};
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::{Phone, fields};
use tests::server::Server;

use super::staff::account;
use super::{Scene, admit, until};

/// How many of her changes a server has not.
fn truly(phone: &Phone, at: &Office) -> u64 {
    let database = Connection::open(at.database()).unwrap();
    let mut statement = database.prepare("SELECT hash FROM change").unwrap();
    let rows = statement.query_map([], |row| Ok(ChangeHash(row.get(0)?))).unwrap();
    let here: BTreeSet<ChangeHash> = rows.collect::<Result<_, _>>().unwrap();
    let ledger = phone.profile().ledger(DocumentKind::Record).unwrap();
    let hers = ledger.state().flat_map(|(actor, _)| ledger.hashes_of(actor).to_vec());
    hers.filter(|hash| !here.contains(hash)).count() as u64
}

/// Somebody who looks at a server's board.
struct Look<'a> {
    office: &'a Office,
    staff: Staff,
}

impl<'a> Look<'a> {
    fn at(office: &'a Office, server: &Server, password: &str) -> Self {
        Self { office, staff: Staff::signed_in(server.address, "rosa", password) }
    }

    fn line(&self, name: &str) -> Value {
        let board = self.staff.json("/api/centres/s1/board");
        let here = board["here"].as_array().unwrap();
        here.iter().find(|line| line["learner"]["name"] == name).cloned().unwrap_or_default()
    }

    /// How many are said to be missing of her; what is named by number comes to as many, and the
    /// command line says the same.
    fn said(&self, name: &str) -> u64 {
        let line = self.line(name);
        let said = line["unsent"].as_u64().unwrap() + line["missing"].as_u64().unwrap();
        let gaps = line["gaps"].as_array().unwrap().iter();
        let of = |gap: &Value, end: &str| gap[end].as_u64().unwrap();
        let named: u64 = gaps.map(|gap| of(gap, "to") - of(gap, "from") + 1).sum();
        assert_eq!(said, named, "{line}");
        let listed = self.office.json(&["gaps", "--centre", "s1", "--json"]);
        let listed = listed["phones"].as_array().unwrap().iter();
        let mut listed = listed.filter(|it| it["learner"]["name"] == name);
        let is_listed = said > 0 || line["waiting"] != 0 || line.get("carried").is_some();
        assert_eq!(listed.next(), is_listed.then_some(&line));
        said
    }
}

#[test]
fn boards_at_hub_and_central_say_of_each_phone_what_is_truly_missing_there() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let mut phones = Vec::new();
    for (seed, name) in (1..).zip(["Ana", "Paz", "Eva"]) {
        let code = admit(&scene.office, "k1", name).code;
        let mut phone = Phone::enrolled(scene.central.address, &code, seed);
        phone.visit(scene.central.address).unwrap();
        phones.push(phone);
    }
    let [mut ana, mut paz, mut eva] = <[Phone; 3]>::try_from(phones).unwrap();
    scene.renew_hub();
    until("the hub knows them", || {
        [&mut ana, &mut paz, &mut eva].into_iter().all(|it| it.visit(scene.hub.address).is_ok())
    });

    // The uplink is down. Ana brings all, Paz's phone is gone in the middle of its visit, and Eva's
    // is locked, with the middle of three sealed batches lost.
    scene.stop_central();
    for minutes in 1..=3 {
        ana.add_work(minutes);
    }
    ana.visit(scene.hub.address).unwrap();
    for n in 1..=200 {
        let entry = paz.uuid();
        let long = WorkFields { note: Some("x".repeat(480)), ..fields(n) };
        paz.act(&Action::WorkAdd { entry, fields: long });
    }
    paz.round(scene.hub.address).unwrap();
    for minutes in 1..=2 * CHANGES_PER_SEGMENT + 5 {
        eva.add_work(minutes as u32);
    }
    let is_segment = |key: &&String| key.len() == 11 && key.starts_with('g');
    let middle = eva.disk.keys().filter(is_segment).nth(1).unwrap().clone();
    eva.disk.remove(&middle).unwrap();
    eva.locked_visit(scene.hub.address).unwrap();
    {
        let hub = Look::at(&scene.box_, &scene.hub, &password);
        assert_eq!((hub.said("Ana"), truly(&ana, &scene.box_)), (0, 0));
        assert_eq!(hub.line("Ana")["state"], "all_here");
        assert!((1..200).contains(&hub.said("Paz")));
        assert_eq!(hub.said("Paz"), truly(&paz, &scene.box_));
        // It cannot open what Eva's brought, and does not call that all.
        let line = hub.line("Eva");
        assert_eq!((&line["state"], &line["carried"]), (&json!("arriving"), &json!(1)), "{line}");
    }

    scene.start_central();
    scene.renew_hub();
    let central = Look::at(&scene.office, &scene.central, &password);
    let segment = CHANGES_PER_SEGMENT as u64;
    until("central has what the hub has", || {
        truly(&ana, &scene.office) == 0
            && truly(&paz, &scene.office) == truly(&paz, &scene.box_)
            && central.line("Paz")["state"] == "arriving"
            && central.line("Eva")["missing"] == segment
    });
    assert_eq!(central.said("Ana"), 0);
    assert_eq!(central.line("Ana")["state"], "all_here");
    assert_eq!(central.said("Paz"), truly(&paz, &scene.office), "by its word at the hub");
    let line = central.line("Eva");
    assert_eq!((central.said("Eva"), &line["waiting"]), (segment, &json!(5)), "{line}");
    assert_eq!(truly(&eva, &scene.office), segment + 5, "and five that came wait for them");
    // What central parks it passes on to nobody: the hub misses it as well, and knows.
    let hub = Look::at(&scene.box_, &scene.hub, &password);
    until("the hub has of Eva what central could open", || {
        hub.line("Eva").get("carried").is_none() && truly(&eva, &scene.box_) == segment + 5
    });

    until("the hub knows what is missing of Eva", || hub.said("Eva") == segment + 5);

    // What Paz's phone still has comes to central by a file: nothing is missing of it any more,
    // though it was never here again.
    let written = CourierPhone::new(9).write(&[&paz]);
    for piece in pieces(&written.text) {
        assert_eq!(bring(scene.central.address, &piece).status, 200);
    }
    assert_eq!((central.said("Paz"), truly(&paz, &scene.office)), (0, 0));
    scene.renew_hub();
    let hub = Look::at(&scene.box_, &scene.hub, &password);
    until("the hub hears of it", || truly(&paz, &scene.box_) == 0);
    assert_eq!(hub.said("Paz"), 0);

    // Eva's phone is lost for good: what is missing stays named, at both.
    let central = Look::at(&scene.office, &scene.central, &password);
    let device = central.line("Eva")["device"].as_i64().unwrap();
    let revoked =
        central.staff.post(&format!("/api/devices/{device}/revoke"), &json!({"reason": "lost"}));
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    scene.renew_hub();
    let hub = Look::at(&scene.box_, &scene.hub, &password);
    until("the hub knows that it is lost", || hub.line("Eva")["state"] == "revoked");
    let central = Look::at(&scene.office, &scene.central, &password);
    assert_eq!(central.line("Eva")["state"], "revoked");
    assert_eq!((central.said("Eva"), hub.said("Eva")), (segment, segment + 5));
}
