//! Forks that central ruled on: what a phone does with its word, whoever passes it on, and with an
//! office that went back to before it.

use minicbor::bytes::ByteVec;
use sync_core::batch::Batch;
use sync_core::exchange::{Entry, ProfileAnswer, ProfileStatus, SyncAnswer, SyncRequest, VERSION};
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId};
use sync_core::phone::{AbsorbError, WorkEntryView};
use sync_core::trust::{Ruling, SigningKey};
use sync_core::verdict::Verdict;

use crate::office::{NOW, Office};
use crate::phones::{MARIA, Phone, correct, page, work};

const RECORD: DocumentId = DocumentId { learner: MARIA, kind: DocumentKind::Record };

/// What a phone would send, as others are served it.
fn unsent(phone: &mut Phone) -> Vec<Batch> {
    let request = SyncRequest::from_bytes(&phone.request()).unwrap();
    let identity = phone.profile.identity();
    let (public, learner) = (identity.signing_key().public(), identity.learner);
    let implied = Some((learner, public.writer_id()));
    let batches: &[ByteVec] = request.profiles[0].batches.as_deref().unwrap_or_default();
    batches.iter().map(|bytes| Batch::decode(bytes, implied, &public).unwrap()).collect()
}

/// The place and hash of the first change of what a phone would send.
fn first(batches: &[Batch]) -> ((ActorId, u32), ChangeHash) {
    let (change, hash) = batches[0].changes().next().unwrap();
    ((change.actor, change.sequence), *hash)
}

/// An answer that decides nothing on what it was brought, and has these entries.
fn told(phone: &mut Phone, office: &Office, entries: Vec<Entry>) -> Result<bool, AbsorbError> {
    let brought = unsent(phone).len();
    let mut profile = ProfileAnswer::new(ProfileStatus::Served);
    profile.verdicts = (brought > 0).then(|| vec![Verdict::Waiting; brought]);
    profile.entries = Some(entries);
    let answer = SyncAnswer {
        version: VERSION,
        server_time: NOW,
        replica: office.key.public().replica_id(),
        epoch: office.epoch,
        catalogue: [0; 4],
        profiles: vec![profile],
        locked: None,
        certificate: None,
        ended: None,
    };
    phone.absorb(&answer).map(|absorbed| absorbed.again)
}

/// Minutes of what a phone shows, entry by entry.
fn shown(phone: &Phone) -> Vec<Vec<u32>> {
    let mut work = phone.view().work;
    work.sort_by(|one, other| one.id.cmp(&other.id));
    let minutes = |entry: &WorkEntryView| entry.live.iter().filter_map(|it| it.minutes).collect();
    work.iter().map(minutes).collect()
}

/// Two copies of a phone that write under one actor: what each would send of it.
fn forked(office: &mut Office) -> (Phone, Phone) {
    let mut one = Phone::enrol(1, office);
    one.act(&work(1, 90));
    one.visit(office);
    let mut clone = one.clone_device(7);
    one.act(&work(2, 20));
    one.act(&correct(1, 120));
    clone.act(&work(3, 30));
    clone.act(&page("k3f4d2ma", 2, 70));
    (one, clone)
}

#[test]
fn a_branch_that_was_ruled_out_is_written_again_before_anybody_refuses_it() {
    let mut office = Office::new();
    let (mut one, mut clone) = forked(&mut office);
    let sent = unsent(&mut one);
    let (place, stands) = first(&sent);
    let ruling = Ruling::issue(&office.key, RECORD, place, stands, NOW);
    // Nobody is believed but central, and about nobody else.
    let other = SigningKey::from_seed([9; 32]);
    let another = DocumentId { learner: LearnerId([8; 16]), ..RECORD };
    for forged in [
        Ruling::issue(&other, RECORD, place, stands, NOW),
        Ruling::issue(&office.key, another, place, stands, NOW),
        Ruling { sequence: place.1 + 1, ..ruling },
    ] {
        let refused = told(&mut clone, &office, vec![Entry::Ruling(forged)]);
        assert!(matches!(refused, Err(AbsorbError::Trust(_))), "{refused:?}");
    }
    // Of the branch that stands nothing came yet: hers is on her screen as before.
    let before = shown(&clone);
    assert_eq!(told(&mut clone, &office, vec![Entry::Ruling(ruling)]), Ok(true));
    assert_eq!(shown(&clone), before);
    let again = unsent(&mut clone);
    assert!(again.iter().flat_map(Batch::changes).all(|(change, _)| change.actor != place.0));
    // Told twice, nothing happens; after a restart neither.
    assert_eq!(told(&mut clone, &office, vec![Entry::Ruling(ruling)]), Ok(false));
    clone.restart();
    assert_eq!(shown(&clone), before);
    for _ in 0..3 {
        clone.visit(&mut office);
        one.visit(&mut office);
    }
    for phone in [&one, &clone] {
        assert_eq!(shown(phone), [vec![120], vec![20], vec![30]]);
        assert!(phone.profile.all_arrived());
        assert_eq!(phone.view().lessons["k3f4d2ma"].seconds, 70);
    }
}

#[test]
fn who_only_carries_a_branch_that_was_ruled_out_lets_it_go_and_keeps_what_stands() {
    let mut office = Office::new();
    let mut third = Phone::enrol(3, &mut office);
    let (mut one, mut clone) = forked(&mut office);
    third.visit(&mut office);
    let served = |batches: Vec<Batch>| -> Vec<Entry> {
        batches.iter().map(|batch| Entry::Batch(batch.encode(false))).collect()
    };
    // A hub had the clone's branch, and she wrote upon it.
    let lost = unsent(&mut clone);
    told(&mut third, &office, served(lost.clone())).unwrap();
    assert_eq!(third.minutes(3), [30]);
    third.act(&correct(3, 45));
    let stands = unsent(&mut one);
    let (place, hash) = first(&stands);
    let ruling = Ruling::issue(&office.key, RECORD, place, hash, NOW);
    told(&mut third, &office, vec![Entry::Ruling(ruling)]).unwrap();
    assert_eq!(third.minutes(3), [45], "her own word stays");
    assert!(third.view().lessons.is_empty(), "what she only carried goes");
    // Served again by whoever has not heard, it stays away, and is kept once.
    let rows = third.disk.rows_kept();
    for _ in 0..2 {
        told(&mut third, &office, served(lost.clone())).unwrap();
    }
    assert_eq!(third.disk.rows_kept(), rows);
    third.restart();
    assert!(third.view().lessons.is_empty());
    for _ in 0..3 {
        for phone in [&mut one, &mut clone, &mut third] {
            phone.visit(&mut office);
        }
    }
    for phone in [&one, &clone, &third] {
        assert!(phone.profile.all_arrived());
        assert_eq!(phone.minutes(2), [20]);
        assert_eq!(phone.view().lessons["k3f4d2ma"].seconds, 70);
        let mut both = phone.minutes(3);
        both.sort_unstable();
        assert_eq!(both, [30, 45], "her first word and the other's are for a person to settle");
    }
}

/// The office had her branch, went back to before it, and then heard the other one first.
#[test]
fn an_office_that_went_back_and_took_the_other_branch_is_no_receipt_for_hers() {
    let mut office = Office::new();
    let (mut one, mut clone) = forked(&mut office);
    let backup = office.back_up();
    one.visit(&mut office);
    assert!(one.profile.all_arrived());
    office.restore(&backup);
    clone.visit(&mut office);
    for _ in 0..3 {
        one.visit(&mut office);
        clone.visit(&mut office);
    }
    for phone in [&one, &clone] {
        assert_eq!(shown(phone), [vec![120], vec![20], vec![30]]);
        assert!(phone.profile.all_arrived());
    }
}

/// A ruling that an office which went back does not remember it is told again.
#[test]
fn rulings_are_told_with_the_state() {
    let mut office = Office::new();
    let (mut one, mut clone) = forked(&mut office);
    let stands = unsent(&mut one);
    let (place, hash) = first(&stands);
    let ruling = Ruling::issue(&office.key, RECORD, place, hash, NOW);
    let backup = office.back_up();
    told(&mut clone, &office, vec![Entry::Ruling(ruling)]).unwrap();
    clone.visit(&mut office);
    let request = SyncRequest::from_bytes(&clone.request()).unwrap();
    assert_eq!(request.profiles[0].rulings, None);
    office.restore(&backup);
    told(&mut clone, &office, Vec::new()).unwrap();
    let request = SyncRequest::from_bytes(&clone.request()).unwrap();
    assert_eq!(request.profiles[0].rulings.as_deref(), Some(&[ruling][..]));
}
