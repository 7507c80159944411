//! The program under test: found, or built from the sources beside it.
//!
//! Owns where the binary is. `CHASKI_BINARY` names another. Cargo does not build the binaries of
//! other packages for a package's tests, so what is missing or older than its sources is built
//! here, once, in the same profile and target directory, without the network.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::SystemTime;

/// The path of `chaski`.
pub fn chaski() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| match std::env::var_os("CHASKI_BINARY") {
        Some(path) => path.into(),
        None => built(),
    })
}

/// The repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap().to_owned()
}

fn built() -> PathBuf {
    // target/PROFILE/deps/this-test, or target/PROFILE/a-tool
    let program = std::env::current_exe().unwrap();
    let beside = program.parent().unwrap();
    let profile = if beside.ends_with("deps") { beside.parent().unwrap() } else { beside };
    let binary = profile.join(format!("chaski{}", std::env::consts::EXE_SUFFIX));
    if !is_fresh(&binary) {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .current_dir(root())
            .args(["build", "--quiet", "--offline", "--package", "server", "--bin", "chaski"])
            .arg("--target-dir")
            .arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            command.arg("--release");
        }
        let status = command.status().unwrap();
        assert!(status.success(), "building the server failed");
    }
    binary
}

/// Is it newer than every source that Cargo noted beside it, and than the lock file?
fn is_fresh(binary: &Path) -> bool {
    let Some(made) = changed(binary) else { return false };
    let Ok(notes) = std::fs::read_to_string(binary.with_extension("d")) else { return false };
    let Some((_, sources)) = notes.split_once(": ") else { return false };
    let older = |path: &Path| changed(path).is_some_and(|at| at <= made);
    sources.split_whitespace().all(|path| older(Path::new(path)))
        && older(&root().join("Cargo.lock"))
}

fn changed(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}
