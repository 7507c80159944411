//! Paid work as a definition says it: tasks, what they are paid by, and bounds.
//!
//! Owns the shape, and the rules as the record knows them. Must not reckon: `pay` does.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sync_core::record::{Basis, Day, PayRule, PayTerms};

use super::text::{Id, Text};

/// A kind of paid work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// What stands beside it: `image`, `audio`, `text`, `paper`.
    #[serde(default = "some_icon")]
    pub icon: String,
    /// What is counted.
    pub measure: Measure,
    /// What the counted things are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// What it is paid by, from which day on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pay: Vec<Rule>,
    /// How much of it is meant to be done at most, for whoever looks at it: nothing is refused by
    /// it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caps: Option<Caps>,
}

fn some_icon() -> String {
    "paper".to_owned()
}

/// What is counted of a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Time.
    Minutes,
    /// Things done.
    Units,
}

/// What a task is paid by, from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What the rate is for: `hour` (of a task in minutes), `unit`, `period` (the same each period).
    pub basis: PayBasis,
    /// Minor units (cents) for each of that.
    pub rate: u64,
    /// Three capital letters.
    #[schemars(regex(pattern = "^[A-Z]{3}$"))]
    pub currency: String,
    /// Amounts are multiples of so many minor units.
    #[serde(default = "no_rounding")]
    #[schemars(range(min = 1))]
    pub rounding: u32,
    /// The first day of work that is paid so, `2026-01-31`.
    #[schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
    pub from: String,
}

fn no_rounding() -> u32 {
    1
}

/// What a rate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PayBasis {
    /// An hour.
    Hour,
    /// A thing done.
    Unit,
    /// A period, however much was done.
    Period,
}

impl PayBasis {
    /// As the record says it.
    pub fn basis(self) -> Basis {
        match self {
            PayBasis::Hour => Basis::Hour,
            PayBasis::Unit => Basis::Unit,
            PayBasis::Period => Basis::Period,
        }
    }

    /// May a task that counts this be paid so?
    pub fn fits(self, measure: Measure) -> bool {
        match self {
            PayBasis::Hour => measure == Measure::Minutes,
            PayBasis::Unit => measure == Measure::Units,
            PayBasis::Period => true,
        }
    }
}

impl Rule {
    /// As the record says it; `None` when its day is none or its terms are out of bounds.
    pub fn read(&self) -> Option<PayRule> {
        let Rule { rate, rounding, .. } = *self;
        let currency = self.currency.clone();
        let terms = PayTerms { basis: self.basis.basis(), rate, currency, rounding };
        let from = Day::parse(&self.from)?;
        terms.are_sound().then_some(PayRule { from, terms })
    }
}

/// How much of a task is meant to be done at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// By one person in a week, of a task in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10080))]
    pub minutes_per_week: Option<u32>,
    /// By one person in a week, of a task in units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub units_per_week: Option<u32>,
    /// To one person in a period, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub amount_per_period: Option<u64>,
}

/// How much one member of staff may approve at once, in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkLimits {
    /// Entries.
    pub entries: u32,
    /// Minor units.
    #[schemars(range(min = 0))]
    pub amount: i64,
}

impl Default for BulkLimits {
    fn default() -> Self {
        Self { entries: 50, amount: 500_000 }
    }
}
