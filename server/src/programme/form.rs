//! The shape of a definition: what may be learnt, where, and what is asked of whoever enrols.
//!
//! Owns the form as it is written and published (`docs/programme.schema.json` is made of these
//! types and their comments). Must not say what fits together: `check` does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Award, Certificate, Indicator, Mentoring, PlacementStep, Survey, Targets};
use super::text::{Id, Text};
use super::work::{BulkLimits, Task};

/// The definition of a programme. Dates are not in it: a cohort's schedule is kept apart and may
/// change; a version of a definition never does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "Programme definition")]
pub struct Form {
    /// The schema that an editor checks it by; nothing else reads it.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The programme.
    pub id: Id,
    /// Raised with every change: what was imported under a number never changes.
    #[serde(default = "first_version")]
    #[schemars(range(min = 1))]
    pub version: u32,
    /// What it is called.
    pub title: Text,
    /// Languages in which it is given.
    #[serde(default)]
    #[schemars(inner(regex(pattern = "^[a-z]{2,3}$")))]
    pub languages: Vec<String>,
    /// Where it is given; reports tell by region.
    #[serde(default)]
    pub regions: Vec<Region>,
    /// Its centres.
    #[serde(default)]
    pub centers: Vec<Center>,
    /// How far somebody is along, such as basic and advanced.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// What tracks may be gathered under, such as own business and employment.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// Ways through it.
    #[serde(default)]
    pub tracks: Vec<Track>,
    /// What may be learnt on the phone, in order.
    #[serde(default)]
    pub courses: Vec<Course>,
    /// Series of workshops; each session of a cohort may name the one it belongs to.
    #[serde(default)]
    pub series: Vec<Series>,
    /// Kinds of paid work.
    #[serde(default)]
    pub tasks: Vec<Task>,
    /// What is asked of whoever enrols. Nobody is refused by one: it is met later.
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    /// What is given to whoever completed something.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// What a certificate opens.
    #[serde(default)]
    pub awards: Vec<Award>,
    /// What learners are asked, and when.
    #[serde(default)]
    pub surveys: Vec<Survey>,
    /// What the programme is measured by.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// Mentors in small groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentoring: Option<Mentoring>,
    /// The way to a job, in order.
    #[serde(default)]
    pub placement: Vec<PlacementStep>,
    /// Packs for staff alone: on their devices, never told to learners' phones.
    #[serde(default)]
    pub trainer_packs: Vec<Id>,
    /// Whether learners' relatives may enrol.
    #[serde(default)]
    pub family_may_enrol: bool,
    /// How many the programme means to reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<Targets>,
    /// How much one member of staff may approve at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bulk_limits: Option<BulkLimits>,
}

fn first_version() -> u32 {
    1
}

/// A region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
}

/// A centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Center {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// The region in which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Id>,
}

/// A level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
}

/// What tracks are gathered under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
}

/// A way through the programme that somebody may follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// One sentence for whoever chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Text>,
    /// Its level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Id>,
    /// Its route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Id>,
    /// The courses of the common part. Whoever completed them all chooses among the tracks that
    /// name them; a track without this is given at enrolment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chosen_after: Vec<Id>,
}

/// A course: a pack of lessons, or lessons somewhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// Language of its lessons; a pack says its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))]
    pub language: Option<String>,
    /// The pack that holds its lessons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<Id>,
    /// Or where its lessons are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<Outside>,
    /// The course that this one says in another language: lesson by lesson, it counts as that one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<Id>,
    /// The tracks that it is for; none: it is for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Id>,
    /// Its level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Id>,
    /// Nobody has to complete it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// Whoever takes it has a mentor for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mentored: bool,
}

/// Lessons of somebody else's course: a link, and her own word that she did them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Where they are.
    #[schemars(regex(pattern = "^https://"))]
    pub url: String,
    /// In order. Their ids are told apart from those of all lessons.
    pub lessons: Vec<OutsideLesson>,
    /// By whose word one counts as done.
    #[serde(default)]
    pub confirm: Confirm,
}

/// A lesson somewhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutsideLesson {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// How long it takes.
    #[schemars(range(min = 1, max = 600))]
    pub minutes: u32,
}

/// By whose word an outside lesson counts as done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Confirm {
    /// Her own.
    #[default]
    #[serde(rename = "self")]
    Herself,
    /// Staff's, who saw what she was given for it.
    Staff,
}

/// A series of workshops. When and where each session is, the cohort's schedule says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// How people attend.
    pub mode: Mode,
    /// How many sessions it has.
    #[schemars(range(min = 1, max = 200))]
    pub sessions: u32,
    /// The tracks that it is for; none: it is for everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<Id>,
}

/// How people attend a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// At a place.
    OnSite,
    /// By a link.
    Online,
    /// The schedule says which.
    Either,
}

/// Something asked of whoever enrols.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// What it is about: an icon follows from it.
    pub kind: RequirementKind,
    /// The question, answered by yes or not yet.
    pub ask: Text,
    /// What helps her to meet it.
    pub step: Step,
}

/// What a requirement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementKind {
    /// Time, and the will to go on to the end.
    Commitment,
    /// An e-mail address.
    Email,
    /// Finding one's way on the internet.
    BasicInternet,
    /// Anything else.
    Other,
}

/// What helps somebody to meet a requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What to do.
    pub text: Text,
    /// The lesson that teaches it: a course, and the place of the lesson in it, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lesson: Option<StepLesson>,
}

/// A lesson by its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepLesson {
    /// The course.
    pub course: Id,
    /// The lesson's place in it, from 1.
    #[schemars(range(min = 1))]
    pub number: u32,
}
