//! Standard output: what was asked for, and nothing else.

use std::io::{self, Write as _};

use serde::Serialize;

/// Prints a line.
pub(super) fn line(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")
}

/// Prints a value as JSON.
pub(super) fn json<T: Serialize>(value: &T) -> anyhow::Result<()> {
    line(&serde_json::to_string_pretty(value)?)?;
    Ok(())
}
