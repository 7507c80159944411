//! The handlers, by what they are about. Each extracts, authorises, calls and responds.
//!
//! Those of staff pages take `Asking`, and their first line names the act that they are.

pub(super) mod accounts;
pub(super) mod audit;
pub(super) mod board;
pub(super) mod centers;
pub(super) mod certificates;
pub(super) mod cohorts;
pub(super) mod content;
pub(super) mod courier;
pub(super) mod desks;
pub(super) mod devices;
pub(super) mod figures;
mod grants;
pub(super) mod handouts;
pub(super) mod health;
pub(super) mod hubs;
pub(super) mod kinship;
pub(super) mod learners;
pub(super) mod mentors;
pub(super) mod notices;
pub(super) mod people;
mod person_forms;
pub(super) mod phones;
pub(super) mod recoveries;
pub(super) mod review;
pub(super) mod schedule;
pub(super) mod second_factor;
pub(super) mod session;
pub(super) mod statements;
pub(super) mod steps;
pub(super) mod tables;
pub(super) mod trainer_packs;

use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::error::ApiError;

/// A table as a file for the reader's disk.
fn csv(name: &str, bytes: Vec<u8>) -> Result<Response, ApiError> {
    let attachment = format!("attachment; filename=\"{name}\"");
    let attachment = HeaderValue::from_str(&attachment).map_err(ApiError::internal)?;
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, attachment)], bytes).into_response())
}
