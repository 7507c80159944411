//! Refusals, forks, storage rolled back, servers restored.

use sync_core::exchange::{
    ProfileAnswer, ProfileRequest, ProfileStatus, SyncAnswer, SyncRequest, VERSION,
};
use sync_core::ids::{DocumentId, DocumentKind};
use sync_core::trust::{ReplicaCertificate, ReplicaRole, SigningKey};
use sync_core::verdict::{Exception, Fate, Refusal, Verdict};

use crate::office::{NOW, Office};
use crate::phones::{MARIA, Phone, correct, noted, page, work};

const RECORD: DocumentId = DocumentId { learner: MARIA, kind: DocumentKind::Record };

/// Values of all puts that an office holds.
fn values(office: &Office) -> Vec<Vec<u8>> {
    let registers = office.documents[&RECORD].registers();
    registers.flat_map(|(_, it)| it.puts().map(|row| row.value.clone())).collect()
}

#[test]
fn a_refused_change_in_the_middle_is_shown_and_the_rest_arrives() {
    let mut office = Office::new();
    office.forbidden = Some(b"prohibido");
    let (mut phone, mut other) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    phone.act(&work(1, 90));
    phone.act(&noted(2, 30, "prohibido"));
    phone.act(&correct(1, 80));
    phone.act(&page("k3f4d2ma", 1, 40));
    phone.act(&correct(2, 20));
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived(), "{:?}", phone.view().knots);
    let view = phone.view();
    assert_eq!((view.refused.len(), view.work.len(), view.knots.total), (1, 2, 4));
    assert_eq!((view.refused[0].code.as_str(), view.refused[0].section), ("value", "work"));
    assert_eq!((phone.minutes(1), phone.entry(1).earlier.len()), (vec![80], 1));
    assert_eq!((phone.minutes(2), phone.entry(2).earlier.len()), (vec![20], 0));
    other.visit(&mut office);
    assert_eq!((other.view().work.len(), other.minutes(1)), (2, vec![80]));
    assert_eq!(other.ledger().current_heads(), phone.ledger().current_heads());
    phone.restart();
    phone.act(&work(3, 10));
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
}

/// Written again is what she wrote, upon what she had seen: not upon what came since.
#[test]
fn a_correction_written_again_does_not_hide_another_phones() {
    let mut office = Office::new();
    let (mut one, mut two) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    one.act(&work(1, 90));
    one.visit(&mut office);
    two.visit(&mut office);
    two.act(&correct(1, 120));
    two.visit(&mut office);
    office.forbidden = Some(b"prohibido");
    one.act(&noted(2, 30, "prohibido"));
    one.act(&correct(1, 60));
    for _ in 0..2 {
        one.visit(&mut office);
        two.visit(&mut office);
    }
    for phone in [&one, &two] {
        assert_eq!(phone.minutes(1), [60, 120], "both corrections are shown");
        assert!(phone.profile.all_arrived());
    }
}

#[test]
fn a_forked_phone_and_its_clone_both_keep_what_they_wrote() {
    let mut office = Office::new();
    let mut one = Phone::enrol(1, &mut office);
    one.act(&work(1, 90));
    one.visit(&mut office);
    let mut clone = one.clone_device(7);
    one.act(&work(2, 20));
    clone.act(&work(3, 30));
    clone.act(&correct(1, 60));
    one.act(&correct(1, 120));
    one.act(&page("k3f4d2ma", 1, 50));
    clone.act(&page("k3f4d2ma", 2, 70));
    for _ in 0..3 {
        one.visit(&mut office);
        clone.visit(&mut office);
    }
    // A clone is the same writer: what the office has of her key it gives back when asked.
    let minutes: Vec<Vec<u32>> = (1..=3).map(|n| clone.minutes(n)).collect();
    assert_eq!(minutes, [vec![60, 120], vec![20], vec![30]]);
    assert_eq!(clone.view().lessons["k3f4d2ma"].seconds, 70, "one writer's: the larger counts");
    assert!(clone.profile.all_arrived() && one.profile.all_arrived());
    assert_eq!(values(&office).len(), 7, "nothing twice");
    let mut third = Phone::enrol(3, &mut office);
    third.visit(&mut office);
    assert_eq!((third.minutes(1), third.view().work.len()), (vec![60, 120], 3));
}

/// It is served the other branch before it hears that its own is one: what the office then signs for
/// is the other's, and must not make the whole answer unbelievable.
#[test]
fn a_fork_is_resolved_also_where_the_other_branch_is_carried() {
    let mut office = Office::new();
    let mut one = Phone::enrol(1, &mut office);
    one.act(&work(1, 90));
    one.visit(&mut office);
    let mut clone = one.clone_device(7);
    one.act(&work(2, 20));
    one.visit(&mut office);
    // The clone asks for what it has lost, and writes while the answer is on its way.
    let mut profile = ProfileAnswer::new(ProfileStatus::Served);
    let request = SyncRequest::from_bytes(&clone.request()).unwrap();
    let told = ProfileRequest { state: Some(Vec::new()), ..request.profiles[0].clone() };
    let writer = office.certificate_of(&told.read_token);
    office.read_feed(&told, &writer, 4096, &mut profile);
    let mut answer = office.answer(&request.to_bytes());
    answer.profiles = vec![profile];
    clone.act(&work(3, 30));
    clone.absorb(&answer).unwrap();
    for _ in 0..3 {
        clone.visit(&mut office);
        one.visit(&mut office);
    }
    assert!(clone.profile.all_arrived() && one.profile.all_arrived());
    let minutes: Vec<Vec<u32>> = (1..=3).map(|n| clone.minutes(n)).collect();
    assert_eq!(minutes, [vec![90], vec![20], vec![30]]);
    assert_eq!(values(&office).len(), 3, "nothing twice");
}

/// A hub may hold the other branch of a fork, or be in a thief's hands: central alone has a record
/// written again, or dropped.
#[test]
fn nothing_is_given_up_for_a_hubs_word() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    let hub = SigningKey::from_seed([5; 32]);
    for fate in [Fate::Forked, Fate::Refused(Refusal::Value)] {
        phone.request();
        let mut profile = ProfileAnswer::new(ProfileStatus::Served);
        let exception = Exception { run: 0, sequence: 1, fate };
        profile.verdicts = Some(vec![Verdict::Partly(vec![exception])]);
        let (role, public) = (ReplicaRole::Hub, hub.public());
        let answer = SyncAnswer {
            version: VERSION,
            server_time: NOW,
            replica: public.replica_id(),
            epoch: 7,
            catalogue: [0; 4],
            profiles: vec![profile],
            locked: None,
            certificate: Some(ReplicaCertificate::issue(&office.key, public, role, NOW)),
            ended: None,
        };
        phone.absorb(&answer).unwrap();
        assert!(phone.view().refused.is_empty());
        assert_eq!((phone.minutes(1), phone.profile.unsent()), (vec![90], 1));
    }
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
    assert_eq!(values(&office).len(), 1, "nothing twice");
}

#[test]
fn storage_rolled_back_meets_its_lost_changes_again() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.act(&page("k3f4d2ma", 1, 40));
    phone.visit(&mut office);
    let old = phone.disk.clone();
    phone.act(&correct(1, 60));
    phone.act(&work(2, 20));
    phone.act(&page("k3f4d2ma", 2, 40));
    phone.visit(&mut office);
    let full = phone.view();
    phone.roll_back(old);
    assert_eq!(phone.view().work.len(), 1);
    phone.act(&work(3, 30));
    phone.act(&page("k3f4d2ma", 3, 15));
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived(), "{:?}", phone.view().knots);
    assert_eq!(phone.view().work.len(), 3);
    assert_eq!((phone.minutes(1), phone.minutes(2)), (vec![60], vec![20]));
    assert_eq!(phone.entry(1).earlier, full.work.last().unwrap().earlier);
    assert_eq!(phone.view().lessons["k3f4d2ma"].seconds, 80, "the longer story of the same key");
    phone.restart();
    phone.act(&page("k3f4d2ma", 4, 5));
    phone.visit(&mut office);
    assert_eq!(phone.view().lessons["k3f4d2ma"].seconds, 85);
    assert!(phone.profile.all_arrived());
    let request = phone.profile.next_request(phone.clock, 4096);
    assert_eq!(request.profiles[0].batches, None);
    assert_eq!(values(&office).len(), 8, "nothing twice");
}

#[test]
fn a_restored_office_is_filled_again_by_its_phones() {
    let mut office = Office::new();
    let (mut one, mut two) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    one.act(&work(1, 90));
    one.visit(&mut office);
    let backup = office.clone();
    one.act(&work(2, 20));
    one.visit(&mut office);
    two.visit(&mut office);
    two.act(&correct(2, 25));
    two.visit(&mut office);
    let before = office.documents[&RECORD].current_heads();
    office.restore(&backup);
    // Phone one does not come back: what it had sent arrives through phone two.
    two.visit(&mut office);
    assert_eq!(office.documents[&RECORD].current_heads(), before);
    assert!(two.profile.all_arrived());
    one.visit(&mut office);
    assert!(one.profile.all_arrived());
    assert_eq!((one.minutes(2), two.minutes(2)), (vec![25], vec![25]));
    assert_eq!(values(&office).len(), 3);
}

/// A disk that lost its last writes under the same epoch: only digests can tell.
#[test]
fn a_difference_of_digests_costs_one_round_and_brings_what_lacks() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.visit(&mut office);
    let older = office.clone();
    phone.act(&work(2, 20));
    phone.act(&work(3, 20));
    phone.visit(&mut office);
    office = older;
    let answer = office.answer(&phone.request());
    assert_eq!(answer.profiles[0].differs, Some(true));
    assert!(phone.absorb(&answer).unwrap().again);
    let answer = office.answer(&phone.request());
    let lacking = answer.profiles[0].lacking.clone().unwrap();
    assert_eq!((lacking.len(), lacking[0].actors[0].sequence), (1, 1));
    assert!(phone.absorb(&answer).unwrap().again);
    assert_eq!(phone.profile.unsent(), 2, "the knots are taken back");
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
    assert_eq!(values(&office).len(), 3);
}

/// No room among what waits is told as a refusal, and ends nothing: it is offered again.
#[test]
fn what_found_no_room_to_wait_is_kept_and_arrives_later() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    let mut answer = office.answer(&phone.request());
    let fate = Fate::Refused(Refusal::ParkedFull);
    let full = Verdict::Partly(vec![Exception { run: 0, sequence: 1, fate }]);
    (answer.profiles[0].verdicts, answer.profiles[0].receipts) = (Some(vec![full]), None);
    phone.absorb(&answer).unwrap();
    assert!(phone.view().refused.is_empty());
    assert_eq!((phone.minutes(1), phone.profile.unsent()), (vec![90], 1));
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
}
