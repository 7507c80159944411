//! Days with poor roads.

use sync_core::batch::Batch;
use sync_core::ids::{DocumentId, DocumentKind};

use crate::office::Office;
use crate::phones::{Cut, MARIA, Phone, correct, noted, page, uuid, work};

const RECORD: DocumentId = DocumentId { learner: MARIA, kind: DocumentKind::Record };

#[test]
fn what_was_saved_arrives_in_one_round_and_the_knots_change() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.act(&page("k3f4d2ma", 2, 60));
    assert_eq!((phone.profile.unsent(), phone.view().knots.office), (2, 0));
    assert_eq!(phone.visit(&mut office), 1);
    assert_eq!((phone.profile.unsent(), phone.profile.all_arrived()), (0, true));
    let request = phone.request();
    assert!(request.len() < 80, "an empty visit is small: {} bytes", request.len());
    let answer = office.answer(&request);
    phone.absorb(&answer).unwrap();
    assert!(answer.to_bytes().len() < 60 && answer.profiles[0].differs.is_none());
}

#[test]
fn writing_on_top_of_another_phones_change_in_one_app_start() {
    let mut office = Office::new();
    let (mut one, mut two) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    one.act(&work(1, 90));
    one.visit(&mut office);
    two.visit(&mut office);
    two.act(&correct(1, 100));
    two.visit(&mut office);
    one.visit(&mut office);
    // The other phone's change covers this phone's last one, which must be named all the same.
    one.act(&correct(1, 110));
    one.visit(&mut office);
    two.visit(&mut office);
    assert_eq!((one.minutes(1), two.minutes(1)), (vec![110], vec![110]));
    assert_eq!(one.entry(1).earlier.len(), 2);
    assert!(one.profile.all_arrived() && two.profile.all_arrived());
}

#[test]
fn two_corrections_stay_two_on_both_phones() {
    let mut office = Office::new();
    let (mut one, mut two) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    one.act(&work(1, 90));
    one.visit(&mut office);
    two.visit(&mut office);
    one.act(&correct(1, 60));
    two.act(&correct(1, 120));
    one.act(&page("k3f4d2ma", 3, 100));
    two.act(&page("k3f4d2ma", 1, 50));
    for _ in 0..2 {
        one.visit(&mut office);
        two.visit(&mut office);
    }
    for phone in [&one, &two] {
        assert!(phone.entry(1).open_question);
        assert_eq!(phone.minutes(1), [60, 120]);
        assert_eq!(phone.view().lessons["k3f4d2ma"].seconds, 150, "sums across phones");
        assert!(phone.profile.all_arrived());
    }
    assert_eq!(one.view().lessons["k3f4d2ma"], two.view().lessons["k3f4d2ma"]);
    two.act(&correct(1, 100));
    two.visit(&mut office);
    one.visit(&mut office);
    assert_eq!((one.minutes(1), one.entry(1).earlier.len()), (vec![100], 3), "settled");
}

#[test]
fn a_cut_connection_loses_and_doubles_nothing() {
    for cut in [Cut::BeforeTheOffice, Cut::BeforeTheAnswer] {
        let mut office = Office::new();
        let mut phone = Phone::enrol(1, &mut office);
        for n in 0..5 {
            phone.act(&work(n, 30));
            phone.cut_visit(&mut office, cut);
            if n == 3 {
                phone.restart();
            }
            assert_eq!(phone.profile.unsent(), n as usize + 1, "no answer, no knot");
        }
        phone.visit(&mut office);
        assert!(phone.profile.all_arrived());
        assert_eq!(phone.view().work.len(), 5);
        let ledger = &office.documents[&RECORD];
        assert_eq!(ledger.registers().map(|(_, it)| it.puts().count()).sum::<usize>(), 5);
        assert_eq!(ledger.current_heads(), phone.ledger().current_heads());
    }
}

#[test]
fn a_request_told_twice_is_answered_alike_and_changes_nothing() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    let request = phone.request();
    let first = office.answer(&request);
    let heads = office.documents[&RECORD].current_heads();
    let second = office.answer(&request);
    assert_eq!((&first, heads), (&second, office.documents[&RECORD].current_heads()));
    phone.absorb(&first).unwrap();
    assert!(phone.absorb(&second).is_err(), "an answer is taken once");
    assert!(phone.profile.all_arrived());
}

#[test]
fn a_clock_a_year_off_is_no_reason_to_lose_anything() {
    for years in [-1, 1, -60, 30_000_000] {
        let mut office = Office::new();
        let mut phone = Phone::enrol(1, &mut office);
        phone.act(&work(1, 90));
        phone.clock = phone.clock.saturating_add(years * 31_557_600);
        phone.act(&page("k3f4d2ma", 1, 5));
        // The claimed time of a request is the phone's to keep in range.
        phone.clock = phone.clock.clamp(-(1 << 39), 1 << 39);
        phone.act(&work(2, 30));
        phone.visit(&mut office);
        assert!(phone.profile.all_arrived());
        assert_eq!((phone.view().work.len(), phone.view().lessons.len()), (2, 1));
    }
}

/// Months offline, with long notes: more than one request may hold.
#[test]
fn a_long_time_offline_arrives_in_several_rounds() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    for n in 0..400 {
        phone.act(&noted(n, 30, &"ñ".repeat(500)));
    }
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
    let mut second = Phone::enrol(2, &mut office);
    second.visit(&mut office);
    assert_eq!(second.view().work.len(), 400);
}

#[test]
fn running_counts_are_dense_over_app_starts() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    let public = phone.profile.identity().signing_key().public();
    let implied = Some((MARIA, public.writer_id()));
    let mut expected = 0;
    for n in 0..6 {
        for m in 0..=n {
            phone.act(&work(10 * n + m, 30));
        }
        phone.restart();
        let request = phone.profile.next_request(phone.clock, 4096);
        let batches = request.profiles[0].batches.clone().unwrap();
        let batch = Batch::decode(&batches[0], implied, &public).unwrap();
        assert_eq!((batches.len(), batch.running_count), (1, expected));
        expected += u64::from(n) + 1;
        phone.visit(&mut office);
    }
    assert_eq!(phone.entry(11).id, uuid(11));
}
