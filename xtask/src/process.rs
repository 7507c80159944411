//! Running other programs from the root of the checkout, and saying which one failed.
//!
//! Owns nothing but the running. Must not print what the program prints itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// A command that will run in `directory`, below the root.
pub(crate) fn command(program: &str, arguments: &[&str], directory: &str) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root().join(directory));
    command
}

/// Runs a command and fails when it does.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let shown = shown(&command);
    eprintln!("· {shown}");
    let status = command.status().with_context(|| format!("{shown}: cannot be started"))?;
    if !status.success() {
        bail!("{shown}: {status}");
    }
    Ok(())
}

/// What a command prints, or `None` when it fails or does not exist.
pub(crate) fn output(mut command: Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// `cargo`, the one that runs this.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    command(&program, arguments, "")
}

/// `npm` in a folder below the root.
pub(crate) fn npm(arguments: &[&str], directory: &str) -> Command {
    command(if cfg!(windows) { "npm.cmd" } else { "npm" }, arguments, directory)
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<_>>().join(" ")
}
