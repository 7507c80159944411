//! What people did, thing by thing, as statements of xAPI 1.0.3: an array, as a learning record store
//! takes it, with a statement a line.
//!
//! Owns whom a file takes in, and in which order. It is made while it is sent: no more than some
//! people are held at once. Each person's statements are of one moment; those of several may not be.

use serde_json::Value;
use sync_core::record::Day;
use thiserror::Error;

use super::statement::{Actors, Maker};
use super::vocabulary::Names;
use crate::authority::Reach;
use crate::figures::pseudonym;
use crate::store::facts::deeds::{Deed, DeedsOf, Telling, Told};
use crate::store::{Store, StoreError};

/// Learners whose statements are made at once.
const LEARNERS_AT_ONCE: usize = 100;

/// Why there are no statements.
#[derive(Debug, Error)]
pub enum XapiError {
    /// Nothing was set up.
    #[error("there is no programme here yet")]
    NoProgramme,
    /// The rows could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Of what a file tells, and how.
pub struct XapiWanted {
    /// Whom.
    pub reach: Reach,
    /// The key of the file, for pseudonyms; without one: by name.
    pub key: Option<[u8; 32]>,
    /// What was done from this day on.
    pub from: Option<Day>,
    /// And to this day.
    pub to: Option<Day>,
}

/// A file that is being made.
pub struct Xapi {
    store: Store,
    wanted: XapiWanted,
    maker: Maker,
    learners: Vec<i64>,
    next: usize,
    text: Text,
}

/// How far the text of the file has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Text {
    Nothing,
    NoStatement,
    SomeStatement,
    End,
}

impl XapiWanted {
    fn telling(&self) -> Telling {
        if self.key.is_some() { Telling::Nameless } else { Telling::Named }
    }

    fn takes_in(&self, deed: &Deed) -> bool {
        let day = deed.when.day();
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Xapi {
    /// Finds out whom the file tells of; nothing is handed out yet.
    pub async fn new(store: Store, wanted: XapiWanted) -> Result<Self, XapiError> {
        if store.programme().await?.is_none() {
            return Err(XapiError::NoProgramme);
        }
        let catalogue: Value = serde_json::from_slice(&store.catalogue().await?.json)
            .map_err(|error| StoreError::Damaged(format!("catalogue: {error}")))?;
        let nobody = || StoreError::Damaged("catalogue: no programme's".to_owned());
        let names = Names::of(&catalogue).ok_or_else(nobody)?;
        let mut told = store.told_of(&wanted.reach, wanted.telling()).await?;
        if let Some(key) = &wanted.key {
            // In the order of rows two files could be laid beside each other, line by line.
            told.sort_by_cached_key(|it| pseudonym(key, it.person));
        }
        let learners = told.into_iter().map(|Told { learner, .. }| learner).collect();
        let actors = wanted.key.map_or(Actors::Named, Actors::Nameless);
        let maker = Maker::new(names, actors);
        Ok(Self { store, wanted, maker, learners, next: 0, text: Text::Nothing })
    }

    /// Of how many learners it tells.
    pub fn learners(&self) -> usize {
        self.learners.len()
    }

    /// The next piece of the text; `None` after the last. A file that breaks off is no JSON.
    pub async fn part(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        let mut text = String::new();
        if self.text == Text::Nothing {
            text.push('[');
            self.text = Text::NoStatement;
        }
        while text.len() < 2 && self.text != Text::End {
            let some = self.learners.iter().skip(self.next).take(LEARNERS_AT_ONCE);
            let some: Vec<i64> = some.copied().collect();
            if some.is_empty() {
                text.push_str("\n]\n");
                self.text = Text::End;
                continue;
            }
            self.next += some.len();
            for of in self.deeds(some).await? {
                for deed in of.deeds.iter().filter(|deed| self.wanted.takes_in(deed)) {
                    text.push_str(if self.text == Text::NoStatement { "\n" } else { ",\n" });
                    text.push_str(&self.maker.statement(&of, deed).to_string());
                    self.text = Text::SomeStatement;
                }
            }
        }
        Ok((!text.is_empty()).then(|| text.into_bytes()))
    }

    /// What these did, in the order of the file, of each by time.
    async fn deeds(&self, some: Vec<i64>) -> Result<Vec<DeedsOf>, StoreError> {
        let (reach, telling) = (&self.wanted.reach, self.wanted.telling());
        let mut all = self.store.deeds(some, reach, telling).await?;
        if let Some(key) = &self.wanted.key {
            all.sort_by_cached_key(|of| pseudonym(key, of.person));
        }
        for of in &mut all {
            of.deeds.sort_by_key(|deed| deed.when.day());
        }
        Ok(all)
    }
}
