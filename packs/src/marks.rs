//! GitBook's marks: `include`, `filename`, `raw`, `set`, `{{ name }}`, `sec`, comments.
//!
//! Owns their meaning outside code. Code of every kind (fenced, indented, inline) is found by the
//! Markdown parser itself, and its text is passed on untouched.
//! Must not: interpret Markdown otherwise, or read anything but included files.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, Parser, Tag};

use crate::folder::{Folder, candidates, resolve};
use crate::limits;
use crate::mark::{self, Mark};
use crate::markdown;
use crate::problem::{Fault, Place, Problem};
use crate::source::{Expanded, Insert, Inserts, Lines, Piece, Text, label};

/// Expands a lesson's file with all that it includes.
pub(crate) fn expand(
    folder: &Folder,
    path: &Arc<str>,
    warnings: &mut Vec<Problem>,
) -> Result<Expanded, Vec<Problem>> {
    let mut expander = Expander {
        folder,
        warnings,
        refusals: Vec::new(),
        expanded: Expanded::default(),
        variables: BTreeMap::new(),
        open: Vec::new(),
        bytes: 0,
        includes: 0,
    };
    expander.file(path, &Place::file(path.clone()), 0);
    if expander.refusals.is_empty() { Ok(expander.expanded) } else { Err(expander.refusals) }
}

/// The files that a file includes directly, as far as they are inside the folder.
pub(crate) fn included(folder: &Folder, path: &Arc<str>) -> Vec<Arc<str>> {
    let Ok(text) = folder.read_text(path, &Place::file(path.clone())) else { return Vec::new() };
    let mut found = Vec::new();
    let code = code_ranges(&text);
    let mut scanner = mark::Scanner::new(&text, &code);
    while let Some((_, mark)) = scanner.next() {
        if let Mark::Include(Some(target)) = mark {
            found.extend(resolve(path, &target).map(Arc::<str>::from));
        }
    }
    found
}

/// Where a text is code of any kind. Sorted, disjoint.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new_ext(text, markdown::options()).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
            ranges.push(range);
        }
    }
    ranges
}

struct Expander<'a> {
    folder: &'a Folder,
    warnings: &'a mut Vec<Problem>,
    refusals: Vec<Problem>,
    expanded: Expanded,
    variables: BTreeMap<String, String>,
    /// Files being expanded, outermost first.
    open: Vec<Arc<str>>,
    bytes: usize,
    includes: usize,
}

impl Expander<'_> {
    fn refuse(&mut self, place: &Place, what: Fault) {
        self.refusals.push(Problem::new(place.clone(), what));
    }

    fn warn(&mut self, place: &Place, what: impl Into<String>) {
        self.warnings.push(Problem::new(place.clone(), Fault::Mark(what.into())));
    }

    fn file(&mut self, path: &Arc<str>, asked: &Place, sections: usize) {
        let text = match self.folder.read_text(path, asked) {
            Ok(text) => Inserts::guard(text),
            Err(problem) => return self.refusals.push(problem),
        };
        self.bytes += text.len();
        if self.bytes > limits::LESSON_BYTES {
            let limit = format!("{} KiB", limits::LESSON_BYTES / 1024);
            let what = Fault::TooMuch { what: "the size of a lesson with what it includes", limit };
            return self.refuse(asked, what);
        }
        self.open.push(path.clone());
        self.define_links(&text);
        self.scan(path, &text, sections);
        self.open.pop();
    }

    fn define_links(&mut self, text: &str) {
        let parser = Parser::new_ext(text, markdown::options());
        for (name, definition) in parser.reference_definitions().iter() {
            let title = definition.title.as_deref().unwrap_or_default().to_owned();
            let entry = (definition.dest.to_string(), title);
            self.expanded.definitions.entry(label(name)).or_insert(entry);
        }
    }

    /// Walks through one file, mark by mark.
    fn scan(&mut self, path: &Arc<str>, text: &str, outer: usize) {
        let code = code_ranges(text);
        let lines = Lines::new(text);
        let mut out = Text::new(path.clone());
        // Indentation of each open `sec`: its lines are written as deep as the mark itself.
        let mut sections: Vec<(usize, Place)> = Vec::new();
        let mut scanner = mark::Scanner::new(text, &code);
        let mut at = 0;
        while let Some((range, mark)) = scanner.next() {
            let indent = sections.last().map_or(0, |(indent, _)| *indent);
            push_dedented(&mut out, text, at..range.start, &lines, indent);
            at = range.end;
            let line = lines.line(range.start);
            let place = Place::line(path.clone(), line);
            match mark {
                Mark::Comment | Mark::Raw | Mark::EndRaw => {}
                Mark::Unclosed(what) => self.warn(&place, what),
                Mark::Stray => {
                    let shown = text[range.clone()].chars().take(60).collect::<String>();
                    self.warn(&place, format!("\"{shown}\" is not understood and shown as it is"));
                    let words = Insert::Words(text[range.clone()].to_owned());
                    out.push(&self.expanded.inserts.keep(words), line);
                }
                Mark::Text(words) => {
                    out.push(&self.expanded.inserts.keep(Insert::Words(words)), line);
                }
                Mark::Filename(words) => {
                    let words = self.substitute(&words, &place);
                    out.push(&self.expanded.inserts.keep(Insert::Caption(words)), line);
                }
                Mark::Set(name, value) => {
                    self.variables.insert(name, mark::icon_or_words(&value));
                }
                Mark::Variable(name) => {
                    let words = self.substitute(&format!("{{{{ {name} }}}}"), &place);
                    out.push(&self.expanded.inserts.keep(Insert::Words(words)), line);
                }
                Mark::Include(target) => {
                    self.flush(&mut out, path);
                    self.include(path, target.as_deref(), &place, outer + sections.len());
                }
                Mark::Sec { title, id, shown } => {
                    if outer + sections.len() >= limits::SEC_DEPTH {
                        self.refuse(&place, Fault::TooDeep(limits::SEC_DEPTH));
                    }
                    self.flush(&mut out, path);
                    let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
                    let before = &text[line_start..range.start];
                    let indent = if before.trim_matches(' ').is_empty() { before.len() } else { 0 };
                    sections.push((indent, place.clone()));
                    self.expanded.pieces.push(Piece::Open { title, id, shown });
                }
                Mark::EndSec => {
                    if sections.pop().is_some() {
                        self.flush(&mut out, path);
                        self.expanded.pieces.push(Piece::Close);
                    } else {
                        self.warn(&place, "\"endsec\" without a \"sec\"");
                    }
                }
            }
        }
        push_dedented(&mut out, text, at..text.len(), &lines, 0);
        self.flush(&mut out, path);
        for (_, place) in sections.into_iter().rev() {
            self.warn(&place, "\"sec\" is closed at the end of the file");
            self.expanded.pieces.push(Piece::Close);
        }
    }

    fn flush(&mut self, out: &mut Text, path: &Arc<str>) {
        let text = std::mem::replace(out, Text::new(path.clone()));
        if !text.text.trim().is_empty() {
            self.expanded.pieces.push(Piece::Text(text));
        }
    }

    fn include(&mut self, path: &Arc<str>, target: Option<&str>, place: &Place, sections: usize) {
        self.includes += 1;
        let Some(target) = target else {
            return self.warn(place, "\"include\" without a file");
        };
        let Some(found) = self.included_path(path, target) else {
            return self.refuse(place, Fault::LeavesFolder(target.into()));
        };
        if self.open.contains(&found) {
            return self.refuse(place, Fault::IncludeCycle(target.into()));
        }
        if self.open.len() > limits::INCLUDE_DEPTH || self.includes > limits::INCLUDES {
            let limit = format!("{} or {}", limits::INCLUDES, limits::INCLUDE_DEPTH);
            let what = "the number or depth of inclusions";
            // Nothing more is expanded: a tree of inclusions grows faster than anything else.
            self.includes = limits::INCLUDES + 1;
            if !self.refusals.iter().any(|problem| matches!(problem.what, Fault::TooMuch { .. })) {
                self.refuse(place, Fault::TooMuch { what, limit });
            }
            return;
        }
        self.file(&found, place, sections);
    }

    /// Relative to the file of the mark; as GitBook has it, also to the lesson that it ends up in.
    fn included_path(&self, path: &Arc<str>, target: &str) -> Option<Arc<str>> {
        let lesson = self.open.first()?;
        candidates(path, lesson, target).choose(|path| self.folder.has(path)).map(Arc::from)
    }

    /// Puts the values of `{{ name }}` into a caption or text.
    fn substitute(&mut self, words: &str, place: &Place) -> String {
        let mut done = String::new();
        let mut rest = words;
        while let Some((before, (name, after))) =
            rest.split_once("{{").and_then(|(before, on)| Some((before, on.split_once("}}")?)))
        {
            done.push_str(before);
            match self.variables.get(name.trim()) {
                Some(value) => done.push_str(value),
                None => {
                    self.warn(
                        place,
                        format!("\"{}\" has no value and is shown as it is", name.trim()),
                    );
                    done.push_str(&format!("{{{{{name}}}}}"));
                }
            }
            rest = after;
        }
        done.push_str(rest);
        done.trim().to_owned()
    }
}

/// Appends a part of a file, its lines moved left by up to `indent` blanks.
fn push_dedented(out: &mut Text, text: &str, range: Range<usize>, lines: &Lines, indent: usize) {
    if indent == 0 {
        return out.push(&text[range.clone()], lines.line(range.start));
    }
    let mut at = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        let starts_line = at == 0 || text.as_bytes()[at - 1] == b'\n';
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let cut = if starts_line { blanks.min(indent) } else { 0 };
        out.push(&line[cut..], lines.line(at));
        at += line.len();
    }
}
