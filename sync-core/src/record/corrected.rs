//! The question that a correction of hers answered: what she was asked, and what she corrected.
//!
//! Owns finding it. Pure. It decides nothing: once she has corrected, the decision speaks of other
//! words and the entry waits anew; this is only so that her answer can be shown beside the question.

use std::collections::BTreeSet;

use super::decision::{Decision, Outcome};
use super::standing::{EntryWords, Said, Voice};
use super::work::WorkEntry;
use crate::ids::VersionId;

/// A question that speaks of what she has corrected since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected<'a> {
    /// The question.
    pub decision: VersionId,
    /// What it says.
    pub asked: &'a Decision,
    /// Which of the versions that it named it was about.
    pub of: VersionId,
}

/// The last word of staff on this entry where it was a question, none of the versions that it names
/// is live, and what is live is her own.
pub fn corrected(words: &EntryWords) -> Option<Corrected<'_>> {
    let live: Vec<&Said<WorkEntry>> = words.versions.iter().filter(|said| said.live).collect();
    let ids: BTreeSet<VersionId> = live.iter().map(|said| said.id).collect();
    let is_hers = |said: &&Said<WorkEntry>| {
        said.by == Voice::Learner && said.value.as_ref().is_some_and(|entry| !entry.is_withdrawn())
    };
    if live.is_empty() || !live.iter().all(is_hers) {
        return None;
    }
    let spoken = || {
        let live = words.decisions.iter().filter(|said| said.live);
        live.filter_map(|said| Some((said, said.value.as_ref()?)))
    };
    if spoken().any(|(_, decision)| decision.versions.iter().any(|id| ids.contains(id))) {
        return None;
    }
    // What was decided after the question, and corrected again, is no answer to it.
    let newest = spoken().max_by_key(|(said, _)| (said.at, said.id));
    let (said, asked) = newest.filter(|(_, decision)| decision.outcome == Outcome::Ask)?;
    let of = asked.chosen().or_else(|| asked.versions.first().copied())?;
    Some(Corrected { decision: said.id, asked, of })
}
