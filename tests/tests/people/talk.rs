//! Messages between a learner and those who accompany her, a mentor among them.

use serde_json::json;
use sync_core::phone::MessageView;
use tests::desk::Staff;
use tests::office::Office;
use tests::phone::Phone;

use super::desk::account;

const FIRST: &str = "01920f3a-7c1e-7abc-8def-0000000000a1";
const SECOND: &str = "01920f3a-7c1e-7abc-8def-0000000000a2";

fn said(messages: &[MessageView]) -> Vec<(&str, Option<&str>, bool)> {
    messages.iter().map(|it| (it.text.as_str(), it.sender.as_deref(), it.mine)).collect()
}

#[test]
fn a_learner_and_her_mentor_write_to_each_other_and_nobody_else_of_hers_is_near() {
    let office = Office::new();
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let password = account(&office, "marta", "mentor", &format!("learners:{}", ana.id));
    let server = office.serve();
    let to = server.address;
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    let marta = Staff::signed_in(to, "marta", &password);
    let mut desk = marta.desk(&ana.id, 5);
    let out_of_group = sync_core::ids::LearnerId::from_hex(&eva.id).unwrap();
    let claimed = marta.claim(out_of_group, &[3; 32]);
    assert!(claimed.text().contains("not_found"), "{}", claimed.text());
    let contact = marta.get(&format!("/api/learners/{}/contact", ana.id));
    assert_eq!(contact.status, 403, "a mentor knows no contacts: {}", contact.text());

    let ask = json!({"type": "message", "message": FIRST, "text": " ¿Cómo hago mi currículum? "});
    assert!(phone.act(&serde_json::from_value(ask).unwrap()));
    phone.visit(to).unwrap();
    desk.visit(to).unwrap();
    let waits = |office: &Office| -> Vec<bool> {
        let database = rusqlite::Connection::open(office.database()).unwrap();
        let sql = "SELECT hers FROM message JOIN put ON put.number = message.put
                   JOIN change ON change.number = put.change ORDER BY change.received_at, put";
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(waits(&office), [true], "it is staff's turn");
    let asked = desk.profile().staff_view().messages;
    assert_eq!(said(&asked), [("¿Cómo hago mi currículum?", None, false)]);
    assert!(asked[0].hers);

    let reply = json!({"type": "message", "message": SECOND, "text": "Lo vemos el jueves.",
                       "sender": "Marta Choque"});
    assert!(desk.act_as_staff(&serde_json::from_value(reply.clone()).unwrap()).unwrap());
    let mut twice = reply;
    twice["text"] = json!("Otra cosa");
    let again = desk.act_as_staff(&serde_json::from_value(twice).unwrap()).unwrap();
    assert!(!again, "what was sent stays as it was sent");
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    let heard = phone.profile().view().messages;
    assert_eq!(
        said(&heard),
        [
            ("¿Cómo hago mi currículum?", None, true),
            ("Lo vemos el jueves.", Some("Marta Choque"), false),
        ]
    );
    assert!(heard[1].by.is_some() && !heard[1].hers, "whose word it is follows from the key");
    assert_eq!(waits(&office), [true, false]);
    office.verify();
    server.stop();
}
