//! No hidden cell can be computed from what is shown: an attacker who solves everything that is
//! shown, as equations and bounds over whole numbers, is left with two values for each at least.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::suppress::{is_withheld, suppress};
use super::table::{Counted, Family, Measure, Row, Showing, Table};

/// Somebody's enrolment: whose, in which group of each table, and what she counts for.
#[derive(Clone, Debug)]
struct One {
    person: u8,
    groups: [u8; 2],
    state: usize,
    started: bool,
    /// Weeks begun and weeks active.
    weeks: [(bool, bool); 2],
    minutes: [u64; 2],
}

const STATES: usize = 3;

/// `started` and three states in one family; two weeks of activity; minutes by week and in all.
fn measures() -> (Vec<Measure>, Vec<Family>) {
    let of = |family, is_count, within| Measure { name: "m", item: None, family, is_count, within };
    let mut measures = vec![of(3, true, None)];
    measures.extend((0..STATES).map(|_| of(3, true, None)));
    for week in 0..2 {
        let begun = measures.len();
        measures.push(of(4 + week, true, None));
        measures.push(of(4 + week, true, Some(begun)));
    }
    for week in 0..2 {
        measures.push(of(week, true, None));
        measures.push(of(week, false, None));
    }
    measures.push(of(2, false, None));
    let own = Family::Own;
    (measures, vec![own, own, Family::Sums, own, own, own])
}

fn marks(one: &One) -> Vec<u64> {
    let mut values = vec![u64::from(one.started)];
    values.extend((0..STATES).map(|state| u64::from(one.state == state)));
    for (begun, active) in one.weeks {
        values.extend([u64::from(begun), u64::from(begun && active)]);
    }
    for minutes in one.minutes {
        values.extend([u64::from(minutes > 0), minutes]);
    }
    values.push(one.minutes.iter().sum());
    values
}

fn row(key: Vec<Option<String>>, of: &[&One], all: &[One]) -> Row {
    let persons: std::collections::BTreeSet<u8> = of.iter().map(|one| one.person).collect();
    let is_single = |one: &One| all.iter().filter(|it| it.person == one.person).count() == 1;
    let size = measures().0.len();
    let mut row = Row {
        key,
        enrolments: of.len() as u64,
        persons: persons.len() as u64,
        values: vec![0; size],
        singles: of.iter().filter(|one| is_single(one)).count() as u64,
        singles_in: vec![0; size],
    };
    for one in of {
        for (index, value) in marks(one).into_iter().enumerate() {
            row.values[index] += value;
            row.singles_in[index] += u64::from(value > 0 && is_single(one));
        }
    }
    row
}

fn counted(all: &[One]) -> Counted {
    let (measures, families) = measures();
    let tables = (0..2).map(|table| {
        let mut groups: BTreeMap<u8, Vec<&One>> = BTreeMap::new();
        for one in all {
            groups.entry(one.groups[table]).or_default().push(one);
        }
        let rows = groups.iter().map(|(group, of)| row(vec![Some(group.to_string())], of, all));
        Table { by: vec![format!("d{table}")], rows: rows.collect() }
    });
    let tables = tables.collect();
    let total = row(Vec::new(), &all.iter().collect::<Vec<_>>(), all);
    Counted { measures, families, total, tables, behind: Vec::new() }
}

/// A number that the attacker looks for: between two bounds.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    low: i64,
    high: i64,
}

/// What is shown, as equations and bounds. Variables: enrolments and measures of total and groups.
#[derive(Default)]
struct Attack {
    bounds: Vec<Bounds>,
    hidden: Vec<bool>,
    /// Sums of variables with their signs that are zero.
    zero: Vec<Vec<(usize, i64)>>,
    /// One is at most the other.
    at_most: Vec<(usize, usize)>,
}

const MANY: i64 = 1_000_000;

impl Attack {
    fn variable(&mut self, value: u64, shown: bool, lowest: i64) -> usize {
        let value = value as i64;
        let bounds = if shown {
            Bounds { low: value, high: value }
        } else {
            Bounds { low: lowest, high: MANY }
        };
        self.bounds.push(bounds);
        self.hidden.push(!shown);
        self.bounds.len() - 1
    }

    /// Enrolments, then measures; with what follows of one group by itself.
    fn group(&mut self, row: &Row, base: bool, values: &[bool], lowest: i64) -> Vec<usize> {
        let (measures, _) = measures();
        let mut of = vec![self.variable(row.enrolments, base, lowest)];
        of.extend(
            row.values.iter().zip(values).map(|(value, shown)| self.variable(*value, *shown, 0)),
        );
        for (index, measure) in measures.iter().enumerate().filter(|(_, it)| it.is_count) {
            self.at_most.push((of[index + 1], of[measure.within.map_or(0, |within| within + 1)]));
        }
        // Everybody is in one state.
        let states = (2..2 + STATES).map(|state| (of[state], 1));
        self.zero.push(states.chain([(of[0], -1)]).collect());
        // Minutes of the weeks are minutes in all.
        let last = of.len() - 1;
        self.zero.push(vec![(of[last - 3], 1), (of[last - 1], 1), (of[last], -1)]);
        of
    }

    fn of(counted: &Counted, (total, tables): &Showing) -> Self {
        let mut attack = Attack::default();
        let everybody = attack.group(&counted.total, total.base, &total.values, 0);
        for (table, shown) in counted.tables.iter().zip(tables) {
            if is_withheld(table, shown) {
                continue;
            }
            // Whoever sees a group's name knows that somebody is in it.
            let groups: Vec<Vec<usize>> = table
                .rows
                .iter()
                .zip(shown)
                .map(|(row, shown)| attack.group(row, shown.base, &shown.values, 1))
                .collect();
            for index in 0..everybody.len() {
                let sum = groups.iter().map(|group| (group[index], 1));
                attack.zero.push(sum.chain([(everybody[index], -1)]).collect());
            }
        }
        attack
    }

    /// Narrows bounds until nothing more follows.
    fn narrow(&mut self) {
        loop {
            let before: Vec<(i64, i64)> = self.bounds.iter().map(|it| (it.low, it.high)).collect();
            for (small, great) in &self.at_most {
                self.bounds[*small].high = self.bounds[*small].high.min(self.bounds[*great].high);
                self.bounds[*great].low = self.bounds[*great].low.max(self.bounds[*small].low);
            }
            for zero in &self.zero {
                let range = |(variable, sign): (usize, i64)| {
                    let Bounds { low, high } = self.bounds[variable];
                    if sign > 0 { (low, high) } else { (-high, -low) }
                };
                let lowest: i64 = zero.iter().map(|it| range(*it).0).sum();
                let highest: i64 = zero.iter().map(|it| range(*it).1).sum();
                let mut narrowed = Vec::new();
                for (variable, sign) in zero {
                    let (low, high) = range((*variable, *sign));
                    let (low, high) = (low.max(high - highest), high.min(low - lowest));
                    narrowed.push((*variable, if *sign > 0 { (low, high) } else { (-high, -low) }));
                }
                for (variable, (low, high)) in narrowed {
                    let bounds = &mut self.bounds[variable];
                    (bounds.low, bounds.high) = (bounds.low.max(low), bounds.high.min(high));
                }
            }
            if self.bounds.iter().zip(&before).all(|(now, old)| (now.low, now.high) == *old) {
                return;
            }
        }
    }

    /// Hidden variables that the equations alone fix: those with a row of their own after
    /// elimination over fractions.
    fn solved(&self) -> Vec<usize> {
        let unknown: Vec<usize> = (0..self.hidden.len()).filter(|it| self.hidden[*it]).collect();
        let column = |variable: usize| unknown.iter().position(|it| *it == variable);
        let mut rows: Vec<Vec<f64>> = self
            .zero
            .iter()
            .map(|zero| {
                let mut row = vec![0.0; unknown.len()];
                for (variable, sign) in zero {
                    if let Some(column) = column(*variable) {
                        row[column] += *sign as f64;
                    }
                }
                row
            })
            .collect();
        let mut pivot_row = 0;
        for column in 0..unknown.len() {
            let found = (pivot_row..rows.len()).find(|row| rows[*row][column].abs() > 1e-9);
            let Some(found) = found else { continue };
            rows.swap(pivot_row, found);
            let scale = rows[pivot_row][column];
            rows[pivot_row].iter_mut().for_each(|cell| *cell /= scale);
            let pivot = rows[pivot_row].clone();
            for (row, cells) in rows.iter_mut().enumerate() {
                if row != pivot_row && cells[column].abs() > 1e-9 {
                    let factor = cells[column];
                    cells.iter_mut().zip(&pivot).for_each(|(cell, of)| *cell -= factor * of);
                }
            }
            pivot_row += 1;
        }
        let alone = |row: &Vec<f64>| {
            let mut found = (0..unknown.len()).filter(|column| row[*column].abs() > 1e-9);
            match (found.next(), found.next()) {
                (Some(only), None) => Some(unknown[only]),
                _ => None,
            }
        };
        rows.iter().filter_map(alone).collect()
    }
}

fn somebody() -> impl Strategy<Value = One> {
    let group =
        prop_oneof![4 => Just(0_u8), 3 => Just(1), 1 => Just(2), 1 => Just(3), 1 => Just(4)];
    let week = (prop::bool::weighted(0.8), prop::bool::weighted(0.4));
    let minutes = prop_oneof![3 => Just(0_u64), 1 => 1..500_u64];
    (
        prop_oneof![8 => any::<u8>(), 1 => 0..3_u8],
        [group.clone(), group],
        prop_oneof![6 => Just(0_usize), 2 => Just(1), 1 => Just(2)],
        prop::bool::weighted(0.8),
        [week, week],
        [minutes.clone(), minutes],
    )
        .prop_map(|(person, groups, state, started, weeks, minutes)| One {
            person,
            groups,
            state,
            started,
            weeks,
            minutes,
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]
    #[test]
    fn no_hidden_cell_can_be_computed(
        all in prop::collection::vec(somebody(), 0..70),
        least in 2_u64..7,
    ) {
        let counted = counted(&all);
        let showing = suppress(&counted, least);
        let mut attack = Attack::of(&counted, &showing);
        prop_assert_eq!(attack.solved(), Vec::<usize>::new(), "{:?}", showing);
        attack.narrow();
        for (variable, bounds) in attack.bounds.iter().enumerate() {
            prop_assert!(
                !attack.hidden[variable] || bounds.low < bounds.high,
                "variable {} is {:?}: {:?}", variable, bounds, showing
            );
        }
        // What is shown of a group is not small.
        let is_small = |count: u64| 0 < count && count < least;
        for (table, shown) in counted.tables.iter().zip(&showing.1) {
            if table.rows.len() < 2 {
                continue;
            }
            for (row, shown) in table.rows.iter().zip(shown) {
                prop_assert!(!shown.base || !(is_small(row.enrolments) || is_small(row.persons)));
                for (index, measure) in counted.measures.iter().enumerate() {
                    let small = measure.is_count && is_small(row.values[index]);
                    prop_assert!(!(small && shown.values[index]), "{} of {:?}", index, row);
                }
            }
        }
    }
}

#[test]
fn a_small_group_takes_another_with_it() {
    let one = |person: u8, group: u8| One {
        person,
        groups: [group, 0],
        state: 0,
        started: true,
        weeks: [(true, true); 2],
        minutes: [60, 60],
    };
    // Thirty, twenty, and two.
    let all: Vec<One> = (0..52_u8)
        .map(|it| {
            one(
                it,
                match it {
                    0..30 => 0,
                    30..50 => 1,
                    _ => 2,
                },
            )
        })
        .collect();
    let counted = counted(&all);
    let (total, tables) = suppress(&counted, 5);
    assert!(total.base);
    let base: Vec<bool> = tables[0].iter().map(|shown| shown.base).collect();
    assert_eq!(base, [true, false, false], "the two, and the twenty: else two is what is left");
    assert!(tables[1][0].base, "everybody in one group");
    let (_, open) = suppress(&counted, 1);
    assert!(open[0].iter().all(|shown| shown.base));
}

#[test]
fn all_who_might_are_told_only_where_it_is_told_how_many_might() {
    let one = |person: u8, group: u8, begun: bool| One {
        person,
        groups: [0, group],
        state: 0,
        started: false,
        weeks: [(begun, begun), (false, false)],
        minutes: [0, 0],
    };
    // Of a large group one has begun, and is active; so has one of a small group.
    let large = (0..7).map(|it| one(it, 0, it == 0));
    let all: Vec<One> =
        large.chain([one(7, 3, false), one(8, 3, true), one(9, 4, false)]).collect();
    let (_, tables) = suppress(&counted(&all), 2);
    let (begun, active) = (1 + STATES, 2 + STATES);
    assert!(tables[1][0].base && !tables[1][0].values[begun] && !tables[1][0].values[active]);
}
