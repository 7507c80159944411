//! Notices as staff see them, and an opening's candidates with the reasons for and against each.
//!
//! Owns their shape (docs/API.md) and their order: who has all that is asked for first, then who is
//! interested. Nothing here decides: whom to write to is a person's choice.

use std::collections::BTreeSet;

use serde::Serialize;
use sync_core::notice::{Notice, NoticeKind};
use sync_core::record::Day;

use super::shapes::LearnerName;
use crate::store::notices::KeptNotice;
use crate::store::openings::CandidateRow;

/// A notice, field for field as `docs/API.md` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NoticeShown {
    id: String,
    cohort: String,
    kind: &'static str,
    title: String,
    text: String,
    ends_on: String,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    tracks: Vec<String>,
    courses: Vec<String>,
    certificates: Vec<String>,
    /// Of an opening: somebody answers for it as it stands.
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_at: Option<i64>,
    /// Phones are told of it, until the day on which it ends.
    told: bool,
    closed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    interested: Option<u32>,
}

/// An opening with its candidates.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Candidates {
    opening: NoticeShown,
    learners: Vec<Candidate>,
}

#[derive(Clone, Debug, Serialize)]
struct Candidate {
    #[serde(flatten)]
    learner: LearnerName,
    /// She has all that is asked for.
    fits: bool,
    interested: bool,
    /// What is asked for and she has.
    has: Vec<Reason>,
    /// What is asked for and she has not, as far as is known here.
    lacks: Vec<Reason>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    referrals: Vec<ReferralShown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    referred_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    placed_on: Option<String>,
}

/// One thing that is asked for; of tracks any one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    Tracks(Vec<String>),
    Course(String),
    Certificate(String),
}

#[derive(Clone, Debug, Serialize)]
struct ReferralShown {
    referral: String,
    state: &'static str,
}

impl NoticeShown {
    /// With how many are interested.
    pub(crate) fn with_interest(mut self, interested: u32) -> Self {
        self.interested = Some(interested);
        self
    }
}

impl From<KeptNotice> for NoticeShown {
    fn from(kept: KeptNotice) -> Self {
        let KeptNotice { notice, verified_at, is_told } = kept;
        Self {
            id: notice.id_text(),
            kind: notice.kind.word(),
            ends_on: notice.ends_on.to_string(),
            closed: notice.is_closed(),
            verified: notice.kind == NoticeKind::Opening && verified_at.is_some(),
            verified_at,
            told: is_told,
            cohort: notice.cohort,
            title: notice.title,
            text: notice.text,
            by: notice.by,
            place: notice.place,
            link: notice.link,
            company: notice.company,
            tracks: notice.tracks.unwrap_or_default(),
            courses: notice.courses.unwrap_or_default(),
            certificates: notice.certificates.unwrap_or_default(),
            interested: None,
        }
    }
}

/// Puts candidates in order, each with what speaks for her and what she lacks.
pub(crate) fn candidates(opening: KeptNotice, rows: Vec<CandidateRow>) -> Candidates {
    let mut learners: Vec<Candidate> =
        rows.into_iter().map(|row| candidate(&opening.notice, row)).collect();
    // Those of one rank stay in the order of their labels.
    learners.sort_by_key(|one| (!one.fits, !one.interested, one.lacks.len()));
    Candidates { opening: opening.into(), learners }
}

fn candidate(opening: &Notice, row: CandidateRow) -> Candidate {
    let (mut has, mut lacks) = (Vec::new(), Vec::new());
    let mut weigh = |holds: bool, reason: Reason| match holds {
        true => has.push(reason),
        false => lacks.push(reason),
    };
    if let Some(tracks) = &opening.tracks {
        let holds = row.track.as_ref().is_some_and(|track| tracks.contains(track));
        weigh(holds, Reason::Tracks(tracks.clone()));
    }
    let each = |wanted: &Option<Vec<String>>, hers: &BTreeSet<String>| {
        let wanted = wanted.iter().flatten();
        wanted.map(|id| (hers.contains(id), id.clone())).collect::<Vec<_>>()
    };
    for (holds, id) in each(&opening.courses, &row.courses) {
        weigh(holds, Reason::Course(id));
    }
    for (holds, id) in each(&opening.certificates, &row.certificates) {
        weigh(holds, Reason::Certificate(id));
    }
    let day = |day: Option<i32>| day.map(|day| Day(day).to_string());
    let referrals = row.referrals.into_iter();
    Candidate {
        learner: row.learner.into(),
        fits: lacks.is_empty(),
        interested: row.interested,
        has,
        lacks,
        referrals: referrals
            .map(|(referral, state)| ReferralShown { referral, state: state.word() })
            .collect(),
        referred_on: day(row.referred_on),
        placed_on: day(row.placed_on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::reports::LearnerNameRow;
    use sync_core::ids::LearnerId;

    fn kept() -> KeptNotice {
        let some = |id: &str| Some(vec![id.to_owned()]);
        let notice = Notice {
            id: [1; 16],
            edition: 1,
            cohort: "c1".to_owned(),
            kind: NoticeKind::Opening,
            title: "Atención".to_owned(),
            text: "Por teléfono".to_owned(),
            ends_on: Day(20_800),
            by: "Rosa".to_owned(),
            place: None,
            link: None,
            company: Some("Llamadas".to_owned()),
            tracks: some("llamadas"),
            courses: some("atencion"),
            certificates: some("digital"),
            closed: None,
        };
        KeptNotice { notice, verified_at: Some(1), is_told: true }
    }

    fn row(label: &str, track: Option<&str>, has: bool, interested: bool) -> CandidateRow {
        let some = |id: &str| if has { BTreeSet::from([id.to_owned()]) } else { BTreeSet::new() };
        CandidateRow {
            learner: LearnerNameRow {
                id: LearnerId([1; 16]),
                label: label.to_owned(),
                name: String::new(),
            },
            interested,
            track: track.map(str::to_owned),
            courses: some("atencion"),
            certificates: some("digital"),
            referrals: Vec::new(),
            referred_on: None,
            placed_on: None,
        }
    }

    #[test]
    fn who_has_all_that_is_asked_for_comes_first_and_everybody_with_her_reasons() {
        let rows = vec![
            row("A", None, false, true),
            row("B", Some("llamadas"), true, false),
            row("C", Some("otro"), true, false),
            row("D", Some("llamadas"), true, true),
        ];
        let json = serde_json::to_value(candidates(kept(), rows)).unwrap();
        let learners = json["learners"].as_array().unwrap();
        let labels: Vec<&str> = learners.iter().map(|one| one["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["D", "B", "A", "C"]);
        let tracks = serde_json::json!({"tracks": ["llamadas"]});
        assert_eq!(learners[0]["has"][0], tracks);
        assert_eq!(learners[0]["has"][2], serde_json::json!({"certificate": "digital"}));
        assert_eq!(learners[3]["lacks"], serde_json::json!([tracks]));
        assert_eq!(learners[2]["lacks"].as_array().unwrap().len(), 3);
        assert_eq!(learners[2]["fits"], false);
    }
}
