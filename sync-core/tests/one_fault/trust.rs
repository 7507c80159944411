//! What a signature covers: whatever is altered after signing, it does not verify.

use sync_core::batch::{Batch, BatchError, Run};
use sync_core::change::Change;
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce};
use sync_core::trust::{TrustError, actor_of};
use sync_core::verdict::Refusal;

use crate::world::{B, C, DOCUMENT, actor, change, nonce, op, put, writer};

/// B's batch: two app starts, two changes in the first and one in the second.
fn signed() -> Batch {
    let second = Nonce([40; 8]);
    let b1 = change(B, 1, 1, &[], vec![put("k", &[])]);
    let b2 = change(B, 2, 2, &[b1.hash()], vec![put("k", &[op(1, B)])]);
    let mut b3 = change(B, 1, 3, &[b2.hash()], vec![put("m", &[])]);
    b3.actor = actor_of(&writer(B).public(), DOCUMENT, second);
    let with_hash = |change: Change| (change.clone(), change.hash());
    let runs = vec![(nonce(B), vec![with_hash(b1), with_hash(b2)]), (second, vec![with_hash(b3)])];
    Batch::sign(&writer(B), DOCUMENT, 5, runs)
}

fn rehash(run: &mut Run, index: usize, alter: impl FnOnce(&mut Change)) {
    let (change, hash) = &mut run.changes[index];
    alter(change);
    *hash = change.hash();
}

/// What a reader makes of the altered batch's bytes.
fn read(batch: &Batch) -> Result<(), BatchError> {
    let public = writer(B).public();
    Batch::decode(&batch.encode(false), None, &public)?.verify(&public)?;
    Ok(())
}

#[test]
fn what_was_signed_verifies() {
    assert_eq!(read(&signed()), Ok(()));
    assert_eq!(Refusal::from(BatchError::Trust(TrustError::Signature)), Refusal::Signature);
}

#[test]
fn what_was_altered_does_not() {
    type Alter = fn(&mut Batch);
    let cases: [(&str, Alter); 16] = [
        ("a flipped bit of the signature", |b| b.signature[0] ^= 1),
        ("the running count", |b| b.running_count += 1),
        ("a value", |b| rehash(&mut b.runs[1], 0, |c| c.puts[0].value = vec![0xa1, 1, 2])),
        ("a claimed time", |b| rehash(&mut b.runs[1], 0, |c| c.time += 1)),
        ("an earlier value of a run", |b| rehash(&mut b.runs[0], 0, |c| c.puts[0].value = vec![1])),
        ("the key of a put", |b| rehash(&mut b.runs[1], 0, |c| c.puts[0].key = put("z", &[]).key)),
        ("a nonce", |b| b.runs[1].nonce = Nonce([41; 8])),
        ("swapped runs", |b| b.runs.swap(0, 1)),
        ("a run left out", |b| drop(b.runs.pop())),
        ("the first run left out", |b| drop(b.runs.remove(0))),
        ("a first sequence", |b| {
            b.runs[1].first_sequence += 1;
            b.runs[1].from_sequence += 1;
        }),
        ("a document of the same learner", |b| b.address.document.kind = DocumentKind::Desk),
        ("a document of another learner", |b| b.address.document.learner = LearnerId([8; 16])),
        ("the last change left out", |b| {
            drop(b.runs[0].changes.pop());
            b.runs[0].last_hash = b.runs[0].changes[0].1;
        }),
        ("a change more than signed", |b| {
            let (last, hash) = b.runs[0].changes[1].clone();
            let more = Change { sequence: 3, start_op: 3, dependencies: vec![hash], ..last };
            b.runs[0].changes.push((more.clone(), more.hash()));
        }),
        ("a last hash that nobody made", |b| {
            b.runs[0].changes.clear();
            b.runs[0].last_hash = ChangeHash([3; 32]);
        }),
    ];
    for (name, alter) in cases {
        let mut batch = signed();
        alter(&mut batch);
        assert_ne!(batch, signed(), "{name}");
        assert_eq!(read(&batch), Err(TrustError::Signature.into()), "{name}");
    }
}

/// The hash of the last change pins a run only as far as each change names the one before.
#[test]
fn a_change_slipped_in_before_the_signed_one() {
    let key = writer(B);
    let b1 = change(B, 1, 1, &[], vec![put("k", &[])]);
    let b2 = change(B, 2, 2, &[b1.hash()], vec![put("k", &[op(1, B)])]);
    let whole = vec![(nonce(B), vec![(b1.clone(), b1.hash()), (b2.clone(), b2.hash())])];
    let mut batch = Batch::sign(&key, DOCUMENT, 0, whole);
    let forged = change(B, 1, 1, &[], vec![put("payment", &[])]);
    batch.runs[0].changes[0] = (forged.clone(), forged.hash());
    assert_eq!(read(&batch), Err(TrustError::Signature.into()));
}

#[test]
fn another_writers_changes_are_not_signed_over() {
    let theirs = change(C, 1, 1, &[], vec![put("k", &[])]);
    let runs = vec![(nonce(C), vec![(theirs.clone(), theirs.hash())])];
    let mut batch = Batch::sign(&writer(B), DOCUMENT, 0, runs);
    assert_ne!(batch.runs[0].actor, actor(C), "the actor follows from the signer");
    batch.runs[0].actor = actor(C);
    assert_eq!(batch.verify(&writer(B).public()), Err(TrustError::Signature));
    batch.runs[0].actor = ActorId([1; 16]);
    assert_eq!(batch.verify(&writer(B).public()), Err(TrustError::Signature));
    batch.address.writer = writer(C).public().writer_id();
    assert_eq!(batch.verify(&writer(C).public()), Err(TrustError::Signature));
}

#[test]
fn a_part_of_a_run_verifies_under_the_same_signature() {
    let mut batch = signed();
    batch.runs[0].changes.remove(0);
    batch.runs[0].from_sequence = 2;
    assert_eq!(read(&batch), Ok(()));
    batch.runs[0].changes.clear();
    assert_eq!(read(&batch), Ok(()));
}

#[test]
fn implied_ids_are_the_exchanges_to_say() {
    let (batch, public) = (signed(), writer(B).public());
    let bytes = batch.encode(true);
    let mine = Some((DOCUMENT.learner, public.writer_id()));
    assert_eq!(Batch::decode(&bytes, mine, &public).unwrap(), batch);
    let hers = Some((LearnerId([8; 16]), public.writer_id()));
    let replayed = Batch::decode(&bytes, hers, &public);
    let replayed = replayed.map_err(Refusal::from).and_then(|it| Ok(it.verify(&public)?));
    assert_eq!(replayed, Err(Refusal::Signature));
    let other = DocumentId { kind: DocumentKind::Notes, ..DOCUMENT };
    assert_ne!(actor_of(&public, other, nonce(B)), actor(B));
}
