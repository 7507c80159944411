//! Reading a definition's form, with every fault of it at once.
//!
//! Owns how JSON becomes a `Form` and what is said where it cannot. Each item of each list is read
//! by itself, so that one that is wrong hides none of the others. Must not judge what fits
//! together: `check` does.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

use super::fault::{At, Fault, Kind, Wrong};
use super::form::Form;

/// A form as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Without the items that could not be read.
    pub(super) form: Form,
    /// List → place in the file of each item that could be.
    places: BTreeMap<&'static str, Vec<usize>>,
    /// List → ids in it, also of items that could not be read.
    ids: BTreeMap<String, BTreeSet<String>>,
    /// What is wrong with the form.
    pub(super) faults: Vec<Fault>,
}

impl Read {
    /// Where the item of a list is in the file.
    pub(super) fn item(&self, list: &'static str, number: usize) -> At {
        let place = self.places.get(list).and_then(|places| places.get(number));
        At::default().field(list).item(place.copied().unwrap_or(number))
    }

    /// The ids of a kind.
    pub(super) fn ids(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.ids.get(kind.list()).into_iter().flatten().map(String::as_str)
    }

    fn list<T: DeserializeOwned>(
        &mut self,
        object: &mut Map<String, Value>,
        list: &'static str,
    ) -> Vec<T> {
        let at = At::default().field(list);
        let items = match object.remove(list) {
            None => return Vec::new(),
            Some(Value::Array(items)) => items,
            Some(_) => {
                let problem = "this is a list, written in [ and ]".to_owned();
                self.faults.push(Fault::new(&at, Wrong::Form { problem }));
                return Vec::new();
            }
        };
        let mut read = Vec::new();
        for (place, item) in items.into_iter().enumerate() {
            if let Some(id) = item.get("id").and_then(Value::as_str) {
                self.ids.entry(list.to_owned()).or_default().insert(id.to_owned());
            }
            if let Some(item) = typed(&at.item(place), item, &mut self.faults) {
                read.push(item);
                self.places.entry(list).or_default().push(place);
            }
        }
        read
    }
}

/// Reads a definition's form.
pub(super) fn read(json: &str) -> Read {
    let mut found = Read::default();
    let mut object = match serde_json::from_str::<Value>(json) {
        Ok(Value::Object(object)) => object,
        Ok(_) => {
            return refused(Wrong::Form {
                problem: "a definition is an object, written in { and }".to_owned(),
            });
        }
        Err(error) => return refused(Wrong::NotJson { problem: error.to_string() }),
    };
    let object = &mut object;
    let mut form = Form {
        regions: found.list(object, "regions"),
        centers: found.list(object, "centers"),
        levels: found.list(object, "levels"),
        routes: found.list(object, "routes"),
        tracks: found.list(object, "tracks"),
        courses: found.list(object, "courses"),
        series: found.list(object, "series"),
        tasks: found.list(object, "tasks"),
        requirements: found.list(object, "requirements"),
        certificates: found.list(object, "certificates"),
        awards: found.list(object, "awards"),
        surveys: found.list(object, "surveys"),
        indicators: found.list(object, "indicators"),
        placement: found.list(object, "placement"),
        trainer_packs: found.list(object, "trainer_packs"),
        ..Form::default()
    };
    let rest = Value::Object(std::mem::take(object));
    if let Some(rest) = typed::<Form>(&At::default(), rest, &mut found.faults) {
        let Form { schema, id, version, title, languages, .. } = rest;
        form = Form { schema, id, version, title, languages, ..form };
        form.mentoring = rest.mentoring;
        form.family_may_enrol = rest.family_may_enrol;
        form.targets = rest.targets;
        form.bulk_limits = rest.bulk_limits;
        // What is written twice in an object is one too many: only the typed reader sees it.
        if found.faults.is_empty()
            && let Err(error) = serde_json::from_str::<Form>(json)
        {
            let wrong = Wrong::Form { problem: error.to_string() };
            found.faults.push(Fault::new(&At::default(), wrong));
        }
    }
    found.form = form;
    found
}

fn refused(wrong: Wrong) -> Read {
    Read { faults: vec![Fault::new(&At::default(), wrong)], ..Read::default() }
}

/// Reads a value; what is wrong with it is noted. Members that nobody knows are taken out one by
/// one, so that each is named; anything else ends the reading of this value.
fn typed<T: DeserializeOwned>(at: &At, mut value: Value, faults: &mut Vec<Fault>) -> Option<T> {
    let before = faults.len();
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(value.clone()) {
            Ok(read) if faults.len() == before => return Some(read),
            Ok(_) => return None,
            Err(error) => error,
        };
        let place = pointer(at, error.path());
        let problem = error.inner().to_string();
        let unknown = problem
            .strip_prefix("unknown field `")
            .and_then(|rest| rest.split_once('`'))
            .map(|(name, _)| name.to_owned());
        faults.push(Fault::new(&place, Wrong::Form { problem }));
        if !unknown.is_some_and(|name| remove(&mut value, error.path(), &name)) {
            return None;
        }
    }
}

/// Takes a member out, of the object at the path or at the path's parent.
fn remove(value: &mut Value, path: &Path, name: &str) -> bool {
    let mut here = value;
    for segment in path {
        let next = match segment {
            Segment::Seq { index } => here.get_mut(*index),
            Segment::Map { key } if key == name => break,
            Segment::Map { key } => here.get_mut(key),
            Segment::Enum { .. } | Segment::Unknown => None,
        };
        let Some(next) = next else { return false };
        here = next;
    }
    here.as_object_mut().is_some_and(|object| object.remove(name).is_some())
}

fn pointer(at: &At, path: &Path) -> At {
    path.iter().fold(at.clone(), |at, segment| match segment {
        Segment::Seq { index } => at.item(*index),
        Segment::Map { key } => at.field(key),
        Segment::Enum { variant } => at.field(variant),
        Segment::Unknown => at,
    })
}
