//! HTTP to central.
//!
//! Owns the address, the patience and the bounds. Must not know what is said.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::Notify;
use ureq::Agent;

/// Until a connection stands.
const CONNECT_LIMIT: Duration = Duration::from_secs(20);
/// From a request to the end of its answer: an uplink may be a poor mobile line.
const CALL_LIMIT: Duration = Duration::from_secs(300);
/// The longest answer that is read: a directory, and a part of the record.
const ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// What exchanges are made of.
pub(crate) const CBOR: &str = "application/cbor";

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum RoadError {
    /// Nothing was reached, or the answer was cut.
    #[error("central cannot be reached: {0}")]
    Closed(String),
    /// It answered with this status and this body.
    #[error("central answered {status}")]
    Refused {
        /// HTTP.
        status: u16,
        /// As it came.
        body: Vec<u8>,
    },
}

/// The way to central. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Road {
    agent: Agent,
    base: String,
    news: Arc<Notify>,
}

impl Road {
    /// To the central of this address, `https://…`, without a path.
    pub fn to(base: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_connect(Some(CONNECT_LIMIT))
            .timeout_global(Some(CALL_LIMIT))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        Self {
            agent: config.into(),
            base: base.trim_end_matches('/').to_owned(),
            news: Arc::default(),
        }
    }

    /// There is something to fetch, or to tell: central has just done something for this centre.
    pub fn tell_of_news(&self) {
        self.news.notify_one();
    }

    /// Resolves when there is.
    pub(super) async fn news(&self) {
        self.news.notified().await;
    }

    /// Posts CBOR; gives what came back with status 200.
    pub async fn post(&self, path: &str, body: Vec<u8>) -> Result<Vec<u8>, RoadError> {
        self.post_as(CBOR, path, body).await
    }

    /// The same for bytes of another kind.
    pub async fn post_as(
        &self,
        kind: &'static str,
        path: &str,
        body: Vec<u8>,
    ) -> Result<Vec<u8>, RoadError> {
        let (agent, url) = (self.agent.clone(), format!("{}{path}", self.base));
        self.call(move || agent.post(&url).content_type(kind).send(&body[..])).await
    }

    /// Fetches what lies at a path.
    pub async fn get(&self, path: &str) -> Result<(String, Vec<u8>), RoadError> {
        let (agent, url) = (self.agent.clone(), format!("{}{path}", self.base));
        blocking(move || {
            let answer =
                agent.get(&url).call().map_err(|error| RoadError::Closed(error.to_string()))?;
            let kind = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
            let kind = kind.unwrap_or("application/octet-stream").to_owned();
            Ok((kind, body_of(answer)?))
        })
        .await
    }

    async fn call<F>(&self, call: F) -> Result<Vec<u8>, RoadError>
    where
        F: FnOnce() -> Result<ureq::http::Response<ureq::Body>, ureq::Error> + Send + 'static,
    {
        blocking(move || body_of(call().map_err(|error| RoadError::Closed(error.to_string()))?))
            .await
    }
}

fn body_of(mut answer: ureq::http::Response<ureq::Body>) -> Result<Vec<u8>, RoadError> {
    let status = answer.status().as_u16();
    let body = answer
        .body_mut()
        .with_config()
        .limit(ANSWER_BYTES)
        .read_to_vec()
        .map_err(|error| RoadError::Closed(error.to_string()))?;
    if status == 200 { Ok(body) } else { Err(RoadError::Refused { status, body }) }
}

/// The client waits on its thread: not one of those that serve connections.
async fn blocking<T, F>(work: F) -> Result<T, RoadError>
where
    F: FnOnce() -> Result<T, RoadError> + Send + 'static,
    T: Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(RoadError::Closed(error.to_string())))
}
