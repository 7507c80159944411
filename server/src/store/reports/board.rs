//! Who was at a centre today, what each phone still holds, and who has been silent.
//!
//! Owns these two questions. Must not count or name anything for a screen: `reports` does.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, named_params};

use super::LearnerNameRow;
use super::cohort::name_row;
use super::phones::{DeviceRow, Gap, PhoneRow, Whose, with_gaps};
use crate::authority::Reach;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::hubs::{self, HubShown};
use crate::store::scope::{Filter, LEARNER_IN_REACH};

/// What a centre's board is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRows {
    /// The centre's id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// Phones that were heard from, in order of label.
    pub here: Vec<HereRow>,
    /// Every learner of the centre.
    pub learners: Vec<HeardRow>,
    /// At central: the centre's hubs whose time is open.
    pub hubs: Vec<HubShown>,
}

/// A phone that was heard from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HereRow {
    /// Whose.
    pub learner: LearnerNameRow,
    /// Her cohort's title.
    pub cohort: String,
    /// The phone.
    pub phone: PhoneRow,
    /// Which of its changes are missing.
    pub gaps: Vec<Gap>,
}

/// When a learner was last heard from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardRow {
    /// Who.
    pub learner: LearnerNameRow,
    /// Her cohort's title.
    pub cohort: String,
    /// Since when she is one.
    pub enrolled_at: i64,
    /// On any phone; absent: never.
    pub last_data: Option<i64>,
    /// She has a phone that was not revoked or replaced.
    pub has_phone: bool,
}

impl Store {
    /// What a centre's board is made of, as far as the reach goes; `None` when the centre is not
    /// there or out of it. `since`: from when on a phone counts as here.
    pub async fn board_rows(
        &self,
        center: String,
        since: i64,
        reach: &Reach,
    ) -> Result<Option<BoardRows>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let Some((number, id, title)) = find(conn, &center, &filter)? else {
                return Ok(None);
            };
            let mut heard: HashMap<i64, Vec<DeviceRow>> = HashMap::new();
            for heard_of in with_gaps(conn, Whose::HeardAt { center: number, since })? {
                heard.entry(heard_of.phone.learner).or_default().push(heard_of);
            }
            let (mut here, mut learners) = (Vec::new(), Vec::new());
            for (number, row) in learners_of(conn, &id, &filter)? {
                for DeviceRow { phone, gaps } in heard.remove(&number).unwrap_or_default() {
                    let (learner, cohort) = (row.learner.clone(), row.cohort.clone());
                    here.push(HereRow { learner, cohort, phone, gaps });
                }
                learners.push(row);
            }
            let hubs = hubs::shown(conn, Some(number))?;
            Ok(Some(BoardRows { id, title, here, learners, hubs }))
        })
        .await
    }
}

/// The centre, if it or anything of it is in reach.
fn find(
    conn: &Connection,
    center: &str,
    filter: &Filter,
) -> Result<Option<(i64, String, String)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select center.number, center.id, center.title from center
             where center.id = :center and (:all
                or center.id in (select value from json_each(:centers))
                or exists (select 1 from cohort where cohort.center = center.number
                           and cohort.id in (select value from json_each(:cohorts)))
                or exists (select 1 from learner
                           join cohort on cohort.number = learner.cohort
                           where cohort.center = center.number and lower(hex(learner.id)) in
                               (select value from json_each(:learners))))",
        )?
        .query_row(
            named_params! {
                ":center": center, ":all": filter.all, ":centers": filter.centers,
                ":cohorts": filter.cohorts, ":learners": filter.learners,
            },
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?)
}

fn learners_of(
    conn: &Connection,
    center: &str,
    filter: &Filter,
) -> Result<Vec<(i64, HeardRow)>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "select learner.number, learner.id, learner.label, learner.name, cohort.title,
                learner.enrolled_at,
                (select max(last_seen) from device
                 where device.learner = learner.number and device.account is null),
                exists (select 1 from device join profile on profile.device = device.number
                        where device.learner = learner.number and device.account is null
                          and revoked_at is null and withdrawn_at is null)
         from learner
         join cohort on cohort.number = learner.cohort
         join center on center.number = cohort.center
         where center.id = :center and {LEARNER_IN_REACH}
         order by learner.label"
    ))?;
    let mut rows = statement.query(named_params! {
        ":center": center, ":all": filter.all, ":centers": filter.centers,
        ":cohorts": filter.cohorts, ":learners": filter.learners,
    })?;
    let mut learners = Vec::new();
    while let Some(row) = rows.next()? {
        let heard = HeardRow {
            learner: name_row(row)?,
            cohort: row.get(4)?,
            enrolled_at: row.get(5)?,
            last_data: row.get(6)?,
            has_phone: row.get(7)?,
        };
        learners.push((row.get(0)?, heard));
    }
    Ok(learners)
}
