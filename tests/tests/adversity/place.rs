//! Where the server is while it is killed and started again.

use std::net::SocketAddr;
use std::sync::{Condvar, Mutex};

/// Where the server is; phones wait here while there is none.
pub(crate) struct Place {
    address: Mutex<(usize, Option<SocketAddr>)>,
    moved: Condvar,
}

impl Place {
    /// The first server.
    pub(crate) fn at(address: SocketAddr) -> Self {
        Self { address: Mutex::new((1, Some(address))), moved: Condvar::new() }
    }

    /// A server other than the one that failed.
    pub(crate) fn after(&self, generation: usize) -> (usize, SocketAddr) {
        let mut at = self.address.lock().unwrap();
        loop {
            match *at {
                (now, Some(address)) if now > generation => return (now, address),
                _ => at = self.moved.wait(at).unwrap(),
            }
        }
    }

    pub(crate) fn set(&self, generation: usize, address: Option<SocketAddr>) {
        *self.address.lock().unwrap() = (generation, address);
        self.moved.notify_all();
    }
}
