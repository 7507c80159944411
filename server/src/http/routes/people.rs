//! People: taking in, changing, reaching, and the tables they come in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::learners::{NewCodeShown, code_for};
use super::person_forms::{EnrolForm, PersonForm, read_edit, read_new};
use crate::authority::Act;
use crate::enrolling::Enrolling;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::person::alike::Alike;
use crate::person::form::clock;
use crate::person::{Consent, Contact, Covered, Gender};
use crate::store::Learner;
use crate::store::agreements::ConsentRow;
use crate::store::persons::{Intake, PersonRow, Reachable};

/// What enrolling came to.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum Enrolled {
    Saved { learner: PersonName, code: NewCodeShown },
    Alike { alike: Vec<AlikeShown> },
}

/// A learner by name.
#[derive(Serialize)]
pub(crate) struct PersonName {
    id: String,
    label: String,
    name: String,
    cohort: String,
}

impl From<Learner> for PersonName {
    fn from(learner: Learner) -> Self {
        Self {
            id: learner.id.to_string(),
            label: learner.label,
            name: learner.name,
            cohort: learner.cohort,
        }
    }
}

/// Somebody who may be the same person.
#[derive(Serialize)]
pub(crate) struct AlikeShown {
    #[serde(flatten)]
    learner: PersonName,
    why: &'static str,
}

impl AlikeShown {
    pub(super) fn of((learner, why): (Learner, Alike)) -> Self {
        Self { learner: learner.into(), why: why.word() }
    }
}

/// A person, without how to reach her.
#[derive(Serialize)]
pub(crate) struct PersonShown {
    learner: PersonName,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    consents: Vec<ConsentShown>,
    contact: &'static str,
}

#[derive(Serialize)]
struct ConsentShown {
    covers: Vec<&'static str>,
    version: String,
    given: String,
    recorded_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<String>,
}

/// How to reach somebody.
#[derive(Serialize)]
pub(crate) struct ContactShown {
    channel: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ask_for: Option<String>,
    leave_message: bool,
}

/// Takes somebody in, and makes the code for her phone.
pub(crate) async fn enrol(
    asking: Asking,
    State(state): State<AppState>,
    Named(cohort): Named<String>,
    JsonBody(form): JsonBody<EnrolForm>,
) -> Result<(StatusCode, Json<Enrolled>), ApiError> {
    let reach = asking.to_cohort(&state, Act::Enrol, &cohort).await?;
    asking.to_cohort(&state, Act::MakeCode, &cohort).await?;
    let id = match &form.id {
        Some(id) => LearnerId::from_hex(id)
            .ok_or_else(|| ApiError::BadRequest("id: 32 hex digits".to_owned()))?,
        None => LearnerId(state.source().random()),
    };
    let enrolling = Enrolling { store: state.store(), now: state.now() };
    let new = read_new(&form).read(&enrolling.rules().await?).map_err(ApiError::from)?;
    let alike = enrolling.alike(&reach, &new).await?;
    let is_known = alike.iter().any(|(learner, _)| learner.id == id);
    if !alike.is_empty() && !form.confirm_duplicate && !is_known {
        let alike = alike.into_iter().map(AlikeShown::of).collect();
        return Ok((StatusCode::OK, Json(Enrolled::Alike { alike })));
    }
    let intake = Intake { id, new };
    let learner = enrolling.take_in(cohort, vec![intake], asking.login()).await?;
    let learner = learner.into_iter().next().ok_or(ApiError::NotFound)?;
    let code = code_for(&state, &asking, id, form.code).await?;
    Ok((StatusCode::CREATED, Json(Enrolled::Saved { learner: learner.into(), code })))
}

/// Shows what the directory says of a learner; not how to reach her.
pub(crate) async fn show_person(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<PersonShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::EditPerson, &id).await?;
    let person = state.store().person(learner).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(shown(person)))
}

/// Changes what the directory says of a learner.
pub(crate) async fn edit_person(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<PersonForm>,
) -> Result<Json<PersonShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::EditPerson, &id).await?;
    let enrolling = Enrolling { store: state.store(), now: state.now() };
    let before = state.store().person(learner).await?.ok_or(ApiError::NotFound)?;
    let edit = read_edit(form, &before, &enrolling).await?;
    state.store().edit_person(learner, edit, asking.login(), state.now()).await?;
    let person = state.store().person(learner).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(shown(person)))
}

/// Shows how to reach a learner; that somebody looked is noted.
pub(crate) async fn show_contact(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<ContactShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::ReadContact, &id).await?;
    let contact = state.store().read_contact(learner, asking.login(), state.now()).await?;
    let without = |channel| ContactShown {
        channel,
        number: None,
        from: None,
        until: None,
        ask_for: None,
        leave_message: false,
    };
    Ok(Json(match contact {
        None => without("not_asked"),
        Some(Contact::Nobody) => without("none"),
        Some(Contact::By(way)) => ContactShown {
            channel: way.channel.word(),
            number: Some(way.number),
            from: way.hours.map(|(from, _)| clock(from)),
            until: way.hours.map(|(_, until)| clock(until)),
            ask_for: way.ask_for,
            leave_message: way.may_leave_message,
        },
    }))
}

fn shown(row: PersonRow) -> PersonShown {
    let PersonRow { learner, person, consents, reachable } = row;
    PersonShown {
        learner: learner.into(),
        birth_year: person.birth_year,
        about: person.about,
        track: person.track,
        gender: person.gender.map(Gender::word),
        region: person.region,
        consents: consents.into_iter().map(consent_shown).collect(),
        contact: match reachable {
            Reachable::NotAsked => "not_asked",
            Reachable::No => "no",
            Reachable::Yes => "yes",
        },
    }
}

fn consent_shown(row: ConsentRow) -> ConsentShown {
    let Consent { covers, version, given: Day(given) } = row.consent;
    ConsentShown {
        covers: covers.into_iter().map(Covered::word).collect(),
        version,
        given: Day(given).to_string(),
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    }
}
