//! A learner's profile on a phone: act, send, absorb, show.
//!
//! A [`Profile`] is all of it in memory, built from sealed rows. Every method that changes it
//! returns the rows to write; the caller writes them in one durable transaction before anything
//! else is asked of the profile, and throws the profile away when that fails (PROTOCOL section
//! 11). Nothing here reads a clock, draws randomness or touches storage.
//!
//! - `identity`, `enrol`: who she is to the programme, and how she becomes it
//! - `rows`: what is stored, sealed
//! - `act`, `answer`: what she does
//! - `desk`, `staff`: a staff device's profile of a learner, and what staff do
//! - `recovery`: the centre's recovery key, made and seen
//! - `words`: what was said of an entry, by whom
//! - `surveys`: what she was asked, and which answers only central reads
//! - `messages`: her conversation with those who accompany her
//! - `outcomes`: what became of her, as staff recorded it
//! - `notices`: what her cohort is told, openings among it, and what would be sent of her
//! - `sessions`: her cohort's workshops, and whether she was there
//! - `outgoing`, `absorb`, `foreign`, `rewrite`, `rulings`, `returning`: the phone's side of an
//!   exchange
//! - `segment`, `locked`, `away_backup`, `settle`: what leaves and comes while it is locked
//! - `carried`: the same as a file, for whoever goes that way
//! - `view`, `hours`, `staff_view`: what screens show

mod absorb;
mod act;
mod answer;
mod away_backup;
mod carried;
mod certificates;
mod desk;
mod document;
mod enrol;
mod entries;
mod entropy;
mod foreign;
mod hours;
mod identity;
mod locked;
mod messages;
mod notices;
mod outcomes;
mod outgoing;
mod recovery;
mod replica;
mod returning;
mod rewrite;
mod rows;
mod rulings;
mod segment;
mod sessions;
mod settle;
mod staff;
mod staff_view;
mod steps;
mod surveys;
mod verdicts;
mod view;
mod words;

pub use absorb::{AbsorbError, Absorbed};
pub use act::{ActError, Action, WorkFields};
pub use carried::{CarriedError, WrittenBundle, write_bundle};
pub use desk::{desk_claim, desk_key, finish_desk};
pub use enrol::{EnrolError, begin_enrolment, finish_enrolment, resume_enrolment};
pub use entropy::Entropy;
pub use hours::{EarningsView, HoursView, MoneyView, PaymentView, QuestionView, WeekView};
pub use identity::Identity;
pub use locked::{LockedAbsorbed, LockedProfile, MAX_AWAY_BYTES, PassError};
pub use messages::MessageView;
pub use notices::{NoticeView, ReferralView};
pub use outcomes::OutcomeView;
pub use recovery::{MadeRecovery, RecoveryError, RecoveryView};
pub use rows::{LoadError, Row, RowChange};
pub use segment::CHANGES_PER_SEGMENT;
pub use sessions::{AttendedView, SessionView, ToldView};
pub use staff::{PayFields, StaffAction};
pub use staff_view::{
    AnswerView, AttendanceView, DecisionView, FollowupView, NoteView, RefusedWordView,
    StaffEntryView, StaffView,
};
pub use steps::{ChoiceView, EnrolmentView, RequirementView, StepsView};
pub use surveys::{AnswerFields, SurveyAnswerView, SurveyDays, SurveyView};
pub use view::{
    HeldBy, Knots, LessonView, RecordView, RefusedView, WorkEntryView, WorkVersionView,
};

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::ids::{ActorId, DocumentId, DocumentKind, Nonce, ReplicaId, WriterId};
use crate::seal::DataKey;
use crate::trust::{HubEnd, PublicKey, WriterCertificate, WriterHolder};

use document::Document;
use notices::Notices;
use outgoing::InFlight;
use replica::Replica;
use rows::RefusedRow;
use rulings::Rulings;
use segment::Away;
use sessions::Sessions;

/// How many actions are remembered, so that one told twice is done once.
const REMEMBERED_ACTIONS: usize = 64;

/// What a profile holds, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// All changes.
    pub all: usize,
    /// Those of other keys than its own.
    pub of_others: usize,
}

/// One learner's record on this phone, open.
#[derive(Debug)]
pub struct Profile {
    data_key: DataKey,
    identity: Identity,
    /// Makes this app start's actors (PROTOCOL section 2); replaced after a rewrite.
    nonce: Nonce,
    documents: BTreeMap<DocumentKind, Document>,
    writers: BTreeMap<WriterId, WriterCertificate>,
    replicas: Vec<Replica>,
    recent_actions: VecDeque<String>,
    refused: Vec<RefusedRow>,
    sessions: Sessions,
    notices: Notices,
    rulings: Rulings,
    /// Hubs that are none any more, by central's word: nothing that they say is believed.
    ended_hubs: Vec<HubEnd>,
    drafts: BTreeMap<String, String>,
    next_row: u64,
    in_flight: Option<InFlight>,
    /// Others' batches (by row) that a replica did not take: not offered to it again until the app
    /// starts anew, so that they cannot crowd out what else there is to send.
    declined: BTreeSet<(ReplicaId, u64)>,
    /// In this app start a replica was told already which writers this profile knows.
    asked_to_be_known: bool,
    away: Away,
}

impl Profile {
    /// Opens a profile from all of its rows. Each opening is an app start with actors of its own.
    pub fn open(data_key: DataKey, rows: &[Row], entropy: &mut Entropy) -> Result<Self, LoadError> {
        rows::load(data_key, rows, entropy)
    }

    /// Who she is to the programme.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Central said that this profile's time is over: it reads nothing more. What it wrote and
    /// writes is sent all the same, and waits there for somebody to look at it.
    pub fn is_revoked(&self) -> bool {
        let own = self.writers.get(&self.identity.writer());
        own.is_some_and(|certificate| certificate.effective.is_some())
    }

    /// Changes that the office is not known to hold.
    pub fn unsent(&self) -> usize {
        let knots = self.knots();
        knots.total - knots.office
    }

    /// True when something was saved and the office has all of it.
    pub fn all_arrived(&self) -> bool {
        let knots = self.knots();
        knots.total > 0 && knots.total == knots.office
    }

    /// True when something was saved, the office has all of this profile, and all that this
    /// phone's key wrote is in a verified backup of the office, as signed receipts say: only then
    /// may it be removed without asking.
    pub fn backed_up(&self) -> bool {
        let writer = self.identity.writer();
        let is_backed_up = |kind: DocumentKind, actor: &ActorId, last: u32| {
            let mut centrals = self.replicas.iter().filter(|replica| replica.is_central());
            centrals.any(|central| central.backed_up(kind, actor) >= last)
        };
        self.all_arrived()
            && self.documents.iter().all(|(kind, document)| {
                document
                    .ledger
                    .state()
                    .filter(|(actor, _)| document.authors.get(actor) == Some(&writer))
                    .all(|(actor, last)| is_backed_up(*kind, actor, last))
            })
    }

    /// How many changes this profile holds, and how many of them another key wrote: by them a
    /// profile that takes another's place shows that it has what that one had.
    pub fn changes(&self) -> Changes {
        let writer = self.identity.writer();
        let mut changes = Changes::default();
        for document in self.documents.values() {
            changes.all += document.len();
            changes.of_others += document
                .ledger
                .state()
                .filter(|(actor, _)| document.authors.get(actor) != Some(&writer))
                .map(|(_, last)| last as usize)
                .sum::<usize>();
        }
        changes
    }

    /// The ledger of one document, for tests and tools.
    pub fn ledger(&self, kind: DocumentKind) -> Option<&crate::ledger::Ledger> {
        self.documents.get(&kind).map(|document| &document.ledger)
    }

    /// A half-filled form, as it was put.
    pub fn draft(&self, name: &str) -> Option<&str> {
        self.drafts.get(name).map(String::as_str)
    }

    /// Keeps a half-filled form; an empty text forgets it.
    pub fn put_draft(&mut self, name: &str, text: &str, entropy: &mut Entropy) -> Vec<RowChange> {
        if text.is_empty() {
            self.drafts.remove(name);
            return vec![rows::forget_draft(name)];
        }
        self.drafts.insert(name.to_owned(), text.to_owned());
        vec![rows::draft(&self.data_key, name, text, entropy)]
    }

    fn document_id(&self, kind: DocumentKind) -> DocumentId {
        DocumentId { learner: self.identity.learner, kind }
    }

    /// Whose profile it is: hers, or a staff device's about her.
    pub fn holder(&self) -> WriterHolder {
        let own = self.writers.get(&self.identity.writer());
        own.map_or(WriterHolder::Learner, |certificate| certificate.holder)
    }

    fn public_of(&self, writer: WriterId) -> Option<PublicKey> {
        self.writers.get(&writer).map(|certificate| certificate.public)
    }
}
