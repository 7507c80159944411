//! Hours that were approved and paid, and then held back: taken back, unless somebody releases them.

use serde_json::{Value, json};

use crate::{Scene, lines};

fn entry_lines(statement: &Value) -> Vec<(String, i64, i64)> {
    let mut lines = lines(statement);
    lines.sort();
    lines
}

#[test]
fn paid_hours_that_a_revocation_holds_back_are_an_adjustment_until_they_are_released() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(90);
    scene.phone.visit(to).unwrap();
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    assert_eq!(desk.decide(&entry, "approve"), Ok(true));
    desk.visit(to).unwrap();
    let closed = scene.close("2026-11-01", "2026-11-30");
    assert_eq!(closed.status, 200, "{}", closed.text());
    scene.pay(&closed.json());
    let ahead = "/api/cohorts/c1/statements/preview?to=2026-12-15";
    assert_eq!(scene.first.json(ahead)["kinds"], json!([]));

    // It was a thief who entered them.
    let devices = format!("/api/learners/{}/devices", scene.ana.id);
    let listed = scene.first.json(&devices);
    let number = listed["devices"][0]["device"].as_i64().unwrap();
    let since = tests::phone::now() - 3_600;
    let revoke = json!({"reason": "stolen", "since": since});
    let answer = scene.first.post(&format!("/api/devices/{number}/revoke"), &revoke);
    assert_eq!((answer.status, &answer.json()["held_back"]), (200, &json!(1)));
    let preview = scene.first.json(ahead);
    assert!(preview["kinds"].to_string().contains("adjustment"), "before it is closed: {preview}");
    let closed = scene.close("2026-12-01", "2026-12-15");
    assert_eq!(closed.status, 200, "{}", closed.text());
    let taken_back = [("adjustment".to_owned(), -90, -2_250), ("carry".to_owned(), 0, 2_250)];
    assert_eq!(entry_lines(&closed.json()), taken_back);
    // Once.
    let again = scene.close("2026-12-16", "2026-12-20");
    assert_eq!(again.status, 200, "{}", again.text());
    let carried = [("carry".to_owned(), 0, -2_250), ("carry".to_owned(), 0, 2_250)];
    assert_eq!(entry_lines(&again.json()), carried);

    // They were hers after all.
    let through = scene.first.json(&devices)["through"].clone();
    let path = format!("/api/devices/{number}/release");
    let answer = scene.first.post(&path, &json!({"through": through}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    let back = scene.close("2026-12-21", "2026-12-31");
    assert_eq!(back.status, 200, "{}", back.text());
    let given_back = [("adjustment".to_owned(), 90, 2_250), ("carry".to_owned(), 0, -2_250)];
    assert_eq!(entry_lines(&back.json()), given_back);
    scene.end();
}
