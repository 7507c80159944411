//! A centre's hub: the same program, as a replica of its centre's part of everything.
//!
//! It serves phones and staff without central for as long as it must, and exchanges with central
//! whenever there is a road. It holds nobody's writing key and certifies nobody: phones that it enrols
//! wait, and whatever else than people and codes staff change in the directory is central's.
//!
//! - `messages`: what a hub and central say to each other
//! - `newcomers`: people and phones in that, and what central makes of them
//! - `central`: central's answers
//! - `exchange`: a hub's side of one exchange, whatever the road
//! - `files`: what a hub has for central, without an uplink
//! - `road`: HTTP to central
//! - `rounds`: exchanges by that road, and when; `asking`: one that takes nothing

mod asking;
pub mod central;
pub mod exchange;
mod files;
mod messages;
mod newcomers;
mod road;
mod rounds;
#[cfg(test)]
mod tests;

pub use asking::ask;
pub use files::{FileError, TakenAnswer, WrittenFile, take_answers, write_file};
pub use messages::MAX_HUB_REQUEST_BYTES;
pub(crate) use newcomers::register_by_hub;
pub(crate) use road::CBOR;
pub use road::{Road, RoadError};
pub use rounds::{Joining, Round, RoundError, join, round, run};
