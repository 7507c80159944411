//! Tasks, what they are paid by, and their bounds.

use std::collections::BTreeSet;

use super::Found;
use crate::programme::fault::{At, Wrong};
use crate::programme::work::{Measure, Task};

pub(super) fn check(found: &mut Found<'_>) {
    let form = &found.read.form;
    let places = found.parts("tasks", &form.tasks, |part| (&part.id, &part.title));
    for (at, task) in places.iter().zip(&form.tasks) {
        found.maybe_text(&at.field("unit"), task.unit.as_ref());
        pay(found, &at.field("pay"), task);
        let Some(caps) = task.caps else { continue };
        let at = at.field("caps");
        if let Some(minutes) = caps.minutes_per_week {
            let at = at.field("minutes_per_week");
            found.unless(task.measure == Measure::Minutes, &at, || Wrong::Cap);
            found.range(&at, minutes, "a week's minutes", 1, 7 * 24 * 60);
        }
        if let Some(units) = caps.units_per_week {
            let at = at.field("units_per_week");
            found.unless(task.measure == Measure::Units, &at, || Wrong::Cap);
            found.range(&at, units, "a week's units", 1, u64::from(u32::MAX));
        }
    }
}

fn pay(found: &mut Found<'_>, at: &At, task: &Task) {
    let mut days = BTreeSet::new();
    for (place, rule) in task.pay.iter().enumerate() {
        let at = at.item(place);
        found.unless(rule.basis.fits(task.measure), &at.field("basis"), || Wrong::Basis);
        found.unless(rule.read().is_some(), &at, || Wrong::Terms);
        let first = days.insert(rule.from.as_str());
        found.unless(first, &at.field("from"), || Wrong::SameDay { day: rule.from.clone() });
    }
}
