//! The real binary: `verify` finds what was tampered with, `demo seed` repeats itself.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod support;

use std::path::Path;
use std::process::{Command, Output};

use support::{START, World, add, lesson};

fn chaski(arguments: &[&str], data: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chaski"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env("CHASKI_LOG", "error")
        .output()
        .unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn verify_finds_every_kind_of_tampering() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut phone = world.phone(ana).await;
    phone.act(&add(1, 90), START + 10).unwrap();
    phone.act(&lesson("k3f4d2ma", 2), START + 20).unwrap();
    phone.visit(&world.store, START + 100).await.unwrap();
    let data = world.directory.path();
    let fine = chaski(&["verify", "--json"], data);
    assert_eq!(fine.status.code(), Some(0));
    assert_eq!(json(&fine), serde_json::json!({"documents": 1, "registers": 2, "mismatches": 0}));
    for (tampering, mending) in [
        ("UPDATE work_entry SET minutes = 900", "UPDATE work_entry SET minutes = 90"),
        ("UPDATE lesson_progress SET seconds = 1", "UPDATE lesson_progress SET seconds = 30"),
        ("UPDATE put SET live = 0", "UPDATE put SET live = 1"),
        ("UPDATE document SET digest = digest + 1", "UPDATE document SET digest = digest - 1"),
        (
            "UPDATE head SET hash = zeroblob(32)",
            "UPDATE head SET hash = (SELECT hash FROM change ORDER BY position DESC)",
        ),
        (
            "UPDATE change SET frame = CAST(frame || x'00' AS BLOB)",
            "UPDATE change SET frame = CAST(substr(frame, 1, length(frame) - 1) AS BLOB)",
        ),
        ("UPDATE put SET value = x'a0'", ""),
    ] {
        let edit = |sql: &str| {
            rusqlite::Connection::open(data.join("chaski.db")).unwrap().execute_batch(sql).unwrap();
        };
        edit(tampering);
        let found = chaski(&["verify", "--json"], data);
        assert_eq!(found.status.code(), Some(3), "{tampering}");
        assert_ne!(json(&found)["mismatches"], 0, "{tampering}");
        edit(mending);
        if !mending.is_empty() {
            assert_eq!(chaski(&["verify"], data).status.code(), Some(0), "{mending}");
        }
    }
}

#[test]
fn a_demonstration_repeats_itself_and_holds() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let seed = ["demo", "seed", "--seed", "5", "--today", "2026-11-21", "--json"];
    let first = chaski(&seed, one.path());
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(json(&first), json(&chaski(&seed, two.path())));
    let verified = json(&chaski(&["verify", "--json"], one.path()));
    assert_eq!(verified["mismatches"], 0);
    assert!(verified["documents"].as_u64().unwrap() > 20);
    assert_eq!(json(&first)["codes"].as_array().unwrap().len(), 3);
    let listed = json(&chaski(&["learner", "list", "--json"], one.path()));
    let questions = listed.as_array().unwrap().iter().filter(|learner| {
        let id = learner["id"].as_str().unwrap();
        let record = json(&chaski(&["export", "record", "--learner", id], one.path()));
        let registers = record["documents"]["record"]["registers"].as_object().unwrap().clone();
        registers.values().any(|values| values.as_array().unwrap().len() == 2)
    });
    assert!(questions.count() >= 2, "an open question shows both of its values");
    let again = chaski(&seed, one.path());
    assert_eq!(again.status.code(), Some(1), "a directory that is not empty is left alone");
}

#[test]
fn usage_and_failure_are_told_apart() {
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(chaski(&["nonsense"], empty.path()).status.code(), Some(2));
    assert_eq!(chaski(&["learner", "list"], empty.path()).status.code(), Some(1));
}

#[test]
fn a_programme_from_nothing() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    assert!(chaski(&["init", "--programme", "puente"], data).status.success());
    assert_eq!(chaski(&["init", "--programme", "puente"], data).status.code(), Some(1));
    let cohort =
        ["cohort", "add", "--id", "c1", "--title", "C1", "--starts", "2026-09-28", "--weeks", "12"];
    assert!(chaski(&cohort, data).status.success());
    let add = ["learner", "add", "--cohort", "c1", "--name", "Ana", "--json"];
    let added = json(&chaski(&add, data));
    assert_eq!(added["code"].as_str().unwrap().len(), 9);
    let listed = json(&chaski(&["learner", "list", "--json"], data));
    assert_eq!(listed[0]["id"], added["id"]);
    let record = ["export", "record", "--learner", added["id"].as_str().unwrap()];
    assert_eq!(json(&chaski(&record, data))["documents"]["record"]["heads"], serde_json::json!([]));
}
