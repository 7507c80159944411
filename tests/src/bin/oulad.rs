//! `oulad`: brings the Open University's dataset in (`cargo xtask oulad`; `docs/REPORTS.md`).
//!
//! Owns arguments and what is printed.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

#[derive(Parser)]
#[command(name = "oulad", about = "The Open University's dataset as a programme")]
struct Arguments {
    /// The folder of its tables
    #[arg(long)]
    source: PathBuf,
    /// An empty data directory
    #[arg(long)]
    data: PathBuf,
    /// Decides every key
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { source, data, seed } = Arguments::parse();
    let begun = Instant::now();
    match tests::oulad::load(&source, &data, seed).await {
        Ok(loaded) => {
            println!(
                "{} enrolments of {} persons, {} submissions, in {} s",
                loaded.enrolments,
                loaded.persons,
                loaded.submissions,
                begun.elapsed().as_secs()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("oulad: {error}");
            ExitCode::FAILURE
        }
    }
}
