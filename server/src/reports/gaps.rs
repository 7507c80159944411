//! What is known to be missing, as `chaski gaps` says it.
//!
//! Owns the list's JSON and its lines of text. The figures of a phone are the board's.

use serde::Serialize;

use super::board::{HereLine, here_line};
use crate::store::reports::HereRow;

/// Phones of which something is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GapsReport {
    /// Seconds since 1970.
    as_of: i64,
    /// How many changes all gaps are together.
    changes: u64,
    /// By their owner's number on paper; each as on a board (`docs/API.md`).
    phones: Vec<HereLine>,
}

/// Makes the list.
pub fn gaps_report(rows: Vec<HereRow>, now: i64) -> GapsReport {
    let phones: Vec<HereLine> = rows.into_iter().map(here_line).collect();
    let gaps = phones.iter().flat_map(|line| &line.phone.gaps);
    let changes = gaps.map(|gap| gap.to - gap.from + 1).sum();
    GapsReport { as_of: now, changes, phones }
}

impl GapsReport {
    /// A line for each phone: `Ana · Teléfono 2: 41–47, 52`.
    pub fn lines(&self) -> Vec<String> {
        self.phones.iter().map(line).collect()
    }

    /// How many changes are missing, of how many phones.
    pub fn totals(&self) -> (u64, usize) {
        (self.changes, self.phones.len())
    }
}

fn line(line: &HereLine) -> String {
    let HereLine { learner, phone, .. } = line;
    let gaps: Vec<String> = phone
        .gaps
        .iter()
        .map(|gap| match gap.to == gap.from {
            true => gap.from.to_string(),
            false => format!("{}–{}", gap.from, gap.to),
        })
        .collect();
    let mut said = gaps.join(", ");
    if phone.waiting > 0 {
        let comma = if said.is_empty() { "" } else { "; " };
        said.push_str(&format!("{comma}{} here wait for others", phone.waiting));
    }
    if phone.carried > 0 {
        let comma = if said.is_empty() { "" } else { "; " };
        said.push_str(&format!("{comma}{} closed, for central to open", phone.carried));
    }
    format!("{} {} · {}: {said}", learner.label, learner.name, phone.label)
}
