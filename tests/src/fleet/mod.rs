//! The fleet simulator: phones, staff, thieves, a hub and central in worlds that a seed repeats.
//!
//! A world runs the product's own code: `sync_core::phone` on its phones, `server`'s store, exchange,
//! enrolment, return, backup and restore at its central, on a database in a directory. What is
//! simulated is everything around it: people, disks, clocks, the network, power. One thread of
//! decisions leads a world, every chance follows from its seed, and each answer of the store is
//! waited for, so that a seed replays to the step.
//!
//! Owns the fleet's rules of the game; `docs/FLEET.md` describes them. Must not decide what is right
//! by asking the product: [`truth`] is what the simulator saw people do.
//!
//! - [`campaign`]: many worlds, side by side; [`tally`]: what they came to
//! - [`world`], [`step`]: one world, and what may happen in it
//! - [`phone`], [`disk`], [`visit`], [`locked`]: phones, open and locked; [`network`]: the road
//! - [`courier`]: files that are carried
//! - [`machine`], [`central`], [`mishap`]: the server, and what befalls it
//! - [`hub`], [`hub_mishap`]: a centre's server, and what befalls that
//! - [`people`], [`places`], [`erasure`]: who is who, where, and who is no more
//! - [`staff`]: offices; [`thief`], [`forger`]: who means harm
//! - [`truth`], [`oracle`], [`hub_oracle`], [`money`], [`gaps`]: what must be so in the end

pub mod campaign;
mod central;
mod courier;
mod disk;
mod erasure;
mod forger;
mod gaps;
mod hub;
mod hub_mishap;
mod hub_oracle;
mod locked;
mod machine;
mod mishap;
mod money;
mod network;
mod oracle;
mod people;
mod phone;
mod places;
mod staff;
mod step;
pub mod tally;
mod thief;
mod truth;
mod visit;
mod world;
