//! What a statement would hold, as JSON.
//!
//! Owns the sums of it, field for field as `docs/API.md` names them. Names nobody: it is what is
//! read before a period is closed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::pay::{LineKind, NewLine};
use crate::store::PreviewRows;

/// A statement before it is closed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StatementPreview {
    from: String,
    to: String,
    learners: usize,
    minutes: i64,
    units: i64,
    open: usize,
    over_cap: usize,
    totals: Vec<Total>,
    kinds: Vec<Kind>,
}

#[derive(Clone, Debug, Serialize)]
struct Total {
    currency: String,
    amount: i64,
}

/// The lines of one kind in one currency.
#[derive(Clone, Debug, Serialize)]
struct Kind {
    kind: &'static str,
    currency: String,
    lines: usize,
    amount: i64,
}

/// Sums the lines up.
pub(crate) fn statement_preview(rows: &PreviewRows) -> StatementPreview {
    let lines = || rows.lines.iter().map(|new| &new.line);
    let learners: BTreeSet<i64> = lines().map(|line| line.learner).collect();
    let mut totals: BTreeMap<&str, i64> = BTreeMap::new();
    for line in lines() {
        *totals.entry(&line.currency).or_default() += line.amount;
    }
    let kinds = LineKind::ALL.into_iter().flat_map(|kind| of_kind(&rows.lines, kind));
    StatementPreview {
        from: rows.from.to_string(),
        to: rows.to.to_string(),
        learners: learners.len(),
        minutes: lines().map(|line| line.minutes).sum(),
        units: lines().map(|line| line.units).sum(),
        open: rows.open,
        over_cap: rows.over_cap,
        totals: totals
            .into_iter()
            .map(|(currency, amount)| Total { currency: currency.to_owned(), amount })
            .collect(),
        kinds: kinds.collect(),
    }
}

fn of_kind(lines: &[NewLine], kind: LineKind) -> Vec<Kind> {
    let mut sums: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for NewLine { line, .. } in lines.iter().filter(|new| new.line.kind == kind) {
        let sum = sums.entry(&line.currency).or_default();
        *sum = (sum.0 + 1, sum.1 + line.amount);
    }
    sums.into_iter()
        .map(|(currency, (lines, amount))| Kind {
            kind: kind.word(),
            currency: currency.to_owned(),
            lines,
            amount,
        })
        .collect()
}
