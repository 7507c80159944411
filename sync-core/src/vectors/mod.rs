//! Golden vectors: what these bytes were, they stay.
//!
//! Owns the JSON of `fixtures/golden` and how each vector is worked out anew from its inputs, so
//! that the native build and the wasm build answer to the same files. Behind the feature
//! `vectors`: no product carries it. All bytes are hex.

mod courier;
mod text;

pub use text::{ChangeText, Document, Line, PutText, Run, Vector};

use minicbor::bytes::ByteVec;
use serde::Serialize;

use text::{Fault, bytes, cbor, change, document_id, line, signing_key, unhex};

use crate::batch::Batch;
use crate::exchange::{
    EnrolmentAnswer, EnrolmentRequest, LockedRequest, ProfileRequest, SyncAnswer, SyncRequest,
    Token, VERSION,
};
use crate::ids::{LearnerId, Nonce, ReplicaId, WriterId};
use crate::phone::Entropy;
use crate::seal::DataKey;
use crate::sealed_box::{self, Purpose, SealingKey, SealingPublic};
use crate::trust::{
    PublicKey, Receipt, ReceiptLine, ReplicaCertificate, ReplicaRole, Ruling, SealingCertificate,
    SigningKey, WriterCertificate, WriterHolder, actor_of,
};
use crate::verdict::Verdict;

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How many vectors were worked out.
    pub checked: usize,
    /// One line for each that came out otherwise.
    pub mismatches: Vec<String>,
}

/// Checks a file of vectors: a JSON array.
pub fn check(json: &str) -> Report {
    let vectors: Vec<Vector> = match serde_json::from_str(json) {
        Ok(vectors) => vectors,
        Err(error) => return Report { checked: 0, mismatches: vec![error.to_string()] },
    };
    let mismatches =
        vectors.iter().enumerate().filter_map(|(index, vector)| match vector.worked_out() {
            Ok(again) if again == *vector => None,
            Ok(again) => Some(format!("{index}: is {again:?}, was {vector:?}")),
            Err(fault) => Some(format!("{index}: {fault}: {vector:?}")),
        });
    Report { mismatches: mismatches.collect(), checked: vectors.len() }
}

impl Vector {
    /// The vector with its inputs, and everything else worked out from them.
    pub fn worked_out(&self) -> Result<Self, Fault> {
        let mut vector = self.clone();
        match &mut vector {
            Vector::Actor { seed, document, nonce, public, writer, replica, actor } => {
                let key = signing_key(seed)?.public();
                *public = hex::encode(key.0);
                *writer = key.writer_id().to_string();
                *replica = key.replica_id().to_string();
                let nonce = Nonce(bytes(nonce)?);
                *actor = actor_of(&key, document_id(document)?, nonce).to_string();
            }
            Vector::Batch {
                seed,
                document,
                running_count,
                runs,
                signature,
                bytes: out,
                bytes_implied,
            } => {
                let batch = sign(&signing_key(seed)?, document, *running_count, runs)?;
                for (text, (_, hash)) in
                    runs.iter_mut().flat_map(|run| &mut run.changes).zip(batch.changes())
                {
                    text.hash = hash.to_string();
                }
                *signature = hex::encode(batch.signature);
                *out = hex::encode(batch.encode(false));
                *bytes_implied = hex::encode(batch.encode(true));
                reads(&batch, &signing_key(seed)?.public())?;
            }
            Vector::ReplicaCertificate { issuer, public, hub, issued_at, bytes: out } => {
                let role = if *hub { ReplicaRole::Hub } else { ReplicaRole::Central };
                let key = signing_key(issuer)?;
                let public = PublicKey(bytes(public)?);
                let certificate = ReplicaCertificate::issue(&key, public, role, *issued_at);
                certificate.verify(&key.public()).map_err(|_| "does not verify")?;
                *out = cbor(&certificate);
            }
            Vector::WriterCertificate {
                central,
                learner,
                public,
                staff,
                registered_at,
                bytes: out,
            } => {
                let holder = if *staff { WriterHolder::Staff } else { WriterHolder::Learner };
                let key = signing_key(central)?;
                let (learner, public) = (LearnerId(bytes(learner)?), PublicKey(bytes(public)?));
                let certificate =
                    WriterCertificate::issue(&key, learner, public, holder, *registered_at);
                certificate.verify(&key.public()).map_err(|_| "does not verify")?;
                *out = cbor(&certificate);
            }
            Vector::Receipt { replica, epoch, document, lines, backed_up, bytes: out } => {
                let lines = lines.iter().map(line).collect::<Result<Vec<_>, Fault>>()?;
                let (key, document) = (signing_key(replica)?, document_id(document)?);
                let receipt = Receipt::issue(&key, *epoch, document, &lines, *backed_up);
                let hash_of = |line: &ReceiptLine| {
                    lines.iter().find(|(known, _)| known == line).map(|(_, hash)| *hash)
                };
                receipt
                    .verify(&key.public(), *epoch, document, hash_of)
                    .map_err(|_| "does not verify")?;
                *out = cbor(&receipt);
            }
            Vector::Ruling { central, document, stands, at, bytes: out } => {
                let (line, hash) = line(stands)?;
                let (key, document) = (signing_key(central)?, document_id(document)?);
                let place = (line.actor, line.sequence);
                let ruling = Ruling::issue(&key, document, place, hash, *at);
                ruling.verify(&key.public()).map_err(|_| "does not verify")?;
                *out = cbor(&ruling);
            }
            Vector::EnrolmentRequest { seed, code, bytes: out } => {
                let key = signing_key(seed)?;
                let sealing = SealingKey::of_seed(key.seed()).public();
                let request = EnrolmentRequest::new(&key, code.clone(), Some(sealing));
                request.verify().map_err(|_| "does not verify")?;
                *out = hex::encode(request.to_bytes());
                let read = EnrolmentRequest::from_bytes(&request.to_bytes());
                read.ok().filter(|read| *read == request).ok_or("reads otherwise")?;
            }
            Vector::EnrolmentAnswer { bytes: body, learner, root, server_time } => {
                let answer = EnrolmentAnswer::from_bytes(&unhex(body)?).map_err(|_| "no answer")?;
                *learner = answer.learner.to_string();
                *root = hex::encode(answer.root.0);
                *server_time = answer.server_time;
                *body = hex::encode(answer.to_bytes());
            }
            Vector::SyncRequest {
                device_time,
                max_response_bytes,
                read_token,
                digest,
                batches,
                bytes: out,
            } => {
                let batches = batches
                    .iter()
                    .map(|batch| unhex(batch).map(ByteVec::from))
                    .collect::<Result<Vec<_>, Fault>>()?;
                let request = SyncRequest {
                    version: VERSION,
                    device_time: *device_time,
                    max_response_bytes: *max_response_bytes,
                    profiles: vec![ProfileRequest {
                        read_token: Token(bytes(read_token)?),
                        digest: *digest,
                        cursor: None,
                        batches: (!batches.is_empty()).then_some(batches),
                        state: None,
                        backed_up: None,
                        unsent: None,
                        rulings: None,
                    }],
                    locked: None,
                    carried_at: None,
                };
                *out = hex::encode(request.to_bytes());
                let read = SyncRequest::from_bytes(&request.to_bytes());
                read.ok().filter(|read| *read == request).ok_or("reads otherwise")?;
            }
            Vector::SyncAnswer {
                bytes: body,
                replica,
                epoch,
                server_time,
                verdicts,
                receipts,
                entries,
            } => {
                let answer = SyncAnswer::from_bytes(&unhex(body)?).map_err(|_| "no answer")?;
                let profiles = || answer.profiles.iter();
                *replica = ReplicaId::to_string(&answer.replica);
                (*epoch, *server_time) = (answer.epoch, answer.server_time);
                *verdicts =
                    profiles().flat_map(|it| it.verdicts.iter().flatten().map(word)).collect();
                *receipts = profiles().filter_map(|it| it.receipts.as_ref()).map(Vec::len).sum();
                *entries = profiles().filter_map(|it| it.entries.as_ref()).map(Vec::len).sum();
                *body = hex::encode(answer.to_bytes());
            }
            Vector::LockedRequest {
                device_time,
                device_token,
                max_bytes,
                segments,
                bytes: out,
            } => {
                let segments = segments
                    .iter()
                    .map(|segment| unhex(segment).map(ByteVec::from))
                    .collect::<Result<Vec<_>, Fault>>()?;
                let request = SyncRequest {
                    version: VERSION,
                    device_time: *device_time,
                    max_response_bytes: *max_bytes,
                    profiles: Vec::new(),
                    locked: Some(vec![LockedRequest {
                        device_token: Token(bytes(device_token)?),
                        max_bytes: *max_bytes,
                        cursor: None,
                        segments: Some(segments),
                        unsent: None,
                        backed_up: None,
                    }]),
                    carried_at: None,
                };
                *out = hex::encode(request.to_bytes());
                let read = SyncRequest::from_bytes(&request.to_bytes());
                read.ok().filter(|read| *read == request).ok_or("reads otherwise")?;
            }
            Vector::SealingCertificate {
                central,
                of_seed,
                replica,
                issued_at,
                public,
                id,
                bytes: out,
            } => {
                let key = signing_key(central)?;
                let sealing = SealingKey::of_seed(&bytes(of_seed)?).public();
                let replica = ReplicaId(bytes(replica)?);
                let certificate = SealingCertificate::issue(&key, replica, sealing, *issued_at);
                certificate.verify(&key.public()).map_err(|_| "does not verify")?;
                *public = hex::encode(sealing.0);
                *id = hex::encode(sealing.id().0);
                *out = cbor(&certificate);
            }
            Vector::Box { recipients, purpose, bound, plain, entropy, sealed } => {
                *sealed = hex::encode(boxed(recipients, purpose, bound, plain, entropy)?);
            }
            Vector::Bundle { recipients, answer_to, id, request, entropy, text } => {
                *text = courier::bundle(recipients, answer_to, id, request, entropy)?;
            }
            Vector::BundleAnswer { central, answer_to, id, request, answer, entropy, text } => {
                *text = courier::answer(central, answer_to, id, [request, answer], entropy)?;
            }
            Vector::Sealed { data_key, name, plain, entropy, sealed } => {
                let (key, plain) = (DataKey::new(bytes(data_key)?), unhex(plain)?);
                let row = key.seal(name, &plain, &mut Entropy::new(&unhex(entropy)?));
                key.open(name, &row).ok().filter(|open| *open == plain).ok_or("does not open")?;
                *sealed = hex::encode(row);
            }
        }
        Ok(vector)
    }
}

/// Seals, and opens with each of the keys.
fn boxed(
    recipients: &[String],
    purpose: &str,
    bound: &str,
    plain: &str,
    entropy: &str,
) -> Result<Vec<u8>, Fault> {
    let keys = recipients
        .iter()
        .map(|seed| bytes(seed).map(|seed| SealingKey::of_seed(&seed)))
        .collect::<Result<Vec<_>, Fault>>()?;
    let to: Vec<SealingPublic> = keys.iter().map(SealingKey::public).collect();
    let purpose = match purpose {
        "segment" => Purpose::Segment,
        "reading" => Purpose::Reading,
        _ => return Err("not a purpose"),
    };
    let (bound, plain) = (unhex(bound)?, unhex(plain)?);
    let sealed =
        sealed_box::seal(&to, purpose, &bound, &plain, &mut Entropy::new(&unhex(entropy)?));
    let opens = |key| sealed_box::open(key, purpose, &bound, &sealed).is_ok_and(|it| it == plain);
    if keys.iter().all(opens) { Ok(sealed) } else { Err("does not open") }
}

/// What a verdict says, shortly.
fn word(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Held => "held".to_owned(),
        Verdict::Partly(exceptions) => format!("partly {}", exceptions.len()),
        Verdict::Waiting => "waiting".to_owned(),
        Verdict::Refused(refusal) => format!("refused {}", refusal.code()),
    }
}

fn sign(
    key: &SigningKey,
    document: &Document,
    running_count: u64,
    runs: &[Run],
) -> Result<Batch, Fault> {
    let document = document_id(document)?;
    let runs = runs.iter().map(|run| {
        let nonce = Nonce(bytes(&run.nonce)?);
        let actor = actor_of(&key.public(), document, nonce);
        let changes = run.changes.iter().map(|text| {
            let change = change(text, actor)?;
            let hash = change.hash();
            Ok((change, hash))
        });
        Ok((nonce, changes.collect::<Result<Vec<_>, Fault>>()?))
    });
    Ok(Batch::sign(key, document, running_count, runs.collect::<Result<Vec<_>, Fault>>()?))
}

/// The bytes, read again, are this batch and signed.
fn reads(batch: &Batch, public: &PublicKey) -> Result<(), Fault> {
    let implied: Option<(LearnerId, WriterId)> =
        Some((batch.address.document.learner, batch.address.writer));
    for short in [false, true] {
        let read = Batch::decode(&batch.encode(short), implied, public).map_err(|_| "no batch")?;
        if read != *batch || read.verify(public).is_err() {
            return Err("reads otherwise");
        }
    }
    Ok(())
}
