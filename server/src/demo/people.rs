//! The cohort: invented names, and habits that make a cohort look like one.
//!
//! Owns who is diligent, who pauses, who never began. No name here is anybody's.

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

const NEWCOMERS: [&str; 6] =
    ["Celia Marca", "Olga Nina", "Isabel Chura", "Fabiola Cruz", "Mónica Colque", "Luz Huarachi"];

/// A name for somebody who has not begun, by how many there are already.
pub(super) fn newcomer(count: usize) -> &'static str {
    NEWCOMERS[count % NEWCOMERS.len()]
}
