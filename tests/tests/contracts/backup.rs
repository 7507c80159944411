//! `chaski backup` and `chaski backups`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use rusqlite::Connection;
use tests::binary::chaski;
use tests::office::Office;
use tests::phone::Phone;
use tests::server::Server;

/// An office with one learner and three records of hers.
fn office() -> (Office, Phone) {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    for minutes in 1..=3 {
        phone.add_work(minutes);
        phone.visit(server.address).unwrap();
    }
    server.stop();
    (office, phone)
}

/// The names of everything beside the data directory.
fn beside(office: &Office) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(office.beside(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn it_is_one_private_file_and_is_noted() {
    let (office, mut phone) = office();
    let none = office.run(&["backups", "--json"]);
    assert_eq!((none.status.code(), none.stdout.as_slice()), (Some(3), &b"[]\n"[..]));
    let server = office.serve();
    let file = office.back_up("b.db");
    assert_eq!(beside(&office), ["b.db", "data"], "one file, and nothing beside it");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let noted = office.json(&["backups", "--json"]);
    assert_eq!(noted.as_array().unwrap().len(), 1);
    assert_eq!(noted[0]["size_bytes"], fs::metadata(&file).unwrap().len());
    assert_eq!(noted[0]["is_there"], true);
    phone.visit(server.address).unwrap();
    assert!(phone.profile().backed_up(), "a running server speaks of it at once");

    let again = office.run(&["backup", "--to", file.to_str().unwrap()]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is there already"));
    let before = fs::read(&file).unwrap();
    phone.add_work(9);
    phone.visit(server.address).unwrap();
    office.done(&["backup", "--replace", "--to", file.to_str().unwrap()]);
    assert_ne!(fs::read(&file).unwrap(), before);
    fs::remove_file(&file).unwrap();
    let noted = office.run(&["backups", "--json"]);
    assert_eq!(noted.status.code(), Some(3), "there is none any more");
    server.stop();
}

#[test]
fn what_cannot_be_backed_up_leaves_nothing() {
    let (office, _) = office();
    let file = office.beside("b.db");
    let to = file.to_str().unwrap();
    let empty = Office::empty();
    let output = empty.run(&["backup", "--to", to]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds no data"));
    assert!(!empty.data.exists());

    let output = office.run(&["backup", "--to", "/nowhere/at/all/b.db"]);
    assert_eq!(output.status.code(), Some(1));

    // Damage of the live database is found in its copy, and no backup is made of it.
    let copy = office.copy();
    let database = Connection::open(copy.database()).unwrap();
    database.execute("UPDATE put SET value = X'A1021863' WHERE number = 2", []).unwrap();
    drop(database);
    let output = copy.run(&["backup", "--to", to]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("record of"), "the place: {said}");

    // No room.
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -f 100; trap '' XFSZ; exec \"$0\" \"$@\""]).arg(chaski());
    limited.args(["backup", "--data", office.data.to_str().unwrap(), "--to", to]);
    let output = limited.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("full"), "{said}");

    assert_eq!(beside(&office), ["data"], "nothing half-written");
    let noted = office.run(&["backups", "--json"]);
    assert_eq!(noted.stdout, b"[]\n", "and nothing noted");
}

/// A backup put in the data directory by hand keeps its epoch: phones could not tell.
#[test]
fn a_backup_is_not_served_as_it_is() {
    let (office, _) = office();
    let file = office.back_up("b.db");
    let other = Office::empty();
    fs::create_dir_all(&other.data).unwrap();
    fs::copy(file, other.database()).unwrap();
    let output = Command::new(chaski())
        .args(["serve", "--listen", "127.0.0.1:0", "--data", other.data.to_str().unwrap()])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("chaski restore"));
}

#[test]
fn the_writer_goes_on_while_a_backup_is_made() {
    let (office, mut phone) = office();
    let server: Server = office.serve();
    let mut backup = Command::new(chaski());
    backup.args(["backup", "--data", office.data.to_str().unwrap()]);
    let mut child = backup.arg("--to").arg(office.beside("b.db")).spawn().unwrap();
    let mut visits = 0;
    while child.try_wait().unwrap().is_none() {
        phone.add_work(1);
        phone.visit(server.address).unwrap();
        visits += 1;
    }
    assert!(child.wait().unwrap().success());
    assert!(visits > 0 && phone.profile().all_arrived());
    server.stop();
    office.verify();
}
