//! What a report counts: measures in families, and tables of groups that hold them.
//!
//! Owns these shapes. A family holds measures that follow from each other (they sum up, or one
//! bounds the other): of a group all of a family is shown, or none of it. Pure.

use std::collections::BTreeMap;

/// A measure, as the JSON of a cell names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    /// Its name.
    pub(super) name: &'static str,
    /// The list of the cell that it is in, and which of its items; absent: of the cell itself.
    pub(super) item: Option<Item>,
    /// Which family.
    pub(super) family: usize,
    /// Is it a count of enrolments or persons, of which few tell of somebody? Else an amount.
    pub(super) is_count: bool,
    /// The measure of the family that bounds it: nobody counts for this one and not for that one.
    /// Absent: the number of enrolments does.
    pub(super) within: Option<usize>,
}

impl ItemKey {
    /// As it stands in the JSON, as text.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Word(word) => word.clone(),
        }
    }
}

/// Measures of which, in a group, all are shown or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Follows from no other family.
    Own,
    /// Sums of others over weeks: hidden wherever any of those is. They come before it.
    Sums,
}

/// An item of a list in a cell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Item {
    /// The list.
    pub(super) list: &'static str,
    /// What says which item it is, in order: name and value.
    pub(super) keys: Vec<(&'static str, ItemKey)>,
}

/// What says which item it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ItemKey {
    /// A number.
    Number(i64),
    /// A word.
    Word(String),
}

/// The value of a group in one dimension; absent where nothing was said.
pub(super) type Key = Option<String>;

/// A group with its counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// By which values, in the order of the table's dimensions.
    pub(super) key: Vec<Key>,
    /// Enrolments.
    pub(super) enrolments: u64,
    /// Persons, each once.
    pub(super) persons: u64,
    /// Of each measure.
    pub(super) values: Vec<u64>,
    /// Persons that have one enrolment in all of the report.
    pub(super) singles: u64,
    /// Of these, how many count for each measure.
    pub(super) singles_in: Vec<u64>,
}

/// One table of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The dimensions.
    pub(super) by: Vec<String>,
    /// The groups that there are, by key.
    pub(super) rows: Vec<Row>,
}

/// A report before anything is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// What each row counts.
    pub(super) measures: Vec<Measure>,
    /// The families, by number.
    pub(super) families: Vec<Family>,
    /// Everybody.
    pub(super) total: Row,
    /// One for each way of grouping that was asked for.
    pub(super) tables: Vec<Table>,
    /// Where a figure's people are wanted: which rows of the facts count for it, and how much.
    pub(super) behind: Vec<(usize, u64)>,
}

/// What of a row is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// How many enrolments and persons.
    pub(super) base: bool,
    /// Each measure.
    pub(super) values: Vec<bool>,
}

impl Shown {
    /// Everything.
    pub(super) fn all(measures: usize) -> Self {
        Self { base: true, values: vec![true; measures] }
    }
}

/// What is shown of the total, and of each row of each table.
pub(super) type Showing = (Shown, Vec<Vec<Shown>>);

/// Everything.
pub(super) fn show_all(counted: &Counted) -> Showing {
    let all = Shown::all(counted.measures.len());
    let tables = counted.tables.iter().map(|table| vec![all.clone(); table.rows.len()]);
    (all.clone(), tables.collect())
}

/// Collects rows by key while enrolments are counted.
#[derive(Default)]
pub(super) struct Rows {
    places: BTreeMap<Vec<Key>, usize>,
    pub(super) rows: Vec<Row>,
}

impl Rows {
    /// The place of the row of this key.
    pub(super) fn place(&mut self, key: Vec<Key>, measures: usize) -> usize {
        let next = self.rows.len();
        let place = *self.places.entry(key.clone()).or_insert(next);
        if place == next {
            self.rows.push(Row {
                key,
                values: vec![0; measures],
                singles_in: vec![0; measures],
                ..Row::default()
            });
        }
        place
    }

    /// The rows, by key.
    pub(super) fn sorted(self) -> Vec<Row> {
        let mut rows = self.rows;
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        rows
    }
}
