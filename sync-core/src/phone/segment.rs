//! Segments: what is unsent, signed and sealed while the profile is open, so that it can leave
//! while it is locked.
//!
//! Owns the rows under `g`: which changes each segment holds, their readable headers, and where a
//! locked visit goes on. A save rebuilds the last segment only; central's receipts drop those that
//! it holds. Must not send: see `locked`.

use std::collections::BTreeMap;
use std::ops::Range;

use minicbor::{Decode, Encode};

use super::away_backup::AwayBackup;
use super::document::{Document, OwnChange};
use super::rows::{Row, RowChange, deleted};
use super::{Entropy, Profile};
use crate::batch::Batch;
use crate::exchange::Cursor;
use crate::frame;
use crate::ids::ReplicaId;
use crate::ids::{ActorId, ChangeHash, DocumentKind, LearnerId, Nonce};
use crate::sealed_box::{self, Purpose, SealingPublic};
use crate::trust::Receipt;

/// Changes in one segment: a save makes no more than these again.
pub const CHANGES_PER_SEGMENT: usize = 32;
/// Bytes of the batch in a segment of more than one change.
const BYTES_PER_SEGMENT: usize = 32 * 1024;
/// First character of every row that a locked profile reads or writes.
pub(super) const AWAY: char = 'g';
/// Where a locked visit goes on.
const STATE: &str = "gc";
/// Rows that a locked visit wrote.
const RECEIPT: &str = "gr";
const ANSWER: &str = "ga";
/// What of it is in a backup.
const BACKUP: &str = "gb";
/// Backed-up receipts that a locked visit believed.
const BACKED_UP: &str = "gq";

/// A segment as stored: a header that anybody may read, and a box.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct Segment {
    #[n(0)]
    pub(super) kind: DocumentKind,
    /// Changes in it.
    #[n(1)]
    pub(super) count: u32,
    #[n(2)]
    pub(super) runs: Vec<SegmentRun>,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) sealed: Vec<u8>,
}

/// The changes of one actor in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct SegmentRun {
    #[n(0)]
    pub(super) actor: ActorId,
    #[n(1)]
    pub(super) first: u32,
    #[n(2)]
    pub(super) last: u32,
    #[n(3)]
    pub(super) last_hash: ChangeHash,
}

/// Where a locked visit goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct AwayState {
    /// With central.
    #[n(0)]
    pub(super) cursor: Option<Cursor>,
    /// Central's, as last heard.
    #[n(1)]
    pub(super) epoch: Option<u32>,
    /// Something was saved in this profile.
    #[n(2)]
    pub(super) saved: bool,
}

/// A receipt that came for a segment while the profile was locked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct AwayReceipt {
    #[n(0)]
    pub(super) replica: ReplicaId,
    #[n(1)]
    pub(super) epoch: u32,
    #[n(2)]
    pub(super) receipt: Receipt,
}

/// One row under `g`.
pub(super) enum AwayRow {
    Segment(u64, Segment),
    State(AwayState),
    Receipt(u64, AwayReceipt),
    Answer(u64, Vec<u8>),
    Backup(AwayBackup),
    BackedUp(u64, AwayReceipt),
}

impl AwayRow {
    /// `None` for what is none, or damaged.
    pub(super) fn read(row: &Row) -> Option<Self> {
        let numbered = |prefix: &str| {
            let digits = row.key.strip_prefix(prefix).filter(|digits| digits.len() == 10)?;
            u64::from_str_radix(digits, 16).ok()
        };
        if row.key == STATE {
            return decoded(&row.bytes).map(Self::State);
        }
        if row.key == BACKUP {
            return decoded(&row.bytes).map(Self::Backup);
        }
        if let Some(number) = numbered(BACKED_UP) {
            return decoded(&row.bytes).map(|receipt| Self::BackedUp(number, receipt));
        }
        if let Some(number) = numbered(RECEIPT) {
            return decoded(&row.bytes).map(|receipt| Self::Receipt(number, receipt));
        }
        if let Some(number) = numbered(ANSWER) {
            return Some(Self::Answer(number, row.bytes.clone()));
        }
        let number = numbered("g")?;
        decoded(&row.bytes).map(|segment| Self::Segment(number, segment))
    }
}

fn decoded<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Option<T> {
    minicbor::decode(bytes).ok()
}

fn row<T: Encode<()>>(key: String, value: &T) -> RowChange {
    RowChange { key, bytes: Some(minicbor::to_vec(value).unwrap_or_default()) }
}

pub(super) fn segment_name(number: u64) -> String {
    format!("{AWAY}{number:010x}")
}

pub(super) fn state_row(state: &AwayState) -> RowChange {
    row(STATE.to_owned(), state)
}

pub(super) fn receipt_row(segment: u64, receipt: &AwayReceipt) -> RowChange {
    row(format!("{RECEIPT}{segment:010x}"), receipt)
}

pub(super) fn backup_row(backup: &AwayBackup) -> RowChange {
    row(BACKUP.to_owned(), backup)
}

pub(super) fn backed_up_row(number: u64, receipt: &AwayReceipt) -> RowChange {
    row(format!("{BACKED_UP}{number:010x}"), receipt)
}

pub(super) fn answer_row(number: u64, sealed: Vec<u8>) -> RowChange {
    RowChange { key: format!("{ANSWER}{number:010x}"), bytes: Some(sealed) }
}

/// What a segment's box, and an answer's, are bound to.
pub(super) fn bound_to(learner: &LearnerId) -> &[u8] {
    &learner.0
}

/// What an open profile keeps of the rows under `g`.
#[derive(Clone, Debug, Default)]
pub(super) struct Away {
    /// Segments by number: the row of their first change. Without their boxes.
    segments: BTreeMap<u64, Segment>,
    state: Option<AwayState>,
    backup: Option<AwayBackup>,
    /// What came while the profile was locked, as named, in order: see `settle`.
    pub(super) receipts: Vec<(String, AwayReceipt)>,
    pub(super) answers: BTreeMap<u64, (String, Vec<u8>)>,
    /// Rows that are nothing: dropped with the next write.
    damaged: Vec<String>,
}

impl Away {
    /// What was known of backups while it was locked.
    pub(super) fn backup(&self) -> Option<&AwayBackup> {
        self.backup.as_ref()
    }

    /// Central's epoch as a locked visit last heard it.
    pub(super) fn state_epoch(&self) -> Option<u32> {
        self.state.as_ref().and_then(|state| state.epoch)
    }

    /// Keeps a stored row.
    pub(super) fn load(&mut self, row: &Row) {
        let name = row.key.clone();
        match AwayRow::read(row) {
            Some(AwayRow::Segment(number, segment)) => {
                self.segments.insert(number, Segment { sealed: Vec::new(), ..segment });
            }
            Some(AwayRow::State(state)) => self.state = Some(state),
            Some(AwayRow::Backup(backup)) => self.backup = Some(backup),
            Some(AwayRow::Receipt(_, receipt) | AwayRow::BackedUp(_, receipt)) => {
                self.receipts.push((name, receipt));
            }
            Some(AwayRow::Answer(number, bytes)) => {
                self.answers.insert(number, (name, bytes));
            }
            None => self.damaged.push(name),
        }
    }
}

/// A segment that there should be.
struct Wanted {
    range: Range<usize>,
    /// It is stored already, as it should be.
    is_stored: bool,
}

impl Profile {
    /// Brings the segments up to what central is not known to hold of this phone's own changes.
    ///
    /// Called with every write; writes what changed only.
    pub(super) fn reseal(&mut self, entropy: &mut Entropy) -> Vec<RowChange> {
        let recipients = self.recipients();
        if recipients.is_empty() {
            return Vec::new();
        }
        let mut changes: Vec<RowChange> =
            std::mem::take(&mut self.away.damaged).iter().map(|name| deleted(name)).collect();
        let mut segments = BTreeMap::new();
        for (kind, document) in &self.documents {
            for wanted in self.wanted(*kind, document) {
                let own = &document.own[wanted.range.clone()];
                let Some(first) = own.first() else { continue };
                let number = first.row;
                if let (true, Some(stored)) = (wanted.is_stored, self.away.segments.get(&number)) {
                    segments.insert(number, stored.clone());
                    continue;
                }
                let mut segment = Segment {
                    kind: *kind,
                    count: own.len() as u32,
                    runs: runs_of(own),
                    sealed: self.boxed(*kind, document, wanted.range, &recipients, entropy),
                };
                changes.push(row(segment_name(number), &segment));
                segment.sealed.clear();
                segments.insert(number, segment);
            }
        }
        let gone = self.away.segments.keys().filter(|number| !segments.contains_key(number));
        changes.extend(gone.map(|number| deleted(&segment_name(*number))));
        self.away.segments = segments;
        let central = self.replicas.iter().find(|replica| replica.is_central());
        let state = AwayState {
            cursor: central.and_then(|central| central.cursor),
            epoch: central.and_then(|central| central.epoch),
            saved: self.documents.values().any(|document| document.len() > 0),
        };
        if self.away.state.as_ref() != Some(&state) {
            changes.push(state_row(&state));
            self.away.state = Some(state);
        }
        let backup = self.away_backup();
        if self.away.backup.as_ref() != Some(&backup) {
            changes.push(backup_row(&backup));
            self.away.backup = Some(backup);
        }
        changes
    }

    /// Changes of this phone's own that central is not known to hold: what the segments hold.
    pub fn own_unsent(&self) -> Vec<(DocumentKind, ChangeHash)> {
        let unsent = self.documents.iter().flat_map(|(kind, document)| {
            let own = document.own.iter().filter(|own| !self.is_at_central(*kind, own));
            own.map(|own| (*kind, own.hash))
        });
        unsent.collect()
    }

    /// Whom segments are sealed to: central, and one day the hubs of her centre.
    fn recipients(&self) -> Vec<SealingPublic> {
        self.identity.sealing.iter().map(|certificate| certificate.public).collect()
    }

    fn is_at_central(&self, kind: DocumentKind, own: &OwnChange) -> bool {
        let central = self.replicas.iter().find(|replica| replica.is_central());
        central.is_some_and(|it| own.change.sequence <= it.held(kind, &own.change.actor))
    }

    /// The segments of a document, in order: those that still hold, the last one grown, new ones.
    fn wanted(&self, kind: DocumentKind, document: &Document) -> Vec<Wanted> {
        let own = &document.own;
        let unsent = |at: usize| !self.is_at_central(kind, &own[at]);
        let mut all: Vec<Wanted> = Vec::new();
        let mut at = 0;
        while at < own.len() {
            if !unsent(at) {
                at += 1;
                continue;
            }
            let stored = self.away.segments.get(&own[at].row).filter(|stored| stored.kind == kind);
            let end = stored.map_or(at, |stored| at.saturating_add(stored.count as usize));
            let holds = stored.is_some_and(|stored| {
                (at + 1..=own.len()).contains(&end)
                    && (at..end).all(unsent)
                    && runs_of(&own[at..end]) == stored.runs
            });
            if holds {
                all.push(Wanted { range: at..end, is_stored: true });
                at = end;
                continue;
            }
            match all.last_mut().filter(|last| last.range.end == at) {
                Some(last) if fits(&own[last.range.start..=at]) => {
                    last.range.end += 1;
                    last.is_stored = false;
                }
                _ => all.push(Wanted { range: at..at + 1, is_stored: false }),
            }
            at += 1;
        }
        all
    }

    /// What one signed batch would carry, in a box.
    fn boxed(
        &self,
        kind: DocumentKind,
        document: &Document,
        range: Range<usize>,
        recipients: &[SealingPublic],
        entropy: &mut Entropy,
    ) -> Vec<u8> {
        let key = self.identity.signing_key();
        let running_count = self.written_before(document, range.start);
        let mut runs: Vec<(Nonce, Vec<_>)> = Vec::new();
        for own in &document.own[range] {
            let change = (own.change.clone(), own.hash);
            match runs.last_mut().filter(|(nonce, _)| *nonce == own.nonce) {
                Some((_, changes)) => changes.push(change),
                None => runs.push((own.nonce, vec![change])),
            }
        }
        let batch = Batch::sign(&key, self.document_id(kind), running_count, runs);
        let bound = bound_to(&self.identity.learner);
        sealed_box::seal(recipients, Purpose::Segment, bound, &batch.encode(true), entropy)
    }
}

fn fits(own: &[OwnChange]) -> bool {
    let bytes = own.iter().map(|own| frame::most_bytes(&own.change)).sum::<usize>();
    own.len() <= CHANGES_PER_SEGMENT && bytes <= BYTES_PER_SEGMENT
}

fn runs_of(own: &[OwnChange]) -> Vec<SegmentRun> {
    own.chunk_by(|a, b| a.nonce == b.nonce)
        .filter_map(|run| {
            let (first, last) = (run.first()?, run.last()?);
            Some(SegmentRun {
                actor: last.change.actor,
                first: first.change.sequence,
                last: last.change.sequence,
                last_hash: last.hash,
            })
        })
        .collect()
}
