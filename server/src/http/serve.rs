//! The accept loop: connections in, answers out, and an end that cuts nobody off.
//!
//! Owns the limits on connections. `axum::serve` sets no timer, and without one hyper's limit on
//! slow headers does nothing; hence a loop of our own. HTTP/1.1 only: the sniffing of versions waits
//! without limit. TLS is a proxy's, or our own.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::beside::Beside;
use super::router::router;
use super::stall::StallLimit;
use super::state::AppState;

/// Connections at once; more wait in the operating system's queue.
const MAX_CONNECTIONS: usize = 512;
/// How long a caller may take over the header of a request, or keep a connection without one.
const HEADER_TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long a caller may take until both sides know each other's keys.
const HANDSHAKE_TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long a caller may take nothing of an answer.
const STALL_TIME_LIMIT: Duration = Duration::from_secs(30);
/// How long requests in flight have once we were told to stop.
const STOP_TIME_LIMIT: Duration = Duration::from_secs(10);

/// Serves until `stop` resolves; then finishes what is in flight, and returns. Over TLS when the
/// state has a certificate to show.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let acceptor = match state.certificates() {
        Some(certificates) => {
            Some(TlsAcceptor::from(certificates.server_config().map_err(io::Error::other)?))
        }
        None => None,
    };
    let app = router(state.clone());
    run(listener, app, acceptor, stop, || state.stop()).await;
    Ok(())
}

/// Answers plain HTTP beside a server that speaks TLS, until `stop` resolves.
pub async fn serve_beside(listener: TcpListener, beside: Beside, stop: impl Future<Output = ()>) {
    run(listener, beside.router(), None, stop, || {}).await;
}

async fn run(
    listener: TcpListener,
    app: Router,
    acceptor: Option<TlsAcceptor>,
    stop: impl Future<Output = ()>,
    stopping: impl FnOnce(),
) {
    let seats = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            // In this order: whoever was answered once must find that we listen for the end too.
            biased;
            () = &mut stop => break,
            // Forgets those that have ended.
            Some(_) = connections.join_next() => continue,
            accepted = accept(&listener, &seats) => accepted,
        };
        let Some((stream, peer, seat)) = accepted else { continue };
        let stream = StallLimit::new(stream, STALL_TIME_LIMIT);
        let (app, acceptor, watcher) = (app.clone(), acceptor.clone(), graceful.watcher());
        connections.spawn(async move {
            let _seat = seat;
            let ended = match acceptor {
                None => watcher.watch(connection(stream, peer, app)).await,
                Some(acceptor) => {
                    let Some(stream) = shake_hands(acceptor, stream).await else { return };
                    watcher.watch(connection(stream, peer, app)).await
                }
            };
            // A caller who went away is no news.
            if let Err(error) = ended {
                tracing::debug!(%error, "connection ended");
            }
        });
    }
    stopping();
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => tracing::info!("stopped; every request was answered"),
        () = tokio::time::sleep(STOP_TIME_LIMIT) => {
            tracing::warn!("stopped; some requests were not finished in time");
        }
    }
    // Whoever is left lets go of the store, so that it can be closed.
    connections.shutdown().await;
}

/// `None` when nothing came of it: a phone whose clock is off refuses us, and others speak no TLS.
async fn shake_hands<S>(
    acceptor: TlsAcceptor,
    stream: S,
) -> Option<tokio_rustls::server::TlsStream<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    match tokio::time::timeout(HANDSHAKE_TIME_LIMIT, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Some(stream),
        Ok(Err(error)) => {
            tracing::debug!(%error, "no TLS");
            None
        }
        Err(_) => None,
    }
}

/// Waits for a seat first, so that what we accept we can serve.
async fn accept(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let seat = Arc::clone(seats).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are small and the line is slow: no waiting to fill a packet.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, seat))
        }
        Err(error) => {
            // Out of file handles, or the caller left before we came: neither ends the server.
            tracing::warn!(%error, "could not accept a connection");
            tokio::time::sleep(Duration::from_millis(100)).await;
            None
        }
    }
}

fn connection<S>(
    stream: S,
    peer: SocketAddr,
    app: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<
    Error = hyper::Error,
    Output = Result<(), hyper::Error>,
> + Send
+ 'static
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = app.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME_LIMIT)
        .max_buf_size(64 * 1024)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
}

/// Resolves when the operating system or the person at the keyboard asks us to stop.
pub async fn stop_signal() {
    let keyboard = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let system = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let system = std::future::pending::<()>();
    tokio::select! {
        () = keyboard => {}
        () = system => {}
    }
}
