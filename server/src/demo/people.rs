//! The fictional people: names, and how each of them lives with the app.
//!
//! Owns invented names only. Must not resemble anyone: given names and surnames are common ones
//! of the region, put together at random.

/// How somebody uses the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Habit {
    /// Most days, and at the centre every few days.
    Steady,
    /// A few days a week; two phones.
    TwoPhones,
    /// Two phones, both corrected the same entry without a line: an open question.
    Disagrees,
    /// Now and then.
    Seldom,
    /// Began well, has not been seen for weeks.
    Silent,
    /// Enrolled and never began.
    NeverBegan,
    /// Like the steady ones, with a phone whose clock is a year behind.
    WrongClock,
}

/// Those who are enrolled when the demonstration begins.
pub(super) const ENROLLED: [(&str, Habit); 24] = [
    ("Rosa Mamani Quispe", Habit::Steady),
    ("Luz Marina Cárdenas", Habit::TwoPhones),
    ("Yesenia Huamán Flores", Habit::Steady),
    ("Carmen Elena Rojas", Habit::Disagrees),
    ("Juana Condori Apaza", Habit::Seldom),
    ("Daniela Restrepo Gómez", Habit::Steady),
    ("Milagros Chávez Paredes", Habit::Silent),
    ("Paola Andrea Muñoz", Habit::Steady),
    ("Nélida Ticona Choque", Habit::TwoPhones),
    ("Gabriela Salazar Peña", Habit::Seldom),
    ("Maribel Sánchez Tapia", Habit::Steady),
    ("Yolanda Colque Nina", Habit::NeverBegan),
    ("Claudia Patricia Vélez", Habit::Steady),
    ("Flor de María Castillo", Habit::WrongClock),
    ("Sonia Villca Mamani", Habit::Disagrees),
    ("Karen Julieth Pardo", Habit::Steady),
    ("Elizabeth Ccori Huanca", Habit::Seldom),
    ("Andrea Fuentes Lagos", Habit::Steady),
    ("Martha Lucía Ospina", Habit::Silent),
    ("Beatriz Aguilar Soto", Habit::Steady),
    ("Wilma Poma Calle", Habit::Seldom),
    ("Camila Torres Araya", Habit::Disagrees),
    ("Ingrid Zapata Molina", Habit::Steady),
    ("Delia Ramos Cutipa", Habit::NeverBegan),
];

/// Those who wait for a phone: each unused code enrols one of them.
pub(super) const WAITING: [&str; 12] = [
    "Lucía Fernanda Arce",
    "Norma Quisbert Limachi",
    "Valentina Cruz Medina",
    "Silvia Pacheco Arias",
    "Rocío Benavides León",
    "Teresa Callisaya Cruz",
    "Jimena Castaño Ruiz",
    "Adriana Vargas Poma",
    "Nataly Espinoza Vera",
    "Gloria Inés Marín",
    "Ximena Orellana Díaz",
    "Felipa Mendoza Laura",
];

/// What they note beside their hours.
pub(super) const NOTES: [&str; 8] = [
    "En el centro, con Marta",
    "Desde casa, de noche",
    "Lote de frutas y verduras",
    "Se cortó la luz una hora",
    "Con datos del vecino",
    "Repetí las primeras veinte",
    "Audios con mucho ruido",
    "Terminé antes de lo previsto",
];
