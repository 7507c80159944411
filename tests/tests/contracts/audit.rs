//! `chaski audit verify`: every kind of tampering is found, and placed.

use rusqlite::Connection;
use serde_json::Value;
use tests::office::Office;

/// What a person with the file does first.
const FREE: &str = "drop trigger audit_is_not_changed; drop trigger audit_is_not_shortened;
    drop trigger audit_goes_on_at_its_end;";

fn office() -> Office {
    let office = Office::new();
    for name in ["Ana", "Eva", "Rosa"] {
        office.admit(name);
    }
    office
}

#[test]
fn an_untouched_log_is_whole_and_keeps_its_heads() {
    let office = office();
    let before = office.json(&["audit", "verify", "--json"]);
    // The cohort, and for each learner herself and her code.
    assert_eq!(before["entries"], 7);
    let head = before["head"].as_str().unwrap();
    assert_eq!(head.len(), 64);
    office.admit("Inés");
    let after = office.json(&["audit", "verify", "--json", "--head", head]);
    assert_eq!((&after["entries"], after["broken"].is_null()), (&Value::from(9), true));
    let text = office.done(&["audit", "list"]) + &office.done(&["audit", "list", "--json"]);
    for name in ["Ana", "Eva", "Rosa", "Inés"] {
        assert!(!text.contains(name), "no name in the log: {text}");
    }
}

#[test]
fn tampering_is_found_and_placed() {
    let office = office();
    let whole = office.json(&["audit", "verify", "--json"]);
    let head = whole["head"].as_str().unwrap();
    for (what, sql, entry) in [
        ("a byte", "update audit set at = at + 1 where sequence = 3", 3),
        ("a word", "update audit set act = 'enrol' where sequence = 7", 7),
        ("who", "update audit set account = 'ana' where sequence = 1", 1),
        ("a row", "delete from audit where sequence = 4", 5),
        ("the first row", "delete from audit where sequence = 1", 2),
        (
            "two swapped",
            "update audit set sequence = 99 where sequence = 2;
             update audit set sequence = 2 where sequence = 3;
             update audit set sequence = 3 where sequence = 99",
            2,
        ),
        ("a hash", "update audit set hash = zeroblob(32) where sequence = 2", 2),
        ("its tail", "delete from audit where sequence > 5", 5),
        ("all of it", "delete from audit", 0),
    ] {
        let copy = office.copy();
        Connection::open(copy.database()).unwrap().execute_batch(&format!("{FREE} {sql}")).unwrap();
        let output = copy.run(&["audit", "verify", "--json", "--head", head]);
        assert_eq!(output.status.code(), Some(3), "{what}");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(report["broken"][0]["entry"], entry, "{what}: {report}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(&format!("entry {entry}: ")), "{what}: {said}");
    }
    // Without a head that was kept, a log that was cut looks whole.
    let copy = office.copy();
    let cut = format!("{FREE} delete from audit where sequence > 5");
    Connection::open(copy.database()).unwrap().execute_batch(&cut).unwrap();
    assert_eq!(copy.json(&["audit", "verify", "--json"])["entries"], 5);
    let wrong = office.run(&["audit", "verify", "--head", "abc"]);
    assert_eq!(wrong.status.code(), Some(2));
}
