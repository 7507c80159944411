//! `chaski demo seed`, `chaski learner list`.

use std::collections::BTreeMap;

use serde_json::Value;
use sync_core::batch::Batch;
use sync_core::exchange::{Entry, Token};
use sync_core::ids::{DocumentKind, LearnerId, Nonce, WriterId};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Admission, Draft, Finding, Ledger, Standing, examine};
use sync_core::record::{Day, Record, WorkEntry};
use sync_core::trust::{PublicKey, SigningKey, actor_of};
use sync_core::verdict::Verdict;
use tests::forger::Forger;
use tests::ledger::exported;
use tests::office::{Office, text};
use tests::server::Server;

use super::TODAY;

fn folder_of(office: &Office, learner: &str) -> BTreeMap<String, Vec<u8>> {
    let out = office.data.join("out").join(learner);
    office.done(&["export", "automerge", "--learner", learner, "--out", out.to_str().unwrap()]);
    std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn the_same_seed_and_day_give_the_same_programme() {
    let (one, secrets) = Office::seeded(7, TODAY);
    let (two, again) = Office::seeded(7, TODAY);
    assert_eq!(secrets, again);
    let list = ["learner", "list", "--json"];
    assert_eq!(one.done(&list), two.done(&list));
    for learner in one.learners() {
        let export = ["export", "record", "--learner", &learner];
        assert_eq!(one.done(&export), two.done(&export), "byte for byte");
    }
    let learner = &one.learners()[1];
    assert_eq!(folder_of(&one, learner), folder_of(&two, learner));
    let (other, _) = Office::demonstration(TODAY);
    assert_ne!(one.records(), other.records(), "another seed, other lives");
    assert!(one.verify()["registers"].as_u64().unwrap() > 100);
}

#[test]
fn its_weeks_lie_before_the_day_and_some_question_is_open() {
    let (office, secrets) = Office::demonstration(TODAY);
    let today = i64::from(Day::parse(TODAY).unwrap().0) * 86_400;
    let (mut days, mut questions, mut late) = (Vec::new(), 0, 0);
    for record in office.records().values() {
        let registers = record["documents"]["record"]["registers"].as_object().unwrap();
        for (key, values) in registers {
            let values = values.as_array().unwrap();
            questions += usize::from(key.starts_with("work/") && values.len() > 1);
            let at = values.iter().filter_map(|value| value["at"].as_i64());
            late += at.clone().filter(|at| *at > today + 86_400).count();
            days.extend(at.map(|at| at / 86_400));
        }
    }
    days.sort_unstable();
    days.dedup();
    assert!(days.len() > 20, "spread over weeks, not {} days", days.len());
    assert_eq!(late, 0, "nothing after today");
    assert!(questions >= 1, "two phones that disagree");
    let listed: Vec<Value> =
        office.json(&["learner", "list", "--json"]).as_array().unwrap().clone();
    for learner in secrets["learners"].as_array().unwrap() {
        assert!(listed.iter().any(|listed| listed["id"] == learner["id"]));
    }
    assert_eq!(secrets["codes"].as_array().unwrap().len(), 3, "three unused codes");
}

/// What a phone's secrets open: its learner's whole record, as a ledger, and the right to go on.
#[test]
fn whoever_has_a_phones_secrets_can_act_as_it() {
    let (office, secrets) = Office::demonstration(TODAY);
    let learner = &secrets["learners"][1];
    let phone = &learner["phones"][0];
    let seed: [u8; 32] = hex::decode(text(&phone["writer_seed"])).unwrap().try_into().unwrap();
    let key = SigningKey::from_seed(seed);
    assert_eq!(key.public().writer_id().to_string(), text(&phone["writer"]));
    let token: [u8; 16] = hex::decode(text(&phone["read_token"])).unwrap().try_into().unwrap();
    assert_eq!(text(&phone["device_token"]).len(), 32);
    let server = Server::start(&office.data);
    let (token, id) = (Token(token), LearnerId::from_hex(&text(&learner["id"])).unwrap());
    let forger = Forger { to: server.address, key: key.clone(), token, locked: None, learner: id };
    let (ledger, written) = replay(&forger);
    let entry = "work/01920f3a-7c1e-7abc-8def-0123456789ab";
    let nonce = Nonce([7; 8]);
    let document = forger.document(DocumentKind::Record);
    let work = WorkEntry {
        version: None,
        task: "etiquetar".to_owned(),
        day: Day::parse(TODAY).unwrap(),
        minutes: Some(45),
        units: None,
        start: None,
        note: None,
        withdrawn: None,
    };
    let value = Record::new(work).to_bytes();
    let draft = Draft { key: RegisterKey::parse(entry).unwrap(), value: value.clone(), seen: None };
    let actor = actor_of(&key.public(), document, nonce);
    let change = ledger.compose(actor, 1_795_000_000, vec![draft]);
    let hash = change.hash();
    let batch = Batch::sign(&key, document, written, vec![(nonce, vec![(change, hash)])]);
    let answer = forger.ask(&forger.bringing(vec![batch.encode(true)]));
    assert_eq!(answer.verdicts, Some(vec![Verdict::Held]));
    assert_eq!(answer.receipts.map(|receipts| receipts.len()), Some(1));
    let (ledger, _) = replay(&forger);
    assert!(ledger.contains(&hash), "read back");
    server.stop();
    let registers = exported(&office.record(&text(&learner["id"])), "record");
    assert_eq!(registers[entry].values().collect::<Vec<_>>(), [&hex::encode(value)]);
    office.verify();
}

/// The record as a ledger, and how many changes this key wrote of it.
fn replay(forger: &Forger) -> (Ledger, u64) {
    let mut writers: BTreeMap<WriterId, PublicKey> = BTreeMap::new();
    writers.insert(forger.key.public().writer_id(), forger.key.public());
    let (mut ledger, mut written) = (Ledger::default(), 0);
    for entry in forger.read_all() {
        let bytes = match entry {
            Entry::Writer(writer) => {
                writers.insert(writer.public.writer_id(), writer.public);
                continue;
            }
            Entry::Batch(bytes) => bytes,
            Entry::Session(_) | Entry::Notice(_) | Entry::Receipt(_) | Entry::Ruling(_) => {
                continue;
            }
        };
        let address = Batch::peek(&bytes, None).unwrap();
        if address.document.kind != DocumentKind::Record {
            continue;
        }
        let writer = address.writer;
        let batch = Batch::decode(&bytes, None, &writers[&writer]).unwrap();
        batch.verify(&writers[&writer]).unwrap();
        for (change, hash) in batch.changes() {
            match examine(&ledger, change, hash).unwrap() {
                Finding::Sound(node) => {
                    written += u64::from(writer == forger.key.public().writer_id());
                    let (change, hash) = (change.clone(), *hash);
                    let standing = Standing::Effective;
                    ledger.admit(&Admission { change, hash, node, standing });
                }
                Finding::Known => {}
                other => panic!("served what does not fit: {other:?}"),
            }
        }
    }
    (ledger, written)
}
