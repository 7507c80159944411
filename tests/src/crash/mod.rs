//! Real processes, killed with SIGKILL at random moments, and what must be there in the end.
//!
//! Central is the real binary over its real database, and so is its centre's hub; each phone is a
//! process that runs `sync_core`'s profiles over a real file, and speaks HTTP with whichever of the
//! two it meets. What a phone was told is in a journal of its own. Whenever central was killed, and
//! once all is quiet, the journals are held against central's database, and the hub's against
//! central's.
//!
//! Owns a run: who is killed when, and the count. The moments are drawn from a seed; what the
//! processes are doing just then is not, so that a seed names the draw, not the outcome.
//!
//! - `cast`: who takes part
//! - `client`, `journal`: a phone, and what it was told
//! - `replicas`: central and the hub, started and killed
//! - `servers`: where whoever may be met is
//! - `process`: starting and ending
//! - `examination`: what must be there
//! - `fault`: what is done wrong on purpose

mod cast;
mod client;
mod examination;
mod fault;
mod journal;
mod process;
mod replicas;
mod servers;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use cast::{Manner, Seat};
pub use client::{Orders, run as run_client};
pub use examination::Faults;
pub use fault::Fault;
pub use process::{CLIENT, LEASH, die_with_parent, hold};

use cast::{LEARNERS, PHONES, mixed};
use examination::{Central, Told};
use process::{Client, Stage};
use replicas::Replicas;
use servers::Servers;

use crate::office::{Office, copy_files};
use crate::random::Random;

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
    /// …and of these, central…
    pub central_kills: u32,
    /// …and the hub.
    pub hub_kills: u32,
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
        let Self { kills, central_kills, hub_kills, acknowledged, receipted, faults } = self;
        let Faults { lost, duplicated, wrong } = faults;
        format!(
            "{{\"kills\":{kills}, \"acknowledged\":{acknowledged}, \"lost\":{}, \
             \"duplicated\":{}, \"wrong\":{}, \"receipted\":{receipted}, \
             \"central_kills\":{central_kills}, \"hub_kills\":{hub_kills}, \"seed\":{seed}}}",
            lost.len(),
            duplicated.len(),
            wrong.len(),
        )
    }

    fn add(&mut self, more: Self) {
        self.kills += more.kills;
        self.central_kills += more.central_kills;
        self.hub_kills += more.hub_kills;
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
    replicas: Replicas,
    servers: PathBuf,
    folder: PathBuf,
    clients: Vec<Client>,
    outcome: Outcome,
}

impl<'a> Run<'a> {
    fn new(plan: &'a Plan, seed: u64) -> Self {
        let replicas = Replicas::new(&plan.program);
        let office = &replicas.office;
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
            replicas,
            servers,
            folder,
            clients,
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
        self.replicas.start_central();
        self.replicas.start_hub();
        self.tell(false);
        for client in 0..self.clients.len() {
            self.start_client(client);
        }
        let mut older = None;
        while self.outcome.kills < kills {
            self.wait_up_to(250);
            match self.random.below(100) {
                0..28 => self.kill_central(kills),
                28..35 => self.kill_central_at_its_start(kills),
                35..55 => self.kill_hub(),
                _ => self.kill_client(),
            }
            if self.outcome.kills >= kills / 2 && older.is_none() {
                older = self.old_copy();
            }
        }
        self.finish();
        if let Some(older) = older {
            let put_back = match self.plan.fault {
                Some(Fault::OldHubCopy) => &self.replicas.box_.data,
                _ => &self.replicas.office.data,
            };
            std::fs::remove_dir_all(put_back).unwrap();
            copy_files(&older.data, put_back);
        }
        self.examine();
        self.outcome
    }

    /// What a fault puts in the place of what is there in the end.
    fn old_copy(&self) -> Option<Office> {
        match self.plan.fault {
            Some(Fault::OldCopy) => Some(self.replicas.office.copy()),
            Some(Fault::OldHubCopy) => Some(self.replicas.box_.copy()),
            _ => None,
        }
    }

    /// Tells the phones who may be met.
    fn tell(&self, finish: bool) {
        Servers { addresses: self.replicas.addresses(), finish }.write(&self.servers);
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

    /// Kills central; in a third of cases phones go on without it for a while, and are killed too.
    fn kill_central(&mut self, kills: u32) {
        let was_alive = self.replicas.kill_central();
        self.count_central(was_alive);
        self.tell(false);
        if self.random.percent(50) {
            self.examine_held();
        }
        if self.random.percent(33) {
            self.wait_up_to(400);
            if self.outcome.kills < kills {
                self.kill_client();
            }
        }
        self.replicas.start_central();
        self.tell(false);
    }

    /// Kills central, and again while it starts on what that left.
    fn kill_central_at_its_start(&mut self, kills: u32) {
        let was_alive = self.replicas.kill_central();
        self.count_central(was_alive);
        self.tell(false);
        if self.outcome.kills < kills {
            let milliseconds = 1 + self.random.below(120) as u64;
            self.replicas.start_central_and_kill_it(Duration::from_millis(milliseconds));
            self.count_central(true);
        }
        self.replicas.start_central();
        self.tell(false);
    }

    fn count_central(&mut self, was_killed: bool) {
        self.outcome.kills += u32::from(was_killed);
        self.outcome.central_kills += u32::from(was_killed);
    }

    /// Kills the hub, whatever it is passing on, and starts it on what that left.
    fn kill_hub(&mut self) {
        self.replicas.kill_hub();
        self.outcome.kills += 1;
        self.outcome.hub_kills += 1;
        self.tell(false);
        self.replicas.start_hub();
        self.tell(false);
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
        let copy = self.replicas.office.copy();
        self.outcome.faults.lost.extend(told.lost_of_held(&Central::read(&copy.database())));
    }

    /// Everybody visits until all is quiet, and ends; then the hub has its turn.
    fn finish(&mut self) {
        // One that found central away for long waits for long.
        self.replicas.kill_hub();
        self.replicas.start_hub();
        self.tell(true);
        let mut clients = std::mem::take(&mut self.clients);
        for client in &mut clients {
            client.wait(PATIENCE, &self.stage());
        }
        self.clients = clients;
        let differs = self.replicas.differ_after(PATIENCE);
        self.outcome.faults.wrong.extend(differs);
        self.replicas.stop();
    }

    fn examine(&mut self) {
        let told = self.told();
        let central = Central::read(&self.replicas.office.database());
        self.outcome.faults.extend(told.examine(&central));
        self.outcome.faults.wrong.extend(self.replicas.differences());
        (self.outcome.acknowledged, self.outcome.receipted) = (told.saved.len(), told.held.len());
        // Every document, rebuilt by Automerge, says what the rows say.
        self.replicas.office.verify();
        self.replicas.box_.verify();
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
