//! What must fit together in a definition.
//!
//! Owns the order in which it is gone through, and what every part has: an id of its own and words.
//! Every fault is found at once. Must not read JSON.

mod learning;
mod outcome;
mod work;

use std::collections::BTreeSet;

use super::fault::{At, Fault, Kind, Wrong};
use super::read::Read;
use super::text::{Id, Text, is_id};

/// Everything that is wrong with a definition that was read.
pub(super) fn check(read: &Read) -> Vec<Fault> {
    let mut found = Found { read, faults: read.faults.clone() };
    // Where the head could not be read, that was said, and nothing in it is there to be checked.
    if !read.form.id.as_str().is_empty() || read.faults.is_empty() {
        head(&mut found);
    }
    learning::check(&mut found);
    work::check(&mut found);
    outcome::check(&mut found);
    found.faults
}

fn head(found: &mut Found<'_>) {
    let form = &found.read.form;
    let root = At::default();
    found.id(&root.field("id"), &form.id);
    found.text(&root.field("title"), &form.title);
    found.unless(form.version >= 1, &root.field("version"), || Wrong::Version);
    for (place, language) in form.languages.iter().enumerate() {
        let at = root.field("languages").item(place);
        found.unless(is_language(language), &at, || Wrong::Language { language: language.clone() });
    }
}

fn is_language(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
}

/// What was found so far.
struct Found<'a> {
    read: &'a Read,
    faults: Vec<Fault>,
}

impl<'a> Found<'a> {
    fn say(&mut self, at: &At, wrong: Wrong) {
        self.faults.push(Fault::new(at, wrong));
    }

    fn unless(&mut self, holds: bool, at: &At, wrong: impl FnOnce() -> Wrong) {
        if !holds {
            self.say(at, wrong());
        }
    }

    fn id(&mut self, at: &At, id: &Id) {
        self.unless(is_id(id.as_str()), at, || Wrong::Id { id: id.to_string() });
    }

    fn text(&mut self, at: &At, text: &Text) {
        self.unless(text.0.contains_key("es"), at, || Wrong::NoSpanish);
        for (language, words) in &text.0 {
            let at = at.field(language);
            let language = || language.clone();
            self.unless(is_language(&language()), &at, || Wrong::Language { language: language() });
            self.unless(!words.trim().is_empty(), &at, || Wrong::Empty { language: language() });
        }
    }

    fn maybe_text(&mut self, at: &At, text: Option<&Text>) {
        if let Some(text) = text {
            self.text(at, text);
        }
    }

    fn range(&mut self, at: &At, value: u32, what: &'static str, least: u64, most: u64) {
        self.unless((least..=most).contains(&u64::from(value)), at, || Wrong::Range {
            what,
            least,
            most,
        });
    }

    /// What every part of a list has. Says where each of them is.
    fn parts<T>(
        &mut self,
        list: &'static str,
        parts: &[T],
        named: impl Fn(&T) -> (&Id, &Text),
    ) -> Vec<At> {
        let places: Vec<At> = (0..parts.len()).map(|number| self.read.item(list, number)).collect();
        self.named(&places, parts, named);
        places
    }

    fn named<T>(&mut self, places: &[At], parts: &[T], named: impl Fn(&T) -> (&Id, &Text)) {
        let mut seen = BTreeSet::new();
        for (at, part) in places.iter().zip(parts) {
            let (id, title) = named(part);
            self.id(&at.field("id"), id);
            let first = seen.insert(id.as_str().to_owned());
            self.unless(first, &at.field("id"), || Wrong::Twice { id: id.to_string() });
            self.text(&at.field("title"), title);
        }
    }

    /// A reference leads somewhere.
    fn refers(&mut self, at: &At, kind: Kind, id: &Id) {
        let found: Vec<String> = self.read.ids(kind).map(str::to_owned).collect();
        let known = found.iter().any(|known| known == id.as_str());
        self.unless(known, at, || Wrong::Unknown { kind, id: id.to_string(), found });
    }

    fn maybe_refers(&mut self, at: &At, kind: Kind, id: Option<&Id>) {
        if let Some(id) = id {
            self.refers(at, kind, id);
        }
    }

    fn all_refer(&mut self, at: &At, kind: Kind, ids: &[Id]) {
        let mut seen = BTreeSet::new();
        for (place, id) in ids.iter().enumerate() {
            let at = at.item(place);
            self.refers(&at, kind, id);
            self.unless(seen.insert(id), &at, || Wrong::Twice { id: id.to_string() });
        }
    }
}
