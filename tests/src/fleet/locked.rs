//! A visit of a locked profile: by its pass and the rows that lie open.
//!
//! Owns what a lock screen or a service worker does, and the look at everything that passes: no
//! word of hers may be in it.

use sync_core::phone::{AbsorbError, LockedProfile};

use super::disk::Written;
use super::network::Asked;
use super::truth::HONEST;
use super::world::World;

const MAX_ROUNDS: usize = 20;

impl World {
    /// A telephone with a road, whose owners have all locked.
    pub(super) fn locked_visit(&mut self, at: usize) {
        self.tally.sessions += 1;
        self.lock(at);
        self.meet(at);
        let kept = &self.kept[at];
        let Some(pass) = kept.disk.pass.clone() else { return };
        let Ok(mut locked) = LockedProfile::open(&pass, &kept.disk.rows()) else {
            return self.found(format!("the pass of profile {at} does not open"));
        };
        for _ in 0..MAX_ROUNDS {
            let clock = self.clock(at);
            let body = locked.next_request(clock, 1 << 18).to_bytes();
            self.look_for_leaks(at, &body);
            let Some(answer) = self.exchange(at, Asked::Locked, &body) else { return };
            self.look_for_leaks(at, &answer.bytes);
            let absorbed = match locked.absorb(&answer.bytes, clock) {
                Ok(absorbed) => absorbed,
                Err(AbsorbError::Erased) => return self.hear_of_erasure(at),
                Err(_) => {
                    self.tally.fault("locked_answer_refused");
                    return;
                }
            };
            if self.write(at, absorbed.rows) != Written::Kept {
                return;
            }
            if locked.all_arrived() {
                // What it said before, it cannot look at again while it is locked; and what it says of
                // the others may be by receipts from before central went back.
                let said = &self.kept[at].disk.said - &self.truth.acknowledged;
                self.truth.heard(&said);
            }
            if !absorbed.again {
                break;
            }
        }
        let may_go = locked.backed_up() == Some(true) && self.kept[at].is_hers();
        if may_go && self.kept.iter().filter(|kept| kept.is_hers()).count() > 4 {
            self.maybe_remove(at);
        }
    }

    /// What may be removed without asking: the product says that nothing would be lost.
    fn maybe_remove(&mut self, at: usize) {
        if !self.fault("profile_removed", 250) {
            return;
        }
        let said = self.kept[at].disk.said.clone();
        self.truth.promised(&said);
        self.kept[at].is_gone = true;
    }

    pub(super) fn look_for_leaks(&mut self, at: usize, bytes: &[u8]) {
        if may_be_read(bytes) {
            self.leaked(format!("what profile {at} sent or got while locked can be read"));
        }
    }
}

/// Is there anything in it that somebody said, for anybody to read?
pub(super) fn may_be_read(bytes: &[u8]) -> bool {
    bytes.windows(HONEST.len()).any(|window| window == HONEST.as_bytes())
}
