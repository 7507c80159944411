//! Wasm bindings.
