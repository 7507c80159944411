//! Chaski's shared core: the record, its frames, one ledger, one exchange.
//!
//! Everything here is a value or a function of values. Time and randomness are arguments, storage
//! and network are effects that the caller performs; the same code runs on the phone (wasm), on
//! the server and in simulations. Bytes from outside reach an Automerge *encoder* only after they
//! were read as a frame, and never an Automerge decoder.
//!
//! - [`change`], [`key`], [`ids`]: what one user action is
//! - [`frame`], [`batch`]: its bytes, signed
//! - [`certificate`]: what a certificate's QR holds, and what it is worth
//! - [`trust`]: keys, certificates, receipts
//! - [`ledger`]: admission and merge
//! - [`record`]: typed values, their schemas and folds
//! - [`session`]: workshops held at a time, as central tells of them
//! - [`exchange`]: request and response of one round trip
//! - [`courier`]: the same as files, carried by whoever goes that way
//! - [`phone`]: a learner's profile: act, send, absorb, seal
//! - [`recovery`]: two holders of a centre's key together open a profile
//! - [`sealed_box`]: bytes for somebody else's key, carried by whoever meets them
//! - [`bugs`]: known faults for the fleet simulator (none in a product)
//! - `vectors`: golden files, checked alike by every build of this crate (behind a feature)
//!
//! The rules and their reasons are in `docs/PROTOCOL.md`.

pub mod batch;
pub mod bugs;
pub mod certificate;
pub mod change;
pub mod courier;
pub mod exchange;
pub mod frame;
pub mod ids;
pub mod key;
pub mod ledger;
pub mod notice;
pub mod phone;
pub mod record;
pub mod recovery;
pub mod seal;
pub mod sealed_box;
pub mod session;
pub mod trust;
#[cfg(feature = "vectors")]
pub mod vectors;
pub mod verdict;
