//! What a machine must have, and what to say when it has not.
//!
//! Owns the list. Must not install anything.

use anyhow::{Result, bail};

use crate::process::{command, npm, output};

/// Oldest Node that the build and the tests run on.
const NODE: (u32, u32) = (20, 19);

/// Fails with one line for each thing that is missing.
pub(crate) fn check() -> Result<()> {
    let missing: Vec<String> = [compiler(), node(), npm_itself()].into_iter().flatten().collect();
    if missing.is_empty() {
        return Ok(());
    }
    bail!("this machine lacks:\n{}", missing.join("\n"));
}

fn compiler() -> Option<String> {
    let named = std::env::var("CC").unwrap_or_default();
    let found = [named.as_str(), "cc", "gcc", "clang"]
        .iter()
        .any(|name| !name.is_empty() && output(command(name, &["--version"], "")).is_some());
    (!found).then(|| {
        "- a C compiler (SQLite and the picture encoder are built from source): \
         on Debian or Ubuntu `apt-get install gcc libc6-dev`, on macOS `xcode-select --install`"
            .to_owned()
    })
}

fn node() -> Option<String> {
    let wanted = format!("- Node {}.{} or newer, with npm: https://nodejs.org", NODE.0, NODE.1);
    let Some(version) = output(command("node", &["--version"], "")) else { return Some(wanted) };
    let mut numbers =
        version.trim_start_matches('v').split('.').map(|part| part.parse().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    (found < NODE).then(|| format!("{wanted} (found {version})"))
}

fn npm_itself() -> Option<String> {
    output(npm(&["--version"], "")).is_none().then(|| "- npm, which comes with Node".to_owned())
}
