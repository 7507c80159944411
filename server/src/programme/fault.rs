//! What is wrong with a definition: each fault with its place.
//!
//! Owns the sentences, each of which says what would be right. Must not look for faults.

use std::fmt;

use serde::Serialize;
use thiserror::Error;

/// One fault, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON pointer (RFC 6901) to what is wrong; empty: the whole file.
    pub pointer: String,
    /// What is wrong.
    #[serde(flatten)]
    pub wrong: Wrong,
    /// The same in a sentence.
    pub message: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(at: &At, wrong: Wrong) -> Self {
        Self { pointer: at.0.clone(), message: wrong.to_string(), wrong }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{place}: {}", self.message)
    }
}

/// A place in a definition: a JSON pointer that is being made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct At(String);

impl At {
    /// A member of the object here.
    pub fn field(&self, name: &str) -> Self {
        Self(format!("{}/{}", self.0, name.replace('~', "~0").replace('/', "~1")))
    }

    /// An item of the list here, from 0.
    pub fn item(&self, place: usize) -> Self {
        Self(format!("{}/{place}", self.0))
    }
}

/// What a reference points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A region.
    Region,
    /// A level.
    Level,
    /// A route.
    Route,
    /// A track.
    Track,
    /// A course.
    Course,
    /// A series of workshops.
    Series,
    /// A certificate.
    Certificate,
    /// A question of some survey.
    Question,
}

impl Kind {
    /// The list of a definition in which it stands.
    pub fn list(self) -> &'static str {
        match self {
            Kind::Region => "regions",
            Kind::Level => "levels",
            Kind::Route => "routes",
            Kind::Track => "tracks",
            Kind::Course => "courses",
            Kind::Series => "series",
            Kind::Certificate => "certificates",
            Kind::Question => "surveys",
        }
    }
}

/// What is wrong. The codes are stable; sentences may get better.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Wrong {
    /// Not JSON at all.
    #[error("this is not JSON: {problem}")]
    NotJson {
        /// With line and column.
        problem: String,
    },
    /// Something is missing, is too much, or is of another kind.
    #[error("this does not have the form that docs/programme.schema.json gives: {problem}")]
    Form {
        /// What serde says.
        problem: String,
    },
    /// An id breaks its grammar.
    #[error("\"{id}\" cannot be an id: an id is 1 to 32 of a-z, 0-9 and hyphen")]
    Id {
        /// As written.
        id: String,
    },
    /// Two things of one kind have one id.
    #[error("the id \"{id}\" is there already: give each its own")]
    Twice {
        /// The id.
        id: String,
    },
    /// Every text needs its Spanish.
    #[error("the Spanish is missing: write it as \"es\"")]
    NoSpanish,
    /// A text in some language is empty.
    #[error("the text in \"{language}\" is empty: write it, or leave the language out")]
    Empty {
        /// Its language.
        language: String,
    },
    /// Not a language.
    #[error("\"{language}\" is no language: two or three small letters, such as \"es\"")]
    Language {
        /// As written.
        language: String,
    },
    /// A version from 1.
    #[error("versions are counted from 1")]
    Version,
    /// A reference to what is not there.
    #[error("there is no \"{id}\" among the `{}`: {}", kind.list(), known(found))]
    Unknown {
        /// What is looked for.
        kind: Kind,
        /// Its id, as written.
        id: String,
        /// What is there.
        found: Vec<String>,
    },
    /// A course says one that says another one.
    #[error("\"{id}\" itself says another course: name the one that stands for itself")]
    SameAsChain {
        /// The course named.
        id: String,
    },
    /// Courses say each other, in a ring.
    #[error("these courses say each other in a ring: one of them must stand for itself")]
    SameAsRing,
    /// A course has lessons at no place, or at two.
    #[error("a course has its lessons in a `pack` or `outside`: exactly one of the two")]
    CourseContent,
    /// Too little, too much.
    #[error("{what} is from {least} to {most}")]
    Range {
        /// What is out of bounds.
        what: &'static str,
        /// The least.
        least: u64,
        /// The most.
        most: u64,
    },
    /// Not an address of the web.
    #[error("an address begins with https://")]
    Address,
    /// Something needs at least one of these.
    #[error("there must be at least one here")]
    None,
    /// A track's common part has a course of a track.
    #[error(
        "\"{id}\" is a course of some track: a common part is made of courses without `tracks`"
    )]
    CommonPart {
        /// The course.
        id: String,
    },
    /// There is nothing to choose.
    #[error(
        "only one track is chosen after these courses: give another one the same `chosen_after`, or leave it out"
    )]
    NoChoice,
    /// The series has fewer sessions.
    #[error("the series has {sessions} sessions: ask for no more than that")]
    TooManySessions {
        /// That there are.
        sessions: u32,
    },
    /// The measure does not fit.
    #[error("a rate for an hour is for tasks in `minutes`, one for a unit for tasks in `units`")]
    Basis,
    /// Terms out of bounds.
    #[error(
        "a pay rule has a currency of three capital letters, a rounding of 1 or more, a rate that can be paid, and a day such as 2026-01-31"
    )]
    Terms,
    /// Two rules from one day.
    #[error("another rule of this task begins on {day}: each begins on a day of its own")]
    SameDay {
        /// That day.
        day: String,
    },
    /// A cap for the other measure.
    #[error("this bounds what the task does not count: its `measure` is another")]
    Cap,
    /// By rule, and no rule.
    #[error("a certificate given by rule needs a `rule` that asks for something")]
    NoRule,
    /// By staff, and a rule.
    #[error("a certificate given by staff has no `rule`: leave it out, or give it by \"rule\"")]
    RuleOfStaff,
    /// The choices do not fit the question.
    #[error("questions of kind `one` and `many` have two options or more, others none")]
    Options,
    /// A unit for what is no number.
    #[error("only a `number` has a unit")]
    Unit,
    /// The same question, asked in another way.
    #[error(
        "the question \"{id}\" is asked in another survey with another kind, options or `sensitive`: ask it the same way, or give it another id"
    )]
    OtherQuestion {
        /// The question.
        id: String,
    },
    /// Nobody could be told apart by it.
    #[error(
        "a dimension is of one question alone, asked at enrolment and answered by choosing, under a name that reports do not have already"
    )]
    Dimension,
    /// Two surveys at a time.
    #[error("another survey is asked at the same time: put the questions into one")]
    SameTime,
    /// No baseline, or nothing later.
    #[error(
        "the question \"{id}\" must be asked in a survey at enrolment and in one later, or nothing can be compared"
    )]
    NotCompared {
        /// The question.
        id: String,
    },
    /// The indicator is reckoned from another kind of answer.
    #[error("`yes_share` is reckoned from a `yes_no` question, `change` from a `number`")]
    IndicatorKind,
    /// A share over a hundred.
    #[error("a target of a share is a percentage, from 0 to 100")]
    Percentage,
    /// A placement without a job.
    #[error("a placement needs a step of kind `placed`, or nobody is ever placed")]
    NeverPlaced,
    /// Steps in an order that cannot be.
    #[error("a diagnosis is the first step, and nobody is accompanied before she is placed")]
    Order,
    /// For staff alone, and for learners.
    #[error("\"{id}\" is the pack of a course: what is for staff alone is in a pack of its own")]
    TrainerPack {
        /// The pack.
        id: String,
    },
}

fn known(found: &[String]) -> String {
    match found {
        [] => "there are none".to_owned(),
        some => format!("there are {}", some.join(", ")),
    }
}
