//! What is known to exist and has not come, of everybody, a centre or a cohort.
//!
//! Owns whose phones are asked about. What is missing of a phone is `phones`' to say, here as on
//! boards.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::LearnerNameRow;
use super::board::HereRow;
use super::cohort::name_row;
use super::phones::{DeviceRow, Whose, with_gaps};
use crate::store::Store;
use crate::store::error::StoreError;

/// Of whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GapsOf {
    /// Everybody.
    Programme,
    /// A centre's learners, by its id.
    Center(String),
    /// A cohort's, by its id.
    Cohort(String),
}

impl Store {
    /// Phones of which something is missing, by their owner's number on paper; `None` when there
    /// is no such centre or cohort. Asked at the command line: there is no reach to narrow it.
    pub async fn gap_rows(&self, of: GapsOf) -> Result<Option<Vec<HereRow>>, StoreError> {
        self.read(move |conn| {
            let Some(whose) = whose(conn, &of)? else { return Ok(None) };
            let mut by_learner: HashMap<i64, Vec<DeviceRow>> = HashMap::new();
            for row in with_gaps(conn, whose)? {
                if row.phone.missing + row.phone.unsent + row.phone.waiting + row.phone.carried > 0
                {
                    by_learner.entry(row.phone.learner).or_default().push(row);
                }
            }
            let mut rows = Vec::new();
            for (number, learner, cohort) in learners(conn)? {
                for DeviceRow { phone, gaps } in by_learner.remove(&number).unwrap_or_default() {
                    let (learner, cohort) = (learner.clone(), cohort.clone());
                    rows.push(HereRow { learner, cohort, phone, gaps });
                }
            }
            Ok(Some(rows))
        })
        .await
    }
}

fn whose(conn: &Connection, of: &GapsOf) -> Result<Option<Whose>, StoreError> {
    let (sql, id) = match of {
        GapsOf::Programme => return Ok(Some(Whose::Programme)),
        GapsOf::Center(id) => ("select number from center where id = :id", id),
        GapsOf::Cohort(id) => ("select number from cohort where id = :id", id),
    };
    let number: Option<i64> =
        conn.query_row(sql, named_params! { ":id": id }, |row| row.get(0)).optional()?;
    Ok(number.map(|number| match of {
        GapsOf::Cohort(_) => Whose::Cohort(number),
        GapsOf::Programme | GapsOf::Center(_) => Whose::Center(number),
    }))
}

/// Number, name and cohort's title of every learner.
fn learners(conn: &Connection) -> Result<Vec<(i64, LearnerNameRow, String)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "select learner.number, learner.id, learner.label, learner.name, cohort.title
         from learner join cohort on cohort.number = learner.cohort
         where erased_at is null order by learner.label",
    )?;
    let mut rows = statement.query([])?;
    let mut learners = Vec::new();
    while let Some(row) = rows.next()? {
        learners.push((row.get(0)?, name_row(row)?, row.get(4)?));
    }
    Ok(learners)
}
