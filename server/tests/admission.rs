//! Admission over SQL: what joins, what is kept aside, and that the rows are the ledger's.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod support;

use proptest::prelude::*;
use server::verify::verify_document;
use support::{Hand, START, World, send, work, work_key};
use sync_core::ids::{DocumentId, DocumentKind};
use sync_core::verdict::{Exception, Fate, Refusal, Verdict};

fn partly(exceptions: &[(u32, Fate)]) -> Verdict {
    let exceptions = exceptions.iter().map(|(sequence, fate)| Exception {
        run: 0,
        sequence: *sequence,
        fate: *fate,
    });
    Verdict::Partly(exceptions.collect())
}

async fn mismatches(world: &World, document: DocumentId) -> Vec<String> {
    verify_document(&world.store, document).await.unwrap().mismatches
}

#[tokio::test]
async fn a_change_that_misses_another_waits_and_earns_no_receipt() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let phone = world.phone(ana).await;
    let mut hand = Hand::of(&phone, 1);
    let first = hand.put(&work_key(1), work(30), START);
    let second = hand.put(&work_key(2), work(40), START + 1);
    let late = vec![hand.sign(1, std::slice::from_ref(&second))];
    let answer = send(&world, &phone, late.clone(), START + 10).await;
    assert_eq!(answer.verdicts, Some(vec![partly(&[(2, Fate::Parked)])]));
    assert_eq!(answer.receipts, None);
    // Again: nothing is doubled.
    send(&world, &phone, late, START + 11).await;
    let answer = send(&world, &phone, vec![hand.sign(0, &[first])], START + 12).await;
    assert_eq!(answer.verdicts, Some(vec![Verdict::Held]));
    let rows = world.store.document(hand.document).await.unwrap().unwrap();
    assert_eq!(rows.heads, vec![second.1]);
    assert_eq!(mismatches(&world, hand.document).await, Vec::<String>::new());
    // Both are served to her other phone, under both signatures.
    let other = world.phone(ana).await;
    let answer = send(&world, &other, Vec::new(), START + 20).await;
    let batches = answer.entries.unwrap();
    assert_eq!(batches.len(), 3, "a writer and two batches");
}

#[tokio::test]
async fn parked_changes_are_bounded() {
    let world = World::new().await;
    let phone = world.phone(world.learner("Ana").await).await;
    let mut full = false;
    for nonce in 1..=2 {
        let mut hand = Hand::of(&phone, nonce);
        hand.put(&work_key(1), work(1), START);
        let changes: Vec<_> =
            (2..700).map(|n| hand.put(&work_key(n), work(n), START + i64::from(n))).collect();
        for part in changes.chunks(349) {
            let batch = hand.sign(u64::from(part[0].0.sequence) - 1, part);
            let answer = send(&world, &phone, vec![batch], START + 5000).await;
            let Some([Verdict::Partly(exceptions)]) = answer.verdicts.as_deref() else {
                panic!("{:?}", answer.verdicts)
            };
            full |= exceptions.iter().any(|e| e.fate == Fate::Refused(Refusal::ParkedFull));
        }
    }
    assert!(full);
}

#[tokio::test]
async fn a_fork_and_what_follows_it_are_kept_apart() {
    let world = World::new().await;
    let phone = world.phone(world.learner("Ana").await).await;
    let mut hand = Hand::of(&phone, 1);
    let mut clone = Hand::of(&phone, 1);
    let first = hand.put(&work_key(1), work(30), START);
    clone.see(&first);
    let second = hand.put(&work_key(2), work(40), START + 1);
    let answer =
        send(&world, &phone, vec![hand.sign(0, &[first, second.clone()])], START + 9).await;
    assert_eq!(answer.verdicts, Some(vec![Verdict::Held]));
    let forked = clone.put(&work_key(3), work(50), START + 2);
    let after = clone.put(&work_key(4), work(60), START + 3);
    let answer = send(&world, &phone, vec![clone.sign(1, &[forked, after])], START + 10).await;
    let apart = partly(&[(2, Fate::Forked), (3, Fate::Forked)]);
    assert_eq!((answer.verdicts, answer.receipts), (Some(vec![apart]), None));
    let rows = world.store.document(hand.document).await.unwrap().unwrap();
    assert_eq!(rows.heads, vec![second.1]);
    assert_eq!(mismatches(&world, hand.document).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_refused_change_takes_only_its_descendants_along() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let phone = world.phone(ana).await;
    let mut hand = Hand::of(&phone, 1);
    let first = hand.put(&work_key(1), work(30), START);
    let bad = hand.put(&work_key(2), vec![0xff], START + 1);
    let third = hand.put(&work_key(3), work(50), START + 2);
    let all = [first.clone(), bad, third];
    let answer = send(&world, &phone, vec![hand.sign(0, &all)], START + 10).await;
    let refused =
        partly(&[(2, Fate::Refused(Refusal::Value)), (3, Fate::Refused(Refusal::AfterRefused))]);
    assert_eq!(answer.verdicts, Some(vec![refused]));
    // The first is in, but no signature covers it that another phone could check: no receipt, so
    // that this phone offers it again, signed up to there.
    assert_eq!(answer.receipts, None);
    let rows = world.store.document(hand.document).await.unwrap().unwrap();
    assert_eq!(rows.heads, vec![first.1]);
    let other = world.phone(ana).await;
    assert_eq!(send(&world, &other, Vec::new(), START + 11).await.entries.unwrap().len(), 1);
    let again = vec![hand.sign(0, &[first])];
    let answer = send(&world, &phone, again, START + 12).await;
    assert_eq!(answer.verdicts, Some(vec![Verdict::Held]));
    assert_eq!(answer.receipts.map(|receipts| receipts.len()), Some(1));
    assert_eq!(send(&world, &other, Vec::new(), START + 13).await.entries.unwrap().len(), 2);
    assert_eq!(mismatches(&world, hand.document).await, Vec::<String>::new());
}

#[derive(Clone, Debug)]
enum Step {
    /// A hand puts at a register.
    Put { hand: usize, register: u32, minutes: u32 },
    /// A hand sees everything that another wrote so far.
    Look { hand: usize, at: usize },
    /// A hand begins another app start.
    Restart { hand: usize },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..3_usize, 0..4_u32, 1..900_u32)
            .prop_map(|(hand, register, minutes)| Step::Put { hand, register, minutes }),
        2 => (0..3_usize, 0..3_usize).prop_map(|(hand, at)| Step::Look { hand, at }),
        1 => (0..3_usize).prop_map(|hand| Step::Restart { hand }),
    ]
}

/// Plays a history, delivers its batches in the order of `order`, some twice, and compares.
async fn play(steps: Vec<Step>, order: Vec<u32>) {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut hands = Vec::new();
    let mut phones = Vec::new();
    for nonce in 0..3 {
        let phone = world.phone(ana).await;
        hands.push(Hand::of(&phone, nonce));
        phones.push(phone);
    }
    let mut written = Vec::new();
    let mut said = [0_u64; 3];
    let mut batches = Vec::new();
    for (time, step) in steps.into_iter().enumerate() {
        match step {
            Step::Put { hand, register, minutes } => {
                let key = work_key(register);
                let change = hands[hand].put(&key, work(minutes), START + time as i64);
                batches.push(hands[hand].sign(said[hand], std::slice::from_ref(&change)));
                said[hand] += 1;
                written.push((hand, change));
            }
            Step::Look { hand, at } => {
                // Everything of the other's, and whatever that depends on, in the order of writing.
                let seen: Vec<_> = written
                    .iter()
                    .filter(|(_, change)| hands[at].ledger.contains(&change.1))
                    .cloned()
                    .collect();
                for (_, change) in seen {
                    assert!(hands[hand].see(&change));
                }
            }
            Step::Restart { hand } => hands[hand].nonce.0[7] += 1,
        }
    }
    for (turn, pick) in order.iter().enumerate() {
        if batches.is_empty() {
            break;
        }
        let batch = batches[*pick as usize % batches.len()].clone();
        send(&world, &phones[turn % 3], vec![batch], START + 1000).await;
    }
    batches.reverse();
    send(&world, &phones[0], batches.clone(), START + 2000).await;
    let document = DocumentId { learner: ana, kind: DocumentKind::Record };
    let found = verify_document(&world.store, document).await.unwrap();
    assert_eq!(found.mismatches, Vec::<String>::new());
    let mut all = Hand::of(&phones[0], 9);
    for (_, change) in &written {
        assert!(all.see(change));
    }
    if !written.is_empty() {
        let rows = world.store.document(document).await.unwrap().unwrap();
        assert_eq!(rows.heads, all.ledger.current_heads());
        assert_eq!(rows.changes.len(), written.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn rows_are_the_ledgers_in_whatever_order_batches_come(
        steps in prop::collection::vec(step(), 1..40),
        order in prop::collection::vec(any::<u32>(), 0..40),
    ) {
        tokio::runtime::Runtime::new().unwrap().block_on(play(steps, order));
    }
}
