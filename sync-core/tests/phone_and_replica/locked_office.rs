//! The office's side of a locked visit: boxes opened, batches taken as if they had come plain,
//! what is new sealed to the profile.

use sync_core::exchange::{
    LockedAnswer, LockedRequest, LockedStatus, ProfileAnswer, ProfileRequest, ProfileStatus,
    Reading, Token,
};
use sync_core::phone::Entropy;
use sync_core::sealed_box::{self, Purpose, SealingKey, SealingPublic};
use sync_core::trust::SealingCertificate;
use sync_core::verdict::{Refusal, Verdict};

use crate::office::{NOW, Office};
use crate::phones::MARIA;

impl Office {
    pub(crate) fn sealing_key(&self) -> SealingKey {
        SealingKey::of_seed(self.key.seed())
    }

    pub(crate) fn sealing(&self) -> SealingCertificate {
        let replica = self.key.public().replica_id();
        SealingCertificate::issue(&self.key, replica, self.sealing_key().public(), NOW)
    }

    pub(crate) fn serve_locked(&mut self, request: &LockedRequest) -> LockedAnswer {
        let known = self.known.iter().find(|known| known.device_token == request.device_token);
        let Some(known) = known.cloned() else {
            return LockedAnswer::new(LockedStatus::UnknownToken);
        };
        if known.is_revoked {
            return LockedAnswer::new(LockedStatus::Revoked);
        }
        let mut answer = LockedAnswer::new(LockedStatus::Served);
        let mut receipts = Vec::new();
        let learner = known.writer.learner;
        let verdicts = request.segments.iter().flatten().map(|sealed| {
            match sealed_box::open(&self.sealing_key(), Purpose::Segment, &learner.0, sealed) {
                Ok(batch) => self.take(&batch, &known.writer, &mut receipts),
                Err(_) => Verdict::Refused(Refusal::Sealed),
            }
        });
        let verdicts: Vec<Verdict> = verdicts.collect();
        answer.verdicts = (!verdicts.is_empty()).then_some(verdicts);
        answer.receipts = (!receipts.is_empty()).then_some(receipts);
        if request.max_bytes == 0 {
            return answer;
        }
        let asked = ProfileRequest {
            read_token: Token([0; 16]),
            digest: 0,
            cursor: request.cursor,
            batches: None,
            state: None,
            backed_up: None,
            unsent: None,
            rulings: None,
        };
        let mut open = ProfileAnswer::new(ProfileStatus::Served);
        self.read_feed(&asked, &known.writer, request.max_bytes as usize, &mut open);
        if let Some(cursor) = open.cursor.filter(|cursor| Some(*cursor) != request.cursor) {
            let reading = Reading {
                replica: self.key.public().replica_id(),
                epoch: self.epoch,
                asked: request.cursor,
                cursor: Some(cursor),
                entries: open.entries.unwrap_or_default(),
                sealing: None,
            };
            let signed = reading.sign(&self.key, learner);
            answer.sealed = Some(sealed_for(&known.sealing, &signed).into());
            answer.cursor = Some(cursor);
            answer.more = open.more;
        }
        answer
    }
}

/// A box for Maria's profile, with anything in it.
pub(crate) fn sealed_for(to: &SealingPublic, plain: &[u8]) -> Vec<u8> {
    let entropy = &mut Entropy::new(&[plain.len() as u8; 32]);
    sealed_box::seal(&[*to], Purpose::Reading, &MARIA.0, plain, entropy)
}
