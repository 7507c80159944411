//! What befalls a hub: its line, its disk, thieves.
//!
//! Owns who has it and since when. A promise of central's never rests on a hub, so that none of this
//! takes anything back from what was promised.

use sync_core::batch::{Batch, Run};
use sync_core::exchange::{
    Entry, ProfileAnswer, ProfileStatus, RelayedReceipt, SyncAnswer, SyncRequest, VERSION,
};
use sync_core::ids::ChangeHash;
use sync_core::trust::{Receipt, ReceiptLine};
use sync_core::verdict::Verdict;

use super::hub::Hub;
use super::machine::GoesBack;
use super::world::World;

/// The longest that its line is down.
const LONGEST_CUT_SECONDS: usize = 30 * 86_400;

impl World {
    /// Something happens to the hub.
    pub(super) fn trouble_hub(&mut self) {
        let Some(hub) = self.hub.as_ref() else { return };
        let is_lost = hub.is_captured || hub.is_revoked;
        match self.random.below(100) {
            _ if is_lost => self.replace_hub(),
            0..35 => self.cut_line(),
            35..50 => self.replace_hub(),
            50..70 => self.roll_back_hub(),
            70..85 => self.restore_hub(),
            _ => self.capture_hub(),
        }
    }

    fn cut_line(&mut self) {
        self.tally.fault("hub_line_down");
        let until = self.now + self.random.below(LONGEST_CUT_SECONDS) as i64;
        if let Some(hub) = self.hub.as_mut() {
            hub.cut_until = until;
        }
    }

    /// It burns, or is taken back: central revokes it, or hears nothing of it any more, and a new
    /// one takes its place.
    fn replace_hub(&mut self) {
        let Some(hub) = self.hub.as_ref() else { return };
        let id = hub.id.clone();
        self.tally.fault("hub_wiped");
        if hub.is_captured || self.random.percent(50) {
            self.central.revoke_hub(&id, self.now);
        }
        self.hub = Some(Hub::join(&self.central, self.now));
    }

    /// Its disk goes back to what it was, and nobody says so.
    fn roll_back_hub(&mut self) {
        let (now, Some(hub)) = (self.now, self.hub.as_mut()) else { return };
        match hub.picture.take() {
            None => hub.picture = Some(hub.copy_files(now)),
            Some(picture) => {
                hub.put_files_back(&picture, GoesBack::Everything, now);
                self.tally.fault("hub_rolled_back");
                self.hub_has_heard(false);
            }
        }
    }

    /// Somebody makes a backup of it, or puts that into use.
    fn restore_hub(&mut self) {
        let (now, Some(hub)) = (self.now, self.hub.as_mut()) else { return };
        match hub.backup.take() {
            // (One that knows nothing yet cannot be backed up: `docs/FLEET.md`.)
            None if !hub.has_met => {}
            None => hub.backup = Some(hub.back_up(now)),
            Some(backup) => {
                hub.restore(&backup, now);
                self.tally.fault("hub_restored");
                self.hub_has_heard(false);
            }
        }
    }

    /// It is stolen, with its key, and goes on serving whoever comes by.
    fn capture_hub(&mut self) {
        self.tally.fault("hub_captured");
        self.hub_has_heard(false);
        let is_known = self.random.percent(50);
        let Some(hub) = self.hub.as_mut() else { return };
        hub.is_captured = true;
        hub.is_revoked = is_known;
        let id = hub.id.clone();
        if is_known {
            self.central.revoke_hub(&id, self.now);
        }
    }

    /// The line is up, and an honest hub stands there.
    pub(super) fn mend_hub(&mut self) {
        let Some(hub) = self.hub.as_mut() else { return };
        hub.cut_until = 0;
        // A central that went back may have forgotten that it ever certified this one.
        let id = hub.id.clone();
        let is_known = self.central.knows_hub(&id);
        if !is_known || self.hub.as_ref().is_some_and(|hub| hub.is_captured) {
            self.replace_hub();
        }
    }

    /// What a captured hub answers: it says that it holds everything, and that central does; or it
    /// answers truly, and keeps back what others wrote.
    pub(super) fn captured_answer(&mut self, at: usize, body: &[u8]) -> Option<(Vec<u8>, bool)> {
        if self.random.percent(60) {
            return self.lie(at, body).map(|answer| (answer, true));
        }
        let answer = self.ask_hub(body)?;
        let mut answer = SyncAnswer::from_bytes(&answer).ok()?;
        for profile in &mut answer.profiles {
            profile.entries = None;
        }
        self.tally.fault("hub_withholds");
        Some((answer.to_bytes(), false))
    }

    fn lie(&mut self, at: usize, body: &[u8]) -> Option<Vec<u8>> {
        let request = SyncRequest::from_bytes(body).ok()?;
        let profile = self.kept[at].open.as_ref()?;
        let identity = profile.identity();
        let implied = Some((identity.learner, identity.writer()));
        let public = identity.signing_key().public();
        let asked = request.profiles.into_iter().next()?;
        let batches = asked.batches.filter(|batches| !batches.is_empty())?;
        let own = batches.iter().filter_map(|bytes| Batch::decode(bytes, implied, &public).ok());
        let replica = self.hub.as_ref()?.ask(async |store| store.replica().await.unwrap());
        let central = self.central.epoch();
        let (mut receipts, mut entries) = (Vec::new(), Vec::new());
        for batch in own {
            let last = |run: &Run| {
                let (change, hash) = run.changes.last()?;
                Some((ReceiptLine { actor: run.actor, sequence: change.sequence }, *hash))
            };
            let lines: Vec<(ReceiptLine, ChangeHash)> =
                batch.runs.iter().filter_map(last).collect();
            let document = batch.address.document;
            let sign = |epoch| Receipt::issue(&replica.key, epoch, document, &lines, false);
            receipts.push(sign(replica.epoch));
            let relayed = RelayedReceipt { epoch: central, receipt: sign(central) };
            entries.push(Entry::Receipt(relayed));
        }
        self.tally.forged_attempted += 1;
        self.tally.fault("hub_lies");
        let mut answer = ProfileAnswer::new(ProfileStatus::Served);
        answer.receipts = Some(receipts);
        answer.entries = Some(entries);
        answer.verdicts = Some(vec![Verdict::Held; batches.len()]);
        let answer = SyncAnswer {
            version: VERSION,
            server_time: self.now,
            replica: replica.key.public().replica_id(),
            epoch: replica.epoch,
            catalogue: [0; 4],
            profiles: vec![answer],
            locked: None,
            certificate: Some(replica.certificate.clone()),
            ended: None,
        };
        Some(answer.to_bytes())
    }
}
