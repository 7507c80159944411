//! CSV for spreadsheets: UTF-8 with a BOM, quoted as RFC 4180 says, and safe to open.
//!
//! Owns the one way in which a cell is written. A note that begins with `=` would be run as a
//! formula by whoever opens the file, so text that begins like one gets an apostrophe in front.

use sync_core::record::Day;

/// Spreadsheets take a file without it for Latin-1, and names lose their accents.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// One cell.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    /// Anything that somebody wrote: made safe.
    Text(String),
    /// A number of ours.
    Number(i64),
    /// A moment, written as ISO 8601 in UTC.
    Moment(i64),
    /// Nothing known.
    Empty,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn number(number: impl TryInto<i64>) -> Self {
        number.try_into().map_or(Self::Empty, Self::Number)
    }

    pub(super) fn or_empty<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Empty, cell)
    }

    pub(super) fn yes_or_no(value: bool) -> Self {
        Self::text(if value { "yes" } else { "no" })
    }

    fn written(self) -> String {
        match self {
            Self::Text(text) => safe(text),
            Self::Number(number) => number.to_string(),
            Self::Moment(seconds) => moment(seconds),
            Self::Empty => String::new(),
        }
    }
}

/// Writes a table: its head, then its rows.
pub(super) fn table(
    head: impl IntoIterator<Item = String>,
    rows: impl IntoIterator<Item = Vec<Cell>>,
) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(BOM.to_vec());
    let head: Vec<String> = head.into_iter().map(safe).collect();
    let width = head.len();
    let written =
        rows.into_iter().map(|row| row.into_iter().map(Cell::written).collect::<Vec<_>>());
    for record in std::iter::once(head).chain(written) {
        debug_assert_eq!(record.len(), width, "a row is as wide as the head");
        writer.write_record(record).expect("rows are as wide as the head, and memory takes them");
    }
    writer.into_inner().expect("memory takes them")
}

/// A part of a table that is written piece by piece; the first begins the file.
pub(crate) fn csv_part(is_first: bool, rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let begin = if is_first { BOM.to_vec() } else { Vec::new() };
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(begin);
    for row in rows {
        writer
            .write_record(row.into_iter().map(safe))
            .expect("rows are as wide as the head, and memory takes them");
    }
    writer.into_inner().expect("memory takes them")
}

/// The full-width signs are read as formulas by spreadsheets in some Asian locales.
fn safe(text: String) -> String {
    const STARTS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];
    if text.starts_with(STARTS) { format!("'{text}") } else { text }
}

/// `2026-11-21T19:50:07Z`.
fn moment(seconds: i64) -> String {
    let (day, second) = (Day::of_seconds(seconds), seconds.rem_euclid(86_400));
    format!("{day}T{:02}:{:02}:{:02}Z", second / 3_600, second / 60 % 60, second % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: Vec<Cell>) -> String {
        let bytes = table(["a".to_owned()], [cells]);
        assert_eq!(&bytes[..3], BOM);
        let text = String::from_utf8(bytes[3..].to_vec()).unwrap();
        text.strip_prefix("a\r\n").unwrap().to_owned()
    }

    #[test]
    fn text_is_never_a_formula() {
        for (text, expected) in [
            ("=1+1", "'=1+1\r\n"),
            ("+591 7", "'+591 7\r\n"),
            ("-2", "'-2\r\n"),
            ("@SUM(A1)", "'@SUM(A1)\r\n"),
            ("\tx", "'\tx\r\n"),
            ("\r=x", "\"'\r=x\"\r\n"),
            ("＝1", "'＝1\r\n"),
            ("hola, \"Ana\"", "\"hola, \"\"Ana\"\"\"\r\n"),
            ("dos\nlíneas", "\"dos\nlíneas\"\r\n"),
            ("a=b", "a=b\r\n"),
        ] {
            assert_eq!(written(vec![Cell::text(text)]), expected);
        }
    }

    #[test]
    fn numbers_and_moments_are_ours() {
        assert_eq!(written(vec![Cell::Number(-5)]), "-5\r\n");
        assert_eq!(written(vec![Cell::Moment(1_790_000_007)]), "2026-09-21T14:13:27Z\r\n");
        assert_eq!(written(vec![Cell::Moment(-1)]), "1969-12-31T23:59:59Z\r\n");
    }
}
