//! Phones: a profile, its disk, its clock, and the roads that fail it.
//!
//! Owns the order of PROTOCOL section 11: what a call returns is on the disk before anything else
//! is asked. After every step the disk must open as the profile that is in memory.

use std::collections::BTreeMap;

use minicbor::bytes::ByteVec;
use sync_core::batch::Batch;
use sync_core::exchange::SyncAnswer;
use sync_core::ids::{ActorId, ChangeHash, DocumentKind, LearnerId};
use sync_core::ledger::Ledger;
use sync_core::phone::{
    AbsorbError, Absorbed, Action, CHANGES_PER_SEGMENT, Entropy, LockedProfile, Profile,
    RecordView, Row, RowChange, WorkEntryView, WorkFields, begin_enrolment, finish_enrolment,
};
use sync_core::seal::DataKey;
use sync_core::sealed_box::{Purpose, SealingKey, open};

use crate::office::{CENTRAL_SEED, NOW, Office};

pub(crate) const MARIA: LearnerId = LearnerId([9; 16]);

/// Storage that does what it is told.
#[derive(Clone, Default)]
pub(crate) struct Disk(BTreeMap<String, Vec<u8>>);

impl Disk {
    fn write(&mut self, changes: Vec<RowChange>) {
        for change in changes {
            match change.bytes {
                Some(bytes) => self.0.insert(change.key, bytes),
                None => self.0.remove(&change.key),
            };
        }
    }

    fn rows(&self) -> Vec<Row> {
        self.0.iter().map(|(key, bytes)| Row { key: key.clone(), bytes: bytes.clone() }).collect()
    }
}

/// A segment as anybody may read it.
pub(crate) struct StoredSegment {
    pub(crate) count: usize,
    pub(crate) runs: Vec<(ActorId, u32, u32, ChangeHash)>,
    pub(crate) sealed: Vec<u8>,
}

impl Disk {
    /// Rows that a locked visit may see.
    pub(crate) fn away(&self) -> Vec<Row> {
        self.rows().into_iter().filter(|row| row.key.starts_with('g')).collect()
    }

    pub(crate) fn segments(&self) -> Vec<StoredSegment> {
        let rows = self.away();
        let segments = rows.iter().filter(|row| row.key.len() == 11);
        segments
            .map(|row| {
                type Stored = (DocumentKind, u32, Vec<(ActorId, u32, u32, ChangeHash)>, ByteVec);
                let (_, count, runs, sealed): Stored = minicbor::decode(&row.bytes).unwrap();
                StoredSegment { count: count as usize, runs, sealed: sealed.into() }
            })
            .collect()
    }

    /// How many rows there are of others' batches.
    pub(crate) fn rows_kept(&self) -> usize {
        self.0.keys().filter(|name| name.starts_with('b')).count()
    }

    pub(crate) fn alter(&mut self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        change(self.0.get_mut(name).unwrap());
    }
}

/// Where the connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    BeforeTheOffice,
    BeforeTheAnswer,
}

pub(crate) struct Phone {
    pub(crate) profile: Profile,
    pub(crate) disk: Disk,
    pub(crate) clock: i64,
    name: u8,
    drawn: u32,
    actions: u32,
}

fn key() -> DataKey {
    DataKey::new([3; 32])
}

impl Phone {
    /// Enrols with the office under a name that makes its randomness.
    pub(crate) fn enrol(name: u8, office: &mut Office) -> Self {
        Self::enrol_for(name, MARIA, office)
    }

    pub(crate) fn enrol_for(name: u8, learner: LearnerId, office: &mut Office) -> Self {
        let mut disk = Disk::default();
        let (request, rows) = begin_enrolment("K7QM2XWP", &key(), &mut Entropy::new(&[name; 32]));
        disk.write(rows);
        let answer = office.enrol(learner, &request);
        let entropy = &mut Entropy::new(&[name, 1].repeat(16));
        disk.write(finish_enrolment(&key(), &disk.rows(), &answer, entropy).unwrap().1);
        let entropy = &mut Entropy::new(&[name, 2].repeat(16));
        let profile = Profile::open(key(), &disk.rows(), entropy).unwrap();
        Self { profile, disk, clock: NOW, name, drawn: 0, actions: 0 }
    }

    fn entropy(&mut self) -> Entropy {
        self.drawn += 1;
        let mut seed = [self.name; 32];
        seed[..4].copy_from_slice(&self.drawn.to_be_bytes());
        Entropy::new(&seed)
    }

    fn store(&mut self, rows: Vec<RowChange>) {
        self.disk.write(rows);
        if self.disk.0.len() > 64 {
            return; // quadratic otherwise
        }
        let reopened = Profile::open(key(), &self.disk.rows(), &mut Entropy::new(&[0; 32]));
        assert_eq!(reopened.unwrap().view(), self.profile.view(), "the disk tells another story");
        self.segments_hold_what_is_unsent();
    }

    /// Central could open the segments, and would find all that it is not known to hold.
    fn segments_hold_what_is_unsent(&self) {
        let mut found = Vec::new();
        for segment in self.disk.segments() {
            let public = self.profile.identity().signing_key().public();
            let learner = self.profile.identity().learner;
            let central = SealingKey::of_seed(&CENTRAL_SEED);
            let bytes = open(&central, Purpose::Segment, &learner.0, &segment.sealed).unwrap();
            let implied = Some((learner, public.writer_id()));
            let batch = Batch::decode(&bytes, implied, &public).unwrap();
            batch.verify(&public).unwrap();
            let count = batch.changes().count();
            assert!(count == segment.count && count <= CHANGES_PER_SEGMENT);
            let runs = batch.runs.iter().map(|run| {
                let last = run.changes.last().unwrap().0.sequence;
                (run.actor, run.first_sequence, last, run.last_hash)
            });
            assert_eq!(runs.collect::<Vec<_>>(), segment.runs, "the header tells otherwise");
            let kind = batch.address.document.kind;
            found.extend(batch.changes().map(|(_, hash)| (kind, *hash)));
        }
        let mut unsent = self.profile.own_unsent();
        found.sort_unstable();
        unsent.sort_unstable();
        assert_eq!(found, unsent, "segments hold what central is not known to hold");
    }

    pub(crate) fn act(&mut self, action: &Action) {
        self.actions += 1;
        self.clock += 1;
        let (id, clock) = (format!("{}-{}-{}", self.name, self.drawn, self.actions), self.clock);
        let entropy = &mut self.entropy();
        let rows = self.profile.act(&id, action, clock, entropy).unwrap();
        self.store(rows);
    }

    pub(crate) fn request(&mut self) -> Vec<u8> {
        self.profile.next_request(self.clock, 4096).to_bytes()
    }

    pub(crate) fn absorb(&mut self, answer: &SyncAnswer) -> Result<Absorbed, AbsorbError> {
        let (clock, entropy) = (self.clock, &mut self.entropy());
        let absorbed = self.profile.absorb(&answer.to_bytes(), clock, clock, entropy);
        if let Ok(absorbed) = &absorbed {
            self.store(absorbed.rows.clone());
        }
        absorbed
    }

    /// A visit: rounds until there is nothing more to exchange. Gives their number.
    pub(crate) fn visit(&mut self, office: &mut Office) -> usize {
        for round in 1..=20 {
            let answer = office.answer(&self.request());
            if !self.absorb(&answer).unwrap().again {
                return round;
            }
        }
        panic!("the visit does not end");
    }

    pub(crate) fn cut_visit(&mut self, office: &mut Office, cut: Cut) {
        let request = self.request();
        if cut == Cut::BeforeTheAnswer {
            office.answer(&request);
        }
    }

    /// The app is closed and opened again; what came meanwhile is taken in.
    pub(crate) fn restart(&mut self) {
        let entropy = &mut self.entropy();
        self.profile = Profile::open(key(), &self.disk.rows(), entropy).unwrap();
        let rows = self.profile.settle(entropy);
        self.store(rows);
    }

    /// The profile as it is while locked: without its key.
    pub(crate) fn locked(&self) -> LockedProfile {
        LockedProfile::open(&self.profile.open_pass().unwrap(), &self.disk.away()).unwrap()
    }

    /// A visit while it is locked; gives whether all is known to have arrived.
    pub(crate) fn locked_visit(&mut self, office: &mut Office) -> bool {
        let mut locked = self.locked();
        for _ in 0..20 {
            let request = locked.next_request(self.clock, 1 << 20).to_bytes();
            let answer = office.answer(&request).to_bytes();
            let absorbed = locked.absorb(&answer, self.clock).unwrap();
            self.disk.write(absorbed.rows);
            let again = self.locked();
            let says = |it: &LockedProfile| (it.unsent(), it.all_arrived());
            assert_eq!(says(&again), says(&locked), "the disk tells another story");
            if !absorbed.again {
                return locked.all_arrived();
            }
        }
        panic!("the visit does not end");
    }

    pub(crate) fn cut_locked_visit(&mut self, office: &mut Office, cut: Cut) {
        let request = self.locked().next_request(self.clock, 1 << 20).to_bytes();
        if cut == Cut::BeforeTheAnswer {
            office.answer(&request);
        }
    }

    /// The disk goes back to what it was; the app starts anew.
    pub(crate) fn roll_back(&mut self, disk: Disk) {
        self.disk = disk;
        self.restart();
    }

    /// The same rows on a second device, opened with the very same randomness: the same actor.
    pub(crate) fn clone_device(&mut self, name: u8) -> Phone {
        let seed = [self.name ^ name; 32];
        self.profile = Profile::open(key(), &self.disk.rows(), &mut Entropy::new(&seed)).unwrap();
        Phone {
            profile: Profile::open(key(), &self.disk.rows(), &mut Entropy::new(&seed)).unwrap(),
            disk: self.disk.clone(),
            clock: self.clock,
            name,
            drawn: 0,
            actions: 0,
        }
    }

    pub(crate) fn view(&self) -> RecordView {
        self.profile.view()
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.profile.ledger(DocumentKind::Record).unwrap()
    }

    pub(crate) fn entry(&self, n: u32) -> WorkEntryView {
        self.view().work.into_iter().find(|entry| entry.id == uuid(n)).unwrap()
    }

    /// Minutes of the live versions of an entry, ascending.
    pub(crate) fn minutes(&self, n: u32) -> Vec<u32> {
        let mut minutes: Vec<u32> =
            self.entry(n).live.iter().filter_map(|version| version.minutes).collect();
        minutes.sort_unstable();
        minutes
    }
}

pub(crate) fn uuid(n: u32) -> String {
    format!("01920f3a-7c1e-7abc-8def-{n:012x}")
}

fn fields(minutes: u32, note: &str) -> WorkFields {
    WorkFields {
        task: "etiquetar".into(),
        day: "2026-11-20".into(),
        minutes: Some(minutes),
        units: None,
        start: None,
        note: Some(note.into()),
    }
}

pub(crate) fn work(n: u32, minutes: u32) -> Action {
    Action::WorkAdd { entry: uuid(n), fields: fields(minutes, "") }
}

pub(crate) fn noted(n: u32, minutes: u32, note: &str) -> Action {
    Action::WorkAdd { entry: uuid(n), fields: fields(minutes, note) }
}

pub(crate) fn correct(n: u32, minutes: u32) -> Action {
    Action::WorkCorrect { entry: uuid(n), fields: fields(minutes, ""), seen: None }
}

pub(crate) fn page(lesson: &str, place: u32, seconds: u32) -> Action {
    Action::LessonPlace { lesson: lesson.into(), place, seconds }
}
