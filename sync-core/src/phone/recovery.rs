//! The centre's recovery key, as an open profile has to do with it: making it, and seeing its uses.
//!
//! Owns whom the phone believes to be a holder. How a key is split is `recovery`'s; how the data
//! key is wrapped by it is the caller's.

use serde::Serialize;
use thiserror::Error;
use zeroize::Zeroizing;

use super::{Entropy, Profile};
use crate::exchange::{
    MessageError, RecoveryAnswer, RecoveryAsk, RecoveryQuestion, RecoverySaid, VERSION,
};
use crate::ids::DocumentKind;
use crate::record::{Recovery, Said, Voice};
use crate::recovery::{KEY_BYTES, Kit, KitHolder, split};
use crate::trust::{HolderCertificate, TrustError};

/// Why there is no recovery key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RecoveryError {
    /// Not an answer to the question who the holders are.
    #[error("the answer is not one")]
    Message(#[from] MessageError),
    /// Somebody in it is not certified by central.
    #[error("a holder is not who the answer says")]
    Trust(#[from] TrustError),
    /// Fewer than two people.
    #[error("a key needs two holders")]
    TooFew,
}

/// A use of the key: two people of staff opened this profile, or another of hers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryView {
    /// Which.
    pub code: String,
    /// When: seconds since 1970, by central's clock.
    pub at: i64,
    /// Who, in hex: two of the kit's holders, if the kit of then is here.
    pub holders: Vec<String>,
}

/// What was made: W, which wraps the data key and is forgotten, and what is kept to ask by.
#[derive(Debug)]
pub struct MadeRecovery {
    /// W.
    pub key: Zeroizing<[u8; KEY_BYTES]>,
    /// What is kept.
    pub kit: Kit,
}

impl Profile {
    /// The body of `POST /api/recoveries` that asks who may hold a part of her key.
    pub fn holders_question(&self) -> Vec<u8> {
        let device_token = self.identity.device_token;
        let question = RecoveryQuestion::Holders;
        RecoveryAsk { version: VERSION, device_token, question }.to_bytes()
    }

    /// Those whom central names and certifies.
    pub fn read_holders(&self, answer: &[u8]) -> Result<Vec<HolderCertificate>, RecoveryError> {
        let RecoverySaid::Holders { certificates } = RecoveryAnswer::from_bytes(answer)?.said
        else {
            return Err(MessageError::Malformed.into());
        };
        for certificate in &certificates {
            certificate.verify(&self.identity.central.public)?;
        }
        Ok(certificates)
    }

    /// Makes a key and splits it among those whom the answer names.
    pub fn make_recovery(
        &self,
        answer: &[u8],
        entropy: &mut Entropy,
    ) -> Result<MadeRecovery, RecoveryError> {
        let holders = self.read_holders(answer)?;
        let key = Zeroizing::new(entropy.bytes());
        let learner = self.identity.learner;
        let parts = split(&key, learner, &holders, entropy).ok_or(RecoveryError::TooFew)?;
        let holders = holders.into_iter().zip(parts).map(|(holder, part)| KitHolder {
            staff: holder.staff,
            name: holder.name,
            part: part.into(),
        });
        let device_token = self.identity.device_token;
        let kit = Kit { version: VERSION, learner, device_token, holders: holders.collect() };
        Ok(MadeRecovery { key, kit })
    }

    /// Every use that central told of, newest first.
    pub(super) fn recoveries(&self) -> Vec<RecoveryView> {
        let Some(document) = self.documents.get(&DocumentKind::Desk) else { return Vec::new() };
        let mut uses: Vec<RecoveryView> = document
            .ledger
            .section("recovery")
            .flat_map(|(key, register)| {
                let said: Vec<Said<Recovery>> = self.said(DocumentKind::Desk, key, register);
                said.into_iter().map(move |said| (key.entity().to_owned(), said))
            })
            .filter(|(_, said)| said.by == Voice::Central)
            .filter_map(|(code, said)| {
                let value = said.value?;
                let holders = value.holders.iter().map(|holder| hex::encode(&holder[..])).collect();
                Some(RecoveryView { code, at: value.at, holders })
            })
            .collect();
        uses.sort_by(|a, b| (b.at, &b.code).cmp(&(a.at, &a.code)));
        uses
    }
}
