//! A version of a definition never changes, and whoever is under way keeps hers until she is moved.

use serde_json::{Value, json};
use tests::office::Office;
use tests::phone::Phone;

use crate::{begun, learn, put_pack, shown, staff, view, written};

fn definition(version: u32, courses: &[&str]) -> Value {
    let course = |id: &&str| json!({"id": id, "title": {"es": id}, "language": "es", "pack": id});
    json!({"id": "pruebas", "version": version, "title": {"es": "Pruebas"},
           "courses": courses.iter().map(course).collect::<Vec<_>>(),
           "tasks": [{"id": "etiquetar", "title": {"es": "Etiquetar"}, "measure": "minutes",
                      "pay": [{"basis": "hour", "rate": 1000 * version, "currency": "BOB",
                               "from": "2026-01-01"}]}]})
}

fn import(office: &Office, definition: &Value) -> (bool, String) {
    let said = office.run(&["import", "programme", &written(office, definition)]);
    (said.status.success(), String::from_utf8(said.stderr).unwrap())
}

#[test]
fn a_version_never_changes_and_an_older_one_does_not_come_back() {
    let office = begun("pruebas");
    let first = definition(3, &["uno"]);
    assert!(import(&office, &first).0);
    let (fine, said) = import(&office, &first);
    assert!(fine && said.contains("word for word"), "{said}");
    for (broken, fault) in [
        (definition(3, &["uno", "dos"]), "raise `version`"),
        (definition(2, &["uno"]), "version 3 is in force"),
        (json!({"id": "otra", "version": 4, "title": {"es": "Otra"}}), "is not otra"),
    ] {
        let (fine, said) = import(&office, &broken);
        assert!(!fine && said.contains(fault), "{said}");
    }
    let log = office.done(&["audit", "list", "--json"]);
    assert_eq!(log.matches("\"version\": \"3\"").count(), 1, "what changed nothing is not noted");
}

#[test]
fn who_is_under_way_keeps_her_version_until_she_is_moved() {
    let office = begun("pruebas");
    for pack in ["uno", "dos"] {
        put_pack(&office, pack, "es");
    }
    assert!(import(&office, &definition(1, &["uno"])).0);
    let [ana, eva] = ["Ana", "Eva"].map(|name| office.admit(name));
    let server = office.serve();
    let to = server.address;
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    phone.visit(to).unwrap();
    let (_, before) = shown(to, "/api/catalogue");
    assert_eq!((&before["version"], before.get("others")), (&json!(1), None));
    learn(&mut phone, &before, "uno");
    let entry = phone.add_work(60);
    phone.visit(to).unwrap();

    // A newer version comes into force while she is under way.
    assert!(import(&office, &definition(2, &["uno", "dos"])).0);
    let maria = office.admit("Maria");
    let (_, current) = shown(to, "/api/catalogue");
    assert_eq!(current["version"], 2);
    assert!(current["others"]["1"].is_string(), "phones that go by it see that there is one");
    let (status, hers) = shown(to, "/api/catalogue/1");
    assert_eq!((status, &hers), (200, &before), "hers is as it was");
    assert_eq!(shown(to, "/api/catalogue/2").1, current);
    assert_eq!(shown(to, "/api/catalogue/9").0, 404);

    // Her phone is told by which she goes; whoever comes later goes by the one in force.
    phone.visit(to).unwrap();
    let place = view(&phone)["enrolment"].clone();
    assert_eq!((&place["definition"], &place["cohort"]), (&json!(1), &json!("c1")));
    let mut later = Phone::enrolled(to, &maria.code, 2);
    later.visit(to).unwrap();
    assert_eq!(view(&later).get("enrolment"), None);
    assert_eq!(office.done(&["cohort", "definition", "c1"]), "version 1: 2\nversion 2: 1\n");

    // Lessons and pay are reckoned by hers.
    let rosa = staff(&office, to, "rosa");
    let line = |id: &str| {
        let page = rosa.json("/api/cohorts/c1");
        let found = page["learners"].as_array().unwrap().iter().find(|one| one["id"] == id);
        let line = found.unwrap().clone();
        let total = line.get("lessons_total").unwrap_or(&page["lessons_total"]).clone();
        (line["lessons_done"].clone(), total)
    };
    assert_eq!(line(&ana.id), (json!(3), json!(3)));
    assert_eq!(line(&maria.id), (json!(0), json!(6)));
    let rate = || {
        let queue = rosa.json("/api/cohorts/c1/review");
        let found = queue["entries"].as_array().unwrap().iter().find(|one| one["entry"] == *entry);
        found.unwrap()["pay"]["rate"].clone()
    };
    assert_eq!(rate(), 1000);

    // Moving says first what changes, and changes nothing by that.
    let said = office.done(&["cohort", "definition", "c1", "2"]);
    assert!(said.contains("from version 1 to 2: 2") && said.contains("courses: +dos"), "{said}");
    assert!(said.contains("tasks: ~etiquetar"), "{said}");
    let act = ["learner", "move", "--learner", &ana.id, "--definition", "2"];
    office.done(&act);
    assert_eq!(line(&ana.id), (json!(3), json!(3)));
    office.done(&[&act[..], &["--yes"]].concat());
    assert_eq!((line(&ana.id), rate()), ((json!(3), json!(6)), json!(2000)));
    phone.visit(to).unwrap();
    assert_eq!(view(&phone)["enrolment"]["definition"], 2);
    assert_eq!(office.done(&["cohort", "definition", "c1"]), "version 1: 1\nversion 2: 2\n");
    office.done(&["cohort", "definition", "c1", "2", "--yes"]);
    assert_eq!(office.done(&["cohort", "definition", "c1"]), "version 2: 3\n");
    let act = ["learner", "move", "--learner", &eva.id, "--definition", "7", "--yes"];
    assert!(!office.run(&act).status.success(), "there is no such version");
    office.verify();
    server.stop();
}
