//! A workbook that spreadsheets open.
//!
//! Owns the file's form. Texts are written as texts, never as formulas, whatever they begin with.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use thiserror::Error;

use super::Handout;
use super::lines::LINES_AT_ONCE;
use super::tables::{Cell, PEOPLE, Sheet, person};

/// Why there is no workbook.
#[derive(Debug, Error)]
pub enum WorkbookError {
    /// More rows than a sheet can have.
    #[error("a sheet has at most {MOST_ROWS} rows: choose a period, a centre or a cohort")]
    TooMany,
    /// It could not be written.
    #[error(transparent)]
    Written(#[from] XlsxError),
}

/// What spreadsheets take, less head and tags.
const MOST_ROWS: usize = 1_048_576 - 2;

/// Writes summary, disaggregation, dictionary and, where they are wanted, people. `hxl`: a row of
/// tags under each head.
pub fn workbook(handout: &Handout, hxl: bool) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    for sheet in [handout.summary(), handout.disaggregation(), handout.dictionary()] {
        let Sheet { name, head, rows } = sheet;
        let page = book.add_worksheet();
        page.set_name(name)?;
        let begin = write_head(page, head, hxl)?;
        for (at, row) in (begin..).zip(rows) {
            write_row(page, at, row)?;
        }
    }
    if let Some(rows) = &handout.rows {
        if rows.len() > MOST_ROWS {
            return Err(WorkbookError::TooMany);
        }
        // Rows of this sheet are written out as they come, not held.
        let page = book.add_worksheet_with_constant_memory()?;
        page.set_name("people")?;
        let head = PEOPLE.iter().map(|it| (it.name.to_owned(), it.tag.to_owned()));
        let mut at = write_head(page, head, hxl)?;
        for from in (0..rows.len()).step_by(LINES_AT_ONCE) {
            for line in rows.lines(from, LINES_AT_ONCE) {
                write_row(page, at, person(line))?;
                at += 1;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}

/// Gives the row after it.
fn write_head(
    page: &mut Worksheet,
    head: impl IntoIterator<Item = (String, String)>,
    hxl: bool,
) -> Result<u32, XlsxError> {
    let bold = Format::new().set_bold();
    let head: Vec<(String, String)> = head.into_iter().collect();
    for (column, (name, _)) in (0_u16..).zip(&head) {
        page.set_column_width(column, if name == "meaning" { 90 } else { 18 })?;
        page.write_string_with_format(0, column, name, &bold)?;
    }
    if !hxl {
        return Ok(1);
    }
    for (column, (_, tag)) in (0_u16..).zip(&head) {
        page.write_string(1, column, tag)?;
    }
    Ok(2)
}

fn write_row(page: &mut Worksheet, at: u32, row: Vec<Cell>) -> Result<(), XlsxError> {
    for (column, cell) in (0_u16..).zip(row) {
        match cell {
            Cell::Text(text) => page.write_string(at, column, text)?,
            // What a spreadsheet holds exactly: counts of people and minutes are far below 2^53.
            Cell::Number(number) => page.write_number(at, column, number as f64)?,
            Cell::Hidden => page.write_string(at, column, "hidden")?,
            Cell::Empty => continue,
        };
    }
    Ok(())
}
