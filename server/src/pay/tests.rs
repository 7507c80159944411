//! The pay ledger against a model: whatever happens in whatever order, every cent is explained.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use sync_core::ids::VersionId;
use sync_core::record::{Basis, PayTerms, Quantity};

use super::{ClosedLine, Closing, EntryNow, LineKind, NewLine, Owed, PeriodOf, Worth, reckon};

const ENTRIES: [&str; 4] = ["a", "b", "c", "d"];
const LEARNERS: [i64; 3] = [1, 2, 3];
/// Days of a period.
const PERIOD: i32 = 10;

/// Something that happens between, or is, a closing.
#[derive(Clone, Debug)]
enum Event {
    /// An entry comes to stand so: 0 open, 1 nothing, else so many half hours.
    Stand {
        learner: usize,
        entry: usize,
        what: u8,
        currency: bool,
    },
    /// Two ids turn out to be one person's, or not after all.
    Merge {
        one: usize,
        other: usize,
    },
    Part {
        one: usize,
    },
    Close,
}

fn event() -> impl Strategy<Value = Event> {
    let stand = (0..3_usize, 0..4_usize, 0..8_u8, prop::bool::weighted(0.15)).prop_map(
        |(learner, entry, what, currency)| Event::Stand { learner, entry, what, currency },
    );
    let merge = (0..3_usize, 0..3_usize).prop_map(|(one, other)| Event::Merge { one, other });
    let part = (0..3_usize).prop_map(|one| Event::Part { one });
    prop_oneof![8 => stand, 1 => merge, 1 => part, 2 => Just(Event::Close)]
}

#[derive(Default)]
struct Model {
    standing: BTreeMap<(i64, &'static str), Owed>,
    same_as: BTreeMap<i64, i64>,
    closed: Vec<ClosedLine>,
    statements: Vec<PeriodOf>,
}

fn worth(half_hours: u8, currency: &str) -> Worth {
    let terms =
        PayTerms { basis: Basis::Hour, rate: 1_500, currency: currency.to_owned(), rounding: 1 };
    let quantity = Quantity::Minutes(30 * u32::from(half_hours));
    let amount = terms.amount(quantity).unwrap() as i64;
    let (version, decision) = (VersionId([half_hours; 32]), VersionId([100 + half_hours; 32]));
    Worth { version, decision, quantity, terms, amount }
}

impl Model {
    fn person(&self, learner: i64) -> i64 {
        self.same_as.get(&learner).copied().unwrap_or(learner)
    }

    fn happen(&mut self, event: &Event) {
        match event {
            Event::Stand { learner, entry, what, currency } => {
                let currency = if *currency { "USD" } else { "BOB" };
                let owed = match what {
                    0 => Owed::Open,
                    1 => Owed::Nothing,
                    half_hours => Owed::Something(worth(*half_hours, currency)),
                };
                self.standing.insert((LEARNERS[*learner], ENTRIES[*entry]), owed);
            }
            Event::Merge { one, other } => {
                let (one, other) = (self.person(LEARNERS[*one]), self.person(LEARNERS[*other]));
                for learner in LEARNERS {
                    if self.person(learner) == one {
                        self.same_as.insert(learner, other);
                    }
                }
            }
            Event::Part { one } => {
                let alone = LEARNERS[*one];
                let others: Vec<i64> = LEARNERS
                    .into_iter()
                    .filter(|other| *other != alone && self.person(*other) == self.person(alone))
                    .collect();
                self.same_as.remove(&alone);
                // Those who are left are one person still, and it is not her.
                for other in &others {
                    self.same_as.insert(*other, others[0]);
                }
            }
            Event::Close => {
                let lines = self.close();
                self.closed.extend(lines.into_iter().map(|new| new.line));
            }
        }
    }

    fn entries(&self) -> Vec<EntryNow> {
        let entries = self.standing.iter().map(|((learner, entry), owed)| EntryNow {
            learner: *learner,
            person: self.person(*learner),
            entry: (*entry).to_owned(),
            task: "etiquetar".to_owned(),
            // Each entry is of another period.
            day: PERIOD * ENTRIES.iter().position(|known| known == entry).unwrap() as i32 / 2,
            owed: owed.clone(),
        });
        entries.collect()
    }

    fn close(&mut self) -> Vec<NewLine> {
        let number = self.statements.len() as i64 + 1;
        let from = PERIOD * (number as i32 - 1);
        let period = PeriodOf { statement: number, from, to: from + PERIOD - 1 };
        for line in &mut self.closed {
            line.person = self.same_as.get(&line.learner).copied().unwrap_or(line.learner);
        }
        let (entries, learners) = (self.entries(), BTreeSet::from(LEARNERS));
        let (earlier, closed) = (&self.statements, &self.closed);
        let closing = Closing { period, earlier, entries: &entries, closed, learners: &learners };
        let lines = reckon(&closing);
        self.statements.push(period);
        lines
    }

    /// What is owed to a person for an entry; `None` while it is open.
    fn owed(&self, person: i64, entry: &str) -> Option<Option<Worth>> {
        let hers = self
            .standing
            .iter()
            .filter(|((learner, known), _)| self.person(*learner) == person && *known == entry);
        let mut most: Option<Worth> = None;
        for (_, owed) in hers {
            match owed {
                Owed::Open => return None,
                Owed::Nothing => {}
                Owed::Something(worth) => {
                    let is_more = most.as_ref().is_none_or(|known| known.amount < worth.amount);
                    if is_more {
                        most = Some(worth.clone());
                    }
                }
            }
        }
        Some(most)
    }

    fn paid(&self, person: i64, entry: &str) -> (i64, i64) {
        let hers = self.closed.iter().filter(|line| {
            self.person(line.learner) == person && line.entry.as_deref() == Some(entry)
        });
        hers.fold((0, 0), |(minutes, amount), line| (minutes + line.minutes, amount + line.amount))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn every_cent_is_explained_and_no_minute_counts_twice(
        events in prop::collection::vec(event(), 0..40),
    ) {
        let mut model = Model::default();
        for event in &events {
            let before = model.closed.clone();
            let open: BTreeMap<(i64, &str), (i64, i64)> = LEARNERS
                .iter()
                .flat_map(|learner| ENTRIES.map(|entry| (model.person(*learner), entry)))
                .filter(|(person, entry)| model.owed(*person, entry).is_none())
                .map(|(person, entry)| ((person, entry), model.paid(person, entry)))
                .collect();
            model.happen(event);
            // What is closed stays as it was, whatever happens; only whose it is may be seen anew.
            let kept = model.closed.iter().take(before.len());
            let is_kept = kept.zip(&before).all(|(now, then)| {
                (now.learner, &now.entry, now.minutes, now.amount, now.kind)
                    == (then.learner, &then.entry, then.minutes, then.amount, then.kind)
            });
            prop_assert!(is_kept);
            if !matches!(event, Event::Close) {
                continue;
            }
            let last = PERIOD * model.statements.len() as i32 - 1;
            for entry in model.entries() {
                let (minutes, amount) = model.paid(entry.person, &entry.entry);
                match model.owed(entry.person, &entry.entry) {
                    // Open: as it was.
                    None => prop_assert_eq!(
                        (minutes, amount),
                        open[&(entry.person, entry.entry.as_str())]
                    ),
                    Some(worth) if entry.day <= last || amount != 0 => {
                        let worth = worth.as_ref();
                        let owed = worth.map_or((0, 0), |worth| {
                            (worth.quantity.minutes().unwrap().into(), worth.amount)
                        });
                        prop_assert_eq!((minutes, amount), owed, "{:?}", entry);
                    }
                    Some(_) => {}
                }
            }
            // Nobody is ever asked to give money back: what is less than nothing is carried.
            let new = &model.closed[before.len()..];
            let mut sums: BTreeMap<(i64, &str), i64> = BTreeMap::new();
            for line in new {
                *sums.entry((line.learner, &line.currency)).or_default() += line.amount;
            }
            prop_assert!(sums.values().all(|sum| *sum >= 0), "{:?}", sums);
        }
    }
}

fn entry(learner: i64, entry: &str, day: i32, owed: Owed) -> EntryNow {
    EntryNow { learner, person: learner, entry: entry.into(), task: "taller".into(), day, owed }
}

fn by_period(rate: u64) -> Owed {
    let terms = PayTerms { basis: Basis::Period, rate, currency: "BOB".into(), rounding: 1 };
    let (version, decision) = (VersionId([1; 32]), VersionId([2; 32]));
    let quantity = Quantity::Minutes(60);
    Owed::Something(Worth { version, decision, quantity, terms, amount: 0 })
}

#[test]
fn a_fee_is_paid_once_for_a_period_and_taken_back_when_nothing_of_it_is_left() {
    let learners = BTreeSet::from([1]);
    let first = PeriodOf { statement: 1, from: 0, to: 9 };
    let second = PeriodOf { statement: 2, from: 10, to: 19 };
    let fees = |lines: &[NewLine]| -> Vec<(Option<i64>, i64)> {
        let fees = lines.iter().filter(|new| new.line.kind == LineKind::Period);
        fees.map(|new| (new.line.period, new.line.amount)).collect()
    };
    let mut entries = vec![entry(1, "a", 3, by_period(500)), entry(1, "b", 4, by_period(500))];
    let closing = |period, earlier: &[PeriodOf], entries: &[EntryNow], closed: &[ClosedLine]| {
        reckon(&Closing { period, earlier, entries, closed, learners: &learners })
    };
    let lines = closing(first, &[], &entries, &[]);
    assert_eq!(fees(&lines), [(Some(1), 500)]);
    let closed: Vec<ClosedLine> = lines.into_iter().map(|new| new.line).collect();
    // Another of the same period, later, and one of the next.
    entries.push(entry(1, "c", 5, by_period(500)));
    entries.push(entry(1, "d", 12, by_period(500)));
    let lines = closing(second, &[first], &entries, &closed);
    assert_eq!(fees(&lines), [(Some(2), 500)]);
    // Both are open again: nothing changes. Both are declined: the fee goes back.
    for now in entries.iter_mut().filter(|now| now.day < 10) {
        now.owed = Owed::Open;
    }
    assert_eq!(fees(&closing(second, &[first], &entries, &closed)), [(Some(2), 500)]);
    for now in entries.iter_mut().filter(|now| now.day < 10) {
        now.owed = Owed::Nothing;
    }
    let lines = closing(second, &[first], &entries, &closed);
    assert_eq!(fees(&lines), [(Some(1), -500), (Some(2), 500)]);
}
