//! Coming back to a replica that was restored from before this phone enrolled.
//!
//! Owns the request and what its answer means. The phone's keys and tokens stay what they are, and
//! what the replica lacks is offered again by the exchange itself. What must not stay is the belief
//! that a replica which does not know this profile has anything of it.

use sha2::{Digest, Sha256};

use super::replica::Replica;
use super::rows::{self, RowChange};
use super::{Entropy, Profile};
use crate::exchange::{MAX_OTHERS, MessageError, ReturnAnswer, ReturnRequest, ReturnStatus, Token};
use crate::trust::{WriterCertificate, WriterHolder};

impl Profile {
    /// The body of `POST /api/return`, to be sent after [`super::AbsorbError::UnknownToken`], or
    /// when [`super::Absorbed::unknown_writers`] says that others' keys are not known there.
    /// `None`: this profile does not have its own certificate, and needs a new code.
    pub fn return_request(&self) -> Option<Vec<u8>> {
        let writer = self.writers.get(&self.identity.writer())?.clone();
        let others: Vec<WriterCertificate> = self
            .writers
            .values()
            .filter(|other| other.holder == WriterHolder::Learner && other.public != writer.public)
            .take(MAX_OTHERS)
            .cloned()
            .collect();
        let request = ReturnRequest::sign(
            &self.identity.signing_key(),
            &self.identity.central.public,
            writer,
            hash(&self.identity.read_token),
            hash(&self.identity.device_token),
            self.identity.sealing_key().public(),
            others,
        );
        Some(request.to_bytes())
    }

    /// Central does not know this profile, so that no backup of it holds any of this either. The
    /// rows to write. To be called after [`super::AbsorbError::UnknownToken`], before anything is
    /// asked: a profile is removed without a question where backups are believed in.
    pub fn doubt_backups(&mut self, entropy: &mut Entropy) -> Vec<RowChange> {
        self.change_central(Replica::forget_backups, entropy)
    }

    /// What the answer to [`Profile::return_request`] says, and the rows to write; when it is known
    /// again, sync at once. When not, nothing counts as arrived any more: should it be known one
    /// day, all of it is offered again.
    pub fn read_return(
        &mut self,
        body: &[u8],
        entropy: &mut Entropy,
    ) -> Result<(ReturnStatus, Vec<RowChange>), MessageError> {
        let ReturnAnswer { status, erasure, .. } = ReturnAnswer::from_bytes(body)?;
        if status == ReturnStatus::Erased {
            // There is no way back from it: nothing less than central's word will do.
            let is_so = self.is_erased_by(erasure.as_ref());
            return if is_so { Ok((status, Vec::new())) } else { Err(MessageError::Malformed) };
        }
        self.asked_to_be_known = true;
        if status == ReturnStatus::Known {
            // What waited for an unknown writer there may be taken now.
            self.declined.clear();
            return Ok((status, Vec::new()));
        }
        let mut changes = self.change_central(Replica::forget_marks, entropy);
        changes.extend(self.reseal(entropy));
        Ok((status, changes))
    }

    fn change_central(
        &mut self,
        change: impl FnOnce(&mut Replica),
        entropy: &mut Entropy,
    ) -> Vec<RowChange> {
        match self.replicas.iter_mut().find(|replica| replica.is_central()) {
            Some(central) => change(central),
            None => return Vec::new(),
        }
        vec![rows::replicas(&self.data_key, &self.replicas, entropy)]
    }
}

fn hash(token: &Token) -> [u8; 32] {
    Sha256::digest(token.0).into()
}
