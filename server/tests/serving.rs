//! The real server: it stops when told, and a kill in the middle loses nothing acknowledged.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use server::store::Store;
use server::verify::verify_document;
use support::{START, World, add};
use sync_core::ids::{DocumentId, DocumentKind};

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(data: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_chaski"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .env("CHASKI_LOG", "warn")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().trim_end_matches('/');
        Self { address: address.to_owned(), process }
    }

    /// Sends a body; `None` when the connection breaks before the whole answer is here.
    fn post(&self, path: &str, body: &[u8]) -> Option<Vec<u8>> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/cbor\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
        answer.starts_with(b"HTTP/1.1 200").then(|| answer.split_off(end + 4))
    }

    fn signal(&self, signal: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stops_when_told_and_all_is_still_there() {
    let world = World::new().await;
    let mut phone = world.phone(world.learner("Ana").await).await;
    phone.act(&add(1, 30), START).unwrap();
    let data = world.directory.path();
    let mut server = Server::start(data);
    let answer = server.post("/api/sync", &phone.request(START)).unwrap();
    phone.absorb(&answer, START).unwrap();
    assert!(phone.profile().all_arrived());
    server.signal("-TERM");
    assert_eq!(server.process.wait().unwrap().code(), Some(0));
    let again = Server::start(data);
    let answer = again.post("/api/sync", &phone.request(START)).unwrap();
    assert!(!phone.absorb(&answer, START).unwrap(), "nothing to compare, fetch or send");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_loses_nothing_acknowledged() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let mut phone = world.phone(ana).await;
    let data = world.directory.path();
    let mut entries = 0;
    for round in 0..6 {
        let server = Server::start(data);
        for _ in 0..4 {
            for _ in 0..20 {
                phone.act(&add(entries, 30), START + i64::from(entries)).unwrap();
                entries += 1;
            }
            let body = phone.request(START + 1000);
            std::thread::scope(|scope| {
                let sending = scope.spawn(|| server.post("/api/sync", &body));
                // At another moment each time, before, within and after the commit.
                std::thread::sleep(Duration::from_millis(3 * round));
                if round % 2 == 1 {
                    server.signal("-KILL");
                }
                if let Some(answer) = sending.join().unwrap() {
                    phone.absorb(&answer, START + 1000).unwrap();
                }
            });
            if round % 2 == 1 {
                break;
            }
        }
        drop(server);
        let store = Store::open(data).unwrap();
        let document = DocumentId { learner: ana, kind: DocumentKind::Record };
        let found = verify_document(&store, document).await.unwrap();
        assert_eq!(found.mismatches, Vec::<String>::new());
        let held = store.document(document).await.unwrap().map_or(0, |rows| rows.count as usize);
        let acknowledged = entries as usize - phone.profile().unsent();
        assert!(held >= acknowledged, "{held} of {acknowledged} acknowledged");
        store.close().await;
    }
    let server = Server::start(data);
    while {
        let answer = server.post("/api/sync", &phone.request(START + 2000)).unwrap();
        phone.absorb(&answer, START + 2000).unwrap()
    } {}
    assert!(phone.profile().all_arrived());
}
