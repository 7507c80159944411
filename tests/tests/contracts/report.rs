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
fn the_people_behind_a_figure_are_as_many_as_it_says() {
    let (office, _) = Office::demonstration(TODAY);
    let learners = office.learners();
    let left = ["--state", "left", "--reason", "trabajo", "--yes"];
    office.done(&[&["learner", "enrolment", "--learner", &learners[2]], &left[..]].concat());
    office.done(&["learner", "erase", "--learner", &learners[3], "--reason", "lo pidió", "--yes"]);
    let server = office.serve();
    let staff = Staff::signed_in(server.address, "coordinadora", "tejido-de-prueba");
    let people = |query: &str| staff.json(&format!("/api/reports/{query}"));

    let funnel = staff.json("/api/reports/funnel?least=1");
    for figure in ["enrolments", "started", "active", "silent", "left"] {
        let behind = people(&format!("funnel/people?figure={figure}"));
        assert_eq!(behind["enrolments"], total(&funnel)[figure], "{figure}");
        assert_eq!(behind["elsewhere"], 0);
        let list = behind["people"].as_array().unwrap();
        assert_eq!(list.len() as u64, number(&behind["enrolments"]), "{figure}");
        assert!(list.iter().all(|person| person["id"] != learners[3].as_str()), "she is forgotten");
    }
    let left = people("outcomes/people?figure=left&item={%22reason%22:%22trabajo%22}");
    assert_eq!(left["people"][0]["id"], learners[2].as_str());
    assert_eq!(left["people"][0]["state"], "left");

    // Of an item of a list, as many as it says too.
    let progress = staff.json("/api/reports/progress?least=1");
    for lesson in total(&progress)["lessons"].as_array().unwrap() {
        let item = json!({"course": lesson["course"], "lesson": lesson["lesson"]}).to_string();
        let item = item.replace('"', "%22");
        let behind = people(&format!("progress/people?figure=done&item={item}"));
        assert_eq!(behind["enrolments"], lesson["done"], "{lesson}");
    }

    // Silence is what a phone's last visit says; whoever never came is silent too, and comes first.
    let quiet = people("outcomes/people?figure=going_on&quiet=14");
    let listed = quiet["people"].as_array().unwrap();
    assert_eq!(number(&quiet["listed"]), number(&quiet["quiet"]["14"]));
    assert!(number(&quiet["quiet"]["28"]) <= number(&quiet["quiet"]["14"]));
    assert!(!listed.is_empty(), "{quiet}");
    let now = number(&quiet["as_of"]);
    let heard: Vec<u64> =
        listed.iter().map(|person| person["last_data"].as_u64().unwrap_or(0)).collect();
    assert!(heard.is_sorted() && heard.iter().all(|at| now - at >= 14 * 86_400), "{heard:?}");

    // A report of some tells what the table of everybody tells of them.
    let by = staff.json("/api/reports/funnel?by=cohort&least=1");
    let only = staff.json("/api/reports/funnel?only={%22cohort%22:%22cohorte-1%22}&least=1");
    for figure in ["enrolments", "persons", "started", "active", "silent", "left"] {
        assert_eq!(total(&only)[figure], by["cells"][1][figure], "{figure}");
    }
    let nobody = staff.json("/api/reports/funnel?only={%22region%22:%22nada%22}&least=1");
    assert_eq!(total(&nobody)["enrolments"], 0);
    for asked in
        ["funnel?only=x", "funnel/people?figure=nada", "progress/people?figure=done&item=[]"]
    {
        let answer = staff.get(&format!("/api/reports/{asked}"));
        assert_eq!((answer.status, answer.code()), (400, "bad_request".to_owned()), "{asked}");
    }
    server.stop();
}

#[test]
fn who_may_open_no_record_chooses_nobody_and_sees_no_few() {
    let (office, _) = Office::demonstration(TODAY);
    let server = office.serve();
    let staff = Staff::signed_in(server.address, "auditora", "tejido-de-prueba");
    for asked in ["funnel?only={%22gender%22:%22female%22}", "funnel?age_from=35"] {
        let answer = staff.get(&format!("/api/reports/{asked}"));
        assert_eq!((answer.status, answer.code()), (403, "forbidden".to_owned()), "{asked}");
    }
    assert_eq!(staff.json("/api/reports/funnel?least=1")["least"], 5);
    assert_eq!(staff.get("/api/unpaid").status, 403);
    server.stop();
}

#[test]
fn hours_are_unpaid_until_a_statement_says_that_they_were_paid() {
    let (office, _) = Office::demonstration(TODAY);
    let server = office.serve();
    let staff = Staff::signed_in(server.address, "coordinadora", "tejido-de-prueba");
    let all = staff.json("/api/unpaid");
    let sum = |found: &Value, of: &str| {
        let learners = found["learners"].as_array().unwrap();
        learners.iter().map(|learner| number(&learner[of])).sum::<u64>()
    };
    for figure in ["approved_minutes", "approved_entries", "undecided_minutes"] {
        assert_eq!(sum(&all, figure), number(&all["total"][figure]), "{figure}");
    }
    // The demonstration has paid all that it approved; the days since wait.
    assert_eq!(all["total"]["approved_minutes"], 0);
    assert!(number(&all["total"]["undecided_minutes"]) > 0);
    let none = staff.json("/api/unpaid?from=2020-01-01&to=2020-01-31");
    assert_eq!(none["learners"], json!([]));
    let elsewhere = staff.json("/api/unpaid?center=nada");
    assert_eq!(elsewhere["learners"], json!([]));
    assert_eq!(staff.get("/api/unpaid?from=ayer").status, 400);

    // Somebody's newest hours are approved.
    let since = "2026-11-12";
    let (mut desk, entry, minutes) = office
        .learners()
        .into_iter()
        .find_map(|learner| {
            let desk = staff.desk(&learner, 7);
            let view = desk.profile().staff_view();
            let entry = view.entries.iter().find(|entry| {
                entry.live.len() == 1
                    && !entry.live[0].withdrawn
                    && entry.live[0].day.as_str() >= since
                    && entry.live[0].minutes.is_some()
            })?;
            let (id, minutes) = (entry.id.clone(), entry.live[0].minutes.unwrap());
            Some((desk, id, u64::from(minutes)))
        })
        .unwrap();
    assert!(desk.decide(&entry, "approve").unwrap());
    desk.visit(server.address).unwrap();
    let stage = |found: &Value| {
        let learners = found["learners"].as_array().unwrap();
        let entries = learners.iter().flat_map(|learner| learner["entries"].as_array().unwrap());
        let decided: Vec<&Value> = entries.filter(|entry| entry["stage"] != "undecided").collect();
        assert!(decided.len() <= 1, "{decided:?}");
        decided.first().map(|entry| entry["stage"].as_str().unwrap().to_owned())
    };
    let approved = staff.json("/api/unpaid");
    assert_eq!(number(&approved["total"]["approved_minutes"]), minutes);
    assert_eq!(stage(&approved).as_deref(), Some("approved"));
    assert!(number(&approved["total"]["amounts"][0]["amount"]) > 0);

    // Paid is what was marked, and nothing else.
    let statement = "0192f000-0000-7000-8000-000000000001";
    let period = json!({"id": statement, "from": since, "to": TODAY});
    let closing = staff.post("/api/cohorts/cohorte-1/statements", &period);
    assert!(closing.status < 300, "{}", closing.text());
    let closed = staff.json("/api/unpaid");
    assert_eq!(number(&closed["total"]["approved_minutes"]), minutes);
    assert_eq!(stage(&closed).as_deref(), Some("closed"));
    let payment = json!({"day": TODAY, "method": "efectivo"});
    let path = format!("/api/statements/{statement}/payments");
    assert_eq!(staff.post(&path, &payment).status, 200);
    let paid = staff.json("/api/unpaid");
    assert_eq!((number(&paid["total"]["approved_minutes"]), stage(&paid)), (0, None));
    assert_eq!(paid["total"]["undecided_minutes"], approved["total"]["undecided_minutes"]);
    server.stop();
}

#[test]
fn a_figure_that_was_tampered_with_is_found() {
    let (office, _) = Office::demonstration(TODAY);
    report(&office, "funnel", &[]);
    office.verify();
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let anothers =
        "UPDATE fact SET data = (SELECT data FROM fact WHERE number = 2) WHERE number = 1";
    assert_eq!(database.execute(anothers, []).unwrap(), 1);
    drop(database);
    let output = office.run(&["verify", "--json"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("what reports count"), "{told}");
}
