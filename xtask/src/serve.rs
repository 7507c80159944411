//! `cargo xtask serve`: from a fresh clone to a running demonstration.
//!
//! Owns the order: what is missing, the web client, the binary, the server. Builds no tests and
//! no wasm, and needs no browser.

use std::path::PathBuf;

use anyhow::Result;

use crate::process::{cargo, root, run};
use crate::{tools, web};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Where everything is kept
    #[arg(long, default_value = "data", env = "CHASKI_DATA")]
    data: PathBuf,
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:8440", env = "CHASKI_LISTEN")]
    listen: String,
}

pub(crate) fn serve(arguments: &Arguments) -> Result<()> {
    build()?;
    let mut server = std::process::Command::new(binary("release"));
    server.arg("serve").arg("--data").arg(root().join(&arguments.data));
    server.arg("--listen").arg(&arguments.listen).current_dir(root());
    replace_by(server)
}

/// The web client, then the binary that embeds it.
pub(crate) fn build() -> Result<()> {
    tools::check()?;
    web::build()?;
    run(cargo(&["build", "--release", "--package", "server"]))
}

/// The built binary of a profile: `release` or `debug`.
pub(crate) fn binary(profile: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| root().join("target")).join(profile).join("chaski")
}

/// Ends this process in favour of the server, so that Ctrl-C and SIGTERM reach it.
#[cfg(unix)]
fn replace_by(mut server: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(server.exec().into())
}

#[cfg(not(unix))]
fn replace_by(server: std::process::Command) -> Result<()> {
    run(server)
}
