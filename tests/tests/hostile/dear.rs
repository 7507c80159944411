//! What costs most of all that the limits allow. Refused or served, the answers' times are printed;
//! what is held stays as it was.

use std::time::Instant;

use sync_core::batch::{Batch, MAX_CHANGES};
use sync_core::change::{Change, Put};
use sync_core::exchange::{
    ActorState, DocumentState, MAX_BATCHES, MAX_PROFILES, MAX_REQUEST_BATCH_BYTES,
    MAX_REQUEST_BYTES, ProfileStatus,
};
use sync_core::ids::{ActorId, ChangeHash, DocumentKind, Nonce};
use sync_core::key::RegisterKey;
use sync_core::trust::actor_of;
use sync_core::verdict::{Refusal, Verdict};
use tests::phone::Phone;
use tests::random::setting;

use crate::scene::Scene;
use crate::world::{A, B, DOCUMENT, World, nonce, op, writer};

/// As many changes of B's as one batch holds, each on top of the one before.
pub(crate) fn chain(section: &str, value: &[u8]) -> Vec<(Change, ChangeHash)> {
    let world = World::new();
    let key = RegisterKey::parse(&format!("{section}/k")).unwrap();
    let mut changes: Vec<(Change, ChangeHash)> = Vec::with_capacity(MAX_CHANGES);
    for n in 0..MAX_CHANGES as u32 {
        let before = changes.last().map_or(world.a2.1, |(_, hash)| *hash);
        let predecessors = if n == 0 { Vec::new() } else { vec![op(n + 2, B)] };
        let puts = vec![Put { key: key.clone(), value: value.to_vec(), predecessors }];
        let change = crate::world::change(B, n + 1, n + 3, &[before], puts);
        let hash = change.hash();
        changes.push((change, hash));
    }
    changes
}

fn fill(batch: &[u8]) -> Vec<Vec<u8>> {
    let most = (MAX_REQUEST_BATCH_BYTES / batch.len()).min(MAX_BATCHES);
    vec![batch.to_vec(); most]
}

fn timed(scene: &Scene, name: &str, body: &[u8]) -> tests::http::Answer {
    let began = Instant::now();
    let answer = scene.send(name, "/api/sync", body);
    println!("  {} ms: {name}, {} bytes", began.elapsed().as_millis(), body.len());
    answer
}

#[test]
fn the_dearest_refusals() {
    let scene = Scene::new();
    // Nothing of it may be admitted: a section that is not hers.
    let changes = chain("payment", &[0xa0]);
    let signed = Batch::sign(&writer(B), DOCUMENT, 0, vec![(nonce(B), changes)]);
    let mut unsigned = signed.clone();
    unsigned.signature[3] ^= 1;
    let cases = [
        ("one long batch, signed and refused", vec![signed.encode(true)]),
        ("one long batch, not signed", vec![unsigned.encode(true)]),
        ("long batches, not signed, as many as fit", fill(&unsigned.encode(true))),
        ("long batches, refused, as many as fit", fill(&signed.encode(true))),
    ];
    for (name, batches) in cases {
        let count = batches.len();
        let answer = timed(&scene, name, &scene.b.bringing(batches).to_bytes());
        let verdicts = scene.only(&answer).verdicts.unwrap();
        assert_eq!(verdicts.len(), count, "{name}");
        for verdict in verdicts {
            let expected = match verdict {
                Verdict::Refused(refusal) => refusal == Refusal::Signature,
                Verdict::Partly(all) => all.len() == MAX_CHANGES,
                _ => false,
            };
            assert!(expected, "{name}");
        }
    }
    let one_more = [fill(&signed.encode(true)), vec![signed.encode(true)]].concat();
    let answer = timed(&scene, "one batch too many", &scene.b.bringing(one_more).to_bytes());
    assert_eq!(answer.status, 400);
    scene.end("the dearest refusals");
}

#[test]
fn the_dearest_questions() {
    let scene = Scene::new();
    let long = |n: usize| -> Vec<ActorState> {
        (0..n)
            .map(|n| {
                let mut actor = [7; 16];
                actor[..8].copy_from_slice(&(n as u64).to_be_bytes());
                ActorState { actor: ActorId(actor), sequence: u32::MAX, prefix: Some([7; 4]) }
            })
            .collect()
    };
    let state = |n| Some(vec![DocumentState { kind: DocumentKind::Record, actors: long(n) }]);
    // An actor takes 28 bytes.
    let most = (MAX_REQUEST_BYTES - 1000) / 28;
    let one = scene.b.asking(None, None, state(most));
    let answer = timed(&scene, "a state of as many actors as fit", &one.to_bytes());
    assert_eq!(scene.only(&answer).status, ProfileStatus::Served);
    let mut many = scene.b.asking(None, None, state(most / MAX_PROFILES - 5));
    many.profiles = vec![many.profiles[0].clone(); MAX_PROFILES];
    let answer = timed(&scene, "32 times the same profile, each with a state", &many.to_bytes());
    assert_eq!(answer.status, 200);
    scene.end("the dearest questions");
}

/// One thief, with one of a learner's keys, makes as many heads as she likes. The learner's other
/// phone goes on as before.
#[test]
fn a_flood_of_heads_stops_nobody() {
    let scene = Scene::new();
    let mut made = 0;
    let rounds = setting("CHASKI_HEADS", 10);
    for round in 0..rounds {
        let batches = (0..8_u64).map(|batch| {
            let runs = (0..64_u64).map(|run| {
                let nonce = Nonce((((round * 8 + batch) << 32) | run | 1 << 60).to_be_bytes());
                let key = RegisterKey::parse("horoscope/k").unwrap();
                let puts = vec![Put { key, value: vec![0xa0], predecessors: Vec::new() }];
                let actor = actor_of(&writer(A).public(), DOCUMENT, nonce);
                let change = Change { actor, ..crate::world::change(A, 1, 1, &[], puts) };
                let hash = change.hash();
                (nonce, vec![(change, hash)])
            });
            Batch::sign(&writer(A), DOCUMENT, 0, runs.collect()).encode(true)
        });
        let body = scene.a.bringing(batches.collect()).to_bytes();
        let answer = timed(&scene, "512 heads more", &body);
        let verdicts = scene.only(&answer).verdicts.unwrap();
        assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Held), "{verdicts:?}");
        made += 512;
    }
    let code = scene.office.code(&DOCUMENT.learner.to_string());
    let mut phone = Phone::enrolled(scene.address(), &code, 8);
    phone.visit(scene.address()).unwrap();
    assert!(phone.profile().view().knots.total > made);
    for minutes in 1..=5 {
        phone.add_work(minutes);
        let began = Instant::now();
        phone.visit(scene.address()).unwrap();
        println!("  {} ms: an honest visit among {made} heads", began.elapsed().as_millis());
    }
    assert!(phone.profile().all_arrived());
    phone.restart();
    scene.office.verify();
}
