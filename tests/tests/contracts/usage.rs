//! What is refused: with which exit status, and where it is said.

use std::process::Output;

use tests::office::{Office, chaski_with};

use super::TODAY;

/// Standard output carries what was asked for: of a failure, nothing.
fn fails(output: &Output, status: i32, said: &str) {
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{log}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(log.contains(said), "{log:?} does not say {said:?}");
}

#[test]
fn a_command_that_is_none_ends_with_2() {
    for arguments in [
        &["dance"][..],
        &["learner"],
        &["learner", "list", "--colour"],
        &["export", "record", "--learner", "nobody"],
        &["demo", "seed", "--today", "tomorrow"],
        &["demo", "seed", "--seed", "-1"],
        &["serve", "--listen", "everywhere"],
        &["verify", "--data"],
    ] {
        fails(&chaski_with(arguments), 2, "");
    }
}

#[test]
fn a_directory_that_is_not_there_is_not_made() {
    let office = Office::empty();
    let nobody = "00000000000000000000000000000000";
    for arguments in [
        &["learner", "list", "--json"][..],
        &["verify", "--json"],
        &["export", "record", "--learner", nobody],
        &["export", "automerge", "--learner", nobody, "--out", "out"],
        &["learner", "add", "--cohort", "c1", "--name", "Ana"],
    ] {
        fails(&office.run(arguments), 1, "holds no data");
        assert!(!office.data.exists(), "{arguments:?}");
    }
}

#[test]
fn what_is_not_there_is_said_with_1() {
    let office = Office::new();
    let nobody = "00000000000000000000000000000000";
    fails(&office.run(&["export", "record", "--learner", nobody]), 1, "no learner");
    fails(&office.run(&["learner", "code", "--learner", nobody]), 1, "no learner");
    fails(&office.run(&["learner", "add", "--cohort", "c9", "--name", "Ana"]), 1, "no cohort");
    fails(&office.run(&["init", "--programme", "pruebas"]), 1, "already");
    fails(&office.run(&["init", "--programme", "Otra Cosa"]), 1, "");
    fails(&office.run(&["demo", "seed", "--today", TODAY]), 1, "already");
    fails(&office.run(&["import", "programme", "nowhere.json"]), 1, "nowhere.json");
    fails(&office.run(&["import", "pack", "nowhere"]), 1, "");
    assert_eq!(office.learners().len(), 0);
}

#[test]
fn a_file_that_is_no_programme_changes_nothing() {
    let office = Office::new();
    let database = office.done(&["learner", "list", "--json"]);
    let file = office.data.join("no.json");
    for text in ["", "[]", "{", "{\"id\":\"pruebas\"}", "\u{0}", "{\"id\":\"../../etc\"}"] {
        std::fs::write(&file, text).unwrap();
        fails(&office.run(&["import", "programme", file.to_str().unwrap()]), 1, "");
    }
    std::fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    fails(&office.run(&["import", "programme", file.to_str().unwrap()]), 1, "");
    assert_eq!(office.done(&["learner", "list", "--json"]), database);
}

#[test]
fn a_programme_is_checked_without_any_data() {
    let nowhere = Office::empty();
    let puente = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/programmes/puente.json");
    nowhere.done(&["import", "programme", puente, "--check"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("programme.json");
    std::fs::write(
        &file,
        r#"{"id": "p", "title": {"en": "P"}, "awards": [{"id": "a", "title": {"es": "A"}, "after": "b"}]}"#,
    )
    .unwrap();
    let file = file.to_str().unwrap();
    let said = nowhere.run(&["import", "programme", file, "--check"]);
    assert_eq!(said.status.code(), Some(3));
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(text.contains("/title: the Spanish is missing"), "{text}");
    let said = nowhere.run(&["import", "programme", file, "--check", "--json"]);
    assert_eq!(said.status.code(), Some(3));
    let faults: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(faults[0]["code"], "no_spanish");
    assert_eq!((&faults[1]["pointer"], &faults[1]["id"]), (&"/awards/0/after".into(), &"b".into()));
    assert!(!nowhere.data.exists(), "nothing was made");
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let office = Office::empty();
    std::fs::create_dir_all(&office.data).unwrap();
    for bytes in [&b"this is my diary, not a database"[..], &[0; 4096]] {
        std::fs::write(office.database(), bytes).unwrap();
        fails(&office.run(&["learner", "list", "--json"]), 1, "");
        fails(&office.run(&["verify", "--json"]), 1, "");
        assert_eq!(std::fs::read(office.database()).unwrap(), bytes);
    }
}

#[test]
fn a_demonstration_is_not_served_to_the_world() {
    let (office, _) = Office::demonstration(TODAY);
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let output = office.run(&["serve", "--listen", listen]);
        fails(&output, 1, "demonstration");
    }
    let behind = office.run(&["serve", "--listen", "127.0.0.1:0", "--behind-https-proxy"]);
    fails(&behind, 1, "demonstration");
}

#[test]
fn a_port_that_is_taken_is_said() {
    let office = Office::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    fails(&office.run(&["serve", "--listen", &listen]), 1, &listen);
}
