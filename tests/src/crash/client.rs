//! A phone as a process: it saves and visits until it is killed, and goes on from its files.
//!
//! Owns the order of steps: what is tried is noted, then made durable, then told. Must not know
//! what its killer does, nor repair anything that a phone could not.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sync_core::phone::{AbsorbError, Action, WorkFields};

use super::cast::{Manner, Seat, mixed};
use super::fault::Fault;
use super::journal::{Journal, Line};
use super::servers::Servers;
use crate::disk::FileDisk;
use crate::phone::{Phone, Trouble, fields, now};
use crate::random::Random;

/// Longer than any run: whoever lives so long was forgotten.
const LIFETIME: Duration = Duration::from_secs(3600);
/// To come to an end with a server that stands.
const ENDING: Duration = Duration::from_secs(90);
/// Between what is done wrong and what should have come before it.
const FAULT_PAUSE: Duration = Duration::from_millis(40);

/// What a client process is told.
#[derive(Clone, Debug)]
pub struct Orders {
    /// Where it finds out where servers are.
    pub servers: PathBuf,
    /// Where its files are.
    pub folder: PathBuf,
    /// Of the run.
    pub seed: u64,
    /// Which start of this phone it is: no two are alike.
    pub start: u64,
    /// Its profiles.
    pub seats: Vec<Seat>,
    /// What it does wrong.
    pub fault: Option<Fault>,
}

/// Saves and visits until it is told to come to an end; then visits until all has arrived.
pub fn run(orders: &Orders) {
    let began = Instant::now();
    let seed = mixed(orders.seed, &orders.seats[0].name, 2 * orders.start + 1);
    let mut random = Random::new(seed);
    let mut sitters: Vec<Sitter> =
        orders.seats.iter().map(|seat| Sitter::new(seat, orders)).collect();
    loop {
        assert!(began.elapsed() < LIFETIME, "nobody told it to end");
        let servers = Servers::read(&orders.servers);
        if servers.finish {
            break;
        }
        let at = random.below(sitters.len());
        sitters[at].turn(&servers.addresses, &mut random);
        std::thread::sleep(Duration::from_millis(10 + random.below(60) as u64));
    }
    let began = Instant::now();
    for sitter in &mut sitters {
        while !sitter.has_ended(&Servers::read(&orders.servers).addresses) {
            assert!(began.elapsed() < ENDING, "{}: it never gets quiet", sitter.seat.name);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// What a save said.
#[derive(Clone, Debug)]
struct Save {
    entry: String,
    change: Option<String>,
}

/// A profile on this phone, and what it was told.
#[derive(Debug)]
struct Sitter {
    seat: Seat,
    phone: Phone,
    journal: Journal,
    saves: BTreeMap<String, Save>,
    not_held: BTreeSet<String>,
    start: u64,
    count: u64,
    fault: Option<Fault>,
    /// Token and minutes of what is to be done once more: only by a fault.
    again: Option<(String, u32)>,
    is_enrolled: bool,
}

impl Sitter {
    fn new(seat: &Seat, orders: &Orders) -> Self {
        let (journal, lines) = Journal::open(&seat.journal(&orders.folder));
        let file = FileDisk::open(&seat.disk(&orders.folder));
        let seed = mixed(orders.seed, &seat.name, 2 * orders.start + 2);
        let first_action = orders.start * 1_000_000;
        let phone = Phone::on_file(seed, seat.data_key(orders.seed), file, first_action);
        let mut sitter = Self {
            seat: seat.clone(),
            phone,
            journal,
            saves: BTreeMap::new(),
            not_held: BTreeSet::new(),
            start: orders.start,
            count: 0,
            fault: orders.fault,
            again: None,
            is_enrolled: false,
        };
        for line in lines {
            sitter.remember(&line);
            if let (Line::Tries { token, minutes, .. }, Some(Fault::DoneTwice)) =
                (line, orders.fault)
            {
                sitter.again = Some((token, minutes));
            }
        }
        sitter.is_enrolled = sitter.phone.is_enrolled();
        if sitter.is_enrolled {
            sitter.phone.restart();
        }
        sitter
    }

    fn remember(&mut self, line: &Line) {
        match line {
            Line::Tries { token, entry, .. } => {
                let save = Save { entry: entry.clone(), change: None };
                self.saves.insert(token.clone(), save);
            }
            Line::Saved { token, change } => {
                if let Some(save) = self.saves.get_mut(token) {
                    save.change = Some(change.clone());
                }
                self.not_held.insert(token.clone());
            }
            Line::Held { token } => {
                self.not_held.remove(token);
            }
        }
    }

    fn note(&mut self, lines: &[Line]) {
        self.journal.note(lines);
        for line in lines {
            self.remember(line);
        }
    }

    /// One thing after the other, as on a phone that is taken up and put down.
    fn turn(&mut self, servers: &[SocketAddr], random: &mut Random) {
        let server = (!servers.is_empty()).then(|| *random.one_of(servers));
        if !self.is_enrolled {
            if let Some(server) = server {
                self.enrol(server);
            }
            return;
        }
        if self.seat.manner == Manner::Locked || random.percent(5) {
            self.phone.restart();
        }
        if let Some((token, minutes)) = self.again.take() {
            let entry = self.phone.uuid();
            self.save(&token, &entry, minutes, true);
        }
        for _ in 0..1 + random.below(4) {
            self.save_something(random);
        }
        let is_locked = self.seat.manner == Manner::Locked && self.phone.lock();
        if let Some(server) = server.filter(|_| random.percent(70)) {
            if is_locked {
                self.visit_locked(server);
            } else {
                self.visit(server);
            }
        }
    }

    /// Whatever does not work out is tried again another time.
    fn enrol(&mut self, server: SocketAddr) {
        if !self.phone.has_begun() {
            self.phone.begin(&self.seat.code);
        }
        match self.phone.enrol(server) {
            Ok(()) => self.is_enrolled = true,
            Err(trouble) => passes(&trouble),
        }
    }

    fn save_something(&mut self, random: &mut Random) {
        self.count += 1;
        let token = format!("{}-{}-{}", self.seat.name, self.start, self.count);
        let minutes = 1 + random.below(600) as u32;
        // One in five writes an earlier one again, of those that her screen shows: one that she was told
        // of and that is gone is for the examination to find.
        let view = self.phone.profile().view();
        let saved: BTreeSet<&str> = self.entries_saved().collect();
        let shown: Vec<&str> =
            view.work.iter().map(|it| it.id.as_str()).filter(|it| saved.contains(it)).collect();
        if random.percent(20) && !shown.is_empty() {
            let entry = random.one_of(&shown).to_string();
            self.save(&token, &entry, minutes, false);
        } else {
            let entry = self.phone.uuid();
            self.save(&token, &entry, minutes, true);
        }
    }

    fn entries_saved(&self) -> impl Iterator<Item = &str> {
        self.saves.values().filter(|it| it.change.is_some()).map(|it| it.entry.as_str())
    }

    /// A save, confirmed once it is durable.
    fn save(&mut self, token: &str, entry: &str, minutes: u32, is_new: bool) {
        self.note(&[Line::Tries { token: token.to_owned(), entry: entry.to_owned(), minutes }]);
        let fields = WorkFields { note: Some(token.to_owned()), ..fields(minutes) };
        let entry = entry.to_owned();
        let action = if is_new {
            Action::WorkAdd { entry, fields }
        } else {
            Action::WorkCorrect { entry, fields, seen: None }
        };
        let rows = self.phone.try_act(&action, now());
        assert!(!rows.is_empty(), "a save is something new");
        let (_, hash) = *self.phone.profile().own_unsent().last().unwrap();
        let saved = Line::Saved { token: token.to_owned(), change: hash.to_string() };
        if self.fault == Some(Fault::ToldBeforeSaved) {
            self.note(std::slice::from_ref(&saved));
            std::thread::sleep(FAULT_PAUSE);
            self.phone.write(rows);
        } else {
            self.phone.write(rows);
            self.note(&[saved]);
        }
    }

    fn visit(&mut self, server: SocketAddr) {
        if self.fault == Some(Fault::HeldBeforeReceipt) {
            self.hold(|_| true);
            std::thread::sleep(FAULT_PAUSE);
        }
        let visited = self.phone.visit(server);
        // Cut short, it may have brought receipts all the same.
        let unsent: BTreeSet<String> =
            self.phone.profile().own_unsent().iter().map(|(_, hash)| hash.to_string()).collect();
        self.hold(|change| !unsent.contains(change));
        if let Err(trouble) = visited {
            passes(&trouble);
        }
    }

    fn visit_locked(&mut self, server: SocketAddr) {
        if self.fault == Some(Fault::HeldBeforeReceipt) {
            self.hold(|_| true);
            std::thread::sleep(FAULT_PAUSE);
        }
        match self.phone.locked_visit(server) {
            Ok(true) => self.hold(|_| true),
            Ok(false) => {}
            Err(trouble) => passes(&trouble),
        }
    }

    /// Notes what is held: of what was saved, that whose change says so.
    fn hold(&mut self, is_held: impl Fn(&str) -> bool) {
        let held = |token: &&String| {
            let change = self.saves.get(*token).and_then(|save| save.change.as_deref());
            change.is_some_and(&is_held)
        };
        let lines: Vec<Line> = self
            .not_held
            .iter()
            .filter(held)
            .map(|token| Line::Held { token: token.clone() })
            .collect();
        self.note(&lines);
    }

    /// True when all has arrived, and it is said so.
    fn has_ended(&mut self, servers: &[SocketAddr]) -> bool {
        let Some(server) = servers.first().copied() else { return false };
        if !self.is_enrolled {
            self.enrol(server);
            return false;
        }
        self.phone.restart();
        if self.seat.manner == Manner::Locked && self.phone.lock() {
            self.visit_locked(server);
            self.phone.restart();
        }
        self.visit(server);
        let (unsent, saved) = (self.phone.profile().unsent(), !self.saves.is_empty());
        unsent == 0 && self.not_held.is_empty() && (self.phone.profile().all_arrived() || !saved)
    }
}

/// A line that was cut, a server that has just come up or is about to go, and a hub that has not
/// heard of this phone yet are part of life.
/// Anything else is not.
fn passes(trouble: &Trouble) {
    match trouble {
        Trouble::Line(_) | Trouble::Refused(429 | 500..=599, _) => {}
        // Its directory has not come yet.
        Trouble::Answer(AbsorbError::UnknownAtHub) => {}
        Trouble::Refused(..)
        | Trouble::Answer(_)
        | Trouble::Enrolment(_)
        | Trouble::Stranger(_) => panic!("a visit failed: {trouble:?}"),
    }
}
