//! Erasures: a woman asks that everything of hers be deleted, and it is.
//!
//! Owns whom central erases, when a phone may believe that it was, and the look for what is left of
//! her. What was paid stays, under a label. Must not delete anything at a server itself.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::Connection;
use server::store::DocumentRows;
use sync_core::ids::LearnerId;

use super::disk::Disk;
use super::machine::Machine;
use super::money::Paid;
use super::phone::Who;
use super::tally::tell;
use super::truth::{HONEST, Mark};
use super::world::World;

/// So many learners there are always.
const FEWEST: usize = 3;
/// Where what was paid to her stays.
const STAYS: [&str; 2] = ["statement_line", "statement_payment"];

impl World {
    pub(super) fn is_erased(&self, learner: usize) -> bool {
        self.truth.erased.contains(&learner)
    }

    /// Learners who were not erased.
    pub(super) fn present(&self) -> Vec<usize> {
        (0..self.learners.len()).filter(|learner| !self.is_erased(*learner)).collect()
    }

    /// One of them is erased, under all her ids. The power may fail meanwhile: central has written
    /// down whom before it deletes anything.
    pub(super) fn erase_somebody(&mut self) {
        let present = self.present();
        let learner = *self.random.one_of(&present);
        let ids = self.ids_of(learner);
        if present.len() < FEWEST + ids.len() {
            return;
        }
        // Under which ids she is here, the office says again where central was put back.
        self.say_who_is_who();
        for paid in self.paid() {
            if ids.contains(&paid.learner) {
                self.truth.paid_to_erased.insert(paid);
            }
        }
        self.plan_central_failure();
        self.central.erase(self.learners[learner], self.now);
        self.central.see_to_power(self.now);
        self.tally.fault("learner_erased");
        tell(|| format!("learners {ids:?} are erased"));
        self.truth.erased.extend(ids);
    }

    /// A phone was told that everything of hers is to go, and believed it.
    pub(super) fn hear_of_erasure(&mut self, at: usize) {
        self.lock(at);
        if !self.is_erased(self.kept[at].learner) {
            return self.forged(format!("profile {at} was removed, and nobody had erased her"));
        }
        tell(|| format!("profile {at} is removed: she was erased"));
        self.tally.fault("erasure_heard");
        let kept = &mut self.kept[at];
        (kept.is_gone, kept.disk, kept.older) = (true, Disk::default(), None);
    }

    /// Nothing is left of her at central, at the hub or on a phone that has met either; what was
    /// paid to her stays, and nothing more is.
    pub(super) fn are_the_erased_gone(&mut self, documents: &[DocumentRows]) {
        if self.truth.erased.is_empty() {
            return;
        }
        // A thief need not ask a central that was put back who he is.
        for at in self.those(|kept| !kept.is_gone && kept.who != Who::Thief) {
            if self.is_erased(self.kept[at].learner) {
                let which = self.described(at);
                self.diverged(format!("profile {which} never heard that she was erased"));
            }
        }
        let erased: Vec<LearnerId> =
            self.truth.erased.iter().map(|learner| self.learners[*learner]).collect();
        for rows in documents.iter().filter(|rows| erased.contains(&rows.id.learner)) {
            self.leaked(format!("central has the {} of an erased woman", rows.id.kind.name()));
        }
        let hers = |record: &u32| {
            self.truth.erased.contains(&self.truth.records[*record as usize].learner)
        };
        let marks: BTreeSet<u32> = (0..self.truth.records.len() as u32).filter(hers).collect();
        let now = self.now;
        let mut left = left_of(&mut self.central, "central", &erased, &marks, now);
        if let Some(hub) = self.hub.as_mut() {
            left.extend(left_of(hub, "the hub", &erased, &marks, now));
        }
        left.into_iter().for_each(|what| self.leaked(what));
        self.is_the_money_of_the_erased_kept();
    }

    fn is_the_money_of_the_erased_kept(&mut self) {
        let paid: BTreeSet<Paid> =
            self.paid().into_iter().filter(|paid| self.is_erased(paid.learner)).collect();
        let before = self.truth.paid_to_erased.clone();
        for again in paid.difference(&before) {
            self.tally.duplicated += 1;
            self.found(format!("was paid after she was erased: {again:?}"));
        }
        for lost in before.difference(&paid) {
            self.tally.lost += 1;
            self.found(format!("what she was paid before she was erased is gone: {lost:?}"));
        }
    }
}

/// What a machine still has of people: rows of any table, and what stands in its files.
fn left_of(
    machine: &mut Machine,
    name: &str,
    erased: &[LearnerId],
    marks: &BTreeSet<u32>,
    now: i64,
) -> Vec<String> {
    let mut left = Vec::new();
    machine.look_at_files(now, |file, bytes| {
        let shown = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for record in marks_in(bytes).intersection(marks) {
            let stands = match shown == "chaski.db" {
                true => tables_that_hold(file, &Mark::Honest(*record).text()),
                false => vec![shown.clone()],
            };
            // No table: where SQLite left it when it moved a row.
            left.push(format!("record {record} of an erased woman is in {stands:?} of {name}"));
        }
        for id in erased {
            let called = format!("Persona {id}");
            if bytes.windows(called.len()).any(|window| window == called.as_bytes()) {
                left.push(format!("an erased woman's name stands in {shown} of {name}"));
            }
        }
        if shown == "chaski.db" {
            let rows = erased.iter().flat_map(|id| tables_with(file, *id));
            left.extend(rows.map(|table| format!("{name} has rows of an erased woman in {table}")));
        }
    });
    left
}

/// All marks of honest people in some bytes.
fn marks_in(bytes: &[u8]) -> BTreeSet<u32> {
    let sign = HONEST.as_bytes();
    let begins = (0..bytes.len()).filter(|at| bytes[*at] == sign[0]);
    let begins = begins.filter(|at| bytes[*at..].starts_with(sign));
    let marks = begins.filter_map(|at| Mark::find(&bytes[at..bytes.len().min(at + 24)]));
    let records = marks.filter_map(|mark| match mark {
        Mark::Honest(record) => Some(record),
        Mark::Stolen(_) | Mark::Forged(_) => None,
    });
    records.collect()
}

/// Tables that point at her row.
fn tables_with(file: &Path, learner: LearnerId) -> Vec<String> {
    let database = Connection::open(file).unwrap();
    let number =
        database.query_row("SELECT number FROM learner WHERE id = ?1", [learner.0], |row| {
            row.get::<_, i64>(0)
        });
    // A hub that was made anew never knew her.
    let Ok(number) = number else { return Vec::new() };
    let mut statement = database
        .prepare(
            "SELECT m.name, f.\"from\" FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f
             WHERE m.type = 'table' AND f.\"table\" = 'learner'",
        )
        .unwrap();
    let columns = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .unwrap()
        .map(Result::unwrap);
    let has_rows = |(table, column): &(String, String)| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?1)");
        database.query_row(&sql, [number], |row| row.get::<_, bool>(0)).unwrap()
    };
    let tables = columns.filter(|(table, _)| !STAYS.contains(&table.as_str()));
    tables.filter(has_rows).map(|(table, _)| table).collect()
}

/// Columns in which a text stands; none where it is in what SQLite has freed inside a page.
fn tables_that_hold(file: &Path, text: &str) -> Vec<String> {
    let database = Connection::open(file).unwrap();
    let mut statement = database
        .prepare(
            "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
             WHERE m.type = 'table'",
        )
        .unwrap();
    let columns = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .unwrap()
        .map(Result::unwrap);
    let holds = |(table, column): &(String, String)| {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM {table} WHERE instr(CAST({column} AS BLOB), ?1) > 0)"
        );
        database.query_row(&sql, [text.as_bytes()], |row| row.get::<_, bool>(0)).unwrap()
    };
    columns.filter(holds).map(|(table, column)| format!("{table}.{column}")).collect()
}
