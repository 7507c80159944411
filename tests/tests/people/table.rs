//! Tables of people: looked at, then all of them or nobody; at the page and at the command line.

use tests::office::Office;

use super::desk::{Desk, account};

const PATH: &str = "/api/cohorts/c1/learners/import?consent=2026-11";
const FINE: &str = "nombre;nacimiento;consentimiento;canal;número\r\n\
    Rosa Quispe;1994;2026-11-20;llamada;71234567\r\n\
    Eva Mamani;;2026-11-20;ninguno;\r\n";

#[test]
fn a_table_is_looked_at_first_and_saved_whole_or_not_at_all() {
    let office = Office::new();
    let password = account(&office, "ana", "facilitator", "cohort:c1");
    let server = office.serve();
    let desk = Desk::open(&server, "ana", &password);
    let preview = format!("{PATH}&preview=1");
    let broken = FINE.replace("1994", "94").replace("ninguno", "paloma");
    for path in [preview.as_str(), PATH] {
        let answer = desk.table(path, broken.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        let body = answer.json();
        assert_eq!(body["state"], "faults");
        assert_eq!(body["faults"][0]["row"], 2);
        assert_eq!(body["faults"][0]["column"], "nacimiento");
        assert_eq!(body["faults"][1]["column"], "canal");
        assert!(office.learners().is_empty(), "nobody of it is saved");
    }
    let looked = desk.table(&preview, FINE.as_bytes()).json();
    assert_eq!(looked["state"], "fine");
    assert_eq!(looked["people"].as_array().unwrap().len(), 2);
    assert!(office.learners().is_empty(), "a look saves nobody");
    let saved = desk.table(PATH, FINE.as_bytes());
    assert_eq!(saved.status, 201, "{}", saved.text());
    assert_eq!(office.learners().len(), 2);
    // The same table again: everybody is alike, and nobody is saved before somebody looked.
    let again = desk.table(PATH, FINE.as_bytes());
    assert_eq!(again.status, 200);
    assert_eq!(again.json()["alike"].as_array().unwrap().len(), 2);
    assert_eq!(office.learners().len(), 2);
    let latin: Vec<u8> =
        FINE.replace('ú', "\u{1}").bytes().map(|b| if b == 1 { 0xfa } else { b }).collect();
    assert_eq!(desk.table(&preview, &latin).json()["faults"][0]["problem"], "encoding");
    let large = vec![b'a'; 300 * 1024];
    assert_eq!(desk.table(&preview, &large).status, 413);
    server.stop();
}

#[test]
fn the_command_line_checks_and_imports_alike() {
    let office = Office::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lista.csv");
    let import = |text: &str, more: &[&str]| {
        std::fs::write(&file, text).unwrap();
        let command = ["learner", "import", file.to_str().unwrap(), "--cohort", "c1", "--json"];
        let output = office.run(&[&command[..], more].concat());
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code().unwrap(), json)
    };
    let (status, report) = import(&FINE.replace("1994", "94"), &[]);
    assert_eq!((status, &report["state"]), (3, &"faults".into()));
    assert_eq!(report["faults"][0]["row"], 2);
    assert!(office.learners().is_empty());
    let (status, report) = import(FINE, &["--check"]);
    assert_eq!((status, &report["state"]), (0, &"fine".into()));
    assert!(office.learners().is_empty());
    let (status, report) = import(FINE, &[]);
    assert_eq!((status, &report["state"]), (0, &"saved".into()));
    assert_eq!(report["learners"].as_array().unwrap().len(), 2);
    let (status, report) = import(FINE, &[]);
    assert_eq!((status, &report["state"]), (3, &"alike".into()));
    assert_eq!(office.learners().len(), 2);
    let (status, _) = import(FINE, &["--confirm-duplicates"]);
    assert_eq!(status, 0);
    assert_eq!(office.learners().len(), 4);
}
