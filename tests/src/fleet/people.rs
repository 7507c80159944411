//! Who is who: one woman under two ids, and what the office says of it, and takes back.
//!
//! Owns the pair, and that an entry which she gave under both ids counts once while the office says
//! that she is one. Must not know how statements reckon: see `money`.

use super::world::World;

/// Two ids that are one woman's. The office finds out, doubts it, and finds out again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Twins {
    pub(super) ids: [usize; 2],
    /// As the office said last.
    are_one: bool,
    /// It ever said so.
    were_one: bool,
}

impl Twins {
    pub(super) fn new(ids: [usize; 2]) -> Self {
        Self { ids, are_one: false, were_one: false }
    }
}

impl World {
    /// All ids of the person that a learner is, as the office said last.
    pub(super) fn ids_of(&self, learner: usize) -> Vec<usize> {
        match self.twins {
            Some(twins) if twins.are_one && twins.ids.contains(&learner) => twins.ids.to_vec(),
            _ => vec![learner],
        }
    }

    /// The office says that two learners are one, or that they are not after all.
    pub(super) fn merge_or_part(&mut self) {
        let Some(mut twins) = self.twins else { return };
        if twins.ids.iter().any(|learner| self.is_erased(*learner)) {
            return;
        }
        twins.are_one = !twins.are_one;
        twins.were_one |= twins.are_one;
        self.tally.fault(if twins.are_one { "people_joined" } else { "people_parted" });
        self.twins = Some(twins);
        self.say_who_is_who();
    }

    /// What the office said last it says again: central may have been put back to before.
    pub(super) fn say_who_is_who(&mut self) {
        let Some(twins) = self.twins.filter(|twins| twins.were_one) else { return };
        if twins.ids.iter().any(|learner| self.is_erased(*learner)) {
            return;
        }
        let [one, other] = twins.ids.map(|learner| self.learners[learner]);
        match twins.are_one {
            true => self.central.join_people(one, other, self.now),
            false => self.central.part_people(other, self.now),
        }
    }

    /// An entry of hers that she gave under her other id alone.
    pub(super) fn entry_of_her_other_id(&mut self, learner: usize) -> Option<String> {
        let twins = self.twins?.ids;
        let other = twins.into_iter().find(|id| *id != learner && twins.contains(&learner))?;
        if !self.random.percent(25) {
            return None;
        }
        let entries = |id: usize| {
            let hers = self.truth.records.iter().filter(move |said| said.learner == id);
            hers.filter_map(|said| said.work.as_ref().map(|(entry, _)| entry))
        };
        let known: Vec<&String> = entries(learner).collect();
        let new: Vec<String> =
            entries(other).filter(|entry| !known.contains(entry)).cloned().collect();
        (!new.is_empty()).then(|| self.random.one_of(&new).clone())
    }

    /// Was an entry given under more ids than one?
    pub(super) fn is_given_twice(&self, entry: &str) -> bool {
        let is_it = |work: &(String, u32)| work.0 == entry;
        let mut given =
            self.truth.records.iter().filter(|said| said.work.as_ref().is_some_and(is_it));
        let first = given.next().map(|said| said.learner);
        given.any(|said| Some(said.learner) != first)
    }
}
