//! `chaski serve --backup-to`: one backup a day, and what is told of it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::binary::chaski;
use tests::http;
use tests::office::Office;
use tests::server::Server;

/// Longer than a line of the log takes, by far.
const PATIENCE: Duration = Duration::from_secs(30);

fn serve(office: &Office, to: &Path) -> Server {
    let mut command = Command::new(chaski());
    command.arg("serve").arg("--data").arg(&office.data).args(["--listen", "127.0.0.1:0"]);
    command.env("CHASKI_BACKUP_DIR", to);
    Server::spawn(command)
}

/// How backups stand, once it is this.
fn wait_for(server: &Server, status: &str) -> Value {
    loop {
        let answer = http::request(server.address, "GET", "/healthz/backup", &[], b"").unwrap();
        assert_eq!(answer.status, 200);
        let report = answer.json();
        if report["status"] == status {
            return report;
        }
        assert_eq!(report["status"], "waiting", "{report} {}", server.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_first_is_made_at_once_and_the_next_tomorrow() {
    let office = Office::new();
    let to = office.beside("backups");
    let server = serve(&office, &to);
    let report = wait_for(&server, "ok");
    let made = names(&to);
    assert_eq!(made.len(), 1, "{made:?}");
    assert!(report["next_at"].as_i64() > report["last_at"].as_i64());
    server.stop();
    let server = serve(&office, &to);
    assert_eq!(wait_for(&server, "ok")["last_at"], report["last_at"]);
    server.stop();
    assert_eq!(names(&to), made, "a start is no reason for another");

    // It is gone from the folder: what is noted only is none.
    fs::remove_file(to.join(&made[0])).unwrap();
    let server = serve(&office, &to);
    wait_for(&server, "ok");
    server.stop();
    assert_eq!(names(&to).len(), 1);
    office.json(&["backups", "--json"]);
    let newest = to.join(&names(&to)[0]);
    office.restore(&newest);
    let server = serve(&office, &to);
    wait_for(&server, "ok");
    server.stop();
    assert!(names(&to).len() <= 2, "a restored server backs up in its new epoch at once");
    let noted = office.json(&["backups", "--json"]);
    assert_eq!(noted.as_array().unwrap().len(), 1);
}

#[test]
fn a_failure_is_told_and_the_server_goes_on() {
    let office = Office::new();
    let to = office.beside("a-file");
    fs::write(&to, b"not a folder").unwrap();
    let server = serve(&office, &to);
    let report = wait_for(&server, "failed");
    assert_eq!(report["failure"]["code"], "backup_failed");
    assert!(!report.to_string().contains("a-file"), "no path is served: {report}");
    wait_for_log(&server, "THERE IS NO NEW BACKUP");
    let ready = http::request(server.address, "GET", "/healthz/ready", &[], b"").unwrap();
    assert_eq!(ready.status, 200);
    server.stop();
}

#[test]
fn without_a_folder_there_is_none() {
    let office = Office::new();
    let server = office.serve();
    wait_for_off(&server);
    server.stop();
}

/// What it says is read beside it, perhaps a moment later.
fn wait_for_log(server: &Server, words: &str) {
    let begun = Instant::now();
    while !server.log().contains(words) {
        assert!(begun.elapsed() < PATIENCE, "{}", server.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn wait_for_off(server: &Server) {
    let answer = http::request(server.address, "GET", "/healthz/backup", &[], b"").unwrap();
    assert_eq!(answer.json(), serde_json::json!({ "status": "off" }));
}
