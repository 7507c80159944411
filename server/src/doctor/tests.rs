//! What the doctor says of a well server, and of each thing that goes wrong.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;
use crate::backup;
use crate::programme::Definition;
use crate::source::Scripted;
use crate::store::Seeds;
use crate::tls::made::{authority, files, made};

const DAY: i64 = 86_400;
/// 2026-11-22, noon.
const NOW: i64 = 1_795_348_800;

/// A data directory with a programme and nobody in it.
async fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    let definition = Definition::parse(
        r#"{"id": "puente", "title": {"es": "Puente"}, "courses": [], "tasks": []}"#,
    )
    .unwrap();
    let seeds = Seeds { root: [1; 32], central: [2; 32] };
    assert!(store.init(definition, seeds, false, NOW).await.unwrap());
    store.close().await;
    directory
}

async fn looked(directory: &Path, files: Option<Files>, now: i64) -> Examination {
    let patient = Patient { directory, files, road: None };
    examine(patient, &Source::new(Scripted::new(now, 1))).await
}

fn level(examination: &Examination, name: &str) -> Level {
    let check = examination.checks.iter().find(|check| check.name == name);
    check.unwrap_or_else(|| panic!("no {name} in {examination:#?}")).level
}

#[tokio::test]
async fn a_server_that_was_backed_up_is_well() {
    let (data, folder) = (directory().await, tempfile::tempdir().unwrap());
    let to = data.path().join("copy.db");
    backup::make(data.path(), &to, false, NOW - DAY).await.unwrap();
    let pair = files(folder.path(), &made(&authority(), (2027, 6, 1)));
    let everybodys = looked(data.path(), Some(pair.clone()), NOW).await;
    assert_eq!(level(&everybodys, "certificate_key"), Level::Look);
    std::fs::set_permissions(&pair.key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let examination = looked(data.path(), Some(pair.clone()), NOW).await;
    // Room is this machine's.
    let others = examination.checks.iter().filter(|check| check.name != "room");
    let unwell: Vec<_> = others.filter(|check| check.level != Level::Ok).collect();
    assert!(unwell.is_empty(), "{unwell:#?}");
    assert!(examination.checks.len() >= 9, "{examination:#?}");

    let examination = looked(data.path(), Some(pair), NOW + 3 * DAY).await;
    assert_eq!(level(&examination, "backup"), Level::Look, "four days old");
    std::fs::remove_file(&to).unwrap();
    let examination = looked(data.path(), None, NOW).await;
    assert_eq!(level(&examination, "backup"), Level::Look, "it is not where it was");
    assert!(examination.checks.iter().all(|check| check.name != "certificate"), "a proxy's");
}

#[tokio::test]
async fn a_certificate_is_told_by_what_is_wrong_with_it() {
    let (data, folder, authority) = (directory().await, tempfile::tempdir().unwrap(), authority());
    let good = made(&authority, (2027, 1, 1));
    let end = files(folder.path(), &good).read().unwrap().facts.until;
    for (days_before, expected) in
        [(40, Level::Ok), (29, Level::Look), (6, Level::Broken), (-1, Level::Broken)]
    {
        let pair = files(folder.path(), &good);
        let examination = looked(data.path(), Some(pair), end - days_before * DAY).await;
        assert_eq!(level(&examination, "certificate_expiry"), expected, "{days_before} days");
    }
    let begin = "-----BEGIN CERTIFICATE-----";
    let alone = begin.to_owned() + good.0.split(begin).nth(1).unwrap();
    let pair = files(folder.path(), &(alone, good.1.clone()));
    let examination = looked(data.path(), Some(pair), NOW).await;
    assert_eq!(level(&examination, "certificate_chain"), Level::Broken, "the leaf alone");
    let other = made(&authority, (2027, 1, 1));
    let twice = good.0.clone() + &other.0;
    let pair = files(folder.path(), &(twice, good.1.clone()));
    let examination = looked(data.path(), Some(pair), NOW).await;
    assert_eq!(level(&examination, "certificate_chain"), Level::Broken, "no chain");
    let pair = files(folder.path(), &(good.0.clone(), other.1));
    let examination = looked(data.path(), Some(pair), NOW).await;
    assert_eq!(level(&examination, "certificate"), Level::Broken, "another's key");
    assert_eq!(examination.level, Level::Broken);
    let year_2020 = 1_577_836_800;
    let examination = looked(data.path(), Some(files(folder.path(), &good)), year_2020).await;
    assert_eq!(level(&examination, "certificate_expiry"), Level::Broken, "not good yet");
}

#[tokio::test]
async fn a_clock_that_went_back_and_a_damaged_file_are_broken() {
    let data = directory().await;
    backup::make(data.path(), &data.path().join("copy.db"), false, NOW).await.unwrap();
    let examination = looked(data.path(), None, NOW - 400 * DAY).await;
    assert_eq!(level(&examination, "clock"), Level::Broken);
    assert!(examination.checks.iter().any(|check| check.found.contains("400 days")));
    let examination = looked(data.path(), None, NOW + 400 * DAY).await;
    assert_eq!(level(&examination, "clock"), Level::Look);

    let file = data.path().join("chaski.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 3 * 4096].fill(0x5a);
    std::fs::write(&file, bytes).unwrap();
    let examination = looked(data.path(), None, NOW).await;
    assert_eq!(level(&examination, "integrity"), Level::Broken);
}

#[tokio::test]
async fn looking_changes_nothing_and_says_when_there_is_nothing() {
    let empty = tempfile::tempdir().unwrap();
    let examination = looked(empty.path(), None, NOW).await;
    assert_eq!(level(&examination, "data"), Level::Broken);
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);

    let data = directory().await;
    let file = data.path().join("chaski.db");
    let before = std::fs::read(&file).unwrap();
    std::fs::write(data.path().join("chaski.restoring"), b"").unwrap();
    let examination = looked(data.path(), None, NOW).await;
    assert_eq!(level(&examination, "data"), Level::Broken, "a restore was cut off");
    assert!(std::fs::read(&file).unwrap() == before);
    assert_eq!(serde_json::to_value(&examination).unwrap()["level"], "broken");
}
