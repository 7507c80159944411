//! Good batches and bodies with something changed at random.

use sync_core::batch::Batch;
use sync_core::ids::ChangeHash;
use sync_core::verdict::Verdict;
use tests::random::{Random, setting};

use crate::scene::{Scene, signed};
use crate::world::{A, B, C, DOCUMENT, World, actor, change, nonce, op, put, writer};

pub(crate) fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len().max(1));
        match random.below(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
            1 if !bytes.is_empty() => bytes[at] = *random.one_of(&[0, 1, 0x7f, 0x80, 0xff]),
            2 => bytes.insert(at, random.bits() as u8),
            3 if !bytes.is_empty() => drop(bytes.remove(at)),
            4 => bytes.truncate(at),
            _ => {
                let end = (at + random.below(20)).min(bytes.len());
                let piece = bytes[at.min(end)..end].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
}

#[test]
fn mutated_batches_and_bodies_change_nothing() {
    let seed = setting("CHASKI_SEED", 1);
    let mut random = Random::new(seed);
    let scene = Scene::new();
    let world = World::new();
    let hashed = |it: &(sync_core::change::Change, ChangeHash)| it.clone();
    let runs = vec![(nonce(A), vec![hashed(&world.a1), hashed(&world.a2)])];
    let good = Batch::sign(&writer(A), DOCUMENT, 0, runs).encode(true);
    let body = scene.a.bringing(vec![good.clone()]).to_bytes();
    for case in 0..setting("CHASKI_CASES", 300) {
        let name = format!("seed {seed} case {case}");
        let mut batch = good.clone();
        mutate(&mut batch, &mut random);
        let same = batch == good;
        let verdict = scene.bring(&name, &scene.a, batch);
        assert!(
            same || matches!(verdict, Verdict::Refused(_) | Verdict::Waiting),
            "{name}: {verdict:?}"
        );
        let mut whole = body.clone();
        mutate(&mut whole, &mut random);
        let answer = scene.send(&name, "/api/sync", &whole);
        match answer.status {
            200 => {}
            400 | 413 => assert!(!answer.code().is_empty(), "{name}"),
            other => panic!("{name}: {other} {}", answer.text()),
        }
    }
    scene.end("mutations");
}

/// Re-signed: any graph, any counters, and values that no section takes.
#[test]
fn random_changes_with_a_good_signature_change_nothing() {
    let seed = setting("CHASKI_SEED", 2);
    let mut random = Random::new(seed);
    let scene = Scene::new();
    let world = World::new();
    let known = [world.a1.1, world.a2.1, world.c1.1, ChangeHash([9; 32])];
    let forgers = [(A, &scene.a), (B, &scene.b), (C, &scene.c)];
    for case in 0..setting("CHASKI_CASES", 300) {
        let name = format!("seed {seed} case {case}");
        let (who, forger) = *random.one_of(&forgers);
        let mut dependencies: Vec<ChangeHash> =
            (0..random.below(4)).map(|_| *random.one_of(&known)).collect();
        if random.percent(80) {
            dependencies.sort_unstable();
            dependencies.dedup();
        }
        let puts = (0..1 + random.below(3))
            .map(|n| {
                let mut predecessors: Vec<_> = (0..random.below(3))
                    .map(|_| op(1 + random.below(4) as u32, *random.one_of(&[A, B, C])))
                    .collect();
                predecessors.sort_unstable();
                let key: &&str = random.one_of(&["a", "k", "m", "z"]);
                let mut put = put(key, &predecessors);
                // Hers to write in no document: refused wherever all else is sound.
                let key = format!("payment/{}{n}", put.key.entity());
                put.key = sync_core::key::RegisterKey::parse(&key).unwrap();
                put
            })
            .collect();
        let (sequence, start_op) = (random.below(5) as u32, random.below(6) as u32);
        let change = change(who, sequence, start_op, &dependencies, puts);
        let verdict = scene.bring(&name, forger, signed(&change));
        assert!(matches!(verdict, Verdict::Partly(_) | Verdict::Refused(_)), "{name}: {verdict:?}");
    }
    assert_ne!(actor(A), actor(C));
    scene.end("random and signed");
}
