//! TLS of our own on a real socket: who is shown what, and what stands beside it.

use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedIssuer, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use super::{NOW, Server};
use crate::http::{AppState, Beside, HttpConfig, serve, serve_beside};
use crate::source::{Scripted, Source};
use crate::tls::made::{authority, files, made};
use crate::tls::{Certificates, Files, Looked};

const NAME: &str = "c1.example.org";

struct Running {
    address: std::net::SocketAddr,
    authority: CertifiedIssuer<'static, KeyPair>,
    files: Files,
    certificates: Certificates,
    _stop: oneshot::Sender<()>,
    _serving: JoinHandle<std::io::Result<()>>,
    _server: Server,
    _folder: tempfile::TempDir,
}

async fn run() -> Running {
    let (server, folder, authority) =
        (Server::start().await, tempfile::tempdir().unwrap(), authority());
    let files = files(folder.path(), &made(&authority, (2036, 1, 1)));
    let certificates = Certificates::open(files.clone()).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let config = HttpConfig { listen: address, behind_https_proxy: false, demonstration: false };
    let source = Source::new(Arc::clone(&server.clock) as Arc<Scripted>);
    let state = AppState::new(server.store.clone(), config, source);
    state.show_certificates(certificates.clone());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve(listener, state, async {
        let _ = stopped.await;
    }));
    Running {
        address,
        authority,
        files,
        certificates,
        _stop: stop,
        _serving: serving,
        _server: server,
        _folder: folder,
    }
}

impl Running {
    /// Asks as a phone does that believes this authority; the answer, and the certificate shown.
    async fn ask(&self, name: &str, path: &str) -> std::io::Result<(String, Vec<u8>)> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.der().clone()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(name.to_owned()).unwrap();
        let stream = TcpStream::connect(self.address).await?;
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        let shown = stream.get_ref().1.peer_certificates().unwrap()[0].to_vec();
        let ask = format!("GET {path} HTTP/1.1\r\nhost: {NAME}\r\nconnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        Ok((text, shown))
    }
}

#[tokio::test]
async fn answers_over_tls_to_whoever_knows_its_name() {
    let running = run().await;
    let (text, _) = running.ask(NAME, "/healthz/ready").await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
    assert!(text.contains("strict-transport-security: max-age="), "{text}");
    assert!(running.ask("c2.example.org", "/healthz/ready").await.is_err(), "another's name");
    let (text, _) = running.ask(NAME, "/healthz/certificate").await.unwrap();
    let body = text.split_once("\r\n\r\n").unwrap().1;
    let said: serde_json::Value = serde_json::from_str(body).unwrap();
    let until = running.certificates.facts().until;
    assert_eq!(said, serde_json::json!({ "status": "ok", "until": until }), "at {NOW}");
}

#[tokio::test]
async fn a_renewed_certificate_is_shown_without_a_restart_and_a_wrong_one_never() {
    let running = run().await;
    let (_, first) = running.ask(NAME, "/healthz/live").await.unwrap();
    let next = made(&running.authority, (2037, 1, 1));
    std::fs::write(&running.files.certificate, &next.0).unwrap();
    assert!(matches!(running.certificates.look(NOW), Looked::Kept(_)));
    assert_eq!(running.ask(NAME, "/healthz/live").await.unwrap().1, first, "half of a renewal");
    let (text, _) = running.ask(NAME, "/healthz/certificate").await.unwrap();
    assert!(text.contains(r#""kept":{"code":"key_mismatch""#), "{text}");
    std::fs::write(&running.files.key, &next.1).unwrap();
    assert_eq!(running.certificates.look(NOW), Looked::Renewed);
    let (text, second) = running.ask(NAME, "/healthz/live").await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && second != first, "{text}");
}

#[tokio::test]
async fn who_speaks_no_tls_or_nothing_at_all_is_let_go() {
    let running = run().await;
    let mut plain = TcpStream::connect(running.address).await.unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "no page on a plain line");
    let mut silent = TcpStream::connect(running.address).await.unwrap();
    let let_go = async {
        let mut rest = Vec::new();
        let _ = silent.read_to_end(&mut rest).await;
    };
    tokio::time::timeout(Duration::from_secs(15), let_go).await.expect("after ten seconds");
}

/// Plain HTTP beside it: what it says to one request.
async fn beside(answers_captive_portal: bool, request: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let certificates =
        Certificates::open(files(folder.path(), &made(&authority(), (2036, 1, 1)))).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let door = Beside { certificates, https_port: 8443, answers_captive_portal };
    let serving = tokio::spawn(serve_beside(listener, door, std::future::pending()));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let ask = request.replace('\n', "\r\n") + "\r\nconnection: close\r\n\r\n";
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    serving.abort();
    text
}

#[tokio::test]
async fn plain_http_leads_to_the_origin_and_to_nobody_elses() {
    for (host, to) in [
        (NAME, "https://c1.example.org:8443/oficina?a=1"),
        ("C1.example.org:80", "https://C1.example.org:8443/oficina?a=1"),
        ("evil.example.net", "https://c1.example.org:8443/oficina?a=1"),
        ("192.168.1.4", "https://c1.example.org:8443/oficina?a=1"),
    ] {
        let text = beside(true, &format!("GET /oficina?a=1 HTTP/1.1\nhost: {host}")).await;
        assert!(text.starts_with("HTTP/1.1 307 "), "{text}");
        assert!(text.contains(&format!("\r\nlocation: {to}\r\n")), "{host}: {text}");
        assert!(text.contains("cache-control: no-store"), "{text}");
    }
    let text =
        beside(true, "POST /api/sync HTTP/1.1\nhost: c1.example.org\ncontent-length: 0").await;
    assert!(text.starts_with("HTTP/1.1 405 "), "nothing is taken in plain: {text}");
}

#[tokio::test]
async fn phones_stay_on_the_wifi_only_where_that_was_asked_for() {
    for (path, host, status, body) in [
        ("/generate_204", "connectivitycheck.gstatic.com", 204, ""),
        ("/gen_204", "www.google.com", 204, ""),
        (
            "/hotspot-detect.html",
            "captive.apple.com",
            200,
            "<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>",
        ),
        ("/connecttest.txt", "www.msftconnecttest.com", 200, "Microsoft Connect Test"),
        ("/ncsi.txt", "www.msftncsi.com", 200, "Microsoft NCSI"),
        ("/success.txt?ipv4", "detectportal.firefox.com", 200, "success\n"),
        (
            "/canonical.html",
            "detectportal.firefox.com",
            200,
            "<meta http-equiv=\"refresh\" \
             content=\"0;url=https://support.mozilla.org/kb/captive-portal\"/>",
        ),
    ] {
        let ask = format!("GET {path} HTTP/1.1\nhost: {host}");
        let text = beside(true, &ask).await;
        let (head, said) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{path}: {head}");
        assert_eq!(said, body, "{path}");
        let text = beside(false, &ask).await;
        assert!(text.starts_with("HTTP/1.1 404 "), "nor led to a page, as portals do: {text}");
    }
}
