//! Pay: what a statement's lines are, given how entries stand and what was closed before.
//!
//! Owns the rules of the pay ledger (PROTOCOL section 5). Pure: rows come in and go out by `store`.
//!
//! - `reckon`: the lines that close a period
//! - `lines`: what a line says

mod lines;
mod reckon;
#[cfg(test)]
mod tests;

pub use lines::{ClosedLine, EntryNow, LineKind, NewLine, Owed, Worth};
pub use reckon::{Closing, PeriodOf, reckon};
