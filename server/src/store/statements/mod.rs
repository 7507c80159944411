//! Statements: closing a period, marking it paid, reading it.
//!
//! Owns the rows of the pay ledger, which are only ever added. What the lines are is `pay`'s to
//! say. A payment is told to the learner's phone in the same transaction, by central's own hand.

mod close;
mod mark;
mod preview;
mod read;

pub use close::Closed;
pub use mark::{Marked, Marking};
pub use preview::{PreviewRows, Previewed};
pub use read::{LineRow, PaymentRow, StatementRow, StatementRows};

use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// Number and id of a statement.
fn number_of(conn: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    Ok(conn
        .prepare_cached("SELECT number FROM statement WHERE id = ?1")?
        .query_row(params![id], |row| row.get(0))
        .optional()?)
}
