//! `cargo xtask oulad` and `cargo xtask scale`: whole data sets brought in, and measured.
//!
//! Owns how their programs are built: with the simulator's features, so that nothing is compiled a
//! second time. What is run is `tests/src/bin/oulad.rs` and `scale.rs`.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, root, run};
use crate::{fleet, serve};

#[derive(clap::Args)]
pub(crate) struct Oulad {
    /// The folder of the dataset's tables
    #[arg(long)]
    source: PathBuf,
    /// The data directory: filled where it is empty
    #[arg(long)]
    data: PathBuf,
    /// Only holds what is there against the tables: reports against figures computed straight from them
    #[arg(long)]
    compare: bool,
    /// Builds without optimisation
    #[arg(long)]
    debug: bool,
}

#[derive(clap::Args)]
pub(crate) struct Scale {
    /// Learners to generate
    #[arg(long)]
    learners: Option<u64>,
    /// Changes of theirs in all
    #[arg(long)]
    events: Option<u64>,
    /// The data directory: generated where it is empty, else measured as it is
    #[arg(long)]
    data: PathBuf,
    /// How often each report is asked
    #[arg(long)]
    runs: Option<u64>,
    /// Builds without optimisation
    #[arg(long)]
    debug: bool,
}

pub(crate) fn bring_oulad_in(arguments: &Oulad) -> Result<()> {
    let profile = build(&["--bin", "oulad", "--bin", "chaski"], arguments.debug)?;
    let chaski = serve::binary(profile);
    if !arguments.compare {
        let mut load = Command::new(chaski.with_file_name("oulad"));
        load.arg("--source").arg(&arguments.source).arg("--data").arg(&arguments.data);
        run(load)?;
    }
    let mut compare = Command::new("node");
    compare.arg(root().join("tests/oulad/compare.mjs"));
    compare.arg("--source").arg(&arguments.source).arg("--data").arg(&arguments.data);
    compare.arg("--binary").arg(chaski);
    run(compare)
}

pub(crate) fn measure_scale(arguments: &Scale) -> Result<()> {
    let profile = build(&["--bin", "scale"], arguments.debug)?;
    let mut scale = Command::new(serve::binary(profile).with_file_name("scale"));
    scale.arg("--data").arg(&arguments.data);
    let numbers = [
        ("--learners", arguments.learners),
        ("--events", arguments.events),
        ("--runs", arguments.runs),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            scale.arg(name).arg(number.to_string());
        }
    }
    run(scale)
}

fn build(programs: &[&str], debug: bool) -> Result<&'static str> {
    let mut build = cargo(&["build", "--quiet"]);
    build.args(programs).args(fleet::PARTS);
    if !debug {
        build.arg("--release");
    }
    run(build)?;
    Ok(if debug { "debug" } else { "release" })
}
