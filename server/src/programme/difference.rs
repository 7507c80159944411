//! What is different between two versions of a definition, part by part.
//!
//! Owns the comparison by which staff decide whether to move people. Must not judge it.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::form::Form;

/// How one part differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The member of the definition.
    pub part: String,
    /// Ids that only the later one has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// Ids that only the earlier one has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// Ids that both have, and that do not say the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.part)?;
        for (sign, ids) in [('+', &self.added), ('-', &self.removed), ('~', &self.changed)] {
            for id in ids {
                write!(f, " {sign}{id}")?;
            }
        }
        Ok(())
    }
}

/// What a later version says otherwise than an earlier one; nothing of their numbers.
pub fn differences(earlier: &Form, later: &Form) -> Vec<Difference> {
    let (Ok(Value::Object(before)), Ok(Value::Object(after))) =
        (serde_json::to_value(earlier), serde_json::to_value(later))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
    for name in names.filter(|name| !matches!(name.as_str(), "version" | "$schema")) {
        let (old, new) = (parts(before.get(name)), parts(after.get(name)));
        let only = |some: &BTreeMap<String, Value>, other: &BTreeMap<String, Value>| {
            some.keys().filter(|id| !other.contains_key(*id)).cloned().collect::<Vec<_>>()
        };
        let changed = old.iter().filter(|(id, part)| new.get(*id).is_some_and(|new| new != *part));
        let difference = Difference {
            part: name.clone(),
            added: only(&new, &old),
            removed: only(&old, &new),
            changed: changed.map(|(id, _)| id.clone()).collect(),
        };
        let Difference { added, removed, changed, .. } = &difference;
        if !(added.is_empty() && removed.is_empty() && changed.is_empty()) {
            found.push(difference);
        }
    }
    found
}

/// The parts of a member by id; what has none is a part by itself, named like nothing else.
fn parts(value: Option<&Value>) -> BTreeMap<String, Value> {
    match value {
        None | Some(Value::Null) => BTreeMap::new(),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| {
                let id = item.get("id").unwrap_or(item);
                (id.as_str().map_or_else(|| id.to_string(), str::to_owned), item.clone())
            })
            .collect(),
        Some(value) => BTreeMap::from([("*".to_owned(), value.clone())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::Definition;

    #[test]
    fn what_came_went_and_changed_is_named_by_part() {
        let form = |json: &str| Definition::parse(json).unwrap().form;
        let before = form(
            r#"{"id": "p", "title": {"es": "P"}, "family_may_enrol": true, "languages": ["es"],
                "courses": [{"id": "a", "title": {"es": "A"}, "pack": "a"},
                            {"id": "b", "title": {"es": "B"}, "pack": "b"}]}"#,
        );
        let after = form(
            r#"{"id": "p", "version": 2, "title": {"es": "P"}, "languages": ["es", "en"],
                "courses": [{"id": "a", "title": {"es": "A"}, "pack": "a-2"},
                            {"id": "c", "title": {"es": "C"}, "pack": "c"}]}"#,
        );
        let said: Vec<String> =
            differences(&before, &after).iter().map(ToString::to_string).collect();
        assert_eq!(said, ["courses: +c -b ~a", "family_may_enrol: ~*", "languages: +en"]);
        assert_eq!(differences(&before, &before), []);
    }
}
