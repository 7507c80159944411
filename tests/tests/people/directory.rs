//! What the directory takes in, tells, and keeps to itself.

use serde_json::{Value, json};
use tests::office::{Office, text};

use super::desk::{Desk, account, rosa};

const NUMBER: &str = "71234567";

#[test]
fn somebody_is_taken_in_once_and_whoever_is_alike_is_looked_at_first() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let mut form = rosa();
    form["id"] = json!("0a".repeat(16));
    let (id, _) = desk.enrol(&form);
    assert_eq!(id, "0a".repeat(16));
    // The answer was lost: sent again it is the same person, with a new code.
    assert_eq!(desk.enrol(&form).0, id);
    assert_eq!(office.learners().len(), 1);
    // Another spelling, no year; and another name with the same number.
    for other in [
        json!({"name": "QUISPE, roza", "consent": {"covers": ["record"], "version": "1"}}),
        json!({"name": "Lidia Choque", "consent": {"covers": ["record", "contact"], "version": "1"},
               "contact": {"channel": "message", "number": NUMBER}}),
    ] {
        let answer = desk.post("/api/cohorts/c1/learners", &other);
        assert_eq!(answer.status, 200);
        let found = answer.json();
        assert_eq!(found["state"], "alike");
        assert_eq!(found["alike"][0]["id"], id.as_str());
        assert!(!answer.text().contains(NUMBER), "a number is told to nobody who did not ask");
        assert_eq!(office.learners().len(), 1, "nothing was saved");
    }
    let mut sister = rosa();
    sister["birth_year"] = json!(2001);
    sister["contact"]["number"] = json!("70000001");
    desk.enrol(&sister);
    let mut same = rosa();
    same["confirm_duplicate"] = json!(true);
    desk.enrol(&same);
    assert_eq!(office.learners().len(), 3);
    server.stop();
    office.verify();
}

#[test]
fn her_page_says_who_else_she_may_be_until_somebody_says_it() {
    let office = Office::new();
    office.done(&["centre", "add", "--id", "s2", "--title", "Otro"]);
    let about = ["--title", "Otra", "--starts", "2026-09-28", "--weeks", "12"];
    office.done(&[&["cohort", "add", "--id", "c2", "--centre", "s2"], &about[..]].concat());
    let facilitator = account(&office, "ana", "facilitator", "cohort:c1");
    let chief = account(&office, "jefa", "coordinator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &facilitator);
    let mut form = rosa();
    let (id, _) = desk.enrol(&form);
    form["confirm_duplicate"] = json!(true);
    let (again, _) = desk.enrol(&form);
    let sister = json!({"name": "Lidia Quispe", "contact": form["contact"],
                        "consent": form["consent"], "confirm_duplicate": true});
    let (sister, _) = desk.enrol(&sister);
    form["birth_year"] = json!(2001);
    form["contact"] = json!({"channel": "none"});
    desk.enrol(&form);
    office.done(&["learner", "add", "--cohort", "c2", "--name", "Rosa Quispe"]);

    let path = format!("/api/learners/{id}/same");
    assert_eq!(desk.get(&path).status, 403, "who may not say it is not asked");
    let chief = Desk::open(&server, "jefa", &chief);
    let alike = |shown: &Value| -> Vec<String> {
        let alike = shown.get("alike").and_then(Value::as_array).cloned().unwrap_or_default();
        alike.iter().map(|one| text(&one["id"])).collect()
    };
    let shown = chief.get(&path);
    assert!(!shown.text().contains(NUMBER), "by her number, which is not told");
    let shown = shown.json();
    assert_eq!(shown["same"], json!([]));
    assert_eq!(
        alike(&shown),
        [again.clone(), sister.clone()],
        "nobody born in another year, and nobody of a centre that is not the caller's"
    );
    let joined = chief.post(&path, &json!({"other": again}));
    assert_eq!(joined.status, 200, "{}", joined.text());
    assert_eq!(joined.json()["same"][0]["id"], again.as_str());
    assert_eq!(alike(&chief.get(&path).json()), [sister], "she is known to be the other");
    server.stop();
}

#[test]
fn faults_are_told_by_field_and_nobody_is_saved() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let answer = desk.post(
        "/api/cohorts/c1/learners",
        &json!({"name": "=ana()", "birth_year": 0, "consent": {"covers": [], "version": "1"},
                "contact": {"channel": "none", "number": NUMBER}}),
    );
    assert_eq!((answer.status, answer.code().as_str()), (422, "form_faults"));
    let body = answer.json();
    let faults: Vec<(&str, &str)> = body["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["field"].as_str().unwrap(), fault["problem"].as_str().unwrap()))
        .collect();
    assert_eq!(
        faults,
        [
            ("name", "formula"),
            ("birth_year", "out_of_range"),
            ("consent", "missing"),
            ("number", "surplus"),
        ]
    );
    assert!(office.learners().is_empty());
    server.stop();
}

#[test]
fn a_number_is_told_only_to_whoever_asks_for_it_and_that_is_noted() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let chief = account(&office, "jefa", "coordinator", "programme");
    let auditor = account(&office, "rita", "auditor", "programme");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let (id, _) = desk.enrol(&rosa());
    let chief = Desk::open(&server, "jefa", &chief);
    let audit = Desk::open(&server, "rita", &auditor);
    for path in [
        "/api/cohorts/c1".to_owned(),
        "/api/cohorts/c1/learners.csv".to_owned(),
        format!("/api/learners/{id}"),
        format!("/api/learners/{id}/person"),
        format!("/api/learners/{id}/record.csv"),
    ] {
        let answer = chief.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text().contains(NUMBER), "{path}");
    }
    let path = format!("/api/learners/{id}/contact");
    assert_eq!(audit.get(&path).status, 403);
    let contact = desk.get(&path).json();
    assert_eq!(contact["number"], "+59171234567");
    assert_eq!((&contact["from"], &contact["until"]), (&json!("09:00"), &json!("17:00")));
    assert_eq!(contact["leave_message"], false);
    let log = audit.get("/api/audit?act=read_contact");
    assert_eq!(log.status, 200, "{}", log.text());
    let log = log.json();
    assert_eq!(log["entries"].as_array().unwrap().len(), 1, "{log}");
    assert_eq!(log["entries"][0]["account"], "ana");
    assert_eq!(log["entries"][0]["subject"], format!("learner:{id}"));
    let all = audit.get("/api/audit").text();
    assert!(!all.contains(NUMBER) && !all.contains("Rosa"), "no name and no number in the log");
    server.stop();
    assert_eq!(
        office.json(&["audit", "verify", "--json"])["breaks"].as_array().map_or(0, Vec::len),
        0
    );
}

#[test]
fn who_takes_her_consent_back_leaves_no_number() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let (id, _) = desk.enrol(&rosa());
    let path = format!("/api/learners/{id}");
    let person =
        desk.patch(&path, &json!({"birth_year": null, "name": "Rosa Quispe Mamani"})).json();
    assert_eq!(person["learner"]["name"], "Rosa Quispe Mamani");
    assert!(person.get("birth_year").is_none());
    assert_eq!(person["contact"], "yes");
    let consent = json!({"consent": {"covers": ["record"], "version": "2026-12"}});
    let person = desk.patch(&path, &consent).json();
    assert_eq!(person["contact"], "no");
    assert_eq!(person["consents"].as_array().unwrap().len(), 2, "both are kept");
    assert_eq!(person["consents"][0]["version"], "2026-12");
    assert_eq!(person["consents"][0]["recorded_by"], "ana");
    assert_eq!(desk.get(&format!("{path}/contact")).json()["channel"], "none");
    let again = json!({"contact": {"channel": "call", "number": NUMBER}});
    let answer = desk.patch(&path, &again);
    assert_eq!((answer.status, answer.code().as_str()), (422, "form_faults"));
    server.stop();
    for file in std::fs::read_dir(&office.data).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let found = bytes.windows(NUMBER.len()).any(|part| part == NUMBER.as_bytes());
        assert!(!found, "{} still has the number", path.display());
    }
    assert_eq!(text(&office.json(&["learner", "list", "--json"])[0]["name"]), "Rosa Quispe Mamani");
}
