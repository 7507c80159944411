//! Is this server alive, and may it be sent requests? For whoever watches over it.

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::backup::schedule::Report;
use crate::http::error::ApiError;
use crate::http::state::AppState;
use crate::tls;

/// What a healthy server says.
#[derive(Serialize)]
pub(crate) struct Health {
    status: &'static str,
}

/// The process answers.
pub(crate) async fn is_live() -> Json<Health> {
    Json(Health { status: "live" })
}

/// The process answers, its store can be read, and it is not stopping.
pub(crate) async fn is_ready(State(state): State<AppState>) -> Result<Json<Health>, ApiError> {
    if state.is_stopping() {
        return Err(ApiError::Unavailable);
    }
    state.store().catalogue_prefix().await?;
    Ok(Json(Health { status: "ready" }))
}

/// How the scheduled backups stand: a word, moments and sizes, and no path.
pub(crate) async fn show_backup(State(state): State<AppState>) -> Json<Report> {
    Json(state.backups().report(state.now()))
}

/// How the certificate stands that this server shows: a word and a moment, and no path.
pub(crate) async fn show_certificate(State(state): State<AppState>) -> Json<tls::Report> {
    Json(state.certificate())
}
