//! What was done by week: hours with their pay, and sessions.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use sync_core::record::Day;

use super::{Measures, item};
use crate::figures::Ask;
use crate::figures::count::{Grouping, count};
use crate::figures::table::{Counted, Family, Item, ItemKey};
use crate::store::facts::parts::{attendance_of, monday_of, work_of};
use crate::store::facts::read::{FactRow, Facts};

fn week_key(week: u32) -> ItemKey {
    ItemKey::Word(Day(monday_of(week as i32)).to_string())
}

/// Is any day of the week in the period? A week is counted whole.
fn week_is_in(ask: &Ask, week: u32) -> bool {
    let monday = monday_of(week as i32);
    ask.from.is_none_or(|from| from.monday().0 <= monday) && ask.to.is_none_or(|to| monday <= to.0)
}

pub(super) fn hours(ask: &Ask, facts: &Facts, groupings: &[Grouping<'_>]) -> Counted {
    // The weeks that there are, with the currencies of each.
    let mut weeks: FxHashMap<u32, FxHashSet<u32>> = FxHashMap::default();
    for fact in &facts.rows {
        let read = work_of(facts.part(fact), |part| {
            if week_is_in(ask, part.week) {
                let currencies = weeks.entry(part.week).or_default();
                currencies.extend(part.money.iter().map(|(currency, ..)| *currency));
            }
        });
        debug_assert!(read.is_some(), "facts are ours");
    }
    let weeks: BTreeMap<u32, BTreeSet<u32>> = weeks
        .into_iter()
        .map(|(week, currencies)| (week, currencies.into_iter().collect()))
        .collect();
    let mut measures = Measures::default();
    let names = ["minutes", "units", "approved_minutes", "approved_units"];
    let word = |currency: &u32| {
        let word = facts.part_words.get(currency).cloned().unwrap_or_default();
        ("currency", ItemKey::Word(word))
    };
    let mut of_week: FxHashMap<u32, [usize; 5]> = FxHashMap::default();
    let mut of_money: FxHashMap<(Option<u32>, u32), [usize; 2]> = FxHashMap::default();
    for (week, currencies) in &weeks {
        measures.family(Family::Own);
        let item = item("weeks", "week", week_key(*week));
        let workers = measures.add("workers", item.clone(), true);
        let [a, b, c, d] = names.map(|name| measures.add(name, item.clone(), false));
        of_week.insert(*week, [workers, a, b, c, d]);
        for currency in currencies {
            let keys = vec![("week", week_key(*week)), word(currency)];
            let item = Some(Item { list: "money_by_week", keys });
            let of = ["approved", "paid"].map(|name| measures.add(name, item.clone(), false));
            of_money.insert((Some(*week), *currency), of);
        }
    }
    measures.family(Family::Sums);
    let workers = measures.count("workers");
    let totals = names.map(|name| measures.add(name, None, false));
    for currency in weeks.values().flatten().collect::<BTreeSet<_>>() {
        let item = Some(Item { list: "money", keys: vec![word(currency)] });
        let of = ["approved", "paid"].map(|name| measures.add(name, item.clone(), false));
        of_money.insert((None, *currency), of);
    }
    let takes = |_: &FactRow| true;
    let mut money: FxHashMap<u32, [u64; 2]> = FxHashMap::default();
    count(ask, facts, measures.done(), &[], groupings, takes, |fact, marks| {
        let (mut has_worked, mut sums) = (false, [0_u64; 4]);
        money.clear();
        let read = work_of(facts.part(fact), |part| {
            let Some(week) = of_week.get(&part.week) else { return };
            has_worked = true;
            let amounts = [part.minutes, part.units, part.approved_minutes, part.approved_units];
            marks.push((week[0], 1));
            marks.extend(week[1..].iter().copied().zip(amounts));
            sums.iter_mut().zip(amounts).for_each(|(sum, amount)| *sum += amount);
            for (currency, approved, paid) in &part.money {
                if let Some(of) = of_money.get(&(Some(part.week), *currency)) {
                    marks.extend([(of[0], *approved), (of[1], *paid)]);
                    let sum = money.entry(*currency).or_default();
                    *sum = [sum[0] + approved, sum[1] + paid];
                }
            }
        });
        debug_assert!(read.is_some(), "facts are ours");
        if has_worked {
            marks.push((workers, 1));
            marks.extend(totals.into_iter().zip(sums));
            for (currency, sum) in &money {
                if let Some(of) = of_money.get(&(None, *currency)) {
                    marks.extend(of.iter().copied().zip(*sum));
                }
            }
        }
    })
}

pub(super) fn attendance(ask: &Ask, facts: &Facts, groupings: &[Grouping<'_>]) -> Counted {
    let mut weeks: FxHashSet<u32> = FxHashSet::default();
    for fact in &facts.rows {
        let read = attendance_of(facts.part(fact), |part| {
            if week_is_in(ask, part.week) {
                weeks.insert(part.week);
            }
        });
        debug_assert!(read.is_some(), "facts are ours");
    }
    let mut measures = Measures::default();
    let names = ["present", "late", "absent", "excused"];
    let mut of_week: FxHashMap<u32, [usize; 4]> = FxHashMap::default();
    for week in weeks.into_iter().collect::<BTreeSet<_>>() {
        measures.family(Family::Own);
        let item = item("weeks", "week", week_key(week));
        of_week.insert(week, names.map(|name| measures.add(name, item.clone(), true)));
    }
    measures.family(Family::Sums);
    let attended = measures.count("attended");
    let totals = names.map(|name| measures.count(name));
    let takes = |_: &FactRow| true;
    count(ask, facts, measures.done(), &[], groupings, takes, |fact, marks| {
        let (mut came, mut sums) = (false, [0_u64; 4]);
        let read = attendance_of(facts.part(fact), |part| {
            let Some(week) = of_week.get(&part.week) else { return };
            let counts = part.counts.map(u64::from);
            came |= counts[0] + counts[1] > 0;
            // Nobody counts for what did not happen.
            marks.extend(week.iter().copied().zip(counts).filter(|(_, count)| *count > 0));
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        });
        debug_assert!(read.is_some(), "facts are ours");
        marks.extend(totals.into_iter().zip(sums).filter(|(_, count)| *count > 0));
        if came {
            marks.push((attended, 1));
        }
    })
}
