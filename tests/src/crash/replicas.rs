//! Central and its centre's hub: real processes over real databases, started, killed, compared.
//!
//! Owns both. Central comes up again where it was, since a hub is told once where central is; the
//! hub comes up wherever there is room.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use super::process::on_leash;
use crate::binary::chaski;
use crate::office::{Office, text};
use crate::server::Server;

/// Both, and what they keep.
pub(super) struct Replicas {
    program: PathBuf,
    /// Central's.
    pub(super) office: Office,
    /// The hub's.
    pub(super) box_: Office,
    central: Option<Server>,
    hub: Option<Server>,
    /// Where central is found.
    listen: String,
    /// Makes the hub one; used at its first start.
    code: Option<String>,
}

impl Replicas {
    /// An office with a centre, and an empty box for its hub. `program` holds the leash.
    pub(super) fn new(program: &Path) -> Self {
        let office = Office::new();
        office.done(&["centre", "add", "--id", "s1", "--title", "Centro"]);
        let cohort = ["cohort", "add", "--id", "c1", "--title", "Cohorte", "--centre", "s1"];
        office.done(&[&cohort[..], &["--starts", "2026-09-28", "--weeks", "12"]].concat());
        let code = text(&office.json(&["hub", "code", "--centre", "s1", "--json"])["code"]);
        Self {
            program: program.to_owned(),
            office,
            box_: Office::empty(),
            central: None,
            hub: None,
            listen: "127.0.0.1:0".to_owned(),
            code: Some(code),
        }
    }

    /// Who may be met now; central, if it is there, first.
    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        [&self.central, &self.hub].into_iter().flatten().map(|server| server.address).collect()
    }

    fn central_command(&self) -> Command {
        let mut command = on_leash(&self.program, chaski());
        command.arg("serve").arg("--data").arg(&self.office.data);
        command.args(["--listen", &self.listen]);
        command
    }

    pub(super) fn start_central(&mut self) {
        let server = Server::spawn(self.central_command());
        self.listen = server.address.to_string();
        self.central = Some(server);
    }

    /// False when it was dead already.
    pub(super) fn kill_central(&mut self) -> bool {
        self.central.take().map(Server::kill).is_some()
    }

    /// Kills it while it starts on what its last death left.
    pub(super) fn start_central_and_kill_it(&mut self, after: Duration) {
        let mut command = self.central_command();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(after);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The first time central must be there: it makes the hub one.
    pub(super) fn start_hub(&mut self) {
        let mut command = on_leash(&self.program, chaski());
        command.arg("hub").arg("--data").arg(&self.box_.data).args(["--listen", "127.0.0.1:0"]);
        command.arg("--upstream").arg(format!("http://{}", self.listen));
        command.args(self.code.take().iter().flat_map(|code| ["--code", code]));
        self.hub = Some(Server::spawn(command));
    }

    pub(super) fn kill_hub(&mut self) {
        if let Some(hub) = self.hub.take() {
            hub.kill();
        }
    }

    /// Stops both in order, the hub first.
    pub(super) fn stop(&mut self) {
        for server in [self.hub.take(), self.central.take()].into_iter().flatten() {
            server.stop();
        }
    }

    /// Once both had time to agree: where they do not.
    pub(super) fn differ_after(&self, patience: Duration) -> Vec<String> {
        let began = Instant::now();
        loop {
            let differences = self.differences();
            if differences.is_empty() || began.elapsed() > patience {
                return differences;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Documents of which central and the hub do not hold the same, and what the hub believes that
    /// central lacks.
    pub(super) fn differences(&self) -> Vec<String> {
        let (central, hub) = (opened(&self.office), opened(&self.box_));
        let (there, here) = (documents(&central), documents(&hub));
        let mut differences: Vec<String> = there
            .keys()
            .chain(here.keys())
            .filter(|document| there.get(*document) != here.get(*document))
            .map(|document| {
                let (there, here) = (there.get(document), here.get(document));
                format!("{document}: central has {there:?}, the hub {here:?}")
            })
            .collect();
        differences.dedup();
        let unsent: i64 =
            hub.query_row("select count(*) from unconfirmed", [], |row| row.get(0)).unwrap();
        if unsent > 0 {
            differences.push(format!("the hub still offers {unsent} batches"));
        }
        differences
    }
}

fn opened(office: &Office) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(office.database(), flags).unwrap();
    connection.execute_batch("pragma query_only = on").unwrap();
    connection
}

/// Document → its changes, and the sum of their hashes.
fn documents(connection: &Connection) -> BTreeMap<String, (i64, i64)> {
    let mut all = connection
        .prepare(
            "select hex(learner.id) || '/' || kind, changes, digest
             from document join learner on learner.number = document.learner where changes > 0",
        )
        .unwrap();
    let rows = all.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    rows.map(Result::unwrap).collect()
}
