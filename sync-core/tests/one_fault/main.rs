//! Each rule broken once, by hand: the exact verdict, and a ledger that did not change.
//!
//! The cases of `structure`, `predecessors` and `counters` are those that make Automerge 0.12 panic, or leave a save that it
//! cannot load, and the rules around them; `bytes` breaks the form of frames and batches, `trust`
//! what a signature covers, `schema` who may say what where.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod bytes;
mod counters;
mod predecessors;
mod schema;
mod structure;
mod trust;
mod world;
