//! Learning: courses, lessons and where they stop, who is still there by week.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;
use sync_core::record::{Day, EnrolmentState};

use super::{Measures, began_in, item};
use crate::figures::Ask;
use crate::figures::count::{Grouping, count};
use crate::figures::table::{Counted, Family, Item, ItemKey};
use crate::store::facts::parts::{LessonPart, lessons_of, week_of, weeks_of};
use crate::store::facts::read::Facts;

/// Weeks that retention tells: a year and a half.
const MOST_WEEKS: i32 = 78;

/// Each lesson's word: `course/place`.
fn lesson_words(facts: &Facts) -> BTreeMap<u32, (String, i64)> {
    let split = |word: &String| {
        let (course, place) = word.split_once('/')?;
        Some((course.to_owned(), place.parse().ok()?))
    };
    facts.part_words.iter().filter_map(|(number, word)| Some((*number, split(word)?))).collect()
}

pub(super) fn courses(
    ask: &Ask,
    facts: &Facts,
    lessons: &BTreeMap<String, u32>,
    groupings: &[Grouping<'_>],
) -> Counted {
    let mut measures = Measures::default();
    let mut of_course: Vec<(usize, usize, u32)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (course, total) in lessons {
        let item = item("courses", "course", ItemKey::Word(course.clone()));
        measures.family(Family::Own);
        let started = measures.add("started", item.clone(), true);
        places.insert(course, of_course.len());
        of_course.push((started, measures.within("finished", item, started), *total));
    }
    let words = lesson_words(facts);
    let course_of: FxHashMap<u32, usize> = words
        .iter()
        .filter_map(|(number, (course, _))| Some((*number, *places.get(course.as_str())?)))
        .collect();
    let mut done = vec![0_u32; of_course.len()];
    let mut begun = vec![false; of_course.len()];
    count(ask, facts, measures.done(), &[], groupings, began_in(ask, facts), |fact, marks| {
        done.fill(0);
        begun.fill(false);
        let read = lessons_of(facts.part(fact), |lesson| {
            if let Some(course) = course_of.get(&lesson.lesson) {
                begun[*course] = true;
                done[*course] += u32::from(lesson.done.is_some());
            }
        });
        debug_assert!(read.is_some(), "facts are ours");
        for (course, (started, finished, total)) in of_course.iter().enumerate() {
            if begun[course] {
                marks.push((*started, 1));
                if done[course] >= *total {
                    marks.push((*finished, 1));
                }
            }
        }
    })
}

pub(super) fn progress(ask: &Ask, facts: &Facts, groupings: &[Grouping<'_>]) -> Counted {
    let mut measures = Measures::default();
    let mut lessons: Vec<(u32, Item)> = lesson_words(facts)
        .into_iter()
        .map(|(number, (course, place))| {
            let keys =
                vec![("course", ItemKey::Word(course)), ("lesson", ItemKey::Number(place + 1))];
            (number, Item { list: "lessons", keys })
        })
        .collect();
    lessons.sort_by(|a, b| a.1.cmp(&b.1));
    let mut of_lesson: FxHashMap<u32, [usize; 3]> = FxHashMap::default();
    for (number, item) in &lessons {
        measures.family(Family::Own);
        let begun = measures.add("begun", Some(item.clone()), true);
        let done = measures.within("done", Some(item.clone()), begun);
        of_lesson.insert(*number, [begun, done, 0]);
    }
    // Somebody stops at one lesson: what is hidden of one is hidden of all.
    measures.family(Family::Own);
    for (number, item) in lessons {
        let stopped = measures.add("stopped", Some(item), true);
        of_lesson.entry(number).and_modify(|of| of[2] = stopped);
    }
    count(ask, facts, measures.done(), &[], groupings, began_in(ask, facts), |fact, marks| {
        let mut last: Option<LessonPart> = None;
        let read = lessons_of(facts.part(fact), |lesson| {
            let Some([begun, done, _]) = of_lesson.get(&lesson.lesson) else { return };
            marks.push((*begun, 1));
            if lesson.done.is_some() {
                marks.push((*done, 1));
            }
            last = last.into_iter().chain([lesson]).max_by_key(|it| (it.last, it.lesson));
        });
        debug_assert!(read.is_some(), "facts are ours");
        let went_on = fact.state == EnrolmentState::Completed;
        if let Some([.., stopped]) =
            last.filter(|_| !went_on).and_then(|it| of_lesson.get(&it.lesson))
        {
            marks.push((*stopped, 1));
        }
    })
}

pub(super) fn retention(
    ask: &Ask,
    facts: &Facts,
    groupings: &[Grouping<'_>],
    today: Day,
) -> Counted {
    let mut measures = Measures::default();
    let weeks: Vec<[usize; 2]> = (0..MOST_WEEKS)
        .map(|week| {
            let item = item("weeks", "week", ItemKey::Number(i64::from(week) + 1));
            measures.family(Family::Own);
            let begun = measures.add("begun", item.clone(), true);
            [begun, measures.within("active", item, begun)]
        })
        .collect();
    let this_week = week_of(today.0);
    let counted =
        count(ask, facts, measures.done(), &[], groupings, began_in(ask, facts), |fact, marks| {
            // Whoever joins later has her first week then.
            let first = week_of(facts.cohorts[fact.cohort as usize].starts.max(fact.since));
            let begun = (this_week - first + 1).clamp(0, MOST_WEEKS);
            for week in weeks.iter().take(begun as usize) {
                marks.push((week[0], 1));
            }
            let read = weeks_of(facts.part(fact), |week| {
                let place = (week as i32).saturating_sub(first);
                if (0..begun).contains(&place) {
                    marks.push((weeks[place as usize][1], 1));
                }
            });
            debug_assert!(read.is_some(), "facts are ours");
        });
    without_empty_end(counted)
}

/// Leaves out the weeks that have begun for nobody.
fn without_empty_end(mut counted: Counted) -> Counted {
    let begun = counted.total.values.iter().step_by(2).take_while(|begun| **begun > 0).count();
    let size = begun * 2;
    counted.measures.truncate(size);
    let rows = counted.tables.iter_mut().flat_map(|table| &mut table.rows);
    for row in rows.chain([&mut counted.total]) {
        row.values.truncate(size);
        row.singles_in.truncate(size);
    }
    counted
}
