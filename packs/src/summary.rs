//! The course's order: `SUMMARY.md`, else the names of the files.
//!
//! Owns which file is a lesson, its title in the table of contents, its level, and its id.
//! Must not: read what the lessons say.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use sha2::{Digest, Sha256};

use crate::folder::{Folder, resolve};
use crate::limits;
use crate::problem::{Fault, Place, Problem};
use crate::source::Lines;

const SUMMARY: &str = "SUMMARY.md";

/// A lesson of the course, before its content is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) path: Arc<str>,
    /// From `SUMMARY.md`; else the lesson's first heading gives it.
    pub(crate) title: Option<String>,
    pub(crate) level: u8,
    pub(crate) place: Place,
}

/// The order of a course.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// The heading of `SUMMARY.md`, when it says more than "contents".
    pub(crate) title: Option<String>,
    pub(crate) entries: Vec<Entry>,
}

/// Names the files that any of some files includes.
pub(crate) type Included<'a> = &'a dyn Fn(&[Arc<str>]) -> Vec<Arc<str>>;

/// Finds the lessons and their order. `included` names the files that others include.
pub(crate) fn contents(
    folder: &Folder,
    included: Included<'_>,
    refusals: &mut Vec<Problem>,
    warnings: &mut Vec<Problem>,
) -> Result<Contents, Problem> {
    let files = folder.list("md")?;
    let contents = if folder.has(SUMMARY) {
        let text = folder.read_text(SUMMARY, &Place::file(SUMMARY))?;
        let contents = parse(&text, folder, refusals, warnings);
        let parts = included(&files);
        for file in files.iter().filter(|file| &***file != SUMMARY) {
            let listed = contents.entries.iter().any(|entry| entry.path == *file);
            if !listed && !parts.contains(file) {
                let what = Fault::LeftOut("is not in SUMMARY.md".into());
                warnings.push(Problem::new(Place::file(file.clone()), what));
            }
        }
        contents
    } else {
        let parts = included(&files);
        let entries = files.iter().filter(|file| !parts.contains(file)).map(by_name).collect();
        Contents { title: None, entries }
    };
    if contents.entries.len() > limits::LESSONS {
        let limit = limits::LESSONS.to_string();
        let what = Fault::TooMuch { what: "the number of lessons", limit };
        return Err(Problem::new(Place::file(SUMMARY), what));
    }
    Ok(contents)
}

fn by_name(path: &Arc<str>) -> Entry {
    let deep = path.contains('/') && !path.to_lowercase().ends_with("/readme.md");
    Entry {
        path: path.clone(),
        title: None,
        level: u8::from(deep),
        place: Place::file(path.clone()),
    }
}

fn parse(
    text: &str,
    folder: &Folder,
    refusals: &mut Vec<Problem>,
    warnings: &mut Vec<Problem>,
) -> Contents {
    let lines = Lines::new(text);
    let mut contents = Contents::default();
    // Whether the title so far came from an entry without an anchor.
    let mut plain: BTreeMap<Arc<str>, bool> = BTreeMap::new();
    let (mut depth, mut words, mut target) = (0_usize, String::new(), None);
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Heading { .. }) => words.clear(),
            Event::End(TagEnd::Heading(level)) => {
                let told = words.trim();
                if level == HeadingLevel::H1 && contents.title.is_none() && says_something(told) {
                    contents.title = Some(told.to_owned());
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                words.clear();
                target = Some(dest_url.to_string());
            }
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::End(TagEnd::Link) => {
                let Some(to) = target.take() else { continue };
                let place = Place::line(SUMMARY, lines.line(range.start));
                let (file, anchor) = to.split_once('#').map_or((&*to, false), |(f, _)| (f, true));
                let left_out = |why: &str| {
                    Problem::new(place.clone(), Fault::LeftOut(format!("entry \"{to}\" {why}")))
                };
                if file.contains("://") {
                    warnings.push(left_out("leads out of the course"));
                    continue;
                }
                let Some(path) = resolve(SUMMARY, file).map(Arc::<str>::from) else {
                    refusals.push(Problem::new(place, Fault::LeavesFolder(to)));
                    continue;
                };
                match contents.entries.iter_mut().find(|entry| entry.path == path) {
                    Some(entry) => {
                        // An entry for the whole file knows its title better than a section's.
                        if !anchor && plain.insert(path, true) == Some(false) {
                            entry.title = Some(words.trim().to_owned());
                        }
                    }
                    None if !folder.has(&path) => match folder.read(&path, 0) {
                        Err(crate::folder::Unread::Outside) => {
                            refusals.push(Problem::new(place, Fault::LeavesFolder(to)));
                        }
                        _ => warnings.push(left_out("does not exist")),
                    },
                    None => {
                        plain.insert(path.clone(), !anchor);
                        let title = Some(words.trim().to_owned()).filter(|title| !title.is_empty());
                        let level = u8::from(depth > 1);
                        contents.entries.push(Entry { path, title, level, place });
                    }
                }
            }
            _ => {}
        }
    }
    contents
}

/// Whether a heading of `SUMMARY.md` is the course's title, and not just "contents".
fn says_something(heading: &str) -> bool {
    const CONTENTS: &[&str] = &[
        "",
        "contenido",
        "contenidos",
        "contents",
        "conteúdo",
        "resumen",
        "resumo",
        "summary",
        "sumario",
        "sumário",
        "table of contents",
        "tabla de contenido",
        "tabla de contenidos",
        "índice",
        "indice",
        "index",
    ];
    !CONTENTS.contains(&heading.to_lowercase().as_str())
}

/// A lesson's id: stable as long as the pack's id and the file's path are.
pub fn lesson_id(pack: &str, path: &str) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut hash = Sha256::new();
    for (nth, part) in ["chaski/lesson/1", pack, path].iter().enumerate() {
        if nth > 0 {
            hash.update([0]);
        }
        hash.update(part);
    }
    let bits =
        hash.finalize().iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..8).rev().map(|nth| char::from(ALPHABET[(bits >> (5 * nth) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lesson_ids_are_stable() {
        // Computed with another implementation of SHA-256 and base32.
        assert_eq!(lesson_id("primeros-pasos", "01-telefono.md"), "z64hhg44");
    }
}
