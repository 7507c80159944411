//! A server with the small graph of `world`, three phones of one learner, and a stranger.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;
use sync_core::batch::Batch;
use sync_core::change::Change;
use sync_core::exchange::{ProfileAnswer, SyncAnswer};
use sync_core::ids::ChangeHash;
use sync_core::verdict::Verdict;
use tests::forger::Forger;
use tests::http::{self, Answer};
use tests::office::{Admitted, Office};
use tests::phone::Phone;
use tests::server::Server;

use crate::world::{A, B, C, DOCUMENT, World, nonce, owner, writer};

/// The stage of one test.
pub(crate) struct Scene {
    pub(crate) office: Office,
    server: Server,
    pub(crate) a: Forger,
    pub(crate) b: Forger,
    pub(crate) c: Forger,
    /// Somebody else, with a record of her own.
    pub(crate) eva: Phone,
    pub(crate) eva_is: Admitted,
    before: BTreeMap<String, Value>,
    slowest: Mutex<(Duration, String)>,
}

/// One change in a batch of its actor's, signed as it stands, whatever it says.
pub(crate) fn signed(change: &Change) -> Vec<u8> {
    let hash = match change.check_shape() {
        Ok(()) => change.hash(),
        // The encoder is not made for a shape that was not checked.
        Err(_) => ChangeHash([0; 32]),
    };
    let who = owner(change.actor);
    let runs = vec![(nonce(who), vec![(change.clone(), hash)])];
    Batch::sign(&writer(who), DOCUMENT, 0, runs).encode(false)
}

impl Scene {
    pub(crate) fn new() -> Self {
        let office = Office::new();
        let ana = office.admit("Ana");
        let eva_is = office.admit("Eva");
        let more = [office.code(&ana.id), office.code(&ana.id)];
        // The cases are written for one document: she gets its learner's id.
        let database = rusqlite::Connection::open(office.database()).unwrap();
        let id = hex::decode(&ana.id).unwrap();
        let sql = "UPDATE learner SET id = ?1 WHERE id = ?2";
        assert_eq!(database.execute(sql, (DOCUMENT.learner.0, id)).unwrap(), 1);
        drop(database);
        let server = office.serve();
        let to = server.address;
        let a = Forger::enrolled(to, &ana.code, writer(A));
        let b = Forger::enrolled(to, &more[0], writer(B));
        let c = Forger::enrolled(to, &more[1], writer(C));
        assert_eq!(a.learner, DOCUMENT.learner);
        let mut eva = Phone::enrolled(to, &eva_is.code, 5);
        eva.add_work(60);
        eva.visit(to).unwrap();
        let world = World::new();
        for (forger, (change, _)) in [(&a, &world.a1), (&a, &world.a2), (&c, &world.c1)] {
            let answer = forger.ask(&forger.bringing(vec![signed(change)]));
            assert_eq!(answer.verdicts, Some(vec![Verdict::Held]));
        }
        let before = office.records();
        assert_eq!(before.len(), 2);
        let slowest = Mutex::new((Duration::ZERO, String::new()));
        Self { office, server, a, b, c, eva, eva_is, before, slowest }
    }

    pub(crate) fn address(&self) -> std::net::SocketAddr {
        self.server.address
    }

    /// Any bytes to any address.
    pub(crate) fn send(&self, name: &str, path: &str, body: &[u8]) -> Answer {
        let began = Instant::now();
        let answer = http::request(self.address(), "POST", path, &[], body).unwrap();
        self.took(name, began.elapsed());
        answer
    }

    /// Any batch, with a good token: what is said of it.
    pub(crate) fn bring(&self, name: &str, forger: &Forger, batch: Vec<u8>) -> Verdict {
        let body = forger.bringing(vec![batch]).to_bytes();
        let answer = self.send(name, "/api/sync", &body);
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        let profile = self.only(&answer);
        let verdicts = profile.verdicts.unwrap();
        let [verdict] = <[Verdict; 1]>::try_from(verdicts).unwrap();
        if verdict != Verdict::Held {
            let receipts = profile.receipts.unwrap_or_default();
            assert!(receipts.is_empty(), "{name}: a receipt for what is not held");
        }
        verdict
    }

    pub(crate) fn only(&self, answer: &Answer) -> ProfileAnswer {
        let answer = SyncAnswer::from_bytes(&answer.body).unwrap();
        let [profile] = <[ProfileAnswer; 1]>::try_from(answer.profiles).unwrap();
        profile
    }

    fn took(&self, name: &str, time: Duration) {
        let mut slowest = self.slowest.lock().unwrap();
        if time > slowest.0 {
            *slowest = (time, name.to_owned());
        }
    }

    /// Nothing changed, and honest people are served as before.
    pub(crate) fn unchanged(&mut self, after: &str) {
        assert!(self.server.is_alive(), "{after}: {}", self.server.log());
        assert_eq!(self.office.records(), self.before, "{after}: what is held changed");
    }

    /// The end: unchanged, verified, serving, and stopping in order.
    pub(crate) fn end(mut self, what: &str) {
        self.unchanged(what);
        self.office.verify();
        let log = self.server.log();
        assert!(!log.contains("internal error"), "{what}: {log}");
        self.eva.add_work(15);
        self.eva.visit(self.server.address).unwrap();
        assert!(self.eva.profile().all_arrived());
        let (time, name) = self.slowest.lock().unwrap().clone();
        println!("{what}: slowest answer {} ms ({name})", time.as_millis());
        self.server.stop();
        self.office.verify();
    }
}
