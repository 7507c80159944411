//! What each report counts.
//!
//! Owns the measures and the days by which a period takes an enrolment in: reports on people count
//! enrolments that began in it, reports on hours and attendance what was done in it. Every figure's
//! definition, with its source, is in `docs/REPORTS.md`.
//!
//! - `people`: how enrolments stand; `learning`: courses, lessons, weeks; `doing`: hours and sessions;
//!   `compared`: what people answered, against what they answered at the beginning

mod compared;
mod doing;
mod learning;
mod people;

use std::collections::BTreeMap;

use sync_core::record::{Day, EnrolmentState};

use super::Ask;
use super::count::Grouping;
use super::table::{Counted, Family, Item, ItemKey, Measure};
use crate::programme::{Indicator, Survey};
use crate::store::enrolments::MOVED;
use crate::store::facts::parts::PartKind;
use crate::store::facts::read::{FactRow, Facts};

/// Which report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// From enrolled to completed.
    Funnel,
    /// Courses begun and finished.
    Courses,
    /// Who is still there, by week.
    Retention,
    /// How far, by lesson; where they stop.
    Progress,
    /// Paid work, by week.
    Hours,
    /// Sessions, by week.
    Attendance,
    /// What became of enrolments.
    Outcomes,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] = [
        Kind::Funnel,
        Kind::Courses,
        Kind::Retention,
        Kind::Progress,
        Kind::Hours,
        Kind::Attendance,
        Kind::Outcomes,
    ];

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Funnel => "funnel",
            Kind::Courses => "courses",
            Kind::Retention => "retention",
            Kind::Progress => "progress",
            Kind::Hours => "hours",
            Kind::Attendance => "attendance",
            Kind::Outcomes => "outcomes",
        }
    }

    /// The report of this name.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What of the facts it reads.
    pub(super) fn part(self) -> Option<PartKind> {
        match self {
            Kind::Funnel => None,
            Kind::Outcomes => Some(PartKind::Answers),
            Kind::Courses | Kind::Progress => Some(PartKind::Lessons),
            Kind::Retention => Some(PartKind::Weeks),
            Kind::Hours => Some(PartKind::Work),
            Kind::Attendance => Some(PartKind::Attendance),
        }
    }

    /// Measure → the code of its definition in `docs/REPORTS.md`.
    pub(super) fn definitions(self) -> Vec<(&'static str, &'static str)> {
        let own: &[(&str, &str)] = match self {
            Kind::Funnel => &[
                ("started", "started-1"),
                ("active", "active-1"),
                ("silent", "silent-1"),
                ("paused", "paused-1"),
                ("left", "dropout-1"),
                ("ended", "ended-1"),
                ("completed", "completion-1"),
                ("certified", "certified-1"),
                ("placed", "placed-1"),
                ("completed_placed", "placement-1"),
            ],
            Kind::Courses => &[("started", "course-started-1"), ("finished", "course-finished-1")],
            Kind::Retention => &[("begun", "week-begun-1"), ("active", "week-active-1")],
            Kind::Progress => &[
                ("begun", "lesson-begun-1"),
                ("done", "lesson-done-1"),
                ("stopped", "lesson-stopped-1"),
            ],
            Kind::Hours => &[
                ("workers", "workers-1"),
                ("minutes", "minutes-1"),
                ("units", "units-1"),
                ("approved_minutes", "approved-1"),
                ("approved_units", "approved-1"),
                ("approved", "money-approved-1"),
                ("paid", "money-paid-1"),
            ],
            Kind::Attendance => &[
                ("present", "present-1"),
                ("late", "present-1"),
                ("absent", "absent-1"),
                ("excused", "absent-1"),
            ],
            Kind::Outcomes => &[
                ("completed", "completion-1"),
                ("left", "dropout-1"),
                ("ended", "ended-1"),
                ("going_on", "going-on-1"),
                ("n", "answered-1"),
                ("yes", "yes-share-1"),
                ("grew", "change-1"),
            ],
        };
        [("enrolments", "enrolment-1"), ("persons", "person-1")]
            .into_iter()
            .chain(own.iter().copied())
            .collect()
    }
}

/// What the programme says of itself.
#[derive(Default)]
pub(super) struct Meant {
    /// How many lessons each course has.
    pub(super) lessons: BTreeMap<String, u32>,
    /// What it is measured by.
    pub(super) indicators: Vec<Indicator>,
    /// What it asks, when.
    pub(super) surveys: Vec<Survey>,
}

/// Measures of a report, in the order in which they were first needed.
#[derive(Default)]
struct Measures {
    list: Vec<Measure>,
    families: Vec<Family>,
}

impl Measures {
    /// Begins a family: what is added belongs to it.
    fn family(&mut self, family: Family) {
        self.families.push(family);
    }

    fn add(&mut self, name: &'static str, item: Option<Item>, is_count: bool) -> usize {
        let family = self.families.len().saturating_sub(1);
        self.list.push(Measure { name, item, family, is_count, within: None });
        self.list.len() - 1
    }

    /// A count, of which another of its family bounds it.
    fn within(&mut self, name: &'static str, item: Option<Item>, within: usize) -> usize {
        let index = self.add(name, item, true);
        self.list[index].within = Some(within);
        index
    }

    fn count(&mut self, name: &'static str) -> usize {
        self.add(name, None, true)
    }

    fn done(self) -> (Vec<Measure>, Vec<Family>) {
        (self.list, self.families)
    }
}

fn item(list: &'static str, name: &'static str, key: ItemKey) -> Option<Item> {
    Some(Item { list, keys: vec![(name, key)] })
}

/// Counts a report.
pub(super) fn counted(
    ask: &Ask,
    facts: &Facts,
    meant: &Meant,
    groupings: &[Grouping<'_>],
    today: Day,
) -> Counted {
    let counted = match ask.kind {
        Kind::Funnel => people::funnel(ask, facts, groupings, today),
        Kind::Outcomes => people::outcomes(ask, facts, meant, groupings),
        Kind::Courses => learning::courses(ask, facts, &meant.lessons, groupings),
        Kind::Progress => learning::progress(ask, facts, groupings),
        Kind::Retention => learning::retention(ask, facts, groupings, today),
        Kind::Hours => doing::hours(ask, facts, groupings),
        Kind::Attendance => doing::attendance(ask, facts, groupings),
    };
    in_order(counted)
}

/// Items of lists in their own order, whatever order they were met in.
fn in_order(mut counted: Counted) -> Counted {
    let measures = &counted.measures;
    let mut order: Vec<usize> = (0..measures.len()).collect();
    order.sort_by(|a, b| measures[*a].item.cmp(&measures[*b].item).then(a.cmp(b)));
    if order.is_sorted() {
        return counted;
    }
    let mut spare = Vec::new();
    let mut put = |values: &mut Vec<u64>| {
        spare.clear();
        spare.extend(order.iter().map(|index| values[*index]));
        std::mem::swap(values, &mut spare);
    };
    let rows = counted.tables.iter_mut().flat_map(|table| &mut table.rows);
    for row in rows.chain([&mut counted.total]) {
        put(&mut row.values);
        put(&mut row.singles_in);
    }
    let mut place_of = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, index)| place_of[*index] = place);
    let moved = order.iter().map(|index| {
        let measure = counted.measures[*index].clone();
        Measure { within: measure.within.map(|within| place_of[within]), ..measure }
    });
    counted.measures = moved.collect();
    counted
}

/// An enrolment that went on in another cohort is that one's.
fn has_moved(facts: &Facts, fact: &FactRow) -> bool {
    fact.state == EnrolmentState::Left && facts.word(fact.reason) == Some(MOVED)
}

fn is_in(ask: &Ask, day: i32) -> bool {
    ask.from.is_none_or(|from| from.0 <= day) && ask.to.is_none_or(|to| day <= to.0)
}

/// Is this enrolment in a report on people?
pub(super) fn takes_in(ask: &Ask, facts: &Facts, fact: &FactRow) -> bool {
    !has_moved(facts, fact) && is_in(ask, fact.since)
}

fn began_in<'a>(ask: &'a Ask, facts: &'a Facts) -> impl Fn(&FactRow) -> bool + 'a {
    |fact| takes_in(ask, facts, fact)
}
