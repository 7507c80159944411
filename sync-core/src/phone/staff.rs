//! What staff do about a learner: each action becomes one signed change in `desk` or `notes`.
//!
//! Owns the actions and the values they write. What a decision comes to is `record::stand`'s to
//! say; whether she may is central's.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::act::{ActError, WorkFields, parse_ops, work_key};
use super::rows::RowChange;
use super::surveys::AnswerFields;
use super::{Entropy, Profile};
use crate::ids::{DocumentKind, VersionId};
use crate::key::RegisterKey;
use crate::ledger::Draft;
use crate::record::{
    AssistedWork, Attendance, Basis, Became, BecameKind, ContactOutcome, Council, Day, Decision,
    Followup, Note, Outcome, PayTerms, Presence, Quantity, Record, Referral, SurveySource,
    WorkEntry, WorkSource,
};
use crate::session::session_id;
use crate::trust::WriterHolder;

/// One thing that staff do about a learner, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum StaffAction {
    /// An entry is decided on.
    Decide {
        /// Which.
        entry: String,
        /// The live versions that were on the screen, in hex.
        seen: Vec<String>,
        /// The one of them that is kept.
        chosen: String,
        /// `approve`, `ask`, `decline`.
        outcome: String,
        /// How much counts, where it is approved: minutes…
        minutes: Option<u32>,
        /// …or units. Neither: what the kept version says.
        units: Option<u32>,
        /// By what it is paid, where it is approved.
        pay: Option<PayFields>,
        /// Why it is asked or declined: a code.
        reason: Option<String>,
        /// In her words.
        note: Option<String>,
        /// With many others at once.
        #[serde(default)]
        bulk: bool,
    },
    /// Work is entered for her, or what was entered is written again.
    EnterWork {
        /// UUID v7, made when the form was opened.
        entry: String,
        /// What it says.
        fields: WorkFields,
        /// `paper`, `call`, `dead_phone`.
        source: String,
        /// It is taken back.
        #[serde(default)]
        withdrawn: bool,
        /// The versions of the desk that were seen (`COUNTER@ACTORHEX`); absent: all that are live.
        seen: Option<Vec<String>>,
    },
    /// A session's roll is called.
    Attend {
        /// Which session.
        session: String,
        /// `present`, `late`, `absent`, `excused`.
        presence: String,
        /// `YYYY-MM-DD`.
        day: String,
        /// Anything to say of it.
        note: Option<String>,
    },
    /// A survey is written down for her.
    Survey {
        /// Which, as the programme names it.
        survey: String,
        /// `YYYY-MM-DD`: when she said it.
        day: String,
        /// What she answered; a question that is not here was skipped.
        answers: Vec<AnswerFields>,
        /// The survey has questions that are nobody's but central's to read.
        #[serde(default)]
        sensitive: bool,
        /// `call`, `in_person`, `paper`.
        source: String,
    },
    /// Somebody writes to her.
    Message {
        /// UUID v7, made when the writing began.
        message: String,
        /// What it says.
        text: String,
        /// The name that she knows the sender by.
        sender: String,
    },
    /// What staff know of a requirement.
    Requirement {
        /// Which, as the programme names it.
        requirement: String,
        /// She meets it; else not yet.
        met: bool,
        /// `YYYY-MM-DD`.
        day: String,
        /// Anything to say of it.
        note: Option<String>,
    },
    /// A lesson elsewhere that she did, or did not.
    Confirm {
        /// Which.
        lesson: String,
        /// She did.
        done: bool,
        /// `YYYY-MM-DD`.
        day: String,
        /// What was seen.
        note: Option<String>,
    },
    /// Something became of her.
    Outcome {
        /// UUID v7.
        outcome: String,
        /// `step`, `job_found`, `job_ended`, `business_started`, `business_improved`,
        /// `formal_education`, `referred`, `award`.
        kind: String,
        /// `YYYY-MM-DD`.
        day: String,
        /// Of a step: which, as the programme names it.
        step: Option<String>,
        /// What else there is to say.
        note: Option<String>,
        /// It is taken back.
        #[serde(default)]
        withdrawn: bool,
        /// The referral that it follows from: UUID v7.
        referral: Option<String>,
        /// Of an award: which, as the programme names it.
        award: Option<String>,
    },
    /// What would be sent of her to a company, word for word; or another text in its place.
    Referral {
        /// UUID v7.
        referral: String,
        /// For which opening: UUID v7.
        opening: String,
        /// To whom.
        company: String,
        /// All that would be sent.
        text: String,
        /// `YYYY-MM-DD`.
        day: String,
        /// It is not to be sent after all.
        #[serde(default)]
        withdrawn: bool,
    },
    /// Something is noted for staff.
    Note {
        /// UUID v7.
        note: String,
        /// The note.
        text: String,
        /// It is taken back.
        #[serde(default)]
        withdrawn: bool,
        /// What became of a try to reach her: `answered`, `no_answer`, `message_left`,
        /// `wrong_number`.
        contact: Option<String>,
    },
    /// Something is to be done about her.
    Followup {
        /// UUID v7.
        followup: String,
        /// What.
        text: String,
        /// `YYYY-MM-DD`.
        due: String,
        /// `YYYY-MM-DD`, when it was done.
        done: Option<String>,
        /// It is taken back.
        #[serde(default)]
        withdrawn: bool,
    },
}

/// The terms that an approval is reckoned by, as the catalogue gives them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PayFields {
    /// `hour`, `unit`, `period`.
    pub basis: String,
    /// Minor units for each of that.
    pub rate: u64,
    /// Three capital letters.
    pub currency: String,
    /// Amounts are multiples of so many minor units.
    pub rounding: u32,
}

impl Profile {
    /// Does `action` once: told again under the same `action_id`, it changes nothing.
    ///
    /// `now` is seconds since 1970, corrected by the last time anchor. Returns the rows to write.
    pub fn act_as_staff(
        &mut self,
        action_id: &str,
        action: &StaffAction,
        now: i64,
        entropy: &mut Entropy,
    ) -> Result<Vec<RowChange>, ActError> {
        if self.holder() != WriterHolder::Staff {
            return Err(ActError::NotYours);
        }
        if self.is_done(action_id) {
            return Ok(Vec::new());
        }
        let (kind, draft) = self.staff_draft(action, entropy)?;
        match draft {
            Some(draft) => self.save(action_id, kind, draft, now, entropy),
            None => Ok(Vec::new()),
        }
    }

    fn staff_draft(
        &self,
        action: &StaffAction,
        entropy: &mut Entropy,
    ) -> Result<(DocumentKind, Option<Draft>), ActError> {
        use DocumentKind::{Desk, Notes};
        let day = |text: &str| Day::parse(text).ok_or(ActError::Invalid);
        Ok(match action {
            StaffAction::Decide { .. } => (Desk, self.decision_draft(action)?),
            StaffAction::EnterWork { entry, fields, source, withdrawn, seen } => {
                let source = WorkSource::from_word(source).ok_or(ActError::Invalid)?;
                let seen = seen.as_deref();
                (Desk, self.assisted_draft(entry, fields, source, *withdrawn, seen)?)
            }
            StaffAction::Attend { session, presence, day: on, note } => {
                let known = Attendance {
                    version: None,
                    presence: Presence::from_word(presence).ok_or(ActError::Invalid)?,
                    day: day(on)?,
                    scanned: None,
                    note: said(note),
                    proof: None,
                };
                let writer = Some(self.identity.writer());
                let key = RegisterKey::new("attendance", session, writer);
                (Desk, self.replacing(Desk, key.ok_or(ActError::Invalid)?, known))
            }
            StaffAction::Requirement { requirement, met, day, note } => {
                let register = ("requirement", requirement.as_str());
                (Desk, self.met_draft(Desk, register, *met, day, note.as_deref())?)
            }
            StaffAction::Confirm { lesson, done, day, note } => {
                let register = ("confirmed", lesson.as_str());
                (Desk, self.met_draft(Desk, register, *done, day, note.as_deref())?)
            }
            StaffAction::Survey { survey, day, answers, sensitive, source } => {
                let source = SurveySource::from_word(source).ok_or(ActError::Invalid)?;
                let sealing = sensitive.then_some(entropy);
                (Desk, self.assisted_survey_draft(survey, day, answers, source, sealing)?)
            }
            StaffAction::Message { message, text, sender } => {
                (Desk, self.staff_message_draft(message, text, sender)?)
            }
            StaffAction::Outcome {
                outcome,
                kind,
                day: on,
                step,
                note,
                withdrawn,
                referral,
                award,
            } => {
                let kind = BecameKind::from_word(kind).ok_or(ActError::Invalid)?;
                // Nothing of her was to be sent that she had not said yes to.
                let of = referral.as_deref().unwrap_or_default();
                if kind == BecameKind::Referred && !withdrawn && !self.is_released(of) {
                    return Err(ActError::NotReleased);
                }
                let known = Became {
                    version: None,
                    kind,
                    day: day(on)?,
                    step: step.clone(),
                    note: said(note),
                    withdrawn: withdrawn.then_some(true),
                    referral: referral.as_deref().map(referral_id).transpose()?,
                    award: award.clone(),
                };
                (Desk, self.replacing(Desk, notes_key("outcome", outcome)?, known))
            }
            StaffAction::Referral { referral, opening, company, text, day: on, withdrawn } => {
                let known = Referral {
                    version: None,
                    opening: referral_id(opening)?,
                    company: company.trim().to_owned(),
                    text: text.trim().to_owned(),
                    day: day(on)?,
                    withdrawn: withdrawn.then_some(true),
                };
                (Desk, self.replacing(Desk, notes_key("referral", referral)?, known))
            }
            StaffAction::Note { note, text, withdrawn, contact } => {
                let withdrawn = withdrawn.then_some(true);
                let outcome =
                    |word: &String| ContactOutcome::from_word(word).ok_or(ActError::Invalid);
                let contact = contact.as_ref().map(outcome).transpose()?;
                let text = text.trim().to_owned();
                let known = Note { version: None, text, withdrawn, contact };
                (Notes, self.replacing(Notes, notes_key("note", note)?, known))
            }
            StaffAction::Followup { followup, text, due, done, withdrawn } => {
                let known = Followup {
                    version: None,
                    text: text.trim().to_owned(),
                    due: day(due)?,
                    done: done.as_deref().map(day).transpose()?,
                    withdrawn: withdrawn.then_some(true),
                };
                (Notes, self.replacing(Notes, notes_key("followup", followup)?, known))
            }
        })
    }

    /// A decision on the versions that are live, which must be those that were seen.
    fn decision_draft(&self, action: &StaffAction) -> Result<Option<Draft>, ActError> {
        let StaffAction::Decide {
            entry,
            seen,
            chosen,
            outcome,
            minutes,
            units,
            pay,
            reason,
            note,
            bulk,
        } = action
        else {
            return Err(ActError::Invalid);
        };
        let words = self.entry_words(entry);
        let live: BTreeSet<VersionId> =
            words.versions.iter().filter(|said| said.live).map(|said| said.id).collect();
        if live.is_empty() {
            return Err(ActError::UnknownEntry);
        }
        let id = |hex: &String| VersionId::from_hex(hex).ok_or(ActError::Invalid);
        if seen.iter().map(id).collect::<Result<BTreeSet<_>, _>>()? != live {
            return Err(ActError::Changed);
        }
        let chosen = id(chosen)?;
        let kept = words.versions.iter().find(|said| said.live && said.id == chosen);
        let kept = kept.and_then(|said| said.value.as_ref()).ok_or(ActError::Invalid)?;
        let place = live.iter().position(|id| *id == chosen).ok_or(ActError::Invalid)?;
        let outcome = Outcome::ALL.into_iter().find(|known| known.word() == outcome);
        let mut decision = Decision {
            version: None,
            versions: live.iter().copied().collect(),
            chosen: u8::try_from(place).map_err(|_| ActError::Invalid)?,
            outcome: outcome.ok_or(ActError::Invalid)?,
            minutes: None,
            units: None,
            rate: None,
            currency: None,
            amount: None,
            reason: said(reason),
            note: said(note),
            basis: None,
            rounding: None,
            settles: None,
            bulk: bulk.then_some(true),
        };
        if decision.outcome == Outcome::Approve {
            let quantity = match Quantity::of(*minutes, *units) {
                Some(quantity) => quantity,
                None => Quantity::of(kept.minutes, kept.units).ok_or(ActError::Invalid)?,
            };
            let terms = pay.as_ref().ok_or(ActError::Invalid)?.terms()?;
            decision.amount = Some(terms.amount(quantity).ok_or(ActError::Invalid)?);
            (decision.minutes, decision.units) = (quantity.minutes(), quantity.units());
            (decision.basis, decision.rate) = (Some(terms.basis), Some(terms.rate));
            decision.rounding = Some(terms.rounding);
            decision.currency = Some(terms.currency);
        }
        let settles = Council::of(&words, &live).to_settle(self.own_voice(), &decision);
        decision.settles = (!settles.is_empty()).then(|| settles.into_iter().collect());
        let writer = Some(self.identity.writer());
        let key = RegisterKey::new("decision", entry, writer).ok_or(ActError::Invalid)?;
        Ok(self.replacing(DocumentKind::Desk, key, decision))
    }

    fn assisted_draft(
        &self,
        entry: &str,
        fields: &WorkFields,
        source: WorkSource,
        withdrawn: bool,
        seen: Option<&[String]>,
    ) -> Result<Option<Draft>, ActError> {
        let empty = WorkEntry {
            version: None,
            task: String::new(),
            day: Day(0),
            minutes: None,
            units: None,
            start: None,
            note: None,
            withdrawn: None,
        };
        let mut work = fields.apply(Record::new(empty))?.known;
        work.withdrawn = withdrawn.then_some(true);
        let (key, known) = (work_key(entry)?, AssistedWork::new(work, source));
        let Some(mut draft) = self.replacing(DocumentKind::Desk, key, known) else {
            return Ok(None);
        };
        if let Some(seen) = seen {
            draft.seen = Some(parse_ops(seen)?);
        }
        Ok(Some(draft))
    }
}

impl PayFields {
    /// The terms themselves.
    pub fn terms(&self) -> Result<PayTerms, ActError> {
        let terms = PayTerms {
            basis: Basis::from_word(&self.basis).ok_or(ActError::Invalid)?,
            rate: self.rate,
            currency: self.currency.clone(),
            rounding: self.rounding,
        };
        if terms.are_sound() { Ok(terms) } else { Err(ActError::Invalid) }
    }
}

fn notes_key(section: &str, id: &str) -> Result<RegisterKey, ActError> {
    RegisterKey::new(section, id, None).ok_or(ActError::Invalid)
}

/// The referral of this id.
fn referral_id(text: &str) -> Result<[u8; 16], ActError> {
    session_id(text).ok_or(ActError::Invalid)
}

/// What was typed, where anything was.
fn said(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
