//! Taking people in: a form or a table held against the programme and against who is there.
//!
//! Owns the order of things for a page and for the command line alike. What a form must say is
//! `person`'s; codes are `enrolment`'s. Must not know HTTP.

use std::collections::BTreeSet;

use sync_core::ids::LearnerId;
use sync_core::record::Day;
use thiserror::Error;

use crate::authority::Reach;
use crate::catalogue::Outline;
use crate::person::NewPerson;
use crate::person::alike::{Alike, Directory, Known};
use crate::person::fault::{Fault, Field, Problem};
use crate::person::form::Rules;
use crate::person::table::{self, Row, TableFault};
use crate::store::persons::{Intake, Taken};
use crate::store::{Learner, Store, StoreError};

/// Why nobody is taken in.
#[derive(Debug, Error)]
pub enum EnrollingError {
    /// The form has faults.
    #[error("{}", faults_text(.0))]
    Faults(Vec<Fault>),
    /// There is no such cohort.
    #[error("no such cohort")]
    NoCohort,
    /// The id that was chosen is somebody else's.
    #[error("the id is taken")]
    IdTaken,
    /// Nothing was saved.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<Vec<Fault>> for EnrollingError {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Faults(faults)
    }
}

fn faults_text(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// She did not agree to be reached, so that how to reach her is not kept.
pub fn not_agreed() -> EnrollingError {
    vec![Fault { field: Field::Channel, problem: Problem::Surplus }].into()
}

/// Takes people in, now.
pub struct Enrolling<'a> {
    /// Where they are kept.
    pub store: &'a Store,
    /// Seconds since 1970.
    pub now: i64,
}

/// What a table is found to be.
#[derive(Debug)]
pub enum Import {
    /// Nobody of it can be taken in.
    Faults(Vec<TableFault>),
    /// Everybody can.
    Fine(Table),
}

/// A table without faults.
#[derive(Debug)]
pub struct Table {
    /// Its people.
    pub rows: Vec<Row>,
    /// Those who may be somebody else.
    pub alike: Vec<AlikeRow>,
}

/// Somebody of a table who may be in the directory already, or in the table twice.
#[derive(Debug)]
pub struct AlikeRow {
    /// Which row.
    pub row: u64,
    /// Her name there.
    pub name: String,
    /// Who is in the directory.
    pub known: Vec<(Learner, Alike)>,
    /// Rows before this one.
    pub rows: Vec<u64>,
}

impl Table {
    /// As people to be taken in, each under an id of her own.
    pub fn intakes(self, mut fresh: impl FnMut() -> LearnerId) -> Vec<Intake> {
        self.rows.into_iter().map(|row| Intake { id: fresh(), new: row.person }).collect()
    }
}

impl Enrolling<'_> {
    /// What forms are held against today.
    pub async fn rules(&self) -> Result<Rules, StoreError> {
        let programme = self.store.programme().await?.ok_or(StoreError::Empty)?;
        let outline = Outline::parse(&programme.definition)
            .map_err(|_| StoreError::Bug("the definition kept was checked".to_owned()))?;
        let tracks: BTreeSet<String> = outline.tracks().map(str::to_owned).collect();
        let regions: BTreeSet<String> = outline.regions().map(str::to_owned).collect();
        Ok(Rules { today: Day::of_seconds(self.now), tracks, regions })
    }

    /// Who in reach may be this person.
    pub async fn alike(
        &self,
        reach: &Reach,
        new: &NewPerson,
    ) -> Result<Vec<(Learner, Alike)>, StoreError> {
        Ok(Directory::new(self.store.known_people(reach).await?).alike(new))
    }

    /// Takes people in, all or none.
    pub async fn take_in(
        &self,
        cohort: String,
        intakes: Vec<Intake>,
        by: Option<String>,
    ) -> Result<Vec<Learner>, EnrollingError> {
        match self.store.take_in(cohort, intakes, by, self.now).await? {
            Taken::Saved(learners) => Ok(learners),
            Taken::NoCohort => Err(EnrollingError::NoCohort),
            Taken::IdTaken => Err(EnrollingError::IdTaken),
        }
    }

    /// Reads a table, and finds who in it may be in reach already, or in it twice.
    pub async fn read_table(
        &self,
        bytes: &[u8],
        consent_version: &str,
        reach: &Reach,
    ) -> Result<Import, StoreError> {
        let rules = self.rules().await?;
        let rows = match table::read(bytes, consent_version, &rules) {
            Ok(rows) => rows,
            Err(faults) => return Ok(Import::Faults(faults)),
        };
        let known = self.store.known_people(reach).await?;
        let known = known.into_iter().map(|one| Known {
            who: Who::Known(one.who),
            name: one.name,
            birth_year: one.birth_year,
            number: one.number,
        });
        let mut directory = Directory::new(known);
        let mut alike = Vec::new();
        for row in &rows {
            let mut found = AlikeRow {
                row: row.row,
                name: row.person.person.name.clone(),
                known: vec![],
                rows: vec![],
            };
            for (who, why) in directory.alike(&row.person) {
                match who {
                    Who::Known(learner) => found.known.push((learner, why)),
                    Who::Row(row) => found.rows.push(row),
                }
            }
            if !found.known.is_empty() || !found.rows.is_empty() {
                alike.push(found);
            }
            directory.add(Known::of(Who::Row(row.row), &row.person));
        }
        Ok(Import::Fine(Table { rows, alike }))
    }
}

#[derive(Clone, Debug)]
enum Who {
    Known(Learner),
    Row(u64),
}
