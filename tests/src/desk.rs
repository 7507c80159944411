//! Staff: a session over HTTP, and devices that hold a profile of each learner.
//!
//! Owns what an office page and its worker do. A staff device of a learner is a [`Phone`] whose
//! profile central registered as staff's.

use std::net::SocketAddr;

use serde_json::{Value, json};
use sync_core::ids::{LearnerId, VersionId};
use sync_core::phone::{
    ActError, Entropy, PayFields, StaffAction, WorkFields, desk_claim, desk_key, finish_desk,
};
use sync_core::seal::DataKey;

use crate::http::{self, Answer};
use crate::office::text;
use crate::phone::{Phone, now};
use crate::random::Random;

/// Somebody of staff, signed in.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Where the server is.
    pub to: SocketAddr,
    cookie: String,
}

impl Staff {
    /// Signs in.
    pub fn signed_in(to: SocketAddr, login: &str, password: &str) -> Self {
        let body = json!({"login": login, "password": password}).to_string();
        let headers = [("content-type", "application/json"), ("x-chaski", "1")];
        let answer = http::request(to, "POST", "/api/session", &headers, body.as_bytes()).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
        let cookie = answer.header("set-cookie").unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Self { to, cookie }
    }

    /// The same, and the cookie, for what only some test asks.
    pub fn signed_in_with_cookie(to: SocketAddr, login: &str, password: &str) -> (Self, String) {
        let staff = Self::signed_in(to, login, password);
        let cookie = staff.cookie.clone();
        (staff, cookie)
    }

    /// Asks.
    pub fn get(&self, path: &str) -> Answer {
        let headers = [("cookie", self.cookie.as_str())];
        http::request(self.to, "GET", path, &headers, b"").unwrap()
    }

    /// Asks for JSON that must be there.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Says something.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.say("POST", path, body)
    }

    /// Changes something.
    pub fn patch(&self, path: &str, body: &Value) -> Answer {
        self.say("PATCH", path, body)
    }

    fn say(&self, method: &str, path: &str, body: &Value) -> Answer {
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("content-type", "application/json"),
            ("x-chaski", "1"),
        ];
        http::request(self.to, method, path, &headers, body.to_string().as_bytes()).unwrap()
    }

    /// Asks for a device's key for one learner to be registered: the answer, whatever it is.
    pub fn claim(&self, learner: LearnerId, device: &[u8; 32]) -> Answer {
        let key = desk_key(device, learner);
        let proof = key.sign_enrolment(&desk_claim(learner), None);
        let body = json!({"learners": [{
            "learner": learner.to_string(),
            "public": hex::encode(key.public().0),
            "proof": hex::encode(proof),
        }]});
        self.post("/api/desks", &body)
    }

    /// A device of hers with a profile of one learner, up to date.
    pub fn desk(&self, learner: &str, seed: u64) -> Phone {
        let learner = LearnerId::from_hex(learner).unwrap();
        let mut random = Random::new(seed ^ 0xde5c);
        let (device, data_key) = (random.bytes(), DataKey::new(random.bytes()));
        let answer = self.claim(learner, &device);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let answer = answer.json();
        let answer = hex::decode(text(&answer["learners"][0]["answer"])).unwrap();
        let mut entropy = Entropy::new(&random.bytes::<32>());
        let rows = finish_desk(&data_key, &device, learner, &answer, &mut entropy).unwrap();
        let mut desk = Phone::of_rows(seed, data_key, rows);
        desk.visit(self.to).unwrap();
        desk
    }
}

/// The terms of these tests: 15.00 an hour.
pub fn terms() -> PayFields {
    PayFields { basis: "hour".into(), rate: 1_500, currency: "BOB".into(), rounding: 1 }
}

impl Phone {
    /// A member of staff does something, and it is confirmed. True when it said something new.
    pub fn act_as_staff(&mut self, action: &StaffAction) -> Result<bool, ActError> {
        let rows = self.try_act_as_staff(action, now())?;
        let is_new = !rows.is_empty();
        self.write(rows);
        Ok(is_new)
    }

    /// Decides on an entry as this device shows it, keeping the newest version.
    pub fn decide(&mut self, entry: &str, outcome: &str) -> Result<bool, ActError> {
        let shown = self.profile().staff_view().entries.into_iter().find(|it| it.id == entry);
        let seen: Vec<String> =
            shown.iter().flat_map(|it| &it.live).map(|version| version.version.clone()).collect();
        let chosen = seen.first().cloned().unwrap_or_else(|| VersionId([0; 32]).to_string());
        let approves = outcome == "approve";
        self.act_as_staff(&StaffAction::Decide {
            entry: entry.to_owned(),
            seen,
            chosen,
            outcome: outcome.to_owned(),
            minutes: None,
            units: None,
            pay: approves.then(terms),
            reason: (!approves).then(|| "falta-hora".to_owned()),
            note: None,
            bulk: false,
        })
    }

    /// Enters hours for her from a paper sheet, and gives the entry's id.
    pub fn enter(&mut self, entry: &str, fields: WorkFields) {
        let entered = self.act_as_staff(&StaffAction::EnterWork {
            entry: entry.to_owned(),
            fields,
            source: "paper".to_owned(),
            withdrawn: false,
            seen: None,
        });
        assert_eq!(entered, Ok(true));
    }

    /// How an entry stands, as this phone folds it: state, amount.
    pub fn stands(&self, entry: &str) -> (String, Option<i64>) {
        let work = self.profile().view().work;
        let found = work.into_iter().find(|shown| shown.id == entry).unwrap();
        (found.hours.state.to_owned(), found.hours.amount.map(|money| money.amount))
    }
}
