//! The rows of people as CSV, piece by piece.
//!
//! Owns which pieces. How a cell is written, so that no spreadsheet runs it, is `reports::csv`'s.

use super::Handout;
use super::tables::{Cell, PEOPLE, person};
use crate::reports::csv_part;

/// Rows that are made at once.
pub const LINES_AT_ONCE: usize = 500;

/// The head, with a row of tags under it where they are wanted.
pub fn head_csv(hxl: bool) -> Vec<u8> {
    let names = PEOPLE.map(|it| it.name.to_owned()).to_vec();
    let tags = PEOPLE.map(|it| it.tag.to_owned()).to_vec();
    csv_part(true, std::iter::once(names).chain(hxl.then_some(tags)))
}

/// Rows from one place on; empty after the last.
pub fn lines_csv(handout: &Handout, from: usize) -> Vec<u8> {
    let lines = handout.rows.as_ref().map(|rows| rows.lines(from, LINES_AT_ONCE));
    let text = |cell| match cell {
        Cell::Text(text) => text,
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
        Cell::Hidden => "hidden".to_owned(),
    };
    let rows = lines.into_iter().flatten();
    csv_part(false, rows.map(|line| person(line).into_iter().map(text).collect()))
}
