//! Forgetting a learner on a hub: every row that is hers, and her own.
//!
//! Owns that nothing of her is left, and that the gaps in the feed are accounted for. Which rows are
//! hers is `erasure`'s list. Must not decide who is forgotten, nor be used while anything of hers is
//! nowhere else.

use rusqlite::{Connection, params};

use super::StoreError;
use super::erasure::delete_rows;

/// Forgets a learner, inside the caller's transaction.
pub(super) fn forget_learner(conn: &Connection, learner: i64) -> Result<(), StoreError> {
    // Rows point at each other in both directions; all of them go.
    conn.pragma_update(None, "defer_foreign_keys", true)?;
    let entries: i64 = conn
        .prepare_cached(
            "SELECT (SELECT COUNT(*) FROM feed WHERE learner = ?1)
                 + (SELECT COALESCE(SUM(entries), 0) FROM ruling
                    JOIN document ON document.number = ruling.document WHERE learner = ?1)",
        )?
        .query_row([learner], |row| row.get(0))?;
    note_gaps(conn, entries)?;
    delete_rows(conn, learner)?;
    conn.execute("UPDATE learner SET same_as = NULL WHERE same_as = ?1", [learner])?;
    conn.execute("DELETE FROM learner WHERE number = ?1", [learner])?;
    Ok(())
}

/// So many entries of this hub's feed are gone.
pub(super) fn note_gaps(conn: &Connection, entries: i64) -> Result<(), StoreError> {
    conn.execute("UPDATE upstream SET forgotten = forgotten + ?1", params![entries])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::store::connection::open_writer;
    use crate::store::erasure::HERS;

    /// Tables of which nobody is ever taken away: closed statements stay.
    const STAYS: [&str; 3] = ["learner", "statement_line", "statement_payment"];

    /// A migration that adds a table of hers must be heard of there.
    #[test]
    fn every_table_that_points_at_a_learner_or_at_what_is_hers_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let conn = open_writer(&directory.path().join("x.db")).unwrap();
        let mut statement = conn
            .prepare(
                "SELECT tables.name, keys.\"table\"
                 FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
                 WHERE tables.type = 'table'",
            )
            .unwrap();
        let edges: Vec<(String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut hers = BTreeSet::from(["learner".to_owned()]);
        loop {
            let more: BTreeSet<String> = edges
                .iter()
                .filter(|(from, to)| hers.contains(to) && !hers.contains(from))
                .map(|(from, _)| from.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            hers.extend(more);
        }
        let named: BTreeSet<String> =
            HERS.iter().map(|(table, _)| *table).chain(STAYS).map(str::to_owned).collect();
        assert_eq!(hers.difference(&named).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}
