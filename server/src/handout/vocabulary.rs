//! By which words statements speak: verbs, kinds of activities, and what the programme's things are
//! called.
//!
//! Owns every IRI of `docs/REPORTS.md`. Where ADL or the registry has a word it is theirs; work is
//! said by words of our own. The IRIs of a programme follow from its id, so that two files speak of
//! the same lesson by the same name. Pure.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Names the words that are our own, and the version of their meaning.
pub(super) const PROFILE: &str = "urn:chaski:xapi:1";

/// A verb: its IRI, in English, in Spanish.
pub(super) type Verb = (&'static str, &'static str, &'static str);

pub(super) const INITIALIZED: Verb =
    ("http://adlnet.gov/expapi/verbs/initialized", "initialized", "comenzó");
pub(super) const PROGRESSED: Verb =
    ("http://adlnet.gov/expapi/verbs/progressed", "progressed", "avanzó");
pub(super) const COMPLETED: Verb =
    ("http://adlnet.gov/expapi/verbs/completed", "completed", "completó");
pub(super) const ATTENDED: Verb =
    ("http://adlnet.gov/expapi/verbs/attended", "attended", "asistió");
pub(super) const EARNED: Verb = ("http://id.tincanapi.com/verb/earned", "earned", "obtuvo");
pub(super) const LOGGED: Verb = ("urn:chaski:xapi:1:verb:logged", "logged work", "anotó trabajo");
pub(super) const APPROVED: Verb =
    ("urn:chaski:xapi:1:verb:approved", "had work approved", "tiene trabajo aprobado");

pub(super) const LESSON: &str = "http://adlnet.gov/expapi/activities/lesson";
pub(super) const COURSE: &str = "http://adlnet.gov/expapi/activities/course";
pub(super) const MEETING: &str = "http://adlnet.gov/expapi/activities/meeting";
pub(super) const CATEGORY: &str = "http://adlnet.gov/expapi/activities/profile";
pub(super) const TASK: &str = "urn:chaski:xapi:1:type:task";
pub(super) const CERTIFICATE: &str = "urn:chaski:xapi:1:type:certificate";
pub(super) const PROGRAMME: &str = "urn:chaski:xapi:1:type:programme";
pub(super) const COHORT: &str = "urn:chaski:xapi:1:type:cohort";

/// How far she is, in percent: cmi5's.
pub(super) const PROGRESS: &str = "https://w3id.org/xapi/cmi5/result/extensions/progress";
/// How many pieces.
pub(super) const UNITS: &str = "urn:chaski:xapi:1:extension:units";
/// `day` where the time of the day is not told: then it is noon in Greenwich.
pub(super) const PRECISION: &str = "urn:chaski:xapi:1:extension:precision";

/// A lesson as the catalogue has it.
struct Lesson {
    course: String,
    title: Value,
    pages: Option<u64>,
}

/// What the programme calls its things.
pub(super) struct Names {
    /// What all IRIs of the programme begin with.
    base: String,
    programme: Value,
    lessons: BTreeMap<String, Lesson>,
    /// By kind and id.
    titles: BTreeMap<(&'static str, String), Value>,
}

impl Names {
    /// Reads them from a catalogue.
    pub(super) fn of(catalogue: &Value) -> Option<Self> {
        let programme = catalogue["programme"]["id"].as_str()?;
        let mut names = Self {
            base: format!("urn:chaski:programme:{}", segment(programme)),
            programme: catalogue["programme"]["title"].clone(),
            lessons: BTreeMap::new(),
            titles: BTreeMap::new(),
        };
        for list in ["courses", "outside"] {
            for course in members(&catalogue[list]) {
                let Some(id) = course["id"].as_str() else { continue };
                names.titles.insert(("course", id.to_owned()), course["title"].clone());
                for lesson in members(&course["lessons"]) {
                    let Some(lesson_id) = lesson["id"].as_str() else { continue };
                    let title = match (&lesson["title"], course["language"].as_str()) {
                        // A pack has one language.
                        (Value::String(title), Some(language)) => json!({language: title}),
                        (title, _) => title.clone(),
                    };
                    let (course, pages) = (id.to_owned(), lesson["pages"].as_u64());
                    names.lessons.insert(lesson_id.to_owned(), Lesson { course, title, pages });
                }
            }
        }
        for (list, kind) in [("tasks", "task"), ("certificates", "certificate")] {
            for one in members(&catalogue[list]) {
                let Some(id) = one["id"].as_str() else { continue };
                names.titles.insert((kind, id.to_owned()), one["title"].clone());
            }
        }
        Some(names)
    }

    /// What all IRIs of the programme begin with; the accounts' home, too.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// The programme as an activity.
    pub(super) fn programme(&self) -> Value {
        activity(self.base.clone(), PROGRAMME, Some(&self.programme))
    }

    /// A lesson as an activity, and its course; a lesson that is no longer taught has neither title
    /// nor course.
    pub(super) fn lesson(&self, id: &str) -> (Value, Option<Value>) {
        let known = self.lessons.get(id);
        let lesson = activity(self.iri("lesson", id), LESSON, known.map(|it| &it.title));
        (lesson, known.map(|it| self.thing("course", &it.course, COURSE)))
    }

    /// How far a page is, in percent of the lesson; below a hundred, since she has not finished.
    pub(super) fn percent(&self, lesson: &str, place: u32) -> Option<u64> {
        let pages = self.lessons.get(lesson)?.pages.filter(|pages| *pages > 0)?;
        Some((u64::from(place) * 100 / pages).min(99))
    }

    /// Anything else, by its kind's word and IRI.
    pub(super) fn thing(&self, kind: &'static str, id: &str, type_iri: &str) -> Value {
        let title = self.titles.get(&(kind, id.to_owned()));
        activity(self.iri(kind, id), type_iri, title)
    }

    fn iri(&self, kind: &str, id: &str) -> String {
        format!("{}:{kind}:{}", self.base, segment(id))
    }
}

/// An activity; a title that is no map of languages is left out.
fn activity(id: String, type_iri: &str, title: Option<&Value>) -> Value {
    let mut definition = Map::from_iter([("type".to_owned(), json!(type_iri))]);
    if let Some(title @ Value::Object(_)) = title {
        definition.insert("name".to_owned(), title.clone());
    }
    json!({"objectType": "Activity", "id": id, "definition": definition})
}

fn members(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// An id as a part of an IRI.
fn segment(id: &str) -> String {
    id.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_called_by_the_programme_s_id_and_theirs() {
        let names = Names::of(&json!({
            "programme": {"id": "puente", "title": {"es": "Puente"}},
            "courses": [{"id": "pasos", "title": {"es": "Pasos"}, "language": "es",
                         "lessons": [{"id": "a b/1", "title": "Uno", "pages": 8}]}],
            "outside": [{"id": "fuera", "title": {"es": "Fuera"},
                         "lessons": [{"id": "f1", "title": {"es": "Dos", "en": "Two"}}]}],
            "tasks": [{"id": "revisar", "title": {"es": "Revisar"}}],
        }))
        .unwrap();
        let (lesson, course) = names.lesson("a b/1");
        assert_eq!(lesson["id"], "urn:chaski:programme:puente:lesson:a%20b/1");
        assert_eq!(lesson["definition"]["name"], json!({"es": "Uno"}));
        assert_eq!(course.unwrap()["id"], "urn:chaski:programme:puente:course:pasos");
        assert_eq!(names.lesson("f1").0["definition"]["name"]["en"], "Two");
        let (gone, course) = names.lesson("gone");
        assert_eq!((gone["definition"].get("name"), course), (None, None));
        assert_eq!(
            [0, 3, 8, 99].map(|place| names.percent("a b/1", place)),
            [Some(0), Some(37), Some(99), Some(99)]
        );
        assert_eq!(names.percent("f1", 3), None);
        assert_eq!(names.thing("task", "revisar", TASK)["definition"]["name"]["es"], "Revisar");
        assert!(Names::of(&Value::Null).is_none());
    }
}
