//! The demonstration: a fictional programme whose record was made through the real road.
//!
//! Owns the fictional people and what they do. Must not write a row of the record itself: every
//! change goes through a phone's profile and `sync`, as a real one does.
//!
//! - `people`, `life`, `chance`: who they are and what they do
//! - [`phone`]: what they do it on
//! - `content`: programme and courses, embedded

mod chance;
mod content;
mod life;
mod people;
pub mod phone;

use std::io;

use serde::Serialize;
use sync_core::ids::LearnerId;
use sync_core::record::Day;
use thiserror::Error;

use crate::enrolment::{derive_text, new_code, shown};
use crate::password::{self, PasswordError};
use crate::programme::{Definition, DefinitionError};
use crate::source::{Scripted, Source};
use crate::store::accounts::{NewAccount, Role};
use crate::store::{Cohort, Seeds, Store, StoreError};
use people::{ENROLLED, WAITING};
use phone::{Phone, PhoneError};

/// Login of the demonstration's coordinator.
pub const LOGIN: &str = "coordinadora";
/// How many unused codes there always are.
const UNUSED_CODES: usize = 3;
const COHORT: &str = "cohorte-1";
/// How long before today the cohort began.
const WEEKS_SO_FAR: i32 = 8;

/// Why there is no demonstration.
#[derive(Debug, Error)]
pub enum SeedError {
    /// The directory has a programme.
    #[error("the data directory has a programme already")]
    NotEmpty,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A fictional phone failed.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// The embedded programme is not one.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// The password was not hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The embedded courses could not be unpacked.
    #[error("unpacking the courses: {0}")]
    Unpack(#[from] io::Error),
    /// The embedded courses are refused.
    #[error("the embedded courses are refused: {0}")]
    Content(String),
}

/// What was made, with every secret of it: for tests that act as one of the phones.
#[derive(Debug, Serialize)]
pub struct Seeded {
    learners: Vec<SeededLearner>,
    codes: Vec<SeededCode>,
    coordinator: Coordinator,
}

#[derive(Debug, Serialize)]
struct SeededLearner {
    id: String,
    label: String,
    name: String,
    phones: Vec<SeededPhone>,
}

#[derive(Debug, Serialize)]
struct SeededPhone {
    writer: String,
    writer_seed: String,
    read_token: String,
    device_token: String,
}

/// A code that nobody used yet.
#[derive(Debug, Serialize)]
pub struct SeededCode {
    /// As people read it.
    pub code: String,
    /// Whom it enrols.
    pub learner: String,
    /// Her name.
    pub name: String,
}

/// How to sign in.
#[derive(Debug, Serialize)]
pub struct Coordinator {
    /// Login.
    pub login: &'static str,
    /// Password.
    pub password: String,
}

/// Makes the demonstration in an empty data directory: the same for the same seed and day.
pub async fn seed(store: &Store, seed: u64, today: Day) -> Result<Seeded, SeedError> {
    let starts = Day(today.monday().0 - WEEKS_SO_FAR * 7);
    let began = i64::from(starts.0) * 86_400;
    let source = Source::new(Scripted::new(began, seed));
    let definition = Definition::parse(content::DEFINITION)?;
    let seeds = Seeds { root: source.random(), central: source.random() };
    if !store.init(definition, seeds, true, began).await? {
        return Err(SeedError::NotEmpty);
    }
    let lessons = content::import(store, began).await?;
    let programme = life::Programme { lessons, tasks: content::tasks()? };
    let cohort = Cohort { id: COHORT.to_owned(), title: "Cohorte 1".to_owned(), starts, weeks: 12 };
    store.put_cohort(cohort).await?;
    let mut learners = Vec::new();
    for (name, habit) in ENROLLED {
        let learner = add_learner(store, &source, name, began).await?;
        let phones = life::live(store, &source, &programme, learner.id, habit, today).await?;
        learners.push(SeededLearner {
            id: learner.id.to_string(),
            label: learner.label,
            name: learner.name,
            phones: phones.iter().map(SeededPhone::of).collect(),
        });
    }
    let coordinator = coordinator(store).await?;
    let account = NewAccount {
        login: coordinator.login.to_owned(),
        name: "Coordinación Puente".to_owned(),
        role: Role::Coordinator,
        locale: "es".to_owned(),
        password_hash: password::hash(&coordinator.password)?,
    };
    store.put_account(account, began).await?;
    let codes = unused_codes(store, &source).await?;
    Ok(Seeded { learners, codes, coordinator })
}

/// How to sign in to a demonstration: the password follows from its key.
pub async fn coordinator(store: &Store) -> Result<Coordinator, StoreError> {
    let replica = store.replica().await?;
    Ok(Coordinator { login: LOGIN, password: derive_text(&replica, "demonstration-password") })
}

/// Three codes that nobody used yet, topped up with new learners where some were used.
pub async fn unused_codes(store: &Store, source: &Source) -> Result<Vec<SeededCode>, SeedError> {
    let mut unused = store.unused_plain_codes().await?;
    let known: Vec<String> =
        store.learners().await?.into_iter().map(|learner| learner.name).collect();
    let mut names = WAITING.iter().filter(|name| !known.iter().any(|known| known == *name));
    for number in known.len().. {
        if unused.len() >= UNUSED_CODES {
            break;
        }
        let name = names.next().map_or_else(|| format!("Aprendiz {number}"), ToString::to_string);
        let learner = add_learner(store, source, &name, source.now()).await?;
        new_code(store, source, learner.id, None, true).await?;
        unused = store.unused_plain_codes().await?;
    }
    Ok(unused
        .into_iter()
        .take(UNUSED_CODES)
        .map(|code| SeededCode {
            code: shown(&code.code),
            learner: code.learner.to_string(),
            name: code.name,
        })
        .collect())
}

async fn add_learner(
    store: &Store,
    source: &Source,
    name: &str,
    now: i64,
) -> Result<crate::store::Learner, SeedError> {
    store
        .add_learner(LearnerId(source.random()), COHORT.to_owned(), name.to_owned(), now)
        .await?
        .ok_or_else(|| SeedError::Content(format!("no cohort {COHORT}")))
}

/// A code for a fictional phone, to be used at once.
async fn code_for(store: &Store, source: &Source, learner: LearnerId) -> Result<String, SeedError> {
    new_code(store, source, learner, None, false)
        .await?
        .ok_or_else(|| SeedError::Content("a learner that is not there".to_owned()))
}

impl SeededPhone {
    fn of(phone: &Phone) -> Self {
        let identity = phone.profile().identity();
        Self {
            writer: identity.writer().to_string(),
            writer_seed: hex::encode(identity.signing_key().seed()),
            read_token: hex::encode(identity.read_token.0),
            device_token: hex::encode(identity.device_token.0),
        }
    }
}
