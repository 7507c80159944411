//! A file that is handed to staff: taken in on their page, told in numbers, and answered.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tests::courier::{CourierPhone, bring};
use tests::http::{self, Answer};
use tests::ledger::exported;
use tests::office::Office;
use tests::phone::Phone;

const PASSWORD: &str = "nube verde sobre el cerro";

/// A member of staff with a password of her own; her cookie.
fn signed_in(office: &Office, to: SocketAddr, login: &str, role: &str, scope: &str) -> String {
    let add = ["account", "add", "--login", login, "--name", login];
    let given = office.done(&[&add[..], &["--role", role, "--scope", scope]].concat());
    let opened = ask(to, "", "/api/session", &json!({"login": login, "password": given.trim()}));
    let change = json!({"current": given.trim(), "new": PASSWORD});
    cookie(&ask(to, &cookie(&opened), "/api/session/password", &change))
}

fn cookie(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let set = answer.header("set-cookie").unwrap();
    set.split(';').next().unwrap().to_owned()
}

fn ask(to: SocketAddr, cookie: &str, path: &str, body: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("x-chaski", "1"), ("cookie", cookie)];
    http::request(to, "POST", path, &headers, body.to_string().as_bytes()).unwrap()
}

#[test]
fn staff_take_a_file_in_hear_how_much_it_was_and_of_nobody_and_give_its_answer_back() {
    let office = Office::new();
    let women = ["Ana", "Eva"].map(|name| office.admit(name));
    let server = office.serve();
    let to = server.address;
    let luz = signed_in(&office, to, "luz", "facilitator", "programme");
    let mut phones: Vec<Phone> =
        (1..).zip(&women).map(|(seed, woman)| Phone::enrolled(to, &woman.code, seed)).collect();
    for (phone, entries) in phones.iter_mut().zip([3, 2]) {
        for minutes in 1..=entries {
            phone.add_work(minutes);
        }
    }
    let mut courier = CourierPhone::new(1);
    let whole = courier.write(&phones.iter().collect::<Vec<_>>()).text;
    let take = |text: &str| ask(to, &luz, "/api/courier/files", &json!({"text": text}));

    // Nothing of it is taken, and each part has its word.
    let told = take("Buenos días").json();
    assert_eq!((&told["pieces"], &told["people"]), (&json!(["courier_missing"]), &json!(0)));
    assert!(told.get("answer").is_none());
    assert_eq!(take(&whole[..whole.len() - 40]).json()["pieces"], json!(["courier_cut"]));

    // A file of two pieces, one of them of one woman only, with words of a messenger around it.
    let first = courier.write(&[&phones[0]]).text;
    let told = take(&format!("Le mando esto:\r\n{first}{whole}Saludos")).json();
    assert_eq!(told["pieces"], json!(["taken", "taken"]));
    assert_eq!((&told["people"], &told["unknown"]), (&json!(2), &json!(0)));
    assert_eq!(told["changes"], 3 + 3 + 2, "what was there already is held as well");
    let text = told.to_string();
    for woman in &women {
        assert!(!text.contains(&woman.id) && !text.contains("Ana") && !text.contains("Eva"));
    }
    let answer = told["answer"].as_str().unwrap();
    courier.take(answer, &mut phones.iter_mut().collect::<Vec<_>>()).unwrap();
    for (phone, woman) in phones.iter_mut().zip(&women) {
        phone.restart();
        assert!(phone.profile().all_arrived());
        assert!(!exported(&office.record(&woman.id), "record").is_empty());
    }
    // The answer is for the phone.
    assert_eq!(take(answer).json()["pieces"], json!(["courier_other_way", "courier_other_way"]));

    // It is in the log, in numbers, and whoever only reads may not.
    let log = office.json(&["audit", "list", "--json", "--act", "take_courier_file"]);
    let entries = log.as_array().unwrap();
    assert_eq!(entries.len(), 4);
    assert_eq!(entries[1]["detail"], json!({"changes": 8, "people": 2, "pieces": 2, "taken": 2}));
    let mia = signed_in(&office, to, "mia", "auditor", "programme");
    let refused = ask(to, &mia, "/api/courier/files", &json!({"text": whole}));
    assert_eq!((refused.status, refused.code()), (403, "forbidden".to_owned()));
    assert_eq!(bring(to, &whole).status, 200, "the open address takes it all the same");
    server.stop();
    office.verify();
}
