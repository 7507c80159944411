//! What somebody with the phone in her hand, or on the road, might put in a locked profile's way.
//! Nothing is believed for lying there, and nothing is lost by it.

use sync_core::batch::Batch;
use sync_core::exchange::{Entry, MessageError, Reading, SyncAnswer};
use sync_core::ids::ReplicaId;
use sync_core::phone::AbsorbError;
use sync_core::trust::{Receipt, SealingCertificate, SigningKey, TrustError};
use sync_core::verdict::Verdict;

use crate::locked_office::sealed_for;
use crate::office::{NOW, Office};
use crate::phones::{MARIA, Phone, correct, work};

/// A locked phone with two changes unsent, and the honest answer to its request.
fn asked() -> (Office, Phone, SyncAnswer) {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.act(&work(2, 30));
    let request = phone.locked().next_request(phone.clock, 4096).to_bytes();
    let answer = office.answer(&request);
    (office, phone, answer)
}

#[test]
fn an_answer_that_is_not_central_s_changes_nothing() {
    type Forgery = fn(&mut SyncAnswer);
    fn receipt(answer: &mut SyncAnswer) -> &mut Receipt {
        &mut answer.locked.as_mut().unwrap()[0].receipts.as_mut().unwrap()[0]
    }
    let signature = AbsorbError::Trust(TrustError::Signature);
    let malformed = AbsorbError::Message(MessageError::Malformed);
    let cases: [(&str, Forgery, AbsorbError); 7] = [
        ("a flipped bit", |it| receipt(it).signature[9] ^= 1, signature),
        ("a backup that there is not", |it| receipt(it).backed_up = true, signature),
        ("another epoch's", |it| it.epoch = 2, signature),
        (
            "another replica's",
            |it| it.replica = ReplicaId([1; 8]),
            TrustError::UnknownReplica.into(),
        ),
        ("no verdict", |it| it.locked.as_mut().unwrap()[0].verdicts = None, malformed),
        (
            "one verdict more",
            |it| it.locked.as_mut().unwrap()[0].verdicts = Some(vec![Verdict::Held; 2]),
            malformed,
        ),
        ("nobody's", |it| it.locked = None, malformed),
    ];
    for (name, forge, error) in cases {
        let (_, phone, honest) = asked();
        let mut locked = phone.locked();
        locked.next_request(phone.clock, 4096);
        let mut forged = honest.clone();
        forge(&mut forged);
        let refused = locked.absorb(&forged.to_bytes(), phone.clock).unwrap_err();
        assert_eq!((refused, locked.unsent()), (error, 2), "{name}");
        locked.absorb(&honest.to_bytes(), phone.clock).unwrap();
        assert!(locked.all_arrived(), "{name}");
    }
    // A receipt for less than a segment says nothing here.
    let (_, phone, honest) = asked();
    let mut less = honest.clone();
    receipt(&mut less).lines[0].sequence = 1;
    let mut locked = phone.locked();
    locked.next_request(phone.clock, 4096);
    locked.absorb(&less.to_bytes(), phone.clock).unwrap();
    assert_eq!(locked.unsent(), 2);
    // Nor does one of a backup that central did not sign for.
    let mut backup = honest;
    receipt(&mut backup).backed_up = true;
    backup.locked.as_mut().unwrap()[0].backed_up = Some(9);
    let mut locked = phone.locked();
    locked.next_request(phone.clock, 4096);
    locked.absorb(&backup.to_bytes(), phone.clock).unwrap();
    assert_eq!((locked.unsent(), locked.backed_up()), (2, Some(false)));
}

/// The profile after its visit, with receipts and an answer on the disk.
fn visited() -> (Office, Phone) {
    let (mut office, mut phone, _) = asked();
    let mut other = Phone::enrol(2, &mut office);
    phone.locked_visit(&mut office);
    other.visit(&mut office);
    other.act(&correct(1, 75));
    other.visit(&mut office);
    phone.locked_visit(&mut office);
    (office, phone)
}

#[test]
fn rows_that_were_altered_are_not_believed_and_cost_nothing() {
    let (_, phone) = visited();
    let names: Vec<String> = phone.disk.away().into_iter().map(|row| row.key).collect();
    assert!(["gc", "gr", "ga"].iter().all(|kind| names.iter().any(|it| it.starts_with(kind))));
    for name in &names {
        let length = phone.disk.away().iter().find(|row| row.key == *name).unwrap().bytes.len();
        for at in (0..length).step_by(7) {
            let (mut office, mut phone) = visited();
            phone.disk.alter(name, |bytes| bytes[at] ^= 4);
            phone.restart();
            phone.visit(&mut office);
            assert!(phone.profile.all_arrived(), "{name} at {at}");
            assert_eq!(phone.minutes(1), [75], "{name} at {at}");
        }
    }
}

#[test]
fn a_locked_profile_of_altered_rows_never_says_that_all_arrived_when_it_did_not() {
    let unsent = || {
        let mut office = Office::new();
        let mut phone = Phone::enrol(1, &mut office);
        phone.act(&work(1, 90));
        phone.act(&work(2, 30));
        (office, phone)
    };
    let (_, phone) = unsent();
    let rows = phone.disk.away();
    let segment = rows.iter().find(|row| row.key.len() == 11).unwrap();
    for at in 0..segment.bytes.len() {
        let (mut office, mut phone) = unsent();
        phone.disk.alter(&segment.key, |bytes| bytes[at] ^= 1);
        let mut locked = phone.locked();
        let known = locked.unsent() > 0;
        let request = locked.next_request(phone.clock, 4096).to_bytes();
        let answer = office.answer(&request).to_bytes();
        // Whatever the header says now, it is central's receipt over what it took that counts.
        let _ = locked.absorb(&answer, phone.clock);
        let held: usize = office.documents.values().map(|it| it.state().count()).sum();
        assert!(!known || !locked.all_arrived() || held == 1, "byte {at}");
        // What is in the profile is not touched by it.
        phone.visit(&mut office);
        assert!(phone.profile.all_arrived(), "byte {at}");
    }
}

/// Anybody may seal something to her key; only what central signed is taken.
#[test]
fn a_reading_that_nobody_signed_is_dropped() {
    let stranger = SigningKey::from_seed([77; 32]);
    for case in 0..6 {
        let (mut office, mut phone) = visited();
        let to = office.known[0].sealing;
        let names: Vec<String> = phone.disk.away().into_iter().map(|row| row.key).collect();
        let name = names.iter().rfind(|name| name.starts_with("ga")).unwrap();
        let replica = office.key.public().replica_id();
        let ahead = sync_core::exchange::Cursor { epoch: 1, sequence: 99, prefix: [0; 4] };
        let asked = phone.profile.identity().sealing.as_ref().and(None);
        let (cursor, entries) = (Some(ahead), Vec::new());
        let reading = Reading { replica, epoch: 1, asked, cursor, entries, sealing: None };
        let signed = match case {
            0 => reading.sign(&stranger, MARIA),
            1 => reading.sign(&office.key, sync_core::ids::LearnerId([8; 16])),
            2 => Reading { replica: stranger.public().replica_id(), ..reading }
                .sign(&stranger, MARIA),
            3 => minicbor::to_vec(&reading).unwrap(),
            4 => Vec::new(),
            // Signed, and with something inside that is not to be believed.
            _ => {
                let bytes = Batch::sign(
                    &stranger,
                    sync_core::ids::DocumentId {
                        learner: MARIA,
                        kind: sync_core::ids::DocumentKind::Record,
                    },
                    0,
                    Vec::new(),
                );
                let entries = vec![Entry::Batch(bytes.encode(false))];
                Reading { entries, ..reading }.sign(&office.key, MARIA)
            }
        };
        phone.disk.alter(name, |bytes| *bytes = sealed_for(&to, &signed));
        phone.restart();
        phone.visit(&mut office);
        assert_eq!(phone.minutes(1), [75], "case {case}: what was dropped comes again");
        assert!(phone.profile.all_arrived());
    }
}

#[test]
fn an_earlier_reading_that_is_gone_comes_again() {
    let (mut office, mut phone) = visited();
    let names: Vec<String> = phone.disk.away().into_iter().map(|row| row.key).collect();
    let answers: Vec<&String> = names.iter().filter(|name| name.starts_with("ga")).collect();
    assert!(answers.len() > 1);
    phone.disk.alter(answers[0], Vec::clear);
    phone.restart();
    phone.visit(&mut office);
    assert_eq!(phone.minutes(1), [75]);
}

#[test]
fn a_sealing_key_is_central_s_and_the_newest() {
    let (office, mut phone, _) = asked();
    let id = office.key.public().replica_id();
    let issue = |key: &SigningKey, replica, n: u8, at| {
        let public = sync_core::sealed_box::SealingKey::from_bytes([n; 32]).public();
        SealingCertificate::issue(key, replica, public, at)
    };
    let stranger = SigningKey::from_seed([77; 32]);
    let cases = [
        (issue(&stranger, id, 1, NOW + 9), Err(AbsorbError::Trust(TrustError::Signature))),
        (issue(&office.key, stranger.public().replica_id(), 2, NOW + 9), Ok(false)),
        (issue(&office.key, id, 3, NOW - 9), Ok(false)),
        (issue(&office.key, id, 4, NOW + 9), Ok(true)),
    ];
    let mut office = office;
    for (certificate, expected) in cases {
        let mut answer = office.answer(&phone.request());
        answer.profiles[0].sealing = Some(certificate.clone());
        let taken = phone
            .absorb(&answer)
            .map(|_| phone.profile.identity().sealing.as_ref() == Some(&certificate));
        assert_eq!(taken, expected, "{certificate:?}");
    }
    phone.restart();
    assert_eq!(phone.profile.identity().sealing.as_ref().unwrap().issued_at, NOW + 9);
}
