//! `fleet`: runs worlds of the fleet simulator (`cargo xtask fleet`; `docs/FLEET.md`).
//!
//! Owns arguments and what is printed. Ends with 1 when anything was found.

use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::Parser;
use sync_core::bugs::{Bug, build_in};
use tests::fleet::campaign::{Campaign, Outcome, live};
use tests::fleet::tally::{Tally, tell_all};

#[derive(Parser)]
#[command(
    name = "fleet",
    about = "Worlds of phones, staff and central, with everything that fails"
)]
struct Arguments {
    /// Visits at least, over all worlds
    #[arg(long, default_value_t = 20_000)]
    sessions: u64,
    /// Decides everything
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Lives this one world again, by its own seed
    #[arg(long)]
    world: Option<u64>,
    /// Builds in a known fault: the run must fail
    #[arg(long, value_parser = bug_of_name)]
    bug: Option<Bug>,
    /// Builds in every known fault in turn: each run must fail
    #[arg(long, conflicts_with_all = ["bug", "world", "json"])]
    bugs: bool,
    /// Worlds at once; by default as many as there are processors
    #[arg(long)]
    threads: Option<usize>,
    /// Goes on after a finding, and tells every world in which there was one
    #[arg(long, conflicts_with_all = ["world", "bugs"])]
    to_the_end: bool,
    /// Tells everything that happens, on standard error
    #[arg(long, requires = "world")]
    tell: bool,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

fn bug_of_name(name: &str) -> Result<Bug, String> {
    let names = || Bug::ALL.map(Bug::name).join(", ");
    let found = Bug::ALL.into_iter().find(|bug| bug.name() == name);
    found.ok_or_else(|| format!("there are: {}", names()))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    server::store::simulate();
    if arguments.bugs {
        return every_bug(&arguments);
    }
    if let Some(bug) = arguments.bug {
        build_in(bug);
    }
    if arguments.tell {
        tell_all();
    }
    let begun = Instant::now();
    let outcome = match arguments.world {
        Some(seed) => {
            let ended = live(seed);
            eprintln!("world {seed}: {} steps, trace {:016x}", ended.step, ended.trace);
            let tally = ended.tally.clone();
            let failed = [ended].into_iter().filter(|it| !it.findings.is_empty()).collect();
            Outcome { tally, failed }
        }
        None => {
            let processors = std::thread::available_parallelism().map_or(1, usize::from);
            let threads = arguments.threads.unwrap_or(processors);
            let Arguments { sessions, seed, to_the_end, .. } = arguments;
            Campaign { sessions, seed, threads, to_the_end }.run()
        }
    };
    if arguments.json {
        println!("{}", outcome.tally.to_json());
    } else {
        tell(&outcome.tally, begun);
    }
    let bug = arguments.bug.map(|bug| format!(" --bug {}", bug.name())).unwrap_or_default();
    for failed in &outcome.failed {
        eprintln!("in world {} at step {}:", failed.seed, failed.step);
        failed.findings.iter().for_each(|what| eprintln!("  {what}"));
        eprintln!("again: cargo xtask fleet --world {}{bug}", failed.seed);
    }
    if outcome.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One process for each: a fault stays built in.
fn every_bug(arguments: &Arguments) -> ExitCode {
    let mut are_all_found = true;
    for bug in Bug::ALL {
        let (sessions, seed) = (arguments.sessions.to_string(), arguments.seed.to_string());
        let run = std::env::current_exe().and_then(|fleet| {
            let asked = ["--bug", bug.name(), "--sessions", &sessions, "--seed", &seed, "--json"];
            Command::new(fleet).args(asked).output()
        });
        let is_found = run.is_ok_and(|output| output.status.code() == Some(1));
        are_all_found &= is_found;
        println!("{}  {}", if is_found { "found    " } else { "NOT FOUND" }, bug.name());
    }
    if are_all_found { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell(tally: &Tally, begun: Instant) {
    println!("{} visits in {:.0?}", tally.sessions, begun.elapsed());
    println!("{} records acknowledged", tally.acknowledged);
    println!("{} lost, {} doubled, {} diverged", tally.lost, tally.duplicated, tally.diverged);
    println!("{} forged of {} tried", tally.forged_accepted, tally.forged_attempted);
    println!("{} leaked, {} offered again", tally.leaked, tally.duplicates_offered);
    for (name, count) in &tally.faults {
        println!("{count:>8}  {name}");
    }
}
