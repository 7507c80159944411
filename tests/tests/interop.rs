//! An independent Automerge library opens what is exported, and agrees: `tests/interop/check.mjs`,
//! over every learner of the demonstration, open questions included.
//!
//! Needs Node and npm. Where its package is not installed yet, `npm ci` installs what the lock
//! file in that folder says.

use std::path::Path;
use std::process::{Command, Output};

use tests::binary::root;
use tests::ledger::exported;
use tests::office::Office;

const TODAY: &str = "2026-11-20";

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn check(folder: &Path, record: &Path, documents: &Path) -> Output {
    run(Command::new("node").arg("check.mjs").arg(record).arg(documents).current_dir(folder))
}

#[test]
fn another_library_reads_the_same_record() {
    let folder = root().join("tests/interop");
    if !folder.join("node_modules").exists() {
        let output = run(Command::new("npm").args(["ci", "--silent"]).current_dir(&folder));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (office, _) = Office::demonstration(TODAY);
    let out = office.data.join("out");
    let (mut open_questions, mut checked) = (0, Vec::new());
    for (id, record) in office.records() {
        let documents = out.join(&id);
        let name = documents.to_str().unwrap();
        office.done(&["export", "automerge", "--learner", &id, "--out", name]);
        let json = out.join(format!("{id}.json"));
        std::fs::write(&json, record.to_string()).unwrap();
        let output = check(&folder, &json, &documents);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{id}: {said}");
        let values = exported(&record, "record");
        open_questions += values.values().filter(|values| values.len() > 1).count();
        checked.push((json, documents, values));
    }
    assert!(open_questions > 0 && checked.len() > 10);

    // It would say so: one learner's record held against another's documents.
    let full: Vec<_> = checked.iter().filter(|(_, _, values)| !values.is_empty()).take(2).collect();
    assert_eq!(check(&folder, &full[0].0, &full[1].1).status.code(), Some(1));
}
