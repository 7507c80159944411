//! The audit log as a table.
//!
//! Owns its columns. Must not change or leave out anything: whoever checks the chain later reads
//! sequence, moment and hash from here.

use super::csv::{Cell, table};
use crate::audit::Link;

/// Entries, newest first as the store gives them, as a table from the oldest on.
pub(crate) fn audit_csv(entries: Vec<Link>) -> Vec<u8> {
    let head = ["sequence", "at", "account", "act", "subject", "detail", "hash"];
    let rows = entries.into_iter().rev().map(|entry| {
        vec![
            Cell::Number(entry.sequence),
            Cell::Moment(entry.at),
            Cell::or_empty(entry.account, Cell::text),
            Cell::text(entry.act),
            Cell::text(entry.subject),
            Cell::text(entry.detail),
            Cell::text(hex::encode(entry.hash)),
        ]
    });
    table(head.map(str::to_owned), rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_with_the_oldest_and_says_who() {
        let link = |sequence, account: Option<&str>| Link {
            sequence,
            at: 1_790_000_000,
            account: account.map(str::to_owned),
            act: "sign_in".to_owned(),
            subject: "account:ana".to_owned(),
            detail: "{}".to_owned(),
            previous: [0; 32],
            hash: [1; 32],
        };
        let text = String::from_utf8(audit_csv(vec![link(2, Some("ana")), link(1, None)])).unwrap();
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows.len(), 3);
        assert!(rows[1].starts_with("1,2026-09-21T"), "{}", rows[1]);
        assert!(rows[2].contains(",ana,sign_in,account:ana,{},0101"), "{}", rows[2]);
    }
}
