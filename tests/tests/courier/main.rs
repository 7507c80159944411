//! What has no road is carried: by any phone, memory stick or messenger, in any order, and back.
//!
//! - `carried`: files there and back, in pieces, twice, late, beside the direct road
//! - `refused`: files that are damaged, cut, somebody else's or newer

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod carried;
mod refused;
