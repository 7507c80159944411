//! The `chaski` binary.
fn main() {}
