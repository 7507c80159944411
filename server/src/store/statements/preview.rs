//! What a statement would hold if its period were closed now.
//!
//! Must not write anything: what is decided until the closing counts, and is in its statement.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use sync_core::record::Day;

use super::close::{due, periods};
use crate::pay::NewLine;
use crate::store::definitions::version_of;
use crate::store::people::cohort_number;
use crate::store::review::{WorkTerms, work_terms};
use crate::store::{Store, StoreError};

/// A statement before it is closed.
#[derive(Clone, Debug)]
pub struct PreviewRows {
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Its lines.
    pub lines: Vec<NewLine>,
    /// Entries of these days that wait for a decision or an answer, and come with a later one.
    pub open: usize,
    /// People who would get more for a task than the programme means one person to get in a period.
    pub over_cap: usize,
}

/// What looking at a period came to.
#[derive(Clone, Debug)]
pub enum Previewed {
    /// What it would hold.
    Preview(PreviewRows),
    /// No such cohort.
    NoCohort,
    /// The period begins before the last closed one ends, or ends before it begins.
    Period,
}

impl Store {
    /// What a cohort's next statement would hold. Without `from` it begins where the last one
    /// ended, the first one with the cohort.
    pub async fn preview_statement(
        &self,
        cohort: String,
        from: Option<Day>,
        to: Day,
    ) -> Result<Previewed, StoreError> {
        self.read(move |conn| preview(conn, &cohort, from, to)).await
    }
}

fn preview(
    conn: &Connection,
    cohort: &str,
    from: Option<Day>,
    to: Day,
) -> Result<Previewed, StoreError> {
    let Some(row) = cohort_number(conn, cohort)? else { return Ok(Previewed::NoCohort) };
    let from = match from {
        Some(from) => from,
        None => next_day(conn, row, to)?,
    };
    Ok(match due(conn, row, (from, to))? {
        Some(due) => Previewed::Preview(PreviewRows {
            from,
            to,
            over_cap: over_cap(conn, &due.lines)?,
            lines: due.lines,
            open: due.open,
        }),
        None => Previewed::Period,
    })
}

/// How many people get more for a task than its cap. It refuses nothing: whoever closes looks again.
fn over_cap(conn: &Connection, lines: &[NewLine]) -> Result<usize, StoreError> {
    let mut amounts: BTreeMap<(i64, i64, &str, &str), i64> = BTreeMap::new();
    for NewLine { line, .. } in lines {
        let Some(task) = &line.task else { continue };
        let of = (line.person, line.learner, task.as_str(), line.currency.as_str());
        *amounts.entry(of).or_default() += line.amount;
    }
    let mut versions: BTreeMap<u32, WorkTerms> = BTreeMap::new();
    // Of all her ids together; the cap is the largest of those that they go by.
    let mut of_person: BTreeMap<(i64, &str, &str), (i64, Option<u64>)> = BTreeMap::new();
    for ((person, learner, task, currency), amount) in amounts {
        let version = version_of(conn, learner)?;
        if let Entry::Vacant(place) = versions.entry(version) {
            place.insert(work_terms(conn, version)?);
        }
        let caps = versions.get(&version).and_then(|terms| terms.caps.get(task));
        let sum = of_person.entry((person, task, currency)).or_default();
        *sum = (sum.0 + amount, sum.1.max(caps.and_then(|caps| caps.amount_per_period)));
    }
    let is_over = |(amount, cap): &(i64, Option<u64>)| {
        cap.is_some_and(|cap| u64::try_from(*amount).is_ok_and(|amount| amount > cap))
    };
    let over = of_person.iter().filter(|(_, sum)| is_over(sum));
    Ok(over.map(|((person, ..), _)| person).collect::<BTreeSet<_>>().len())
}

/// The day after the last period, or the cohort's first one, which may lie after the work.
fn next_day(conn: &Connection, cohort: i64, to: Day) -> Result<Day, StoreError> {
    if let Some(last) = periods(conn, cohort)?.iter().map(|period| period.to).max() {
        return Ok(Day(last + 1));
    }
    let starts = conn
        .prepare_cached("SELECT starts FROM cohort WHERE number = ?1")?
        .query_row(params![cohort], |row| row.get(0))?;
    Ok(Day(starts).min(to))
}
