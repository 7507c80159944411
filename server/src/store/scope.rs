//! Where things are, and which of them a reach shows.
//!
//! Owns the SQL of [`Place`] and [`Reach`]. What a reach covers is decided in `authority`; the
//! condition here says the same of rows, and a test holds them against each other.

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use sync_core::ids::LearnerId;

use super::Store;
use super::error::StoreError;
use crate::authority::{CenterId, CohortId, Place, Reach, Scope};

/// True of a row of `cohort` whose centre or itself is in reach. Needs [`Filter`]'s parameters.
pub(super) const COHORT_IN_REACH: &str = "(:all
     or cohort.center in
         (select number from center where id in (select value from json_each(:centers)))
     or cohort.id in (select value from json_each(:cohorts)))";

/// True of a row of `learner`, joined with her `cohort`, that is in reach. Needs [`Filter`]'s
/// parameters.
pub(super) const LEARNER_IN_REACH: &str = "learner.erased_at is null and (:all
     or cohort.center in
         (select number from center where id in (select value from json_each(:centers)))
     or cohort.id in (select value from json_each(:cohorts))
     or lower(hex(learner.id)) in (select value from json_each(:learners)))";

/// A reach as parameters `:all`, `:centers`, `:cohorts` and `:learners`.
#[derive(Clone, Debug)]
pub(super) struct Filter {
    pub(super) all: bool,
    pub(super) centers: String,
    pub(super) cohorts: String,
    pub(super) learners: String,
}

impl From<&Reach> for Filter {
    fn from(reach: &Reach) -> Self {
        let (mut all, mut centers, mut cohorts, mut learners) = (false, vec![], vec![], vec![]);
        for scope in reach.scopes() {
            match scope {
                Scope::Programme => all = true,
                Scope::Center(CenterId(id)) => centers.push(id.clone()),
                Scope::Cohort(CohortId(id)) => cohorts.push(id.clone()),
                Scope::Learners(ids) => learners.extend(ids.iter().map(ToString::to_string)),
            }
        }
        let json = |ids: Vec<String>| Value::from(ids).to_string();
        Self { all, centers: json(centers), cohorts: json(cohorts), learners: json(learners) }
    }
}

impl Store {
    /// Where a learner is.
    pub async fn place_of_learner(&self, id: LearnerId) -> Result<Option<Place>, StoreError> {
        self.read(move |conn| place_of_learner(conn, id)).await
    }

    /// Where a cohort is.
    pub async fn place_of_cohort(&self, id: String) -> Result<Option<Place>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "select center.id from cohort
                     left join center on center.number = cohort.center
                     where cohort.id = ?1",
                )?
                .query_row([&id], |row| row.get::<_, Option<String>>(0))
                .optional()?
                .map(|center| Place::Cohort { cohort: CohortId(id), center: center.map(CenterId) }))
        })
        .await
    }
}

/// Where a learner is, inside the caller's transaction.
pub(super) fn place_of_learner(
    conn: &Connection,
    id: LearnerId,
) -> Result<Option<Place>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select cohort.id, center.id from learner
             join cohort on cohort.number = learner.cohort
             left join center on center.number = cohort.center
             where learner.id = ?1 and learner.erased_at is null",
        )?
        .query_row([id.0], |row| {
            Ok(Place::Learner {
                learner: id,
                cohort: CohortId(row.get(0)?),
                center: row.get::<_, Option<String>>(1)?.map(CenterId),
            })
        })
        .optional()?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rusqlite::named_params;
    use sync_core::record::Day;

    use super::*;
    use crate::authority::{Act, Grant, Role, Staff, reach};
    use crate::programme::Definition;
    use crate::store::{Cohort, Seeds};

    /// SQL shows exactly the learners that the pure rule covers.
    #[tokio::test]
    async fn rows_in_reach_are_those_that_it_covers() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let seeds = Seeds { root: [1; 32], central: [2; 32] };
        let definition = Definition::empty("puente", "Puente").unwrap();
        assert!(store.init(definition, seeds, false, 0).await.unwrap());
        for center in ["x", "y"] {
            store.put_center(center.into(), center.into(), None, 0).await.unwrap();
        }
        let cohorts = [("a", Some("x")), ("b", Some("x")), ("c", Some("y")), ("d", None)];
        let mut places = Vec::new();
        for (number, (id, center)) in (1..).zip(cohorts) {
            let cohort = Cohort {
                id: id.into(),
                title: id.into(),
                starts: Day(20_000),
                weeks: 12,
                center: center.map(str::to_owned),
            };
            assert!(store.put_cohort(cohort, None, 0).await.unwrap());
            for person in 0..2_u8 {
                let learner = LearnerId([number * 16 + person; 16]);
                store.add_learner(learner, id.into(), "Ana".into(), 0).await.unwrap().unwrap();
                places.push(store.place_of_learner(learner).await.unwrap().unwrap());
            }
        }
        let group = BTreeSet::from([LearnerId([0x10; 16]), LearnerId([0x31; 16])]);
        let scopes = [
            vec![Scope::Programme],
            vec![Scope::Center(CenterId("x".into()))],
            vec![Scope::Cohort(CohortId("d".into()))],
            vec![Scope::Learners(group)],
            vec![Scope::Center(CenterId("y".into())), Scope::Cohort(CohortId("a".into()))],
            vec![Scope::Cohort(CohortId("none".into()))],
        ];
        for scopes in scopes {
            // As a role that may do the act with any scope; which goes with which is checked when
            // a grant is given.
            let grants = scopes.iter().map(|scope| Grant {
                role: Role::Coordinator,
                scope: scope.clone(),
                from: Day(0),
                until: None,
            });
            let staff = Staff {
                account: 1,
                login: "ana".into(),
                name: "Ana".into(),
                locale: "es".into(),
                grants: grants.collect(),
            };
            let reach = reach(&staff, Act::ReadRecord).unwrap();
            let filter = Filter::from(&reach);
            let shown = store.read(move |conn| {
                let sql = format!(
                    "select learner.id from learner join cohort on cohort.number = learner.cohort
                     where {LEARNER_IN_REACH}"
                );
                let mut statement = conn.prepare(&sql)?;
                let rows = statement.query_map(
                    named_params! {
                        ":all": filter.all, ":centers": filter.centers,
                        ":cohorts": filter.cohorts, ":learners": filter.learners,
                    },
                    |row| Ok(LearnerId(row.get(0)?)),
                )?;
                Ok(rows.collect::<Result<BTreeSet<_>, _>>()?)
            });
            let covered =
                places.iter().filter(|place| reach.covers(place)).map(|place| match place {
                    Place::Learner { learner, .. } => *learner,
                    other => panic!("{other:?}"),
                });
            assert_eq!(shown.await.unwrap(), covered.collect(), "{scopes:?}");
        }
    }
}
