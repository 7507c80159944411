//! What this server shows to be itself: a certificate and its key, from two files.
//!
//! One name stands for a centre's hub and for central (split-horizon DNS), so that a phone meets
//! one origin wherever it is; both show a certificate of that name. Owns reading the pair, taking a
//! renewed one without a restart, and how near its end is. Must not ask anybody for a certificate,
//! and never puts one that does not work in the place of one that does.
//!
//! - `pair`: two files, and what they say
//! - `watch`: the pair in use, looked after
//! - `urgency`: how near the end is

mod pair;
mod urgency;
mod watch;

pub use pair::{Facts, Files, Pair, PairError};
pub use urgency::Urgency;
pub use watch::{Certificates, Kept, Looked, Report, Standing};

#[cfg(test)]
pub(crate) mod made;
#[cfg(test)]
mod tests;
