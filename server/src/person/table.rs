//! A table of people: CSV in, rows or faults by row and column out.
//!
//! Owns what a spreadsheet may have made of it: separators, heads in Spanish or English, encodings.
//! What is not UTF-8 is refused, not guessed: a guessed accent is a wrong name. Must not save.

use csv::{ReaderBuilder, Trim};

use super::NewPerson;
use super::fault::{Field, Problem};
use super::form::{Form, Rules};

/// The largest table.
pub const MAX_BYTES: usize = 256 * 1024;
/// The most people of one.
pub const MAX_ROWS: usize = 1_000;

/// Heads as they are written, and what they mean.
const HEADS: [(&str, Head); 31] = [
    ("nombre", Head::Name),
    ("name", Head::Name),
    ("nacimiento", Head::BirthYear),
    ("año de nacimiento", Head::BirthYear),
    ("birth_year", Head::BirthYear),
    ("sobre ella", Head::About),
    ("about", Head::About),
    ("itinerario", Head::Track),
    ("track", Head::Track),
    ("género", Head::Gender),
    ("genero", Head::Gender),
    ("gender", Head::Gender),
    ("región", Head::Region),
    ("region", Head::Region),
    ("consentimiento", Head::Consent),
    ("consent", Head::Consent),
    ("canal", Head::Channel),
    ("channel", Head::Channel),
    ("número", Head::Number),
    ("numero", Head::Number),
    ("teléfono", Head::Number),
    ("telefono", Head::Number),
    ("number", Head::Number),
    ("desde", Head::From),
    ("from", Head::From),
    ("hasta", Head::Until),
    ("until", Head::Until),
    ("preguntar por", Head::AskFor),
    ("ask_for", Head::AskFor),
    ("dejar mensaje", Head::LeaveMessage),
    ("leave_message", Head::LeaveMessage),
];

type Head = Field;

/// What a table is called wrong for as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableProblem {
    /// It is not UTF-8: saved by a spreadsheet as Latin-1 or as "Unicode".
    Encoding,
    /// Not a table: rows of different widths, or an open quotation mark.
    Form,
    /// A head that means nothing here.
    UnknownColumn,
    /// Two heads that mean one thing.
    ColumnTwice,
    /// There is no column of names.
    NoNames,
    /// Nobody in it.
    Empty,
    /// More than `MAX_ROWS` people, or more than `MAX_BYTES`.
    TooLong,
}

impl TableProblem {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Form => "form",
            Self::UnknownColumn => "unknown_column",
            Self::ColumnTwice => "column_twice",
            Self::NoNames => "no_names",
            Self::Empty => "empty",
            Self::TooLong => "too_long",
        }
    }
}

/// One fault of a table. Rows are counted as a spreadsheet does: the head is row 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFault {
    /// Which row; absent: the table as a whole.
    pub row: Option<u64>,
    /// Its column, as the table's head has it.
    pub column: Option<String>,
    /// What is wrong, by its word.
    pub problem: &'static str,
}

impl TableFault {
    fn whole(problem: TableProblem) -> Vec<Self> {
        vec![Self { row: None, column: None, problem: problem.word() }]
    }
}

/// Somebody of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// Which row.
    pub row: u64,
    /// Who.
    pub person: NewPerson,
}

/// Reads a table. `version`: of the consent's text that those in it were read.
///
/// A row with an empty consent is a fault of its own: nobody is taken in without having been asked.
pub fn read(bytes: &[u8], version: &str, rules: &Rules) -> Result<Vec<Row>, Vec<TableFault>> {
    if bytes.len() > MAX_BYTES {
        return Err(TableFault::whole(TableProblem::TooLong));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let Some(text) = text else { return Err(TableFault::whole(TableProblem::Encoding)) };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator(text))
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let Ok(heads) = reader.headers().cloned() else {
        return Err(TableFault::whole(TableProblem::Form));
    };
    let heads: Vec<String> = heads.iter().map(str::to_owned).collect();
    let columns = columns(&heads)?;
    let mut rows = Vec::new();
    let mut faults = Vec::new();
    let mut line: u64 = 1;
    for record in reader.records() {
        line += 1;
        let Ok(record) = record else {
            let problem = TableProblem::Form.word();
            faults.push(TableFault { row: Some(line), column: None, problem });
            continue;
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        if rows.len() + faults.len() >= MAX_ROWS {
            return Err(TableFault::whole(TableProblem::TooLong));
        }
        match read_row(&record, &columns, version, rules) {
            Ok(person) => rows.push(Row { row: line, person }),
            Err(found) => faults.extend(found.into_iter().map(|(field, problem)| {
                let place = columns.iter().position(|column| *column == field);
                let column = place.map_or_else(|| field.word().to_owned(), |at| heads[at].clone());
                TableFault { row: Some(line), column: Some(column), problem: problem.word() }
            })),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    if rows.is_empty() {
        return Err(TableFault::whole(TableProblem::Empty));
    }
    Ok(rows)
}

/// Spreadsheets of countries with a decimal comma separate by semicolons.
fn separator(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    let count = |separator: char| head.matches(separator).count();
    [';', '\t']
        .into_iter()
        .fold((',', count(',')), |(best, most), candidate| {
            if count(candidate) > most { (candidate, count(candidate)) } else { (best, most) }
        })
        .0 as u8
}

fn columns(heads: &[String]) -> Result<Vec<Head>, Vec<TableFault>> {
    let mut columns = Vec::new();
    let mut faults = Vec::new();
    for head in heads {
        let fault = |problem: TableProblem| TableFault {
            row: Some(1),
            column: Some(head.clone()),
            problem: problem.word(),
        };
        let plain = |text: &str| text.to_lowercase().replace('_', " ");
        let meant = HEADS.iter().find(|(known, _)| plain(known) == plain(head));
        match meant {
            None => faults.push(fault(TableProblem::UnknownColumn)),
            Some((_, field)) if columns.contains(field) => {
                faults.push(fault(TableProblem::ColumnTwice));
            }
            Some((_, field)) => columns.push(*field),
        }
    }
    if faults.is_empty() && !columns.contains(&Head::Name) {
        return Err(TableFault::whole(TableProblem::NoNames));
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

fn read_row(
    record: &csv::StringRecord,
    columns: &[Head],
    version: &str,
    rules: &Rules,
) -> Result<NewPerson, Vec<(Field, Problem)>> {
    let mut form = Form { consent_version: Some(version.to_owned()), ..Form::default() };
    let mut faults = Vec::new();
    for (field, cell) in columns.iter().zip(record) {
        let typed = (!cell.is_empty()).then(|| cell.to_owned());
        match field {
            Field::Name => form.name = typed,
            Field::BirthYear => form.birth_year = typed,
            Field::About => form.about = typed,
            Field::Track => form.track = typed,
            Field::Gender => form.gender = typed.map(|word| gender(&word)),
            Field::Region => form.region = typed,
            Field::Consent => form.consent_given = typed,
            Field::Channel => form.channel = typed.map(|word| channel(&word)),
            Field::Number => form.number = typed,
            Field::From => form.from = typed,
            Field::Until => form.until = typed,
            Field::AskFor => form.ask_for = typed,
            Field::LeaveMessage => match typed.as_deref().map(str::to_lowercase).as_deref() {
                None => {}
                Some("sí" | "si" | "yes") => form.may_leave_message = Some(true),
                Some("no") => form.may_leave_message = Some(false),
                Some(_) => faults.push((Field::LeaveMessage, Problem::Unreadable)),
            },
        }
    }
    if form.consent_given.is_none() {
        faults.push((Field::Consent, Problem::Missing));
    }
    // A day in a table says that her record may be kept; reports are asked for at her side.
    form.covers = vec!["record".to_owned()];
    if form.channel.as_deref().is_some_and(|channel| channel != "none") {
        form.covers.push("contact".to_owned());
    }
    match form.read(rules) {
        Ok(person) if faults.is_empty() => Ok(person),
        Ok(_) => Err(faults),
        Err(found) => {
            faults.extend(found.into_iter().map(|fault| (fault.field, fault.problem)));
            Err(faults)
        }
    }
}

fn gender(word: &str) -> String {
    match word.to_lowercase().as_str() {
        "mujer" | "femenino" => "female".to_owned(),
        "hombre" | "masculino" => "male".to_owned(),
        "otro" | "otra" => "other".to_owned(),
        "prefiere no decir" | "prefers not to say" => "unsaid".to_owned(),
        other => other.to_owned(),
    }
}

fn channel(word: &str) -> String {
    match word.to_lowercase().as_str() {
        "llamada" | "llamar" => "call".to_owned(),
        "mensaje" => "message".to_owned(),
        "ninguno" | "no contactar" => "none".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sync_core::record::Day;

    use super::super::{Contact, Covered};
    use super::*;

    fn rules() -> Rules {
        Rules {
            today: Day::parse("2026-11-21").unwrap(),
            tracks: BTreeSet::new(),
            regions: BTreeSet::new(),
        }
    }

    fn faults(text: &[u8]) -> Vec<(Option<u64>, Option<String>, &'static str)> {
        let faults = read(text, "1", &rules()).unwrap_err();
        faults.into_iter().map(|fault| (fault.row, fault.column, fault.problem)).collect()
    }

    #[test]
    fn tables_of_any_spreadsheet_are_read() {
        let comma = "nombre,nacimiento,consentimiento,canal,número,desde,hasta,dejar mensaje\r\n\
            Rosa Quispe,1994,2026-11-20,llamada,+591 71234567,9:00,17:00,sí\r\n\
            \"Mamani, Eva\",,2026-11-20,ninguno,,,,\r\n\r\n";
        let semicolon = comma.replace("\"Mamani, Eva\"", "Mamani Eva").replace(',', ";");
        let marked = [b"\xef\xbb\xbf", comma.as_bytes()].concat();
        for text in [comma.as_bytes(), semicolon.as_bytes(), &marked] {
            let rows = read(text, "2026-1", &rules()).unwrap();
            assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3]);
            assert_eq!(rows[0].person.person.name, "Rosa Quispe");
            assert_eq!(rows[0].person.consent.covers, [Covered::Record, Covered::Contact]);
            let Some(Contact::By(way)) = &rows[0].person.contact else { panic!("no way") };
            assert!(way.may_leave_message && way.number == "+59171234567");
            assert_eq!(rows[1].person.contact, Some(Contact::Nobody));
        }
        let english = b"Name\tConsent\nEva Mamani\t2026-11-20\n";
        assert_eq!(read(english, "1", &rules()).unwrap()[0].person.contact, None);
    }

    #[test]
    fn faults_are_told_by_row_and_column() {
        let at = |row: u64, column: &str, problem: &'static str| {
            (Some(row), Some(column.to_owned()), problem)
        };
        let text = "Nombre;Nacimiento;Consentimiento;Canal\n\
            Rosa;1994;2026-11-20;llamada\n\
            =HYPERLINK(1);94;;paloma\n";
        assert_eq!(
            faults(text.as_bytes()),
            [
                at(2, "number", "missing"),
                at(3, "Consentimiento", "missing"),
                at(3, "Nombre", "formula"),
                at(3, "Nacimiento", "out_of_range"),
                at(3, "Canal", "unreadable"),
            ]
        );
        assert_eq!(
            faults(b"nombre,apodo,name\n"),
            [at(1, "apodo", "unknown_column"), at(1, "name", "column_twice"),]
        );
        assert_eq!(faults(b"nombre,canal\nAna\n"), [(Some(2), None, "form")]);
    }

    #[test]
    fn tables_that_cannot_be_trusted_are_refused_as_a_whole() {
        for (text, problem) in [
            (&b"nombre,consentimiento\nMar\xeda,2026-11-20\n"[..], "encoding"),
            (b"\xff\xfen\0o\0m\0b\0r\0e\0", "encoding"),
            (b"canal\nllamada\n", "no_names"),
            (b"nombre,consentimiento\n", "empty"),
        ] {
            assert_eq!(faults(text), [(None, None, problem)]);
        }
        let long = "nombre,consentimiento\n".to_owned() + &"Ana,2026-11-20\n".repeat(1_001);
        assert_eq!(faults(long.as_bytes()), [(None, None, "too_long")]);
        assert_eq!(faults(&vec![b'a'; MAX_BYTES + 1]), [(None, None, "too_long")]);
    }
}
