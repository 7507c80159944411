//! `chaski learner enrolment`: what it will do is said first, and what was said is in the record.

use rusqlite::Connection;
use serde_json::{Value, json};
use tests::office::{Office, text};

fn of(office: &Office, learner: &str) -> Value {
    office.json(&["learner", "enrolment", "--learner", learner, "--json"])
}

#[test]
fn an_enrolment_is_said_first_and_then_written() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let say = |more: &[&str]| {
        let act = ["learner", "enrolment", "--learner", &ana.id];
        office.done(&[&act[..], more].concat())
    };
    // Nobody wrote anything: she is enrolled where the directory has her.
    let home = of(&office, &ana.id);
    let cohort = text(&home[0]["cohort"]);
    assert_eq!(home[0]["state"], "enrolled");
    let since = text(&home[0]["since"]);
    let left = ["--state", "left", "--day", "2099-03-02", "--reason", "trabajo"];
    let said = say(&left);
    assert!(
        said.contains("left since 2099-03-02") && said.contains("Nothing was written"),
        "{said}"
    );
    assert_eq!(of(&office, &ana.id), home);
    // A dropout without a reason is no help to anybody.
    let act = ["learner", "enrolment", "--learner", &ana.id, "--state", "left", "--yes"];
    assert!(!office.run(&act).status.success());
    assert!(say(&[&left[..], &["--yes"]].concat()).contains("Written"));
    let now = json!([{"cohort": cohort, "state": "left", "day": "2099-03-02", "since": since,
        "reason": "trabajo"}]);
    assert_eq!(of(&office, &ana.id), now);
    assert!(say(&[&left[..], &["--yes"]].concat()).contains("stood so before"));
    // In the log by ids and words of ours.
    let log = office.done(&["audit", "list", "--json"]);
    assert!(
        log.contains("\"reason\": \"trabajo\"") && log.contains("\"state\": \"left\""),
        "{log}"
    );
    // She comes back, and reaches the end without completing.
    say(&["--state", "enrolled", "--day", "2099-04-01", "--track", "gig", "--yes"]);
    say(&["--state", "ended", "--day", "2099-06-01", "--yes"]);
    let end = &of(&office, &ana.id)[0];
    assert_eq!(
        (&end["state"], &end["track"], &end["reason"]),
        (&json!("ended"), &json!("gig"), &Value::Null)
    );
    assert_eq!(end["since"], since.as_str());
    // Another cohort beside it.
    office.done(&[
        "cohort",
        "add",
        "--id",
        "otra",
        "--title",
        "Otra",
        "--starts",
        "2099-07-01",
        "--weeks",
        "4",
    ]);
    say(&["--cohort", "otra", "--state", "enrolled", "--day", "2099-07-01", "--yes"]);
    assert_eq!(of(&office, &ana.id).as_array().unwrap().len(), 2);
    office.verify();
    let database = Connection::open(office.database()).unwrap();
    database.execute("UPDATE enrolment SET state = 3 WHERE cohort = 'otra'", []).unwrap();
    drop(database);
    assert_eq!(office.run(&["verify", "--json"]).status.code(), Some(3));
}

#[test]
fn who_is_moved_goes_on_in_the_other_cohort() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let cohort = text(&of(&office, &ana.id)[0]["cohort"]);
    office.done(&[
        "cohort",
        "add",
        "--id",
        "otra",
        "--title",
        "Otra",
        "--starts",
        "2026-07-01",
        "--weeks",
        "4",
    ]);
    let act = ["learner", "enrolment", "--learner", &ana.id];
    let paused = ["--state", "paused", "--reason", "salud", "--track", "gig", "--yes"];
    office.done(&[&act[..], &paused].concat());
    office.done(&["learner", "move", "--learner", &ana.id, "--cohort", "otra"]);
    let enrolments = of(&office, &ana.id);
    let state = |id: &str| {
        let rows = enrolments.as_array().unwrap();
        let row = rows.iter().find(|row| row["cohort"] == id).unwrap();
        (text(&row["state"]), text(&row["reason"]), text(&row["track"]))
    };
    assert_eq!(state(&cohort), ("left".into(), "moved".into(), "gig".into()));
    assert_eq!(state("otra"), ("paused".into(), "salud".into(), "gig".into()));
    office.verify();
}
