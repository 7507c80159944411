//! Central's rulings on forks: which this phone has heard, and what follows from a new one.
//!
//! Owns that of what was ruled out nothing stays in the ledger, and nothing that this phone wrote is
//! lost by it: what stood on the other branch is written again under a new actor (`rewrite`).

use std::collections::{BTreeMap, HashMap};

use super::rows::{self, RowChange};
use super::{Entropy, Profile};
use crate::bugs::{Bug, bug};
use crate::ids::{ActorId, ChangeHash, DocumentKind};
use crate::trust::Ruling;

/// For each place of an actor's the change that stands.
pub(super) type Ruled = HashMap<(ActorId, u32), ChangeHash>;

/// Rulings by place; they were verified.
#[derive(Clone, Debug, Default)]
pub(super) struct Rulings(BTreeMap<(DocumentKind, ActorId, u32), Ruling>);

impl Rulings {
    /// From what was stored.
    pub(super) fn of(rulings: Vec<Ruling>) -> Self {
        let mut known = Self::default();
        for ruling in rulings {
            known.take(ruling);
        }
        known
    }

    /// True when it says something new.
    fn take(&mut self, ruling: Ruling) -> bool {
        let place = (ruling.kind, ruling.actor, ruling.sequence);
        if self.0.get(&place).is_some_and(|known| !ruling.holds_over(known)) {
            return false;
        }
        self.0.insert(place, ruling);
        true
    }

    fn all(&self) -> Vec<Ruling> {
        self.0.values().copied().collect()
    }

    /// The newest, as many as may be told at once; `None` when there are none.
    pub(super) fn newest(&self, most: usize) -> Option<Vec<Ruling>> {
        let mut all = self.all();
        all.sort_by_key(|ruling| std::cmp::Reverse(ruling.at));
        all.truncate(most);
        (!all.is_empty()).then_some(all)
    }

    /// Did central rule in favour of what is on an actor's branch, up to here?
    fn is_ruled(&self, kind: DocumentKind, actor: &ActorId, up_to: u32) -> bool {
        self.0.range((kind, *actor, 0)..=(kind, *actor, up_to)).next().is_some()
    }

    /// What stands in one document.
    pub(super) fn ruled(&self, kind: DocumentKind) -> Ruled {
        let here = self.0.values().filter(|ruling| ruling.kind == kind);
        here.map(|ruling| ((ruling.actor, ruling.sequence), ruling.hash)).collect()
    }
}

impl Profile {
    /// Does a change of this phone's stand on a branch that central ruled to stand? What was ruled
    /// out is not in the ledger.
    pub(super) fn stands(&self, kind: DocumentKind, actor: &ActorId, sequence: u32) -> bool {
        self.rulings.is_ruled(kind, actor, sequence)
    }

    /// Takes rulings in, which were verified. Gives the rows to write, and whether anything was
    /// written again.
    pub(super) fn take_rulings(
        &mut self,
        told: &[Ruling],
        entropy: &mut Entropy,
    ) -> (Vec<RowChange>, bool) {
        if bug(Bug::ForkUnresolved) {
            return (Vec::new(), false);
        }
        let news = told.iter().filter(|ruling| self.rulings.take(**ruling)).count();
        if news == 0 {
            return (Vec::new(), false);
        }
        let mut changes = vec![rows::rulings(&self.data_key, &self.rulings.all(), entropy)];
        let mut lost = Vec::new();
        for (kind, document) in &mut self.documents {
            document.ruled = self.rulings.ruled(*kind);
            lost.extend(document.ruled_out().into_iter().map(|hash| (*kind, hash)));
        }
        if lost.is_empty() {
            return (changes, false);
        }
        // Nothing is refused by a ruling, so that no moment of a refusal is kept.
        changes.extend(self.rewrite(&[], &lost, 0, entropy));
        (changes, true)
    }
}
