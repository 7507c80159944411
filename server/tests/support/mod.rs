//! A programme in a temporary directory, and phones that speak to it in this process.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::Arc;

use server::demo::phone::Phone;
use server::enrolment::new_code;
use server::programme::Definition;
use server::source::{Scripted, Source};
use server::store::{Cohort, Seeds, Store};
use server::sync;
use sync_core::batch::Batch;
use sync_core::change::Change;
use sync_core::exchange::{ProfileAnswer, ProfileRequest, SyncAnswer, SyncRequest, VERSION};
use sync_core::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce, WriterId};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Admission, Draft, Finding, Ledger, Standing, examine};
use sync_core::phone::{Action, WorkFields};
use sync_core::record::{Day, Record, WorkEntry};
use sync_core::trust::{SigningKey, actor_of};

pub(crate) const START: i64 = 1_795_000_000;

/// A store with one cohort.
pub(crate) struct World {
    pub(crate) directory: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) source: Source,
    pub(crate) clock: Arc<Scripted>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let clock = Scripted::new(START, 7);
        let source = Source::new(Arc::clone(&clock));
        let seeds = Seeds { root: [1; 32], central: [2; 32] };
        let definition = Definition::empty("puente", "Puente").unwrap();
        assert!(store.init(definition, seeds, false, START).await.unwrap());
        let cohort = Cohort {
            id: "cohorte-1".to_owned(),
            title: "Cohorte 1".to_owned(),
            starts: Day::of_seconds(START).monday(),
            weeks: 12,
            center: None,
        };
        assert!(store.put_cohort(cohort, None, START).await.unwrap());
        Self { directory, store, source, clock }
    }

    pub(crate) async fn learner(&self, name: &str) -> LearnerId {
        let id = LearnerId(self.source.random());
        let added = self.store.add_learner(id, "cohorte-1".to_owned(), name.to_owned(), START);
        assert!(added.await.unwrap().is_some());
        id
    }

    pub(crate) async fn code(&self, learner: LearnerId) -> String {
        new_code(&self.store, &self.source, learner, None, false).await.unwrap().unwrap()
    }

    pub(crate) async fn phone(&self, learner: LearnerId) -> Phone {
        let code = self.code(learner).await;
        Phone::enrol(&self.store, &self.source, &code, START).await.unwrap()
    }
}

pub(crate) fn entry_id(n: u32) -> String {
    format!("01920f3a-7c1e-7abc-8def-{n:012x}")
}

pub(crate) fn fields(minutes: u32) -> WorkFields {
    WorkFields {
        task: "etiquetar".to_owned(),
        day: "2026-11-16".to_owned(),
        minutes: Some(minutes),
        units: None,
        start: None,
        note: Some("autobús".to_owned()),
    }
}

pub(crate) fn add(n: u32, minutes: u32) -> Action {
    Action::WorkAdd { entry: entry_id(n), fields: fields(minutes) }
}

pub(crate) fn correct(n: u32, minutes: u32) -> Action {
    Action::WorkCorrect { entry: entry_id(n), fields: fields(minutes), seen: None }
}

pub(crate) fn lesson(id: &str, place: u32) -> Action {
    Action::LessonPlace { lesson: id.to_owned(), place, seconds: 30 }
}

/// Sends batches under a phone's read token, as they are; gives what its profile is answered.
pub(crate) async fn send(
    world: &World,
    phone: &Phone,
    batches: Vec<Vec<u8>>,
    now: i64,
) -> ProfileAnswer {
    let request = SyncRequest {
        version: VERSION,
        device_time: now,
        max_response_bytes: 1 << 20,
        profiles: vec![ProfileRequest {
            read_token: phone.profile().identity().read_token,
            digest: 0,
            cursor: None,
            batches: (!batches.is_empty()).then(|| batches.into_iter().map(Into::into).collect()),
            state: None,
            backed_up: None,
            unsent: None,
            rulings: None,
        }],
        locked: None,
        carried_at: None,
    };
    let answer = sync::answer(&world.store, now, &request.to_bytes()).await.unwrap();
    SyncAnswer::from_bytes(&answer).unwrap().profiles.remove(0)
}

/// A writer that composes changes by hand, for histories that no honest phone makes.
pub(crate) struct Hand {
    pub(crate) key: SigningKey,
    pub(crate) document: DocumentId,
    pub(crate) nonce: Nonce,
    pub(crate) ledger: Ledger,
}

impl Hand {
    pub(crate) fn of(phone: &Phone, nonce: u8) -> Self {
        let identity = phone.profile().identity();
        Self {
            key: identity.signing_key(),
            document: DocumentId { learner: identity.learner, kind: DocumentKind::Record },
            nonce: Nonce([nonce; 8]),
            ledger: Ledger::default(),
        }
    }

    pub(crate) fn writer(&self) -> WriterId {
        self.key.public().writer_id()
    }

    pub(crate) fn actor(&self) -> ActorId {
        actor_of(&self.key.public(), self.document, self.nonce)
    }

    /// Composes a change on what this hand has seen, and takes it in.
    pub(crate) fn put(&mut self, key: &str, value: Vec<u8>, at: i64) -> (Change, ChangeHash) {
        let change = self.compose(key, value, at);
        self.see(&change);
        change
    }

    pub(crate) fn compose(&self, key: &str, value: Vec<u8>, at: i64) -> (Change, ChangeHash) {
        let draft = Draft { key: RegisterKey::parse(key).unwrap(), value, seen: None };
        let change = self.ledger.compose(self.actor(), at, vec![draft]);
        let hash = change.hash();
        (change, hash)
    }

    /// Takes in what somebody wrote; false when it does not fit yet.
    pub(crate) fn see(&mut self, (change, hash): &(Change, ChangeHash)) -> bool {
        match examine(&self.ledger, change, hash).unwrap() {
            Finding::Known => true,
            Finding::Sound(node) => {
                self.ledger.admit(&Admission {
                    change: change.clone(),
                    hash: *hash,
                    node,
                    standing: Standing::Effective,
                });
                true
            }
            _ => false,
        }
    }

    /// Signs changes of this hand's actor.
    pub(crate) fn sign(&self, running_count: u64, changes: &[(Change, ChangeHash)]) -> Vec<u8> {
        let runs = vec![(self.nonce, changes.to_vec())];
        Batch::sign(&self.key, self.document, running_count, runs).encode(false)
    }
}

pub(crate) fn work(minutes: u32) -> Vec<u8> {
    Record::new(WorkEntry {
        version: None,
        task: "etiquetar".to_owned(),
        day: Day(20_700),
        minutes: Some(minutes),
        units: None,
        start: None,
        note: None,
        withdrawn: None,
    })
    .to_bytes()
}

pub(crate) fn work_key(n: u32) -> String {
    format!("work/{}", entry_id(n))
}
