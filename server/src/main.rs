//! The `chaski` binary: arguments, log, exit status.
//!
//! Standard output carries what was asked for; everything else goes to standard error. Exit
//! status: 0 done, 1 failed, 2 wrong usage, 3 a check found something, 4 no room on the disk for a
//! backup or a restore. `doctor` has its own: 0 all is well, 1 something to look at, 2 something broken.

mod cli;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("CHASKI_LOG")
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info")),
        )
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match cli::run(arguments.command).await {
        Ok(cli::Done::Fine) => ExitCode::SUCCESS,
        Ok(cli::Done::Found) => ExitCode::from(3),
        Ok(cli::Done::Look) => ExitCode::from(1),
        Ok(cli::Done::Broken) => ExitCode::from(2),
        Ok(cli::Done::StorageFull) => ExitCode::from(4),
        Err(error) => {
            // Every cause on one line: whoever reads this wants to know what to do.
            eprintln!("chaski: {error:#}");
            ExitCode::FAILURE
        }
    }
}
