//! A random history as an interchange pair: Automerge documents, and the JSON of the ledger's rows.
//!
//! `tests/interop/check.mjs` opens the pair with another Automerge library. Here: the pair is made,
//! and what stands in the JSON is what Automerge shows.

#[path = "support/histories.rs"]
mod histories;
#[path = "support/random.rs"]
mod random;

use std::fs;
use std::path::PathBuf;

use automerge::Automerge;
use histories::{Event, Step, grow};
use random::Random;
use serde_json::{Value, json};
use sync_core::ledger::{Admission, Finding, Ledger, Standing, examine};

fn folder() -> PathBuf {
    std::env::var_os("CHASKI_INTEROP_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("interop"), PathBuf::from)
}

fn history(seed: u64) -> Vec<Event> {
    let mut random = Random(seed);
    let steps: Vec<Step> = (0..120)
        .map(|n| Step {
            actor: random.below(9) as u8,
            depends: (n < 40).then(|| (0..random.below(3)).map(|_| random.bits() as u16).collect()),
            puts: (0..3).map(|_| (random.bits() as u8, random.bits() & random.bits())).collect(),
            length: random.below(40) as u8,
            time: 1_795_000_000 + n,
        })
        .collect();
    grow(&steps)
}

fn ledger_of(events: &[Event]) -> Ledger {
    let mut ledger = Ledger::default();
    for Event { change, hash, .. } in events {
        let Finding::Sound(node) = examine(&ledger, change, hash).unwrap() else {
            panic!("unsound")
        };
        let (change, standing) = (change.clone(), Standing::Effective);
        ledger.admit(&Admission { change, hash: *hash, node, standing });
    }
    ledger
}

fn exported(ledger: &Ledger) -> Value {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let registers: serde_json::Map<String, Value> = ledger
        .registers()
        .map(|(key, register)| {
            let live = register
                .unsuperseded()
                .map(|row| json!({"op": row.op.to_string(), "value_hex": hex(&row.value)}));
            (key.as_str().to_owned(), live.collect())
        })
        .collect();
    let heads: Vec<String> = ledger.current_heads().iter().map(ToString::to_string).collect();
    json!({"heads": heads, "registers": registers})
}

#[test]
fn an_interchange_pair_is_written_and_holds_conflicts() {
    let folder = folder();
    fs::create_dir_all(&folder).unwrap();
    let mut documents = serde_json::Map::new();
    for (name, seed) in [("record", 1), ("desk", 2)] {
        let events = history(seed);
        let ledger = ledger_of(&events);
        let signed = histories::signed(&events);
        assert_eq!(signed.iter().map(|batch| batch.changes().count()).sum::<usize>(), events.len());
        let mut document = Automerge::new();
        document.apply_changes(events.iter().map(|event| event.change.to_automerge())).unwrap();
        fs::write(folder.join(format!("{name}.automerge")), document.save()).unwrap();
        let conflicts =
            ledger.registers().filter(|(_, register)| register.unsuperseded().count() > 1);
        assert!(conflicts.count() > 0, "a pair without conflicts proves little");
        documents.insert(name.to_owned(), exported(&ledger));
    }
    let record =
        json!({"learner": histories::DOCUMENT.learner.to_string(), "documents": documents});
    fs::write(folder.join("record.json"), record.to_string()).unwrap();
    let text = fs::read_to_string(folder.join("record.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), record);
}
