//! What a replica, or somebody on the road, might say that is not so. Nothing may change by it.

use sync_core::batch::{Batch, BatchError};
use sync_core::exchange::{Entry, MessageError, ProfileStatus, SyncAnswer};
use sync_core::frame::FrameError;
use sync_core::ids::{DocumentId, DocumentKind, LearnerId, Nonce, ReplicaId};
use sync_core::ledger::Ledger;
use sync_core::phone::AbsorbError;
use sync_core::record::SchemaFault;
use sync_core::trust::{
    Receipt, ReceiptLine, SigningKey, TrustError, WriterCertificate, WriterHolder,
};
use sync_core::verdict::Verdict;

use crate::office::{NOW, Office};
use crate::phones::{MARIA, Phone, correct, work};

const RECORD: DocumentId = DocumentId { learner: MARIA, kind: DocumentKind::Record };

/// A phone with two changes unsent, and the honest answer to its request.
fn asked() -> (Office, Phone, SyncAnswer) {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.act(&work(2, 30));
    let answer = office.answer(&phone.request());
    (office, phone, answer)
}

/// The answer is refused so, nothing changed, and the honest one is taken afterwards.
fn refused(phone: &mut Phone, honest: &SyncAnswer, forged: &SyncAnswer, error: AbsorbError) {
    let (view, heads) = (phone.view(), phone.ledger().current_heads());
    assert_eq!(phone.absorb(forged).unwrap_err(), error);
    assert_eq!((phone.view(), phone.ledger().current_heads()), (view, heads));
    assert_eq!(phone.profile.unsent(), 2, "knots stay");
    phone.absorb(honest).unwrap();
    assert!(phone.profile.all_arrived());
}

fn receipt_of(answer: &mut SyncAnswer) -> &mut Receipt {
    &mut answer.profiles[0].receipts.as_mut().unwrap()[0]
}

#[test]
fn receipts_that_are_not_the_replicas_word_for_these_changes() {
    type Forgery = fn(&Office, &Phone, &mut SyncAnswer);
    let issue = |key: &SigningKey, epoch, document, hash: Option<_>, phone: &Phone| {
        let line = |(actor, sequence)| ReceiptLine { actor, sequence };
        let (actor, sequence) = phone.ledger().state().next().unwrap();
        let hash = hash.unwrap_or(phone.ledger().hashes_of(actor)[sequence as usize - 1]);
        Receipt::issue(key, epoch, document, &[(line((*actor, sequence)), hash)], false)
    };
    let forgeries: [(&str, Forgery); 5] = [
        ("a flipped bit", |_, _, answer| receipt_of(answer).signature[9] ^= 1),
        ("one line more than signed", |_, phone, answer| {
            let (actor, _) = phone.ledger().state().next().unwrap();
            receipt_of(answer).lines.push(ReceiptLine { actor: *actor, sequence: 1 });
        }),
        ("a backup that there is not", |_, _, answer| receipt_of(answer).backed_up = true),
        ("a lower sequence", |_, _, answer| receipt_of(answer).lines[0].sequence = 1),
        ("another epoch's", |_, _, answer| answer.epoch = 2),
    ];
    for (name, forge) in forgeries {
        let (office, mut phone, honest) = asked();
        let mut forged = honest.clone();
        forge(&office, &phone, &mut forged);
        assert_ne!(honest, forged, "{name}");
        refused(&mut phone, &honest, &forged, TrustError::Signature.into());
    }
    let other = DocumentId { learner: LearnerId([8; 16]), kind: DocumentKind::Record };
    let wrong_hash = Some(sync_core::ids::ChangeHash([4; 32]));
    for case in 0..4 {
        let (office, mut phone, honest) = asked();
        let mut forged = honest.clone();
        *receipt_of(&mut forged) = match case {
            0 => issue(&SigningKey::from_seed([66; 32]), 1, RECORD, None, &phone),
            1 => issue(&office.key, 2, RECORD, None, &phone),
            2 => issue(&office.key, 1, other, None, &phone),
            _ => issue(&office.key, 1, RECORD, wrong_hash, &phone),
        };
        refused(&mut phone, &honest, &forged, TrustError::Signature.into());
    }
}

#[test]
fn a_receipt_for_what_is_not_here_counts_for_nothing() {
    let (office, mut phone, mut answer) = asked();
    let line = ReceiptLine { actor: sync_core::ids::ActorId([1; 16]), sequence: 3 };
    let hash = sync_core::ids::ChangeHash([4; 32]);
    let strange = Receipt::issue(&office.key, 1, RECORD, &[(line, hash)], true);
    answer.profiles[0].receipts = Some(vec![strange]);
    phone.absorb(&answer).unwrap();
    assert_eq!(phone.profile.unsent(), 2);
}

#[test]
fn answers_from_somebody_else_or_to_something_else() {
    let (_, mut phone, honest) = asked();
    let mut forged = honest.clone();
    forged.replica = ReplicaId([1; 8]);
    refused(&mut phone, &honest, &forged, TrustError::UnknownReplica.into());

    let verdicts: [Option<Vec<Verdict>>; 2] = [None, Some(vec![Verdict::Held, Verdict::Held])];
    for verdicts in verdicts {
        let (_, mut phone, honest) = asked();
        let mut forged = honest.clone();
        forged.profiles[0].verdicts = verdicts;
        refused(&mut phone, &honest, &forged, MessageError::Malformed.into());
    }
    let (_, mut phone, honest) = asked();
    let mut forged = honest.clone();
    forged.profiles.clear();
    refused(&mut phone, &honest, &forged, MessageError::Malformed.into());
    let (_, mut phone, honest) = asked();
    let mut forged = honest.clone();
    forged.profiles[0].status = ProfileStatus::UnknownToken;
    refused(&mut phone, &honest, &forged, AbsorbError::UnknownToken);
    for time in [i64::MIN, i64::MAX, 1 << 40] {
        let (_, mut phone, honest) = asked();
        let mut forged = honest.clone();
        forged.server_time = time;
        refused(&mut phone, &honest, &forged, MessageError::Limit.into());
    }
}

/// A change by `writer` in `document`, signed.
fn batch_by(writer: &SigningKey, document: DocumentId) -> Batch {
    let nonce = Nonce([5; 8]);
    let actor = sync_core::trust::actor_of(&writer.public(), document, nonce);
    let draft = sync_core::ledger::Draft {
        key: sync_core::key::RegisterKey::parse("horoscope/hola").unwrap(),
        value: vec![0xa0],
        seen: None,
    };
    let change = Ledger::default().compose(actor, NOW, vec![draft]);
    let hash = change.hash();
    Batch::sign(writer, document, 0, vec![(nonce, vec![(change, hash)])])
}

#[test]
fn batches_that_are_not_hers() {
    let stranger = SigningKey::from_seed([77; 32]);
    let (ana, kind) = (LearnerId([8; 16]), DocumentKind::Record);
    let certify = |office: &Office, learner| {
        let holder = WriterHolder::Learner;
        WriterCertificate::issue(&office.key, learner, stranger.public(), holder, NOW)
    };
    let signature = AbsorbError::Trust(TrustError::Signature);
    for case in 0..7 {
        let (office, mut phone, honest) = asked();
        let mut batch = batch_by(&stranger, RECORD);
        let mut entries = vec![Entry::Writer(certify(&office, MARIA))];
        let expected = match case {
            // Another learner's document, by a writer who is Maria's too.
            0 => {
                batch = batch_by(&stranger, DocumentId { learner: ana, kind });
                signature
            }
            // Another learner's writer.
            1 => {
                entries[0] = Entry::Writer(certify(&office, ana));
                signature
            }
            // A writer whom central does not know.
            2 => {
                let mut certificate = certify(&office, MARIA);
                certificate.registered_at += 1;
                entries[0] = Entry::Writer(certificate);
                signature
            }
            // Nobody's word at all.
            3 => {
                entries.clear();
                signature
            }
            // A learner's key, where only staff write.
            6 => {
                batch =
                    batch_by(&stranger, DocumentId { learner: MARIA, kind: DocumentKind::Desk });
                AbsorbError::Place(SchemaFault::Document)
            }
            4 => {
                batch.signature[0] ^= 1;
                AbsorbError::Batch(BatchError::Trust(TrustError::Signature))
            }
            _ => AbsorbError::Batch(BatchError::Frame(FrameError::Trailing)),
        };
        let mut bytes = batch.encode(false);
        if case == 5 {
            bytes.push(0);
        }
        entries.push(Entry::Batch(bytes));
        let mut forged = honest.clone();
        forged.profiles[0].entries = Some(entries);
        let is = |error: AbsorbError| match (case, error) {
            // Either way of saying that a signature fails will do.
            (4, AbsorbError::Trust(TrustError::Signature)) => expected,
            (_, error) => error,
        };
        let (view, heads) = (phone.view(), phone.ledger().current_heads());
        assert_eq!(is(phone.absorb(&forged).unwrap_err()), expected, "case {case}");
        assert_eq!((phone.view(), phone.ledger().current_heads()), (view, heads));
        phone.absorb(&honest).unwrap();
    }
}

/// Somebody on the road plays central, and gives the phone its own batches back.
#[test]
fn an_echo_is_no_receipt() {
    let (mut office, mut phone, mut answer) = asked();
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
    phone.act(&correct(1, 45));
    let request = phone.profile.next_request(phone.clock, 4096);
    let sent = request.profiles[0].batches.clone().unwrap();
    let public = phone.profile.identity().signing_key().public();
    let implied = Some((MARIA, public.writer_id()));
    let batch = Batch::decode(&sent[0], implied, &public).unwrap();
    answer.profiles[0].receipts = None;
    answer.profiles[0].entries = Some(vec![Entry::Batch(batch.encode(false))]);
    phone.absorb(&answer).unwrap();
    assert_eq!(phone.profile.unsent(), 1, "nobody signed that it is held");
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
}

/// A colleague's batch that nobody takes does not crowd out her own.
#[test]
fn a_batch_that_central_does_not_take_is_not_offered_for_ever() {
    let (mut office, mut phone, mut answer) = asked();
    phone.act(&correct(1, 60));
    let mut entries = Vec::new();
    for seed in 0..40 {
        // Registered with a hub; central does not know them yet.
        let writer = SigningKey::from_seed([100 + seed; 32]);
        let holder = WriterHolder::Learner;
        let certificate =
            WriterCertificate::issue(&office.key, MARIA, writer.public(), holder, NOW);
        entries.push(Entry::Writer(certificate));
        entries.push(Entry::Batch(batch_by(&writer, RECORD).encode(false)));
    }
    answer.profiles[0].entries = Some(entries);
    phone.absorb(&answer).unwrap();
    // Central is restored: it holds nothing now, and the phone offers all that it has.
    office.documents.clear();
    office.epoch = 2;
    let mut refusals = 0;
    for _ in 0..8 {
        let answer = office.answer(&phone.request());
        let verdicts = answer.profiles[0].verdicts.iter().flatten();
        refusals += verdicts.filter(|verdict| **verdict == Verdict::Waiting).count();
        phone.absorb(&answer).unwrap();
    }
    assert!(refusals <= 40, "each is offered once in an app start");
    let held = phone.view().work.iter().all(|entry| {
        entry.live.iter().all(|version| version.held == sync_core::phone::HeldBy::Office)
    });
    assert!(held, "her own arrived all the same");
}

#[test]
fn that_her_time_is_over_she_believes_central_alone() {
    let (office, mut phone, answer) = asked();
    let own = phone.profile.identity().signing_key().public();
    let registered = WriterCertificate::issue(&office.key, MARIA, own, WriterHolder::Learner, NOW);
    let stranger = SigningKey::from_seed([77; 32]);
    let told = [
        None,
        Some(registered.clone()),
        Some(registered.clone().ended(&stranger, Vec::new())),
        Some(
            WriterCertificate::issue(
                &office.key,
                MARIA,
                stranger.public(),
                WriterHolder::Learner,
                NOW,
            )
            .ended(&office.key, Vec::new()),
        ),
    ];
    for certificate in told {
        let mut forged = answer.clone();
        forged.profiles[0].status = ProfileStatus::Revoked;
        forged.profiles[0].entries = certificate.map(|it| vec![Entry::Writer(it)]);
        assert_eq!(phone.absorb(&forged).unwrap_err(), TrustError::Signature.into());
        assert!(!phone.profile.is_revoked());
    }
    let ended = registered.clone().ended(&office.key, Vec::new());
    let mut revoked = answer.clone();
    revoked.profiles[0].status = ProfileStatus::Revoked;
    revoked.profiles[0].entries = Some(vec![Entry::Writer(ended.clone())]);
    phone.absorb(&revoked).unwrap();
    assert!(phone.profile.is_revoked() && phone.profile.all_arrived());
    assert_eq!(phone.view().work.len(), 2, "what she wrote stays on her screen");
    // Of two words about one writer the later holds, whichever comes last.
    assert!(ended.supersedes(&registered) && !registered.supersedes(&ended));
    let again = ended.clone().ended(&office.key, Vec::new());
    assert!(again.supersedes(&ended) && again.verify(&office.key.public()).is_ok());
    let mut unsigned = again;
    unsigned.edition = Some(9);
    assert!(unsigned.verify(&office.key.public()).is_err(), "the edition is signed");
}
