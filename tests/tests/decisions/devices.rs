//! What a staff device may not, and what nobody else learns.

use serde_json::json;
use sync_core::batch::Batch;
use sync_core::exchange::Entry;
use sync_core::ids::{DocumentKind, LearnerId};
use sync_core::phone::StaffAction;
use sync_core::trust::SigningKey;
use tests::forger::Forger;
use tests::office::text;

use crate::{Scene, staff};

fn note(desk: &mut tests::phone::Phone, said: &str) {
    let note = desk.uuid();
    let action = StaffAction::Note { note, text: said.to_owned(), withdrawn: false, contact: None };
    assert_eq!(desk.act_as_staff(&action), Ok(true));
}

#[test]
fn notes_are_for_staff_and_never_reach_her_phone() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(60);
    scene.phone.visit(to).unwrap();
    let mut first = scene.first.desk(&scene.ana.id, 10);
    note(&mut first, "llamar a su hermana, no a ella");
    assert_eq!(first.decide(&entry, "ask"), Ok(true));
    first.visit(to).unwrap();
    let second = scene.second.desk(&scene.ana.id, 11);
    assert_eq!(second.profile().staff_view().notes[0].text, "llamar a su hermana, no a ella");
    scene.phone.visit(to).unwrap();
    assert!(scene.phone.profile().ledger(DocumentKind::Desk).is_some());
    assert!(scene.phone.profile().ledger(DocumentKind::Notes).is_none());
    assert!(scene.phone.profile().staff_view().notes.is_empty());
    // Nor anybody else's who asks for everything, with a phone of hers.
    let key = SigningKey::from_seed([9; 32]);
    let thief = Forger::enrolled(to, &scene.office.code(&scene.ana.id), key);
    let served = thief.read_all();
    assert!(served.len() >= 3, "her record and her desk");
    for served in served {
        if let Entry::Batch(bytes) = served {
            let kind = Batch::peek(&bytes, None).unwrap().document.kind;
            assert_ne!(kind, DocumentKind::Notes);
        }
    }
    scene.end();
}

#[test]
fn a_device_whose_time_is_over_writes_without_effect_and_reads_nothing() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(60);
    let other = scene.phone.add_work(30);
    scene.phone.visit(to).unwrap();
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    assert_eq!(desk.decide(&entry, "approve"), Ok(true));
    desk.visit(to).unwrap();
    // Offline she decides on; meanwhile her grant is taken back.
    assert_eq!(desk.decide(&other, "approve"), Ok(true));
    let database = rusqlite::Connection::open(scene.office.database()).unwrap();
    let sql = "UPDATE role_grant SET revoked_at = 1
               WHERE account = (SELECT number FROM account WHERE login = 'primera')";
    assert_eq!(database.execute(sql, []).unwrap(), 1);
    drop(database);
    desk.visit(to).unwrap();
    assert!(desk.profile().all_arrived(), "what she wrote is kept");
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry), ("approved".to_owned(), Some(1_500)), "from before");
    assert_eq!(scene.phone.stands(&other), ("waiting".to_owned(), None), "held");
    // Reopened, her phone says the same: the end is stored.
    scene.phone.restart();
    assert_eq!(scene.phone.stands(&other), ("waiting".to_owned(), None));
    // She reads nothing that is new.
    let mut second = scene.second.desk(&scene.ana.id, 11);
    note(&mut second, "para los demás");
    second.visit(to).unwrap();
    desk.visit(to).unwrap();
    assert!(desk.profile().staff_view().notes.is_empty());
    scene.end();
}

#[test]
fn no_key_is_registered_under_whoever_is_signed_in_by_then() {
    let scene = Scene::new();
    let asked = |login: &str| serde_json::json!({"login": login, "learners": []});
    let answer = scene.first.post("/api/desks", &asked("segunda"));
    assert_eq!((answer.status, text(&answer.json()["code"]).as_str()), (409, "other_account"));
    assert_eq!(scene.first.post("/api/desks", &asked("nadie")).status, 409);
    assert_eq!(scene.first.post("/api/desks", &asked(" Primera")).status, 200);
    scene.end();
}

#[test]
fn nobody_has_a_device_out_of_scope_or_for_her_own_family() {
    let scene = Scene::new();
    let to = scene.server.address;
    let ana = LearnerId::from_hex(&scene.ana.id).unwrap();
    let cohort = [
        "cohort",
        "add",
        "--id",
        "c2",
        "--title",
        "Otra",
        "--starts",
        "2026-09-28",
        "--weeks",
        "9",
    ];
    scene.office.done(&cohort);
    let elsewhere = ["--role", "facilitator", "--scope", "cohort:c2"];
    let elsewhere = staff(&scene.office, to, "lejos", &elsewhere);
    let answer = elsewhere.claim(ana, &[5; 32]).json();
    assert_eq!(answer["learners"][0]["code"], "not_found");
    let auditor = staff(&scene.office, to, "mira", &["--role", "auditor"]);
    assert_eq!(auditor.claim(ana, &[6; 32]).status, 403);
    // A relative.
    scene.office.done(&["learner", "kin", "--learner", &scene.ana.id, "--account", "segunda"]);
    let answer = scene.second.claim(ana, &[7; 32]).json();
    assert_eq!(answer["learners"][0]["code"], "related");
    scene.office.done(&["learner", "no-kin", "--learner", &scene.ana.id, "--account", "segunda"]);
    assert!(scene.second.claim(ana, &[7; 32]).json()["learners"][0]["code"].is_null());
    // The same device asked again gets the same; another account does not get its key.
    let once = scene.first.claim(ana, &[8; 32]).json();
    let twice = scene.first.claim(ana, &[8; 32]).json();
    let writer = |answer: &serde_json::Value| {
        let bytes = hex::decode(text(&answer["learners"][0]["answer"])).unwrap();
        sync_core::exchange::EnrolmentAnswer::from_bytes(&bytes).unwrap()
    };
    let (once, twice) = (writer(&once), writer(&twice));
    assert_eq!((once.read_token, once.writer), (twice.read_token, twice.writer));
    let third = staff(&scene.office, to, "tercera", &[]);
    assert_eq!(third.claim(ana, &[8; 32]).json()["learners"][0]["code"], "key_taken");
    scene.end();
}

/// Said on a page, of whichever of her ids: what a relative registered is over, and only somebody
/// else gives it back.
#[test]
fn a_relative_decides_no_more_by_any_of_her_ids() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(60);
    scene.phone.visit(to).unwrap();
    let mut desk = scene.second.desk(&scene.ana.id, 10);
    let again = scene.office.admit("Ana otra vez");
    let of = |id: &str, what: &str| format!("/api/learners/{id}/{what}");
    let kin = json!({"login": "segunda", "relation": "relative"});
    assert_eq!(scene.first.post(&of(&again.id, "kin"), &kin).status, 204);
    let shown = scene.first.json(&of(&again.id, "kin"));
    assert_eq!(shown["kin"][0]["login"], "segunda");
    let colleagues: Vec<String> =
        shown["colleagues"].as_array().unwrap().iter().map(|one| text(&one["login"])).collect();
    assert_eq!(colleagues, ["primera", "segunda"]);
    // Nothing of the other id yet; who is looked at first is only shown.
    assert_eq!(scene.first.json(&of(&scene.ana.id, "kin"))["kin"], json!([]));
    let other = json!({"other": again.id, "preview": true});
    let looked = scene.first.post(&of(&scene.ana.id, "same"), &other).json();
    assert_eq!(looked["same"][0]["name"], "Ana otra vez");
    assert_eq!(scene.first.json(&of(&scene.ana.id, "same")), json!({"same": []}));
    // One woman: the relative of one id is the relative of the other.
    let label = text(&looked["same"][0]["label"]);
    let joined = scene.first.post(&of(&scene.ana.id, "same"), &json!({"other": label}));
    assert_eq!(joined.json()["same"][0]["id"], again.id.as_str());
    assert_eq!(scene.first.json(&of(&scene.ana.id, "kin"))["kin"][0]["login"], "segunda");
    assert_eq!(desk.decide(&entry, "approve"), Ok(true), "offline she does not know yet");
    desk.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry), ("waiting".to_owned(), None), "held");
    let end = json!({"login": "segunda"});
    assert_eq!(scene.second.post(&of(&again.id, "kin/end"), &end).status, 403, "of herself");
    assert_eq!(scene.first.post(&of(&scene.ana.id, "kin/end"), &end).status, 204);
    assert_eq!(scene.first.json(&of(&again.id, "kin"))["kin"], json!([]));
    assert_eq!(scene.first.post(&of(&again.id, "same/end"), &json!({})).status, 200);
    let log = scene.office.json(&["audit", "list", "--json", "--account", "primera"]);
    let acts: Vec<&str> =
        log.as_array().unwrap().iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts[..4], ["merge_people", "end_kinship", "merge_people", "record_kinship"]);
    scene.end();
}

#[test]
fn a_mentor_notes_and_does_not_decide() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(60);
    scene.phone.visit(to).unwrap();
    let scope = format!("learners:{}", scene.ana.id);
    let mentor = staff(&scene.office, to, "mentora", &["--role", "mentor", "--scope", &scope]);
    let mut desk = mentor.desk(&scene.ana.id, 10);
    note(&mut desk, "nos vemos el jueves");
    assert_eq!(desk.decide(&entry, "approve"), Ok(true));
    desk.visit(to).unwrap();
    let refused = desk.profile().view().refused;
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, "not_yours");
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry).0, "waiting");
    let second = scene.second.desk(&scene.ana.id, 11);
    assert_eq!(second.profile().staff_view().notes.len(), 1, "her note stands");
    scene.end();
}

#[test]
fn what_is_approved_at_once_has_a_limit() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entries: Vec<String> = (0..52).map(|_| scene.phone.add_work(15)).collect();
    scene.phone.visit(to).unwrap();
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    for entry in &entries {
        let shown = desk.profile().staff_view().entries;
        let shown = shown.iter().find(|shown| shown.id == *entry).unwrap();
        let version = shown.live[0].version.clone();
        let decided = desk.act_as_staff(&StaffAction::Decide {
            entry: entry.clone(),
            seen: vec![version.clone()],
            chosen: version,
            outcome: "approve".into(),
            minutes: None,
            units: None,
            pay: Some(tests::desk::terms()),
            reason: None,
            note: None,
            bulk: true,
        });
        assert_eq!(decided, Ok(true));
    }
    desk.visit(to).unwrap();
    let refused = desk.profile().view().refused;
    assert_eq!(refused.len(), 2, "50 in a day");
    assert!(refused.iter().all(|refused| refused.code == "over_limit"), "{refused:?}");
    scene.phone.visit(to).unwrap();
    let view = scene.phone.profile().view();
    let approved = view.work.iter().filter(|entry| entry.hours.state == "approved").count();
    assert_eq!(approved, 50);
    scene.end();
}
