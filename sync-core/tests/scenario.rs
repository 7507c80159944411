//! A phone's life in bytes: enrolled, used, sent, answered, restarted.
//!
//! `fixtures/golden/scenario.json` holds each call with what came of it. The checked-in wasm build
//! replays it through its real face (`web-client/src/worker/scenario.test.ts`), so that native and
//! wasm agree on every byte: hashes, signatures, seals, messages. `CHASKI_REGENERATE=1` writes it.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use sync_core::batch::Batch;
use sync_core::exchange::{
    Cursor, EnrolmentAnswer, EnrolmentRequest, Entry, ProfileAnswer, ProfileStatus, SyncAnswer,
    SyncRequest, Token, VERSION,
};
use sync_core::ids::{DocumentId, DocumentKind, LearnerId, Nonce};
use sync_core::ledger::{Draft, Ledger};
use sync_core::phone::{
    Action, Entropy, Profile, Row, RowChange, begin_enrolment, finish_enrolment,
};
use sync_core::record::{Day, Record, WorkEntry};
use sync_core::seal::DataKey;
use sync_core::sealed_box::SealingKey;
use sync_core::trust::{
    Receipt, ReceiptLine, ReplicaCertificate, ReplicaRole, SealingCertificate, SigningKey,
    WriterCertificate, WriterHolder, actor_of,
};
use sync_core::verdict::Verdict;

const NOW: i64 = 1_795_000_000;
const LEARNER: LearnerId = LearnerId([9; 16]);
const DATA_KEY: [u8; 32] = [3; 32];
const ENTRY: &str = "01920f3a-7c1e-7abc-8def-000000000001";

/// The story as it is told: storage, the steps so far, and a seed for the next call.
struct Teller {
    disk: BTreeMap<String, Vec<u8>>,
    steps: Vec<Value>,
    calls: u8,
}

impl Teller {
    fn random(&mut self) -> ([u8; 32], String) {
        self.calls += 1;
        ([self.calls; 32], hex(&[self.calls; 32]))
    }

    fn rows(&self) -> Vec<Row> {
        self.disk
            .iter()
            .map(|(key, bytes)| Row { key: key.clone(), bytes: bytes.clone() })
            .collect()
    }

    fn store(&mut self, changes: &[RowChange]) -> Value {
        for change in changes {
            match &change.bytes {
                Some(bytes) => self.disk.insert(change.key.clone(), bytes.clone()),
                None => self.disk.remove(&change.key),
            };
        }
        changes
            .iter()
            .map(|change| json!({ "key": change.key, "bytes": change.bytes.as_deref().map(hex) }))
            .collect()
    }

    fn open(&mut self) -> Profile {
        let (seed, random) = self.random();
        self.steps.push(json!({ "call": "open", "random": random }));
        let key = DataKey::new(DATA_KEY);
        Profile::open(key, &self.rows(), &mut Entropy::new(&seed)).unwrap()
    }

    fn act(&mut self, profile: &mut Profile, id: &str, action: &Value, now: i64) {
        let (seed, random) = self.random();
        let parsed: Action = serde_json::from_value(action.clone()).unwrap();
        let changes = profile.act(id, &parsed, now, &mut Entropy::new(&seed)).unwrap();
        let rows = self.store(&changes);
        self.steps.push(json!({
            "call": "act", "id": id, "action": action.to_string(), "now": now,
            "random": random, "rows": rows,
        }));
    }

    fn view(&mut self, profile: &Profile) {
        let view = serde_json::to_value(profile.view()).unwrap();
        self.steps.push(json!({ "call": "view", "view": view }));
    }

    fn request(&mut self, profile: &mut Profile, device: i64) -> SyncRequest {
        let request = profile.next_request(device, 65_536);
        self.steps.push(json!({
            "call": "request", "device": device, "max": 65_536,
            "request": hex(&request.to_bytes()),
        }));
        request
    }

    fn absorb(&mut self, profile: &mut Profile, answer: &SyncAnswer, device: i64, now: i64) {
        let (seed, random) = self.random();
        let bytes = answer.to_bytes();
        let absorbed = profile.absorb(&bytes, device, now, &mut Entropy::new(&seed)).unwrap();
        let rows = self.store(&absorbed.rows);
        self.steps.push(json!({
            "call": "absorb", "response": hex(&bytes), "device": device, "now": now,
            "random": random, "rows": rows, "again": absorbed.again,
            "offset": absorbed.clock_offset_seconds,
        }));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn central() -> SigningKey {
    SigningKey::from_seed([2; 32])
}

fn enrol(teller: &mut Teller) {
    let root = SigningKey::from_seed([1; 32]);
    let key = DataKey::new(DATA_KEY);
    let (seed, random) = teller.random();
    let (request, changes) = begin_enrolment("K7QM2XWP", &key, &mut Entropy::new(&seed));
    let rows = teller.store(&changes);
    teller.steps.push(json!({
        "call": "begin", "code": "K7QM2XWP", "random": random,
        "request": hex(&request), "rows": rows,
    }));
    let writer = EnrolmentRequest::from_bytes(&request).unwrap().writer;
    let answer = EnrolmentAnswer {
        version: VERSION,
        learner: LEARNER,
        read_token: Token([5; 16]),
        device_token: Token([6; 16]),
        root: root.public(),
        central: ReplicaCertificate::issue(&root, central().public(), ReplicaRole::Central, NOW),
        writer: WriterCertificate::issue(&central(), LEARNER, writer, WriterHolder::Learner, NOW),
        server_time: NOW,
        hub: None,
        sealing: Some(SealingCertificate::issue(
            &central(),
            central().public().replica_id(),
            SealingKey::of_seed(central().seed()).public(),
            NOW,
        )),
    }
    .to_bytes();
    let (seed, random) = teller.random();
    let (_, changes) =
        finish_enrolment(&key, &teller.rows(), &answer, &mut Entropy::new(&seed)).unwrap();
    let rows = teller.store(&changes);
    teller.steps.push(json!({
        "call": "finish", "response": hex(&answer), "random": random, "rows": rows,
        "learner": LEARNER.to_string(),
    }));
}

/// Central holds what was sent, and has a second phone's correction of the same entry.
fn answer_to(request: &SyncRequest, profile: &Profile) -> SyncAnswer {
    let document = DocumentId { learner: LEARNER, kind: DocumentKind::Record };
    let public = profile.identity().signing_key().public();
    let implied = Some((LEARNER, public.writer_id()));
    let sent = request.profiles[0].batches.clone().unwrap();
    let sent = Batch::decode(&sent[0], implied, &public).unwrap();
    let lines: Vec<_> = sent
        .runs
        .iter()
        .map(|run| {
            let sequence = run.changes.last().unwrap().0.sequence;
            (ReceiptLine { actor: run.actor, sequence }, run.last_hash)
        })
        .collect();
    let other = SigningKey::from_seed([8; 32]);
    let entry = WorkEntry {
        version: None,
        task: "etiquetar".into(),
        day: Day::parse("2026-11-20").unwrap(),
        minutes: Some(75),
        units: None,
        start: None,
        note: None,
        withdrawn: None,
    };
    let key = sync_core::key::RegisterKey::new("work", ENTRY, None).unwrap();
    let draft = Draft { key, value: Record::new(entry).to_bytes(), seen: None };
    let nonce = Nonce([4; 8]);
    let actor = actor_of(&other.public(), document, nonce);
    let change = Ledger::default().compose(actor, NOW + 5, vec![draft]);
    let hash = change.hash();
    let foreign = Batch::sign(&other, document, 0, vec![(nonce, vec![(change, hash)])]);
    let mut answer = ProfileAnswer::new(ProfileStatus::Served);
    answer.verdicts = Some(vec![Verdict::Held]);
    answer.receipts = Some(vec![Receipt::issue(&central(), 1, document, &lines, false)]);
    answer.entries = Some(vec![
        Entry::Writer(WriterCertificate::issue(
            &central(),
            LEARNER,
            other.public(),
            WriterHolder::Learner,
            NOW,
        )),
        Entry::Batch(foreign.encode(false)),
    ]);
    answer.cursor = Some(Cursor { epoch: 1, sequence: 9, prefix: hash.cursor_prefix() });
    SyncAnswer {
        version: VERSION,
        server_time: NOW + 100,
        replica: central().public().replica_id(),
        epoch: 1,
        catalogue: [1, 2, 3, 4],
        profiles: vec![answer],
        locked: None,
        certificate: None,
        ended: None,
    }
}

fn told() -> Value {
    let mut teller = Teller { disk: BTreeMap::new(), steps: Vec::new(), calls: 0 };
    enrol(&mut teller);
    let mut profile = teller.open();
    let fields = json!({
        "task": "etiquetar", "day": "2026-11-20", "minutes": 90, "start": 540,
        "note": "grupo de la mañana",
    });
    let actions = [
        json!({ "type": "lesson_place", "lesson": "k3f4d2ma", "place": 1, "seconds": 70 }),
        json!({ "type": "work_add", "entry": ENTRY, "fields": fields }),
        json!({ "type": "lesson_quiz", "lesson": "k3f4d2ma", "place": 3, "seconds": 40,
            "scorePercent": 67 }),
    ];
    for (i, action) in actions.iter().enumerate() {
        teller.act(&mut profile, &format!("a{i}"), action, NOW + 10 * i as i64);
    }
    // The app is closed and opened: another actor, and a correction of what the first one wrote.
    profile = teller.open();
    let corrected = json!({
        "type": "work_correct", "entry": ENTRY,
        "fields": { "task": "etiquetar", "day": "2026-11-20", "minutes": 105 }, "seen": [],
    });
    teller.act(&mut profile, "a8", &corrected, NOW + 60);
    let done = json!({ "type": "lesson_done", "lesson": "k3f4d2ma", "place": 3, "seconds": 5 });
    teller.act(&mut profile, "a9", &done, NOW + 70);
    teller.view(&profile);
    let request = teller.request(&mut profile, NOW + 90);
    let answer = answer_to(&request, &profile);
    teller.absorb(&mut profile, &answer, NOW + 90, NOW + 90);
    teller.view(&profile);
    profile = teller.open();
    teller.request(&mut profile, NOW + 200);
    teller.view(&profile);
    json!({ "dataKey": hex(&DATA_KEY), "steps": teller.steps })
}

#[test]
fn the_story_is_told_in_the_same_bytes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/golden/scenario.json");
    let story = told();
    if std::env::var_os("CHASKI_REGENERATE").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&story).unwrap() + "\n").unwrap();
    }
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(stored, story);
    let last = stored["steps"].as_array().unwrap().last().unwrap();
    assert_eq!(last["view"]["unsent"], 0);
    assert!(last["view"]["work"][0]["openQuestion"].as_bool().unwrap());
}
