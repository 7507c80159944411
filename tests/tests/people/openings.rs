//! Openings from the office to her phone, her interest, and what may be sent of her, against the real
//! binary.

use serde_json::{Value, json};
use sync_core::phone::{ActError, ReferralView};
use sync_core::record::Day;
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::{Phone, now};

use super::desk::account;

const OPENING: &str = "01920f3a-7c1e-7abc-8def-0000000000d1";
const FAIR: &str = "01920f3a-7c1e-7abc-8def-0000000000d2";
const REFERRAL: &str = "01920f3a-7c1e-7abc-8def-0000000000d3";
const SENT: &str = "01920f3a-7c1e-7abc-8def-0000000000d4";
const PLACED: &str = "01920f3a-7c1e-7abc-8def-0000000000d5";

fn in_days(days: i64) -> String {
    Day::of_seconds(now() + days * 86_400).to_string()
}

fn opening() -> Value {
    json!({"id": OPENING, "kind": "opening", "title": "Atención por teléfono",
           "text": "Medio tiempo.\nContrato de un año.", "ends_on": in_days(20),
           "company": "Llamadas Andinas", "place": "El Alto", "tracks": ["llamadas"]})
}

/// The same notice, as a form that changes it says it.
fn again(form: &Value, change: &Value) -> Value {
    let mut form = form.clone();
    let fields = form.as_object_mut().unwrap();
    fields.remove("id");
    fields.extend(change.as_object().unwrap().clone());
    form
}

fn add(staff: &Staff, form: &Value) -> Value {
    let answer = staff.post("/api/cohorts/c1/notices", form);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn change(staff: &Staff, id: &str, form: &Value) -> Value {
    let answer = staff.patch(&format!("/api/notices/{id}"), form);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// What a phone shows of notices: kind, title and who answers for it.
fn shown(phone: &Phone) -> Vec<(&'static str, String, String)> {
    let notices = phone.profile().view().notices;
    notices.into_iter().map(|it| (it.kind, it.title, it.by)).collect()
}

fn act(phone: &mut Phone, action: &Value) -> bool {
    phone.act(&serde_json::from_value(action.clone()).unwrap())
}

fn staff_act(desk: &mut Phone, action: &Value) -> Result<bool, ActError> {
    desk.act_as_staff(&serde_json::from_value(action.clone()).unwrap())
}

#[test]
fn an_opening_reaches_a_phone_once_somebody_answers_for_it_and_goes_when_it_is_closed() {
    let office = Office::new();
    let password = account(&office, "rosa", "coordinator", "cohort:c1");
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let rosa = Staff::signed_in(to, "rosa", &password);
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let added = add(&rosa, &opening());
    assert_eq!((&added["verified"], &added["told"]), (&json!(false), &json!(false)));
    add(
        &rosa,
        &json!({"id": FAIR, "kind": "fair", "title": "Feria", "text": "En la plaza",
                       "ends_on": in_days(3)}),
    );
    phone.visit(to).unwrap();
    let fair = ("fair", "Feria".to_owned(), "Nombre".to_owned());
    assert_eq!(shown(&phone), std::slice::from_ref(&fair), "nobody has checked the opening");

    let verified = change(&rosa, OPENING, &again(&opening(), &json!({"verified": true})));
    assert_eq!((&verified["verified"], &verified["by"]), (&json!(true), &json!("Nombre")));
    phone.visit(to).unwrap();
    let job = ("opening", "Atención por teléfono".to_owned(), "Nombre".to_owned());
    assert_eq!(shown(&phone), [fair.clone(), job.clone()]);
    let kept = phone.profile().view().notices;
    assert_eq!(kept[1].text, "Medio tiempo.\nContrato de un año.");
    assert_eq!(kept[1].company.as_deref(), Some("Llamadas Andinas"));
    phone.restart();
    assert_eq!(shown(&phone), [fair.clone(), job.clone()], "offline, after the app was closed");

    // A longer time asks nobody to check again; another wage does.
    let longer = json!({"ends_on": in_days(30)});
    assert_eq!(change(&rosa, OPENING, &again(&opening(), &longer))["verified"], true);
    let other = json!({"ends_on": in_days(30), "text": "Tiempo completo."});
    assert_eq!(change(&rosa, OPENING, &again(&opening(), &other))["told"], false);
    phone.visit(to).unwrap();
    assert_eq!(shown(&phone), std::slice::from_ref(&fair));
    let closed = json!({"closed": true, "verified": true});
    change(&rosa, OPENING, &again(&opening(), &closed));
    phone.visit(to).unwrap();
    assert_eq!(shown(&phone), [fair]);

    // What is no notice is refused by field; a mentor writes none.
    let broken = again(&opening(), &json!({"id": SENT, "company": ""}));
    let refused = rosa.post("/api/cohorts/c1/notices", &broken);
    assert_eq!((refused.status, &refused.json()["faults"][0]["field"]), (422, &json!("company")));
    let log = office.json(&["audit", "list", "--json", "--subject", &format!("notice:{OPENING}")]);
    assert!(log.to_string().contains("manage_notices"), "{log}");
    office.verify();
    server.stop();
}

#[test]
fn nothing_of_her_may_be_sent_before_she_says_yes_to_exactly_that() {
    let office = Office::new();
    let password = account(&office, "rosa", "coordinator", "cohort:c1");
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let server = office.serve();
    let to = server.address;
    let rosa = Staff::signed_in(to, "rosa", &password);
    add(&rosa, &again(&opening(), &json!({"id": OPENING, "verified": true})));
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let interest = json!({"type": "interest", "opening": OPENING, "interested": true,
                          "day": in_days(0)});
    assert!(act(&mut phone, &interest), "before the notice is known as well");
    phone.visit(to).unwrap();
    assert!(phone.profile().view().notices[0].interested);

    let listed = rosa.json("/api/cohorts/c1/notices");
    assert_eq!(listed[0]["interested"], 1);
    let candidates =
        || rosa.json(&format!("/api/notices/{OPENING}/candidates"))["learners"].clone();
    let first = candidates();
    assert_eq!((&first[0]["id"], &first[0]["interested"]), (&json!(ana.id), &json!(true)));
    assert_eq!((&first[1]["id"], &first[1]["interested"]), (&json!(eva.id), &json!(false)));
    assert_eq!(first[0]["lacks"], json!([{"tracks": ["llamadas"]}]));

    let mut desk = rosa.desk(&ana.id, 5);
    assert!(desk.profile().staff_view().notices[0].interested, "the notebook has it as well");
    let text = |words: &str| {
        json!({"type": "referral", "referral": REFERRAL, "opening": OPENING,
               "company": "Llamadas Andinas", "text": words, "day": in_days(0)})
    };
    let sent = json!({"type": "outcome", "outcome": SENT, "kind": "referred", "day": in_days(0),
                      "referral": REFERRAL});
    assert_eq!(staff_act(&mut desk, &text("Ana Quispe, 24 años.")), Ok(true));
    assert_eq!(staff_act(&mut desk, &sent), Err(ActError::NotReleased));
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    let asked = |phone: &Phone| -> ReferralView {
        phone.profile().view().referrals.into_iter().next().unwrap()
    };
    let first = asked(&phone);
    assert_eq!((first.text.as_str(), first.state), ("Ana Quispe, 24 años.", "asked"));

    // While she reads, the text is changed: her yes was to the other one.
    assert_eq!(staff_act(&mut desk, &text("Ana Quispe terminó el curso.")), Ok(true));
    desk.visit(to).unwrap();
    let word = |version: &str, allowed: bool| {
        json!({"type": "release", "referral": REFERRAL, "about": version, "allowed": allowed,
               "day": in_days(0)})
    };
    assert!(act(&mut phone, &word(&first.version, true)));
    phone.visit(to).unwrap();
    desk.visit(to).unwrap();
    let state = |desk: &Phone| desk.profile().staff_view().referrals[0].state;
    assert_eq!((asked(&phone).state, state(&desk)), ("asked", "asked"));
    assert_eq!(candidates()[0]["referrals"][0]["state"], "asked");
    assert_eq!(staff_act(&mut desk, &sent), Err(ActError::NotReleased));
    let late = serde_json::from_value(word(&first.version, true)).unwrap();
    assert_eq!(phone.refused_act(&late), ActError::Changed, "she reads it anew first");

    // She says yes to what stands now.
    let second = asked(&phone);
    assert_eq!(second.text, "Ana Quispe terminó el curso.");
    assert!(act(&mut phone, &word(&second.version, true)));
    phone.visit(to).unwrap();
    desk.visit(to).unwrap();
    assert_eq!((asked(&phone).state, state(&desk)), ("allowed", "allowed"));
    assert_eq!(candidates()[0]["referrals"][0]["state"], "allowed");

    // She takes it back, and says yes again.
    for (allowed, stands) in [(false, "declined"), (true, "allowed")] {
        assert!(act(&mut phone, &word(&second.version, allowed)));
        phone.visit(to).unwrap();
        desk.visit(to).unwrap();
        assert_eq!(state(&desk), stands);
        assert_eq!(staff_act(&mut desk, &sent).is_ok(), allowed);
    }
    let mut placed = sent;
    placed["outcome"] = json!(PLACED);
    placed["kind"] = json!("job_found");
    assert_eq!(staff_act(&mut desk, &placed), Ok(true));
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    let line = candidates()[0].clone();
    assert_eq!(
        (&line["referred_on"], &line["placed_on"]),
        (&json!(in_days(0)), &json!(in_days(0)))
    );
    let became: Vec<&str> = phone.profile().view().outcomes.iter().map(|it| it.kind).collect();
    assert_eq!(became.len(), 2);
    assert!(became.contains(&"referred") && became.contains(&"job_found"));

    // A word changed afterwards is not what she said yes to.
    assert_eq!(staff_act(&mut desk, &text("Ana Quispe terminó dos cursos.")), Ok(true));
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    assert_eq!((asked(&phone).state, state(&desk)), ("asked", "asked"));
    office.verify();

    // All of it goes with her.
    office.done(&["learner", "erase", "--learner", &ana.id, "--yes", "--reason", "pedido"]);
    let database = rusqlite::Connection::open(office.database()).unwrap();
    for table in ["interest", "referral", "release", "outcome"] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let left: i64 = database.query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{table}");
    }
    server.stop();
}

/// The programme, with certificates that staff give.
fn with_certificates(office: &Office) {
    let file = format!("{}/../fixtures/programmes/puente.json", env!("CARGO_MANIFEST_DIR"));
    let mut definition: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    definition["id"] = json!("pruebas");
    definition["version"] = json!(definition["version"].as_u64().unwrap_or(1) + 1);
    let certificate = |id: &str| json!({"id": id, "title": {"es": id}, "by": "staff"});
    definition["certificates"] = json!([certificate("digital"), certificate("ingles")]);
    let next = office.beside("con-certificados.json");
    std::fs::write(&next, definition.to_string()).unwrap();
    office.done(&["import", "programme", next.to_str().unwrap()]);
}

#[test]
fn who_has_the_certificates_that_an_opening_asks_for_stands_first_while_they_are_good() {
    let office = Office::new();
    with_certificates(&office);
    let password = account(&office, "rosa", "coordinator", "cohort:c1");
    let all = ["Ana", "Eva", "Luz", "Sol"].map(|name| office.admit(name));
    let [ana, eva, luz, sol] = &all;
    let give = |learner: &str, certificate: &str| -> String {
        let what = ["--certificate", certificate, "--by", "Rosa"];
        office.done(&[&["certificate", "give", "--learner", learner], &what[..]].concat());
        let held = office.json(&["certificate", "list", "--json", "--learner", learner]);
        let held = held.as_array().unwrap().iter().find(|one| one["certificate"] == certificate);
        held.unwrap()["id"].as_str().unwrap().to_owned()
    };
    give(&eva.id, "digital");
    let of_luz = give(&luz.id, "digital");
    give(&sol.id, "digital");
    give(&sol.id, "ingles");
    let server = office.serve();
    let to = server.address;
    let rosa = Staff::signed_in(to, "rosa", &password);
    let mut form = opening();
    form.as_object_mut().unwrap().remove("tracks");
    form["certificates"] = json!(["digital", "ingles"]);
    form["verified"] = json!(true);
    add(&rosa, &form);
    // Each is told what she has and what she lacks; who has all of it first, then who is interested.
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    phone.visit(to).unwrap();
    assert_eq!(phone.profile().view().notices[0].certificates, ["digital", "ingles"]);
    let interest = json!({"type": "interest", "opening": OPENING, "interested": true,
                          "day": in_days(0)});
    assert!(act(&mut phone, &interest));
    phone.visit(to).unwrap();
    let candidates =
        || rosa.json(&format!("/api/notices/{OPENING}/candidates"))["learners"].clone();
    let order = |found: &Value| -> Vec<String> {
        let found = found.as_array().unwrap().iter();
        found.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    let found = candidates();
    assert_eq!(order(&found), ["Sol", "Ana", "Eva", "Luz"]);
    let (digital, english) = (json!({"certificate": "digital"}), json!({"certificate": "ingles"}));
    assert_eq!((&found[0]["fits"], &found[0]["has"]), (&json!(true), &json!([digital, english])));
    assert_eq!((&found[1]["fits"], &found[1]["has"]), (&json!(false), &json!([])));
    assert_eq!(
        (&found[2]["has"], &found[2]["lacks"]),
        (&json!([digital]), &json!([english])),
        "one of two is not all"
    );

    // She gets the other one too; of another it is taken back.
    give(&eva.id, "ingles");
    give(&luz.id, "ingles");
    office.done(&["certificate", "revoke", &of_luz, "--reason", "error"]);
    let found = candidates();
    assert_eq!(order(&found), ["Eva", "Sol", "Ana", "Luz"]);
    assert_eq!(found[3]["lacks"], json!([digital]));
    // Whoever is known under two ids has what she has under either.
    let once = office.admit("Ana antes");
    give(&once.id, "digital");
    give(&once.id, "ingles");
    assert_eq!(order(&candidates()), ["Eva", "Sol", "Ana antes", "Ana", "Luz"]);
    office.done(&["learner", "same", "--learner", &ana.id, "--as", &once.id]);
    let found = candidates();
    assert_eq!(order(&found), ["Ana", "Eva", "Sol", "Ana antes", "Luz"]);
    assert_eq!(found[0]["has"], json!([digital, english]));
    office.verify();

    // What was over yesterday is nothing that she has; today is its last day.
    let today = i64::from(Day::parse(&in_days(0)).unwrap().0);
    for (last, fits) in [(today, true), (today - 1, false)] {
        let database = rusqlite::Connection::open(office.database()).unwrap();
        let sql = "UPDATE certificate_issued SET expires = ?1 WHERE certificate = 'ingles'
                   AND learner = (SELECT number FROM learner WHERE name = 'Eva')";
        assert_eq!(database.execute(sql, [last]).unwrap(), 1);
        let found = candidates();
        let eva = found.as_array().unwrap().iter().find(|one| one["name"] == "Eva").unwrap();
        assert_eq!(eva["fits"], fits);
    }
    server.stop();
}
