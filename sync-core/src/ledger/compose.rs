//! Writing a change on top of what a ledger holds.
//!
//! Owns the choice of dependencies and predecessors. What it writes, [`examine`](super::examine)
//! finds sound on every replica that holds the dependencies.

use super::clock::name_all_heads;
use super::{Clock, Ledger, Node, View};
use crate::change::{Change, MAX_DEPENDENCIES, MAX_PREDECESSORS, MAX_TIME_SECONDS, Put};
use crate::ids::{ActorId, ChangeHash, OpId};
use crate::key::RegisterKey;

/// One value to put, and what it replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where.
    pub key: RegisterKey,
    /// What.
    pub value: Vec<u8>,
    /// The live puts that the writer saw and means to replace; `None`: all that are live now.
    pub seen: Option<Vec<OpId>>,
}

impl Ledger {
    /// One user action: puts on distinct keys, each replacing the live values that were seen.
    ///
    /// `time` is seconds since 1970 by the writer's clock, however wrong. Keys may come in any order.
    pub fn compose(&self, actor: ActorId, time: i64, drafts: Vec<Draft>) -> Change {
        let sequence = self.hashes_of(&actor).len() as u32 + 1;
        let dependencies = self.choose_dependencies(&actor);
        let nodes: Vec<Node> =
            dependencies.iter().filter_map(|hash| infallible(self.node(hash))).collect();
        let all = name_all_heads(&dependencies, &self.current_heads());
        let clock =
            infallible(Clock::of_dependencies(self, &nodes, all).map(Some)).unwrap_or_default();
        let mut puts: Vec<Put> = drafts
            .into_iter()
            .map(|Draft { key, value, seen }| {
                let mut predecessors = self.live_in_past(&key, &clock);
                predecessors.retain(|op| seen.as_ref().is_none_or(|seen| seen.contains(op)));
                Put { key, value, predecessors }
            })
            .collect();
        puts.sort_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
        let start_op = 1 + nodes.iter().map(|node| node.max_op).max().unwrap_or(0);
        let time = time.clamp(1 - MAX_TIME_SECONDS, MAX_TIME_SECONDS - 1);
        Change { actor, sequence, start_op, time, dependencies, puts }
    }

    /// All the heads and the actor's own last change, which a head of another's may cover; of more
    /// than 32, her own and the 31 newest others.
    fn choose_dependencies(&self, actor: &ActorId) -> Vec<ChangeHash> {
        let mut heads = self.current_heads();
        let own = self.hashes_of(actor).last().copied();
        if let Some(own) = own
            && let Err(place) = heads.binary_search(&own)
        {
            heads.insert(place, own);
        }
        if heads.len() <= MAX_DEPENDENCIES {
            return heads;
        }
        let mut others: Vec<(u32, ChangeHash)> = heads
            .into_iter()
            .filter(|head| Some(*head) != own)
            .filter_map(|head| infallible(self.node(&head)).map(|node| (node.position, head)))
            .collect();
        others.sort_unstable_by_key(|(position, _)| std::cmp::Reverse(*position));
        let mut chosen: Vec<ChangeHash> = others
            .into_iter()
            .take(MAX_DEPENDENCIES - 1)
            .map(|(_, head)| head)
            .chain(own)
            .collect();
        chosen.sort_unstable();
        chosen
    }

    fn live_in_past(&self, key: &RegisterKey, clock: &Clock) -> Vec<OpId> {
        let Some(register) = self.register(key) else { return Vec::new() };
        let mut newest: Vec<OpId> = register
            .live()
            .rev()
            .filter(|row| {
                infallible(self.put(&row.op))
                    .is_some_and(|place| clock.holds(&row.op.actor, place.sequence, place.position))
            })
            .take(MAX_PREDECESSORS)
            .map(|row| row.op)
            .collect();
        newest.reverse();
        newest
    }
}

fn infallible<T>(result: Result<Option<T>, std::convert::Infallible>) -> Option<T> {
    match result {
        Ok(value) => value,
    }
}
