//! Tells cargo what else goes into the binary: a release carries the web client's build.
//!
//! A debug build reads it from disk, and need not be made anew for it.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../web-client/dist");
    }
}
