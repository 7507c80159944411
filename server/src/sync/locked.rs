//! A locked profile's part of an exchange: segments opened and admitted, answers sealed.
//!
//! Owns what a device token may do: deliver what was signed and sealed while the profile was open,
//! and fetch receipts and what is sealed to the profile. Whatever is in a box is checked and
//! admitted as if it had come plain. Must not hand out anything readable but receipts.

use std::sync::Arc;

use sync_core::exchange::{
    LockedAnswer, LockedRequest, LockedStatus, Reading, SyncRequest, VERSION,
};
use sync_core::ids::LearnerId;
use sync_core::phone::Entropy;
use sync_core::sealed_box::{self, Purpose, SealingPublic};
use sync_core::verdict::Verdict;

use super::{Brought, SyncError, Visit, entry_size, some};
use crate::enrolment::{derive, token_hash};
use crate::store::{LockedProfile, Meeting, Profile, Question, Replica, Store, StoreError};

/// What all locked profiles of a request have in common.
pub(super) struct Visited<'a> {
    pub(super) store: &'a Store,
    pub(super) replica: &'a Arc<Replica>,
    pub(super) now: i64,
    /// Absent when its words were carried here, who knows how long: then they say nothing of its
    /// clock.
    pub(super) clock: Option<Clock>,
}

/// The phone's clock, at the moment when it was met.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    device_time: i64,
    met_at: i64,
    meeting: Meeting,
}

impl Clock {
    /// `carried_at`: when a hub met it, where the words came by one. That hub's clock may be ahead
    /// of ours.
    pub(super) fn of(device_time: i64, carried_at: Option<i64>, now: i64) -> Self {
        match carried_at {
            None => Self { device_time, met_at: now, meeting: Meeting::Here },
            Some(at) => Self { device_time, met_at: at.min(now), meeting: Meeting::Elsewhere },
        }
    }
}

/// What came of one.
pub(super) struct Met {
    pub(super) answer: LockedAnswer,
    /// Whose profile it is.
    pub(super) learner: Option<LearnerId>,
    /// Changes that it brought and that are held now.
    pub(super) changes: usize,
}

impl From<LockedAnswer> for Met {
    fn from(answer: LockedAnswer) -> Self {
        Self { answer, learner: None, changes: 0 }
    }
}

impl Visited<'_> {
    pub(super) async fn answer(
        &self,
        asked: LockedRequest,
        room: &mut usize,
    ) -> Result<Met, SyncError> {
        let found = self.store.locked_profile(token_hash(&asked.device_token)).await?;
        let Some(found) = found else {
            let erasure = self.store.erasure_for(token_hash(&asked.device_token)).await?;
            let answer = LockedAnswer::new(LockedStatus::UnknownToken);
            return Ok(LockedAnswer { erasure, ..answer }.into());
        };
        if self.replica.is_hub() {
            return Ok(self.carry(found.profile, asked).await?.into());
        }
        let segments = asked.segments.unwrap_or_default();
        let segments: Vec<Vec<u8>> = segments.into_iter().map(Into::into).collect();
        let LockedProfile { profile, sealing } = found;
        let learner = profile.learner;
        let (store, replica, now) = (self.store, self.replica, self.now);
        let last_offset = profile.last_anchor.map_or(0, |anchor| anchor.offset);
        let (met_at, device_time) = match self.clock {
            Some(clock) => (clock.met_at, clock.device_time),
            None => (now, now.saturating_add(last_offset)),
        };
        let visit = Visit { store, replica, profile, now, met_at, device_time };
        let anchor = match self.clock {
            Some(Clock { meeting, .. }) => {
                let clocks = (met_at, device_time);
                Some(store.record_anchor(&visit.profile, clocks, meeting, asked.unsent).await?)
            }
            None => None,
        };
        let (brought, uses_old_key) = open_all(Arc::clone(replica), learner, segments).await?;
        let mut taken = visit.take(brought).await?;
        if let Some(anchor) = anchor {
            anchor.durable().await?;
            if let Some(unsent) = asked.unsent.filter(|unsent| *unsent > 0) {
                store.note_made(&visit.profile, met_at, unsent).await?;
            }
        }
        let backup = visit.backed_up(asked.backed_up, &mut taken).await?;
        let changes = taken.brought.difference(&taken.not_held).count();
        let mut answer = LockedAnswer::new(LockedStatus::Served);
        answer.verdicts = some(taken.verdicts);
        answer.receipts = some(taken.receipts);
        answer.backed_up = backup;
        if visit.profile.end.is_some() {
            // What it brings is taken: whoever wrote it may have done so in good faith. Whether it
            // counts is the directory's to say. It reads nothing more.
            return Ok(Met { answer, learner: Some(learner), changes });
        }
        let max_bytes = (asked.max_bytes as usize).min(*room);
        let Some(sealing) = sealing.filter(|_| max_bytes > 0) else {
            return Ok(Met { answer, learner: Some(learner), changes });
        };
        let question =
            Question { cursor: asked.cursor, brought: taken.brought, state: None, max_bytes };
        let reading = store.feed(&visit.profile, replica.epoch, question).await?;
        let Some(cursor) = reading.cursor.filter(|cursor| Some(*cursor) != asked.cursor) else {
            return Ok(Met { answer, learner: Some(learner), changes });
        };
        *room = room.saturating_sub(reading.entries.iter().map(entry_size).sum());
        answer.more = reading.more.then_some(true);
        answer.cursor = Some(cursor);
        let newest = replica.newest_sealing().filter(|_| uses_old_key);
        let content = Reading {
            replica: replica.key.public().replica_id(),
            epoch: replica.epoch,
            asked: asked.cursor,
            cursor: Some(cursor),
            entries: reading.entries,
            sealing: newest.map(|sealing| sealing.certificate.clone()),
        };
        answer.sealed = Some(seal(replica, learner, sealing, &content).into());
        Ok(Met { answer, learner: Some(learner), changes })
    }
}

impl Visited<'_> {
    /// A hub opens nothing: it takes along what is for central, which is no tick.
    async fn carry(
        &self,
        profile: Profile,
        asked: LockedRequest,
    ) -> Result<LockedAnswer, SyncError> {
        let (store, now) = (self.store, self.now);
        if let Some(Clock { device_time, met_at, meeting }) = self.clock {
            let clocks = (met_at, device_time);
            store.record_anchor(&profile, clocks, meeting, asked.unsent).await?.durable().await?;
        }
        let mut answer = LockedAnswer::new(LockedStatus::Served);
        let segments = asked.segments.as_ref().map_or(0, Vec::len);
        answer.verdicts = some(vec![Verdict::Waiting; segments]);
        if segments > 0 {
            // Of this meeting central needs what was brought, and answers the phone itself one day.
            let (cursor, backed_up) = (None, None);
            let locked = LockedRequest { max_bytes: 0, cursor, backed_up, ..asked };
            let request = SyncRequest {
                version: VERSION,
                device_time: self.clock.map_or(now, |clock| clock.device_time),
                max_response_bytes: 0,
                profiles: Vec::new(),
                locked: Some(vec![locked]),
                carried_at: Some(self.clock.map_or(now, |clock| clock.met_at)),
            };
            store.carry(&profile, request.to_bytes(), now).await?;
        }
        Ok(answer)
    }
}

/// Opens every segment, and tells whether one was sealed to a key that is not our newest.
async fn open_all(
    replica: Arc<Replica>,
    learner: LearnerId,
    segments: Vec<Vec<u8>>,
) -> Result<(Vec<Brought>, bool), StoreError> {
    if segments.is_empty() {
        return Ok((Vec::new(), false));
    }
    // Agreeing on keys is work for a processor: not on the threads that serve connections.
    let opened = tokio::task::spawn_blocking(move || {
        let mut uses_old_key = false;
        let open = |sealed: Vec<u8>| {
            let ids = sealed_box::recipients(&sealed).unwrap_or_default();
            let ours = |it: &&crate::store::Sealing| ids.contains(&it.certificate.public.id());
            let Some(sealing) = replica.sealing.iter().rev().find(ours) else {
                return Brought::Unopened;
            };
            let newest = replica.newest_sealing().map(|it| it.certificate.public);
            uses_old_key |= newest != Some(sealing.certificate.public);
            match sealed_box::open(&sealing.key, Purpose::Segment, &learner.0, &sealed) {
                Ok(batch) => Brought::Batch(batch),
                Err(_) => Brought::Unopened,
            }
        };
        let brought: Vec<Brought> = segments.into_iter().map(open).collect();
        (brought, uses_old_key)
    });
    opened.await.map_err(|_| StoreError::Bug("opening a segment panicked".to_owned()))
}

/// Signed and sealed. The box's keys follow from our secret and from all that is inside, so that
/// the same question is answered with the same bytes, and two contents never share a key.
fn seal(replica: &Replica, learner: LearnerId, to: SealingPublic, content: &Reading) -> Vec<u8> {
    let signed = content.sign(&replica.key, learner);
    let secret = derive(replica, "reading", &[&to.0, &signed]);
    let entropy = &mut Entropy::new(&secret);
    sealed_box::seal(&[to], Purpose::Reading, &learner.0, &signed, entropy)
}
