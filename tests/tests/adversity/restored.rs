//! An older copy of the database is put back, or of a phone: nothing acknowledged is lost.

use sync_core::exchange::{Entry, SyncAnswer};
use sync_core::phone::Action;
use tests::ledger::{exported, on_phone};
use tests::office::{Office, copy_files};
use tests::phone::{Phone, fields, post};

fn correct(entry: &str, minutes: u32) -> Action {
    Action::WorkCorrect { entry: entry.to_owned(), fields: fields(minutes), seen: None }
}

/// Everything of one folder, and nothing else, in another.
fn put_back(copy: &std::path::Path, data: &std::path::Path) {
    std::fs::remove_dir_all(data).unwrap();
    copy_files(copy, data);
}

#[test]
fn phones_refill_a_server_that_was_put_back() {
    let office = Office::new();
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let code = office.code(&ana.id);
    let server = office.serve();
    let mut one = Phone::enrolled(server.address, &ana.code, 1);
    let mut two = Phone::enrolled(server.address, &code, 2);
    let mut evas = Phone::enrolled(server.address, &eva.code, 3);
    let entry = one.add_work(60);
    for phone in [&mut one, &mut two, &mut evas] {
        phone.add_work(30);
        phone.visit(server.address).unwrap();
    }
    server.stop();
    let older = office.copy();

    // Acknowledged, and then not in the copy: work, corrections on both sides, a second app start.
    let server = office.serve();
    one.act(&correct(&entry, 45));
    one.visit(server.address).unwrap();
    two.visit(server.address).unwrap();
    for n in 1..=5 {
        two.act(&correct(&entry, 100 + n));
        two.restart();
        one.add_work(n);
        evas.add_work(200 + n);
        for phone in [&mut one, &mut two, &mut evas] {
            phone.visit(server.address).unwrap();
        }
    }
    two.visit(server.address).unwrap();
    server.stop();
    let before =
        [exported(&office.record(&ana.id), "record"), exported(&office.record(&eva.id), "record")];
    assert_eq!(on_phone(&two), before[0], "the second phone has what the first brought");
    put_back(&older.data, &office.data);
    assert_ne!(exported(&office.record(&ana.id), "record"), before[0], "it is the older one");

    // The first phone was lost with it: only the second and Eva's come by, Eva's with something
    // new, so that sequences and cursors go another way than they once did.
    let server = office.serve();
    drop(one);
    evas.add_work(400);
    evas.visit(server.address).unwrap();
    two.visit(server.address).unwrap();
    evas.visit(server.address).unwrap();
    two.visit(server.address).unwrap();
    assert!(two.profile().all_arrived() && evas.profile().all_arrived());
    let fresh = Phone::enrolled(server.address, &office.code(&ana.id), 9);
    let mut fresh = fresh;
    fresh.visit(server.address).unwrap();
    server.stop();
    let after =
        [exported(&office.record(&ana.id), "record"), exported(&office.record(&eva.id), "record")];
    assert_eq!(after[0], before[0], "everything that was acknowledged");
    assert_eq!(on_phone(&fresh), before[0], "and it is served");
    assert!(before[1].iter().all(|(key, values)| after[1].get(key) == Some(values)));
    assert_eq!(after[1].len(), before[1].len() + 1);
    office.verify();
}

/// The same words can come to the same place of the feed again, behind others than before: a new
/// phone's certificate, without which nothing that it writes can be believed.
#[test]
fn a_cursor_speaks_for_all_before_it() {
    let office = Office::new();
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let (second, third) = (office.code(&ana.id), office.code(&ana.id));
    let server = office.serve();
    let mut one = Phone::enrolled(server.address, &ana.code, 1);
    let mut two = Phone::enrolled(server.address, &second, 2);
    let mut evas = Phone::enrolled(server.address, &eva.code, 3);
    for phone in [&mut one, &mut two, &mut evas] {
        phone.visit(server.address).unwrap();
    }
    server.stop();
    let older = office.copy();

    // Two places: Eva's hours, and Ana's, up to which her second phone has read.
    let server = office.serve();
    evas.add_work(200);
    one.add_work(60);
    for phone in [&mut evas, &mut one, &mut two] {
        phone.visit(server.address).unwrap();
    }
    server.stop();
    put_back(&older.data, &office.data);

    // The same two again: a third phone's certificate, and Ana's hours.
    let server = office.serve();
    let mut three = Phone::enrolled(server.address, &third, 4);
    one.visit(server.address).unwrap();
    three.add_work(30);
    three.visit(server.address).unwrap();
    two.visit(server.address).unwrap();
    server.stop();
    assert_eq!(on_phone(&two), exported(&office.record(&ana.id), "record"));
    office.verify();
}

/// What a lost phone wrote under a key that the copy does not know is kept, by who has it.
#[test]
fn a_phone_enrolled_after_the_copy_is_not_known_and_loses_nothing() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut one = Phone::enrolled(server.address, &ana.code, 1);
    one.add_work(30);
    one.visit(server.address).unwrap();
    server.stop();
    let older = office.copy();
    let server = office.serve();
    let mut late = Phone::enrolled(server.address, &office.code(&ana.id), 2);
    late.add_work(45);
    late.visit(server.address).unwrap();
    one.visit(server.address).unwrap();
    server.stop();
    put_back(&older.data, &office.data);
    let server = office.serve();
    let held = on_phone(&late);
    assert!(late.visit(server.address).is_err(), "its token is not in the copy");
    assert_eq!(on_phone(&late), held, "and it keeps what it has");
    one.visit(server.address).unwrap();
    one.restart();
    one.visit(server.address).unwrap();
    assert_eq!(on_phone(&one), held);
    server.stop();
    office.verify();
}

/// A phone's own backup: it goes on from an older disk, and what it had sent comes back to it.
#[test]
fn a_phone_that_was_put_back_gets_its_record_again() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    let entry = phone.add_work(60);
    phone.visit(server.address).unwrap();
    let backup = phone.clone_disk();
    for minutes in 1..=6 {
        phone.add_work(minutes);
        phone.act(&correct(&entry, 60 + minutes));
        phone.visit(server.address).unwrap();
    }
    let before = on_phone(&phone);
    let mut restored = phone.twin(77);
    restored.disk = backup;
    restored.restart();
    restored.add_work(500);
    restored.act(&correct(&entry, 500));
    restored.visit(server.address).unwrap();
    restored.visit(server.address).unwrap();
    assert!(restored.profile().all_arrived());
    // Both live on: a backup put on a new phone while the old one was only mislaid.
    phone.add_work(501);
    phone.visit(server.address).unwrap();
    restored.visit(server.address).unwrap();
    phone.visit(server.address).unwrap();
    server.stop();
    let registers = exported(&office.record(&ana.id), "record");
    assert_eq!(on_phone(&restored), registers);
    assert_eq!(on_phone(&phone), registers);
    assert_eq!(registers.len(), before.len() + 2);
    let live = &registers[&format!("work/{entry}")];
    assert_eq!(live.len(), 2, "two corrections that did not know of each other stay two");
    office.verify();
}

/// An answer lacked a part, and the phone read on: what builds on it waits there until the sums
/// differ, and then the part is served again.
#[test]
fn what_was_left_out_of_an_answer_comes_with_the_next_visit() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut one = Phone::enrolled(server.address, &ana.code, 1);
    let mut two = Phone::enrolled(server.address, &office.code(&ana.id), 2);
    two.visit(server.address).unwrap();
    for minutes in [10, 20, 30] {
        one.add_work(minutes);
        one.visit(server.address).unwrap();
    }
    let answer = post(server.address, "/api/sync", &two.request()).unwrap();
    let mut answer = SyncAnswer::from_bytes(&answer).unwrap();
    let entries = answer.profiles[0].entries.as_mut().unwrap();
    let is_batch = |entry: &Entry| matches!(entry, Entry::Batch(_));
    assert_eq!(entries.iter().filter(|entry| is_batch(entry)).count(), 3);
    let second = entries.iter().enumerate().filter(|(_, entry)| is_batch(entry)).nth(1).unwrap().0;
    entries.remove(second);
    two.absorb(&answer.to_bytes()).unwrap();
    assert_eq!(on_phone(&two).len(), 1, "the third waits for the second");
    two.visit(server.address).unwrap();
    server.stop();
    assert_eq!(on_phone(&two), exported(&office.record(&ana.id), "record"));
    assert_eq!(on_phone(&two).len(), 3);
}
