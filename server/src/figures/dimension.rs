//! Dimensions: what a report may be told apart by.
//!
//! Owns which there are, and the bands of age. What was said for an enrolment stands before what was
//! said of herself (`store::facts`). Must not know SQL.

use std::collections::HashMap;

use sync_core::record::Day;

use super::count::Grouping;
use super::table::Key;
use crate::store::facts::read::{FactRow, Facts};
use crate::store::facts::said::Attributes;

/// The first years of age of bands, where nobody gave others.
pub const BANDS: [u32; 5] = [18, 25, 35, 45, 55];

/// What somebody may be told apart by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// `gender`
    Gender,
    /// `region`
    Region,
    /// `age_band`
    AgeBand,
    /// `cohort`
    Cohort,
    /// `center`
    Center,
    /// `track`
    Track,
    /// `reason`: why she paused or left
    Reason,
    /// `month` in which the enrolment began
    Month,
    /// Anything else that was said of people, by its name.
    Attribute(String),
}

impl Dimension {
    /// Reads its word; whether anything was said under another name is for the store to say.
    pub fn from_word(word: &str) -> Self {
        match word {
            "gender" => Self::Gender,
            "region" => Self::Region,
            "age_band" => Self::AgeBand,
            "cohort" => Self::Cohort,
            "center" => Self::Center,
            "track" => Self::Track,
            "reason" => Self::Reason,
            "month" => Self::Month,
            other => Self::Attribute(other.to_owned()),
        }
    }

    /// Its word.
    pub fn word(&self) -> &str {
        match self {
            Self::Gender => "gender",
            Self::Region => "region",
            Self::AgeBand => "age_band",
            Self::Cohort => "cohort",
            Self::Center => "center",
            Self::Track => "track",
            Self::Reason => "reason",
            Self::Month => "month",
            Self::Attribute(name) => name,
        }
    }
}

/// What was said of the attributes that a report is told apart by.
pub(super) struct Said(Vec<(String, Attributes)>);

impl Said {
    pub(super) fn new(attributes: Vec<(String, Attributes)>) -> Self {
        Self(attributes)
    }

    fn of(&self, dimension: &Dimension) -> Option<&Attributes> {
        let Dimension::Attribute(name) = dimension else { return None };
        self.0.iter().find(|(known, _)| known == name).map(|(_, said)| said)
    }
}

/// How a table of these dimensions groups.
pub(super) fn grouping<'a>(
    dimensions: &'a [Dimension],
    facts: &'a Facts,
    said: &'a Said,
    bands: &'a [u32],
) -> Grouping<'a> {
    let mut known: HashMap<Option<&str>, u64> = HashMap::new();
    let centers: Vec<u64> = facts
        .cohorts
        .iter()
        .map(|cohort| {
            let next = known.len() as u64;
            *known.entry(cohort.center.as_deref()).or_insert(next)
        })
        .collect();
    let symbol = |symbol: Option<u32>| symbol.map_or(0, |symbol| u64::from(symbol) + 1);
    let said: Vec<_> = dimensions.iter().map(|dimension| (dimension, said.of(dimension))).collect();
    let told = move |fact: &FactRow, said: Option<&Attributes>| {
        said?.said(fact.learner, &facts.cohorts[fact.cohort as usize].id)
    };
    let dimensions_said = said.clone();
    let group = move |fact: &FactRow| {
        // Numbers of values are far below a billion: three dimensions do not collide.
        dimensions_said.iter().fold(0_u64, |before, (dimension, said)| {
            let number = match dimension {
                Dimension::Gender => symbol(fact.gender),
                Dimension::Region => symbol(fact.region),
                Dimension::AgeBand => match (fact.age_band, band_of(fact, bands)) {
                    (Some(given), _) => symbol(Some(given)),
                    (None, Some(band)) => (1 << 20) + band as u64,
                    (None, None) => 0,
                },
                Dimension::Cohort => u64::from(fact.cohort) + 1,
                Dimension::Center => centers[fact.cohort as usize] + 1,
                Dimension::Track => symbol(fact.track),
                Dimension::Reason => symbol(fact.reason),
                Dimension::Month => month_number(fact.since),
                Dimension::Attribute(_) => symbol(told(fact, *said)),
            };
            (before << 21) | (number & 0x1f_ffff)
        })
    };
    let key = move |fact: &FactRow| {
        let cohort = &facts.cohorts[fact.cohort as usize];
        let value = |(dimension, said): &(&Dimension, Option<&Attributes>)| -> Key {
            let word = |symbol| facts.word(symbol).map(str::to_owned);
            match dimension {
                Dimension::Gender => word(fact.gender),
                Dimension::Region => word(fact.region),
                Dimension::AgeBand => {
                    word(fact.age_band).or_else(|| Some(band_word(band_of(fact, bands)?, bands)))
                }
                Dimension::Cohort => Some(cohort.id.clone()),
                Dimension::Center => cohort.center.clone(),
                Dimension::Track => word(fact.track),
                Dimension::Reason => word(fact.reason),
                Dimension::Month => Some(day_text(fact.since)[..7].to_owned()),
                Dimension::Attribute(_) => {
                    said.and_then(|all| all.word(told(fact, *said)?)).map(str::to_owned)
                }
            }
        };
        said.iter().map(value).collect()
    };
    let by = dimensions.iter().map(|dimension| dimension.word().to_owned()).collect();
    Grouping { by, group: Box::new(group), key: Box::new(key) }
}

/// The most dimensions of one table: what their numbers fit in.
pub(super) const MOST: usize = 3;

fn day_text(day: i32) -> String {
    Day(day).to_string()
}

fn month_number(day: i32) -> u64 {
    let (year, month) = Day(day).month();
    u64::try_from(year * 12 + month).unwrap_or(0)
}

/// Which band: how many of the bounds she had reached in the year in which the enrolment began. A
/// year of birth tells no day, so a birthday counts from the beginning of its year.
fn band_of(fact: &FactRow, bands: &[u32]) -> Option<usize> {
    let (year, _) = Day(fact.since).month();
    let age = u32::try_from(year.checked_sub(fact.birth_year?)?).ok()?;
    Some(bands.iter().filter(|bound| age >= **bound).count())
}

/// Between which ages she was in the year in which the enrolment began: by her year of birth, else by
/// the band that was given.
pub(super) fn age_of(facts: &Facts, fact: &FactRow) -> Option<(u32, u32)> {
    if let Some(born) = fact.birth_year {
        let year: i32 = day_text(fact.since).get(..4)?.parse().ok()?;
        let age = u32::try_from(year.checked_sub(born)?).ok()?;
        return Some((age, age));
    }
    let band = facts.word(fact.age_band)?;
    let number = |text: &str| text.trim().parse::<u32>().ok();
    if let Some(from) = band.strip_suffix('+').or_else(|| band.strip_suffix("<=")) {
        Some((number(from)?, u32::MAX))
    } else if let Some(below) = band.strip_prefix('<') {
        Some((0, number(below)?.checked_sub(1)?))
    } else {
        let (from, to) = band.split_once('-')?;
        Some((number(from)?, number(to)?))
    }
}

/// `<18`, `18-24`, …, `55+`.
fn band_word(band: usize, bands: &[u32]) -> String {
    match (band.checked_sub(1).and_then(|before| bands.get(before)), bands.get(band)) {
        (None, Some(first)) => format!("<{first}"),
        (Some(from), Some(next)) => format!("{from}-{}", next - 1),
        (Some(from), None) => format!("{from}+"),
        (None, None) => "0+".to_owned(),
    }
}
