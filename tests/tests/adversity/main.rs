//! Everything that goes wrong without anybody meaning harm. One promise: what was acknowledged is
//! there, once, and everybody ends up with the same record.
//!
//! - `cut`: the line, at every few bytes; requests that come twice, late, or out of order
//! - `two_phones`: one learner, two phones, at random, against an oracle
//! - `killed`: SIGKILL while phones sync
//! - `full`: no room on the disk
//! - `restored`: an older copy of the database; phones put back to an older copy of theirs
//! - `backups`: made while twenty phones write and everything is killed, then one put into use
//! - `returned`: phones that enrolled after the backup was made
//! - `clocks`: off by a year, by ten
//! - `locked`: nobody has the PIN, and all of the above
//! - `revoked`, `board`: a phone is lost, released, replaced
//! - `gaps`: what is known to be missing is said, by person, phone and number
//! - `forked`: a phone's key is copied, and both write
//! - `evicted`: a browser threw away what a phone kept

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod backups;
mod board;
mod clocks;
mod cut;
mod evicted;
mod forked;
mod full;
mod gaps;
mod killed;
mod locked;
mod place;
mod restored;
mod returned;
mod revoked;
mod two_phones;
