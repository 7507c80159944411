//! The phone's core as wasm: built, bound, made small, and stamped with the digest of its sources.
//!
//! Owns what goes into `web-client/core/pkg`, which is checked in so that working on the screens
//! needs no wasm toolchain. A test compares the stamp with the sources.

use anyhow::Result;

use crate::digest;

/// What the build depends on: sources, dependencies, profile and flags.
const SOURCES: [&str; 6] = [
    "sync-core/src",
    "sync-core/Cargo.toml",
    "web-client/core/src",
    "web-client/core/Cargo.toml",
    "xtask/src/core_build.rs",
    "xtask/src/fresh_core.rs",
];

/// The digest that a fresh build is stamped with. Of the workspace's manifest and lock file only
/// the wasm profile and what the core links count: the server's affairs do not make the phone's
/// core stale.
pub(crate) fn sources_digest() -> Result<String> {
    let linked = linked_packages()?;
    let profile = wasm_profile()?;
    let sources = digest::of(&SOURCES)?;
    Ok(digest::of_text(&format!("{sources}\n{linked}\n{profile}")))
}

fn wasm_profile() -> Result<String> {
    let manifest = std::fs::read_to_string(crate::process::root().join("Cargo.toml"))?;
    let mut counts = false;
    let body = manifest.lines().filter(|line| {
        if line.starts_with('[') {
            counts = *line == "[profile.wasm]" || line.starts_with("[profile.wasm.");
        }
        counts
    });
    Ok(body.collect::<Vec<_>>().join("\n"))
}

fn linked_packages() -> Result<String> {
    let tree = |more: &[&str]| {
        let package = ["tree", "--quiet", "--package", "chaski-core"];
        let target = ["--target", "wasm32-unknown-unknown", "--edges", "normal"];
        let shape = ["--prefix", "none", "--format", "{p} {f}"];
        let args = [&package[..], &target[..], &shape[..], more].concat();
        crate::process::output(crate::process::cargo(&args))
    };
    // Without a network where that is possible: a fresh clone has nothing downloaded yet.
    let tree = tree(&["--locked", "--offline"]).or_else(|| tree(&[]));
    let tree = tree.ok_or_else(|| anyhow::anyhow!("`cargo tree` fails: run it to see why"))?;
    let mut lines: Vec<&str> = tree
        .lines()
        // Ours are in the sources already, and their lines hold this machine's paths.
        .filter(|line| !line.contains('('))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    Ok(lines.join("\n"))
}

/// Builds, unless the feature is off: then runs this program again with it.
#[cfg(not(feature = "core"))]
pub(crate) fn run() -> Result<()> {
    use crate::process::{cargo, run};
    run(cargo(&["run", "--quiet", "--package", "xtask", "--features", "core", "--", "core"]))
}

/// Builds the wasm, binds it and makes it small.
#[cfg(feature = "core")]
pub(crate) fn run() -> Result<()> {
    use crate::process::{cargo, npm, root, run};
    use anyhow::Context;

    const TARGET: &str = "wasm32-unknown-unknown";
    // Pinned: version 108, which Debian 12 has, writes a module that no browser starts.
    const OPTIMISER: &str = "--package=binaryen@132.0.0";
    let digest = sources_digest()?;
    let mut build =
        cargo(&["build", "--package", "chaski-core", "--target", TARGET, "--profile", "wasm"]);
    // Whose machine built it is nobody's business, and no two machines should differ by it.
    let flags = [
        "--cfg".to_owned(),
        "getrandom_backend=\"wasm_js\"".to_owned(),
        format!("--remap-path-prefix={}=cargo", cargo_home()),
        format!("--remap-path-prefix={}=chaski", root().display()),
    ];
    build.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")).env("CHASKI_CORE_DIGEST", &digest);
    run(build).context("is the target installed? `rustup target add wasm32-unknown-unknown`")?;
    let package = root().join("web-client/core/pkg");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(root().join("target").join(TARGET).join("wasm/chaski_core.wasm"))
        .web(true)?
        .typescript(true)
        .omit_default_module_path(true)
        .generate(&package)?;
    let bindings = std::fs::read_to_string(package.join("chaski_core.js"))?;
    std::fs::write(package.join("fresh.js"), crate::fresh_core::of(&bindings)?)?;
    std::fs::write(package.join("fresh.d.ts"), crate::fresh_core::TYPES)?;
    let wasm = package.join("chaski_core_bg.wasm");
    let path = wasm.to_string_lossy().into_owned();
    let features = [
        "--enable-bulk-memory",
        "--enable-nontrapping-float-to-int",
        "--enable-sign-ext",
        "--enable-mutable-globals",
        "--enable-reference-types",
        "--enable-multivalue",
    ];
    let arguments: Vec<&str> = ["exec", "--yes", OPTIMISER, "--", "wasm-opt", "-Oz"]
        .into_iter()
        .chain(features)
        .chain([path.as_str(), "-o", path.as_str()])
        .collect();
    run(npm(&arguments, ""))?;
    std::fs::write(package.join("sources-digest.txt"), format!("{digest}\n"))?;
    let bytes = std::fs::metadata(&wasm)?.len();
    eprintln!("web-client/core/pkg: {bytes} bytes of wasm, sources {digest}");
    Ok(())
}

#[cfg(feature = "core")]
fn cargo_home() -> String {
    std::env::var("CARGO_HOME").unwrap_or_else(|_| {
        let home = std::env::var("HOME").unwrap_or_default();
        format!("{home}/.cargo")
    })
}
