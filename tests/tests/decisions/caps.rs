//! More of a task than the programme means one person to do.

use serde_json::{Value, json};

use crate::Scene;

/// Two hours of labelling in a week, forty bolivianos in a period.
fn definition() -> Value {
    json!({
        "id": "pruebas", "version": 1, "title": {"es": "Pruebas"},
        "tasks": [{
            "id": "etiquetar", "title": {"es": "Etiquetar"}, "measure": "minutes",
            "pay": [{"basis": "hour", "rate": 1500, "currency": "BOB", "from": "2026-01-01"}],
            "caps": {"minutes_per_week": 120, "amount_per_period": 4000}}]
    })
}

#[test]
fn more_than_is_meant_is_flagged_and_told_before_closing_and_refused_nowhere() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let file = scene.office.data.join("definicion.json");
    std::fs::write(&file, definition().to_string()).unwrap();
    scene.office.done(&["import", "programme", file.to_str().unwrap()]);
    let mut entries = vec![scene.phone.add_work(120)];
    scene.phone.visit(to).unwrap();
    assert!(scene.queue()[0].2.is_empty(), "as much as is meant; her version says none");
    scene.office.done(&["cohort", "definition", "c1", "1", "--yes"]);
    assert!(scene.queue()[0].2.is_empty(), "as much as is meant");

    entries.push(scene.phone.add_work(60));
    scene.phone.visit(to).unwrap();
    let queue = scene.first.json("/api/cohorts/c1/review");
    for entry in queue["entries"].as_array().unwrap() {
        assert_eq!((&entry["flags"], &entry["bulk"]), (&json!(["over_cap"]), &json!(false)));
    }
    let ahead = "/api/cohorts/c1/statements/preview?from=2026-11-01&to=2026-11-30";
    let over = |scene: &Scene| {
        let preview = scene.first.json(ahead);
        (preview["totals"][0]["amount"].clone(), preview["over_cap"].clone())
    };
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    desk.visit(to).unwrap();
    assert_eq!(desk.decide(&entries[0], "approve"), Ok(true));
    desk.visit(to).unwrap();
    assert_eq!(over(&scene), (json!(3_000), json!(0)));
    assert_eq!(desk.decide(&entries[1], "approve"), Ok(true), "nothing is refused");
    desk.visit(to).unwrap();
    assert_eq!(over(&scene), (json!(4_500), json!(1)));
    let closed = scene.close("2026-11-01", "2026-11-30");
    assert_eq!(closed.status, 200, "{}", closed.text());
    scene.end();
}
