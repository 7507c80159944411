//! Where servers are just now, and whether it is time to come to an end: a file that all read.
//!
//! Owns the file. Servers come and go with other addresses; whoever is listed may be met.

use std::net::SocketAddr;
use std::path::Path;

/// What the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Servers {
    /// Those that may be met.
    pub(super) addresses: Vec<SocketAddr>,
    /// Nothing is saved any more: what is there is brought to its end.
    pub(super) finish: bool,
}

impl Servers {
    /// Reads it. Every reader finds it whole.
    pub(super) fn read(path: &Path) -> Self {
        let mut servers = Self::default();
        for line in std::fs::read_to_string(path).unwrap().lines() {
            match line.split_once(' ') {
                Some(("server", address)) => servers.addresses.push(address.parse().unwrap()),
                _ if line == "finish" => servers.finish = true,
                _ => panic!("{}: not a line: {line:?}", path.display()),
            }
        }
        servers
    }

    /// Puts it in the place of what was there.
    pub(super) fn write(&self, path: &Path) {
        let mut text: String =
            self.addresses.iter().map(|address| format!("server {address}\n")).collect();
        if self.finish {
            text.push_str("finish\n");
        }
        let aside = path.with_extension("new");
        std::fs::write(&aside, text).unwrap();
        std::fs::rename(aside, path).unwrap();
    }
}
