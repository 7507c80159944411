//! The cohorts under way: invented names, and habits that make a cohort look like one.
//!
//! Owns who is diligent, who pauses, who never began, and what a form says of somebody. No name here
//! is anybody's.

use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::DemoError;
use crate::person::{self, Consent, Covered, Gender, NewPerson};
use crate::store::persons::{Intake, Taken};
use crate::store::{Learner, Store};

/// The text of consent that they were read.
const CONSENT: &str = "2026-01";

/// How a learner goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Learns and works most days, visits twice a week.
    Steady,
    /// Some days, once a week.
    Sometimes,
    /// Stopped some weeks ago.
    Stopped,
    /// Goes on, and has not been near Wi-Fi for two weeks.
    Silent,
    /// Has a phone and has done nothing yet.
    NotBegun,
}

/// One fictional learner.
#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) habit: Habit,
    /// Phones that she uses.
    pub(super) phones: usize,
    /// Takes the course in English.
    pub(super) english: bool,
    /// Corrected one entry on both phones, both offline.
    pub(super) disagrees: bool,
    /// Seconds by which her phone's clock is off.
    pub(super) clock_off_seconds: i64,
}

const fn person(name: &'static str, habit: Habit) -> Person {
    Person { name, habit, phones: 1, english: false, disagrees: false, clock_off_seconds: 0 }
}

/// The cohort.
pub(super) const COHORT: [Person; 24] = [
    Person { phones: 2, disagrees: true, ..person("Rosa Quispe", Habit::Steady) },
    person("Ana Mamani", Habit::Steady),
    person("Lucía Condori", Habit::Sometimes),
    Person { clock_off_seconds: -400 * 86_400, ..person("Marta Choque", Habit::Steady) },
    person("Elena Flores", Habit::Stopped),
    Person { english: true, ..person("Julia Apaza", Habit::Steady) },
    person("Nelly Huanca", Habit::Sometimes),
    Person { phones: 2, ..person("Carmen Rojas", Habit::Steady) },
    person("Sonia Vargas", Habit::Silent),
    person("Beatriz Ñáñez", Habit::Steady),
    person("Inés Limachi", Habit::Sometimes),
    Person { phones: 2, disagrees: true, ..person("Patricia Cusi", Habit::Sometimes) },
    person("Noemí Ticona", Habit::Stopped),
    person("Silvia Poma", Habit::Steady),
    person("Teresa Callisaya", Habit::Sometimes),
    Person { english: true, ..person("Gladys Arias", Habit::Sometimes) },
    person("Verónica Mayta", Habit::Steady),
    Person { clock_off_seconds: 7_200, ..person("Yola Paco", Habit::Sometimes) },
    person("Daniela Soto", Habit::Silent),
    person("Miriam Alanoca", Habit::Steady),
    person("Paola Yujra", Habit::Sometimes),
    person("Ruth Calle", Habit::Stopped),
    person("Delia Tarqui", Habit::NotBegun),
    Person { phones: 2, ..person("Wara Laura", Habit::Steady) },
];

/// Those of the second centre.
pub(super) const SECOND: [Person; 8] = [
    person("Amparo Rioja", Habit::Steady),
    person("Blanca Montaño", Habit::Silent),
    person("Consuelo Arce", Habit::Sometimes),
    person("Edith Balderrama", Habit::Silent),
    person("Filomena Crespo", Habit::Steady),
    person("Graciela Orellana", Habit::Silent),
    person("Jimena Prado", Habit::Sometimes),
    person("Leonor Villarroel", Habit::Stopped),
];

/// What a form says of somebody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) name: &'static str,
    /// Years, when she comes.
    pub(super) age: i32,
    pub(super) gender: Gender,
    pub(super) region: &'static str,
}

/// Takes somebody in by a form.
pub(super) async fn take_in(
    store: &Store,
    id: LearnerId,
    cohort: &str,
    said: Said,
    now: i64,
) -> Result<Learner, DemoError> {
    let given = Day::of_seconds(now);
    let year: i32 = given.to_string()[..4].parse().unwrap_or_default();
    let person = person::Person {
        name: said.name.to_owned(),
        birth_year: Some(year - said.age),
        gender: Some(said.gender),
        region: Some(said.region.to_owned()),
        ..person::Person::default()
    };
    let covers = vec![Covered::Record, Covered::Reports];
    let consent = Consent { covers, version: CONSENT.to_owned(), given };
    let intake = Intake { id, new: NewPerson { person, consent, contact: None } };
    match store.take_in(cohort.to_owned(), vec![intake], None, now).await? {
        Taken::Saved(learners) => learners.into_iter().next(),
        Taken::NoCohort | Taken::IdTaken => None,
    }
    .ok_or_else(|| DemoError::Fixture(format!("nobody is taken into {cohort}")))
}

const NEWCOMERS: [&str; 6] =
    ["Celia Marca", "Olga Nina", "Isabel Chura", "Fabiola Cruz", "Mónica Colque", "Luz Huarachi"];

/// A name for somebody who has not begun, by how many there are already.
pub(super) fn newcomer(count: usize) -> &'static str {
    NEWCOMERS[count % NEWCOMERS.len()]
}
