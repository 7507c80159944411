//! What worlds came to, in numbers.
//!
//! Owns the one line that `--json` prints.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

/// Says on standard error what happens, as it happens.
static TELLS: AtomicBool = AtomicBool::new(false);

/// From here on worlds tell what happens in them.
pub fn tell_all() {
    TELLS.store(true, Ordering::Relaxed);
}

/// Tells something, where somebody asked for it.
pub(super) fn tell(what: impl FnOnce() -> String) {
    if TELLS.load(Ordering::Relaxed) {
        eprintln!("  {}", what());
    }
}

/// Counts of one world, or of many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Visits of phones.
    pub sessions: u64,
    /// Records that a phone showed to be at the office.
    pub acknowledged: u64,
    /// Records that should be at central and are not.
    pub lost: u64,
    /// Records, minutes or payments that are there more than once.
    pub duplicated: u64,
    /// Phones, documents or projections that differ from central's.
    pub diverged: u64,
    /// Things that somebody tried to pass off as another's word.
    pub forged_attempted: u64,
    /// Those that took effect.
    pub forged_accepted: u64,
    /// Requests that brought again what was brought before.
    pub duplicates_offered: u64,
    /// Things of a learner's that somebody could read who may not.
    pub leaked: u64,
    /// How often each fault happened.
    pub faults: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Counts a fault.
    pub fn fault(&mut self, name: &'static str) {
        tell(|| name.to_owned());
        *self.faults.entry(name).or_default() += 1;
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        self.sessions += other.sessions;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.duplicated += other.duplicated;
        self.diverged += other.diverged;
        self.forged_attempted += other.forged_attempted;
        self.forged_accepted += other.forged_accepted;
        self.duplicates_offered += other.duplicates_offered;
        self.leaked += other.leaked;
        for (name, count) in &other.faults {
            *self.faults.entry(name).or_default() += count;
        }
    }

    /// Nothing was found that must not be.
    pub fn is_clean(&self) -> bool {
        let found = [self.lost, self.duplicated, self.diverged, self.forged_accepted, self.leaked];
        found.iter().all(|count| *count == 0)
    }

    /// One line of JSON.
    pub fn to_json(&self) -> String {
        let faults = json!(self.faults);
        // By hand: the order of fields is part of what was asked for.
        format!(
            "{{\"sessions\":{},\"acknowledged\":{},\"lost\":{},\"duplicated\":{},\"diverged\":{},\
             \"forged_attempted\":{},\"forged_accepted\":{},\"duplicates_offered\":{},\
             \"leaked\":{},\"faults\":{faults}}}",
            self.sessions,
            self.acknowledged,
            self.lost,
            self.duplicated,
            self.diverged,
            self.forged_attempted,
            self.forged_accepted,
            self.duplicates_offered,
            self.leaked,
        )
    }
}
