//! How much is tried: little by default, much when asked.

/// How often a seeded loop runs: `few`, or what `CHASKI_CASES` says.
pub(crate) fn cases(few: u32) -> u32 {
    std::env::var("CHASKI_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(few)
}
