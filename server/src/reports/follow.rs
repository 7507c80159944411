//! Whom to contact, and why: a cohort's list.
//!
//! Owns what is a reason. Silence is not leaving: a phone without a road looks like one that nobody
//! uses, so that the list says when something last came, and nothing more.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_core::record::{Day, Presence, PresenceWord, attended};
use sync_core::session::session_id;

use super::shapes::LearnerName;
use crate::store::reports::{FollowRow, FollowRows};

const DAY_SECONDS: i64 = 86_400;
/// From so many days without anything of hers on.
const SILENT_DAYS: i64 = 7;
/// From so many days in one lesson on.
const STUCK_DAYS: i64 = 10;
/// A session that was missed longer ago is no reason any more.
const MISSED_DAYS: i32 = 14;

/// Whom to contact in a cohort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FollowReport {
    as_of: i64,
    /// Who waits for an answer first, then who has most reasons.
    learners: Vec<FollowLine>,
}

/// One learner, with at least one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct FollowLine {
    #[serde(flatten)]
    learner: LearnerName,
    /// When a phone of hers was last heard from.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_data: Option<i64>,
    why: Vec<Why>,
}

/// A reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Why {
    /// She wrote, and nobody has answered.
    Asked {
        /// When it arrived.
        since: i64,
    },
    /// She was not at a session, and had not said so.
    Missed {
        /// Which.
        session: String,
        /// What it was called.
        title: String,
        /// When.
        day: String,
    },
    /// Nothing has come for days.
    Silent {
        /// How many; absent when nothing ever came.
        #[serde(skip_serializing_if = "Option::is_none")]
        days: Option<i64>,
    },
    /// She has been in one lesson for days.
    Stuck {
        /// Which.
        lesson: String,
        /// When she was last in it.
        since: i64,
    },
}

/// Makes the list as of a moment.
pub(crate) fn follow_report(rows: FollowRows, as_of: i64) -> FollowReport {
    let missed = missed(&rows, Day::of_seconds(as_of));
    let heard: BTreeMap<_, Option<i64>> =
        rows.cohort.learners.iter().map(|line| (line.learner.id, line.last_data)).collect();
    let mut learners: Vec<FollowLine> = rows
        .attendance
        .learners
        .iter()
        .zip(&rows.open)
        .filter_map(|((number, name), open)| {
            let last_data = heard.get(&name.id).copied().flatten();
            let mut why: Vec<Why> = missed.get(number).cloned().unwrap_or_default();
            why.extend(open_reasons(open, last_data, as_of));
            why.sort();
            let learner = LearnerName::from(name.clone());
            (!why.is_empty()).then_some(FollowLine { learner, last_data, why })
        })
        .collect();
    let asked = |line: &FollowLine| matches!(line.why.first(), Some(Why::Asked { .. }));
    learners.sort_by_key(|line| (!asked(line), std::cmp::Reverse(line.why.len())));
    FollowReport { as_of, learners }
}

fn open_reasons(open: &FollowRow, last_data: Option<i64>, as_of: i64) -> Vec<Why> {
    let days = |since: i64| (as_of - since) / DAY_SECONDS;
    let mut why = Vec::new();
    why.extend(open.unanswered_since.map(|since| Why::Asked { since }));
    let silent = last_data.is_none_or(|at| days(at) >= SILENT_DAYS);
    if silent {
        why.push(Why::Silent { days: last_data.map(days) });
    }
    // Who is silent may have finished it long ago.
    let stuck = open.open_lesson.as_ref().filter(|(_, at)| !silent && days(*at) >= STUCK_DAYS);
    why.extend(stuck.map(|(lesson, at)| Why::Stuck { lesson: lesson.clone(), since: *at }));
    why
}

/// Sessions of the last days that a learner was not at, by her number.
fn missed(rows: &FollowRows, today: Day) -> BTreeMap<i64, Vec<Why>> {
    let mut words: BTreeMap<(i64, [u8; 16]), Vec<PresenceWord>> = BTreeMap::new();
    for row in &rows.attendance.words {
        if let Some(id) = session_id(&row.session) {
            words.entry((row.learner, id)).or_default().push(row.word);
        }
    }
    let mut missed: BTreeMap<i64, Vec<Why>> = BTreeMap::new();
    for ((learner, id), words) in words {
        let session = rows.attendance.sessions.iter().find(|session| session.id == id);
        let Some(session) = session.filter(|session| !session.is_cancelled()) else { continue };
        let is_recent = (0..=MISSED_DAYS).contains(&(today.0 - session.day.0));
        if is_recent && attended(&words).is_some_and(|it| it.presence == Presence::Absent) {
            missed.entry(learner).or_default().push(Why::Missed {
                session: session.id_text(),
                title: session.title.clone(),
                day: session.day.to_string(),
            });
        }
    }
    missed
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_000_000;
    const DAY: i64 = DAY_SECONDS;

    fn open(lesson_days: Option<i64>, asked_days: Option<i64>) -> FollowRow {
        FollowRow {
            number: 1,
            open_lesson: lesson_days.map(|days| ("k3f4d2ma".to_owned(), NOW - days * DAY)),
            unanswered_since: asked_days.map(|days| NOW - days * DAY),
        }
    }

    #[test]
    fn silence_is_told_in_days_and_hides_what_it_may_have_brought() {
        let heard = |days: i64| Some(NOW - days * DAY);
        assert_eq!(open_reasons(&open(Some(30), None), heard(0), NOW).len(), 1);
        assert_eq!(open_reasons(&open(Some(9), None), heard(6), NOW), []);
        assert_eq!(
            open_reasons(&open(Some(30), None), heard(7), NOW),
            [Why::Silent { days: Some(7) }]
        );
        assert_eq!(open_reasons(&open(None, None), None, NOW), [Why::Silent { days: None }]);
    }

    #[test]
    fn a_message_waits_whoever_is_silent() {
        let why = open_reasons(&open(None, Some(1)), Some(NOW - 8 * DAY), NOW);
        assert_eq!(why, [Why::Asked { since: NOW - DAY }, Why::Silent { days: Some(8) }]);
    }
}
