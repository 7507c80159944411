//! HTTP: who may ask what, at which address, within which limits.
//!
//! Owns the URL map, the one error form, headers, sign-in's transport, the accept loop and the
//! embedded client. Must not hold SQL or rules: a handler extracts, authorises, calls, responds.

mod asking;
mod beside;
mod embed;
mod error;
mod etag;
mod extract;
mod headers;
mod range;
mod rate_limit;
mod router;
mod routes;
mod serve;
mod stall;
mod state;

#[cfg(test)]
mod tests;

pub use beside::Beside;
pub use router::{addresses, router};
pub use serve::{serve, serve_beside, stop_signal};
pub use state::{AppState, ConfigError, HttpConfig};
