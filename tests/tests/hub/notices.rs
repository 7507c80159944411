//! The cohort's noticeboard through a hub: notices and openings down, her interest and her word on
//! what may be sent of her up, with the uplink there, down and back.

use serde_json::{Value, json};
use sync_core::phone::ActError;
use sync_core::record::Day;
use tests::desk::Staff;
use tests::phone::{Phone, now};

use super::staff::account;
use super::{Scene, admit, knots, until};

const OPENING: &str = "01920f3a-7c1e-7abc-8def-0000000000e1";
const FAIR: &str = "01920f3a-7c1e-7abc-8def-0000000000e2";
const LATE: &str = "01920f3a-7c1e-7abc-8def-0000000000e3";
const REFERRAL: &str = "01920f3a-7c1e-7abc-8def-0000000000e4";
const SENT: &str = "01920f3a-7c1e-7abc-8def-0000000000e5";

fn in_days(days: i64) -> String {
    Day::of_seconds(now() + days * 86_400).to_string()
}

fn fair(id: &str, title: &str) -> Value {
    json!({"id": id, "kind": "fair", "title": title, "text": "En la plaza", "ends_on": in_days(9)})
}

fn opening(verified: bool) -> Value {
    json!({"id": OPENING, "kind": "opening", "title": "Atención por teléfono",
           "text": "Medio tiempo.", "ends_on": in_days(20), "company": "Llamadas Andinas",
           "verified": verified})
}

/// The same notice, as a form that changes it says it.
fn again(form: &Value, change: &Value) -> Value {
    let mut form = form.clone();
    let fields = form.as_object_mut().unwrap();
    fields.remove("id");
    fields.extend(change.as_object().unwrap().clone());
    form
}

fn add(staff: &Staff, form: &Value) {
    let answer = staff.post("/api/cohorts/k1/notices", form);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn change(staff: &Staff, id: &str, form: &Value) {
    let answer = staff.patch(&format!("/api/notices/{id}"), form);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

/// Titles of what a phone shows.
fn shown(phone: &Phone) -> Vec<String> {
    let mut titles: Vec<String> =
        phone.profile().view().notices.into_iter().map(|it| it.title).collect();
    titles.sort_unstable();
    titles
}

fn act(phone: &mut Phone, action: Value) {
    assert!(phone.act(&serde_json::from_value(action).unwrap()));
}

fn staff_act(desk: &mut Phone, action: &Value) -> Result<bool, ActError> {
    desk.act_as_staff(&serde_json::from_value(action.clone()).unwrap())
}

fn interest(is_interested: bool) -> Value {
    json!({"type": "interest", "opening": OPENING, "interested": is_interested, "day": in_days(0)})
}

fn interested(staff: &Staff) -> Value {
    let listed = staff.json("/api/cohorts/k1/notices");
    let listed = listed.as_array().unwrap().clone();
    let found = listed.iter().find(|one| one["id"] == OPENING);
    found.map_or(Value::Null, |one| one["interested"].clone())
}

/// How what would be sent of her stands, as a server lists it.
fn release(staff: &Staff) -> Value {
    let candidates = staff.json(&format!("/api/notices/{OPENING}/candidates"));
    candidates["learners"][0]["referrals"][0]["state"].clone()
}

#[test]
fn the_noticeboard_comes_by_the_hub_stays_while_the_uplink_is_down_and_follows_central_after() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let elsewhere = admit(&scene.office, "k2", "Eva");
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    add(&rosa, &fair(FAIR, "Feria"));
    add(&rosa, &opening(false));
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    until("the hub has told her phone of the fair", || {
        phone.visit(scene.hub.address).is_ok() && shown(&phone) == ["Feria"]
    });
    // Nobody answers for the opening yet: the hub tells of it no more than central does.
    change(&rosa, OPENING, &again(&opening(true), &json!({})));
    until("and of the opening", || {
        phone.visit(scene.hub.address).is_ok()
            && shown(&phone) == ["Atención por teléfono", "Feria"]
    });
    // Another centre's phone hears nothing of it, at central either.
    let mut other = Phone::enrolled(scene.central.address, &elsewhere.code, 2);
    other.visit(scene.central.address).unwrap();
    assert!(shown(&other).is_empty());

    // The uplink is down. A phone that never was here before is told by the hub alone.
    let known = || {
        let database = rusqlite::Connection::open(scene.box_.database()).unwrap();
        let sql = "SELECT COUNT(*) FROM writer";
        database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let before = known();
    let mut second = Phone::enrolled(scene.central.address, &scene.office.code(&ana.id), 3);
    until("the hub knows her second phone", || known() > before);
    scene.stop_central();
    second.visit(scene.hub.address).unwrap();
    assert_eq!(shown(&second), ["Atención por teléfono", "Feria"]);
    let at_hub = Staff::signed_in(scene.hub.address, "rosa", &password);
    assert_eq!(at_hub.json("/api/cohorts/k1/notices").as_array().unwrap().len(), 2);
    // Central alone signs notices.
    let refused = at_hub.post("/api/cohorts/k1/notices", &fair(LATE, "Otra feria"));
    assert_eq!((refused.status, refused.code()), (409, "central_only".to_owned()));
    let closing = again(&fair(FAIR, "Feria"), &json!({"closed": true}));
    let refused = at_hub.patch(&format!("/api/notices/{FAIR}"), &closing);
    assert_eq!((refused.status, refused.code()), (409, "central_only".to_owned()));

    // Meanwhile the office closes one and adds another: her phone hears of both by the hub.
    scene.start_central();
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    change(&rosa, FAIR, &closing);
    add(&rosa, &fair(LATE, "Otra feria"));
    scene.renew_hub();
    until("what changed reaches her by the hub", || {
        phone.visit(scene.hub.address).is_ok()
            && shown(&phone) == ["Atención por teléfono", "Otra feria"]
    });
    // Told again by central itself nothing is there twice.
    phone.visit(scene.central.address).unwrap();
    assert_eq!(shown(&phone), ["Atención por teléfono", "Otra feria"]);
    scene.office.verify();
    scene.box_.verify();
}

#[test]
fn her_interest_and_her_yes_to_what_is_sent_pass_the_hub_both_ways_also_after_a_time_without_uplink()
 {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    add(&rosa, &opening(true));
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    until("the hub has told her phone", || {
        phone.visit(scene.hub.address).is_ok() && shown(&phone).len() == 1
    });
    let mut desk = rosa.desk(&ana.id, 5);
    scene.renew_hub();
    until("the hub knows the device", || desk.visit(scene.hub.address).is_ok());

    // Without the uplink she says that she is interested: staff at the centre see it at once.
    scene.stop_central();
    act(&mut phone, interest(true));
    phone.visit(scene.hub.address).unwrap();
    let at_hub = Staff::signed_in(scene.hub.address, "rosa", &password);
    assert_eq!(interested(&at_hub), 1);
    // And write down there what would be sent: her phone asks her.
    let text = json!({"type": "referral", "referral": REFERRAL, "opening": OPENING,
                      "company": "Llamadas Andinas", "text": "Ana terminó el curso.",
                      "day": in_days(0)});
    let sent = json!({"type": "outcome", "outcome": SENT, "kind": "referred", "day": in_days(0),
                      "referral": REFERRAL});
    desk.visit(scene.hub.address).unwrap();
    assert!(desk.profile().staff_view().notices[0].interested);
    assert_eq!(staff_act(&mut desk, &text), Ok(true));
    assert_eq!(staff_act(&mut desk, &sent), Err(ActError::NotReleased));
    desk.visit(scene.hub.address).unwrap();
    phone.visit(scene.hub.address).unwrap();
    let asked = phone.profile().view().referrals[0].clone();
    assert_eq!((asked.text.as_str(), asked.state), ("Ana terminó el curso.", "asked"));
    assert_eq!(release(&at_hub), "asked");

    // The uplink is back: the office has the one and the other, once.
    scene.start_central();
    scene.renew_hub();
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    until("the office knows of her interest", || interested(&rosa) == 1);
    until("and of what would be sent", || release(&rosa) == "asked");

    // She says yes without the uplink; at the centre that holds at once, at the office once it hears.
    scene.stop_central();
    let word = |allowed: bool| {
        json!({"type": "release", "referral": REFERRAL, "about": asked.version,
               "allowed": allowed, "day": in_days(0)})
    };
    act(&mut phone, word(true));
    phone.visit(scene.hub.address).unwrap();
    let at_hub = Staff::signed_in(scene.hub.address, "rosa", &password);
    assert_eq!(release(&at_hub), "allowed");
    desk.visit(scene.hub.address).unwrap();
    assert_eq!(desk.profile().staff_view().referrals[0].state, "allowed");
    scene.start_central();
    scene.renew_hub();
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    until("the office knows her yes", || release(&rosa) == "allowed");

    // She takes it back at central: the centre hears of it, and its device sends nothing any more.
    act(&mut phone, word(false));
    phone.visit(scene.central.address).unwrap();
    assert_eq!(release(&rosa), "declined");
    scene.renew_hub();
    let at_hub = Staff::signed_in(scene.hub.address, "rosa", &password);
    until("the centre knows her no", || release(&at_hub) == "declined");
    desk.visit(scene.hub.address).unwrap();
    assert_eq!(staff_act(&mut desk, &sent), Err(ActError::NotReleased));
    act(&mut phone, interest(false));
    phone.visit(scene.hub.address).unwrap();
    assert_eq!(interested(&at_hub), 0);
    until("everything is at the office", || {
        phone.visit(scene.hub.address).unwrap();
        let (total, _, office) = knots(&phone);
        total == office && interested(&rosa) == 0
    });
    scene.office.verify();
    scene.box_.verify();
}
