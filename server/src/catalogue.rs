//! The catalogue: the programme as a phone needs it, made of the definition and of the packs that
//! are here.
//!
//! Owns its shape, which is `Catalogue` in `web-client/src/engine/types.ts`, and which parts of a
//! definition it takes. Must not know the store or HTTP.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::programme::{
    Award, Confirm, Course as DefinedCourse, Definition, Form, Id, OutsideLesson as DefinedLesson,
    Region as DefinedRegion, Requirement, Rule, Series, Task as DefinedTask, Track as DefinedTrack,
};
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

    /// Of a definition that was read.
    pub fn of(form: Form) -> Self {
        Self { form }
    }

    /// All of the definition.
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Lessons that are in no pack: id, title of the course, title.
    pub fn outside_lessons(&self) -> impl Iterator<Item = (String, &Text, &Text)> {
        self.form.courses.iter().flat_map(move |course| {
            let lessons = course.outside.iter().flat_map(|outside| &outside.lessons);
            lessons.map(move |it| (self.outside_id(course, it), &course.title, &it.title))
        })
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

    /// The ids of each course's lessons, in order. A lesson of an outside course has one that is
    /// made like a pack's, of what the definition calls it: progress is told by either alike.
    pub fn lessons<'a>(
        &'a self,
        packs: &'a BTreeMap<String, packs::Manifest>,
    ) -> impl Iterator<Item = (&'a DefinedCourse, Vec<String>)> {
        self.form.courses.iter().map(move |course| {
            let manifest = course.pack.as_ref().and_then(|pack| packs.get(pack.as_str()));
            let inside = manifest.into_iter().flat_map(|manifest| &manifest.lessons);
            let outside = course.outside.iter().flat_map(|outside| &outside.lessons);
            let outside = outside.map(|lesson| self.outside_id(course, lesson));
            (course, inside.map(|lesson| lesson.id.clone()).chain(outside).collect())
        })
    }

    fn outside_id(&self, course: &DefinedCourse, lesson: &DefinedLesson) -> String {
        // No pack's id holds a slash, so that none of its lessons is called so.
        packs::lesson_id(&format!("{}/{}", self.form.id, course.id), lesson.id.as_str())
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
                tracks: &course.tracks,
                optional: course.optional,
                pack: name,
                version: &manifest.version,
                size_bytes: manifest.size_bytes,
                lessons: manifest.lessons.iter().map(LessonHead::from).collect(),
            })
        });
        let outside = self.form.courses.iter().filter_map(|course| {
            let outside = course.outside.as_ref()?;
            let lessons = outside.lessons.iter().map(|lesson| OutsideLesson {
                id: self.outside_id(course, lesson),
                title: &lesson.title,
                minutes: lesson.minutes,
            });
            Some(OutsideCourse {
                id: course.id.as_str(),
                title: &course.title,
                language: course.language.as_deref(),
                tracks: &course.tracks,
                optional: course.optional,
                url: &outside.url,
                confirm: outside.confirm,
                lessons: lessons.collect(),
            })
        });
        Catalogue {
            programme: ProgrammeHead { id: self.form.id.as_str(), title: &self.form.title },
            version: self.form.version,
            others: None,
            courses: courses.collect(),
            outside: outside.collect(),
            tasks: self.form.tasks.iter().map(Task::from).collect(),
            surveys: self.form.surveys.iter().map(SurveyTold::from).collect(),
            regions: self.form.regions.iter().map(Region::from).collect(),
            tracks: self.form.tracks.iter().map(Track::from).collect(),
            requirements: &self.form.requirements,
            series: &self.form.series,
            placement: self
                .form
                .placement
                .iter()
                .map(|step| Named { id: step.id.as_str(), title: &step.title })
                .collect(),
            certificates: self
                .form
                .certificates
                .iter()
                .map(|it| Named { id: it.id.as_str(), title: &it.title })
                .collect(),
            awards: &self.form.awards,
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
    /// The version of the definition.
    version: u32,
    /// In that of the version in force: the other versions, and the beginning of each one's hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<&'a BTreeMap<u32, String>>,
    courses: Vec<Course<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outside: Vec<OutsideCourse<'a>>,
    tasks: Vec<Task<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tracks: Vec<Track<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    surveys: Vec<SurveyTold<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    regions: Vec<Region<'a>>,
    #[serde(skip_serializing_if = "<[Requirement]>::is_empty")]
    requirements: &'a [Requirement],
    #[serde(skip_serializing_if = "<[Series]>::is_empty")]
    series: &'a [Series],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    placement: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    certificates: Vec<Named<'a>>,
    #[serde(skip_serializing_if = "<[Award]>::is_empty")]
    awards: &'a [Award],
}

/// A step of placement, or a certificate.
#[derive(Debug, Serialize)]
struct Named<'a> {
    id: &'a str,
    title: &'a Text,
}

impl<'a> Catalogue<'a> {
    /// The same, naming the other versions.
    pub fn with_others(mut self, others: &'a BTreeMap<u32, String>) -> Self {
        self.others = (!others.is_empty()).then_some(others);
        self
    }
}

/// A way through the programme that somebody may follow; or a region that she may live in.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Track<'a> {
    id: &'a str,
    title: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    about: Option<&'a Text>,
    #[serde(skip_serializing_if = "<[Id]>::is_empty")]
    chosen_after: &'a [Id],
}

impl<'a> From<&'a DefinedTrack> for Track<'a> {
    fn from(track: &'a DefinedTrack) -> Self {
        let (id, chosen_after) = (track.id.as_str(), &track.chosen_after);
        Self { id, title: &track.title, about: track.about.as_ref(), chosen_after }
    }
}

/// Where people live, as the programme tells it apart.
#[derive(Debug, Serialize)]
struct Region<'a> {
    id: &'a str,
    title: &'a Text,
}

impl<'a> From<&'a DefinedRegion> for Region<'a> {
    fn from(region: &'a DefinedRegion) -> Self {
        Self { id: region.id.as_str(), title: &region.title }
    }
}

/// A course whose lessons are somewhere else.
#[derive(Debug, Serialize)]
struct OutsideCourse<'a> {
    id: &'a str,
    title: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "<[Id]>::is_empty")]
    tracks: &'a [Id],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
    url: &'a str,
    confirm: Confirm,
    lessons: Vec<OutsideLesson<'a>>,
}

#[derive(Debug, Serialize)]
struct OutsideLesson<'a> {
    id: String,
    title: &'a Text,
    minutes: u32,
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
    #[serde(skip_serializing_if = "<[Id]>::is_empty")]
    tracks: &'a [Id],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    optional: bool,
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
        assert_eq!((&json["version"], json.get("others")), (&1.into(), None));
        assert_eq!(json["tasks"][1]["unit"]["es"], "recibos");
        assert!(json["tasks"][0].get("unit").is_none(), "absent, never null");
    }

    #[test]
    fn lessons_somewhere_else_have_ids_like_a_pack_s() {
        let outline = Outline::parse(
            r#"{"id": "becas", "title": {"es": "Becas"}, "courses": [
                {"id": "ciber", "title": {"es": "Ciber"}, "tracks": ["a"], "outside": {
                    "url": "https://example.org", "confirm": "staff",
                    "lessons": [{"id": "uno", "title": {"es": "Uno"}, "minutes": 5}]}}]}"#,
        )
        .unwrap();
        let json = serde_json::to_value(outline.catalogue(|_| None)).unwrap();
        let course = &json["outside"][0];
        assert_eq!((&course["confirm"], &course["tracks"][0]), (&"staff".into(), &"a".into()));
        let id = course["lessons"][0]["id"].as_str().unwrap();
        assert_eq!(id.len(), 8);
        assert!(id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7')));
        let packs = BTreeMap::new();
        let lessons: Vec<String> = outline.lessons(&packs).flat_map(|(_, ids)| ids).collect();
        assert_eq!(lessons, [id], "progress is counted by the same");
    }
}
