//! The workspace's tests, two programs at a time.
//!
//! Owns how test programs are found and run: cargo builds them and runs one after the other, and many
//! of ours wait for servers, for phones' timeouts and for the disk, with a processor idle beside. Must
//! not decide what is built.

use std::collections::VecDeque;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Test programs that run at once: one works while the other waits.
const AT_ONCE: usize = 2;

/// A built test program.
#[derive(Debug, PartialEq, Eq)]
struct Suite {
    /// As people call it: package and target.
    name: String,
    program: PathBuf,
    /// Where cargo would run it: the package's folder.
    directory: PathBuf,
}

/// Builds with `build` (a `cargo test` without `--no-run`) and runs every test program. All run,
/// whatever fails; then the failure is said.
pub(crate) fn build_and_run(mut build: Command, environment: &[(&str, PathBuf)]) -> Result<()> {
    build.args(["--no-run", "--message-format=json-render-diagnostics"]);
    eprintln!("· building the tests");
    let built = build.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    if !built.status.success() {
        bail!("the tests do not build");
    }
    let mut suites = suites(&String::from_utf8_lossy(&built.stdout));
    if suites.is_empty() {
        bail!("no test program was built");
    }
    // What takes long begins first, so that nothing long is left alone at the end.
    suites.sort_by_key(|suite| {
        LONG.iter().position(|name| suite.name.ends_with(name)).unwrap_or(LONG.len())
    });
    let (waiting, failed) = (Mutex::new(VecDeque::from(suites)), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(suite) = next else { return };
                    if let Err(failure) = suite.run(environment) {
                        failed.lock().unwrap_or_else(PoisonError::into_inner).push(failure);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !failed.is_empty() {
        bail!("failed: {}", failed.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "));
    }
    Ok(())
}

/// The longest, longest first.
const LONG: [&str; 8] =
    ["fleet", "hub", "crash", "adversity", "authorisation", "hostile", "server", "contracts"];

impl Suite {
    fn run(&self, environment: &[(&str, PathBuf)]) -> Result<()> {
        let began = Instant::now();
        let output = Command::new(&self.program)
            .current_dir(&self.directory)
            .env("CARGO_MANIFEST_DIR", &self.directory)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("{}: cannot be started", self.name))?;
        let seconds = began.elapsed().as_secs();
        // At once, so that two programs' lines do not mix.
        let mut shown = format!("· {} ({seconds} s)\n", self.name).into_bytes();
        shown.extend(output.stdout);
        shown.extend(output.stderr);
        std::io::stderr().lock().write_all(&shown)?;
        if !output.status.success() {
            bail!("{} ({})", self.name, output.status);
        }
        Ok(())
    }
}

/// The test programs among cargo's messages.
fn suites(messages: &str) -> Vec<Suite> {
    let each = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    each.filter_map(|message| {
        let is_test = message["profile"]["test"] == true;
        let program = message["executable"].as_str().filter(|_| is_test)?;
        let directory = Path::new(message["manifest_path"].as_str()?).parent()?;
        let package = directory.file_name()?.to_string_lossy();
        let target = message["target"]["name"].as_str()?;
        let name =
            if package == target { target.to_owned() } else { format!("{package}: {target}") };
        Some(Suite { name, program: program.into(), directory: directory.to_owned() })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_programs_that_test_are_run() {
        let messages = r#"{"reason":"compiler-artifact","manifest_path":"/c/tests/Cargo.toml","target":{"name":"hub"},"profile":{"test":true},"executable":"/t/hub-1"}
{"reason":"compiler-artifact","manifest_path":"/c/server/Cargo.toml","target":{"name":"server"},"profile":{"test":true},"executable":"/t/server-1"}
{"reason":"compiler-artifact","manifest_path":"/c/server/Cargo.toml","target":{"name":"chaski"},"profile":{"test":false},"executable":"/t/chaski"}
{"reason":"compiler-artifact","manifest_path":"/c/server/Cargo.toml","target":{"name":"server"},"profile":{"test":true},"executable":null}
{"reason":"build-finished","success":true}"#;
        let suite = |name: &str, program: &str, directory: &str| Suite {
            name: name.into(),
            program: program.into(),
            directory: directory.into(),
        };
        let expected = [
            suite("tests: hub", "/t/hub-1", "/c/tests"),
            suite("server", "/t/server-1", "/c/server"),
        ];
        assert_eq!(suites(messages), expected);
    }
}
