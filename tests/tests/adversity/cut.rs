//! The line is cut after so many bytes, either way, and tried again: exactly once.

use std::collections::BTreeSet;

use tests::http;
use tests::ledger::{entries, exported, on_phone};
use tests::office::Office;
use tests::phone::{Phone, Trouble, post};
use tests::proxy::{Cut, once};
use tests::random::setting;

#[test]
fn cut_anywhere_and_tried_again_every_record_is_there_once() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let code = office.code(&ana.id);
    let server = office.serve();
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    let mut other = Phone::enrolled(server.address, &code, 2);
    let mut said = BTreeSet::new();
    said.insert(phone.add_work(10));
    // How much passes when nothing is cut: the other phone is served this one's.
    let (through, passed) = once(server.address, Cut::default());
    phone.round(through).unwrap();
    let passed = passed.join().unwrap();
    let step = setting("CHASKI_CUT_STEP", 17) as usize;
    let requests = (0..passed.request + 40).step_by(step);
    let answers = (0..passed.answer + 40).step_by(step);
    let cuts: Vec<Cut> = requests
        .map(|at| Cut { request: Some(at), answer: None })
        .chain(answers.map(|at| Cut { request: None, answer: Some(at) }))
        .collect();
    let (mut failed, mut arrived_unanswered) = (0, 0);
    for (n, cut) in cuts.iter().enumerate() {
        said.insert(phone.add_work(10 + n as u32));
        if n % 3 == 0 {
            phone.restart();
        }
        let before = phone.profile().unsent();
        let (through, carried) = once(server.address, *cut);
        let outcome = phone.round(through);
        carried.join().unwrap();
        if outcome.is_err() {
            failed += 1;
            assert_eq!(phone.profile().unsent(), before, "{cut:?}: counted without a receipt");
            if n % 2 == 0 {
                phone.restart();
            }
            let there = office_has(&mut other, server.address, said.len());
            arrived_unanswered += usize::from(there);
        }
        phone.visit(server.address).unwrap();
        assert!(phone.profile().all_arrived(), "{cut:?}");
    }
    println!("{} cuts, {failed} failed, {arrived_unanswered} arrived unanswered", cuts.len());
    assert!(failed > cuts.len() / 2 && arrived_unanswered > 0);
    other.visit(server.address).unwrap();
    phone.visit(server.address).unwrap();
    server.stop();
    let record = office.record(&ana.id);
    assert_eq!(entries(&record), said);
    let registers = exported(&record, "record");
    assert!(registers.values().all(|values| values.len() == 1), "nothing is there twice");
    assert_eq!((on_phone(&phone), on_phone(&other)), (registers.clone(), registers));
    office.verify();
}

/// Did the last record arrive, though nobody was told?
fn office_has(other: &mut Phone, to: std::net::SocketAddr, count: usize) -> bool {
    other.visit(to).unwrap();
    on_phone(other).len() == count
}

/// The same bytes, again and again, and after newer ones.
#[test]
fn requests_that_come_twice_late_or_out_of_order_count_once() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let mut bodies = Vec::new();
    for minutes in 1..=12 {
        phone.add_work(minutes);
        if minutes % 4 == 0 {
            phone.restart();
        }
        // None of them is answered: each holds all that came before.
        bodies.push(phone.request());
    }
    let order = [11, 3, 3, 0, 7, 11, 5, 1, 10, 2, 4, 6, 8, 9, 0, 11];
    for n in order {
        post(to, "/api/sync", &bodies[n]).unwrap();
    }
    std::thread::scope(|scope| {
        for body in &bodies {
            scope.spawn(move || post(to, "/api/sync", body).unwrap());
        }
    });
    let late = post(to, "/api/sync", &bodies[0]).unwrap();
    // An answer to another request is no answer to this one: taken or not, nothing is lost.
    let _ = phone.absorb(&late);
    phone.visit(to).unwrap();
    assert!(phone.profile().all_arrived());
    server.stop();
    let registers = exported(&office.record(&ana.id), "record");
    assert_eq!(registers, on_phone(&phone));
    assert_eq!(registers.len(), 12);
    office.verify();
}

/// An enrolment whose answer is lost, at every few bytes, is asked for again with the same key.
#[test]
fn an_enrolment_that_was_cut_is_completed_once() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    for (n, at) in (0..500).step_by(61).enumerate() {
        let mut phone = Phone::new(n as u64);
        phone.begin(&office.code(&ana.id));
        let (through, carried) = once(server.address, Cut { request: None, answer: Some(at) });
        let outcome = phone.enrol(through);
        carried.join().unwrap();
        if outcome.is_err() {
            assert!(matches!(outcome, Err(Trouble::Line(_))), "{at}: {outcome:?}");
            phone.enrol(server.address).unwrap();
        }
        phone.add_work(5);
        phone.visit(server.address).unwrap();
        assert!(phone.profile().all_arrived());
    }
    // A code that was used opens nothing for another key.
    let code = office.code(&ana.id);
    let mut one = Phone::new(90);
    one.begin(&code);
    one.enrol(server.address).unwrap();
    let mut thief = Phone::new(91);
    thief.begin(&code);
    let answer = http::request(server.address, "POST", "/api/enrol", &[], &thief.enrolment());
    assert_eq!(answer.unwrap().code(), "code_unknown");
    server.stop();
    assert_eq!(entries(&office.record(&ana.id)).len(), 9);
    office.verify();
}
