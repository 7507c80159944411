//! The processes of a run: started on a leash, ended by their own id.
//!
//! Owns their lives. None outlives the run: each is held by a value that ends it, and, where the
//! run itself is killed, by the kernel.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Signal, set_parent_process_death_signal};

use super::cast::Seat;
use super::fault::Fault;

/// First word of the command line of a program that is to die with whoever started it.
pub const LEASH: &str = "leash";
/// First word of the command line of a client.
pub const CLIENT: &str = "client";

/// A command that ends when the thread that starts it does, whatever ends that. `program` is the
/// one that calls [`hold`] on [`LEASH`].
pub(super) fn on_leash(program: &Path, command: &Path) -> Command {
    let mut leashed = Command::new(program);
    leashed.arg(LEASH).arg(command);
    leashed
}

/// Becomes another program, which the kernel kills when this one's parent is gone.
pub fn hold(arguments: &[String]) -> std::io::Error {
    use std::os::unix::process::CommandExt as _;
    die_with_parent();
    let Some((program, rest)) = arguments.split_first() else {
        return std::io::Error::other("nothing to start");
    };
    Command::new(program).args(rest).exec()
}

/// From now on the kernel kills this process when its parent is gone.
pub fn die_with_parent() {
    set_parent_process_death_signal(Some(Signal::KILL)).unwrap();
}

/// Where a run's files and programs are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage<'a> {
    /// The program that a client is, by [`CLIENT`].
    pub(super) program: &'a Path,
    /// Where servers are.
    pub(super) servers: &'a Path,
    /// Where phones keep their files.
    pub(super) folder: &'a Path,
    /// Of the run.
    pub(super) seed: u64,
    /// What clients do wrong.
    pub(super) fault: Option<Fault>,
}

/// A phone's process, started as often as it takes.
#[derive(Debug)]
pub(super) struct Client {
    /// The profiles on it.
    pub(super) seats: Vec<Seat>,
    child: Option<Child>,
    starts: u64,
}

impl Client {
    /// One that is not started yet.
    pub(super) fn new(seats: Vec<Seat>) -> Self {
        Self { seats, child: None, starts: 0 }
    }

    /// Starts it, on the files that it left.
    pub(super) fn start(&mut self, stage: &Stage<'_>) {
        self.starts += 1;
        let log = stage.folder.join(format!("{}.log", self.seats[0].name));
        let log = File::options().append(true).create(true).open(log).unwrap();
        let mut command = Command::new(stage.program);
        command.arg(CLIENT).arg(stage.servers).arg(stage.folder);
        command.arg(stage.seed.to_string()).arg(self.starts.to_string());
        command.arg(stage.fault.map_or("none", Fault::word));
        command.args(self.seats.iter().map(ToString::to_string));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.child = Some(command.spawn().unwrap());
    }

    /// Ends it in the middle of whatever it does. It must not have ended by itself.
    pub(super) fn kill(&mut self, stage: &Stage<'_>) {
        let mut child = self.child.take().unwrap();
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "a phone ended by itself: {ended:?}\n{}", self.log(stage));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until it comes to its end as it should.
    pub(super) fn wait(&mut self, patience: Duration, stage: &Stage<'_>) {
        let mut child = self.child.take().unwrap();
        let began = Instant::now();
        let status: ExitStatus = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > patience {
                let _ = child.kill();
                break child.wait().unwrap();
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        assert!(status.success(), "a phone ended with {status}\n{}", self.log(stage));
    }

    /// What it said on standard error.
    fn log(&self, stage: &Stage<'_>) -> String {
        let log = stage.folder.join(format!("{}.log", self.seats[0].name));
        std::fs::read_to_string(log).unwrap_or_default()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
