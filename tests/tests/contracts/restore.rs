//! `chaski restore`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use tests::http;
use tests::ledger::exported;
use tests::office::{Admitted, Office, text};
use tests::phone::{Phone, Trouble};
use tests::random::Random;

struct Scene {
    office: Office,
    ana: Admitted,
    phone: Phone,
    backup: std::path::PathBuf,
}

/// Two records of Ana's in the backup, a third and a person after it.
fn scene() -> Scene {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    phone.add_work(10);
    phone.add_work(20);
    phone.visit(server.address).unwrap();
    let backup = office.back_up("b.db");
    phone.add_work(30);
    phone.visit(server.address).unwrap();
    office.admit("Eva");
    server.stop();
    Scene { office, ana, phone, backup }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.is_file());
    files
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(path).unwrap())
        })
        .filter(|(name, _)| name == "chaski.db" || !name.starts_with("chaski.db-"))
        .collect()
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let Scene { office, backup, .. } = scene();
    let (before, kept) = (files(&office.data), fs::read(&backup).unwrap());
    let from = backup.to_str().unwrap();
    let report = office.json(&["restore", "--dry-run", "--json", "--from", from]);
    assert_eq!(report["dry_run"], true);
    assert_eq!(report["backup"]["changes"], 2);
    assert_eq!(report["present"]["changes"], 3);
    assert_eq!(report["lacking"]["changes"], 1);
    assert_eq!(report["lacking"]["learners"], serde_json::json!(["P-0002"]));
    assert_eq!(report["lacking"]["learners_with_changes"], serde_json::json!(["P-0001"]));
    assert!(report["backup"]["head"].as_u64() < report["present"]["head"].as_u64());
    assert!(report.get("put_in_use").is_none());
    assert_eq!(files(&office.data), before);
    assert_eq!(fs::read(&backup).unwrap(), kept);
    // Also where there is nothing yet, and while a server runs.
    let empty = Office::empty();
    empty.json(&["restore", "--dry-run", "--json", "--from", from]);
    assert!(!empty.data.exists());
    let server = office.serve();
    office.done(&["restore", "--dry-run", "--from", from]);
    server.stop();
}

#[test]
fn a_running_server_and_what_is_there_are_respected() {
    let Scene { office, backup, .. } = scene();
    let from = backup.to_str().unwrap();
    let server = office.serve();
    let output = office.run(&["restore", "--replace", "--from", from]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("stop it first"));
    server.stop();
    let output = office.run(&["restore", "--from", from]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is there already"));
    let other = Office::new();
    let output = other.run(&["restore", "--replace", "--from", from]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("another programme"));
    let output = office.run(&["restore", "--replace", "--from", "nowhere.db"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_was_there_is_set_aside_and_the_backup_begins_a_new_epoch() {
    let Scene { office, ana, mut phone, backup } = scene();
    let before = fs::read(office.database()).unwrap();
    let unused = office.code(&ana.id);
    let earlier = office.back_up("second.db");
    let restored = office.restore(&earlier);
    assert_eq!(restored["put_in_use"]["codes_ended"], 2, "Eva's and the second one of Ana's");
    let aside = text(&restored["set_aside"]);
    assert!(Path::new(&aside).starts_with(&office.data));
    let epoch = restored["put_in_use"]["epoch"].as_u64().unwrap();
    let again = office.restore(&backup);
    let next = again["put_in_use"]["epoch"].as_u64().unwrap();
    assert!(epoch > 1 && next > epoch, "{epoch} {next}: never twice");
    assert_eq!(exported(&office.record(&ana.id), "record").len(), 2);
    assert!(fs::read(Path::new(&aside).join("chaski.db")).unwrap().len() >= before.len());

    let server = office.serve();
    let mut late = Phone::new(7);
    late.begin(&unused);
    let refused = late.enrol(server.address);
    assert!(matches!(refused, Err(Trouble::Refused(404 | 410, _))), "{refused:?}");
    phone.visit(server.address).unwrap();
    assert!(phone.profile().all_arrived());
    server.stop();
    assert_eq!(exported(&office.record(&ana.id), "record").len(), 3, "the phone brought it again");
    office.verify();
    let none = office.run(&["backups", "--json"]);
    assert_eq!(none.status.code(), Some(3), "those of another epoch do not count");
}

#[test]
fn sessions_of_staff_end() {
    let Scene { office, .. } = scene();
    let password = office.done(&["account", "add", "--login", "coordina", "--name", "Ana"]);
    let server = office.serve();
    let body = serde_json::json!({ "login": "coordina", "password": password.trim() });
    let headers = [("content-type", "application/json"), ("x-chaski", "1")];
    let body = body.to_string();
    let signed_in =
        http::request(server.address, "POST", "/api/session", &headers, body.as_bytes()).unwrap();
    assert_eq!(signed_in.status, 200, "{}", signed_in.text());
    let cookie = signed_in.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let ask = |server: &tests::server::Server| {
        let headers = [("cookie", cookie.as_str())];
        http::request(server.address, "GET", "/api/session", &headers, b"").unwrap().status
    };
    assert_eq!(ask(&server), 200);
    let backup = office.back_up("with-session.db");
    server.stop();
    assert_eq!(office.restore(&backup)["put_in_use"]["sessions_ended"], 1);
    let server = office.serve();
    assert_eq!(ask(&server), 401);
    server.stop();
}

#[test]
fn a_restore_that_was_cut_off_is_not_served_and_can_be_run_again() {
    let Scene { office, ana, backup, .. } = scene();
    // As it is between taking the old one away and putting the new one there.
    fs::write(office.data.join("chaski.restoring"), b"").unwrap();
    fs::rename(office.database(), office.data.join("away.db")).unwrap();
    let output = office.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cut off"));
    office.done(&["restore", "--from", backup.to_str().unwrap()]);
    assert_eq!(exported(&office.record(&ana.id), "record").len(), 2);
    office.verify();
}

#[test]
fn damage_is_refused_with_its_place() {
    let Scene { office, backup, .. } = scene();
    let whole = fs::read(&backup).unwrap();
    let broken = office.beside("broken.db");
    let refuse = |what: &str, place: &str| {
        let output = office.run(&["restore", "--replace", "--from", broken.to_str().unwrap()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{what}: {said}");
        assert!(said.contains(place), "{what}: {said:?} does not say {place:?}");
        assert!(output.stdout.is_empty());
    };
    let before = files(&office.data);
    let tampered = [
        ("a name", "UPDATE learner SET name = 'Rosa' WHERE number = 1", "learner: "),
        ("a token", "UPDATE profile SET token_hash = zeroblob(32)", "profile: "),
        ("a change gone", "DELETE FROM supersedes; DELETE FROM head", "head: "),
        ("a row more", "INSERT INTO verdict_count VALUES (1, 'x', 1)", "verdict_count: "),
        ("the feed's head", "UPDATE programme SET head = head + 1", "programme: "),
        ("its digests too", "UPDATE put SET live = 0; DELETE FROM copy_mark", "record of"),
        (
            "a key",
            "UPDATE replica SET central_seed = zeroblob(32); DELETE FROM copy_mark",
            "replica",
        ),
    ];
    for (what, sql, place) in tampered {
        fs::write(&broken, &whole).unwrap();
        let database = Connection::open(&broken).unwrap();
        database.pragma_update(None, "foreign_keys", "OFF").unwrap();
        database.execute_batch(sql).unwrap();
        drop(database);
        refuse(what, place);
    }
    for (what, bytes) in [
        ("nothing", &whole[..0]),
        ("half of it", &whole[..whole.len() / 2]),
        ("a page less", &whole[..whole.len() - 4096]),
        ("something else", &b"this is not a database, whatever its name says"[..]),
    ] {
        fs::write(&broken, bytes).unwrap();
        refuse(what, "");
    }
    // Any byte: what is used is missed, what is not makes no difference; nothing breaks the reader.
    let mut random = Random::new(5);
    let mut found = 0;
    for _ in 0..40 {
        let mut bytes = whole.clone();
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
        fs::write(&broken, bytes).unwrap();
        let output =
            office.run(&["restore", "--dry-run", "--json", "--from", broken.to_str().unwrap()]);
        match output.status.code() {
            Some(3) => found += 1,
            Some(0) => {
                let report: Value = serde_json::from_slice(&output.stdout).unwrap();
                assert_eq!(report["backup"]["changes"], 2, "byte {at}");
            }
            other => panic!("byte {at}: {other:?} {}", String::from_utf8_lossy(&output.stderr)),
        }
    }
    println!("{found} of 40 flipped bits are damage; the others lie in unused space");
    assert_eq!(files(&office.data), before, "nothing was touched");
}
