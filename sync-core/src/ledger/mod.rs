//! The ledger: which changes are admitted, and what every register then holds.
//!
//! Owns structure rules (PROTOCOL section 3), causal clocks, and the merge of section 4. The rules
//! work on a [`View`], so that the phone's memory and the server's SQL run the same code; an
//! [`Admission`] is a value that the holder of the view carries out.
//!
//! Must not verify signatures (`batch`), judge values (`record::schema`) or load documents.

mod clock;
mod compose;
mod memory;
mod structure;
mod view;

pub use clock::Clock;
pub use compose::Draft;
pub use memory::{Ledger, PutRow, Register};
pub use structure::{Fault, Finding, examine};
pub use view::{Node, PutPlace, View};

use crate::change::Change;
use crate::ids::ChangeHash;

/// Whether a change takes effect, as the directory says today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Counts.
    Effective,
    /// In the graph, so that descendants are not cut off, but without effect until staff decide.
    Held,
}

/// A change found sound, with what the ledger keeps of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The change.
    pub change: Change,
    /// Its hash.
    pub hash: ChangeHash,
    /// Its place in the graph.
    pub node: Node,
    /// Does it take effect?
    pub standing: Standing,
}
