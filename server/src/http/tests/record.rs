//! One learner, two phones, and what a coordinator then sees: the whole road over HTTP.

use serde_json::{Value, json};
use sync_core::exchange::SyncRequest;

use super::content::pack;
use super::phone::{Phone, post_enrolment, post_sync};
use super::{NOW, Server};

const DAY: i64 = 86_400;
const ENTRY: &str = "019a0000-0000-7000-8000-000000000001";
const OTHER: &str = "019a0000-0000-7000-8000-000000000002";
const TAKEN_BACK: &str = "019a0000-0000-7000-8000-000000000003";

fn work(action: &str, entry: &str, day: &str, minutes: u32) -> Value {
    json!({"type": action, "entry": entry,
           "fields": {"task": "label", "day": day, "minutes": minutes, "note": "=hola"}})
}

/// Two phones write offline about one entry; both come back.
async fn two_phones() -> (Server, String, String, Phone, Phone) {
    let server = Server::start().await;
    server.store.put_pack(pack("Hola"), NOW).await.unwrap();
    let cookie = server.signed_in().await;
    let learner = server.add_learner(1, "Ana").await;
    let mut one = Phone::enrol(&server, learner, 11, NOW).await;
    let mut two = Phone::enrol(&server, learner, 22, NOW).await;

    one.act(work("work_add", ENTRY, "2026-11-10", 60), NOW + 10);
    one.act(work("work_add", OTHER, "2026-11-17", 90), NOW + 11);
    one.act(work("work_add", TAKEN_BACK, "2026-11-17", 45), NOW + 12);
    one.act(json!({"type": "work_withdraw", "entry": TAKEN_BACK}), NOW + 13);
    let place = json!({"type": "lesson_place", "lesson": "k3f9d2ma", "place": 1, "seconds": 100});
    one.act(place, NOW + 14);
    one.visit(&server, NOW + 20).await;
    while two.visit(&server, NOW + 21).await {}

    one.act(work("work_correct", ENTRY, "2026-11-10", 75), NOW + 30);
    two.act(work("work_correct", ENTRY, "2026-11-10", 50), NOW + 40);
    let done = json!({"type": "lesson_done", "lesson": "k3f9d2ma", "place": 1, "seconds": 50,
                      "scorePercent": 80});
    two.act(done, NOW + 41);
    one.visit(&server, NOW + 50).await;
    two.clock_offset = 3 * DAY;
    server.clock.set(NOW + 60);
    two.visit(&server, NOW + 60).await;
    (server, cookie, learner.to_string(), one, two)
}

#[tokio::test]
async fn the_cohort_counts_what_is_beyond_question() {
    let (server, cookie, id, ..) = two_phones().await;
    let page = server.get_as(&cookie, "/api/cohorts/cohorte-1").await.json();
    assert_eq!(page["lessons_total"], 1);
    assert_eq!(page["funnel"], json!({"enrolled": 1, "started": 1, "half": 1, "completed": 1}));
    assert_eq!(
        page["learners"][0],
        json!({
            "id": id, "label": "P-0001", "name": "Ana", "lessons_done": 1,
            "last_activity": NOW + 41, "last_data": NOW + 60,
            "minutes_by_week": [50, 90], "minutes_total": 140, "units_total": 0,
            "open_questions": 1, "phones": 2, "missing": 0
        }),
        "the smaller of two live versions; nothing for what was taken back"
    );
}

#[tokio::test]
async fn the_record_shows_the_history_behind_each_value() {
    let (server, cookie, id, one, two) = two_phones().await;
    let page = server.get_as(&cookie, &format!("/api/learners/{id}")).await.json();

    let phones = page["phones"].as_array().unwrap();
    assert_eq!(phones.len(), 2);
    assert_eq!((&phones[0]["writer"], &phones[0]["changes"]), (&json!(one.writer()), &json!(6)));
    assert_eq!(phones[1]["clock_offset_seconds"], json!(3 * DAY));
    assert_ne!(phones[0]["label"], phones[1]["label"]);

    let lesson = &page["lessons"][0];
    assert_eq!((&lesson["title"], &lesson["course"]), (&json!("Hola"), &json!("Your site")));
    assert_eq!(
        lesson["folded"],
        json!({"state": "done", "place": 1, "seconds": 150, "score_percent": 80,
               "completed_at": NOW + 41, "last_at": NOW + 41})
    );
    assert_eq!(lesson["by_writer"].as_array().unwrap().len(), 2);

    let entry = page["work"].as_array().unwrap().iter().find(|it| it["entry"] == ENTRY).unwrap();
    assert_eq!(entry["open_question"], true);
    let brief = |versions: &Value| -> Vec<(String, u64, bool)> {
        let brief = |it: &Value| {
            let writer = it["writer"].as_str().unwrap().to_owned();
            (writer, it["minutes"].as_u64().unwrap(), it["live"].as_bool().unwrap())
        };
        versions.as_array().unwrap().iter().map(brief).collect()
    };
    assert_eq!(
        brief(&entry["history"]),
        [(two.writer(), 50, true), (one.writer(), 75, true), (one.writer(), 60, false)]
    );
    assert_eq!(brief(&entry["live"]), [(two.writer(), 50, true), (one.writer(), 75, true)]);
    let newest = entry["history"][0].as_object().unwrap();
    let mut names: Vec<_> = newest.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "at",
            "change",
            "day",
            "live",
            "minutes",
            "note",
            "op",
            "phone",
            "received_at",
            "standing",
            "task",
            "withdrawn",
            "writer"
        ]
    );
    assert_eq!((&newest["at"], &newest["received_at"]), (&json!(NOW + 40), &json!(NOW + 60)));

    let back = page["work"].as_array().unwrap().iter().find(|it| it["entry"] == TAKEN_BACK);
    assert_eq!(back.unwrap()["live"][0]["withdrawn"], true);

    let questions = server.get_as(&cookie, "/api/cohorts/cohorte-1/questions").await.json();
    let learner = json!({"id": id, "label": "P-0001", "name": "Ana"});
    assert_eq!(questions, json!([{"learner": learner, "entry": entry}]));
}

#[tokio::test]
async fn the_table_holds_every_version_and_no_formula() {
    let (server, cookie, id, ..) = two_phones().await;
    let csv = server.get_as(&cookie, &format!("/api/learners/{id}/record.csv")).await;
    let text = String::from_utf8(csv.body).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let head = reader.headers().unwrap().clone();
    let note = head.iter().position(|name| name == "note").unwrap();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    // Three of the open question, one, two with the withdrawal; one of the lesson on each phone.
    assert_eq!(rows.len(), 8);
    for row in &rows {
        assert!(row.iter().all(|cell| !cell.starts_with('=')), "{row:?}");
    }
    assert!(rows.iter().any(|row| &row[note] == "'=hola"));
}

#[tokio::test]
async fn what_has_not_arrived_is_counted() {
    let server = Server::start().await;
    let cookie = server.signed_in().await;
    let learner = server.add_learner(1, "Ana").await;
    let mut phone = Phone::enrol(&server, learner, 11, NOW).await;
    for page in 0..300 {
        let place =
            json!({"type": "lesson_place", "lesson": "k3f9d2ma", "place": page, "seconds": 1});
        phone.act(place, NOW + 1);
    }
    // More than fits one batch; the first is lost on the way.
    let body = phone.request(NOW + 2);
    let mut request = SyncRequest::from_bytes(&body).unwrap();
    let batches = request.profiles[0].batches.as_mut().unwrap();
    assert_eq!(batches.len(), 2);
    batches.remove(0);
    assert_eq!(post_sync(&server, request.to_bytes()).await.status.as_u16(), 200);
    let counts = async || {
        let page = server.get_as(&cookie, &format!("/api/learners/{learner}")).await.json();
        let phone = &page["phones"][0];
        (phone["changes"].as_u64().unwrap(), phone["missing"].as_u64().unwrap())
    };
    assert_eq!(counts().await, (0, 256));
    let cohort = server.get_as(&cookie, "/api/cohorts/cohorte-1").await.json();
    assert_eq!(cohort["learners"][0]["missing"], 256);
    assert_eq!(post_sync(&server, body).await.status.as_u16(), 200);
    assert_eq!(counts().await, (300, 0));
}

#[tokio::test]
async fn a_code_is_for_one_phone() {
    let server = Server::start().await;
    let learner = server.add_learner(1, "Ana").await;
    let phone = Phone::enrol(&server, learner, 11, NOW).await;
    let answer = post_enrolment(&server, phone.code.clone(), 12).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "code_unknown"));
    let again = post_enrolment(&server, phone.code.clone(), 11).await;
    assert_eq!(again.status.as_u16(), 200, "the same phone, whose answer was lost");
    server.clock.set(NOW + 100);
    let mut tried = Vec::new();
    for number in 0..6 {
        tried.push(post_enrolment(&server, "ZZZZ2222".into(), number).await.code());
    }
    assert_eq!(tried[..5], ["code_unknown"; 5]);
    assert_eq!(tried[5], "too_many_tries");
}
