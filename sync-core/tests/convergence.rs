//! Whatever the order, the doubling and the loss: all replicas end with the same registers, and
//! these are Automerge's own.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

#[path = "support/histories.rs"]
mod histories;
#[path = "support/random.rs"]
mod random;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ReadDoc};
use histories::{Event, Step, grow};
use proptest::prelude::*;
use random::{Random, cases};
use sync_core::change::Change;
use sync_core::ids::ChangeHash;
use sync_core::ledger::{Admission, Clock, Finding, Ledger, Standing, View, examine};

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
        if random.one_in(4) {
            lost.push(i);
        } else {
            arrived.push(i);
            if random.one_in(4) {
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
    for _ in 0..3 {
        let replica = delivered(events, random);
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

fn step() -> impl Strategy<Value = Step> {
    let time = prop_oneof![4 => 1_790_000_000..1_799_999_999_i64, 1 => -(1_i64 << 40) + 1..1 << 40];
    let depends = prop::option::weighted(0.7, prop::collection::vec(any::<u16>(), 0..5));
    let puts = prop::collection::vec((0_u8..8, any::<u64>()), 1..5);
    (0_u8..9, depends, puts, 0_u8..40, time).prop_map(|(actor, depends, puts, length, time)| Step {
        actor,
        depends,
        puts,
        length,
        time,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(96)))]

    #[test]
    fn any_delivery_of_any_history_gives_automerges_values(
        steps in prop::collection::vec(step(), 1..24),
        seed in any::<u64>(),
    ) {
        check_history(&grow(&steps), &mut Random(seed));
    }
}

/// More heads than one change may name, merged bit by bit, with conflicts everywhere.
#[test]
fn histories_with_more_than_32_heads_converge() {
    for seed in 0..u64::from(cases(4)) {
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
                depends: (!random.one_in(3)).then_some(depends),
                puts: (0..4).map(|_| (random.bits() as u8, random.bits())).collect(),
                length: random.below(32) as u8,
                time: 1_795_000_000 + random.below(1000) as i64,
            });
        }
        check_history(&grow(&steps), &mut random);
    }
}
