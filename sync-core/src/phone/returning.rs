//! Coming back to a replica that was restored from before this phone enrolled.
//!
//! Owns the request and what its answer means. Nothing is stored: the phone's keys and tokens stay
//! what they are, and what the replica lacks is offered again by the exchange itself.

use sha2::{Digest, Sha256};

use super::Profile;
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

    /// What the answer to [`Profile::return_request`] says; when it is known again, sync at once.
    pub fn read_return(&mut self, body: &[u8]) -> Result<ReturnStatus, MessageError> {
        let status = ReturnAnswer::from_bytes(body)?.status;
        self.asked_to_be_known = true;
        if status == ReturnStatus::Known {
            // What waited for an unknown writer there may be taken now.
            self.declined.clear();
        }
        Ok(status)
    }
}

fn hash(token: &Token) -> [u8; 32] {
    Sha256::digest(token.0).into()
}
