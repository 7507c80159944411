//! Random histories within the rules of PROTOCOL sections 1 and 3.
//!
//! Owns how a history grows out of arbitrary numbers, and what is known of it without the ledger:
//! who is in whose past. Must not use the ledger: it is what the ledger is held against.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sync_core::batch::Batch;
use sync_core::change::{Change, MAX_DEPENDENCIES, MAX_PREDECESSORS, Put};
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce, OpId};
use sync_core::key::RegisterKey;
use sync_core::trust::{SigningKey, actor_of};

/// The document that all histories write.
pub(crate) const DOCUMENT: DocumentId =
    DocumentId { learner: LearnerId([7; 16]), kind: DocumentKind::Record };

/// Arbitrary numbers, of which one change is made.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Which actor.
    pub(crate) actor: u8,
    /// Which earlier changes to depend on; `None`: all that nobody depends on yet.
    pub(crate) depends: Option<Vec<u16>>,
    /// Which keys, and which of the puts in the past each one replaces.
    pub(crate) puts: Vec<(u8, u64)>,
    /// Length of the values.
    pub(crate) length: u8,
    /// Seconds.
    pub(crate) time: i64,
}

/// A change and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) change: Change,
    pub(crate) hash: ChangeHash,
    /// Index of the writer, and the nonce that makes the actor.
    pub(crate) writer: usize,
    pub(crate) nonce: Nonce,
    /// Everything in its causal past, itself included.
    pub(crate) past: BTreeSet<usize>,
}

/// Keys of the sections that we know, and of some that nobody knows yet.
pub(crate) fn keys() -> Vec<RegisterKey> {
    [
        "work/01920f3a-7c1e-7abc-8def-0123456789ab",
        "work/01920f3a-7c1e-7abc-8def-0123456789ac",
        "progress/k3f4d2ma/0102030405060708",
        "progress/k3f4d2mb/0102030405060709",
        "interest/a",
        "horoscope/.-_0",
        "zzzzzzzzzzzzzzzz/a",
        "answer/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ]
    .iter()
    .filter_map(|text| RegisterKey::parse(text))
    .collect()
}

/// The key of the writer with this number.
pub(crate) fn signing_key(writer: usize) -> SigningKey {
    SigningKey::from_seed([writer as u8 + 1; 32])
}

/// Three actors to a writer: three starts of her app.
pub(crate) fn actor(number: usize) -> (usize, Nonce, ActorId) {
    let (writer, nonce) = (number / 3, Nonce([number as u8; 8]));
    (writer, nonce, actor_of(&signing_key(writer).public(), DOCUMENT, nonce))
}

/// Makes a history within the rules.
pub(crate) fn grow(steps: &[Step]) -> Vec<Event> {
    let keys = keys();
    let mut events: Vec<Event> = Vec::new();
    let mut last: HashMap<ActorId, usize> = HashMap::new();
    let mut heads: BTreeSet<usize> = BTreeSet::new();
    for step in steps {
        let (writer, nonce, actor) = actor(usize::from(step.actor));
        let mut depends: BTreeSet<usize> = match &step.depends {
            None => heads.iter().rev().take(MAX_DEPENDENCIES - 1).copied().collect(),
            Some(_) if events.is_empty() => BTreeSet::new(),
            Some(chosen) => chosen.iter().map(|i| usize::from(*i) % events.len()).collect(),
        };
        depends.extend(last.get(&actor));
        let mut past: BTreeSet<usize> =
            depends.iter().flat_map(|i| events[*i].past.iter().copied()).collect();
        let highest = depends.iter().map(|i| events[*i].change.max_op()).max().unwrap_or(0);
        let mut puts: Vec<Put> = Vec::new();
        for (n, (key, replaces)) in step.puts.iter().enumerate() {
            let key = keys[usize::from(*key) % keys.len()].clone();
            if puts.iter().any(|put| put.key == key) {
                continue;
            }
            let on_this_key = past.iter().flat_map(|i| {
                let ops = events[*i].change.ops();
                ops.filter(|(_, put)| put.key == key).map(|(op, _)| op).collect::<Vec<_>>()
            });
            let mut predecessors: Vec<OpId> = on_this_key
                .enumerate()
                .filter(|(i, _)| replaces >> (i % 64) & 1 == 1)
                .map(|(_, op)| op)
                .take(MAX_PREDECESSORS)
                .collect();
            predecessors.sort_unstable();
            let value = vec![n as u8 ^ step.length; usize::from(step.length)];
            puts.push(Put { key, value, predecessors });
        }
        puts.sort_by(|a, b| a.key.as_str().cmp(b.key.as_str()));
        let mut dependencies: Vec<ChangeHash> = depends.iter().map(|i| events[*i].hash).collect();
        dependencies.sort_unstable();
        let sequence = last.get(&actor).map_or(1, |i| events[*i].change.sequence + 1);
        let change =
            Change { actor, sequence, start_op: highest + 1, time: step.time, dependencies, puts };
        let (index, hash) = (events.len(), change.hash());
        past.insert(index);
        heads.retain(|head| !depends.contains(head));
        heads.insert(index);
        last.insert(actor, index);
        events.push(Event { change, hash, writer, nonce, past });
    }
    events
}

/// What each writer would send of it: one batch, a run for each of her app starts.
pub(crate) fn signed(events: &[Event]) -> Vec<Batch> {
    type Runs = Vec<(Nonce, Vec<(Change, ChangeHash)>)>;
    let mut writers: BTreeMap<usize, Runs> = BTreeMap::new();
    for event in events {
        let runs = writers.entry(event.writer).or_default();
        let run = match runs.iter().position(|(nonce, _)| *nonce == event.nonce) {
            Some(run) => run,
            None => {
                runs.push((event.nonce, Vec::new()));
                runs.len() - 1
            }
        };
        runs[run].1.push((event.change.clone(), event.hash));
    }
    let sign = |(writer, runs)| Batch::sign(&signing_key(writer), DOCUMENT, 0, runs);
    writers.into_iter().map(sign).collect()
}
