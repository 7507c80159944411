//! A phone without a road: what its locked profiles would say goes into a file, and what comes back
//! is taken in, whenever and however often that is.
//!
//! Owns filling bundles and believing their answers. An answer may be old: the profile may have
//! written more, met central directly, or read the same answer before. So nothing of it moves
//! anything but from where it was asked, and receipts are held against what lies here now.

use thiserror::Error;

use super::locked::{LockedAbsorbed, LockedProfile};
use super::segment::{self, AwayReceipt, AwayState, Segment};
use super::{AbsorbError, Entropy};
use crate::courier::{
    Answer, AnswerError, Asked, Bundle, BundleId, Content, Kind, MAX_ANSWER_BYTES,
};
use crate::exchange::{
    LockedAnswer, LockedRequest, LockedStatus, MAX_BATCHES, MAX_PROFILES, MAX_REQUEST_BATCH_BYTES,
    SyncAnswer, SyncRequest, VERSION,
};
use crate::sealed_box::{SealingKey, SealingPublic};
use crate::trust::{Receipt, SealingCertificate, TrustError};

/// A file as it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenBundle {
    /// Its text. Where no profile could be in it, a file that nobody opens: whether somebody hides
    /// on a phone is not to be told by it.
    pub text: String,
    /// Pieces in it that the office opens, each a bundle of its own.
    pub pieces: usize,
    /// Profiles in it.
    pub profiles: usize,
    /// Their changes that central is not known to hold.
    pub changes: usize,
}

/// Why an answer is not taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CarriedError {
    /// Not an answer, or not central's word.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// It says nothing to this profile.
    #[error("the answer is not for this profile")]
    NotHere,
    /// Central does not serve it, or a receipt is not central's word.
    #[error(transparent)]
    Absorb(#[from] AbsorbError),
}

/// Writes what `profiles` have for central into one file. Those whose pass knows no key of central's
/// are left out, until they are opened once. `device_time` is the phone's own, uncorrected clock.
pub fn write_bundle(
    profiles: &[LockedProfile],
    answer_to: SealingPublic,
    device_time: i64,
    entropy: &mut Entropy,
) -> WrittenBundle {
    let mut written = WrittenBundle::default();
    let mut left: Vec<&LockedProfile> =
        profiles.iter().filter(|profile| profile.pass.sealing.is_some()).collect();
    written.profiles = left.len();
    written.changes = left.iter().map(|profile| profile.unsent()).sum();
    // One file may be for several programmes, a bundle is for one.
    while let Some(central) = left.first().map(|profile| profile.pass.central.public) {
        let (these, others): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|profile| profile.pass.central.public == central);
        left = others;
        let sealings = these.iter().filter_map(|profile| profile.pass.sealing.as_ref());
        let newest = sealings.max_by_key(|sealing: &&SealingCertificate| sealing.issued_at);
        let Some(newest) = newest else { continue };
        for locked in requests(&these) {
            let request = request(Some(locked), device_time);
            written.text.push_str(&sealed(request, answer_to, newest.public, entropy));
            written.pieces += 1;
        }
    }
    if written.pieces == 0 {
        let nobody = SealingKey::from_bytes(entropy.bytes()).public();
        written.text = sealed(request(None, device_time), answer_to, nobody, entropy);
    }
    written
}

fn request(locked: Option<Vec<LockedRequest>>, device_time: i64) -> SyncRequest {
    let (version, max_response_bytes) = (VERSION, MAX_ANSWER_BYTES);
    SyncRequest {
        version,
        device_time,
        max_response_bytes,
        profiles: Vec::new(),
        locked,
        carried_at: None,
    }
}

fn sealed(
    request: SyncRequest,
    answer_to: SealingPublic,
    to: SealingPublic,
    entropy: &mut Entropy,
) -> String {
    let content = Content::Phone(request);
    let bundle = Bundle { id: BundleId(entropy.bytes()), answer_to, content };
    bundle.seal(&[to], entropy).to_text(Kind::Bundle)
}

/// What these profiles ask, in as many requests as it takes. Each asks for entries once.
fn requests(profiles: &[&LockedProfile]) -> Vec<Vec<LockedRequest>> {
    let mut requests = Vec::new();
    let mut open: Vec<LockedRequest> = Vec::new();
    let mut size = 0;
    for profile in profiles {
        if open.len() == MAX_PROFILES {
            requests.push(std::mem::take(&mut open));
            size = 0;
        }
        let mut asks = profile.asks();
        let mut segments = Vec::new();
        let mut unsent = profile.unsent() as u32;
        // One that is longer than a request may be, of one enormous change, waits for her.
        let waiting = profile.waiting().map(|(_, segment)| segment);
        for segment in waiting.filter(|it| it.sealed.len() <= MAX_REQUEST_BATCH_BYTES) {
            let adds = segment.sealed.len();
            if size + adds > MAX_REQUEST_BATCH_BYTES || segments.len() == MAX_BATCHES {
                let full = LockedRequest { segments: some(segments), ..asks };
                open.push(LockedRequest { unsent: Some(unsent).filter(|it| *it > 0), ..full });
                requests.push(std::mem::take(&mut open));
                (size, segments) = (0, Vec::new());
                asks = LockedRequest { max_bytes: 0, ..profile.asks() };
            }
            size += adds;
            unsent = unsent.saturating_sub(segment.count);
            segments.push(segment.sealed.clone().into());
        }
        let last = LockedRequest { segments: some(segments), ..asks };
        open.push(LockedRequest { unsent: Some(unsent).filter(|it| *it > 0), ..last });
    }
    if !open.is_empty() {
        requests.push(open);
    }
    requests
}

fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

impl LockedProfile {
    /// What it asks, without what it brings.
    fn asks(&self) -> LockedRequest {
        LockedRequest {
            device_token: self.pass.device_token,
            max_bytes: self.wants_bytes(),
            cursor: self.state.cursor,
            segments: None,
            unsent: None,
            backed_up: self.known_backup(),
        }
    }

    /// Takes in this profile's part of an answer that was carried here: whole, or nothing of it.
    pub fn absorb_carried(&mut self, answer: &Answer) -> Result<LockedAbsorbed, CarriedError> {
        let carried = answer.verified(&self.pass.central.public)?;
        if carried.answer.replica != self.pass.central.public.replica_id() {
            return Err(AnswerError::from(TrustError::UnknownReplica).into());
        }
        let part = carried.part(&self.pass.device_token);
        let (asked, part) = part.ok_or(CarriedError::NotHere)?;
        self.refuse_erased(part)?;
        match part.status {
            LockedStatus::Served => {}
            LockedStatus::UnknownToken => return Err(AbsorbError::UnknownToken.into()),
            LockedStatus::Revoked => return Err(AbsorbError::Revoked.into()),
        }
        self.take_carried(&carried.answer, asked, part)
    }

    fn take_carried(
        &mut self,
        answer: &SyncAnswer,
        asked: &Asked,
        part: &LockedAnswer,
    ) -> Result<LockedAbsorbed, CarriedError> {
        let mut absorbed = LockedAbsorbed::default();
        let (replica, epoch) = (answer.replica, answer.epoch);
        if self.state.epoch.is_some_and(|known| known > epoch) {
            // From before a restore: what was held then may be gone.
            return Ok(absorbed);
        }
        let mut covered = Vec::new();
        let mut partly = Vec::new();
        for receipt in part.receipts.iter().flatten().filter(|receipt| !receipt.backed_up) {
            let mut whole = false;
            for number in self.segments.keys() {
                if self.covers(*number, receipt, epoch).map_err(AbsorbError::from)? {
                    covered.push((*number, receipt));
                    whole = true;
                }
            }
            // The segment has grown since, or was cut otherwise: the open profile can check it.
            if !whole && self.waiting().any(|(_, segment)| speaks_of_part(segment, receipt)) {
                partly.push(receipt);
            }
        }
        for (number, receipt) in covered {
            if self.covered.insert(number, epoch) != Some(epoch) {
                let away = AwayReceipt { replica, epoch, receipt: receipt.clone() };
                absorbed.rows.push(segment::receipt_row(number, &away));
            }
        }
        for receipt in partly {
            self.keep(AwayReceipt { replica, epoch, receipt: receipt.clone() }, &mut absorbed);
        }
        if asked.backed_up == self.known_backup() {
            self.take_backup(answer, part, &mut absorbed);
        }
        let mut state = AwayState { epoch: Some(epoch), ..self.state.clone() };
        if asked.cursor == self.state.cursor
            && let Some(sealed) = &part.sealed
            && self.keep_answer(sealed, &mut absorbed)
        {
            state.cursor = part.cursor;
        }
        if state != self.state {
            absorbed.rows.push(segment::state_row(&state));
            self.state = state;
        }
        Ok(absorbed)
    }
}

/// Does a receipt speak of some of what is in a segment, and not of all of it?
fn speaks_of_part(segment: &Segment, receipt: &Receipt) -> bool {
    let within = |line: &crate::trust::ReceiptLine| {
        let mut runs = segment.runs.iter().filter(|run| run.actor == line.actor);
        runs.any(|run| (run.first..=run.last).contains(&line.sequence))
    };
    segment.kind == receipt.kind && receipt.lines.iter().any(within)
}
