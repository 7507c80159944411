//! Chaski's shared core.
