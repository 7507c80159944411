//! After a final refusal or a fork: drop the branch, write the rest again under a new actor.
//!
//! Owns PROTOCOL section 3's repair on the phone. Nothing that she confirmed disappears: what is
//! refused is kept and shown, what merely followed it is said again.

use std::collections::{BTreeMap, HashMap, HashSet};

use minicbor::bytes::ByteVec;

use super::document::{Document, OwnChange};
use super::rows::{self, RefusedRow, RowChange};
use super::{Entropy, Profile};
use crate::change::Change;
use crate::ids::{ActorId, ChangeHash, DocumentKind, OpId};
use crate::ledger::Draft;
use crate::verdict::Refusal;

impl Profile {
    /// Drops refused changes, and writes again what followed them and what was forked.
    pub(super) fn rewrite(
        &mut self,
        refused: &[(DocumentKind, ChangeHash, Refusal)],
        forked: &[(DocumentKind, ChangeHash)],
        now: i64,
        entropy: &mut Entropy,
    ) -> Vec<RowChange> {
        let mut changes = Vec::new();
        // The old actor may have descendants of the dropped branch elsewhere: never go on with it.
        self.nonce = entropy.nonce();
        for kind in DocumentKind::ALL {
            let mut dropped: HashSet<ChangeHash> = HashSet::new();
            dropped.extend(refused.iter().filter(|entry| entry.0 == kind).map(|entry| entry.1));
            dropped.extend(forked.iter().filter(|entry| entry.0 == kind).map(|entry| entry.1));
            if dropped.is_empty() {
                continue;
            }
            let Some(document) = self.documents.remove(&kind) else { continue };
            let (kept, stranded, lost) = split(document, dropped);
            self.documents.insert(kind, self.rebuild(kept));
            // What a replica was known to hold there is another branch now, or nothing.
            for replica in &mut self.replicas {
                for (actor, sequence) in &lost {
                    replica.mark_lacking(kind, *actor, sequence.saturating_sub(1));
                }
            }
            let mut instead = Instead::default();
            for own in stranded {
                changes.push(rows::forget_own(own.row));
                match refused.iter().find(|(_, hash, _)| *hash == own.hash) {
                    Some((_, _, refusal)) => {
                        instead.skip(&own.change);
                        self.remember_refused(&own.change, *refusal, now);
                    }
                    None => {
                        let drafts = own.change.puts.iter().map(|put| Draft {
                            key: put.key.clone(),
                            value: put.value.clone(),
                            seen: Some(instead.of(&put.predecessors)),
                        });
                        let (at, drafts) = (own.change.time, drafts.collect());
                        changes.push(self.write_own(kind, at, drafts, entropy));
                        if let Some(again) = self.documents[&kind].own.last() {
                            instead.write(&own.change, &again.change);
                        }
                    }
                }
            }
        }
        changes.push(rows::refused(&self.data_key, &self.refused, entropy));
        changes
    }

    fn remember_refused(&mut self, change: &Change, refusal: Refusal, now: i64) {
        for put in &change.puts {
            self.refused.push(RefusedRow {
                code: refusal.code().to_owned(),
                key: put.key.as_str().to_owned(),
                at: now,
                value: ByteVec::from(put.value.clone()),
            });
        }
    }

    /// A document of what was kept, in the order in which it came.
    fn rebuild(&self, kept: Document) -> Document {
        enum Kept {
            Own(OwnChange),
            Foreign(super::document::ForeignBatch),
        }
        let mut in_order: Vec<(u64, Kept)> =
            kept.own.into_iter().map(|own| (own.row, Kept::Own(own))).collect();
        in_order
            .extend(kept.foreign.into_iter().map(|foreign| (foreign.row, Kept::Foreign(foreign))));
        in_order.sort_by_key(|(row, _)| *row);
        let writer = self.identity.writer();
        let mut document = Document { ended: kept.ended, ruled: kept.ruled, ..Document::default() };
        for (_, kept) in in_order {
            match kept {
                Kept::Own(own) => {
                    let admitted = document.admit_own(own, writer);
                    debug_assert!(admitted.is_ok(), "nothing kept depends on what was dropped");
                }
                Kept::Foreign(foreign) => document.admit_foreign(foreign),
            }
        }
        document
    }
}

/// What stands for the puts that were dropped, so that a change written again replaces what its
/// first writing replaced and nothing that arrived since: two corrections stay two.
#[derive(Default)]
struct Instead(HashMap<OpId, Vec<OpId>>);

impl Instead {
    fn of(&self, ops: &[OpId]) -> Vec<OpId> {
        ops.iter().flat_map(|op| self.0.get(op).cloned().unwrap_or_else(|| vec![*op])).collect()
    }

    /// A refused put leaves what it replaced.
    fn skip(&mut self, refused: &Change) {
        for (op, put) in refused.ops() {
            self.0.insert(op, self.of(&put.predecessors));
        }
    }

    fn write(&mut self, first: &Change, again: &Change) {
        for ((op, _), (new, _)) in first.ops().zip(again.ops()) {
            self.0.insert(op, vec![new]);
        }
    }
}

/// Of each actor the first change that goes.
type Lost = BTreeMap<ActorId, u32>;

/// Own changes that are in `dropped` or depend on such, in order, and the document without them.
fn split(
    mut document: Document,
    mut dropped: HashSet<ChangeHash>,
) -> (Document, Vec<OwnChange>, Lost) {
    loop {
        // Also through what others wrote on top of it.
        let others = document.foreign.iter().flat_map(|foreign| foreign.batch.changes());
        let follow: Vec<ChangeHash> = document
            .own
            .iter()
            .map(|own| (&own.change, own.hash))
            .chain(others.map(|(change, hash)| (change, *hash)))
            .filter(|(change, _)| change.dependencies.iter().any(|hash| dropped.contains(hash)))
            .map(|(_, hash)| hash)
            .collect();
        let before = dropped.len();
        dropped.extend(follow);
        if dropped.len() == before {
            break;
        }
    }
    let mut lost = Lost::new();
    let others = document.foreign.iter().flat_map(|foreign| foreign.batch.changes());
    let all = document.own.iter().map(|own| (&own.change, own.hash));
    for (change, hash) in all.chain(others.map(|(change, hash)| (change, *hash))) {
        if dropped.contains(&hash) {
            let first = lost.entry(change.actor).or_insert(change.sequence);
            *first = change.sequence.min(*first);
        }
    }
    let (stranded, kept) =
        std::mem::take(&mut document.own).into_iter().partition(|own| dropped.contains(&own.hash));
    document.own = kept;
    (document, stranded, lost)
}
