//! The harness: a real server process, and what talks to it.
//!
//! Drives the `chaski` binary over HTTP on loopback, with its real database, and phones that are
//! `sync_core`'s own profiles. A test that meets what it did not expect stops at once, so the
//! harness panics where a program would report.
//!
//! Owns processes, wire and simulated phones. Must not know a rule of the record, nor, but
//! for the fleet, link the server: what it knows of it, it knows from outside.
//!
//! - [`binary`], [`office`], [`server`]: the program, its data directory, a running server
//! - [`http`], [`proxy`]: bytes on the wire, and a wire that can be cut
//! - [`names`], [`origin`]: where a name leads, and who shows a certificate of it
//! - [`phone`], [`locked`], [`forger`]: an honest phone, open and locked, and one that is not
//! - [`disk`]: a phone's rows in a file
//! - [`crash`]: real processes, killed at random moments, and what must be there in the end
//! - [`courier`]: phones without a road, and what is carried for them
//! - [`desk`]: staff and their devices
//! - `fleet`: worlds of phones, staff and central, with everything that fails; `oulad`, `scale`: whole
//!   data sets brought in. They alone link the server (behind a feature)
//! - [`interop`]: programs that share nothing with the server
//! - [`ledger`]: what an exported record says
//! - [`random`]: seeds, and how often things are tried

#![expect(clippy::unwrap_used, reason = "a harness stops the test where its premise fails")]

pub mod binary;
pub mod courier;
pub mod crash;
pub mod desk;
pub mod disk;
#[cfg(feature = "fleet")]
pub mod fleet;
pub mod forger;
pub mod http;
pub mod interop;
pub mod ledger;
pub mod locked;
pub mod names;
pub mod office;
pub mod origin;
#[cfg(feature = "fleet")]
pub mod oulad;
pub mod phone;
pub mod proxy;
pub mod random;
#[cfg(feature = "fleet")]
pub mod scale;
pub mod server;
