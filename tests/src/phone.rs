//! An honest phone: `sync_core`'s own profile, a disk in memory or in a file, a clock that may be off.
//!
//! Owns what a phone's worker does, in its order: a save is written before anything is sent, and
//! what was not written never happened. Must not know the server but by its answers.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use sync_core::exchange::ReturnStatus;
use sync_core::phone::{
    AbsorbError, Absorbed, ActError, Action, EnrolError, Entropy, LoadError, Profile, Row,
    RowChange, StaffAction, WorkFields, begin_enrolment, finish_enrolment, resume_enrolment,
};
use sync_core::seal::DataKey;

use crate::disk::FileDisk;
use crate::http;
use crate::random::Random;

/// Bytes of entries that it takes at once, unless told otherwise.
pub const MAX_RESPONSE_BYTES: u32 = 64 * 1024;
/// Rounds of one visit; honest ones need few.
pub(crate) const MAX_ROUNDS: usize = 60;

/// Why a visit did not come to its end.
#[derive(Debug)]
pub enum Trouble {
    /// The line was cut.
    Line(io::Error),
    /// The server refused: status and body.
    Refused(u16, String),
    /// The answer was not taken.
    Answer(AbsorbError),
    /// The enrolment was not taken.
    Enrolment(EnrolError),
    /// The server does not know it, and does not let it come back.
    Stranger(ReturnStatus),
}

/// Seconds since 1970, now.
pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

/// A phone that may be enrolled.
#[derive(Debug)]
pub struct Phone {
    data_key: DataKey,
    /// What is stored: the one thing that survives.
    pub disk: BTreeMap<String, Vec<u8>>,
    /// Where it is stored as well, if it is to survive the process.
    file: Option<FileDisk>,
    random: Random,
    profile: Option<Profile>,
    actions: u64,
    /// Its clock less the true time, in seconds.
    pub clock_offset: i64,
    /// How much it asks for at once.
    pub max_response_bytes: u32,
}

impl Phone {
    /// A phone out of the box.
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0xc4a5_0c1a);
        Self {
            data_key: DataKey::new(random.bytes()),
            disk: BTreeMap::new(),
            file: None,
            random,
            profile: None,
            actions: 0,
            clock_offset: 0,
            max_response_bytes: MAX_RESPONSE_BYTES,
        }
    }

    /// A phone with these rows written.
    pub fn of_rows(seed: u64, data_key: DataKey, rows: Vec<RowChange>) -> Self {
        let mut phone = Self { data_key, ..Self::new(seed) };
        phone.write(rows);
        phone.restart();
        phone
    }

    /// A phone whose rows are in a file, with what is in it. No two starts on one file may have the
    /// same `seed` (nonces are drawn from it) or number their actions alike.
    pub fn on_file(seed: u64, data_key: DataKey, file: FileDisk, first_action: u64) -> Self {
        let disk = file.rows();
        Self { data_key, disk, file: Some(file), actions: first_action, ..Self::new(seed) }
    }

    /// A phone enrolled with a code.
    pub fn enrolled(to: SocketAddr, code: &str, seed: u64) -> Self {
        let mut phone = Self::new(seed);
        phone.begin(code);
        phone.enrol(to).unwrap();
        phone
    }

    /// A backup of what is stored.
    pub fn clone_disk(&self) -> BTreeMap<String, Vec<u8>> {
        self.disk.clone()
    }

    /// Another phone with the same stored bytes: a clone, or a backup put on a new phone.
    pub fn twin(&self, seed: u64) -> Self {
        let mut twin = Self { profile: None, random: Random::new(seed), ..Self::new(seed) };
        (twin.data_key, twin.disk) = (self.data_key.clone(), self.disk.clone());
        (twin.actions, twin.clock_offset) = (1_000_000, self.clock_offset);
        twin.restart();
        twin
    }

    fn entropy(&mut self) -> Entropy {
        Entropy::new(&self.random.bytes::<32>())
    }

    /// Types a code in. What it makes is stored before anything is sent.
    pub fn begin(&mut self, code: &str) {
        let mut entropy = self.entropy();
        let (_, rows) = begin_enrolment(code, &self.data_key, &mut entropy);
        self.write(rows);
    }

    /// The body of an enrolment that was begun.
    pub fn enrolment(&self) -> Vec<u8> {
        resume_enrolment(&self.data_key, &self.rows()).unwrap().1
    }

    /// Asks to be enrolled, as often as it takes.
    pub fn enrol(&mut self, to: SocketAddr) -> Result<(), Trouble> {
        let answer = post(to, "/api/enrol", &self.enrolment())?;
        let mut entropy = self.entropy();
        let (_, rows) = finish_enrolment(&self.data_key, &self.rows(), &answer, &mut entropy)
            .map_err(Trouble::Enrolment)?;
        self.write(rows);
        self.restart();
        Ok(())
    }

    /// An enrolment that is refused, whatever the code: why.
    pub fn begun_and_refused(mut self, to: SocketAddr) -> Trouble {
        self.begin("ABCDEFGH");
        self.enrol(to).unwrap_err()
    }

    /// Closes and opens the app: only what was written is there, and what came while it was locked
    /// is taken in.
    pub fn restart(&mut self) {
        let mut entropy = self.entropy();
        let mut profile = Profile::open(self.data_key.clone(), &self.rows(), &mut entropy).unwrap();
        let rows = profile.settle(&mut entropy);
        self.profile = Some(profile);
        self.write(rows);
    }

    /// Has it been enrolled? Else it may have begun to be.
    pub fn is_enrolled(&mut self) -> bool {
        let mut entropy = self.entropy();
        match Profile::open(self.data_key.clone(), &self.rows(), &mut entropy) {
            Ok(_) => true,
            Err(LoadError::NotEnrolled) => false,
            Err(error) => panic!("what is stored does not open: {error}"),
        }
    }

    /// Has it begun to be enrolled?
    pub fn has_begun(&self) -> bool {
        resume_enrolment(&self.data_key, &self.rows()).is_ok()
    }

    /// Closes the profile: its keys are gone from memory. False while it cannot be locked, since
    /// central's sealing key is not known yet. Its pass goes where it can be read without them.
    pub fn lock(&mut self) -> bool {
        let Some(pass) = self.profile().open_pass() else { return false };
        self.file.as_mut().unwrap().put_pass(&pass);
        self.profile = None;
        true
    }

    /// What a locked visit needs beside the rows under `g`.
    pub(crate) fn pass(&self) -> Vec<u8> {
        match (&self.profile, &self.file) {
            (Some(profile), _) => profile.open_pass().unwrap(),
            (None, file) => file.as_ref().and_then(FileDisk::pass).unwrap(),
        }
    }

    /// The profile, open.
    pub fn profile(&self) -> &Profile {
        self.profile.as_ref().unwrap()
    }

    fn profile_mut(&mut self) -> &mut Profile {
        self.profile.as_mut().unwrap()
    }

    /// She does something, and it is confirmed. True when it said something new.
    pub fn act(&mut self, action: &Action) -> bool {
        self.act_at(action, now())
    }

    /// The same, at a moment that her screen believes in.
    pub fn act_at(&mut self, action: &Action, at: i64) -> bool {
        let rows = self.try_act(action, at);
        let is_new = !rows.is_empty();
        self.write(rows);
        is_new
    }

    /// The rows that an action wants written; nothing is written yet.
    pub fn try_act(&mut self, action: &Action, at: i64) -> Vec<RowChange> {
        self.actions += 1;
        let id = format!("action-{}", self.actions);
        let mut entropy = self.entropy();
        self.profile_mut().act(&id, action, at, &mut entropy).unwrap()
    }

    /// Why an action of hers is not saved: it must not be.
    pub fn refused_act(&mut self, action: &Action) -> ActError {
        self.actions += 1;
        let id = format!("action-{}", self.actions);
        let mut entropy = self.entropy();
        self.profile_mut().act(&id, action, now(), &mut entropy).unwrap_err()
    }

    /// The rows that an action of staff's wants written; nothing is written yet.
    pub fn try_act_as_staff(
        &mut self,
        action: &StaffAction,
        at: i64,
    ) -> Result<Vec<RowChange>, ActError> {
        self.actions += 1;
        let id = format!("action-{}", self.actions);
        let mut entropy = self.entropy();
        self.profile_mut().act_as_staff(&id, action, at, &mut entropy)
    }

    /// A new entry's id.
    pub fn uuid(&mut self) -> String {
        self.random.uuid()
    }

    /// Adds one work entry, and gives its id.
    pub fn add_work(&mut self, minutes: u32) -> String {
        let entry = self.random.uuid();
        assert!(self.act(&add(&entry, minutes)), "a new entry is something new");
        entry
    }

    /// The body of its next request.
    pub fn request(&mut self) -> Vec<u8> {
        let (at, most) = (now() + self.clock_offset, self.max_response_bytes);
        self.profile_mut().next_request(at, most).to_bytes()
    }

    /// Takes an answer in.
    pub fn absorb(&mut self, answer: &[u8]) -> Result<Absorbed, AbsorbError> {
        let mut entropy = self.entropy();
        let (device_time, now) = (now() + self.clock_offset, now());
        let absorbed = self.profile_mut().absorb(answer, device_time, now, &mut entropy)?;
        self.write(absorbed.rows.clone());
        Ok(absorbed)
    }

    /// One round; true when it wants another. A server that was restored and does not know it, or
    /// whose changes it carries, is asked to know them again.
    pub fn round(&mut self, to: SocketAddr) -> Result<bool, Trouble> {
        let body = self.request();
        let answer = post(to, "/api/sync", &body)?;
        match self.absorb(&answer) {
            Ok(absorbed) if absorbed.unknown_writers => {
                self.come_back(to)?;
                Ok(true)
            }
            Ok(absorbed) => Ok(absorbed.again),
            Err(AbsorbError::UnknownToken) => {
                let mut entropy = self.entropy();
                let rows = self.profile_mut().doubt_backups(&mut entropy);
                self.write(rows);
                match self.come_back(to)? {
                    ReturnStatus::Known => Ok(true),
                    status => Err(Trouble::Stranger(status)),
                }
            }
            Err(error) => Err(Trouble::Answer(error)),
        }
    }

    /// Asks a restored server to be known again.
    pub fn come_back(&mut self, to: SocketAddr) -> Result<ReturnStatus, Trouble> {
        let body = self.profile().return_request().unwrap();
        let answer = post(to, "/api/return", &body)?;
        let mut entropy = self.entropy();
        let read = self.profile_mut().read_return(&answer, &mut entropy);
        let (status, rows) = read.map_err(|error| Trouble::Answer(AbsorbError::Message(error)))?;
        self.write(rows);
        Ok(status)
    }

    /// A visit: rounds until nothing is left to say. Gives their number.
    pub fn visit(&mut self, to: SocketAddr) -> Result<usize, Trouble> {
        for round in 1..=MAX_ROUNDS {
            if !self.round(to)? {
                return Ok(round);
            }
        }
        panic!("a visit that never ends");
    }

    /// Writes rows, as one transaction.
    pub fn write(&mut self, changes: Vec<RowChange>) {
        if let Some(file) = &mut self.file {
            file.write(&changes);
        }
        for change in changes {
            match change.bytes {
                Some(bytes) => self.disk.insert(change.key, bytes),
                None => self.disk.remove(&change.key),
            };
        }
    }

    /// What is stored.
    pub fn rows(&self) -> Vec<Row> {
        let row =
            |(key, bytes): (&String, &Vec<u8>)| Row { key: key.clone(), bytes: bytes.clone() };
        self.disk.iter().map(row).collect()
    }
}

/// Posts CBOR; anything but 200 is trouble.
pub fn post(to: SocketAddr, path: &str, body: &[u8]) -> Result<Vec<u8>, Trouble> {
    let headers = [("content-type", "application/cbor")];
    let answer = http::request(to, "POST", path, &headers, body).map_err(Trouble::Line)?;
    match answer.status {
        200 => Ok(answer.body),
        status => Err(Trouble::Refused(status, answer.text())),
    }
}

/// Work entered, so many minutes of it.
pub fn add(entry: &str, minutes: u32) -> Action {
    Action::WorkAdd { entry: entry.to_owned(), fields: fields(minutes) }
}

/// What a work form says.
pub fn fields(minutes: u32) -> WorkFields {
    WorkFields {
        task: "etiquetar".to_owned(),
        day: "2026-11-20".to_owned(),
        minutes: Some(minutes),
        units: None,
        start: None,
        note: Some("de la mañana".to_owned()),
    }
}
