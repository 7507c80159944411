//! `scale`: a generated database of a national programme's size, and how fast it answers (`cargo xtask
//! scale`; `docs/REPORTS.md`).
//!
//! Owns arguments and what is printed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tests::scale::{generate, ingestion, make_facts, prepare, reports};

#[derive(Parser)]
#[command(name = "scale", about = "How fast reports are with a hundred thousand learners")]
struct Arguments {
    /// Learners to generate
    #[arg(long, default_value_t = 100_000)]
    learners: usize,
    /// Changes of theirs in all
    #[arg(long, default_value_t = 30_000_000)]
    events: usize,
    /// The data directory: generated where it is empty, else measured as it is
    #[arg(long)]
    data: PathBuf,
    /// How often each report is asked
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// Phones that bring something new, for the rate of what comes in; 0 leaves that out
    #[arg(long, default_value_t = 60)]
    phones: usize,
    /// Changes that each of them brings
    #[arg(long, default_value_t = 200)]
    each: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("scale: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), String> {
    let Arguments { learners, events, data, runs, phones, each } = arguments;
    if !data.join("chaski.db").exists() {
        generate(data, *learners, *events).await?;
    }
    make_facts(data).await?;
    println!("report\tby\tmedian ms\tslowest ms");
    let (mut worst, mut slowest) = (0.0_f64, 0.0_f64);
    for one in reports(data, (*runs).max(1)).await? {
        let (median, longest) = (one.median.as_secs_f64() * 1e3, one.slowest.as_secs_f64() * 1e3);
        (worst, slowest) = (worst.max(median), slowest.max(longest));
        let by = if one.by.is_empty() { "-" } else { one.by };
        println!("{}\t{by}\t{median:.0}\t{longest:.0}", one.name);
    }
    println!("all\t-\t{worst:.0}\t{slowest:.0}");
    if *phones > 0 {
        measure_ingestion(data, *phones, *each).await?;
    }
    Ok(())
}

/// In turns, so that whatever else the machine does meets both.
async fn measure_ingestion(data: &Path, phones: usize, each: usize) -> Result<(), String> {
    let empty = tempfile::tempdir().map_err(|error| error.to_string())?;
    prepare(empty.path(), 1).await?;
    let (mut full, mut small) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        full.push(ingestion(data, phones, each).await?);
        small.push(ingestion(empty.path(), phones, each).await?);
    }
    full.sort_by(f64::total_cmp);
    small.sort_by(f64::total_cmp);
    println!(
        "changes taken in a second: {:.0} here, {:.0} in an empty database: {:.2} of it",
        full[1],
        small[1],
        full[1] / small[1]
    );
    Ok(())
}
