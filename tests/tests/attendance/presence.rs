//! Roll-call and scan, each offline, and what staff and she see of both.

use serde_json::Value;
use sync_core::phone::StaffAction;
use tests::office::{Office, text};
use tests::phone::Phone;

use crate::{add, form, id, proof, scan, sessions, staff};

fn call(number: u8, presence: &str) -> StaffAction {
    StaffAction::Attend {
        session: id(number),
        presence: presence.to_owned(),
        day: "2026-11-20".to_owned(),
        note: None,
    }
}

/// The mark of a learner on a session's roll.
fn mark(roll: &Value, learner: &str) -> Value {
    let learners = roll["learners"].as_array().unwrap();
    learners.iter().find(|it| text(&it["id"]) == learner).unwrap()["mark"].clone()
}

#[test]
fn a_scan_counts_staffs_word_beats_it_and_both_are_kept() {
    let office = Office::new();
    let (ana, eva, ines) = (office.admit("Ana"), office.admit("Eva"), office.admit("Inés"));
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    add(&rosa, &form(1, "2026-11-20"));
    let code = proof(&rosa, 1);
    let mut phones: Vec<Phone> = [(&ana, 1), (&eva, 2)]
        .into_iter()
        .map(|(learner, seed)| Phone::enrolled(to, &learner.code, seed))
        .collect();

    // Offline, before the phone heard of the session: hers with the code, the other's guessed.
    assert!(phones[0].act(&scan(1, &code)));
    assert!(!phones[0].act(&scan(1, &code)), "twice is one");
    assert!(phones[1].act(&scan(1, "aaaaaaaa")));
    for phone in &mut phones {
        phone.restart();
        phone.visit(to).unwrap();
        assert!(phone.profile().all_arrived(), "a wrong code is kept like a right one");
    }
    let path = format!("/api/sessions/{}", id(1));
    let roll = rosa.json(&path);
    let verified = serde_json::json!(
        {"presence": "present", "called": false, "scan": "verified", "differing": false});
    assert_eq!(mark(&roll, &ana.id), verified);
    assert_eq!(mark(&roll, &eva.id)["scan"], "not_verified");
    assert_eq!(mark(&roll, &ines.id), Value::Null);

    // The roll is called without a line: the scan that came is seen there.
    let mut desk = rosa.desk(&ana.id, 10);
    let seen = desk.profile().staff_view().sessions.remove(0);
    assert_eq!(seen.told.unwrap().title, "Taller 1");
    assert!(seen.attended.unwrap().scanned);
    assert_eq!(desk.act_as_staff(&call(1, "late")), Ok(true));
    assert_eq!(desk.act_as_staff(&call(1, "late")), Ok(false), "said already");
    desk.restart();
    desk.visit(to).unwrap();
    let mut absent = rosa.desk(&ines.id, 11);
    absent.act_as_staff(&call(1, "absent")).unwrap();
    absent.visit(to).unwrap();

    let late = mark(&rosa.json(&path), &ana.id);
    assert_eq!((&late["presence"], &late["called"]), (&"late".into(), &true.into()));
    assert_eq!(late["scan"], "verified", "both are kept");
    phones[0].visit(to).unwrap();
    let hers = sessions(&phones[0]).remove(0).attended.unwrap();
    assert_eq!((hers.presence, hers.called, hers.scanned), ("late", true, true));

    // Another member of staff says otherwise: told, and the latest counts.
    let second = staff(&office, to, "elena");
    let mut other = second.desk(&ana.id, 12);
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    other.act_as_staff(&call(1, "present")).unwrap();
    other.visit(to).unwrap();
    let differing = mark(&rosa.json(&path), &ana.id);
    assert_eq!(differing["presence"], "present");
    assert_eq!(differing["differing"], true);

    let report = rosa.json("/api/cohorts/c1/attendance");
    let counts = &report["sessions"][0]["counts"];
    assert_eq!((&counts["present"], &counts["absent"]), (&2.into(), &1.into()));
    let page = rosa.json(&format!("/api/learners/{}", ines.id));
    assert_eq!(page["sessions"][0]["presence"], "absent");
    assert_eq!(page["sessions"][0]["title"], "Taller 1");
    let table = rosa.get("/api/cohorts/c1/attendance.csv").text();
    assert!(table.contains("Eva,2026-11-20,09:00,"), "{table}");
    assert!(table.contains(",present,scan,not_verified,no"), "{table}");
    let nameless = rosa.get("/api/cohorts/c1/attendance.csv?names=no").text();
    assert!(!nameless.contains("Eva") && nameless.contains(",absent,roll_call,,no"), "{nameless}");

    office.verify();
    server.stop();
}

#[test]
fn a_scan_of_a_session_that_nobody_knows_is_kept_and_verified_by_its_code_alone() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    add(&rosa, &form(7, "2026-11-20"));
    let code = proof(&rosa, 7);
    // As after a restore: the session is gone, its printed code is not.
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
    let gone = "UPDATE cohort_session SET id = randomblob(16), notice = x''; ";
    database.execute_batch(gone).unwrap();
    let mut phone = Phone::new(1);
    phone.begin(&ana.code);
    phone.enrol(to).unwrap();
    phone.act(&scan(7, &code));
    assert!(sessions(&phone)[0].told.is_none());
    phone.visit(to).unwrap();
    let page = rosa.json(&format!("/api/learners/{}", ana.id));
    let shown = page["sessions"].as_array().unwrap();
    let found = shown.iter().find(|it| text(&it["session"]) == id(7)).unwrap();
    assert_eq!((&found["presence"], &found["scan"]), (&"present".into(), &"verified".into()));
    assert!(found.get("title").is_none());
    server.stop();
}
