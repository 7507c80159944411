//! The Open University Learning Analytics Dataset as a programme, through the road of phones.
//!
//! Owns how its tables become people, cohorts, lessons and enrolments, as `docs/REPORTS.md` says it:
//! one learner for each student, with a phone that signs what she handed in and sends it by the same
//! exchange as every phone; one cohort for each module-presentation; central's own signed word on each
//! enrolment. What is given is kept as given: bands, `?`, banked submissions. Must not write a row of
//! the record itself.
//!
//! - `source`: the dataset's tables
//! - `content`: the programme's definition and lesson packs

mod content;
mod source;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use server::demo::phone::Phone;
use server::enrolment::new_code;
use server::source::{Scripted, Source};
use server::store::attributes::Attribute;
use server::store::enrolments::EnrolmentWritten;
use server::store::{Cohort, Replica, Seeds, Store};
use sync_core::ids::LearnerId;
use sync_core::phone::Action;
use sync_core::record::{Day, Enrolment, EnrolmentState};
use tokio::task::JoinSet;

use source::{Presentation, Student, Submission, Tables};

/// The programme's id.
pub const PROGRAMME: &str = "oulad";
/// Students whose phones are on their way at once: they share the store's commits.
const AT_ONCE: usize = 48;
/// When everything was brought in, as far as the record is concerned: after the last presentation.
const NOW: i64 = 1_450_000_000;
/// Why somebody left who withdrew: the dataset does not say.
const WITHDRAWN: &str = "withdrawn";

/// What was brought in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Persons.
    pub persons: usize,
    /// Enrolments.
    pub enrolments: usize,
    /// Submissions.
    pub submissions: usize,
}

/// Brings the dataset in `folder` into an empty data directory. `seed` decides every key.
pub async fn load(folder: &Path, directory: &Path, seed: u64) -> Result<Loaded, String> {
    let tables = Tables::read(folder)?;
    let store = Store::open(directory).map_err(|error| error.to_string())?;
    let source = Source::new(Scripted::new(NOW, seed));
    let seeds = Seeds { root: source.random(), central: source.random() };
    let definition = content::definition(&tables)?;
    let made = store.init(definition, seeds, false, NOW).await.map_err(|e| e.to_string())?;
    if !made {
        return Err("the data directory holds a programme already".to_owned());
    }
    let lessons = Arc::new(content::import_packs(&store, &tables, NOW).await?);
    for presentation in tables.presentations.values() {
        let cohort = Cohort {
            id: presentation.cohort(),
            title: format!("{} {}", presentation.module, presentation.name),
            starts: presentation.starts,
            weeks: presentation.days.div_ceil(7),
            center: None,
        };
        store.put_cohort(cohort, None, NOW).await.map_err(|error| error.to_string())?;
    }
    let replica = store.replica().await.map_err(|error| error.to_string())?;
    let mut loaded = Loaded { persons: tables.students.len(), ..Loaded::default() };
    let tables = Arc::new(tables);
    let mut running: JoinSet<Result<(usize, usize), String>> = JoinSet::new();
    let take = |done: Option<Result<Result<(usize, usize), String>, _>>, loaded: &mut Loaded| {
        let Some(done) = done else { return Ok(()) };
        let done: Result<_, tokio::task::JoinError> = done;
        let (enrolments, submissions) = done.map_err(|error| error.to_string())??;
        loaded.enrolments += enrolments;
        loaded.submissions += submissions;
        Ok::<(), String>(())
    };
    for (number, id) in tables.students.keys().copied().enumerate() {
        if running.len() >= AT_ONCE {
            take(running.join_next().await, &mut loaded)?;
        }
        // Each phone draws from a supply of its own: nobody's keys hang on who was quicker.
        let supply = Source::new(Scripted::new(NOW, seed ^ (number as u64 + 1) << 20));
        let one = One {
            store: store.clone(),
            replica: Arc::clone(&replica),
            tables: Arc::clone(&tables),
            lessons: Arc::clone(&lessons),
            source: supply,
        };
        running.spawn(async move { one.bring_in(id).await });
    }
    while let Some(done) = running.join_next().await {
        take(Some(done), &mut loaded)?;
    }
    let behind = store.refresh_facts(usize::MAX).await.map_err(|error| error.to_string())?;
    if behind > 0 {
        return Err(format!("the facts of {behind} learners were not made"));
    }
    drop(tables);
    store.close().await;
    Ok(loaded)
}

/// One student on the way.
struct One {
    store: Store,
    replica: Arc<Replica>,
    tables: Arc<Tables>,
    /// Assessment → lesson.
    lessons: Arc<BTreeMap<u32, String>>,
    source: Source,
}

impl One {
    /// Gives how many enrolments and submissions there were.
    async fn bring_in(self, id: u32) -> Result<(usize, usize), String> {
        let student = &self.tables.students[&id];
        let learner = LearnerId(self.source.random());
        let first = student.enrolments.iter().map(|one| self.registered(one)).min();
        let since = i64::from(first.unwrap_or(Day(0)).0) * 86_400;
        // She is in the cohort that began last; registers say so of all of them.
        let home = student.enrolments.iter().max_by_key(|one| {
            (self.tables.presentations[&one.presentation].starts, &one.presentation)
        });
        let home = home.ok_or_else(|| format!("student {id} has no enrolment"))?;
        let home = self.tables.presentations[&home.presentation].cohort();
        let fail = |error: server::store::StoreError| error.to_string();
        let name = format!("OULAD {id}");
        let known = self.store.enrol_learner(learner, home, name, None, since).await;
        known.map_err(fail)?.ok_or("a cohort vanished")?;
        let attributes = self.attributes(student);
        self.store.put_attributes(learner, attributes, None, NOW).await.map_err(fail)?;
        let submissions = self.hand_in(learner, student).await?;
        let words: Vec<(String, Enrolment)> =
            student.enrolments.iter().flat_map(|one| self.words(student, one)).collect();
        let store = &self.store;
        let written = store.put_enrolments(Arc::clone(&self.replica), learner, words, None, NOW);
        match written.await.map_err(fail)? {
            EnrolmentWritten::Done => Ok((student.enrolments.len(), submissions)),
            other => Err(format!("student {id}: {other:?}")),
        }
    }

    fn attributes(&self, student: &Student) -> Vec<Attribute> {
        let of_herself = |name: &str, value: &str| Attribute {
            cohort: None,
            name: name.to_owned(),
            value: value.to_owned(),
        };
        let gender = match student.gender.as_str() {
            "F" => "female",
            "M" => "male",
            _ => "other",
        };
        let mut attributes =
            vec![of_herself("gender", gender), of_herself("region", &student.region)];
        for one in &student.enrolments {
            let cohort = self.tables.presentations[&one.presentation].cohort();
            let bands = [
                ("age_band", &one.age_band),
                ("imd_band", &one.imd_band),
                ("education", &one.education),
                ("disability", &one.disability),
            ];
            attributes.extend(bands.map(|(name, value)| Attribute {
                cohort: Some(cohort.clone()),
                name: name.to_owned(),
                value: value.clone(),
            }));
        }
        attributes
    }

    /// Her phone: enrolled by a code, one finished lesson for each submission, one visit.
    async fn hand_in(&self, learner: LearnerId, student: &Student) -> Result<usize, String> {
        let fail = |error: server::demo::phone::PhoneError| error.to_string();
        let code = new_code(&self.store, &self.source, learner, None, false).await;
        let code = code.map_err(|error| error.to_string())?.ok_or("a learner vanished")?;
        let phone = Phone::enrol(&self.store, &self.source, &code, NOW).await;
        let mut phone = phone.map_err(fail)?;
        let mut submissions: Vec<(i64, &Submission)> = student
            .submissions
            .iter()
            .map(|one| {
                let presentation = &self.tables.assessments[&one.assessment].presentation;
                let day = self.tables.presentations[presentation].starts.0 + one.day;
                (i64::from(day) * 86_400 + 43_200, one)
            })
            .collect();
        submissions.sort_by_key(|(at, one)| (*at, one.assessment));
        for (at, submission) in &submissions {
            let lesson = self.lessons.get(&submission.assessment);
            let action = Action::LessonDone {
                lesson: lesson.ok_or("an assessment is no lesson")?.clone(),
                // A banked one was handed in for an earlier presentation: it has a place of its own.
                place: u32::from(submission.is_banked),
                seconds: 0,
                score_percent: submission.score,
            };
            phone.act(&action, *at).map_err(fail)?;
        }
        phone.visit(&self.store, NOW).await.map_err(fail)?;
        Ok(submissions.len())
    }

    fn registered(&self, one: &source::Enrolled) -> Day {
        let presentation = &self.tables.presentations[&one.presentation];
        Day(presentation.starts.0 + one.registered.unwrap_or(0))
    }

    /// Since when she is in it, and how it ended: `final_result` decides. 93 who withdrew have no day:
    /// theirs is the last on which they handed something in, else the one of their registration.
    fn words(&self, student: &Student, one: &source::Enrolled) -> Vec<(String, Enrolment)> {
        let presentation: &Presentation = &self.tables.presentations[&one.presentation];
        let since = self.registered(one);
        let end = Day(presentation.starts.0 + presentation.days as i32).max(since);
        let track = Some(presentation.track());
        let (state, day, reason) = match one.result.as_str() {
            "Pass" | "Distinction" => (EnrolmentState::Completed, end, None),
            "Fail" => (EnrolmentState::Ended, end, None),
            _ => {
                let last = student
                    .submissions
                    .iter()
                    .filter(|it| {
                        self.tables.assessments[&it.assessment].presentation == one.presentation
                    })
                    .map(|it| it.day)
                    .max();
                let day = one.unregistered.or(last).map(|day| Day(presentation.starts.0 + day));
                let day = day.unwrap_or(since).max(since);
                (EnrolmentState::Left, day, Some(WITHDRAWN.to_owned()))
            }
        };
        let begun =
            Enrolment { track: track.clone(), ..Enrolment::new(EnrolmentState::Enrolled, since) };
        let ended = Enrolment { track, reason, ..Enrolment::new(state, day) };
        let cohort = presentation.cohort();
        vec![(cohort.clone(), begun), (cohort, ended)]
    }
}
