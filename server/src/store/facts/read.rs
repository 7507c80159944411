//! What a report reads: facts as columns, and one kind of part beside them.
//!
//! Owns the SQL and the narrowing to a reach. Must not count: `figures` does.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, named_params, params};
use rustc_hash::FxHashMap;
use sync_core::record::EnrolmentState;

use super::packed::{self, Packed};
use super::parts::PartKind;
use crate::authority::Reach;
use crate::store::scope::{COHORT_IN_REACH, Filter};
use crate::store::{Store, StoreError};

/// A learner's facts about one enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) cohort: i64,
    pub(super) person: i64,
    pub(super) state: EnrolmentState,
    pub(super) since: i32,
    pub(super) day: i32,
    pub(super) track: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) gender: Option<String>,
    pub(super) region: Option<String>,
    pub(super) age_band: Option<String>,
    pub(super) birth_year: Option<i32>,
    pub(super) first_day: Option<i32>,
    pub(super) last_day: Option<i32>,
    pub(super) lessons: u32,
    pub(super) placed: Option<i32>,
    pub(super) certified: Option<i32>,
    pub(super) parts: Vec<(PartKind, Vec<u8>)>,
}

/// A word, by its place in [`Facts::words`].
pub type Symbol = u32;

/// One enrolment, as a report counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactRow {
    /// Whose.
    pub learner: i64,
    /// Which person that is.
    pub person: i64,
    /// The cohort, by its place in [`Facts::cohorts`].
    pub cohort: u32,
    /// How it stands.
    pub state: EnrolmentState,
    /// Since when she is in it.
    pub since: i32,
    /// Since when it stands so.
    pub day: i32,
    /// Her track.
    pub track: Option<Symbol>,
    /// Why she paused or left.
    pub reason: Option<Symbol>,
    /// As she said.
    pub gender: Option<Symbol>,
    /// As she said.
    pub region: Option<Symbol>,
    /// As it was given, where it was.
    pub age_band: Option<Symbol>,
    /// Else this tells.
    pub birth_year: Option<i32>,
    /// Day of the first thing that she did in it.
    pub first_day: Option<i32>,
    /// Day of the last thing.
    pub last_day: Option<i32>,
    /// Day on which staff recorded that she found a job.
    pub placed: Option<i32>,
    /// Day on which she was given a certificate that stands.
    pub certified: Option<i32>,
    /// Where her part begins and ends.
    part: (u32, u32),
}

/// A cohort, as far as reports know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactCohort {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its first day.
    pub starts: i32,
    /// Where it meets.
    pub center: Option<String>,
}

/// Facts as columns.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// One for each enrolment.
    pub rows: Vec<FactRow>,
    /// The cohorts that rows name.
    pub cohorts: Vec<FactCohort>,
    /// The words that rows name.
    pub words: Vec<String>,
    /// Lessons and currencies, by the number that parts name.
    pub part_words: HashMap<u32, String>,
    bytes: Vec<u8>,
}

impl Facts {
    /// An enrolment's part; empty where there is none.
    pub fn part(&self, row: &FactRow) -> &[u8] {
        self.bytes.get(row.part.0 as usize..row.part.1 as usize).unwrap_or_default()
    }

    /// The word of a symbol.
    pub fn word(&self, symbol: Option<Symbol>) -> Option<&str> {
        self.words.get(symbol? as usize).map(String::as_str)
    }
}

impl Store {
    /// The facts in reach, with one kind of part. Facts that are not up to date are as they were.
    pub async fn facts(&self, reach: &Reach, part: Option<PartKind>) -> Result<Facts, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| read(conn, &filter, part)).await
    }

    /// How many lessons each course of the catalogue has, by course; translations count once.
    pub async fn course_lessons(&self) -> Result<BTreeMap<String, u32>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT substr(counts_as, 1, instr(counts_as, '/') - 1), COUNT(DISTINCT counts_as)
                 FROM catalogue_lesson GROUP BY 1",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Symbols for words, as they come.
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    known: FxHashMap<Vec<u8>, Symbol>,
    pub(super) words: Vec<String>,
}

impl Interner {
    pub(super) fn of(&mut self, word: &str) -> Symbol {
        if let Some(symbol) = self.known.get(word.as_bytes()) {
            return *symbol;
        }
        let symbol = self.words.len() as Symbol;
        self.words.push(word.to_owned());
        self.known.insert(word.as_bytes().to_vec(), symbol);
        symbol
    }

    /// Of bytes of ours, which are text: seen when they come first.
    fn symbol(&mut self, word: Option<&[u8]>) -> Result<Option<Symbol>, StoreError> {
        let Some(word) = word else { return Ok(None) };
        if let Some(symbol) = self.known.get(word) {
            return Ok(Some(*symbol));
        }
        let text = std::str::from_utf8(word).map_err(|_| StoreError::damaged("a fact's word"))?;
        Ok(Some(self.of(text)))
    }
}

/// A fact's columns, out of SQL.
fn unpacked<'a>(row: &'a rusqlite::Row<'_>, index: usize) -> Result<Packed<'a>, StoreError> {
    let data = row.get_ref(index)?.as_blob().map_err(rusqlite::Error::from)?;
    packed::of(data).ok_or_else(|| StoreError::damaged("a fact"))
}

fn read(conn: &Connection, filter: &Filter, part: Option<PartKind>) -> Result<Facts, StoreError> {
    let mut facts = Facts::default();
    let mut places: FxHashMap<i64, u32> = FxHashMap::default();
    let mut statement = conn.prepare_cached(
        "SELECT cohort.number, cohort.id, cohort.starts, center.id, cohort.title
         FROM cohort LEFT JOIN center ON center.number = cohort.center",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        places.insert(row.get(0)?, facts.cohorts.len() as u32);
        let (id, starts, center) = (row.get(1)?, row.get(2)?, row.get(3)?);
        facts.cohorts.push(FactCohort { id, title: row.get(4)?, starts, center });
    }
    let mut words = Interner::default();
    let columns = "fact.number, fact.learner, fact.cohort, fact.data";
    // Whoever reaches everything need not have each row looked up.
    let sql = if filter.all {
        format!(
            "SELECT {columns} FROM fact
             WHERE :all AND :centers <> '' AND :cohorts <> '' AND :learners <> ''
             ORDER BY fact.number"
        )
    } else {
        format!(
            "SELECT {columns} FROM fact
             JOIN cohort ON cohort.number = fact.cohort
             JOIN learner ON learner.number = fact.learner
             WHERE {COHORT_IN_REACH}
                OR lower(hex(learner.id)) IN (SELECT value FROM json_each(:learners))
             ORDER BY fact.number"
        )
    };
    let mut numbers: Vec<i64> = Vec::new();
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {
        ":all": filter.all, ":centers": filter.centers,
        ":cohorts": filter.cohorts, ":learners": filter.learners,
    })?;
    while let Some(row) = rows.next()? {
        numbers.push(row.get(0)?);
        let cohort = places.get(&row.get::<_, i64>(2)?).copied();
        let fact = unpacked(row, 3)?;
        facts.rows.push(FactRow {
            learner: row.get(1)?,
            person: fact.person,
            cohort: cohort.ok_or_else(|| StoreError::damaged("a fact's cohort"))?,
            state: fact.state,
            since: fact.since,
            day: fact.day,
            track: words.symbol(fact.track)?,
            reason: words.symbol(fact.reason)?,
            gender: words.symbol(fact.gender)?,
            region: words.symbol(fact.region)?,
            age_band: words.symbol(fact.age_band)?,
            birth_year: fact.birth_year,
            first_day: fact.first_day,
            last_day: fact.last_day,
            placed: fact.placed,
            certified: fact.certified,
            part: (0, 0),
        });
    }
    facts.words = words.words;
    if let Some(part) = part {
        read_parts(conn, part, &numbers, &mut facts)?;
    }
    Ok(facts)
}

/// Parts lie in the order of their facts, as the rows do: one pass over both.
fn read_parts(
    conn: &Connection,
    part: PartKind,
    numbers: &[i64],
    facts: &mut Facts,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached("SELECT number, word FROM fact_word")?;
    let words = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    facts.part_words = words.collect::<Result<_, _>>()?;
    let mut statement =
        conn.prepare_cached("SELECT fact, data FROM fact_part WHERE kind = ?1 ORDER BY fact")?;
    let mut rows = statement.query([part.number()])?;
    let mut places = numbers.iter().zip(&mut facts.rows).peekable();
    while let Some(row) = rows.next()? {
        let fact: i64 = row.get(0)?;
        while places.next_if(|(number, _)| **number < fact).is_some() {}
        if let Some((_, found)) = places.next_if(|(number, _)| **number == fact) {
            let begin = facts.bytes.len() as u32;
            let data = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
            facts.bytes.extend_from_slice(data);
            found.part = (begin, facts.bytes.len() as u32);
        }
    }
    Ok(())
}

/// A learner's facts as they are kept, by cohort.
pub(super) fn facts_of(conn: &Connection, learner: i64) -> Result<Vec<Fact>, StoreError> {
    let text = |word: Option<&[u8]>| {
        let text = word.map(|word| String::from_utf8(word.to_vec())).transpose();
        text.map_err(|_| StoreError::damaged("a fact's word"))
    };
    let mut statement = conn.prepare_cached(
        "SELECT number, cohort, data FROM fact WHERE learner = ?1 ORDER BY cohort",
    )?;
    let mut rows = statement.query(params![learner])?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let mut parts = Vec::new();
        for kind in PartKind::ALL {
            let data: Vec<Vec<u8>> = conn
                .prepare_cached("SELECT data FROM fact_part WHERE kind = ?1 AND fact = ?2")?
                .query_map(params![kind.number(), row.get::<_, i64>(0)?], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            parts.extend(data.into_iter().map(|data| (kind, data)));
        }
        let fact = unpacked(row, 2)?;
        facts.push(Fact {
            cohort: row.get(1)?,
            person: fact.person,
            state: fact.state,
            since: fact.since,
            day: fact.day,
            track: text(fact.track)?,
            reason: text(fact.reason)?,
            gender: text(fact.gender)?,
            region: text(fact.region)?,
            age_band: text(fact.age_band)?,
            birth_year: fact.birth_year,
            first_day: fact.first_day,
            last_day: fact.last_day,
            lessons: fact.lessons,
            placed: fact.placed,
            certified: fact.certified,
            parts,
        });
    }
    Ok(facts)
}
