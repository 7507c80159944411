//! Whom to contact because she missed a session or is stuck in a lesson, against the real binary.

use serde_json::{Value, json};
use sync_core::record::Day;
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::{Phone, now};

use super::desk::account;

const DAY: i64 = 86_400;

fn day(ago: i64) -> String {
    Day::of_seconds(now() - ago * DAY).to_string()
}

fn session(number: u8) -> String {
    format!("01920f3a-7c1e-7abc-8def-0000000000f{number}")
}

/// Kind, and what it is about.
fn whys(staff: &Staff) -> Vec<(String, String)> {
    let list = staff.json("/api/cohorts/c1/follow-up");
    let whys = list["learners"].as_array().unwrap().iter().flat_map(|line| {
        let why = line["why"].as_array().unwrap().clone();
        why.into_iter().map(|why| {
            let text = |field: &str| why[field].as_str().unwrap_or_default().to_owned();
            (text("kind"), format!("{}{}", text("title"), text("lesson")))
        })
    });
    whys.collect()
}

#[test]
fn a_session_that_was_missed_is_a_reason_while_it_is_recent_and_nothing_explains_it() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let password = account(&office, "rosa", "facilitator", "cohort:c1");
    let server = office.serve();
    let to = server.address;
    let rosa = Staff::signed_in(to, "rosa", &password);
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    phone.add_work(60);
    phone.visit(to).unwrap();
    // Number, days ago, presence.
    let held = [
        (1, 2, "absent"),
        (2, 3, "excused"),
        (3, 15, "absent"),
        (4, 1, "absent"),
        (5, 4, "present"),
    ];
    for (number, ago, _) in held {
        let form = json!({"id": session(number), "title": format!("Taller {number}"),
                          "day": day(ago), "start": "09:00", "minutes": 60});
        assert_eq!(rosa.post("/api/cohorts/c1/sessions", &form).status, 200);
    }
    let mut desk = rosa.desk(&ana.id, 5);
    let mut roll = |number: u8, ago: i64, presence: &str| {
        let called = json!({"type": "attend", "session": session(number), "presence": presence,
                            "day": day(ago)});
        assert!(desk.act_as_staff(&serde_json::from_value(called).unwrap()).unwrap());
        desk.visit(to).unwrap();
    };
    for (number, ago, presence) in held {
        roll(number, ago, presence);
    }
    let off = rosa.patch(&format!("/api/sessions/{}", session(4)), &json!({"cancelled": true}));
    assert_eq!(off.status, 200);
    let missed = |title: &str| vec![("missed".to_owned(), title.to_owned())];
    assert_eq!(whys(&rosa), missed("Taller 1"), "not excused, not over long ago, not cancelled");
    // The roll is corrected: she had been there, late.
    roll(1, 2, "late");
    assert_eq!(whys(&rosa), []);
    office.verify();
    server.stop();
}

#[test]
fn who_is_in_one_lesson_for_days_is_stuck_until_she_does_anything_in_another() {
    let office = Office::new();
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let password = account(&office, "rosa", "facilitator", "cohort:c1");
    let server = office.serve();
    let to = server.address;
    let rosa = Staff::signed_in(to, "rosa", &password);
    let place = |lesson: &str| -> Value {
        json!({"type": "lesson_place", "lesson": lesson, "place": 2, "seconds": 60})
    };
    // Both began a lesson some time ago; both are heard from today.
    for (code, seed, ago) in [(&ana.code, 1, 12), (&eva.code, 2, 4)] {
        let mut phone = Phone::enrolled(to, code, seed);
        let action = serde_json::from_value(place("k3f4d2ma")).unwrap();
        assert!(phone.act_at(&action, now() - ago * DAY));
        phone.add_work(60);
        phone.visit(to).unwrap();
    }
    assert_eq!(whys(&rosa), [("stuck".to_owned(), "k3f4d2ma".to_owned())]);
    // Another lesson, on another phone of hers.
    let mut phone = Phone::enrolled(to, &office.code(&ana.id), 3);
    assert!(phone.act(&serde_json::from_value(place("m7q2x5ab")).unwrap()));
    phone.visit(to).unwrap();
    assert_eq!(whys(&rosa), []);
    server.stop();
}
