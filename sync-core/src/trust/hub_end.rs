//! Central's word that a hub's time is over.
//!
//! Owns the form of it. A hub that was stolen still has its certificate: phones that have heard this
//! believe it nothing any more, though it goes on certifying itself.

use minicbor::{Decode, Encode};

use super::{Domain, PublicKey, SIGNATURE_BYTES, SigningKey, TrustError};
use crate::ids::ReplicaId;

/// "This hub is none of ours any more."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HubEnd {
    /// Which.
    #[n(0)]
    pub replica: ReplicaId,
    /// Seconds since 1970, by central's clock.
    #[n(1)]
    pub at: i64,
    /// By central.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl HubEnd {
    /// Says so, as central.
    pub fn issue(central: &SigningKey, replica: ReplicaId, at: i64) -> Self {
        let signature = central.sign(Domain::HubEnd, &message(replica, at));
        Self { replica, at, signature }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        central.verify(Domain::HubEnd, &message(self.replica, self.at), &self.signature)
    }
}

fn message(replica: ReplicaId, at: i64) -> Vec<u8> {
    [&replica.0[..], &at.to_be_bytes()].concat()
}
