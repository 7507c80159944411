//! What staff made of the cohort's hours: decided on through a staff device, closed, and paid.
//!
//! Owns which entries are approved, asked and declined. Must not write a row of the record or of
//! the pay ledger itself: the device signs, the server closes, as in a real programme.

use sync_core::exchange::EnrolmentAnswer;
use sync_core::phone::{PayFields, StaffAction, StaffEntryView, desk_claim, desk_key};
use sync_core::record::{Day, terms_on};

use super::phone::Phone;
use super::{COHORT, DemoError, LOGIN, SeededLearner, fixtures};
use crate::desks::{self, Claim};
use crate::programme::Definition;
use crate::source::Source;
use crate::store::{Marking, Store};

/// Work of the last days still waits.
const DAYS_UNDECIDED: i32 = 9;

/// Decides on what is older, and closes and pays the weeks before.
pub(super) async fn decide(
    store: &Store,
    source: &Source,
    learners: &[SeededLearner],
    (start, today): (Day, Day),
    now: i64,
) -> Result<(), DemoError> {
    let missing = || DemoError::Fixture(format!("no account {LOGIN}"));
    let (account, _) = store.account_of_login(LOGIN).await?.ok_or_else(missing)?;
    let definition = Definition::parse(fixtures::PROGRAMME)?;
    let device: [u8; 32] = source.random();
    let until = Day(today.0 - DAYS_UNDECIDED);
    let mut decided = 0;
    for learner in learners {
        let key = desk_key(&device, learner.id);
        let proof = key.sign_enrolment(&desk_claim(learner.id), None);
        let claim = Claim { learner: learner.id, public: key.public(), proof };
        let answer: EnrolmentAnswer = desks::register(store, account.number, &claim, now).await?;
        let mut desk = Phone::of_staff(source, &device, learner.id, &answer.to_bytes())?;
        desk.visit(store, now).await?;
        for entry in desk.profile().staff_view().entries {
            if let Some(action) = decision(&definition, &entry, until, decided) {
                desk.act_as_staff(&action, now)?;
            }
            decided += 1;
        }
        desk.visit(store, now).await?;
    }
    let by = (account.number, LOGIN.to_owned());
    let id = uuid::Builder::from_unix_timestamp_millis(now as u64 * 1000, &source.random::<10>());
    let id = id.into_uuid().to_string();
    let period = (start, until);
    store.close_statement(id.clone(), COHORT.to_owned(), period, by.clone(), now).await?;
    let marking =
        Marking { statement: id, day: today, method: "qr".to_owned(), learners: None, by };
    store.mark_paid(store.replica().await?, marking, now).await?;
    Ok(())
}

/// What is decided on an entry; `None`: it waits.
fn decision(
    definition: &Definition,
    entry: &StaffEntryView,
    until: Day,
    number: usize,
) -> Option<StaffAction> {
    let [version] = entry.live.as_slice() else { return None };
    let day = Day::parse(&version.day).filter(|day| *day <= until)?;
    if version.withdrawn {
        return None;
    }
    let terms = terms_on(definition.pay.get(&version.task)?, day)?;
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
        note: (reason == Some("otra-cantidad")).then(|| "En la hoja dice otra cosa.".to_owned()),
        bulk: false,
    })
}
