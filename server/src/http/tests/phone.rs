//! A phone that speaks to the router with the shared core, as the real one does.

use std::collections::BTreeMap;

use axum::body::Body;
use serde_json::Value;
use sync_core::ids::LearnerId;
use sync_core::phone::{
    Action, Entropy, Profile, Row, RowChange, begin_enrolment, finish_enrolment,
};
use sync_core::seal::DataKey;

use super::{Answer, Server, request};
use crate::enrolment;
use crate::source::{Scripted, Source};

/// How much may come back in one visit.
const ROOM: u32 = 64 * 1024;

pub(super) struct Phone {
    profile: Profile,
    entropy: Entropy,
    actions: u32,
    /// With which it was enrolled.
    pub(super) code: String,
    /// This phone's clock minus the true time.
    pub(super) clock_offset: i64,
}

impl Phone {
    /// Redeems a fresh code over HTTP.
    pub(super) async fn enrol(server: &Server, learner: LearnerId, number: u8, now: i64) -> Self {
        let source = Source::new(Scripted::new(now, u64::from(number)));
        let code = enrolment::new_code(&server.store, &source, learner, Some(now + 60), false)
            .await
            .unwrap()
            .unwrap();
        let mut entropy = Entropy::new(&[number; 32]);
        let key = || DataKey::new([number; 32]);
        let mut rows = BTreeMap::new();
        let (body, changes) = begin_enrolment(&code, &key(), &mut entropy);
        keep(&mut rows, changes);
        let answer =
            server.ask(request("POST", "/api/enrol").body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.header("content-type"), "application/cbor");
        let (_, changes) =
            finish_enrolment(&key(), &stored(&rows), &answer.body, &mut entropy).unwrap();
        keep(&mut rows, changes);
        let profile = Profile::open(key(), &stored(&rows), &mut entropy).unwrap();
        Self { profile, entropy, actions: 0, code, clock_offset: 0 }
    }

    pub(super) fn writer(&self) -> String {
        self.profile.identity().writer().to_string()
    }

    pub(super) fn act(&mut self, action: Value, now: i64) {
        let action: Action = serde_json::from_value(action).unwrap();
        self.actions += 1;
        let id = format!("action-{}", self.actions);
        self.profile.act(&id, &action, now, &mut self.entropy).unwrap();
    }

    pub(super) fn request(&mut self, now: i64) -> Vec<u8> {
        self.profile.next_request(now + self.clock_offset, ROOM).to_bytes()
    }

    /// One visit; true when there is more to say.
    pub(super) async fn visit(&mut self, server: &Server, now: i64) -> bool {
        let device_time = now + self.clock_offset;
        let body = self.request(now);
        let answer = post_sync(server, body).await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.header("content-type"), "application/cbor");
        let absorbed =
            self.profile.absorb(&answer.body, device_time, now, &mut self.entropy).unwrap();
        absorbed.again
    }
}

/// Tries a code with the key of phone `number`.
pub(super) async fn post_enrolment(server: &Server, code: String, number: u8) -> Answer {
    let key = DataKey::new([number; 32]);
    let (body, _) = begin_enrolment(&code, &key, &mut Entropy::new(&[number; 32]));
    server.ask(request("POST", "/api/enrol").body(Body::from(body)).unwrap()).await
}

pub(super) async fn post_sync(server: &Server, body: Vec<u8>) -> Answer {
    server.ask(request("POST", "/api/sync").body(Body::from(body)).unwrap()).await
}

fn keep(rows: &mut BTreeMap<String, Vec<u8>>, changes: Vec<RowChange>) {
    for change in changes {
        match change.bytes {
            Some(bytes) => rows.insert(change.key, bytes),
            None => rows.remove(&change.key),
        };
    }
}

fn stored(rows: &BTreeMap<String, Vec<u8>>) -> Vec<Row> {
    rows.iter().map(|(key, bytes)| Row { key: key.clone(), bytes: bytes.clone() }).collect()
}
