//! Which two people may be one.
//!
//! Owns the key under which names meet: without accents, case, order, particles and the habits in
//! which one name is spelt in several ways (`Yésica`, `Jessica`; `Quispe`, `Kispe`). It finds too
//! much rather than too little: a person looks at what it finds, and says.

use std::collections::BTreeSet;

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::{Contact, NewPerson};

/// Little words of names that are left out as often as not.
const PARTICLES: [&str; 9] = ["de", "del", "la", "las", "los", "y", "e", "da", "dos"];

/// A name as it is compared: its words without what people vary, in alphabetical order.
pub fn name_key(name: &str) -> String {
    let plain: String = DecomposingNormalizerBorrowed::new_nfkd()
        .normalize(name)
        .chars()
        .filter(|c| !is_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let words: BTreeSet<String> = plain
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(|word| word.replace(['\'', '’'], ""))
        .filter(|word| !word.is_empty() && !PARTICLES.contains(&word.as_str()))
        .map(|word| sound(&word))
        .collect();
    words.into_iter().collect::<Vec<_>>().join(" ")
}

/// A number as it is compared: its last eight digits, whatever stands before them.
pub fn number_key(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(8)..].iter().collect()
}

fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f)
}

/// One spelling for what sounds alike in the Spanish of the Andes.
fn sound(word: &str) -> String {
    let mut text = word.to_owned();
    for (from, to) in [
        ("ph", "f"),
        ("th", "t"),
        ("sh", "s"),
        ("qu", "k"),
        ("ck", "k"),
        ("ce", "se"),
        ("ci", "si"),
        ("ch", "\u{1}"),
        ("ll", "i"),
        ("gue", "ge"),
        ("gui", "gi"),
    ] {
        text = text.replace(from, to);
    }
    let mut out = String::new();
    for (place, c) in text.chars().enumerate() {
        let c = match c {
            'h' => continue,
            'v' | 'w' => 'b',
            'z' | 'x' => 's',
            'c' | 'q' => 'k',
            'y' => 'i',
            // Jessica and Yésica; inside a word it is a sound of its own.
            'j' if place == 0 => 'i',
            other => other,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Somebody who is in the directory already, as far as she is compared.
#[derive(Clone, Debug)]
pub struct Known<T> {
    /// Whatever the caller wants back.
    pub who: T,
    /// Her name.
    pub name: String,
    /// When she was born.
    pub birth_year: Option<i32>,
    /// Her number.
    pub number: Option<String>,
}

impl<T> Known<T> {
    /// Somebody who was just read.
    pub fn of(who: T, new: &NewPerson) -> Self {
        let number = match &new.contact {
            Some(Contact::By(way)) => Some(way.number.clone()),
            Some(Contact::Nobody) | None => None,
        };
        Self { who, name: new.person.name.clone(), birth_year: new.person.birth_year, number }
    }
}

/// Why two people may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alike {
    /// Their names meet, and their years of birth do not contradict it.
    Name,
    /// They have one number. Sisters may.
    Number,
}

impl Alike {
    /// As it is sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "number",
        }
    }
}

/// Of those who are known, compared once for many.
#[derive(Debug)]
pub struct Directory<T> {
    known: Vec<(Known<T>, String, Option<String>)>,
}

impl<T: Clone> Directory<T> {
    /// Takes those who are known in.
    pub fn new(known: impl IntoIterator<Item = Known<T>>) -> Self {
        let mut directory = Self { known: Vec::new() };
        for one in known {
            directory.add(one);
        }
        directory
    }

    /// Takes one more in.
    pub fn add(&mut self, one: Known<T>) {
        let name = name_key(&one.name);
        let number = one.number.as_deref().map(number_key);
        self.known.push((one, name, number));
    }

    /// Who may be this person.
    pub fn alike(&self, new: &NewPerson) -> Vec<(T, Alike)> {
        self.alike_to(&Known::of((), new))
    }

    /// Who may be somebody who is known already. She herself is, where she is among them.
    pub fn alike_to<U>(&self, her: &Known<U>) -> Vec<(T, Alike)> {
        let name = name_key(&her.name);
        let number = her.number.as_deref().map(number_key);
        let contradicts = |one: &Known<T>| match (one.birth_year, her.birth_year) {
            (Some(one), Some(other)) => one != other,
            _ => false,
        };
        self.known
            .iter()
            .filter_map(|(one, known_name, known_number)| {
                if *known_name == name && !contradicts(one) {
                    Some((one.who.clone(), Alike::Name))
                } else if number.is_some() && *known_number == number {
                    Some((one.who.clone(), Alike::Number))
                } else {
                    None
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use sync_core::record::Day;

    use super::super::{Channel, Consent, Covered, Person, Way};
    use super::*;

    #[test]
    fn one_name_however_it_is_written() {
        for same in [
            ["Rosa Quispe", "rosa  QUISPE"],
            ["Rosa Quispe", "Quispe, Rosa"],
            ["María de los Ángeles Choque", "maria angeles choque"],
            ["Yésica Núñez", "Jessica Nunez"],
            ["Katherine Vélez", "Catherine Velez"],
            ["Beatris Kispe", "Beatriz Quispe"],
            ["Ana-Lucía D’Ávila", "ANA LUCIA DAVILA"],
            ["Nu\u{f1}ez", "Nun\u{303}ez"],
        ] {
            assert_eq!(name_key(same[0]), name_key(same[1]), "{same:?}");
        }
        for other in [["Rosa Quispe", "Rosa Mamani"], ["Ana", "Eva"], ["Juana", "Luana"]] {
            assert_ne!(name_key(other[0]), name_key(other[1]), "{other:?}");
        }
    }

    #[test]
    fn one_number_with_and_without_its_country() {
        assert_eq!(number_key("+591 7123 4567"), number_key("71234567"));
        assert_ne!(number_key("71234567"), number_key("71234568"));
        assert_eq!(number_key("12"), "12");
    }

    fn known(who: u8, name: &str, birth_year: Option<i32>, number: Option<&str>) -> Known<u8> {
        Known { who, name: name.to_owned(), birth_year, number: number.map(str::to_owned) }
    }

    fn new(name: &str, birth_year: Option<i32>, number: Option<&str>) -> NewPerson {
        NewPerson {
            person: Person { name: name.to_owned(), birth_year, ..Person::default() },
            consent: Consent {
                covers: vec![Covered::Record],
                version: "1".to_owned(),
                given: Day(0),
            },
            contact: number.map(|number| {
                Contact::By(Way {
                    channel: Channel::Call,
                    number: number.to_owned(),
                    hours: None,
                    ask_for: None,
                    may_leave_message: false,
                })
            }),
        }
    }

    #[test]
    fn a_year_that_differs_tells_two_people_apart_and_a_number_makes_one_look() {
        let directory = Directory::new([
            known(1, "Rosa Quispe", Some(1994), Some("+59171234567")),
            known(2, "Rosa Quispe", Some(2001), None),
            known(3, "Rosa Kispe", None, None),
            known(4, "Eva Mamani", Some(1999), Some("71111111")),
        ]);
        let found = |person: &NewPerson| directory.alike(person);
        assert_eq!(
            found(&new("rosa quispe", Some(1994), None)),
            [(1, Alike::Name), (3, Alike::Name)]
        );
        assert_eq!(found(&new("rosa quispe", None, None)).len(), 3);
        assert_eq!(found(&new("Lidia Choque", None, Some("71234567"))), [(1, Alike::Number)]);
        assert_eq!(found(&new("Lidia Choque", None, None)), []);
    }
}
