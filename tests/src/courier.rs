//! Phones without a road: the file that one writes, and the answer that is carried back to it.
//!
//! Owns what a phone does with both. Must not open what is not for it.

use std::net::SocketAddr;

use sync_core::courier::{Answer, CourierError, Kind, Piece};
use sync_core::phone::{CarriedError, Entropy, LockedProfile, WrittenBundle, write_bundle};
use sync_core::sealed_box::SealingKey;

use crate::http::{self, Answer as Response};
use crate::phone::{Phone, now};
use crate::random::Random;

/// One phone's key for answers. Its profiles are given with each call.
#[derive(Debug)]
pub struct CourierPhone {
    key: SealingKey,
    random: Random,
}

impl CourierPhone {
    /// A phone that never wrote a file.
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0xc0_0b1e);
        Self { key: SealingKey::from_bytes(random.bytes()), random }
    }

    /// Writes what these profiles, which are locked, have for the office.
    pub fn write(&mut self, profiles: &[&Phone]) -> WrittenBundle {
        let locked: Vec<LockedProfile> = profiles.iter().map(|profile| profile.locked()).collect();
        let mut entropy = Entropy::new(&self.random.bytes::<32>());
        write_bundle(&locked, self.key.public(), now(), &mut entropy)
    }

    /// Takes in what came back: each profile its part. What it brings is written; the profiles stay
    /// locked.
    pub fn take(&self, file: &str, profiles: &mut [&mut Phone]) -> Result<(), CourierError> {
        for piece in Piece::all_of(file.as_bytes()) {
            let answer = Answer::open(&piece, &self.key)?;
            for profile in profiles.iter_mut() {
                match profile.locked().absorb_carried(&answer) {
                    Ok(absorbed) => profile.write(absorbed.rows),
                    Err(CarriedError::NotHere) => {}
                    Err(error) => panic!("an answer that is not believed: {error}"),
                }
            }
        }
        Ok(())
    }
}

/// The pieces of a file, each as a file of its own.
pub fn pieces(file: &str) -> Vec<String> {
    Piece::all_of(file.as_bytes()).iter().map(|piece| piece.to_text(Kind::Bundle)).collect()
}

/// A stranger's phone brings a bundle.
pub fn bring(to: SocketAddr, bundle: &str) -> Response {
    let headers = [("content-type", "text/plain; charset=utf-8")];
    http::request(to, "POST", "/api/courier", &headers, bundle.as_bytes()).unwrap()
}
