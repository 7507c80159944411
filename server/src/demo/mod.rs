//! A fictional programme, made through the real road.
//!
//! Owns the demonstration's data: a programme in two languages, a cohort whose phones record over
//! weeks and visit through [`sync::answer`](crate::sync::answer), two centres, staff of every role,
//! and codes to try it with; where more is asked for, what a programme has that went on for longer.
//! The same seed, day and extent give the same data. Must not write a row of the record itself:
//! every change goes through a phone's profile, as a real one does.
//!
//! - `fixtures`: programme and lesson packs, embedded
//! - `people`: who they are and what they are like
//! - `earlier`: a cohort that ended, and what became of it
//! - `staff`: centres and accounts
//! - `story`: who does what when
//! - `chance`: the dice
//! - `decisions`: what staff made of their hours
//! - [`phone`]: a phone without a browser

mod chance;
mod decisions;
mod earlier;
mod fixtures;
mod people;
pub mod phone;
mod staff;
mod story;

use sync_core::ids::LearnerId;
use sync_core::record::Day;
use thiserror::Error;

use crate::enrolment::new_code;
use crate::password::PasswordError;
use crate::programme::DefinitionError;
use crate::source::{Scripted, Source};
use crate::store::{PlainCode, Seeds, Store, StoreError};

use phone::{Phone, PhoneError};
pub use staff::STAFF;

/// The cohort's id.
pub const COHORT: &str = "cohorte-1";
/// Another's, at the second centre.
const SECOND: &str = "cohorte-2";
/// The coordinator's login.
pub const LOGIN: &str = "coordinadora";
/// The password of all staff: known, since a demonstration never listens beyond loopback.
pub const PASSWORD: &str = "tejido-de-prueba";
/// Codes that each start prints.
const CODES: usize = 3;
/// Weeks that the cohort lasts.
const WEEKS: u32 = 12;
/// Weeks that lie behind it.
const WEEKS_BEFORE_TODAY: i32 = 7;

/// Why the demonstration could not be made.
#[derive(Debug, Error)]
pub enum DemoError {
    /// The directory has a programme already.
    #[error("this data directory has a programme already")]
    Taken,
    /// An embedded fixture is broken.
    #[error("the demonstration's own content is broken: {0}")]
    Fixture(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The embedded programme is broken.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// A fictional phone could not go on.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// The fictional staff device was not registered.
    #[error(transparent)]
    Desk(#[from] crate::desks::DeskError),
    /// The coordinator's password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
}

/// How much of a programme's life is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// One cohort in the middle of its weeks.
    Cohort,
    /// Also one of the second centre, and an earlier one that ended, with what became of it.
    Programme,
}

/// What was made, so that a test can act as one of the phones.
pub struct Seeded {
    /// Learners with their phones, in the order of the cohort.
    pub learners: Vec<SeededLearner>,
    /// Unused codes.
    pub codes: Vec<PlainCode>,
}

/// A fictional learner.
pub struct SeededLearner {
    /// Who she is to the programme.
    pub id: LearnerId,
    /// `P-0001`
    pub label: String,
    /// Her name.
    pub name: String,
    /// Her phones.
    pub phones: Vec<Phone>,
}

/// Fills an empty data directory. `seed`, `today` and `extent` decide everything but the password's
/// salt.
pub async fn seed(
    store: &Store,
    seed: u64,
    today: Day,
    extent: Extent,
) -> Result<Seeded, DemoError> {
    let start = Day(today.monday().0 - 7 * WEEKS_BEFORE_TODAY);
    let whole = extent == Extent::Programme;
    let begins = if whole { earlier::begins(start) } else { start };
    let clock = Scripted::new(story::at(begins, 8 * 60) - 3 * 86_400, seed);
    let source = Source::new(clock.clone());
    let definition = fixtures::definition(extent)?;
    let seeds = Seeds { root: source.random(), central: source.random() };
    if !store.init(definition.clone(), seeds, true, source.now()).await? {
        return Err(DemoError::Taken);
    }
    let begun = source.now();
    let lessons = fixtures::import_packs(store, begun).await?;
    staff::centers(store, begun).await?;
    let past = match extent {
        Extent::Cohort => Vec::new(),
        Extent::Programme => earlier::live(store, &source, &clock, begins, &lessons).await?,
    };
    clock.set(story::at(start, 8 * 60) - 3 * 86_400);
    let mut groups = vec![story::Group {
        cohort: COHORT,
        title: "Cohorte 1 · Puente",
        center: staff::CENTER,
        people: &people::COHORT,
        region: whole.then_some("la-paz"),
    }];
    if whole {
        groups.push(story::Group {
            cohort: SECOND,
            title: "Cohorte 1 · Cochabamba",
            center: staff::SECOND_CENTER,
            people: &people::SECOND,
            region: Some("cochabamba"),
        });
    }
    let mut lives = Vec::new();
    for group in &groups {
        group.open(store, start, source.now()).await?;
    }
    for group in &groups {
        clock.set(story::at(start, 8 * 60) - 3 * 86_400);
        lives.push(story::live(store, &source, &clock, group, (start, today), &lessons).await?);
    }
    staff::accounts(store, &lives[0], begun).await?;
    let device = decisions::Device::new(store, &source, definition).await?;
    earlier::conclude(&device, &clock, &past, begins).await?;
    clock.set(story::at(today, 0));
    let days = (start, today);
    let paid = if whole { decisions::Paid::Most } else { decisions::Paid::Everybody };
    device.decide(COHORT, &lives[0], days, paid, source.now()).await?;
    for second in lives.iter().skip(1) {
        device.decide(SECOND, second, days, decisions::Paid::Nobody, source.now()).await?;
    }
    let codes = unused_codes(store, &source).await?;
    Ok(Seeded { learners: lives.swap_remove(0), codes })
}

/// Three codes that nobody used yet, for learners who have not begun; made as needed.
pub async fn unused_codes(store: &Store, source: &Source) -> Result<Vec<PlainCode>, DemoError> {
    let mut codes = store.unused_plain_codes().await?;
    while codes.len() < CODES {
        let count = store.learners().await?.len();
        let name = people::newcomer(count).to_owned();
        let id = LearnerId(source.random());
        let added = store.add_learner(id, COHORT.to_owned(), name, source.now()).await?;
        let added = added.ok_or_else(|| DemoError::Fixture(format!("no cohort {COHORT}")))?;
        let code = new_code(store, source, added.id, None, true).await?;
        let code = code.ok_or_else(|| DemoError::Fixture("a learner vanished".to_owned()))?;
        codes.push(PlainCode { code, learner: added.id, name: added.name });
    }
    codes.truncate(CODES);
    Ok(codes)
}
