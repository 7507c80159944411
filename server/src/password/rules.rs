//! Which passwords are refused, and why.
//!
//! Owns length, the list of what everybody uses, and what is known of the person. A password is the
//! only factor, so it has 15 characters or more; which characters is her business: rules about
//! capitals and digits only make `Password123!`. Must not hash, nor know of accounts: what is known
//! of her comes in.

use thiserror::Error;

use super::{MAX_BYTES, normalised};

/// Shorter is guessed.
pub const MIN_CHARS: usize = 15;
/// What must be left of a password when everything common and known is taken out of it.
const MIN_OWN_CHARS: usize = 6;
/// Fewer different characters are a pattern.
const MIN_DIFFERENT: usize = 6;

/// Long passwords that lists of broken ones hold, as [`bare`] leaves them.
const COMMON: &str = include_str!("common.txt");
/// Words that such passwords are made of.
const WORDS: &str = include_str!("words.txt");

/// Why a password is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Under 15 characters.
    #[error("a password has at least {MIN_CHARS} characters")]
    TooShort,
    /// Over 1024 bytes.
    #[error("a password has at most {MAX_BYTES} bytes")]
    TooLong,
    /// On the list, or a pattern, or made of such words alone.
    #[error("this password is among those that are tried first")]
    Common,
    /// Made of her login, her name, the programme or the centre.
    #[error("this password is made of what everybody knows of her")]
    Personal,
}

/// Refuses what would be guessed. `known`: login, name, programme, centre, in words.
pub fn check(password: &str, known: &[String]) -> Result<(), Refusal> {
    if password.len() > MAX_BYTES {
        return Err(Refusal::TooLong);
    }
    let password = normalised(password);
    if password.chars().count() < MIN_CHARS {
        return Err(Refusal::TooShort);
    }
    let bare = bare(&password);
    let folded = folded(&bare);
    let is_common = |text: &String| is_pattern(text) || COMMON.lines().any(|line| line == text);
    if [&bare, &folded].into_iter().any(is_common) {
        return Err(Refusal::Common);
    }
    if counted(&without(&folded, words())) < MIN_OWN_CHARS {
        return Err(Refusal::Common);
    }
    let known = known
        .iter()
        .flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()))
        .map(|word| self::folded(&self::bare(word)))
        .filter(|word| word.chars().count() >= 3);
    if counted(&without(&without(&folded, known), words())) < MIN_OWN_CHARS {
        return Err(Refusal::Personal);
    }
    Ok(())
}

fn words() -> impl Iterator<Item = String> {
    WORDS.lines().map(str::to_owned)
}

/// Lower case, no accents, no blanks or signs between words.
fn bare(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(plain)
        .filter(|sign| !sign.is_whitespace() && !"-_.,;:/'\"".contains(*sign))
        .collect()
}

/// As guessers see it: signs that stand for letters are read as letters, where letters stand beside
/// them.
fn folded(bare: &str) -> String {
    let lower: Vec<char> = bare.chars().collect();
    let letter = |place: Option<usize>| {
        place.and_then(|place| lower.get(place)).is_some_and(|sign| sign.is_alphabetic())
    };
    (0..lower.len())
        .map(|place| {
            let beside = letter(place.checked_sub(1)) && letter(Some(place + 1));
            if beside { meant(lower[place]) } else { lower[place] }
        })
        .collect()
}

fn plain(sign: char) -> char {
    match sign {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

fn meant(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Few characters, one unit over and over, or a run along alphabet, digits or keyboard.
fn is_pattern(folded: &str) -> bool {
    let signs: Vec<char> = folded.chars().collect();
    let mut different = signs.clone();
    different.sort_unstable();
    different.dedup();
    let repeats = |unit: usize| signs.iter().zip(signs.iter().skip(unit)).all(|(a, b)| a == b);
    different.len() < MIN_DIFFERENT
        || (1..=signs.len() / 2).any(repeats)
        || steps(&signs) * 3 >= signs.len() * 2
}

/// How many characters go on from the one before, in some order that fingers know.
fn steps(signs: &[char]) -> usize {
    const ROWS: [&str; 8] = [
        "abcdefghijklmnopqrstuvwxyz",
        "12345678901234567890",
        "qwertyuiopasdfghjklzxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "1q2w3e4r5t6y7u8i9o0p",
        "qazwsxedcrfvtgbyhnujmikolp",
        "a1b2c3d4e5f6g7h8i9j0",
        "zaqxswcdevfrbgtnhymjukilop",
    ];
    let follows = |pair: &[char]| {
        let (one, two): (String, String) = (pair.iter().collect(), pair.iter().rev().collect());
        ROWS.iter().any(|row| row.contains(&one) || row.contains(&two))
    };
    signs.windows(2).filter(|pair| follows(pair)).count()
}

/// What is left when the words are taken out, the longest first.
fn without(text: &str, words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.filter(|word| !word.is_empty()).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    // A sign in the gap, so that what stood apart does not become a word.
    words.iter().fold(text.to_owned(), |left, word| left.replace(word.as_str(), "\0"))
}

/// Characters of one's own: a run of digits counts as one, since years and counters fill up.
fn counted(left: &str) -> usize {
    let mut count = 0;
    let mut in_digits = false;
    for sign in left.chars().filter(|sign| *sign != '\0') {
        let digit = sign.is_ascii_digit();
        count += usize::from(!(digit && in_digits) && (digit || sign.is_alphanumeric()));
        in_digits = digit;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<String> {
        ["coordina.quispe", "María Quispe", "puente", "El Alto", "Puente al trabajo"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn length_counts_characters() {
        for (password, expected) in [
            ("doce letras!", Err(Refusal::TooShort)),
            ("catorce signos", Err(Refusal::TooShort)),
            ("ñandú azul lejo", Ok(())),
            // Fifteen code points, fourteen characters as they are read.
            ("n\u{303}andu azul lej", Err(Refusal::TooShort)),
        ] {
            assert_eq!(check(password, &known()), expected, "{password}");
        }
        assert_eq!(check(&"palabra ".repeat(200), &[]), Err(Refusal::TooLong));
    }

    #[test]
    fn what_everybody_uses_is_refused() {
        for password in [
            "123456789012345",
            "aaaaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "qwertyuiopasdfghjkl",
            "1q2w3e4r5t6y7u8i",
            "abcdefghijklmnop",
            "passwordpassword",
            "P@ssw0rdP@ssw0rd1",
            "contraseña123456789",
            "ContraseñaSegura2026!",
            "correct horse battery staple",
            "Bienvenido1234567",
            "administrador2026",
            "iloveyou iloveyou 1",
            "teamomuchomiamor",
            "19851985198519851985",
            "the quick brown fox",
        ] {
            assert_eq!(check(password, &[]), Err(Refusal::Common), "{password}");
        }
    }

    #[test]
    fn what_is_known_of_her_is_refused() {
        for password in [
            "coordina.quispe2026",
            "MaríaQuispe1987!!",
            "puente-el-alto-2026",
            "PuenteAlTrabajo2026",
            "quispe quispe maria",
        ] {
            assert_eq!(check(password, &known()), Err(Refusal::Personal), "{password}");
        }
    }

    #[test]
    fn any_other_composition_is_hers() {
        for password in [
            "tres gatos miran llover",
            "LLAMA verde bajo el puente",
            "zapato-nube-río-42",
            "8f3b1c9a7d5e2f4b6a8c0d1e2f3a4b5c",
            "mi abuela vendía salteñas",
        ] {
            assert_eq!(check(password, &known()), Ok(()), "{password}");
        }
    }
}
