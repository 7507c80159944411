//! Programs that share nothing with the server read what it hands out, and agree.
//!
//! An Automerge library opens every learner's documents (`tests/interop/check.mjs`), over the
//! demonstration, open questions included. `xapi`: statements, by the published schema.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod xapi;

use std::path::Path;
use std::process::Output;

use tests::interop::node;
use tests::ledger::exported;
use tests::office::Office;

const TODAY: &str = "2026-11-20";

fn check(record: &Path, documents: &Path) -> Output {
    node([Path::new("check.mjs"), record, documents])
}

#[test]
fn another_library_reads_the_same_record() {
    let (office, _) = Office::demonstration(TODAY);
    let out = office.data.join("out");
    let (mut open_questions, mut checked) = (0, Vec::new());
    for (id, record) in office.records() {
        let documents = out.join(&id);
        let name = documents.to_str().unwrap();
        office.done(&["export", "automerge", "--learner", &id, "--out", name]);
        let json = out.join(format!("{id}.json"));
        std::fs::write(&json, record.to_string()).unwrap();
        let output = check(&json, &documents);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{id}: {said}");
        let values = exported(&record, "record");
        open_questions += values.values().filter(|values| values.len() > 1).count();
        checked.push((json, documents, values));
    }
    assert!(open_questions > 0 && checked.len() > 10);

    // It would say so: one learner's record held against another's documents.
    let full: Vec<_> = checked.iter().filter(|(_, _, values)| !values.is_empty()).take(2).collect();
    assert_eq!(check(&full[0].0, &full[1].1).status.code(), Some(1));
}
