//! People and phones taken in at a hub while there is no road.

use serde_json::{Value, json};
use tests::desk::Staff;
use tests::ledger::entries;
use tests::office::{Office, text};
use tests::phone::{Phone, Trouble};
use tests::server::Server;

use super::staff::account;
use super::{Scene, admit, knots, until};

/// A code that staff made, as it is typed.
fn code(answer: &Value) -> String {
    text(&answer["code"]).replace('-', "")
}

fn count(office: &Office, sql: &str) -> i64 {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The keys of hers that wait to be confirmed, as central shows them.
fn waiting(staff: &Staff, learner: &str) -> Vec<String> {
    let record = staff.json(&format!("/api/learners/{learner}"));
    let phones = record["phones"].as_array().cloned().unwrap_or_default();
    let waits = phones.iter().filter(|phone| phone["waits"] == true);
    waits.map(|phone| text(&phone["writer"])).collect()
}

#[test]
fn without_a_road_a_code_of_the_hub_s_enrols_a_phone_whose_records_count_from_the_start() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut known = Phone::enrolled(scene.central.address, &ana.code, 1);
    scene.renew_hub();
    until("the hub knows Ana", || known.visit(scene.hub.address).is_ok());
    scene.stop_central();

    let rosa = Staff::signed_in(scene.hub.address, "rosa", &password);
    let made = rosa.post(&format!("/api/learners/{}/codes", ana.id), &json!({"kind": "screen"}));
    assert_eq!(made.status, 200, "{}", made.text());
    let typed = code(&made.json());
    let mut phone = Phone::enrolled(scene.hub.address, &typed, 2);
    let twice = {
        let mut other = Phone::new(3);
        other.begin(&typed);
        other.enrol(scene.hub.address).unwrap_err()
    };
    assert!(matches!(twice, Trouble::Refused(503, _)), "not hers; central may know it: {twice:?}");
    phone.add_work(90);
    phone.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&phone), (1, 1, 0), "the hub has it");
    let words = phone.profile().view().compare_words;
    assert!(words.is_some(), "she is shown three words to compare");
    known.visit(scene.hub.address).unwrap();
    assert!(known.profile().view().work.is_empty(), "of a key that waits nobody is told");

    scene.start_central();
    scene.renew_hub();
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    until("central has heard of the phone", || waiting(&rosa, &ana.id).len() == 1);
    until("and has what it wrote", || count(&scene.office, "SELECT COUNT(*) FROM change") == 1);
    assert_eq!(count(&scene.office, "SELECT COUNT(*) FROM work_entry"), 0, "without effect yet");
    let writer = waiting(&rosa, &ana.id).remove(0);
    let confirmed = rosa.post(
        &format!("/api/learners/{}/confirm", ana.id),
        &json!({"writer": writer, "is_hers": true}),
    );
    assert_eq!(confirmed.status, 204, "{}", confirmed.text());
    scene.renew_hub();
    until("both phones have everything", || {
        phone.visit(scene.hub.address).unwrap();
        known.visit(scene.hub.address).unwrap();
        known.profile().view().work.len() == 1 && phone.profile().view().compare_words.is_none()
    });
    until("her third tick came by the hub", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (1, 1, 1)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 1);
    // Central believes it, the hub by central's numbers, and each has it once.
    phone.add_work(30);
    phone.visit(scene.central.address).unwrap();
    assert_eq!(knots(&phone), (2, 2, 2));
    for replica in [&scene.office, &scene.box_] {
        assert_eq!(count(replica, "SELECT COUNT(*) FROM profile"), 2);
        assert_eq!(count(replica, "SELECT COUNT(*) FROM device WHERE account IS NULL"), 2);
        assert_eq!(count(replica, "SELECT MAX(number) < 1000 FROM writer"), 1);
        replica.verify();
    }
    assert_eq!(count(&scene.box_, "SELECT COUNT(*) FROM newcomer"), 0);
}

#[test]
fn a_phone_that_a_hub_enrolled_is_known_to_central_though_the_hub_burns_first() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    scene.renew_hub();
    until("the hub knows Ana", || count(&scene.box_, "SELECT COUNT(*) FROM learner") == 1);
    let address = scene.stop_central();
    let rosa = Staff::signed_in(scene.hub.address, "rosa", &password);
    let made = rosa.post(&format!("/api/learners/{}/codes", ana.id), &json!({"kind": "screen"}));
    let mut phone = Phone::enrolled(scene.hub.address, &code(&made.json()), 2);
    phone.add_work(45);
    phone.visit(scene.hub.address).unwrap();
    drop(scene.box_);
    scene.hub.kill();
    scene.central = Server::start_again(&scene.office.data, address);
    phone.visit(scene.central.address).unwrap();
    assert_eq!(knots(&phone), (1, 1, 1), "held, and receipted");
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let waits = waiting(&rosa, &ana.id);
    assert_eq!(waits.len(), 1, "somebody of the staff is to compare the words");
    let confirm = json!({"writer": waits[0], "is_hers": true});
    assert_eq!(rosa.post(&format!("/api/learners/{}/confirm", ana.id), &confirm).status, 204);
    phone.visit(scene.central.address).unwrap();
    assert!(phone.profile().view().compare_words.is_none());
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 1);
    scene.office.verify();
}

#[test]
fn who_is_taken_in_at_a_hub_is_somebody_at_central_with_her_consent_and_her_phone() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let eva = admit(&scene.office, "k1", "Eva Mamani");
    scene.renew_hub();
    until("the hub knows Eva", || count(&scene.box_, "SELECT COUNT(*) FROM learner") == 1);
    scene.stop_central();
    let rosa = Staff::signed_in(scene.hub.address, "rosa", &password);
    let form = json!({
        "id": "0123456789abcdef0123456789abcdef",
        "name": "Luz Quispe", "birth_year": 1999,
        "consent": {"covers": ["record", "contact"], "version": "1"},
        "contact": {"channel": "call", "number": "70012345", "from": "09:00", "until": "12:00"},
        "code": "screen",
    });
    let taken = rosa.post("/api/cohorts/k1/learners", &form);
    assert_eq!(taken.status, 201, "{}", taken.text());
    let taken = taken.json();
    let luz = text(&taken["learner"]["id"]);
    let mut phone = Phone::enrolled(scene.hub.address, &code(&taken["code"]), 4);
    phone.add_work(15);
    phone.visit(scene.hub.address).unwrap();
    // A second Eva: the hub says so, and takes her when it is told that she is somebody else.
    let again = json!({
        "name": "Eva Mamani", "consent": {"covers": ["record"], "version": "1"}, "code": "printed",
    });
    assert_eq!(rosa.post("/api/cohorts/k1/learners", &again).json()["state"], "alike");
    let taken_all_the_same = json!({
        "name": "Eva Mamani", "consent": {"covers": ["record"], "version": "1"}, "code": "printed",
        "confirm_duplicate": true,
    });
    let second = rosa.post("/api/cohorts/k1/learners", &taken_all_the_same);
    assert_eq!(second.status, 201, "{}", second.text());
    let second = text(&second.json()["learner"]["id"]);
    // What only central does is refused.
    let edit = rosa.patch(&format!("/api/learners/{}", eva.id), &json!({"name": "Eva M."}));
    assert_eq!((edit.status, edit.code()), (409, "central_only".to_owned()));

    scene.start_central();
    scene.renew_hub();
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    until("central has her, and her phone", || {
        rosa.get(&format!("/api/learners/{luz}")).status == 200 && waiting(&rosa, &luz).len() == 1
    });
    let person = rosa.json(&format!("/api/learners/{luz}/person"));
    assert_eq!(person["learner"]["name"], "Luz Quispe");
    assert_eq!(person["learner"]["label"], "P-0002", "central counts people");
    assert_eq!(person["consents"].as_array().unwrap().len(), 1);
    assert_eq!(person["consents"][0]["recorded_by"], "rosa");
    let contact = rosa.json(&format!("/api/learners/{luz}/contact"));
    assert_eq!((&contact["number"], &contact["from"]), (&json!("70012345"), &json!("09:00")));
    let alike = rosa.json(&format!("/api/learners/{second}/same"));
    assert_eq!(alike["alike"][0]["id"], eva.id, "central shows whom she may be: {alike}");
    until("the hub has central's numbers", || {
        count(&scene.box_, "SELECT COUNT(*) FROM newcomer") == 0
            && count(&scene.box_, "SELECT MAX(number) FROM learner") == 3
    });
    assert_eq!(count(&scene.box_, "SELECT COUNT(*) FROM consent WHERE learner = 2"), 1);
    let writer = waiting(&rosa, &luz).remove(0);
    let confirm = json!({"writer": writer, "is_hers": true});
    assert_eq!(rosa.post(&format!("/api/learners/{luz}/confirm"), &confirm).status, 204);
    scene.renew_hub();
    until("it counts", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (1, 1, 1) && phone.profile().view().compare_words.is_none()
    });
    assert_eq!(entries(&scene.office.record(&luz)).len(), 1);
    for replica in [&scene.office, &scene.box_] {
        assert_eq!(count(replica, "SELECT COUNT(*) FROM learner"), 3);
        replica.verify();
    }
}
