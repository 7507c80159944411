//! One mark: where it begins and ends, and which it is.
//!
//! Owns the syntax of marks. Must not: act on them.

use std::ops::Range;

use crate::limits;
use crate::raw_html;

/// A mark as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Include(Option<String>),
    Filename(String),
    Set(String, String),
    Variable(String),
    Raw,
    EndRaw,
    Sec {
        title: String,
        id: Option<String>,
        shown: bool,
    },
    EndSec,
    Comment,
    /// Text that must not be read as the beginning of a comment.
    Text(String),
    /// `{% … %}` that is not one of ours.
    Stray,
    /// Something that is opened and never closed.
    Unclosed(&'static str),
}

/// Finds marks one after the other, outside code.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    code: &'a [Range<usize>],
    at: usize,
    raw: bool,
    /// Set once a search to the end of the file found nothing: it would find nothing again.
    no_comment_end: bool,
    /// Told last: `raw` was never closed.
    done: bool,
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: &'a str, code: &'a [Range<usize>]) -> Self {
        Self { text, code, at: 0, raw: false, no_comment_end: false, done: false }
    }

    /// The next mark and where it stands.
    pub(crate) fn next(&mut self) -> Option<(Range<usize>, Mark)> {
        while let Some(start) = self.opening() {
            let rest = &self.text[start..];
            let read = if self.raw && !rest.starts_with("{%") {
                None
            } else if rest.starts_with("<!--") {
                self.comment(rest)
            } else if rest.starts_with("{{") {
                variable(rest)
            } else {
                self.tag(rest)
            };
            let Some((length, mark)) = read else {
                self.at = start + 2;
                continue;
            };
            self.at = start + length;
            // Inside `raw` only its end means something.
            match mark {
                Mark::EndRaw => self.raw = false,
                _ if self.raw => {
                    self.at = start + 2;
                    continue;
                }
                Mark::Raw => self.raw = true,
                _ => {}
            }
            return Some((start..start + length, mark));
        }
        if self.raw && !std::mem::replace(&mut self.done, true) {
            let end = self.text.len();
            return Some((end..end, Mark::Unclosed("\"raw\" is closed at the end of the file")));
        }
        None
    }

    /// Where something that may be a mark begins, outside code.
    fn opening(&mut self) -> Option<usize> {
        loop {
            let rest = self.text.get(self.at..)?;
            let found = rest.match_indices(['{', '<']).find(|(at, _)| {
                let here = &rest[*at..];
                here.starts_with("{%") || here.starts_with("{{") || here.starts_with("<!--")
            });
            let start = self.at + found?.0;
            // Ranges behind us are done with; the scanner never goes back.
            while self.code.first().is_some_and(|range| range.end <= start) {
                self.code = &self.code[1..];
            }
            match self.code.first() {
                Some(range) if range.start <= start => self.at = range.end,
                _ => return Some(start),
            }
        }
    }

    fn comment(&mut self, rest: &str) -> Option<(usize, Mark)> {
        let end = if self.no_comment_end { None } else { rest[4..].find("-->") };
        let Some(end) = end else {
            self.no_comment_end = true;
            return Some((4, Mark::Text("<!--".into())));
        };
        let inner = rest[4..4 + end].trim();
        let length = 4 + end + 3;
        let mark = match inner.strip_prefix("sec").and_then(|inner| inner.strip_suffix("ces")) {
            Some(attributes) => section(attributes),
            None if inner == "endsec" => Mark::EndSec,
            None => Mark::Comment,
        };
        Some((length, mark))
    }

    fn tag(&self, rest: &str) -> Option<(usize, Mark)> {
        let (inner, length) = enclosed(rest, "%}")?;
        let inner = inner.trim_matches('-').trim();
        let (name, argument) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let argument = argument.trim();
        let mark = match name {
            "include" => Mark::Include(quoted(argument)),
            "raw" => Mark::Raw,
            "endraw" => Mark::EndRaw,
            "set" => {
                let (name, value) = argument.split_once('=')?;
                Mark::Set(name.trim().to_owned(), quoted(value.trim())?)
            }
            "filename" => {
                let Some((words, close)) = caption(&rest[length..]) else {
                    return Some((length, Mark::Stray));
                };
                return Some((length + close, Mark::Filename(words)));
            }
            _ => Mark::Stray,
        };
        Some((length, mark))
    }
}

/// What stands between `{%` or `{{` and its end, and how long it all is. Quotes may hold the end.
fn enclosed<'a>(rest: &'a str, close: &str) -> Option<(&'a str, usize)> {
    let mut limit = rest.len().min(limits::MARK_BYTES);
    while !rest.is_char_boundary(limit) {
        limit -= 1;
    }
    let window = &rest[2..limit.max(2)];
    let first = window.find(close)?;
    let mut quote = None;
    let mut ends = None;
    for (at, letter) in window.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, _) if window[at..].starts_with(close) => {
                ends = Some(at);
                break;
            }
            _ => {}
        }
    }
    // A lone apostrophe is no quote.
    let end = ends.unwrap_or(first);
    Some((&window[..end], 2 + end + close.len()))
}

fn variable(rest: &str) -> Option<(usize, Mark)> {
    let (inner, length) = enclosed(rest, "}}")?;
    let name = inner.trim();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_.".contains(letter);
    let fits = !name.is_empty() && name.chars().all(plain);
    fits.then(|| (length, Mark::Variable(name.to_owned())))
}

/// The words up to `{% endfilename %}`, and how long all of that is.
fn caption(rest: &str) -> Option<(String, usize)> {
    let line_end = rest.find('\n').unwrap_or(rest.len()).min(limits::MARK_BYTES);
    for (at, _) in rest.match_indices("{%").take_while(|(at, _)| *at < line_end) {
        let (inner, length) = enclosed(&rest[at..], "%}")?;
        if inner.trim_matches('-').trim() == "endfilename" {
            return Some((rest[..at].trim().to_owned(), at + length));
        }
    }
    None
}

fn section(attributes: &str) -> Mark {
    let found = raw_html::attributes(&format!("<sec {}>", attributes.replace(['<', '>'], " ")));
    let value = |name: &str| found.get(name).cloned().filter(|value| !value.trim().is_empty());
    Mark::Sec {
        title: value("data-title").unwrap_or_else(|| "…".into()),
        id: value("data-id"),
        shown: value("data-show").is_some_and(|value| value == "true"),
    }
}

/// The text between a pair of quotes.
fn quoted(argument: &str) -> Option<String> {
    let quote = argument.chars().next().filter(|first| "\"'".contains(*first))?;
    argument[1..].strip_suffix(quote).map(str::to_owned)
}

/// A variable's value as words: tags are taken out, and a warning icon becomes a character.
///
/// Books set icons of a web font this way, which no phone has.
pub(crate) fn icon_or_words(value: &str) -> String {
    let icon = ["exclamation-sign", "warning-sign", "fa-warning", "exclamation-triangle"];
    let sign = if icon.iter().any(|name| value.contains(name)) { "⚠️ " } else { "" };
    format!("{sign}{}", raw_html::words(value).trim()).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<Mark> {
        let mut scanner = Scanner::new(text, &[]);
        std::iter::from_fn(|| scanner.next().map(|(_, mark)| mark)).collect()
    }

    #[test]
    fn every_mark_is_read() {
        assert_eq!(marks("{% include \"/a.md\" %}"), [Mark::Include(Some("/a.md".into()))]);
        assert_eq!(marks("{%include 'a.md'%}"), [Mark::Include(Some("a.md".into()))]);
        assert_eq!(
            marks("{% filename %}a__b.py{% endfilename %}"),
            [Mark::Filename("a__b.py".into())]
        );
        assert_eq!(
            marks("{% raw %}{% for %}{{ x }}<!-- y -->{% endraw %}"),
            [Mark::Raw, Mark::EndRaw]
        );
        assert_eq!(marks("{{ x }} {{ x | y }}"), [Mark::Variable("x".into())]);
        assert_eq!(marks("{% set x = 'a %} b' %}"), [Mark::Set("x".into(), "a %} b".into())]);
        assert_eq!(marks("{% for x in y %}"), [Mark::Stray]);
        assert_eq!(marks("{% it's %}"), [Mark::Stray]);
        assert_eq!(marks("{% never closed"), []);
        assert_eq!(marks("<!-- a\nb -->"), [Mark::Comment]);
        assert_eq!(marks("<!-- open"), [Mark::Text("<!--".into())]);
        let sec = "<!--sec data-title=\"If you're in\" data-id=\"x\"\ndata-collapse=true ces-->";
        let title = "If you're in".to_owned();
        assert_eq!(marks(sec), [Mark::Sec { title, id: Some("x".into()), shown: false }]);
        assert_eq!(marks("<!--endsec-->"), [Mark::EndSec]);
    }

    #[test]
    fn an_icon_becomes_a_sign() {
        let icon = "<span class=\"glyphicon glyphicon-exclamation-sign\" title=\"x\"></span>";
        assert_eq!(icon_or_words(icon), "⚠️");
        assert_eq!(icon_or_words("<b>Nora</b>"), "Nora");
    }
}
