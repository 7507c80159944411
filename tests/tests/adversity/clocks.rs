//! Clocks that are off refuse nothing, reorder nothing and end nothing.

use tests::ledger::{exported, on_phone};
use tests::office::Office;
use tests::phone::{Phone, add, now};
use tests::random::Random;

const YEAR: i64 = 365 * 24 * 3600;

#[test]
fn whatever_her_clock_says_her_record_arrives() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let codes: Vec<String> = (0..6).map(|_| office.code(&ana.id)).collect();
    let server = office.serve();
    let mut random = Random::new(6);
    let offsets = [-YEAR, YEAR, -10 * YEAR, 10 * YEAR, -1000 * YEAR, 1000 * YEAR];
    let mut phones = Vec::new();
    for (n, (offset, code)) in offsets.iter().zip(&codes).enumerate() {
        let mut phone = Phone::enrolled(server.address, code, n as u64);
        phone.clock_offset = *offset;
        // Before its first visit it believes its clock; then it corrects it; then it jumps.
        phone.act_at(&add(&random.uuid(), 30), now() + offset);
        phone.visit(server.address).unwrap();
        phone.add_work(31);
        phone.clock_offset = -offset;
        phone.act_at(&add(&random.uuid(), 32), now() - offset);
        phone.visit(server.address).unwrap();
        assert!(phone.profile().all_arrived(), "{offset}");
        phones.push(phone);
    }
    for phone in &mut phones {
        phone.visit(server.address).unwrap();
    }
    server.stop();
    let registers = exported(&office.record(&ana.id), "record");
    assert_eq!(registers.len(), 3 * offsets.len());
    for phone in &phones {
        assert_eq!(on_phone(phone), registers);
    }
    office.verify();
}
