//! Words and names: the two smallest parts of a definition.
//!
//! Owns their grammar and how the published schema says it. Reading a text or an id refuses
//! nothing: the check does, so that it can name every one that is wrong.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// Words by language; Spanish (`es`) is always there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(pub BTreeMap<String, String>);

impl Text {
    /// In Spanish alone.
    pub fn spanish(words: &str) -> Self {
        Self(BTreeMap::from([("es".to_owned(), words.to_owned())]))
    }

    /// In this language, else in Spanish.
    pub fn in_language(&self, language: &str) -> &str {
        self.0.get(language).or_else(|| self.0.get("es")).map_or("", String::as_str)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Words by language; Spanish is always there.",
            "type": "object",
            "required": ["es"],
            "additionalProperties": {"type": "string", "minLength": 1, "pattern": "\\S"},
            "propertyNames": {"pattern": "^[a-z]{2,3}$"},
        })
    }
}

/// The name by which parts of a definition point at each other: 1 to 32 lower-case letters,
/// digits and hyphens.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(pub String);

impl Id {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl JsonSchema for Id {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "By what other parts point at this one.",
            "type": "string",
            "pattern": "^[a-z0-9-]{1,32}$",
        })
    }
}

/// 1 to 32 lower-case letters, digits and hyphens: what ids of programme parts look like.
pub fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
