//! The rows of a profile: what is stored under which name, sealed.
//!
//! Owns names and contents of rows, and how a profile is built from them. A name tells the kind
//! of a row and a running number, nothing else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::document::{ForeignBatch, OwnChange};
use super::enrol::Pending;
use super::identity::Identity;
use super::notices::Notices;
use super::replica::{Replica, StoredReplica};
use super::rulings::Rulings;
use super::segment::{AWAY, Away};
use super::sessions::Sessions;
use super::{Entropy, Profile};
use crate::batch::Batch;
use crate::frame::{self, Context, Reader};
use crate::ids::{DocumentId, DocumentKind, Nonce, WriterId};
use crate::notice::SignedNotice;
use crate::seal::{DataKey, Unsealable};
use crate::session::SessionNotice;
use crate::trust::{HubEnd, Ruling, WriterCertificate, actor_of};

/// A stored row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name: a few ASCII characters.
    pub key: String,
    /// Sealed; of rows under `g`, readable in part.
    pub bytes: Vec<u8>,
}

/// A row to write, or to delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// Its name.
    pub key: String,
    /// Sealed; `None` deletes.
    pub bytes: Option<Vec<u8>>,
}

/// Why rows do not make a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum LoadError {
    /// A row does not open with this key.
    #[error(transparent)]
    Sealed(#[from] Unsealable),
    /// A row opens, and is not what its name says.
    #[error("a stored row is damaged")]
    Damaged,
    /// There is no identity: enrolment was not completed.
    #[error("enrolment was not completed")]
    NotEnrolled,
}

const PENDING: &str = "p";
const IDENTITY: &str = "i";
const WRITERS: &str = "w";
const REPLICAS: &str = "h";
const ACTIONS: &str = "a";
const REFUSED: &str = "r";
const SESSIONS: &str = "s";
const NOTICES: &str = "n";
const RULINGS: &str = "u";
const ENDED: &str = "e";
const OWN: char = 'f';
const FOREIGN: char = 'b';
const DRAFT: char = 'd';

/// A change of this phone's, as stored.
#[derive(Encode, Decode)]
#[cbor(array)]
struct OwnRow {
    #[n(0)]
    kind: DocumentKind,
    #[n(1)]
    nonce: Nonce,
    #[n(2)]
    sequence: u32,
    #[cbor(n(3), with = "minicbor::bytes")]
    frame: Vec<u8>,
}

/// Something refused for good, kept to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct RefusedRow {
    #[n(0)]
    pub(super) code: String,
    #[n(1)]
    pub(super) key: String,
    #[n(2)]
    pub(super) at: i64,
    #[n(3)]
    pub(super) value: ByteVec,
}

fn numbered(kind: char, number: u64) -> String {
    format!("{kind}{number:010x}")
}

fn sealed<T: Encode<()>>(key: &DataKey, name: &str, value: &T, entropy: &mut Entropy) -> RowChange {
    let plain = minicbor::to_vec(value).unwrap_or_default();
    RowChange { key: name.to_owned(), bytes: Some(key.seal(name, &plain, entropy)) }
}

fn opened<T: for<'b> Decode<'b, ()>>(key: &DataKey, row: &Row) -> Result<T, LoadError> {
    let plain = key.open(&row.key, &row.bytes)?;
    minicbor::decode(&plain).map_err(|_| LoadError::Damaged)
}

pub(super) fn deleted(name: &str) -> RowChange {
    RowChange { key: name.to_owned(), bytes: None }
}

pub(super) fn pending(key: &DataKey, pending: &Pending, entropy: &mut Entropy) -> RowChange {
    sealed(key, PENDING, pending, entropy)
}

pub(super) fn forget_pending() -> RowChange {
    deleted(PENDING)
}

pub(super) fn find_pending(key: &DataKey, rows: &[Row]) -> Result<Option<Pending>, LoadError> {
    rows.iter().find(|row| row.key == PENDING).map(|row| opened(key, row)).transpose()
}

pub(super) fn identity(key: &DataKey, identity: &Identity, entropy: &mut Entropy) -> RowChange {
    sealed(key, IDENTITY, identity, entropy)
}

pub(super) fn writers(
    key: &DataKey,
    writers: &[WriterCertificate],
    entropy: &mut Entropy,
) -> RowChange {
    sealed(key, WRITERS, &writers.to_vec(), entropy)
}

pub(super) fn replicas(key: &DataKey, replicas: &[Replica], entropy: &mut Entropy) -> RowChange {
    let stored: Vec<StoredReplica> = replicas.iter().map(StoredReplica::from).collect();
    sealed(key, REPLICAS, &stored, entropy)
}

pub(super) fn actions(
    key: &DataKey,
    actions: &VecDeque<String>,
    entropy: &mut Entropy,
) -> RowChange {
    sealed(key, ACTIONS, &actions.iter().cloned().collect::<Vec<_>>(), entropy)
}

pub(super) fn refused(key: &DataKey, refused: &[RefusedRow], entropy: &mut Entropy) -> RowChange {
    sealed(key, REFUSED, &refused.to_vec(), entropy)
}

pub(super) fn ended(key: &DataKey, ended: &[HubEnd], entropy: &mut Entropy) -> RowChange {
    sealed(key, ENDED, &ended.to_vec(), entropy)
}

pub(super) fn sessions(
    key: &DataKey,
    sessions: &[SessionNotice],
    entropy: &mut Entropy,
) -> RowChange {
    sealed(key, SESSIONS, &sessions.to_vec(), entropy)
}

pub(super) fn notices(key: &DataKey, notices: &[SignedNotice], entropy: &mut Entropy) -> RowChange {
    sealed(key, NOTICES, &notices.to_vec(), entropy)
}

pub(super) fn rulings(key: &DataKey, rulings: &[Ruling], entropy: &mut Entropy) -> RowChange {
    sealed(key, RULINGS, &rulings.to_vec(), entropy)
}

pub(super) fn own(
    key: &DataKey,
    kind: DocumentKind,
    writer: WriterId,
    own: &OwnChange,
    entropy: &mut Entropy,
) -> RowChange {
    let mut frame = Vec::new();
    let mut context = Context::new(writer, [own.change.actor]);
    frame::encode(&own.change, own.hash, &mut context, &mut frame);
    let row = OwnRow { kind, nonce: own.nonce, sequence: own.change.sequence, frame };
    sealed(key, &numbered(OWN, own.row), &row, entropy)
}

pub(super) fn forget_own(row: u64) -> RowChange {
    deleted(&numbered(OWN, row))
}

pub(super) fn foreign(key: &DataKey, foreign: &ForeignBatch, entropy: &mut Entropy) -> RowChange {
    let bytes = ByteVec::from(foreign.batch.encode(false));
    sealed(key, &numbered(FOREIGN, foreign.row), &bytes, entropy)
}

pub(super) fn draft(key: &DataKey, name: &str, text: &str, entropy: &mut Entropy) -> RowChange {
    sealed(key, &draft_name(name), &(name.to_owned(), text.to_owned()), entropy)
}

pub(super) fn forget_draft(name: &str) -> RowChange {
    deleted(&draft_name(name))
}

/// A form's name says what somebody was doing, so that the row carries a hash of it.
fn draft_name(name: &str) -> String {
    format!("{DRAFT}{}", hex::encode(&Sha256::digest(name.as_bytes())[..5]))
}

/// Builds a profile from all of its rows.
pub(super) fn load(
    data_key: DataKey,
    rows: &[Row],
    entropy: &mut Entropy,
) -> Result<Profile, LoadError> {
    let by_name: BTreeMap<&str, &Row> = rows.iter().map(|row| (row.key.as_str(), row)).collect();
    let identity_row = by_name.get(IDENTITY).ok_or(LoadError::NotEnrolled)?;
    let identity: Identity = opened(&data_key, identity_row)?;
    let writers: Vec<WriterCertificate> = optional(&data_key, &by_name, WRITERS)?;
    let stored: Vec<StoredReplica> = optional(&data_key, &by_name, REPLICAS)?;
    let actions: Vec<String> = optional(&data_key, &by_name, ACTIONS)?;
    let refused: Vec<RefusedRow> = optional(&data_key, &by_name, REFUSED)?;
    let sessions: Vec<SessionNotice> = optional(&data_key, &by_name, SESSIONS)?;
    let notices: Vec<SignedNotice> = optional(&data_key, &by_name, NOTICES)?;
    let rulings: Vec<Ruling> = optional(&data_key, &by_name, RULINGS)?;
    let ended_hubs: Vec<HubEnd> = optional(&data_key, &by_name, ENDED)?;
    let mut profile = Profile {
        data_key,
        identity,
        nonce: entropy.nonce(),
        documents: BTreeMap::new(),
        writers: writers
            .into_iter()
            .map(|certificate| (certificate.public.writer_id(), certificate))
            .collect(),
        replicas: stored.into_iter().map(Replica::from).collect(),
        recent_actions: actions.into(),
        refused,
        sessions: Sessions::of(sessions),
        notices: Notices::of(notices),
        rulings: Rulings::of(rulings),
        ended_hubs,
        drafts: BTreeMap::new(),
        next_row: 0,
        in_flight: None,
        declined: BTreeSet::new(),
        asked_to_be_known: false,
        away: Away::default(),
    };
    // Numbers grow in the order of writing, which is causal; both kinds share them.
    let mut ordered: Vec<(u64, &Row)> = Vec::new();
    for row in rows {
        let mut chars = row.key.chars();
        match chars.next() {
            Some(OWN | FOREIGN) => {
                let number = u64::from_str_radix(chars.as_str(), 16);
                ordered.push((number.map_err(|_| LoadError::Damaged)?, row));
            }
            Some(AWAY) => profile.away.load(row),
            Some(DRAFT) => {
                let (name, text) = opened(&profile.data_key, row)?;
                profile.drafts.insert(name, text);
            }
            _ => {}
        }
    }
    ordered.sort_unstable_by_key(|(number, _)| *number);
    for (number, row) in ordered {
        profile.next_row = number + 1;
        if row.key.starts_with(OWN) {
            load_own(&mut profile, number, row)?;
        } else {
            load_foreign(&mut profile, number, row)?;
        }
    }
    Ok(profile)
}

fn optional<T: for<'b> Decode<'b, ()> + Default>(
    key: &DataKey,
    rows: &BTreeMap<&str, &Row>,
    name: &str,
) -> Result<T, LoadError> {
    rows.get(name).map_or_else(|| Ok(T::default()), |row| opened(key, row))
}

fn load_own(profile: &mut Profile, number: u64, row: &Row) -> Result<(), LoadError> {
    let stored: OwnRow = opened(&profile.data_key, row)?;
    let public = profile.identity.signing_key().public();
    let writer = public.writer_id();
    let document = DocumentId { learner: profile.identity.learner, kind: stored.kind };
    let actor = actor_of(&public, document, stored.nonce);
    let mut context = Context::new(writer, [actor]);
    let mut reader = Reader::new(&stored.frame);
    let (change, hash) = frame::decode(&mut reader, actor, stored.sequence, &mut context)
        .map_err(|_| LoadError::Damaged)?;
    let own = OwnChange { row: number, nonce: stored.nonce, change, hash };
    profile.document_mut(stored.kind).admit_own(own, writer).map_err(|_| LoadError::Damaged)
}

fn load_foreign(profile: &mut Profile, number: u64, row: &Row) -> Result<(), LoadError> {
    let bytes: ByteVec = opened(&profile.data_key, row)?;
    let address = Batch::peek(&bytes, None).map_err(|_| LoadError::Damaged)?;
    let public = profile.public_of(address.writer).ok_or(LoadError::Damaged)?;
    // The signature was checked before the row was sealed.
    let batch = Batch::decode(&bytes, None, &public).map_err(|_| LoadError::Damaged)?;
    profile.document_mut(address.document.kind).admit_foreign(ForeignBatch { row: number, batch });
    Ok(())
}
