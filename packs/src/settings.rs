//! What a pack says of itself: `pack.json`, and the options that go over it.
//!
//! Owns their rules. Must not: look into lessons.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Options;
use crate::folder::Folder;
use crate::problem::{Fault, Place, Problem};

/// Its name in the folder.
pub(crate) const FILE: &str = "pack.json";

/// What was said, checked.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) pack: String,
    pub(crate) title: Option<String>,
    pub(crate) language: String,
    pub(crate) licence: Option<String>,
    pub(crate) author: Option<String>,
    /// Minutes of a lesson by its path, where the author knows better than a count of words.
    pub(crate) minutes: BTreeMap<String, u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackJson {
    id: Option<String>,
    title: Option<String>,
    language: Option<String>,
    licence: Option<String>,
    author: Option<String>,
    #[serde(default)]
    minutes: BTreeMap<String, u32>,
}

/// Reads and checks what the folder and the options say.
pub(crate) fn read(folder: &Folder, options: &Options) -> Result<Settings, Vec<Problem>> {
    let (text, own) = if folder.has(FILE) {
        let text = folder.read_text(FILE, &Place::file(FILE)).map_err(|problem| vec![problem])?;
        let own: PackJson = serde_json::from_str(&text).map_err(|error| {
            let line = u32::try_from(error.line()).unwrap_or(0);
            let told = error.to_string();
            let told = told.split(" at line ").next().unwrap_or_default().to_owned();
            vec![Problem::new(Place::line(FILE, line), Fault::PackFile(told))]
        })?;
        (text, own)
    } else {
        (String::new(), PackJson::default())
    };
    let mut refusals = Vec::new();
    // What an option says is the caller's fault, what the file says the author's.
    let mut check = |option: Option<&String>, own: Option<String>, name: &str, rule: Rule| {
        let from_file = option.is_none();
        let value = option.cloned().or(own)?.trim().to_owned();
        if let Err(why) = rule(&value) {
            refusals.push(if from_file {
                let place = Place::line(FILE, line_of(&text, name));
                Problem::new(place, Fault::PackFile(format!("\"{name}\" {why}")))
            } else {
                Problem::new(
                    Place::file("options"),
                    Fault::Option(format!("{name} \"{value}\" {why}")),
                )
            });
        }
        Some(value)
    };
    let pack = check(options.pack.as_ref(), own.id, "id", pack_id);
    let title = check(options.title.as_ref(), own.title, "title", short);
    let language = check(options.language.as_ref(), own.language, "language", language_tag);
    let licence = check(options.licence.as_ref(), own.licence, "licence", short);
    let author = check(options.author.as_ref(), own.author, "author", short);
    let pack = pack.unwrap_or_else(|| slug(&folder.name()));
    if pack.is_empty() {
        let told = "the folder's name gives no pack id; name one".to_owned();
        refusals.push(Problem::new(Place::file("options"), Fault::Option(told)));
    }
    for (path, minutes) in &own.minutes {
        if !(1..=600).contains(minutes) {
            let place = Place::line(FILE, line_of(&text, path));
            let what = format!("minutes of \"{path}\" are not between 1 and 600");
            refusals.push(Problem::new(place, Fault::PackFile(what)));
        }
    }
    let language = language.unwrap_or_else(|| "es".into());
    if refusals.is_empty() {
        Ok(Settings { pack, title, language, licence, author, minutes: own.minutes })
    } else {
        Err(refusals)
    }
}

impl Settings {
    /// Complains of minutes for files that are no lessons.
    pub(crate) fn check_minutes(
        &self,
        folder: &Folder,
        is_lesson: impl Fn(&str) -> bool,
    ) -> Vec<Problem> {
        let text = folder.read_text(FILE, &Place::file(FILE)).unwrap_or_default();
        let wrong = self.minutes.keys().filter(|path| !is_lesson(path));
        wrong
            .map(|path| {
                let place = Place::line(FILE, line_of(&text, path));
                let what = format!("minutes are given for \"{path}\", which is no lesson");
                Problem::new(place, Fault::PackFile(what))
            })
            .collect()
    }
}

type Rule = fn(&str) -> Result<(), &'static str>;

fn pack_id(id: &str) -> Result<(), &'static str> {
    let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    match (1..=32).contains(&id.len()) && id.bytes().all(letter) {
        true => Ok(()),
        false => Err("is not 1 to 32 of a-z, 0-9 and -"),
    }
}

fn language_tag(tag: &str) -> Result<(), &'static str> {
    let part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let first = tag.split('-').next().unwrap_or_default();
    let fits = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    match fits && tag.len() <= 35 && tag.split('-').all(part) {
        true => Ok(()),
        false => Err("is not a language tag such as es or es-PE"),
    }
}

fn short(text: &str) -> Result<(), &'static str> {
    match text.chars().count() {
        0 => Err("is empty"),
        1..=200 => Ok(()),
        _ => Err("is longer than 200 characters"),
    }
}

/// The line on which a name first stands in quotes.
fn line_of(text: &str, name: &str) -> u32 {
    let at = text.find(&format!("\"{name}\"")).unwrap_or(0);
    u32::try_from(text[..at].matches('\n').count() + 1).unwrap_or(0)
}

/// A folder's name as a pack id.
fn slug(name: &str) -> String {
    let mut id = String::new();
    for letter in name.to_lowercase().chars() {
        let letter = match letter {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            other => other,
        };
        match letter {
            'a'..='z' | '0'..='9' => id.push(letter),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    id.truncate(32);
    id.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_names_its_pack() {
        assert_eq!(slug("Primeros pasos (Año 1)"), "primeros-pasos-ano-1");
        assert_eq!(slug("¿?"), "");
        assert_eq!(slug(&"x".repeat(40)).len(), 32);
    }

    #[test]
    fn language_tags_are_checked() {
        for good in ["es", "es-PE", "quz", "en", "es-419"] {
            assert_eq!(language_tag(good), Ok(()), "{good}");
        }
        for bad in ["", "ES", "español", "e", "es_PE", "es-"] {
            assert!(language_tag(bad).is_err(), "{bad}");
        }
    }
}
