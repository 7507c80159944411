//! `cargo xtask …`: everything a person runs on a checkout.
//!
//! Owns the commands and their order. Must not hold product code: it starts what the workspace
//! builds.

mod browser;
mod bytes;
mod core_build;
mod crash;
mod digest;
mod fleet;
#[cfg(feature = "core")]
mod fresh_core;
mod load;
mod process;
mod serve;
mod suites;
mod test;
mod tools;
mod unlock;
mod web;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Build, run, test and measure Chaski")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Builds everything and serves the demonstration programme on loopback
    Serve(serve::Arguments),
    /// Builds the web client and the release binary
    Build,
    /// Sets up what it needs and runs every test, the real browser's included
    Test(test::Arguments),
    /// Rebuilds the phone's core (wasm) that is checked in
    Core,
    /// Measures the bytes of a visit between the built core and the built server
    Bytes(bytes::Arguments),
    /// Kills the server and phones, all real processes, and examines what is left
    Crash(crash::Arguments),
    /// Lives worlds of the fleet simulator: phones, staff and central, with everything that fails
    Fleet(fleet::Arguments),
    /// Brings the Open University's dataset in, and holds every report against its tables
    Oulad(load::Oulad),
    /// Generates a hundred thousand learners with thirty million events, and measures every report
    Scale(load::Scale),
    /// Measures an unlock, in time on a slowed processor and in memory, in a real browser
    Unlock(unlock::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Serve(arguments) => serve::serve(&arguments),
        Command::Build => serve::build(),
        Command::Test(arguments) => test::run_all(&arguments),
        Command::Core => core_build::run(),
        Command::Bytes(arguments) => bytes::run_measurement(&arguments),
        Command::Crash(arguments) => crash::run_kills(&arguments),
        Command::Fleet(arguments) => fleet::run_worlds(&arguments),
        Command::Oulad(arguments) => load::bring_oulad_in(&arguments),
        Command::Scale(arguments) => load::measure_scale(&arguments),
        Command::Unlock(arguments) => unlock::run_measurement(&arguments),
    }
}
