//! The handlers, by what they are about. Each extracts, authorises, calls and responds.

pub(super) mod cohorts;
pub(super) mod content;
pub(super) mod health;
pub(super) mod learners;
pub(super) mod phones;
pub(super) mod session;
