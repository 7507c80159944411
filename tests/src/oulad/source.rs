//! The dataset's tables, read.
//!
//! Owns the columns. A `?` is a missing number; bands and results are kept as they are written.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use sync_core::record::Day;

/// A module-presentation.
#[derive(Clone, Debug)]
pub(super) struct Presentation {
    pub(super) module: String,
    pub(super) name: String,
    pub(super) days: u32,
    pub(super) starts: Day,
}

impl Presentation {
    /// The cohort's id: `aaa-2013j`.
    pub(super) fn cohort(&self) -> String {
        format!("{}-{}", self.module, self.name).to_lowercase()
    }

    /// The track's id: the module.
    pub(super) fn track(&self) -> String {
        self.module.to_lowercase()
    }
}

#[derive(Clone, Debug)]
pub(super) struct Assessment {
    /// Module and presentation.
    pub(super) presentation: (String, String),
    pub(super) kind: String,
    /// The day on which it is due, where there is one.
    pub(super) due: Option<i32>,
    pub(super) weight: String,
}

#[derive(Clone, Debug)]
pub(super) struct Enrolled {
    pub(super) presentation: (String, String),
    pub(super) registered: Option<i32>,
    pub(super) unregistered: Option<i32>,
    pub(super) result: String,
    pub(super) age_band: String,
    pub(super) imd_band: String,
    pub(super) education: String,
    pub(super) disability: String,
}

#[derive(Clone, Debug)]
pub(super) struct Submission {
    pub(super) assessment: u32,
    /// Counted from the presentation's first.
    pub(super) day: i32,
    pub(super) is_banked: bool,
    pub(super) score: Option<u8>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Student {
    pub(super) gender: String,
    pub(super) region: String,
    pub(super) enrolments: Vec<Enrolled>,
    pub(super) submissions: Vec<Submission>,
}

#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) presentations: BTreeMap<(String, String), Presentation>,
    pub(super) assessments: BTreeMap<u32, Assessment>,
    pub(super) students: BTreeMap<u32, Student>,
}

impl Tables {
    pub(super) fn read(folder: &Path) -> Result<Self, String> {
        let mut tables = Tables::default();
        for row in rows(folder, "courses.csv")? {
            let (module, name) = presentation(&row)?;
            let starts = starts(&name).ok_or_else(|| format!("presentation {name}"))?;
            let days = number(&row, "module_presentation_length")?.unwrap_or(0).unsigned_abs();
            let one = Presentation { module: module.clone(), name: name.clone(), days, starts };
            tables.presentations.insert((module, name), one);
        }
        for row in rows(folder, "assessments.csv")? {
            let id = needed(&row, "id_assessment")?;
            let one = Assessment {
                presentation: presentation(&row)?,
                kind: text(&row, "assessment_type")?,
                due: number(&row, "date")?,
                weight: text(&row, "weight")?,
            };
            tables.assessments.insert(id, one);
        }
        let mut registered = BTreeMap::new();
        for row in rows(folder, "studentRegistration.csv")? {
            let key = (needed(&row, "id_student")?, presentation(&row)?);
            let days = (number(&row, "date_registration")?, number(&row, "date_unregistration")?);
            registered.insert(key, days);
        }
        for row in rows(folder, "studentInfo.csv")? {
            let (id, presentation) = (needed(&row, "id_student")?, presentation(&row)?);
            let days = registered.get(&(id, presentation.clone()));
            let (begun, ended) = days.copied().unwrap_or_default();
            let student: &mut Student = tables.students.entry(id).or_default();
            student.gender = text(&row, "gender")?;
            student.region = text(&row, "region")?;
            student.enrolments.push(Enrolled {
                presentation,
                registered: begun,
                unregistered: ended,
                result: text(&row, "final_result")?,
                age_band: text(&row, "age_band")?,
                imd_band: text(&row, "imd_band")?,
                education: text(&row, "highest_education")?,
                disability: text(&row, "disability")?,
            });
        }
        for row in rows(folder, "studentAssessment.csv")? {
            let id = needed(&row, "id_student")?;
            let student = tables.students.get_mut(&id).ok_or_else(|| format!("student {id}"))?;
            student.submissions.push(Submission {
                assessment: needed(&row, "id_assessment")?,
                day: number(&row, "date_submitted")?.unwrap_or(0),
                is_banked: number(&row, "is_banked")? == Some(1),
                score: number(&row, "score")?.and_then(|score| u8::try_from(score).ok()),
            });
        }
        Ok(tables)
    }
}

/// `B` begins in February, `J` in October.
fn starts(name: &str) -> Option<Day> {
    let (year, month) = name.split_at_checked(4)?;
    let month = match month {
        "B" => "02",
        "J" => "10",
        _ => return None,
    };
    Day::parse(&format!("{year}-{month}-01"))
}

type Row = BTreeMap<String, String>;

fn rows(folder: &Path, name: &str) -> Result<Vec<Row>, String> {
    let path = folder.join(name);
    let mut reader = csv::Reader::from_path(&path).map_err(|error| format!("{name}: {error}"))?;
    let rows = reader.deserialize::<Row>();
    rows.collect::<Result<_, _>>().map_err(|error| format!("{name}: {error}"))
}

fn text(row: &Row, column: &str) -> Result<String, String> {
    row.get(column).cloned().ok_or_else(|| format!("no column {column}"))
}

fn number(row: &Row, column: &str) -> Result<Option<i32>, String> {
    let text = text(row, column)?;
    if text == "?" || text.is_empty() {
        return Ok(None);
    }
    // Some tables write whole numbers with a point.
    let number: Value = serde_json::from_str(&text).map_err(|_| format!("{column}: {text}"))?;
    number.as_f64().map(|number| Some(number as i32)).ok_or_else(|| format!("{column}: {text}"))
}

fn needed(row: &Row, column: &str) -> Result<u32, String> {
    let number = number(row, column)?.and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(|| format!("{column} is missing"))
}

fn presentation(row: &Row) -> Result<(String, String), String> {
    Ok((text(row, "code_module")?, text(row, "code_presentation")?))
}
