//! What all learners' facts are made with: lessons of the catalogue, tracks of courses, sessions.
//!
//! Owns reading it once for many learners, and the numbers that stand for words in packed facts.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, params};
use serde_json::Value;
use sync_core::session::session_id;

use crate::store::StoreError;

/// A lesson of the catalogue.
#[derive(Clone, Debug)]
pub(super) struct Lesson {
    /// Its word's number: a lesson and its translations have one.
    pub(super) word: u32,
    /// Tracks that its course belongs to; none: to all.
    pub(super) tracks: BTreeSet<String>,
}

impl Lesson {
    /// Is it one of this track? A lesson of no track is of none more than of another.
    pub(super) fn is_on(&self, track: &Option<String>) -> bool {
        track.as_ref().is_some_and(|track| self.tracks.contains(track))
    }
}

#[derive(Debug, Default)]
pub(super) struct World {
    lessons: HashMap<String, Lesson>,
    /// Session → its cohort's number, and whether it is not held.
    sessions: HashMap<[u8; 16], (i64, bool)>,
    cohorts: HashMap<String, i64>,
    /// Questions that indicators compare.
    compared: BTreeSet<String>,
    /// Steps of placement that are a job.
    placing: BTreeSet<String>,
    words: HashMap<String, u32>,
    new_words: Vec<(u32, String)>,
}

impl World {
    pub(super) fn read(conn: &Connection) -> Result<Self, StoreError> {
        let mut world = World::default();
        let mut statement = conn.prepare_cached("SELECT word, number FROM fact_word")?;
        let words = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        world.words = words.collect::<Result<_, _>>()?;
        let definition = definition(conn)?;
        let tracks = tracks(&definition);
        let steps = definition["placement"].as_array().map_or(&[][..], Vec::as_slice);
        let placing = steps.iter().filter(|step| step["kind"] == "placed");
        world.placing = placing.filter_map(|step| Some(step["id"].as_str()?.to_owned())).collect();
        world.compared = texts(&definition["indicators"], "question").collect();
        let mut statement =
            conn.prepare_cached("SELECT id, counts_as FROM catalogue_lesson ORDER BY position")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (id, counts_as): (String, String) = (row.get(0)?, row.get(1)?);
            let course = counts_as.split('/').next().unwrap_or_default();
            let tracks = tracks.get(course).cloned().unwrap_or_default();
            let lesson = Lesson { word: world.word(&counts_as), tracks };
            world.lessons.insert(id, lesson);
        }
        let mut statement =
            conn.prepare_cached("SELECT id, cohort, cancelled FROM cohort_session")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            world.sessions.insert(row.get(0)?, (row.get(1)?, row.get(2)?));
        }
        let mut statement = conn.prepare_cached("SELECT id, number FROM cohort")?;
        let cohorts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        world.cohorts = cohorts.collect::<Result<_, _>>()?;
        Ok(world)
    }

    pub(super) fn lesson(&self, id: &str) -> Option<&Lesson> {
        self.lessons.get(id)
    }

    /// A session's cohort; and whether it is not held.
    pub(super) fn session(&self, id: &str) -> Option<(i64, bool)> {
        self.sessions.get(&session_id(id)?).copied()
    }

    /// Does an indicator compare the answers to this question?
    pub(super) fn is_compared(&self, question: &str) -> bool {
        self.compared.contains(question)
    }

    /// Is this step of placement a job?
    pub(super) fn is_placing(&self, step: &str) -> bool {
        self.placing.contains(step)
    }

    /// A cohort's number.
    pub(super) fn cohort(&self, id: &str) -> Option<i64> {
        self.cohorts.get(id).copied()
    }

    /// The number that stands for a word.
    pub(super) fn word(&mut self, word: &str) -> u32 {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let number = self.words.len() as u32 + 1;
        self.words.insert(word.to_owned(), number);
        self.new_words.push((number, word.to_owned()));
        number
    }

    /// Writes the words that are new.
    pub(super) fn keep_words(&mut self, conn: &Connection) -> Result<(), StoreError> {
        for (number, word) in self.new_words.drain(..) {
            conn.prepare_cached("INSERT INTO fact_word (number, word) VALUES (?1, ?2)")?
                .execute(params![number, word])?;
        }
        Ok(())
    }
}

/// The definition in force; `null` before there is one.
fn definition(conn: &Connection) -> Result<Value, StoreError> {
    let definition: Vec<String> = conn
        .prepare_cached("SELECT definition FROM programme ORDER BY number LIMIT 1")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let Some(definition) = definition.first() else { return Ok(Value::Null) };
    serde_json::from_str(definition)
        .map_err(|error| StoreError::Damaged(format!("definition: {error}")))
}

/// One field of each member of a list.
fn texts<'a>(list: &'a Value, field: &'a str) -> impl Iterator<Item = String> + 'a {
    let members = list.as_array().map_or(&[][..], Vec::as_slice);
    members.iter().filter_map(move |member| member[field].as_str().map(str::to_owned))
}

/// Course → the tracks that the definition says it belongs to.
fn tracks(definition: &Value) -> HashMap<String, BTreeSet<String>> {
    let courses = definition["courses"].as_array().map_or(&[][..], Vec::as_slice);
    let of = |course: &Value| {
        let tracks = course["tracks"].as_array()?;
        let tracks = tracks.iter().filter_map(|track| track.as_str().map(str::to_owned));
        Some((course["id"].as_str()?.to_owned(), tracks.collect()))
    };
    courses.iter().filter_map(of).collect()
}
