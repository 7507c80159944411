//! The audit log's table.
//!
//! Owns appending, which happens in the transaction of the act itself, and reading. Rows are never
//! changed: triggers refuse it, and the chain of `crate::audit` shows it.

use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::error::StoreError;
use super::{Pending, Store};
use crate::audit::{AuditEntry, EMPTY_HEAD, Link};

/// Which entries of the log are wanted; newest first.
#[derive(Clone, Debug, Default)]
pub struct AuditQuery {
    /// Older than this sequence.
    pub before: Option<i64>,
    /// Of this login.
    pub account: Option<String>,
    /// Of this act, by its word.
    pub act: Option<String>,
    /// To this subject, as it stands in the log.
    pub subject: Option<String>,
    /// At this moment or later.
    pub since: Option<i64>,
    /// Before this moment.
    pub until: Option<i64>,
    /// At most so many.
    pub limit: u32,
}

/// A part of the log, and its head at that moment.
#[derive(Clone, Debug)]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<Link>,
    /// Sequence and hash of the newest entry of all.
    pub head: (i64, [u8; 32]),
}

impl Store {
    /// Notes an act that changes nothing in the store, such as handing out a table.
    pub async fn audit(&self, entry: AuditEntry) -> Result<(), StoreError> {
        self.write(move |conn| append(conn, &entry)).await
    }

    /// Queues an entry, for an act whose caller does not wait.
    pub async fn enqueue_audit(&self, entry: AuditEntry) -> Result<Pending<()>, StoreError> {
        self.enqueue(move |conn| append(conn, &entry)).await
    }

    /// Some entries.
    pub async fn audit_page(&self, query: AuditQuery) -> Result<AuditPage, StoreError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "select sequence, at, account, act, subject, detail, previous, hash from audit
                 where (:before is null or sequence < :before)
                   and (:account is null or account = :account)
                   and (:act is null or act = :act)
                   and (:subject is null or subject = :subject)
                   and (:since is null or at >= :since)
                   and (:until is null or at < :until)
                 order by sequence desc limit :limit",
            )?;
            let entries = statement.query_map(
                named_params! {
                    ":before": query.before,
                    ":account": query.account,
                    ":act": query.act,
                    ":subject": query.subject,
                    ":since": query.since,
                    ":until": query.until,
                    ":limit": query.limit,
                },
                link,
            )?;
            Ok(AuditPage { entries: entries.collect::<Result<_, _>>()?, head: head(conn)? })
        })
        .await
    }

    /// Sequence and hash of the newest entry.
    pub async fn audit_head(&self) -> Result<(i64, [u8; 32]), StoreError> {
        self.read(head).await
    }

    /// The whole log from its beginning, as rows stand, given to a check.
    pub async fn audit_log<T: Send + 'static>(
        &self,
        check: impl FnOnce(&mut dyn Iterator<Item = Link>) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        self.read(move |conn| {
            let mut statement = conn.prepare(
                "select sequence, at, account, act, subject, detail, previous, hash from audit
                 order by sequence",
            )?;
            let mut failure = None;
            let mut rows = statement.query_map([], link)?;
            // A row that cannot be read ends the log here; the failure is told instead.
            let mut links = std::iter::from_fn(|| match rows.next()? {
                Ok(link) => Some(link),
                Err(error) => {
                    failure = Some(error);
                    None
                }
            });
            let checked = check(&mut links);
            match failure {
                Some(error) => Err(error.into()),
                None => Ok(checked),
            }
        })
        .await
    }
}

/// Appends an entry inside the caller's transaction.
pub(super) fn append(conn: &Connection, entry: &AuditEntry) -> Result<(), StoreError> {
    let (last, previous) = head(conn)?;
    let mut link = Link {
        sequence: last + 1,
        at: entry.at,
        account: entry.account.clone(),
        act: entry.act.word().to_owned(),
        subject: entry.subject.to_string(),
        detail: entry.detail_text(),
        previous,
        hash: EMPTY_HEAD,
    };
    link.hash = link.expected_hash();
    conn.prepare_cached(
        "insert into audit (sequence, at, account, act, subject, detail, previous, hash)
         values (:sequence, :at, :account, :act, :subject, :detail, :previous, :hash)",
    )?
    .execute(named_params! {
        ":sequence": link.sequence,
        ":at": link.at,
        ":account": link.account,
        ":act": link.act,
        ":subject": link.subject,
        ":detail": link.detail,
        ":previous": link.previous,
        ":hash": link.hash,
    })?;
    Ok(())
}

/// Sequence and hash of the newest entry.
pub(super) fn head(conn: &Connection) -> Result<(i64, [u8; 32]), StoreError> {
    let newest = conn
        .prepare_cached("select sequence, hash from audit order by sequence desc limit 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(newest.unwrap_or((0, EMPTY_HEAD)))
}

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        sequence: row.get(0)?,
        at: row.get(1)?,
        account: row.get(2)?,
        act: row.get(3)?,
        subject: row.get(4)?,
        detail: row.get(5)?,
        previous: row.get(6)?,
        hash: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Subject, check};
    use crate::authority::Act;

    #[tokio::test]
    async fn the_log_is_appended_to_and_not_changed() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        for at in 1..=3 {
            let entry = AuditEntry::at_command_line(Act::BackUp, Subject::Programme, at);
            store.audit(entry.with("number", at)).await.unwrap();
        }
        let found = store.audit_log(|links| check(links, None)).await.unwrap();
        assert_eq!((found.entries, found.breaks.len()), (3, 0));
        assert_eq!(store.audit_head().await.unwrap(), (3, found.head));
        for sql in [
            "update audit set at = 9",
            "delete from audit",
            "insert or replace into audit select 2, at, account, act, subject, detail, previous,
                 randomblob(32) from audit where sequence = 1",
            "insert into audit select 9, at, account, act, subject, detail, previous,
                 randomblob(32) from audit where sequence = 1",
        ] {
            let refused = store.write(move |conn| Ok(conn.execute(sql, [])?)).await;
            assert!(refused.is_err(), "{sql}");
        }
        assert_eq!(store.audit_log(|links| check(links, None)).await.unwrap(), found);
        let query = AuditQuery { before: Some(3), limit: 1, ..AuditQuery::default() };
        let page = store.audit_page(query).await.unwrap();
        assert_eq!(
            (page.entries[0].sequence, page.entries[0].detail.as_str()),
            (2, r#"{"number":2}"#)
        );
    }
}
