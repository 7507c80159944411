//! The bindings once more, as a function that gives a new instance at each call.
//!
//! Owns the turning of wasm-bindgen's module, which holds one instance for as long as the page
//! lives, into `fresh(module)`. Why: what an instance held stays in its linear memory, so a phone
//! that locks a profile throws the whole instance away.

use anyhow::{Context, Result, ensure};

/// The generated module's last line, and the only one that is no declaration.
const LAST: &str = "export { initSync, __wbg_init as default };";

const HEAD: &str = "\
/* Made of chaski_core.js by `cargo xtask core`. */
/* @ts-self-types=\"./fresh.d.ts\" */

export function fresh(compiled) {
";

/// The types of `fresh.js`, whatever the bindings hold.
pub(crate) const TYPES: &str = "\
/* Made by `cargo xtask core`. */
import type * as bindings from './chaski_core.js';

/** A new instance with memory of its own. Nothing of it is left once nobody holds it. */
export function fresh(compiled: WebAssembly.Module): Omit<typeof bindings, 'default' | 'initSync'>;
";

/// Wraps the whole module in a function and returns what it exported.
pub(crate) fn of(bindings: &str) -> Result<String> {
    let body = bindings.trim_end().strip_suffix(LAST).context("the bindings end otherwise")?;
    let mut names = Vec::new();
    let mut out = HEAD.to_owned();
    for line in body.lines().filter(|line| !line.starts_with("/* @ts-self-types")) {
        let Some(declared) = line.strip_prefix("export ") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let name = declared
            .strip_prefix("class ")
            .or_else(|| declared.strip_prefix("function "))
            .and_then(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next())
            .with_context(|| format!("an export of another kind: {line}"))?;
        names.push(name.to_owned());
        out.push_str(declared);
        out.push('\n');
    }
    ensure!(!names.is_empty(), "the bindings export nothing");
    out.push_str("initSync({ module: compiled });\n");
    out.push_str(&format!("return {{ {} }};\n}}\n", names.join(", ")));
    Ok(out)
}
