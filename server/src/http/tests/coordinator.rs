//! What coordinators see over HTTP; the counting itself is tested in `reports` and `store`.

use axum::body::Body;
use axum::http::header::COOKIE;
use serde_json::json;

use super::{NOW, Server, from_page};

#[tokio::test]
async fn a_cohort_before_anybody_did_anything() {
    let server = Server::start().await;
    let cookie = server.signed_in().await;
    let id = server.add_learner(1, "=Ana").await.to_string();

    let list = server.get_as(&cookie, "/api/cohorts").await;
    assert_eq!(list.header("cache-control"), "no-store");
    let head = json!({"id": "cohorte-1", "title": "Cohorte 1", "starts": "2026-11-09",
                      "weeks": 12});
    let mut counted = head.clone();
    counted["learners"] = json!(1);
    assert_eq!(list.json(), json!([counted]));

    let page = server.get_as(&cookie, "/api/cohorts/cohorte-1").await.json();
    assert_eq!(
        page,
        json!({
            "cohort": head,
            "as_of": NOW,
            "weeks": ["2026-11-09", "2026-11-16"],
            "lessons_total": 0,
            "funnel": {"enrolled": 1, "started": 0, "half": 0, "completed": 0},
            "learners": [{
                "id": id, "label": "P-0001", "name": "=Ana", "lessons_done": 0,
                "minutes_by_week": [0, 0], "minutes_total": 0, "units_total": 0,
                "open_questions": 0, "phones": 0, "missing": 0
            }]
        })
    );

    let csv = server.get_as(&cookie, "/api/cohorts/cohorte-1/learners.csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"learners.csv\"");
    assert_eq!(csv.header("cache-control"), "no-store");
    let text = String::from_utf8(csv.body).unwrap();
    assert!(text.starts_with("\u{feff}label,name,"));
    assert!(text.contains("\r\nP-0001,'=Ana,0,0,,,0,0,0,0,0,0,0\r\n"), "{text}");

    let questions = server.get_as(&cookie, "/api/cohorts/cohorte-1/questions").await;
    assert_eq!(questions.json(), json!([]));
}

#[tokio::test]
async fn a_learner_before_she_did_anything() {
    let server = Server::start().await;
    let cookie = server.signed_in().await;
    let id = server.add_learner(1, "Ana").await.to_string();
    let page = server.get_as(&cookie, &format!("/api/learners/{id}")).await.json();
    assert_eq!(
        page,
        json!({
            "learner": {"id": id, "label": "P-0001", "name": "Ana", "cohort": "cohorte-1",
                        "enrolled_at": NOW},
            "as_of": NOW, "phones": [], "lessons": [], "work": [], "sessions": []
        })
    );
    let csv = server.get_as(&cookie, &format!("/api/learners/{id}/record.csv")).await;
    assert_eq!(String::from_utf8(csv.body).unwrap().lines().count(), 1);
}

#[tokio::test]
async fn what_is_not_there() {
    let server = Server::start().await;
    let cookie = server.signed_in().await;
    let nobody = "02".repeat(16);
    for path in [
        "/api/cohorts/none".to_owned(),
        "/api/cohorts/none/learners.csv".to_owned(),
        "/api/cohorts/none/questions".to_owned(),
        "/api/learners/zz".to_owned(),
        "/api/learners/%FF".to_owned(),
        format!("/api/learners/{nobody}"),
        format!("/api/learners/{nobody}/record.csv"),
    ] {
        let answer = server.get_as(&cookie, &path).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (404, "not_found"), "{path}");
    }
    let codes = from_page("POST", &format!("/api/learners/{nobody}/codes")).header(COOKIE, &cookie);
    let answer = server.ask(codes.body(Body::from("{}")).unwrap()).await;
    assert_eq!(answer.code(), "not_found");
}

#[tokio::test]
async fn a_code_for_another_phone() {
    let server = Server::start().await;
    let cookie = server.signed_in().await;
    let id = server.add_learner(1, "Ana").await.to_string();
    let ask = || {
        let codes = from_page("POST", &format!("/api/learners/{id}/codes"));
        server.ask(codes.header(COOKIE, &cookie).body(Body::from("{}")).unwrap())
    };
    let (one, other) = (ask().await.json(), ask().await.json());
    let code = one["code"].as_str().unwrap();
    assert_eq!((code.len(), &code[4..5]), (9, "-"));
    assert_ne!(one["code"], other["code"]);
    assert!(one["expires_at"].as_i64().unwrap() > NOW);
}
