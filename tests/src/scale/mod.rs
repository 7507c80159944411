//! A database of the size that a national programme has after years, and how fast it answers.
//!
//! Owns the generator and the measurements of `docs/REPORTS.md`. The generator writes rows, not
//! signatures: signing thirty million changes would take a day and tell nothing about reports. What it
//! writes has the shape, the indexes and the size of the real thing (changes with their hashes, puts,
//! the feed, projections), and `chaski verify` would refuse it: it is nobody's record. Facts are made
//! of its projections by the server itself, and what is measured comes in through the exchange.
//!
//! - `rows`: the rows of one learner
//! - `measure`: reports, and what comes in

mod measure;
mod rows;

use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;
use serde_json::json;
use server::programme::Definition;
use server::source::{Scripted, Source};
use server::store::{Cohort, Seeds, Store};
use sync_core::record::Day;

use rows::Writing;

pub use measure::{Measured, ingestion, reports};

/// The day on which the generated cohorts' last data came.
pub const TODAY: &str = "2026-11-20";
/// Learners of one cohort.
const COHORT: usize = 40;
/// Cohorts of one centre.
const CENTER: usize = 25;
/// Lessons of the catalogue: four courses of ten.
const COURSES: usize = 4;
const LESSONS: usize = 10;

/// Seconds since 1970 at noon of `TODAY`.
pub fn now() -> i64 {
    i64::from(Day::parse(TODAY).map_or(0, |day| day.0)) * 86_400 + 43_200
}

/// Writes `learners` learners with `events` changes of theirs in all into an empty data directory.
pub async fn generate(directory: &Path, learners: usize, events: usize) -> Result<(), String> {
    let begun = Instant::now();
    let lessons = prepare(directory, learners).await?;
    let tell = |what: &str| eprintln!("{:>5} s: {what}", begun.elapsed().as_secs());
    {
        let mut database =
            Connection::open(directory.join("chaski.db")).map_err(|error| error.to_string())?;
        let pragmas =
            "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA cache_size = -1000000;";
        database.execute_batch(pragmas).map_err(|error| error.to_string())?;
        let writing = database.transaction().map_err(|error| error.to_string())?;
        let mut rows = Writing::new(&writing, &lessons, learners, events)
            .map_err(|error| error.to_string())?;
        for learner in 0..learners {
            rows.learner(learner).map_err(|error| error.to_string())?;
            if learner % 10_000 == 9_999 {
                tell(&format!("{} learners, {} events", learner + 1, rows.events));
            }
        }
        rows.finish().map_err(|error| error.to_string())?;
        let events = rows.events;
        drop(rows);
        writing.commit().map_err(|error| error.to_string())?;
        database.pragma_update(None, "journal_mode", "WAL").map_err(|error| error.to_string())?;
        tell(&format!("{learners} learners with {events} events are written"));
    }
    Ok(())
}

/// Makes the facts of everybody whose facts are not up to date, as a server does in the background.
pub async fn make_facts(directory: &Path) -> Result<(), String> {
    let begun = Instant::now();
    let store = Store::open(directory).map_err(|error| error.to_string())?;
    let stale = store.stale_facts().await.map_err(|error| error.to_string())?;
    store.refresh_facts(usize::MAX).await.map_err(|error| error.to_string())?;
    store.close().await;
    eprintln!("{:>5} s: facts of {stale} learners are made", begun.elapsed().as_secs());
    Ok(())
}

/// A programme with centres, cohorts and a catalogue, and nobody in it; gives its lessons.
pub async fn prepare(directory: &Path, learners: usize) -> Result<Vec<String>, String> {
    let fail = |error: server::store::StoreError| error.to_string();
    let store = Store::open(directory).map_err(fail)?;
    let source = Source::new(Scripted::new(now(), 1));
    let courses: Vec<_> = (0..COURSES)
        .map(|course| {
            let id = format!("curso-{course}");
            json!({"id": id, "title": {"es": format!("Curso {course}")}, "language": "es", "pack": id})
        })
        .collect();
    let tracks = ["centro", "gig", "tienda"].map(|id| json!({"id": id, "title": {"es": id}}));
    let definition = json!({"id": "escala", "version": 1, "title": {"es": "Escala"},
        "languages": ["es"], "courses": courses, "tracks": tracks,
        "tasks": [{"id": "etiquetar", "title": {"es": "Etiquetar"}, "measure": "minutes"}]});
    let definition =
        Definition::parse(&definition.to_string()).map_err(|error| error.to_string())?;
    let seeds = Seeds { root: source.random(), central: source.random() };
    if !store.init(definition, seeds, false, now()).await.map_err(fail)? {
        return Err("the data directory holds a programme already".to_owned());
    }
    let mut lessons = Vec::new();
    for course in 0..COURSES {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        for lesson in 0..LESSONS {
            let path = folder.path().join(format!("{lesson:02}.md"));
            std::fs::write(path, format!("# Lección {lesson}\n\nTexto.\n"))
                .map_err(|error| error.to_string())?;
        }
        let id = format!("curso-{course}");
        let options =
            packs::Options { pack: Some(id.clone()), title: Some(id), ..packs::Options::default() };
        let pack = packs::import(folder.path(), &options).map_err(|_| "a pack is refused")?;
        lessons.extend(pack.manifest.lessons.iter().map(|lesson| lesson.id.clone()));
        store.put_pack(pack, now()).await.map_err(fail)?;
    }
    let cohorts = learners.div_ceil(COHORT).max(1);
    for center in 0..cohorts.div_ceil(CENTER) {
        let id = format!("centro-{center}");
        store.put_center(id.clone(), id, None, now()).await.map_err(fail)?;
    }
    let today = Day::parse(TODAY).ok_or("a day")?;
    for cohort in 0..cohorts {
        let id = format!("c{cohort}");
        let cohort = Cohort {
            title: id.clone(),
            id,
            starts: Day(today.0 - 7 * (6 + (cohort % 150) as i32)).monday(),
            weeks: 12,
            center: Some(format!("centro-{}", cohort / CENTER)),
        };
        store.put_cohort(cohort, None, now()).await.map_err(fail)?;
    }
    store.close().await;
    Ok(lessons)
}
