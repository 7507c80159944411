//! The accept loop on a real socket: answers, limits, and an end that cuts nobody off.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{NOW, Server};
use crate::http::{AppState, HttpConfig, serve};
use crate::source::{Scripted, Source};

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    _server: Server,
}

async fn run() -> Running {
    let server = Server::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = HttpConfig { listen: address, behind_https_proxy: false, demonstration: true };
    let source = Source::new(Arc::clone(&server.clock) as Arc<Scripted>);
    let state = AppState::new(server.store.clone(), config, source);
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, state, async {
        let _ = stopped.await;
    }));
    Running { address, stop, serving, _server: server }
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[tokio::test]
async fn answers_and_stops() {
    let running = run().await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let ask = "GET /healthz/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream.write_all(ask.as_bytes()).await.unwrap();
    let text = read_all(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.to_lowercase().contains("\r\ndate: "), "phones read the server's clock: {NOW}");
    running.stop.send(()).unwrap();
    running.serving.await.unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn what_was_begun_is_finished_before_the_end() {
    let running = run().await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let head = "POST /api/sync HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // Let the request reach its handler, which waits for the body.
    tokio::time::sleep(Duration::from_millis(200)).await;
    running.stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!running.serving.is_finished(), "waits for the request in flight");
    stream.write_all(&[0xff; 4]).await.unwrap();
    let text = read_all(&mut stream).await;
    assert!(text.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{text}");
    running.serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_caller_who_never_asks_is_let_go() {
    let running = run().await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(b"GET / HTT").await.unwrap();
    let let_go = async {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    };
    tokio::time::timeout(Duration::from_secs(15), let_go).await.expect("after ten seconds");
    running.stop.send(()).unwrap();
    running.serving.await.unwrap().unwrap();
}
