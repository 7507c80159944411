//! The demonstration: a fictional programme whose record was made through the real road.
//!
//! Owns the fictional people and what they do. Must not write a row of the record itself: every
//! change goes through a phone's profile and `sync`, as a real one does.

pub mod phone;
