//! Histories as proptest makes them.
//!
//! Owns the strategy and how many cases are tried.

use proptest::prelude::*;

use crate::cases::cases;
use crate::histories::Step;

/// How many cases a property is tried on; a failing one is printed, not kept in a file.
pub(crate) fn config(few: u32) -> ProptestConfig {
    ProptestConfig { cases: cases(few), failure_persistence: None, ..Default::default() }
}

/// Arbitrary steps.
pub(crate) fn step() -> impl Strategy<Value = Step> {
    let time = prop_oneof![4 => 1_790_000_000..1_799_999_999_i64, 1 => -(1_i64 << 40) + 1..1 << 40];
    let depends = prop::option::weighted(0.7, prop::collection::vec(any::<u16>(), 0..5));
    let puts = prop::collection::vec((0_u8..8, any::<u64>()), 1..5);
    (0_u8..9, depends, puts, 0_u8..40, time).prop_map(|(actor, depends, puts, length, time)| Step {
        actor,
        depends,
        puts,
        length,
        time,
    })
}
