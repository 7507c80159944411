//! What stands in which sheet, and what each column means.
//!
//! Owns names, tags and meanings of columns, in English since files go to programs: the pages say
//! the same in the reader's language. Pure.

use serde_json::{Map, Value};

use super::Handout;
use crate::figures::EnrolmentLine;

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Number(u64),
    /// Nothing was said, or nothing is known.
    Empty,
    /// It tells of a few.
    Hidden,
}

/// A column: its name, its HXL tag, and what it means.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) tag: &'static str,
    pub(super) meaning: &'static str,
}

const fn column(name: &'static str, tag: &'static str, meaning: &'static str) -> Column {
    Column { name, tag, meaning }
}

/// Columns of the sheet with a row for each enrolment.
pub(super) const PEOPLE: [Column; 14] = [
    column(
        "person",
        "#meta+id",
        "a pseudonym made for this file: the same for all enrolments of a person in it, and in no other file",
    ),
    column("cohort", "#meta+cohort", "id of the cohort"),
    column("center", "#loc+center", "id of the centre where the cohort meets"),
    column("region", "#adm1+name", "as she said; empty: not said, or she agreed to no reports"),
    column(
        "gender",
        "#beneficiary+gender",
        "female, male, other, unsaid: preferred not to say; empty: nobody asked",
    ),
    column("age_band", "#beneficiary+age", "in the year in which the enrolment began"),
    column("track", "#subsector+track", "id of the track"),
    column("began", "#date+start", "month in which the enrolment began"),
    column(
        "state",
        "#status+enrolment",
        "enrolled, paused, left, completed, ended (reached the end without completing)",
    ),
    column("since", "#date+status", "month since when it stands so"),
    column("reason", "#status+reason", "why she paused or left"),
    column("started", "#indicator+started", "yes: she did at least one thing"),
    column("minutes", "#indicator+minutes", "minutes of work that she logged"),
    column("approved_minutes", "#indicator+approved", "minutes of them that stand approved"),
];

const SUMMARY: [Column; 4] = [
    column("figure", "#indicator+name", "what is counted"),
    column("value", "#reached+enrolments", "enrolments that count for it"),
    column("persons", "#reached+persons", "different people among them, where that is counted"),
    column(
        "definition",
        "#meta+definition",
        "code of the definition; the dictionary says it in words",
    ),
];

/// Figures of the funnel, with their tag.
const FIGURES: [(&str, &str); 9] = [
    ("started", "#reached+started"),
    ("active", "#reached+active"),
    ("silent", "#reached+silent"),
    ("paused", "#reached+paused"),
    ("left", "#reached+left"),
    ("ended", "#reached+ended"),
    ("completed", "#reached+completed"),
    ("certified", "#reached+certified"),
    ("placed", "#reached+placed"),
];

/// A sheet without the rows of people.
pub(super) struct Sheet {
    pub(super) name: &'static str,
    pub(super) head: Vec<(String, String)>,
    pub(super) rows: Vec<Vec<Cell>>,
}

fn count(cell: &Map<String, Value>, name: &str) -> Cell {
    match cell.get(name) {
        Some(Value::Number(number)) => number.as_u64().map_or(Cell::Empty, Cell::Number),
        Some(Value::Null) => Cell::Hidden,
        _ => Cell::Empty,
    }
}

impl Handout {
    fn figures(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        FIGURES.into_iter().filter(|(name, _)| self.definitions.contains_key(*name))
    }

    /// What there is of everybody.
    pub(super) fn summary(&self) -> Sheet {
        let head = SUMMARY.map(|it| (it.name.to_owned(), it.tag.to_owned())).to_vec();
        let everybody = Map::new();
        let cell = self.cells.first().unwrap_or(&everybody);
        let code = |name: &str| match self.definitions.get(name) {
            Some(Value::String(code)) => Cell::Text(code.clone()),
            _ => Cell::Empty,
        };
        let line = |name: &str, persons: Cell| {
            vec![Cell::Text(name.to_owned()), count(cell, name), persons, code(name)]
        };
        let mut rows = vec![line("enrolments", count(cell, "persons"))];
        rows.extend(
            self.figures().map(|(name, _)| line(name, count(cell, &format!("{name}_persons")))),
        );
        Sheet { name: "summary", head, rows }
    }

    /// The same by each dimension.
    pub(super) fn disaggregation(&self) -> Sheet {
        let plain = [
            ("dimension", "#meta+dimension"),
            ("value", "#meta+value"),
            ("enrolments", "#reached+enrolments"),
            ("persons", "#reached+persons"),
        ];
        let head = plain.into_iter().chain(self.figures());
        let head = head.map(|(name, tag)| (name.to_owned(), tag.to_owned())).collect();
        let rows = self.cells.iter().skip(1).map(|cell| {
            let by = cell.get("by").and_then(Value::as_object).and_then(|by| by.iter().next());
            let (dimension, value) = match by {
                Some((dimension, Value::String(value))) => (dimension.as_str(), value.as_str()),
                Some((dimension, _)) => (dimension.as_str(), ""),
                None => ("", ""),
            };
            let said = if value.is_empty() { Cell::Empty } else { Cell::Text(value.to_owned()) };
            let mut row = vec![Cell::Text(dimension.to_owned()), said];
            row.extend(["enrolments", "persons"].map(|name| count(cell, name)));
            row.extend(self.figures().map(|(name, _)| count(cell, name)));
            row
        });
        Sheet { name: "disaggregation", head, rows: rows.collect() }
    }

    /// What everything means.
    pub(super) fn dictionary(&self) -> Sheet {
        let head = [("sheet", "#meta+sheet"), ("name", "#meta+name"), ("meaning", "#description")];
        let head = head.map(|(name, tag)| (name.to_owned(), tag.to_owned())).to_vec();
        let line = |sheet: &str, name: &str, meaning: &str| {
            [sheet, name, meaning].map(|text| Cell::Text(text.to_owned())).to_vec()
        };
        let hidden = format!(
            "counts fewer than {} enrolments or persons, or stands beside such a number and would tell it",
            self.least
        );
        let mut rows = vec![
            line("all", "hidden", &hidden),
            line("all", "(empty)", "nothing was said, or it is not counted"),
        ];
        rows.extend(SUMMARY.map(|it| line("summary", it.name, it.meaning)));
        for (name, code) in &self.definitions {
            let code = code.as_str().unwrap_or_default();
            rows.push(line("summary, disaggregation", name, &meaning(code)));
        }
        if self.rows.is_some() {
            rows.extend(PEOPLE.map(|it| line("people", it.name, it.meaning)));
        }
        Sheet { name: "dictionary", head, rows }
    }
}

/// A definition in words, with its code.
fn meaning(code: &str) -> String {
    let words = match code {
        "enrolment-1" => "places of people in cohorts that began in the period",
        "person-1" => "different people among them (EEA Grants EDU-003)",
        "started-1" => "did at least one thing: a lesson, an entry of work, a session",
        "active-1" => "enrolled, and something of hers is of the last 28 days",
        "silent-1" => {
            "enrolled, and nothing of hers is of the last 28 days, or nothing came: no dropout (IndiKit 148)"
        }
        "paused-1" => "staff wrote that she paused",
        "dropout-1" => "staff wrote that she left; enrolled and did not complete (IndiKit 148)",
        "ended-1" => "reached the end without completing",
        "completion-1" => "finished all that is required (EEA Grants EDU-003)",
        "certified-1" => "holds a certificate of the programme that is not revoked",
        "placed-1" => "staff recorded that she found a job, since the enrolment began (WHH ms07)",
        _ => "",
    };
    if words.is_empty() { code.to_owned() } else { format!("{words} [{code}]") }
}

/// One row of people.
pub(super) fn person(line: EnrolmentLine) -> Vec<Cell> {
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    vec![
        Cell::Text(line.person),
        Cell::Text(line.cohort),
        text(line.center),
        text(line.region),
        text(line.gender),
        text(line.age_band),
        text(line.track),
        Cell::Text(line.began),
        Cell::Text(line.state.to_owned()),
        Cell::Text(line.since),
        text(line.reason),
        Cell::Text(if line.started { "yes" } else { "no" }.to_owned()),
        Cell::Number(line.minutes),
        Cell::Number(line.approved_minutes),
    ]
}
