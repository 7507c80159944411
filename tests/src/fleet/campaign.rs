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
    /// Goes on after a finding.
    pub to_the_end: bool,
}

/// What a campaign came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Of all worlds that ended.
    pub tally: Tally,
    /// Worlds in which something was found, by number. Without [`Campaign::to_the_end`] the first.
    pub failed: Vec<Ended>,
}

impl Campaign {
    /// Runs worlds by number until those from the first on hold all visits; after a finding begins
    /// no more, unless it is to go on.
    pub fn run(&self) -> Outcome {
        let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
        let ended: Mutex<BTreeMap<u64, Ended>> = Mutex::default();
        std::thread::scope(|scope| {
            for _ in 0..self.threads.max(1) {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let world = live(seed_of(self.seed, number));
                        let is_over = !world.findings.is_empty() && !self.to_the_end;
                        let mut ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
                        ended.insert(number, world);
                        let is_over = is_over || self.counted(&ended).0 >= self.sessions;
                        stop.fetch_or(is_over, Ordering::Relaxed);
                    }
                });
            }
        });
        let ended = ended.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (_, whole) = self.counted(&ended);
        let has_found = ended.values().any(|world| !world.findings.is_empty());
        // Where it stopped at a finding all that was lived is told.
        let worlds = if has_found && !self.to_the_end { ended.len() } else { whole };
        let mut tally = Tally::default();
        let counted = ended.into_values().take(worlds).inspect(|world| tally.add(&world.tally));
        let mut failed: Vec<Ended> = counted.filter(|world| !world.findings.is_empty()).collect();
        if !self.to_the_end {
            failed.truncate(1);
        }
        Outcome { tally, failed }
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
