//! What registers hold: typed records, which document may hold which, and how they fold.
//!
//! A value is one CBOR map with numbered fields. Fields that this version does not know are kept
//! when a value is read and written again; records of a newer version are stored and merged, and
//! not shown.
//!
//! Owns the schemas. Must not know frames, ledgers or storage.

mod day;
mod progress;
mod schema;
mod value;
mod work;

pub use day::Day;
pub use progress::{LessonProgress, LessonState, ProgressFold, fold_progress};
pub use schema::{SchemaFault, Section, check};
pub use value::{Known, Record, ValueFault};
pub use work::{MAX_NOTE_CHARS, WorkEntry};
