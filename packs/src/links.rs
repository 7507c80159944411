//! Where a link leads: to another lesson, out onto the web, or nowhere.
//!
//! Owns the form of links inside a course. Must not: read files; know of HTML.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::folder::{Folder, candidates};
use crate::markdown::slug;

/// What may be linked to.
#[derive(Debug, Default)]
pub(crate) struct Course {
    pub(crate) lessons: BTreeMap<Arc<str>, Target>,
}

/// A lesson as the aim of links.
#[derive(Debug, Default)]
pub(crate) struct Target {
    pub(crate) id: String,
    /// On which page each name stands; `None` when it names the lesson's start.
    pub(crate) anchors: BTreeMap<String, Option<usize>>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    Web(String),
    Lesson {
        id: String,
        page: Option<usize>,
        anchor: Option<String>,
    },
    /// To a lesson, but to no heading of it.
    LessonOnly {
        id: String,
    },
    Broken(&'static str),
    LeavesFolder,
}

/// Schemes that a link may lead out by.
pub(crate) const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

impl Course {
    /// Follows a link that stands in `file`, in the lesson at `lesson`.
    pub(crate) fn follow(&self, folder: &Folder, file: &str, lesson: &str, to: &str) -> Link {
        let to = to.trim();
        if let Some(rest) = to.strip_prefix("//") {
            return Link::Web(format!("https://{rest}"));
        }
        if let Some(scheme) = scheme(to) {
            return match SCHEMES.contains(&&*scheme) {
                true => Link::Web(to.to_owned()),
                false => Link::Broken("is of a kind that is not allowed"),
            };
        }
        let (path, anchor) = to.split_once('#').map_or((to, ""), |(path, anchor)| (path, anchor));
        let path = path.split('?').next().unwrap_or(path);
        if path.is_empty() {
            return match anchor.is_empty() {
                true => Link::Broken("is empty"),
                false => self.lesson(lesson, anchor),
            };
        }
        let paths = candidates(file, lesson, path);
        let mut named = paths.paths.iter().flat_map(|path| [path.clone(), join(path, "README.md")]);
        if let Some(path) = named.find(|path| self.lessons.contains_key(path.as_str())) {
            return self.lesson(&path, anchor);
        }
        match paths.choose(|path| folder.has(path)) {
            None => Link::LeavesFolder,
            Some(path) if folder.has(path) => Link::Broken("leads to a file that is no lesson"),
            Some(_) => Link::Broken("leads to a file that does not exist"),
        }
    }

    fn lesson(&self, path: &str, anchor: &str) -> Link {
        let Some(target) = self.lessons.get(path) else { return Link::Broken("leads nowhere") };
        let id = target.id.clone();
        if anchor.is_empty() {
            return Link::Lesson { id, page: None, anchor: None };
        }
        let anchor = percent_decode_str(anchor).decode_utf8_lossy().into_owned();
        let found = [anchor.clone(), slug(&anchor)]
            .into_iter()
            .find_map(|name| target.anchors.get(&name).map(|page| (name, *page)));
        match found {
            Some((name, Some(page))) => Link::Lesson { id, page: Some(page), anchor: Some(name) },
            Some((_, None)) => Link::Lesson { id, page: None, anchor: None },
            None => Link::LessonOnly { id },
        }
    }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.into() } else { format!("{folder}/{name}") }
}

/// The scheme of an absolute link, lower case, as browsers read it: blanks inside do not hide it.
pub(crate) fn scheme(to: &str) -> Option<String> {
    let seen: String = to.chars().filter(|letter| !letter.is_control() && *letter != ' ').collect();
    let (scheme, _) = seen.split_once(':')?;
    let letter = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
    (!scheme.is_empty() && scheme.chars().all(letter)).then(|| scheme.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_cannot_hide() {
        for to in ["javascript:x", " JaVaScRiPt:x", "java\nscript:x", "\u{1}javascript:x"] {
            assert_eq!(scheme(to).as_deref(), Some("javascript"), "{to:?}");
        }
        assert_eq!(scheme("a/b:c.md"), None);
        assert_eq!(scheme("x.md#a:b"), None);
    }
}
