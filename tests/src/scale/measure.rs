//! How long reports take, and how fast what phones bring is taken in.

use std::path::Path;
use std::time::{Duration, Instant};

use server::authority::Reach;
use server::demo::phone::Phone;
use server::enrolment::new_code;
use server::figures::{Ask, Freshness, Kind, figures};
use server::source::Source;
use server::store::Store;
use sync_core::ids::LearnerId;
use sync_core::phone::{Action, WorkFields};

use super::{TODAY, now};

/// By what each report is told apart.
const BY: [&str; 11] = [
    "",
    "gender",
    "region",
    "age_band",
    "cohort",
    "center",
    "track",
    "reason",
    "month",
    "disability",
    "gender,region,age_band",
];

/// One report by one dimension.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its name.
    pub name: &'static str,
    /// By what.
    pub by: &'static str,
    /// Of all runs.
    pub median: Duration,
    /// Of all runs.
    pub slowest: Duration,
}

/// Asks every report by every dimension so often, as JSON with small cells hidden, as a page would.
pub async fn reports(directory: &Path, runs: usize) -> Result<Vec<Measured>, String> {
    let store = Store::open(directory).map_err(|error| error.to_string())?;
    let reach = Reach::everything();
    let mut measured = Vec::new();
    for kind in Kind::ALL {
        for by in BY {
            let mut times = Vec::with_capacity(runs);
            for _ in 0..runs {
                let begun = Instant::now();
                let tables: Vec<String> =
                    (!by.is_empty()).then(|| by.to_owned()).into_iter().collect();
                let ask = Ask { least: 5, ..Ask::new(kind) }.by(&tables);
                let ask = ask.map_err(|error| error.to_string())?;
                let report = figures(&store, ask, &reach, Freshness::InTime, now()).await;
                let report = report.map_err(|error| error.to_string())?;
                let json = serde_json::to_vec(&report).map_err(|error| error.to_string())?;
                times.push(begun.elapsed());
                drop(json);
            }
            times.sort();
            let (median, slowest) = (times[times.len() / 2], times[times.len() - 1]);
            measured.push(Measured { name: kind.word(), by, median, slowest });
        }
    }
    store.close().await;
    Ok(measured)
}

/// New learners' phones that each bring so many changes in one visit: changes a second. Phones are
/// enrolled and their changes signed before the clock runs.
pub async fn ingestion(directory: &Path, phones: usize, each: usize) -> Result<f64, String> {
    let store = Store::open(directory).map_err(|error| error.to_string())?;
    let source = Source::machine();
    let mut waiting = Vec::with_capacity(phones);
    for number in 0..phones {
        let learner = LearnerId(source.random());
        let added = store.add_learner(learner, "c0".to_owned(), "Nadie".to_owned(), now()).await;
        added.map_err(|error| error.to_string())?.ok_or("no cohort c0")?;
        let code = new_code(&store, &source, learner, None, false).await;
        let code = code.map_err(|error| error.to_string())?.ok_or("a learner vanished")?;
        let phone = Phone::enrol(&store, &source, &code, now()).await;
        let mut phone = phone.map_err(|error| error.to_string())?;
        for change in 0..each {
            let entry = format!("01920f3a-7c1e-7abc-8def-{:012x}", number * 100_000 + change);
            let fields = WorkFields {
                task: "etiquetar".to_owned(),
                day: TODAY.to_owned(),
                minutes: Some(60),
                units: None,
                start: None,
                note: None,
            };
            phone
                .act(&Action::WorkAdd { entry, fields }, now())
                .map_err(|error| error.to_string())?;
        }
        waiting.push(phone);
    }
    let begun = Instant::now();
    for phone in &mut waiting {
        phone.visit(&store, now()).await.map_err(|error| error.to_string())?;
    }
    let rate = (phones * each) as f64 / begun.elapsed().as_secs_f64();
    store.close().await;
    Ok(rate)
}
