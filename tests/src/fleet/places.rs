//! Where learners are: moves between centres, and stays at the hub's.
//!
//! Owns whose home is where, as the office said last, and says it again to a central that was put
//! back. Whom a hub serves meanwhile is its own matter, and central's.

use std::collections::BTreeSet;

use sync_core::record::Day;

use super::central::COHORTS;
use super::world::World;

/// The longest stay, in days.
const LONGEST_STAY: usize = 9;

/// Homes and stays.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    /// The cohort of each learner, by its place among [`COHORTS`].
    homes: Vec<usize>,
    /// Who stays at the hub's centre though she lives elsewhere, and until which day.
    stays: Vec<(usize, Day)>,
    /// Whom the hub's centre ever had.
    ever: BTreeSet<usize>,
}

impl Places {
    /// One more learner, at home there.
    pub(super) fn settle(&mut self, cohort: usize) {
        if cohort == 0 {
            self.ever.insert(self.homes.len());
        }
        self.homes.push(cohort);
    }
}

impl World {
    /// Is this learner at home where the hub is?
    pub(super) fn is_at_hub(&self, learner: usize) -> bool {
        self.hub.is_some() && self.places.homes[learner] == 0
    }

    /// Does she come by there: at home, or on a visit?
    pub(super) fn comes_by_hub(&self, learner: usize) -> bool {
        let today = Day::of_seconds(self.now);
        let stays = |(who, until): &(usize, Day)| *who == learner && today <= *until;
        self.is_at_hub(learner) || (self.hub.is_some() && self.places.stays.iter().any(stays))
    }

    /// May the hub have known her, once?
    pub(super) fn was_ever_at_hub(&self, learner: usize) -> bool {
        self.hub.is_some() && self.places.ever.contains(&learner)
    }

    /// The cohort that a learner is in.
    pub(super) fn cohort_of(&self, learner: usize) -> &'static str {
        COHORTS[self.places.homes[learner]].0
    }

    /// Somebody moves to the other centre.
    pub(super) fn move_somebody(&mut self) {
        let present = self.present();
        let learner = *self.random.one_of(&present);
        let home = 1 - self.places.homes[learner];
        self.places.homes[learner] = home;
        self.places.stays.retain(|(who, _)| *who != learner);
        if home == 0 {
            self.places.ever.insert(learner);
        }
        self.tally.fault(if home == 0 { "moved_to_hub" } else { "moved_from_hub" });
        self.central.move_learner(self.learners[learner], self.cohort_of(learner), self.now);
        self.central.end_visit(self.learners[learner], COHORTS[0].1, self.now);
    }

    /// Somebody who lives elsewhere stays at the hub's centre for some days, or goes home early.
    pub(super) fn visit_somewhere(&mut self) {
        let elsewhere: Vec<usize> =
            self.present().into_iter().filter(|it| self.places.homes[*it] != 0).collect();
        if elsewhere.is_empty() {
            return;
        }
        let learner = *self.random.one_of(&elsewhere);
        let id = self.learners[learner];
        let before = self.places.stays.len();
        self.places.stays.retain(|(who, _)| *who != learner);
        if before > self.places.stays.len() && self.random.percent(50) {
            self.tally.fault("stay_ended");
            return self.central.end_visit(id, COHORTS[0].1, self.now);
        }
        self.tally.fault("stay_begun");
        let until = Day(Day::of_seconds(self.now).0 + self.random.below(LONGEST_STAY) as i32);
        self.places.stays.push((learner, until));
        self.places.ever.insert(learner);
        self.central.put_visit(id, COHORTS[0].1, until, self.now);
    }

    /// What the office said last it says again: central may have been put back to before.
    pub(super) fn say_where_people_are(&mut self) {
        if !self.is_busy {
            return;
        }
        for learner in self.present() {
            let (id, cohort) = (self.learners[learner], self.cohort_of(learner));
            self.central.move_learner(id, cohort, self.now);
            let today = Day::of_seconds(self.now);
            let stays = |(who, until): &&(usize, Day)| *who == learner && today <= *until;
            match self.places.stays.iter().find(stays) {
                Some((_, until)) => self.central.put_visit(id, COHORTS[0].1, *until, self.now),
                None => self.central.end_visit(id, COHORTS[0].1, self.now),
            }
        }
    }
}
