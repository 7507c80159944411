//! The fictional cohort as its coordinator sees it: every number on the cohort's page is found
//! again behind it.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use sync_core::record::Day;

use super::{NOW, Server};
use crate::demo;
use crate::http::{AppState, HttpConfig, router};
use crate::source::{Scripted, Source};
use crate::store::Store;

async fn seeded() -> (Server, String) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    demo::seed(&store, 1, Day::of_seconds(NOW), demo::Extent::Cohort).await.unwrap();
    let config = HttpConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        behind_https_proxy: false,
        demonstration: true,
    };
    let clock = Scripted::new(NOW, 7);
    let source = Source::new(Arc::clone(&clock));
    let router = router(AppState::new(store.clone(), config, source));
    let server = Server { router, store, clock, _directory: directory };
    let cookie = server.signed_in().await;
    (server, cookie)
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

/// What an entry counts for, by the rule of `docs/API.md`.
fn counted(entry: &Value, amount: &str) -> u64 {
    let amounts = items(&entry["live"]).map(|version| {
        if version["withdrawn"] == true { 0 } else { version[amount].as_u64().unwrap_or(0) }
    });
    amounts.min().unwrap_or(0)
}

#[tokio::test]
async fn numbers_agree_with_what_lies_behind_them() {
    let (server, cookie) = seeded().await;
    let cohorts = server.get_as(&cookie, "/api/cohorts").await.json();
    let path = format!("/api/cohorts/{}", cohorts[0]["id"].as_str().unwrap());
    let page = server.get_as(&cookie, &path).await.json();
    let weeks = page["weeks"].as_array().unwrap().len();
    assert!(weeks >= 7, "{weeks} weeks");
    let total = page["lessons_total"].as_u64().unwrap();
    assert!(total > 0);
    let mut open_questions = 0;
    for line in items(&page["learners"]) {
        let name = &line["name"];
        let by_week: u64 = items(&line["minutes_by_week"]).map(|it| it.as_u64().unwrap()).sum();
        assert_eq!(line["minutes_by_week"].as_array().unwrap().len(), weeks);
        // Work outside the cohort's weeks counts in the total only.
        assert!(line["minutes_total"].as_u64().unwrap() >= by_week, "{name}");

        let path = format!("/api/learners/{}", line["id"].as_str().unwrap());
        let record = server.get_as(&cookie, &path).await.json();
        let done = items(&record["lessons"]).filter(|it| it["folded"]["state"] == "done").count();
        assert_eq!(line["lessons_done"], done as u64, "{name}");
        let sum = |amount| -> u64 { items(&record["work"]).map(|it| counted(it, amount)).sum() };
        assert_eq!(line["minutes_total"], sum("minutes"), "{name}");
        assert_eq!(line["units_total"], sum("units"), "{name}");
        let questions = items(&record["work"]).filter(|it| it["open_question"] == true).count();
        assert_eq!(line["open_questions"], questions as u64, "{name}");
        open_questions += questions;
        assert_eq!(line["phones"], record["phones"].as_array().unwrap().len() as u64, "{name}");
        assert_eq!(line["missing"], 0, "{name}");
        let newest = items(&record["work"])
            .flat_map(|entry| items(&entry["history"]))
            .chain(items(&record["lessons"]).flat_map(|lesson| {
                items(&lesson["by_writer"]).flat_map(|writer| items(&writer["history"]))
            }))
            .filter_map(|version| version["at"].as_i64())
            .max();
        assert_eq!(line["last_activity"].as_i64(), newest, "{name}");
        assert!(newest <= page["as_of"].as_i64(), "{name}: nothing from the future");
        for lesson in items(&record["lessons"]) {
            assert_ne!(lesson["course"], "", "{name}: every lesson has its course");
        }
        let csv = server.get_as(&cookie, &format!("{path}/record.csv")).await;
        assert_eq!(csv.status, StatusCode::OK);
    }
    assert!(open_questions > 0, "the demonstration shows one");
    let questions = server.get_as(&cookie, &format!("{path}/questions")).await.json();
    assert_eq!(questions.as_array().unwrap().len(), open_questions);
    let funnel = ["enrolled", "started", "half", "completed"]
        .map(|step| page["funnel"][step].as_u64().unwrap());
    assert!(funnel.is_sorted_by(|more, fewer| more >= fewer), "{funnel:?}");
}
