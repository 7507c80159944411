//! What befalls telephones and central, other than on the road.
//!
//! Owns copies of central's disk and of its database, and which telephones break, go back, are
//! copied or lost. Says to the truth what may be gone by it, and nothing more than that.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::machine::GoesBack;
use super::phone::{Kept, Time, clock_off};
use super::truth::{Mark, RecordNumber};
use super::world::World;

/// A copy of central, and what was promised to be there when it was made.
#[derive(Clone, Debug)]
struct Copy {
    file: PathBuf,
    at: i64,
    secured: BTreeSet<RecordNumber>,
}

/// Copies of central that there are.
#[derive(Clone, Debug, Default)]
pub(super) struct Copies {
    /// Made by `chaski backup`.
    backups: Vec<Copy>,
    /// Pictures of the disk, which nobody verified.
    picture: Option<Copy>,
}

impl Copies {
    /// A phone that enrolled since could not come back by itself: only a restore lets it.
    pub(super) fn forget_pictures(&mut self) {
        self.picture = None;
    }

    /// Only what was copied after a moment is of use.
    pub(super) fn forget_before(&mut self, at: i64) {
        self.picture = None;
        self.backups.retain(|backup| backup.at > at);
    }
}

impl World {
    pub(super) fn back_up(&mut self) {
        self.tally.fault("backup");
        let file = self.central.back_up(self.now);
        let secured = self.truth.secured.clone();
        self.copies.backups.push(Copy { file, at: self.now, secured });
    }

    /// An operator puts a backup back: the newest, or yesterday's.
    pub(super) fn restore(&mut self) {
        if self.may_fork {
            return;
        }
        let newest = self.copies.backups.len();
        let Some(last) = newest.checked_sub(1) else { return };
        let which = last - usize::from(last > 0 && self.random.percent(50));
        self.tally.fault("restore");
        let copy = self.copies.backups[which].clone();
        self.copies.backups.truncate(which + 1);
        self.copies.picture = None;
        let before = self.at_central();
        self.central.restore(&copy.file, self.now);
        self.went_back(&copy, &before);
    }

    /// Central is what it was when this copy was made.
    fn went_back(&mut self, copy: &Copy, before: &BTreeSet<RecordNumber>) {
        self.truth.put_back(&copy.secured, before, &self.at_central());
        let paid = self.paid();
        self.truth.paid_to_erased.retain(|line| paid.contains(line));
        // Whoever put it back says again what the directory should be.
        self.say_where_people_are();
    }

    /// Central's disk goes back to a picture of it, and nobody says so.
    pub(super) fn roll_back_central(&mut self) {
        let over = |kept: &Kept| !kept.is_gone && kept.time != Time::Open;
        // Who reads nothing cannot notice it (`docs/FLEET.md`, what it does not do).
        if self.may_fork || self.kept.iter().any(over) {
            return;
        }
        match self.copies.picture.take() {
            None => {
                let file = self.central.copy_files(self.now);
                let secured = self.truth.secured.clone();
                self.copies.picture = Some(Copy { file, at: self.now, secured });
            }
            Some(picture) => {
                self.tally.fault("central_rolled_back");
                let before = self.at_central();
                self.central.put_files_back(&picture.file, GoesBack::TheDatabase, self.now);
                self.went_back(&picture, &before);
                // Backups that are younger speak of another history.
                self.copies.backups.clear();
            }
        }
    }

    /// Records that central has.
    fn at_central(&self) -> BTreeSet<RecordNumber> {
        let documents = self.central.documents();
        let puts = documents.iter().flat_map(|rows| rows.registers.values()).flatten();
        let records = puts.filter_map(|put| match Mark::find(&put.value) {
            Some(Mark::Honest(record)) => Some(record),
            _ => None,
        });
        records.collect()
    }

    /// A telephone is dropped into the river, and its learner gets another.
    pub(super) fn lose_phone(&mut self) {
        let Some(at) = self.one(|kept| kept.is_hers() && !kept.is_shared) else { return };
        self.tally.fault("phone_lost");
        self.kept[at].is_gone = true;
        self.lock(at);
        let (learner, phone) = (self.kept[at].learner, self.random.below(self.phones.len()));
        if !self.is_erased(learner) {
            self.enrol(learner, phone, None);
        }
    }

    /// Her secret is forgotten: a new profile beside the old one, which goes on by its segments.
    pub(super) fn replace_profile(&mut self) {
        let open = |kept: &Kept| kept.is_hers() && !kept.is_shared && kept.time == Time::Open;
        let Some(at) = self.one(open) else { return };
        if !self.unlock(at) {
            return;
        }
        let Some(profile) = self.kept[at].open.as_ref() else { return };
        let (learner, writer) = (self.kept[at].learner, profile.identity().writer());
        let Some(device) = self.central.device_of(self.learners[learner], writer) else { return };
        self.tally.fault("profile_replaced");
        let phone = self.kept[at].phone;
        self.enrol(learner, phone, Some(device));
        self.end_time(at);
        self.lock(at);
    }

    /// A telephone's storage goes back to what it was, as from a copy of it.
    pub(super) fn roll_back_phone(&mut self) {
        let Some(at) = self.one(|kept| kept.is_hers() && !kept.is_shared) else { return };
        self.lock(at);
        let now = self.kept[at].disk.clone();
        match self.kept[at].older.replace(now) {
            Some(older) if self.random.percent(40) => {
                self.tally.fault("phone_rolled_back");
                self.kept[at].disk = older;
                self.kept[at].went_back = true;
                self.kept[at].older = None;
            }
            _ => {}
        }
    }

    /// A telephone is copied onto another while it runs: both go on as the same.
    pub(super) fn clone_phone(&mut self) {
        let Some(at) = self.one(|kept| kept.is_hers() && !kept.is_shared) else { return };
        let phone = self.random.below(self.phones.len());
        let Some(other) = self.copy_to(at, phone) else { return };
        self.tally.fault("phone_cloned");
        if self.may_fork {
            // Both write on before either meets anybody: each its own next change.
            self.act(at);
            self.act(other);
        }
    }

    /// The place of a copy of a profile, which goes on under the same actors where it may.
    pub(super) fn copy_to(&mut self, at: usize, phone: usize) -> Option<usize> {
        self.lock(at);
        // What came while it was locked is settled once, and not by both.
        if !self.unlock(at) {
            return None;
        }
        self.lock(at);
        let entropy = self.entropy();
        if !self.unlock_with(at, &mut entropy.clone()) {
            return None;
        }
        let kept = &self.kept[at];
        let (key, disk) = (kept.key.clone(), kept.disk.clone());
        let mut copy = Kept::new(kept.who, kept.learner, phone, key, disk, kept.since);
        copy.time = kept.time;
        self.kept.push(copy);
        let other = self.kept.len() - 1;
        self.kept[at].is_shared = true;
        self.kept[at].older = None;
        self.kept[other].is_shared = true;
        if self.may_fork {
            // A copy of what runs: it goes on where the other is.
            self.unlock_with(other, &mut entropy.clone());
        }
        Some(other)
    }

    /// Somebody fills a telephone, or clears it; sets its clock.
    pub(super) fn change_phone(&mut self) {
        let which = self.random.below(self.phones.len());
        let off = clock_off(&mut self.random);
        let is_full = self.random.percent(25);
        let phone = &mut self.phones[which];
        phone.is_full = is_full;
        if phone.clock_off != off {
            phone.clock_off = off;
            self.tally.fault("clock_set");
        }
    }
}
