//! A programme's definition: the JSON that `chaski import programme` reads.
//!
//! Owns the check of what the server itself relies on. Everything else in the definition is kept
//! as it came, for the phones and for later versions. Must not store.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sync_core::record::{Basis, Day, PayRule, PayTerms};
use thiserror::Error;

use crate::catalogue::Outline;

/// A definition that was checked.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The programme's id.
    pub id: String,
    /// The whole JSON.
    pub json: String,
    /// Task → what it is paid by, from which day on.
    pub pay: BTreeMap<String, Vec<PayRule>>,
    /// How much one member of staff may approve at once.
    pub bulk: BulkLimits,
}

/// How much one member of staff may approve at once, in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BulkLimits {
    /// Entries.
    pub entries: u32,
    /// Minor units.
    pub amount: i64,
}

impl Default for BulkLimits {
    fn default() -> Self {
        Self { entries: 50, amount: 500_000 }
    }
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
    /// A pay rule that makes no sense.
    #[error(
        "task {0}: a pay rule has a basis that fits its measure (`hour`, `unit`, `period`), a rate, a currency, a rounding from 1, and a day from which it holds, each day once"
    )]
    Pay(String),
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
    #[serde(default)]
    bulk_limits: Option<BulkLimits>,
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
    #[serde(default)]
    pay: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    basis: String,
    rate: u64,
    currency: String,
    #[serde(default = "no_rounding")]
    rounding: u32,
    from: String,
}

fn no_rounding() -> u32 {
    1
}

impl Rule {
    /// The rule, where it makes sense for what the task is measured in.
    fn read(self, measure: &str) -> Option<PayRule> {
        let basis = Basis::from_word(&self.basis)?;
        let fits = match basis {
            Basis::Hour => measure == "minutes",
            Basis::Unit => measure == "units",
            Basis::Period => true,
        };
        let Rule { rate, currency, rounding, .. } = self;
        let terms = PayTerms { basis, rate, currency, rounding };
        let from = Day::parse(&self.from)?;
        (fits && terms.are_sound()).then_some(PayRule { from, terms })
    }
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
        let mut pay = BTreeMap::new();
        for task in form.tasks {
            check(&task.id, &task.title)?;
            once(&mut seen, format!("task {}", task.id))?;
            if task.measure != "minutes" && task.measure != "units" {
                return Err(DefinitionError::Measure(task.id));
            }
            let rules: Option<Vec<PayRule>> =
                task.pay.into_iter().map(|rule| rule.read(&task.measure)).collect();
            let days = |rules: &Vec<PayRule>| {
                rules.iter().map(|rule| rule.from).collect::<BTreeSet<_>>().len() == rules.len()
            };
            match rules.filter(days) {
                Some(rules) => pay.insert(task.id, rules),
                None => return Err(DefinitionError::Pay(task.id)),
            };
        }
        // What the catalogue takes must be there, or it could not be made later.
        Outline::parse(json)?;
        let bulk = form.bulk_limits.unwrap_or_default();
        Ok(Self { id: form.id, json: json.to_owned(), pay, bulk })
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
        let paid = |basis: &str, currency: &str, from: &str| {
            let rule = format!(
                r#""measure":"minutes","pay":[{{"basis":"{basis}","rate":1500,
                    "currency":"{currency}","rounding":10,"from":"{from}"}}]"#
            );
            fine.replace(r#""measure":"minutes""#, &rule)
        };
        let rules = Definition::parse(&paid("hour", "BOB", "2026-01-01")).unwrap().pay;
        assert_eq!(rules["etiquetar"][0].terms.rate, 1500);
        for (broken, fault) in [
            ("{}", "not a programme definition"),
            (r#"{"id":"Puente","title":{"es":"P"}}"#, "an id is"),
            (r#"{"id":"puente","title":{"en":"Bridge"}}"#, "no Spanish"),
            (&fine.replace("minutes", "hours"), "`measure`"),
            (&paid("unit", "BOB", "2026-01-01"), "a pay rule"),
            (&paid("hour", "bob", "2026-01-01"), "a pay rule"),
            (&paid("hour", "BOB", "2026-13-01"), "a pay rule"),
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
