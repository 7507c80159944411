//! Centres: where cohorts meet.
//!
//! Owns their rows.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::Store;
use super::audit::append;
use super::error::StoreError;
use super::scope::Filter;
use crate::audit::{AuditEntry, Subject};
use crate::authority::{Act, Reach};

/// A centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Center {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// How many cohorts meet there.
    pub cohorts: u64,
}

impl Store {
    /// Adds a centre, or gives the one of this id another title. `by`: a login, or the command
    /// line.
    pub async fn put_center(
        &self,
        id: String,
        title: String,
        by: Option<String>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.execute(
                "insert into center (programme, id, title, created_at) values (1, ?1, ?2, ?3)
                 on conflict (id) do update set title = excluded.title",
                rusqlite::params![id, title, now],
            )?;
            append(conn, &AuditEntry::by_login(by, Act::ManageCenters, Subject::Center(id), now))
        })
        .await
    }

    /// The centres in reach, by id. Who has a cohort in reach or learners in it sees its centre.
    pub async fn centers(&self, reach: &Reach) -> Result<Vec<Center>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "select center.id, center.title,
                        (select count(*) from cohort where cohort.center = center.number)
                 from center
                 where :all
                    or center.id in (select value from json_each(:centers))
                    or exists (select 1 from cohort where cohort.center = center.number
                               and cohort.id in (select value from json_each(:cohorts)))
                    or exists (select 1 from learner
                               join cohort on cohort.number = learner.cohort
                               where cohort.center = center.number and lower(hex(learner.id)) in
                                   (select value from json_each(:learners)))
                 order by center.id",
            )?;
            let rows = statement.query_map(
                named_params! {
                    ":all": filter.all, ":centers": filter.centers,
                    ":cohorts": filter.cohorts, ":learners": filter.learners,
                },
                |row| {
                    let cohorts: i64 = row.get(2)?;
                    Ok(Center {
                        id: row.get(0)?,
                        title: row.get(1)?,
                        cohorts: u64::try_from(cohorts).unwrap_or(0),
                    })
                },
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// The row number of a centre.
pub(super) fn center_number(conn: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    Ok(conn
        .prepare_cached("select number from center where id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()?)
}
