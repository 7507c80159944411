//! Who the learners behind a figure are.
//!
//! Owns that question, narrowed to a reach: whoever was moved to where somebody does not reach is
//! not told to her by name, though an enrolment of hers counts there.

use std::collections::HashMap;

use rusqlite::named_params;
use serde_json::Value;
use sync_core::ids::LearnerId;

use crate::authority::Reach;
use crate::store::reports::LearnerNameRow;
use crate::store::scope::{Filter, LEARNER_IN_REACH};
use crate::store::{Store, StoreError};

/// A learner behind a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehindRow {
    /// Who.
    pub name: LearnerNameRow,
    /// When a phone of hers was last heard from.
    pub last_data: Option<i64>,
}

impl Store {
    /// Those of these learners, by number, who are in reach.
    pub async fn people_behind(
        &self,
        learners: Vec<i64>,
        reach: &Reach,
    ) -> Result<HashMap<i64, BehindRow>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner.number, learner.id, learner.label, learner.name,
                        (SELECT MAX(device.last_seen) FROM device
                         WHERE device.learner = learner.number AND device.account IS NULL)
                 FROM learner JOIN cohort ON cohort.number = learner.cohort
                 WHERE learner.number IN (SELECT value FROM json_each(:wanted))
                   AND {LEARNER_IN_REACH}"
            ))?;
            let mut rows = statement.query(named_params! {
                ":wanted": Value::from(learners).to_string(),
                ":all": filter.all, ":centers": filter.centers,
                ":cohorts": filter.cohorts, ":learners": filter.learners,
            })?;
            let mut found = HashMap::new();
            while let Some(row) = rows.next()? {
                let id: Vec<u8> = row.get(1)?;
                let id =
                    LearnerId::from_slice(&id).ok_or_else(|| StoreError::damaged("learner id"))?;
                let name = LearnerNameRow { id, label: row.get(2)?, name: row.get(3)? };
                found.insert(row.get(0)?, BehindRow { name, last_data: row.get(4)? });
            }
            Ok(found)
        })
        .await
    }
}
