//! Whatever the order, the doubling and the loss: all replicas end with the same registers, and
//! these are Automerge's own.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

#[path = "support/arbitrary.rs"]
mod arbitrary;
#[path = "support/cases.rs"]
mod cases;
#[path = "support/histories.rs"]
mod histories;
#[path = "support/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::step;
use automerge::{Automerge, ReadDoc};
use cases::cases;
use histories::{Event, Step, grow, signed};
use proptest::prelude::*;
use random::Random;
use sync_core::batch::Batch;
use sync_core::change::Change;
use sync_core::ids::ChangeHash;
use sync_core::ledger::{Admission, Clock, Draft, Finding, Ledger, Standing, View, examine};

/// A replica that parks what comes too early.
#[derive(Default)]
struct Replica {
    ledger: Ledger,
    parked: Vec<(Change, ChangeHash)>,
}

impl Replica {
    fn deliver(&mut self, change: &Change, hash: ChangeHash) {
        self.parked.push((change.clone(), hash));
        while self.admit_one() {}
    }

    fn admit_one(&mut self) -> bool {
        for i in 0..self.parked.len() {
            let (change, hash) = &self.parked[i];
            match examine(&self.ledger, change, hash).unwrap() {
                Finding::Missing(_) => continue,
                Finding::Known => {}
                Finding::Sound(node) => self.ledger.admit(&Admission {
                    change: change.clone(),
                    hash: *hash,
                    node,
                    standing: Standing::Effective,
                }),
                finding => panic!("within the rules, and yet {finding:?}: {change:?}"),
            }
            self.parked.swap_remove(i);
            return true;
        }
        false
    }
}

/// Register → op → value: what nothing has replaced.
type Rows = BTreeMap<String, BTreeMap<String, Vec<u8>>>;

fn rows(ledger: &Ledger) -> Rows {
    ledger
        .registers()
        .map(|(key, register)| {
            let puts = register.unsuperseded().map(|row| (row.op.to_string(), row.value.clone()));
            (key.as_str().to_owned(), puts.collect())
        })
        .collect()
}

/// Every put with all that replaced it, whatever the order in which that was learned.
fn edges(ledger: &Ledger) -> BTreeSet<(String, BTreeSet<String>)> {
    let puts = ledger.registers().flat_map(|(_, register)| register.puts());
    puts.map(|row| {
        (row.op.to_string(), row.superseded_by.iter().map(ToString::to_string).collect())
    })
    .collect()
}

fn automerge_rows(document: &Automerge) -> Rows {
    document
        .keys(automerge::ROOT)
        .map(|key| {
            let values = document.get_all(automerge::ROOT, key.as_str()).unwrap();
            let values = values
                .into_iter()
                .map(|(value, op)| (op.to_string(), value.as_bytes().unwrap().to_vec()));
            (key.clone(), values.collect())
        })
        .collect()
}

fn sorted_heads(document: &Automerge) -> Vec<ChangeHash> {
    let mut heads: Vec<ChangeHash> =
        document.get_heads().iter().map(|hash| ChangeHash(hash.0)).collect();
    heads.sort_unstable();
    heads
}

fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for i in (1..items.len()).rev() {
        items.swap(i, random.below(i + 1));
    }
}

/// Delivers in a random order, some changes twice and some only in a second round.
fn delivered(events: &[Event], random: &mut Random) -> Replica {
    let mut replica = Replica::default();
    let mut order: Vec<usize> = (0..events.len()).collect();
    shuffle(&mut order, random);
    let (mut arrived, mut lost) = (Vec::new(), Vec::new());
    for i in order {
        if random.below(4) == 0 {
            lost.push(i);
        } else {
            arrived.push(i);
            if random.below(4) == 0 {
                arrived.push(i);
            }
        }
    }
    for i in arrived.into_iter().chain(lost) {
        replica.deliver(&events[i].change, events[i].hash);
    }
    assert!(replica.parked.is_empty(), "everything is here, and yet something waits");
    replica
}

/// Every pair: the compact clock says what the naive set of ancestors says.
fn check_clocks(events: &[Event], ledger: &Ledger) {
    for event in events {
        let node = ledger.node(&event.hash).unwrap().unwrap();
        assert_eq!(Clock::from_bytes(&node.clock.to_bytes()).unwrap(), node.clock);
        for (i, other) in events.iter().enumerate() {
            let place = ledger.node(&other.hash).unwrap().unwrap();
            let held = node.clock.holds(&place.actor, place.sequence, place.position);
            assert_eq!(held, event.past.contains(&i), "{event:?} and {other:?}");
        }
    }
}

fn check_history(events: &[Event], random: &mut Random) {
    let mut document = Automerge::new();
    document.apply_changes(events.iter().map(|event| event.change.to_automerge())).unwrap();
    let (expected, heads) = (automerge_rows(&document), sorted_heads(&document));
    let first = delivered(events, random);
    let in_batches = delivered_in_batches(events, random);
    for replica in [delivered(events, random), delivered(events, random), in_batches] {
        assert_eq!(rows(&replica.ledger), expected);
        assert_eq!(edges(&replica.ledger), edges(&first.ledger));
        assert_eq!(replica.ledger.current_heads(), heads);
        let state: BTreeMap<_, _> = replica.ledger.state().collect();
        assert_eq!(state, first.ledger.state().collect());
        check_clocks(events, &replica.ledger);
    }
    let reloaded = Automerge::load(&document.save()).unwrap();
    assert_eq!(sorted_heads(&reloaded), heads);
    assert_eq!(automerge_rows(&reloaded), expected);
    let hashes = |changes: Vec<automerge::Change>| -> BTreeSet<ChangeHash> {
        changes.iter().map(|change| ChangeHash(change.hash().0)).collect()
    };
    let ours = events.iter().map(|event| event.hash).collect();
    assert_eq!(hashes(reloaded.get_changes(&[])), ours, "a saved document keeps every hash");
}

proptest! {
    #![proptest_config(arbitrary::config(250))]

    #[test]
    fn any_delivery_of_any_history_gives_automerges_values(
        steps in prop::collection::vec(step(), 1..24),
        seed in any::<u64>(),
    ) {
        check_history(&grow(&steps), &mut Random(seed));
    }
}

/// As batches on the wire, some of them twice, and some runs at first only from their middle on.
fn delivered_in_batches(events: &[Event], random: &mut Random) -> Replica {
    let mut parts: Vec<Batch> = Vec::new();
    for batch in signed(events) {
        let mut part = batch.clone();
        for run in &mut part.runs {
            let gone = random.below(run.changes.len() + 1);
            run.changes.drain(..gone);
            run.from_sequence += gone as u32;
        }
        if part.changes().count() > 0 {
            parts.push(part);
        }
        if random.below(2) == 0 {
            parts.push(batch.clone());
        }
        parts.insert(random.below(parts.len() + 1), batch);
    }
    shuffle(&mut parts, random);
    let mut replica = Replica::default();
    for part in parts {
        let writer = events.iter().map(|event| histories::signing_key(event.writer).public());
        let public = writer.into_iter().find(|it| it.writer_id() == part.address.writer).unwrap();
        let read = Batch::decode(&part.encode(false), None, &public).unwrap();
        read.verify(&public).unwrap();
        assert_eq!(read, part);
        for (change, hash) in read.changes() {
            replica.deliver(change, *hash);
        }
    }
    assert!(replica.parked.is_empty(), "everything is here, and yet something waits");
    replica
}

/// Replicas that compose upon what they hold, and now and then hear of what others wrote.
fn composed(random: &mut Random, steps: usize) -> Vec<(Change, ChangeHash)> {
    let mut replicas: Vec<Replica> = (0..5).map(|_| Replica::default()).collect();
    let (mut written, keys) = (Vec::<(Change, ChangeHash)>::new(), histories::keys());
    for n in 0..steps {
        let at = random.below(replicas.len());
        if !written.is_empty() && random.below(3) == 0 {
            let (change, hash) = written[random.below(written.len())].clone();
            replicas[at].deliver(&change, hash);
            continue;
        }
        // A burst of app starts leaves more heads than one change may name.
        let start = if random.below(3) == 0 { 5 * (n % 12) + at } else { at };
        let mut drafts: Vec<Draft> = Vec::new();
        for _ in 0..1 + random.below(3) {
            let key = keys[random.below(keys.len())].clone();
            if drafts.iter().all(|draft| draft.key != key) {
                let seen = (random.below(4) == 0).then(Vec::new);
                drafts.push(Draft { key, value: vec![n as u8; random.below(9)], seen });
            }
        }
        let ledger = &replicas[at].ledger;
        let change = ledger.compose(histories::actor(start).2, 1_795_000_000 + n as i64, drafts);
        assert_eq!(change.check_shape(), Ok(()));
        let hash = change.hash();
        let finding = examine(ledger, &change, &hash).unwrap();
        assert!(matches!(finding, Finding::Sound(_)), "{finding:?}: {change:?}");
        replicas[at].deliver(&change, hash);
        written.push((change, hash));
    }
    written
}

#[test]
fn what_compose_writes_is_sound_on_every_replica() {
    for seed in 0..u64::from(cases(24)) {
        let mut random = Random(seed);
        let mut written = composed(&mut random, 150);
        let mut document = Automerge::new();
        document.apply_changes(written.iter().map(|(change, _)| change.to_automerge())).unwrap();
        for _ in 0..2 {
            shuffle(&mut written, &mut random);
            let mut replica = Replica::default();
            for (change, hash) in &written {
                replica.deliver(change, *hash);
            }
            assert_eq!(rows(&replica.ledger), automerge_rows(&document), "seed {seed}");
            assert_eq!(replica.ledger.current_heads(), sorted_heads(&document));
        }
    }
}

/// What is held back by standing shows nothing and hides nothing; released, it counts.
#[test]
fn a_held_change_neither_shows_nor_hides() {
    let events = grow(&[
        Step { actor: 0, depends: None, puts: vec![(0, 0)], length: 1, time: 0 },
        Step { actor: 1, depends: None, puts: vec![(0, 1)], length: 2, time: 0 },
    ]);
    let mut replica = Replica::default();
    for event in &events {
        replica.deliver(&event.change, event.hash);
    }
    let mut ledger = replica.ledger;
    let key = &histories::keys()[0];
    let live = |ledger: &Ledger| -> Vec<usize> {
        ledger.register(key).unwrap().live().map(|row| row.value.len()).collect()
    };
    assert_eq!(live(&ledger), [2]);
    ledger.restand(&events[1].hash, Standing::Held);
    assert_eq!(live(&ledger), [1]);
    assert_eq!(ledger.register(key).unwrap().unsuperseded().count(), 1, "Automerge's view stays");
    ledger.restand(&events[1].hash, Standing::Effective);
    assert_eq!(live(&ledger), [2]);
}

/// More heads than one change may name, merged bit by bit, with conflicts everywhere.
#[test]
fn histories_with_more_than_32_heads_converge() {
    for seed in 0..u64::from(cases(10)) {
        let mut random = Random(seed);
        let mut steps: Vec<Step> = Vec::new();
        for actor in 0..60 {
            steps.push(Step {
                actor,
                depends: Some(Vec::new()),
                puts: vec![(random.bits() as u8, 0), (random.bits() as u8, 0)],
                length: actor,
                time: 1_795_000_000,
            });
        }
        for _ in 0..40 {
            let depends = (0..random.below(31)).map(|_| random.bits() as u16).collect();
            steps.push(Step {
                actor: random.below(60) as u8,
                depends: (random.below(3) != 0).then_some(depends),
                puts: (0..4).map(|_| (random.bits() as u8, random.bits())).collect(),
                length: random.below(32) as u8,
                time: 1_795_000_000 + random.below(1000) as i64,
            });
        }
        check_history(&grow(&steps), &mut random);
    }
}
