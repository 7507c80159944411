//! What `chaski` promises to whoever runs it: addresses, signals, JSON, exit statuses.
//!
//! - `serve`: readiness, environment, an end in order
//! - `seed`: the demonstration, and acting as one of its phones
//! - `verify`: every kind of damage is found
//! - `enrolment`: said first, then written
//! - `export`: both forms
//! - `report`: figures, equal to what the record says
//! - `backup`, `restore`, `schedule`: copies, their damage, putting one back, one a day
//! - `audit`: every kind of tampering with the log is found
//! - `usage`: what is refused, how, and where it is said

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod audit;
mod backup;
mod enrolment;
mod export;
mod handouts;
mod report;
mod restore;
mod schedule;
mod seed;
mod serve;
mod usage;
mod verify;

/// The day on which the demonstrations of these tests end.
const TODAY: &str = "2026-11-20";
