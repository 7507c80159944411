//! A centre's hub: the real one on a machine of its own, and its exchanges with central.
//!
//! Owns who it is, whether its line is up and in whose hands it is. What befalls it is `hub_mishap`'s.

use std::ops::{Deref, DerefMut};
use std::path::PathBuf;

use server::hub::exchange::{self, Joiner};
use server::store::Moment;

use super::central::{COHORTS, Central};
use super::locked::may_be_read;
use super::machine::Machine;
use super::network::Late;
use super::phone::{NOT_TOLD, Time};
use super::tally::tell;
use super::truth::RecordNumber;
use super::world::World;

/// More exchanges than any honest hub needs at once.
const MAX_ROUNDS: usize = 30;

/// A hub of the first centre.
pub(super) struct Hub {
    machine: Machine,
    /// Its id at central.
    pub(super) id: String,
    /// Its line to central is down until then.
    pub(super) cut_until: i64,
    /// Whoever has it answers phones as they like, and passes nothing on.
    pub(super) is_captured: bool,
    /// Central tells it nothing more.
    pub(super) is_revoked: bool,
    /// It has heard from central once.
    pub(super) has_met: bool,
    /// Its disk as it was some time ago.
    pub(super) picture: Option<PathBuf>,
    /// A backup of it.
    pub(super) backup: Option<PathBuf>,
}

impl Deref for Hub {
    type Target = Machine;

    fn deref(&self) -> &Machine {
        &self.machine
    }
}

impl DerefMut for Hub {
    fn deref_mut(&mut self) -> &mut Machine {
        &mut self.machine
    }
}

impl Hub {
    /// A new machine becomes a hub, with a code of central's.
    pub(super) fn join(central: &Central, now: i64) -> Self {
        let machine = Machine::new();
        let (_, center) = COHORTS[0];
        let joiner = Joiner::new(central.source(), central.hub_code(center, now));
        let answer = central.join_hub(now, &joiner.body);
        let id = machine.ask(async |store| {
            assert_eq!(joiner.join(store, &answer, now).await.unwrap(), center);
            store.replica().await.unwrap().key.public().replica_id().to_string()
        });
        Self {
            machine,
            id,
            cut_until: 0,
            is_captured: false,
            is_revoked: false,
            has_met: false,
            picture: None,
            backup: None,
        }
    }
}

impl World {
    /// The hub exchanges with central until there is nothing more, or the road fails.
    pub(super) fn hub_meets_central(&mut self) {
        for _ in 0..MAX_ROUNDS {
            if self.deliver_carried() || self.hub_round() {
                continue;
            }
            return;
        }
        if self.is_quiet {
            self.found("the hub's exchange does not come to an end");
        }
    }

    fn has_road(&self) -> bool {
        self.hub.as_ref().is_some_and(|hub| !hub.is_captured && self.now >= hub.cut_until)
    }

    /// What a locked profile left at the hub. True: it was delivered.
    fn deliver_carried(&mut self) -> bool {
        if !self.has_road() {
            return false;
        }
        let Some(hub) = self.hub.as_ref() else { return false };
        let next = hub.ask(async |store| store.next_carried().await.unwrap());
        let Some((hash, body)) = next else { return false };
        if may_be_read(&body) {
            self.leaked("what the hub carries for a locked profile can be read".to_owned());
        }
        self.traced(&body);
        let status = match self.fault("carried_refused", 100) {
            // It restarts behind its proxy, or thinks that it was asked too often.
            true => Err(*self.random.one_of(&[429, 502])),
            false => Ok(()),
        };
        let answer = match status {
            Ok(()) if self.fault("carried_lost", 60) => return false,
            Ok(()) => match self.ask_central(&body) {
                Some(answer) => Ok(answer),
                None => return false,
            },
            Err(status) => Err(status),
        };
        let Some(hub) = self.hub.as_ref() else { return false };
        let said = answer.as_deref().map_err(|status| *status);
        let is_over = hub.ask(async |store| exchange::delivered(store, hash, said).await);
        is_over.is_ok_and(|is_over| is_over)
    }

    /// One exchange. True: there is more.
    fn hub_round(&mut self) -> bool {
        if !self.has_road() {
            return false;
        }
        let Some(hub) = self.hub.as_ref() else { return false };
        let asking = hub.ask(exchange::ask).unwrap();
        let mut body = asking.body.clone();
        self.traced(&body);
        if self.fault("hub_request_lost", 60) {
            return false;
        }
        if self.fault("hub_request_delayed", 40) {
            self.air.push(Late::OfHub(body));
            return false;
        }
        if self.fault("hub_request_flipped", 30) {
            self.flip(&mut body);
        }
        if self.fault("hub_request_twice", 50) {
            self.tally.duplicates_offered += 1;
            self.answer_hub(&body);
        }
        let Some(mut answer) = self.answer_hub(&body) else {
            if self.is_quiet {
                self.found("central does not answer the hub");
            }
            return false;
        };
        self.traced(&answer);
        if self.fault("hub_answer_lost", 60) {
            return false;
        }
        if self.fault("hub_answer_truncated", 20) {
            answer.truncate(self.random.below(answer.len()));
        }
        self.plan_hub_failure();
        let (now, Some(hub)) = (self.now, self.hub.as_mut()) else { return false };
        let taken = hub.ask(async |store| exchange::take(store, asking, &answer, now).await);
        let failed = hub.see_to_power(now);
        match taken {
            Ok(taken) => {
                hub.has_met = true;
                self.hub_has_heard(true);
                tell(|| format!("the hub met central: {taken:?}"));
                taken.again && !failed
            }
            Err(error) => {
                if self.is_quiet {
                    self.found(format!("the hub does not take central's answer: {error}"));
                } else {
                    self.tally.fault("hub_took_nothing");
                }
                false
            }
        }
    }

    /// Whose time is over the hub knows since an exchange; one that went back has forgotten it.
    pub(super) fn hub_has_heard(&mut self, has_heard: bool) {
        let said = self.truth.records.len() as RecordNumber;
        for at in 0..self.kept.len() {
            let is_here = self.was_ever_at_hub(self.kept[at].learner);
            if let (true, Time::Over { since }) = (is_here, &mut self.kept[at].time) {
                *since = match (has_heard, *since) {
                    (true, NOT_TOLD) => said,
                    (true, since) => since,
                    (false, _) => NOT_TOLD,
                };
            }
        }
    }

    /// Puts a hub's exchange to central, whose power may fail meanwhile.
    pub(super) fn answer_hub(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        self.plan_central_failure();
        let answer = self.central.answer_hub(self.now, body);
        self.central.see_to_power(self.now);
        answer
    }

    /// Puts a phone's request to the hub, whose power may fail meanwhile.
    pub(super) fn ask_hub(&mut self, body: &[u8]) -> Option<Vec<u8>> {
        self.plan_hub_failure();
        let (now, hub) = (self.now, self.hub.as_mut()?);
        let answer = hub.answer(now, body);
        hub.see_to_power(now);
        answer
    }

    /// The hub's power may fail at what it is asked next.
    pub(super) fn plan_hub_failure(&mut self) {
        if self.fault("hub_power_fails", 40) {
            let moments = [Moment::BeforeCommit, Moment::AfterCommit];
            let (commit, moment) = (self.random.below(3) as u32, *self.random.one_of(&moments));
            if let Some(hub) = self.hub.as_ref() {
                hub.plan_failure(commit, moment);
            }
        }
    }
}
