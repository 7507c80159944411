//! How phones hear of a session, of its changes, and of nothing that is not theirs.

use serde_json::json;
use tests::office::{Office, text};
use tests::phone::Phone;

use crate::{add, change, form, id, sessions, staff, told};

#[test]
fn every_phone_of_the_cohort_hears_of_a_session_and_of_each_change_and_no_other_does() {
    let office = Office::new();
    let cohort = ["--id", "c2", "--title", "Otra", "--starts", "2026-09-28", "--weeks", "12"];
    office.done(&[&["cohort", "add"], &cohort[..]].concat());
    let ana = office.admit("Ana");
    let eva = office.json(&["learner", "add", "--cohort", "c2", "--name", "Eva", "--json"]);
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let mut others = Phone::enrolled(to, &text(&eva["code"]).replace('-', ""), 2);
    phone.visit(to).unwrap();
    let empty = phone.request().len();
    phone.restart();

    let added = add(&rosa, &form(1, "2026-12-01"));
    assert_eq!(
        (text(&added["start"]), text(&added["place"])),
        ("09:00".into(), "Aula 2, El Alto".into())
    );
    assert_eq!(add(&rosa, &form(1, "2026-12-24")), added, "sent twice it is added once");
    add(&rosa, &form(2, "2026-11-30"));
    phone.visit(to).unwrap();
    let both = [("Taller 2", "2026-11-30"), ("Taller 1", "2026-12-01")];
    let both = both.map(|(title, day)| (title.to_owned(), day.to_owned()));
    assert_eq!(told(&phone), both);
    assert_eq!(phone.request().len(), empty, "an empty visit is as small as before");
    phone.restart();

    let what = json!({"day": "2026-12-03", "place": null, "link": "https://meet.example/abc"});
    change(&rosa, 1, &what);
    change(&rosa, 2, &json!({"cancelled": true}));
    let before = office.database().metadata().unwrap();
    assert!(before.len() > 0);
    phone.visit(to).unwrap();
    let shown = sessions(&phone);
    let first = shown[1].told.clone().unwrap();
    assert_eq!((shown[1].day.as_str(), first.place), ("2026-12-03", None));
    assert_eq!(first.link.as_deref(), Some("https://meet.example/abc"));
    assert!(shown[0].told.as_ref().unwrap().cancelled);

    // Whoever comes later hears how things stand, once.
    let mut later = Phone::enrolled(to, &office.code(&ana.id), 3);
    later.visit(to).unwrap();
    assert_eq!(sessions(&later), shown);
    others.visit(to).unwrap();
    assert!(told(&others).is_empty(), "it is another cohort's");
    let list = rosa.json("/api/cohorts/c1/sessions");
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(rosa.json("/api/cohorts/c2/sessions"), json!([]));

    office.verify();
    server.stop();
}

#[test]
fn what_is_no_session_is_refused_by_field_and_what_changes_nothing_is_told_to_nobody() {
    let office = Office::new();
    let server = office.serve();
    let rosa = staff(&office, server.address, "rosa");
    let spoilt = |field: &str, value: serde_json::Value| {
        let mut form = form(1, "2026-12-01");
        form[field] = value;
        rosa.post("/api/cohorts/c1/sessions", &form)
    };
    for (field, value) in [
        ("title", json!(" ")),
        ("minutes", json!(0)),
        ("link", json!("javascript:alert(1)")),
        ("place", json!("x".repeat(121))),
    ] {
        let refused = spoilt(field, value);
        assert_eq!((refused.status, refused.code().as_str()), (422, "form_faults"), "{field}");
        assert_eq!(refused.json()["faults"][0]["field"], field);
    }
    for (field, value) in
        [("id", json!("taller")), ("day", json!("mañana")), ("start", json!("9:00"))]
    {
        assert_eq!(spoilt(field, value).status, 400, "{field}");
    }
    add(&rosa, &form(1, "2026-12-01"));
    let head = || {
        let database = rusqlite::Connection::open(office.database()).unwrap();
        let sql = "SELECT head, (SELECT COUNT(*) FROM audit WHERE act = 'manage_sessions')
                   FROM programme";
        database
            .query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
            .unwrap()
    };
    let before = head();
    assert_eq!(before.1, 1);
    change(&rosa, 1, &json!({"title": " Taller 1 ", "cancelled": false}));
    assert_eq!(head(), before);
    let bad = rosa.patch(&format!("/api/sessions/{}", id(1)), &json!({"title": ""}));
    assert_eq!(bad.status, 422);
    assert_eq!(rosa.patch(&format!("/api/sessions/{}", id(9)), &json!({})).status, 404);
    server.stop();
}

#[test]
fn after_a_restore_what_is_said_anew_is_believed_over_what_was_said_since_the_backup() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let rosa = staff(&office, server.address, "rosa");
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    add(&rosa, &form(1, "2026-12-01"));
    let backup = office.back_up("copia.chaski");
    change(&rosa, 1, &json!({"day": "2026-12-02"}));
    change(&rosa, 1, &json!({"day": "2026-12-03"}));
    phone.visit(server.address).unwrap();
    assert_eq!(told(&phone)[0].1, "2026-12-03");
    server.stop();
    office.restore(&backup);

    // Editions are no less than the moment, so that the next one is later than those that were lost.
    std::thread::sleep(std::time::Duration::from_millis(2_100));
    let server = office.serve();
    let password = office.done(&["account", "add", "--login", "otra", "--name", "otra"]);
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.execute("UPDATE account SET first_password = 0", []).unwrap();
    let otra = tests::desk::Staff::signed_in(server.address, "otra", password.trim());
    change(&otra, 1, &json!({"day": "2026-12-04"}));
    phone.visit(server.address).unwrap();
    assert_eq!(told(&phone), [("Taller 1".to_owned(), "2026-12-04".to_owned())]);
    office.verify();
    server.stop();
}
