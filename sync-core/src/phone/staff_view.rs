//! What staff are shown of a learner on their own device: every version, every decision, and what
//! they come to.
//!
//! Owns the JSON of `StaffView`. Must not change anything, nor decide who may see it: a learner's
//! own profile never holds notes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Profile;
use super::certificates::CertificateView;
use super::hours::{Folded, HoursView, PaymentView, hours_view};
use super::messages::MessageView;
use super::notices::{NoticeView, ReferralView};
use super::outcomes::OutcomeView;
use super::sessions::SessionView;
use super::steps::StepsView;
use super::surveys::{SurveyDays, SurveyView};
use super::view::{HeldBy, Knots, WorkVersionView};
use crate::ids::{DocumentKind, VersionId};
use crate::record::{
    Answer, Attendance, ContactOutcome, Decision, Followup, Known, Note, Said, Voice,
};

/// One learner, for staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffView {
    /// Her id, in hex.
    pub learner: String,
    /// Where everything is.
    pub knots: Knots,
    /// Newest day first.
    pub entries: Vec<StaffEntryView>,
    /// Newest first.
    pub payments: Vec<PaymentView>,
    /// Every live word on a session, newest day first.
    pub attendance: Vec<AttendanceView>,
    /// Her cohort's sessions and how she stands with each; earliest first.
    pub sessions: Vec<SessionView>,
    /// Surveys that something was answered to, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub surveys: BTreeMap<String, SurveyView>,
    /// The days that surveys are asked by.
    pub survey_days: SurveyDays,
    /// Her conversation with those who accompany her, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<MessageView>,
    /// Her place in the programme.
    #[serde(flatten)]
    pub steps: StepsView,
    /// What became of her, as staff recorded it; newest day first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<OutcomeView>,
    /// What was given to her, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateView>,
    /// What her cohort is told and was not closed; those that end first before the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
    /// What would be sent of her to companies, the newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub referrals: Vec<ReferralView>,
    /// Newest first, those taken back left out.
    pub notes: Vec<NoteView>,
    /// By due day, those taken back left out.
    pub followups: Vec<FollowupView>,
    /// Changes that the office is not known to hold.
    pub unsent: usize,
    /// Central said that this device's time is over.
    pub revoked: bool,
    /// What was refused for good, newest first.
    pub refused: Vec<RefusedWordView>,
}

/// Something written here that was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefusedWordView {
    /// Stable code.
    pub code: String,
    /// Of the record: `decision`, `work`, `note`…
    pub section: String,
    /// The entry, or what else it was about.
    pub entity: String,
    /// When it was refused: seconds since 1970.
    pub at: i64,
}

/// One entry, for staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffEntryView {
    /// UUID v7.
    pub id: String,
    /// How it stands.
    pub hours: HoursView,
    /// Live versions, newest first; their `version` is what a decision names.
    pub live: Vec<WorkVersionView>,
    /// Superseded versions, newest first.
    pub earlier: Vec<WorkVersionView>,
    /// Every decision, newest first.
    pub decisions: Vec<DecisionView>,
    /// Every answer, newest first.
    pub answers: Vec<AnswerView>,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    /// Its version, in hex.
    pub version: String,
    /// Who, in hex: the same on all of her devices.
    pub by: String,
    /// Whoever holds this device.
    pub mine: bool,
    /// Claimed time: seconds since 1970.
    pub at: i64,
    /// Not replaced by its writer.
    pub live: bool,
    /// On the versions that are live now.
    pub speaks: bool,
    /// The office has it.
    pub sent: bool,
    /// `approve`, `ask`, `decline`; absent when a newer program wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<&'static str>,
    /// The version that it keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
    /// Minutes approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Units approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// Minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    /// Three capital letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// A code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// In the words of whoever decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One answer of hers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerView {
    /// `yes`, `not_so`, `reply`.
    pub kind: &'static str,
    /// What it is about, in hex.
    pub about: String,
    /// Entered for her by staff.
    pub assisted: bool,
    /// Claimed time: seconds since 1970.
    pub at: i64,
    /// Not replaced.
    pub live: bool,
    /// In her words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A word on one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttendanceView {
    /// Which session.
    pub session: String,
    /// `YYYY-MM-DD`
    pub day: String,
    /// `present`, `late`, `absent`, `excused`.
    pub presence: &'static str,
    /// She scanned the session's code herself.
    pub scanned: bool,
    /// Anything said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A note among staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoteView {
    /// UUID v7.
    pub id: String,
    /// The note.
    pub text: String,
    /// Whoever holds this device wrote it.
    pub mine: bool,
    /// What became of a try to reach her, where it is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<&'static str>,
    /// Claimed time: seconds since 1970.
    pub at: i64,
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowupView {
    /// UUID v7.
    pub id: String,
    /// What.
    pub text: String,
    /// `YYYY-MM-DD`
    pub due: String,
    /// `YYYY-MM-DD`, when it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<String>,
    /// Claimed time of the newest word: seconds since 1970.
    pub at: i64,
}

impl Profile {
    /// The learner as a staff device shows her.
    pub fn staff_view(&self) -> StaffView {
        let folded = self.folded();
        let payments = self.payments();
        let mut entries: Vec<StaffEntryView> = folded
            .iter()
            .filter_map(|(entry, folded)| self.staff_entry(entry, folded, &payments))
            .collect();
        entries.sort_by(|a, b| {
            let newest = |entry: &StaffEntryView| (entry.live[0].day.clone(), entry.id.clone());
            newest(b).cmp(&newest(a))
        });
        let knots = self.knots();
        StaffView {
            learner: self.identity.learner.to_string(),
            unsent: knots.total - knots.office,
            revoked: self.is_revoked(),
            refused: self.refused_words(),
            knots,
            entries,
            payments,
            attendance: self.attendance(),
            sessions: self.session_views(),
            surveys: self.survey_views(),
            survey_days: self.survey_days(),
            messages: self.message_views(),
            steps: self.steps_view(),
            outcomes: self.outcome_views(),
            certificates: self.certificate_views(),
            notices: self.notice_views(),
            referrals: self.referral_views(),
            notes: self.notes(),
            followups: self.followups(),
        }
    }

    fn staff_entry(
        &self,
        entry: &str,
        folded: &Folded,
        payments: &[PaymentView],
    ) -> Option<StaffEntryView> {
        let (live, earlier) = self.work_versions(entry);
        if live.is_empty() {
            return None;
        }
        let words = &folded.words;
        let set: Vec<VersionId> = {
            let live = words.versions.iter().filter(|said| said.live);
            let mut set: Vec<VersionId> = live.map(|said| said.id).collect();
            set.sort_unstable();
            set
        };
        let sent = self.decisions_at_the_office(entry);
        let mut decisions: Vec<DecisionView> =
            words.decisions.iter().map(|said| self.decision_view(said, &set, &sent)).collect();
        decisions.sort_by_key(|decision| std::cmp::Reverse(decision.at));
        let mut answers: Vec<AnswerView> = words.answers.iter().filter_map(answer_view).collect();
        // Of two in one second, the one that took the other's place.
        answers.sort_by_key(|answer| std::cmp::Reverse((answer.at, answer.live)));
        let paid = payments.iter().find(|payment| payment.entries.iter().any(|id| id == entry));
        let hours = hours_view(folded, paid.map(|payment| payment.day.clone()));
        Some(StaffEntryView { id: entry.to_owned(), hours, live, earlier, decisions, answers })
    }

    /// Versions of decisions on an entry that central is known to hold.
    fn decisions_at_the_office(&self, entry: &str) -> BTreeSet<VersionId> {
        let kind = DocumentKind::Desk;
        let Some(document) = self.documents.get(&kind) else { return BTreeSet::new() };
        document
            .ledger
            .entity("decision", entry)
            .flat_map(|(key, register)| register.puts().map(move |row| (key, row)))
            .filter(|(_, row)| self.held(kind, document, row) == HeldBy::Office)
            .map(|(key, row)| self.version_of(kind, key, row))
            .collect()
    }

    fn refused_words(&self) -> Vec<RefusedWordView> {
        let words = self.refused.iter().rev().map(|row| {
            let mut parts = row.key.split('/');
            let mut part = || parts.next().unwrap_or_default().to_owned();
            RefusedWordView { code: row.code.clone(), section: part(), entity: part(), at: row.at }
        });
        words.collect()
    }

    fn decision_view(
        &self,
        said: &Said<Decision>,
        live: &[VersionId],
        sent: &BTreeSet<VersionId>,
    ) -> DecisionView {
        let value = said.value.as_ref();
        let by = match said.by {
            Voice::Staff(tag) => tag.to_string(),
            Voice::Learner | Voice::Central => String::new(),
        };
        DecisionView {
            version: said.id.to_string(),
            by,
            mine: said.by == self.own_voice(),
            at: said.at,
            live: said.live,
            speaks: said.live && value.is_some_and(|decision| decision.versions == live),
            sent: sent.contains(&said.id),
            outcome: value.map(|decision| decision.outcome.word()),
            chosen: value.and_then(|decision| decision.chosen()).map(|id| id.to_string()),
            minutes: value.and_then(|decision| decision.minutes),
            units: value.and_then(|decision| decision.units),
            amount: value.and_then(|decision| decision.amount),
            currency: value.and_then(|decision| decision.currency.clone()),
            reason: value.and_then(|decision| decision.reason.clone()),
            note: value.and_then(|decision| decision.note.clone()),
        }
    }

    fn attendance(&self) -> Vec<AttendanceView> {
        let kinds = [DocumentKind::Record, DocumentKind::Desk];
        let said =
            kinds.into_iter().flat_map(|kind| self.live_of::<Attendance>(kind, "attendance"));
        let mut views: Vec<AttendanceView> = said
            .map(|(session, _, attendance)| AttendanceView {
                session,
                day: attendance.day.to_string(),
                presence: attendance.presence.word(),
                scanned: attendance.is_scan(),
                note: attendance.note,
            })
            .collect();
        views.sort_by(|a, b| (&b.day, &b.session).cmp(&(&a.day, &a.session)));
        views
    }

    fn notes(&self) -> Vec<NoteView> {
        let mine = self.own_voice();
        let said = self.live_of::<Note>(DocumentKind::Notes, "note").into_iter();
        let said = said.filter(|(_, _, note)| note.withdrawn != Some(true));
        let mut views: Vec<NoteView> = said
            .map(|(id, (by, at), note)| NoteView {
                id,
                text: note.text,
                mine: by == mine,
                contact: note.contact.map(ContactOutcome::word),
                at,
            })
            .collect();
        views.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        views
    }

    fn followups(&self) -> Vec<FollowupView> {
        let said = self.live_of::<Followup>(DocumentKind::Notes, "followup").into_iter();
        let said = said.filter(|(_, _, followup)| followup.withdrawn != Some(true));
        let mut views: Vec<FollowupView> = said
            .map(|(id, (_, at), followup)| FollowupView {
                id,
                text: followup.text,
                due: followup.due.to_string(),
                done: followup.done.map(|day| day.to_string()),
                at,
            })
            .collect();
        views.sort_by(|a, b| (&a.due, &a.id).cmp(&(&b.due, &b.id)));
        views
    }

    /// The live values of a section: entity, whose and when, value.
    pub(super) fn live_of<T: Known>(
        &self,
        kind: DocumentKind,
        section: &str,
    ) -> Vec<(String, (Voice, i64), T)> {
        let Some(document) = self.documents.get(&kind) else { return Vec::new() };
        let registers = document.ledger.section(section);
        registers
            .flat_map(|(key, register)| {
                let said = self.said::<T>(kind, key, register).into_iter();
                said.filter(|said| said.live).filter_map(|said| {
                    Some((key.entity().to_owned(), (said.by, said.at), said.value?))
                })
            })
            .collect()
    }
}

fn answer_view(said: &Said<Answer>) -> Option<AnswerView> {
    let answer = said.value.as_ref()?;
    Some(AnswerView {
        kind: answer.kind.word(),
        about: answer.about.to_string(),
        assisted: said.by != Voice::Learner,
        at: said.at,
        live: said.live,
        text: answer.text.clone(),
    })
}
