//! What a staff device hears before it decides anything, in bytes: registered for two learners, and
//! told what they have logged.
//!
//! `fixtures/golden/desk.json` is what the office pages' desk is tested with
//! (`web-client/src/desk`), with the checked-in wasm build. `CHASKI_REGENERATE=1` writes it.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::path::PathBuf;

use serde_json::{Value, json};
use sync_core::batch::Batch;
use sync_core::exchange::{
    Cursor, EnrolmentAnswer, Entry, ProfileAnswer, ProfileStatus, SyncAnswer, Token, VERSION,
};
use sync_core::ids::{DocumentId, DocumentKind, LearnerId, Nonce, StaffTag};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Draft, Ledger};
use sync_core::phone::{Entropy, Profile, Row, desk_key, finish_desk};
use sync_core::record::{Day, Record, WorkEntry};
use sync_core::seal::DataKey;
use sync_core::trust::{
    ReplicaCertificate, ReplicaRole, SigningKey, WriterCertificate, WriterHolder, actor_of,
};

const NOW: i64 = 1_795_000_000;
const DEVICE: [u8; 32] = [11; 32];
const LEARNERS: [LearnerId; 2] = [LearnerId([21; 16]), LearnerId([22; 16])];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn central() -> SigningKey {
    SigningKey::from_seed([2; 32])
}

/// What `POST /api/desks` answers for one of them.
fn registered(learner: LearnerId) -> Vec<u8> {
    let root = SigningKey::from_seed([1; 32]);
    let key = desk_key(&DEVICE, learner);
    let staff = StaffTag([7; 8]);
    EnrolmentAnswer {
        version: VERSION,
        learner,
        read_token: Token([learner.0[0]; 16]),
        device_token: Token([learner.0[0] + 100; 16]),
        root: root.public(),
        central: ReplicaCertificate::issue(&root, central().public(), ReplicaRole::Central, NOW),
        writer: WriterCertificate::issue_staff(&central(), learner, key.public(), staff, NOW),
        server_time: NOW,
        sealing: None,
        hub: None,
    }
    .to_bytes()
}

fn entry_of(learner: LearnerId) -> String {
    format!("01920f3a-7c1e-7abc-8def-0000000000{:02x}", learner.0[0])
}

/// What her phone wrote: three and a half hours, with a note.
fn told(learner: LearnerId) -> ProfileAnswer {
    let phone = SigningKey::from_seed([learner.0[0] + 40; 32]);
    let document = DocumentId { learner, kind: DocumentKind::Record };
    let work = WorkEntry {
        version: None,
        task: "etiquetar".into(),
        day: Day::parse("2026-11-20").unwrap(),
        minutes: Some(210),
        units: None,
        start: None,
        note: Some("en casa de Doña Carmela".into()),
        withdrawn: None,
    };
    let key = RegisterKey::new("work", &entry_of(learner), None).unwrap();
    let draft = Draft { key, value: Record::new(work).to_bytes(), seen: None };
    let nonce = Nonce([4; 8]);
    let actor = actor_of(&phone.public(), document, nonce);
    let change = Ledger::default().compose(actor, NOW + 5, vec![draft]);
    let hash = change.hash();
    let batch = Batch::sign(&phone, document, 0, vec![(nonce, vec![(change, hash)])]);
    let public = phone.public();
    let writer = WriterCertificate::issue(&central(), learner, public, WriterHolder::Learner, NOW);
    let mut answer = ProfileAnswer::new(ProfileStatus::Served);
    answer.entries = Some(vec![Entry::Writer(writer), Entry::Batch(batch.encode(false))]);
    answer.cursor = Some(Cursor { epoch: 1, sequence: 9, prefix: hash.cursor_prefix() });
    answer
}

fn answer(profiles: Vec<ProfileAnswer>) -> SyncAnswer {
    SyncAnswer {
        version: VERSION,
        server_time: NOW + 100,
        replica: central().public().replica_id(),
        epoch: 1,
        catalogue: [1, 2, 3, 4],
        profiles,
        locked: None,
        certificate: None,
        ended: None,
    }
}

fn golden() -> Value {
    let learners: Vec<Value> = LEARNERS
        .into_iter()
        .map(|learner| {
            json!({
                "id": learner.to_string(), "entry": entry_of(learner),
                "registered": hex(&registered(learner)),
                "told": hex(&answer(vec![told(learner)]).to_bytes()),
                "quiet": hex(&answer(vec![ProfileAnswer::new(ProfileStatus::Served)]).to_bytes()),
            })
        })
        .collect();
    let together = answer(LEARNERS.into_iter().map(told).collect()).to_bytes();
    let quiet = LEARNERS.map(|_| ProfileAnswer::new(ProfileStatus::Served)).to_vec();
    json!({
        "device": hex(&DEVICE), "learners": learners,
        "together": hex(&together), "quiet": hex(&answer(quiet).to_bytes()),
    })
}

#[test]
fn the_desk_hears_the_same_bytes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/golden/desk.json");
    let golden = golden();
    if std::env::var_os("CHASKI_REGENERATE").is_some() {
        std::fs::write(&path, serde_json::to_string_pretty(&golden).unwrap() + "\n").unwrap();
    }
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(stored, golden);
}

#[test]
fn what_it_hears_it_believes_and_can_decide_on() {
    for learner in LEARNERS {
        let (key, seed) = ([3; 32], [5; 64]);
        let data_key = || DataKey::new(key);
        let mut entropy = Entropy::new(&seed);
        let changes =
            finish_desk(&data_key(), &DEVICE, learner, &registered(learner), &mut entropy).unwrap();
        let rows: Vec<Row> = changes
            .into_iter()
            .map(|row| Row { key: row.key, bytes: row.bytes.unwrap() })
            .collect();
        let mut profile = Profile::open(data_key(), &rows, &mut entropy).unwrap();
        profile.next_request(NOW, 65_536);
        let heard = answer(vec![told(learner)]).to_bytes();
        profile.absorb(&heard, NOW, NOW, &mut entropy).unwrap();
        let view = profile.staff_view();
        assert_eq!((view.unsent, view.revoked, view.entries.len()), (0, false, 1));
        let version = view.entries[0].live[0].version.clone();
        let ask = json!({
            "type": "decide", "entry": entry_of(learner), "seen": [version], "chosen": version,
            "outcome": "ask", "reason": "day",
        });
        let ask = serde_json::from_value(ask).unwrap();
        profile.act_as_staff("a1", &ask, NOW, &mut entropy).unwrap();
        let view = profile.staff_view();
        assert_eq!((view.unsent, view.entries[0].hours.state), (1, "asked"));
        assert!(!view.entries[0].decisions[0].sent);
    }
}
