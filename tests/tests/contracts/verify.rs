//! `chaski verify`: whatever is changed behind its back is found.

use rusqlite::Connection;
use serde_json::{Value, json};
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::Phone;

use super::TODAY;

/// One learner with lessons, work, a correction and a second phone: two live versions.
fn office() -> Office {
    use sync_core::phone::Action;
    let office = Office::new();
    let ana = office.admit("Ana");
    let code = office.code(&ana.id);
    let server = office.serve();
    let mut one = Phone::enrolled(server.address, &ana.code, 1);
    let mut two = Phone::enrolled(server.address, &code, 2);
    let entry = one.add_work(60);
    one.act(&Action::LessonDone {
        lesson: "k3f4d2ma".to_owned(),
        place: 3,
        seconds: 90,
        score_percent: Some(80),
    });
    one.visit(server.address).unwrap();
    two.visit(server.address).unwrap();
    for (phone, minutes) in [(&mut one, 45), (&mut two, 75)] {
        let fields = tests::phone::fields(minutes);
        phone.act(&Action::WorkCorrect { entry: entry.clone(), fields, seen: None });
    }
    one.visit(server.address).unwrap();
    two.visit(server.address).unwrap();
    server.stop();
    office
}

#[test]
fn tampering_of_every_kind_is_a_mismatch_and_status_3() {
    let office = office();
    assert_eq!(office.verify()["documents"], 1);
    let cases = [
        ("a value", "UPDATE put SET value = X'A1021863' WHERE number = 2"),
        (
            "a value's length",
            "UPDATE put SET value = CAST(value || X'00' AS BLOB) WHERE number = 1",
        ),
        ("live", "UPDATE put SET live = 0 WHERE number = (SELECT MAX(number) FROM put)"),
        ("not live", "UPDATE put SET live = 1 WHERE number = 1"),
        ("superseded", "UPDATE put SET superseded = 0 WHERE number = 1"),
        ("an edge", "DELETE FROM supersedes WHERE put = 1"),
        ("an op's counter", "UPDATE put SET counter = counter + 50 WHERE number = 1"),
        (
            "a register's name",
            "UPDATE register SET key = 'work/01920f3a-7c1e-7abc-8def-0123456789ab' WHERE number = 1",
        ),
        ("a head gone", "DELETE FROM head"),
        ("a head more", "INSERT INTO head SELECT document, hash FROM change WHERE position = 0"),
        ("the digest", "UPDATE document SET digest = digest + 1"),
        ("the count", "UPDATE document SET changes = changes + 1"),
        (
            "a frame's bytes",
            "UPDATE change SET frame = CAST(frame || X'00' AS BLOB) WHERE position = 1",
        ),
        (
            "a frame's value",
            "UPDATE change SET frame = CAST(substr(frame, 1, length(frame) - 1) || 'z' AS BLOB) WHERE position = 0",
        ),
        ("no frame", "UPDATE change SET frame = X'' WHERE position = 0"),
        (
            "another's frame",
            "UPDATE change SET frame = (SELECT frame FROM change WHERE position = 1) WHERE position = 0",
        ),
        (
            "a frame of Automerge's",
            "UPDATE change SET frame = X'856f4a83000000000001' WHERE position = 0",
        ),
        ("a hash", "UPDATE change SET hash = zeroblob(32) WHERE position = 3"),
        ("a sequence", "UPDATE change SET sequence = sequence + 7 WHERE position = 3"),
        ("lesson progress", "UPDATE lesson_progress SET seconds = seconds + 60"),
        ("a lesson lost", "DELETE FROM lesson_progress"),
        ("a work entry's minutes", "UPDATE work_entry SET minutes = minutes + 60"),
        ("a work entry's question", "UPDATE work_entry SET live_versions = 1"),
        ("a work entry lost", "DELETE FROM work_entry"),
        (
            "a work entry made up",
            "INSERT INTO work_entry SELECT learner, 'x', 1, task, day, 600, 0, 0 FROM work_entry",
        ),
    ];
    every_one_is_found(&office, &cases);
}

/// Each changes a copy of the database behind its back; `verify` says so.
fn every_one_is_found(office: &Office, cases: &[(&str, &str)]) {
    let mut missed = Vec::new();
    for (name, sql) in cases {
        let copy = office.copy();
        {
            let database = Connection::open(copy.database()).unwrap();
            database.pragma_update(None, "foreign_keys", "OFF").unwrap();
            let changed = database.execute(sql, []).unwrap();
            assert!(changed > 0, "{name}: nothing was tampered with");
        }
        let output = copy.run(&["verify", "--json"]);
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let found = output.status.code() == Some(3) && report["mismatches"].as_u64() > Some(0);
        if !found || output.stderr.is_empty() {
            missed.push((name, output.status.code(), report));
        }
    }
    assert!(missed.is_empty(), "not found: {missed:?}");
    office.verify();
}

/// One learner who is interested in an opening, what would be sent of her, her yes to exactly that,
/// that it was sent, and a certificate.
fn told_of() -> Office {
    const REFERRAL: &str = "01920f3a-7c1e-7abc-8def-0000000000d3";
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let add = ["account", "add", "--login", "rosa", "--name", "Rosa", "--role", "coordinator"];
    let password = office.done(&[&add[..], &["--scope", "programme"]].concat());
    let database = Connection::open(office.database()).unwrap();
    database.execute("UPDATE account SET first_password = 0", []).unwrap();
    let staff = Staff::signed_in(to, "rosa", password.trim());
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let opening = "01920f3a-7c1e-7abc-8def-0000000000d1";
    let act = |phone: &mut Phone, action: Value| {
        assert!(phone.act(&serde_json::from_value(action).unwrap()));
        phone.visit(to).unwrap();
    };
    act(
        &mut phone,
        json!({"type": "interest", "opening": opening, "interested": true, "day": TODAY}),
    );
    let mut desk = staff.desk(&ana.id, 5);
    let write = |desk: &mut Phone, action: Value| {
        assert_eq!(desk.act_as_staff(&serde_json::from_value(action).unwrap()), Ok(true));
        desk.visit(to).unwrap();
    };
    for text in ["Ana, 24 años.", "Ana terminó el curso."] {
        let referral = json!({"type": "referral", "referral": REFERRAL, "opening": opening,
                              "company": "Llamadas Andinas", "text": text, "day": TODAY});
        write(&mut desk, referral);
    }
    phone.visit(to).unwrap();
    let version = phone.profile().view().referrals[0].version.clone();
    act(
        &mut phone,
        json!({"type": "release", "referral": REFERRAL, "about": version, "allowed": true,
               "day": TODAY}),
    );
    desk.visit(to).unwrap();
    write(
        &mut desk,
        json!({"type": "outcome", "outcome": "01920f3a-7c1e-7abc-8def-0000000000d4",
               "kind": "referred", "day": TODAY, "referral": REFERRAL}),
    );
    server.stop();
    office.verify();
    office
}

#[test]
fn nothing_that_she_allowed_or_that_was_said_of_her_can_be_changed_unseen() {
    let office = told_of();
    let cases = [
        ("an interest", "UPDATE interest SET interested = 0"),
        ("an interest's opening", "UPDATE interest SET opening = 'x'"),
        ("an interest lost", "DELETE FROM interest"),
        (
            "which text she allowed",
            "UPDATE release SET version = (SELECT MIN(version) FROM referral
                 WHERE version <> release.version)",
        ),
        ("a yes made a no", "UPDATE release SET allowed = 0"),
        ("a yes to another referral", "UPDATE release SET referral = 'x'"),
        ("a yes on another day", "UPDATE release SET day = day - 1"),
        ("a yes lost", "DELETE FROM release"),
        (
            "a yes that she never said",
            "INSERT INTO release SELECT (SELECT MAX(number) FROM put), learner, 'x', version, 1, day
                 FROM release",
        ),
        (
            "which text stands",
            "UPDATE referral SET version = randomblob(32)
                 WHERE put IN (SELECT number FROM put WHERE live)",
        ),
        (
            "a text that is withdrawn",
            "UPDATE referral SET withdrawn = 1 WHERE put IN (SELECT number FROM put WHERE live)",
        ),
        (
            "a text for another opening",
            "UPDATE referral SET opening = 'x' WHERE put IN (SELECT number FROM put WHERE live)",
        ),
        ("a text lost", "DELETE FROM referral"),
        ("what became of her", "UPDATE outcome SET kind = 'job_found'"),
        ("by which referral", "UPDATE outcome SET referral = 'x'"),
        ("an outcome taken back", "UPDATE outcome SET withdrawn = 1"),
        ("an outcome lost", "DELETE FROM outcome"),
        (
            "the bytes of her yes",
            "UPDATE put SET value = X'A3015820000000000000000000000000000000000000000000000000000000000000000002F503195122'
                 WHERE number IN (SELECT put FROM release)",
        ),
        (
            "the text itself",
            "UPDATE put SET value = CAST(replace(value, 'curso', 'juego') AS BLOB)
                 WHERE number IN (SELECT put FROM referral)",
        ),
        (
            "an older text brought back",
            "UPDATE put SET live = 1 WHERE number IN (SELECT put FROM referral)",
        ),
    ];
    every_one_is_found(&office, &cases);
}
