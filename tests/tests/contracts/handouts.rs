//! Figures as files: what is in them, what is not, and that who took them and why is noted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _};

use serde_json::Value;
use tests::desk::Staff;
use tests::office::Office;

use super::TODAY;

/// The parts of a workbook, as text.
fn parts(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        parts.insert(file.name().unwrap().into_owned(), text);
    }
    parts
}

/// Entries of the log about files.
fn noted(office: &Office) -> Vec<Value> {
    let log = office.json(&["audit", "list", "--json"]);
    let all = log.as_array().cloned().unwrap_or_else(|| log["entries"].as_array().unwrap().clone());
    all.into_iter().filter(|entry| entry["act"] == "export_nameless").collect()
}

#[test]
fn a_workbook_has_four_sheets_and_nobody_s_name_and_who_took_it_is_noted() {
    let (office, sheet) = Office::demonstration(TODAY);
    let server = office.serve();
    let staff = Staff::signed_in(server.address, "coordinadora", "tejido-de-prueba");
    for asked in ["programme.xlsx", "people.csv?why=curiosity"] {
        let answer = staff.get(&format!("/api/handouts/{asked}"));
        assert_eq!((answer.status, answer.code()), (400, "bad_request".to_owned()), "{asked}");
    }
    assert!(noted(&office).is_empty(), "nothing was handed out");

    let answer = staff.get("/api/handouts/programme.xlsx?why=funder&hxl=yes");
    assert_eq!(answer.status, 200);
    let whole = parts(answer.body);
    for name in ["summary", "disaggregation", "dictionary", "people"] {
        assert!(whole["xl/workbook.xml"].contains(&format!("name=\"{name}\"")), "{name}");
    }
    let all: String = whole.values().map(String::as_str).collect();
    assert!(all.contains("#reached+enrolments") && all.contains("#beneficiary+gender"));
    assert!(all.contains("completion-1") && !all.contains("<f>"));
    for learner in sheet["learners"].as_array().unwrap() {
        for field in ["name", "label", "id"] {
            let text = learner[field].as_str().unwrap();
            assert!(!all.contains(text), "{field} {text} is in the file");
        }
    }
    // At the command line the same.
    let file = office.beside("figures.xlsx");
    let out = file.to_str().unwrap();
    office.done(&["export", "figures", "--why", "audit", "--out", out, "--no-rows"]);
    let named = parts(std::fs::read(&file).unwrap());
    assert!(named["xl/workbook.xml"].contains("name=\"disaggregation\""));
    // For publishing: no row for anybody, and no tags unless they are asked for.
    let answer = staff.get("/api/handouts/programme.xlsx?why=planning&rows=no");
    let public = parts(answer.body);
    assert!(!public["xl/workbook.xml"].contains("name=\"people\""));
    assert!(public.values().all(|part| !part.contains("#reached")));

    let log = noted(&office);
    assert_eq!(log.len(), 3, "{log:?}");
    let text = serde_json::to_string(&log).unwrap();
    for word in ["coordinadora", "funder", "planning", "audit", "xlsx"] {
        assert!(text.contains(word), "{word} in {text}");
    }
    server.stop();
}

#[test]
fn rows_are_sent_as_they_are_made_and_tell_persons_apart_by_a_name_of_that_file() {
    let (office, sheet) = Office::demonstration(TODAY);
    let learners = office.learners();
    // One person with two ids.
    office.done(&["learner", "same", "--learner", &learners[0], "--as", &learners[1]]);
    let server = office.serve();
    let staff = Staff::signed_in(server.address, "auditora", "tejido-de-prueba");
    let take = || {
        let answer = staff.get("/api/handouts/people.csv?why=evaluation&hxl=yes");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
        answer.text()
    };
    let text = take();
    let mut lines = text.strip_prefix('\u{feff}').unwrap().split("\r\n");
    assert!(lines.next().unwrap().starts_with("person,cohort,center,region,gender,age_band"));
    assert!(lines.next().unwrap().starts_with("#meta+id,#meta+cohort"));
    let rows: Vec<Vec<&str>> =
        lines.filter(|line| !line.is_empty()).map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), learners.len());
    let people: BTreeSet<&str> = rows.iter().map(|row| row[0]).collect();
    assert_eq!(people.len(), learners.len() - 1, "a person counts once");
    assert!(rows.iter().all(|row| row.len() == 14 && row[1] == "cohorte-1"));
    assert!(rows.is_sorted_by_key(|row| row[0]), "in another order in every file");
    for learner in sheet["learners"].as_array().unwrap() {
        assert!(!text.contains(learner["name"].as_str().unwrap()));
    }
    // Two files cannot be joined.
    let again = take();
    assert!(people.iter().all(|person| !again.contains(person)));
    assert_eq!(noted(&office).len(), 2);
    // Who may open no record takes no choice of people home.
    let chosen = staff.get("/api/handouts/people.csv?why=audit&only={%22gender%22:%22female%22}");
    assert_eq!((chosen.status, chosen.code()), (403, "forbidden".to_owned()));
    server.stop();
}
