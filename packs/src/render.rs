//! Blocks to HTML.
//!
//! Owns the markup that a phone's styles rely on: links, pictures, captions, `details`, tables.
//! Must not: decide where a page begins; pass anything on without the sanitiser.

use std::sync::Arc;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag, TagEnd, html};

use crate::folder::Folder;
use crate::limits;
use crate::links::{Course, Link, scheme};
use crate::markdown::{Block, Flow, plain};
use crate::picture::Pictures;
use crate::problem::{Fault, Place, Problem};
use crate::raw_html::{self, Part};
use crate::sanitise::{ANCHOR_PREFIX, Sanitiser};
use crate::source::{Insert, Inserts};

/// What is needed to render the pages of one lesson.
pub(crate) struct Renderer<'a> {
    pub(crate) folder: &'a Folder,
    pub(crate) course: &'a Course,
    pub(crate) lesson: Arc<str>,
    pub(crate) inserts: &'a Inserts,
    pub(crate) sanitiser: &'a Sanitiser,
    pub(crate) pictures: &'a mut Pictures,
    pub(crate) refusals: &'a mut Vec<Problem>,
    pub(crate) warnings: &'a mut Vec<Problem>,
    /// HTML tags written by hand so far.
    pub(crate) tags: usize,
}

/// One flow's events on their way to HTML.
struct Writing {
    out: Vec<Event<'static>>,
    file: Arc<str>,
    /// For each open link: whether it is written.
    links: Vec<bool>,
    /// The element of hand-written HTML that is being dropped.
    skipping: Option<String>,
}

impl Writing {
    fn html(&mut self, html: impl Into<String>) {
        self.out.push(Event::InlineHtml(CowStr::from(html.into())));
    }
}

impl Renderer<'_> {
    /// One page.
    pub(crate) fn page(&mut self, blocks: &[Block]) -> String {
        let mut events = Vec::new();
        self.blocks(blocks, &mut events);
        let mut page = String::new();
        html::push_html(&mut page, events.into_iter());
        self.sanitiser.clean(&page).trim().to_owned()
    }

    fn blocks(&mut self, blocks: &[Block], out: &mut Vec<Event<'static>>) {
        let html = |html: String| Event::Html(CowStr::from(html));
        for block in blocks {
            match block {
                Block::Heading { level, anchor, inner, .. } => {
                    let level = (*level).max(HeadingLevel::H2);
                    let anchor = escape(anchor);
                    out.push(html(format!("\n<{level} id=\"{ANCHOR_PREFIX}{anchor}\">")));
                    self.flow(inner, out);
                    out.push(html(format!("</{level}>\n")));
                }
                Block::Flow(flow) => self.flow(flow, out),
                Block::Sec { title, anchor, shown, blocks } => {
                    let name = anchor.as_deref().map(escape);
                    let id = name
                        .map(|name| format!(" id=\"{ANCHOR_PREFIX}{name}\""))
                        .unwrap_or_default();
                    let open = if *shown { " open" } else { "" };
                    let title = escape(title);
                    out.push(html(format!("\n<details{id}{open}><summary>{title}</summary>\n")));
                    self.blocks(blocks, out);
                    out.push(html("</details>\n".into()));
                }
                Block::Quiz(_) => {}
            }
        }
    }

    fn flow(&mut self, flow: &Flow, out: &mut Vec<Event<'static>>) {
        let mut writing = Writing {
            out: std::mem::take(out),
            file: flow.file.clone(),
            links: Vec::new(),
            skipping: None,
        };
        let mut at = 0;
        while let Some((event, line)) = flow.events.get(at) {
            at += 1;
            let line = *line;
            if writing.skipping.is_some() && !matches!(event, Event::Html(_) | Event::InlineHtml(_))
            {
                // What is dropped ends with its paragraph at the latest.
                match event {
                    Event::End(TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Item) => {
                        writing.skipping = None;
                    }
                    Event::Start(_) | Event::End(_) => {}
                    _ => continue,
                }
            }
            match event {
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let is_end =
                        |(event, _): &(Event<'_>, u32)| matches!(event, Event::End(TagEnd::Image));
                    let end = flow.events[at..].iter().position(is_end).unwrap_or(0);
                    let alt = plain(&flow.events[at..at + end], self.inserts);
                    at += end + 1;
                    self.picture(&mut writing, dest_url, &alt, line);
                }
                Event::Start(Tag::Link { dest_url, .. }) => self.link(&mut writing, dest_url, line),
                Event::End(TagEnd::Link) => close_link(&mut writing),
                Event::Start(Tag::HtmlBlock) => {
                    let block: String = flow.events[at..]
                        .iter()
                        .map_while(|(event, _)| match event {
                            Event::Html(html) => Some(&**html),
                            _ => None,
                        })
                        .collect();
                    at += flow.events[at..]
                        .iter()
                        .take_while(|(e, _)| matches!(e, Event::Html(_)))
                        .count();
                    self.raw(&mut writing, &block, line);
                    writing.html("\n");
                }
                Event::End(TagEnd::HtmlBlock) => {}
                Event::Html(html) | Event::InlineHtml(html) => self.raw(&mut writing, html, line),
                Event::Text(text) => self.text(&mut writing, text),
                Event::Start(Tag::Heading { level, .. }) => {
                    writing.html(format!("<{}>", (*level).max(HeadingLevel::H2)));
                }
                Event::End(TagEnd::Heading(level)) => {
                    writing.html(format!("</{}>\n", (*level).max(HeadingLevel::H2)));
                }
                Event::Start(Tag::Table(_)) => {
                    writing.html("<div class=\"table\">");
                    writing.out.push(event.clone());
                }
                Event::End(TagEnd::Table) => {
                    writing.out.push(event.clone());
                    writing.html("</div>\n");
                }
                _ => writing.out.push(event.clone()),
            }
        }
        *out = writing.out;
    }

    fn text(&self, writing: &mut Writing, text: &str) {
        for part in self.inserts.split(text) {
            match part {
                Ok(words) => writing.out.push(Event::Text(CowStr::from(words.to_owned()))),
                Err(Insert::Words(words)) => {
                    writing.out.push(Event::Text(CowStr::from(words.clone())));
                }
                Err(Insert::Caption(words)) => {
                    writing.html(format!("<span class=\"filename\">{}</span>", escape(words)));
                }
            }
        }
    }

    fn place(&self, writing: &Writing, line: u32) -> Place {
        Place::line(writing.file.clone(), line)
    }

    fn link(&mut self, writing: &mut Writing, to: &str, line: u32) {
        let place = self.place(writing, line);
        let to = self.inserts.plain(to);
        let mut warn = |what| self.warnings.push(Problem::new(place.clone(), what));
        let open = match self.course.follow(self.folder, &writing.file, &self.lesson, &to) {
            Link::Web(to) => Some(format!(
                "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">",
                escape(&to)
            )),
            Link::Lesson { id, page, anchor } => {
                let page = page.map(|page| format!(" data-page=\"{page}\"")).unwrap_or_default();
                let anchor = anchor
                    .map(|name| format!(" data-anchor=\"{ANCHOR_PREFIX}{}\"", escape(&name)))
                    .unwrap_or_default();
                Some(format!("<a href=\"#lesson-{id}\" data-lesson=\"{id}\"{page}{anchor}>"))
            }
            Link::LessonOnly { id } => {
                warn(Fault::UnknownAnchor(to));
                Some(format!("<a href=\"#lesson-{id}\" data-lesson=\"{id}\">"))
            }
            Link::Broken(why) => {
                warn(Fault::BrokenLink { to, why });
                None
            }
            Link::LeavesFolder => {
                self.refusals.push(Problem::new(place, Fault::LeavesFolder(to)));
                None
            }
        };
        writing.links.push(open.is_some());
        if let Some(open) = open {
            writing.html(open);
        }
    }

    fn picture(&mut self, writing: &mut Writing, src: &str, alt: &str, line: u32) {
        let place = self.place(writing, line);
        let src = self.inserts.plain(src);
        let remote = src.starts_with("//")
            || scheme(&src).is_some_and(|scheme| scheme == "http" || scheme == "https");
        if remote {
            self.warnings.push(Problem::new(place, Fault::RemotePicture(src.clone())));
            let words = if alt.is_empty() { src.as_str() } else { alt };
            // A link cannot stand in a link; there the description is enough.
            let inside = writing.links.iter().any(|written| *written);
            if !inside {
                let src = if src.starts_with("//") { format!("https:{src}") } else { src.clone() };
                let src = escape(&src);
                writing.html(format!(
                    "<a href=\"{src}\" target=\"_blank\" rel=\"noopener noreferrer\">"
                ));
            }
            writing.out.push(Event::Text(CowStr::from(words.to_owned())));
            if !inside {
                writing.html("</a>");
            }
            return;
        }
        match self.pictures.refer(self.folder, &writing.file, &self.lesson, &src, &place) {
            Ok(found) => writing.html(format!(
                "<img src=\"/api/files/{}\" alt=\"{}\" width=\"{}\" height=\"{}\" loading=\"lazy\">",
                found.key,
                escape(alt),
                found.width,
                found.height
            )),
            Err(what) => self.refusals.push(Problem::new(place, what)),
        }
    }

    /// Hand-written HTML.
    fn raw(&mut self, writing: &mut Writing, html: &str, first: u32) {
        let parts = raw_html::read(html, &mut writing.skipping);
        self.tags += parts.len();
        if self.tags > limits::HTML_TAGS {
            if self.tags - parts.len() <= limits::HTML_TAGS {
                let limit = limits::HTML_TAGS.to_string();
                let what = Fault::TooMuch { what: "the number of HTML tags in a lesson", limit };
                self.refusals.push(Problem::new(self.place(writing, first), what));
            }
            return;
        }
        let at = |line: u32| first + line.saturating_sub(1);
        for part in parts {
            match part {
                Part::Tag(tag) => writing.html(tag),
                Part::Text(text) => self.text(writing, &text),
                Part::Image { src, alt, line } => {
                    let alt = self.inserts.plain(&alt);
                    self.picture(writing, &src, &alt, at(line));
                }
                Part::LinkOpen { href, line } => self.link(writing, &href, at(line)),
                Part::LinkClose => close_link(writing),
                Part::LeftOut { name, line } => {
                    let place = self.place(writing, at(line));
                    self.warnings.push(Problem::new(place, Fault::HtmlLeftOut(name)));
                }
            }
        }
    }
}

fn close_link(writing: &mut Writing) {
    if writing.links.pop() == Some(true) {
        writing.html("</a>");
    }
}

/// Text as it may stand in HTML, between tags or in quotes.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}
