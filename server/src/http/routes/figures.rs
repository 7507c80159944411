//! The programme's figures.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use sync_core::record::Day;

use crate::authority::{Act, Role};
use crate::figures::{self, Ask, BANDS, FiguresError, Freshness, Kind, LEAST, Report};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{Asked, Named};
use crate::http::state::AppState;

/// What is asked of a report.
#[derive(Deserialize)]
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
    // Coordinators open every record behind a figure; whoever looks at anything here in another
    // role gets no cell of a few.
    let reads = asking.0.roles().into_iter().filter(|role| Act::ReadReports.is_allowed_to(*role));
    let may_open = reads.collect::<Vec<_>>() == [Role::Coordinator];
    let floor = if may_open { 1 } else { LEAST };
    let tables: Vec<String> = words(query.by.as_deref(), ';').collect();
    let ask = Ask {
        from: query.from.map(|text| day(&text, "from")).transpose()?,
        to: query.to.map(|text| day(&text, "to")).transpose()?,
        least: query.least.unwrap_or(LEAST).max(floor),
        bands: bands(query.bands.as_deref())?,
        ..Ask::new(kind).by(&tables)?
    };
    let now = state.now();
    Ok(Json(figures::figures(state.store(), ask, &reach, Freshness::InTime, now).await?))
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

fn day(text: &str, field: &str) -> Result<Day, ApiError> {
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
