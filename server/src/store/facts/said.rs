//! What people said of matters that have no column of their own, as reports are told apart by it.
//!
//! Owns whose words count: of those who agreed to be counted, and of what could be opened here. Must not
//! count: `figures` does.

use rustc_hash::FxHashMap;

use super::read::{Interner, Symbol};
use crate::store::{Store, StoreError};

/// What people said of a matter: of an enrolment, by its cohort's id, or of themselves.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    words: Interner,
    of_herself: FxHashMap<i64, Symbol>,
    of_enrolment: FxHashMap<i64, Vec<(String, Symbol)>>,
}

impl Attributes {
    /// Did nobody say anything?
    pub fn is_empty(&self) -> bool {
        self.of_herself.is_empty() && self.of_enrolment.is_empty()
    }

    /// What a learner said: for this cohort, else of herself.
    pub fn said(&self, learner: i64, cohort: &str) -> Option<Symbol> {
        let of_enrolment = self.of_enrolment.get(&learner);
        let here = of_enrolment.and_then(|said| said.iter().find(|(of, _)| of == cohort));
        here.map(|(_, symbol)| *symbol).or_else(|| self.of_herself.get(&learner).copied())
    }

    /// The word of what was said.
    pub fn word(&self, symbol: Symbol) -> Option<&str> {
        self.words.words.get(symbol as usize).map(String::as_str)
    }

    /// Puts one saying in the place of what was said before; of herself where the cohort is empty.
    pub(crate) fn say(&mut self, learner: i64, cohort: &str, value: &str) {
        let symbol = self.words.of(value);
        if cohort.is_empty() {
            self.of_herself.insert(learner, symbol);
            return;
        }
        let said = self.of_enrolment.entry(learner).or_default();
        said.retain(|(of, _)| of != cohort);
        said.push((cohort.to_owned(), symbol));
    }
}

/// Whoever agreed, last, to what does not cover reports. (Read once: most agreed.)
const NOT_TOLD: &str = "SELECT learner FROM consent
     WHERE instr(' ' || covers || ' ', ' reports ') = 0
       AND NOT EXISTS (SELECT 1 FROM consent AS later
                       WHERE later.learner = consent.learner AND later.number > consent.number)";

impl Store {
    /// What was said of a matter that has no column of its own, of those who agreed to be counted.
    pub async fn attributes(&self, name: String) -> Result<Attributes, StoreError> {
        self.read(move |conn| {
            let mut attributes = Attributes::default();
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner, cohort, value FROM learner_attribute
                 WHERE name = ?1 AND learner NOT IN ({NOT_TOLD})"
            ))?;
            say_all(&mut statement.query([name])?, &mut attributes)?;
            Ok(attributes)
        })
        .await
    }

    /// Adds what was chosen of a question of a survey, of those who agreed to be counted: `yes`, `no`,
    /// the option, several with a plus between them, or `unsaid`. It stands before what was said of
    /// her. What could not be opened here is not among it.
    pub async fn answered(
        &self,
        (survey, question): (String, String),
        mut attributes: Attributes,
    ) -> Result<Attributes, StoreError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner, '', CASE
                     WHEN prefer_not THEN 'unsaid'
                     WHEN yes THEN 'yes'
                     WHEN NOT yes THEN 'no'
                     ELSE (SELECT group_concat(value, '+')
                           FROM (SELECT value FROM json_each(said.options) ORDER BY value)) END
                 FROM survey_answer AS said
                 WHERE question = ?2 AND survey = ?1
                   AND (prefer_not OR yes IS NOT NULL OR json_array_length(options) > 0)
                   AND learner NOT IN ({NOT_TOLD})"
            ))?;
            say_all(&mut statement.query([survey, question])?, &mut attributes)?;
            Ok(attributes)
        })
        .await
    }

    /// Names under which anything was said, besides those that have columns.
    pub async fn attribute_names(&self) -> Result<Vec<String>, StoreError> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT DISTINCT name FROM learner_attribute ORDER BY name")?;
            let names = statement.query_map([], |row| row.get(0))?;
            Ok(names.collect::<Result<_, _>>()?)
        })
        .await
    }
}

fn say_all(rows: &mut rusqlite::Rows<'_>, attributes: &mut Attributes) -> Result<(), StoreError> {
    while let Some(row) = rows.next()? {
        let text = |index| row.get_ref(index)?.as_str().map_err(rusqlite::Error::from);
        attributes.say(row.get(0)?, text(1)?, text(2)?);
    }
    Ok(())
}
