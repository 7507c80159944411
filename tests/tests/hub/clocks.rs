//! Phones whose dates are wrong, between a hub and central: what each server learns of their clocks
//! reaches the other, and staff see the same of their hours at both.

use rusqlite::Connection;
use serde_json::{Value, json};
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::{Phone, add, now};

use super::staff::account;
use super::{Scene, admit, knots, until};

const YEAR: i64 = 365 * 24 * 3600;

/// What is said of her phone in a server's database: last heard from, offset of its clock.
fn device(of: &Office, name: &str) -> (Option<i64>, i64) {
    let sql = "SELECT last_seen, clock_offset FROM device JOIN learner ON learner.number = learner
               WHERE name = ?1";
    let database = Connection::open(of.database()).unwrap();
    let found = database.query_row(sql, [name], |row| Ok((row.get(0)?, row.get(1)?)));
    found.unwrap_or((None, 0))
}

fn anchors(of: &Office) -> i64 {
    let database = Connection::open(of.database()).unwrap();
    database.query_row("SELECT count(*) FROM anchor", [], |row| row.get(0)).unwrap()
}

/// The waiting entry of so many minutes, as the review list at a server has it.
fn listed(staff: &Staff, minutes: u64) -> Value {
    let queue = staff.json("/api/cohorts/k1/review");
    let entries = queue["entries"].as_array().unwrap();
    let found = entries.iter().find(|it| it["live"][0]["minutes"] == minutes);
    found.cloned().unwrap_or(Value::Null)
}

#[test]
fn a_date_wrong_by_years_is_flagged_and_put_right_at_hub_and_central_alike() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    phone.add_work(30);
    phone.visit(scene.central.address).unwrap();
    scene.renew_hub();
    until("the hub has central's anchor", || device(&scene.box_, "Ana").0.is_some());

    // Its battery was empty: it believes that it is years ago, and meets the hub alone.
    scene.stop_central();
    phone.clock_offset = -6 * YEAR;
    let (wrote, entry) = (now(), phone.uuid());
    phone.act_at(&add(&entry, 77), wrote - 6 * YEAR);
    phone.visit(scene.hub.address).unwrap();
    let at_hub = listed(&Staff::signed_in(scene.hub.address, "rosa", &password), 77);
    assert_eq!(at_hub["flags"], json!(["clock"]), "{at_hub}");
    assert_eq!(at_hub["bulk"], false);
    let shown = at_hub["live"][0]["at"].as_i64().unwrap();
    assert!((wrote..wrote + 60).contains(&shown), "{shown} is not {wrote}");
    // The test's entries are of one day: it is off by as much as the clock was.
    assert_eq!(at_hub["live"][0]["corrected_day"], "2032-11-18");

    scene.start_central();
    scene.renew_hub();
    until("central has it, and what the hub found of her clock", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone).2 == 2 && device(&scene.office, "Ana").1 < -5 * YEAR
    });
    let at_central = listed(&Staff::signed_in(scene.central.address, "rosa", &password), 77);
    assert_eq!(at_central, at_hub, "staff see the same at both");

    // Told once: nothing grows by further exchanges. Set right, the clock is believed.
    let told = (anchors(&scene.office), anchors(&scene.box_));
    phone.clock_offset = 0;
    phone.add_work(78);
    // Of two meetings in one second neither is the later.
    until("that was a second ago", || Some(now()) > device(&scene.box_, "Ana").0);
    phone.visit(scene.central.address).unwrap();
    let right = listed(&Staff::signed_in(scene.central.address, "rosa", &password), 78);
    assert!(!right["flags"].as_array().unwrap().contains(&json!("clock")), "{right}");
    scene.renew_hub();
    until("the hub heard that it is right", || device(&scene.box_, "Ana").1.abs() < 60);
    assert_eq!((anchors(&scene.office), anchors(&scene.box_)), told);

    // Erased, nothing of her clock is left anywhere.
    let reason = ["--reason", "asked for it", "--yes"];
    scene.office.done(&[&["learner", "erase", "--learner", &ana.id], &reason[..]].concat());
    scene.renew_hub();
    until("her anchors are gone", || anchors(&scene.office) + anchors(&scene.box_) == 0);
}
