//! Her cohort's sessions on this device, and whether she was there.
//!
//! Owns which word of central's on a session holds, and the JSON of `SessionView`. How roll-call
//! and scan combine is `record::attended`'s to say.

use std::collections::BTreeMap;

use serde::Serialize;

use super::rows::{self, RowChange};
use super::{Entropy, Profile};
use crate::ids::DocumentKind;
use crate::record::{Attendance, Day, PresenceWord, Scan, Voice, attended, uuid_text};
use crate::session::{Session, SessionNotice, session_id};

/// Sessions that central told of, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Sessions(BTreeMap<[u8; 16], (Session, SessionNotice)>);

/// One session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// UUID v7.
    pub id: String,
    /// `YYYY-MM-DD`
    pub day: String,
    /// What central told of it; absent when something is said of a session that is not known here.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub told: Option<ToldView>,
    /// Whether she was there, where anything is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attended: Option<AttendedView>,
}

/// What central told of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ToldView {
    /// Whose it is.
    pub cohort: String,
    /// What it is called.
    pub title: String,
    /// Minute of the day.
    pub start: u16,
    /// How long.
    pub minutes: u16,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Where, by video: `https://…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Who leads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facilitator: Option<String>,
    /// It is not held.
    pub cancelled: bool,
}

/// Was she there?
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttendedView {
    /// `present`, `late`, `absent`, `excused`.
    pub presence: &'static str,
    /// Staff said so; otherwise only her scan does.
    pub called: bool,
    /// She scanned the session's code.
    pub scanned: bool,
    /// Members of staff say different things.
    pub differing: bool,
}

impl Sessions {
    /// From what was stored: it was checked before it was sealed.
    pub(super) fn of(notices: Vec<SessionNotice>) -> Self {
        let mut sessions = Self::default();
        for notice in notices {
            sessions.take(notice);
        }
        sessions
    }

    /// True when it says something new.
    fn take(&mut self, notice: SessionNotice) -> bool {
        let Some(session) = notice.read() else { return false };
        let known = self.0.get(&session.id);
        // An older word that comes again changes nothing.
        if known.is_some_and(|(known, _)| known.edition >= session.edition) {
            return false;
        }
        self.0.insert(session.id, (session, notice));
        true
    }
}

impl Profile {
    /// Takes what central says of sessions; its signature was checked.
    pub(super) fn take_sessions(
        &mut self,
        notices: Vec<SessionNotice>,
        entropy: &mut Entropy,
    ) -> Option<RowChange> {
        let mut is_new = false;
        for notice in notices {
            is_new |= self.sessions.take(notice);
        }
        is_new.then(|| {
            let all: Vec<SessionNotice> =
                self.sessions.0.values().map(|(_, notice)| notice.clone()).collect();
            rows::sessions(&self.data_key, &all, entropy)
        })
    }

    /// A session, where it is known here.
    pub(super) fn session(&self, id: &[u8; 16]) -> Option<&Session> {
        self.sessions.0.get(id).map(|(session, _)| session)
    }

    /// Every session that is known or spoken of, earliest first.
    pub(super) fn session_views(&self) -> Vec<SessionView> {
        let mut words: BTreeMap<[u8; 16], (Day, Vec<PresenceWord>)> = BTreeMap::new();
        for kind in [DocumentKind::Record, DocumentKind::Desk] {
            for (session, (by, at), said) in self.live_of::<Attendance>(kind, "attendance") {
                let Some(id) = session_id(&session) else { continue };
                let word = PresenceWord {
                    by,
                    at,
                    presence: said.presence,
                    scan: (by == Voice::Learner && said.is_scan()).then_some(Scan::NotCompared),
                };
                words.entry(id).or_insert((said.day, Vec::new())).1.push(word);
            }
        }
        for id in self.sessions.0.keys() {
            words.entry(*id).or_insert((Day(0), Vec::new()));
        }
        let mut views: Vec<(Day, u16, SessionView)> = words
            .into_iter()
            .map(|(id, (said_on, words))| {
                let session = self.session(&id);
                let day = session.map_or(said_on, |session| session.day);
                let view = SessionView {
                    id: uuid_text(&id),
                    day: day.to_string(),
                    told: session.map(told_view),
                    attended: attended(&words).map(|attended| AttendedView {
                        presence: attended.presence.word(),
                        called: attended.called,
                        scanned: attended.scan.is_some(),
                        differing: attended.differing,
                    }),
                };
                (day, session.map_or(0, |session| session.start), view)
            })
            .collect();
        views.sort_by(|a, b| (a.0, a.1, &a.2.id).cmp(&(b.0, b.1, &b.2.id)));
        views.into_iter().map(|(_, _, view)| view).collect()
    }
}

fn told_view(session: &Session) -> ToldView {
    ToldView {
        cohort: session.cohort.clone(),
        title: session.title.clone(),
        start: session.start,
        minutes: session.minutes,
        place: session.place.clone(),
        link: session.link.clone(),
        facilitator: session.facilitator.clone(),
        cancelled: session.is_cancelled(),
    }
}
