//! A profile while it is locked: its segments go out, receipts and sealed answers come in.
//!
//! Owns a locked visit. It is made of a pass and of the rows under `g`, neither of which opens
//! anything of the record, and it writes rows beside the segments, never the segments: those are
//! the open profile's, which takes everything in at its next opening (`settle`).

use std::collections::{BTreeMap, BTreeSet};

use minicbor::{Decode, Encode};
use thiserror::Error;

use super::Profile;
use super::absorb::AbsorbError;
use super::away_backup::AwayBackup;
use super::entries::known_hub;
use super::rows::{Row, RowChange};
use super::segment::{self, AwayReceipt, AwayRow, AwayState, Segment};
use crate::exchange::{
    LockedAnswer, LockedRequest, LockedStatus, MAX_REQUEST_BATCH_BYTES, MessageError, SyncAnswer,
    SyncRequest, Token, VERSION,
};
use crate::ids::{DocumentId, LearnerId};
use crate::trust::{
    PublicKey, Receipt, ReplicaCertificate, ReplicaRole, SealingCertificate, TrustError,
};
use crate::verdict::Verdict;

/// Bytes of sealed answers that are kept for a locked profile; what is more waits until she
/// unlocks.
pub const MAX_AWAY_BYTES: usize = 256 * 1024;
/// One entry always comes, and a box is a little longer than what is inside.
const RESERVE_BYTES: usize = 80 * 1024;
/// Segments in one request: the rest goes in the next round.
const SEGMENTS_PER_REQUEST: usize = 16;
const PASS_VERSION: u8 = 1;

/// What a locked profile may know. Opens no row, reads nothing at a replica.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(array)]
pub(super) struct Pass {
    #[n(0)]
    version: u8,
    #[n(1)]
    learner: LearnerId,
    #[n(2)]
    pub(super) device_token: Token,
    #[n(3)]
    root: PublicKey,
    #[n(4)]
    pub(super) central: ReplicaCertificate,
    /// What a courier file is sealed to; absent in passes of older programs, until she unlocks.
    #[n(5)]
    pub(super) sealing: Option<SealingCertificate>,
}

/// Why bytes are no pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PassError {
    /// Damaged, or of a newer version.
    #[error("not a pass")]
    Malformed,
    /// Its central is not certified by its root.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

/// What an answer brought to a locked profile.
#[derive(Clone, Debug, Default)]
pub struct LockedAbsorbed {
    /// Rows to write, in one transaction.
    pub rows: Vec<RowChange>,
    /// Ask again at once: there is more to send or to fetch.
    pub again: bool,
    /// The phone's clock less the replica's, in seconds.
    pub clock_offset_seconds: i64,
}

/// A locked profile.
#[derive(Debug)]
pub struct LockedProfile {
    pub(super) pass: Pass,
    pub(super) segments: BTreeMap<u64, Segment>,
    /// Segments that central holds by its receipt, with the epoch of that.
    pub(super) covered: BTreeMap<u64, u32>,
    pub(super) state: AwayState,
    pub(super) backup: Option<AwayBackup>,
    /// Receipts that lie here for the open profile.
    pub(super) kept: Vec<AwayReceipt>,
    next_backed_up: u64,
    answers_bytes: usize,
    next_answer: u64,
    /// Answered otherwise than held: her own next visit finds out why, this one goes on.
    declined: BTreeSet<u64>,
    in_flight: Option<InFlight>,
}

#[derive(Debug)]
struct InFlight {
    segments: Vec<u64>,
    more: bool,
}

impl Profile {
    /// What a locked visit needs beside the rows under `g`: to be stored where it can be read
    /// without her PIN. `None` while central's sealing key is not known.
    pub fn open_pass(&self) -> Option<Vec<u8>> {
        let sealing = Some(self.identity.sealing.clone()?);
        let pass = Pass {
            version: PASS_VERSION,
            learner: self.identity.learner,
            device_token: self.identity.device_token,
            root: self.identity.root,
            central: self.identity.central.clone(),
            sealing,
        };
        Some(minicbor::to_vec(pass).unwrap_or_default())
    }
}

impl LockedProfile {
    /// Opens what a locked visit may see. Rows of other kinds are passed over.
    pub fn open(pass: &[u8], rows: &[Row]) -> Result<Self, PassError> {
        let pass: Pass = minicbor::decode(pass).map_err(|_| PassError::Malformed)?;
        if pass.version != PASS_VERSION {
            return Err(PassError::Malformed);
        }
        pass.central.verify(&pass.root)?;
        if pass.central.role != ReplicaRole::Central {
            return Err(TrustError::UnknownReplica.into());
        }
        let sealing = pass.sealing.as_ref();
        sealing.map_or(Ok(()), |sealing| sealing.verify(&pass.central.public))?;
        let mut profile = Self {
            pass,
            segments: BTreeMap::new(),
            covered: BTreeMap::new(),
            state: AwayState::default(),
            backup: None,
            kept: Vec::new(),
            next_backed_up: 0,
            answers_bytes: 0,
            next_answer: 0,
            declined: BTreeSet::new(),
            in_flight: None,
        };
        let mut receipts = Vec::new();
        for row in rows.iter().filter(|row| row.key.starts_with(segment::AWAY)) {
            match AwayRow::read(row) {
                Some(AwayRow::Segment(number, segment)) => {
                    profile.segments.insert(number, segment);
                }
                Some(AwayRow::State(state)) => profile.state = state,
                Some(AwayRow::Receipt(number, receipt)) => receipts.push((number, receipt)),
                Some(AwayRow::Backup(backup)) => profile.backup = Some(backup),
                Some(AwayRow::BackedUp(number, receipt)) => {
                    profile.kept.push(receipt);
                    profile.next_backed_up = profile.next_backed_up.max(number.saturating_add(1));
                }
                Some(AwayRow::Answer(number, bytes)) => {
                    profile.answers_bytes += bytes.len();
                    profile.next_answer = profile.next_answer.max(number.saturating_add(1));
                }
                None => {}
            }
        }
        for (number, away) in receipts {
            if profile.covers(number, &away.receipt, away.epoch) == Ok(true) {
                profile.covered.insert(number, away.epoch);
            }
        }
        Ok(profile)
    }

    /// Changes in segments that central is not known to hold.
    pub fn unsent(&self) -> usize {
        self.waiting().map(|(_, segment)| segment.count as usize).sum()
    }

    /// True when something was saved and central has all of it.
    pub fn all_arrived(&self) -> bool {
        self.state.saved && self.waiting().next().is_none()
    }

    /// True when central has all of it, and all that this phone's key wrote is in a verified
    /// backup, as signed receipts say. `None`: an older program left nothing to tell it by.
    pub fn backed_up(&self) -> Option<bool> {
        let backup = self.backup.as_ref()?;
        Some(self.all_arrived() && backup.is_whole(self.state.epoch))
    }

    /// This profile's part of a request; its answer goes to `absorb_part`.
    pub fn ask(&mut self) -> LockedRequest {
        let (mut segments, mut sent) = (Vec::new(), Vec::new());
        let (mut more, mut size) = (false, 0);
        let mut unsent: u32 = self.waiting().map(|(_, segment)| segment.count).sum();
        // One that is longer than a request may be, of one enormous change, waits for her.
        let waiting = self.waiting().filter(|(number, segment)| {
            !self.declined.contains(number) && segment.sealed.len() <= MAX_REQUEST_BATCH_BYTES
        });
        for (number, segment) in waiting {
            let full = segments.len() == SEGMENTS_PER_REQUEST
                || size + segment.sealed.len() > MAX_REQUEST_BATCH_BYTES;
            if full && !segments.is_empty() {
                more = true;
                break;
            }
            size += segment.sealed.len();
            unsent = unsent.saturating_sub(segment.count);
            sent.push(number);
            segments.push(segment.sealed.clone().into());
        }
        let request = LockedRequest {
            device_token: self.pass.device_token,
            max_bytes: self.wants_bytes(),
            cursor: self.state.cursor,
            segments: (!segments.is_empty()).then_some(segments),
            unsent: Some(unsent).filter(|unsent| *unsent > 0),
            backed_up: self.known_backup(),
        };
        self.in_flight = Some(InFlight { segments: sent, more });
        request
    }

    /// A request of this profile's alone. `device_time` is the phone's own, uncorrected clock:
    /// seconds since 1970.
    pub fn next_request(&mut self, device_time: i64, max_response_bytes: u32) -> SyncRequest {
        SyncRequest {
            version: VERSION,
            device_time,
            max_response_bytes,
            profiles: Vec::new(),
            locked: Some(vec![self.ask()]),
            carried_at: None,
        }
    }

    /// Takes in the answer to `next_request`.
    pub fn absorb(&mut self, body: &[u8], device_time: i64) -> Result<LockedAbsorbed, AbsorbError> {
        let answer = SyncAnswer::from_bytes(body)?;
        match answer.locked.as_deref() {
            Some([part]) => self.absorb_part(&answer, part, device_time),
            _ => Err(MessageError::Malformed.into()),
        }
    }

    /// Takes in this profile's part of an answer: whole, or nothing of it.
    pub fn absorb_part(
        &mut self,
        answer: &SyncAnswer,
        part: &LockedAnswer,
        device_time: i64,
    ) -> Result<LockedAbsorbed, AbsorbError> {
        let sent = self.in_flight.as_ref().ok_or(AbsorbError::NotAsked)?;
        self.refuse_erased(part)?;
        if answer.replica != self.pass.central.public.replica_id() {
            known_hub(answer, &self.pass.central.public)?;
            return Ok(self.carried(answer, device_time));
        }
        match part.status {
            LockedStatus::Served => {}
            LockedStatus::UnknownToken => return Err(AbsorbError::UnknownToken),
            LockedStatus::Revoked => return Err(AbsorbError::Revoked),
        }
        let verdicts = part.verdicts.as_deref().unwrap_or_default();
        if verdicts.len() != sent.segments.len() {
            return Err(MessageError::Malformed.into());
        }
        let mut covered = Vec::new();
        // Those of a backup are looked at together, when the answer names one.
        let is_for_segments = |receipt: &&Receipt| !receipt.backed_up || part.backed_up.is_none();
        for receipt in part.receipts.iter().flatten().filter(is_for_segments) {
            for number in &sent.segments {
                // One for a part of a segment cannot be checked here, and counts for nothing.
                if self.covers(*number, receipt, answer.epoch)? {
                    covered.push((*number, receipt.clone()));
                }
            }
        }
        let Some(sent) = self.in_flight.take() else { return Err(AbsorbError::NotAsked) };
        let mut absorbed = LockedAbsorbed {
            clock_offset_seconds: device_time - answer.server_time,
            ..LockedAbsorbed::default()
        };
        let (replica, epoch) = (answer.replica, answer.epoch);
        let moved = !covered.is_empty();
        for (number, receipt) in covered {
            self.covered.insert(number, epoch);
            let away = AwayReceipt { replica, epoch, receipt };
            absorbed.rows.push(segment::receipt_row(number, &away));
        }
        self.take_backup(answer, part, &mut absorbed);
        let declined = sent.segments.iter().zip(verdicts);
        let declined = declined.filter(|(_, verdict)| **verdict != Verdict::Held);
        self.declined.extend(declined.map(|(number, _)| *number));
        let mut state = AwayState { epoch: Some(epoch), ..self.state.clone() };
        let sealed = part.sealed.as_ref();
        let kept = sealed.is_some_and(|sealed| self.keep_answer(sealed, &mut absorbed));
        if kept {
            state.cursor = part.cursor;
        }
        let restored = self.state.epoch.is_some_and(|known| known != epoch);
        if restored {
            self.declined.clear();
        }
        if state != self.state {
            absorbed.rows.push(segment::state_row(&state));
            self.state = state;
        }
        let fetches = part.more == Some(true) && kept && self.room() > RESERVE_BYTES;
        absorbed.again = fetches || (sent.more && moved) || (restored && self.unsent() > 0);
        Ok(absorbed)
    }

    /// Central says that everything of her is to be deleted: whoever passes that on.
    pub(super) fn refuse_erased(&self, part: &LockedAnswer) -> Result<(), AbsorbError> {
        let (learner, central) = (self.pass.learner, &self.pass.central.public);
        match &part.erasure {
            Some(notice) if notice.speaks_of(learner, central) => Err(AbsorbError::Erased),
            _ => Ok(()),
        }
    }

    /// A hub took it along unread: that is no tick, and nothing here changes by it.
    fn carried(&mut self, answer: &SyncAnswer, device_time: i64) -> LockedAbsorbed {
        self.in_flight = None;
        LockedAbsorbed {
            clock_offset_seconds: device_time - answer.server_time,
            ..LockedAbsorbed::default()
        }
    }

    pub(super) fn take_backup(
        &mut self,
        answer: &SyncAnswer,
        part: &LockedAnswer,
        absorbed: &mut LockedAbsorbed,
    ) {
        let (Some(head), Some(backup)) = (part.backed_up, &mut self.backup) else { return };
        let before = backup.clone();
        let receipts = part.receipts.iter().flatten().filter(|receipt| receipt.backed_up);
        let central = &self.pass.central.public;
        let learner = self.pass.learner;
        let believed: Vec<Receipt> = backup
            .take(head, receipts, central, answer.epoch, learner)
            .into_iter()
            .cloned()
            .collect();
        if *backup != before {
            absorbed.rows.push(segment::backup_row(backup));
        }
        for receipt in believed {
            let (replica, epoch) = (answer.replica, answer.epoch);
            self.keep(AwayReceipt { replica, epoch, receipt }, absorbed);
        }
    }

    /// Keeps a receipt for the open profile, once.
    pub(super) fn keep(&mut self, away: AwayReceipt, absorbed: &mut LockedAbsorbed) {
        if self.kept.contains(&away) {
            return;
        }
        absorbed.rows.push(segment::backed_up_row(self.next_backed_up, &away));
        self.next_backed_up += 1;
        self.kept.push(away);
    }

    /// Keeps what came sealed to the profile, if there is room. True when it is kept.
    pub(super) fn keep_answer(&mut self, sealed: &[u8], absorbed: &mut LockedAbsorbed) -> bool {
        if sealed.len() > self.room() {
            return false;
        }
        absorbed.rows.push(segment::answer_row(self.next_answer, sealed.to_vec()));
        self.next_answer += 1;
        self.answers_bytes += sealed.len();
        true
    }

    /// How many bytes of entries there is room for.
    pub(super) fn wants_bytes(&self) -> u32 {
        self.room().saturating_sub(RESERVE_BYTES) as u32
    }

    /// The newest backup that everything is known of.
    pub(super) fn known_backup(&self) -> Option<u64> {
        self.backup.as_ref().and_then(|it| it.known_in(self.state.epoch))
    }

    /// Segments that central is not known to hold in its present epoch.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (u64, &Segment)> {
        let is_held = |number: &u64| match (self.covered.get(number), self.state.epoch) {
            (Some(covered), Some(epoch)) => *covered == epoch,
            (covered, None) => covered.is_some(),
            (None, _) => false,
        };
        let all = self.segments.iter().map(|(number, segment)| (*number, segment));
        all.filter(move |(number, _)| !is_held(number))
    }

    fn room(&self) -> usize {
        MAX_AWAY_BYTES.saturating_sub(self.answers_bytes)
    }

    /// Does a receipt speak of all of a segment? An error: it says so and is not central's word.
    pub(super) fn covers(
        &self,
        number: u64,
        receipt: &Receipt,
        epoch: u32,
    ) -> Result<bool, TrustError> {
        let Some(segment) = self.segments.get(&number) else { return Ok(false) };
        let hash_of = |line: &crate::trust::ReceiptLine| {
            let run = segment.runs.iter().find(|run| run.actor == line.actor);
            run.filter(|run| run.last == line.sequence).map(|run| run.last_hash)
        };
        let speaks = segment.kind == receipt.kind
            && receipt.lines.len() == segment.runs.len()
            && receipt.lines.iter().all(|line| hash_of(line).is_some())
            && segment
                .runs
                .iter()
                .all(|run| receipt.lines.iter().any(|line| line.actor == run.actor));
        if !speaks {
            return Ok(false);
        }
        let document = DocumentId { learner: self.pass.learner, kind: segment.kind };
        receipt.verify(&self.pass.central.public, epoch, document, hash_of)?;
        Ok(true)
    }
}
