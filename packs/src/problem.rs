//! What is wrong with a folder, told so that its author finds the place: file and line.
//!
//! Owns the sentences of refusals and warnings.
//! Must not: decide which is which; whoever finds the trouble does.

use std::fmt;
use std::sync::Arc;

/// A place in the folder: where a mark, a reference or a value stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Path relative to the folder, `/`-separated.
    pub file: Arc<str>,
    /// Line counted from 1; 0 when the whole file is meant.
    pub line: u32,
}

impl Place {
    /// The place of a whole file.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { file: path.into(), line: 0 }
    }

    /// A line of a file.
    pub fn line(path: impl Into<Arc<str>>, line: u32) -> Self {
        Self { file: path.into(), line }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}", self.file),
            line => write!(out, "{}:{line}", self.file),
        }
    }
}

/// One reason why a folder is refused, or one thing its author should look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Problem {
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub what: Fault,
}

impl Problem {
    /// A fault at a place.
    pub fn new(place: Place, what: Fault) -> Self {
        Self { place, what }
    }
}

/// What may be wrong. Refusals first, then what is only a warning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// The folder, or a file in it, could not be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// Not UTF-8.
    #[error("is not UTF-8 text")]
    NotText,
    /// The folder holds no lesson.
    #[error("holds no lesson")]
    NoLesson,
    /// A count or size beyond its limit.
    #[error("{what} is over the limit of {limit}")]
    TooMuch {
        /// What was counted.
        what: &'static str,
        /// The most that is taken, with its unit.
        limit: String,
    },
    /// Quotes, lists or spans nested too deeply.
    #[error("is nested more than {0} levels deep")]
    TooDeep(usize),
    /// A path that leads out of the folder, by whatever means.
    #[error("path \"{0}\" leaves the folder")]
    LeavesFolder(String),
    /// An included file that is not there.
    #[error("included file \"{0}\" does not exist")]
    MissingInclude(String),
    /// A file that, directly or not, includes itself.
    #[error("including \"{0}\" again would never end")]
    IncludeCycle(String),
    /// A picture that is not there.
    #[error("picture \"{0}\" does not exist")]
    MissingPicture(String),
    /// A picture over the limits of bytes, sides or memory.
    #[error("picture \"{path}\" is too large: {why}")]
    OversizePicture {
        /// As it was written.
        path: String,
        /// Which limit.
        why: String,
    },
    /// A picture of a kind that is not taken.
    #[error("picture \"{path}\" is not taken: {why}")]
    UnusablePicture {
        /// As it was written.
        path: String,
        /// Why.
        why: String,
    },
    /// A quiz that breaks its schema.
    #[error("quiz: {0}")]
    Quiz(String),
    /// `pack.json` that breaks its rules.
    #[error("pack.json: {0}")]
    PackFile(String),
    /// A pack id, language or other option that breaks its rules.
    #[error("{0}")]
    Option(String),
    /// Two lessons whose paths give the same id.
    #[error("lesson id {id} is also that of \"{other}\"; rename one of the two files")]
    LessonIdTaken {
        /// The id.
        id: String,
        /// The other file.
        other: String,
    },
    /// A link to something that is not there or no part of the course.
    #[error("link \"{to}\" {why}; its words are kept, the link is not")]
    BrokenLink {
        /// As it was written.
        to: String,
        /// What is the matter with it.
        why: &'static str,
    },
    /// A link to a heading that is not there.
    #[error("link \"{0}\" names no heading of that lesson; it leads to the lesson's start")]
    UnknownAnchor(String),
    /// A picture elsewhere on the web.
    #[error("picture \"{0}\" is elsewhere on the web; only its description is kept")]
    RemotePicture(String),
    /// A picture that moves.
    #[error("picture \"{0}\" moves; only its first image is kept")]
    MovingPicture(String),
    /// HTML that no lesson may carry.
    #[error("<{0}> is left out")]
    HtmlLeftOut(String),
    /// A mark that was not understood, or stands where it cannot.
    #[error("{0}")]
    Mark(String),
    /// A table of contents entry, or a file, that becomes no lesson.
    #[error("{0}; left out")]
    LeftOut(String),
}
