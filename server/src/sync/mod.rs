//! Answering an exchange (PROTOCOL section 6): the replica's side of `POST /api/sync`.
//!
//! Owns the order of things: tokens, batches checked and admitted, receipts once durable, then
//! what the profile may read. Must not: hold SQL, know HTTP, or hold a rule of the record, which
//! are `sync_core`'s.
//!
//! - `check`: from bytes to a verified batch, or a refusal
//! - `locked`: the same for a profile that is locked, through sealed boxes
//! - `carried`: what locked profiles say by courier
//! - here: the answer

mod carried;
mod check;
mod locked;

pub use carried::{CarriedAnswer, answer_carried};

use std::collections::HashSet;
use std::sync::Arc;

use sync_core::bugs::{Bug, bug};
use sync_core::exchange::{
    Entry, MAX_RESPONSE_BYTES, MessageError, ProfileAnswer, ProfileRequest, ProfileStatus,
    SyncAnswer, SyncRequest, VERSION,
};
use sync_core::ids::ChangeHash;
use sync_core::trust::{PublicKey, Receipt, Ruling, SealingCertificate};
use sync_core::verdict::{Refusal, Verdict};
use thiserror::Error;

use crate::enrolment::token_hash;
use crate::store::{
    Anchor, Arrival, CLOCK_TOLERANCE_SECONDS, ClockJump, Meeting, Met, Outcome, Pending, Profile,
    ProfileEnd, Question, Reading, Replica, Store, StoreError, Via,
};
pub(crate) use check::{Checked, check};

/// Why an exchange is not answered.
#[derive(Debug, Error)]
pub enum SyncError {
    /// Not a request, or over its limits.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Answers the body of `POST /api/sync`.
pub async fn answer(store: &Store, now: i64, body: &[u8]) -> Result<Vec<u8>, SyncError> {
    let request = SyncRequest::from_bytes(body)?;
    let replica = store.replica().await?;
    let mut room = request.max_response_bytes.min(MAX_RESPONSE_BYTES) as usize;
    let mut profiles = Vec::with_capacity(request.profiles.len());
    for asked in request.profiles {
        let answer = match store.profile(token_hash(&asked.read_token), now).await? {
            None => {
                let erasure = store.erasure_for(token_hash(&asked.read_token)).await?;
                ProfileAnswer { erasure, ..ProfileAnswer::new(ProfileStatus::UnknownToken) }
            }
            Some(profile) => {
                let visit = Visit {
                    store,
                    replica: &replica,
                    profile,
                    now,
                    met_at: now,
                    device_time: request.device_time,
                };
                visit.answer(asked, &mut room).await?
            }
        };
        profiles.push(answer);
    }
    let mut locked = Vec::new();
    for asked in request.locked.unwrap_or_default() {
        let clock = locked::Clock::of(request.device_time, request.carried_at, now);
        let meeting = locked::Visited { store, replica: &replica, now, clock: Some(clock) };
        locked.push(meeting.answer(asked, &mut room).await?.answer);
    }
    let answer = SyncAnswer {
        version: VERSION,
        server_time: now,
        replica: replica.key.public().replica_id(),
        epoch: replica.epoch,
        catalogue: store.catalogue_prefix().await?,
        profiles,
        locked: some(locked),
        certificate: replica.is_hub().then(|| replica.certificate.clone()),
        ended: some(store.hubs_ended_since(now.saturating_sub(TELL_OF_END_SECONDS)).await?),
    };
    Ok(answer.to_bytes())
}

/// For so long every phone is told of a hub that was lost or stolen, wherever that hub is now.
const TELL_OF_END_SECONDS: i64 = 365 * 86_400;

/// Admits what others offered in a writer's name before she was known here.
pub async fn admit_waiting(store: &Store, writer: PublicKey, now: i64) -> Result<(), StoreError> {
    let id = writer.writer_id();
    let waiting = store.waiting_for(id).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    for bytes in waiting {
        match check(store, None, bytes, now).await? {
            Checked::Sound(batch) => {
                let arrival = Arrival { now, met: Met::now(now), via: Via::Phone };
                store.admit(batch, arrival).await?.durable().await?;
            }
            Checked::Waiting | Checked::Refused(_) => {}
        }
    }
    store.forget_waiting(id).await
}

/// One profile's part of an exchange.
struct Visit<'a> {
    store: &'a Store,
    replica: &'a Arc<Replica>,
    profile: Profile,
    now: i64,
    /// When the phone was met: now, or before now by a hub that carries its words.
    met_at: i64,
    device_time: i64,
}

/// What a profile brings.
enum Brought {
    Batch(Vec<u8>),
    /// A box that is none of ours, or altered.
    Unopened,
}

/// A batch on its way.
enum Sent {
    Queued(sync_core::ids::DocumentId, Pending<Outcome>),
    Decided(Verdict),
}

/// What the batches of a request came to.
#[derive(Default)]
struct Taken {
    verdicts: Vec<Verdict>,
    receipts: Vec<Receipt>,
    brought: HashSet<ChangeHash>,
    not_held: HashSet<ChangeHash>,
    /// Some batch could not be read: what the phone counts of it is not known here.
    unread: bool,
}

impl Visit<'_> {
    async fn answer(
        &self,
        asked: ProfileRequest,
        room: &mut usize,
    ) -> Result<ProfileAnswer, SyncError> {
        let (now, device_time) = (self.now, self.device_time);
        let clocks = (now, device_time);
        let anchor =
            self.store.record_anchor(&self.profile, clocks, Meeting::Here, asked.unsent).await?;
        let about_her = |ruling: &Ruling| ruling.learner == self.profile.learner;
        let rulings = asked.rulings.unwrap_or_default().into_iter().filter(about_her).collect();
        self.store.take_rulings(rulings, false, now).await?;
        let batches = asked.batches.unwrap_or_default();
        let mut taken =
            self.take(batches.into_iter().map(|it| Brought::Batch(it.into())).collect()).await?;
        anchor.durable().await?;
        if let Some(unsent) = asked.unsent.filter(|unsent| *unsent > 0) {
            self.store.note_made(&self.profile, now, unsent).await?;
        }
        let backup = self.backed_up(asked.backed_up, &mut taken).await?;
        let has_state = asked.state.is_some();
        let question = Question {
            cursor: asked.cursor,
            brought: taken.brought.clone(),
            state: asked.state,
            max_bytes: *room,
        };
        let reading = self.store.feed(&self.profile, self.replica.epoch, question).await?;
        let reads = !self.profile.reads.kinds().is_empty();
        let compares = reads && !has_state && !taken.unread && !reading.more;
        // One that reads nothing is asked where its cursor shows that this is not what it met.
        let went_back = !reads && !has_state && reading.void;
        let differs = went_back || (compares && !agrees(asked.digest, &reading, &taken));
        let (status, told) = self.status();
        let mut answer = ProfileAnswer::new(status);
        answer.more = reading.more.then_some(true);
        answer.differs = differs.then_some(true);
        answer.verdicts = some(taken.verdicts);
        answer.receipts = some(taken.receipts);
        answer.cursor = reading.cursor.filter(|cursor| Some(*cursor) != asked.cursor);
        answer.cursor_void = reading.void.then_some(true);
        answer.lacking = some(reading.lacking);
        answer.backed_up = backup;
        let used: usize = reading.entries.iter().map(entry_size).sum();
        *room = room.saturating_sub(used);
        answer.entries = some(told.into_iter().chain(reading.entries).collect());
        answer.sealing = self.sealing_news().await?;
        Ok(answer)
    }

    /// Whether the profile is served, and what one whose time is over is told: central's own word
    /// for it, since a phone believes nobody else's.
    fn status(&self) -> (ProfileStatus, Option<Entry>) {
        match &self.profile.end {
            None => (ProfileStatus::Served, None),
            Some(ProfileEnd::Replaced) => (ProfileStatus::Withdrawn, None),
            Some(ProfileEnd::Revoked(certificate)) => {
                (ProfileStatus::Revoked, Some(Entry::Writer((**certificate).clone())))
            }
        }
    }

    /// Our newest sealing key, for a profile that was told an older one.
    async fn sealing_news(&self) -> Result<Option<SealingCertificate>, SyncError> {
        let newest = self.replica.newest_sealing();
        let Some(newest) = newest.filter(|it| self.profile.needs_sealing(it)) else {
            return Ok(None);
        };
        self.store.told_sealing(&self.profile, newest).await?;
        Ok(Some(newest.certificate.clone()))
    }

    /// Checks and queues every batch, then waits for the commits: one, as a rule.
    async fn take(&self, batches: Vec<Brought>) -> Result<Taken, SyncError> {
        let met = Met { at: self.met_at, jump: self.jump() };
        let arrival = Arrival { now: self.now, met, via: Via::Phone };
        let mut taken = Taken::default();
        let mut sent = Vec::with_capacity(batches.len());
        let mut refused = Vec::new();
        for brought in batches {
            let checked = match brought {
                Brought::Batch(bytes) => {
                    check(self.store, Some(&self.profile), bytes, self.now).await?
                }
                Brought::Unopened => Checked::Refused(Refusal::Sealed),
            };
            sent.push(match checked {
                Checked::Sound(batch) => {
                    taken.brought.extend(batch.changes().map(|(_, hash)| *hash));
                    // What others offer on was not written by this phone's clock.
                    let own = batch.address.writer == self.profile.writer;
                    let met = Met { jump: arrival.met.jump.filter(|_| own), ..arrival.met };
                    let arrival = Arrival { met, ..arrival };
                    let document = batch.address.document;
                    Sent::Queued(document, self.store.admit(batch, arrival).await?)
                }
                Checked::Waiting => {
                    taken.unread = true;
                    Sent::Decided(Verdict::Waiting)
                }
                Checked::Refused(refusal) => {
                    taken.unread = true;
                    refused.push(refusal);
                    Sent::Decided(Verdict::Refused(refusal))
                }
            });
        }
        for sent in sent {
            taken.verdicts.push(match sent {
                Sent::Decided(verdict) => verdict,
                Sent::Queued(document, pending) => {
                    let outcome = pending.durable().await?;
                    // Only now: what a receipt promises is on the disk.
                    if !outcome.lines.is_empty() {
                        let (key, epoch) = (&self.replica.key, self.replica.epoch);
                        let lines = &outcome.lines;
                        taken.receipts.push(Receipt::issue(key, epoch, document, lines, false));
                    }
                    taken.not_held.extend(outcome.not_held);
                    outcome.verdict
                }
            });
        }
        if !refused.is_empty() {
            let codes = refused.into_iter().map(Refusal::code).collect();
            self.store.count_verdicts(self.now, codes).await?;
        }
        Ok(taken)
    }

    /// Adds receipts for what the newest backup holds, where the phone was told of another one.
    /// Gives the backup's head.
    async fn backed_up(
        &self,
        told: Option<u64>,
        taken: &mut Taken,
    ) -> Result<Option<u64>, SyncError> {
        let (key, epoch) = (&self.replica.key, self.replica.epoch);
        let Some(newest) = self.store.backed_up(&self.profile, epoch, told).await? else {
            return Ok(None);
        };
        let receipts = newest
            .documents
            .iter()
            .map(|(document, lines)| Receipt::issue(key, epoch, *document, lines, true));
        taken.receipts.extend(receipts);
        Ok(Some(newest.head))
    }

    /// How far the phone's clock moved since a server met it last, when it did. Before the first
    /// meeting its enrolment told it the time.
    fn jump(&self) -> Option<ClockJump> {
        let Profile { last_anchor, since, .. } = self.profile;
        let last = last_anchor.unwrap_or(Anchor { at: since, offset: 0 });
        // It was met again after this was handed on: that one says nothing of the time before.
        if last.at > self.met_at {
            return None;
        }
        let offset = self.device_time.saturating_sub(self.met_at);
        let seconds = offset.saturating_sub(last.offset);
        let jumped = seconds.unsigned_abs() > CLOCK_TOLERANCE_SECONDS.unsigned_abs();
        jumped.then_some(ClockJump { since: last.at, seconds, offset })
    }
}

/// Does the phone know us to hold what we hold?
fn agrees(digest: u64, reading: &Reading, taken: &Taken) -> bool {
    // What it brought and we did not take, it still counts.
    let refused =
        taken.not_held.iter().fold(0_u64, |sum, hash| sum.wrapping_add(hash.digest_prefix()));
    let is_ours = |expected: &u64| expected.wrapping_add(refused) == digest;
    reading.digests.iter().any(is_ours) || bug(Bug::DigestCopiedFromPeer)
}

fn entry_size(entry: &sync_core::exchange::Entry) -> usize {
    match entry {
        sync_core::exchange::Entry::Batch(bytes) => bytes.len(),
        sync_core::exchange::Entry::Writer(_) => 128,
        sync_core::exchange::Entry::Session(notice) => notice.session.len() + 64,
        sync_core::exchange::Entry::Notice(signed) => signed.notice.len() + 64,
        sync_core::exchange::Entry::Ruling(_) => 160,
        sync_core::exchange::Entry::Receipt(relayed) => relayed.receipt.lines.len() * 20 + 80,
    }
}

/// Absent, where there is nothing to say: an empty visit is small.
fn some<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}
