//! The JSON of a report, the same at the command line and over HTTP.
//!
//! Owns its shape, which `docs/REPORTS.md` describes. What is hidden is `null`, and the cell says so.

use std::ops::Range;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::asked::AskedDimension;
use super::suppress::is_withheld;
use super::table::{Counted, ItemKey, Measure, Row, Showing, Shown};
use super::{Ask, Told};
use crate::programme::{Indicator, Targets};

/// A report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    report: &'static str,
    programme: String,
    /// Seconds since 1970.
    as_of: i64,
    /// Of how many learners the newest is not counted yet.
    behind: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// The tables, by their dimensions.
    by: Vec<Vec<String>>,
    /// The fewest that a cell tells of; 1: nothing is hidden.
    least: u64,
    /// Tables that are not told at all.
    withheld: Vec<Vec<String>>,
    /// Measure → the code of its definition.
    definitions: Map<String, Value>,
    /// How many the programme means to reach, in the funnel of everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    targets: Option<Targets>,
    /// What the programme is measured by, in `outcomes`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    indicators: Vec<Indicator>,
    /// What surveys tell people apart by, in the funnel.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dimensions: Vec<AskedDimension>,
    /// Everybody first, then each table's groups.
    cells: Vec<Map<String, Value>>,
}

impl Report {
    /// The programme's id, what figures mean, and the cells: for a file of another form.
    pub(crate) fn into_parts(self) -> (String, Map<String, Value>, Vec<Map<String, Value>>) {
        (self.programme, self.definitions, self.cells)
    }

    /// A line for each cell, for whoever reads them on a terminal: lists are in the JSON only.
    pub fn lines(&self) -> Vec<String> {
        let line = |cell: &Map<String, Value>| {
            let fields = cell.iter().filter(|(_, value)| !value.is_array());
            let word = |(name, value): (&String, &Value)| match (name.as_str(), value) {
                ("by", Value::Object(key)) if key.is_empty() => "total".to_owned(),
                ("by", Value::Object(key)) => {
                    let words = key.iter().map(|(name, value)| format!("{name}={value}"));
                    words.collect::<Vec<_>>().join(" ")
                }
                (name, Value::Null) => format!("{name} hidden"),
                (name, value) => format!("{name} {value}"),
            };
            fields.map(word).collect::<Vec<_>>().join("\t")
        };
        self.cells.iter().map(line).collect()
    }
}

pub(super) fn report(
    ask: &Ask,
    counted: &Counted,
    (total, tables): &Showing,
    told: Told,
) -> Report {
    let measures = &counted.measures;
    let items = items(measures);
    let mut cells = vec![cell(&[], (measures, &items), &counted.total, total)];
    let mut withheld = Vec::new();
    for (table, shown) in counted.tables.iter().zip(tables) {
        if is_withheld(table, shown) {
            withheld.push(table.by.clone());
        }
        let rows = table.rows.iter().zip(shown);
        cells.extend(rows.map(|(row, shown)| cell(&table.by, (measures, &items), row, shown)));
    }
    let definitions = ask.kind.definitions().into_iter();
    Report {
        report: ask.kind.word(),
        programme: told.programme,
        as_of: told.as_of,
        behind: told.behind,
        from: ask.from.map(|day| day.to_string()),
        to: ask.to.map(|day| day.to_string()),
        by: counted.tables.iter().map(|table| table.by.clone()).collect(),
        least: ask.least.max(1),
        withheld,
        definitions: definitions.map(|(name, code)| (name.to_owned(), json!(code))).collect(),
        targets: told.targets.filter(|_| ask.only.is_everybody()),
        indicators: told.indicators,
        dimensions: told.dimensions,
        cells,
    }
}

/// Where the measures of one item begin and end: they stand beside each other. Looked for once, not in
/// each of thousands of cells.
fn items(measures: &[Measure]) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut begin = 0;
    while let Some(measure) = measures.get(begin) {
        let of_item = measures[begin..].iter().take_while(|next| next.item == measure.item);
        let end = if measure.item.is_some() { begin + of_item.count() } else { begin + 1 };
        items.push(begin..end);
        begin = end;
    }
    items
}

fn cell(
    by: &[String],
    (measures, items): (&[Measure], &[Range<usize>]),
    row: &Row,
    shown: &Shown,
) -> Map<String, Value> {
    let number = |value: u64, shown: bool| if shown { json!(value) } else { Value::Null };
    let key: Map<String, Value> =
        by.iter().cloned().zip(row.key.iter().map(|value| json!(value))).collect();
    let mut cell = Map::new();
    cell.insert("by".to_owned(), Value::Object(key));
    cell.insert("enrolments".to_owned(), number(row.enrolments, shown.base));
    cell.insert("persons".to_owned(), number(row.persons, shown.base));
    let mut hides = !shown.base;
    for places in items {
        let is_shown = &shown.values[places.clone()];
        hides |= is_shown.contains(&false);
        let values = places
            .clone()
            .map(|at| (measures[at].name.to_owned(), number(row.values[at], shown.values[at])));
        match &measures[places.start].item {
            None => cell.extend(values),
            // In a group an item that counts nothing is left out.
            Some(_)
                if !by.is_empty()
                    && row.values[places.clone()].iter().all(|value| *value == 0)
                    && !is_shown.contains(&false) => {}
            Some(item) => {
                let keys = item.keys.iter().map(|(name, key)| ((*name).to_owned(), key_json(key)));
                let list = cell.entry(item.list).or_insert_with(|| json!([]));
                if let Value::Array(items) = list {
                    items.push(Value::Object(keys.chain(values).collect()));
                }
            }
        }
    }
    if hides {
        cell.insert("hidden".to_owned(), Value::Bool(true));
    }
    cell
}

fn key_json(key: &ItemKey) -> Value {
    match key {
        ItemKey::Number(number) => json!(number),
        ItemKey::Word(word) => json!(word),
    }
}
