//! `cargo xtask crash`: SIGKILL for real processes, and what must be there in the end.
//!
//! Owns the start; the `crash` program of the package `tests` does it. `CHASKI_BINARY` names
//! another server than the debug build of these sources.

use anyhow::Result;

use crate::process::{cargo, command, run};
use crate::serve;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// How many times somebody is killed
    #[arg(long, default_value_t = 30)]
    kills: u32,
    /// Whom, and after how long, is drawn from this
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Do something wrong on purpose: told-before-saved, held-before-receipt, done-twice, old-copy
    #[arg(long)]
    fault: Option<String>,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run_kills(arguments: &Arguments) -> Result<()> {
    let given = std::env::var_os("CHASKI_BINARY");
    if given.is_none() {
        run(cargo(&["build", "--package", "server", "--bin", "chaski"]))?;
    }
    run(cargo(&["build", "--package", "tests", "--bin", "crash"]))?;
    let program = serve::binary("debug").with_file_name("crash");
    let mut kills = command(&program.to_string_lossy(), &[], "");
    kills.env("CHASKI_BINARY", given.unwrap_or_else(|| serve::binary("debug").into()));
    kills.arg("--kills").arg(arguments.kills.to_string());
    kills.arg("--seed").arg(arguments.seed.to_string());
    if let Some(fault) = &arguments.fault {
        kills.arg("--fault").arg(fault);
    }
    if arguments.json {
        kills.arg("--json");
    }
    run(kills)
}
