//! Thieves: they copy a profile with its key, and write as its learner until somebody revokes it.
//!
//! Owns thefts and their end. What a thief wrote before nobody knew is in the record, and must have
//! no effect once the phone is revoked from the moment of the theft on.

use sync_core::ids::WriterId;
use sync_core::phone::Action;

use super::disk::Written;
use super::phone::{Kept, Time, Who};
use super::tally::tell;
use super::truth::Mark;
use super::world::World;

/// A theft.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theft {
    pub(super) learner: usize,
    pub(super) writer: WriterId,
    /// When.
    pub(super) since: i64,
    /// The profile that was copied, and the copy.
    pub(super) places: [usize; 2],
    pub(super) is_known: bool,
}

impl World {
    pub(super) fn steal(&mut self) {
        if self.thefts.len() >= 2 {
            return;
        }
        let open = |kept: &Kept| kept.is_hers() && !kept.is_shared && kept.time == Time::Open;
        let Some(at) = self.one(open) else { return };
        let phone = self.random.below(self.phones.len());
        let Some(other) = self.copy_to(at, phone) else { return };
        self.kept[other].who = Who::Thief;
        self.kept[other].disk.said.clear();
        self.tally.fault("key_stolen");
        let Some(profile) = self.kept[at].open.as_ref() else { return };
        let (learner, writer) = (self.kept[at].learner, profile.identity().writer());
        let (since, places) = (self.now, [at, other]);
        self.thefts.push(Theft { learner, writer, since, places, is_known: false });
    }

    /// The thief writes hours of his own, in her name.
    pub(super) fn act_as_thief(&mut self, at: usize) {
        if !self.unlock(at) {
            return;
        }
        self.tally.forged_attempted += 1;
        let mark = Mark::Stolen(self.truth.foul());
        let (entry, fields) = (self.random.uuid(), self.fields(55, mark));
        self.truth.stolen_work.insert(entry.clone());
        tell(|| format!("profile {at} says {mark:?}"));
        let action = Action::WorkAdd { entry, fields };
        let (id, now, entropy) = (self.action_id(), self.now, &mut self.entropy());
        let Some(profile) = self.kept[at].open.as_mut() else { return };
        let Ok(rows) = profile.act(&id, &action, now, entropy) else { return };
        if self.write(at, rows) == Written::Lost {
            self.lock(at);
        }
    }

    /// She notices, and goes to the office: the phone's time ends from the theft on, and she gets
    /// another profile.
    pub(super) fn report_theft(&mut self, which: usize) {
        let theft = self.thefts[which];
        let id = self.learners[theft.learner];
        let Some(device) = self.central.device_of(id, theft.writer) else { return };
        self.central.revoke(id, device, theft.since, self.now);
        tell(|| format!("theft of {:?} since {} revoked", theft.places, theft.since));
        if !theft.is_known {
            self.tally.fault("phone_revoked");
            if self.hub.as_ref().is_some_and(|hub| self.now < hub.cut_until) {
                self.tally.fault("revoked_and_hub_not_told");
            }
            self.thefts[which].is_known = true;
            theft.places.into_iter().for_each(|at| self.end_time(at));
            let phone = self.kept[theft.places[0]].phone;
            self.enrol(theft.learner, phone, None);
        }
    }

    /// What is revoked is revoked, whatever central was put back to.
    pub(super) fn report_all_thefts(&mut self) {
        (0..self.thefts.len()).for_each(|which| self.report_theft(which));
    }
}
