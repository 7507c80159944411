//! No room: nothing is acknowledged, nothing is lost, and with room again all goes on.

use std::process::Command;

use tests::http;
use tests::ledger::{exported, on_phone};
use tests::office::Office;
use tests::phone::{Phone, Trouble};
use tests::server::Server;

/// Works and syncs until there is no room; then a few times more, and reads what can be read.
fn until_full(phone: &mut Phone, server: &mut Server) -> usize {
    let mut refusals = 0;
    for minutes in 0..100_000_u32 {
        phone.add_work(1 + minutes % 600);
        let unsent = phone.profile().unsent();
        match phone.visit(server.address) {
            Ok(_) => assert_eq!(refusals, 0, "it recovered without room"),
            Err(Trouble::Refused(507, body)) => {
                assert!(body.contains("storage_full"), "{body}");
                assert_eq!(phone.profile().unsent(), unsent, "a receipt for what is not kept");
                refusals += 1;
            }
            Err(other) => panic!("{other:?} {}", server.log()),
        }
        if refusals == 8 {
            let live = http::request(server.address, "GET", "/healthz/live", &[], b"").unwrap();
            assert_eq!(live.status, 200, "it lives on a full disk");
            assert!(server.is_alive());
            return minutes as usize + 1;
        }
        if minutes % 50 == 0 {
            phone.restart();
        }
    }
    panic!("the disk does not fill");
}

/// After room was made: everything arrives, once, and holds.
fn recovers(phone: &mut Phone, server: Server, office: &Office, learner: &str, said: usize) {
    phone.visit(server.address).unwrap();
    assert!(phone.profile().all_arrived());
    server.stop();
    let registers = exported(&office.record(learner), "record");
    assert_eq!(registers.len(), said);
    assert_eq!(registers, on_phone(phone));
    office.verify();
}

/// A file that may not grow any more, as with a quota.
#[test]
fn a_file_that_may_not_grow_is_storage_full() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let mut server = Server::start_ignoring_file_size(&office.data);
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    phone.add_work(1);
    phone.visit(server.address).unwrap();
    let size =
        |name: &str| std::fs::metadata(office.data.join(name)).map_or(0, |metadata| metadata.len());
    let largest = size("chaski.db").max(size("chaski.db-wal"));
    server.limit_file_size(Some(largest + 40_000));
    let said = 1 + until_full(&mut phone, &mut server);
    server.limit_file_size(None);
    recovers(&mut phone, server, &office, &ana.id, said);
}

/// A disk of its own; what mounts it is not everywhere allowed, and then the test above stands
/// for this one.
#[test]
fn a_disk_that_is_full_is_storage_full() {
    let disk = tempfile::tempdir().unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"])
        .arg(disk.path())
        .output();
    if !mount.is_ok_and(|output| output.status.success()) {
        println!("no disk of its own can be mounted here");
        return;
    }
    let mounted = Mounted(disk.path().to_owned());
    let office = Office::at(disk.path().join("data"));
    let ana = office.admit("Ana");
    let mut server = office.serve();
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    phone.add_work(1);
    phone.visit(server.address).unwrap();
    // Somebody else's file takes what room there is, but for a little.
    let ballast = disk.path().join("ballast");
    let free = 3 * 1024 * 1024 - used(disk.path());
    std::fs::write(&ballast, vec![7; free as usize - 400_000]).unwrap();
    let said = 1 + until_full(&mut phone, &mut server);
    std::fs::remove_file(&ballast).unwrap();
    recovers(&mut phone, server, &office, &ana.id, said);
    drop(office);
    drop(mounted);
}

fn used(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| match entry.metadata().unwrap() {
            metadata if metadata.is_dir() => used(&entry.path()),
            metadata => metadata.len().next_multiple_of(4096),
        })
        .sum()
}

/// Unmounts, whatever happens.
struct Mounted(std::path::PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
