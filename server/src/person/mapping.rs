//! Any table of enrolments by a mapping: which column is what, and what its words mean here.
//!
//! Owns the mapping's form and the reading of rows by it; a row is an enrolment, and rows of one person
//! are told by a column of the table's own. Every fault is named by line and column. Must not save.

use std::collections::{BTreeMap, BTreeSet};

use csv::ReaderBuilder;
use serde::Deserialize;
use sync_core::record::{Day, Enrolment, EnrolmentState};

use super::form::{Form, Rules};
use super::{NewPerson, fault::Problem};

/// The most rows of one table: they are saved at once.
pub const MOST_ROWS: usize = 50_000;
/// Longest value of what was said of somebody, in characters.
const VALUE_CHARS: usize = 80;

/// A mapping file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What tells that two rows are one person's; absent: each row is another's.
    person: Option<Source>,
    /// Her name.
    name: Source,
    /// The cohort's id.
    cohort: Source,
    /// What she agreed to.
    consent: ConsentMapping,
    birth_year: Option<Source>,
    track: Option<Source>,
    /// The day on which the enrolment began; absent: today.
    enrolled: Option<Source>,
    /// How it stands; absent: enrolled.
    state: Option<Source>,
    /// Since when; absent: as the enrolment began.
    since: Option<Source>,
    /// Why she paused or left: a code.
    reason: Option<Source>,
    gender: Option<Source>,
    region: Option<Source>,
    /// Anything else that was said of her, by name.
    #[serde(default)]
    attributes: BTreeMap<String, Source>,
    /// Names of what is said for the enrolment, not of herself.
    #[serde(default)]
    of_enrolment: BTreeSet<String>,
}

/// Where something is from: a column, or the same for all rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    column: Option<String>,
    value: Option<String>,
    /// What the column's words mean. With it any other word is a fault; `""` is an empty cell.
    values: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsentMapping {
    /// To what, by word.
    covers: Vec<String>,
    /// Version of the text.
    version: String,
    /// The day; absent: today.
    given: Option<Source>,
}

/// One thing that is wrong. Lines are counted as a spreadsheet does: the head is line 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MappedFault {
    /// Which line; absent: the mapping or the table as a whole.
    pub line: Option<u64>,
    /// Which column, or field of the mapping.
    pub place: String,
    /// What, by a stable word.
    pub problem: &'static str,
}

/// Somebody of a table.
#[derive(Clone, Debug)]
pub struct MappedPerson {
    /// Herself and what she agreed to, as her first row says.
    pub new: NewPerson,
    /// Of herself or of an enrolment (by cohort): name and value.
    pub said: Vec<(Option<String>, String, String)>,
    /// Cohort and what became of it, in the order of the table.
    pub enrolments: Vec<(String, Vec<Enrolment>)>,
}

/// Reads a table. Faults of all lines, or everybody in it.
pub fn read(
    table: &[u8],
    mapping: &Mapping,
    cohorts: &BTreeSet<String>,
    rules: &Rules,
) -> Result<Vec<MappedPerson>, Vec<MappedFault>> {
    let whole =
        |place: &str, problem| vec![MappedFault { line: None, place: place.to_owned(), problem }];
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    if std::str::from_utf8(table).is_err() {
        return Err(whole("table", "encoding"));
    }
    let mut reader = ReaderBuilder::new().from_reader(table);
    let Ok(heads) = reader.headers().cloned() else { return Err(whole("table", "form")) };
    let heads: Vec<String> = heads.iter().map(str::to_owned).collect();
    let missing: Vec<MappedFault> = mapping
        .sources()
        .into_iter()
        .filter(|(_, source)| source.column.is_some() == source.value.is_some())
        .flat_map(|(name, _)| whole(name, "column_or_value"))
        .chain(mapping.sources().into_iter().filter_map(|(_, source)| {
            let column = source.column.as_ref()?;
            (!heads.contains(column)).then(|| whole(column, "unknown_column").remove(0))
        }))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut people: Vec<MappedPerson> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let line = number as u64 + 2;
        let Ok(record) = record else {
            faults.push(MappedFault {
                line: Some(line),
                place: "table".to_owned(),
                problem: "form",
            });
            continue;
        };
        if number >= MOST_ROWS {
            return Err(whole("table", "too_long"));
        }
        let cells: BTreeMap<&str, &str> =
            heads.iter().map(String::as_str).zip(record.iter()).collect();
        let mut row = RowReader { cells, line, faults: &mut faults };
        let before = row.faults.len();
        let read = row.read(mapping, cohorts, rules);
        if faults.len() > before {
            continue;
        }
        let (who, person) = read;
        match who.and_then(|who| {
            places.get(&who).copied().or_else(|| {
                places.insert(who, people.len());
                None
            })
        }) {
            None => people.push(person),
            Some(place) => {
                let known = &mut people[place];
                if known.enrolments.iter().any(|(cohort, _)| *cohort == person.enrolments[0].0) {
                    let place = mapping.cohort.column.clone().unwrap_or_default();
                    faults.push(MappedFault { line: Some(line), place, problem: "twice" });
                }
                known.enrolments.extend(person.enrolments);
                known.said.extend(person.said);
            }
        }
    }
    if faults.is_empty() && people.is_empty() {
        return Err(whole("table", "empty"));
    }
    if faults.is_empty() { Ok(people) } else { Err(faults) }
}

impl Mapping {
    /// Every source, by its field.
    fn sources(&self) -> Vec<(&str, &Source)> {
        let optional = [
            ("person", &self.person),
            ("birth_year", &self.birth_year),
            ("track", &self.track),
            ("enrolled", &self.enrolled),
            ("state", &self.state),
            ("since", &self.since),
            ("reason", &self.reason),
            ("gender", &self.gender),
            ("region", &self.region),
            ("given", &self.consent.given),
        ];
        let optional = optional.into_iter().filter_map(|(name, it)| Some((name, it.as_ref()?)));
        let attributes = self.attributes.iter().map(|(name, source)| (name.as_str(), source));
        [("name", &self.name), ("cohort", &self.cohort)]
            .into_iter()
            .chain(optional)
            .chain(attributes)
            .collect()
    }
}

/// One line while it is read.
struct RowReader<'a> {
    cells: BTreeMap<&'a str, &'a str>,
    line: u64,
    faults: &'a mut Vec<MappedFault>,
}

impl RowReader<'_> {
    fn fault(&mut self, source: &Source, name: &str, problem: &'static str) {
        let place = source.column.clone().unwrap_or_else(|| name.to_owned());
        self.faults.push(MappedFault { line: Some(self.line), place, problem });
    }

    /// What a source gives for this line; nothing where the cell is empty.
    fn text(&mut self, name: &str, source: Option<&Source>) -> Option<String> {
        let source = source?;
        let cell = match (&source.value, &source.column) {
            (Some(value), _) => value.trim(),
            (None, column) => self.cells.get(column.as_deref()?)?.trim(),
        };
        let text = match &source.values {
            None => cell.to_owned(),
            Some(values) => match values.get(cell) {
                Some(meaning) => meaning.clone(),
                None => {
                    self.fault(source, name, Problem::Unknown.word());
                    return None;
                }
            },
        };
        (!text.is_empty()).then_some(text)
    }

    fn day(&mut self, name: &str, source: Option<&Source>) -> Option<Day> {
        let text = self.text(name, source)?;
        let day = Day::parse(&text).filter(|day| (Day::EARLIEST..=Day::LATEST).contains(day));
        if let (None, Some(source)) = (day, source) {
            self.fault(source, name, Problem::Unreadable.word());
        }
        day
    }

    fn read(
        &mut self,
        mapping: &Mapping,
        cohorts: &BTreeSet<String>,
        rules: &Rules,
    ) -> (Option<String>, MappedPerson) {
        let who = self.text("person", mapping.person.as_ref());
        if let (Some(source), None) = (&mapping.person, &who) {
            self.fault(source, "person", Problem::Missing.word());
        }
        let cohort = self.text("cohort", Some(&mapping.cohort));
        if !cohort.as_ref().is_some_and(|cohort| cohorts.contains(cohort)) {
            let problem = if cohort.is_some() { Problem::Unknown } else { Problem::Missing };
            self.fault(&mapping.cohort, "cohort", problem.word());
        }
        let cohort = cohort.unwrap_or_default();
        let new = self.person(mapping, rules);
        let said = self.said(mapping, &cohort);
        let enrolments = self.enrolment(mapping, rules.today, new.person.track.clone());
        (who, MappedPerson { new, said, enrolments: vec![(cohort, enrolments)] })
    }

    /// Held against the same rules as a form about her.
    fn person(&mut self, mapping: &Mapping, rules: &Rules) -> NewPerson {
        let given = self.day("given", mapping.consent.given.as_ref());
        let form = Form {
            name: self.text("name", Some(&mapping.name)),
            birth_year: self.text("birth_year", mapping.birth_year.as_ref()),
            track: self.text("track", mapping.track.as_ref()),
            covers: mapping.consent.covers.clone(),
            consent_version: Some(mapping.consent.version.clone()),
            consent_given: given.map(|day| day.to_string()),
            ..Form::default()
        };
        match form.read(rules) {
            Ok(new) => new,
            Err(faults) => {
                for fault in faults {
                    let name = fault.field.word();
                    let source = mapping.sources().into_iter().find(|(of, _)| *of == name);
                    let column = source.and_then(|(_, source)| source.column.clone());
                    let place = column.unwrap_or_else(|| name.to_owned());
                    let problem = fault.problem.word();
                    self.faults.push(MappedFault { line: Some(self.line), place, problem });
                }
                NewPerson {
                    person: super::Person::default(),
                    consent: super::Consent {
                        covers: Vec::new(),
                        version: String::new(),
                        given: rules.today,
                    },
                    contact: None,
                }
            }
        }
    }

    fn said(&mut self, mapping: &Mapping, cohort: &str) -> Vec<(Option<String>, String, String)> {
        let own = [("gender", mapping.gender.as_ref()), ("region", mapping.region.as_ref())];
        let others = mapping.attributes.iter().map(|(name, source)| (name.as_str(), Some(source)));
        let mut said = Vec::new();
        for (name, source) in own.into_iter().chain(others) {
            let Some(value) = self.text(name, source) else { continue };
            let is_gender = ["female", "male", "other", "unsaid"].contains(&value.as_str());
            let is_short = (1..=VALUE_CHARS).contains(&value.chars().count())
                && (1..=32).contains(&name.len());
            if let (true, Some(source)) = (!is_short || (name == "gender" && !is_gender), source) {
                self.fault(source, name, Problem::OutOfRange.word());
                continue;
            }
            let of = mapping.of_enrolment.contains(name).then(|| cohort.to_owned());
            said.push((of, name.to_owned(), value));
        }
        said
    }

    fn enrolment(
        &mut self,
        mapping: &Mapping,
        today: Day,
        track: Option<String>,
    ) -> Vec<Enrolment> {
        let begun = self.day("enrolled", mapping.enrolled.as_ref()).unwrap_or(today);
        let state = self.text("state", mapping.state.as_ref());
        let known = state.as_deref().map(EnrolmentState::from_word);
        if let (Some(None), Some(source)) = (known, &mapping.state) {
            self.fault(source, "state", Problem::Unknown.word());
        }
        let reason = self.text("reason", mapping.reason.as_ref());
        let is_code = |text: &String| crate::programme::is_id(text);
        if let (Some(source), Some(false)) = (&mapping.reason, reason.as_ref().map(is_code)) {
            self.fault(source, "reason", Problem::Unreadable.word());
        }
        let since = self.day("since", mapping.since.as_ref()).unwrap_or(begun).max(begun);
        let first =
            Enrolment { track: track.clone(), ..Enrolment::new(EnrolmentState::Enrolled, begun) };
        match known.flatten() {
            None | Some(EnrolmentState::Enrolled) => vec![first],
            Some(state) => {
                let has_reason = matches!(state, EnrolmentState::Left | EnrolmentState::Paused);
                let reason = reason.filter(|_| has_reason);
                vec![first, Enrolment { track, reason, ..Enrolment::new(state, since) }]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "dni,nombre,curso,sexo,zona,estado,fin,nacida\n\
        7,Ana Quispe,c1,F,Norte,aprobada,2026-03-01,1990\n\
        7,Ana Quispe,c2,F,Norte,sigue,,1990\n\
        8,Eva Soto,c1,X,,baja,2026-02-01,\n";

    fn mapping(more: &str) -> Mapping {
        serde_json::from_str(&format!(
            r#"{{"person":{{"column":"dni"}},"name":{{"column":"nombre"}},"cohort":{{"column":"curso"}},
            "consent":{{"covers":["record","reports"],"version":"2026-11"}},
            "birth_year":{{"column":"nacida"}},"enrolled":{{"value":"2026-01-10"}},
            "state":{{"column":"estado","values":{{"aprobada":"completed","baja":"left","sigue":"enrolled"}}}},
            "since":{{"column":"fin"}},"reason":{{"value":"trabajo"}},
            "gender":{{"column":"sexo","values":{{"F":"female","X":"unsaid"}}}},
            "region":{{"column":"zona"}}{more}}}"#
        ))
        .unwrap()
    }

    fn rules() -> Rules {
        Rules {
            today: Day::parse("2026-11-20").unwrap(),
            tracks: BTreeSet::new(),
            regions: BTreeSet::new(),
        }
    }

    fn cohorts() -> BTreeSet<String> {
        ["c1", "c2"].map(str::to_owned).into()
    }

    #[test]
    fn rows_become_people_with_their_enrolments() {
        let more = r#","attributes":{"band":{"column":"zona"}},"of_enrolment":["band"]"#;
        let people = read(TABLE.as_bytes(), &mapping(more), &cohorts(), &rules()).unwrap();
        assert_eq!(people.len(), 2);
        let ana = &people[0];
        assert_eq!(
            (ana.new.person.name.as_str(), ana.new.person.birth_year),
            ("Ana Quispe", Some(1990))
        );
        let ends: Vec<_> =
            ana.enrolments.iter().map(|(cohort, it)| (cohort.as_str(), it.len())).collect();
        assert_eq!(ends, [("c1", 2), ("c2", 1)]);
        assert_eq!(ana.enrolments[0].1[1].state, EnrolmentState::Completed);
        assert_eq!(ana.enrolments[0].1[1].reason, None, "only who left or paused has one");
        assert!(ana.said.contains(&(Some("c2".into()), "band".into(), "Norte".into())));
        assert_eq!(people[1].said, [(None, "gender".into(), "unsaid".into())]);
        assert_eq!(people[1].enrolments[0].1[1].reason.as_deref(), Some("trabajo"));
    }

    #[test]
    fn every_fault_is_named_by_line_and_column() {
        let table = "dni,nombre,curso,sexo,zona,estado,fin,nacida\n\
            7,=Ana,c9,Q,Norte,aprobada,ayer,1890\n\
            ,Eva,c1,F,,sigue,,\n\
            9,Luz,c1,F,,sigue,,\n\
            9,Luz,c1,F,,sigue,,\n";
        let faults = read(table.as_bytes(), &mapping(""), &cohorts(), &rules()).unwrap_err();
        let told: Vec<_> =
            faults.iter().map(|it| (it.line.unwrap(), it.place.as_str(), it.problem)).collect();
        for fault in [
            (2, "curso", "unknown"),
            (2, "nombre", "formula"),
            (2, "sexo", "unknown"),
            (2, "fin", "unreadable"),
            (2, "nacida", "out_of_range"),
            (3, "dni", "missing"),
            (5, "curso", "twice"),
        ] {
            assert!(told.contains(&fault), "{fault:?} of {told:?}");
        }
        let other = r#","track":{"column":"itinerario"}"#;
        let faults = read(TABLE.as_bytes(), &mapping(other), &cohorts(), &rules()).unwrap_err();
        assert_eq!((faults[0].line, faults[0].problem), (None, "unknown_column"));
    }
}
