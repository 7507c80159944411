//! A table that grows as frames are read or written: an item by its place, a place by its item.
//!
//! Owns both directions, each at a cost that does not grow with the table: a hostile batch could
//! otherwise make its reader search long tables thousands of times.

use std::collections::BTreeMap;

/// Items in the order in which they came, the first of equal ones found.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    items: Vec<T>,
    places: BTreeMap<T, usize>,
}

impl<T: Ord + Clone> Table<T> {
    pub(super) fn new() -> Self {
        Self { items: Vec::new(), places: BTreeMap::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn get(&self, place: usize) -> Option<&T> {
        self.items.get(place)
    }

    pub(super) fn place(&self, item: &T) -> Option<usize> {
        self.places.get(item).copied()
    }

    pub(super) fn push(&mut self, item: T) {
        self.places.entry(item.clone()).or_insert(self.items.len());
        self.items.push(item);
    }

    /// Forgets what came after the first `length` items.
    pub(super) fn truncate(&mut self, length: usize) {
        for item in self.items.drain(length.min(self.items.len())..) {
            if self.places.get(&item).is_some_and(|place| *place >= length) {
                self.places.remove(&item);
            }
        }
    }
}
