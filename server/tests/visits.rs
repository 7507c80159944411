//! Visits of simulated phones to a real store: what arrives, what comes back, what is doubled.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod support;

use server::sync;
use support::{START, World, add, correct, lesson};
use sync_core::exchange::{ProfileStatus, SyncAnswer, SyncRequest, Token};
use sync_core::ids::DocumentKind;
use sync_core::verdict::{Refusal, Verdict};

#[tokio::test]
async fn what_a_phone_says_is_held_and_comes_to_the_other_phone() {
    let world = World::new().await;
    let ana = world.learner("Ana Quispe").await;
    let mut first = world.phone(ana).await;
    let mut second = world.phone(ana).await;
    first.act(&add(1, 90), START + 10).unwrap();
    first.act(&lesson("k3f4d2ma", 2), START + 20).unwrap();
    assert_eq!(first.visit(&world.store, START + 100).await.unwrap(), 1);
    assert!(first.profile().all_arrived());
    assert_eq!(second.visit(&world.store, START + 200).await.unwrap(), 1);
    let record = |phone: &server::demo::phone::Phone| {
        phone.profile().ledger(DocumentKind::Record).unwrap().current_heads()
    };
    assert_eq!(record(&first), record(&second));
    // Both correct the same entry without knowing of each other: an open question for both.
    first.act(&correct(1, 100), START + 300).unwrap();
    second.act(&correct(1, 80), START + 310).unwrap();
    first.visit(&world.store, START + 400).await.unwrap();
    second.visit(&world.store, START + 410).await.unwrap();
    first.visit(&world.store, START + 420).await.unwrap();
    assert_eq!(record(&first), record(&second));
    assert_eq!(record(&first).len(), 2);
    assert!(first.profile().all_arrived() && second.profile().all_arrived());
}

#[tokio::test]
async fn an_empty_visit_is_one_small_round() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut phone = world.phone(ana).await;
    phone.act(&add(1, 90), START + 10).unwrap();
    phone.visit(&world.store, START + 100).await.unwrap();
    let request = phone.request(START + 200);
    let answer = sync::answer(&world.store, START + 200, &request).await.unwrap();
    assert!(request.len() <= 60 && answer.len() <= 60, "{} and {}", request.len(), answer.len());
    assert!(!phone.absorb(&answer, START + 200).unwrap());
}

#[tokio::test]
async fn a_lost_answer_doubles_nothing() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut phone = world.phone(ana).await;
    phone.act(&add(1, 90), START + 10).unwrap();
    let lost = phone.request(START + 100);
    sync::answer(&world.store, START + 100, &lost).await.unwrap();
    phone.restart().unwrap();
    phone.act(&add(2, 30), START + 110).unwrap();
    let again = phone.request(START + 200);
    let answer =
        SyncAnswer::from_bytes(&sync::answer(&world.store, START + 200, &again).await.unwrap())
            .unwrap();
    let profile = &answer.profiles[0];
    assert_eq!(profile.verdicts, Some(vec![Verdict::Held]));
    assert_eq!((profile.differs, &profile.entries), (None, &None));
    assert!(!phone.absorb(&answer.to_bytes(), START + 200).unwrap());
    assert!(phone.profile().all_arrived());
}

#[tokio::test]
async fn nobody_reads_or_writes_anothers_record() {
    let world = World::new().await;
    let (ana, eva) = (world.learner("Ana").await, world.learner("Eva").await);
    let (mut hers, mut other) = (world.phone(ana).await, world.phone(eva).await);
    hers.act(&add(1, 90), START + 10).unwrap();
    let stolen = SyncRequest::from_bytes(&hers.request(START + 20)).unwrap();
    let mut request = SyncRequest::from_bytes(&other.request(START + 20)).unwrap();
    // Her batch, named in full, under another woman's token.
    let bytes: Vec<u8> = stolen.profiles[0].batches.clone().unwrap().remove(0).into();
    let implied = Some((ana, hers.profile().identity().writer()));
    let public = hers.profile().identity().signing_key().public();
    let batch = sync_core::batch::Batch::decode(&bytes, implied, &public).unwrap();
    request.profiles[0].batches = Some(vec![batch.encode(false).into()]);
    let answer = sync::answer(&world.store, START + 30, &request.to_bytes()).await.unwrap();
    let answer = SyncAnswer::from_bytes(&answer).unwrap();
    assert_eq!(answer.profiles[0].verdicts, Some(vec![Verdict::Refused(Refusal::NotYours)]));
    assert_eq!(answer.profiles[0].entries, None);
    request.profiles[0].read_token = Token([0; 16]);
    let answer = sync::answer(&world.store, START + 30, &request.to_bytes()).await.unwrap();
    let answer = SyncAnswer::from_bytes(&answer).unwrap();
    assert_eq!(answer.profiles[0].status, ProfileStatus::UnknownToken);
}

#[tokio::test]
async fn a_foreign_cursor_is_void_and_reading_begins_anew() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut phone = world.phone(ana).await;
    phone.act(&add(1, 90), START + 10).unwrap();
    phone.visit(&world.store, START + 20).await.unwrap();
    let mut request = SyncRequest::from_bytes(&phone.request(START + 30)).unwrap();
    let cursor = request.profiles[0].cursor.as_mut().unwrap();
    cursor.prefix[0] ^= 1;
    let answer = sync::answer(&world.store, START + 30, &request.to_bytes()).await.unwrap();
    let answer = SyncAnswer::from_bytes(&answer).unwrap();
    assert_eq!(answer.profiles[0].cursor_void, Some(true));
    assert_eq!(answer.profiles[0].entries.as_ref().map(Vec::len), Some(1));
    phone.absorb(&answer.to_bytes(), START + 30).unwrap();
    phone.visit(&world.store, START + 40).await.unwrap();
    assert!(phone.profile().all_arrived());
    assert_eq!(phone.visit(&world.store, START + 50).await.unwrap(), 1);
}

#[tokio::test]
async fn a_long_record_comes_in_several_answers() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut first = world.phone(ana).await;
    for day in 0..40 {
        first.restart().unwrap();
        for n in 0..5 {
            first.act(&add(day * 10 + n, 30 + n), START + 60 * i64::from(day)).unwrap();
        }
        first.visit(&world.store, START + 60 * i64::from(day) + 30).await.unwrap();
    }
    let mut second = world.phone(ana).await;
    let mut rounds = 0;
    loop {
        let mut request = SyncRequest::from_bytes(&second.request(START + 9000)).unwrap();
        request.max_response_bytes = 2000;
        let answer = sync::answer(&world.store, START + 9000, &request.to_bytes()).await.unwrap();
        let parsed = SyncAnswer::from_bytes(&answer).unwrap();
        assert_eq!(parsed.profiles[0].differs, None);
        rounds += 1;
        if !second.absorb(&answer, START + 9000).unwrap() {
            break;
        }
    }
    assert!(rounds > 3, "{rounds}");
    let heads = |phone: &server::demo::phone::Phone| {
        phone.profile().ledger(DocumentKind::Record).unwrap().current_heads()
    };
    assert_eq!(heads(&first), heads(&second));
}
