//! Backups while twenty phones write: server and backup are killed at random, one backup is put
//! into use, the phones come by. Nothing that was acknowledged is lost, nothing is there twice.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tests::binary::chaski;
use tests::ledger::{entries, exported, on_phone};
use tests::office::{Admitted, Office};
use tests::phone::Phone;
use tests::random::{Random, setting};
use tests::server::Server;

use crate::place::Place;

const PHONES: usize = 20;

/// Works and syncs without pause until the end, through every death of the server.
fn work(mut phone: Phone, place: &Place, sent: &AtomicUsize, end: &AtomicBool) -> Phone {
    let mut generation = 0;
    let mut minutes = 0;
    while !end.load(Ordering::SeqCst) {
        let (now, address) = place.after(generation);
        loop {
            minutes += 1;
            phone.add_work(1 + minutes % 600);
            sent.fetch_add(1, Ordering::SeqCst);
            if phone.visit(address).is_err() {
                if minutes % 2 == 0 {
                    phone.restart();
                }
                generation = now;
                break;
            }
            if end.load(Ordering::SeqCst) {
                return phone;
            }
        }
    }
    phone
}

/// A backup in a process of its own; killed after a moment, or waited for. Gives the file of one
/// that came to its end.
fn back_up(office: &Office, n: usize, kill_after: Option<usize>) -> Option<PathBuf> {
    let file = office.beside(&format!("backup-{n}.db"));
    let mut child = Command::new(chaski())
        .args(["backup", "--data", office.data.to_str().unwrap(), "--to", file.to_str().unwrap()])
        .env("CHASKI_LOG", "warn")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if let Some(spins) = kill_after {
        for _ in 0..spins {
            std::thread::yield_now();
        }
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || kill_after.is_some(), "{} {log}", output.status);
    // A file of this name is whole, whatever happened to the process.
    file.exists().then_some(file)
}

#[test]
fn a_backup_made_while_twenty_phones_write_brings_everything_back() {
    let seed = setting("CHASKI_SEED", 40);
    let rounds = setting("CHASKI_KILLS", 8) as usize;
    let mut random = Random::new(seed);
    let office = Office::new();
    let learners: Vec<Admitted> = (0..PHONES).map(|n| office.admit(&format!("Ana {n}"))).collect();
    let mut server = Some(office.serve());
    let address = server.as_ref().unwrap().address;
    let phones: Vec<Phone> = learners
        .iter()
        .enumerate()
        .map(|(n, learner)| Phone::enrolled(address, &learner.code, seed + n as u64))
        .collect();
    let place = Place::at(address);
    let (sent, end) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut made = Vec::new();
    let mut phones: Vec<Phone> = std::thread::scope(|scope| {
        let (place, sent, end) = (&place, &sent, &end);
        let threads: Vec<_> = phones
            .into_iter()
            .map(|phone| scope.spawn(move || work(phone, place, sent, end)))
            .collect();
        for round in 1..=rounds {
            let until = sent.load(Ordering::SeqCst) + 1 + random.below(60);
            while sent.load(Ordering::SeqCst) < until {
                std::thread::yield_now();
            }
            let kill_after = random.percent(40).then(|| random.below(60_000));
            made.extend(back_up(&office, round, kill_after));
            if random.percent(40) {
                place.set(2 * round, None);
                server.take().unwrap().kill();
                server = Some(office.serve());
                place.set(2 * round + 1, Some(server.as_ref().unwrap().address));
            }
        }
        // One that is whole in any case, and what came after it.
        made.extend(back_up(&office, rounds + 1, None));
        let until = sent.load(Ordering::SeqCst) + PHONES;
        while sent.load(Ordering::SeqCst) < until {
            std::thread::yield_now();
        }
        end.store(true, Ordering::SeqCst);
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    server.unwrap().kill();
    let what = format!("seed {seed}, {} of {} backups made", made.len(), rounds + 1);

    let chosen = random.one_of(&made).clone();
    let restored = office.restore(&chosen);
    assert!(restored["lacking"]["changes"].as_u64() > Some(0), "{what}: {restored}");
    office.verify();
    let server = office.serve();
    visits_bring_it_all(&office, &learners, &mut phones, &server, &what);
    assert!(phones.iter().all(|phone| !phone.profile().backed_up()), "{what}: of the old epoch");
    office.back_up("last.db");
    for phone in &mut phones {
        phone.visit(server.address).unwrap();
        assert!(phone.profile().backed_up(), "{what}");
    }
    server.stop();
    let said = sent.load(Ordering::SeqCst);
    let all: usize =
        learners.iter().map(|learner| entries(&office.record(&learner.id)).len()).sum();
    assert_eq!(all, said, "{what}: every record that was confirmed, once");
    println!("{what}: {said} records, none lost, none doubled");
    office.verify();
}

fn visits_bring_it_all(
    office: &Office,
    learners: &[Admitted],
    phones: &mut [Phone],
    server: &Server,
    what: &str,
) {
    for (phone, learner) in phones.iter_mut().zip(learners) {
        phone.visit(server.address).unwrap();
        assert!(phone.profile().all_arrived(), "{what}");
        let registers = exported(&office.record(&learner.id), "record");
        assert_eq!(on_phone(phone), registers, "{what}");
        assert!(registers.values().all(|values| values.len() == 1), "{what}: twice");
    }
}
