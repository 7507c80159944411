//! What an exported record says, and what a phone holds, in one form, to be compared.
//!
//! Owns the form: register → live values by name. Must not fold: folds are compared as the
//! product shows them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sync_core::ids::DocumentKind;

use crate::office::text;
use crate::phone::Phone;

/// Register → (op → value in hex), of values that nothing replaced.
pub type Registers = BTreeMap<String, BTreeMap<String, String>>;

/// The registers of one document of an export.
pub fn exported(record: &Value, document: &str) -> Registers {
    let registers = record["documents"][document]["registers"].as_object().unwrap();
    let values = |values: &Value| {
        let values = values.as_array().unwrap();
        let pairs: BTreeMap<String, String> =
            values.iter().map(|one| (text(&one["op"]), text(&one["value_hex"]))).collect();
        assert_eq!(pairs.len(), values.len(), "a value is there twice");
        pairs
    };
    registers.iter().map(|(key, all)| (key.clone(), values(all))).collect()
}

/// The heads of one document of an export.
pub fn heads(record: &Value, document: &str) -> Vec<String> {
    record["documents"][document]["heads"].as_array().unwrap().iter().map(text).collect()
}

/// The registers of a phone's record.
pub fn on_phone(phone: &Phone) -> Registers {
    let Some(ledger) = phone.profile().ledger(DocumentKind::Record) else {
        return Registers::new();
    };
    let register =
        |(key, register): (&sync_core::key::RegisterKey, &sync_core::ledger::Register)| {
            let live = register.unsuperseded();
            let values = live.map(|put| (put.op.to_string(), hex::encode(&put.value))).collect();
            (key.as_str().to_owned(), values)
        };
    ledger.registers().map(register).collect()
}

/// The work entries of an export.
pub fn entries(record: &Value) -> BTreeSet<String> {
    exported(record, "record")
        .into_keys()
        .filter_map(|key| key.strip_prefix("work/").map(str::to_owned))
        .collect()
}
