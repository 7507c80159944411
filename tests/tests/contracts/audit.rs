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

/// A backup gives back what was lost, not what was taken away.
#[test]
fn what_staff_lost_stays_lost_over_a_restore_and_the_restore_is_noted() {
    let office = office();
    let add = |login: &str| {
        let add = ["account", "add", "--login", login, "--name", "Nombre"];
        office.done(&[&add[..], &["--role", "auditor"]].concat()).trim().to_owned()
    };
    let (old, _, _) = (add("eva"), add("ana"), add("ines"));
    let backup = office.back_up("b.db");
    let new = add("eva");
    office.done(&["account", "disable", "--login", "ana"]);
    Connection::open(office.database())
        .unwrap()
        .execute_batch(
            "update role_grant set revoked_at = 1
             where account = (select number from account where login = 'ines')",
        )
        .unwrap();
    let replaced = office.json(&["audit", "verify", "--json"]);
    office.restore(&backup);
    let accounts = office.json(&["account", "list", "--json"]);
    let of = |login: &str| {
        let all = accounts.as_array().unwrap();
        all.iter().find(|account| account["login"] == login).unwrap().clone()
    };
    assert_eq!(of("ana")["disabled"], true);
    assert_eq!(of("ines")["grants"], serde_json::json!([]));
    assert_eq!(of("eva")["grants"].as_array().unwrap().len(), 1);
    let server = office.serve();
    let sign_in = |password: &str| {
        let body = serde_json::json!({"login": "eva", "password": password}).to_string();
        let headers = [("content-type", "application/json"), ("x-chaski", "1")];
        let at = server.address;
        tests::http::request(at, "POST", "/api/session", &headers, body.as_bytes()).unwrap().status
    };
    assert_eq!((sign_in(&old), sign_in(&new)), (401, 200));
    server.stop();
    let log = office.json(&["audit", "list", "--json", "--act", "back_up"]);
    assert_eq!(log[0]["detail"]["replaced_head"], replaced["head"]);
    assert_eq!(log[0]["detail"]["replaced_entries"], replaced["entries"]);
    assert!(office.json(&["audit", "verify", "--json"])["broken"].is_null());
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
