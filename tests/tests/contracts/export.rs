//! `chaski export`: both forms say the same.

use std::collections::BTreeMap;

use automerge::{AutoCommit, ObjId, ROOT, ReadDoc, ScalarValue, Value};
use tests::ledger::{Registers, exported, heads};
use tests::office::{Office, text};

use super::TODAY;

#[test]
fn the_record_has_the_shape_that_was_promised() {
    let (office, _) = Office::demonstration(TODAY);
    let mut values = 0;
    for (id, record) in office.records() {
        assert_eq!(text(&record["learner"]), id);
        let documents = record["documents"].as_object().unwrap();
        assert_eq!(documents.keys().collect::<Vec<_>>(), ["desk", "notes", "record"]);
        for document in documents.values() {
            for head in document["heads"].as_array().unwrap() {
                assert_eq!(hex::decode(text(head)).unwrap().len(), 32);
            }
            let registers = document["registers"].as_object().unwrap();
            for value in registers.values().flat_map(|values| values.as_array().unwrap()) {
                let op = text(&value["op"]);
                let (counter, actor) = op.split_once('@').unwrap();
                assert!(counter.parse::<u32>().unwrap() > 0 && actor.len() == 32, "{op}");
                assert!(hex::decode(text(&value["value_hex"])).is_ok());
                assert_eq!(text(&value["writer"]).len(), 16);
                assert!(value["value"].is_object() && value["at"].is_i64(), "{value}");
                values += 1;
            }
        }
    }
    assert!(values > 100);
}

#[test]
fn automerge_loads_what_is_exported_and_agrees() {
    let (office, _) = Office::demonstration(TODAY);
    let mut conflicts = 0;
    for (id, record) in office.records() {
        let out = office.data.join("out").join(&id);
        office.done(&["export", "automerge", "--learner", &id, "--out", out.to_str().unwrap()]);
        for kind in ["record", "desk", "notes"] {
            let bytes = std::fs::read(out.join(format!("{kind}.automerge"))).unwrap();
            let mut document = AutoCommit::load(&bytes).unwrap();
            let mut loaded: Vec<String> =
                document.get_heads().iter().map(|head| hex::encode(head.0)).collect();
            loaded.sort();
            assert_eq!(loaded, heads(&record, kind), "{id} {kind}");
            let registers = exported(&record, kind);
            conflicts += registers.values().filter(|values| values.len() > 1).count();
            assert_eq!(registers_of(&document), registers, "{id} {kind}");
        }
    }
    assert!(conflicts > 0, "some question is open, and Automerge sees both values");
}

fn registers_of(document: &AutoCommit) -> Registers {
    let values = |key: &str| -> BTreeMap<String, String> {
        let all = document.get_all(ROOT, key).unwrap();
        all.into_iter()
            .map(|(value, id)| {
                let ObjId::Id(counter, actor, _) = id else { panic!("the root is no value") };
                let Value::Scalar(scalar) = value else { panic!("{key} is no register") };
                let ScalarValue::Bytes(bytes) = scalar.as_ref() else { panic!("{key}: {scalar}") };
                (format!("{counter}@{actor}"), hex::encode(bytes))
            })
            .collect()
    };
    document.keys(ROOT).map(|key| (key.clone(), values(&key))).collect()
}
