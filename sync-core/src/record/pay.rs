//! What work is worth: pay rules, and the one piece of arithmetic that everybody uses.
//!
//! Owns the rounding. Amounts are in minor units (cents) of one currency; nothing here adds two
//! currencies. Must not know who is paid, or when.

use minicbor::{Decode, Encode};

use super::Day;

/// The most that a rate may be, in minor units.
pub const MAX_RATE: u64 = 1_000_000_000;
/// The coarsest rounding, in minor units.
pub const MAX_ROUNDING: u32 = 100_000;

/// What a rate is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Basis {
    /// An hour of work.
    #[n(0)]
    Hour,
    /// One unit.
    #[n(1)]
    Unit,
    /// A period in which any of it was approved: entries themselves are worth nothing more.
    #[n(2)]
    Period,
}

impl Basis {
    /// All of them.
    pub const ALL: [Basis; 3] = [Basis::Hour, Basis::Unit, Basis::Period];

    /// The word for it, in JSON and SQL.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Hour => "hour",
            Basis::Unit => "unit",
            Basis::Period => "period",
        }
    }

    /// The basis with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.word() == word)
    }
}

/// How much of something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quantity {
    /// Time.
    Minutes(u32),
    /// Pieces.
    Units(u32),
}

impl Quantity {
    /// The one that is there; `None` when both are or neither is.
    pub fn of(minutes: Option<u32>, units: Option<u32>) -> Option<Self> {
        match (minutes, units) {
            (Some(minutes), None) => Some(Quantity::Minutes(minutes)),
            (None, Some(units)) => Some(Quantity::Units(units)),
            _ => None,
        }
    }

    /// Minutes, where it is time.
    pub fn minutes(self) -> Option<u32> {
        match self {
            Quantity::Minutes(minutes) => Some(minutes),
            Quantity::Units(_) => None,
        }
    }

    /// Pieces, where it is those.
    pub fn units(self) -> Option<u32> {
        match self {
            Quantity::Units(units) => Some(units),
            Quantity::Minutes(_) => None,
        }
    }
}

/// What a kind of work is paid by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PayTerms {
    /// What the rate is for.
    pub basis: Basis,
    /// Minor units for each of that.
    pub rate: u64,
    /// Three capital letters.
    pub currency: String,
    /// Amounts are multiples of so many minor units; at least 1.
    pub rounding: u32,
}

/// Terms, and the first day of work that they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayRule {
    /// Work done from this day on.
    pub from: Day,
    /// Is paid so.
    pub terms: PayTerms,
}

impl PayTerms {
    /// Are they within the limits that a record keeps?
    pub fn are_sound(&self) -> bool {
        is_currency(&self.currency)
            && self.rate <= MAX_RATE
            && (1..=MAX_ROUNDING).contains(&self.rounding)
    }

    /// The amount for a quantity, in minor units; `None` when the quantity is not what the rate is
    /// for. Exact until the last step, then rounded half up to a multiple of `rounding`.
    pub fn amount(&self, quantity: Quantity) -> Option<u64> {
        let (parts, per) = match (self.basis, quantity) {
            (Basis::Hour, Quantity::Minutes(minutes)) => (u128::from(minutes), 60),
            (Basis::Unit, Quantity::Units(units)) => (u128::from(units), 1),
            (Basis::Period, _) => return Some(0),
            _ => return None,
        };
        let step = u128::from(self.rounding.max(1));
        let (worth, of) = (u128::from(self.rate) * parts, per * step);
        u64::try_from((2 * worth + of) / (2 * of) * step).ok()
    }
}

/// The terms for work done on a day: of the rules that have begun, the latest. Rules may come in
/// any order.
pub fn terms_on(rules: &[PayRule], day: Day) -> Option<&PayTerms> {
    rules
        .iter()
        .filter(|rule| rule.from <= day)
        .max_by_key(|rule| rule.from)
        .map(|rule| &rule.terms)
}

/// Three capital letters.
pub fn is_currency(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(basis: Basis, rate: u64, rounding: u32) -> PayTerms {
        PayTerms { basis, rate, currency: "BOB".to_owned(), rounding }
    }

    #[test]
    fn amounts_are_exact_and_rounded_once() {
        use Quantity::{Minutes, Units};
        let hour = terms(Basis::Hour, 1_500, 1);
        assert_eq!(hour.amount(Minutes(60)), Some(1_500));
        assert_eq!(hour.amount(Minutes(50)), Some(1_250));
        assert_eq!(hour.amount(Minutes(0)), Some(0));
        assert_eq!(terms(Basis::Hour, 1_000, 1).amount(Minutes(20)), Some(333));
        assert_eq!(terms(Basis::Hour, 1_000, 1).amount(Minutes(40)), Some(667));
        assert_eq!(terms(Basis::Hour, 1_000, 10).amount(Minutes(20)), Some(330));
        assert_eq!(terms(Basis::Hour, 1_000, 50).amount(Minutes(20)), Some(350));
        assert_eq!(terms(Basis::Hour, 30, 1).amount(Minutes(1)), Some(1), "half up");
        assert_eq!(terms(Basis::Unit, 25, 10).amount(Units(3)), Some(80));
        assert_eq!(terms(Basis::Period, 5_000, 1).amount(Minutes(600)), Some(0));
        assert_eq!(hour.amount(Units(3)), None);
        assert_eq!(terms(Basis::Unit, 25, 1).amount(Minutes(3)), None);
        let most = terms(Basis::Unit, MAX_RATE, 1).amount(Units(u32::MAX));
        assert_eq!(most, Some(MAX_RATE * u64::from(u32::MAX)));
    }

    #[test]
    fn the_latest_rule_that_has_begun_holds() {
        let rule = |from, rate| PayRule { from: Day(from), terms: terms(Basis::Hour, rate, 1) };
        let rules = [rule(20_000, 3), rule(10_000, 1), rule(15_000, 2)];
        let rate = |day| terms_on(&rules, Day(day)).map(|terms| terms.rate);
        assert_eq!(rate(9_999), None);
        assert_eq!(rate(10_000), Some(1));
        assert_eq!(rate(19_999), Some(2));
        assert_eq!(rate(20_000), Some(3));
    }
}
