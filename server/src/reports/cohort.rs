//! A cohort's page: counts by learner, minutes by week, and the funnel.
//!
//! Owns how rows become its JSON and its table for a spreadsheet.

use std::collections::HashMap;

use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::csv::{Cell, table};
use super::shapes::{Cohort, CohortHead, CohortReport, Funnel, LearnerLine, LearnerName};
use super::weeks::Weeks;
use crate::store::reports::{CohortRow, CohortRows, DayCount, LearnerNameRow};

impl From<CohortRow> for CohortHead {
    fn from(row: CohortRow) -> Self {
        let CohortRow { id, title, starts, weeks, center, learners } = row;
        Self { id, title, starts: starts.to_string(), weeks, center, learners }
    }
}

impl From<LearnerNameRow> for LearnerName {
    fn from(row: LearnerNameRow) -> Self {
        Self { id: row.id.to_string(), label: row.label, name: row.name }
    }
}

/// Makes the page as of a moment.
pub(crate) fn cohort_report(rows: CohortRows, as_of: i64) -> CohortReport {
    let CohortRows { cohort, lessons_total, learners, work } = rows;
    let last_work = work.iter().filter(|count| count.minutes > 0).map(|count| count.day).max();
    let weeks = Weeks::of(cohort.starts, cohort.weeks, last_work, Day::of_seconds(as_of));
    let mut worked = work_by_learner(weeks, &work);
    let learners: Vec<LearnerLine> = learners
        .into_iter()
        .map(|counts| {
            let work = worked.remove(&counts.learner.id).unwrap_or_else(|| Work::none(weeks));
            LearnerLine {
                learner: counts.learner.into(),
                lessons_done: counts.lessons_done,
                lessons_total: Some(counts.lessons_total).filter(|hers| *hers != lessons_total),
                last_activity: counts.last_activity,
                last_data: counts.last_data,
                minutes_by_week: work.minutes_by_week,
                minutes_total: work.minutes,
                units_total: work.units,
                open_questions: counts.open_questions,
                phones: counts.phones,
                missing: counts.missing,
            }
        })
        .collect();
    CohortReport {
        funnel: funnel(&learners, lessons_total),
        cohort: Cohort {
            id: cohort.id,
            title: cohort.title,
            starts: cohort.starts.to_string(),
            weeks: cohort.weeks,
            center: cohort.center,
        },
        as_of,
        weeks: weeks.mondays().map(|day| day.to_string()).collect(),
        lessons_total,
        learners,
    }
}

/// What one learner's entries count for.
struct Work {
    minutes_by_week: Vec<u64>,
    minutes: u64,
    units: u64,
}

impl Work {
    fn none(weeks: Weeks) -> Self {
        Self { minutes_by_week: vec![0; weeks.len()], minutes: 0, units: 0 }
    }
}

/// Work on a day outside the weeks shown counts in the total only.
fn work_by_learner(weeks: Weeks, counts: &[DayCount]) -> HashMap<LearnerId, Work> {
    let mut worked: HashMap<LearnerId, Work> = HashMap::new();
    for count in counts {
        let work = worked.entry(count.learner).or_insert_with(|| Work::none(weeks));
        work.minutes += count.minutes;
        work.units += count.units;
        if let Some(week) = weeks.index_of(count.day) {
            work.minutes_by_week[week] += count.minutes;
        }
    }
    worked
}

/// Started: finished a lesson or did anything at all. Half and completed: of the lessons.
fn funnel(learners: &[LearnerLine], lessons_total: u64) -> Funnel {
    let having = |reached: &dyn Fn(&LearnerLine) -> bool| {
        learners.iter().filter(|learner| reached(learner)).count()
    };
    let total = |learner: &LearnerLine| learner.lessons_total.unwrap_or(lessons_total);
    let some = |learner: &LearnerLine| total(learner) > 0;
    Funnel {
        enrolled: learners.len(),
        started: having(&|learner| learner.last_activity.is_some()),
        half: having(&|learner| some(learner) && learner.lessons_done * 2 >= total(learner)),
        completed: having(&|learner| some(learner) && learner.lessons_done >= total(learner)),
    }
}

/// The page's table for a spreadsheet, with names or with labels only.
pub(crate) fn learners_csv(report: &CohortReport, names: bool) -> Vec<u8> {
    let who = if names { &["label", "name"][..] } else { &["label"] };
    let head = who
        .iter()
        .chain(&["lessons_done", "lessons_total", "last_activity", "last_data"])
        .map(|name| (*name).to_owned())
        .chain(report.weeks.iter().map(|monday| format!("minutes_week_{monday}")))
        .chain(
            ["minutes_total", "units_total", "open_questions", "phones", "missing"]
                .map(str::to_owned),
        );
    let rows = report.learners.iter().map(|line| {
        let mut cells = vec![Cell::text(&line.learner.label)];
        if names {
            cells.push(Cell::text(&line.learner.name));
        }
        cells.extend([
            Cell::number(line.lessons_done),
            Cell::number(line.lessons_total.unwrap_or(report.lessons_total)),
            Cell::or_empty(line.last_activity, Cell::Moment),
            Cell::or_empty(line.last_data, Cell::Moment),
        ]);
        cells.extend(line.minutes_by_week.iter().map(|minutes| Cell::number(*minutes)));
        let counts =
            [line.minutes_total, line.units_total, line.open_questions, line.phones, line.missing];
        cells.extend(counts.map(Cell::number));
        cells
    });
    table(head, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::reports::LearnerCounts;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn counts(number: u8, name: &str, lessons_done: u64) -> LearnerCounts {
        LearnerCounts {
            learner: LearnerNameRow {
                id: LearnerId([number; 16]),
                label: format!("P-{number:04}"),
                name: name.to_owned(),
            },
            lessons_done,
            lessons_total: 3,
            last_activity: (lessons_done > 0).then_some(1_792_000_000),
            last_data: None,
            open_questions: 0,
            phones: 1,
            missing: 0,
        }
    }

    fn report() -> CohortReport {
        let work = |number, text, minutes, units| DayCount {
            learner: LearnerId([number; 16]),
            day: day(text),
            minutes,
            units,
        };
        let rows = CohortRows {
            cohort: CohortRow {
                id: "c".into(),
                title: "Cohorte 1".into(),
                starts: day("2026-09-30"),
                weeks: 12,
                center: None,
                learners: 3,
            },
            lessons_total: 3,
            learners: vec![counts(1, "Ana", 3), counts(2, "=Rosa", 2), counts(3, "Eva", 0)],
            work: vec![
                work(1, "2026-09-28", 60, 0),
                work(1, "2026-10-04", 30, 0),
                work(1, "2026-10-05", 15, 7),
                work(1, "2026-09-01", 5, 0),
                work(2, "2026-10-06", 45, 0),
            ],
        };
        // Thursday 8 October 2026.
        cohort_report(rows, 1_791_460_800)
    }

    #[test]
    fn counts_by_week_and_funnel() {
        let report = report();
        assert_eq!(report.weeks, ["2026-09-28", "2026-10-05"]);
        let ana = &report.learners[0];
        assert_eq!(ana.minutes_by_week, [90, 15]);
        assert_eq!((ana.minutes_total, ana.units_total), (110, 7), "the early day in the total");
        assert_eq!(report.learners[2].minutes_by_week, [0, 0]);
        assert_eq!(report.funnel, Funnel { enrolled: 3, started: 2, half: 2, completed: 1 });
    }

    #[test]
    fn the_table_is_safe_to_open() {
        let bytes = learners_csv(&report(), true);
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<_> = text.trim_start_matches('\u{feff}').split("\r\n").collect();
        assert_eq!(
            lines[0],
            "label,name,lessons_done,lessons_total,last_activity,last_data,\
             minutes_week_2026-09-28,minutes_week_2026-10-05,\
             minutes_total,units_total,open_questions,phones,missing"
        );
        assert_eq!(lines[1], "P-0001,Ana,3,3,2026-10-14T17:46:40Z,,90,15,110,7,0,1,0");
        assert!(lines[2].starts_with("P-0002,'=Rosa,2,3,"), "{}", lines[2]);
        let nameless = String::from_utf8(learners_csv(&report(), false)).unwrap();
        assert!(nameless.contains("label,lessons_done,") && nameless.contains("P-0002,2,3,"));
        assert!(!nameless.contains("Rosa") && !nameless.contains("Ana"), "{nameless}");
    }
}
