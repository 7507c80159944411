//! The demonstration's content, embedded: a programme definition and its lesson packs.
//!
//! `follow-up.json` is what the programme says besides once it looks back: regions, surveys,
//! indicators, a certificate, targets. Owns the way from embedded files to the store, which is the importer's own: what `chaski
//! import pack` refuses is refused here too.

use include_dir::{Dir, include_dir};

use serde_json::{Map, Value};

use super::{DemoError, Extent};
use crate::programme::Definition;
use crate::store::Store;

const PROGRAMME: &str = include_str!("../../../fixtures/programmes/puente.json");
const FOLLOW_UP: &str = include_str!("follow-up.json");

static SPANISH: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../fixtures/packs/primeros-pasos");
static ENGLISH: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../fixtures/packs/first-steps");

/// The programme.
pub(super) fn definition(extent: Extent) -> Result<Definition, DemoError> {
    if extent == Extent::Cohort {
        return Ok(Definition::parse(PROGRAMME)?);
    }
    let read = |text: &str| -> Result<Map<String, Value>, DemoError> {
        serde_json::from_str(text).map_err(|error| DemoError::Fixture(error.to_string()))
    };
    let mut programme = read(PROGRAMME)?;
    programme.extend(read(FOLLOW_UP)?);
    Ok(Definition::parse(&Value::Object(programme).to_string())?)
}

/// A lesson as the story needs it.
#[derive(Clone, Debug)]
pub(super) struct Lesson {
    pub(super) id: String,
    pub(super) pages: u32,
    pub(super) has_quiz: bool,
}

/// The lessons of each course, in order.
#[derive(Clone, Debug)]
pub(super) struct Lessons {
    pub(super) spanish: Vec<Lesson>,
    pub(super) english: Vec<Lesson>,
}

/// Imports both packs and tells their lessons.
pub(super) async fn import_packs(store: &Store, now: i64) -> Result<Lessons, DemoError> {
    Ok(Lessons {
        spanish: import(store, &SPANISH, "primeros-pasos", now).await?,
        english: import(store, &ENGLISH, "first-steps", now).await?,
    })
}

async fn import(
    store: &Store,
    embedded: &Dir<'static>,
    id: &str,
    now: i64,
) -> Result<Vec<Lesson>, DemoError> {
    // The importer reads folders, and a folder it gets.
    let folder = store.directory().join(format!("demo-{id}"));
    let extract = || {
        std::fs::create_dir_all(&folder)?;
        embedded.extract(&folder)
    };
    extract().map_err(|error| DemoError::Fixture(error.to_string()))?;
    let options = packs::Options { pack: Some(id.to_owned()), ..packs::Options::default() };
    let imported = packs::import(&folder, &options);
    std::fs::remove_dir_all(&folder).map_err(|error| DemoError::Fixture(error.to_string()))?;
    let pack = imported.map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        DemoError::Fixture(problems.join("; "))
    })?;
    let lessons = pack
        .manifest
        .lessons
        .iter()
        .map(|lesson| Lesson {
            id: lesson.id.clone(),
            pages: lesson.pages as u32,
            has_quiz: lesson.has_quiz,
        })
        .collect();
    store.put_pack(pack, now).await?;
    Ok(lessons)
}
