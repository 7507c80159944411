//! Sensitive answers through a hub: neither its files nor a staff device's say what she answered.

use std::path::Path;

use serde_json::json;
use tests::desk::Staff;
use tests::phone::Phone;

use super::staff::account;
use super::{Scene, admit, until};

/// Words that stand nowhere else, and that nobody but central may read.
const HERS: &str = "vivo-en-casa-de-mi-tia-Hortensia";
const TOLD_IN_A_CALL: &str = "debo-dinero-a-un-prestamista";
/// What everybody reads who reads her record.
const OPEN: &str = "quiero-abrir-una-pasteleria";

/// Do the files of a data directory hold these bytes somewhere?
fn holds(data: &Path, words: &str) -> bool {
    let files = std::fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).any(|path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    })
}

#[test]
fn a_hub_passes_sealed_answers_on_and_central_reads_them() {
    let mut scene = Scene::new();
    let password = account(&scene.office, "rosa");
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.central.address, &ana.code, 1);
    let rosa = Staff::signed_in(scene.central.address, "rosa", &password);
    let mut desk = rosa.desk(&ana.id, 5);
    scene.renew_hub();
    until("the hub knows both devices", || {
        phone.visit(scene.hub.address).is_ok() && desk.visit(scene.hub.address).is_ok()
    });
    scene.stop_central();

    let hers = json!({
        "type": "survey", "survey": "inicio", "day": "2026-11-20", "sensitive": true,
        "answers": [
            {"question": "meta", "text": OPEN, "sensitive": false},
            {"question": "vivienda", "text": HERS, "sensitive": true},
        ],
    });
    assert!(phone.act(&serde_json::from_value(hers).unwrap()));
    let in_a_call = json!({
        "type": "survey", "survey": "inicio", "day": "2026-11-21", "sensitive": true,
        "source": "call",
        "answers": [{"question": "deudas", "text": TOLD_IN_A_CALL, "sensitive": true}],
    });
    assert!(desk.act_as_staff(&serde_json::from_value(in_a_call).unwrap()).unwrap());
    phone.visit(scene.hub.address).unwrap();
    desk.visit(scene.hub.address).unwrap();
    desk.visit(scene.hub.address).unwrap();
    assert!(holds(&scene.box_.data, OPEN), "what is open is there: the search finds words");
    for sealed in [HERS, TOLD_IN_A_CALL] {
        assert!(!holds(&scene.box_.data, sealed), "{sealed} lies readable at the hub");
        let view = serde_json::to_string(&desk.profile().staff_view()).unwrap();
        assert!(view.contains(OPEN) && !view.contains(sealed), "{view}");
    }
    let rows = |office: &tests::office::Office, sql: &str| -> Vec<String> {
        let database = rusqlite::Connection::open(office.database()).unwrap();
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    let counts = "SELECT question || ' ' || text FROM survey_answer ORDER BY question";
    assert_eq!(rows(&scene.box_, counts), [format!("meta {OPEN}")]);

    scene.start_central();
    scene.renew_hub();
    let all =
        [format!("deudas {TOLD_IN_A_CALL}"), format!("meta {OPEN}"), format!("vivienda {HERS}")];
    until("central has read all of it", || rows(&scene.office, counts) == all);
    let sensitive = "SELECT question FROM survey_answer WHERE sensitive ORDER BY question";
    assert_eq!(rows(&scene.office, sensitive), ["deudas", "vivienda"]);
    // Neither a record taken home nor her page says it.
    let exported = scene.office.record(&ana.id).to_string();
    let page = rosa.get(&format!("/api/learners/{}", ana.id));
    for said in [exported, page.text()] {
        assert!(!said.contains(HERS) && !said.contains(TOLD_IN_A_CALL), "{said}");
    }
    scene.office.verify();
    scene.box_.verify();
}
