//! The demonstration: made through the real road, the same for the same seed and day.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use server::demo;
use server::store::Store;
use sync_core::record::Day;

async fn seeded(seed: u64) -> (tempfile::TempDir, Store, demo::Seeded) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    let today = Day::parse("2026-11-20").unwrap();
    let seeded = demo::seed(&store, seed, today).await.unwrap();
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
