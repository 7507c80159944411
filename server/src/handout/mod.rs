//! Files for whoever does not work here: a workbook, a table of rows, statements of xAPI.
//!
//! Owns why something may leave the house, and what each kind of file holds. Nothing in here has a
//! name of a learner in it, except statements where names are asked for. Must not know SQL or HTTP;
//! who may ask, and the entry in the audit log, is the caller's.
//!
//! - `tables`: what stands in which sheet, with its dictionary
//! - `workbook`: XLSX; `lines`: CSV
//! - `xapi`: what people did, thing by thing; `statement`: one of these; `vocabulary`: by which words

mod lines;
mod statement;
mod tables;
mod vocabulary;
mod workbook;
mod xapi;

use serde_json::{Map, Value};

use crate::authority::Reach;
use crate::figures::{self, Ask, FiguresError, Freshness, Kind};
use crate::store::Store;

pub use crate::figures::Rows;
pub use lines::{LINES_AT_ONCE, head_csv, lines_csv};
pub use workbook::{WorkbookError, workbook};
pub use xapi::{Xapi, XapiError, XapiWanted};

/// Why a file leaves the house: one of a list, since the audit log holds words of ours only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A report to whoever pays.
    Funder,
    /// An evaluation.
    Evaluation,
    /// Somebody checks the books.
    Audit,
    /// The programme's own planning.
    Planning,
    /// Research that was agreed.
    Research,
}

impl Why {
    /// All of them.
    pub const ALL: [Why; 5] =
        [Why::Funder, Why::Evaluation, Why::Audit, Why::Planning, Why::Research];

    /// Its word in the audit log.
    pub fn word(self) -> &'static str {
        match self {
            Why::Funder => "funder",
            Why::Evaluation => "evaluation",
            Why::Audit => "audit",
            Why::Planning => "planning",
            Why::Research => "research",
        }
    }

    /// The reason of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// What is handed out.
pub struct Handout {
    /// The programme's id.
    pub programme: String,
    /// Seconds since 1970.
    pub as_of: i64,
    /// The fewest that a cell of the tables tells of.
    pub least: u64,
    /// Figure → the code of its definition.
    definitions: Map<String, Value>,
    /// Everybody first, then by each dimension.
    cells: Vec<Map<String, Value>>,
    /// A row for each enrolment; absent in a file that is to be published.
    pub rows: Option<Rows>,
}

/// Whom a file tells of, and how.
pub struct Wanted {
    /// The period, and of whom.
    pub ask: Ask,
    /// A row for each enrolment too, under a pseudonym that follows from this key.
    pub rows: Option<[u8; 32]>,
}

/// Dimensions of the tables: each in a table of its own, so that what one hides no other tells.
const APART: [&str; 5] = ["gender", "age_band", "region", "cohort", "track"];

/// Reads what is handed out.
pub async fn handout(
    store: &Store,
    wanted: Wanted,
    reach: &Reach,
    freshness: Freshness,
    now: i64,
) -> Result<Handout, FiguresError> {
    let Wanted { ask, rows: key } = wanted;
    let rows = match key {
        Some(key) => Some(figures::rows(store, &ask, reach, key, freshness).await?),
        None => None,
    };
    let tables: Vec<String> = APART.map(str::to_owned).to_vec();
    let ask = Ask { kind: Kind::Funnel, by: Vec::new(), wanted: None, ..ask }.by(&tables)?;
    let least = ask.least;
    let report = figures::figures(store, ask, reach, freshness, now).await?;
    let (programme, definitions, cells) = report.into_parts();
    Ok(Handout { programme, as_of: now, least, definitions, cells, rows })
}
