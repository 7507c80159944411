//! A lesson's Markdown, cut into blocks.
//!
//! Owns which Markdown is understood, how deep it may nest, and where quizzes and headings stand.
//! Must not: make HTML, or follow links.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd,
};

use crate::limits;
use crate::pack::Quiz;
use crate::problem::{Fault, Place, Problem};
use crate::quiz;
use crate::source::{Expanded, Inserts, Piece, Text, label};

/// CommonMark with tables, struck-out words and `{#names}` of headings.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_HEADING_ATTRIBUTES
}

/// An event of the Markdown parser and the line where it stands.
pub(crate) type Placed = (Event<'static>, u32);

/// A part of a lesson that is not cut in two.
#[derive(Debug)]
pub(crate) enum Block {
    Heading { level: HeadingLevel, anchor: String, words: String, inner: Flow },
    Flow(Flow),
    Sec { title: String, anchor: Option<String>, shown: bool, blocks: Vec<Block> },
    Quiz(Quiz),
}

/// Events of one file.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) file: Arc<str>,
    pub(crate) events: Vec<Placed>,
    pub(crate) words: usize,
    pub(crate) pictures: usize,
    /// Lines of code, each of which takes a line of the screen however short it is.
    pub(crate) code_lines: usize,
    /// Announces what follows, as a caption or a line that ends in a colon does.
    pub(crate) leads: bool,
    /// Shows what was just said, as code and its caption do.
    pub(crate) shows: bool,
}

impl Block {
    /// How much there is to read, in words.
    pub(crate) fn size(&self) -> usize {
        match self {
            Block::Heading { inner, .. } => inner.words,
            Block::Flow(flow) => flow.words + 40 * flow.pictures + 4 * flow.code_lines,
            // Closed at first: its title is all that she must read.
            Block::Sec { shown: false, title, .. } => 20 + title.split_whitespace().count(),
            Block::Sec { blocks, .. } => blocks.iter().map(Block::size).sum(),
            Block::Quiz(_) => 0,
        }
    }

    /// Words and pictures, for the time that it takes.
    pub(crate) fn content(&self) -> (usize, usize) {
        match self {
            Block::Heading { inner, .. } => (inner.words, 0),
            Block::Flow(flow) => (flow.words, flow.pictures),
            Block::Sec { blocks, .. } => {
                blocks.iter().map(Block::content).fold((0, 0), |sum, one| {
                    // Of several systems described, she has one.
                    (sum.0 + one.0 / 2, sum.1 + one.1)
                })
            }
            Block::Quiz(_) => (0, 0),
        }
    }
}

/// Cuts an expanded lesson into blocks. Appends to `refusals` what cannot be taken.
pub(crate) fn blocks(expanded: &Expanded, refusals: &mut Vec<Problem>) -> Vec<Block> {
    let mut cutter = Cutter { expanded, refusals, anchors: BTreeMap::new(), links: 0 };
    // Innermost last: what is collected for each open `sec`, and what it is.
    let mut open: Vec<(Vec<Block>, String, Option<String>, bool)> = Vec::new();
    let mut blocks = Vec::new();
    for piece in &expanded.pieces {
        match piece {
            Piece::Text(text) => cutter.cut(text, &mut blocks, !open.is_empty()),
            Piece::Open { title, id, shown } => {
                let anchor = id.as_deref().map(|id| cutter.anchor(id));
                open.push((std::mem::take(&mut blocks), title.clone(), anchor, *shown));
            }
            Piece::Close => {
                if let Some((outer, title, anchor, shown)) = open.pop() {
                    let inner = std::mem::replace(&mut blocks, outer);
                    blocks.push(Block::Sec { title, anchor, shown, blocks: inner });
                }
            }
        }
    }
    blocks
}

struct Cutter<'a> {
    expanded: &'a Expanded,
    refusals: &'a mut Vec<Problem>,
    /// How often each name was used, so that no two anchors are equal.
    anchors: BTreeMap<String, usize>,
    links: usize,
}

impl Cutter<'_> {
    fn cut(&mut self, text: &Text, blocks: &mut Vec<Block>, inside: bool) {
        let line_of = text.lines();
        let definitions = &self.expanded.definitions;
        let resolve = |broken: BrokenLink<'_>| {
            let (url, title) = definitions.get(&label(&broken.reference))?;
            Some((CowStr::from(url.clone()), CowStr::from(title.clone())))
        };
        let parser = Parser::new_with_broken_link_callback(&text.text, options(), Some(resolve));
        let mut depth = 0;
        let mut events: Vec<Placed> = Vec::new();
        for (event, range) in parser.into_offset_iter() {
            let line = line_of(range.start);
            match &event {
                Event::Start(tag) => {
                    depth += 1;
                    self.links += usize::from(matches!(tag, Tag::Link { .. } | Tag::Image { .. }));
                }
                Event::End(_) => depth -= 1,
                _ => {}
            }
            if depth > limits::NESTING || self.links > limits::LINKS {
                let what = if depth > limits::NESTING {
                    Fault::TooDeep(limits::NESTING)
                } else {
                    let limit = limits::LINKS.to_string();
                    Fault::TooMuch { what: "the number of links and pictures in a lesson", limit }
                };
                return self
                    .refusals
                    .push(Problem::new(Place::line(text.file.clone(), line), what));
            }
            events.push((event.into_static(), line));
            if depth == 0 {
                let events = std::mem::take(&mut events);
                blocks.extend(self.block(text, events, inside));
            }
        }
    }

    fn block(&mut self, text: &Text, events: Vec<Placed>, inside: bool) -> Option<Block> {
        let line = events.first()?.1;
        match &events.first()?.0 {
            Event::Start(Tag::Heading { level, id, .. }) => {
                let level = *level;
                let words = plain(&events, &self.expanded.inserts);
                let anchor = self.anchor(id.as_deref().unwrap_or(&words));
                let inner = events[1..events.len() - 1].to_vec();
                let inner = flow(text, inner, &self.expanded.inserts);
                Some(Block::Heading { level, anchor, words, inner })
            }
            Event::Start(Tag::CodeBlock(kind)) if is_quiz(kind) => {
                let place = |line| Place::line(text.file.clone(), line);
                if inside {
                    let what = Fault::Quiz("may not stand inside a \"sec\"".into());
                    self.refusals.push(Problem::new(place(line), what));
                    return None;
                }
                let content: String =
                    events.iter().filter_map(|(event, _)| text_of(event)).collect();
                let content = self.expanded.inserts.plain(&content);
                match quiz::parse(&content) {
                    Ok(quiz) => Some(Block::Quiz(quiz)),
                    Err(faults) => {
                        self.refusals.extend(faults.into_iter().map(|(below, why)| {
                            Problem::new(place(line + 1 + below), Fault::Quiz(why))
                        }));
                        None
                    }
                }
            }
            _ => {
                let quiz = events.iter().find(|(event, _)| {
                    matches!(event, Event::Start(Tag::CodeBlock(kind)) if is_quiz(kind))
                });
                if let Some((_, line)) = quiz {
                    let what = Fault::Quiz("may not stand inside a list or quote".into());
                    let place = Place::line(text.file.clone(), *line);
                    self.refusals.push(Problem::new(place, what));
                }
                // A mark at the edge of a quote or list leaves an empty one behind.
                let says = |(event, _): &Placed| !matches!(event, Event::Start(_) | Event::End(_));
                let picture = |(event, _): &Placed| {
                    matches!(event, Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)))
                };
                if !events.iter().any(|event| says(event) || picture(event)) {
                    return None;
                }
                Some(Block::Flow(flow(text, events, &self.expanded.inserts)))
            }
        }
    }

    /// A name for a place in the lesson, as GitHub makes them, used once.
    fn anchor(&mut self, words: &str) -> String {
        let name = slug(words);
        let used = self.anchors.entry(name.clone()).or_default();
        *used += 1;
        if *used == 1 { name } else { format!("{name}-{}", *used - 1) }
    }
}

fn is_quiz(kind: &CodeBlockKind<'_>) -> bool {
    matches!(kind, CodeBlockKind::Fenced(info) if info.split_whitespace().next() == Some("quiz"))
}

fn text_of<'a>(event: &'a Event<'static>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// The words of some events, without what is hidden.
pub(crate) fn plain(events: &[Placed], inserts: &Inserts) -> String {
    let words = events.iter().map(|(event, _)| match event {
        Event::Text(text) | Event::Code(text) => inserts.plain(text),
        Event::SoftBreak | Event::HardBreak => " ".to_owned(),
        _ => String::new(),
    });
    words.collect::<String>().trim().to_owned()
}

fn flow(text: &Text, events: Vec<Placed>, inserts: &Inserts) -> Flow {
    let words = events.iter().filter_map(|(event, _)| text_of(event));
    let words = words.map(|text| text.split_whitespace().count()).sum();
    let images = |(event, _): &&Placed| match event {
        Event::Start(Tag::Image { .. }) => true,
        Event::Html(html) | Event::InlineHtml(html) => html.contains("<img"),
        _ => false,
    };
    let pictures = events.iter().filter(images).count();
    let is_paragraph = matches!(events.last(), Some((Event::End(TagEnd::Paragraph), _)));
    let is_code = matches!(events.first(), Some((Event::Start(Tag::CodeBlock(_)), _)));
    let mut texts = events.iter().filter_map(|(event, _)| text_of(event));
    let caption = is_paragraph && words < 8 && texts.clone().any(Inserts::within);
    let code_lines =
        if is_code { texts.by_ref().map(|text| text.lines().count()).sum() } else { 0 };
    let leads = caption || (is_paragraph && plain(&events, inserts).ends_with(':'));
    let shows = caption || is_code;
    Flow { file: text.file.clone(), events, words, pictures, code_lines, leads, shows }
}

/// Lower case, words joined by hyphens, everything else left out.
pub(crate) fn slug(words: &str) -> String {
    let kept = words.trim().chars().filter_map(|letter| match letter {
        ' ' => Some('-'),
        letter if letter.is_alphanumeric() || "-_".contains(letter) => Some(letter),
        _ => None,
    });
    let name: String = kept.flat_map(char::to_lowercase).take(80).collect();
    if name.is_empty() { "part".into() } else { name }
}
