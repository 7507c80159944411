//! Telephones, and the profiles that are kept on them.
//!
//! Owns the order of PROTOCOL section 11: what a call returns is on the disk before anything else
//! is asked, and a profile whose writing failed is thrown away and read again.

use sync_core::phone::{
    Action, Entropy, Profile, RowChange, WorkFields, begin_enrolment, finish_enrolment,
};
use sync_core::record::Day;
use sync_core::seal::DataKey;

use super::disk::{Disk, Written};
use super::tally::tell;
use super::truth::{Mark, RecordNumber, Said};
use super::world::World;
use crate::random::Random;

const YEAR: i64 = 365 * 86_400;
/// Lessons that there are.
const LESSONS: [&str; 3] = ["k3f4d2ma", "k3f4d2mb", "k3f4d2mc"];

/// A telephone.
#[derive(Clone, Debug)]
pub(super) struct Phone {
    /// Its clock less the true time, in seconds.
    pub(super) clock_off: i64,
    /// Nothing more can be written on it.
    pub(super) is_full: bool,
    /// Answers by courier are sealed to a key of this seed.
    pub(super) courier: [u8; 32],
}

impl Phone {
    pub(super) fn new(random: &mut Random) -> Self {
        Self { clock_off: clock_off(random), is_full: false, courier: random.bytes() }
    }
}

/// Right, a little wrong, or wrong by up to ten years.
pub(super) fn clock_off(random: &mut Random) -> i64 {
    match random.below(4) {
        0 => random.below(20 * YEAR as usize) as i64 - 10 * YEAR,
        1 => random.below(7200) as i64 - 3600,
        _ => 0,
    }
}

/// Whose a profile is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Learner,
    /// A staff device's, by the number of the office.
    Staff(usize),
    /// A copy in the hands of a thief.
    Thief,
}

/// Its hub may serve it still: nobody told it.
pub(super) const NOT_TOLD: RecordNumber = RecordNumber::MAX;

/// How a profile's time ended at central.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Open,
    /// It may deliver what it has, and nothing more: of what was begun to be said from this record
    /// on it may hear nothing.
    Over {
        /// The first record that is not for it; [`NOT_TOLD`] until its hub has heard of it.
        since: RecordNumber,
    },
}

/// A profile on a telephone.
pub(super) struct Kept {
    pub(super) who: Who,
    pub(super) learner: usize,
    pub(super) phone: usize,
    pub(super) key: DataKey,
    pub(super) disk: Disk,
    /// In memory, while somebody has it open.
    pub(super) open: Option<Profile>,
    /// The disk as it was some time ago.
    pub(super) older: Option<Disk>,
    /// Lost, broken or removed.
    pub(super) is_gone: bool,
    pub(super) time: Time,
    /// When it was made.
    pub(super) since: i64,
    /// It was copied, or its key was: no other misfortune for it.
    pub(super) is_shared: bool,
    /// Its storage went back to an earlier state.
    pub(super) went_back: bool,
    /// Changes signed with its key to harm, which are on no disk.
    pub(super) forgeries_signed: u64,
    /// Its key's id, in hex.
    pub(super) writer: Option<String>,
    /// The first batch that it offered last.
    pub(super) offered: Option<Vec<u8>>,
}

impl Kept {
    pub(super) fn new(
        who: Who,
        learner: usize,
        phone: usize,
        key: DataKey,
        disk: Disk,
        since: i64,
    ) -> Self {
        Self {
            who,
            learner,
            phone,
            key,
            disk,
            open: None,
            older: None,
            is_gone: false,
            time: Time::Open,
            since,
            is_shared: false,
            went_back: false,
            forgeries_signed: 0,
            writer: None,
            offered: None,
        }
    }

    pub(super) fn is_hers(&self) -> bool {
        self.who == Who::Learner && !self.is_gone
    }
}

impl World {
    pub(super) fn entropy(&mut self) -> Entropy {
        Entropy::new(&self.random.bytes::<32>())
    }

    /// What the telephone's own clock says.
    pub(super) fn clock(&self, at: usize) -> i64 {
        self.now + self.phones[self.kept[at].phone].clock_off
    }

    /// Profiles for which something holds.
    pub(super) fn those(&self, holds: impl Fn(&Kept) -> bool) -> Vec<usize> {
        (0..self.kept.len()).filter(|at| holds(&self.kept[*at])).collect()
    }

    /// One of them, if there is any.
    pub(super) fn one(&mut self, holds: impl Fn(&Kept) -> bool) -> Option<usize> {
        let those = self.those(holds);
        (!those.is_empty()).then(|| *self.random.one_of(&those))
    }

    /// Enrols a new profile; the number of its place.
    pub(super) fn enrol(&mut self, learner: usize, phone: usize, replaces: Option<i64>) -> usize {
        let id = self.learners[learner];
        let code = self.central.code(id, replaces, self.now);
        let (key, mut disk) = (DataKey::new(self.random.bytes()), Disk::default());
        let (request, rows) = begin_enrolment(&code, &key, &mut self.entropy());
        disk.write(rows);
        let mut answer = self.central.redeem(self.now, &request);
        if self.fault("enrolment_answer_lost", 300) {
            // The same request gets the same answer.
            answer = self.central.redeem(self.now, &request);
        }
        let entropy = &mut self.entropy();
        let (_, rows) = finish_enrolment(&key, &disk.rows(), &answer.unwrap(), entropy).unwrap();
        disk.write(rows);
        self.copies.forget_pictures();
        self.kept.push(Kept::new(Who::Learner, learner, phone, key, disk, self.now));
        let at = self.kept.len() - 1;
        self.unlock(at);
        at
    }

    /// Writes rows in one transaction. Unless they are kept and the app lives on, the profile is
    /// no longer open.
    pub(super) fn write(&mut self, at: usize, rows: Vec<RowChange>) -> Written {
        if rows.is_empty() {
            return Written::Kept;
        }
        let is_full = self.phones[self.kept[at].phone].is_full && !self.is_quiet;
        if is_full {
            self.tally.fault("disk_full");
        }
        if is_full || self.fault("crash_before_write", 8) {
            self.kept[at].open = None;
            return Written::Lost;
        }
        let kept = &mut self.kept[at];
        kept.disk.write(rows);
        if let Some(profile) = &kept.open {
            kept.disk.pass = profile.open_pass();
        }
        if self.fault("crash_after_write", 8) {
            self.kept[at].open = None;
            return Written::KeptThenDied;
        }
        Written::Kept
    }

    /// Opens a profile, and takes in what came while it was locked. False when it did not open
    /// this time.
    pub(super) fn unlock(&mut self, at: usize) -> bool {
        if self.kept[at].open.is_some() {
            return true;
        }
        let entropy = &mut self.entropy();
        self.unlock_with(at, entropy)
    }

    /// The same, with randomness of somebody's choice.
    pub(super) fn unlock_with(&mut self, at: usize, entropy: &mut Entropy) -> bool {
        let kept = &mut self.kept[at];
        let mut profile = match Profile::open(kept.key.clone(), &kept.disk.rows(), entropy) {
            Ok(profile) => profile,
            Err(error) => {
                self.found(format!("profile {at} does not open any more: {error}"));
                return false;
            }
        };
        let rows = profile.settle(entropy);
        kept.writer = Some(profile.identity().writer().to_string());
        kept.open = Some(profile);
        // One whose rows cannot be written is closed again.
        self.write(at, rows) == Written::Kept
    }

    /// The learner locks, or the app is put away.
    pub(super) fn lock(&mut self, at: usize) {
        self.kept[at].open = None;
    }

    /// A learner does something.
    pub(super) fn act(&mut self, at: usize) {
        if !self.unlock(at) {
            return;
        }
        if self.random.percent(20) {
            return self.learn(at);
        }
        let learner = self.kept[at].learner;
        let minutes = 5 + self.random.below(200) as u32;
        let entries: Vec<String> = self.entries_of(at);
        let entry = match entries.is_empty() || self.random.percent(65) {
            true => self.random.uuid(),
            false => self.random.one_of(&entries).clone(),
        };
        let entry = self.entry_of_her_other_id(learner).unwrap_or(entry);
        let is_new = !entries.contains(&entry);
        let said = Said { learner, work: Some((entry.clone(), minutes)), among_staff: false };
        let record = self.truth.begin(said);
        let fields = self.fields(minutes, Mark::Honest(record));
        let action = match is_new {
            true => Action::WorkAdd { entry, fields },
            false => Action::WorkCorrect { entry, fields, seen: None },
        };
        self.save(at, &action, record);
    }

    /// What a work form holds; its note is the mark.
    pub(super) fn fields(&mut self, minutes: u32, mark: Mark) -> WorkFields {
        let back = self.random.below(5) as i32;
        WorkFields {
            task: "etiquetar".to_owned(),
            day: Day(Day::of_seconds(self.now).0 - back).to_string(),
            minutes: Some(minutes),
            units: None,
            start: None,
            note: Some(mark.text()),
        }
    }

    /// Entries that were said on this disk.
    fn entries_of(&self, at: usize) -> Vec<String> {
        let said =
            self.kept[at].disk.said.iter().map(|record| &self.truth.records[*record as usize]);
        said.filter_map(|said| said.work.as_ref().map(|(entry, _)| entry.clone())).collect()
    }

    fn save(&mut self, at: usize, action: &Action, record: RecordNumber) {
        let (id, entropy) = (self.action_id(), &mut self.entropy());
        // The phone knows its clock's error from its last visit, or does not.
        let now = if self.random.percent(70) { self.now } else { self.clock(at) };
        let Some(profile) = self.kept[at].open.as_mut() else { return };
        match profile.act(&id, action, now, entropy) {
            Ok(rows) => self.saved(at, rows, record),
            // It is not on this phone any more: it was rolled back.
            Err(_) => self.lock(at),
        }
    }

    /// Central ends a profile's time. One that enrolled after a backup and was ended before its
    /// restore is not let in again, with whatever it has: no such backup is put back here
    /// (`docs/FLEET.md`, what it does not do).
    pub(super) fn end_time(&mut self, at: usize) {
        let may_be_served = self.was_ever_at_hub(self.kept[at].learner);
        let since = if may_be_served { NOT_TOLD } else { self.truth.records.len() as RecordNumber };
        self.kept[at].time = Time::Over { since };
        self.copies.forget_before(self.kept[at].since);
    }

    /// What was written, the person sees saved.
    pub(super) fn saved(&mut self, at: usize, rows: Vec<RowChange>, record: RecordNumber) {
        if !rows.is_empty() && self.write(at, rows) != Written::Lost {
            tell(|| {
                format!("profile {at} says {record}: {:?}", self.truth.records[record as usize])
            });
            self.kept[at].disk.said.insert(record);
        }
    }

    pub(super) fn action_id(&mut self) -> String {
        self.actions += 1;
        format!("action-{}", self.actions)
    }

    /// A page of a lesson; sometimes told twice, by a thumb that did not see the first.
    fn learn(&mut self, at: usize) {
        let (lesson, seconds) = (*self.random.one_of(&LESSONS), 1 + self.random.below(90) as u32);
        let place = self.random.below(12) as u32;
        let action = Action::LessonPlace { lesson: lesson.to_owned(), place, seconds };
        let (id, now) = (self.action_id(), self.now);
        let is_twice = self.random.percent(25);
        for _ in 0..=usize::from(is_twice) {
            if !self.unlock(at) {
                break;
            }
            let entropy = &mut self.entropy();
            let Some(profile) = self.kept[at].open.as_mut() else { break };
            let writer = profile.identity().writer();
            let rows = profile.act(&id, &action, now, entropy).unwrap();
            let key = (self.kept[at].learner, format!("progress/{lesson}/{writer}"));
            // The second time there is nothing to write.
            let is_first = !self.truth.told.contains(&id);
            if self.write(at, rows) != Written::Lost && is_first {
                self.truth.told.insert(id.clone());
                *self.truth.seconds.entry(key).or_default() += seconds;
            }
        }
        if is_twice {
            self.tally.fault("action_told_twice");
        }
    }
}
