//! Staff devices: registering their keys, learner by learner.
//!
//! Owns how their tokens and tags are made, and what is answered. Must not decide who may: whoever
//! calls has asked `authority`.

use sha2::{Digest, Sha256};
use sync_core::exchange::{EnrolmentAnswer, Token, VERSION};
use sync_core::ids::{LearnerId, StaffTag};
use sync_core::phone::desk_claim;
use sync_core::trust::PublicKey;
use thiserror::Error;

use crate::enrolment::token_hash;
use crate::store::desks::{DeskRegistered, NewDesk};
use crate::store::{Replica, Store, StoreError};
use crate::sync;

/// The most learners in one request.
pub const MAX_LEARNERS: usize = 40;

/// Why a staff device is not registered for a learner.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The proof is not made with the key.
    #[error("the proof is not made with the key")]
    Proof,
    /// No such learner.
    #[error("no such learner")]
    NoLearner,
    /// The account is the learner's own, or a relative's.
    #[error("nobody decides on her own or a relative's hours")]
    Related,
    /// The key is somebody else's, or its time is over.
    #[error("the key is taken, or its time is over")]
    KeyTaken,
    /// Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A key for one learner, and the proof that whoever asks holds it.
#[derive(Clone, Debug)]
pub struct Claim {
    /// About whom.
    pub learner: LearnerId,
    /// The device's key for her.
    pub public: PublicKey,
    /// Made with it over `sync_core::phone::desk_claim`.
    pub proof: [u8; 64],
}

/// Registers a key of an account's for one learner: what enrolment gives. Asking again with the
/// same key gives the same answer.
pub async fn register(
    store: &Store,
    account: i64,
    claim: &Claim,
    now: i64,
) -> Result<EnrolmentAnswer, DeskError> {
    let text = desk_claim(claim.learner);
    claim.public.verify_enrolment(&text, None, &claim.proof).map_err(|_| DeskError::Proof)?;
    let replica = store.replica().await?;
    let [read_token, device_token] =
        ["read", "device"].map(|purpose| token(&replica, purpose, account, claim));
    let desk = NewDesk {
        account,
        tag: tag(&replica, account),
        learner: claim.learner,
        public: claim.public,
        read_token_hash: token_hash(&read_token),
        device_token_hash: token_hash(&device_token),
        now,
    };
    match store.register_desk(replica.clone(), desk).await? {
        DeskRegistered::NoLearner => Err(DeskError::NoLearner),
        DeskRegistered::Related => Err(DeskError::Related),
        DeskRegistered::KeyTaken => Err(DeskError::KeyTaken),
        DeskRegistered::Registered(writer) => {
            sync::admit_waiting(store, writer.public, now).await?;
            Ok(EnrolmentAnswer {
                version: VERSION,
                learner: claim.learner,
                read_token,
                device_token,
                root: replica.root,
                central: replica.certificate.clone(),
                writer,
                server_time: now,
                sealing: replica.newest_sealing().map(|sealing| sealing.certificate.clone()),
                hub: None,
            })
        }
    }
}

/// Says who an account is, on all of its devices, without saying who that is.
pub fn tag(replica: &Replica, account: i64) -> StaffTag {
    let digest = derive(replica, "tag", &[&account.to_be_bytes()]);
    let mut tag = [0; 8];
    tag.copy_from_slice(&digest[..8]);
    StaffTag(tag)
}

/// Tokens follow from the account and the key by central's secret: they need not be stored.
fn token(replica: &Replica, purpose: &str, account: i64, claim: &Claim) -> Token {
    let parts: [&[u8]; 3] = [&account.to_be_bytes(), &claim.learner.0, &claim.public.0];
    let mut token = [0; 16];
    token.copy_from_slice(&derive(replica, purpose, &parts)[..16]);
    Token(token)
}

fn derive(replica: &Replica, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut inner = Sha256::new()
        .chain_update(b"chaski/derive-desk/1\0")
        .chain_update(replica.key.seed())
        .chain_update(purpose.as_bytes())
        .chain_update([0]);
    for part in parts {
        inner.update(part);
    }
    // Hashed twice, so that nothing can be appended to what was hashed.
    Sha256::digest(inner.finalize()).into()
}
