//! `chaski report`, and the API beside it: the same figures, equal to what the record says.

use serde_json::{Value, json};
use tests::desk::Staff;
use tests::office::Office;

use super::TODAY;

/// The cell of everybody.
fn total(report: &Value) -> &Value {
    assert_eq!(report["cells"][0]["by"], json!({}));
    &report["cells"][0]
}

fn report(office: &Office, name: &str, more: &[&str]) -> Value {
    office.json(&[&["report", name, "--json"], more].concat())
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap()
}

#[test]
fn figures_are_what_the_record_says() {
    let (office, _) = Office::demonstration(TODAY);
    let learners = office.learners();
    let funnel = report(&office, "funnel", &["--by", "cohort", "--programme", "puente"]);
    let everybody = total(&funnel);
    assert_eq!(number(&everybody["enrolments"]), learners.len() as u64);
    assert_eq!(everybody["persons"], everybody["enrolments"]);
    let states = ["active", "silent", "paused", "left", "ended", "completed"];
    let sum = |cell: &Value| states.map(|state| number(&cell[state])).iter().sum::<u64>();
    assert_eq!(sum(everybody), number(&everybody["enrolments"]));
    assert_eq!(funnel["cells"][1]["by"], json!({"cohort": "cohorte-1"}));
    // Two ids that are one person; one who left; one who is forgotten.
    office.done(&["learner", "same", "--learner", &learners[0], "--as", &learners[1]]);
    let left = ["--state", "left", "--reason", "trabajo", "--yes"];
    office.done(&[&["learner", "enrolment", "--learner", &learners[2]], &left[..]].concat());
    office.done(&["learner", "erase", "--learner", &learners[3], "--reason", "lo pidió", "--yes"]);
    let outcomes = report(&office, "outcomes", &[]);
    let now = total(&outcomes);
    assert_eq!(number(&now["enrolments"]), learners.len() as u64 - 1);
    assert_eq!(number(&now["persons"]), learners.len() as u64 - 2);
    assert_eq!(now["reasons"], json!([{"reason": "trabajo", "left": 1}]));
    assert_eq!((number(&now["left"]), number(&now["left_persons"])), (1, 1));
    office.verify();

    // Minutes, lessons and weeks are those of the cohort's page.
    let server = office.serve();
    let staff = Staff::signed_in(server.address, "coordinadora", "tejido-de-prueba");
    let page = staff.json("/api/cohorts/cohorte-1");
    let of = |field: &str| {
        page["learners"].as_array().unwrap().iter().map(|line| number(&line[field])).sum::<u64>()
    };
    let hours = staff.json("/api/reports/hours?least=1");
    assert_eq!(number(&total(&hours)["minutes"]), of("minutes_total"));
    assert_eq!(number(&total(&hours)["units"]), of("units_total"));
    let weeks = total(&hours)["weeks"].as_array().unwrap();
    let minutes: u64 = weeks.iter().map(|week| number(&week["minutes"])).sum();
    assert_eq!(minutes, of("minutes_total"));
    let progress = staff.json("/api/reports/progress?least=1");
    let lessons = total(&progress)["lessons"].as_array().unwrap();
    let done: u64 = lessons.iter().map(|lesson| number(&lesson["done"])).sum();
    assert_eq!(done, of("lessons_done"));
    let retention = staff.json("/api/reports/retention?least=1");
    let weeks = total(&retention)["weeks"].as_array().unwrap();
    assert!(weeks.iter().all(|week| number(&week["active"]) <= number(&week["begun"])));
    assert!(number(&weeks[0]["active"]) > 0, "{retention}");

    // The same over HTTP and at the command line.
    let here = staff.json("/api/reports/funnel?by=cohort&least=1");
    let there = report(&office, "funnel", &["--by", "cohort"]);
    for part in ["report", "programme", "by", "least", "withheld", "definitions", "cells"] {
        assert_eq!(here[part], there[part], "{part}");
    }
    assert_eq!(staff.json("/api/reports/funnel")["least"], 5, "unless she asks for less");
    for asked in [
        "funnel?by=gender;gender",
        "funnel?by=center;cohort",
        "funnel?bands=9,3",
        "funnel?from=ayer",
        "funnel?by=nunca",
    ] {
        let answer = staff.get(&format!("/api/reports/{asked}"));
        assert_eq!((answer.status, answer.code()), (400, "bad_request".to_owned()), "{asked}");
    }
    assert_eq!(staff.get("/api/reports/nada").status, 404);
    server.stop();
}

#[test]
fn a_figure_that_was_tampered_with_is_found() {
    let (office, _) = Office::demonstration(TODAY);
    report(&office, "funnel", &[]);
    office.verify();
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.execute("UPDATE fact SET state = 3 WHERE number = 1", []).unwrap();
    drop(database);
    let output = office.run(&["verify", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("what reports count"), "{told}");
}
