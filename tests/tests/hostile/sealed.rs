//! The door of locked profiles: whatever comes through it in a box is judged as if it had come
//! plain, and nothing readable goes out by it.

use std::time::Instant;

use sync_core::batch::{Batch, MAX_CHANGES};
use sync_core::exchange::{
    LockedAnswer, LockedRequest, LockedStatus, MAX_BATCHES, MAX_PROFILES, MAX_REQUEST_BATCH_BYTES,
    SyncAnswer, SyncRequest, Token, VERSION,
};
use sync_core::ids::LearnerId;
use sync_core::phone::Entropy;
use sync_core::sealed_box::{self, MAX_RECIPIENTS, Purpose, SealingKey, SealingPublic};
use sync_core::trust::actor_of;
use sync_core::verdict::{Exception, Fate, Refusal, Verdict};
use tests::forger::Forger;
use tests::phone::now;
use tests::random::{Random, setting};

use crate::corpus::corpus;
use crate::dear::chain;
use crate::mutations::mutate;
use crate::scene::{Scene, signed};
use crate::structure::Verdict as Expected;
use crate::world::{A, B, DOCUMENT, World, nonce, writer};
use crate::{counters, predecessors, structure};

fn entropy() -> Entropy {
    Entropy::new(&[5; 32])
}

fn boxed_to(to: &[SealingPublic], learner: LearnerId, plain: &[u8]) -> Vec<u8> {
    sealed_box::seal(to, Purpose::Segment, &learner.0, plain, &mut entropy())
}

fn boxed(forger: &Forger, plain: &[u8]) -> Vec<u8> {
    boxed_to(&[forger.locked.unwrap().1], forger.learner, plain)
}

fn request(locked: Vec<LockedRequest>) -> SyncRequest {
    SyncRequest {
        version: VERSION,
        device_time: now(),
        max_response_bytes: 4 * 1024 * 1024,
        profiles: Vec::new(),
        locked: Some(locked),
        carried_at: None,
    }
}

fn bringing(forger: &Forger, segments: Vec<Vec<u8>>) -> LockedRequest {
    LockedRequest {
        device_token: forger.locked.unwrap().0,
        max_bytes: 65_536,
        cursor: None,
        segments: Some(segments.into_iter().map(Into::into).collect()),
        unsent: None,
        backed_up: None,
    }
}

fn ask(scene: &Scene, name: &str, asked: LockedRequest) -> LockedAnswer {
    let answer = scene.send(name, "/api/sync", &request(vec![asked]).to_bytes());
    assert_eq!(answer.status, 200, "{name}: {}", answer.text());
    let mut answer = SyncAnswer::from_bytes(&answer.body).unwrap();
    assert!(answer.profiles.is_empty(), "{name}");
    answer.locked.take().unwrap().remove(0)
}

fn bring(scene: &Scene, name: &str, forger: &Forger, segment: Vec<u8>) -> Verdict {
    let answer = ask(scene, name, bringing(forger, vec![segment]));
    let verdict = answer.verdicts.unwrap().remove(0);
    assert_eq!(answer.receipts.is_some(), verdict == Verdict::Held, "{name}");
    verdict
}

#[test]
fn one_fault_each_is_refused_as_it_is_in_the_open() {
    let mut scene = Scene::new();
    let world = World::new();
    let tables =
        [structure::shape_cases(), predecessors::predecessor_cases(), counters::counter_cases()];
    let mut broken = 0;
    for (name, make, expected, bytes) in tables.into_iter().flatten() {
        let change = make(&world);
        let alone =
            |fate| Verdict::Partly(vec![Exception { run: 0, sequence: change.sequence, fate }]);
        let verdict = match (expected, bytes) {
            (Expected::Sound, None) => continue,
            (_, Some(_)) => Verdict::Refused(Refusal::Malformed),
            (Expected::Broken(fault), None) => alone(Fate::Refused(Refusal::from(fault))),
            (Expected::Missing, None) => alone(Fate::Parked),
            (Expected::Fork, None) => alone(Fate::Forked),
            (Expected::Known, None) => Verdict::Held,
            (Expected::Shape(fault), None) => panic!("{name}: bytes cannot say {fault}"),
        };
        let segment = boxed(&scene.b, &signed(&change));
        assert_eq!(bring(&scene, name, &scene.b, segment), verdict, "{name}");
        broken += 1;
    }
    assert!(broken > 40, "{broken} cases");
    scene.unchanged("one fault each, in a box");
    let good = boxed(&scene.b, &signed(&world.good()));
    assert_eq!(bring(&scene, "the good change", &scene.b, good), Verdict::Held);
}

#[test]
fn boxes_that_are_not_for_it_or_not_hers() {
    let scene = Scene::new();
    let (token, central) = scene.b.locked.unwrap();
    let good = signed(&World::new().good());
    let stranger = SealingKey::from_bytes([7; 32]).public();
    let eva = LearnerId::from_hex(&scene.eva_is.id).unwrap();
    let other_purpose =
        sealed_box::seal(&[central], Purpose::Reading, &DOCUMENT.learner.0, &good, &mut entropy());
    let cases = [
        ("sealed to somebody else", boxed_to(&[stranger], DOCUMENT.learner, &good)),
        ("bound to another learner", boxed_to(&[central], eva, &good)),
        ("made for another purpose", other_purpose),
        ("to nobody", boxed_to(&[], DOCUMENT.learner, &good)),
        ("no box at all", good.clone()),
        ("nothing", Vec::new()),
    ];
    for (name, segment) in cases {
        let verdict = bring(&scene, name, &scene.b, segment);
        assert_eq!(verdict, Verdict::Refused(Refusal::Sealed), "{name}");
    }
    for (name, bytes) in corpus() {
        let refused = bring(&scene, &name, &scene.b, bytes.clone());
        assert_eq!(refused, Verdict::Refused(Refusal::Sealed), "{name}");
        let inside = bring(&scene, &name, &scene.b, boxed(&scene.b, &bytes));
        let expected = [Refusal::Malformed, Refusal::TooLarge].map(Verdict::Refused);
        assert!(expected.contains(&inside), "{name}: {inside:?}");
    }
    // Eva's own batch, brought with another's token: bound to whom it is said to be.
    let eva_key = scene.eva.profile().identity().signing_key();
    let document = sync_core::ids::DocumentId { learner: eva, ..DOCUMENT };
    let mut change = World::new().good();
    change.actor = actor_of(&eva_key.public(), document, nonce(B));
    let hash = change.hash();
    let runs = vec![(nonce(B), vec![(change, hash)])];
    let hers = Batch::sign(&eva_key, document, 0, runs).encode(false);
    let verdict = bring(&scene, "eva's", &scene.b, boxed(&scene.b, &hers));
    assert_eq!(verdict, Verdict::Refused(Refusal::NotYours));
    // A read token delivers nothing, and a device token reads nothing.
    let mut asked = bringing(&scene.b, vec![boxed(&scene.b, &good)]);
    for strange in [scene.b.token, Token([0; 16])] {
        asked.device_token = strange;
        assert_eq!(ask(&scene, "token", asked.clone()).status, LockedStatus::UnknownToken);
    }
    let reader = Forger { token, ..scene.b.clone() };
    let answer = reader.ask(&reader.asking(None, None, None));
    assert_eq!(answer.status, sync_core::exchange::ProfileStatus::UnknownToken);
    assert!(answer.entries.is_none());
    scene.end("boxes that are not for it");
}

#[test]
fn what_goes_out_is_for_her_key_alone() {
    let scene = Scene::new();
    let answer = ask(&scene, "reading", bringing(&scene.b, Vec::new()));
    let sealed = answer.sealed.unwrap();
    let open = |key: &SealingKey, learner: LearnerId| {
        sealed_box::open(key, Purpose::Reading, &learner.0, &sealed)
    };
    let own = SealingKey::of_seed(writer(B).seed());
    let inside = open(&own, DOCUMENT.learner).unwrap();
    let says = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|it| it == what);
    // A's run is named by its nonce.
    assert!(says(&inside, &nonce(A).0) && !says(&sealed, &nonce(A).0));
    for other in [writer(A), scene.eva.profile().identity().signing_key()] {
        assert!(open(&SealingKey::of_seed(other.seed()), DOCUMENT.learner).is_err());
    }
    // The same question, the same bytes: nothing is learnt by asking twice.
    let again = ask(&scene, "again", bringing(&scene.b, Vec::new()));
    assert_eq!(again.sealed.unwrap(), sealed);
    scene.end("readings");
}

#[test]
fn mutated_boxes_and_bodies_change_nothing() {
    let seed = setting("CHASKI_SEED", 1);
    let mut random = Random::new(seed);
    let scene = Scene::new();
    let world = World::new();
    let runs = vec![(nonce(A), vec![world.a1.clone(), world.a2.clone()])];
    let batch = Batch::sign(&writer(A), DOCUMENT, 0, runs).encode(true);
    let good = boxed(&scene.a, &batch);
    let body = request(vec![bringing(&scene.a, vec![good.clone()])]).to_bytes();
    for case in 0..setting("CHASKI_CASES", 300) {
        let name = format!("seed {seed} case {case}");
        let mut segment = good.clone();
        mutate(&mut segment, &mut random);
        let same = segment == good;
        let verdict = bring(&scene, &name, &scene.a, segment);
        assert!(same || verdict == Verdict::Refused(Refusal::Sealed), "{name}: {verdict:?}");
        let mut inside = batch.clone();
        mutate(&mut inside, &mut random);
        let same = inside == batch;
        let verdict = bring(&scene, &name, &scene.a, boxed(&scene.a, &inside));
        let refused = matches!(verdict, Verdict::Refused(_) | Verdict::Waiting);
        assert!(same || refused, "{name}: {verdict:?}");
        let mut whole = body.clone();
        mutate(&mut whole, &mut random);
        let answer = scene.send(&name, "/api/sync", &whole);
        match answer.status {
            200 => {}
            400 | 413 => assert!(!answer.code().is_empty(), "{name}"),
            other => panic!("{name}: {other} {}", answer.text()),
        }
    }
    scene.end("mutated boxes");
}

#[test]
fn the_dearest_boxes() {
    let scene = Scene::new();
    let central = scene.b.locked.unwrap().1;
    let changes = chain("payment", &[0xa0]);
    let batch = Batch::sign(&writer(B), DOCUMENT, 0, vec![(nonce(B), changes)]).encode(true);
    let one = boxed(&scene.b, &batch);
    assert!(one.len() <= MAX_REQUEST_BATCH_BYTES, "{} bytes", one.len());
    // As many recipients as there may be, central the last of them.
    let mut all = vec![SealingKey::from_bytes([7; 32]).public(); MAX_RECIPIENTS - 1];
    all.push(central);
    let many = boxed_to(&all, DOCUMENT.learner, &[0; 400]);
    let small = boxed(&scene.b, &[0; 400]);
    let fill = |segment: &Vec<u8>| {
        let most = (MAX_REQUEST_BATCH_BYTES / segment.len()).min(MAX_BATCHES);
        vec![segment.clone(); most]
    };
    let requests = [
        ("one long batch, refused", vec![bringing(&scene.b, vec![one.clone()])]),
        ("long batches, as many as fit", vec![bringing(&scene.b, fill(&one))]),
        ("small boxes, as many as fit", vec![bringing(&scene.b, fill(&small))]),
        ("boxes for many, as many as fit", vec![bringing(&scene.b, fill(&many))]),
        ("the same profile 32 times", vec![bringing(&scene.b, Vec::new()); MAX_PROFILES]),
    ];
    for (name, asked) in requests {
        let profiles = asked.len();
        let body = request(asked).to_bytes();
        let began = Instant::now();
        let answer = scene.send(name, "/api/sync", &body);
        println!("  {} ms: {name}, {} bytes", began.elapsed().as_millis(), body.len());
        assert_eq!(answer.status, 200, "{name}");
        let locked = SyncAnswer::from_bytes(&answer.body).unwrap().locked.unwrap();
        assert_eq!(locked.len(), profiles, "{name}");
        for verdict in locked.into_iter().flat_map(|it| it.verdicts.unwrap_or_default()) {
            let is_refused = match &verdict {
                Verdict::Refused(refusal) => *refusal == Refusal::Malformed,
                Verdict::Partly(all) => all.len() == MAX_CHANGES,
                _ => false,
            };
            assert!(is_refused, "{name}: {verdict:?}");
        }
    }
    let mut over = fill(&one);
    over.push(one.clone());
    let too_much = [
        request(vec![bringing(&scene.b, over)]),
        request(vec![bringing(&scene.b, vec![Vec::new(); MAX_BATCHES + 1])]),
        request(vec![bringing(&scene.b, Vec::new()); MAX_PROFILES + 1]),
    ];
    for asked in too_much {
        assert_eq!(scene.send("too much", "/api/sync", &asked.to_bytes()).status, 400);
    }
    // Open and locked count together.
    let mut mixed = scene.b.bringing(vec![vec![0; MAX_REQUEST_BATCH_BYTES / 2 + 1]]);
    let half = vec![vec![0; MAX_REQUEST_BATCH_BYTES / 2]];
    mixed.locked = Some(vec![bringing(&scene.b, half)]);
    assert_eq!(scene.send("mixed", "/api/sync", &mixed.to_bytes()).status, 400);
    scene.end("the dearest boxes");
}
