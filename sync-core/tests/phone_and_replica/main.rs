//! Phones against a replica: whatever is cut, repeated, forged, cloned, rolled back or restored,
//! nothing that was saved is lost and nothing is doubled.
//!
//! `office` is a replica in memory made of the core's own ledger and messages, `phones` are
//! profiles on disks that do what they are told.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod backed_up;
#[path = "../support/cases.rs"]
mod cases;
mod forged;
mod hubs_end;
mod locked;
mod locked_forged;
mod locked_office;
mod notices;
mod office;
mod phones;
#[path = "../support/random.rs"]
mod random;
mod repair;
mod rulings;
mod sessions;
mod simulated;
mod stories;
