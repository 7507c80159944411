//! Who does what when: a cohort's weeks, as events in order of time.
//!
//! Owns their calendar. What is left to chance is `chance`'s.

use std::sync::Arc;

use sync_core::ids::LearnerId;
use sync_core::phone::{Action, WorkFields};
use sync_core::record::Day;

use super::chance::{Dice, work};
use super::fixtures::{Lesson, Lessons};
use super::people::{self, Habit, Person, Said};
use super::phone::Phone;
use super::{DemoError, SeededLearner, WEEKS};
use crate::enrolment::new_code;
use crate::person::Gender;
use crate::source::{Scripted, Source};
use crate::store::{Cohort, Learner, Store};

/// Local time of the cohort: four hours behind UTC.
const ZONE_SECONDS: i64 = 4 * 3600;

/// A moment: a day and a minute of it, where the cohort is.
pub(super) fn at(day: Day, minute: i64) -> i64 {
    i64::from(day.0) * 86_400 + minute * 60 + ZONE_SECONDS
}

/// Learners who start together.
pub(super) struct Group {
    /// The cohort's id.
    pub(super) cohort: &'static str,
    pub(super) title: &'static str,
    /// Where it meets.
    pub(super) center: &'static str,
    pub(super) people: &'static [Person],
    /// Where they live; absent: nobody asked them for more than their names.
    pub(super) region: Option<&'static str>,
}

impl Group {
    /// Opens the cohort.
    pub(super) async fn open(&self, store: &Store, starts: Day, now: i64) -> Result<(), DemoError> {
        let cohort = Cohort {
            id: self.cohort.to_owned(),
            title: self.title.to_owned(),
            starts,
            weeks: WEEKS,
            center: Some(self.center.to_owned()),
        };
        store.put_cohort(cohort, None, now).await?;
        Ok(())
    }

    async fn take_in(
        &self,
        store: &Store,
        id: LearnerId,
        who: usize,
        now: i64,
    ) -> Result<Learner, DemoError> {
        let (cohort, name) = (self.cohort, self.people[who].name);
        if let Some(region) = self.region {
            let age = 18 + (who as i32 * 7) % 30;
            let said = Said { name, age, gender: Gender::Female, region };
            return people::take_in(store, id, cohort, said, now).await;
        }
        let learner = store.add_learner(id, cohort.to_owned(), name.to_owned(), now).await?;
        learner.ok_or_else(|| DemoError::Fixture(format!("no cohort {cohort}")))
    }
}

/// Something that a fictional learner does.
enum Deed {
    Learn,
    Work,
    Correct,
    Withdraw,
    /// Both phones correct the newest entry without having heard of each other.
    Disagree,
    Visit,
}

struct Event {
    at: i64,
    who: usize,
    phone: usize,
    day: Day,
    deed: Deed,
}

/// One learner while the story runs.
struct Life {
    seeded: SeededLearner,
    lessons: Vec<Lesson>,
    next_lesson: usize,
    last_start: Option<Day>,
}

/// Lives the weeks from the cohort's first day to today.
pub(super) async fn live(
    store: &Store,
    source: &Source,
    clock: &Arc<Scripted>,
    group: &Group,
    (start, today): (Day, Day),
    lessons: &Lessons,
) -> Result<Vec<SeededLearner>, DemoError> {
    let dice = Dice(source.clone());
    let mut lives = Vec::new();
    for (who, person) in group.people.iter().enumerate() {
        let id = LearnerId(source.random());
        let learner = group.take_in(store, id, who, source.now()).await?;
        let lessons = if person.english { &lessons.english } else { &lessons.spanish };
        let mut phones = Vec::new();
        for _ in 0..person.phones {
            let code = new_code(store, source, id, None, false).await?;
            let code = code.ok_or_else(|| DemoError::Fixture("a learner vanished".to_owned()))?;
            let off = person.clock_off_seconds;
            let mut phone = Phone::enrol(store, source, &code, source.now()).await?;
            phone.clock_offset = off;
            phones.push(phone);
        }
        let seeded = SeededLearner { id, label: learner.label, name: learner.name, phones };
        let lessons = lessons.clone();
        lives.push(Life { seeded, lessons, next_lesson: 0, last_start: None });
    }
    for event in events(&dice, group.people, start, today) {
        clock.set(event.at);
        lives[event.who].happen(store, &dice, &event).await?;
    }
    Ok(lives.into_iter().map(|life| life.seeded).collect())
}

/// The calendar of all of them, in order of time.
fn events(dice: &Dice, people: &[Person], start: Day, today: Day) -> Vec<Event> {
    let mut events = Vec::new();
    for (who, person) in people.iter().enumerate() {
        for number in start.0..today.0 {
            plan_day(dice, person, who, Day(number), today, &mut events);
        }
        if person.disagrees {
            plan_disagreement(who, today, &mut events);
        }
    }
    events.sort_by_key(|event| (event.at, event.who, event.phone));
    events
}

fn plan_day(
    dice: &Dice,
    person: &Person,
    who: usize,
    day: Day,
    today: Day,
    events: &mut Vec<Event>,
) {
    let before_today = today.0 - day.0;
    let (learn, work, visits_on): (u64, u64, &[i32]) = match person.habit {
        Habit::Steady => (34, 55, &[1, 4]),
        Habit::Sometimes => (16, 26, &[4]),
        Habit::Stopped if before_today > 24 => (18, 22, &[1]),
        Habit::Silent if before_today > 14 => (24, 40, &[2]),
        Habit::Silent => (24, 40, &[]),
        Habit::Stopped | Habit::NotBegun => (0, 0, &[]),
    };
    let weekday = day.0 - day.monday().0;
    if weekday == 6 {
        return;
    }
    let span = 9 * 60;
    let phone = dice.below(person.phones as u64) as usize;
    let mut push = |minute: u64, deed: Deed| {
        events.push(Event { at: at(day, 8 * 60 + minute as i64), who, phone, day, deed });
    };
    if dice.below(100) < learn {
        push(dice.below(span), Deed::Learn);
    }
    if dice.below(100) < work {
        push(dice.below(span), Deed::Work);
        if dice.below(100) < 14 {
            push(span + 10, Deed::Correct);
        } else if dice.below(100) < 4 {
            push(span + 12, Deed::Withdraw);
        }
    }
    if visits_on.contains(&weekday) || (before_today == 1 && person.habit == Habit::Steady) {
        push(span + 20 + dice.below(60), Deed::Visit);
    }
}

/// Three days before today: both phones know the entry, both correct it offline, both return.
fn plan_disagreement(who: usize, today: Day, events: &mut Vec<Event>) {
    let day = Day(today.0 - 3);
    let mut push = |day: Day, minute: i64, phone: usize, deed: Deed| {
        events.push(Event { at: at(day, minute), who, phone, day, deed });
    };
    push(day, 19 * 60, 0, Deed::Work);
    push(day, 19 * 60 + 10, 0, Deed::Visit);
    push(day, 19 * 60 + 11, 1, Deed::Visit);
    push(day, 19 * 60 + 20, 0, Deed::Disagree);
    push(Day(today.0 - 1), 19 * 60, 0, Deed::Visit);
    push(Day(today.0 - 1), 19 * 60 + 5, 1, Deed::Visit);
    push(Day(today.0 - 1), 19 * 60 + 9, 0, Deed::Visit);
}

impl Life {
    async fn happen(&mut self, store: &Store, dice: &Dice, event: &Event) -> Result<(), DemoError> {
        if self.last_start != Some(event.day) {
            self.last_start = Some(event.day);
            for phone in &mut self.seeded.phones {
                phone.restart()?;
            }
        }
        match event.deed {
            Deed::Learn => self.learn(dice, event),
            Deed::Work => {
                let fields = work(dice, event.day);
                let action = Action::WorkAdd { entry: dice.entry(event.at), fields };
                Ok(self.seeded.phones[event.phone].act(&action, event.at)?)
            }
            Deed::Correct => self.correct(dice, event, event.phone),
            Deed::Withdraw => match self.newest(event.phone) {
                Some((entry, _)) => {
                    let action = Action::WorkWithdraw { entry, seen: None };
                    Ok(self.seeded.phones[event.phone].act(&action, event.at)?)
                }
                None => Ok(()),
            },
            Deed::Disagree => {
                for phone in 0..self.seeded.phones.len() {
                    self.correct(dice, event, phone)?;
                }
                Ok(())
            }
            Deed::Visit => {
                self.seeded.phones[event.phone].visit(store, event.at).await?;
                Ok(())
            }
        }
    }

    /// One lesson, or a part of one.
    fn learn(&mut self, dice: &Dice, event: &Event) -> Result<(), DemoError> {
        let Some(lesson) = self.lessons.get(self.next_lesson).cloned() else { return Ok(()) };
        let phone = &mut self.seeded.phones[event.phone];
        let mut now = event.at;
        let last = lesson.pages.saturating_sub(1);
        let seconds = || 60 + dice.below(200) as u32;
        if last > 0 {
            let spent = seconds();
            now += i64::from(spent);
            let place = 1;
            let lesson = lesson.id.clone();
            phone.act(&Action::LessonPlace { lesson, place, seconds: spent }, now)?;
        }
        if dice.below(100) < 12 {
            return Ok(()); // She was called away; the place is kept.
        }
        let mut score = None;
        if lesson.has_quiz {
            let spent = seconds();
            now += i64::from(spent);
            let score_percent = [50, 67, 75, 100][dice.below(4) as usize];
            score = Some(score_percent);
            let lesson = lesson.id.clone();
            phone.act(
                &Action::LessonQuiz { lesson, place: last, seconds: spent, score_percent },
                now,
            )?;
        }
        let spent = seconds() / 4;
        now += i64::from(spent);
        let done = Action::LessonDone {
            lesson: lesson.id,
            place: last,
            seconds: spent,
            score_percent: score,
        };
        phone.act(&done, now)?;
        self.next_lesson += 1;
        Ok(())
    }

    fn correct(&mut self, dice: &Dice, event: &Event, phone: usize) -> Result<(), DemoError> {
        let Some((entry, fields)) = self.newest(phone) else { return Ok(()) };
        let fields = match (fields.minutes, fields.units) {
            (Some(minutes), _) => {
                // Each phone another amount, so that the two are two.
                let more = 15 * (1 + phone as u32 * 2) + 15 * dice.below(2) as u32;
                WorkFields { minutes: Some((minutes + more).min(600)), ..fields }
            }
            (None, Some(units)) => {
                WorkFields { units: Some(units + 5 + 10 * phone as u32), ..fields }
            }
            (None, None) => fields,
        };
        let action = Action::WorkCorrect { entry, fields, seen: None };
        Ok(self.seeded.phones[phone].act(&action, event.at)?)
    }

    /// Her newest entry as this phone has it, where it is not in question.
    fn newest(&self, phone: usize) -> Option<(String, WorkFields)> {
        let entry = self.seeded.phones[phone]
            .profile()
            .view()
            .work
            .into_iter()
            .filter(|entry| entry.live.len() == 1 && !entry.live[0].withdrawn)
            .max_by_key(|entry| entry.live[0].at)?;
        let version = entry.live.into_iter().next()?;
        let fields = WorkFields {
            task: version.task,
            day: version.day,
            minutes: version.minutes,
            units: version.units,
            start: version.start,
            note: version.note,
        };
        Some((entry.id, fields))
    }
}
