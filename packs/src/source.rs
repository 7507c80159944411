//! Text that remembers where it came from.
//!
//! Owns the way back from a byte of expanded Markdown to the line of the file where it stands.
//! Must not: know what the text means.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the lines of a text begin.
#[derive(Debug)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// The line, counted from 1, on which a byte stands.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        let line = self.0.partition_point(|start| *start <= offset);
        u32::try_from(line).unwrap_or(u32::MAX)
    }
}

/// Markdown of one file with its marks taken out.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    pub(crate) file: Arc<str>,
    pub(crate) text: String,
    /// From this byte on, lines are counted from this one. Sorted.
    starts: Vec<(usize, u32)>,
}

impl Text {
    pub(crate) fn new(file: Arc<str>) -> Self {
        Self { file, text: String::new(), starts: Vec::new() }
    }

    /// Appends text that begins on a line of the file.
    pub(crate) fn push(&mut self, text: &str, line: u32) {
        if !text.is_empty() {
            self.starts.push((self.text.len(), line));
            self.text.push_str(text);
        }
    }

    /// A function from bytes to lines, quick for many calls.
    pub(crate) fn lines(&self) -> impl Fn(usize) -> u32 + '_ {
        let own = Lines::new(&self.text);
        move |offset| {
            let nth = self.starts.partition_point(|(start, _)| *start <= offset);
            match nth.checked_sub(1).map(|nth| self.starts[nth]) {
                Some((start, line)) => line + own.line(offset) - own.line(start),
                None => 1,
            }
        }
    }
}

/// A lesson's text with its inclusions in place and its marks understood.
#[derive(Debug, Default)]
pub(crate) struct Expanded {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) inserts: Inserts,
    /// Link definitions of all its files, by label.
    pub(crate) definitions: BTreeMap<String, (String, String)>,
}

/// A part of a lesson, in order.
#[derive(Debug)]
pub(crate) enum Piece {
    Text(Text),
    /// A `sec` block opens.
    Open {
        title: String,
        id: Option<String>,
        shown: bool,
    },
    /// The innermost `sec` block closes.
    Close,
}

/// What marks put into running text, as something that Markdown leaves alone.
///
/// Each stands in the text as its number between two characters of Unicode's private use area,
/// which no file is allowed to bring.
#[derive(Debug, Default)]
pub(crate) struct Inserts(Vec<Insert>);

/// One such thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Insert {
    /// The name of the file or window that the code below belongs to.
    Caption(String),
    /// Words, not to be read as Markdown.
    Words(String),
}

const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

impl Inserts {
    /// Keeps an insert and gives what stands for it.
    pub(crate) fn keep(&mut self, insert: Insert) -> String {
        self.0.push(insert);
        format!("{OPEN}{}{CLOSE}", self.0.len() - 1)
    }

    /// Takes the characters out of a file's text that could be mistaken for an insert.
    pub(crate) fn guard(text: String) -> String {
        if text.contains([OPEN, CLOSE]) { text.replace([OPEN, CLOSE], "\u{fffd}") } else { text }
    }

    /// Whether a text holds an insert.
    pub(crate) fn within(text: &str) -> bool {
        text.contains(OPEN)
    }

    /// The text cut into words and inserts.
    pub(crate) fn split<'a>(&'a self, text: &'a str) -> Vec<Result<&'a str, &'a Insert>> {
        let mut parts = Vec::new();
        for (nth, run) in text.split(OPEN).enumerate() {
            let (number, rest) = match nth {
                0 => ("", run),
                _ => run.split_once(CLOSE).unwrap_or(("", run)),
            };
            if let Some(insert) = number.parse::<usize>().ok().and_then(|at| self.0.get(at)) {
                parts.push(Err(insert));
            }
            if !rest.is_empty() {
                parts.push(Ok(rest));
            }
        }
        parts
    }

    /// The text with its inserts as plain words.
    pub(crate) fn plain(&self, text: &str) -> String {
        let plain = |part: Result<&str, &Insert>| match part {
            Ok(words) => words.to_owned(),
            Err(Insert::Caption(words) | Insert::Words(words)) => words.clone(),
        };
        self.split(text).into_iter().map(plain).collect()
    }
}

/// A link definition's label as it is compared.
pub(crate) fn label(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_lead_back_to_their_lines() {
        let mut text = Text::new("a.md".into());
        text.push("one\ntwo ", 1);
        text.push("after a comment of three lines\nlast", 5);
        let line = text.lines();
        assert_eq!([line(0), line(4), line(8), line(39)], [1, 2, 5, 6]);
    }

    #[test]
    fn inserts_survive_and_cannot_be_forged() {
        let mut inserts = Inserts::default();
        let caption = Insert::Caption("a__b__".into());
        let text = format!("x {} y", inserts.keep(caption.clone()));
        assert_eq!(inserts.split(&text), [Ok("x "), Err(&caption), Ok(" y")]);
        assert_eq!(inserts.plain(&text), "x a__b__ y");
        assert!(!Inserts::within(&Inserts::guard(text)));
        assert_eq!(inserts.plain("\u{e000}99\u{e001}z"), "z");
    }
}
