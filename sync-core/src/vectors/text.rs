//! The JSON of golden vectors: hex and names to values of the core.
//!
//! Owns the forms and their reading. Must not work anything out.

use serde::{Deserialize, Serialize};

use crate::change::{Change, Put};
use crate::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, OpId};
use crate::key::RegisterKey;
use crate::trust::{ReceiptLine, SigningKey};

/// Why a vector cannot be worked out.
pub(super) type Fault = &'static str;

/// Whose document: the learner's id and `record`, `desk` or `notes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are named as what they hold")]
pub struct Document {
    pub learner: String,
    pub kind: String,
}

/// One app start's changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are named as what they hold")]
pub struct Run {
    pub nonce: String,
    pub changes: Vec<ChangeText>,
}

/// A change, without the actor, which follows from writer, document and nonce.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are named as what they hold")]
pub struct ChangeText {
    pub sequence: u32,
    pub start_op: u32,
    pub time: i64,
    pub dependencies: Vec<String>,
    pub puts: Vec<PutText>,
    /// Worked out.
    pub hash: String,
}

/// A put; predecessors as `COUNTER@ACTORHEX`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are named as what they hold")]
pub struct PutText {
    pub key: String,
    pub value: String,
    pub predecessors: Vec<String>,
}

/// A line of a receipt, with the hash that it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are named as what they hold")]
pub struct Line {
    pub actor: String,
    pub sequence: u32,
    pub hash: String,
}

/// One vector: inputs first, then what is worked out from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "vector", rename_all = "snake_case")]
#[expect(missing_docs, reason = "fields are named as what they hold")]
pub enum Vector {
    /// Ids of a key, and its actor in a document since one app start.
    Actor {
        seed: String,
        document: Document,
        nonce: String,
        public: String,
        writer: String,
        replica: String,
        actor: String,
    },
    /// A signed batch, with ids spelled out and implied.
    Batch {
        seed: String,
        document: Document,
        running_count: u64,
        runs: Vec<Run>,
        signature: String,
        bytes: String,
        bytes_implied: String,
    },
    /// Central's or a hub's certificate.
    ReplicaCertificate { issuer: String, public: String, hub: bool, issued_at: i64, bytes: String },
    /// A learner's or a staff writer's certificate.
    WriterCertificate {
        central: String,
        learner: String,
        public: String,
        staff: bool,
        registered_at: i64,
        bytes: String,
    },
    /// A replica's receipt.
    Receipt {
        replica: String,
        epoch: u32,
        document: Document,
        lines: Vec<Line>,
        backed_up: bool,
        bytes: String,
    },
    /// Central's word on a fork: what stands at one place.
    Ruling { central: String, document: Document, stands: Line, at: i64, bytes: String },
    /// A code redeemed with the key of this seed.
    EnrolmentRequest { seed: String, code: String, bytes: String },
    /// What central answers.
    EnrolmentAnswer { bytes: String, learner: String, root: String, server_time: i64 },
    /// A visit of one profile.
    SyncRequest {
        device_time: i64,
        max_response_bytes: u32,
        read_token: String,
        digest: u64,
        batches: Vec<String>,
        bytes: String,
    },
    /// What a replica answers.
    SyncAnswer {
        bytes: String,
        replica: String,
        epoch: u32,
        server_time: i64,
        verdicts: Vec<String>,
        receipts: usize,
        entries: usize,
    },
    /// A visit of one locked profile.
    LockedRequest {
        device_time: i64,
        device_token: String,
        max_bytes: u32,
        segments: Vec<String>,
        bytes: String,
    },
    /// The certificate of the sealing key that follows from a seed.
    SealingCertificate {
        central: String,
        of_seed: String,
        replica: String,
        issued_at: i64,
        public: String,
        id: String,
        bytes: String,
    },
    /// A box for the sealing keys of these seeds, made with what this entropy gives.
    Box {
        recipients: Vec<String>,
        purpose: String,
        bound: String,
        plain: String,
        entropy: String,
        sealed: String,
    },
    /// A courier's bundle of a request, for the sealing keys of these seeds; its text.
    Bundle {
        recipients: Vec<String>,
        answer_to: String,
        id: String,
        request: String,
        entropy: String,
        text: String,
    },
    /// Central's answer to a bundle of that request, for the sealing key of a seed; its text.
    BundleAnswer {
        central: String,
        answer_to: String,
        id: String,
        request: String,
        answer: String,
        entropy: String,
        text: String,
    },
    /// A row sealed with what this entropy gives.
    Sealed { data_key: String, name: String, plain: String, entropy: String, sealed: String },
}

pub(super) fn change(text: &ChangeText, actor: ActorId) -> Result<Change, Fault> {
    let dependencies = text.dependencies.iter().map(|hash| Ok(ChangeHash(bytes(hash)?)));
    let puts = text.puts.iter().map(|put| {
        let predecessors = put.predecessors.iter().map(|op| op_id(op));
        Ok(Put {
            key: RegisterKey::parse(&put.key).ok_or("not a key")?,
            value: unhex(&put.value)?,
            predecessors: predecessors.collect::<Result<Vec<_>, Fault>>()?,
        })
    });
    let change = Change {
        actor,
        sequence: text.sequence,
        start_op: text.start_op,
        time: text.time,
        dependencies: dependencies.collect::<Result<Vec<_>, Fault>>()?,
        puts: puts.collect::<Result<Vec<_>, Fault>>()?,
    };
    change.check_shape().map_err(|_| "not a change")?;
    Ok(change)
}

pub(super) fn op_id(text: &str) -> Result<OpId, Fault> {
    let (counter, actor) = text.split_once('@').ok_or("not an op")?;
    let counter = counter.parse().map_err(|_| "not an op")?;
    Ok(OpId { counter, actor: ActorId(bytes(actor)?) })
}

pub(super) fn line(text: &Line) -> Result<(ReceiptLine, ChangeHash), Fault> {
    let line = ReceiptLine { actor: ActorId(bytes(&text.actor)?), sequence: text.sequence };
    Ok((line, ChangeHash(bytes(&text.hash)?)))
}

pub(super) fn document_id(text: &Document) -> Result<DocumentId, Fault> {
    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.name() == text.kind);
    Ok(DocumentId { learner: LearnerId(bytes(&text.learner)?), kind: kind.ok_or("no document")? })
}

pub(super) fn signing_key(seed: &str) -> Result<SigningKey, Fault> {
    Ok(SigningKey::from_seed(bytes(seed)?))
}

pub(super) fn cbor<T: minicbor::Encode<()>>(value: &T) -> String {
    hex::encode(minicbor::to_vec(value).unwrap_or_default())
}

pub(super) fn unhex(text: &str) -> Result<Vec<u8>, Fault> {
    hex::decode(text).map_err(|_| "not hex")
}

pub(super) fn bytes<const N: usize>(text: &str) -> Result<[u8; N], Fault> {
    unhex(text)?.try_into().map_err(|_| "wrong length")
}
