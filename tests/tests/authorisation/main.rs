//! Who may do what, held against `tests/authorisation/expected.csv`, which is written by hand.
//!
//! - `table`: reading it
//! - `scene`: centres, cohorts, and an account for each role, scope and state
//! - `matrix`: every account at every address
//! - `lists`: lists hold what is in scope, and nothing else
//! - `sections`: every writer at every section of every document
//! - `sessions`: no session, an ended one, another's, a first password

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod lists;
mod matrix;
mod scene;
mod sections;
mod sessions;
mod table;
