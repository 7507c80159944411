//! The programme's definition and its lessons: a course for each presentation, a lesson for each of its
//! assessments.

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;
use server::programme::Definition;
use server::store::Store;

use super::PROGRAMME;
use super::source::{Assessment, Presentation, Tables};

/// The definition: a track for each module, to which its presentations' courses belong.
pub(super) fn definition(tables: &Tables) -> Result<Definition, String> {
    let mut tracks: Vec<String> = tables.presentations.values().map(Presentation::track).collect();
    tracks.dedup();
    let tracks: Vec<_> = tracks
        .iter()
        .map(|track| json!({"id": track, "title": {"es": track.to_uppercase()}}))
        .collect();
    let courses: Vec<_> = tables
        .presentations
        .values()
        .map(|one| {
            let title = format!("{} {}", one.module, one.name);
            json!({"id": one.cohort(), "title": {"es": title}, "language": "en",
                "pack": one.cohort(), "tracks": [one.track()]})
        })
        .collect();
    let definition = json!({
        "id": PROGRAMME,
        "version": 1,
        "title": {"es": "Open University Learning Analytics Dataset"},
        "languages": ["en"],
        "tracks": tracks,
        "courses": courses,
    });
    Definition::parse(&definition.to_string()).map_err(|error| error.to_string())
}

/// Makes a pack of each presentation; gives assessment → lesson.
pub(super) async fn import_packs(
    store: &Store,
    tables: &Tables,
    now: i64,
) -> Result<BTreeMap<u32, String>, String> {
    let mut lessons = BTreeMap::new();
    for (key, presentation) in &tables.presentations {
        let of: Vec<(u32, &Assessment)> = tables
            .assessments
            .iter()
            .filter(|(_, one)| one.presentation == *key)
            .map(|(id, one)| (*id, one))
            .collect();
        if of.is_empty() {
            continue;
        }
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        for (id, one) in &of {
            let due = one.due.map_or("at the end".to_owned(), |day| format!("on day {day}"));
            let text = format!(
                "# {} {id}\n\nDue {due} of {} {}; its weight is {} of a hundred.\n",
                one.kind, presentation.module, presentation.name, one.weight
            );
            let path = folder.path().join(format!("{id:08}.md"));
            fs::write(path, text).map_err(|error| error.to_string())?;
        }
        let options = packs::Options {
            pack: Some(presentation.cohort()),
            title: Some(format!("{} {}", presentation.module, presentation.name)),
            language: Some("en".to_owned()),
            licence: Some("CC-BY-4.0".to_owned()),
            author: Some("Open University".to_owned()),
        };
        let pack = packs::import(folder.path(), &options).map_err(|problems| {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        })?;
        // Files are taken by name, and names are the assessments' numbers.
        let ids = pack.manifest.lessons.iter().map(|lesson| lesson.id.clone());
        lessons.extend(of.iter().map(|(id, _)| *id).zip(ids));
        store.put_pack(pack, now).await.map_err(|error| error.to_string())?;
    }
    Ok(lessons)
}
