//! Closing a period: what is owed now, less what was closed before, entry by entry.
//!
//! Owns the arithmetic. For each person and entry the lines of all statements add up to what is
//! owed, from the moment at which a closing finds it settled; an open entry is left as it is.
//! Ids that turned out to be one person's are one person here, and what was closed for either
//! counts.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::bugs::{Bug, bug};
use sync_core::record::Basis;

use super::lines::{ClosedLine, EntryNow, LineKind, NewLine, Owed, Worth};

/// A closed period, or the one that is being closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodOf {
    /// The statement's number.
    pub statement: i64,
    /// First day.
    pub from: i32,
    /// Last day.
    pub to: i32,
}

/// All that a closing looks at.
#[derive(Clone, Debug)]
pub struct Closing<'a> {
    /// The period that is being closed.
    pub period: PeriodOf,
    /// The cohort's earlier ones, in order.
    pub earlier: &'a [PeriodOf],
    /// How the entries of the people concerned stand.
    pub entries: &'a [EntryNow],
    /// All closed lines of these people, of any cohort.
    pub closed: &'a [ClosedLine],
    /// The learners whom this statement is for; others are looked at because they are the same
    /// people.
    pub learners: &'a BTreeSet<i64>,
}

/// What was closed so far for one thing, in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    minutes: i64,
    units: i64,
    amount: i64,
}

impl Sum {
    fn add(&mut self, line: &ClosedLine) {
        self.minutes += line.minutes;
        self.units += line.units;
        self.amount += line.amount;
    }

    fn less(self, other: Sum) -> Sum {
        Sum {
            minutes: self.minutes - other.minutes,
            units: self.units - other.units,
            amount: self.amount - other.amount,
        }
    }
}

type ByCurrency = BTreeMap<String, Sum>;

/// The lines that close the period: entries and adjustments, fees, and what is carried over.
pub fn reckon(closing: &Closing<'_>) -> Vec<NewLine> {
    let mut lines = entry_lines(closing);
    lines.extend(period_lines(closing));
    let carried = carry_lines(closing, &lines);
    lines.extend(carried);
    lines
}

fn entry_lines(closing: &Closing<'_>) -> Vec<NewLine> {
    let mut by_entry: BTreeMap<(i64, &str), Vec<&EntryNow>> = BTreeMap::new();
    for entry in closing.entries {
        let person = person_of(entry.person, entry.learner);
        by_entry.entry((person, &entry.entry)).or_default().push(entry);
    }
    let mut closed: BTreeMap<(i64, &str), ByCurrency> = BTreeMap::new();
    for line in closing.closed {
        if let Some(entry) = line.entry.as_ref().filter(|_| !bug(Bug::ClosedLinesForgotten)) {
            let person = person_of(line.person, line.learner);
            let sums = closed.entry((person, entry)).or_default();
            sums.entry(line.currency.clone()).or_default().add(line);
        }
    }
    let none = ByCurrency::new();
    let mut lines = Vec::new();
    for (key, nows) in by_entry {
        let so_far = closed.get(&key).unwrap_or(&none);
        lines.extend(lines_of_entry(closing, &nows, so_far));
    }
    lines
}

/// Whom hours are reckoned together for.
fn person_of(person: i64, learner: i64) -> i64 {
    if bug(Bug::MergeCountedTwice) { learner } else { person }
}

/// One entry of one person, who may have said it under two ids.
fn lines_of_entry(closing: &Closing<'_>, nows: &[&EntryNow], so_far: &ByCurrency) -> Vec<NewLine> {
    let mut here = nows.iter().copied().filter(|now| closing.learners.contains(&now.learner));
    let Some(first) = here.next() else { return Vec::new() };
    let is_due = nows.iter().any(|now| now.day <= closing.period.to) || !so_far.is_empty();
    if !is_due || nows.iter().any(|now| now.owed == Owed::Open) {
        return Vec::new();
    }
    // Said under two ids it counts once: the more of it.
    let worth = nows
        .iter()
        .filter_map(|now| match &now.owed {
            Owed::Something(worth) => Some((*now, worth)),
            Owed::Nothing | Owed::Open => None,
        })
        .max_by_key(|(now, worth)| (worth.amount, worth.quantity, now.learner));
    let owner = worth.map(|(now, _)| now).filter(|now| closing.learners.contains(&now.learner));
    let owner = owner.unwrap_or(first);
    let worth = worth.map(|(_, worth)| worth);
    let mut currencies: BTreeSet<&str> = so_far.keys().map(String::as_str).collect();
    currencies.extend(worth.map(|worth| worth.terms.currency.as_str()));
    let mut lines = Vec::new();
    for currency in currencies {
        let owed = worth.filter(|worth| worth.terms.currency == currency);
        let target = owed.map(target).unwrap_or_default();
        let rest = target.less(so_far.get(currency).copied().unwrap_or_default());
        if rest == Sum::default() {
            continue;
        }
        let kind = if so_far.is_empty() { LineKind::Entry } else { LineKind::Adjustment };
        lines.push(NewLine {
            line: ClosedLine {
                learner: owner.learner,
                person: owner.person,
                kind,
                entry: Some(owner.entry.clone()),
                period: None,
                task: Some(owner.task.clone()),
                minutes: rest.minutes,
                units: rest.units,
                currency: currency.to_owned(),
                amount: rest.amount,
            },
            day: Some(owner.day),
            version: owed.map(|worth| worth.version),
            decision: owed.map(|worth| worth.decision),
            terms: owed.map(|worth| worth.terms.clone()),
        });
    }
    lines
}

fn target(worth: &Worth) -> Sum {
    Sum {
        minutes: worth.quantity.minutes().map_or(0, i64::from),
        units: worth.quantity.units().map_or(0, i64::from),
        amount: worth.amount,
    }
}

/// A fee, and by what.
#[derive(Clone, Default)]
struct Fee {
    learner: i64,
    owed: Option<(sync_core::record::PayTerms, i64)>,
    /// An entry that the fee was paid for is open: it stays as it is.
    is_open: bool,
}

/// Fees for periods in which anything was approved: once for each person, task and period.
fn period_lines(closing: &Closing<'_>) -> Vec<NewLine> {
    let mut paid: BTreeMap<(i64, &str, i64), ByCurrency> = BTreeMap::new();
    for line in closing.closed {
        if let (Some(period), Some(task)) = (line.period, &line.task) {
            let sums = paid.entry((line.person, task, period)).or_default();
            sums.entry(line.currency.clone()).or_default().add(line);
        }
    }
    let mut fees: BTreeMap<(i64, &str, i64), Fee> = BTreeMap::new();
    for now in closing.entries.iter().filter(|now| closing.learners.contains(&now.learner)) {
        let Some(period) = closing.period_of(now.day) else { continue };
        let key = (now.person, now.task.as_str(), period);
        match &now.owed {
            Owed::Something(worth) if worth.terms.basis == Basis::Period => {
                let rate = i64::try_from(worth.terms.rate).unwrap_or(i64::MAX);
                let fee = fees.entry(key).or_default();
                fee.learner = now.learner;
                if fee.owed.as_ref().is_none_or(|(_, known)| *known < rate) {
                    fee.owed = Some((worth.terms.clone(), rate));
                }
            }
            Owed::Open if paid.contains_key(&key) => {
                let fee = fees.entry(key).or_default();
                (fee.learner, fee.is_open) = (now.learner, true);
            }
            Owed::Nothing if paid.contains_key(&key) => {
                fees.entry(key).or_default().learner = now.learner;
            }
            Owed::Something(_) | Owed::Open | Owed::Nothing => {}
        }
    }
    let none = ByCurrency::new();
    let mut lines = Vec::new();
    for (key, fee) in fees {
        let so_far = paid.get(&key).unwrap_or(&none);
        if fee.is_open && fee.owed.is_none() {
            continue;
        }
        let mut currencies: BTreeSet<&str> = so_far.keys().map(String::as_str).collect();
        currencies.extend(fee.owed.as_ref().map(|(terms, _)| terms.currency.as_str()));
        for currency in currencies {
            let owed = fee.owed.as_ref().filter(|(terms, _)| terms.currency == currency);
            let before = so_far.get(currency).map_or(0, |sum| sum.amount);
            let amount = owed.map_or(0, |(_, rate)| *rate) - before;
            if amount == 0 {
                continue;
            }
            lines.push(NewLine {
                line: ClosedLine {
                    learner: fee.learner,
                    person: key.0,
                    kind: LineKind::Period,
                    entry: None,
                    period: Some(key.2),
                    task: Some(key.1.to_owned()),
                    minutes: 0,
                    units: 0,
                    currency: currency.to_owned(),
                    amount,
                },
                day: None,
                version: None,
                decision: None,
                terms: owed.map(|(terms, _)| terms.clone()),
            });
        }
    }
    lines
}

impl Closing<'_> {
    /// The statement whose period a day's work belongs to: what is older than all of them comes
    /// with the present one, what is later with none yet.
    fn period_of(&self, day: i32) -> Option<i64> {
        let all = self.earlier.iter().chain([&self.period]);
        let covering = all.clone().find(|period| (period.from..=period.to).contains(&day));
        match covering {
            Some(period) => Some(period.statement),
            None if day <= self.period.to => Some(self.period.statement),
            None => None,
        }
    }
}

/// Where adjustments take more than there is, the rest is carried: a line here brings the sum to
/// nothing, and the next statement begins with its opposite.
fn carry_lines(closing: &Closing<'_>, lines: &[NewLine]) -> Vec<NewLine> {
    let mut sums: BTreeMap<(i64, String), i64> = BTreeMap::new();
    for new in lines {
        *sums.entry((new.line.learner, new.line.currency.clone())).or_default() += new.line.amount;
    }
    let mut carried: BTreeMap<(i64, String), i64> = BTreeMap::new();
    let mut persons: BTreeMap<i64, i64> = BTreeMap::new();
    for line in closing.closed.iter().filter(|line| line.kind == LineKind::Carry) {
        if closing.learners.contains(&line.learner) {
            let key = (line.learner, line.currency.clone());
            *carried.entry(key).or_default() += line.amount;
            persons.insert(line.learner, line.person);
        }
    }
    persons.extend(lines.iter().map(|new| (new.line.learner, new.line.person)));
    let keys: BTreeSet<(i64, String)> = sums.keys().chain(carried.keys()).cloned().collect();
    let mut out = Vec::new();
    for key in keys {
        let before = carried.get(&key).copied().unwrap_or(0);
        let rest = sums.get(&key).copied().unwrap_or(0) - before;
        let person = persons.get(&key.0).copied().unwrap_or(key.0);
        for amount in [-before, if rest < 0 { -rest } else { 0 }] {
            if amount != 0 {
                out.push(carry(&key, person, amount));
            }
        }
    }
    out
}

fn carry((learner, currency): &(i64, String), person: i64, amount: i64) -> NewLine {
    NewLine {
        line: ClosedLine {
            learner: *learner,
            person,
            kind: LineKind::Carry,
            entry: None,
            period: None,
            task: None,
            minutes: 0,
            units: 0,
            currency: currency.clone(),
            amount,
        },
        day: None,
        version: None,
        decision: None,
        terms: None,
    }
}
