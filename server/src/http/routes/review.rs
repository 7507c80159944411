//! The review queue of a cohort.

use axum::Json;
use axum::extract::State;

use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::Named;
use crate::http::state::AppState;
use crate::reports::{self, ReviewQueue};

/// Shows what waits in a cohort, as far as she may decide on it.
pub(crate) async fn show_queue(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<ReviewQueue>, ApiError> {
    asking.to_cohort(&state, Act::Decide, &id).await?;
    let reach = asking.reach(Act::Decide)?;
    let rows = state.store().review_rows(id, &reach).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(reports::review_queue(rows, state.now())))
}
