//! A programme in a temporary directory, and phones that speak to it in this process.
#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::Arc;

use server::demo::phone::Phone;
use server::enrolment::new_code;
use server::programme::Definition;
use server::source::{Scripted, Source};
use server::store::{Cohort, Seeds, Store};
use sync_core::ids::LearnerId;
use sync_core::phone::{Action, WorkFields};
use sync_core::record::Day;

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
        };
        store.put_cohort(cohort).await.unwrap();
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
