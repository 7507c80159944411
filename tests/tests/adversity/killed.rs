//! SIGKILL at random moments while phones sync; then it starts again.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tests::ledger::{entries, exported, on_phone};
use tests::office::Office;
use tests::phone::Phone;
use tests::random::{Random, setting};

use crate::place::Place;

const PHONES: usize = 4;

/// Two phones each of two learners work and sync without pause, until the end and a last visit.
fn work(mut phone: Phone, place: &Place, sent: &AtomicUsize, end: &AtomicBool) -> Phone {
    let mut generation = 0;
    let mut minutes = 0;
    loop {
        let (now, address) = place.after(generation);
        loop {
            minutes += 1;
            phone.add_work(1 + minutes % 600);
            sent.fetch_add(1, Ordering::SeqCst);
            let outcome = phone.visit(address);
            if end.load(Ordering::SeqCst) {
                if outcome.is_ok() {
                    return phone;
                }
            } else if outcome.is_ok() {
                continue;
            }
            // What the server did with it nobody knows; half of them are killed as well.
            if minutes % 2 == 0 {
                phone.restart();
            }
            generation = now;
            break;
        }
    }
}

#[test]
fn killed_at_random_it_keeps_what_it_acknowledged_once() {
    let seed = setting("CHASKI_SEED", 30);
    let kills = setting("CHASKI_KILLS", 30) as usize;
    let mut random = Random::new(seed);
    let office = Office::new();
    let learners = [office.admit("Ana"), office.admit("Eva")];
    let server = office.serve();
    let phones: Vec<Phone> = (0..PHONES)
        .map(|n| {
            let code = match n {
                0 | 1 => learners[n].code.clone(),
                _ => office.code(&learners[n % 2].id),
            };
            Phone::enrolled(server.address, &code, seed + n as u64)
        })
        .collect();
    let place = Place::at(server.address);
    let (sent, end) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut server = Some(server);
    let mut phones: Vec<Phone> = std::thread::scope(|scope| {
        let (place, sent, end) = (&place, &sent, &end);
        let threads: Vec<_> = phones
            .into_iter()
            .map(|phone| scope.spawn(move || work(phone, place, sent, end)))
            .collect();
        for kill in 1..=kills {
            let until = sent.load(Ordering::SeqCst) + 1 + random.below(24);
            while sent.load(Ordering::SeqCst) < until {
                std::thread::yield_now();
            }
            // Somewhere between a request sent and its answer.
            for _ in 0..random.below(4000) {
                std::hint::spin_loop();
            }
            place.set(kill, None);
            server.take().unwrap().kill();
            let next = office.serve();
            if kill == kills {
                end.store(true, Ordering::SeqCst);
            }
            place.set(kill + 1, Some(next.address));
            server = Some(next);
        }
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let server = server.unwrap();
    for _ in 0..2 {
        for phone in &mut phones {
            phone.visit(server.address).unwrap();
        }
    }
    server.stop();
    let what = format!("seed {seed}, {kills} kills");
    let mut all = 0;
    for (n, learner) in learners.iter().enumerate() {
        let record = office.record(&learner.id);
        let registers = exported(&record, "record");
        let (one, two) = (&phones[n], &phones[n + 2]);
        assert_eq!(on_phone(one), registers, "{what}");
        assert_eq!(on_phone(two), registers, "{what}");
        assert!(registers.values().all(|values| values.len() == 1), "{what}: twice");
        let said: BTreeSet<String> = entries(&record);
        all += said.len();
        for phone in [one, two] {
            assert!(phone.profile().all_arrived(), "{what}");
            assert_eq!(phone.profile().view().knots.total, said.len(), "{what}");
        }
    }
    let sent = sent.load(Ordering::SeqCst);
    assert_eq!(all, sent, "{what}: every record that was confirmed, once");
    println!("{what}: {sent} records, none lost, none doubled");
    office.verify();
}
