//! How a work entry stands: what the live versions, the decisions on them and her answers come to.
//!
//! Owns the rules of PROTOCOL section 5. Pure, and the same on her phone, on a staff device and at
//! central. Nobody's clock decides anything here: times only order what is shown.
//!
//! - A decision *speaks* while the entry's live versions are those it names. It is in force while
//!   it speaks and nothing that speaks disagrees.
//! - What disagrees (another decision, or her "that is not so") is an open question, for a third
//!   person: one who never spoke on these versions without naming what she settles. A person whom
//!   a third one settled does not open the question again by saying it again.
//! - Whoever entered an entry for her does not approve it.

use std::collections::BTreeSet;

use super::answer::{Answer, AnswerKind};
use super::decision::{Decision, Outcome};
use super::pay::{PayTerms, Quantity};
use super::work::WorkEntry;
use crate::ids::{StaffTag, VersionId};

/// Whose word something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// Hers.
    Learner,
    /// A member of staff's.
    Staff(StaffTag),
    /// Central's own.
    Central,
}

/// One effective put, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// Its version.
    pub id: VersionId,
    /// Whose word it is.
    pub by: Voice,
    /// Claimed time, seconds since 1970: for order on a screen only.
    pub at: i64,
    /// Without an effective successor.
    pub live: bool,
    /// What it says; `None` when a newer program wrote it.
    pub value: Option<T>,
}

/// All effective puts that concern one entry, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryWords {
    /// `work/<entry>`, of `record` and of `desk`.
    pub versions: Vec<Said<WorkEntry>>,
    /// `decision/<entry>/…`
    pub decisions: Vec<Said<Decision>>,
    /// `answer/<entry>/…`
    pub answers: Vec<Said<Answer>>,
}

/// What is approved, and by what decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The decision; of several that say the same, the one with the lowest id.
    pub decision: VersionId,
    /// The version that it keeps.
    pub version: VersionId,
    /// How much counts.
    pub quantity: Quantity,
    /// By what it is paid.
    pub terms: PayTerms,
    /// Minor units.
    pub amount: u64,
    /// Who approved; more than one when several said the same.
    pub by: BTreeSet<StaffTag>,
    /// All of them approved it together with many others.
    pub is_bulk: bool,
}

/// Why an entry is a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// More than one version is live.
    Versions,
    /// Decisions disagree.
    Disagreement,
    /// She says that it is not so.
    NotSo,
    /// Approved by nobody but whoever entered it.
    SecondPerson,
    /// Something of it was written by a newer program.
    Newer,
}

impl Question {
    /// All of them.
    pub const ALL: [Question; 5] = [
        Question::Versions,
        Question::Disagreement,
        Question::NotSo,
        Question::SecondPerson,
        Question::Newer,
    ];

    /// The word for it, in JSON and SQL.
    pub fn word(self) -> &'static str {
        match self {
            Question::Versions => "versions",
            Question::Disagreement => "disagreement",
            Question::NotSo => "not_so",
            Question::SecondPerson => "second_person",
            Question::Newer => "newer",
        }
    }
}

/// How an entry stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryStanding {
    /// Nobody decided on what it says now.
    Waiting,
    /// She was asked something.
    Asked {
        /// The question.
        decision: VersionId,
        /// A code.
        reason: String,
        /// In the words of whoever asks.
        note: Option<String>,
        /// She has answered.
        answered: bool,
    },
    /// It counts.
    Approved(Approval),
    /// It does not count.
    Declined {
        /// The decision.
        decision: VersionId,
        /// A code.
        reason: String,
        /// In the words of whoever declined.
        note: Option<String>,
    },
    /// It was taken back.
    Withdrawn,
    /// Somebody has to look at it.
    Question(Question),
}

impl EntryStanding {
    /// The word for it, in JSON and SQL.
    pub fn word(&self) -> &'static str {
        match self {
            EntryStanding::Waiting => "waiting",
            EntryStanding::Asked { .. } => "asked",
            EntryStanding::Approved(_) => "approved",
            EntryStanding::Declined { .. } => "declined",
            EntryStanding::Withdrawn => "withdrawn",
            EntryStanding::Question(_) => "question",
        }
    }

    /// What is settled about pay: `Some(None)` for nothing owed, `None` while it is open. What was
    /// paid stays as it is while it is open.
    pub fn owed(&self) -> Option<Option<&Approval>> {
        match self {
            EntryStanding::Approved(approval) => Some(Some(approval)),
            EntryStanding::Declined { .. } | EntryStanding::Withdrawn => Some(None),
            EntryStanding::Waiting | EntryStanding::Asked { .. } | EntryStanding::Question(_) => {
                None
            }
        }
    }
}

/// Folds what was said of one entry. `None` when no version is live.
pub fn stand(words: &EntryWords) -> Option<EntryStanding> {
    let live: Vec<&Said<WorkEntry>> = words.versions.iter().filter(|said| said.live).collect();
    let set: BTreeSet<VersionId> = live.iter().map(|said| said.id).collect();
    if live.is_empty() {
        return None;
    }
    let mut readable = Vec::with_capacity(live.len());
    for said in &live {
        match &said.value {
            Some(entry) => readable.push((*said, entry)),
            None => return Some(EntryStanding::Question(Question::Newer)),
        }
    }
    if words.decisions.iter().any(|said| said.live && said.value.is_none()) {
        return Some(EntryStanding::Question(Question::Newer));
    }
    if readable.iter().all(|(_, entry)| entry.is_withdrawn()) {
        return Some(EntryStanding::Withdrawn);
    }
    let council = Council::of(words, &set);
    let speaking = council.open();
    if council.has_objection(&speaking) {
        return Some(EntryStanding::Question(Question::NotSo));
    }
    let Some(((first, said), rest)) = speaking.split_first() else {
        return Some(match readable.len() {
            1 => EntryStanding::Waiting,
            _ => EntryStanding::Question(Question::Versions),
        });
    };
    if !rest.iter().all(|(_, other)| agree(said, other)) {
        return Some(EntryStanding::Question(Question::Disagreement));
    }
    Some(match said.outcome {
        Outcome::Ask => EntryStanding::Asked {
            decision: first.id,
            reason: said.reason.clone().unwrap_or_default(),
            note: said.note.clone(),
            answered: speaking.iter().any(|(asked, _)| council.is_answered(asked.id)),
        },
        Outcome::Decline => EntryStanding::Declined {
            decision: first.id,
            reason: said.reason.clone().unwrap_or_default(),
            note: said.note.clone(),
        },
        Outcome::Approve => approved(&speaking, &readable),
    })
}

/// Decisions that say the same approve, unless nobody but the enterer of what they keep says so, or
/// what they keep was taken back.
fn approved(speaking: &[Spoken<'_>], live: &[(&Said<WorkEntry>, &WorkEntry)]) -> EntryStanding {
    let keeps = |decision: &Decision| {
        let chosen = decision.chosen()?;
        live.iter().find(|(said, entry)| said.id == chosen && !entry.is_withdrawn())
    };
    let parts = speaking.first().and_then(|(said, decision)| {
        let (version, _) = keeps(decision)?;
        Some((said, version, decision.quantity()?, decision.terms()?, decision.amount?))
    });
    let Some((said, version, quantity, terms, amount)) = parts else {
        return EntryStanding::Question(Question::Versions);
    };
    let by: BTreeSet<StaffTag> = speaking.iter().filter_map(|(said, _)| tag(said.by)).collect();
    if by.iter().all(|approver| version.by == Voice::Staff(*approver)) {
        return EntryStanding::Question(Question::SecondPerson);
    }
    EntryStanding::Approved(Approval {
        decision: said.id,
        version: version.id,
        quantity,
        terms,
        amount,
        by,
        is_bulk: speaking.iter().all(|(_, decision)| decision.is_bulk()),
    })
}

/// Do two decisions on the same versions say the same?
fn agree(one: &Decision, other: &Decision) -> bool {
    one.outcome == other.outcome
        && (one.outcome != Outcome::Approve
            || (one.chosen(), one.quantity(), one.terms(), one.amount)
                == (other.chosen(), other.quantity(), other.terms(), other.amount))
}

fn tag(voice: Voice) -> Option<StaffTag> {
    match voice {
        Voice::Staff(tag) => Some(tag),
        Voice::Learner | Voice::Central => None,
    }
}

/// A decision with what it says.
type Spoken<'a> = (&'a Said<Decision>, &'a Decision);

/// Everybody who has a word on the versions that are live.
pub(crate) struct Council<'a> {
    live: &'a BTreeSet<VersionId>,
    /// Every decision on exactly these versions, live or not.
    all: Vec<Spoken<'a>>,
    /// Those that speak: live, in order of id.
    speaking: Vec<Spoken<'a>>,
    /// Her contradictions: which answer, and what it is about.
    objections: Vec<(VersionId, VersionId)>,
    /// All that she ever said: an answer stays given when one about something else follows it.
    answers: Vec<&'a Answer>,
}

impl<'a> Council<'a> {
    pub(crate) fn of(words: &'a EntryWords, live: &'a BTreeSet<VersionId>) -> Self {
        let all: Vec<Spoken<'a>> = words
            .decisions
            .iter()
            .filter_map(|said| Some((said, said.value.as_ref()?)))
            .filter(|(said, decision)| {
                tag(said.by).is_some() && decision.versions.iter().eq(live.iter())
            })
            .collect();
        let mut speaking: Vec<Spoken<'a>> =
            all.iter().filter(|(said, _)| said.live).copied().collect();
        speaking.sort_by_key(|(said, _)| said.id);
        let spoken = || {
            let live = words.answers.iter().filter(|said| said.live);
            live.filter_map(|said| Some((said.id, said.value.as_ref()?)))
        };
        let objections = spoken()
            .filter(|(_, answer)| answer.kind == AnswerKind::NotSo)
            .map(|(id, answer)| (id, answer.about))
            .collect();
        let answers = words.answers.iter().filter_map(|said| said.value.as_ref()).collect();
        Self { live, all, speaking, objections, answers }
    }

    /// Decisions that speak and that no third person's decision settles.
    pub(crate) fn open(&self) -> Vec<Spoken<'a>> {
        let is_settled = |said: &Said<Decision>| {
            let hers = self.ids_of(said.by);
            self.is_settled(said.by, |decision| hers.iter().any(|id| decision.settles(id)))
        };
        self.speaking.iter().filter(|(said, _)| !is_settled(said)).copied().collect()
    }

    /// What `voice` has to name so that `decision` is in force: of others the open decisions that
    /// say something else, and her contradictions. Who has spoken before names what she named.
    pub(crate) fn to_settle(&self, voice: Voice, decision: &Decision) -> BTreeSet<VersionId> {
        let mine = self.all.iter().filter(|(said, _)| said.by == voice);
        let named = mine.map(|(_, said)| said.settles.iter().flatten().copied().collect());
        if let Some(named) = named.reduce(|a: BTreeSet<_>, b| a.intersection(&b).copied().collect())
        {
            return named;
        }
        let open = self.open();
        let differs = |(said, other): &&Spoken<'a>| said.by != voice && !agree(decision, other);
        let decisions = open.iter().filter(differs).map(|(said, _)| said.id);
        decisions.chain(self.standing_objections(&open)).collect()
    }

    /// Does somebody else who speaks name it, and never spoke without naming it?
    fn is_settled(&self, by: Voice, names_it: impl Fn(&Decision) -> bool) -> bool {
        self.speaking.iter().any(|(settler, decision)| {
            settler.by != by
                && names_it(decision)
                && self
                    .all
                    .iter()
                    .filter(|(said, _)| said.by == settler.by)
                    .all(|(_, decision)| names_it(decision))
        })
    }

    fn ids_of(&self, voice: Voice) -> Vec<VersionId> {
        self.all.iter().filter(|(said, _)| said.by == voice).map(|(said, _)| said.id).collect()
    }

    /// Her contradictions of a live version, or of anything that somebody said whose decision is
    /// open, that no third person settled.
    fn standing_objections(&self, open: &[Spoken<'a>]) -> Vec<VersionId> {
        let concerns = |about: &VersionId| {
            self.live.contains(about)
                || open.iter().any(|(said, _)| self.ids_of(said.by).contains(about))
        };
        let is_settled =
            |id: &VersionId| self.is_settled(Voice::Learner, |decision| decision.settles(id));
        self.objections
            .iter()
            .filter(|(id, about)| concerns(about) && !is_settled(id))
            .map(|(id, _)| *id)
            .collect()
    }

    fn has_objection(&self, open: &[Spoken<'a>]) -> bool {
        !self.standing_objections(open).is_empty()
    }

    fn is_answered(&self, decision: VersionId) -> bool {
        self.answers.iter().any(|answer| answer.about == decision)
    }
}
