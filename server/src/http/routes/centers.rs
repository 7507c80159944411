//! Centres, as far as somebody's scope goes.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::state::AppState;

/// A centre.
#[derive(Serialize)]
pub(crate) struct CenterShown {
    id: String,
    title: String,
    cohorts: u64,
}

/// Lists centres, by id.
pub(crate) async fn list_centers(
    asking: Asking,
    State(state): State<AppState>,
) -> Result<Json<Vec<CenterShown>>, ApiError> {
    let reach = asking.reach(Act::ListCenters)?;
    let centers = state.store().centers(&reach).await?;
    let shown = centers.into_iter().map(|center| CenterShown {
        id: center.id,
        title: center.title,
        cohorts: center.cohorts,
    });
    Ok(Json(shown.collect()))
}
