//! `cargo xtask fleet`: worlds of the fleet simulator.
//!
//! Owns how it is built: with a power switch and known faults, which no product may have; and
//! otherwise with the features that the whole workspace is tested with, so that nothing is compiled a
//! second time. What is run is `tests/src/bin/fleet.rs`.

use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, run};
use crate::serve;

/// What is built with the simulator: everything that is tested.
pub(crate) const PARTS: [&str; 4] = ["--workspace", "--features", "tests/fleet", "--locked"];

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Visits at least, over all worlds
    #[arg(long)]
    sessions: Option<u64>,
    /// Decides everything
    #[arg(long)]
    seed: Option<u64>,
    /// Lives this one world again, by its own seed
    #[arg(long)]
    world: Option<u64>,
    /// Builds in a known fault: the run must fail
    #[arg(long)]
    bug: Option<String>,
    /// Builds in every known fault in turn: each run must fail
    #[arg(long)]
    bugs: bool,
    /// Goes on after a finding, and tells every world in which there was one
    #[arg(long)]
    to_the_end: bool,
    /// Tells everything that happens in the world, on standard error
    #[arg(long, requires = "world")]
    tell: bool,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
    /// Builds it with optimisation: for long campaigns
    #[arg(long)]
    release: bool,
}

pub(crate) fn run_worlds(arguments: &Arguments) -> Result<()> {
    let mut build = cargo(&["build", "--quiet", "--bin", "fleet"]);
    build.args(PARTS);
    if arguments.release {
        build.arg("--release");
    }
    run(build)?;
    let profile = if arguments.release { "release" } else { "debug" };
    let mut fleet = Command::new(serve::binary(profile).with_file_name("fleet"));
    let numbers = [
        ("--sessions", arguments.sessions),
        ("--seed", arguments.seed),
        ("--world", arguments.world),
    ];
    for (name, number) in numbers {
        if let Some(number) = number {
            fleet.arg(name).arg(number.to_string());
        }
    }
    if let Some(bug) = &arguments.bug {
        fleet.arg("--bug").arg(bug);
    }
    let flags = [
        ("--bugs", arguments.bugs),
        ("--to-the-end", arguments.to_the_end),
        ("--tell", arguments.tell),
        ("--json", arguments.json),
    ];
    fleet.args(flags.iter().filter(|(_, is_set)| *is_set).map(|(flag, _)| flag));
    run(fleet)
}
