//! One change, one fault: what shape and structure say of it, and what became of its bytes.

use sync_core::batch::BatchError;
use sync_core::change::{Change, ShapeFault};
use sync_core::frame::FrameError;
use sync_core::ids::ChangeHash;
use sync_core::ledger::{Fault, Finding, examine};
use sync_core::verdict::Refusal;

use crate::world::{A, B, C, World, actor, change, op, portrait, put, travel};

/// What shape and structure say of a change.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
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
pub(crate) type Case = (&'static str, fn(&World) -> Change, Verdict, Option<FrameError>);

pub(crate) fn with(world: &World, alter: impl FnOnce(&mut Change)) -> Change {
    let mut change = world.good();
    alter(&mut change);
    change
}

pub(crate) fn sorted(mut hashes: Vec<ChangeHash>) -> Vec<ChangeHash> {
    hashes.sort_unstable();
    hashes
}

pub(crate) fn shape_cases() -> Vec<Case> {
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
pub(crate) fn allowed_cases() -> Vec<Case> {
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

pub(crate) fn check(cases: Vec<Case>) {
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
