//! A fictional phone: the real profile of `sync_core`, with a disk in memory and a clock set by
//! hand, that speaks to the server in this process.
//!
//! Owns nothing of the record: it does what a phone's worker does, in the same order.

use std::collections::BTreeMap;

use sync_core::ids::LearnerId;
#[cfg(test)]
use sync_core::phone::LockedProfile;
use sync_core::phone::{
    AbsorbError, ActError, Action, EnrolError, Entropy, LoadError, Profile, Row, RowChange,
    StaffAction, begin_enrolment, finish_desk, finish_enrolment,
};
use sync_core::seal::DataKey;
use thiserror::Error;

use crate::enrolment::{self, EnrolmentError};
use crate::source::Source;
use crate::store::Store;
use crate::sync::{self, SyncError};

/// Bytes of entries that it takes at once.
const MAX_RESPONSE_BYTES: u32 = 64 * 1024;
/// Rounds of one visit; honest ones need few.
const MAX_ROUNDS: usize = 50;

/// Why a fictional phone could not go on.
#[derive(Debug, Error)]
pub enum PhoneError {
    /// Not enrolled by the server.
    #[error(transparent)]
    Refused(#[from] EnrolmentError),
    /// Its enrolment did not complete.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// Its rows do not open.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// An action was not saved.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The server did not answer.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// An answer was not taken.
    #[error(transparent)]
    Absorb(#[from] AbsorbError),
    /// A visit that never ends.
    #[error("the visit does not come to an end")]
    Endless,
}

/// One phone with one profile.
pub struct Phone {
    data_key: DataKey,
    disk: BTreeMap<String, Vec<u8>>,
    source: Source,
    profile: Profile,
    actions: u64,
    /// Its clock minus the true time, in seconds.
    pub clock_offset: i64,
}

impl Phone {
    /// Enrols with a code.
    pub async fn enrol(
        store: &Store,
        source: &Source,
        code: &str,
        now: i64,
    ) -> Result<Self, PhoneError> {
        let data_key = DataKey::new(source.random());
        let mut disk = BTreeMap::new();
        let (request, rows) = begin_enrolment(code, &data_key, &mut entropy(source));
        write(&mut disk, rows);
        let answer = enrolment::redeem(store, now, &request).await?;
        let (_, rows) =
            finish_enrolment(&data_key, &rows_of(&disk), &answer, &mut entropy(source))?;
        write(&mut disk, rows);
        let profile = Profile::open(data_key.clone(), &rows_of(&disk), &mut entropy(source))?;
        Ok(Self { data_key, disk, source: source.clone(), profile, actions: 0, clock_offset: 0 })
    }

    /// A staff device's profile of a learner, from central's answer.
    pub(super) fn of_staff(
        source: &Source,
        device: &[u8; 32],
        learner: LearnerId,
        answer: &[u8],
    ) -> Result<Self, PhoneError> {
        let data_key = DataKey::new(source.random());
        let mut disk = BTreeMap::new();
        let rows = finish_desk(&data_key, device, learner, answer, &mut entropy(source))?;
        write(&mut disk, rows);
        let profile = Profile::open(data_key.clone(), &rows_of(&disk), &mut entropy(source))?;
        Ok(Self { data_key, disk, source: source.clone(), profile, actions: 0, clock_offset: 0 })
    }

    /// Staff do something.
    pub(super) fn act_as_staff(
        &mut self,
        action: &StaffAction,
        now: i64,
    ) -> Result<(), PhoneError> {
        self.actions += 1;
        let id = format!("action-{}", self.actions);
        let rows = self.profile.act_as_staff(&id, action, now, &mut entropy(&self.source))?;
        write(&mut self.disk, rows);
        Ok(())
    }

    /// Closes and opens the app: another app start.
    pub fn restart(&mut self) -> Result<(), PhoneError> {
        let mut entropy = entropy(&self.source);
        self.profile = Profile::open(self.data_key.clone(), &rows_of(&self.disk), &mut entropy)?;
        Ok(())
    }

    /// She does something, at a true time. The phone knows its clock's error from its last visit.
    pub fn act(&mut self, action: &Action, now: i64) -> Result<(), PhoneError> {
        self.actions += 1;
        let id = format!("action-{}", self.actions);
        let rows = self.profile.act(&id, action, now, &mut entropy(&self.source))?;
        write(&mut self.disk, rows);
        Ok(())
    }

    /// A visit: rounds until nothing is left to say. Gives the number of rounds.
    pub async fn visit(&mut self, store: &Store, now: i64) -> Result<usize, PhoneError> {
        for round in 1..=MAX_ROUNDS {
            let body = self.request(now);
            let answer = sync::answer(store, now, &body).await?;
            if !self.absorb(&answer, now)? {
                return Ok(round);
            }
        }
        Err(PhoneError::Endless)
    }

    /// The body of its next request.
    pub fn request(&mut self, now: i64) -> Vec<u8> {
        self.profile.next_request(now + self.clock_offset, MAX_RESPONSE_BYTES).to_bytes()
    }

    /// Takes an answer; true when it wants to ask again at once.
    pub fn absorb(&mut self, answer: &[u8], now: i64) -> Result<bool, PhoneError> {
        let mut entropy = entropy(&self.source);
        let device_time = now + self.clock_offset;
        let absorbed = self.profile.absorb(answer, device_time, now, &mut entropy)?;
        write(&mut self.disk, absorbed.rows);
        Ok(absorbed.again)
    }

    /// The body of its next request while it is locked.
    #[cfg(test)]
    pub(crate) fn locked_request(&self, now: i64) -> Vec<u8> {
        let pass = self.profile.open_pass().unwrap();
        let mut locked = LockedProfile::open(&pass, &rows_of(&self.disk)).unwrap();
        locked.next_request(now + self.clock_offset, MAX_RESPONSE_BYTES).to_bytes()
    }

    /// The profile, open.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }
}

fn entropy(source: &Source) -> Entropy {
    Entropy::new(&source.random::<32>())
}

fn write(disk: &mut BTreeMap<String, Vec<u8>>, changes: Vec<RowChange>) {
    for change in changes {
        match change.bytes {
            Some(bytes) => disk.insert(change.key, bytes),
            None => disk.remove(&change.key),
        };
    }
}

fn rows_of(disk: &BTreeMap<String, Vec<u8>>) -> Vec<Row> {
    disk.iter().map(|(key, bytes)| Row { key: key.clone(), bytes: bytes.clone() }).collect()
}
