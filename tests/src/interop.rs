//! The checks of `tests/interop`: programs that share nothing with the server.
//!
//! Owns that their packages are there, as the lock file says. Needs Node and npm.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

use crate::binary::root;

/// The folder of the checks, with its packages.
pub fn folder() -> PathBuf {
    let folder = root().join("tests/interop");
    let manifest = std::fs::read(folder.join("package.json")).unwrap();
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let packages = manifest["dependencies"].as_object().unwrap();
    let modules = folder.join("node_modules");
    if packages.keys().any(|package| !modules.join(package).exists()) {
        let output = run(Command::new("npm").args(["ci", "--silent"]).current_dir(&folder));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    folder
}

/// Runs one of the checks to its end.
pub fn node(arguments: impl IntoIterator<Item = impl AsRef<std::ffi::OsStr>>) -> Output {
    run(Command::new("node").args(arguments).current_dir(folder()))
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}
