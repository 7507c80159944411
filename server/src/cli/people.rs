//! `chaski cohort` and `chaski learner`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde::Serialize;
use server::enrolment::{self, CODE_LIFETIME_SECONDS, shown};
use server::programme::is_id;
use server::source::Source;
use server::store::{Cohort, Learner, Store};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::{Data, Done, output};

#[derive(Debug, Subcommand)]
pub(crate) enum CohortCommand {
    /// Add a cohort, or change the one of this id.
    Add(CohortAdd),
    /// By which version of the programme's definition a cohort goes: listed, or changed for all of
    /// it.
    Definition(super::definition::CohortDefinition),
}

#[derive(Debug, Args)]
pub(crate) struct CohortAdd {
    #[command(flatten)]
    data: Data,
    /// Its id: lower-case letters, digits and hyphens.
    #[arg(long)]
    id: String,
    /// What people call it.
    #[arg(long)]
    title: String,
    /// First day, `YYYY-MM-DD`.
    #[arg(long, value_parser = day)]
    starts: Day,
    /// How many weeks it lasts.
    #[arg(long)]
    weeks: u32,
    /// The id of the centre where it meets.
    #[arg(long = "centre")]
    center: Option<String>,
}

impl CohortCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let add = match self {
            CohortCommand::Add(add) => add,
            CohortCommand::Definition(definition) => return definition.run().await,
        };
        anyhow::ensure!(is_id(&add.id), "an id is 1 to 32 of a-z, 0-9 and hyphen");
        let store = add.data.open_existing()?;
        let CohortAdd { id, title, starts, weeks, center, .. } = add;
        let cohort = Cohort { id, title, starts, weeks, center: center.clone() };
        let placed = store.put_cohort(cohort, None, Source::machine().now()).await?;
        let center = center.unwrap_or_default();
        anyhow::ensure!(placed, "no centre {center}: see `chaski centre add`");
        store.close().await;
        Ok(Done::Fine)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum LearnerCommand {
    /// Add a learner; prints her id and an enrolment code.
    Add(LearnerAdd),
    /// List learners.
    List(LearnerList),
    /// Make an enrolment code for one more phone.
    Code(LearnerCode),
    /// Take in everybody of a CSV table, or nobody; exit status 3 when nobody was.
    Import(super::table::LearnerImport),
    /// Delete everything of a person, everywhere, for good.
    Erase(super::erase::LearnerErase),
    /// Say that two ids are one person: her hours are compared and counted together. `apart` takes
    /// it back; no record and no closed statement is rewritten.
    Same(super::kinship::LearnerSame),
    /// Say that a learner is none of those with whom she was said to be one.
    Apart(super::kinship::LearnerApart),
    /// Say that an account is a learner's own or a relative's: it decides nothing about her.
    Kin(super::kinship::LearnerKin),
    /// Say that it is not.
    NoKin(super::kinship::LearnerNoKin),
    /// Move a learner to another cohort, perhaps of another centre: the old centre's hub forgets
    /// her, the new one gets all that is hers. Or to another version of the definition.
    Move(super::places::LearnerMove),
    /// Say how her enrolment in a cohort stands: that she paused, left, goes on, has completed, or
    /// reached the end without. What it will do is said before it is done.
    Enrolment(super::enrolment::LearnerEnrolment),
    /// Let another centre's hub serve a learner for some days; its staff see nothing of her.
    Visit(super::places::LearnerVisit),
    /// End a visit before its last day.
    VisitEnd(super::places::LearnerVisitEnd),
}

#[derive(Debug, Args)]
pub(crate) struct LearnerAdd {
    #[command(flatten)]
    data: Data,
    /// Her cohort's id.
    #[arg(long)]
    cohort: String,
    /// Her name.
    #[arg(long)]
    name: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LearnerList {
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LearnerCode {
    #[command(flatten)]
    data: Data,
    /// Her id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct LearnerJson {
    id: String,
    label: String,
    name: String,
    cohort: String,
    enrolled_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

impl LearnerJson {
    fn of(learner: Learner, code: Option<String>) -> Self {
        Self {
            id: learner.id.to_string(),
            label: learner.label,
            name: learner.name,
            cohort: learner.cohort,
            enrolled_at: learner.enrolled_at,
            code,
        }
    }
}

impl LearnerCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            LearnerCommand::Add(add) => add.run().await,
            LearnerCommand::List(list) => list.run().await,
            LearnerCommand::Code(code) => code.run().await,
            LearnerCommand::Import(import) => import.run().await,
            LearnerCommand::Erase(erase) => erase.run().await,
            LearnerCommand::Same(same) => same.run().await,
            LearnerCommand::Apart(apart) => apart.run().await,
            LearnerCommand::Kin(kin) => kin.run().await,
            LearnerCommand::NoKin(no_kin) => no_kin.run().await,
            LearnerCommand::Move(one) => one.run().await,
            LearnerCommand::Enrolment(one) => one.run().await,
            LearnerCommand::Visit(visit) => visit.run().await,
            LearnerCommand::VisitEnd(end) => end.run().await,
        }
    }
}

impl LearnerAdd {
    async fn run(self) -> anyhow::Result<Done> {
        let source = Source::machine();
        let store = self.data.open_existing()?;
        let id = LearnerId(source.random());
        let learner = store
            .add_learner(id, self.cohort.clone(), self.name, source.now())
            .await?
            .with_context(|| format!("no cohort {}: see `chaski cohort add`", self.cohort))?;
        let code = code_for(&store, &source, id).await?;
        if self.json {
            output::json(&LearnerJson::of(learner, Some(code)))?;
        } else {
            output::line(&format!("{id} {code}"))?;
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

impl LearnerList {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let learners = store.learners().await?;
        if self.json {
            let learners: Vec<LearnerJson> =
                learners.into_iter().map(|learner| LearnerJson::of(learner, None)).collect();
            output::json(&learners)?;
        } else {
            for Learner { id, label, name, cohort, .. } in learners {
                output::line(&format!("{id}\t{label}\t{cohort}\t{name}"))?;
            }
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

impl LearnerCode {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let code = code_for(&store, &Source::machine(), self.learner).await?;
        if self.json {
            output::json(&serde_json::json!({ "code": code }))?;
        } else {
            output::line(&code)?;
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

/// A code as people read it. A demonstration's lasts until it is used.
async fn code_for(store: &Store, source: &Source, learner: LearnerId) -> anyhow::Result<String> {
    let programme = store.programme().await?.context("the data directory holds no programme")?;
    let expires_at = (!programme.demonstration).then(|| source.now() + CODE_LIFETIME_SECONDS);
    enrolment::new_code(store, source, learner, expires_at, programme.demonstration)
        .await?
        .map(|code| shown(&code))
        .with_context(|| format!("no learner {learner}"))
}

pub(super) fn learner_id(text: &str) -> Result<LearnerId, String> {
    LearnerId::from_hex(text).ok_or_else(|| "a learner's id is 32 hex digits".to_owned())
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day is YYYY-MM-DD".to_owned())
}
