//! Couriers: files that somebody carries to the office for who has no road, and their answers.
//!
//! Owns both ways, on which files of phones and of hubs are lost, damaged, late, brought twice and
//! in any order.

use server::hub::{take_answers, write_file};
use sync_core::courier::{Answer, Piece};
use sync_core::phone::{AbsorbError, CarriedError, LockedProfile, write_bundle};
use sync_core::sealed_box::SealingKey;

use super::disk::Written;
use super::locked::may_be_read;
use super::world::World;

/// A file on its way.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    from: Sender,
    text: String,
    /// It was brought to the office, and this is what came of it.
    is_answer: bool,
}

/// Whose a file is.
#[derive(Clone, Debug)]
enum Sender {
    /// A profile's.
    Profile(usize),
    /// A hub's, by its id.
    Hub(String),
}

impl World {
    /// Something is written, brought or taken in.
    pub(super) fn carry(&mut self) {
        match self.random.below(10) {
            0..3 => {
                if let Some(at) = self.one(|kept| kept.is_hers()) {
                    self.write_parcel(at);
                }
            }
            _ => self.move_parcel(),
        }
    }

    /// The key that a telephone's answers are sealed to.
    fn courier_key(&self, at: usize) -> SealingKey {
        SealingKey::from_bytes(self.phones[self.kept[at].phone].courier)
    }

    /// A locked profile's part in a file that its telephone writes.
    fn write_parcel(&mut self, at: usize) {
        self.lock(at);
        let kept = &self.kept[at];
        let Some(pass) = kept.disk.pass.clone() else { return };
        let Ok(locked) = LockedProfile::open(&pass, &kept.disk.rows()) else {
            return self.found(format!("the pass of profile {at} does not open"));
        };
        let (key, clock, entropy) = (self.courier_key(at), self.clock(at), &mut self.entropy());
        let written = write_bundle(&[locked], key.public(), clock, entropy);
        self.look_for_leaks(at, written.text.as_bytes());
        self.traced(written.text.as_bytes());
        self.tally.fault("bundle_written");
        let from = Sender::Profile(at);
        self.parcels.push(Parcel { from, text: written.text, is_answer: false });
    }

    /// The hub writes a file of what central has not confirmed.
    pub(super) fn write_hub_file(&mut self) {
        let Some(hub) = self.hub.as_ref().filter(|hub| hub.has_met && !hub.is_captured) else {
            return;
        };
        let (from, source) = (Sender::Hub(hub.id.clone()), self.central.source());
        let written = hub.ask(async |store| write_file(store, source).await.unwrap());
        if written.text.is_empty() {
            return;
        }
        if may_be_read(written.text.as_bytes()) {
            self.leaked("a hub's file can be read".to_owned());
        }
        self.traced(written.text.as_bytes());
        self.tally.fault("hub_file_written");
        self.parcels.push(Parcel { from, text: written.text, is_answer: false });
    }

    /// One of the files arrives, whichever.
    pub(super) fn move_parcel(&mut self) {
        if self.parcels.is_empty() {
            return;
        }
        let which = self.random.below(self.parcels.len());
        let mut parcel = match self.fault("bundle_brought_again", 300) {
            true => {
                self.tally.duplicates_offered += 1;
                self.parcels[which].clone()
            }
            false => self.parcels.swap_remove(which),
        };
        if self.fault("bundle_damaged", 100) {
            let mut bytes = parcel.text.into_bytes();
            self.flip(&mut bytes);
            parcel.text = String::from_utf8_lossy(&bytes).into_owned();
        } else if self.fault("bundle_cut", 60) {
            let end = self.random.below(parcel.text.len());
            // It may have been damaged before: what a character is then is not for the road.
            parcel.text = String::from_utf8_lossy(&parcel.text.as_bytes()[..end]).into_owned();
        }
        match parcel.is_answer {
            false => self.bring(&parcel),
            true => self.take_back(&parcel),
        }
    }

    fn bring(&mut self, parcel: &Parcel) {
        for piece in Piece::all_of(parcel.text.as_bytes()) {
            self.plan_central_failure();
            let taken = self.central.take_piece(self.now, piece);
            self.central.see_to_power(self.now);
            let Some(taken) = taken else { continue };
            self.tally.fault("bundle_taken");
            self.traced(taken.answer.as_bytes());
            let from = parcel.from.clone();
            let answer = Parcel { from, text: taken.answer, is_answer: true };
            self.parcels.push(answer);
        }
    }

    fn take_back(&mut self, parcel: &Parcel) {
        match &parcel.from {
            Sender::Profile(at) => self.take_answer(*at, &parcel.text),
            Sender::Hub(id) => self.take_hub_answer(id, &parcel.text),
        }
    }

    /// The answer to a hub's file, if that hub is still there.
    fn take_hub_answer(&mut self, id: &str, text: &str) {
        for piece in Piece::all_of(text.as_bytes()) {
            self.plan_hub_failure();
            let now = self.now;
            let Some(hub) = self.hub.as_mut().filter(|hub| hub.id == id && !hub.is_captured) else {
                return;
            };
            let taken = hub.ask(async |store| take_answers(store, &piece).await);
            hub.see_to_power(now);
            self.tally.fault(match taken {
                Ok(_) => "hub_file_answered",
                Err(_) => "bundle_answer_refused",
            });
        }
    }

    fn take_answer(&mut self, at: usize, text: &str) {
        if self.kept[at].is_gone {
            return;
        }
        self.lock(at);
        let key = self.courier_key(at);
        for piece in Piece::all_of(text.as_bytes()) {
            let Ok(answer) = Answer::open(&piece, &key) else {
                self.tally.fault("bundle_answer_refused");
                continue;
            };
            let kept = &self.kept[at];
            let Some(pass) = kept.disk.pass.clone() else { return };
            let Ok(mut locked) = LockedProfile::open(&pass, &kept.disk.rows()) else {
                return self.found(format!("the pass of profile {at} does not open"));
            };
            let absorbed = match locked.absorb_carried(&answer) {
                Ok(absorbed) => absorbed,
                Err(CarriedError::Absorb(AbsorbError::Erased)) => return self.hear_of_erasure(at),
                Err(_) => {
                    self.tally.fault("bundle_answer_refused");
                    continue;
                }
            };
            if self.write(at, absorbed.rows) != Written::Kept {
                return;
            }
            self.tally.fault("bundle_answer_taken");
            if locked.all_arrived() {
                let said = self.kept[at].disk.said.clone();
                self.truth.heard(&said);
            }
        }
    }

    /// Whoever still carries something brings it, and what comes back is taken home.
    pub(super) fn bring_what_is_carried(&mut self) {
        for is_answer in [false, true] {
            let (these, others): (Vec<Parcel>, Vec<Parcel>) = std::mem::take(&mut self.parcels)
                .into_iter()
                .partition(|parcel| parcel.is_answer == is_answer);
            self.parcels = others;
            for parcel in these {
                match is_answer {
                    false => self.bring(&parcel),
                    true => self.take_back(&parcel),
                }
            }
        }
    }
}
