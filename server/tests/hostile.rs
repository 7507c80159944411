//! Garbage, mutations and a server that lost its newest days.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod support;

use std::time::{Duration, Instant};

use server::store::Store;
use server::sync;
use server::verify::verify_document;
use support::{START, World, add, lesson};
use sync_core::ids::{DocumentId, DocumentKind};

/// Numbers that repeat themselves.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

#[tokio::test]
async fn mutations_of_a_good_request_change_nothing_and_take_no_time() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut phone = world.phone(ana).await;
    for n in 0..10 {
        phone.act(&add(n, 30), START + i64::from(n)).unwrap();
        phone.act(&lesson("k3f4d2ma", n), START + i64::from(n)).unwrap();
    }
    let good = phone.request(START + 100);
    let batch_starts = good.len() / 8;
    let mut numbers = Numbers(1);
    let mut slowest = Duration::ZERO;
    for _ in 0..400 {
        let mut body = good.clone();
        for _ in 0..=numbers.next() % 3 {
            // Behind the token, so that it comes as far as it can.
            let at = batch_starts + numbers.next() as usize % (body.len() - batch_starts);
            match numbers.next() % 3 {
                0 => body[at] ^= 1 << (numbers.next() % 8),
                1 => body.truncate(at),
                _ => body.insert(at, numbers.next() as u8),
            }
        }
        if body == good {
            continue;
        }
        let began = Instant::now();
        let _typed = sync::answer(&world.store, START + 100, &body).await;
        slowest = slowest.max(began.elapsed());
    }
    let document = DocumentId { learner: ana, kind: DocumentKind::Record };
    let rows = world.store.document(document).await.unwrap();
    assert_eq!(rows.map(|rows| rows.count), None, "nothing of a forged batch was kept");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}, unoptimised and beside other tests");
    phone.visit(&world.store, START + 200).await.unwrap();
    assert!(phone.profile().all_arrived());
}

#[tokio::test]
async fn random_bytes_are_refused() {
    let world = World::new().await;
    let mut numbers = Numbers(2);
    for length in [0, 1, 7, 64, 4000] {
        for _ in 0..50 {
            let body: Vec<u8> = (0..length).map(|_| numbers.next() as u8).collect();
            assert!(sync::answer(&world.store, START, &body).await.is_err());
        }
    }
}

#[tokio::test]
async fn phones_refill_a_server_that_lost_its_newest_days() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let (mut first, mut second) = (world.phone(ana).await, world.phone(ana).await);
    first.act(&add(1, 30), START + 1).unwrap();
    first.visit(&world.store, START + 2).await.unwrap();
    second.visit(&world.store, START + 3).await.unwrap();
    // A copy of the disk as it is now.
    let old = tempfile::tempdir().unwrap();
    let database = rusqlite::Connection::open(world.store.directory().join("chaski.db")).unwrap();
    database.backup("main", old.path().join("chaski.db"), None).unwrap();
    first.act(&add(2, 40), START + 10).unwrap();
    first.act(&lesson("k3f4d2ma", 1), START + 11).unwrap();
    first.visit(&world.store, START + 12).await.unwrap();
    second.visit(&world.store, START + 13).await.unwrap();
    assert!(first.profile().all_arrived());
    let restored = Store::open(old.path()).unwrap();
    // The second phone alone brings everything back: it kept the first one's signed batches.
    second.visit(&restored, START + 20).await.unwrap();
    second.visit(&restored, START + 21).await.unwrap();
    let document = DocumentId { learner: ana, kind: DocumentKind::Record };
    let rows = restored.document(document).await.unwrap().unwrap();
    assert_eq!(rows.count, 3);
    first.visit(&restored, START + 22).await.unwrap();
    first.visit(&restored, START + 23).await.unwrap();
    assert!(first.profile().all_arrived());
    assert_eq!(
        verify_document(&restored, document).await.unwrap().mismatches,
        Vec::<String>::new()
    );
}
