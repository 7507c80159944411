//! What people did, as statements of xAPI: each held against the published schema by a program that
//! shares nothing with the server, and all of them against the rows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};
use sync_core::phone::StaffAction;
use tests::binary::root;
use tests::desk::Staff;
use tests::interop::node;
use tests::office::{Office, text};

use crate::TODAY;

const COMPLETED: &str = "http://adlnet.gov/expapi/verbs/completed";
const LOGGED: &str = "urn:chaski:xapi:1:verb:logged";
const APPROVED: &str = "urn:chaski:xapi:1:verb:approved";
const EARNED: &str = "http://id.tincanapi.com/verb/earned";

/// The demonstration, in which somebody came to a workshop and was given a certificate.
fn scene() -> (Office, Value) {
    let (office, sheet) = Office::demonstration(TODAY);
    let file = root().join("fixtures/programmes/puente.json");
    let mut definition: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    definition["version"] = json!(3);
    definition["certificates"] =
        json!([{"id": "modulo", "title": {"es": "Módulo", "en": "Module"}, "by": "staff"}]);
    let file = office.beside("programme.json");
    std::fs::write(&file, definition.to_string()).unwrap();
    office.done(&["import", "programme", file.to_str().unwrap()]);
    office.done(&["cohort", "definition", "cohorte-1", "3", "--yes"]);
    let learners = office.learners();
    let give = ["certificate", "give", "--certificate", "modulo", "--by", "Rosa"];
    office.done(&[&give[..], &["--learner", &learners[0]]].concat());
    let server = office.serve();
    let staff = coordinator(&office, server.address, "rosa", "programme");
    let session = "01970000-0000-7000-8000-000000000001";
    let form = json!({"id": session, "title": "En casa de Doña Julia", "day": TODAY,
                      "start": "09:00", "minutes": 90, "place": "Aula 2", "facilitator": "Rosa"});
    assert_eq!(staff.post("/api/cohorts/cohorte-1/sessions", &form).status, 200);
    let mut desk = staff.desk(&learners[1], 7);
    let came = StaffAction::Attend {
        session: session.to_owned(),
        presence: "present".to_owned(),
        day: TODAY.to_owned(),
        note: None,
    };
    assert_eq!(desk.act_as_staff(&came), Ok(true));
    desk.visit(server.address).unwrap();
    server.stop();
    (office, sheet)
}

fn coordinator(office: &Office, to: std::net::SocketAddr, login: &str, scope: &str) -> Staff {
    let add = ["account", "add", "--login", login, "--name", login, "--role", "coordinator"];
    let password = office.done(&[&add[..], &["--scope", scope]].concat());
    edit(office, &format!("UPDATE account SET first_password = 0 WHERE login = '{login}'"));
    Staff::signed_in(to, login, password.trim())
}

fn edit(office: &Office, sql: &str) {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    database.execute_batch(sql).unwrap();
}

fn count(office: &Office, sql: &str) -> usize {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let count: i64 = database.query_row(sql, [], |row| row.get(0)).unwrap();
    usize::try_from(count).unwrap()
}

/// Exports at the command line.
fn exported(office: &Office, more: &[&str]) -> (PathBuf, Vec<Value>) {
    let file = office.beside(&format!("xapi{}.json", more.concat()));
    let export = ["export", "xapi", "--why", "research", "--out", file.to_str().unwrap()];
    office.done(&[&export[..], more].concat());
    let statements = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    (file, statements)
}

fn check(file: &Path) -> Output {
    node([Path::new("xapi.mjs"), file])
}

/// How many there are of each verb.
fn verbs(statements: &[Value]) -> BTreeMap<String, usize> {
    let mut verbs = BTreeMap::new();
    for statement in statements {
        *verbs.entry(text(&statement["verb"]["id"])).or_default() += 1;
    }
    verbs
}

/// What a part says in each, as a set.
fn all(statements: &[Value], part: &str) -> BTreeSet<String> {
    statements.iter().map(|it| text(it.pointer(part).unwrap())).collect()
}

#[test]
fn every_statement_holds_against_the_published_schema_and_a_tampered_one_does_not() {
    let (office, _) = scene();
    for more in [&[][..], &["--named"]] {
        let (file, statements) = exported(&office, more);
        let output = check(&file);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(told, json!({"statements": statements.len(), "verbs": verbs(&statements)}));
        assert_eq!(verbs(&statements).len(), 7, "{:?}", verbs(&statements));
        // One a line, for whoever reads it piece by piece.
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert_eq!(lines, statements.len() + 2);
    }

    // It would say so.
    let (_, statements) = exported(&office, &[]);
    let finished = statements.iter().find(|it| it["verb"]["id"] == COMPLETED).unwrap();
    let tamperings: [fn(&mut Value); 12] = [
        |it| it["actor"] = json!({"objectType": "Agent", "name": "nobody in particular"}),
        |it| it["actor"]["mbox"] = json!("mailto:rosa@ejemplo.org"),
        |it| it["actor"]["account"]["homePage"] = json!("no address"),
        |it| it["verb"]["id"] = json!("completed"),
        |it| it["verb"]["display"] = json!({"in Spanish": "completó"}),
        |it| it["id"] = json!("1"),
        |it| it["timestamp"] = json!("2026-11-18"),
        |it| it["result"]["duration"] = json!("90"),
        |it| it["result"]["score"] = json!({"scaled": 80, "raw": 80, "min": 0, "max": 100}),
        |it| it["object"]["id"] = json!("lesson 1"),
        |it| it["context"]["extensions"] = json!({"precision": "day"}),
        |it| it["more"] = json!(1),
    ];
    let file = office.beside("tampered.json");
    for (number, tamper) in tamperings.into_iter().enumerate() {
        let mut tampered = finished.clone();
        tamper(&mut tampered);
        std::fs::write(&file, json!([tampered]).to_string()).unwrap();
        assert_eq!(check(&file).status.code(), Some(1), "{number}: {tampered}");
    }
    std::fs::write(&file, json!([finished, finished]).to_string()).unwrap();
    assert_eq!(check(&file).status.code(), Some(1), "the same statement twice");
    std::fs::write(&file, json!([finished]).to_string()).unwrap();
    assert_eq!(check(&file).status.code(), Some(0));
}

#[test]
fn statements_are_what_the_rows_say_and_moments_are_put_right() {
    let (office, _) = scene();
    let (_, statements) = exported(&office, &["--named"]);
    let told = verbs(&statements);
    for (verb, sql) in [
        ("http://adlnet.gov/expapi/verbs/initialized", "SELECT COUNT(*) FROM lesson_progress"),
        (COMPLETED, "SELECT COUNT(*) FROM lesson_progress WHERE state = 1"),
        (LOGGED, "SELECT COUNT(*) FROM work_entry WHERE withdrawn = 0"),
        (APPROVED, "SELECT COUNT(*) FROM entry_standing WHERE state = 'approved'"),
        (EARNED, "SELECT 1"),
        ("http://adlnet.gov/expapi/verbs/attended", "SELECT 1"),
    ] {
        assert_eq!(told[verb], count(&office, sql), "{verb}");
    }
    let minutes: usize = statements
        .iter()
        .filter(|it| it["verb"]["id"] == LOGGED)
        .filter_map(|it| it["result"]["duration"].as_str()?.strip_prefix("PT")?.strip_suffix('M'))
        .map(|minutes| minutes.parse::<usize>().unwrap())
        .sum();
    assert_eq!(minutes, count(&office, "SELECT SUM(minutes) FROM work_entry WHERE NOT withdrawn"));
    let earned = statements.iter().find(|it| it["verb"]["id"] == EARNED).unwrap();
    assert_eq!(earned["object"]["definition"]["name"]["en"], "Module");
    let finished = statements.iter().find(|it| it["verb"]["id"] == COMPLETED).unwrap();
    let parent = &finished["context"]["contextActivities"]["parent"][0];
    assert!(text(&parent["id"]).starts_with("urn:chaski:programme:puente:course:"));
    assert!(!text(&finished["object"]["definition"]["name"]["es"]).is_empty());

    // Named files can be taken again: what has not changed has the id it had.
    assert_eq!(exported(&office, &["--named"]).1, statements);
    // Every phone's clock was three days ahead, as turned out afterwards.
    edit(&office, "UPDATE change SET corrected_at = at - 3 * 86400");
    let (_, corrected) = exported(&office, &["--named"]);
    let of = |all: &[Value], verb: &str| -> Vec<String> {
        let mut days: Vec<String> = all
            .iter()
            .filter(|it| it["verb"]["id"] == verb)
            .map(|it| text(&it["timestamp"]))
            .collect();
        days.sort();
        days
    };
    let [before, after] = [&statements, &corrected].map(|all| of(all, COMPLETED));
    assert!(
        before.iter().zip(&after).all(|(before, after)| after < before),
        "{before:?} {after:?}"
    );
    assert_eq!(before[0][10..], after[0][10..], "by whole days");
    assert_eq!(of(&corrected, LOGGED), of(&statements, LOGGED), "she named the day herself");

    // A period takes in what was done in it.
    let (_, none) = exported(&office, &["--to", "2020-01-01"]);
    assert_eq!(none, Vec::<Value>::new());
    let (_, day) = exported(&office, &["--named", "--from", TODAY, "--to", TODAY]);
    assert!(!day.is_empty() && day.len() < statements.len());
    assert!(day.iter().all(|it| text(&it["timestamp"]).starts_with(TODAY)));
}

#[test]
fn a_nameless_file_tells_nobody_s_name_nor_hour_and_cannot_be_joined_with_another() {
    let (office, sheet) = scene();
    let learners = office.learners();
    office.done(&["learner", "same", "--learner", &learners[2], "--as", &learners[3]]);
    // She agreed to be in the record, and not in reports.
    edit(
        &office,
        &format!(
            "INSERT INTO consent (learner, covers, version, given, recorded_at)
             SELECT number, 'record', '2', 20780, 1795000000 FROM learner
             WHERE lower(hex(id)) = '{}'",
            learners[4]
        ),
    );
    let (_, one) = exported(&office, &[]);
    let (_, other) = exported(&office, &[]);
    let (_, named) = exported(&office, &["--named"]);
    assert_eq!((one.len(), verbs(&one)), (other.len(), verbs(&other)));
    assert_eq!(verbs(&one), verbs(&named));

    let written = Value::from(one.clone()).to_string();
    for learner in sheet["learners"].as_array().unwrap() {
        for field in ["name", "id"] {
            let text = learner[field].as_str().unwrap();
            assert!(!written.contains(text), "{field} {text} is in the file");
        }
    }
    assert!(!written.contains("Julia"), "what staff typed of a workshop");
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let mut entries = database.prepare("SELECT entry FROM work_entry").unwrap();
    let entries = entries.query_map([], |row| row.get::<_, String>(0)).unwrap();
    assert!(entries.map(Result::unwrap).all(|entry| !written.contains(&entry)));
    assert!(all(&one, "/timestamp").iter().all(|at| at.ends_with("T12:00:00Z")));

    let people = all(&one, "/actor/account/name");
    let did = count(
        &office,
        "SELECT COUNT(DISTINCT COALESCE(same_as, number)) FROM learner
         WHERE number IN (SELECT learner FROM lesson_progress UNION SELECT learner FROM work_entry)",
    );
    assert_eq!(people.len(), did - 1, "one agreed to no reports; two ids are one person");
    let stand: Vec<String> = one.iter().map(|it| text(&it["actor"]["account"]["name"])).collect();
    assert!(stand.is_sorted(), "in another order in every file");
    for part in ["/id", "/actor/account/name", "/context/registration"] {
        assert!(all(&one, part).is_disjoint(&all(&other, part)), "{part}");
    }
    let names = all(&named, "/actor/name");
    assert_eq!(names.len(), people.len());
    let hers = |id: &str| {
        let learners = sheet["learners"].as_array().unwrap().iter();
        text(&learners.clone().find(|it| it["id"] == id).unwrap()["name"])
    };
    assert!(names.contains(&hers(&learners[0])) && !names.contains(&hers(&learners[4])));
}

#[test]
fn the_office_hands_out_what_a_role_reaches_and_notes_who_took_it() {
    let (office, _) = scene();
    let learners = office.learners();
    office.done(&["centre", "add", "--id", "dos", "--title", "Dos"]);
    let cohort = ["--id", "c2", "--title", "Otra", "--starts", "2026-09-28", "--weeks", "12"];
    office.done(&[&["cohort", "add"], &cohort[..], &["--centre", "dos"]].concat());
    let server = office.serve();
    let to = server.address;
    let taken = |staff: &Staff, asked: &str| {
        let answer = staff.get(&format!("/api/handouts/xapi.json?{asked}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
        serde_json::from_slice::<Vec<Value>>(&answer.body).unwrap()
    };
    let everywhere = coordinator(&office, to, "todas", "programme");
    for asked in ["", "?why=curiosity", "?why=audit&from=ayer", "?why=audit&only={}"] {
        let answer = everywhere.get(&format!("/api/handouts/xapi.json{asked}"));
        assert_eq!((answer.status, answer.code()), (400, "bad_request".to_owned()), "{asked}");
    }
    let whole = taken(&everywhere, "why=research");
    assert_eq!(verbs(&whole), verbs(&exported(&office, &[]).1));

    // Nobody is there yet; then one is moved there, and what she did goes with her.
    let there = coordinator(&office, to, "dos", "centre:dos");
    assert_eq!(taken(&there, "why=audit"), Vec::<Value>::new());
    office.done(&["learner", "move", "--learner", &learners[0], "--cohort", "c2"]);
    for asked in ["why=audit", "why=audit&named=yes"] {
        let hers = taken(&there, asked);
        assert_eq!(all(&hers, "/actor/account/name").len(), 1, "{asked}");
        assert!(hers.len() > 3 && hers.len() < whole.len());
    }
    let auditor = Staff::signed_in(to, "auditora", "tejido-de-prueba");
    assert_eq!(taken(&auditor, "why=audit").len(), whole.len());
    let named = auditor.get("/api/handouts/xapi.json?why=audit&named=yes");
    assert_eq!((named.status, named.code()), (403, "forbidden".to_owned()));

    let log = office.json(&["audit", "list", "--json"]);
    let log = log.as_array().cloned().unwrap_or_else(|| log["entries"].as_array().unwrap().clone());
    let mine = |act: &str| {
        let of = |it: &&Value| it["act"] == act && it["detail"]["form"] == "xapi";
        log.iter().filter(of).cloned().collect::<Vec<_>>()
    };
    let (nameless, named) = (mine("export_nameless"), mine("export_named"));
    assert_eq!((nameless.len(), named.len()), (5, 1), "{nameless:?} {named:?}");
    assert_eq!((&named[0]["account"], &named[0]["detail"]["learners"]), (&json!("dos"), &json!(1)));
    assert!(nameless.iter().any(|it| it["detail"]["why"] == "research"));
    server.stop();
}
