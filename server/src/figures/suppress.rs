//! Which cells of a report are hidden, so that none that tells of a few people can be computed.
//!
//! Owns that rule. A cell is small when it counts somebody and fewer than `least`. Small cells are
//! hidden, and with them as many others as it takes for every hidden number to have another value
//! that fits everything shown. Pure.
//!
//! Why it holds: what is shown is true of more than one world. Take two enrolments of persons who
//! have no other, one in a hidden group, one in another hidden group of the same table. If what a
//! family counts of them is swapped, all sums, all shown cells, and every relation among measures of
//! the family stay as they were, since it is again what some people might have done; the two hidden
//! cells are one more and one less. Where the number of enrolments is hidden too, one of the two is
//! simply in the other group. Sums over families are hidden with any of their parts, and parts are
//! never hidden in one group alone. A table's groups have nothing in common with another's but the total,
//! so tables of different dimensions do not help each other. What all hidden groups share with
//! certainty (a measure that nobody in them counts for, or all) is no secret: it is shown as it is.
//! (A table is not shown beside one that it is part of: [`super::Ask::by`] refuses that.)

use super::table::{Counted, Family, Measure, Row, Showing, Shown, Table, show_all};

/// Hides what must be hidden. `least`: the fewest that a cell may count; 0 and 1 hide nothing.
pub(super) fn suppress(counted: &Counted, least: u64) -> Showing {
    let (mut total, mut tables) = show_all(counted);
    if least <= 1 {
        return (total, tables);
    }
    let measures = counted.measures.len();
    let nothing = Shown { base: false, values: vec![false; measures] };
    if is_small(counted.total.enrolments, least) || is_small(counted.total.persons, least) {
        let tables = tables.iter().map(|rows| vec![nothing.clone(); rows.len()]).collect();
        return (nothing, tables);
    }
    for (table, shown) in counted.tables.iter().zip(&mut tables) {
        if !hide_groups(table, shown, least) {
            shown.clear();
        }
    }
    for (number, family) in counted.families.iter().enumerate() {
        let of_family: Vec<usize> =
            (0..measures).filter(|index| counted.measures[*index].family == number).collect();
        // Of everybody few are no secret; of a group they are.
        let mut told = true;
        let mut hidden: Vec<Vec<bool>> = Vec::with_capacity(tables.len());
        for (table, shown) in counted.tables.iter().zip(&tables) {
            let of_table = match family {
                _ if is_withheld(table, shown) => Some(Vec::new()),
                Family::Sums => Some(any_hidden(counted, shown, number)),
                Family::Own => hide_family(table, shown, &counted.measures, &of_family, least),
            };
            told &= of_table.is_some();
            hidden.push(of_table.unwrap_or_default());
        }
        if *family == Family::Sums {
            let before = |index: &usize| counted.measures[*index].family < number;
            told &= (0..measures).filter(before).all(|index| total.values[index]);
        }
        if !told {
            of_family.iter().for_each(|index| total.values[*index] = false);
        }
        for ((table, shown), hidden) in counted.tables.iter().zip(&mut tables).zip(hidden) {
            for index in &of_family {
                let certain = certainty(&table.rows, &hidden, &counted.measures, *index);
                for (shown, hidden) in shown.iter_mut().zip(&hidden) {
                    let is_certain = match certain {
                        Certain::Nobody => *family == Family::Own,
                        // Of a group of which it is not told how many might, this tells nothing.
                        Certain::All => {
                            let within = counted.measures[*index].within;
                            *family == Family::Own
                                && shown.base
                                && within.is_none_or(|within| shown.values[within])
                        }
                        Certain::No => false,
                    };
                    shown.values[*index] = told && (!hidden || is_certain);
                }
                if !told {
                    shown.iter_mut().for_each(|shown| shown.values[*index] = false);
                }
            }
        }
    }
    hide_answers_of_few(counted, least, &mut total, &mut tables);
    (total, tables)
}

/// What few answered is summed up for nobody, not of everybody either: the sum of one answer is it.
fn hide_answers_of_few(
    counted: &Counted,
    least: u64,
    total: &mut Shown,
    tables: &mut [Vec<Shown>],
) {
    let measures = &counted.measures;
    let is_of = |one: &Measure, other: &Measure| one.item.is_some() && one.item == other.item;
    let is_indicator = |one: &Measure| one.item.as_ref().is_some_and(|it| it.list == "indicators");
    for (index, measure) in measures.iter().enumerate().filter(|(_, it)| is_indicator(it)) {
        let of_item = || measures.iter().enumerate().filter(|(_, other)| is_of(other, measure));
        let is_summed = of_item().any(|(_, other)| !other.is_count);
        let answered = of_item().find(|(_, other)| other.name == "n");
        let few =
            answered.is_some_and(|(n, _)| n != index && is_small(counted.total.values[n], least));
        if is_summed && few {
            total.values[index] = false;
            tables.iter_mut().flatten().for_each(|shown| shown.values[index] = false);
        }
    }
}

/// In which groups anything of a family before this one is hidden.
fn any_hidden(counted: &Counted, shown: &[Shown], family: usize) -> Vec<bool> {
    let before = || (0..counted.measures.len()).filter(|it| counted.measures[*it].family < family);
    shown.iter().map(|shown| before().any(|index| !shown.values[index])).collect()
}

/// Is none of a table's groups named, since no way was found to hide its small ones?
pub(super) fn is_withheld(table: &Table, shown: &[Shown]) -> bool {
    shown.len() < table.rows.len()
}

/// Somebody, and too few.
fn is_small(count: u64, least: u64) -> bool {
    0 < count && count < least
}

/// Hides whole groups: those that are small, and others until each hidden number might be another.
/// False when the table cannot be shown.
fn hide_groups(table: &Table, shown: &mut [Shown], least: u64) -> bool {
    let rows = &table.rows;
    let mut hidden: Vec<bool> = rows
        .iter()
        .map(|row| is_small(row.enrolments, least) || is_small(row.persons, least))
        .collect();
    if !hidden.contains(&true) {
        return true;
    }
    loop {
        if may_move(rows, &hidden) {
            break;
        }
        match smallest(rows, &hidden) {
            Some(next) => hidden[next] = true,
            None => return false,
        }
    }
    for (shown, hidden) in shown.iter_mut().zip(hidden) {
        if hidden {
            shown.base = false;
            shown.values.fill(false);
        }
    }
    true
}

/// Might each hidden group count one enrolment and one person more or less? Nobody believes that a
/// group that is named is empty, so one that loses somebody must have two.
fn may_move(rows: &[Row], hidden: &[bool]) -> bool {
    let groups = || rows.iter().enumerate().filter(|(index, _)| hidden[*index]);
    let may_lose = |row: &Row| row.enrolments >= 2 && row.persons >= 2 && row.singles >= 1;
    let losing = groups().filter(|(_, row)| may_lose(row)).count();
    groups().count() >= 2 && groups().all(|(_, row)| may_lose(row) || losing >= 1)
}

/// Which groups of a table do not tell a family: those with a small count, groups that are hidden as
/// a whole, and others until each hidden count might be another. `None`: no way was found, and the
/// total must not tell it either.
fn hide_family(
    table: &Table,
    shown: &[Shown],
    measures: &[Measure],
    of_family: &[usize],
    least: u64,
) -> Option<Vec<bool>> {
    let rows = &table.rows;
    let counts = || of_family.iter().copied().filter(|index| measures[*index].is_count);
    let is_touched = |row: &Row| counts().any(|index| is_small(row.values[index], least));
    let mut hidden: Vec<bool> =
        rows.iter().zip(shown).map(|(row, shown)| !shown.base || is_touched(row)).collect();
    // A table of one group says what the total says.
    if rows.len() < 2 || !hidden.contains(&true) {
        return Some(vec![false; rows.len()]);
    }
    loop {
        let is_alone = hidden.iter().filter(|hidden| **hidden).count() < 2;
        if !is_alone && counts().all(|index| may_swap(rows, shown, &hidden, measures, index)) {
            return Some(hidden);
        }
        let next = smallest(rows, &hidden)?;
        hidden[next] = true;
    }
}

/// Might each hidden count of a measure be another? Or is it certain anyway, and shown.
fn may_swap(
    rows: &[Row],
    shown: &[Shown],
    hidden: &[bool],
    measures: &[Measure],
    index: usize,
) -> bool {
    if certainty(rows, hidden, measures, index) != Certain::No {
        return true;
    }
    let groups = || (0..rows.len()).filter(|row| hidden[*row]);
    // Somebody who counts for it, and somebody who might have.
    let has = |row: usize| rows[row].singles_in[index] > 0;
    let might = |row: usize| {
        let within = measures[index].within;
        let most = within.map_or(rows[row].singles, |within| rows[row].singles_in[within]);
        rows[row].singles_in[index] < most
    };
    // In a group whose size is hidden, its size may differ, and with it what it counts.
    let is_open = |row: usize| !shown[row].base;
    let may_give = |row: usize| has(row) && rows[row].enrolments >= 2 && rows[row].persons >= 2;
    groups().all(|one| {
        groups().filter(|other| *other != one).any(|other| {
            (has(one) && might(other))
                || (has(other) && might(one))
                || (is_open(one) && is_open(other) && (may_give(one) || may_give(other)))
        })
    })
}

/// What follows of a measure for all hidden groups of a table from what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Certain {
    /// Nothing.
    No,
    /// Nobody in them counts.
    Nobody,
    /// Everybody in them counts who might.
    All,
}

fn certainty(rows: &[Row], hidden: &[bool], measures: &[Measure], index: usize) -> Certain {
    let groups = || rows.iter().zip(hidden).filter(|(_, hidden)| **hidden).map(|(row, _)| row);
    let measure = &measures[index];
    // How many might count: those that the shown bound of it counts.
    let most = |row: &Row| measure.within.map_or(row.enrolments, |within| row.values[within]);
    if groups().all(|row| row.values[index] == 0) {
        Certain::Nobody
    } else if measure.is_count && groups().all(|row| row.values[index] == most(row)) {
        Certain::All
    } else {
        Certain::No
    }
}

/// The smallest group that is not hidden.
fn smallest(rows: &[Row], hidden: &[bool]) -> Option<usize> {
    (0..rows.len())
        .filter(|index| !hidden[*index])
        .min_by_key(|index| (rows[*index].enrolments, *index))
}
