//! The programme's figures: funnel, courses, retention, progress, hours, attendance, outcomes.
//!
//! Owns what may be asked, and the one shape in which command line and API answer. What each figure
//! means, and after whom, is written in `docs/REPORTS.md` under the codes that the answer carries.
//! Must not know SQL, or who may ask: a reach comes in.
//!
//! - `table`: what is counted; `count`: counting it; `dimension`: what it is told apart by
//! - `asked`: dimensions that surveys ask for
//! - `kinds`: what each report counts
//! - `suppress`: which cells are hidden
//! - `only`: of whom a report tells; `behind`: the people behind a figure; `rows`: enrolments without
//!   names
//! - `freshening`: up to date before anybody asks
//! - `shape`: the JSON

mod asked;
mod behind;
mod count;
mod dimension;
mod freshening;
mod kinds;
mod only;
mod rows;
mod shape;
mod suppress;
#[cfg(test)]
mod suppress_tests;
mod table;

use std::collections::BTreeSet;

use sync_core::record::Day;
use thiserror::Error;

use crate::authority::Reach;
use crate::programme::{Form, Indicator, Targets};
use crate::store::facts::read::Facts;
use crate::store::facts::said::Attributes;
use crate::store::{Store, StoreError};
use asked::AskedDimension;
use dimension::{MOST, Said, grouping};
use kinds::Meant;
use table::Counted;

pub use behind::{Behind, Wanted, behind};
pub use dimension::{BANDS, Dimension};
pub use freshening::keep_fresh;
pub use kinds::Kind;
pub use only::Only;
pub(crate) use rows::pseudonym;
pub use rows::{EnrolmentLine, Rows, rows};
pub use shape::Report;

/// The fewest people that a cell tells of, where nobody asked for more.
pub const LEAST: u64 = 5;
/// Learners whose facts are brought up to date before an answer to a page; what is behind is told.
const REFRESHED_AT_ONCE: usize = 400;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which report.
    pub kind: Kind,
    /// Tables: each by one or several dimensions.
    pub by: Vec<Vec<Dimension>>,
    /// First day of the period.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// The fewest that a cell may count; 1: nothing is hidden.
    pub least: u64,
    /// First years of age bands.
    pub bands: Vec<u32>,
    /// Of whom.
    pub only: Only,
    /// The figure whose people are wanted.
    pub wanted: Option<Wanted>,
    /// Who asks.
    pub asker: Asker,
}

/// Who asks for a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Somebody who sees what she is shown.
    Page,
    /// Whoever has the database: she sees all that this server could open.
    CommandLine,
}

/// Why nothing is answered.
#[derive(Debug, Error)]
pub enum FiguresError {
    /// There is no such report.
    #[error(
        "no report {0}: one of funnel, courses, retention, progress, hours, attendance, outcomes"
    )]
    NoReport(String),
    /// Nothing was ever said under this name.
    #[error("nobody is told apart by {0}")]
    NoDimension(String),
    /// Answers that were sealed would be told of some people alone.
    #[error(
        "answers about {0} were sealed: they are told of everybody alone, without a period, and not by person"
    )]
    Sealed(String),
    /// The report has no such figure.
    #[error("the report has no figure {0}")]
    NoFigure(String),
    /// What narrows a report cannot be read.
    #[error("a JSON object of dimensions with their value, or null where nothing was said")]
    Only,
    /// A dimension is in two tables, or twice in one: hidden cells of one could be computed from the
    /// other.
    #[error("{0} is asked for twice")]
    Twice(String),
    /// More dimensions in one table than there may be.
    #[error("a table has at most three dimensions")]
    TooMany,
    /// Bands that do not ascend.
    #[error("age bands are ages from 1 to 120, ascending")]
    Bands,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl FiguresError {
    /// What it is about, where the caller asked for something that is not.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoReport(_) => Some("name"),
            Self::NoDimension(_) | Self::Twice(_) | Self::TooMany | Self::Sealed(_) => Some("by"),
            Self::Bands => Some("bands"),
            Self::NoFigure(_) => Some("figure"),
            Self::Only => Some("only"),
            Self::Store(_) => None,
        }
    }
}

impl Ask {
    /// Everything about everybody, by nothing.
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            by: Vec::new(),
            from: None,
            to: None,
            least: 1,
            bands: BANDS.to_vec(),
            only: Only::default(),
            wanted: None,
            asker: Asker::Page,
        }
    }

    /// Reads `gender`, `region,gender`: each a table.
    pub fn by(mut self, tables: &[String]) -> Result<Self, FiguresError> {
        let mut seen = BTreeSet::new();
        for table in tables {
            let dimensions: Vec<Dimension> =
                table.split(',').map(|word| Dimension::from_word(word.trim())).collect();
            if dimensions.len() > MOST {
                return Err(FiguresError::TooMany);
            }
            for dimension in &dimensions {
                // A centre's cohorts are its parts.
                let of = match dimension {
                    Dimension::Center => Dimension::Cohort,
                    other => other.clone(),
                };
                if !seen.insert(of.word().to_owned()) {
                    return Err(FiguresError::Twice(dimension.word().to_owned()));
                }
            }
            self.by.push(dimensions);
        }
        Ok(self)
    }

    fn check(&self) -> Result<(), FiguresError> {
        let ascend = self.bands.windows(2).all(|pair| pair[0] < pair[1]);
        let fit = self.bands.len() <= 20 && self.bands.iter().all(|age| (1..=120).contains(age));
        if ascend && fit { Ok(()) } else { Err(FiguresError::Bands) }
    }
}

/// Whether an answer may leave out what came in the last moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Everything is counted, however long that takes.
    Full,
    /// An answer in time; it says of how many learners the newest is not counted.
    InTime,
}

/// Answers.
pub async fn figures(
    store: &Store,
    ask: Ask,
    reach: &Reach,
    freshness: Freshness,
    now: i64,
) -> Result<Report, FiguresError> {
    let Read { counted, told, least, .. } = read(store, &ask, reach, freshness, now).await?;
    let ask = Ask { least, ..ask };
    let report = beside(move || {
        let showing = suppress::suppress(&counted, ask.least);
        shape::report(&ask, &counted, &showing, told)
    });
    Ok(report.await)
}

/// What a report was counted from, before anything is hidden.
struct Read {
    facts: Facts,
    counted: Counted,
    told: Told,
    /// The fewest that a cell may tell of.
    least: u64,
}

/// What a report tells besides its cells.
struct Told {
    /// The programme's id.
    programme: String,
    /// Seconds since 1970.
    as_of: i64,
    /// Of how many learners the newest is not in it.
    behind: u64,
    targets: Option<Targets>,
    indicators: Vec<Indicator>,
    /// In the funnel.
    dimensions: Vec<AskedDimension>,
}

async fn read(
    store: &Store,
    ask: &Ask,
    reach: &Reach,
    freshness: Freshness,
    now: i64,
) -> Result<Read, FiguresError> {
    ask.check()?;
    let form = form(store).await?;
    let asked = asked::asked(&form);
    let least = asked::bounded(ask, &form, &asked)?;
    let behind = refreshed(store, freshness).await?;
    let dimensions = ask.by.iter().flatten().chain(ask.only.dimensions());
    let said = Said::new(attributes(store, dimensions, &asked).await?);
    let mut facts = store.facts(reach, ask.kind.part()).await?;
    ask.only.narrow(&mut facts, &said, &ask.bands);
    let programme = store.programme().await?.map_or_else(String::new, |found| found.id);
    let lessons = store.course_lessons().await?;
    let meant = Meant { lessons, indicators: form.indicators, surveys: form.surveys };
    let today = Day::of_seconds(now);
    let ask_then = ask.clone();
    let (facts, counted, indicators) = beside(move || {
        let counted = {
            let groupings: Vec<_> =
                ask_then.by.iter().map(|by| grouping(by, &facts, &said, &ask_then.bands)).collect();
            kinds::counted(&ask_then, &facts, &meant, &groupings, today)
        };
        (facts, counted, meant.indicators)
    })
    .await;
    let (targets, indicators) = match ask.kind {
        Kind::Funnel => (form.targets, Vec::new()),
        Kind::Outcomes => (None, indicators),
        _ => (None, Vec::new()),
    };
    let dimensions = if ask.kind == Kind::Funnel { asked } else { Vec::new() };
    let told = Told { programme, as_of: now, behind, targets, indicators, dimensions };
    Ok(Read { facts, counted, told, least })
}

/// The definition in force.
async fn form(store: &Store) -> Result<Form, StoreError> {
    let definition = store.definition(store.current_definition().await?).await?;
    Ok(definition.map(|it| it.form).unwrap_or_default())
}

/// Counts off the threads that answer phones: a report of many people takes the better part of a
/// second.
async fn beside<T: Send + 'static>(count: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(count).await {
        Ok(counted) => counted,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}

/// Brings facts up to date; gives of how many learners they are not.
async fn refreshed(store: &Store, freshness: Freshness) -> Result<u64, StoreError> {
    let most = match freshness {
        Freshness::Full => usize::MAX,
        Freshness::InTime => REFRESHED_AT_ONCE,
    };
    store.refresh_facts(most).await
}

/// What was said of matters that have no column of their own. What she answered herself stands before
/// what was said of her; what was said for one enrolment, before both.
async fn attributes(
    store: &Store,
    dimensions: impl Iterator<Item = &Dimension>,
    asked: &[AskedDimension],
) -> Result<Vec<(String, Attributes)>, FiguresError> {
    let mut attributes = Vec::new();
    for dimension in dimensions {
        if let Dimension::Attribute(name) = dimension {
            let mut said = store.attributes(name.clone()).await?;
            let question = asked::find(asked, name);
            if let Some(question) = question {
                said = store.answered(question.place(), said).await?;
            }
            if question.is_none()
                && said.is_empty()
                && !store.attribute_names().await?.contains(name)
            {
                return Err(FiguresError::NoDimension(name.clone()));
            }
            attributes.push((name.clone(), said));
        }
    }
    Ok(attributes)
}
