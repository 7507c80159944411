//! The road between a phone and whichever server it meets, and everything that befalls a message.
//!
//! Owns the faults of one exchange, and whom it reaches. An answer is given back as it would arrive;
//! nobody else hears it. Must not look at what a profile is.

use server::store::Moment;
use sync_core::exchange::SyncRequest;

use super::world::World;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// An open profile.
    Open,
    /// A locked one.
    Locked,
}

/// Who answers at the address that all servers of a centre share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    Central,
    Hub,
}

/// A request that took another way, and whom it reaches in the end.
#[derive(Clone, Debug)]
pub(super) enum Late {
    ToCentral(Vec<u8>),
    ToHub(Vec<u8>),
    /// A hub's own exchange.
    OfHub(Vec<u8>),
}

/// An answer as it arrived.
pub(super) struct Arrived {
    pub(super) bytes: Vec<u8>,
    /// Somebody on the road wrote it, or a part of it.
    pub(super) is_forged: bool,
}

/// Chances of each fault, in a thousand.
mod chance {
    pub(super) const REQUEST_LOST: usize = 30;
    pub(super) const REQUEST_TRUNCATED: usize = 15;
    pub(super) const REQUEST_FLIPPED: usize = 25;
    pub(super) const REQUEST_DELAYED: usize = 30;
    pub(super) const REQUEST_TWICE: usize = 40;
    pub(super) const POWER_FAILS: usize = 40;
    pub(super) const ANSWER_LOST: usize = 60;
    pub(super) const ANSWER_TRUNCATED: usize = 15;
    pub(super) const ANSWER_FLIPPED: usize = 15;
    pub(super) const ANSWER_FORGED: usize = 25;
    pub(super) const OTHER_SERVER: usize = 40;
}

impl World {
    /// Whom somebody meets: the hub where she is at its centre, as a rule.
    pub(super) fn meet(&mut self, at: usize) {
        let percent = match self.comes_by_hub(self.kept[at].learner) {
            true => 60,
            // A stranger at the centre, whom its hub does not know.
            false => 3,
        };
        let is_hub = self.hub.is_some() && !self.is_quiet && self.random.percent(percent);
        self.meeting = if is_hub { Whom::Hub } else { Whom::Central };
    }

    /// Sends a request; the answer, if one arrives.
    pub(super) fn exchange(&mut self, at: usize, asked: Asked, body: &[u8]) -> Option<Arrived> {
        self.traced(body);
        self.notice_offer(at, asked, body);
        self.deliver_what_is_late();
        if self.hub.is_some() && self.fault("other_server", chance::OTHER_SERVER) {
            self.meet(at);
        }
        if self.fault("request_lost", chance::REQUEST_LOST) {
            return None;
        }
        if asked == Asked::Open
            && self.fault("receipt_forged", chance::ANSWER_FORGED)
            && let Some(bytes) = self.forged_answer(at, body)
        {
            return Some(Arrived { bytes, is_forged: true });
        }
        if self.fault("request_delayed", chance::REQUEST_DELAYED) {
            self.air.push(match self.meeting {
                Whom::Central => Late::ToCentral(body.to_vec()),
                Whom::Hub => Late::ToHub(body.to_vec()),
            });
            return None;
        }
        let is_captured = self.hub.as_ref().is_some_and(|hub| hub.is_captured);
        if self.meeting == Whom::Hub && is_captured && asked == Asked::Open {
            let (bytes, is_forged) = self.captured_answer(at, body)?;
            return Some(Arrived { bytes, is_forged });
        }
        let body = self.on_its_way(body);
        if self.fault("request_twice", chance::REQUEST_TWICE) {
            self.tally.duplicates_offered += 1;
            self.ask(&body);
        }
        let answer = self.ask(&body)?;
        self.traced(&answer);
        self.coming_back(at, asked, answer)
    }

    /// What is left of a request.
    fn on_its_way(&mut self, body: &[u8]) -> Vec<u8> {
        if self.fault("request_truncated", chance::REQUEST_TRUNCATED) {
            return body[..self.random.below(body.len())].to_vec();
        }
        let mut body = body.to_vec();
        if self.fault("request_flipped", chance::REQUEST_FLIPPED) {
            self.flip(&mut body);
        }
        body
    }

    /// What is left of an answer.
    fn coming_back(&mut self, at: usize, asked: Asked, answer: Vec<u8>) -> Option<Arrived> {
        if self.fault("answer_lost", chance::ANSWER_LOST) {
            return None;
        }
        if self.fault("answer_truncated", chance::ANSWER_TRUNCATED) {
            let bytes = answer[..self.random.below(answer.len())].to_vec();
            return Some(Arrived { bytes, is_forged: false });
        }
        if self.fault("answer_flipped", chance::ANSWER_FLIPPED) {
            let mut bytes = answer.clone();
            self.flip(&mut bytes);
            if self.says_the_same_unsigned(&answer, &bytes) {
                return Some(Arrived { bytes, is_forged: false });
            }
            return None;
        }
        if asked == Asked::Open
            && self.fault("answer_altered", chance::ANSWER_FORGED)
            && let Some(bytes) = self.altered(at, &answer)
        {
            // Its receipts may be true ones: what was put in is known by its mark.
            return Some(Arrived { bytes, is_forged: false });
        }
        Some(Arrived { bytes: answer, is_forged: false })
    }

    /// Puts a request to whoever is met.
    fn ask(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        match self.meeting {
            Whom::Central => self.ask_central(body),
            Whom::Hub => self.ask_hub(body),
        }
    }

    /// Central's power may fail at what it is asked next.
    pub(super) fn plan_central_failure(&mut self) {
        if self.fault("power_fails", chance::POWER_FAILS) {
            let moments = [Moment::BeforeCommit, Moment::AfterCommit];
            let (commit, moment) = (self.random.below(3) as u32, *self.random.one_of(&moments));
            self.central.plan_failure(commit, moment);
        }
    }

    /// Puts a request to central, whose power may fail meanwhile.
    pub(super) fn ask_central(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        self.plan_central_failure();
        let answer = self.central.answer(self.now, body);
        self.central.see_to_power(self.now);
        answer
    }

    /// Requests that took another way arrive after later ones; nobody waits for their answers.
    pub(super) fn deliver_what_is_late(&mut self) {
        let is_due = self.is_quiet || self.random.percent(30);
        while is_due && !self.air.is_empty() {
            let which = self.random.below(self.air.len());
            let late = self.air.swap_remove(which);
            self.tally.duplicates_offered += 1;
            match late {
                Late::ToCentral(body) => self.ask_central(&body),
                Late::ToHub(body) => self.ask_hub(&body),
                Late::OfHub(body) => self.answer_hub(&body),
            };
            if !self.is_quiet && self.random.percent(50) {
                break;
            }
        }
    }

    pub(super) fn flip(&mut self, bytes: &mut [u8]) {
        for _ in 0..=self.random.below(3) {
            let at = self.random.below(bytes.len());
            bytes[at] ^= 1 << self.random.below(8);
        }
    }

    /// Counts requests that bring again what was brought before.
    fn notice_offer(&mut self, at: usize, asked: Asked, body: &[u8]) {
        let Ok(request) = SyncRequest::from_bytes(body) else { return };
        let parcels = match asked {
            Asked::Open => request.profiles.into_iter().next().and_then(|asked| asked.batches),
            Asked::Locked => {
                let asked = request.locked.into_iter().flatten().next();
                asked.and_then(|asked| asked.segments)
            }
        };
        let Some(first) = parcels.into_iter().flatten().next() else { return };
        let first = Vec::from(first);
        if self.kept[at].offered.as_ref() == Some(&first) {
            self.tally.duplicates_offered += 1;
        }
        self.kept[at].offered = Some(first);
    }
}
