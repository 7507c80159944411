//! A visit of an open profile: rounds until there is nothing more to exchange.
//!
//! Owns what a phone's worker does, in its order (`web-client/src/worker/sync`), and what its
//! screen promises after. Must not know what the road does: see `network`.

use sync_core::exchange::ReturnStatus;
use sync_core::phone::AbsorbError;

use super::disk::Written;
use super::network::{Asked, Whom};
use super::phone::{Time, Who};
use super::tally::tell;
use super::world::World;

/// More rounds than any honest exchange needs; what remains waits for the next visit.
const MAX_ROUNDS: usize = 100;

/// What follows upon an answer.
enum Next {
    /// The visit is over.
    Over,
    /// It may ask again, and may not be known.
    Go { again: bool, is_unknown: bool, others_are_unknown: bool },
}

impl World {
    /// Somebody opens her profile where there is a road.
    pub(super) fn visit(&mut self, at: usize) {
        self.meet(at);
        self.rounds_of(at);
    }

    /// The same with somebody in particular.
    pub(super) fn visit_hub(&mut self, at: usize) {
        self.meeting = Whom::Hub;
        self.rounds_of(at);
    }

    fn rounds_of(&mut self, at: usize) {
        tell(|| format!("profile {at} of {} meets {:?}", self.kept[at].learner, self.meeting));
        self.tally.sessions += 1;
        if !self.unlock(at) {
            return;
        }
        let mut may_return = self.kept[at].who != Who::Thief;
        for _ in 0..MAX_ROUNDS {
            let Next::Go { mut again, is_unknown, others_are_unknown } = self.round(at) else {
                return;
            };
            if is_unknown || others_are_unknown {
                let is_known = may_return && self.ask_to_be_known(at, is_unknown);
                may_return = false;
                again |= is_known;
                if is_unknown && !is_known {
                    return;
                }
            }
            if !again {
                return;
            }
        }
        if self.is_quiet {
            self.found(format!("the visit of profile {at} does not come to an end"));
        }
    }

    fn round(&mut self, at: usize) -> Next {
        let (clock, room) = (self.clock(at), *self.random.one_of(&[2_000, 16_384, 262_144]));
        let Some(profile) = self.kept[at].open.as_mut() else { return Next::Over };
        let body = profile.next_request(clock, room).to_bytes();
        let Some(answer) = self.exchange(at, Asked::Open, &body) else {
            if self.is_quiet {
                self.found(format!("profile {at} gets no answer"));
            }
            return Next::Over;
        };
        let (now, entropy) = (self.now, &mut self.entropy());
        let Some(profile) = self.kept[at].open.as_mut() else { return Next::Over };
        let before = profile.own_unsent().len();
        let meeting = self.meeting;
        match profile.absorb(&answer.bytes, clock, now, entropy) {
            Ok(absorbed) => {
                tell(|| format!("profile {at} took an answer, again: {}", absorbed.again));
                let arrived = before > profile.own_unsent().len();
                if answer.is_forged && arrived {
                    self.forged(format!("profile {at} believed a forged receipt"));
                }
                if self.write(at, absorbed.rows) != Written::Kept {
                    return Next::Over;
                }
                if !absorbed.again {
                    self.promise(at, meeting);
                }
                Next::Go {
                    again: absorbed.again,
                    is_unknown: false,
                    others_are_unknown: absorbed.unknown_writers,
                }
            }
            Err(AbsorbError::UnknownToken) => {
                let rows = profile.doubt_backups(entropy);
                if self.write(at, rows) != Written::Kept {
                    return Next::Over;
                }
                Next::Go { again: false, is_unknown: true, others_are_unknown: false }
            }
            Err(AbsorbError::Erased) => {
                self.hear_of_erasure(at);
                Next::Over
            }
            // It is another centre's, or has not heard of her yet.
            // A thief whom no central that was put back knows is at no hub either.
            Err(AbsorbError::UnknownAtHub) if !self.is_quiet || self.kept[at].who == Who::Thief => {
                self.tally.fault("unknown_at_hub");
                Next::Over
            }
            Err(error) => {
                self.tally.fault("answer_refused");
                if self.is_quiet {
                    let which = self.described(at);
                    self.found(format!("profile {which} does not take an answer: {error}"));
                }
                Next::Over
            }
        }
    }

    /// What the screen says now is what the office has to keep.
    fn promise(&mut self, at: usize, by: Whom) {
        let kept = &self.kept[at];
        let has_all = kept.open.as_ref().is_some_and(|profile| profile.own_unsent().is_empty());
        if has_all && kept.who != Who::Thief {
            let said = kept.disk.said.clone();
            match by {
                Whom::Central => self.truth.promised(&said),
                Whom::Hub => self.truth.heard(&said),
            }
        }
    }

    /// A central that went back does not know who asks.
    fn ask_to_be_known(&mut self, at: usize, is_unknown: bool) -> bool {
        let has_road = self.hub.as_ref().is_some_and(|hub| self.now >= hub.cut_until);
        if self.meeting == Whom::Hub && !has_road {
            return false;
        }
        if is_unknown && let Who::Staff(office) = self.kept[at].who {
            // An office page registers again, in the name of whoever is signed in.
            let (device, account) = (self.offices[office].device, self.offices[office].account);
            let learner = self.learners[self.kept[at].learner];
            return self.central.register_desk(account, &device, learner, self.now).is_some();
        }
        let Some(profile) = self.kept[at].open.as_ref() else { return false };
        let Some(request) = profile.return_request() else { return false };
        let Some(answer) = self.central.come_back(self.now, &request) else { return false };
        let entropy = &mut self.entropy();
        let Some(profile) = self.kept[at].open.as_mut() else { return false };
        let Ok((status, rows)) = profile.read_return(&answer, entropy) else { return false };
        if status == ReturnStatus::Erased {
            self.hear_of_erasure(at);
            return false;
        }
        if status == ReturnStatus::NotEntitled && self.kept[at].time == Time::Open && self.is_quiet
        {
            self.found(format!("profile {at} is not known any more"));
        }
        self.write(at, rows) == Written::Kept && status == ReturnStatus::Known
    }
}
