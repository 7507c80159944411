//! What a cohort's learners still have to meet, would like, and want confirmed, as JSON.
//!
//! Owns its shape (docs/API.md). Must not decide anything.

use std::collections::BTreeMap;

use serde::Serialize;

use super::shapes::LearnerName;
use crate::catalogue::Outline;
use crate::programme::Text;
use crate::store::steps::{StepRow, StepRows};

/// A cohort's steps.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Steps {
    /// Of every version by which somebody goes.
    requirements: Vec<Named>,
    tracks: Vec<Named>,
    learners: Vec<LearnerSteps>,
}

#[derive(Clone, Debug, Serialize)]
struct Named {
    id: String,
    title: Text,
}

#[derive(Clone, Debug, Serialize)]
struct LearnerSteps {
    #[serde(flatten)]
    learner: LearnerName,
    definition: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<String>,
    /// Requirements that she meets.
    met: Vec<String>,
    /// Those that she does not meet yet.
    not_yet: Vec<String>,
    /// Those of which nobody said anything.
    not_asked: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    choice: Option<Choice>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_confirm: Vec<Lesson>,
}

#[derive(Clone, Debug, Serialize)]
struct Choice {
    track: String,
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Lesson {
    lesson: String,
    course: Text,
    title: Text,
}

/// Makes the list.
pub(crate) fn steps(rows: StepRows) -> Steps {
    let outlines: BTreeMap<u32, Outline> =
        rows.forms.into_iter().map(|(version, form)| (version, Outline::of(form))).collect();
    let mut requirements: BTreeMap<String, Text> = BTreeMap::new();
    let mut tracks: BTreeMap<String, Text> = BTreeMap::new();
    for form in outlines.values().map(Outline::form) {
        requirements
            .extend(form.requirements.iter().map(|it| (it.id.to_string(), it.title.clone())));
        tracks.extend(form.tracks.iter().map(|it| (it.id.to_string(), it.title.clone())));
    }
    let named = |all: BTreeMap<String, Text>| {
        all.into_iter().map(|(id, title)| Named { id, title }).collect()
    };
    let learners = rows.learners.into_iter();
    let learners = learners.map(|row| learner_steps(outlines.get(&row.definition), row)).collect();
    Steps { requirements: named(requirements), tracks: named(tracks), learners }
}

fn learner_steps(outline: Option<&Outline>, row: StepRow) -> LearnerSteps {
    let asked = outline.into_iter().flat_map(|outline| &outline.form().requirements);
    let (mut met, mut not_yet, mut not_asked) = (Vec::new(), Vec::new(), Vec::new());
    for requirement in asked {
        let id = requirement.id.to_string();
        match row.met.get(&id) {
            Some(true) => met.push(id),
            Some(false) => not_yet.push(id),
            None => not_asked.push(id),
        }
    }
    let lesson = |id: String| {
        let (_, course, title) = outline?.outside_lessons().find(|(known, ..)| *known == id)?;
        Some(Lesson { lesson: id, course: course.clone(), title: title.clone() })
    };
    LearnerSteps {
        learner: row.learner.into(),
        definition: row.definition,
        track: row.track,
        met,
        not_yet,
        not_asked,
        choice: row.choice.map(|choice| Choice {
            track: choice.track,
            day: choice.day.to_string(),
            reason: choice.reason,
            text: choice.text,
        }),
        to_confirm: row.to_confirm.into_iter().filter_map(lesson).collect(),
    }
}
