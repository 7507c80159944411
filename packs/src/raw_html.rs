//! HTML that an author wrote into Markdown, taken apart by the tokenizer of the HTML standard.
//!
//! Owns which tags and attributes may stay, and what is dropped with all it holds.
//! Must not: be the last word on safety: every page is sanitised again as a whole.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// Elements that may stay, without attributes but for those of table cells and numbered lists.
pub(crate) const KEPT: &[&str] = &[
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
];

/// Elements that go together with what stands between their tags.
const OPAQUE: &[&str] = &[
    "applet", "audio", "canvas", "frameset", "iframe", "math", "noembed", "noframes", "noscript",
    "object", "script", "select", "style", "svg", "template", "textarea", "title", "video", "xmp",
];

/// A part of hand-written HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// A tag that stays.
    Tag(String),
    /// Text, unescaped.
    Text(String),
    Image {
        src: String,
        alt: String,
        line: u32,
    },
    LinkOpen {
        href: String,
        line: u32,
    },
    LinkClose,
    LeftOut {
        name: String,
        line: u32,
    },
}

/// Takes HTML apart. `skipping` is the element that is being dropped from one piece to the next.
pub(crate) fn read(html: &str, skipping: &mut Option<String>) -> Vec<Part> {
    let sink = Sink {
        parts: RefCell::new(Vec::new()),
        skipping: RefCell::new(skipping.take()),
        keep_all: false,
        found: RefCell::new(BTreeMap::new()),
        last_line: Cell::new(0),
    };
    let sink = run(sink, html);
    *skipping = sink.skipping.into_inner();
    sink.parts.into_inner()
}

/// The attributes of a single tag.
pub(crate) fn attributes(tag: &str) -> BTreeMap<String, String> {
    let sink = Sink {
        parts: RefCell::new(Vec::new()),
        skipping: RefCell::new(None),
        keep_all: true,
        found: RefCell::new(BTreeMap::new()),
        last_line: Cell::new(0),
    };
    run(sink, tag).found.into_inner()
}

/// The words of a piece of HTML.
pub(crate) fn words(html: &str) -> String {
    let words = |part| if let Part::Text(words) = part { words } else { String::new() };
    read(html, &mut None).into_iter().map(words).collect()
}

fn run(sink: Sink, html: &str) -> Sink {
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // The tokenizer may stop half-way, to let a browser act; here it only has to go on.
    while !input.is_empty() {
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    tokenizer.sink
}

struct Sink {
    parts: RefCell<Vec<Part>>,
    skipping: RefCell<Option<String>>,
    keep_all: bool,
    found: RefCell<BTreeMap<String, String>>,
    last_line: Cell<u32>,
}

impl Sink {
    fn push(&self, part: Part) {
        self.parts.borrow_mut().push(part);
    }

    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let name = tag.name.to_string();
        let opens = tag.kind == StartTag;
        if self.keep_all {
            let found = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string()));
            self.found.borrow_mut().extend(found);
            return TokenSinkResult::Continue;
        }
        let skipped = self.skipping.borrow().clone();
        if let Some(skipped) = skipped {
            if !opens && skipped == name {
                self.skipping.replace(None);
            }
            return TokenSinkResult::Continue;
        }
        let value = |name: &str| {
            let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
            found.map(|attribute| attribute.value.to_string()).unwrap_or_default()
        };
        let line = self.last_line.get();
        match (&*name, opens) {
            ("img", true) => self.push(Part::Image { src: value("src"), alt: value("alt"), line }),
            ("a", true) => self.push(Part::LinkOpen { href: value("href"), line }),
            ("a", false) => self.push(Part::LinkClose),
            // The lesson's title is the page's first heading.
            ("h1", _) => self.push(Part::Tag(if opens { "<h2>" } else { "</h2>" }.into())),
            (kept, true) if KEPT.contains(&kept) => self.push(Part::Tag(open_tag(tag))),
            (kept, false) if KEPT.contains(&kept) => self.push(Part::Tag(format!("</{kept}>"))),
            (opaque, true) if OPAQUE.contains(&opaque) => {
                self.push(Part::LeftOut { name: name.clone(), line });
                let raw: Option<RawKind> = match opaque {
                    "script" => Some(ScriptData),
                    "style" | "iframe" | "noembed" | "noframes" | "xmp" => Some(Rawtext),
                    _ => None,
                };
                if !tag.self_closing || raw.is_some() {
                    self.skipping.replace(Some(name.clone()));
                }
                if let Some(raw) = raw {
                    return TokenSinkResult::RawData(raw);
                }
            }
            (_, true) => self.push(Part::LeftOut { name, line }),
            (_, false) => {}
        }
        TokenSinkResult::Continue
    }
}

/// A tag with the few attributes that only say how a table or list is built.
fn open_tag(tag: &Tag) -> String {
    let mut html = format!("<{}", tag.name);
    for attribute in &tag.attrs {
        let name = &*attribute.name.local;
        let number = attribute.value.len() < 4 && attribute.value.parse::<u16>().is_ok();
        if number
            && matches!((&*tag.name, name), ("td" | "th", "colspan" | "rowspan") | ("ol", "start"))
        {
            html.push_str(&format!(" {name}=\"{}\"", attribute.value));
        }
    }
    html.push('>');
    html
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        self.last_line.set(u32::try_from(line).unwrap_or(u32::MAX));
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) if self.skipping.borrow().is_none() => {
                self.push(Part::Text(text.to_string()));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_tags_stay() {
        let html = "<b onclick=x style=y>a &amp; b</b><script>1 < 2</script><td colspan=2 id=q>";
        let parts = read(html, &mut None);
        let tag = |text: &str| Part::Tag(text.into());
        assert_eq!(parts[0], tag("<b>"));
        assert!(parts.contains(&tag("<td colspan=\"2\">")));
        assert!(parts.contains(&Part::LeftOut { name: "script".into(), line: 1 }));
        assert_eq!(words(html), "a & b");
    }

    #[test]
    fn dropping_goes_on_from_piece_to_piece() {
        let mut skipping = None;
        assert_eq!(read("<svg>", &mut skipping).len(), 1);
        assert_eq!(skipping.as_deref(), Some("svg"));
        assert_eq!(read("<b>x</b>", &mut skipping), []);
        assert_eq!(read("</svg><b>", &mut skipping), [Part::Tag("<b>".into())]);
    }
}
