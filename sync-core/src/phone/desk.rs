//! A staff device's profile of a learner: its key, and how it comes to be.
//!
//! Owns the derivation of keys. One device seed gives a key for each learner, so that each is a
//! writer of its own and nothing else has to be kept: a lost answer is asked for again with the
//! same key.

use hkdf::Hkdf;
use sha2::Sha256;

use super::enrol::EnrolError;
use super::identity::Identity;
use super::rows::{self, RowChange};
use super::{Entropy, replica::Replica};
use crate::exchange::EnrolmentAnswer;
use crate::ids::LearnerId;
use crate::seal::DataKey;
use crate::trust::{ReplicaRole, SigningKey, TrustError, WriterHolder};

/// Part of what keys are derived from; never change or reuse it.
const DOMAIN: &[u8] = b"chaski/desk/1\0";

/// The key of a staff device for one learner: HKDF-SHA256 over the device's seed, with the domain
/// and the learner as info.
pub fn desk_key(device_seed: &[u8; 32], learner: LearnerId) -> SigningKey {
    let mut seed = [0; 32];
    let expanded =
        Hkdf::<Sha256>::new(None, device_seed).expand_multi_info(&[DOMAIN, &learner.0], &mut seed);
    debug_assert!(expanded.is_ok(), "32 bytes are never too many");
    SigningKey::from_seed(seed)
}

/// What the key signs (as an enrolment) to prove that whoever registers it for a learner holds it.
pub fn desk_claim(learner: LearnerId) -> String {
    format!("desk:{learner}")
}

/// Checks central's answer for one learner and gives the rows of a new profile.
pub fn finish_desk(
    data_key: &DataKey,
    device_seed: &[u8; 32],
    learner: LearnerId,
    answer: &[u8],
    entropy: &mut Entropy,
) -> Result<Vec<RowChange>, EnrolError> {
    let answer = EnrolmentAnswer::from_bytes(answer)?;
    answer.central.verify(&answer.root)?;
    answer.writer.verify(&answer.central.public)?;
    let key = desk_key(device_seed, learner);
    let seals_to_central = answer.sealing.as_ref().map_or(Ok(true), |sealing| {
        let central = &answer.central.public;
        sealing.verify(central).map(|()| sealing.replica == central.replica_id())
    })?;
    let is_ours = seals_to_central
        && answer.central.role == ReplicaRole::Central
        && answer.writer.public == key.public()
        && (answer.learner, answer.writer.learner) == (learner, learner)
        && answer.writer.holder == WriterHolder::Staff;
    if !is_ours {
        return Err(TrustError::Signature.into());
    }
    let identity = Identity {
        learner,
        seed: *key.seed(),
        read_token: answer.read_token,
        device_token: answer.device_token,
        root: answer.root,
        central: answer.central.clone(),
        enrolled_at: answer.server_time,
        sealing: answer.sealing,
    };
    Ok(vec![
        rows::identity(data_key, &identity, entropy),
        rows::writers(data_key, &[answer.writer], entropy),
        rows::replicas(data_key, &[Replica::new(answer.central)], entropy),
    ])
}
