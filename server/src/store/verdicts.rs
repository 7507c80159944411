//! How often each verdict was given.
//!
//! Owns the counters. They say how phones fare; they decide nothing.

use rusqlite::{Connection, params};

use super::{Store, StoreError};

impl Store {
    /// Counts verdicts on batches that never came to admission.
    pub async fn count_verdicts(
        &self,
        now: i64,
        codes: Vec<&'static str>,
    ) -> Result<(), StoreError> {
        self.write(move |conn| codes.into_iter().try_for_each(|code| count(conn, now, code, 1)))
            .await
    }
}

/// Adds to today's count of a verdict.
pub(super) fn count(
    conn: &Connection,
    now: i64,
    code: &str,
    times: usize,
) -> Result<(), StoreError> {
    if times == 0 {
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO verdict_count (day, code, count) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET count = count + excluded.count",
    )?
    .execute(params![now.div_euclid(86_400), code, times as i64])?;
    Ok(())
}
