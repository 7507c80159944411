//! The honest phone while its profile is locked: what lies open on it, and its visits.
//!
//! Owns what a service worker does. It holds no key: the pass and the rows under `g` are all.

use std::net::SocketAddr;

use sync_core::phone::{LockedAbsorbed, LockedProfile};

use crate::phone::{MAX_ROUNDS, Phone, Trouble, now, post};

impl Phone {
    /// The profile as it is while locked.
    pub fn locked(&self) -> LockedProfile {
        LockedProfile::open(&self.pass(), &self.rows()).unwrap()
    }

    /// One round of a locked visit; what it brings is written.
    pub fn locked_round(
        &mut self,
        locked: &mut LockedProfile,
        to: SocketAddr,
    ) -> Result<LockedAbsorbed, Trouble> {
        let at = now() + self.clock_offset;
        let body = locked.next_request(at, self.max_response_bytes).to_bytes();
        let answer = post(to, "/api/sync", &body)?;
        let absorbed = locked.absorb(&answer, at).map_err(Trouble::Answer)?;
        self.write(absorbed.rows.clone());
        Ok(absorbed)
    }

    /// A visit while it is locked; true when all is known to have arrived.
    pub fn locked_visit(&mut self, to: SocketAddr) -> Result<bool, Trouble> {
        let mut locked = self.locked();
        for _ in 0..MAX_ROUNDS {
            if !self.locked_round(&mut locked, to)?.again {
                return Ok(locked.all_arrived());
            }
        }
        panic!("a visit that never ends");
    }

    /// A request whose answer is lost.
    pub fn lost_locked_visit(&mut self, to: SocketAddr) -> Result<(), Trouble> {
        let at = now() + self.clock_offset;
        let body = self.locked().next_request(at, self.max_response_bytes).to_bytes();
        post(to, "/api/sync", &body).map(drop)
    }
}
