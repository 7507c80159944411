//! Tables of people: looked at first, then taken in, all or nobody.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sync_core::ids::LearnerId;

use super::people::{AlikeShown, PersonName};
use crate::authority::Act;
use crate::enrolling::{Enrolling, Import, Table};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{Asked, Named, Whole};
use crate::http::state::AppState;
use crate::person::table::TableFault;

/// How a table is to be treated.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportForm {
    /// 1: look only.
    #[serde(default)]
    preview: u8,
    /// Version of the consent's text that those in it were read.
    consent: String,
    /// 1: whoever is alike was looked at, and is somebody else.
    #[serde(default)]
    confirm_duplicates: u8,
}

/// What a table came to.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum ImportShown {
    /// Nothing of it was saved.
    Faults { faults: Vec<FaultShown> },
    /// It can be saved; nothing was.
    Fine { people: Vec<PersonInTable>, alike: Vec<AlikeInTable> },
    /// All of it was saved.
    Saved { learners: Vec<PersonName> },
}

#[derive(Serialize)]
pub(crate) struct FaultShown {
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<String>,
    problem: &'static str,
}

impl From<TableFault> for FaultShown {
    fn from(fault: TableFault) -> Self {
        Self { row: fault.row, column: fault.column, problem: fault.problem }
    }
}

#[derive(Serialize)]
pub(crate) struct PersonInTable {
    row: u64,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_year: Option<i32>,
}

/// Somebody of the table who may be in the directory, or in the table twice.
#[derive(Serialize)]
pub(crate) struct AlikeInTable {
    row: u64,
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    known: Vec<AlikeShown>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rows: Vec<u64>,
}

/// Looks at a table of people, or takes them in.
pub(crate) async fn import(
    asking: Asking,
    State(state): State<AppState>,
    Named(cohort): Named<String>,
    Asked(form): Asked<ImportForm>,
    Whole(body): Whole,
) -> Result<(StatusCode, Json<ImportShown>), ApiError> {
    let reach = asking.to_cohort(&state, Act::Enrol, &cohort).await?;
    let enrolling = Enrolling { store: state.store(), now: state.now() };
    let table = match enrolling.read_table(&body, &form.consent, &reach).await? {
        Import::Faults(faults) => {
            let faults = faults.into_iter().map(FaultShown::from).collect();
            return Ok((StatusCode::OK, Json(ImportShown::Faults { faults })));
        }
        Import::Fine(table) => table,
    };
    if form.preview == 1 || (!table.alike.is_empty() && form.confirm_duplicates != 1) {
        return Ok((StatusCode::OK, Json(fine(table))));
    }
    let fresh = || LearnerId(state.source().random());
    let learners = enrolling.take_in(cohort, table.intakes(fresh), asking.login()).await?;
    let learners = learners.into_iter().map(PersonName::from).collect();
    Ok((StatusCode::CREATED, Json(ImportShown::Saved { learners })))
}

fn fine(table: Table) -> ImportShown {
    let people = table.rows.iter().map(|row| PersonInTable {
        row: row.row,
        name: row.person.person.name.clone(),
        birth_year: row.person.person.birth_year,
    });
    let people = people.collect();
    let alike = table.alike.into_iter().map(|alike| AlikeInTable {
        row: alike.row,
        name: alike.name,
        known: alike.known.into_iter().map(AlikeShown::of).collect(),
        rows: alike.rows,
    });
    ImportShown::Fine { people, alike: alike.collect() }
}
