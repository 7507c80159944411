//! The finished pack: what a server stores and a phone downloads.
//!
//! Owns the shapes of the manifest and of a lesson's file, and how a version is computed.
//! Must not: read folders. The JSON is a contract: `Manifest` with docs/API.md, `Lesson` with
//! `web-client/src/engine/types.ts`. Fields are only ever added.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::problem::Problem;

/// A lesson pack, whole.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The table of contents.
    pub manifest: Manifest,
    /// Every file that the manifest names, each once, in the manifest's order.
    pub files: Vec<PackFile>,
    /// What its author should look at; none of it keeps the pack from being used.
    pub warnings: Vec<Problem>,
    /// What its pictures weighed and weigh.
    pub pictures: PictureSums,
}

impl Pack {
    /// The manifest's JSON, always the same bytes for the same manifest.
    pub fn manifest_json(&self) -> Vec<u8> {
        json(&self.manifest)
    }
}

/// What the pictures of a pack weighed in the folder and weigh in the pack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PictureSums {
    /// Different picture files used by lessons.
    pub count: usize,
    /// Their bytes in the folder.
    pub original_bytes: u64,
    /// Their bytes in the pack.
    pub packed_bytes: u64,
}

/// One stored file, named by the hash of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackFile {
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// `application/json`, `image/webp`, `image/png`, ….
    pub media_type: &'static str,
    /// The content.
    pub bytes: Vec<u8>,
}

impl PackFile {
    /// Names the bytes by their hash.
    pub fn new(media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { sha256: hex(&Sha256::digest(&bytes)), media_type, bytes }
    }
}

/// A pack's table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The pack's id, `[a-z0-9-]{1,32}`.
    pub pack: String,
    /// First 16 hex digits of the SHA-256 of this manifest with an empty version.
    pub version: String,
    /// What the course is called.
    pub title: String,
    /// BCP 47 tag of the lessons' language.
    pub language: String,
    /// Under which licence the content may be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Sum of all files.
    pub size_bytes: u64,
    /// In the order of the course.
    pub lessons: Vec<LessonEntry>,
    /// Every file once.
    pub files: Vec<FileEntry>,
}

impl Manifest {
    /// Fills in the version from all the rest.
    pub fn seal(mut self) -> Self {
        self.version.clear();
        let digest = hex(&Sha256::digest(json(&self)));
        self.version = digest.chars().take(16).collect();
        self
    }
}

/// A lesson as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonEntry {
    /// Eight characters, stable as long as pack id and path are.
    pub id: String,
    /// As the table of contents has it.
    pub title: String,
    /// Depth in the table of contents, 0 or 1.
    pub level: u8,
    /// How many pages it has.
    pub pages: usize,
    /// How long it takes, about.
    pub minutes: u32,
    /// Whether a page of it is a quiz.
    pub has_quiz: bool,
    /// The lesson's file.
    pub file: String,
    /// The pictures it shows, each once.
    pub images: Vec<String>,
}

/// A file as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// Its size.
    pub size_bytes: u64,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: String,
}

/// One lesson, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// As in the manifest.
    pub id: String,
    /// As in the manifest.
    pub title: String,
    /// BCP 47 tag.
    pub language: String,
    /// What is read one after the other.
    pub pages: Vec<Page>,
}

/// One page of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Page {
    /// Words and pictures.
    Text {
        /// Sanitised HTML.
        html: String,
    },
    /// Questions.
    Quiz {
        /// The questions.
        quiz: Quiz,
    },
}

/// Questions that a learner answers for herself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiz {
    /// A heading, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// At least one.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The question, plain text.
    pub ask: String,
    /// Two to six answers to choose from.
    pub options: Vec<Choice>,
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The answer, plain text.
    pub text: String,
    /// Whether it is right.
    pub right: bool,
    /// A kind word on why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// JSON of a value whose fields have one order and whose maps have string keys.
pub(crate) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("structs of strings and numbers always serialise")
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}
