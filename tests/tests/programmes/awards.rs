//! What certificates open: on her phone's road, in staff's lists, and recorded in her own record.

use serde_json::{Value, json};
use tests::desk::Staff;
use tests::office::{Admitted, Office, text};
use tests::phone::Phone;

use crate::{running, shown, staff, today, view};

/// Staff record, or take back, that somebody took an award.
fn took(desk: &mut Phone, number: u8, day: &str, withdrawn: bool) {
    let outcome = format!("01920f3a-7c1e-7abc-8def-0000000000{number:02x}");
    let said = json!({"type": "outcome", "outcome": outcome, "kind": "award",
                      "award": "capital-semilla", "day": day, "withdrawn": withdrawn});
    assert!(desk.act_as_staff(&serde_json::from_value(said).unwrap()).unwrap());
}

fn give(office: &Office, to: &Admitted) -> String {
    let what = ["--certificate", "negocio-avanzado", "--by", "Rosa"];
    office.done(&[&["certificate", "give", "--learner", &to.id], &what[..]].concat());
    text(&office.json(&["certificate", "list", "--json", "--learner", &to.id])[0]["id"])
}

/// What stands open for her in the cohort's list: nothing, or the day on which she took it.
fn stands(rosa: &Staff, who: &Admitted) -> Value {
    let listed = rosa.json("/api/cohorts/c1/certificates");
    let learners = listed["learners"].as_array().unwrap();
    let line = learners.iter().find(|one| one["id"] == *who.id).unwrap();
    line.get("awards").cloned().unwrap_or(Value::Null)
}

fn taken(rosa: &Staff) -> Value {
    rosa.json("/api/cohorts/c1/certificates")["awards"][0]["taken"].clone()
}

#[test]
fn what_a_certificate_opens_is_told_to_her_and_to_staff_until_it_is_taken_and_after() {
    let (office, definition) = running("rutas");
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    // Her phone has the words, with or without a road.
    let (_, catalogue) = shown(to, "/api/catalogue");
    assert_eq!(catalogue["awards"], definition["awards"]);
    assert_eq!(stands(&rosa, &ana), Value::Null, "without the certificate nothing is open");

    let certificate = give(&office, &ana);
    assert_eq!(stands(&rosa, &ana), json!([{"award": "capital-semilla"}]));
    assert_eq!(stands(&rosa, &eva), Value::Null);
    let listed = rosa.json("/api/cohorts/c1/certificates")["awards"].clone();
    assert_eq!((&listed[0]["places"], &listed[0]["taken"]), (&json!(30), &json!(0)));
    assert_eq!(listed[0]["after"], "negocio-avanzado");

    // Staff record that she took it: in her record, where she reads it.
    let mut desk = rosa.desk(&ana.id, 5);
    took(&mut desk, 1, "2026-11-20", false);
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    let hers = view(&phone)["outcomes"].clone();
    assert_eq!(
        (&hers[0]["kind"], &hers[0]["award"], &hers[0]["day"]),
        (&json!("award"), &json!("capital-semilla"), &json!("2026-11-20"))
    );
    let has = json!([{"award": "capital-semilla", "taken": "2026-11-20"}]);
    assert_eq!((stands(&rosa, &ana), taken(&rosa)), (has.clone(), json!(1)));
    // What is handed out of her record names it.
    assert!(office.record(&ana.id).to_string().contains("capital-semilla"));
    // A second word on it is no second award.
    took(&mut desk, 2, &today(), false);
    desk.visit(to).unwrap();
    assert_eq!((stands(&rosa, &ana), taken(&rosa)), (has.clone(), json!(1)));
    let all = office.json(&["certificate", "opens", "--json"]);
    let person = &all["people"][0];
    assert_eq!((&person["id"], &person["awards"]), (&json!(ana.id), &has));
    let lines = office.done(&["certificate", "opens"]);
    assert!(lines.contains("taken 1 of 30") && lines.contains("took it 2026-11-20"), "{lines}");

    // What she took stays hers when the certificate is taken back; taken back itself, it is gone.
    office.done(&["certificate", "revoke", &certificate, "--reason", "error"]);
    assert_eq!(stands(&rosa, &ana), has);
    took(&mut desk, 1, "2026-11-20", true);
    took(&mut desk, 2, &today(), true);
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    assert_eq!((stands(&rosa, &ana), taken(&rosa)), (Value::Null, json!(0)));
    assert_eq!(view(&phone).get("outcomes"), None);
    office.verify();
    server.stop();
}

#[test]
fn an_award_is_a_persons_under_whichever_id_she_has_the_certificate_or_took_it() {
    let (office, _) = running("rutas");
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    let (ana, again) = (office.admit("Ana"), office.admit("Ana otra vez"));
    give(&office, &ana);
    assert_eq!(stands(&rosa, &again), Value::Null);
    office.done(&["learner", "same", "--learner", &ana.id, "--as", &again.id]);
    assert_eq!(stands(&rosa, &again), json!([{"award": "capital-semilla"}]));
    // Both are one in the list of who may take it.
    let may = office.json(&["certificate", "opens", "--json"]);
    assert_eq!(may["people"].as_array().unwrap().len(), 1);
    let mut desk = rosa.desk(&again.id, 6);
    desk.visit(to).unwrap();
    took(&mut desk, 1, "2026-11-20", false);
    desk.visit(to).unwrap();
    let has = json!([{"award": "capital-semilla", "taken": "2026-11-20"}]);
    assert_eq!((stands(&rosa, &ana), taken(&rosa)), (has, json!(1)));
    // Whoever is forgotten, under all her ids, leaves her place.
    office.done(&["learner", "erase", "--learner", &ana.id, "--reason", "lo pidió", "--yes"]);
    assert_eq!(office.json(&["certificate", "opens", "--json"])["awards"][0]["taken"], 0);
    office.verify();
    server.stop();
}

#[test]
fn an_award_without_its_name_and_a_name_without_an_award_are_nothing_that_staff_can_write() {
    let (office, _) = running("rutas");
    let server = office.serve();
    let rosa = staff(&office, server.address, "rosa");
    let ana = office.admit("Ana");
    let mut desk = rosa.desk(&ana.id, 5);
    let outcome = "01920f3a-7c1e-7abc-8def-000000000001";
    for (kind, award) in [("award", None), ("job_found", Some("capital-semilla"))] {
        let said = json!({"type": "outcome", "outcome": outcome, "kind": kind, "award": award,
                          "day": today()});
        assert!(desk.act_as_staff(&serde_json::from_value(said).unwrap()).is_err());
    }
    server.stop();
}
