//! Notices of a cohort, openings among them, and who fits an opening.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use sync_core::notice::{Notice, NoticeFault, NoticeKind};
use sync_core::record::Day;
use sync_core::session::session_id;

use crate::authority::{self, Act};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::reports::{self, Candidates, NoticeShown};
use crate::store::notices::{KeptNotice, Noticed, Writing};

/// A notice to add, or as it is to stand; what is absent or empty it has not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeForm {
    /// Of a new one: a UUID v7, made when the form was opened, so that sending it twice adds it once.
    id: Option<String>,
    kind: String,
    title: String,
    text: String,
    ends_on: String,
    place: Option<String>,
    link: Option<String>,
    company: Option<String>,
    #[serde(default)]
    tracks: Vec<String>,
    #[serde(default)]
    courses: Vec<String>,
    #[serde(default)]
    certificates: Vec<String>,
    /// Whoever sends this answers for the opening, under her name.
    #[serde(default)]
    verified: bool,
    #[serde(default)]
    closed: bool,
}

/// Lists a cohort's notices, those that end last before the others.
pub(crate) async fn list_notices(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Vec<NoticeShown>>, ApiError> {
    let reach = asking.reach(Act::ReadCohort)?;
    let notices = state.store().notices(id, &reach).await?.ok_or(ApiError::NotFound)?;
    let shown = notices.into_iter().map(|(kept, interested)| {
        let is_opening = kept.notice.kind == NoticeKind::Opening;
        let shown = NoticeShown::from(kept);
        if is_opening { shown.with_interest(interested) } else { shown }
    });
    Ok(Json(shown.collect()))
}

/// Adds a notice.
pub(crate) async fn add_notice(
    asking: Asking,
    State(state): State<AppState>,
    Named(cohort): Named<String>,
    JsonBody(form): JsonBody<NoticeForm>,
) -> Result<Json<NoticeShown>, ApiError> {
    asking.to_cohort(&state, Act::ManageNotices, &cohort).await?;
    let id = form.id.as_deref().and_then(session_id);
    let id = id.ok_or_else(|| ApiError::BadRequest("id: a UUID of version 7".into()))?;
    let (notice, writing) = read(form, id, cohort, &asking, state.now())?;
    let replica = state.store().replica().await?;
    shown(state.store().add_notice(replica, notice, writing).await?)
}

/// Puts a notice in the place of what it was.
pub(crate) async fn change_notice(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<NoticeForm>,
) -> Result<Json<NoticeShown>, ApiError> {
    let kept = of_notice(&asking, &state, &id).await?.notice;
    let (notice, writing) = read(form, kept.id, kept.cohort, &asking, state.now())?;
    let replica = state.store().replica().await?;
    shown(state.store().change_notice(replica, notice, writing).await?)
}

/// Shows who of an opening's cohort has what it asks for.
pub(crate) async fn show_candidates(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Candidates>, ApiError> {
    let kept = of_notice(&asking, &state, &id).await?;
    let reach = asking.reach(Act::ReadCohort)?;
    let rows =
        state.store().candidates(kept.notice.clone(), &reach, Day::of_seconds(state.now())).await?;
    Ok(Json(reports::candidates(kept, rows.ok_or(ApiError::NotFound)?)))
}

/// The notice of this id, if she may manage those of its cohort.
async fn of_notice(asking: &Asking, state: &AppState, id: &str) -> Result<KeptNotice, ApiError> {
    // Refused before anything is looked up, so that it does not tell what there is.
    authority::reach(&asking.0, Act::ManageNotices)?;
    let id = session_id(id).ok_or(ApiError::NotFound)?;
    let kept = state.store().notice(id).await?.ok_or(ApiError::NotFound)?;
    asking.to_cohort(state, Act::ManageNotices, &kept.notice.cohort).await?;
    Ok(kept)
}

fn read(
    form: NoticeForm,
    id: [u8; 16],
    cohort: String,
    asking: &Asking,
    now: i64,
) -> Result<(Notice, Writing), ApiError> {
    let kind = NoticeKind::from_word(&form.kind)
        .ok_or_else(|| ApiError::BadRequest("kind: no such kind".into()))?;
    let ends_on = Day::parse(&form.ends_on)
        .ok_or_else(|| ApiError::BadRequest("ends_on: YYYY-MM-DD".into()))?;
    let notice = Notice {
        id,
        edition: 0,
        cohort,
        kind,
        title: form.title.trim().to_owned(),
        text: form.text.replace("\r\n", "\n").trim().to_owned(),
        ends_on,
        by: asking.0.name.clone(),
        place: trimmed(form.place),
        link: trimmed(form.link),
        company: trimmed(form.company),
        tracks: wanted(form.tracks),
        courses: wanted(form.courses),
        certificates: wanted(form.certificates),
        closed: form.closed.then_some(true),
    };
    Ok((notice, Writing { by: asking.login(), verifies: form.verified, now }))
}

fn shown(noticed: Noticed) -> Result<Json<NoticeShown>, ApiError> {
    match noticed {
        Noticed::Stands(kept) => Ok(Json((*kept).into())),
        Noticed::NotThere => Err(ApiError::NotFound),
        Noticed::IdTaken => {
            Err(ApiError::BadRequest("id: of a notice elsewhere, or of another kind".into()))
        }
        Noticed::Fault(NoticeFault(field)) => Err(ApiError::Notice(NoticeFault(field))),
    }
}

/// Nothing typed is nothing said.
fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Each once, in order; none is nothing asked for.
fn wanted(mut ids: Vec<String>) -> Option<Vec<String>> {
    ids.sort_unstable();
    ids.dedup();
    (!ids.is_empty()).then_some(ids)
}
