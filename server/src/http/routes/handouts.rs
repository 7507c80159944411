//! Files for whoever does not work here. Each asks why, and who took what and why is noted before
//! anything is handed out.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;

use super::figures::{day, may_open};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::figures::{Ask, Freshness, Kind, LEAST, Only, Rows};
use crate::handout::{
    self, Handout, LINES_AT_ONCE, Wanted, Why, WorkbookError, Xapi, XapiError, XapiWanted,
};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::state::AppState;
use crate::store::StoreError;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is wanted, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandoutQuery {
    why: Option<String>,
    /// `no`: tables only, for a file that is to be published.
    rows: Option<Choice>,
    /// `yes`: a row of HXL tags under each head.
    hxl: Option<Choice>,
    from: Option<String>,
    to: Option<String>,
    only: Option<String>,
    age_from: Option<u32>,
    age_to: Option<u32>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Yes,
    No,
}

/// A workbook: summary, disaggregation, dictionary, and a row for each enrolment.
pub(crate) async fn hand_workbook(
    asking: Asking,
    State(state): State<AppState>,
    Asked(query): Asked<HandoutQuery>,
) -> Result<Response, ApiError> {
    let hxl = query.hxl == Some(Choice::Yes);
    let rows = query.rows != Some(Choice::No);
    let handout = taken(&asking, &state, query, "xlsx", rows).await?;
    // Minutes of a processor for a hundred thousand rows: not on a thread that answers others.
    let written = tokio::task::spawn_blocking(move || handout::workbook(&handout, hxl));
    let bytes = written.await.map_err(ApiError::internal)?.map_err(|error| match error {
        WorkbookError::TooMany => ApiError::BadRequest(format!("rows: {error}")),
        WorkbookError::Written(error) => ApiError::internal(error),
    })?;
    file("programme.xlsx", XLSX, Body::from(bytes))
}

/// The rows alone, for programs: made while they are sent.
pub(crate) async fn hand_lines(
    asking: Asking,
    State(state): State<AppState>,
    Asked(query): Asked<HandoutQuery>,
) -> Result<Response, ApiError> {
    let hxl = query.hxl == Some(Choice::Yes);
    let handout = Arc::new(taken(&asking, &state, query, "csv", true).await?);
    let count = handout.rows.as_ref().map_or(0, Rows::len);
    let parts = stream::unfold(None::<usize>, move |at| {
        let handout = Arc::clone(&handout);
        async move {
            let (bytes, next) = match at {
                None => (handout::head_csv(hxl), 0),
                Some(from) if from < count => {
                    (handout::lines_csv(&handout, from), from + LINES_AT_ONCE)
                }
                Some(_) => return None,
            };
            Some((Ok::<_, Infallible>(bytes), Some(next)))
        }
    });
    file("people.csv", "text/csv; charset=utf-8", Body::from_stream(parts))
}

/// What is wanted of statements, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct XapiQuery {
    why: Option<String>,
    /// `yes`: by name, for whoever may take names home.
    named: Option<Choice>,
    from: Option<String>,
    to: Option<String>,
}

/// What people did, as statements of xAPI: made while they are sent. Where that fails half-way the
/// connection breaks off, and what came is no JSON.
pub(crate) async fn hand_xapi(
    asking: Asking,
    State(state): State<AppState>,
    Asked(query): Asked<XapiQuery>,
) -> Result<Response, ApiError> {
    let is_named = query.named == Some(Choice::Yes);
    let act = if is_named { Act::ExportNamed } else { Act::ExportNameless };
    let reach = asking.reach(act)?;
    let why = said_why(query.why.as_deref())?;
    let wanted = XapiWanted {
        reach,
        key: (!is_named).then(|| state.source().random()),
        from: query.from.map(|text| day(&text, "from")).transpose()?,
        to: query.to.map(|text| day(&text, "to")).transpose()?,
    };
    let xapi = Xapi::new(state.store().clone(), wanted).await?;
    let entry = AuditEntry::by(&asking.0, act, Subject::Programme, state.now())
        .with("form", "xapi")
        .with("why", why.word())
        .with("learners", xapi.learners());
    state.store().audit(entry).await?;
    let parts = stream::try_unfold(xapi, |mut xapi| async move {
        Ok::<_, StoreError>(xapi.part().await?.map(|part| (part, xapi)))
    });
    file("xapi.json", "application/json", Body::from_stream(parts))
}

impl From<XapiError> for ApiError {
    fn from(error: XapiError) -> Self {
        match error {
            XapiError::NoProgramme => Self::NotFound,
            XapiError::Store(error) => error.into(),
        }
    }
}

fn said_why(word: Option<&str>) -> Result<Why, ApiError> {
    let words = || Why::ALL.map(Why::word).join(", ");
    let why = word.and_then(Why::from_word);
    why.ok_or_else(|| ApiError::BadRequest(format!("why: one of {}", words())))
}

/// Reads what is handed out, and notes who takes it and why.
async fn taken(
    asking: &Asking,
    state: &AppState,
    query: HandoutQuery,
    form: &'static str,
    rows: bool,
) -> Result<Handout, ApiError> {
    let reach = asking.reach(Act::ExportNameless)?;
    let why = said_why(query.why.as_deref())?;
    let only = query.only.as_deref().map(Only::from_json).transpose()?.unwrap_or_default();
    let only = only.aged(query.age_from, query.age_to);
    if !may_open(asking) && !only.is_everybody() {
        return Err(ApiError::Forbidden("only who may open records chooses whom a file tells of"));
    }
    let ask = Ask {
        from: query.from.map(|text| day(&text, "from")).transpose()?,
        to: query.to.map(|text| day(&text, "to")).transpose()?,
        // What leaves the house shows no small number to anybody.
        least: LEAST,
        only,
        ..Ask::new(Kind::Funnel)
    };
    let now = state.now();
    let wanted = Wanted { ask, rows: rows.then(|| state.source().random()) };
    let handout = handout::handout(state.store(), wanted, &reach, Freshness::InTime, now).await?;
    let entry = AuditEntry::by(&asking.0, Act::ExportNameless, Subject::Programme, now)
        .with("form", form)
        .with("why", why.word())
        .with("rows", handout.rows.as_ref().map_or(0, Rows::len));
    state.store().audit(entry).await?;
    Ok(handout)
}

fn file(name: &str, kind: &'static str, body: Body) -> Result<Response, ApiError> {
    let attachment = format!("attachment; filename=\"{name}\"");
    let attachment = HeaderValue::from_str(&attachment).map_err(ApiError::internal)?;
    let kind = HeaderValue::from_static(kind);
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, attachment)], body).into_response())
}
