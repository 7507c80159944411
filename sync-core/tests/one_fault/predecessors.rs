//! What a put may replace: puts on the same key, in the past of its dependencies.

use sync_core::change::ShapeFault;
use sync_core::frame::FrameError;
use sync_core::ledger::Fault;

use crate::structure::Verdict::{Broken, Shape};
use crate::structure::{Case, check, with};
use crate::world::{A, B, C, change, op, put};

pub(crate) fn predecessor_cases() -> Vec<Case> {
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

#[test]
fn predecessors() {
    check(predecessor_cases());
}
