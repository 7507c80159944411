//! The chain of trust: programme root → central → writers and hubs.
//!
//! Owns what each certificate says and who may sign it. Standing (held, revoked) is not here:
//! a certificate says who somebody is, the directory says what she may do today.

use minicbor::{Decode, Encode};

use super::keys::SIGNATURE_BYTES;
use super::{Domain, PublicKey, SigningKey, TrustError};
use crate::ids::{ActorId, LearnerId, StaffTag};

/// What a replica is to the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ReplicaRole {
    /// The programme's own server: third tick. Certified by the root.
    #[n(0)]
    Central,
    /// A centre's server: second tick. Certified by central.
    #[n(1)]
    Hub,
}

/// "This key is that replica's."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReplicaCertificate {
    /// The replica's key.
    #[n(0)]
    pub public: PublicKey,
    /// What it is.
    #[n(1)]
    pub role: ReplicaRole,
    /// Seconds since 1970, by the issuer's clock.
    #[n(2)]
    pub issued_at: i64,
    /// By the root for central, by central for a hub.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl ReplicaCertificate {
    /// Certifies `public` with the issuer's key.
    pub fn issue(
        issuer: &SigningKey,
        public: PublicKey,
        role: ReplicaRole,
        issued_at: i64,
    ) -> Self {
        let signature =
            issuer.sign(Domain::ReplicaCertificate, &Self::message(&public, role, issued_at));
        Self { public, role, issued_at, signature }
    }

    /// Checks it against the issuer.
    pub fn verify(&self, issuer: &PublicKey) -> Result<(), TrustError> {
        let message = Self::message(&self.public, self.role, self.issued_at);
        issuer.verify(Domain::ReplicaCertificate, &message, &self.signature)
    }

    fn message(public: &PublicKey, role: ReplicaRole, issued_at: i64) -> Vec<u8> {
        let mut message = public.0.to_vec();
        message.push(match role {
            ReplicaRole::Central => 0,
            ReplicaRole::Hub => 1,
        });
        message.extend_from_slice(&issued_at.to_be_bytes());
        message
    }
}

/// Who holds a writer's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum WriterHolder {
    /// The learner herself: may write her `record`.
    #[n(0)]
    Learner,
    /// Staff: may write `desk` and `notes`.
    #[n(1)]
    Staff,
    /// Central itself, for acts by rule: may write `desk`.
    #[n(2)]
    Central,
}

/// "This key may sign for that learner's documents."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WriterCertificate {
    /// Whose documents.
    #[n(0)]
    pub learner: LearnerId,
    /// The writer's key.
    #[n(1)]
    pub public: PublicKey,
    /// Who holds it.
    #[n(2)]
    pub holder: WriterHolder,
    /// Seconds since 1970, by central's clock.
    #[n(3)]
    pub registered_at: i64,
    /// By central.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
    /// Of a staff writer: who it is, the same on all her devices. Absent for others.
    #[n(5)]
    pub staff: Option<StaffTag>,
    /// Present when the writer's time is over, or her key is not confirmed yet: of each actor the
    /// last change that takes effect. What lies beyond, and every actor that is not named, is held.
    #[n(6)]
    pub effective: Option<Vec<EffectiveLine>>,
    /// Counts how often this was said anew: of two certificates of one writer the higher holds.
    /// Absent for the first.
    #[n(7)]
    pub edition: Option<u32>,
}

/// "Of this actor's changes those up to this one take effect."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EffectiveLine {
    /// Whose changes.
    #[n(0)]
    pub actor: ActorId,
    /// The last one that takes effect.
    #[n(1)]
    pub sequence: u32,
}

impl WriterCertificate {
    /// Registers a writer, as central.
    pub fn issue(
        central: &SigningKey,
        learner: LearnerId,
        public: PublicKey,
        holder: WriterHolder,
        registered_at: i64,
    ) -> Self {
        Self::unsigned(learner, public, holder, registered_at).signed(central)
    }

    /// Registers a device of a member of staff, as central.
    pub fn issue_staff(
        central: &SigningKey,
        learner: LearnerId,
        public: PublicKey,
        staff: StaffTag,
        registered_at: i64,
    ) -> Self {
        let unsigned = Self::unsigned(learner, public, WriterHolder::Staff, registered_at);
        Self { staff: Some(staff), ..unsigned }.signed(central)
    }

    /// The same writer, whom a hub registered while central could not be reached, as central: what it
    /// says anew takes the place of the hub's word.
    pub fn countersigned(self, central: &SigningKey) -> Self {
        let edition = Some(self.edition.unwrap_or(0).saturating_add(1));
        Self { edition, ..self }.signed(central)
    }

    /// The same writer, whose time is over: of each actor the last change that takes effect.
    pub fn ended(self, central: &SigningKey, effective: Vec<EffectiveLine>) -> Self {
        let edition = Some(self.edition.unwrap_or(0).saturating_add(1));
        Self { effective: Some(effective), edition, ..self }.signed(central)
    }

    /// Is this the later word about its writer?
    pub fn supersedes(&self, known: &Self) -> bool {
        self.edition > known.edition
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        central.verify(Domain::WriterCertificate, &self.message(), &self.signature)
    }

    /// Does this change of the writer's take effect?
    pub fn lets_stand(&self, actor: &ActorId, sequence: u32) -> bool {
        self.effective.as_ref().is_none_or(|lines| {
            lines.iter().any(|line| line.actor == *actor && sequence <= line.sequence)
        })
    }

    fn unsigned(
        learner: LearnerId,
        public: PublicKey,
        holder: WriterHolder,
        registered_at: i64,
    ) -> Self {
        let signature = [0; SIGNATURE_BYTES];
        Self {
            learner,
            public,
            holder,
            registered_at,
            signature,
            staff: None,
            effective: None,
            edition: None,
        }
    }

    fn signed(self, central: &SigningKey) -> Self {
        let signature = central.sign(Domain::WriterCertificate, &self.message());
        Self { signature, ..self }
    }

    /// The later places are signed where there are any, so that a learner's certificate is signed
    /// as it always was.
    fn message(&self) -> Vec<u8> {
        let mut message = self.learner.0.to_vec();
        message.extend_from_slice(&self.public.0);
        message.push(match self.holder {
            WriterHolder::Learner => 0,
            WriterHolder::Staff => 1,
            WriterHolder::Central => 2,
        });
        message.extend_from_slice(&self.registered_at.to_be_bytes());
        if self.staff.is_none() && self.effective.is_none() && self.edition.is_none() {
            return message;
        }
        message.push(u8::from(self.staff.is_some()));
        message.extend_from_slice(&self.staff.unwrap_or(StaffTag([0; 8])).0);
        for line in self.effective.iter().flatten() {
            message.extend_from_slice(&line.actor.0);
            message.extend_from_slice(&line.sequence.to_be_bytes());
        }
        message.push(u8::from(self.effective.is_some()));
        message.extend_from_slice(&self.edition.unwrap_or(0).to_be_bytes());
        message
    }
}
