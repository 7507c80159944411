//! The last word on what HTML a page may hold.
//!
//! Owns the allowlist. Must not: trust anything that came before it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use crate::links::SCHEMES;
use crate::raw_html::KEPT;

/// What every anchor's name begins with, so that no content can take a name of the app's.
pub(crate) const ANCHOR_PREFIX: &str = "a-";

/// A sanitiser; costly to make, cheap to use.
pub(crate) struct Sanitiser(Builder<'static>);

impl Sanitiser {
    pub(crate) fn new() -> Self {
        let mut builder = Builder::empty();
        let own = ["a", "img", "span"];
        let link = ["href", "target", "rel", "data-lesson", "data-page", "data-anchor"];
        builder
            .tags(KEPT.iter().copied().chain(own).collect())
            .clean_content_tags(HashSet::from(["script", "style", "iframe", "noembed", "noframes"]))
            .tag_attributes(HashMap::from([
                ("a", HashSet::from(link)),
                ("img", HashSet::from(["src", "alt", "width", "height", "loading"])),
                ("td", HashSet::from(["colspan", "rowspan"])),
                ("th", HashSet::from(["colspan", "rowspan"])),
                ("ol", HashSet::from(["start"])),
                ("code", HashSet::from(["class"])),
                ("div", HashSet::from(["class"])),
                ("span", HashSet::from(["class"])),
                ("details", HashSet::from(["id", "open"])),
                ("h2", HashSet::from(["id"])),
                ("h3", HashSet::from(["id"])),
                ("h4", HashSet::from(["id"])),
                ("h5", HashSet::from(["id"])),
                ("h6", HashSet::from(["id"])),
            ]))
            .link_rel(None)
            .url_schemes(SCHEMES.into_iter().collect())
            // Checked by `allowed`, which knows the few relative forms that we write ourselves.
            .url_relative(UrlRelative::PassThrough)
            .attribute_filter(|tag, name, value| {
                allowed(tag, name, value).then_some(Cow::Borrowed(value))
            });
        Self(builder)
    }

    pub(crate) fn clean(&self, html: &str) -> String {
        self.0.clean(html).to_string()
    }
}

fn allowed(tag: &str, name: &str, value: &str) -> bool {
    let digits = !value.is_empty() && value.len() < 6 && value.bytes().all(|b| b.is_ascii_digit());
    match (tag, name) {
        ("a", "href") => {
            value.strip_prefix("#lesson-").is_some_and(is_lesson_id)
                || SCHEMES.iter().any(|scheme| {
                    value.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(':'))
                })
        }
        ("a", "target") => value == "_blank",
        ("a", "rel") => value == "noopener noreferrer",
        ("a", "data-lesson") => is_lesson_id(value),
        ("a", "data-page") => digits,
        ("a", "data-anchor") | (_, "id") => value.starts_with(ANCHOR_PREFIX),
        ("img", "src") => value.strip_prefix("/api/files/").is_some_and(|hash| {
            hash.len() == 64
                && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        }),
        ("img", "width" | "height") | (_, "colspan" | "rowspan" | "start") => digits,
        ("img", "loading") => value == "lazy",
        ("img", "alt") => true,
        ("details", "open") => value.is_empty(),
        ("code", "class") => value.strip_prefix("language-").is_some_and(|language| {
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"+-#_".contains(&b);
            !language.is_empty() && language.bytes().all(plain)
        }),
        ("span", "class") => value == "filename",
        ("div", "class") => value == "table",
        _ => false,
    }
}

fn is_lesson_id(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_foreign_passes() {
        let clean = |html: &str| Sanitiser::new().clean(html);
        assert_eq!(clean("<p onclick=x id=root class=x style=x>a</p>"), "<p>a</p>");
        assert_eq!(clean("<img src=https://x/y.png onerror=x>"), "<img>");
        assert_eq!(clean("<img src=\"data:image/png;base64,AA\">"), "<img>");
        assert_eq!(clean("<a href=javascript:x>a</a><script>x</script>"), "<a>a</a>");
        assert_eq!(clean("<a href=#lesson-abcdefgh>a</a>"), "<a href=\"#lesson-abcdefgh\">a</a>");
        assert_eq!(clean("<a href=#other>a</a><h2 id=app>b</h2>"), "<a>a</a><h2>b</h2>");
        assert_eq!(clean("<svg><script>x</script></svg><iframe src=x></iframe>"), "");
        assert_eq!(clean("<code class='language-c++ x'>a</code>"), "<code>a</code>");
    }
}
