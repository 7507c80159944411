//! What others wrote, taken in from a replica that served it.
//!
//! Owns what is known of that replica by it: it holds what it served and what is in the ledger here.
//! Where a fork has two branches it serves the one that it has, which may be the other.

use super::document::ForeignBatch;
use super::rows;
use super::{Absorbed, Entropy, Profile};
use crate::batch::Batch;

impl Profile {
    /// Takes in batches of the feed, which were checked.
    pub(super) fn take_batches(
        &mut self,
        batches: Vec<Batch>,
        absorbed: &mut Absorbed,
        entropy: &mut Entropy,
    ) {
        for batch in batches {
            let kind = batch.address.document.kind;
            // Nobody signs for an answer: of what this key wrote only a receipt says where it is.
            let by_this_key = batch.address.writer == self.identity.writer();
            let next_row = self.next_row;
            let document = self.document_mut(kind);
            let is_new = batch.changes().any(|(_, hash)| !document.ledger.contains(hash));
            // What waits here, or was ruled out, may be served again.
            let is_kept = || document.foreign.iter().any(|known| known.batch == batch);
            if is_new && !is_kept() {
                let foreign = ForeignBatch { row: next_row, batch: batch.clone() };
                let row = rows::foreign(&self.data_key, &foreign, entropy);
                absorbed.rows.push(row);
                self.document_mut(kind).admit_foreign(foreign);
                self.next_row += 1;
                // Lost here and given back: offered at once, for the receipt.
                absorbed.again |= by_this_key;
            }
            if !by_this_key {
                self.mark_served(&batch);
            }
        }
    }

    /// The replica that answers holds what it served.
    fn mark_served(&mut self, batch: &Batch) {
        let kind = batch.address.document.kind;
        let Some(document) = self.documents.get(&kind) else { return };
        let Some(replica) = self.replicas.first_mut() else { return };
        for run in &batch.runs {
            let here = run.changes.iter().rev().find(|(_, hash)| document.ledger.contains(hash));
            if let Some((change, _)) = here {
                replica.mark_held(kind, run.actor, change.sequence);
            }
        }
    }
}
