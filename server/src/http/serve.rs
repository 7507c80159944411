//! The accept loop: connections in, answers out, and an end that cuts nobody off.
//!
//! Owns the limits on connections. `axum::serve` sets no timer, and without one hyper's limit on
//! slow headers does nothing; hence a loop of our own. HTTP/1.1 only: TLS, and HTTP/2 with it, is
//! the proxy's, and the sniffing of versions waits without limit.

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
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::ServiceExt;

use super::router::router;
use super::stall::StallLimit;
use super::state::AppState;

/// Connections at once; more wait in the operating system's queue.
const MAX_CONNECTIONS: usize = 512;
/// How long a caller may take over the header of a request, or keep a connection without one.
const HEADER_TIME_LIMIT: Duration = Duration::from_secs(10);
/// How long a caller may take nothing of an answer.
const STALL_TIME_LIMIT: Duration = Duration::from_secs(30);
/// How long requests in flight have once we were told to stop.
const STOP_TIME_LIMIT: Duration = Duration::from_secs(10);

/// Serves until `stop` resolves; then finishes what is in flight, and returns.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let app = router(state.clone());
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
        let connection = connection(stream, peer, app.clone());
        let connection = graceful.watch(connection);
        connections.spawn(async move {
            let _seat = seat;
            // A caller who went away is no news.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "connection ended");
            }
        });
    }
    state.stop();
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => tracing::info!("stopped; every request was answered"),
        () = tokio::time::sleep(STOP_TIME_LIMIT) => {
            tracing::warn!("stopped; some requests were not finished in time");
        }
    }
    // Whoever is left lets go of the store, so that it can be closed.
    connections.shutdown().await;
    Ok(())
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

fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    app: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<
    Error = hyper::Error,
    Output = Result<(), hyper::Error>,
> + Send
+ 'static {
    let service = app.map_request(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        request
    });
    hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME_LIMIT)
        .max_buf_size(64 * 1024)
        .serve_connection(
            TokioIo::new(StallLimit::new(stream, STALL_TIME_LIMIT)),
            TowerToHyperService::new(service),
        )
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
