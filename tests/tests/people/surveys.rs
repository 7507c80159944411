//! Surveys against the real binary: who answers, what counts, what goes with her.

use serde_json::{Value, json};
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::Phone;

use super::desk::account;

/// What counts: question, day, hers, sensitive, and the answer in one word.
fn counting(office: &Office) -> Vec<String> {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let sql = "SELECT question || ' ' || day || ' ' || hers || ' ' || sensitive || ' ' ||
                   COALESCE(yes, options, number, text, 'prefer-not')
               FROM survey_answer ORDER BY question";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn count(office: &Office, sql: &str) -> i64 {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn survey(day: &str, answers: &Value) -> Value {
    json!({"type": "survey", "survey": "inicio", "day": day, "sensitive": true, "answers": answers})
}

#[test]
fn her_words_and_those_written_down_in_a_call_count_question_by_question() {
    let office = Office::new();
    let password = account(&office, "rosa", "facilitator", "cohort:c1");
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let hers = survey(
        "2026-11-20",
        &json!([
            {"question": "trabajo", "yes": false},
            {"question": "con-quien", "options": ["sola", "hijos"]},
            {"question": "ingreso", "number": 1_200, "sensitive": true},
        ]),
    );
    assert!(phone.act(&serde_json::from_value(hers).unwrap()));
    phone.visit(to).unwrap();
    // 2026-11-20 is day 20,777.
    let first = [
        r#"con-quien 20777 1 0 ["sola","hijos"]"#,
        "ingreso 20777 1 1 1200",
        "trabajo 20777 1 0 0",
    ];
    assert_eq!(counting(&office), first);

    // A day later she says in a call that she has work now, and keeps her income to herself.
    let mut desk = Staff::signed_in(to, "rosa", &password).desk(&ana.id, 5);
    let mut called = survey(
        "2026-11-21",
        &json!([
            {"question": "trabajo", "yes": true},
            {"question": "ingreso", "preferNot": true, "sensitive": true},
        ]),
    );
    called["source"] = json!("call");
    assert!(desk.act_as_staff(&serde_json::from_value(called.clone()).unwrap()).unwrap());
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    let second = [
        r#"con-quien 20777 1 0 ["sola","hijos"]"#,
        "ingreso 20778 0 1 prefer-not",
        "trabajo 20778 0 0 1",
    ];
    assert_eq!(counting(&office), second, "a question that was skipped stays as it was");
    let view = &phone.profile().view().surveys["inicio"];
    assert_eq!((view.day.as_str(), view.hers, view.source), ("2026-11-21", false, Some("call")));
    assert_eq!(view.answers["trabajo"].yes, Some(true), "her phone shows what was written down");
    assert!(view.sealed && !view.answers.contains_key("ingreso"));

    // She corrects it on the same day: on one day her own word counts.
    let again = survey("2026-11-21", &json!([{"question": "trabajo", "yes": false}]));
    assert!(phone.act(&serde_json::from_value(again).unwrap()));
    phone.visit(to).unwrap();
    assert_eq!(counting(&office)[1..], ["ingreso 20778 0 1 prefer-not", "trabajo 20778 1 0 0"]);

    // What is called sensitive is never written open, and staff say where they have it from.
    let mut hearsay = called.clone();
    hearsay["source"] = json!("hearsay");
    called["sensitive"] = json!(false);
    for broken in [called, hearsay] {
        assert!(desk.act_as_staff(&serde_json::from_value(broken).unwrap()).is_err());
    }
    office.verify();
    // What counts beside the record, in a box or not, is found and not said.
    for question in ["trabajo", "ingreso"] {
        let turn =
            format!("UPDATE survey_answer SET hers = 1 - hers WHERE question = '{question}'");
        let database = rusqlite::Connection::open(office.database()).unwrap();
        assert_eq!(database.execute(&turn, []).unwrap(), 1);
        let report: Value =
            serde_json::from_slice(&office.run(&["verify", "--json"]).stdout).unwrap();
        assert_eq!(report["mismatches"], 1, "{report}");
        assert_eq!(database.execute(&turn, []).unwrap(), 1);
    }
    office.verify();

    // Everything of it goes with her.
    office.done(&["learner", "erase", "--learner", &ana.id, "--yes", "--reason", "pedido"]);
    for table in ["survey_word", "survey_word_answer", "survey_answer", "message"] {
        assert_eq!(count(&office, &format!("SELECT COUNT(*) FROM {table}")), 0, "{table}");
    }
    server.stop();
}
