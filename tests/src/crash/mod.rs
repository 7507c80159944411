//! Real processes, killed with SIGKILL at random moments, and what must be there in the end.
//!
//! Central is the real binary over its real database; each phone is a process that runs
//! `sync_core`'s profiles over a real file, and speaks HTTP. What a phone was told is in a journal
//! of its own. Whenever central was killed, and once all is quiet, the journals are held against
//! central's database.
//!
//! Owns a run: who is killed when, and the count. The moments are drawn from a seed; what the
//! processes are doing just then is not, so that a seed names the draw, not the outcome.
//!
//! - `cast`: who takes part
//! - `client`, `journal`: a phone, and what it was told
//! - `servers`: where whoever may be met is. A centre's hub will be one more line there
//! - `process`: starting and ending
//! - `examination`: what must be there
//! - `fault`: what is done wrong on purpose

mod cast;
mod client;
mod examination;
mod fault;
mod journal;
mod process;
mod servers;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

pub use cast::{Manner, Seat};
pub use client::{Orders, run as run_client};
pub use examination::Faults;
pub use fault::Fault;
pub use process::{CLIENT, LEASH, die_with_parent, hold};

use cast::{LEARNERS, PHONES, mixed};
use examination::{Central, Told};
use process::{Client, Stage, on_leash};
use servers::Servers;

use crate::binary::chaski;
use crate::office::{Office, copy_files};
use crate::random::Random;
use crate::server::Server;

/// Kills of one office: then everybody is examined, and the next begins with new women. A year of
/// one woman's records would make the phones slow, not the examination sharper.
const KILLS_PER_OFFICE: u32 = 100;
/// For a phone to come to its end once nobody is killed any more.
const PATIENCE: Duration = Duration::from_secs(120);

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How many times somebody is killed.
    pub kills: u32,
    /// Of the draw.
    pub seed: u64,
    /// What is done wrong on purpose.
    pub fault: Option<Fault>,
    /// The program that acts as client and as leash.
    pub program: PathBuf,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Times that somebody was killed…
    pub kills: u32,
    /// …and of these, central.
    pub central_kills: u32,
    /// Saves that a phone confirmed.
    pub acknowledged: usize,
    /// Of these, those that a phone has central's receipt for.
    pub receipted: usize,
    /// What is not as it should be.
    pub faults: Faults,
}

impl Outcome {
    /// One line of JSON.
    pub fn json(&self, seed: u64) -> String {
        let Self { kills, central_kills, acknowledged, receipted, faults } = self;
        let Faults { lost, duplicated, wrong } = faults;
        format!(
            "{{\"kills\":{kills}, \"acknowledged\":{acknowledged}, \"lost\":{}, \
             \"duplicated\":{}, \"wrong\":{}, \"receipted\":{receipted}, \
             \"central_kills\":{central_kills}, \"seed\":{seed}}}",
            lost.len(),
            duplicated.len(),
            wrong.len(),
        )
    }

    fn add(&mut self, more: Self) {
        self.kills += more.kills;
        self.central_kills += more.central_kills;
        self.acknowledged += more.acknowledged;
        self.receipted += more.receipted;
        self.faults.extend(more.faults);
    }
}

/// Does it. Must be called on the program's main thread: its processes end with the thread that
/// started them.
pub fn run(plan: &Plan) -> Outcome {
    let mut outcome = Outcome::default();
    let mut office = 0;
    while outcome.kills < plan.kills {
        let kills = KILLS_PER_OFFICE.min(plan.kills - outcome.kills);
        outcome.add(Run::new(plan, mixed(plan.seed, "office", office)).through(kills));
        office += 1;
    }
    outcome
}

/// One office, its phones, and whoever kills them.
struct Run<'a> {
    plan: &'a Plan,
    seed: u64,
    random: Random,
    office: Office,
    servers: PathBuf,
    folder: PathBuf,
    clients: Vec<Client>,
    central: Option<Server>,
    outcome: Outcome,
}

impl<'a> Run<'a> {
    fn new(plan: &'a Plan, seed: u64) -> Self {
        let office = Office::new();
        let learners = LEARNERS.map(|name| office.admit(name));
        let mut codes = learners.clone().map(|learner| Some(learner.code));
        let mut seats = PHONES.iter().enumerate().map(|(phone, profiles)| {
            let seat = |(learner, manner): &(usize, Manner)| Seat {
                name: format!("{}{phone}", LEARNERS[*learner].to_lowercase()),
                code: codes[*learner].take().unwrap_or_else(|| office.code(&learners[*learner].id)),
                manner: *manner,
            };
            Client::new(profiles.iter().map(seat).collect())
        });
        let clients: Vec<Client> = seats.by_ref().collect();
        drop(seats);
        let folder = office.beside("phones");
        std::fs::create_dir_all(&folder).unwrap();
        let servers = office.beside("servers");
        Servers::default().write(&servers);
        Self {
            plan,
            seed,
            random: Random::new(seed),
            office,
            servers,
            folder,
            clients,
            central: None,
            outcome: Outcome::default(),
        }
    }

    fn stage(&self) -> Stage<'_> {
        Stage {
            program: &self.plan.program,
            servers: &self.servers,
            folder: &self.folder,
            seed: self.seed,
            fault: self.plan.fault,
        }
    }

    fn through(mut self, kills: u32) -> Outcome {
        self.start_central();
        for client in 0..self.clients.len() {
            self.start_client(client);
        }
        let mut older = None;
        while self.outcome.kills < kills {
            self.wait_up_to(250);
            match self.random.below(100) {
                0..35 => self.kill_central(kills),
                35..42 => self.kill_central_at_its_start(kills),
                _ => self.kill_client(),
            }
            if self.outcome.kills >= kills / 2 && older.is_none() {
                older = (self.plan.fault == Some(Fault::OldCopy)).then(|| self.office.copy());
            }
        }
        self.finish();
        if let Some(older) = older {
            std::fs::remove_dir_all(&self.office.data).unwrap();
            copy_files(&older.data, &self.office.data);
        }
        self.examine();
        self.outcome
    }

    fn wait_up_to(&mut self, milliseconds: usize) {
        std::thread::sleep(Duration::from_millis(1 + self.random.below(milliseconds) as u64));
    }

    fn start_client(&mut self, client: usize) {
        let mut one = std::mem::replace(&mut self.clients[client], Client::new(Vec::new()));
        one.start(&self.stage());
        self.clients[client] = one;
    }

    fn kill_client(&mut self) {
        let client = self.random.below(self.clients.len());
        let mut one = std::mem::replace(&mut self.clients[client], Client::new(Vec::new()));
        one.kill(&self.stage());
        self.clients[client] = one;
        self.outcome.kills += 1;
        self.start_client(client);
    }

    fn command(&self) -> Command {
        let mut command = on_leash(&self.plan.program, chaski());
        command.arg("serve").arg("--data").arg(&self.office.data);
        command.args(["--listen", "127.0.0.1:0"]);
        command
    }

    fn start_central(&mut self) {
        let server = Server::spawn(self.command());
        let servers = Servers { addresses: vec![server.address], finish: false };
        servers.write(&self.servers);
        self.central = Some(server);
    }

    /// Kills central; in a third of cases phones go on without it for a while, and are killed too.
    fn kill_central(&mut self, kills: u32) {
        if let Some(server) = self.central.take() {
            server.kill();
            self.outcome.kills += 1;
            self.outcome.central_kills += 1;
        }
        Servers::default().write(&self.servers);
        if self.random.percent(50) {
            self.examine_held();
        }
        if self.random.percent(33) {
            self.wait_up_to(400);
            if self.outcome.kills < kills {
                self.kill_client();
            }
        }
        self.start_central();
    }

    /// Kills central, and again while it starts on what that left.
    fn kill_central_at_its_start(&mut self, kills: u32) {
        if let Some(server) = self.central.take() {
            server.kill();
            self.outcome.kills += 1;
            self.outcome.central_kills += 1;
        }
        Servers::default().write(&self.servers);
        if self.outcome.kills < kills {
            let mut command = self.command();
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().unwrap();
            self.wait_up_to(120);
            child.kill().unwrap();
            child.wait().unwrap();
            self.outcome.kills += 1;
            self.outcome.central_kills += 1;
        }
        self.start_central();
    }

    fn told(&self) -> Told {
        let seats = self.clients.iter().flat_map(|client| &client.seats);
        let journals: Vec<PathBuf> = seats.map(|seat| seat.journal(&self.folder)).collect();
        Told::read(journals.iter().map(PathBuf::as_path))
    }

    /// While central is dead: what a phone has a receipt for is on its disk. Looks at a copy, so
    /// that central finds its files as its death left them.
    fn examine_held(&mut self) {
        let told = self.told();
        let copy = self.office.copy();
        self.outcome.faults.lost.extend(told.lost_of_held(&Central::read(&copy.database())));
    }

    /// Everybody visits until all is quiet, and ends.
    fn finish(&mut self) {
        let server = self.central.take().unwrap();
        let servers = Servers { addresses: vec![server.address], finish: true };
        servers.write(&self.servers);
        let mut clients = std::mem::take(&mut self.clients);
        for client in &mut clients {
            client.wait(PATIENCE, &self.stage());
        }
        self.clients = clients;
        server.stop();
    }

    fn examine(&mut self) {
        let told = self.told();
        let central = Central::read(&self.office.database());
        self.outcome.faults.extend(told.examine(&central));
        (self.outcome.acknowledged, self.outcome.receipted) = (told.saved.len(), told.held.len());
        // Every document, rebuilt by Automerge, says what the rows say.
        self.office.verify();
    }
}

/// Of a command line, the client's part: what [`Client::start`] writes.
pub fn orders(arguments: &[String]) -> Result<Orders, String> {
    let [servers, folder, seed, start, fault, seats @ ..] = arguments else {
        return Err("SERVERS FOLDER SEED START FAULT SEAT…".to_owned());
    };
    let number = |text: &String| text.parse().map_err(|_| format!("not a number: {text:?}"));
    Ok(Orders {
        servers: Path::new(servers).to_owned(),
        folder: Path::new(folder).to_owned(),
        seed: number(seed)?,
        start: number(start)?,
        seats: seats.iter().map(|seat| seat.parse()).collect::<Result<_, _>>()?,
        fault: if fault == "none" { None } else { Some(fault.parse()?) },
    })
}
