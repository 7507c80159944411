//! `chaski import learners`: a table of enrolments by a mapping of its columns.

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::Args;
use serde_json::{Value, json};
use server::authority::Reach;
use server::enrolling::Enrolling;
use server::person::mapping::{self, MappedPerson, Mapping};
use server::source::Source;
use server::store::attributes::Attribute;
use server::store::enrolments::EnrolmentWritten;
use server::store::importing::ImportedPerson;
use sync_core::ids::LearnerId;

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct ImportLearners {
    #[command(flatten)]
    data: Data,
    /// CSV in UTF-8: a head, then one row for each enrolment.
    file: PathBuf,
    /// What its columns are, JSON; `docs/REPORTS.md` describes it.
    #[arg(long)]
    map: PathBuf,
    /// Look only; save nobody.
    #[arg(long)]
    check: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl ImportLearners {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let read = |path: &PathBuf| {
            std::fs::read(path).with_context(|| format!("reading {}", path.display()))
        };
        let table = read(&self.file)?;
        let mapping: Mapping = serde_json::from_slice(&read(&self.map)?)
            .with_context(|| format!("{} is no mapping", self.map.display()))?;
        let source = Source::machine();
        let store = self.data.open_existing()?;
        let rules = Enrolling { store: &store, now: source.now() }.rules().await?;
        let cohorts = store.cohorts(&Reach::everything()).await?;
        let cohorts: BTreeSet<String> = cohorts.into_iter().map(|cohort| cohort.id).collect();
        let people = match mapping::read(&table, &mapping, &cohorts, &rules) {
            Ok(people) => people,
            Err(faults) => {
                for fault in &faults {
                    let line = fault.line.map_or_else(String::new, |line| format!("line {line}, "));
                    eprintln!("{line}{}: {}", fault.place, fault.problem);
                }
                let faults: Vec<Value> = faults
                    .iter()
                    .map(|it| json!({"line": it.line, "column": it.place, "problem": it.problem}))
                    .collect();
                self.tell("faults", &json!({ "faults": faults }))?;
                store.close().await;
                return Ok(Done::Found);
            }
        };
        let enrolments: usize = people.iter().map(|one| one.enrolments.len()).sum();
        let counts = json!({"people": people.len(), "enrolments": enrolments});
        if self.check {
            self.tell("fine", &counts)?;
        } else {
            let imported = people.into_iter().map(|one| imported(&source, one)).collect();
            let replica = store.replica().await?;
            let written = store.import_people(replica, imported, None, source.now()).await?;
            ensure!(written == EnrolmentWritten::Done, "nobody was taken in: {written:?}");
            self.tell("saved", &counts)?;
        }
        store.close().await;
        Ok(Done::Fine)
    }

    fn tell(&self, state: &str, more: &Value) -> anyhow::Result<()> {
        if !self.json {
            output::line(&match more["people"].as_u64() {
                Some(people) => {
                    format!("{state}: {people} people, {} enrolments", more["enrolments"])
                }
                None => format!("{state}: nobody was taken in"),
            })?;
            return Ok(());
        }
        let mut told = more.clone();
        told["state"] = json!(state);
        output::json(&told)
    }
}

fn imported(source: &Source, one: MappedPerson) -> ImportedPerson {
    let attribute = |(cohort, name, value)| Attribute { cohort, name, value };
    ImportedPerson {
        id: LearnerId(source.random()),
        new: one.new,
        attributes: one.said.into_iter().map(attribute).collect(),
        enrolments: one.enrolments,
    }
}
