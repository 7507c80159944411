//! Taking people in, handing codes over and reaching people, against the real binary.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod codes;
mod desk;
mod directory;
mod follow;
mod mentors;
mod openings;
mod outcomes;
mod recovery;
mod surveys;
mod table;
mod talk;
