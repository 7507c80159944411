//! The whole URL map, grouped by caller, with each group's limits.
//!
//! Owns which address leads where and what stands before it. Must not decide anything about a
//! request itself.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::error::{ApiError, panic_response};
use super::routes::{cohorts, content, health, learners, phones, session};
use super::state::AppState;
use super::{embed, extract, headers};

/// One visit of a phone (`sync_core::exchange::MAX_REQUEST_BYTES`).
const SYNC_BODY_BYTES: usize = sync_core::exchange::MAX_REQUEST_BYTES;
/// One enrolment.
const ENROL_BODY_BYTES: usize = 512;
/// One phone that comes back.
const RETURN_BODY_BYTES: usize = sync_core::exchange::MAX_RETURN_BYTES;
/// One form of a staff page.
const JSON_BODY_BYTES: usize = 16 * 1024;

/// Everything this server answers.
pub fn router(state: AppState) -> Router {
    let limited = |seconds: Duration| from_fn_with_state(seconds, headers::limit_time);
    let announced = |bytes: usize| from_fn_with_state(bytes, extract::refuse_announced);

    let sync = Router::new()
        .route("/api/sync", post(phones::sync))
        .layer(DefaultBodyLimit::max(SYNC_BODY_BYTES))
        .layer(announced(SYNC_BODY_BYTES))
        .layer(limited(headers::SYNC_TIME_LIMIT));

    let enrol = Router::new()
        .route("/api/enrol", post(phones::enrol))
        .layer(DefaultBodyLimit::max(ENROL_BODY_BYTES))
        .layer(announced(ENROL_BODY_BYTES))
        .layer(limited(headers::TIME_LIMIT));

    let returning = Router::new()
        .route("/api/return", post(phones::come_back))
        .layer(DefaultBodyLimit::max(RETURN_BODY_BYTES))
        .layer(announced(RETURN_BODY_BYTES))
        .layer(limited(headers::TIME_LIMIT));

    let content = Router::new()
        .route("/api/catalogue", get(content::show_catalogue))
        .route("/api/packs/{pack}/{version}", get(content::show_pack))
        .route("/api/files/{sha256}", get(content::show_file));

    let staff = Router::new()
        .route(
            "/api/session",
            get(session::show_session).post(session::sign_in).delete(session::sign_out),
        )
        .route("/api/cohorts", get(cohorts::list_cohorts))
        .route("/api/cohorts/{id}", get(cohorts::show_cohort))
        .route("/api/cohorts/{id}/learners.csv", get(cohorts::export_learners))
        .route("/api/cohorts/{id}/questions", get(cohorts::list_questions))
        .route("/api/learners/{id}", get(learners::show_learner))
        .route("/api/learners/{id}/record.csv", get(learners::export_record))
        .route("/api/learners/{id}/codes", post(learners::make_code))
        .layer(DefaultBodyLimit::max(JSON_BODY_BYTES))
        .layer(announced(JSON_BODY_BYTES))
        .layer(from_fn(extract::require_own_page));

    let health = Router::new()
        .route("/healthz/live", get(health::is_live))
        .route("/healthz/ready", get(health::is_ready))
        .route("/healthz/backup", get(health::show_backup));

    let client = Router::new()
        .route("/", get(embed::show_index))
        .route("/oficina", get(embed::show_index))
        .route("/oficina/{*place}", get(embed::show_index));

    let others = Router::new()
        .merge(content)
        .merge(staff)
        .merge(health)
        .merge(client)
        .route("/api/{*unknown}", axum::routing::any(nothing))
        .fallback(get(embed::show_file).fallback(nothing))
        .layer(limited(headers::TIME_LIMIT));

    sync.merge(enrol)
        .merge(returning)
        .merge(others)
        .method_not_allowed_fallback(wrong_method)
        .with_state(state.clone())
        // The last added is the outermost. A panic becomes an answer first, and then gets its
        // line in the log and its headers like any other.
        .layer(CatchPanicLayer::custom(panic_response))
        .layer(from_fn(headers::log))
        .layer(from_fn_with_state(state, headers::secure))
}

async fn nothing() -> ApiError {
    ApiError::NotFound
}

async fn wrong_method() -> ApiError {
    ApiError::Method
}
