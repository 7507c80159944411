//! `cargo xtask unlock`: how long an unlock takes on a slow phone, and what memory it takes.
//!
//! Owns the start of the measurement; `tests/bench/unlock.mjs` does it in a real browser.

use anyhow::Result;

use crate::process::{command, run};
use crate::{browser, web};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many times slower than this machine the phone is
    #[arg(long, default_value_t = 6)]
    times: u32,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run_measurement(arguments: &Arguments) -> Result<()> {
    web::install("web-client")?;
    let browser = browser::find_or_install()?;
    let mut measure = command("node", &["tests/bench/unlock.mjs"], "");
    measure.arg("--browser").arg(browser).arg("--times").arg(arguments.times.to_string());
    if arguments.json {
        measure.arg("--json");
    }
    run(measure)
}
