//! Hours that nobody was paid for yet, by person.
//!
//! Owns the JSON. What stands approved is told apart from what nobody decided; currencies are never
//! added up.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::store::reports::{UnpaidRow, UnpaidStage};

/// What is not paid.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Unpaid {
    /// Seconds since 1970.
    as_of: i64,
    /// Of everybody.
    total: UnpaidSum,
    learners: Vec<LearnerUnpaid>,
}

/// What some entries come to.
#[derive(Clone, Debug, Default, Serialize)]
struct UnpaidSum {
    /// Entries that stand approved.
    approved_entries: u64,
    approved_minutes: u64,
    approved_units: u64,
    /// What they come to, by currency, minor units.
    amounts: Vec<Amount>,
    /// Entries that nobody decided yet.
    undecided_entries: u64,
    undecided_minutes: u64,
    undecided_units: u64,
}

#[derive(Clone, Debug, Serialize)]
struct Amount {
    currency: String,
    amount: u64,
}

/// Of one learner.
#[derive(Clone, Debug, Default, Serialize)]
struct LearnerUnpaid {
    id: String,
    label: String,
    name: String,
    cohort: String,
    cohort_title: String,
    #[serde(flatten)]
    sum: UnpaidSum,
    entries: Vec<EntryUnpaid>,
}

/// One entry.
#[derive(Clone, Debug, Serialize)]
struct EntryUnpaid {
    day: String,
    task: String,
    minutes: u64,
    units: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    stage: &'static str,
}

/// What rows come to; they are in order of learners.
pub(crate) fn unpaid(rows: Vec<UnpaidRow>, as_of: i64) -> Unpaid {
    let mut all = Unpaid { as_of, ..Unpaid::default() };
    let mut total = Summing::default();
    let mut hers = Summing::default();
    for row in rows {
        let id = row.learner.id.to_string();
        if all.learners.last().is_none_or(|last| last.id != id) {
            finish(&mut all.learners, &mut hers);
            all.learners.push(LearnerUnpaid {
                id,
                label: row.learner.label.clone(),
                name: row.learner.name.clone(),
                cohort: row.cohort.clone(),
                cohort_title: row.cohort_title.clone(),
                ..LearnerUnpaid::default()
            });
        }
        total.add(&row);
        hers.add(&row);
        let (amount, currency) = row.amount.unzip();
        let entry = EntryUnpaid {
            day: row.day.to_string(),
            task: row.task,
            minutes: row.minutes,
            units: row.units,
            amount,
            currency,
            stage: match row.stage {
                UnpaidStage::Undecided => "undecided",
                UnpaidStage::Approved => "approved",
                UnpaidStage::Closed => "closed",
            },
        };
        if let Some(last) = all.learners.last_mut() {
            last.entries.push(entry);
        }
    }
    finish(&mut all.learners, &mut hers);
    all.total = total.done();
    all
}

fn finish(learners: &mut [LearnerUnpaid], sum: &mut Summing) {
    if let Some(last) = learners.last_mut() {
        last.sum = std::mem::take(sum).done();
    }
}

#[derive(Default)]
struct Summing {
    sum: UnpaidSum,
    amounts: BTreeMap<String, u64>,
}

impl Summing {
    fn add(&mut self, row: &UnpaidRow) {
        if row.stage == UnpaidStage::Undecided {
            self.sum.undecided_entries += 1;
            self.sum.undecided_minutes += row.minutes;
            self.sum.undecided_units += row.units;
            return;
        }
        self.sum.approved_entries += 1;
        self.sum.approved_minutes += row.minutes;
        self.sum.approved_units += row.units;
        if let Some((amount, currency)) = &row.amount {
            *self.amounts.entry(currency.clone()).or_default() += amount;
        }
    }

    fn done(self) -> UnpaidSum {
        let amounts = self.amounts.into_iter();
        let amounts = amounts.map(|(currency, amount)| Amount { currency, amount }).collect();
        UnpaidSum { amounts, ..self.sum }
    }
}

#[cfg(test)]
mod tests {
    use sync_core::ids::LearnerId;
    use sync_core::record::Day;

    use super::*;
    use crate::store::reports::LearnerNameRow;

    fn row(
        learner: u8,
        minutes: u64,
        stage: UnpaidStage,
        amount: Option<(u64, &str)>,
    ) -> UnpaidRow {
        UnpaidRow {
            learner: LearnerNameRow {
                id: LearnerId([learner; 16]),
                label: format!("P-{learner:04}"),
                name: "Ana".into(),
            },
            cohort: "a".into(),
            cohort_title: "A".into(),
            day: Day(20_700),
            task: "etiquetar".into(),
            minutes,
            units: 0,
            amount: amount.map(|(amount, currency)| (amount, currency.to_owned())),
            stage,
        }
    }

    #[test]
    fn what_is_approved_is_told_apart_from_what_nobody_decided() {
        let rows = vec![
            row(1, 60, UnpaidStage::Approved, Some((1_200, "BOB"))),
            row(1, 30, UnpaidStage::Closed, Some((600, "BOB"))),
            row(1, 45, UnpaidStage::Undecided, None),
            row(2, 90, UnpaidStage::Approved, Some((500, "USD"))),
        ];
        let told = serde_json::to_value(unpaid(rows, 7)).unwrap();
        assert_eq!(told["total"]["approved_minutes"], 180);
        assert_eq!(told["total"]["undecided_minutes"], 45);
        let amounts = serde_json::json!([
            {"currency": "BOB", "amount": 1_800}, {"currency": "USD", "amount": 500},
        ]);
        assert_eq!(told["total"]["amounts"], amounts);
        assert_eq!(told["learners"][0]["approved_entries"], 2);
        assert_eq!(told["learners"][0]["amounts"][0]["amount"], 1_800);
        assert_eq!(told["learners"][1]["approved_minutes"], 90);
        let stages: Vec<&str> = told["learners"][0]["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["stage"].as_str().unwrap())
            .collect();
        assert_eq!(stages, ["approved", "closed", "undecided"]);
    }
}
