//! One change, one fault: what shape and structure say of it, and what became of its bytes.

use sync_core::batch::BatchError;
use sync_core::change::{Change, ShapeFault};
use sync_core::frame::FrameError;
use sync_core::ids::ChangeHash;
use sync_core::ledger::{Fault, Finding, examine};
use sync_core::verdict::Refusal;

use crate::world::{A, B, C, World, actor, change, op, portrait, put, travel};

#[derive(Debug, PartialEq)]
enum Verdict {
    Shape(ShapeFault),
    Broken(Fault),
    Missing,
    Fork,
    Known,
    Sound,
}

use Verdict::{Broken, Fork, Known, Missing, Shape, Sound};

/// A case: its name, what makes it of the good change, the verdict upon it, and, where its bytes
/// cannot even say it, the verdict upon these.
type Case = (&'static str, fn(&World) -> Change, Verdict, Option<FrameError>);

fn with(world: &World, alter: impl FnOnce(&mut Change)) -> Change {
    let mut change = world.good();
    alter(&mut change);
    change
}

fn sorted(mut hashes: Vec<ChangeHash>) -> Vec<ChangeHash> {
    hashes.sort_unstable();
    hashes
}

fn predecessor_cases() -> Vec<Case> {
    const RANGE: Option<FrameError> = Some(FrameError::Range);
    let broken = || Broken(Fault::Predecessor);
    vec![
        (
            "unknown counter of a known actor",
            |w| with(w, |c| c.puts[0].predecessors = vec![op(77, A)]),
            broken(),
            RANGE,
        ),
        (
            "unknown counter, low",
            |w| with(w, |c| c.puts[0].predecessors = vec![op(2, C)]),
            broken(),
            None,
        ),
        ("unknown actor", |w| with(w, |c| c.puts[0].predecessors = vec![op(1, B)]), broken(), None),
        (
            "on another key, a later one",
            |w| with(w, |c| c.puts[0].predecessors = vec![op(2, A)]),
            broken(),
            None,
        ),
        (
            "on another key, an earlier one",
            |w| with(w, |c| c.puts = vec![put("m", &[op(1, A)])]),
            broken(),
            None,
        ),
        (
            "on a key that nobody put",
            |w| with(w, |c| c.puts = vec![put("z", &[op(1, A)])]),
            broken(),
            None,
        ),
        (
            "known, but not in the past",
            |w| with(w, |c| c.puts[0].predecessors = vec![op(1, C)]),
            broken(),
            None,
        ),
        (
            "one in the past and one not",
            |w| {
                with(w, |c| {
                    c.puts[0].predecessors = vec![op(1, A).min(op(1, C)), op(1, A).max(op(1, C))]
                })
            },
            broken(),
            None,
        ),
        (
            "no dependencies, no past",
            |w| with(w, |c| (c.dependencies, c.start_op) = (vec![], 1)),
            broken(),
            RANGE,
        ),
        (
            "later than what is depended on",
            |w| change(B, 1, 2, &[w.a1.1], vec![put("m", &[op(2, A)])]),
            broken(),
            RANGE,
        ),
        ("itself", |w| with(w, |c| c.puts[0].predecessors = vec![op(3, B)]), broken(), RANGE),
        (
            "its own later put",
            |w| with(w, |c| c.puts = vec![put("k", &[op(4, B)]), put("m", &[])]),
            broken(),
            RANGE,
        ),
        (
            "its own earlier put",
            |w| with(w, |c| c.puts = vec![put("k", &[]), put("m", &[op(3, B)])]),
            broken(),
            None,
        ),
        (
            "twice the same",
            |w| with(w, |c| c.puts[0].predecessors = vec![op(1, A); 2]),
            Shape(ShapeFault::Predecessors),
            Some(FrameError::Shape(ShapeFault::Predecessors)),
        ),
        (
            "out of order",
            |w| with(w, |c| c.puts[0].predecessors = vec![op(2, A), op(1, A)]),
            Shape(ShapeFault::Predecessors),
            Some(FrameError::Shape(ShapeFault::Predecessors)),
        ),
        (
            "33 of them",
            |w| {
                with(w, |c| {
                    c.start_op = 90;
                    c.puts[0].predecessors = (1..34).map(|n| op(n, A)).collect();
                })
            },
            Shape(ShapeFault::Predecessors),
            RANGE,
        ),
    ]
}

fn counter_cases() -> Vec<Case> {
    const RANGE: Option<FrameError> = Some(FrameError::Range);
    const COUNTER: Option<FrameError> = Some(FrameError::Shape(ShapeFault::Counter));
    let start_op = || Broken(Fault::StartOp);
    let sequence = || Broken(Fault::Sequence);
    vec![
        (
            "start op as low as a dependency's",
            |w| {
                with(w, |c| {
                    c.start_op = 2;
                    c.puts[0].predecessors.clear();
                })
            },
            start_op(),
            None,
        ),
        (
            "start op of a change that follows one more",
            |w| change(B, 1, 3, &[w.a1.1], vec![put("k", &[])]),
            start_op(),
            None,
        ),
        (
            "an op id used before",
            |w| change(A, 3, 2, &[w.a2.1], vec![put("k", &[])]),
            start_op(),
            None,
        ),
        (
            "an op id used before, the lowest",
            |w| change(A, 3, 1, &[w.a2.1], vec![put("k", &[])]),
            start_op(),
            None,
        ),
        ("start op one too high", |w| with(w, |c| c.start_op = 4), start_op(), None),
        ("start op a thousand too high", |w| with(w, |c| c.start_op = 1003), start_op(), None),
        ("first start op not 1", |_| change(B, 1, 2, &[], vec![put("k", &[])]), start_op(), None),
        (
            "start op 0",
            |w| {
                with(w, |c| {
                    c.start_op = 0;
                    c.puts[0].predecessors.clear();
                })
            },
            Shape(ShapeFault::Counter),
            RANGE,
        ),
        (
            "start op 2^31",
            |w| with(w, |c| c.start_op = 1 << 31),
            Shape(ShapeFault::Counter),
            COUNTER,
        ),
        (
            "last op 2^31",
            |w| {
                with(w, |c| {
                    c.start_op = (1 << 31) - 1;
                    c.puts.push(put("m", &[]));
                })
            },
            Shape(ShapeFault::Counter),
            COUNTER,
        ),
        (
            "start op at the end of 32 bits",
            |w| with(w, |c| c.start_op = u32::MAX - 1),
            Shape(ShapeFault::Counter),
            COUNTER,
        ),
        (
            "a sequence left out",
            |w| change(A, 4, 3, &[w.a2.1], vec![put("k", &[])]),
            sequence(),
            None,
        ),
        ("a first change that is not the first", |w| with(w, |c| c.sequence = 2), sequence(), None),
        (
            "its own previous change not named",
            |w| change(A, 3, 2, &[w.c1.1], vec![put("k", &[])]),
            sequence(),
            None,
        ),
        (
            "its own change before the previous named",
            |w| change(A, 3, 2, &[w.a1.1], vec![put("k", &[])]),
            sequence(),
            None,
        ),
        ("nothing named", |_| change(A, 3, 1, &[], vec![put("k", &[])]), sequence(), None),
        ("sequence 0", |w| with(w, |c| c.sequence = 0), Shape(ShapeFault::Counter), RANGE),
        ("sequence 2^31", |w| with(w, |c| c.sequence = 1 << 31), Shape(ShapeFault::Counter), RANGE),
        (
            "another change under a sequence that is taken",
            |_| change(A, 1, 1, &[], vec![put("z", &[])]),
            Fork,
            None,
        ),
        ("a fork further on", |w| change(A, 2, 2, &[w.a1.1], vec![put("z", &[])]), Fork, None),
    ]
}

fn shape_cases() -> Vec<Case> {
    const RANGE: Option<FrameError> = Some(FrameError::Range);
    let shape = |fault| (Shape(fault), Some(FrameError::Shape(fault)));
    let wire = |name, make: fn(&World) -> Change, fault| {
        let (verdict, bytes) = shape(fault);
        (name, make, verdict, bytes)
    };
    vec![
        wire("no puts", |w| with(w, |c| c.puts.clear()), ShapeFault::PutCount),
        (
            "33 puts",
            |w| with(w, |c| c.puts = (10..43).map(|n| put(&format!("k{n}"), &[])).collect()),
            Shape(ShapeFault::PutCount),
            RANGE,
        ),
        wire(
            "two puts at one key, chained",
            |w| with(w, |c| c.puts = vec![put("k", &[op(1, A)]), put("k", &[op(3, B)])]),
            ShapeFault::KeyOrder,
        ),
        wire(
            "two puts at one key",
            |w| with(w, |c| c.puts = vec![put("k", &[op(1, A)]); 2]),
            ShapeFault::KeyOrder,
        ),
        wire(
            "keys out of order",
            |w| with(w, |c| c.puts = vec![put("z", &[]), put("b", &[])]),
            ShapeFault::KeyOrder,
        ),
        (
            "a value of 4097 bytes",
            |w| with(w, |c| c.puts[0].value = vec![0; 4097]),
            Shape(ShapeFault::ValueSize),
            RANGE,
        ),
        wire(
            "a dependency named twice",
            |w| with(w, |c| c.dependencies = vec![w.a2.1; 2]),
            ShapeFault::Dependencies,
        ),
        wire(
            "dependencies out of order",
            |w| {
                with(w, |c| {
                    c.dependencies = sorted(vec![w.a1.1, w.a2.1]);
                    c.dependencies.reverse();
                })
            },
            ShapeFault::Dependencies,
        ),
        (
            "33 dependencies",
            |w| with(w, |c| c.dependencies = (0..33).map(|n| ChangeHash([n; 32])).collect()),
            Shape(ShapeFault::Dependencies),
            RANGE,
        ),
        wire("time 2^40", |w| with(w, |c| c.time = 1 << 40), ShapeFault::Time),
        wire("time -2^40", |w| with(w, |c| c.time = -(1 << 40)), ShapeFault::Time),
        wire("time 2^62", |w| with(w, |c| c.time = 1 << 62), ShapeFault::Time),
        wire("time -2^62", |w| with(w, |c| c.time = -(1 << 62)), ShapeFault::Time),
        (
            "an unknown dependency",
            |w| with(w, |c| c.dependencies = vec![ChangeHash([9; 32])]),
            Missing,
            None,
        ),
        (
            "one of two dependencies unknown",
            |w| with(w, |c| c.dependencies = sorted(vec![w.a2.1, ChangeHash([9; 32])])),
            Missing,
            None,
        ),
    ]
}

/// What looks odd and is allowed: Automerge takes these, keeps their hash and reloads.
fn allowed_cases() -> Vec<Case> {
    vec![
        ("the good change", World::good, Sound, None),
        ("a known change", |w| w.a1.0.clone(), Known, None),
        (
            "a blind put, though a value is known",
            |w| with(w, |c| c.puts[0].predecessors.clear()),
            Sound,
            None,
        ),
        (
            "redundant dependencies",
            |w| with(w, |c| c.dependencies = sorted(vec![w.a1.1, w.a2.1])),
            Sound,
            None,
        ),
        (
            "all heads",
            |w| {
                with(w, |c| {
                    c.dependencies = sorted(vec![w.a2.1, w.c1.1]);
                    c.puts[0].predecessors = vec![op(1, A).min(op(1, C)), op(1, A).max(op(1, C))];
                })
            },
            Sound,
            None,
        ),
        ("an empty value", |w| with(w, |c| c.puts[0].value.clear()), Sound, None),
        (
            "16 values of 4 KiB less a little",
            |w| {
                with(w, |c| {
                    c.puts = (10..25).map(|n| put(&format!("k{n}"), &[])).collect();
                    c.puts.iter_mut().for_each(|put| put.value = vec![7; 4096]);
                })
            },
            Sound,
            None,
        ),
        ("time 2^40 - 1", |w| with(w, |c| c.time = (1 << 40) - 1), Sound, None),
        ("time 1 - 2^40", |w| with(w, |c| c.time = 1 - (1 << 40)), Sound, None),
        (
            "the same op counter by another actor",
            |_| change(B, 1, 1, &[], vec![put("k", &[])]),
            Sound,
            None,
        ),
    ]
}

fn verdict(world: &World, change: &Change, hash: ChangeHash) -> Verdict {
    if let Err(fault) = change.check_shape() {
        return Shape(fault);
    }
    match examine(&world.ledger, change, &hash).unwrap() {
        Finding::Sound(_) => Sound,
        Finding::Known => Known,
        Finding::Missing(_) => Missing,
        Finding::Fork(_) => Fork,
        Finding::Broken(fault) => Broken(fault),
    }
}

fn check(cases: Vec<Case>) {
    let world = World::new();
    let before = portrait(&world.ledger);
    for (name, make, expected, bytes) in cases {
        let change = make(&world);
        // The encoder is not made for a shape that was not checked.
        let hash = match change.check_shape() {
            Ok(()) => change.hash(),
            Err(_) => ChangeHash([0; 32]),
        };
        assert_eq!(verdict(&world, &change, hash), expected, "{name}");
        match (travel(&change, hash), bytes) {
            (Err(BatchError::Frame(error)), Some(bytes)) => assert_eq!(error, bytes, "{name}"),
            (Ok(batch), None) => {
                let (read, hash) = batch.changes().next().unwrap();
                assert_eq!(*read, change, "{name}");
                assert_eq!(verdict(&world, read, *hash), expected, "{name}, read");
            }
            (travelled, expected) => panic!("{name}: {travelled:?}, not {expected:?}"),
        }
        assert_eq!(portrait(&world.ledger), before, "{name}: examining changes nothing");
    }
}

#[test]
fn predecessors() {
    check(predecessor_cases());
}

#[test]
fn sequences_and_counters() {
    check(counter_cases());
}

#[test]
fn shapes() {
    check(shape_cases());
}

#[test]
fn allowed_though_odd() {
    check(allowed_cases());
}

#[test]
fn a_superseded_predecessor_in_the_past_is_allowed() {
    let mut world = World::new();
    let good = world.good();
    world.admit(&good, good.hash());
    let late = change(C, 2, 4, &sorted(vec![good.hash(), world.c1.1]), vec![put("k", &[op(1, A)])]);
    assert_eq!(verdict(&world, &late, late.hash()), Sound);
    assert_eq!(actor(C), late.actor);
}

#[test]
fn faults_and_their_codes() {
    for (fault, refusal, code) in [
        (Fault::Sequence, Refusal::Sequence, "sequence"),
        (Fault::StartOp, Refusal::StartOp, "start_op"),
        (Fault::Predecessor, Refusal::Predecessor, "predecessor"),
    ] {
        assert_eq!(Refusal::from(fault), refusal);
        assert_eq!(refusal.code(), code);
    }
}
