//! What became of a learner, recorded by a coordinator: counted, and shown to her.

use serde_json::json;
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::Phone;

use super::desk::account;

const JOB: &str = "01920f3a-7c1e-7abc-8def-0000000000c1";
const STEP: &str = "01920f3a-7c1e-7abc-8def-0000000000c2";

fn counted(office: &Office) -> Vec<String> {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "SELECT kind || ' ' || COALESCE(step, '-') || ' ' || day FROM outcome
               JOIN put ON put.number = outcome.put WHERE put.live AND NOT withdrawn
               ORDER BY kind";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_staff_record_of_her_she_reads_on_her_phone_and_what_is_taken_back_counts_no_more() {
    let office = Office::new();
    let password = account(&office, "jefa", "coordinator", "cohort:c1");
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let mut desk = Staff::signed_in(to, "jefa", &password).desk(&ana.id, 5);
    let step = json!({"type": "outcome", "outcome": STEP, "kind": "step", "step": "diagnostico",
                      "day": "2026-11-18"});
    let mut job = json!({"type": "outcome", "outcome": JOB, "kind": "job_found",
                         "day": "2026-11-20", "note": " En una panadería "});
    for action in [&step, &job] {
        assert!(desk.act_as_staff(&serde_json::from_value(action.clone()).unwrap()).unwrap());
    }
    // A step says which, and nothing else does.
    let mut broken = [step, job.clone()];
    broken[0].as_object_mut().unwrap().remove("step");
    broken[1]["step"] = json!("diagnostico");
    for action in broken {
        assert!(desk.act_as_staff(&serde_json::from_value(action).unwrap()).is_err());
    }
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    // 2026-11-18 is day 20,775.
    assert_eq!(counted(&office), ["job_found - 20777", "step diagnostico 20775"]);
    let shown = phone.profile().view().outcomes;
    let words: Vec<(&str, &str, Option<&str>)> =
        shown.iter().map(|it| (it.kind, it.day.as_str(), it.note.as_deref())).collect();
    assert_eq!(
        words,
        [("job_found", "2026-11-20", Some("En una panadería")), ("step", "2026-11-18", None)]
    );

    job["withdrawn"] = json!(true);
    assert!(desk.act_as_staff(&serde_json::from_value(job).unwrap()).unwrap());
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    assert_eq!(counted(&office), ["step diagnostico 20775"]);
    assert_eq!(phone.profile().view().outcomes.len(), 1);
    office.verify();
    server.stop();
    // What somebody counts beside the record is found.
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let other = "UPDATE outcome SET day = day + 1 WHERE kind = 'step'";
    assert_eq!(database.execute(other, []).unwrap(), 1);
    drop(database);
    let found = office.run(&["verify", "--json"]);
    let report: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(report["mismatches"], 1, "{report}");
}
