//! The catalogue: the programme as a phone needs it, made of the definition and of the packs that
//! are here.
//!
//! Owns its shape, which is `Catalogue` in `web-client/src/engine/types.ts`, and which parts of a
//! definition it takes. Must not know the store or HTTP.

use serde::Serialize;

use crate::programme::{Course as DefinedCourse, Definition, Form, Id, Rule, Task as DefinedTask};
pub use crate::programme::{Measure, Text};
use crate::surveys::SurveyTold;

/// The part of a definition that a catalogue is made of.
#[derive(Clone, Debug)]
pub struct Outline {
    form: Form,
}

impl Outline {
    /// Reads it from a definition that was checked.
    pub fn parse(definition: &str) -> serde_json::Result<Self> {
        Ok(Self { form: Definition::stored(definition)?.form })
    }

    /// Ids of the programme's tracks; none, where it has none.
    pub fn tracks(&self) -> impl Iterator<Item = &str> {
        self.form.tracks.iter().map(|track| track.id.as_str())
    }

    /// Ids of the programme's regions; none, where it names none.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        self.form.regions.iter().map(|region| region.id.as_str())
    }

    /// Courses that have a pack, and their packs, in order.
    pub fn packs(&self) -> impl Iterator<Item = (&DefinedCourse, &str)> {
        let courses = self.form.courses.iter();
        courses.filter_map(|course| Some((course, course.pack.as_ref()?.as_str())))
    }

    /// The catalogue. `pack` finds the current version of a pack; a course whose pack has not
    /// been imported is left out, since nobody could open it.
    pub fn catalogue<'a>(
        &'a self,
        pack: impl Fn(&str) -> Option<&'a packs::Manifest>,
    ) -> Catalogue<'a> {
        let courses = self.packs().filter_map(|(course, name)| {
            let manifest = pack(name)?;
            Some(Course {
                id: course.id.as_str(),
                title: &course.title,
                language: &manifest.language,
                same_as: course.same_as.as_ref().map(Id::as_str),
                pack: name,
                version: &manifest.version,
                size_bytes: manifest.size_bytes,
                lessons: manifest.lessons.iter().map(LessonHead::from).collect(),
            })
        });
        let (tracks, regions) = (self.form.tracks.iter(), self.form.regions.iter());
        Catalogue {
            programme: ProgrammeHead { id: self.form.id.as_str(), title: &self.form.title },
            courses: courses.collect(),
            tasks: self.form.tasks.iter().map(Task::from).collect(),
            tracks: tracks
                .map(|track| Track { id: track.id.as_str(), title: &track.title })
                .collect(),
            surveys: self.form.surveys.iter().map(SurveyTold::from).collect(),
            regions: regions
                .map(|region| Track { id: region.id.as_str(), title: &region.title })
                .collect(),
        }
    }
}

/// What finishing a course's lessons counts for.
pub fn counts_as(course: &DefinedCourse) -> &str {
    course.same_as.as_ref().unwrap_or(&course.id).as_str()
}

/// The programme as a phone needs it.
#[derive(Debug, Serialize)]
pub struct Catalogue<'a> {
    programme: ProgrammeHead<'a>,
    courses: Vec<Course<'a>>,
    tasks: Vec<Task<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tracks: Vec<Track<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    surveys: Vec<SurveyTold<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    regions: Vec<Track<'a>>,
}

/// A way through the programme that somebody may follow; or a region that she may live in.
#[derive(Debug, Serialize)]
struct Track<'a> {
    id: &'a str,
    title: &'a Text,
}

/// A kind of paid work. Its pay rules are for staff devices that decide offline.
#[derive(Debug, Serialize)]
struct Task<'a> {
    id: &'a str,
    title: &'a Text,
    icon: &'a str,
    measure: Measure,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a Text>,
    #[serde(skip_serializing_if = "<[Rule]>::is_empty")]
    pay: &'a [Rule],
}

impl<'a> From<&'a DefinedTask> for Task<'a> {
    fn from(task: &'a DefinedTask) -> Self {
        Self {
            id: task.id.as_str(),
            title: &task.title,
            icon: &task.icon,
            measure: task.measure,
            unit: task.unit.as_ref(),
            pay: &task.pay,
        }
    }
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
