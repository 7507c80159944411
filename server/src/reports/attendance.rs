//! Attendance: by session and by learner, as JSON and as a table.
//!
//! Owns how words become marks and counts. How roll-call and scan combine is the shared core's to
//! say: what staff see here is what her phone shows.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_core::record::{Attended, Day, Presence, PresenceWord, attended};
use sync_core::session::Session;

use super::csv::{Cell, table};
use super::shapes::LearnerName;
use crate::store::reports::{AttendanceRow, AttendanceRows};

/// A session, field for field as `docs/API.md` names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct SessionShown {
    id: String,
    cohort: String,
    title: String,
    day: String,
    start: String,
    minutes: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facilitator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    series: Option<String>,
    cancelled: bool,
}

/// How one learner stands with one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Mark {
    presence: &'static str,
    called: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<&'static str>,
    differing: bool,
}

/// How many stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Counts {
    present: u32,
    late: u32,
    absent: u32,
    excused: u32,
    not_said: u32,
}

/// A session with its counts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CountedSession {
    #[serde(flatten)]
    session: SessionShown,
    counts: Counts,
}

/// A learner with her marks, by session.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MarkedLearner {
    #[serde(flatten)]
    learner: LearnerName,
    counts: Counts,
    /// Series → how many of its sessions she attended, present or late.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    series: BTreeMap<String, u32>,
    marks: BTreeMap<String, Mark>,
}

/// A cohort's attendance.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AttendanceReport {
    as_of: i64,
    sessions: Vec<CountedSession>,
    learners: Vec<MarkedLearner>,
}

/// One session of a learner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LearnerSession {
    session: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    day: String,
    cancelled: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    mark: Option<Mark>,
}

/// One session's roll.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Roll {
    as_of: i64,
    session: SessionShown,
    /// What its code holds besides its id.
    proof: String,
    learners: Vec<RollLine>,
}

/// A learner on a roll.
#[derive(Clone, Debug, Serialize)]
struct RollLine {
    #[serde(flatten)]
    learner: LearnerName,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<Mark>,
}

impl From<Session> for SessionShown {
    fn from(session: Session) -> Self {
        Self {
            id: session.id_text(),
            cancelled: session.is_cancelled(),
            start: format!("{:02}:{:02}", session.start / 60, session.start % 60),
            day: session.day.to_string(),
            cohort: session.cohort,
            title: session.title,
            minutes: session.minutes,
            place: session.place,
            link: session.link,
            facilitator: session.facilitator,
            series: session.series,
        }
    }
}

impl From<Attended> for Mark {
    fn from(attended: Attended) -> Self {
        Self {
            presence: attended.presence.word(),
            called: attended.called,
            scan: attended.scan.map(|scan| scan.word()),
            differing: attended.differing,
        }
    }
}

impl Counts {
    fn add(&mut self, attended: Option<&Attended>) {
        let count = match attended.map(|it| it.presence) {
            None => &mut self.not_said,
            Some(Presence::Present) => &mut self.present,
            Some(Presence::Late) => &mut self.late,
            Some(Presence::Absent) => &mut self.absent,
            Some(Presence::Excused) => &mut self.excused,
        };
        *count += 1;
    }
}

/// Makes a cohort's attendance as of a moment. Sessions that are not held count for nobody; those
/// that begin later than today count for who has a mark already.
pub(crate) fn attendance_report(rows: AttendanceRows, as_of: i64) -> AttendanceReport {
    let AttendanceRows { sessions, learners, words } = rows;
    let today = Day::of_seconds(as_of);
    let folded = folded(words);
    let mut by_session = vec![Counts::default(); sessions.len()];
    let learners = learners
        .into_iter()
        .map(|(number, learner)| {
            let (mut counts, mut marks) = (Counts::default(), BTreeMap::new());
            let mut series = BTreeMap::new();
            for (session, of_session) in sessions.iter().zip(&mut by_session) {
                let id = session.id_text();
                let found = folded.get(&(number, id.clone())).map(|(_, it)| it);
                if !session.is_cancelled() && (session.day <= today || found.is_some()) {
                    counts.add(found);
                    of_session.add(found);
                }
                if let Some(named) = session.series.clone().filter(|_| !session.is_cancelled()) {
                    let came = found.is_some_and(|it| {
                        matches!(it.presence, Presence::Present | Presence::Late)
                    });
                    *series.entry(named).or_default() += u32::from(came);
                }
                marks.extend(found.map(|it| (id, Mark::from(*it))));
            }
            MarkedLearner { learner: learner.into(), counts, series, marks }
        })
        .collect();
    let sessions = sessions
        .into_iter()
        .zip(by_session)
        .map(|(session, counts)| CountedSession { session: session.into(), counts })
        .collect();
    AttendanceReport { as_of, sessions, learners }
}

/// Makes one session's roll.
pub(crate) fn roll(session: Session, proof: String, rows: AttendanceRows, as_of: i64) -> Roll {
    let (id, folded) = (session.id_text(), folded(rows.words));
    let line = |(number, learner): (i64, crate::store::reports::LearnerNameRow)| RollLine {
        learner: learner.into(),
        mark: folded.get(&(number, id.clone())).map(|(_, it)| Mark::from(*it)),
    };
    let learners = rows.learners.into_iter().map(line).collect();
    Roll { as_of, session: session.into(), proof, learners }
}

/// A learner's sessions: her cohort's, and whatever else something is said of; the latest first.
pub(crate) fn learner_sessions(
    sessions: Vec<Session>,
    words: Vec<AttendanceRow>,
) -> Vec<LearnerSession> {
    let mut found: BTreeMap<String, (Day, Attended)> =
        folded(words).into_iter().map(|((_, session), folded)| (session, folded)).collect();
    let mut shown: Vec<LearnerSession> = sessions
        .into_iter()
        .map(|session| {
            let id = session.id_text();
            LearnerSession {
                mark: found.remove(&id).map(|(_, attended)| attended.into()),
                cancelled: session.is_cancelled(),
                title: Some(session.title),
                day: session.day.to_string(),
                session: id,
            }
        })
        .collect();
    shown.extend(found.into_iter().map(|(session, (day, attended))| LearnerSession {
        session,
        title: None,
        day: day.to_string(),
        cancelled: false,
        mark: Some(attended.into()),
    }));
    shown.sort_by(|a, b| (&b.day, &b.session).cmp(&(&a.day, &a.session)));
    shown
}

/// The table for a spreadsheet: a row for each learner and session, with names or labels only.
pub(crate) fn attendance_csv(report: &AttendanceReport, names: bool) -> Vec<u8> {
    let who = if names { &["label", "name"][..] } else { &["label"] };
    let rest =
        ["day", "start", "session", "title", "cancelled", "presence", "by", "scan", "differing"];
    let head = who.iter().chain(&rest).map(|name| (*name).to_owned());
    let rows = report.learners.iter().flat_map(|line| {
        report.sessions.iter().map(move |CountedSession { session, .. }| {
            let mark = line.marks.get(&session.id);
            let mut cells = vec![Cell::text(&line.learner.label)];
            if names {
                cells.push(Cell::text(&line.learner.name));
            }
            let by = |mark: &Mark| Cell::text(if mark.called { "roll_call" } else { "scan" });
            cells.extend([
                Cell::text(&session.day),
                Cell::text(&session.start),
                Cell::text(&session.id),
                Cell::text(&session.title),
                Cell::yes_or_no(session.cancelled),
                Cell::or_empty(mark, |mark| Cell::text(mark.presence)),
                Cell::or_empty(mark, by),
                Cell::or_empty(mark.and_then(|mark| mark.scan), Cell::text),
                Cell::or_empty(mark, |mark| Cell::yes_or_no(mark.differing)),
            ]);
            cells
        })
    });
    table(head, rows)
}

/// By learner and session: the day that the words name, and what they come to.
fn folded(words: Vec<AttendanceRow>) -> BTreeMap<(i64, String), (Day, Attended)> {
    let mut said: BTreeMap<(i64, String), (Day, Vec<PresenceWord>)> = BTreeMap::new();
    for row in words {
        let of = said.entry((row.learner, row.session)).or_insert((row.day, Vec::new()));
        of.1.push(row.word);
    }
    said.into_iter()
        .filter_map(|(key, (day, words))| Some((key, (day, attended(&words)?))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::reports::LearnerNameRow;
    use sync_core::ids::{LearnerId, StaffTag};
    use sync_core::record::{Scan, Voice};
    use sync_core::session::session_id;

    fn id(number: u8) -> String {
        format!("01970000-0000-7000-8000-0000000000{number:02x}")
    }

    fn session(number: u8, day: &str, cancelled: bool) -> Session {
        Session {
            id: session_id(&id(number)).unwrap(),
            edition: 1,
            cohort: "c".into(),
            title: "=Taller".into(),
            day: Day::parse(day).unwrap(),
            start: 545,
            minutes: 60,
            place: None,
            link: None,
            facilitator: None,
            cancelled: cancelled.then_some(true),
            series: None,
        }
    }

    fn said(learner: i64, number: u8, presence: Presence, scan: Option<Scan>) -> AttendanceRow {
        let by = if scan.is_some() { Voice::Learner } else { Voice::Staff(StaffTag([1; 8])) };
        let day = Day::parse("2026-11-20").unwrap();
        let word = PresenceWord { by, at: 1, presence, scan };
        AttendanceRow { learner, session: id(number), day, word }
    }

    fn rows() -> AttendanceRows {
        let learner = |number: u8, name: &str| {
            let label = format!("P-{number:04}");
            let id = LearnerId([number; 16]);
            (i64::from(number), LearnerNameRow { id, label, name: name.into() })
        };
        AttendanceRows {
            sessions: vec![
                session(1, "2026-11-20", false),
                session(2, "2026-11-21", true),
                session(3, "2026-12-01", false),
            ],
            learners: vec![learner(1, "Ana"), learner(2, "Rosa"), learner(3, "Eva")],
            words: vec![
                said(1, 1, Presence::Present, Some(Scan::NotVerified)),
                said(2, 1, Presence::Present, Some(Scan::Verified)),
                said(2, 1, Presence::Absent, None),
                said(2, 9, Presence::Present, Some(Scan::Verified)),
            ],
        }
    }

    // 22 November 2026.
    const AS_OF: i64 = 1_795_305_600;

    #[test]
    fn counts_are_by_session_and_by_learner_and_what_is_to_come_counts_for_nobody() {
        let report = attendance_report(rows(), AS_OF);
        let first = Counts { present: 1, absent: 1, not_said: 1, ..Counts::default() };
        assert_eq!(report.sessions[0].counts, first);
        assert_eq!(report.sessions[1].counts, Counts::default(), "it was not held");
        assert_eq!(report.sessions[2].counts, Counts::default(), "it is to come");
        let ana = &report.learners[0];
        assert_eq!(ana.counts, Counts { present: 1, ..Counts::default() });
        assert_eq!(ana.marks[&id(1)].scan, Some("not_verified"));
        let rosa = &report.learners[1].marks;
        assert_eq!(rosa.keys().collect::<Vec<_>>(), [&id(1)], "of this cohort's sessions only");
        let mark = &rosa[&id(1)];
        assert_eq!((mark.presence, mark.called, mark.scan), ("absent", true, Some("verified")));
    }

    #[test]
    fn a_learners_page_shows_sessions_that_nobody_here_knows_too() {
        let AttendanceRows { sessions, words, .. } = rows();
        let of_rosa = words.into_iter().filter(|row| row.learner == 2).collect();
        let shown = learner_sessions(sessions, of_rosa);
        let named: Vec<(&str, bool)> =
            shown.iter().map(|it| (it.day.as_str(), it.title.is_some())).collect();
        let days = [
            ("2026-12-01", true),
            ("2026-11-21", true),
            ("2026-11-20", false),
            ("2026-11-20", true),
        ];
        assert_eq!(named, days);
        assert_eq!(shown[2].mark.as_ref().map(|mark| mark.presence), Some("present"));
        assert_eq!(shown[3].mark.as_ref().map(|mark| mark.presence), Some("absent"));
    }

    #[test]
    fn the_table_has_a_row_for_each_and_no_names_where_none_are_wanted() {
        let report = attendance_report(rows(), AS_OF);
        let text = String::from_utf8(attendance_csv(&report, true)).unwrap();
        let lines: Vec<&str> = text.trim_start_matches('\u{feff}').trim().split("\r\n").collect();
        assert_eq!(lines.len(), 10);
        assert_eq!(
            lines[0],
            "label,name,day,start,session,title,cancelled,presence,by,scan,differing"
        );
        let first = format!(
            "P-0002,Rosa,2026-11-20,09:05,{},'=Taller,no,absent,roll_call,verified,no",
            id(1)
        );
        assert_eq!(lines[4], first);
        let nameless = String::from_utf8(attendance_csv(&report, false)).unwrap();
        assert!(!nameless.contains("Rosa") && nameless.contains("P-0002,2026-11-20"));
    }
}
