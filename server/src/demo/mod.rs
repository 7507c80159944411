//! A fictional programme, made through the real road.
//!
//! Owns the demonstration's data: a programme in two languages, a cohort whose phones record over
//! weeks and visit through [`sync::answer`](crate::sync::answer), two centres, staff of every role,
//! and codes to try it with. The same seed and day give the same data. Must not write a row of the record itself:
//! every change goes through a phone's profile, as a real one does.
//!
//! - `fixtures`: programme and lesson packs, embedded
//! - `people`: who they are and what they are like
//! - `staff`: centres and accounts
//! - `story`: who does what when
//! - `decisions`: what staff made of their hours
//! - [`phone`]: a phone without a browser

mod decisions;
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
use crate::programme::{Definition, DefinitionError};
use crate::source::{Scripted, Source};
use crate::store::{Cohort, PlainCode, Seeds, Store, StoreError};

use phone::{Phone, PhoneError};
pub use staff::STAFF;

/// The cohort's id.
pub const COHORT: &str = "cohorte-1";
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

/// Fills an empty data directory. `seed` and `today` decide everything but the password's salt.
pub async fn seed(store: &Store, seed: u64, today: Day) -> Result<Seeded, DemoError> {
    let start = Day(today.monday().0 - 7 * WEEKS_BEFORE_TODAY);
    let clock = Scripted::new(story::at(start, 8 * 60) - 3 * 86_400, seed);
    let source = Source::new(clock.clone());
    let definition = Definition::parse(fixtures::PROGRAMME)?;
    let seeds = Seeds { root: source.random(), central: source.random() };
    if !store.init(definition, seeds, true, source.now()).await? {
        return Err(DemoError::Taken);
    }
    let lessons = fixtures::import_packs(store, source.now()).await?;
    let cohort = Cohort {
        id: COHORT.to_owned(),
        title: "Cohorte 1 · Puente".to_owned(),
        starts: start,
        weeks: WEEKS,
        center: Some(staff::CENTER.to_owned()),
    };
    staff::centers(store, source.now()).await?;
    store.put_cohort(cohort, None, source.now()).await?;
    let begun = source.now();
    let learners = story::live(store, &source, &clock, start, today, &lessons).await?;
    staff::accounts(store, &learners, begun).await?;
    clock.set(story::at(today, 0));
    decisions::decide(store, &source, &learners, (start, today), source.now()).await?;
    let codes = unused_codes(store, &source).await?;
    Ok(Seeded { learners, codes })
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
