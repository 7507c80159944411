//! One world: who and what is in it, and its time.
//!
//! Owns the state that steps change, and how a world begins and ends. Every chance is drawn from
//! its own stream.

use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::central::Central;
use super::courier::Parcel;
use super::hub::Hub;
use super::mishap::Copies;
use super::network::{Late, Whom};
use super::people::Twins;
use super::phone::{Kept, Phone};
use super::places::Places;
use super::staff::Office;
use super::tally::{Tally, tell};
use super::thief::Theft;
use super::truth::Truth;
use crate::random::Random;

/// When worlds begin: 2026-11-16, a Monday.
const BEGIN: i64 = 1_794_787_200;
/// Learners of a world, and of one in which some are erased.
const LEARNERS: [usize; 2] = [5, 7];
/// Telephones of a world: fewer than learners, so that they are shared.
const PHONES: usize = 4;
/// Staff, each with a device of her own.
const OFFICES: usize = 2;

/// What a world came to: where it ended, and what was found.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Its seed.
    pub seed: u64,
    /// The step at which it ended, or at which something was found.
    pub step: u64,
    /// Of all that went over the wire: two runs of one seed have the same.
    pub trace: u64,
    /// Counts.
    pub tally: Tally,
    /// What was found, in words.
    pub findings: Vec<String>,
}

/// A world.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) random: Random,
    /// The true time: central's clock.
    pub(super) now: i64,
    pub(super) step: u64,
    pub(super) trace: u64,
    pub(super) tally: Tally,
    pub(super) findings: Vec<String>,
    pub(super) central: Central,
    pub(super) copies: Copies,
    pub(super) learners: Vec<LearnerId>,
    pub(super) phones: Vec<Phone>,
    pub(super) kept: Vec<Kept>,
    pub(super) offices: Vec<Office>,
    pub(super) thefts: Vec<Theft>,
    pub(super) truth: Truth,
    /// Requests that are still on their way.
    pub(super) air: Vec<Late>,
    /// Files that somebody carries.
    pub(super) parcels: Vec<Parcel>,
    /// Of the first centre, in every other world; where phones fork there is none.
    pub(super) hub: Option<Hub>,
    /// Who answers the present visit.
    pub(super) meeting: Whom,
    /// Copies go on under the same actors, so that they fork; central does not go back then: of two
    /// branches it would forget the one that it ruled for.
    pub(super) may_fork: bool,
    /// The office finds people to be one, moves them, erases them, and hubs send files: in every
    /// other four worlds.
    pub(super) is_busy: bool,
    /// Central's machine is put back to pictures of it again and again, and nobody says so; no
    /// profile's time ends there.
    pub(super) is_careless: bool,
    /// Where learners are at home, and who stays where.
    pub(super) places: Places,
    /// Two ids of one woman.
    pub(super) twins: Option<Twins>,
    /// Faults are over.
    pub(super) is_quiet: bool,
    pub(super) actions: u64,
    /// The last day of the last period that was closed.
    pub(super) closed_to: Option<Day>,
}

impl World {
    /// The world of a seed, on its first morning.
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let central = Central::new(&mut random, BEGIN);
        let mut world = Self {
            seed,
            random,
            now: BEGIN + 8 * 3600,
            step: 0,
            trace: seed,
            tally: Tally::default(),
            findings: Vec::new(),
            central,
            copies: Copies::default(),
            learners: Vec::new(),
            phones: Vec::new(),
            kept: Vec::new(),
            offices: Vec::new(),
            thefts: Vec::new(),
            truth: Truth::default(),
            air: Vec::new(),
            parcels: Vec::new(),
            hub: None,
            meeting: Whom::Central,
            may_fork: seed.is_multiple_of(4),
            is_busy: (seed / 4).is_multiple_of(2),
            is_careless: seed % 16 == 3,
            places: Places::default(),
            twins: None,
            is_quiet: false,
            actions: 0,
            closed_to: None,
        };
        world.begin();
        world
    }

    fn begin(&mut self) {
        for _ in 0..PHONES {
            let phone = Phone::new(&mut self.random);
            self.phones.push(phone);
        }
        let learners = LEARNERS[usize::from(self.is_busy)];
        for _ in 0..learners {
            let id = LearnerId(self.random.bytes());
            self.places.settle(usize::from(self.learners.len() >= 3));
            let cohort = self.cohort_of(self.learners.len());
            self.central.add_learner(id, cohort, self.now);
            self.learners.push(id);
        }
        for number in 0..OFFICES {
            let login = format!("oficina-{number}");
            let account = self.central.add_account(&login, BEGIN);
            let device = self.random.bytes();
            self.offices.push(Office { account, device, phone: number });
        }
        self.is_quiet = true;
        if matches!(self.seed % 4, 1 | 2) {
            self.hub = Some(Hub::join(&self.central, self.now));
        }
        if self.is_busy {
            // Of one centre, or of two.
            self.twins = Some(Twins::new(*self.random.one_of(&[[0, 1], [1, 3]])));
        }
        for learner in 0..learners {
            let phone = self.random.below(PHONES);
            self.enrol(learner, phone, None);
            if self.random.percent(60) {
                let phone = self.random.below(PHONES);
                self.enrol(learner, phone, None);
            }
            for office in 0..OFFICES {
                self.register(office, learner);
            }
        }
        self.is_quiet = false;
    }

    /// Lives until so many visits were made, lets everybody meet, and looks.
    pub(super) fn live(mut self, sessions: u64) -> Ended {
        while self.tally.sessions < sessions && self.findings.is_empty() {
            self.step += 1;
            self.now += 1 + self.random.below(4 * 3600) as i64;
            tell(|| format!("step {} at {}", self.step, self.now));
            self.happen();
        }
        if self.findings.is_empty() {
            self.come_to_rest();
        }
        if self.findings.is_empty() {
            self.judge();
        }
        Ended {
            seed: self.seed,
            step: self.step,
            trace: self.trace,
            tally: self.tally,
            findings: self.findings,
        }
    }

    /// Remembers what went over the wire.
    pub(super) fn traced(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.trace = (self.trace ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// A chance of so many in a thousand, while there are faults at all.
    pub(super) fn fault(&mut self, name: &'static str, per_mille: usize) -> bool {
        let happens = !self.is_quiet && self.random.below(1000) < per_mille;
        if happens {
            self.tally.fault(name);
        }
        happens
    }

    /// Something that must not be.
    pub(super) fn found(&mut self, what: impl Into<String>) {
        self.findings.push(what.into());
    }
}
