//! The programme's figures: funnel, courses, retention, progress, hours, attendance, outcomes.
//!
//! Owns what may be asked, and the one shape in which command line and API answer. What each figure
//! means, and after whom, is written in `docs/REPORTS.md` under the codes that the answer carries.
//! Must not know SQL, or who may ask: a reach comes in.
//!
//! - `table`: what is counted; `count`: counting it; `dimension`: what it is told apart by
//! - `kinds`: what each report counts
//! - `suppress`: which cells are hidden
//! - `shape`: the JSON

mod count;
mod dimension;
mod kinds;
mod shape;
mod suppress;
#[cfg(test)]
mod suppress_tests;
mod table;

use std::collections::BTreeSet;

use sync_core::record::Day;
use thiserror::Error;

use crate::authority::Reach;
use crate::store::{Store, StoreError};
use dimension::{MOST, Said, grouping};

pub use dimension::{BANDS, Dimension};
pub use kinds::Kind;
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
            Self::NoDimension(_) | Self::Twice(_) | Self::TooMany => Some("by"),
            Self::Bands => Some("bands"),
            Self::Store(_) => None,
        }
    }
}

impl Ask {
    /// Everything about everybody, by nothing.
    pub fn new(kind: Kind) -> Self {
        Self { kind, by: Vec::new(), from: None, to: None, least: 1, bands: BANDS.to_vec() }
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
    ask.check()?;
    let most = match freshness {
        Freshness::Full => usize::MAX,
        Freshness::InTime => REFRESHED_AT_ONCE,
    };
    let behind = store.refresh_facts(most).await?;
    let mut attributes = Vec::new();
    for dimension in ask.by.iter().flatten() {
        if let Dimension::Attribute(name) = dimension {
            let said = store.attributes(name.clone()).await?;
            if said.is_empty() && !store.attribute_names().await?.contains(name) {
                return Err(FiguresError::NoDimension(name.clone()));
            }
            attributes.push((name.clone(), said));
        }
    }
    let said = Said::new(attributes);
    let facts = store.facts(reach, ask.kind.part()).await?;
    let lessons = store.course_lessons().await?;
    let programme = store.programme().await?.map(|programme| programme.id).unwrap_or_default();
    let counted = {
        let groupings: Vec<_> =
            ask.by.iter().map(|by| grouping(by, &facts, &said, &ask.bands)).collect();
        kinds::counted(&ask, &facts, &lessons, &groupings, Day::of_seconds(now))
    };
    let showing = suppress::suppress(&counted, ask.least);
    Ok(shape::report(&ask, programme, &counted, &showing, (now, behind)))
}
