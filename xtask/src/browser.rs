//! The real browser for the tests: found, or installed where that is possible.
//!
//! Owns the search. Never lets browser tests be skipped: without a browser it fails and says how
//! to get one.

use anyhow::{Result, bail};

use crate::process::{command, output, run};

const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// A Chromium to drive: `CHASKI_BROWSER`, one on the path, or Debian's, installed now.
pub(crate) fn find_or_install() -> Result<String> {
    if let Some(found) = find() {
        return Ok(found);
    }
    let is_root = output(command("id", &["-u"], "")).is_some_and(|id| id == "0");
    let has_apt = output(command("apt-get", &["--version"], "")).is_some();
    if is_root && has_apt {
        run(command("apt-get", &["update", "-q"], ""))?;
        run(command(
            "apt-get",
            &["install", "-y", "-q", "--no-install-recommends", "chromium"],
            "",
        ))?;
        if let Some(found) = find() {
            return Ok(found);
        }
    }
    bail!(
        "the tests drive a real Chromium, and there is none here. Install one (on Debian \
         `apt-get install chromium`), or name it: CHASKI_BROWSER=/path/to/chromium"
    );
}

fn find() -> Option<String> {
    if let Ok(named) = std::env::var("CHASKI_BROWSER") {
        return Some(named);
    }
    NAMES
        .iter()
        .copied()
        .chain([MAC])
        .find(|name| output(command(name, &["--version"], "")).is_some())
        .map(|name| output(command("which", &[name], "")).unwrap_or_else(|| name.to_owned()))
}
