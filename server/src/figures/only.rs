//! Of whom a report tells, where it is not of everybody.
//!
//! Owns what narrows it: values of dimensions, and ages. Whoever asks sees every record behind it
//! (`http::routes::figures` refuses others), since reports asked one after the other with different
//! people in them are not held against each other. Must not know SQL.

use std::collections::BTreeMap;

use super::FiguresError;
use super::dimension::{Dimension, Said, age_of, grouping};
use super::table::Key;
use crate::store::facts::read::Facts;

/// Whom a report takes in; by default everybody.
#[derive(Clone, Debug, Default)]
pub struct Only {
    values: Vec<(Dimension, Key)>,
    /// From this age on, and to this age.
    age: (Option<u32>, Option<u32>),
}

impl Only {
    /// Of each dimension the one value; without one: nothing was said.
    pub fn of(values: impl IntoIterator<Item = (String, Option<String>)>) -> Self {
        let values = values.into_iter().map(|(word, key)| (Dimension::from_word(&word), key));
        Self { values: values.collect(), ..Self::default() }
    }

    /// Reads a JSON object: dimension → value, or `null`.
    pub fn from_json(text: &str) -> Result<Self, FiguresError> {
        let values: BTreeMap<String, Option<String>> =
            serde_json::from_str(text).map_err(|_| FiguresError::Only)?;
        Ok(Self::of(values))
    }

    /// And of these ages, in the year in which the enrolment began.
    #[must_use]
    pub fn aged(self, from: Option<u32>, to: Option<u32>) -> Self {
        Self { age: (from, to), ..self }
    }

    /// Does it take everybody in?
    pub fn is_everybody(&self) -> bool {
        self.values.is_empty() && self.age == (None, None)
    }

    pub(super) fn dimensions(&self) -> impl Iterator<Item = &Dimension> {
        self.values.iter().map(|(dimension, _)| dimension)
    }

    /// Leaves out whoever it does not take in.
    pub(super) fn narrow(&self, facts: &mut Facts, said: &Said, bands: &[u32]) {
        if self.is_everybody() {
            return;
        }
        let takes: Vec<bool> = {
            let groupings: Vec<_> = self
                .values
                .iter()
                .map(|(dimension, key)| {
                    (grouping(std::slice::from_ref(dimension), facts, said, bands), key)
                })
                .collect();
            let is_of_age = |age: Option<(u32, u32)>| match self.age {
                (None, None) => true,
                // Of a band all must be of the age: who might not be is not counted.
                (from, to) => age.is_some_and(|(least, most)| {
                    from.is_none_or(|from| from <= least) && to.is_none_or(|to| most <= to)
                }),
            };
            let takes = facts.rows.iter().map(|fact| {
                is_of_age(age_of(facts, fact))
                    && groupings.iter().all(|(of, key)| (of.key)(fact).first() == Some(*key))
            });
            takes.collect()
        };
        let mut takes = takes.into_iter();
        facts.rows.retain(|_| takes.next().unwrap_or(false));
    }
}
