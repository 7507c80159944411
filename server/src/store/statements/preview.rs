//! What a statement would hold if its period were closed now.
//!
//! Must not write anything: what is decided until the closing counts, and is in its statement.

use rusqlite::{Connection, params};
use sync_core::record::Day;

use super::close::{due, periods};
use crate::pay::NewLine;
use crate::store::people::cohort_number;
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
        Some(due) => Previewed::Preview(PreviewRows { from, to, lines: due.lines, open: due.open }),
        None => Previewed::Period,
    })
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
