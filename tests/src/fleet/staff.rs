//! Offices: staff who look at learners' records on devices of their own, and decide.
//!
//! Owns what staff do. Whether it counts is central's to say.

use sync_core::phone::{DecisionView, PayFields, StaffAction, StaffEntryView, finish_desk};
use sync_core::seal::DataKey;

use super::disk::Disk;
use super::phone::{Kept, Who};
use super::truth::{Mark, Said};
use super::world::World;

/// Somebody of staff and her device.
#[derive(Clone, Debug)]
pub(super) struct Office {
    /// Her account at central.
    pub(super) account: i64,
    /// The seed of the device's keys.
    pub(super) device: [u8; 32],
    /// Which telephone's clock and disk it has.
    pub(super) phone: usize,
}

impl World {
    /// An office takes up a learner.
    pub(super) fn register(&mut self, office: usize, learner: usize) {
        let Office { account, device, phone } = self.offices[office].clone();
        let id = self.learners[learner];
        let answer = self.central.register_desk(account, &device, id, self.now).unwrap();
        let (key, mut disk) = (DataKey::new(self.random.bytes()), Disk::default());
        disk.write(finish_desk(&key, &device, id, &answer, &mut self.entropy()).unwrap());
        self.kept.push(Kept::new(Who::Staff(office), learner, phone, key, disk, self.now));
        let at = self.kept.len() - 1;
        self.unlock(at);
    }

    /// Staff do something about a learner, as they know her.
    pub(super) fn act_as_staff(&mut self, at: usize) {
        if !self.unlock(at) {
            return;
        }
        match self.random.below(10) {
            0 => self.note(at),
            1 => self.enter_work(at),
            _ => self.decide(at),
        }
    }

    fn note(&mut self, at: usize) {
        let learner = self.kept[at].learner;
        let record = self.truth.begin(Said { learner, work: None, among_staff: true });
        let (note, text) = (self.random.uuid(), Mark::Honest(record).text());
        let action = StaffAction::Note { note, text, withdrawn: false, contact: None };
        self.save_as_staff(at, &action, record);
    }

    fn enter_work(&mut self, at: usize) {
        let (learner, entry) = (self.kept[at].learner, self.random.uuid());
        let minutes = 5 + self.random.below(100) as u32;
        let work = Some((entry.clone(), minutes));
        let record = self.truth.begin(Said { learner, work, among_staff: false });
        let fields = self.fields(minutes, Mark::Honest(record));
        let source = "paper".to_owned();
        let action = StaffAction::EnterWork { entry, fields, source, withdrawn: false, seen: None };
        self.save_as_staff(at, &action, record);
    }

    fn decide(&mut self, at: usize) {
        let Some(profile) = self.kept[at].open.as_ref() else { return };
        let entries = profile.staff_view().entries;
        let is_mine = |decision: &DecisionView| decision.mine && decision.live && decision.speaks;
        let waits = |entry: &&StaffEntryView| !entry.decisions.iter().any(is_mine);
        let waiting: Vec<&StaffEntryView> = entries.iter().filter(waits).collect();
        if waiting.is_empty() {
            return;
        }
        let entry = *self.random.one_of(&waiting);
        if entry.live.is_empty() {
            return;
        }
        let chosen = self.random.one_of(&entry.live).version.clone();
        let outcome = match self.random.below(10) {
            0 => "decline",
            1 => "ask",
            _ => "approve",
        };
        let learner = self.kept[at].learner;
        let record = self.truth.begin(Said { learner, work: None, among_staff: false });
        let action = StaffAction::Decide {
            entry: entry.id.clone(),
            seen: entry.live.iter().map(|version| version.version.clone()).collect(),
            chosen,
            outcome: outcome.to_owned(),
            minutes: None,
            units: None,
            pay: (outcome == "approve").then(terms),
            reason: (outcome != "approve").then(|| "otra-cantidad".to_owned()),
            note: Some(Mark::Honest(record).text()),
            bulk: false,
        };
        self.save_as_staff(at, &action, record);
    }

    fn save_as_staff(&mut self, at: usize, action: &StaffAction, record: u32) {
        let (id, now, entropy) = (self.action_id(), self.now, &mut self.entropy());
        let Some(profile) = self.kept[at].open.as_mut() else { return };
        match profile.act_as_staff(&id, action, now, entropy) {
            Ok(rows) => self.saved(at, rows, record),
            Err(error) => self.found(format!("staff cannot do {action:?}: {error}")),
        }
    }
}

fn terms() -> PayFields {
    PayFields { basis: "hour".to_owned(), rate: 1650, currency: "BOB".to_owned(), rounding: 10 }
}
