//! What became of her, as staff recorded it: shown to her and to staff alike.
//!
//! Owns the JSON of `OutcomeView`. Must not leave out what she might not like to read.

use serde::Serialize;

use super::Profile;
use crate::ids::DocumentKind;
use crate::record::{Became, BecameKind};

/// One thing that became of her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutcomeView {
    /// UUID v7.
    pub id: String,
    /// `step`, `job_found`, `job_ended`, `business_started`, `business_improved`,
    /// `formal_education`, `referred`, `award`.
    pub kind: &'static str,
    /// `YYYY-MM-DD`
    pub day: String,
    /// Of a step: which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// Of an award: which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub award: Option<String>,
    /// What else was said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The referral that it follows from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referral: Option<String>,
}

impl Profile {
    /// Newest day first, those taken back left out.
    pub(super) fn outcome_views(&self) -> Vec<OutcomeView> {
        let said = self.live_of::<Became>(DocumentKind::Desk, "outcome").into_iter();
        let mut views: Vec<OutcomeView> = said
            .filter(|(_, _, became)| became.withdrawn != Some(true))
            .map(|(id, _, became)| OutcomeView {
                id,
                kind: BecameKind::word(became.kind),
                day: became.day.to_string(),
                referral: became.referral_text(),
                step: became.step,
                award: became.award,
                note: became.note,
            })
            .collect();
        views.sort_by(|a, b| (&b.day, &b.id).cmp(&(&a.day, &a.id)));
        views
    }
}
