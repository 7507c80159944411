//! The catalogue: the programme as a phone needs it, made of the definition and of the packs that
//! are here.
//!
//! Owns its shape, which is `Catalogue` in `web-client/src/engine/types.ts`, and which parts of a
//! definition it takes. Must not know the store or HTTP.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Words by locale; `es` is always there.
pub type Text = BTreeMap<String, String>;

/// What a catalogue takes from a definition.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Outline {
    id: String,
    title: Text,
    /// In order.
    #[serde(default)]
    pub courses: Vec<CourseOutline>,
    #[serde(default)]
    tasks: Vec<Task>,
    #[serde(default)]
    tracks: Vec<Track>,
}

/// A way through the programme that somebody may follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Its id.
    pub id: String,
    title: Text,
}

/// A course: a pack of lessons, named.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct CourseOutline {
    id: String,
    /// What it is called.
    pub title: Text,
    /// The pack that holds its lessons.
    pub pack: String,
    /// The course that this one says in another language: lesson by lesson, it counts as that one.
    #[serde(default)]
    pub same_as: Option<String>,
}

impl CourseOutline {
    /// What finishing its lessons counts for.
    pub fn counts_as(&self) -> &str {
        self.same_as.as_deref().unwrap_or(&self.id)
    }
}

/// A kind of paid work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Task {
    id: String,
    title: Text,
    #[serde(default = "some_icon")]
    icon: String,
    measure: Measure,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    unit: Option<Text>,
    /// What it is paid by, from which day on: as the definition says it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pay: Vec<PayRuleOutline>,
}

/// A pay rule, for staff devices that decide offline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct PayRuleOutline {
    basis: String,
    rate: u64,
    currency: String,
    #[serde(default = "no_rounding")]
    rounding: u32,
    from: String,
}

fn no_rounding() -> u32 {
    1
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Measure {
    Minutes,
    Units,
}

fn some_icon() -> String {
    "paper".to_owned()
}

impl Outline {
    /// The programme's tracks; none, where it has none.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// Reads it from a definition.
    pub fn parse(definition: &str) -> serde_json::Result<Self> {
        serde_json::from_str(definition)
    }

    /// The catalogue. `pack` finds the current version of a pack; a course whose pack has not
    /// been imported is left out, since nobody could open it.
    pub fn catalogue<'a>(
        &'a self,
        pack: impl Fn(&str) -> Option<&'a packs::Manifest>,
    ) -> Catalogue<'a> {
        let courses = self.courses.iter().filter_map(|course| {
            let manifest = pack(&course.pack)?;
            Some(Course {
                id: &course.id,
                title: &course.title,
                language: &manifest.language,
                same_as: course.same_as.as_deref(),
                pack: &course.pack,
                version: &manifest.version,
                size_bytes: manifest.size_bytes,
                lessons: manifest.lessons.iter().map(LessonHead::from).collect(),
            })
        });
        Catalogue {
            programme: ProgrammeHead { id: &self.id, title: &self.title },
            courses: courses.collect(),
            tasks: &self.tasks,
            tracks: &self.tracks,
        }
    }
}

/// The programme as a phone needs it.
#[derive(Debug, Serialize)]
pub struct Catalogue<'a> {
    programme: ProgrammeHead<'a>,
    courses: Vec<Course<'a>>,
    tasks: &'a [Task],
    #[serde(skip_serializing_if = "<[Track]>::is_empty")]
    tracks: &'a [Track],
}

#[derive(Debug, Serialize)]
struct ProgrammeHead<'a> {
    id: &'a str,
    title: &'a Text,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Course<'a> {
    id: &'a str,
    title: &'a Text,
    language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as: Option<&'a str>,
    pack: &'a str,
    version: &'a str,
    size_bytes: u64,
    lessons: Vec<LessonHead<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct LessonHead<'a> {
    id: &'a str,
    title: &'a str,
    level: u8,
    pages: usize,
    minutes: u32,
    has_quiz: bool,
}

impl<'a> From<&'a packs::LessonEntry> for LessonHead<'a> {
    fn from(lesson: &'a packs::LessonEntry) -> Self {
        Self {
            id: &lesson.id,
            title: &lesson.title,
            level: lesson.level,
            pages: lesson.pages,
            minutes: lesson.minutes,
            has_quiz: lesson.has_quiz,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_without_its_pack_is_left_out() {
        let outline = Outline::parse(
            r#"{"id": "puente", "title": {"es": "Puente", "en": "Bridge"}, "tracks": [],
                "courses": [{"id": "web", "title": {"es": "Tu sitio"}, "pack": "web-es"}],
                "tasks": [
                    {"id": "label", "title": {"es": "Etiquetar"}, "icon": "image",
                     "measure": "minutes"},
                    {"id": "receipts", "title": {"es": "Recibos"}, "measure": "units",
                     "unit": {"es": "recibos"}}]}"#,
        )
        .unwrap();
        let json = serde_json::to_value(outline.catalogue(|_| None)).unwrap();
        assert_eq!(json["courses"], serde_json::json!([]));
        assert_eq!(json["programme"]["title"]["en"], "Bridge");
        assert_eq!(json["tasks"][1]["unit"]["es"], "recibos");
        assert!(json["tasks"][0].get("unit").is_none(), "absent, never null");
    }
}
