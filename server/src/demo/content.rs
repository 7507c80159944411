//! The demonstration's programme and courses, embedded in the program.
//!
//! Owns that they come from `fixtures/`. They are imported as any other, by the same code.

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::SeedError;
use crate::store::Store;

/// The programme's definition.
pub(super) const DEFINITION: &str = include_str!("../../../fixtures/programmes/puente.json");

/// The course that the fictional learners take first, then the others.
static COURSES: [(&str, Dir<'static>); 2] = [
    ("primeros-pasos", include_dir!("$CARGO_MANIFEST_DIR/../fixtures/packs/primeros-pasos")),
    ("first-steps", include_dir!("$CARGO_MANIFEST_DIR/../fixtures/packs/first-steps")),
];

/// Imports the courses. Gives the lessons of the first: id, pages, quiz.
pub(super) async fn import(store: &Store, now: i64) -> Result<Vec<(String, u32, bool)>, SeedError> {
    let mut lessons = Vec::new();
    for (name, files) in &COURSES {
        let unpacked = Unpacked::new(store, name)?;
        files.extract(&unpacked.0)?;
        let options = packs::Options { pack: Some((*name).to_owned()), ..Default::default() };
        let pack = packs::import(&unpacked.0, &options).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            SeedError::Content(problems.join("; "))
        })?;
        if lessons.is_empty() {
            lessons = pack
                .manifest
                .lessons
                .iter()
                .map(|lesson| (lesson.id.clone(), lesson.pages as u32, lesson.has_quiz))
                .collect();
        }
        store.put_pack(pack, now).await?;
    }
    Ok(lessons)
}

/// A folder beside the database, gone when dropped.
struct Unpacked(std::path::PathBuf);

impl Unpacked {
    fn new(store: &Store, name: &str) -> Result<Self, SeedError> {
        let folder = store.directory().join(format!("unpacked-{name}"));
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, folder = %self.0.display(), "a folder is left behind");
        }
    }
}

/// The programme's tasks, and which are paid by the unit.
pub(super) fn tasks() -> Result<Vec<(String, bool)>, SeedError> {
    #[derive(Deserialize)]
    struct Tasks {
        tasks: Vec<Task>,
    }
    #[derive(Deserialize)]
    struct Task {
        id: String,
        measure: String,
    }
    let tasks: Tasks =
        serde_json::from_str(DEFINITION).map_err(|error| SeedError::Content(error.to_string()))?;
    Ok(tasks.tasks.into_iter().map(|task| (task.id, task.measure == "units")).collect())
}
