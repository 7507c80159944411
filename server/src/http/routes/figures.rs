//! The programme's figures, and for those who may open records, who is behind them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use sync_core::record::Day;

use crate::authority::{Act, Role};
use crate::figures::{
    self, Ask, BANDS, Behind, FiguresError, Freshness, Kind, LEAST, Only, Report, Wanted,
};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{Asked, Named};
use crate::http::state::AppState;
use crate::reports::{self, Unpaid};
use crate::store::reports::UnpaidOf;

/// What is asked of a report.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportQuery {
    /// Tables, with semicolons between them; dimensions of one with commas.
    by: Option<String>,
    from: Option<String>,
    to: Option<String>,
    /// The fewest that a cell tells of.
    least: Option<u64>,
    /// First years of age bands, with commas.
    bands: Option<String>,
    /// Of whom: a JSON object of dimensions with their value.
    only: Option<String>,
    age_from: Option<u32>,
    age_to: Option<u32>,
}

/// Which people.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeopleQuery {
    /// The figure that they count for.
    figure: String,
    /// Of which item of a list: a JSON object, as the report names it.
    item: Option<String>,
    /// From whom nothing came for so many days.
    quiet: Option<u32>,
    from: Option<String>,
    to: Option<String>,
    only: Option<String>,
    age_from: Option<u32>,
    age_to: Option<u32>,
}

/// Whose hours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UnpaidQuery {
    from: Option<String>,
    to: Option<String>,
    center: Option<String>,
    cohort: Option<String>,
}

/// Answers a report of everything in her reach.
pub(crate) async fn show_report(
    asking: Asking,
    State(state): State<AppState>,
    Named(name): Named<String>,
    Asked(query): Asked<ReportQuery>,
) -> Result<Json<Report>, ApiError> {
    let reach = asking.reach(Act::ReadReports)?;
    let kind = Kind::from_word(&name).ok_or(ApiError::NotFound)?;
    let ask = ask(&asking, kind, query)?;
    let now = state.now();
    Ok(Json(figures::figures(state.store(), ask, &reach, Freshness::InTime, now).await?))
}

/// Lists the people behind a figure.
pub(crate) async fn show_people(
    asking: Asking,
    State(state): State<AppState>,
    Named(name): Named<String>,
    Asked(query): Asked<PeopleQuery>,
) -> Result<Json<Behind>, ApiError> {
    let people = asking.reach(Act::ReadPeopleBehind)?;
    let figures = asking.reach(Act::ReadReports)?;
    let kind = Kind::from_word(&name).ok_or(ApiError::NotFound)?;
    let item = query.item.as_deref().map(item).transpose()?.unwrap_or_default();
    let asked = ReportQuery {
        from: query.from,
        to: query.to,
        only: query.only,
        age_from: query.age_from,
        age_to: query.age_to,
        ..ReportQuery::default()
    };
    let wanted = Some(Wanted { figure: query.figure, item });
    let ask = Ask { wanted, ..ask(&asking, kind, asked)? };
    let now = state.now();
    let behind = figures::behind(state.store(), ask, (&figures, &people), query.quiet, now).await?;
    Ok(Json(behind))
}

/// Lists the hours that are not paid yet, by person.
pub(crate) async fn show_unpaid(
    asking: Asking,
    State(state): State<AppState>,
    Asked(query): Asked<UnpaidQuery>,
) -> Result<Json<Unpaid>, ApiError> {
    let reach = asking.reach(Act::ReadPeopleBehind)?;
    // A hub knows of no payment, and would call everything unpaid.
    if state.road().is_some() {
        return Err(ApiError::KeptAtCentral);
    }
    let of = UnpaidOf {
        from: query.from.map(|text| day(&text, "from")).transpose()?,
        to: query.to.map(|text| day(&text, "to")).transpose()?,
        center: query.center,
        cohort: query.cohort,
    };
    let rows = state.store().unpaid(of, &reach).await?;
    Ok(Json(reports::unpaid(rows, state.now())))
}

/// Does whoever asks see every record behind a figure? Whoever looks at anything here in another
/// role than coordinator's gets no cell of a few, and no choice of people.
pub(super) fn may_open(asking: &Asking) -> bool {
    let reads = asking.0.roles().into_iter().filter(|role| Act::ReadReports.is_allowed_to(*role));
    reads.collect::<Vec<_>>() == [Role::Coordinator]
}

fn ask(asking: &Asking, kind: Kind, query: ReportQuery) -> Result<Ask, ApiError> {
    let may_open = may_open(asking);
    let only = query.only.as_deref().map(Only::from_json).transpose()?.unwrap_or_default();
    let only = only.aged(query.age_from, query.age_to);
    if !may_open && !only.is_everybody() {
        return Err(ApiError::Forbidden(
            "only who may open records chooses whom a report tells of",
        ));
    }
    let floor = if may_open { 1 } else { LEAST };
    let tables: Vec<String> = words(query.by.as_deref(), ';').collect();
    Ok(Ask {
        from: query.from.map(|text| day(&text, "from")).transpose()?,
        to: query.to.map(|text| day(&text, "to")).transpose()?,
        least: query.least.unwrap_or(LEAST).max(floor),
        bands: bands(query.bands.as_deref())?,
        only,
        ..Ask::new(kind).by(&tables)?
    })
}

/// `{"course": "primeros-pasos", "lesson": 3}`
fn item(text: &str) -> Result<BTreeMap<String, String>, ApiError> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Part {
        Word(String),
        Number(i64),
    }
    let parts: BTreeMap<String, Part> = serde_json::from_str(text)
        .map_err(|_| ApiError::BadRequest("item: a JSON object of words and numbers".into()))?;
    let text = |part| match part {
        Part::Word(word) => word,
        Part::Number(number) => number.to_string(),
    };
    Ok(parts.into_iter().map(|(name, part)| (name, text(part))).collect())
}

fn words(text: Option<&str>, between: char) -> impl Iterator<Item = String> {
    let words = text.unwrap_or_default().split(between).map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned)
}

fn bands(text: Option<&str>) -> Result<Vec<u32>, ApiError> {
    if text.is_none() {
        return Ok(BANDS.to_vec());
    }
    let bands: Option<Vec<u32>> = words(text, ',').map(|word| word.parse().ok()).collect();
    bands.ok_or_else(|| FiguresError::Bands.into())
}

pub(super) fn day(text: &str, field: &str) -> Result<Day, ApiError> {
    Day::parse(text).ok_or_else(|| ApiError::BadRequest(format!("{field}: YYYY-MM-DD")))
}

impl From<FiguresError> for ApiError {
    fn from(error: FiguresError) -> Self {
        match error {
            FiguresError::Store(error) => error.into(),
            other => {
                let field = other.field().unwrap_or_default();
                ApiError::BadRequest(format!("{field}: {other}"))
            }
        }
    }
}
