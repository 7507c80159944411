//! Many worlds, side by side.
//!
//! Owns how a campaign's seed becomes its worlds' seeds, and what is told of a world in which
//! something was found. Which thread runs a world, and when, changes nothing in it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::tally::Tally;
use super::world::{Ended, World};
use crate::random::Random;

/// Visits of one world before its faults end.
pub const SESSIONS_A_WORLD: u64 = 250;

/// A campaign.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// Visits at least, over all worlds: as many worlds are counted as hold so many.
    pub sessions: u64,
    /// Decides everything.
    pub seed: u64,
    /// Worlds at once.
    pub threads: usize,
}

/// What a campaign came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Of all worlds that ended.
    pub tally: Tally,
    /// The first world by number in which something was found.
    pub failed: Option<Ended>,
}

impl Campaign {
    /// Runs worlds by number until those from the first on hold all visits; after a finding begins
    /// no more.
    pub fn run(&self) -> Outcome {
        let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let ended: Mutex<BTreeMap<u64, Ended>> = Mutex::default();
        std::thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let world = live(seed_of(self.seed, number));
                        let is_over = !world.findings.is_empty();
                        let mut ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
                        ended.insert(number, world);
                        let is_over = is_over || self.counted(&ended).0 >= self.sessions;
                        stop.fetch_or(is_over, Ordering::Relaxed);
                    }
                });
            }
        });
        let mut ended = ended.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut tally = Tally::default();
        if let Some(number) = ended.iter().find(|(_, it)| !it.findings.is_empty()).map(|it| *it.0) {
            ended.values().for_each(|world| tally.add(&world.tally));
            return Outcome { tally, failed: ended.remove(&number) };
        }
        let (_, worlds) = self.counted(&ended);
        ended.values().take(worlds).for_each(|world| tally.add(&world.tally));
        Outcome { tally, failed: None }
    }

    /// Visits of the first worlds that ended, without a gap, as many as are needed; and how many
    /// worlds those are.
    fn counted(&self, ended: &BTreeMap<u64, Ended>) -> (u64, usize) {
        let (mut visits, mut worlds) = (0, 0);
        for (expected, (number, world)) in (0..).zip(ended) {
            if *number != expected || visits >= self.sessions {
                break;
            }
            visits += world.tally.sessions;
            worlds += 1;
        }
        (visits, worlds)
    }
}

/// The seed of a campaign's world.
pub fn seed_of(campaign: u64, number: u64) -> u64 {
    Random::new(campaign ^ number.wrapping_mul(0xd134_2543_de82_ef95)).bits()
}

/// Lives one world; a panic in it is a finding like any other.
pub fn live(seed: u64) -> Ended {
    let lived = catch_unwind(AssertUnwindSafe(|| World::new(seed).live(SESSIONS_A_WORLD)));
    lived.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        let said = said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Ended {
            seed,
            step: 0,
            trace: 0,
            tally: Tally { diverged: 1, ..Tally::default() },
            findings: vec![format!("panicked: {}", said.unwrap_or_default())],
        }
    })
}
