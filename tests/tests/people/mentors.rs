//! Mentors' groups and the list of whom to contact, against the real binary.

use serde_json::{Value, json};
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::Phone;

use super::desk::account;

fn ids(list: &Value) -> Vec<String> {
    let ids = list.as_array().unwrap().iter();
    ids.map(|id| id.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_coordinator_puts_learners_into_a_group_and_takes_them_out_again() {
    let office = Office::new();
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let chief = account(&office, "jefa", "coordinator", "cohort:c1");
    let password = account(&office, "marta", "mentor", &format!("learners:{}", ana.id));
    let server = office.serve();
    let to = server.address;
    let (jefa, marta) =
        (Staff::signed_in(to, "jefa", &chief), Staff::signed_in(to, "marta", &password));
    let groups = jefa.json("/api/cohorts/c1/mentors");
    assert_eq!(groups["mentors"], json!([{"login": "marta", "name": "Nombre", "group": 1}]));
    assert_eq!(groups["learners"][0]["mentors"], json!(["marta"]));
    assert_eq!(groups["learners"][1]["mentors"], json!([]));
    assert_eq!(marta.get("/api/cohorts/c1/mentors").status, 403);

    let accompany = |learner: &str, login: &str, accompanies: bool| {
        let body = json!({"login": login, "accompanies": accompanies});
        jefa.post(&format!("/api/learners/{learner}/mentors"), &body).status
    };
    assert_eq!(marta.get(&format!("/api/learners/{}", eva.id)).status, 404);
    assert_eq!(accompany(&eva.id, "marta", true), 204);
    assert_eq!(marta.get(&format!("/api/learners/{}", eva.id)).status, 200, "at once");
    let mut desk = marta.desk(&eva.id, 7);
    assert_eq!(accompany(&eva.id, "jefa", true), 400, "she is no mentor");
    assert_eq!(accompany(&eva.id, "nadie", true), 400);

    // The last one out: she stays a mentor, of nobody, and may get a group again.
    for (learner, status) in [(&eva, 404), (&ana, 403)] {
        assert_eq!(accompany(&learner.id, "marta", false), 204);
        assert_eq!(marta.get(&format!("/api/learners/{}", learner.id)).status, status);
    }
    // What her device still writes about her takes no effect.
    let note = json!({"type": "note", "note": "01920f3a-7c1e-7abc-8def-0000000000b1", "text": "x"});
    assert!(desk.act_as_staff(&serde_json::from_value(note).unwrap()).unwrap());
    desk.visit(to).unwrap();
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "SELECT COUNT(*), SUM(standing) FROM change";
    let (all, held): (i64, i64) =
        database.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!((all, held), (1, 1));
    assert_eq!(jefa.json("/api/cohorts/c1/mentors")["mentors"][0]["group"], 0);
    let group = ["mentor", "group", "--login", "Marta", "--json"];
    assert_eq!(ids(&office.json(&group)), Vec::<String>::new());
    let added = office.json(&[&group[..], &["--add", &ana.id]].concat());
    assert_eq!(ids(&added), std::slice::from_ref(&ana.id));

    // A graduate who mentors is nobody's mentor at home.
    office.done(&["learner", "kin", "--learner", &eva.id, "--account", "marta", "--herself"]);
    assert_eq!(accompany(&eva.id, "marta", true), 403);
    let log =
        office.json(&["audit", "list", "--json", "--subject", &format!("learner:{}", ana.id)]);
    assert!(log.to_string().contains("manage_groups"), "{log}");
    server.stop();
}

#[test]
fn the_list_says_whom_to_contact_and_why_and_nothing_of_who_is_fine() {
    let office = Office::new();
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    office.admit("Inés");
    let password = account(&office, "rosa", "facilitator", "cohort:c1");
    let server = office.serve();
    let to = server.address;
    let rosa = Staff::signed_in(to, "rosa", &password);
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let message = |id: &str, text: &str| json!({"type": "message", "message": id, "text": text});
    let first = "01920f3a-7c1e-7abc-8def-0000000000a1";
    phone.act(&serde_json::from_value(message(first, "¿Puedo llamar?")).unwrap());
    phone.visit(to).unwrap();
    let mut fine = Phone::enrolled(to, &eva.code, 2);
    fine.add_work(60);
    fine.visit(to).unwrap();

    let whys = || {
        let list = rosa.json("/api/cohorts/c1/follow-up");
        let lines = list["learners"].as_array().unwrap().clone();
        let kinds = |line: &Value| {
            let why = line["why"].as_array().unwrap().iter();
            why.map(|why| why["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        lines
            .iter()
            .map(|line| (line["name"].as_str().unwrap().to_owned(), kinds(line)))
            .collect::<Vec<_>>()
    };
    let never = ("Inés".to_owned(), vec!["silent".to_owned()]);
    assert_eq!(whys(), [("Ana".to_owned(), vec!["asked".to_owned()]), never.clone()]);

    // Somebody answers: it is nobody's turn any more.
    let mut desk = rosa.desk(&ana.id, 5);
    let mut reply = message("01920f3a-7c1e-7abc-8def-0000000000a2", "Sí, a las diez.");
    reply["sender"] = json!("Rosa");
    assert!(desk.act_as_staff(&serde_json::from_value(reply).unwrap()).unwrap());
    let called = json!({"type": "note", "note": "01920f3a-7c1e-7abc-8def-0000000000a3",
                        "text": "Hablé con ella", "contact": "answered"});
    assert!(desk.act_as_staff(&serde_json::from_value(called).unwrap()).unwrap());
    desk.visit(to).unwrap();
    assert_eq!(whys(), [never]);
    assert_eq!(desk.profile().staff_view().notes[0].contact, Some("answered"));
    server.stop();
}
