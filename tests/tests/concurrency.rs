//! Many phones at once: everything arrives, and no cursor skips what another's commit was late with.

use std::sync::Barrier;

use tests::ledger::{exported, on_phone};
use tests::office::Office;
use tests::phone::Phone;

const LEARNERS: usize = 20;
const RECORDS: u32 = 20;

/// Each learner has two phones that write and read at the same time as everybody else's.
#[test]
fn forty_phones_at_once_all_arrive_and_each_reads_the_others() {
    let office = Office::new();
    let learners: Vec<_> = (0..LEARNERS).map(|n| office.admit(&format!("Ana {n}"))).collect();
    let codes: Vec<String> = learners.iter().map(|learner| office.code(&learner.id)).collect();
    let server = office.serve();
    let to = server.address;
    let barrier = Barrier::new(2 * LEARNERS);
    let together = |code: &String, seed: usize| {
        let mut phone = Phone::enrolled(to, code, seed as u64);
        // Small answers, so that reading goes on while others write.
        phone.max_response_bytes = 700;
        barrier.wait();
        for record in 0..RECORDS {
            phone.add_work(1 + record);
            if record % 4 == 3 {
                phone.round(to).unwrap();
            }
        }
        phone.visit(to).unwrap();
        phone
    };
    let mut phones: Vec<Phone> = std::thread::scope(|scope| {
        let codes = learners.iter().map(|learner| &learner.code).chain(&codes);
        let threads: Vec<_> = codes
            .enumerate()
            .map(|(n, code)| {
                let together = &together;
                scope.spawn(move || together(code, n))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for phone in &mut phones {
        phone.visit(to).unwrap();
    }
    server.stop();
    for (n, learner) in learners.iter().enumerate() {
        let registers = exported(&office.record(&learner.id), "record");
        assert_eq!(registers.len(), 2 * RECORDS as usize);
        for phone in [&phones[n], &phones[n + LEARNERS]] {
            assert_eq!(on_phone(phone), registers, "a cursor went past what it had not read");
            assert!(phone.profile().all_arrived());
        }
    }
    office.verify();
}
