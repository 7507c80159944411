//! The columns of a fact, packed into a few bytes: of a hundred thousand rows SQLite hands out three
//! values each, and not seventeen.
//!
//! Owns the form: numbers as in `parts`, an optional one as nought or one more than it, words with their
//! length before them. Words have no numbers in a table: what one woman alone said goes with her. Pure.

use sync_core::record::EnrolmentState;

use super::parts::{Reader, from_signed, put, to_signed};
use super::read::Fact;

/// A fact's columns. Its words are lent.
pub(super) struct Packed<'a> {
    pub(super) person: i64,
    pub(super) state: EnrolmentState,
    pub(super) since: i32,
    pub(super) day: i32,
    pub(super) birth_year: Option<i32>,
    pub(super) first_day: Option<i32>,
    pub(super) last_day: Option<i32>,
    pub(super) placed: Option<i32>,
    pub(super) certified: Option<i32>,
    pub(super) lessons: u32,
    pub(super) track: Option<&'a [u8]>,
    pub(super) reason: Option<&'a [u8]>,
    pub(super) gender: Option<&'a [u8]>,
    pub(super) region: Option<&'a [u8]>,
    pub(super) age_band: Option<&'a [u8]>,
}

/// Packs all but whose it is, and the parts.
pub(super) fn to_bytes(fact: &Fact) -> Vec<u8> {
    let mut out = Vec::with_capacity(64);
    put(&mut out, from_signed(fact.person));
    put(&mut out, u64::from(fact.state.number()));
    for day in [fact.since, fact.day] {
        put(&mut out, from_signed(i64::from(day)));
    }
    for day in [fact.birth_year, fact.first_day, fact.last_day, fact.placed, fact.certified] {
        put(&mut out, day.map_or(0, |day| from_signed(i64::from(day)) + 1));
    }
    put(&mut out, u64::from(fact.lessons));
    for word in [&fact.track, &fact.reason, &fact.gender, &fact.region, &fact.age_band] {
        put(&mut out, word.as_ref().map_or(0, |word| word.len() as u64 + 1));
        out.extend_from_slice(word.as_deref().unwrap_or_default().as_bytes());
    }
    out
}

/// Reads what was packed; absent where it is damaged.
pub(super) fn of(bytes: &[u8]) -> Option<Packed<'_>> {
    let mut reader = Reader(bytes);
    let packed = Packed {
        person: to_signed(reader.u64()?),
        state: EnrolmentState::from_number(u8::try_from(reader.u64()?).ok()?)?,
        since: number(reader.u64()?)?,
        day: number(reader.u64()?)?,
        birth_year: optional(&mut reader)?,
        first_day: optional(&mut reader)?,
        last_day: optional(&mut reader)?,
        placed: optional(&mut reader)?,
        certified: optional(&mut reader)?,
        lessons: reader.u32()?,
        track: word(&mut reader)?,
        reason: word(&mut reader)?,
        gender: word(&mut reader)?,
        region: word(&mut reader)?,
        age_band: word(&mut reader)?,
    };
    reader.0.is_empty().then_some(packed)
}

fn number(packed: u64) -> Option<i32> {
    i32::try_from(to_signed(packed)).ok()
}

fn optional(reader: &mut Reader<'_>) -> Option<Option<i32>> {
    match reader.u64()?.checked_sub(1) {
        None => Some(None),
        Some(packed) => Some(Some(number(packed)?)),
    }
}

fn word<'a>(reader: &mut Reader<'a>) -> Option<Option<&'a [u8]>> {
    match usize::try_from(reader.u64()?).ok()?.checked_sub(1) {
        None => Some(None),
        Some(size) => Some(Some(reader.bytes(size)?)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(word: Option<&[u8]>) -> Option<String> {
        word.map(|word| String::from_utf8(word.to_vec()).unwrap())
    }

    proptest! {
        #[test]
        fn what_was_packed_is_read(
            person in any::<i64>(), state in 0_u8..5, since in any::<i32>(), day in any::<i32>(),
            days in any::<[Option<i32>; 5]>(), lessons in any::<u32>(),
            words in any::<[Option<String>; 5]>(),
        ) {
            let [birth_year, first_day, last_day, placed, certified] = days;
            let [track, reason, gender, region, age_band] = words;
            let state = EnrolmentState::from_number(state).unwrap();
            let fact = Fact {
                cohort: 1, person, state, since, day, track, reason, gender, region, age_band,
                birth_year, first_day, last_day, lessons, placed, certified, parts: Vec::new(),
            };
            let bytes = to_bytes(&fact);
            let found = of(&bytes).unwrap();
            let found = Fact {
                cohort: 1, person: found.person, state: found.state, since: found.since,
                day: found.day, track: text(found.track), reason: text(found.reason),
                gender: text(found.gender), region: text(found.region),
                age_band: text(found.age_band), birth_year: found.birth_year,
                first_day: found.first_day, last_day: found.last_day, lessons: found.lessons,
                placed: found.placed, certified: found.certified, parts: Vec::new(),
            };
            prop_assert_eq!(&found, &fact);
            prop_assert!(of(&bytes[..bytes.len() - 1]).is_none());
        }

        #[test]
        fn damaged_bytes_are_nothing(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = of(&bytes);
        }
    }
}
