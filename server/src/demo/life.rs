//! Eight weeks of one fictional learner: lessons, work, corrections, visits.
//!
//! Owns what she does and when. Every record goes through her phone's profile and the server's
//! own answer to an exchange.

use sync_core::ids::LearnerId;
use sync_core::phone::{Action, WorkFields};
use sync_core::record::Day;

use super::chance::Chance;
use super::people::{Habit, NOTES};
use super::phone::{Phone, PhoneError};
use super::{SeedError, code_for};
use crate::source::Source;
use crate::store::Store;

const DAY_SECONDS: i64 = 24 * 3600;
const WEEK: i32 = 7;

/// What there is to do.
pub(super) struct Programme {
    /// Lessons in the order of their course, with the number of pages and whether there is a quiz.
    pub(super) lessons: Vec<(String, u32, bool)>,
    /// Task and whether it is paid by the unit.
    pub(super) tasks: Vec<(String, bool)>,
}

/// Where she stands.
struct Life<'a> {
    store: &'a Store,
    chance: Chance<'a>,
    programme: &'a Programme,
    phones: Vec<Phone>,
    next_lesson: usize,
    /// Entries that may be corrected: id, task is by unit, task, day.
    entries: Vec<(String, WorkFields)>,
}

/// Lives her weeks until `today`, and gives her phones as they are then.
pub(super) async fn live(
    store: &Store,
    source: &Source,
    programme: &Programme,
    learner: LearnerId,
    habit: Habit,
    today: Day,
) -> Result<Vec<Phone>, SeedError> {
    let chance = Chance(source);
    let weeks_ago = if habit == Habit::NeverBegan { 3 } else { chance.between(6, 8) as i32 };
    let first = Day(today.0 - weeks_ago * WEEK + chance.between(0, 2) as i32);
    let last = match habit {
        Habit::Silent => Day(today.0 - chance.between(17, 26) as i32),
        _ => Day(today.0 - 1),
    };
    let code = code_for(store, source, learner).await?;
    let phone = Phone::enrol(store, source, &code, at(first, 9 * 60)).await?;
    let mut life =
        Life { store, chance, programme, phones: vec![phone], next_lesson: 0, entries: Vec::new() };
    if habit == Habit::WrongClock {
        life.phones[0].clock_offset = -365 * DAY_SECONDS;
    }
    if habit == Habit::NeverBegan {
        return Ok(life.phones);
    }
    let second_phone_on = Day(first.0 + (last.0 - first.0) / 2);
    for number in first.0..=last.0 {
        let day = Day(number);
        let has_two = matches!(habit, Habit::TwoPhones | Habit::Disagrees);
        if has_two && day == second_phone_on {
            let code = code_for(store, source, learner).await?;
            let phone = Phone::enrol(store, source, &code, at(day, 8 * 60)).await?;
            life.phones.push(phone);
            life.visit_all(at(day, 8 * 60 + 5)).await?;
        }
        if life.chance.percent(activity(habit)) {
            life.day(day)?;
        }
        if life.chance.percent(visits(habit)) || day == last {
            life.visit_all(at(day, 19 * 60)).await?;
        }
    }
    if habit == Habit::Disagrees {
        life.disagree(last).await?;
    }
    Ok(life.phones)
}

/// In how many of a hundred days she does something.
fn activity(habit: Habit) -> u32 {
    match habit {
        Habit::Steady | Habit::WrongClock | Habit::Silent => 55,
        Habit::TwoPhones | Habit::Disagrees => 45,
        Habit::Seldom => 18,
        Habit::NeverBegan => 0,
    }
}

/// On how many of a hundred days she comes by a network.
fn visits(habit: Habit) -> u32 {
    match habit {
        Habit::Seldom => 20,
        _ => 35,
    }
}

impl Life<'_> {
    /// One day's doings, on one of her phones, from the morning on.
    fn day(&mut self, day: Day) -> Result<(), PhoneError> {
        let phone = self.chance.between(0, self.phones.len() as u32 - 1) as usize;
        if self.chance.percent(70) {
            self.phones[phone].restart()?;
        }
        let mut minute = self.chance.between(7 * 60, 14 * 60);
        for _ in 0..self.chance.between(0, 2) {
            minute = self.lesson(phone, day, minute)?;
        }
        if self.chance.percent(75) {
            self.work(phone, day, minute)?;
        }
        Ok(())
    }

    /// Reads the next lesson, as a rule to its end.
    fn lesson(&mut self, phone: usize, day: Day, from: u32) -> Result<u32, PhoneError> {
        let Some((lesson, pages, has_quiz)) = self.programme.lessons.get(self.next_lesson) else {
            return Ok(from);
        };
        let mut minute = from;
        let last_page = pages.saturating_sub(1);
        let seconds = self.chance.between(40, 160);
        let lesson = lesson.clone();
        self.phones[phone].act(
            &Action::LessonPlace { lesson: lesson.clone(), place: last_page / 2, seconds },
            at(day, minute),
        )?;
        minute += 4;
        if self.chance.percent(85) {
            let score_percent = has_quiz.then(|| *self.chance.one_of(&[50, 75, 100]));
            self.phones[phone].act(
                &Action::LessonDone { lesson, place: last_page, seconds, score_percent },
                at(day, minute),
            )?;
            self.next_lesson += 1;
        }
        Ok(minute + 6)
    }

    /// Notes work, and sometimes corrects it or takes it back.
    fn work(&mut self, phone: usize, day: Day, from: u32) -> Result<(), PhoneError> {
        let fields = self.fields(day, from);
        let done_at = at(day, (from + fields.minutes.unwrap_or(60)).min(22 * 60));
        let entry = self.chance.entry(done_at);
        let add = Action::WorkAdd { entry: entry.clone(), fields: fields.clone() };
        self.phones[phone].act(&add, done_at)?;
        if self.chance.percent(12) {
            let fields = self.changed(&fields);
            let correct = Action::WorkCorrect { entry: entry.clone(), fields, seen: None };
            self.phones[phone].act(&correct, done_at + 300)?;
        } else if self.chance.percent(4) {
            let withdraw = Action::WorkWithdraw { entry: entry.clone(), seen: None };
            self.phones[phone].act(&withdraw, done_at + 200)?;
            return Ok(());
        }
        self.entries.push((entry, fields));
        Ok(())
    }

    fn fields(&self, day: Day, from: u32) -> WorkFields {
        let (task, by_unit) = self.chance.one_of(&self.programme.tasks).clone();
        let note = self.chance.percent(60).then(|| (*self.chance.one_of(&NOTES)).to_owned());
        WorkFields {
            task,
            day: day.to_string(),
            minutes: (!by_unit).then(|| 15 * self.chance.between(2, 14)),
            units: by_unit.then(|| 5 * self.chance.between(3, 24)),
            start: self.chance.percent(50).then_some(from as u16),
            note,
        }
    }

    /// The same entry with another amount.
    fn changed(&self, fields: &WorkFields) -> WorkFields {
        let less = self.chance.between(1, 2);
        WorkFields {
            minutes: fields.minutes.map(|minutes| minutes.saturating_sub(15 * less).max(15)),
            units: fields.units.map(|units| units.saturating_sub(5 * less).max(5)),
            ..fields.clone()
        }
    }

    /// Both phones correct the same entry while neither has a line; then both come by.
    async fn disagree(&mut self, day: Day) -> Result<(), PhoneError> {
        self.visit_all(at(day, 20 * 60)).await?;
        let Some((entry, fields)) = self.entries.last().cloned() else { return Ok(()) };
        let more = WorkFields {
            minutes: fields.minutes.map(|minutes| minutes + 30),
            units: fields.units.map(|units| units + 10),
            ..fields.clone()
        };
        let less = self.changed(&fields);
        for (phone, fields, minute) in [(0, more, 20 * 60 + 10), (1, less, 20 * 60 + 20)] {
            let correct = Action::WorkCorrect { entry: entry.clone(), fields, seen: None };
            if let Some(phone) = self.phones.get_mut(phone) {
                phone.act(&correct, at(day, minute))?;
            }
        }
        self.visit_all(at(day, 21 * 60)).await
    }

    async fn visit_all(&mut self, now: i64) -> Result<(), PhoneError> {
        // The first comes by once more, so that it knows what the second brought.
        for phone in (0..self.phones.len()).chain(0..1) {
            self.phones[phone].visit(self.store, now + 60 * phone as i64).await?;
        }
        Ok(())
    }
}

/// A minute of a day, five hours behind Greenwich, as most of the Andes are.
fn at(day: Day, minute: u32) -> i64 {
    i64::from(day.0) * DAY_SECONDS + i64::from(minute) * 60 + 5 * 3600
}
