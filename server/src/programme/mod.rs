//! A programme's definition: the JSON that `chaski import programme` reads.
//!
//! Owns its shape (`form`, `work`, `outcome`), the check of it, and what the server takes from it.
//! What is written in docs/PROGRAMMES.md is for whoever writes one. Must not store.

mod check;
mod difference;
mod fault;
mod form;
mod outcome;
mod read;
mod schema;
mod text;
mod work;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use sha2::{Digest, Sha256};
use sync_core::record::PayRule;
use thiserror::Error;

pub use difference::{Difference, differences};
pub use fault::{At as Place, Fault, Kind, Wrong};
pub use form::{
    Center, Confirm, Course, Form, Level, Mode, Outside, OutsideLesson, Region, Requirement,
    RequirementKind, Route, Series, Step, StepLesson, Track,
};
pub use outcome::{
    At, Award, Certificate, CertificateRule, Indicator, IndicatorKind, Issuer, Mentoring,
    PlacementKind, PlacementStep, QuestionKind, SeriesAttended, Survey, SurveyOption,
    SurveyQuestion, Targets,
};
pub use schema::schema;
pub use text::{Id, Text, is_id};
pub use work::{BulkLimits, Caps, Measure, PayBasis, Rule, Task};

/// A definition that was checked.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The programme's id.
    pub id: String,
    /// Raised with every change.
    pub version: u32,
    /// The whole JSON, as it came.
    pub json: String,
    /// What it says.
    pub form: Form,
    /// Task → what it is paid by, from which day on.
    pub pay: BTreeMap<String, Vec<PayRule>>,
    /// Task → how much of it is meant to be done at most.
    pub caps: BTreeMap<String, Caps>,
    /// How much one member of staff may approve at once.
    pub bulk: BulkLimits,
}

/// Why a definition is refused: everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct DefinitionError(pub Vec<Fault>);

impl fmt::Display for DefinitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            let between = if number == 0 { "" } else { "\n" };
            write!(f, "{between}{fault}")?;
        }
        Ok(())
    }
}

impl Definition {
    /// Reads and checks a definition.
    pub fn parse(json: &str) -> Result<Self, DefinitionError> {
        let read = read::read(json);
        let faults = check::check(&read);
        if faults.is_empty() { Ok(Self::of(read.form, json)) } else { Err(DefinitionError(faults)) }
    }

    /// Reads a definition that was checked when it was imported, maybe by a version of this
    /// program that asked for less.
    pub fn stored(json: &str) -> serde_json::Result<Self> {
        Ok(Self::of(serde_json::from_str(json)?, json))
    }

    /// What is there before the first definition is imported: a name, and the version 0.
    pub fn empty(id: &str, title: &str) -> Result<Self, DefinitionError> {
        let head = serde_json::json!({ "id": id, "title": { "es": title } });
        let form = Self::parse(&head.to_string())?.form;
        let json = serde_json::json!({ "id": id, "version": 0, "title": { "es": title } });
        Ok(Self::of(Form { version: 0, ..form }, &json.to_string()))
    }

    fn of(form: Form, json: &str) -> Self {
        let rules = |task: &Task| task.pay.iter().filter_map(Rule::read).collect();
        Self {
            id: form.id.to_string(),
            version: form.version,
            json: json.to_owned(),
            pay: form.tasks.iter().map(|task| (task.id.to_string(), rules(task))).collect(),
            caps: form
                .tasks
                .iter()
                .filter_map(|task| Some((task.id.to_string(), task.caps?)))
                .collect(),
            bulk: form.bulk_limits.unwrap_or_default(),
            form,
        }
    }

    /// SHA-256 of the JSON.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.json.as_bytes()).into()
    }
}
