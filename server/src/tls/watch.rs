//! The pair in use, looked after while the server runs.
//!
//! Owns when another takes its place: only one that is whole and fits. What does not is told of,
//! once, and the old one goes on: a renewal that went wrong, or is half written, is no outage.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use serde::Serialize;
use tokio::sync::watch;

use super::pair::{Facts, Files, Found, Pair, PairError};
use super::urgency::{Urgency, days_left};
use crate::source::Source;

const DAY_SECONDS: i64 = 24 * 3600;

/// Why what lies in the files is not in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// `unreadable`, `no_certificate`, `no_key`, `key_mismatch` or `over`.
    pub code: &'static str,
    /// Since when: seconds since 1970.
    pub since: i64,
}

/// What a look at the files came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// Nothing is new.
    Same,
    /// Another pair is in use from now on.
    Renewed,
    /// What lies there does not do; the old pair stays.
    Kept(Kept),
}

/// How the certificate stands, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// This server shows none itself.
    Off,
    /// Nothing presses.
    Ok,
    /// It ends within thirty days.
    Soon,
    /// It ends within seven.
    Urgent,
    /// It has ended: phones do not come in.
    Over,
}

/// How the certificate stands, in full. No paths, no names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In a word.
    pub status: Standing,
    /// Until when it is good: seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// Why what lies in the files is not in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept: Option<Kept>,
}

impl Report {
    /// Of a server that shows no certificate itself.
    pub const OFF: Self = Self { status: Standing::Off, until: None, kept: None };
}

/// The pair in use. Cheap to clone.
#[derive(Clone)]
pub struct Certificates(Arc<Shared>);

struct Shared {
    files: Files,
    current: RwLock<Pair>,
    state: Mutex<State>,
    until: watch::Sender<i64>,
}

struct State {
    /// What was last looked at; `None`: it could not be read.
    found: Option<Found>,
    kept: Option<Kept>,
    /// What was last written to the log, and when.
    said: Option<(Urgency, i64)>,
}

impl Certificates {
    /// Reads the pair that the server begins with.
    pub fn open(files: Files) -> Result<Self, PairError> {
        let found = files.look()?;
        let pair = files.pair(&found)?;
        let (until, _) = watch::channel(pair.facts.until);
        Ok(Self(Arc::new(Shared {
            files,
            current: RwLock::new(pair),
            state: Mutex::new(State { found: Some(found), kept: None, said: None }),
            until,
        })))
    }

    /// What the certificate in use says.
    pub fn facts(&self) -> Facts {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).facts.clone()
    }

    /// Until when the one in use is good, now and after each renewal.
    pub fn until(&self) -> watch::Receiver<i64> {
        self.0.until.subscribe()
    }

    /// How it stands at a moment.
    pub fn report(&self, now: i64) -> Report {
        let until = self.facts().until;
        let status = match Urgency::of(until, now) {
            None => Standing::Ok,
            Some(Urgency::Soon) => Standing::Soon,
            Some(Urgency::Urgent) => Standing::Urgent,
            Some(Urgency::Over) => Standing::Over,
        };
        Report { status, until: Some(until), kept: self.state().kept.clone() }
    }

    /// For connections: TLS 1.2 and 1.3, HTTP/1.1 in it. Asks for the pair in use each time.
    pub fn server_config(&self) -> Result<Arc<ServerConfig>, rustls::Error> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(self.clone()));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }

    /// Looks at the files once.
    pub fn look(&self, now: i64) -> Looked {
        let looked = self.0.files.look();
        let mut state = self.state();
        match (&looked, &state.found) {
            (Ok(found), Some(known)) if found == known => return Looked::Same,
            (Err(_), None) => return Looked::Same,
            _ => {}
        }
        let is_over = |until: i64| Urgency::of(until, now) == Some(Urgency::Over);
        let read = looked.and_then(|found| {
            let pair = self.0.files.pair(&found);
            state.found = Some(found);
            match pair {
                Ok(pair) if is_over(pair.facts.until) && !is_over(self.facts().until) => {
                    Err(PairError::Over)
                }
                other => other,
            }
        });
        match read {
            Ok(pair) => {
                (state.kept, state.said) = (None, None);
                let until = pair.facts.until;
                *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = pair;
                self.0.until.send_replace(until);
                Looked::Renewed
            }
            Err(error) => {
                if matches!(error, PairError::Unreadable { .. }) {
                    state.found = None;
                }
                let since = state.kept.as_ref().map_or(now, |kept| kept.since);
                let kept = Kept { code: error.code(), since };
                state.kept = Some(kept.clone());
                tracing::warn!(
                    code = kept.code,
                    detail = %error,
                    "THE NEW CERTIFICATE IS NOT USED: the old one stays until the files are right"
                );
                Looked::Kept(kept)
            }
        }
    }

    /// Looks every so often, for ever, and writes to the log once a day what somebody must know.
    pub async fn watch(self, every: Duration, source: Source) {
        loop {
            let (this, now) = (self.clone(), source.now());
            // Files may lie on what is slow.
            let looked = tokio::task::spawn_blocking(move || this.look(now)).await;
            if let Ok(Looked::Renewed) = looked {
                let until = self.facts().until;
                tracing::info!(days = days_left(until, now), "a new certificate is in use");
            }
            self.warn(now);
            tokio::time::sleep(every).await;
        }
    }

    fn warn(&self, now: i64) {
        let until = self.facts().until;
        let Some(urgency) = Urgency::of(until, now) else { return };
        let mut state = self.state();
        if state.said.is_some_and(|(said, at)| said == urgency && now - at < DAY_SECONDS) {
            return;
        }
        state.said = Some((urgency, now));
        let days = days_left(until, now);
        match urgency {
            Urgency::Soon => tracing::warn!(days, "the certificate ends soon: renew it"),
            Urgency::Urgent => {
                tracing::error!(days, "THE CERTIFICATE ENDS WITHIN A WEEK: renew it")
            }
            Urgency::Over => tracing::error!("THE CERTIFICATE HAS ENDED: phones do not come in"),
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for Certificates {
    /// One origin: whatever name was asked for, this is who we are.
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.0.current.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&current.key))
    }
}

/// The key is in there.
impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Certificates").field(&self.0.files).finish()
    }
}
