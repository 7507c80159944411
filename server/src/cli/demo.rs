//! `chaski demo`: the demonstration, made and printed.

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use server::demo::phone::Phone;
use server::demo::{self, Extent, Seeded};
use server::enrolment::shown;
use server::source::Source;
use server::store::Store;
use sync_core::record::Day;

use super::people::day;
use super::{Data, Done, output};

/// The demonstration that everybody gets who does not ask for another.
const SEED: u64 = 1;

#[derive(Debug, Subcommand)]
pub(crate) enum Demo {
    /// Make a demonstration in an empty data directory.
    Seed(Seed),
}

#[derive(Debug, Args)]
pub(crate) struct Seed {
    #[command(flatten)]
    data: Data,
    /// Another number gives other lives.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// The day on which it ends, `YYYY-MM-DD`; else today.
    #[arg(long, value_parser = day)]
    today: Option<Day>,
    /// Also a second centre's cohort, and an earlier one that ended, with what became of it: what
    /// `chaski serve` makes.
    #[arg(long)]
    earlier: bool,
    /// Print every secret of the fictional phones as JSON, for tests.
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let Demo::Seed(seed) = self;
        let store = seed.data.open()?;
        let today = seed.today.unwrap_or_else(|| Day::of_seconds(Source::machine().now()));
        let extent = if seed.earlier { Extent::Programme } else { Extent::Cohort };
        let seeded = demo::seed(&store, seed.seed, today, extent).await?;
        if seed.json {
            output::json(&secrets(&seeded))?;
        } else {
            eprintln!("The demonstration is in {}.", seed.data.path().display());
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

/// Everything that a test needs to act as one of the fictional phones.
fn secrets(seeded: &Seeded) -> Value {
    let learners: Vec<Value> = seeded
        .learners
        .iter()
        .map(|learner| {
            let phones: Vec<Value> = learner.phones.iter().map(phone).collect();
            json!({
                "id": learner.id.to_string(),
                "label": learner.label,
                "name": learner.name,
                "phones": phones,
            })
        })
        .collect();
    let codes: Vec<Value> = seeded
        .codes
        .iter()
        .map(|code| {
            json!({
                "code": shown(&code.code),
                "learner": code.learner.to_string(),
                "name": code.name,
            })
        })
        .collect();
    let staff: Vec<Value> = demo::STAFF
        .iter()
        .map(|(role, login)| {
            json!({ "role": role.word(), "login": login, "password": demo::PASSWORD })
        })
        .collect();
    json!({
        "learners": learners,
        "codes": codes,
        "coordinator": { "login": demo::LOGIN, "password": demo::PASSWORD },
        "staff": staff,
    })
}

fn phone(phone: &Phone) -> Value {
    let identity = phone.profile().identity();
    json!({
        "writer": identity.writer().to_string(),
        "writer_seed": hex::encode(identity.signing_key().seed()),
        "read_token": hex::encode(identity.read_token.0),
        "device_token": hex::encode(identity.device_token.0),
        "clock_offset": phone.clock_offset,
    })
}

/// Makes the whole demonstration, ending today.
pub(super) async fn make(store: &Store) -> anyhow::Result<()> {
    let today = Day::of_seconds(Source::machine().now());
    demo::seed(store, SEED, today, Extent::Programme).await?;
    Ok(())
}
