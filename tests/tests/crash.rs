//! SIGKILL for central, for its hub and for phones, all of them real processes; and faults that must be found.
//!
//! Owns how many kills a test run affords. `CHASKI_KILLS` and `CHASKI_SEED` ask for others;
//! `cargo xtask crash` runs campaigns.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::process::Command;

use serde_json::Value;
use tests::binary::chaski;
use tests::random::setting;

/// Runs it; gives whether it found everything in order, its line, and what it said was wrong.
fn crash(kills: u64, seed: u64, fault: Option<&str>) -> (bool, Value, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_crash"));
    command.env("CHASKI_BINARY", chaski()).arg("--json");
    command.arg("--kills").arg(kills.to_string()).arg("--seed").arg(seed.to_string());
    if let Some(fault) = fault {
        command.args(["--fault", fault]);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}, {said}", output.status));
    (output.status.success(), line, said)
}

fn count(line: &Value, name: &str) -> u64 {
    line[name].as_u64().unwrap_or_else(|| panic!("no {name} in {line}"))
}

#[test]
fn whatever_was_acknowledged_is_there_once() {
    let kills = setting("CHASKI_KILLS", 30);
    let (is_fine, line, said) = crash(kills, setting("CHASKI_SEED", 4), None);
    assert!(is_fine, "{line}\n{said}");
    println!("{line}");
    assert_eq!(count(&line, "kills"), kills);
    for nothing in ["lost", "duplicated", "wrong"] {
        assert_eq!(count(&line, nothing), 0, "{nothing}: {line}\n{said}");
    }
    let central = count(&line, "central_kills");
    let hub = count(&line, "hub_kills");
    assert!(central > 0 && hub > 0 && central + hub < kills, "all were killed: {line}");
    assert!(count(&line, "acknowledged") > kills, "{line}");
    assert_eq!(count(&line, "receipted"), count(&line, "acknowledged"), "{line}");
}

/// A run with a fault in it fails, and says by `name` that something is. Where the moment of a kill
/// matters a short run can miss it: then the next is tried.
fn is_found(fault: &str, name: &str) {
    let runs = (4..10).map(|seed| crash(12, seed, Some(fault)));
    let mut failed = runs.filter(|(is_fine, ..)| !is_fine);
    let Some((_, line, said)) = failed.next() else { panic!("{fault}: six runs went well") };
    assert!(count(&line, name) > 0, "{fault}: {line}\n{said}");
    assert!(said.contains(&format!("{name}: ")), "{fault}: it says which: {said}");
}

#[test]
fn a_phone_that_says_saved_before_it_is_would_be_found() {
    is_found("told-before-saved", "lost");
}

#[test]
fn a_phone_that_believes_before_a_receipt_came_would_be_found() {
    is_found("held-before-receipt", "lost");
}

#[test]
fn a_phone_that_does_again_what_it_did_would_be_found() {
    is_found("done-twice", "duplicated");
}

#[test]
fn an_older_copy_in_place_of_the_database_would_be_found() {
    is_found("old-copy", "lost");
}

#[test]
fn a_hub_that_does_not_hold_what_central_holds_would_be_found() {
    is_found("old-hub-copy", "wrong");
}
