//! Bytes of batches: they survive, have one form, and whatever is done to them, nothing is
//! believed that was not signed and nothing panics.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

#[path = "support/arbitrary.rs"]
mod arbitrary;
#[path = "support/cases.rs"]
mod cases;
#[path = "support/histories.rs"]
mod histories;
#[path = "support/random.rs"]
mod random;

use std::collections::HashSet;
use std::time::Instant;

use arbitrary::step;
use automerge::Automerge;
use histories::{DOCUMENT, Event, grow, signed, signing_key};
use proptest::prelude::*;
use random::Random;
use sync_core::batch::{Batch, MAX_BATCH_BYTES};
use sync_core::change::{Change, Put};
use sync_core::ids::{ActorId, ChangeHash, Nonce, OpId};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Admission, Finding, Ledger, Standing, examine};
use sync_core::trust::{PublicKey, actor_of};

fn public_of(batch: &Batch) -> PublicKey {
    let mut keys = (0..3).map(|writer| signing_key(writer).public());
    keys.find(|public| public.writer_id() == batch.address.writer).unwrap()
}

/// Flips, sets, inserts, removes, doubles or cuts, once or a few times.
fn mutated(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(3) {
        let at = random.below(bytes.len().max(1));
        match random.below(8) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 => bytes.insert(at, random.bits() as u8),
            3 => {
                let end = bytes.len().min(at + 1 + random.below(40));
                let piece = bytes[at.min(end)..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            4 if at < bytes.len() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random.below(5)],
            5 if at < bytes.len() => bytes[at] = bytes[at].wrapping_add(1),
            _ if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ => bytes.push(random.bits() as u8),
        }
    }
    bytes
}

/// Admits what can be admitted; the rest must be a finding, never a panic.
fn admit_all(ledger: &mut Ledger, batch: &Batch) -> Vec<Change> {
    let mut admitted = Vec::new();
    for (change, hash) in batch.changes() {
        if let Finding::Sound(node) = examine(ledger, change, hash).unwrap() {
            let (change, standing) = (change.clone(), Standing::Effective);
            admitted.push(change.clone());
            ledger.admit(&Admission { change, hash: *hash, node, standing });
        }
    }
    admitted
}

fn check_mutations(events: &[Event], random: &mut Random) {
    let honest: HashSet<ChangeHash> = events.iter().map(|event| event.hash).collect();
    for batch in signed(events) {
        let public = public_of(&batch);
        let good = batch.encode(false);
        for _ in 0..20 {
            let bytes = mutated(&good, random);
            let Ok(read) = Batch::decode(&bytes, None, &public) else { continue };
            assert_eq!(read.encode(false), bytes, "what is read is written alike");
            if read.verify(&public).is_ok() {
                assert_eq!(read.signature, batch.signature);
                assert!(read.changes().all(|(_, hash)| honest.contains(hash)), "signed by nobody");
            }
            // As her own re-signed body: structure decides, and Automerge can live with it.
            let admitted = admit_all(&mut Ledger::default(), &read);
            let mut document = Automerge::new();
            document.apply_changes(admitted.iter().map(Change::to_automerge)).unwrap();
            assert_eq!(document.get_changes(&[]).len(), admitted.len());
            let reloaded = Automerge::load(&document.save()).unwrap();
            assert_eq!(reloaded.get_heads(), document.get_heads());
        }
    }
}

proptest! {
    #![proptest_config(arbitrary::config(300))]

    #[test]
    fn batches_survive_with_automerges_hashes(
        steps in prop::collection::vec(step(), 1..24),
    ) {
        for batch in signed(&grow(&steps)) {
            let public = public_of(&batch);
            let bytes = batch.encode(false);
            let read = Batch::decode(&bytes, None, &public).unwrap();
            prop_assert_eq!(&read, &batch);
            prop_assert_eq!(read.verify(&public), Ok(()));
            for (change, hash) in read.changes() {
                prop_assert_eq!(change.to_automerge().hash().0, hash.0);
            }
            let implied = Some((DOCUMENT.learner, public.writer_id()));
            let short = batch.encode(true);
            prop_assert_eq!(bytes.len() - short.len(), 24);
            prop_assert_eq!(Batch::decode(&short, implied, &public).unwrap(), batch);
        }
    }

    #[test]
    fn mutated_batches_are_refused_or_harmless(
        steps in prop::collection::vec(step(), 1..12),
        seed in any::<u64>(),
    ) {
        check_mutations(&grow(&steps), &mut Random(seed));
    }

    #[test]
    fn noise_is_no_batch(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let public = signing_key(0).public();
        let body = [&[1, 4][..], &bytes].concat();
        let implied = Some((DOCUMENT.learner, public.writer_id()));
        for bytes in [&bytes, &body] {
            if let Ok(read) = Batch::decode(bytes, implied, &public) {
                prop_assert!(read.verify(&public).is_err());
            }
        }
    }
}

/// As many changes as fit, each made by `next` from the hashes before it.
fn filled(mut next: impl FnMut(&[(Change, ChangeHash)]) -> Change) -> Vec<u8> {
    let mut changes: Vec<(Change, ChangeHash)> = Vec::new();
    let sign = |changes: &[(Change, ChangeHash)]| {
        let runs = vec![(Nonce([1; 8]), changes.to_vec())];
        Batch::sign(&signing_key(0), DOCUMENT, 0, runs).encode(false)
    };
    let mut fitting = Vec::new();
    while changes.len() < 1024 {
        let change = next(&changes);
        let hash = change.hash();
        changes.push((change, hash));
        if changes.len().is_multiple_of(8) {
            let bytes = sign(&changes);
            if bytes.len() > MAX_BATCH_BYTES {
                break;
            }
            fitting = bytes;
        }
    }
    fitting
}

fn plain(n: usize, puts: Vec<Put>, before: &[(Change, ChangeHash)]) -> Change {
    let actor = actor_of(&signing_key(0).public(), DOCUMENT, Nonce([1; 8]));
    let dependencies = before.last().map(|(_, hash)| *hash).into_iter().collect();
    let start_op = before.last().map_or(1, |(last, _)| last.max_op() + 1);
    Change { actor, sequence: n as u32 + 1, start_op, time: 0, dependencies, puts }
}

fn put(entity: &str, predecessors: Vec<OpId>) -> Put {
    let key = RegisterKey::new("message", entity, None).unwrap();
    Put { key, value: Vec::new(), predecessors }
}

/// Batches of nearly 64 KiB made to cost as much as they can. `--nocapture` shows what they cost.
#[test]
fn the_dearest_batches_are_read() {
    let many_small = filled(|before| plain(before.len(), vec![put("a", vec![])], before));
    let many_dependencies = filled(|before| {
        let mut change = plain(before.len(), vec![put("a", vec![])], before);
        let oldest = before.iter().take(31).map(|(_, hash)| *hash);
        change.dependencies.extend(oldest);
        change.dependencies.sort_unstable();
        change.dependencies.dedup();
        change
    });
    let many_keys = filled(|before| {
        let puts = (0..32).map(|n| put(&format!("{:04x}", before.len() * 32 + n), vec![]));
        plain(before.len(), puts.collect(), before)
    });
    let many_actors = filled(|before| {
        let mut change = plain(before.len(), vec![], before);
        let first = before.len() * 32;
        let unknown = |n: usize| {
            let mut actor = [0; 16];
            actor[..8].copy_from_slice(&(n as u64).to_be_bytes());
            OpId { counter: 1, actor: ActorId(actor) }
        };
        change.start_op = change.start_op.max(2);
        change.puts = vec![put("a", (first..first + 32).map(unknown).collect())];
        change
    });
    let batches = [
        ("small changes", many_small),
        ("dependencies", many_dependencies),
        ("keys", many_keys),
        ("actors", many_actors),
    ];
    for (name, bytes) in batches {
        assert!(!bytes.is_empty() && bytes.len() <= MAX_BATCH_BYTES);
        let began = Instant::now();
        let batch = Batch::decode(&bytes, None, &signing_key(0).public()).unwrap();
        let took = began.elapsed();
        println!("{name}: {} bytes, {} changes, {took:?}", bytes.len(), batch.changes().count());
        assert_eq!(batch.verify(&signing_key(0).public()), Ok(()));
    }
}
