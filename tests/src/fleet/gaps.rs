//! What boards and `chaski gaps` say is missing, held against what phones truly have.
//!
//! Owns the comparison in the end, phone by phone. Must not count as central counts: what a phone
//! wrote is read from its own disk, also from one that lies in the river.

use std::collections::BTreeSet;

use server::store::DocumentRows;
use server::store::reports::GapsOf;
use sync_core::ids::ChangeHash;
use sync_core::phone::Profile;

use super::phone::Who;
use super::world::World;

impl World {
    /// Never more is said to be missing of a phone than it has and central has not; nothing of one
    /// that is there.
    pub(super) fn are_gaps_true(&mut self, documents: &[DocumentRows]) {
        let here: BTreeSet<ChangeHash> =
            documents.iter().flat_map(|rows| rows.changes.iter().map(|row| row.hash)).collect();
        let rows = self.central.ask(async |store| store.gap_rows(GapsOf::Programme).await.unwrap());
        for row in rows.into_iter().flatten() {
            let said = row.phone.missing + row.phone.unsent;
            let named: u64 = row.gaps.iter().map(|gap| gap.to - gap.from + 1).sum();
            let writer = &row.phone.writer;
            let Some((at, kept)) = self.of_writer(writer) else { continue };
            // What one key wrote on two disks, or anew on an older one, has its numbers twice.
            if kept.is_shared || kept.went_back {
                continue;
            }
            // What it signed to harm it made as well: its number is known, and where a restore took
            // back that it was refused, it is said to be missing. It need not have a place.
            let forged = kept.forgeries_signed;
            let truly = self.not_there(at, &here) + forged;
            // What it said that it still held is counted beside, and named by whoever draws the board.
            let missing = row.phone.missing;
            if missing.abs_diff(named) > forged {
                self.diverged(format!("{missing} are missing of {writer}, and {named} are named"));
            }
            if said > truly {
                self.diverged(format!(
                    "{said} are said to be missing of profile {at}, and {truly} are: {row:?}"
                ));
            }
        }
        self.tally.fault("board_compared");
    }

    /// The learner's profile that a key is on.
    fn of_writer(&self, writer: &str) -> Option<(usize, &super::phone::Kept)> {
        let hers = self.kept.iter().enumerate().filter(|(_, kept)| kept.who == Who::Learner);
        let mut found = hers.filter(|(_, kept)| kept.writer.as_deref() == Some(writer));
        found.next()
    }

    /// How many changes a disk holds that central has not.
    fn not_there(&mut self, at: usize, here: &BTreeSet<ChangeHash>) -> u64 {
        let entropy = &mut self.entropy();
        let kept = &self.kept[at];
        let Ok(profile) = Profile::open(kept.key.clone(), &kept.disk.rows(), entropy) else {
            return 0;
        };
        let hashes = sync_core::ids::DocumentKind::ALL.into_iter().flat_map(|kind| {
            let ledger = profile.ledger(kind);
            let all = ledger.into_iter().flat_map(|ledger| {
                ledger.state().flat_map(|(actor, _)| ledger.hashes_of(actor).to_vec())
            });
            all.collect::<Vec<_>>()
        });
        hashes.filter(|hash| !here.contains(hash)).count() as u64
    }
}
