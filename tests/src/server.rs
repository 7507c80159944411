//! A running `chaski serve`: started, waited for, stopped, killed.
//!
//! Owns the process: it never outlives its test.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

use crate::binary::chaski;
use crate::http;

/// A server on loopback, on a port of its own.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The first line that it printed.
    pub greeting: String,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Serves a data directory.
    pub fn start(data: &Path) -> Self {
        let mut command = Command::new(chaski());
        command.arg("serve").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
        Self::spawn(command)
    }

    /// Serves a data directory where it was served before.
    pub fn start_again(data: &Path, address: SocketAddr) -> Self {
        let mut command = Command::new(chaski());
        command.arg("serve").arg("--data").arg(data).arg("--listen").arg(address.to_string());
        Self::spawn(command)
    }

    /// Is the hub of a central; `code` the first time.
    pub fn hub(data: &Path, central: SocketAddr, code: Option<&str>) -> Self {
        let mut command = Command::new(chaski());
        command.arg("hub").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
        command.arg("--upstream").arg(format!("http://{central}"));
        command.args(code.iter().flat_map(|code| ["--code", code]));
        Self::spawn(command)
    }

    /// Serves a data directory, and gets an error instead of its death when it may not write more.
    pub fn start_ignoring_file_size(data: &Path) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(chaski());
        command.arg("serve").arg("--data").arg(data).args(["--listen", "127.0.0.1:0"]);
        Self::spawn(command)
    }

    /// Starts what a command says, and waits until it is ready.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command
            .env(
                "CHASKI_LOG",
                std::env::var("CHASKI_TEST_LOG").unwrap_or_else(|_| "warn".to_owned()),
            )
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let mut stderr = child.stderr.take().unwrap();
        std::thread::spawn({
            let log = Arc::clone(&log);
            move || {
                let mut buffer = [0; 4096];
                while let Ok(count @ 1..) = stderr.read(&mut buffer) {
                    let text = String::from_utf8_lossy(&buffer[..count]);
                    log.lock().unwrap().push_str(&text);
                }
            }
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        stdout.read_line(&mut greeting).unwrap();
        let origin = greeting.split_once("://");
        let is_plain = origin.is_some_and(|(before, _)| before.ends_with("http"));
        let address = origin.and_then(|(_, rest)| rest.trim().trim_end_matches('/').parse().ok());
        let Some(address) = address else {
            let status = child.wait();
            panic!("it does not serve: {status:?} {greeting:?} {}", log.lock().unwrap());
        };
        std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()));
        let server = Self { child, address, greeting, log };
        // Over TLS whoever asks must know its name: it says where it listens once it does.
        if is_plain {
            server.wait_until_ready();
        }
        server
    }

    fn wait_until_ready(&self) {
        let ready =
            || http::request(self.address, "GET", "/healthz/ready", &[], b"").unwrap().status;
        while ready() != 200 {}
    }

    fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        kill_process(self.pid(), Signal::TERM).unwrap();
    }

    /// Waits for its end.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Stops it in order.
    pub fn stop(self) {
        self.terminate();
        let log = Arc::clone(&self.log);
        let status = self.wait();
        assert!(status.success(), "it ended with {status}: {}", log.lock().unwrap());
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Does the process live?
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// No file of its may grow beyond this any more; `None`: as large as it likes.
    pub fn limit_file_size(&self, bytes: Option<u64>) {
        let limit = Rlimit { current: bytes, maximum: None };
        prlimit(Some(self.pid()), Resource::Fsize, limit).unwrap();
    }

    /// What it said on standard error.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("{} said: {}", self.address, self.log());
        }
    }
}
