//! Statements: periods that are closed and paid, and the sums that must come out.
//!
//! Owns closing, and the truth of minutes: for each entry that is paid, somebody said just so many.

use std::collections::BTreeMap;

use server::store::LineRow;
use sync_core::record::Day;

use super::central::COHORTS;
use super::world::World;

impl World {
    /// An office closes what lies before today, and pays it.
    pub(super) fn close_period(&mut self) {
        let today = Day::of_seconds(self.now);
        let begin = self.closed_to.unwrap_or(Day(today.0 - 60));
        if today.0 <= begin.0 {
            return;
        }
        let by = self.offices[0].account;
        let mut is_any = false;
        for (cohort, _) in COHORTS {
            let id = self.random.uuid();
            let period = (Day(begin.0 + 1), today);
            is_any |= self.central.close_and_pay(cohort, &id, period, by, self.now);
        }
        if is_any {
            self.tally.fault("period_closed");
            self.closed_to = Some(today);
        }
    }

    /// One more closing, when all have met.
    pub(super) fn settle_accounts(&mut self) {
        self.now += 40 * 86_400;
        self.close_period();
    }

    /// For each entry all lines together are what stands approved, and what was once said.
    pub(super) fn is_paid_once(&mut self) {
        let lines = self.lines();
        let mut paid: BTreeMap<String, i64> = BTreeMap::new();
        for line in lines {
            if let Some(entry) = line.entry {
                *paid.entry(entry).or_default() += line.minutes;
            }
        }
        let mut standing: BTreeMap<String, (String, Option<u32>)> = BTreeMap::new();
        for learner in self.learners.clone() {
            let projections =
                self.central.ask(async |store| store.projections(learner).await.unwrap());
            let all = projections.standings.into_iter();
            standing.extend(all.map(|(entry, row)| (entry, (row.state, row.minutes))));
        }
        for (entry, minutes) in paid {
            if self.truth.stolen_work.contains(&entry) {
                // Paid before anybody knew: what is done about it, people decide.
                continue;
            }
            let said = self.truth.records.iter().filter_map(|said| said.work.as_ref());
            let is_said =
                said.filter(|(id, _)| *id == entry).any(|(_, said)| i64::from(*said) == minutes);
            if minutes != 0 && !is_said {
                self.tally.duplicated += 1;
                self.found(format!(
                    "{minutes} minutes are paid for {entry}, and nobody said so many"
                ));
            }
            match standing.get(&entry) {
                Some((state, Some(owed))) if state == "approved" && i64::from(*owed) != minutes => {
                    self.tally.duplicated += 1;
                    self.found(format!("{minutes} minutes are paid for {entry}, {owed} approved"));
                }
                _ => {}
            }
        }
    }

    fn lines(&self) -> Vec<LineRow> {
        self.central.ask(async |store| {
            let mut lines = Vec::new();
            for (cohort, _) in COHORTS {
                for statement in store.statements(cohort.to_owned()).await.unwrap().unwrap() {
                    let whole = store.statement(statement.id).await.unwrap();
                    lines.extend(whole.into_iter().flat_map(|rows| rows.lines));
                }
            }
            lines
        })
    }
}
