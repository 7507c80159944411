//! Staff and a hub: decisions through it, and what they may do there.

use serde_json::json;
use sync_core::phone::StaffAction;
use tests::desk::{Staff, terms};
use tests::office::Office;
use tests::phone::Phone;

use super::{Scene, admit, knots, until};

/// An account with a password of her own; gives it.
pub(crate) fn account(office: &Office, login: &str) -> String {
    let password = office.done(&["account", "add", "--login", login, "--name", login]);
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "UPDATE account SET first_password = 0 WHERE login = ?1";
    assert_eq!(database.execute(sql, [login]).unwrap(), 1);
    password.trim().to_owned()
}

#[test]
fn with_central_away_staff_sign_in_look_and_decide_at_the_hub() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let mut desk = rosa.desk(&ana.id, 5);
    scene.renew_hub();
    until("the hub knows both devices", || {
        phone.visit(scene.hub.address).is_ok() && desk.visit(scene.hub.address).is_ok()
    });
    scene.stop_central();

    let entry = phone.add_work(120);
    phone.visit(scene.hub.address).unwrap();
    desk.visit(scene.hub.address).unwrap();
    let seen = desk.profile().staff_view().entries;
    let version = seen.iter().find(|it| it.id == entry).unwrap().live[0].version.clone();
    let approve = StaffAction::Decide {
        entry: entry.clone(),
        seen: vec![version.clone()],
        chosen: version,
        outcome: "approve".to_owned(),
        minutes: None,
        units: None,
        pay: Some(terms()),
        reason: None,
        note: None,
        bulk: false,
    };
    assert!(desk.act_as_staff(&approve).unwrap());
    desk.visit(scene.hub.address).unwrap();
    phone.visit(scene.hub.address).unwrap();
    let standing = |phone: &Phone| phone.profile().view().work[0].hours.state;
    assert_eq!(standing(&phone), "approved", "her phone has it by the hub alone");

    // The pages of the centre, without central.
    let at_hub = Staff::signed_in(scene.hub.address, "rosa", &password);
    let cohort = at_hub.json("/api/cohorts/k1");
    assert!(cohort.to_string().contains("Ana"), "{cohort}");
    assert_eq!(at_hub.get("/api/cohorts/k2").status, 404, "nothing of another centre");
    assert_eq!(at_hub.get("/api/centres/s1/board").status, 200);
    for path in ["/api/cohorts/k1/statements", "/api/cohorts/k1/statements/preview"] {
        let refused = at_hub.get(path);
        assert_eq!((refused.status, refused.code()), (409, "kept_at_central".to_owned()));
    }
    let refused = at_hub.post(&format!("/api/learners/{}/kin", ana.id), &json!({"login": "rosa"}));
    assert_eq!((refused.status, refused.code()), (409, "central_only".to_owned()));

    scene.start_central();
    scene.renew_hub();
    until("everything is at central", || {
        phone.visit(scene.hub.address).unwrap();
        let (total, _, office) = knots(&phone);
        total == office
    });
    let record = scene.office.record(&ana.id);
    assert!(record.to_string().contains("approve"), "{record}");
    // Decided once; paid once.
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let queue = rosa.json("/api/cohorts/k1/review");
    assert!(
        !queue.to_string().contains(&entry) || queue.to_string().contains("approved"),
        "{queue}"
    );
    scene.office.verify();
    scene.box_.verify();
}

#[test]
fn what_central_refuses_of_what_the_hub_took_counts_for_nothing_there_either() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let chief = account(&scene.office, "jefa");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let mut desk = rosa.desk(&ana.id, 5);
    scene.renew_hub();
    until("the hub knows both devices", || {
        phone.visit(scene.hub.address).is_ok() && desk.visit(scene.hub.address).is_ok()
    });
    scene.stop_central();
    let entry = phone.add_work(120);
    phone.visit(scene.hub.address).unwrap();
    desk.visit(scene.hub.address).unwrap();
    assert!(desk.decide(&entry, "approve").unwrap());
    desk.visit(scene.hub.address).unwrap();
    assert_eq!(state_of(&scene.box_, &entry), "approved");

    // Meanwhile she has become a mentor, who decides on nobody's hours.
    let database = rusqlite::Connection::open(scene.office.database()).unwrap();
    database
        .execute_batch(
            "UPDATE role_grant SET role = 'mentor', scope = 'learners'
             WHERE account = (SELECT number FROM account WHERE login = 'rosa');
             INSERT INTO grant_learner (role_grant, learner)
                 SELECT role_grant.number, learner.number FROM role_grant, learner
                 WHERE role = 'mentor';",
        )
        .unwrap();
    drop(database);
    scene.start_central();
    scene.renew_hub();
    until("both say the same of the entry", || {
        state_of(&scene.office, &entry) == "waiting" && state_of(&scene.box_, &entry) == "waiting"
    });
    // Staff see it on the hub's board; nothing is left on the way, and nothing is lost.
    let at_hub = Staff::signed_in(scene.hub.address, "jefa", &chief);
    until("everything else has arrived", || {
        at_hub.json("/api/centres/s1/board")["to_central"]["unsent"] == 0
    });
    let board = at_hub.json("/api/centres/s1/board");
    let refused = &board["to_central"]["refused"];
    assert_eq!(refused.as_array().unwrap().len(), 1, "{board}");
    let line = (&refused[0]["learner"]["id"], &refused[0]["code"], &refused[0]["changes"]);
    assert_eq!(line, (&json!(ana.id), &json!("not_yours"), &json!(1)));
    let at_central = Staff::signed_in(scene.central.address, "jefa", &chief);
    let board = at_central.json("/api/centres/s1/board");
    assert!(board.get("to_central").is_none(), "central has no way to itself: {board}");
    // Her hours are not touched by it.
    until("her entry is at central", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone).2 >= 1
    });
    assert!(scene.box_.record(&ana.id).to_string().contains("approve"), "kept");
    scene.office.verify();
    scene.box_.verify();
}

/// How an entry stands, by a server's own rows.
fn state_of(office: &Office, entry: &str) -> String {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "SELECT state FROM entry_standing WHERE entry = ?1";
    database.query_row(sql, [entry], |row| row.get(0)).unwrap_or_default()
}

#[test]
fn what_is_decided_at_central_reaches_her_phone_by_the_hub() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    let entry = phone.add_work(60);
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    until("central has it", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone).2 == 1
    });
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let mut desk = rosa.desk(&ana.id, 5);
    let seen = desk.profile().staff_view().entries;
    let version = seen.iter().find(|it| it.id == entry).unwrap().live[0].version.clone();
    let ask = StaffAction::Decide {
        entry,
        seen: vec![version.clone()],
        chosen: version,
        outcome: "ask".to_owned(),
        minutes: None,
        units: None,
        pay: None,
        reason: Some("falta-hora".to_owned()),
        note: None,
        bulk: false,
    };
    assert!(desk.act_as_staff(&ask).unwrap());
    desk.visit(scene.central.address).unwrap();
    scene.renew_hub();
    until("the question is on her phone", || {
        phone.visit(scene.hub.address).unwrap();
        phone.profile().view().work[0].hours.state == "asked"
    });
}
