//! The structure rules of PROTOCOL section 3: may this change join this graph?
//!
//! Owns the rules and their order. Each one keeps Automerge from a panic or from a save that
//! cannot be loaded; the measurements are in `docs/PROTOCOL.md`.

use thiserror::Error;

use super::clock::{Clock, name_all_heads};
use super::view::{Node, View};
use crate::bugs::{Bug, bug};
use crate::change::Change;
use crate::ids::{ChangeHash, OpId};

/// What a look at a change finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// May join, at this place.
    Sound(Node),
    /// Is there already.
    Known,
    /// Depends on changes that are not here: park it.
    Missing(Vec<ChangeHash>),
    /// The actor's sequence is taken by another change: her key was cloned, rolled back or stolen.
    Fork(ChangeHash),
    /// Can never join.
    Broken(Fault),
}

/// A rule that a change breaks. Final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum Fault {
    /// The sequence does not follow the actor's last, or the dependencies do not name that one.
    #[error("the sequence does not follow the actor's previous change among the dependencies")]
    Sequence,
    /// Start op is not one more than the highest op of the dependencies.
    #[error("start op is not one more than the highest op of the dependencies")]
    StartOp,
    /// A predecessor is no put on the same key in the causal past of the dependencies.
    #[error("a predecessor is not a put on the same key in the causal past")]
    Predecessor,
}

/// Examines a change whose shape, hash and signature were checked.
pub fn examine<V: View>(view: &V, change: &Change, hash: &ChangeHash) -> Result<Finding, V::Error> {
    if let Some(held) = view.change_of(&change.actor, change.sequence)? {
        return Ok(if held == *hash { Finding::Known } else { Finding::Fork(held) });
    }
    let mut nodes = Vec::with_capacity(change.dependencies.len());
    let mut missing = Vec::new();
    for dependency in &change.dependencies {
        match view.node(dependency)? {
            Some(node) => nodes.push(node),
            None => missing.push(*dependency),
        }
    }
    if !missing.is_empty() && !bug(Bug::SkippedDependencyCheck) {
        return Ok(Finding::Missing(missing));
    }
    if !sequence_follows(change, &nodes)
        || view.last_sequence(&change.actor)?.unwrap_or(0) + 1 != change.sequence
    {
        return Ok(Finding::Broken(Fault::Sequence));
    }
    let highest = nodes.iter().map(|node| node.max_op).max().unwrap_or(0);
    if change.start_op != highest + 1 {
        return Ok(Finding::Broken(Fault::StartOp));
    }
    let are_all_heads = name_all_heads(&change.dependencies, &view.heads()?);
    let mut clock = Clock::of_dependencies(view, &nodes, are_all_heads)?;
    for (_, put) in change.ops() {
        for predecessor in &put.predecessors {
            if !is_in_past(view, &clock, predecessor, put.key.as_str())? {
                return Ok(Finding::Broken(Fault::Predecessor));
            }
        }
    }
    let position = view.len()?;
    clock.add(change.actor, change.sequence, position);
    Ok(Finding::Sound(Node {
        position,
        actor: change.actor,
        sequence: change.sequence,
        max_op: change.max_op(),
        clock,
    }))
}

fn sequence_follows(change: &Change, dependencies: &[Node]) -> bool {
    change.sequence == 1
        || dependencies
            .iter()
            .any(|node| node.actor == change.actor && node.sequence + 1 == change.sequence)
}

fn is_in_past<V: View>(
    view: &V,
    clock: &Clock,
    predecessor: &OpId,
    key: &str,
) -> Result<bool, V::Error> {
    Ok(view.put(predecessor)?.is_some_and(|place| {
        let is_seen = clock.holds(&predecessor.actor, place.sequence, place.position);
        place.key.as_str() == key && (is_seen || bug(Bug::PredecessorOutsideThePast))
    }))
}
