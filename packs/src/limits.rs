//! Every ceiling of an import, in one place.
//!
//! Owns the numbers; `docs/PACKS.md` repeats them. Must not: check them.
//!
//! They bound time and memory by themselves, whatever the folder holds, and leave room of ten
//! times and more over the largest course that we have seen.

/// Bytes of one Markdown file, or of `pack.json`.
pub(crate) const TEXT_FILE_BYTES: u64 = 256 * 1024;
/// Bytes of one lesson after its inclusions.
pub(crate) const LESSON_BYTES: usize = 1024 * 1024;
/// Files that one lesson may include, again and again counted.
pub(crate) const INCLUDES: usize = 200;
/// How deep an inclusion may stand within inclusions.
pub(crate) const INCLUDE_DEPTH: usize = 8;
/// How long a single `{% … %}` may be.
pub(crate) const MARK_BYTES: usize = 500;
/// How deep `sec` blocks may stand within each other.
pub(crate) const SEC_DEPTH: usize = 4;
/// How deep quotes, lists and spans may stand within each other.
pub(crate) const NESTING: usize = 32;
/// HTML tags written by hand in one lesson.
pub(crate) const HTML_TAGS: usize = 2000;
/// Links in one lesson.
pub(crate) const LINKS: usize = 5000;
/// Lessons in a pack.
pub(crate) const LESSONS: usize = 500;
/// Entries of the folder, folders included.
pub(crate) const ENTRIES: usize = 20_000;
/// How deep folders may stand within each other.
pub(crate) const FOLDER_DEPTH: usize = 16;
/// Pictures in a pack.
pub(crate) const PICTURES: usize = 2000;
/// Bytes of one picture in the folder.
pub(crate) const PICTURE_BYTES: u64 = 16 * 1024 * 1024;
/// Bytes of all pictures in the folder.
pub(crate) const ALL_PICTURES_BYTES: u64 = 512 * 1024 * 1024;
/// Longest side of a picture.
pub(crate) const PICTURE_SIDE: u32 = 10_000;
/// Pixels of a picture.
pub(crate) const PICTURE_PIXELS: u64 = 24_000_000;
/// What decoding one picture may allocate.
pub(crate) const PICTURE_ALLOC: u64 = 256 * 1024 * 1024;
/// Problems that are told; after so many nobody reads on.
pub(crate) const PROBLEMS: usize = 200;
