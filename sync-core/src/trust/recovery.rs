//! Whose key a part of a centre's recovery key is sealed to.
//!
//! Owns what the certificate says. How the parts are made is `recovery`'s.

use minicbor::{Decode, Encode};

use super::keys::SIGNATURE_BYTES;
use super::{Domain, PublicKey, SigningKey, TrustError};
use crate::ids::StaffTag;
use crate::sealed_box::SealingPublic;

/// "This key is that staff member's, who may hold a part."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HolderCertificate {
    /// Who she is, as on all her devices.
    #[n(0)]
    pub staff: StaffTag,
    /// Her name, as she is shown to learners.
    #[n(1)]
    pub name: String,
    /// Her key.
    #[n(2)]
    pub public: SealingPublic,
    /// Seconds since 1970, by central's clock.
    #[n(3)]
    pub issued_at: i64,
    /// By central.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl HolderCertificate {
    /// Certifies a holder's key, as central.
    pub fn issue(
        central: &SigningKey,
        staff: StaffTag,
        name: String,
        public: SealingPublic,
        issued_at: i64,
    ) -> Self {
        let message = Self::message(staff, &name, &public, issued_at);
        let signature = central.sign(Domain::HolderCertificate, &message);
        Self { staff, name, public, issued_at, signature }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        let message = Self::message(self.staff, &self.name, &self.public, self.issued_at);
        central.verify(Domain::HolderCertificate, &message, &self.signature)
    }

    /// The name comes last: everything before it has a fixed length.
    fn message(staff: StaffTag, name: &str, public: &SealingPublic, issued_at: i64) -> Vec<u8> {
        [&staff.0[..], &public.0, &issued_at.to_be_bytes(), name.as_bytes()].concat()
    }
}
