//! The bytes of the first release, for ever: `fixtures/golden/*.json` worked out anew.
//!
//! `CHASKI_REGENERATE=1` writes the files from the inputs below. Until the first release that is
//! how the wire changes; afterwards an old vector stays, and a new version gets new ones.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

#[path = "support/inputs.rs"]
mod inputs;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use sync_core::vectors::{Vector, check};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/golden")
}

/// File name → its vectors, worked out.
fn files() -> BTreeMap<&'static str, Vec<Vector>> {
    inputs::all()
        .into_iter()
        .map(|(name, vectors)| {
            (name, vectors.iter().map(|vector| vector.worked_out().unwrap()).collect())
        })
        .collect()
}

#[test]
fn golden_files_are_worked_out_to_the_same_bytes() {
    for (name, vectors) in files() {
        let path = folder().join(format!("{name}.json"));
        if std::env::var_os("CHASKI_REGENERATE").is_some() {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, serde_json::to_string_pretty(&vectors).unwrap() + "\n").unwrap();
        }
        let json = fs::read_to_string(&path).unwrap();
        let report = check(&json);
        assert_eq!(report.mismatches, Vec::<String>::new(), "{name}");
        assert_eq!(report.checked, vectors.len(), "{name}");
        let stored: Vec<Vector> = serde_json::from_str(&json).unwrap();
        assert_eq!(stored, vectors, "{name}: the inputs are these");
    }
}

#[test]
fn an_altered_vector_is_reported() {
    for (name, vectors) in files() {
        let json = serde_json::to_string(&vectors).unwrap();
        // The last byte written out is a signature's, a tag's or a count's.
        let at = json.rfind("\":\"").unwrap() + 3;
        let flipped = if &json[at..=at] == "0" { "1" } else { "0" };
        let altered = format!("{}{flipped}{}", &json[..at], &json[at + 1..]);
        assert_eq!(check(&altered).mismatches.len(), 1, "{name}");
    }
    assert_eq!(check("[{}]").mismatches.len(), 1);
}
