//! Taking people in, handing codes over and reaching people, against the real binary.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod codes;
mod desk;
mod directory;
mod mentors;
mod recovery;
mod surveys;
mod table;
mod talk;
