//! Enrolment on the phone: a key made here, a code redeemed, an identity believed.
//!
//! Owns the two halves around the network. The key is stored before the request leaves, so that
//! a lost answer can be asked for again.

use minicbor::{Decode, Encode};
use thiserror::Error;

use super::identity::Identity;
use super::rows::{self, LoadError, Row, RowChange};
use super::{Entropy, replica::Replica};
use crate::exchange::{EnrolmentAnswer, EnrolmentRequest, MessageError};
use crate::ids::LearnerId;
use crate::seal::DataKey;
use crate::sealed_box::SealingKey;
use crate::trust::{ReplicaRole, SigningKey, TrustError, WriterHolder};

/// Why an enrolment does not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum EnrolError {
    /// No enrolment was begun in these rows.
    #[error("no enrolment was begun here")]
    NotBegun,
    /// The rows cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The answer is not one.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// The answer is not vouched for.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

/// What waits for an answer.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(array)]
pub(super) struct Pending {
    #[n(0)]
    pub(super) code: String,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) seed: [u8; 32],
}

impl Pending {
    fn request(&self) -> Vec<u8> {
        let key = SigningKey::from_seed(self.seed);
        let sealing = SealingKey::of_seed(&self.seed).public();
        EnrolmentRequest::new(&key, self.code.clone(), Some(sealing)).to_bytes()
    }
}

/// Makes a key for `code` (eight characters, upper case, no hyphen): the request body, and the
/// rows to store before it leaves.
pub fn begin_enrolment(
    code: &str,
    data_key: &DataKey,
    entropy: &mut Entropy,
) -> (Vec<u8>, Vec<RowChange>) {
    let pending = Pending { code: code.to_owned(), seed: entropy.bytes() };
    (pending.request(), vec![rows::pending(data_key, &pending, entropy)])
}

/// The request of an enrolment begun earlier, with the same key, and its code.
pub fn resume_enrolment(data_key: &DataKey, rows: &[Row]) -> Result<(String, Vec<u8>), EnrolError> {
    let pending = rows::find_pending(data_key, rows)?.ok_or(EnrolError::NotBegun)?;
    Ok((pending.code.clone(), pending.request()))
}

/// This phone's key was registered by central, or by a hub in its stead, which only central makes
/// one. What a hub registered central may have said anew since.
fn verify_registration(answer: &EnrolmentAnswer) -> Result<(), TrustError> {
    let central = answer.central.public;
    let by_central = answer.writer.verify(&central);
    match &answer.hub {
        Some(hub) if by_central.is_err() => {
            hub.verify(&central)?;
            let is_hub = hub.role == ReplicaRole::Hub;
            if is_hub { answer.writer.verify(&hub.public) } else { Err(TrustError::Signature) }
        }
        Some(_) | None => by_central,
    }
}

/// Checks the answer's chain of trust and gives the new profile's rows.
pub fn finish_enrolment(
    data_key: &DataKey,
    rows: &[Row],
    answer: &[u8],
    entropy: &mut Entropy,
) -> Result<(LearnerId, Vec<RowChange>), EnrolError> {
    let pending = rows::find_pending(data_key, rows)?.ok_or(EnrolError::NotBegun)?;
    let answer = EnrolmentAnswer::from_bytes(answer)?;
    answer.central.verify(&answer.root)?;
    verify_registration(&answer)?;
    let seals_to_central = answer.sealing.as_ref().map_or(Ok(true), |sealing| {
        let central = &answer.central.public;
        sealing.verify(central).map(|()| sealing.replica == central.replica_id())
    })?;
    let is_ours = seals_to_central
        && answer.central.role == ReplicaRole::Central
        && answer.writer.public == SigningKey::from_seed(pending.seed).public()
        && answer.writer.learner == answer.learner
        && answer.writer.holder == WriterHolder::Learner;
    if !is_ours {
        return Err(TrustError::Signature.into());
    }
    let identity = Identity {
        learner: answer.learner,
        seed: pending.seed,
        read_token: answer.read_token,
        device_token: answer.device_token,
        root: answer.root,
        central: answer.central.clone(),
        enrolled_at: answer.server_time,
        sealing: answer.sealing,
    };
    let replica = Replica::new(answer.central);
    let changes = vec![
        rows::forget_pending(),
        rows::identity(data_key, &identity, entropy),
        rows::writers(data_key, &[answer.writer], entropy),
        rows::replicas(data_key, &[replica], entropy),
    ];
    Ok((identity.learner, changes))
}
