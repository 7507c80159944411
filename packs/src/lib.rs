//! Lesson packs: a folder of Markdown and pictures in, a pack that a phone can keep out.
//!
//! Owns the pack format (`docs/PACKS.md`): which files are lessons and in which order, what the
//! marks mean, how a lesson is cut into pages, what a quiz is, what HTML may be in it, how small
//! pictures become, and what is refused.
//! Must not: know of databases, HTTP or programmes; write anywhere; read outside the folder.
//!
//! The same folder gives the same bytes, so a version is new only when the content is.

mod course;
mod folder;
mod limits;
mod links;
mod mark;
mod markdown;
mod marks;
mod pack;
mod paging;
mod picture;
mod problem;
mod quiz;
mod raw_html;
mod render;
mod sanitise;
mod settings;
mod source;
mod summary;

use std::path::Path;

pub use pack::{
    Choice, FileEntry, Lesson, LessonEntry, Manifest, Pack, PackFile, Page, PictureSums, Question,
    Quiz,
};
pub use problem::{Fault, Place, Problem};
pub use summary::lesson_id;

/// What the person who imports may say over what the folder says of itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The pack's id; else from `pack.json`, else from the folder's name.
    pub pack: Option<String>,
    /// The course's title.
    pub title: Option<String>,
    /// The lessons' language; else from `pack.json`, else `es`.
    pub language: Option<String>,
    /// The content's licence.
    pub licence: Option<String>,
    /// The content's author.
    pub author: Option<String>,
}

/// Reads a folder and makes a lesson pack of it.
///
/// # Errors
///
/// Every reason for refusing it that could be found, each with its file and line.
pub fn import(dir: &Path, options: &Options) -> Result<Pack, Vec<Problem>> {
    let folder = folder::Folder::open(dir).map_err(|problem| vec![problem])?;
    course::import(&folder, options)
}
