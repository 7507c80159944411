//! The web client: its packages and its build.
//!
//! Owns when each is done anew: packages when the lock file changed, the build when a source did.

use std::fs;

use anyhow::{Context, Result};

use crate::digest;
use crate::process::{npm, root, run};

/// Installs the packages of an npm folder, unless they are those of its lock file.
pub(crate) fn install(directory: &str) -> Result<()> {
    let lock = fs::read_to_string(root().join(directory).join("package-lock.json"))
        .with_context(|| format!("{directory}/package-lock.json"))?;
    let stamp = root().join(directory).join("node_modules/.chaski-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    run(npm(&["ci", "--no-audit", "--no-fund"], directory))?;
    fs::write(&stamp, lock)?;
    Ok(())
}

/// Builds the client into `web-client/dist`, unless nothing changed since.
pub(crate) fn build() -> Result<()> {
    install("web-client")?;
    let sources = digest::of(&[
        "web-client/src",
        "web-client/public",
        "web-client/build",
        "web-client/core/pkg",
        "web-client/index.html",
        "web-client/vite.config.ts",
        "web-client/package-lock.json",
    ])?;
    let stamp = root().join("web-client/node_modules/.chaski-build");
    let is_built = root().join("web-client/dist/index.html").exists();
    if is_built && fs::read_to_string(&stamp).is_ok_and(|built| built == sources) {
        return Ok(());
    }
    run(npm(&["run", "build", "--silent"], "web-client"))?;
    fs::write(&stamp, sources)?;
    Ok(())
}
