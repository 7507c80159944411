//! What screens show of a profile: folded, counted, and nothing to be folded by them.
//!
//! Owns the JSON of `RecordView` in `web-client/src/engine/types.ts`. Must not change anything.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Profile;
use super::certificates::CertificateView;
use super::document::Document;
use super::hours::{
    EarningsView, Folded, HoursView, PaymentView, QuestionView, hours_view, paid_days,
};
use super::messages::MessageView;
use super::notices::{NoticeView, ReferralView};
use super::outcomes::OutcomeView;
use super::recovery::RecoveryView;
use super::sessions::SessionView;
use super::steps::StepsView;
use super::surveys::{SurveyDays, SurveyView};
use crate::ids::{ActorId, ChangeHash, DocumentKind};
use crate::key::RegisterKey;
use crate::ledger::{PutRow, Register};
use crate::record::{
    AssistedWork, Day, LessonProgress, LessonState, Record, WorkEntry, fold_progress,
};
use crate::trust::{THREE, three_words};

/// Everything of the record that screens show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordView {
    /// Where the record is.
    pub knots: Knots,
    /// Changes that the office is not known to hold.
    pub unsent: usize,
    /// All of it is in a verified backup of the office.
    pub backed_up: bool,
    /// Central said that this profile's time on this phone is over.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub revoked: bool,
    /// While somebody of the staff is yet to say that this phone is hers: the words to compare,
    /// as places in the lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compare_words: Option<[u16; THREE]>,
    /// Folded progress by lesson.
    pub lessons: BTreeMap<String, LessonView>,
    /// Newest day first, then newest first.
    pub work: Vec<WorkEntryView>,
    /// What waits for her answer.
    pub questions: Vec<QuestionView>,
    /// What she earned and was paid.
    pub earnings: EarningsView,
    /// Her cohort's sessions, and those that something is said of; earliest first.
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
    /// What her cohort is told and was not closed; those that end first before the others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<NoticeView>,
    /// What would be sent of her to companies, the newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub referrals: Vec<ReferralView>,
    /// What she was given for what she completed, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateView>,
    /// When staff opened a profile of hers, newest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recoveries: Vec<RecoveryView>,
    /// What was refused for good.
    pub refused: Vec<RefusedView>,
    /// Where the weave begins: `YYYY-MM-DD`.
    pub since: String,
}

/// How many changes are where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Knots {
    /// All that this phone has of the record.
    pub total: usize,
    /// On this phone: always all of it.
    pub phone: usize,
    /// At a centre's hub, or further.
    pub centre: usize,
    /// At the office.
    pub office: usize,
}

/// The furthest place that is known to hold something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum HeldBy {
    /// Only here.
    Phone,
    /// A centre's hub.
    Centre,
    /// Central.
    Office,
}

/// One lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LessonView {
    /// Which.
    pub lesson: String,
    /// `open` or `done`.
    pub state: &'static str,
    /// Page, from 0.
    pub place: u32,
    /// Summed over phones.
    pub seconds: u32,
    /// Best score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score_percent: Option<u8>,
    /// Earliest end: seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<i64>,
    /// Newest word on it: seconds since 1970.
    pub last_at: i64,
    /// Where all of it is.
    pub held: HeldBy,
}

/// One work entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkEntryView {
    /// UUID v7.
    pub id: String,
    /// Live versions, newest first.
    pub live: Vec<WorkVersionView>,
    /// More than one is live.
    pub open_question: bool,
    /// How it stands with staff.
    pub hours: HoursView,
    /// Superseded versions, newest first.
    pub earlier: Vec<WorkVersionView>,
}

/// What somebody once wrote of a work entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkVersionView {
    /// `COUNTER@ACTORHEX`.
    pub op: String,
    /// Its version, in hex: what decisions and answers name.
    pub version: String,
    /// Where it is from, when staff entered it for her: `paper`, `call`, `dead_phone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// Kind of work.
    pub task: String,
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Minutes worked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Units done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// Minute of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<u16>,
    /// In her words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// She took it back.
    pub withdrawn: bool,
    /// Claimed time: seconds since 1970.
    pub at: i64,
    /// Written by this phone.
    pub mine: bool,
    /// Where it is.
    pub held: HeldBy,
}

/// Something refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RefusedView {
    /// Stable code.
    pub code: String,
    /// `progress`, `work` or `other`.
    pub section: &'static str,
    /// When: seconds since 1970.
    pub at: i64,
    /// Lesson or entry.
    pub entity: String,
}

impl Profile {
    /// The record as screens show it.
    pub fn view(&self) -> RecordView {
        let knots = self.knots();
        let record = self.documents.get(&DocumentKind::Record);
        let folded = self.folded();
        let payments = self.payments();
        let enrolled = Day::of_seconds(self.identity.enrolled_at);
        RecordView {
            knots,
            unsent: knots.total - knots.office,
            backed_up: self.backed_up(),
            revoked: self.is_revoked(),
            compare_words: self.compare_words(),
            lessons: record.map(|document| self.lessons(document)).unwrap_or_default(),
            work: self.work(&folded, &payments),
            questions: self.questions(&folded),
            earnings: self.earnings(&folded, &payments),
            sessions: self.session_views(),
            surveys: self.survey_views(),
            survey_days: self.survey_days(),
            messages: self.message_views(),
            steps: self.steps_view(),
            outcomes: self.outcome_views(),
            notices: self.notice_views(),
            referrals: self.referral_views(),
            certificates: self.certificate_views(),
            recoveries: self.recoveries(),
            refused: self.refused_views(),
            since: self.first_day().map_or(enrolled, |day| day.min(enrolled)).to_string(),
        }
    }

    /// Whose key waits for somebody of the staff is served, and read nothing to: not even its own
    /// certificate, which comes to all others at their first visit. One that a hub registered waits
    /// until central says the same.
    fn compare_words(&self) -> Option<[u16; THREE]> {
        let central = self.identity.central.public;
        let own = self.writers.get(&self.identity.writer());
        let is_a_hub_s_word = own.is_some_and(|writer| writer.verify(&central).is_err());
        let served = self.replicas.iter().filter(|replica| replica.epoch.is_some());
        let mut reads = served.map(|it| it.cursor.map(|cursor| cursor.epoch) == it.epoch);
        let first = reads.next();
        let is_read_nothing = first == Some(false) && !reads.any(|has_read| has_read);
        let waits = (is_a_hub_s_word || is_read_nothing) && !self.is_revoked();
        waits.then(|| three_words(&self.identity.signing_key().public()))
    }

    pub(super) fn knots(&self) -> Knots {
        let mut knots = Knots { total: 0, phone: 0, centre: 0, office: 0 };
        for (kind, document) in &self.documents {
            knots.total += document.len();
            for (actor, last) in document.ledger.state() {
                let (centre, office) = self.held_through(*kind, actor);
                knots.office += office.min(last) as usize;
                knots.centre += centre.max(office).min(last) as usize;
            }
        }
        knots.phone = knots.total;
        knots
    }

    /// The last sequences of an actor known at any hub and at central.
    fn held_through(&self, kind: DocumentKind, actor: &ActorId) -> (u32, u32) {
        let at = |central: bool| {
            self.replicas
                .iter()
                .filter(|replica| replica.is_central() == central)
                .map(|replica| replica.held(kind, actor))
                .max()
                .unwrap_or(0)
        };
        (at(false), at(true))
    }

    pub(super) fn held(&self, kind: DocumentKind, document: &Document, row: &PutRow) -> HeldBy {
        let (centre, office) = self.held_through(kind, &row.op.actor);
        let within = |last: u32| last > 0 && self.is_within(document, row.change, row, last);
        if within(office) {
            HeldBy::Office
        } else if within(centre) {
            HeldBy::Centre
        } else {
            HeldBy::Phone
        }
    }

    fn is_within(&self, document: &Document, change: ChangeHash, row: &PutRow, last: u32) -> bool {
        document
            .ledger
            .hashes_of(&row.op.actor)
            .iter()
            .take(last as usize)
            .rev()
            .any(|hash| *hash == change)
    }

    fn lessons(&self, document: &Document) -> BTreeMap<String, LessonView> {
        let mut registers: BTreeMap<&str, Vec<&Register>> = BTreeMap::new();
        for (key, register) in document.ledger.section("progress") {
            registers.entry(key.entity()).or_default().push(register);
        }
        registers
            .into_iter()
            .filter_map(|(lesson, writers)| {
                let values: Vec<Vec<(LessonProgress, i64)>> = writers
                    .iter()
                    .map(|register| {
                        register
                            .live()
                            .filter_map(|row| {
                                let record = Record::from_bytes(&row.value).ok()?;
                                Some((record.known, row.at))
                            })
                            .collect()
                    })
                    .collect();
                let fold = fold_progress(values.iter().map(Vec::as_slice))?;
                let held = writers
                    .iter()
                    .flat_map(|register| register.live())
                    .map(|row| self.held(DocumentKind::Record, document, row))
                    .min()?;
                let view = LessonView {
                    lesson: lesson.to_owned(),
                    state: match fold.state {
                        LessonState::Open => "open",
                        LessonState::Done => "done",
                    },
                    place: fold.place,
                    seconds: fold.seconds,
                    score_percent: fold.score_percent,
                    completed_at: fold.completed_at,
                    last_at: fold.last_at,
                    held,
                };
                Some((lesson.to_owned(), view))
            })
            .collect()
    }

    fn work(
        &self,
        folded: &BTreeMap<String, Folded>,
        payments: &[PaymentView],
    ) -> Vec<WorkEntryView> {
        let paid = paid_days(payments);
        let mut entries: Vec<WorkEntryView> = folded
            .iter()
            .filter_map(|(entry, folded)| {
                let (live, earlier) = self.work_versions(entry);
                let open_question = live.len() > 1;
                let day = paid.get(entry.as_str()).map(|day| (*day).to_owned());
                let hours = hours_view(folded, day);
                (!live.is_empty()).then(|| WorkEntryView {
                    id: entry.clone(),
                    live,
                    open_question,
                    hours,
                    earlier,
                })
            })
            .collect();
        entries.sort_by(|a, b| {
            let newest = |entry: &WorkEntryView| (entry.live[0].day.clone(), entry.id.clone());
            newest(b).cmp(&newest(a))
        });
        entries
    }

    /// The versions of an entry that can be read, hers and those entered for her: those that are
    /// live, and those that are not; newest first.
    pub(super) fn work_versions(
        &self,
        entry: &str,
    ) -> (Vec<WorkVersionView>, Vec<WorkVersionView>) {
        let (mut live, mut earlier) = (Vec::new(), Vec::new());
        let Some(key) = RegisterKey::new("work", entry, None) else { return (live, earlier) };
        for kind in [DocumentKind::Record, DocumentKind::Desk] {
            let Some(document) = self.documents.get(&kind) else { continue };
            let Some(register) = document.ledger.register(&key) else { continue };
            for row in register.puts().rev() {
                let Some(version) = self.version(kind, document, &key, row) else { continue };
                let is_live = register.live().any(|live| live.op == row.op);
                if is_live { live.push(version) } else { earlier.push(version) }
            }
        }
        (live, earlier)
    }

    fn version(
        &self,
        kind: DocumentKind,
        document: &Document,
        key: &RegisterKey,
        row: &PutRow,
    ) -> Option<WorkVersionView> {
        let (entry, source) = match kind {
            DocumentKind::Record => (Record::<WorkEntry>::from_bytes(&row.value).ok()?.known, None),
            DocumentKind::Desk | DocumentKind::Notes => {
                let work = Record::<AssistedWork>::from_bytes(&row.value).ok()?.known;
                (work.entry(), Some(work.source.word()))
            }
        };
        Some(WorkVersionView {
            op: row.op.to_string(),
            version: self.version_of(kind, key, row).to_string(),
            source,
            withdrawn: entry.is_withdrawn(),
            task: entry.task,
            day: entry.day.to_string(),
            minutes: entry.minutes,
            units: entry.units,
            start: entry.start,
            note: entry.note,
            at: row.at,
            mine: document.authors.get(&row.op.actor) == Some(&self.identity.writer()),
            held: self.held(kind, document, row),
        })
    }

    fn refused_views(&self) -> Vec<RefusedView> {
        self.refused
            .iter()
            .map(|row| {
                let (section, entity) = row.key.split_once('/').unwrap_or((&row.key, ""));
                RefusedView {
                    code: row.code.clone(),
                    section: match section {
                        "progress" => "progress",
                        "work" => "work",
                        _ => "other",
                    },
                    at: row.at,
                    entity: entity.split('/').next().unwrap_or("").to_owned(),
                }
            })
            .collect()
    }

    fn first_day(&self) -> Option<Day> {
        self.documents
            .get(&DocumentKind::Record)?
            .ledger
            .registers()
            .flat_map(|(_, register)| register.puts())
            .map(|row| Day::of_seconds(row.at))
            .min()
    }
}
