//! A learner's record for a spreadsheet: every version of every value, one row each.
//!
//! Owns the table's columns. They are only ever added, at the end.

use super::csv::{Cell, table};
use super::shapes::{LearnerRecord, Version};

const RECORD_HEAD: [&str; 25] = [
    "label",
    "name",
    "section",
    "id",
    "title",
    "op",
    "writer",
    "phone",
    "at",
    "received_at",
    "live",
    "standing",
    "change",
    "state",
    "place",
    "seconds",
    "score_percent",
    "completed_at",
    "task",
    "day",
    "minutes",
    "units",
    "start",
    "note",
    "withdrawn",
];

/// Every version of every value, one row each.
pub(crate) fn record_csv(record: &LearnerRecord) -> Vec<u8> {
    let mut rows = Vec::new();
    let name = &record.learner.learner;
    for lesson in &record.lessons {
        for version in lesson.by_writer.iter().flat_map(|writer| &writer.history) {
            let mut cells = vec![Cell::text(&name.label), Cell::text(&name.name)];
            cells.extend([Cell::text("progress"), Cell::text(&lesson.lesson)]);
            cells.push(Cell::text(&lesson.title));
            cells.extend(version_cells(version));
            let fields = &version.fields;
            cells.extend([
                Cell::text(fields.state),
                Cell::number(fields.place),
                Cell::number(fields.seconds),
                Cell::or_empty(fields.score_percent, Cell::number),
                Cell::or_empty(fields.completed_at, Cell::Moment),
            ]);
            cells.resize(RECORD_HEAD.len(), Cell::Empty);
            rows.push(cells);
        }
    }
    for entry in &record.work {
        for version in &entry.history {
            let mut cells = vec![Cell::text(&name.label), Cell::text(&name.name)];
            cells.extend([Cell::text("work"), Cell::text(&entry.entry), Cell::Empty]);
            cells.extend(version_cells(version));
            let fields = &version.fields;
            cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty]);
            cells.extend([
                Cell::text(&fields.task),
                Cell::text(&fields.day),
                Cell::or_empty(fields.minutes, Cell::number),
                Cell::or_empty(fields.units, Cell::number),
                Cell::or_empty(fields.start, |start| {
                    Cell::text(format!("{:02}:{:02}", start / 60, start % 60))
                }),
                Cell::or_empty(fields.note.as_ref(), Cell::text),
                Cell::yes_or_no(fields.withdrawn),
            ]);
            rows.push(cells);
        }
    }
    table(RECORD_HEAD.map(str::to_owned), rows)
}

fn version_cells<F>(version: &Version<F>) -> [Cell; 8] {
    [
        Cell::text(&version.op),
        Cell::text(&version.writer),
        Cell::text(&version.phone),
        Cell::Moment(version.at),
        Cell::Moment(version.received_at),
        Cell::yes_or_no(version.live),
        Cell::text(version.standing),
        Cell::text(&version.change),
    ]
}
