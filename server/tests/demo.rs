//! The demonstration: made through the real road, the same for the same seed and day.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use server::authority::Reach;
use server::demo::{self, Extent};
use server::figures::{self, Ask, Freshness, Kind, Only};
use server::store::Store;
use server::store::reports::{UnpaidOf, UnpaidStage};
use sync_core::record::{Day, EnrolmentState};

async fn seeded(seed: u64) -> (tempfile::TempDir, Store, demo::Seeded) {
    made(seed, Extent::Cohort).await
}

async fn made(seed: u64, extent: Extent) -> (tempfile::TempDir, Store, demo::Seeded) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let today = Day::parse("2026-11-20").unwrap();
    let seeded = demo::seed(&store, seed, today, extent).await.unwrap();
    (folder, store, seeded)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cohort_that_looks_like_one() {
    let (_folder, store, seeded) = seeded(1).await;
    assert_eq!(seeded.learners.len(), 24);
    assert_eq!(seeded.codes.len(), 3);
    let views: Vec<_> = seeded
        .learners
        .iter()
        .flat_map(|learner| learner.phones.first())
        .map(|phone| phone.profile().view())
        .collect();
    let questions = views.iter().flat_map(|view| &view.work).filter(|entry| entry.open_question);
    assert!(questions.count() >= 2, "two phones corrected the same entry, twice");
    assert!(views.iter().any(|view| view.lessons.values().any(|lesson| lesson.state == "done")));
    assert!(views.iter().any(|view| view.unsent > 0), "somebody is silent");
    assert!(views.iter().any(|view| view.unsent == 0 && view.knots.total > 20));
    assert_eq!(store.learners().await.unwrap().len(), 27);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_tells_the_same_story() {
    let (_one, _, first) = seeded(7).await;
    let (_two, _, second) = seeded(7).await;
    let (_three, _, other) = seeded(8).await;
    let told = |seeded: &demo::Seeded| {
        let phones = seeded.learners.iter().flat_map(|learner| &learner.phones);
        phones
            .map(|phone| (phone.profile().identity().writer(), phone.profile().view()))
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&first), told(&second));
    assert_eq!(first.codes[0].code, second.codes[0].code);
    assert_ne!(told(&first), told(&other));
}

/// What a report says of some people.
async fn counted(store: &Store, kind: Kind, only: Only) -> Value {
    let ask = Ask { only, least: 5, ..Ask::new(kind) };
    let now = i64::from(Day::parse("2026-11-20").unwrap().0) * 86_400;
    let reach = Reach::everything();
    let report = figures::figures(store, ask, &reach, Freshness::Full, now).await.unwrap();
    serde_json::to_value(report).unwrap()["cells"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_with_a_cohort_that_ended_and_what_became_of_it() {
    let (_folder, store, seeded) = made(1, Extent::Programme).await;
    assert_eq!(seeded.learners.len(), 24);
    let everybody = Reach::everything();
    let cohorts = store.cohorts(&everybody).await.unwrap();
    let ids: Vec<&str> = cohorts.iter().map(|cohort| cohort.id.as_str()).collect();
    assert_eq!(ids.len(), 3, "{ids:?}");

    let (mut states, mut reasons) = (BTreeMap::new(), 0);
    for learner in store.learners().await.unwrap() {
        if learner.cohort != "cohorte-piloto" {
            continue;
        }
        let enrolments = store.enrolments_of(learner.id).await.unwrap();
        let [enrolment] = enrolments.as_slice() else { panic!("{} has one", learner.name) };
        assert!(enrolment.is_written && enrolment.since < enrolment.day, "{}", learner.name);
        *states.entry(enrolment.state.word()).or_insert(0) += 1;
        reasons += usize::from(enrolment.reason.is_some());
        let certificates = store.certificates_of(learner.id).await.unwrap();
        assert_eq!(certificates.len() == 1, enrolment.state == EnrolmentState::Completed);
    }
    assert_eq!(states, BTreeMap::from([("completed", 16), ("ended", 2), ("left", 6)]));
    assert_eq!(reasons, 6);

    // What a coordinator asks.
    let of = |values: &[(&str, &str)]| {
        let values = values.iter().map(|(name, it)| ((*name).to_owned(), Some((*it).to_owned())));
        Only::of(values.collect::<Vec<_>>())
    };
    let pilot = || of(&[("cohort", "cohorte-piloto")]);
    let women = of(&[("region", "la-paz"), ("gender", "female")]).aged(Some(36), None);
    let told = counted(&store, Kind::Funnel, pilot()).await;
    assert_eq!((&told["completed"], &told["completed_placed"]), (&json!(16), &json!(8)));
    assert_eq!(counted(&store, Kind::Funnel, women).await["completed"], 6);
    let outcomes = counted(&store, Kind::Outcomes, pilot()).await;
    for moment in ["enrolment", "completion", "months_3"] {
        for indicator in ["empleo", "ingreso"] {
            let is_it = |it: &&Value| it["at"] == moment && it["indicator"] == indicator;
            let found = outcomes["indicators"].as_array().unwrap().iter().find(is_it);
            assert!(found.unwrap()["n"].as_u64().unwrap() > 10, "{indicator} at {moment}");
        }
    }

    // Of the month before, some hours wait, some are approved, some are in a closed statement.
    let october = |center| UnpaidOf {
        from: Day::parse("2026-10-01"),
        to: Day::parse("2026-10-31"),
        center,
        cohort: None,
    };
    let unpaid = store.unpaid(october(None), &everybody).await.unwrap();
    for stage in [UnpaidStage::Undecided, UnpaidStage::Approved, UnpaidStage::Closed] {
        assert!(unpaid.iter().any(|row| row.stage == stage), "{stage:?}");
    }
    let here = store.unpaid(october(Some("cochabamba".to_owned())), &everybody).await.unwrap();
    assert!(!here.is_empty() && here.len() < unpaid.len());
}
