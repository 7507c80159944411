//! A cohort that ended months ago, and what became of it: who finished, who left and why, who found
//! work, what they answered before and after.
//!
//! Owns these people and their weeks. Must not write a row of the record itself: phones, the
//! coordinator's device and central do, as with everybody.

use std::sync::Arc;

use sync_core::ids::LearnerId;
use sync_core::phone::{Action, AnswerFields, StaffAction};
use sync_core::record::{Day, Enrolment, EnrolmentState};

use super::chance::{Dice, work};
use super::decisions::Device;
use super::fixtures::{Lesson, Lessons};
use super::people::{self, Said};
use super::phone::Phone;
use super::story::at;
use super::{DemoError, LOGIN, WEEKS, staff};
use crate::enrolment::new_code;
use crate::person::Gender;
use crate::source::{Scripted, Source};
use crate::store::certificates::Giver;
use crate::store::{Cohort, Store};

/// The cohort's id.
const COHORT: &str = "cohorte-piloto";
/// Weeks from its first to the first of the one that is under way.
const WEEKS_BEFORE: i32 = 34;
/// Days from its end to the calls that ask how they are.
const DAYS_TO_CALL: i32 = 92;
/// How far in the lessons those come who do not complete.
const LESSONS_UNFINISHED: usize = 4;
/// What they were given, as `follow-up.json` names it.
const CERTIFICATE: &str = "puente";

/// What became of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Became {
    /// Completed, and found a job.
    Placed,
    /// Completed, and began a business of her own.
    Business,
    /// Completed.
    Completed,
    /// Reached the end without completing.
    Ended,
    /// Left for this reason in this week.
    Left(&'static str, u32),
}

struct Past {
    said: Said,
    became: Became,
}

const fn past(name: &'static str, age: i32, region: &'static str, became: Became) -> Past {
    Past { said: Said { name, age, gender: Gender::Female, region }, became }
}

const fn man(it: Past) -> Past {
    Past { said: Said { gender: Gender::Male, ..it.said }, ..it }
}

const LA_PAZ: &str = "la-paz";
const VALLEY: &str = "cochabamba";

/// Invented, like everybody here.
const PEOPLE: [Past; 24] = [
    past("Adela Copa", 41, LA_PAZ, Became::Placed),
    past("Bertha Mollo", 38, LA_PAZ, Became::Placed),
    past("Cristina Uría", 44, LA_PAZ, Became::Completed),
    past("Dora Siñani", 52, LA_PAZ, Became::Business),
    past("Emma Patzi", 39, LA_PAZ, Became::Completed),
    past("Felipa Chuquimia", 47, LA_PAZ, Became::Placed),
    past("Gabriela Loza", 23, LA_PAZ, Became::Placed),
    past("Hilda Aro", 29, LA_PAZ, Became::Completed),
    past("Irma Villca", 31, LA_PAZ, Became::Placed),
    past("Juana Tola", 43, LA_PAZ, Became::Left("cuidado", 5)),
    past("Karina Luna", 26, LA_PAZ, Became::Left("trabajo", 7)),
    past("Lidia Sirpa", 40, LA_PAZ, Became::Ended),
    past("Magaly Tito", 20, LA_PAZ, Became::Left("sin-internet", 3)),
    past("Nancy Ortuño", 27, VALLEY, Became::Placed),
    past("Ofelia Rocha", 37, VALLEY, Became::Completed),
    past("Pilar Zurita", 33, VALLEY, Became::Placed),
    past("Raquel Vera", 45, VALLEY, Became::Completed),
    past("Sandra Claros", 24, VALLEY, Became::Left("salud", 6)),
    past("Tatiana Heredia", 30, VALLEY, Became::Completed),
    past("Úrsula Guzmán", 48, VALLEY, Became::Ended),
    past("Virginia Soliz", 22, VALLEY, Became::Left("trabajo", 8)),
    past("Zulma Camacho", 35, VALLEY, Became::Placed),
    man(past("Mario Encinas", 28, LA_PAZ, Became::Completed)),
    man(past("Álvaro Terrazas", 25, VALLEY, Became::Left("viaje", 4))),
];

impl Became {
    /// Weeks that she stayed.
    const fn weeks(self) -> u32 {
        match self {
            Self::Left(_, week) => week,
            Self::Placed | Self::Business | Self::Completed | Self::Ended => WEEKS,
        }
    }

    const fn completed(self) -> bool {
        matches!(self, Self::Placed | Self::Business | Self::Completed)
    }
}

/// Its first day, by the first of the one that is under way.
pub(super) const fn begins(start: Day) -> Day {
    Day(start.0 - 7 * WEEKS_BEFORE)
}

/// Somebody, once her weeks are over.
pub(super) struct Lived {
    id: LearnerId,
    past: &'static Past,
    phone: Phone,
}

/// Opens the cohort, and lives its weeks.
pub(super) async fn live(
    store: &Store,
    source: &Source,
    clock: &Arc<Scripted>,
    begins: Day,
    lessons: &Lessons,
) -> Result<Vec<Lived>, DemoError> {
    let cohort = Cohort {
        id: COHORT.to_owned(),
        title: "Cohorte piloto · Puente".to_owned(),
        starts: begins,
        weeks: WEEKS,
        center: Some(staff::SECOND_CENTER.to_owned()),
    };
    store.put_cohort(cohort, None, source.now()).await?;
    let dice = Dice(source.clone());
    let mut lives = Vec::with_capacity(PEOPLE.len());
    for past in &PEOPLE {
        clock.set(at(begins, 9 * 60));
        let id = LearnerId(source.random());
        people::take_in(store, id, COHORT, past.said, source.now()).await?;
        let code = new_code(store, source, id, None, false).await?;
        let code = code.ok_or_else(|| DemoError::Fixture("a learner vanished".to_owned()))?;
        let mut lived =
            Lived { id, past, phone: Phone::enrol(store, source, &code, source.now()).await? };
        let baseline = survey("linea-base", begins, answers(&dice, past, false));
        lived.phone.act(&baseline, at(begins, 9 * 60 + 10))?;
        for week in 0..past.became.weeks() {
            let monday = Day(begins.0 + 7 * week as i32);
            lived.week(&dice, &lessons.spanish, week, monday)?;
            if week % 4 == 3 {
                lived.phone.visit(store, at(Day(monday.0 + 4), 15 * 60)).await?;
            }
        }
        if past.became.completed() {
            let last = survey("al-terminar", end(begins), answers(&dice, past, true));
            lived.phone.act(&last, at(end(begins), 16 * 60))?;
        }
        let last = Day(begins.0 + 7 * past.became.weeks() as i32 - 3);
        lived.phone.visit(store, at(last, 17 * 60)).await?;
        lives.push(lived);
    }
    Ok(lives)
}

impl Lived {
    /// One week: a lesson while there are some, and most weeks an entry of work.
    fn week(
        &mut self,
        dice: &Dice,
        lessons: &[Lesson],
        week: u32,
        monday: Day,
    ) -> Result<(), DemoError> {
        let all = self.past.became.completed();
        let some = if all { lessons } else { &lessons[..lessons.len().min(LESSONS_UNFINISHED)] };
        if let Some(lesson) = some.get(week as usize) {
            let done = Action::LessonDone {
                lesson: lesson.id.clone(),
                place: lesson.pages.saturating_sub(1),
                seconds: 400 + dice.below(500) as u32,
                score_percent: lesson.has_quiz.then(|| [67, 75, 83, 100][dice.below(4) as usize]),
            };
            self.phone.act(&done, at(Day(monday.0 + dice.below(3) as i32), 10 * 60))?;
        }
        if dice.below(100) < 60 {
            let day = Day(monday.0 + 3);
            let now = at(day, 17 * 60);
            let action = Action::WorkAdd { entry: dice.entry(now), fields: work(dice, day) };
            self.phone.act(&action, now)?;
        }
        Ok(())
    }
}

/// What staff made of it: hours approved and paid, how each enrolment ended, certificates, jobs, and
/// calls months later.
pub(super) async fn conclude(
    device: &Device<'_>,
    clock: &Arc<Scripted>,
    lives: &[Lived],
    begins: Day,
) -> Result<(), DemoError> {
    if lives.is_empty() {
        return Ok(());
    }
    let (store, dice) = (device.store, Dice(device.source.clone()));
    let replica = store.replica().await?;
    let (over, called) = (end(begins), Day(end(begins).0 + DAYS_TO_CALL));
    let giver = Giver { login: Some(LOGIN.to_owned()), name: staff::COORDINATOR.to_owned() };
    for (who, Lived { id, past, .. }) in lives.iter().enumerate() {
        clock.set(at(over, 18 * 60));
        let mut desk = device.record_of(*id, at(over, 18 * 60)).await?;
        device.approve_all(&mut desk, at(over, 18 * 60))?;
        // A few days after the end, each another.
        let found = Day(over.0 + 10 + (who as i32 * 7) % 60);
        let became = match past.became {
            Became::Placed => Some("job_found"),
            Became::Business => Some("business_started"),
            Became::Completed | Became::Ended | Became::Left(..) => None,
        };
        if let Some(kind) = became {
            let action = StaffAction::Outcome {
                outcome: dice.entry(at(found, 12 * 60)),
                kind: kind.to_owned(),
                day: found.to_string(),
                step: None,
                note: None,
                withdrawn: false,
                referral: None,
                award: None,
            };
            desk.act_as_staff(&action, at(found, 12 * 60))?;
        }
        // Not everybody answers a call.
        if past.became.completed() && who % 5 != 2 {
            let Action::Survey { survey, day, answers, sensitive } =
                survey("meses-3", called, answers(&dice, past, true))
            else {
                continue;
            };
            let source = "call".to_owned();
            let action = StaffAction::Survey { survey, day, answers, sensitive, source };
            desk.act_as_staff(&action, at(called, 15 * 60))?;
        }
        desk.visit(store, at(called, 18 * 60)).await?;
        let (state, day, reason) = match past.became {
            Became::Left(reason, week) => {
                let day = Day(begins.0 + 7 * week as i32);
                (EnrolmentState::Left, day, Some(reason.to_owned()))
            }
            Became::Ended => (EnrolmentState::Ended, over, None),
            _ => (EnrolmentState::Completed, over, None),
        };
        let enrolment = Enrolment { reason, ..Enrolment::new(state, day) };
        let (cohort, by) = (COHORT.to_owned(), Some(LOGIN.to_owned()));
        store.put_enrolment(replica.clone(), *id, cohort, enrolment, by, at(day, 19 * 60)).await?;
        if past.became.completed() {
            let (given, giver) = (CERTIFICATE.to_owned(), giver.clone());
            store.give_certificate(replica.clone(), *id, given, giver, at(over, 19 * 60)).await?;
        }
    }
    let paid = Day(over.0 + 7);
    clock.set(at(paid, 10 * 60));
    device.pay(COHORT, (begins, over), None, (paid, at(paid, 10 * 60))).await
}

/// Its last day: a Friday.
fn end(begins: Day) -> Day {
    Day(begins.0 + 7 * WEEKS as i32 - 3)
}

fn survey(id: &str, day: Day, answers: Vec<AnswerFields>) -> Action {
    let (survey, day) = (id.to_owned(), day.to_string());
    Action::Survey { survey, day, answers, sensitive: true }
}

/// Has she paid work, and what did she earn? `after` the end or before it.
fn answers(dice: &Dice, past: &Past, after: bool) -> Vec<AnswerFields> {
    let worked = dice.below(4) == 0;
    let works = worked || (after && matches!(past.became, Became::Placed | Became::Business));
    let least = if works { 700 } else { 150 };
    let earned = least + 50 * dice.below(8) + if after && works { 600 } else { 0 };
    let answer = |question: &str| AnswerFields {
        question: question.to_owned(),
        yes: None,
        options: None,
        number: None,
        text: None,
        prefer_not: false,
        sensitive: false,
    };
    let number = Some(earned);
    vec![
        AnswerFields { yes: Some(works), ..answer("trabajo") },
        AnswerFields { number, sensitive: true, ..answer("ingreso") },
    ]
}
