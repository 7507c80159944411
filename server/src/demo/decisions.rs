//! What staff made of the cohort's hours: decided on through a staff device, closed, and paid.
//!
//! Owns which entries are approved, asked and declined. Must not write a row of the record or of
//! the pay ledger itself: the device signs, the server closes, as in a real programme.

use std::collections::BTreeSet;

use sync_core::exchange::EnrolmentAnswer;
use sync_core::ids::LearnerId;
use sync_core::phone::{PayFields, StaffAction, StaffEntryView, desk_claim, desk_key};
use sync_core::record::{Day, terms_on};

use super::phone::Phone;
use super::{DemoError, LOGIN, SeededLearner};
use crate::desks::{self, Claim};
use crate::programme::Definition;
use crate::source::Source;
use crate::store::{Marking, Store};

/// Work of the last days still waits.
const DAYS_UNDECIDED: i32 = 9;
/// Learners of a cohort whose money is still on its way where most are paid.
const UNPAID: usize = 4;

/// Whose money was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paid {
    /// The weeks before are closed and paid.
    Everybody,
    /// They are closed, and some are not paid yet.
    Most,
    /// They are not closed.
    Nobody,
}

/// The coordinator's device.
pub(super) struct Device<'a> {
    pub(super) store: &'a Store,
    pub(super) source: &'a Source,
    /// Her account.
    account: i64,
    definition: Definition,
    key: [u8; 32],
}

impl<'a> Device<'a> {
    pub(super) async fn new(
        store: &'a Store,
        source: &'a Source,
        definition: Definition,
    ) -> Result<Self, DemoError> {
        let missing = || DemoError::Fixture(format!("no account {LOGIN}"));
        let (account, _) = store.account_of_login(LOGIN).await?.ok_or_else(missing)?;
        let key = source.random();
        Ok(Self { store, source, account: account.number, definition, key })
    }

    /// A learner's record, as the device has it after a first visit.
    pub(super) async fn record_of(&self, id: LearnerId, now: i64) -> Result<Phone, DemoError> {
        let key = desk_key(&self.key, id);
        let proof = key.sign_enrolment(&desk_claim(id), None);
        let claim = Claim { learner: id, public: key.public(), proof };
        let answer: EnrolmentAnswer =
            desks::register(self.store, self.account, &claim, now).await?;
        let mut desk = Phone::of_staff(self.source, &self.key, id, &answer.to_bytes())?;
        desk.visit(self.store, now).await?;
        Ok(desk)
    }

    /// Decides on what is older than some days; closes and pays the weeks before as `paid` says.
    pub(super) async fn decide(
        &self,
        cohort: &str,
        learners: &[SeededLearner],
        (start, today): (Day, Day),
        paid: Paid,
        now: i64,
    ) -> Result<(), DemoError> {
        let until = Day(today.0 - DAYS_UNDECIDED);
        let mut decided = 0;
        for learner in learners {
            let mut desk = self.record_of(learner.id, now).await?;
            for entry in desk.profile().staff_view().entries {
                if let Some(action) = self.decision(&entry, until, decided) {
                    desk.act_as_staff(&action, now)?;
                }
                decided += 1;
            }
            desk.visit(self.store, now).await?;
        }
        let who: BTreeSet<LearnerId> = learners.iter().skip(UNPAID).map(|it| it.id).collect();
        match paid {
            Paid::Everybody => self.pay(cohort, (start, until), None, (today, now)).await,
            Paid::Most => self.pay(cohort, (start, until), Some(who), (today, now)).await,
            Paid::Nobody => Ok(()),
        }
    }

    /// Approves every entry, as it was noted.
    pub(super) fn approve_all(&self, desk: &mut Phone, now: i64) -> Result<(), DemoError> {
        for entry in desk.profile().staff_view().entries {
            // No entry of the number 0 is asked or declined.
            if let Some(action) = self.decision(&entry, Day::LATEST, 0) {
                desk.act_as_staff(&action, now)?;
            }
        }
        Ok(())
    }

    /// Closes a period of a cohort, and marks as paid whom it says; absent: everybody.
    pub(super) async fn pay(
        &self,
        cohort: &str,
        period: (Day, Day),
        learners: Option<BTreeSet<LearnerId>>,
        (day, now): (Day, i64),
    ) -> Result<(), DemoError> {
        let (store, by) = (self.store, (self.account, LOGIN.to_owned()));
        let chance = self.source.random::<10>();
        let statement = uuid::Builder::from_unix_timestamp_millis(now as u64 * 1000, &chance);
        let statement = statement.into_uuid().to_string();
        let cohort = cohort.to_owned();
        store.close_statement(statement.clone(), cohort, period, by.clone(), now).await?;
        let marking = Marking { statement, day, method: "qr".to_owned(), learners, by };
        store.mark_paid(store.replica().await?, marking, now).await?;
        Ok(())
    }

    /// What is decided on an entry; `None`: it waits.
    fn decision(&self, entry: &StaffEntryView, until: Day, number: usize) -> Option<StaffAction> {
        let [version] = entry.live.as_slice() else { return None };
        let day = Day::parse(&version.day).filter(|day| *day <= until)?;
        if version.withdrawn {
            return None;
        }
        let terms = terms_on(self.definition.pay.get(&version.task)?, day)?;
        let (outcome, reason) = match number {
            number if number % 13 == 4 && version.start.is_none() => ("ask", Some("falta-hora")),
            number if number % 13 == 4 => ("ask", Some("otra-cantidad")),
            number if number % 29 == 7 => ("decline", Some("repetida")),
            _ => ("approve", None),
        };
        Some(StaffAction::Decide {
            entry: entry.id.clone(),
            seen: vec![version.version.clone()],
            chosen: version.version.clone(),
            outcome: outcome.to_owned(),
            minutes: None,
            units: None,
            pay: (outcome == "approve").then(|| PayFields {
                basis: terms.basis.word().to_owned(),
                rate: terms.rate,
                currency: terms.currency.clone(),
                rounding: terms.rounding,
            }),
            reason: reason.map(str::to_owned),
            note: (reason == Some("otra-cantidad"))
                .then(|| "En la hoja dice otra cosa.".to_owned()),
            bulk: false,
        })
    }
}
