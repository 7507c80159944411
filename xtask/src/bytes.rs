//! `cargo xtask bytes`: what a visit costs on the wire.
//!
//! Owns the start of the measurement; `tests/bytes/visit.mjs` does it with the built core and the
//! built server, through a proxy that counts.

use anyhow::Result;

use crate::process::{command, run};
use crate::serve;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run_measurement(arguments: &Arguments) -> Result<()> {
    serve::build()?;
    let binary = serve::binary("release");
    let mut measure = command("node", &["tests/bytes/visit.mjs"], "");
    measure.arg("--server").arg(binary);
    if arguments.json {
        measure.arg("--json");
    }
    run(measure)
}
