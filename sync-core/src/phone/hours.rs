//! What she is shown of her hours: how each entry stands, what she is asked, what she earned.
//!
//! Owns the JSON of these views. Amounts are minor units, one currency each; nothing is converted.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Profile;
use crate::ids::{DocumentKind, VersionId};
use crate::record::{
    Answer, AnswerKind, Approval, AssistedWork, EntryStanding, EntryWords, Payment, Said, Voice,
    corrected, stand,
};

/// How one entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HoursView {
    /// `waiting`, `asked`, `approved`, `declined`, `withdrawn`, `question`.
    pub state: &'static str,
    /// Why it is a question: `versions`, `disagreement`, `not_so`, `second_person`, `newer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<&'static str>,
    /// The decision, in hex: what an answer to it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
    /// Why it was asked or declined: a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// In the words of whoever decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// She has answered the question.
    pub answered: bool,
    /// What she answered, where it was more than a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<ReplyView>,
    /// The question that her correction answered, until staff say more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<CorrectedView>,
    /// Minutes approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Units approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<u32>,
    /// What it is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<MoneyView>,
    /// `YYYY-MM-DD`: it was in a statement that was paid on that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_on: Option<String>,
}

/// Her answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReplyView {
    /// `yes`, `not_so`, `reply`.
    pub kind: &'static str,
    /// In her words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// A question that she answered by correcting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CorrectedView {
    /// A code.
    pub reason: String,
    /// In the words of whoever asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The version that it was about, in hex: what it says now differs from that.
    pub of: String,
}

/// An amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MoneyView {
    /// Minor units.
    pub amount: i64,
    /// Three capital letters.
    pub currency: String,
}

/// Something that waits for her answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// Which entry.
    pub entry: String,
    /// `asked`: staff ask something. `assisted`: an entry was made for her; is it so?
    pub kind: &'static str,
    /// What the answer is about, in hex.
    pub about: String,
    /// A code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// In the words of whoever asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where an entry made for her is from: `paper`, `call`, `dead_phone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
}

/// What she earned and was paid.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EarningsView {
    /// Newest first.
    pub weeks: Vec<WeekView>,
    /// Newest first.
    pub payments: Vec<PaymentView>,
}

/// The work of one week, by the day on which it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WeekView {
    /// `YYYY-MM-DD`, its Monday.
    pub monday: String,
    /// Minutes approved.
    pub minutes: u32,
    /// Units approved.
    pub units: u32,
    /// What is approved, by currency.
    pub approved: Vec<MoneyView>,
    /// What of it is in a payment already, by currency.
    pub paid: Vec<MoneyView>,
}

/// A payment that central tells of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PaymentView {
    /// What an answer to it is filed under.
    pub id: String,
    /// What an answer to it is about, in hex.
    pub version: String,
    /// `YYYY-MM-DD`
    pub from: String,
    /// `YYYY-MM-DD`
    pub to: String,
    /// How much.
    pub amount: MoneyView,
    /// `YYYY-MM-DD`, when.
    pub day: String,
    /// How: a code.
    pub method: String,
    /// For which entries.
    pub entries: Vec<String>,
    /// What she said of it: `received`, `not_received`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<&'static str>,
}

/// An entry folded.
pub(super) struct Folded {
    pub(super) words: EntryWords,
    pub(super) standing: EntryStanding,
}

impl Profile {
    /// Every entry that stands at all, folded.
    pub(super) fn folded(&self) -> BTreeMap<String, Folded> {
        self.entries()
            .into_iter()
            .filter_map(|entry| {
                let words = self.entry_words(&entry);
                let standing = stand(&words)?;
                Some((entry, Folded { words, standing }))
            })
            .collect()
    }

    /// Payments that central wrote, newest first.
    pub(super) fn payments(&self) -> Vec<PaymentView> {
        let Some(document) = self.documents.get(&DocumentKind::Desk) else { return Vec::new() };
        let mut payments: Vec<PaymentView> = document
            .ledger
            .section("payment")
            .flat_map(|(key, register)| {
                let said = self.said::<Payment>(DocumentKind::Desk, key, register);
                said.into_iter().map(move |said| (key.entity().to_owned(), said))
            })
            .filter(|(_, said)| said.live && said.by == Voice::Central)
            .filter_map(|(id, said)| {
                let payment = said.value.as_ref()?;
                let answers: Vec<Said<Answer>> = self.said_of(DocumentKind::Record, "answer", &id);
                Some(PaymentView {
                    version: said.id.to_string(),
                    from: payment.from.to_string(),
                    to: payment.to.to_string(),
                    amount: MoneyView {
                        amount: payment.amount,
                        currency: payment.currency.clone(),
                    },
                    day: payment.day.to_string(),
                    method: payment.method.clone(),
                    entries: payment.entry_ids().collect(),
                    answer: answer_to(&answers, said.id),
                    id,
                })
            })
            .collect();
        payments.sort_by(|a, b| (&b.day, &b.id).cmp(&(&a.day, &a.id)));
        payments
    }

    /// What waits for her answer: questions about hours first, then entries made for her.
    pub(super) fn questions(&self, folded: &BTreeMap<String, Folded>) -> Vec<QuestionView> {
        let mut asked = Vec::new();
        let mut assisted = Vec::new();
        for (entry, Folded { words, standing }) in folded {
            if let EntryStanding::Asked { decision, reason, note, answered: false } = standing {
                asked.push(QuestionView {
                    entry: entry.clone(),
                    kind: "asked",
                    about: decision.to_string(),
                    reason: Some(reason.clone()),
                    note: note.clone(),
                    source: None,
                });
            }
            for version in words.versions.iter().filter(|said| said.live) {
                let is_for_her = matches!(version.by, Voice::Staff(_))
                    && version.value.as_ref().is_some_and(|work| !work.is_withdrawn());
                if is_for_her && !is_answered(&words.answers, version.id) {
                    assisted.push(QuestionView {
                        entry: entry.clone(),
                        kind: "assisted",
                        about: version.id.to_string(),
                        reason: None,
                        note: None,
                        source: self.source_of(entry, version.id),
                    });
                }
            }
        }
        asked.extend(assisted);
        asked
    }

    /// Where a version that was entered for her is from.
    pub(super) fn source_of(&self, entry: &str, version: VersionId) -> Option<&'static str> {
        let assisted: Vec<Said<AssistedWork>> = self.said_of(DocumentKind::Desk, "work", entry);
        let said = assisted.into_iter().find(|said| said.id == version)?;
        said.value.map(|work| work.source.word())
    }

    /// By week, and by payment.
    pub(super) fn earnings(
        &self,
        folded: &BTreeMap<String, Folded>,
        payments: &[PaymentView],
    ) -> EarningsView {
        let paid: BTreeSet<&str> =
            payments.iter().flat_map(|payment| &payment.entries).map(String::as_str).collect();
        let mut weeks: BTreeMap<String, Week> = BTreeMap::new();
        for (entry, Folded { words, standing }) in folded {
            let EntryStanding::Approved(approval) = standing else { continue };
            let Some(day) = day_of(words, approval) else { continue };
            let week = weeks.entry(day.monday().to_string()).or_default();
            week.minutes += approval.quantity.minutes().unwrap_or(0);
            week.units += approval.quantity.units().unwrap_or(0);
            let amount = i64::try_from(approval.amount).unwrap_or(i64::MAX);
            let currency = &approval.terms.currency;
            *week.approved.entry(currency.clone()).or_insert(0) += amount;
            if paid.contains(entry.as_str()) {
                *week.paid.entry(currency.clone()).or_insert(0) += amount;
            }
        }
        let weeks = weeks.into_iter().rev().map(|(monday, week)| WeekView {
            monday,
            minutes: week.minutes,
            units: week.units,
            approved: moneys(week.approved),
            paid: moneys(week.paid),
        });
        EarningsView { weeks: weeks.collect(), payments: payments.to_vec() }
    }
}

#[derive(Default)]
struct Week {
    minutes: u32,
    units: u32,
    approved: BTreeMap<String, i64>,
    paid: BTreeMap<String, i64>,
}

fn moneys(by_currency: BTreeMap<String, i64>) -> Vec<MoneyView> {
    by_currency.into_iter().map(|(currency, amount)| MoneyView { amount, currency }).collect()
}

fn day_of(words: &EntryWords, approval: &Approval) -> Option<crate::record::Day> {
    let kept = words.versions.iter().find(|said| said.id == approval.version)?;
    kept.value.as_ref().map(|work| work.day)
}

/// Was it ever answered? Her answers about one entry share a register: what she said of its decision
/// takes the place of what she said of its version, and neither is to be asked again.
fn is_answered(answers: &[Said<Answer>], about: VersionId) -> bool {
    answers.iter().any(|said| said.value.as_ref().is_some_and(|answer| answer.about == about))
}

/// Her newest answer to a decision.
fn reply_to(answers: &[Said<Answer>], decision: VersionId) -> Option<ReplyView> {
    let on_it = answers.iter().filter(|said| said.live).filter_map(|said| {
        let answer = said.value.as_ref().filter(|answer| answer.about == decision)?;
        Some((said.at, said.id, answer))
    });
    let (.., answer) = on_it.max_by_key(|(at, id, _)| (*at, *id))?;
    Some(ReplyView { kind: answer.kind.word(), text: answer.text.clone() })
}

/// Her newest word on a payment.
fn answer_to(answers: &[Said<Answer>], about: VersionId) -> Option<&'static str> {
    let on_it = answers.iter().filter(|said| said.live).filter_map(|said| {
        let answer = said.value.as_ref().filter(|answer| answer.about == about)?;
        let is_of_payments = matches!(answer.kind, AnswerKind::Received | AnswerKind::NotReceived);
        is_of_payments.then_some((said.at, said.id, answer.kind.word()))
    });
    on_it.max().map(|(_, _, word)| word)
}

/// Entry → the day of the newest payment that names it.
pub(super) fn paid_days(payments: &[PaymentView]) -> BTreeMap<&str, &str> {
    // Newest first: the first word on an entry stands.
    let mut days = BTreeMap::new();
    for payment in payments {
        for entry in &payment.entries {
            days.entry(entry.as_str()).or_insert(payment.day.as_str());
        }
    }
    days
}

/// The standing as it is shown; `paid_on` is the day of the newest payment that names the entry.
pub(super) fn hours_view(folded: &Folded, paid_on: Option<String>) -> HoursView {
    let Folded { words, standing } = folded;
    let mut view = HoursView {
        state: standing.word(),
        question: None,
        decision: None,
        reason: None,
        note: None,
        answered: false,
        answer: None,
        corrected: None,
        minutes: None,
        units: None,
        amount: None,
        paid_on,
    };
    match standing {
        EntryStanding::Waiting => {
            view.corrected = corrected(words).map(|it| CorrectedView {
                reason: it.asked.reason.clone().unwrap_or_default(),
                note: it.asked.note.clone(),
                of: it.of.to_string(),
            });
        }
        EntryStanding::Withdrawn => {}
        EntryStanding::Question(question) => view.question = Some(question.word()),
        EntryStanding::Asked { decision, reason, note, answered } => {
            view.decision = Some(decision.to_string());
            (view.reason, view.note) = (Some(reason.clone()), note.clone());
            view.answered = *answered;
            view.answer = reply_to(&words.answers, *decision);
        }
        EntryStanding::Declined { decision, reason, note } => {
            view.decision = Some(decision.to_string());
            (view.reason, view.note) = (Some(reason.clone()), note.clone());
        }
        EntryStanding::Approved(approval) => {
            view.decision = Some(approval.decision.to_string());
            (view.minutes, view.units) = (approval.quantity.minutes(), approval.quantity.units());
            view.amount = Some(MoneyView {
                amount: i64::try_from(approval.amount).unwrap_or(i64::MAX),
                currency: approval.terms.currency.clone(),
            });
        }
    }
    view
}
