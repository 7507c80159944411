//! Sequences and op counters: dense, from 1, and each used once.

use sync_core::change::ShapeFault;
use sync_core::frame::FrameError;
use sync_core::ledger::Fault;

use crate::structure::Verdict::{Broken, Fork, Shape};
use crate::structure::{Case, check, with};
use crate::world::{A, B, change, put};

pub(crate) fn counter_cases() -> Vec<Case> {
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

#[test]
fn sequences_and_counters() {
    check(counter_cases());
}
