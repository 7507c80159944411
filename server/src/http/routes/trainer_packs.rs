//! Packs for whoever teaches: their files are fetched like others', by the names that only a manifest
//! tells.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::Response;
use serde::Serialize;

use super::content::manifest_said;
use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::Named;
use crate::http::state::AppState;

/// A trainer pack.
#[derive(Serialize)]
pub(crate) struct TrainerPack {
    pack: String,
    version: String,
    title: String,
    language: String,
    size_bytes: u64,
    lessons: Vec<LessonHead>,
}

#[derive(Serialize)]
struct LessonHead {
    id: String,
    title: String,
}

/// Lists those that are here, in the definition's order.
pub(crate) async fn list_trainer_packs(
    asking: Asking,
    State(state): State<AppState>,
) -> Result<Json<Vec<TrainerPack>>, ApiError> {
    asking.reach(Act::ReadTrainerPacks)?;
    let packs = state.store().trainer_packs().await?.into_iter().map(|manifest| TrainerPack {
        pack: manifest.pack,
        version: manifest.version,
        title: manifest.title,
        language: manifest.language,
        size_bytes: manifest.size_bytes,
        lessons: manifest
            .lessons
            .into_iter()
            .map(|lesson| LessonHead { id: lesson.id, title: lesson.title })
            .collect(),
    });
    Ok(Json(packs.collect()))
}

/// Shows one's manifest.
pub(crate) async fn show_trainer_pack(
    asking: Asking,
    State(state): State<AppState>,
    Named((pack, version)): Named<(String, String)>,
) -> Result<Response, ApiError> {
    asking.reach(Act::ReadTrainerPacks)?;
    let manifest = state.store().trainer_manifest(pack, version).await?;
    Ok(manifest_said(manifest.ok_or(ApiError::NotFound)?, HeaderValue::from_static("no-store")))
}
