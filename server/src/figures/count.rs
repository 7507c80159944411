//! Counting enrolments into the tables that were asked for.
//!
//! Owns how an enrolment becomes counts: one by one, so that a report over everybody holds no more
//! than its tables. A person is counted once in every cell. Must not know SQL or JSON. Numbers of ours
//! are looked up millions of times here: they need no hashing that withstands an enemy.

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::Ask;
use super::behind::Measured;
use super::table::{Counted, Family, Key, Measure, Row, Rows, Table};
use crate::store::facts::read::{FactRow, Facts};

/// What an enrolment counts for: measure and how much, each measure once.
pub(super) type Marks = Vec<(usize, u64)>;

/// The values of an enrolment in the dimensions of a table.
pub(super) type KeyOf<'a> = Box<dyn Fn(&FactRow) -> Vec<Key> + 'a>;

/// The groups of one table.
pub(super) struct Grouping<'a> {
    /// Its dimensions.
    pub(super) by: Vec<String>,
    /// The values of an enrolment in them, as one number: equal numbers, equal values.
    pub(super) group: Box<dyn Fn(&FactRow) -> u64 + 'a>,
    /// The values that a number stands for.
    pub(super) key: KeyOf<'a>,
}

/// Counts the enrolments that `takes` lets in. `marks` says what each counts for; of a measure's
/// `persons`, of which measure it counts the persons.
pub(super) fn count(
    ask: &Ask,
    facts: &Facts,
    (measures, families): (Vec<Measure>, Vec<Family>),
    persons_of: &[(usize, usize)],
    groupings: &[Grouping<'_>],
    takes: impl Fn(&FactRow) -> bool,
    mut marks: impl FnMut(&FactRow, &mut Marks),
) -> Counted {
    let size = measures.len();
    let mut enrolments_of: FxHashMap<i64, u32> =
        FxHashMap::with_capacity_and_hasher(facts.rows.len(), FxBuildHasher);
    for fact in facts.rows.iter().filter(|fact| takes(fact)) {
        *enrolments_of.entry(fact.person).or_default() += 1;
    }
    let mut total = Rows::default();
    total.place(Vec::new(), size);
    let mut tables: Vec<Collecting> = groupings.iter().map(|_| Collecting::default()).collect();
    // Persons with several enrolments, who were counted in a cell: table, row, measure, person.
    let mut counted: FxHashSet<(usize, usize, usize, i64)> = FxHashSet::default();
    let mut found = Marks::new();
    let wanted = ask.wanted.as_ref().map(|wanted| wanted.measure(&measures));
    let mut behind = Vec::new();
    for (place, fact) in facts.rows.iter().enumerate().filter(|(_, fact)| takes(fact)) {
        found.clear();
        marks(fact, &mut found);
        match wanted {
            Some(Measured::Everybody) => behind.push((place, 1)),
            Some(Measured::At(measure)) => {
                let amount = found.iter().filter(|(at, _)| *at == measure).map(|(_, it)| it).sum();
                behind.extend((amount > 0).then_some((place, amount)));
            }
            Some(Measured::Nobody) | None => {}
        }
        let is_single = enrolments_of.get(&fact.person).is_none_or(|count| *count == 1);
        let mut add = |table: usize, place: usize, row: &mut Row| {
            row.enrolments += 1;
            row.singles += u64::from(is_single);
            if is_single || counted.insert((table, place, usize::MAX, fact.person)) {
                row.persons += 1;
            }
            for (index, amount) in &found {
                row.values[*index] += amount;
                row.singles_in[*index] += u64::from(is_single && *amount > 0);
            }
            for (index, of) in persons_of {
                let counts = found.iter().any(|(marked, amount)| marked == of && *amount > 0);
                if counts && (is_single || counted.insert((table, place, *index, fact.person))) {
                    row.values[*index] += 1;
                    row.singles_in[*index] += u64::from(is_single);
                }
            }
        };
        add(usize::MAX, 0, &mut total.rows[0]);
        for (number, (grouping, table)) in groupings.iter().zip(&mut tables).enumerate() {
            let place = table.place(grouping, fact, size);
            add(number, place, &mut table.rows.rows[place]);
        }
    }
    let tables = groupings
        .iter()
        .zip(tables)
        .map(|(grouping, table)| Table { by: grouping.by.clone(), rows: table.rows.sorted() });
    let tables = tables.collect();
    let total = total.rows.pop().unwrap_or_default();
    Counted { measures, families, total, tables, behind }
}

#[derive(Default)]
struct Collecting {
    rows: Rows,
    places: FxHashMap<u64, usize>,
}

impl Collecting {
    fn place(&mut self, grouping: &Grouping<'_>, fact: &FactRow, measures: usize) -> usize {
        let group = (grouping.group)(fact);
        if let Some(place) = self.places.get(&group) {
            return *place;
        }
        let place = self.rows.place((grouping.key)(fact), measures);
        self.places.insert(group, place);
        place
    }
}
