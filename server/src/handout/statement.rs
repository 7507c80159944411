//! One xAPI statement (1.0.3) of one deed.
//!
//! Owns its fields, ids and times. Must not tell, of somebody without a name, when on a day she did
//! something: that would help to find her in another file. Pure.

use serde_json::{Map, Value, json};
use sha1::{Digest as _, Sha1};
use sync_core::record::Day;
use uuid::Uuid;

use super::vocabulary::{
    APPROVED, ATTENDED, CATEGORY, CERTIFICATE, COHORT, COMPLETED, EARNED, INITIALIZED, LOGGED,
    MEETING, Names, PRECISION, PROFILE, PROGRESS, PROGRESSED, TASK, UNITS, Verb,
};
use crate::figures::pseudonym;
use crate::store::facts::deeds::{Deed, DeedsOf, What, When, Work};

/// As whom people stand in a file.
#[derive(Clone, Copy)]
pub(super) enum Actors {
    /// By pseudonyms and ids that follow from the file's own key.
    Nameless([u8; 32]),
    /// By name; ids are the same in every file, so that whoever takes the next one counts nothing
    /// twice.
    Named,
}

/// What statements of one file are made with.
pub(super) struct Maker {
    names: Names,
    actors: Actors,
    /// What ids of statements and enrolments follow from.
    namespace: Uuid,
}

impl Maker {
    pub(super) fn new(names: Names, actors: Actors) -> Self {
        let namespace = match actors {
            // Nobody who lacks the key can try ids.
            Actors::Nameless(key) => {
                let half = <[u8; 16]>::try_from(&key[..16]).expect("half of 32 bytes is 16");
                uuid_5(&Uuid::from_bytes(half), &key[16..])
            }
            Actors::Named => uuid_5(&Uuid::NAMESPACE_URL, names.base().as_bytes()),
        };
        Self { names, actors, namespace }
    }

    /// What this person did.
    pub(super) fn statement(&self, of: &DeedsOf, deed: &Deed) -> Value {
        let (verb, object, course) = self.said(deed);
        let (timestamp, is_day) = self.moment(deed.when);
        let result = self.result(deed);
        let enrolment = format!("enrolment/{}/{}", of.learner, deed.cohort);
        let mut activities = Map::from_iter([
            ("grouping".to_owned(), json!([self.names.programme(), self.cohort(&deed.cohort)])),
            ("category".to_owned(), json!([category()])),
        ]);
        if let Some(course) = course {
            activities.insert("parent".to_owned(), json!([course]));
        }
        let mut context = Map::from_iter([
            ("registration".to_owned(), json!(self.id(&enrolment))),
            ("platform".to_owned(), json!("Chaski")),
            ("contextActivities".to_owned(), Value::Object(activities)),
        ]);
        if is_day {
            context.insert("extensions".to_owned(), json!({PRECISION: "day"}));
        }
        let (iri, english, spanish) = verb;
        // What may still change is part of what the id follows from: another word, another id.
        let said = format!(
            "{iri}/{}/{}/{timestamp}/{}",
            of.learner,
            deed.entity,
            Value::from(result.clone())
        );
        let mut statement = json!({
            "id": self.id(&said),
            "actor": self.actor(of),
            "verb": {"id": iri, "display": {"en": english, "es": spanish}},
            "object": object,
            "context": context,
            "timestamp": timestamp,
        });
        if !result.is_empty() {
            statement["result"] = Value::Object(result);
        }
        statement
    }

    fn id(&self, of: &str) -> String {
        uuid_5(&self.namespace, of.as_bytes()).to_string()
    }

    fn actor(&self, of: &DeedsOf) -> Value {
        let account = |name: String| json!({"homePage": self.names.base(), "name": name});
        match self.actors {
            Actors::Nameless(key) => {
                json!({"objectType": "Agent", "account": account(pseudonym(&key, of.person))})
            }
            Actors::Named => json!({
                "objectType": "Agent", "name": of.name,
                "account": account(of.person_id.to_string()),
            }),
        }
    }

    fn cohort(&self, id: &str) -> Value {
        self.names.thing("cohort", id, COHORT)
    }

    /// Verb, object and the course that the object belongs to.
    fn said(&self, deed: &Deed) -> (Verb, Value, Option<Value>) {
        let lesson = |verb| {
            let (lesson, course) = self.names.lesson(&deed.entity);
            (verb, lesson, course)
        };
        // Which entry it was is nobody's matter: the task is what was worked at.
        let work = |verb, work: &Work| (verb, self.names.thing("task", &work.task, TASK), None);
        match &deed.what {
            What::Began => lesson(INITIALIZED),
            What::CameTo { .. } => lesson(PROGRESSED),
            What::Finished { .. } => lesson(COMPLETED),
            What::Attended => (ATTENDED, self.names.thing("session", &deed.entity, MEETING), None),
            What::Logged(logged) => work(LOGGED, logged),
            What::Approved(approved) => work(APPROVED, approved),
            // Its own id would lead to her name.
            What::Earned(certificate) => {
                (EARNED, self.names.thing("certificate", certificate, CERTIFICATE), None)
            }
        }
    }

    fn result(&self, deed: &Deed) -> Map<String, Value> {
        let mut result = Map::new();
        let mut put = |name: &str, value| result.insert(name.to_owned(), value);
        match &deed.what {
            What::Began | What::Attended | What::Earned(_) => {}
            What::CameTo { place, seconds } => {
                put("completion", json!(false));
                put("duration", json!(format!("PT{seconds}S")));
                if let Some(percent) = self.names.percent(&deed.entity, *place) {
                    put("extensions", json!({PROGRESS: percent}));
                }
            }
            What::Finished { seconds, score_percent } => {
                put("completion", json!(true));
                put("duration", json!(format!("PT{seconds}S")));
                if let Some(percent) = score_percent {
                    let scaled = f64::from(*percent) / 100.0;
                    put("score", json!({"scaled": scaled, "raw": percent, "min": 0, "max": 100}));
                }
            }
            What::Logged(work) | What::Approved(work) => {
                if work.minutes > 0 {
                    put("duration", json!(format!("PT{}M", work.minutes)));
                }
                if work.units > 0 {
                    put("extensions", json!({UNITS: work.units}));
                }
            }
        }
        result
    }

    /// The time as it is told, and whether it tells no more than the day.
    fn moment(&self, when: When) -> (String, bool) {
        match (self.actors, when) {
            (Actors::Named, When::Second(seconds)) => {
                let of_day = seconds.rem_euclid(86_400);
                let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
                let day = Day::of_seconds(seconds);
                (format!("{day}T{hour:02}:{minute:02}:{second:02}Z"), false)
            }
            // Noon in Greenwich is the same day all over America.
            (_, when) => (format!("{}T12:00:00Z", when.day()), true),
        }
    }
}

/// By whose words it speaks.
fn category() -> Value {
    json!({"objectType": "Activity", "id": PROFILE, "definition": {"type": CATEGORY}})
}

/// RFC 9562, section 5.5.
fn uuid_5(namespace: &Uuid, name: &[u8]) -> Uuid {
    let hash = Sha1::new().chain_update(namespace.as_bytes()).chain_update(name).finalize();
    let first = <[u8; 16]>::try_from(&hash[..16]).expect("SHA-1 has 20 bytes");
    uuid::Builder::from_sha1_bytes(first).into_uuid()
}

#[cfg(test)]
mod tests {
    use sync_core::ids::LearnerId;

    use super::*;

    fn maker(actors: Actors) -> Maker {
        let catalogue = json!({
            "programme": {"id": "puente", "title": {"es": "Puente"}},
            "courses": [{"id": "pasos", "title": {"es": "Pasos"}, "language": "es",
                         "lessons": [{"id": "l1", "title": "Uno", "pages": 4}]}],
        });
        Maker::new(Names::of(&catalogue).unwrap(), actors)
    }

    fn hers(what: What) -> (DeedsOf, Deed) {
        let learner = LearnerId([7; 16]);
        let name = "Rosa Quispe".to_owned();
        let of = DeedsOf { learner, person: 3, person_id: learner, name, deeds: Vec::new() };
        let (entity, cohort) = ("l1".to_owned(), "c1".to_owned());
        (of, Deed { what, entity, cohort, when: When::Second(1_795_000_007) })
    }

    #[test]
    fn one_deed_has_one_id_in_a_file_and_another_in_the_next() {
        let (of, deed) = hers(What::Finished { seconds: 90, score_percent: Some(55) });
        let [one, again, other] = [[1; 32], [1; 32], [2; 32]]
            .map(|key| maker(Actors::Nameless(key)).statement(&of, &deed));
        assert_eq!(one, again);
        for part in ["/id", "/actor/account/name", "/context/registration"] {
            assert_ne!(one.pointer(part), other.pointer(part), "{part}");
        }
        assert_eq!(one["result"]["score"]["scaled"], 0.55);
        assert_eq!(
            one["context"]["contextActivities"]["parent"][0]["definition"]["name"]["es"],
            "Pasos"
        );
        let (_, further) = hers(What::Finished { seconds: 91, score_percent: Some(55) });
        let further = maker(Actors::Nameless([1; 32])).statement(&of, &further);
        assert_ne!(further["id"], one["id"], "another word");
        assert_eq!(further["context"]["registration"], one["context"]["registration"]);
    }

    #[test]
    fn without_names_neither_name_nor_id_nor_hour_is_told() {
        let (of, deed) = hers(What::CameTo { place: 3, seconds: 60 });
        let nameless = maker(Actors::Nameless([1; 32])).statement(&of, &deed);
        let text = nameless.to_string();
        assert!(!text.contains("Rosa") && !text.contains(&of.learner.to_string()));
        assert_eq!(nameless["timestamp"], "2026-11-18T12:00:00Z");
        assert_eq!(nameless["context"]["extensions"][PRECISION], "day");
        assert_eq!(nameless["result"]["extensions"][PROGRESS], 75);

        let named = maker(Actors::Named).statement(&of, &deed);
        assert_eq!(named["actor"]["name"], "Rosa Quispe");
        assert_eq!(named["timestamp"], "2026-11-18T11:06:47Z");
        assert_eq!(named["context"].get("extensions"), None);
    }

    #[test]
    fn ids_are_those_of_the_standard() {
        // RFC 9562, appendix A.4.
        let id = uuid_5(&Uuid::NAMESPACE_DNS, b"www.example.com");
        assert_eq!(id.to_string(), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }
}
