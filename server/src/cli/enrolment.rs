//! `chaski learner enrolment`: how somebody's enrolment stands, and saying that it stands otherwise.
//!
//! Says what will be written before anything is.

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use serde::Serialize;
use server::source::Source;
use server::store::enrolments::{EnrolmentRow, EnrolmentWritten};
use sync_core::ids::LearnerId;
use sync_core::record::{Day, Enrolment, EnrolmentState};

use super::people::{day, learner_id};
use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct LearnerEnrolment {
    #[command(flatten)]
    data: Data,
    /// Her id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// The cohort's id; absent: the one she is in now.
    #[arg(long)]
    cohort: Option<String>,
    /// How it stands from then on: `enrolled`, `paused`, `left`, `completed` or `ended` (she reached
    /// the end without completing). Absent: her enrolments are listed.
    #[arg(long, value_parser = state)]
    state: Option<EnrolmentState>,
    /// Since when, `YYYY-MM-DD`; absent: today, by UTC.
    #[arg(long, value_parser = day, requires = "state")]
    day: Option<Day>,
    /// Why she paused or left: a code of lower-case letters, digits and hyphens, as `trabajo`.
    #[arg(long, requires = "state")]
    reason: Option<String>,
    /// The track that she is on; absent: as before.
    #[arg(long, requires = "state")]
    track: Option<String>,
    /// Do it. Without it only what would be written is said.
    #[arg(long, requires = "state")]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// An enrolment, as it is shown.
#[derive(Serialize)]
struct EnrolmentJson {
    cohort: String,
    state: &'static str,
    day: String,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    definition: Option<u32>,
}

impl From<EnrolmentRow> for EnrolmentJson {
    fn from(row: EnrolmentRow) -> Self {
        Self {
            cohort: row.cohort,
            state: row.state.word(),
            day: row.day.to_string(),
            since: row.since.to_string(),
            track: row.track,
            reason: row.reason,
            definition: row.definition,
        }
    }
}

impl LearnerEnrolment {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let learner = store.learner(self.learner).await?.context("no learner of this id")?;
        let rows = store.enrolments_of(self.learner).await?;
        let Some(state) = self.state else {
            store.close().await;
            return list(rows, self.json);
        };
        let needs_reason = matches!(state, EnrolmentState::Paused | EnrolmentState::Left);
        ensure!(needs_reason || self.reason.is_none(), "a reason is for who paused or left");
        ensure!(
            state != EnrolmentState::Left || self.reason.is_some(),
            "say why with `--reason`: reports of dropout count it"
        );
        let now = Source::machine().now();
        let cohort = self.cohort.unwrap_or(learner.cohort);
        let old = rows.into_iter().find(|row| row.cohort == cohort);
        let enrolment = Enrolment {
            track: self.track.or_else(|| old.as_ref().and_then(|row| row.track.clone())),
            reason: self.reason,
            definition: old.as_ref().and_then(|row| row.definition),
            ..Enrolment::new(state, self.day.unwrap_or_else(|| Day::of_seconds(now)))
        };
        let before = match &old {
            Some(row) => format!("{} since {}", row.state.word(), row.day),
            None => "not in it".to_owned(),
        };
        let why = enrolment.reason.as_deref().map(|reason| format!(", because of {reason}"));
        let (label, since) = (learner.label, enrolment.day);
        output::line(&format!(
            "{label} in {cohort}: {before}; then {} since {since}{}",
            state.word(),
            why.unwrap_or_default()
        ))?;
        if self.yes {
            let replica = store.replica().await?;
            let outcome = store.put_enrolment(replica, self.learner, cohort, enrolment, None, now);
            told(outcome.await?)?;
        } else {
            output::line(
                "Nothing was written: add `--yes` to do it. It can be said otherwise later.",
            )?;
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

fn list(rows: Vec<EnrolmentRow>, json: bool) -> anyhow::Result<Done> {
    let rows: Vec<EnrolmentJson> = rows.into_iter().map(EnrolmentJson::from).collect();
    if json {
        output::json(&rows)?;
        return Ok(Done::Fine);
    }
    for row in rows {
        let why = row.reason.unwrap_or_default();
        output::line(&format!("{}\t{}\t{}\t{why}", row.cohort, row.state, row.day))?;
    }
    Ok(Done::Fine)
}

fn told(outcome: EnrolmentWritten) -> anyhow::Result<()> {
    let said = match outcome {
        EnrolmentWritten::Done => {
            "Written. Her phone and the staff's devices are told with the next exchange; her record \
             and what she is owed stay as they are."
        }
        EnrolmentWritten::Same => "It stood so before: nothing was written.",
        EnrolmentWritten::NoLearner => bail!("no learner of this id"),
        EnrolmentWritten::NoCohort => bail!("no cohort of this id"),
        EnrolmentWritten::Unfit => {
            bail!("a code is 1 to 32 of a-z, 0-9 and hyphen, and a day is between 2000 and 2199")
        }
        EnrolmentWritten::OnHub => bail!("this is a hub: say it at central"),
    };
    output::line(said)?;
    Ok(())
}

fn state(text: &str) -> Result<EnrolmentState, String> {
    EnrolmentState::from_word(text)
        .ok_or_else(|| "one of enrolled, paused, left, completed, ended".to_owned())
}
