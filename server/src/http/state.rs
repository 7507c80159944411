//! What handlers share: the store, time and randomness, the limits, and how this server is reached.
//!
//! Owns the configuration of HTTP and its check. Must not hold anything of a request.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use thiserror::Error;

use super::rate_limit::RateLimits;
use crate::backup::schedule::Watch;
use crate::certificates::badge::Host;
use crate::hub::Road;
use crate::password::Passwords;
use crate::source::Source;
use crate::store::Store;
use crate::tls::{Certificates, Report};

/// How this server is reached.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    /// Where it listens.
    pub listen: SocketAddr,
    /// A proxy that speaks HTTPS stands in front: cookies are `Secure`, HSTS is sent, and the
    /// caller's address is the last one that the proxy added to `X-Forwarded-For`.
    pub behind_https_proxy: bool,
    /// The data directory holds a demonstration, whose passwords and codes everybody knows.
    pub demonstration: bool,
}

/// Why this server will not listen as it was told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// A demonstration's password is printed on the screen.
    #[error(
        "this is a demonstration with known passwords: it listens on this machine only \
         (127.0.0.1 or [::1]), not on {0}"
    )]
    DemonstrationInPublic(SocketAddr),
}

impl HttpConfig {
    /// Refuses what would be unsafe.
    pub fn check(&self) -> Result<(), ConfigError> {
        if self.demonstration && (self.behind_https_proxy || !is_loopback(self.listen.ip())) {
            return Err(ConfigError::DemonstrationInPublic(self.listen));
        }
        Ok(())
    }
}

fn is_loopback(ip: IpAddr) -> bool {
    ip.to_canonical().is_loopback()
}

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

struct Shared {
    store: Store,
    config: HttpConfig,
    source: Source,
    passwords: Passwords,
    limits: RateLimits,
    stopping: AtomicBool,
    backups: OnceLock<Watch>,
    road: OnceLock<Road>,
    certificates: OnceLock<Certificates>,
    host: OnceLock<Host>,
}

impl AppState {
    /// State over an open store.
    pub fn new(store: Store, config: HttpConfig, source: Source) -> Self {
        Self(Arc::new(Shared {
            store,
            config,
            source,
            passwords: Passwords::default(),
            limits: RateLimits::default(),
            stopping: AtomicBool::new(false),
            backups: OnceLock::new(),
            road: OnceLock::new(),
            certificates: OnceLock::new(),
            host: OnceLock::new(),
        }))
    }

    pub(crate) fn config(&self) -> &HttpConfig {
        &self.0.config
    }

    pub(crate) fn store(&self) -> &Store {
        &self.0.store
    }

    pub(crate) fn source(&self) -> &Source {
        &self.0.source
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        self.0.source.now()
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    pub(crate) fn limits(&self) -> &RateLimits {
        &self.0.limits
    }

    /// Tells whoever asks how the scheduled backups stand. The first one given stays.
    pub fn show_backups(&self, watch: Watch) {
        let _ = self.0.backups.set(watch);
    }

    /// This server is a hub: the road to its central. The first one given stays.
    pub fn be_hub(&self, road: Road) {
        let _ = self.0.road.set(road);
    }

    /// On a hub: the road to central.
    pub(crate) fn road(&self) -> Option<&Road> {
        self.0.road.get()
    }

    /// Under which name the world finds this programme. The first one given stays.
    pub fn be_found_at(&self, host: Host) {
        let _ = self.0.host.set(host);
    }

    /// Under which name the world finds this programme, where that is known.
    pub(crate) fn host(&self) -> Option<&Host> {
        self.0.host.get()
    }

    /// This server speaks TLS itself, and shows these. The first given stay.
    pub fn show_certificates(&self, certificates: Certificates) {
        let _ = self.0.certificates.set(certificates);
    }

    /// What it shows to be itself, when no proxy does.
    pub(crate) fn certificates(&self) -> Option<&Certificates> {
        self.0.certificates.get()
    }

    /// How its certificate stands.
    pub(crate) fn certificate(&self) -> Report {
        self.certificates().map_or(Report::OFF, |it| it.report(self.now()))
    }

    /// Does everybody reach this server by HTTPS?
    pub(crate) fn is_https(&self) -> bool {
        self.0.config.behind_https_proxy || self.certificates().is_some()
    }

    pub(crate) fn backups(&self) -> Watch {
        self.0.backups.get().cloned().unwrap_or_default()
    }

    /// From here on this server says that it is not ready.
    pub(crate) fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demonstration_stays_on_this_machine() {
        let config = |listen: &str, demonstration, behind_https_proxy| HttpConfig {
            listen: listen.parse().unwrap(),
            behind_https_proxy,
            demonstration,
        };
        for (listen, fine) in [
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("127.9.9.9:1", true),
            ("0.0.0.0:8080", false),
            ("[::]:8080", false),
            ("192.168.1.4:80", false),
        ] {
            assert_eq!(config(listen, true, false).check().is_ok(), fine, "{listen}");
            assert!(config(listen, false, false).check().is_ok());
        }
        assert!(config("127.0.0.1:8080", true, true).check().is_err(), "a proxy is the world");
    }
}
