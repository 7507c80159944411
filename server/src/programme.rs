//! A programme's definition: the JSON that `chaski import programme` reads.
//!
//! Owns the check of what the server itself relies on. Everything else in the definition is kept
//! as it came, for the phones and for later versions. Must not store.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::catalogue::Outline;

/// A definition that was checked.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The programme's id.
    pub id: String,
    /// The whole JSON.
    pub json: String,
}

/// Why a definition is refused.
#[derive(Debug, Error)]
pub enum DefinitionError {
    /// Not JSON, or without a field that must be there.
    #[error("not a programme definition: {0}")]
    Form(#[from] serde_json::Error),
    /// An id breaks its grammar, or is there twice.
    #[error("{0}: an id is 1 to 32 of a-z, 0-9 and hyphen, and is there once")]
    Id(String),
    /// Every text needs its Spanish.
    #[error("{0}: the title has no Spanish (`es`)")]
    Title(String),
    /// A course says another one in another language, and there is no such one.
    #[error("course {0}: `same_as` names no course that stands for itself")]
    SameAs(String),
    /// A task is measured in minutes or in units.
    #[error("task {0}: `measure` is `minutes` or `units`")]
    Measure(String),
}

#[derive(Deserialize)]
struct Form {
    id: String,
    title: BTreeMap<String, String>,
    #[serde(default)]
    courses: Vec<Part>,
    #[serde(default)]
    tasks: Vec<Task>,
}

#[derive(Deserialize)]
struct Part {
    id: String,
    title: BTreeMap<String, String>,
    #[serde(default)]
    same_as: Option<String>,
}

#[derive(Deserialize)]
struct Task {
    id: String,
    title: BTreeMap<String, String>,
    measure: String,
}

impl Definition {
    /// Reads and checks a definition.
    pub fn parse(json: &str) -> Result<Self, DefinitionError> {
        let form: Form = serde_json::from_str(json)?;
        check(&form.id, &form.title)?;
        let mut seen = BTreeSet::new();
        for course in &form.courses {
            check(&course.id, &course.title)?;
            once(&mut seen, format!("course {}", course.id))?;
        }
        for course in &form.courses {
            let counts = |other: &String| {
                form.courses.iter().any(|known| known.id == *other && known.same_as.is_none())
            };
            if course.same_as.as_ref().is_some_and(|other| !counts(other)) {
                return Err(DefinitionError::SameAs(course.id.clone()));
            }
        }
        for task in &form.tasks {
            check(&task.id, &task.title)?;
            once(&mut seen, format!("task {}", task.id))?;
            if task.measure != "minutes" && task.measure != "units" {
                return Err(DefinitionError::Measure(task.id.clone()));
            }
        }
        // What the catalogue takes must be there, or it could not be made later.
        Outline::parse(json)?;
        Ok(Self { id: form.id, json: json.to_owned() })
    }

    /// The smallest definition: a programme with a name and nothing in it yet.
    pub fn empty(id: &str, title: &str) -> Result<Self, DefinitionError> {
        Self::parse(&serde_json::json!({ "id": id, "title": { "es": title } }).to_string())
    }

    /// SHA-256 of the JSON.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.json.as_bytes()).into()
    }
}

fn check(id: &str, title: &BTreeMap<String, String>) -> Result<(), DefinitionError> {
    if !is_id(id) {
        return Err(DefinitionError::Id(id.to_owned()));
    }
    match title.get("es") {
        Some(text) if !text.trim().is_empty() => Ok(()),
        _ => Err(DefinitionError::Title(id.to_owned())),
    }
}

fn once(seen: &mut BTreeSet<String>, name: String) -> Result<(), DefinitionError> {
    if seen.insert(name.clone()) { Ok(()) } else { Err(DefinitionError::Id(name)) }
}

/// 1 to 32 lower-case letters, digits and hyphens: what ids of programme parts look like.
pub fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_definition_needs() {
        let fine = r#"{"id":"puente","title":{"es":"Puente"},
            "tasks":[{"id":"etiquetar","title":{"es":"Etiquetar"},"measure":"minutes"}]}"#;
        assert_eq!(Definition::parse(fine).unwrap().id, "puente");
        for (broken, fault) in [
            ("{}", "not a programme definition"),
            (r#"{"id":"Puente","title":{"es":"P"}}"#, "an id is"),
            (r#"{"id":"puente","title":{"en":"Bridge"}}"#, "no Spanish"),
            (&fine.replace("minutes", "hours"), "`measure`"),
            (
                r#"{"id":"p","title":{"es":"P"},"courses":[
                    {"id":"a","title":{"es":"A"},"pack":"a"},{"id":"a","title":{"es":"A"},"pack":"a"}]}"#,
                "there once",
            ),
        ] {
            let message = Definition::parse(broken).unwrap_err().to_string();
            assert!(message.contains(fault), "{broken}: {message}");
        }
    }
}
