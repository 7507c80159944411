//! An enrolled phone with a valid key and token, and the worst intentions.
//!
//! Whatever it says, the server answers with a refusal that has a name, lives on, and what it
//! holds stays as it was: every learner's export, and `verify`. How long the slowest answer took
//! is printed, not judged: that is for a release build on a quiet machine.
//!
//! - `scene`: the server, the phones, and what must not change
//! - `rules`: each rule broken once, re-signed; `others`: other people's keys, tokens, documents
//! - `bodies`: what is no request at all; `corpus`: bytes that break Automerge; `mutations`;
//!   `dear`: what costs most; `sealed`: the same through the boxes of a locked profile
//!
//! The cases of `rules` are those of sync-core's own tests, included as they are.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod bodies;
mod corpus;
mod dear;
mod mutations;
mod others;
mod random;
mod rules;
mod scene;
mod sealed;

#[path = "../../../sync-core/tests/one_fault/bytes.rs"]
mod bytes;
#[path = "../../../sync-core/tests/one_fault/counters.rs"]
mod counters;
#[path = "../../../sync-core/tests/one_fault/predecessors.rs"]
mod predecessors;
#[path = "../../../sync-core/tests/one_fault/schema.rs"]
mod schema;
#[path = "../../../sync-core/tests/one_fault/structure.rs"]
mod structure;
#[path = "../../../sync-core/tests/one_fault/world.rs"]
mod world;
