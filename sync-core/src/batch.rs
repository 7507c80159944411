//! Signed batches: what one writer has unsent in one document (PROTOCOL section 2).
//!
//! Owns the batch's bytes and what its signature covers: the header and the last hash of each
//! run. Every change names its actor's previous one ([`Batch::verify`] checks it), so the last hash
//! pins the run; a server may therefore serve a part of a run under the same signature.
//!
//! Must not decide whether the changes are admitted: see `ledger`.

use thiserror::Error;

use crate::change::{Change, MAX_COUNTER};
use crate::frame::{self, Context, FrameError, Reader, write_varint};
use crate::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce, WriterId};
use crate::trust::{Domain, PublicKey, SigningKey, TrustError, actor_of};

/// Version of the batch format.
const VERSION: u8 = 1;
/// Runs (app starts) in one batch.
pub const MAX_RUNS: usize = 64;
/// Changes in one batch.
pub const MAX_CHANGES: usize = 1024;
/// Bytes of one batch.
pub const MAX_BATCH_BYTES: usize = 64 * 1024;

const KIND_BITS: u8 = 0x03;
const IDS_IMPLIED: u8 = 0x04;

/// Whose batch it is and which document it is for: enough to find the writer's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address {
    /// The document written to.
    pub document: DocumentId,
    /// Who signed.
    pub writer: WriterId,
}

/// The changes of one actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Makes the actor, with the writer's key and the document.
    pub nonce: Nonce,
    /// Follows from the nonce; kept so that nobody has to derive it again.
    pub actor: ActorId,
    /// The first sequence that the signature speaks of.
    pub first_sequence: u32,
    /// The first sequence present here; later than the above when only a part is served.
    pub from_sequence: u32,
    /// In order; may be empty when only later runs are served.
    pub changes: Vec<(Change, ChangeHash)>,
    /// Hash of the last change signed.
    pub last_hash: ChangeHash,
}

/// A batch whose bytes were read and whose actors follow from the writer's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Document and writer.
    pub address: Address,
    /// How many changes this writer had made in this document before the first signed here.
    pub running_count: u64,
    /// In causal order.
    pub runs: Vec<Run>,
    /// By the writer.
    pub signature: [u8; 64],
}

/// Why a batch is not taken as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BatchError {
    /// The bytes are not a batch.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// Not signed by the writer it names.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// Longer than `MAX_BATCH_BYTES`.
    #[error("the batch is too large")]
    TooLarge,
}

impl Batch {
    /// Signs what a writer has unsent. `runs` are (nonce, changes in order), in causal order.
    ///
    /// Empty runs are left out; there must be at least one change.
    pub fn sign(
        key: &SigningKey,
        document: DocumentId,
        running_count: u64,
        runs: Vec<(Nonce, Vec<(Change, ChangeHash)>)>,
    ) -> Self {
        let public = key.public();
        let runs: Vec<Run> = runs
            .into_iter()
            .filter_map(|(nonce, changes)| {
                let (first, last) = (changes.first()?, changes.last()?);
                Some(Run {
                    nonce,
                    actor: actor_of(&public, document, nonce),
                    first_sequence: first.0.sequence,
                    from_sequence: first.0.sequence,
                    last_hash: last.1,
                    changes,
                })
            })
            .collect();
        let signature = key.sign(Domain::Batch, &message(document, &public, running_count, &runs));
        let address = Address { document, writer: public.writer_id() };
        Self { address, running_count, runs, signature }
    }

    /// Checks the signature, that it speaks of every change here, and that every actor follows
    /// from the writer's key.
    pub fn verify(&self, writer: &PublicKey) -> Result<(), TrustError> {
        let actors_follow = self
            .runs
            .iter()
            .all(|run| actor_of(writer, self.address.document, run.nonce) == run.actor);
        // The signature names the last hash of a run; what is not in that one's past is not signed.
        let are_pinned = self.runs.iter().all(|run| {
            run.changes.windows(2).all(|pair| pair[1].0.dependencies.contains(&pair[0].1))
        });
        if !actors_follow || !are_pinned || writer.writer_id() != self.address.writer {
            return Err(TrustError::Signature);
        }
        let message = message(self.address.document, writer, self.running_count, &self.runs);
        writer.verify(Domain::Batch, &message, &self.signature)
    }

    /// All changes present, in order.
    pub fn changes(&self) -> impl Iterator<Item = &(Change, ChangeHash)> {
        self.runs.iter().flat_map(|run| &run.changes)
    }

    /// Writes the batch; with `implied`, document and writer are left for the reader to know.
    pub fn encode(&self, implied: bool) -> Vec<u8> {
        let mut out = vec![VERSION];
        let kind = self.address.document.kind.number();
        if implied {
            out.push(kind | IDS_IMPLIED);
        } else {
            out.push(kind);
            out.extend_from_slice(&self.address.document.learner.0);
            out.extend_from_slice(&self.address.writer.0);
        }
        write_varint(&mut out, self.running_count);
        write_varint(&mut out, self.runs.len() as u64);
        for run in &self.runs {
            out.extend_from_slice(&run.nonce.0);
            write_varint(&mut out, u64::from(run.first_sequence));
            write_varint(&mut out, u64::from(run.from_sequence - run.first_sequence));
            write_varint(&mut out, run.changes.len() as u64);
            if run.changes.is_empty() {
                out.extend_from_slice(&run.last_hash.0);
            }
        }
        let mut context = Context::new(self.address.writer, self.runs.iter().map(|run| run.actor));
        for run in &self.runs {
            context.begin_run();
            for (change, hash) in &run.changes {
                frame::encode(change, *hash, &mut context, &mut out);
            }
        }
        out.extend_from_slice(&self.signature);
        out
    }

    /// Reads document and writer only. `implied` is what the exchange says they are.
    pub fn peek(
        bytes: &[u8],
        implied: Option<(LearnerId, WriterId)>,
    ) -> Result<Address, BatchError> {
        if bytes.len() > MAX_BATCH_BYTES {
            return Err(BatchError::TooLarge);
        }
        Ok(read_address(&mut Reader::new(bytes), implied)?)
    }

    /// Reads a batch. Says nothing about its signature: call [`Batch::verify`] next.
    pub fn decode(
        bytes: &[u8],
        implied: Option<(LearnerId, WriterId)>,
        writer: &PublicKey,
    ) -> Result<Self, BatchError> {
        if bytes.len() > MAX_BATCH_BYTES {
            return Err(BatchError::TooLarge);
        }
        Ok(decode(bytes, implied, writer)?)
    }
}

fn read_address(
    reader: &mut Reader<'_>,
    implied: Option<(LearnerId, WriterId)>,
) -> Result<Address, FrameError> {
    if reader.byte()? != VERSION {
        return Err(FrameError::Version);
    }
    let header = reader.byte()?;
    if header & !(KIND_BITS | IDS_IMPLIED) != 0 {
        return Err(FrameError::Range);
    }
    let kind = DocumentKind::from_number(header & KIND_BITS).ok_or(FrameError::Range)?;
    let (learner, writer) = if header & IDS_IMPLIED != 0 {
        implied.ok_or(FrameError::Range)?
    } else {
        (LearnerId(reader.array()?), WriterId(reader.array()?))
    };
    Ok(Address { document: DocumentId { learner, kind }, writer })
}

struct RunHeader {
    nonce: Nonce,
    actor: ActorId,
    first_sequence: u32,
    from_sequence: u32,
    count: usize,
    last_hash: Option<ChangeHash>,
}

fn decode(
    bytes: &[u8],
    implied: Option<(LearnerId, WriterId)>,
    writer: &PublicKey,
) -> Result<Batch, FrameError> {
    let mut reader = Reader::new(bytes);
    let address = read_address(&mut reader, implied)?;
    let running_count = reader.varint()?;
    if running_count >= u64::from(MAX_COUNTER) {
        return Err(FrameError::Range);
    }
    let headers = read_run_headers(&mut reader, address.document, writer)?;
    let mut context = Context::new(address.writer, headers.iter().map(|header| header.actor));
    let mut runs = Vec::with_capacity(headers.len());
    for header in headers {
        context.begin_run();
        let mut changes = Vec::with_capacity(header.count.min(64));
        for i in 0..header.count as u32 {
            let sequence = header.from_sequence + i;
            changes.push(frame::decode(&mut reader, header.actor, sequence, &mut context)?);
        }
        let last_hash = match (changes.last(), header.last_hash) {
            (Some((_, hash)), _) => *hash,
            (None, Some(hash)) => hash,
            (None, None) => return Err(FrameError::Range),
        };
        runs.push(Run {
            nonce: header.nonce,
            actor: header.actor,
            first_sequence: header.first_sequence,
            from_sequence: header.from_sequence,
            changes,
            last_hash,
        });
    }
    let signature = reader.array()?;
    reader.finish()?;
    Ok(Batch { address, running_count, runs, signature })
}

fn read_run_headers(
    reader: &mut Reader<'_>,
    document: DocumentId,
    writer: &PublicKey,
) -> Result<Vec<RunHeader>, FrameError> {
    let count = reader.count(MAX_RUNS)?;
    if count == 0 {
        return Err(FrameError::Range);
    }
    let mut headers: Vec<RunHeader> = Vec::with_capacity(count);
    let mut changes = 0;
    for _ in 0..count {
        let nonce = Nonce(reader.array()?);
        let first_sequence = reader.varint()?;
        let from_sequence = first_sequence.saturating_add(reader.varint()?);
        let count = reader.count(MAX_CHANGES)?;
        changes += count;
        let in_range = from_sequence.saturating_add(count as u64) < u64::from(MAX_COUNTER)
            && first_sequence > 0
            && changes <= MAX_CHANGES;
        let repeated = headers.iter().any(|header| header.nonce == nonce);
        if !in_range || repeated {
            return Err(FrameError::Range);
        }
        let last_hash = if count == 0 { Some(ChangeHash(reader.array()?)) } else { None };
        headers.push(RunHeader {
            nonce,
            actor: actor_of(writer, document, nonce),
            first_sequence: first_sequence as u32,
            from_sequence: from_sequence as u32,
            count,
            last_hash,
        });
    }
    if changes == 0 { Err(FrameError::Range) } else { Ok(headers) }
}

/// What a batch's signature covers.
fn message(document: DocumentId, writer: &PublicKey, running_count: u64, runs: &[Run]) -> Vec<u8> {
    let mut message = document.to_bytes().to_vec();
    message.extend_from_slice(&writer.0);
    message.extend_from_slice(&running_count.to_be_bytes());
    message.extend_from_slice(&(runs.len() as u32).to_be_bytes());
    for run in runs {
        message.extend_from_slice(&run.nonce.0);
        message.extend_from_slice(&run.first_sequence.to_be_bytes());
        message.extend_from_slice(&run.last_hash.0);
    }
    message
}
