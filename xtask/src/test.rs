//! `cargo xtask test`: everything, the real browser included.
//!
//! Owns the order: cheap checks first. Nothing is skipped: what a step needs is set up, or the
//! run fails saying how.

use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{cargo, command, npm, output, root, run};
use crate::{browser, core_build, fleet, serve, suites, tools, web};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Only the Rust part
    #[arg(long)]
    rust: bool,
    /// Only the web client's part
    #[arg(long)]
    web: bool,
    /// Only the tests in the real browser
    #[arg(long)]
    browser: bool,
}

pub(crate) fn run_all(arguments: &Arguments) -> Result<()> {
    tools::check()?;
    let everything = !(arguments.rust || arguments.web || arguments.browser);
    if everything || arguments.web {
        web_checks()?;
    }
    if everything || arguments.rust {
        rust_checks()?;
    }
    if everything || arguments.browser {
        if !(everything || arguments.rust) {
            run(cargo(&["build", "--package", "server", "--locked"]))?;
        }
        browser_checks()?;
    }
    eprintln!("all that was asked for passed");
    Ok(())
}

fn web_checks() -> Result<()> {
    core_is_fresh()?;
    web::install("web-client")?;
    run(npm(&["run", "check", "--silent"], "web-client"))?;
    run(npm(&["test", "--silent"], "web-client"))
}

fn rust_checks() -> Result<()> {
    if output(cargo(&["fmt", "--version"])).is_some() {
        run(cargo(&["fmt", "--all", "--check"]))?;
    } else {
        eprintln!("rustfmt is not installed: formatting is not checked here (CI does)");
    }
    // The binary is embedded with whatever client is built; the integration tests start it.
    web::build()?;
    web::install("tests/interop")?;
    // The fleet simulator is part of it, so that all is compiled once: the program under test holds
    // its switches, which nothing but the simulator throws. `xtask serve` builds without them.
    let mut tests = cargo(&["test"]);
    tests.args(fleet::PARTS);
    lint_while_compiling(&mut tests);
    // Built by this very command, before any test runs: another build of it would cost minutes.
    suites::build_and_run(tests, &[("CHASKI_BINARY", serve::binary("debug"))])
}

/// Has the workspace compiled by clippy, which is the compiler with its lints, and makes a warning
/// an error. `cargo clippy` on its own would check every dependency a second time: minutes.
fn lint_while_compiling(tests: &mut Command) {
    if output(command("clippy-driver", &["--version"], "")).is_none() {
        eprintln!("clippy is not installed: lints are not checked here (CI does)");
        return;
    }
    // The form in which `cargo clippy` hands its arguments to the driver.
    tests
        .env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver")
        .env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
}

/// Drives the debug binary: a release build would double the wait.
fn browser_checks() -> Result<()> {
    let browser = browser::find_or_install()?;
    web::build()?;
    web::install("tests/e2e")?;
    let mut tests = npm(&["test", "--silent"], "tests/e2e");
    tests.env("CHASKI_BROWSER", browser).env("CHASKI_BINARY", serve::binary("debug"));
    run(tests)
}

/// The checked-in wasm is that of these sources.
fn core_is_fresh() -> Result<()> {
    let stamp = std::fs::read_to_string(root().join("web-client/core/pkg/sources-digest.txt"))?;
    let sources = core_build::sources_digest()?;
    if stamp.trim() != sources {
        bail!("web-client/core/pkg is not the build of these sources: run `cargo xtask core`");
    }
    Ok(())
}
