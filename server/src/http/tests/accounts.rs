//! Accounts over HTTP, and what the audit log says of all that.

use axum::body::Body;
use axum::http::header::COOKIE;
use serde_json::{Value, json};
use sync_core::record::Day;

use super::{Answer, LOGIN, NOW, Server, cookie_of, from_page};
use crate::authority::{Grant, Role, Scope};
use crate::store::accounts::NewAccount;
use crate::store::sessions::SessionToken;

/// A server with an administrator who is signed in.
async fn administered() -> (Server, String) {
    let server = Server::start().await;
    let grant = Grant {
        role: Role::Administrator,
        scope: Scope::Programme,
        from: Day::of_seconds(NOW),
        until: None,
    };
    let new = NewAccount {
        login: "admin".into(),
        name: "Admin".into(),
        locale: "es".into(),
        password_hash: "none".into(),
        first_password: false,
        grants: vec![grant],
    };
    server.store.add_account(new, None, NOW).await.unwrap();
    let (account, _) = server.store.account_of_login("admin").await.unwrap().unwrap();
    let token = SessionToken::new([8; 32]);
    server.store.open_session(&token, account.number, NOW).await.unwrap();
    (server, format!("chaski_session={}", token.to_hex()))
}

async fn send(server: &Server, cookie: &str, method: &str, path: &str, body: Value) -> Answer {
    let request = from_page(method, path).header(COOKIE, cookie);
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn an_account_from_its_first_day_to_its_last() {
    let (server, admin) = administered().await;
    let facilitator = json!({"role": "facilitator", "scope": "cohort", "cohort": "cohorte-1"});
    let form = json!({"login": " Lucia ", "name": "Lucía", "grants": [facilitator]});
    let made = send(&server, &admin, "POST", "/api/accounts", form.clone()).await;
    assert_eq!((made.status.as_u16(), &made.json()["login"]), (201, &json!("lucia")));
    let again = send(&server, &admin, "POST", "/api/accounts", form).await;
    assert_eq!((again.status.as_u16(), again.code().as_str()), (409, "login_taken"));

    let list = server.get_as(&admin, "/api/accounts").await.json();
    assert_eq!(
        list[1],
        json!({
            "login": "lucia", "name": "Lucía", "locale": "es", "state": "first_password",
            "created_at": NOW,
            "second_factor": false,
            "grants": [{"role": "facilitator", "scope": "cohort", "cohort": "cohorte-1",
                        "from": "2026-11-21", "in_force": true}]
        })
    );
    let given = made.json()["password"].as_str().unwrap().to_owned();
    let cookie = cookie_of(&server.sign_in("lucia", &given).await);
    assert_eq!(server.get_as(&cookie, "/api/cohorts").await.code(), "password_to_change");
    let own = json!({"current": given, "new": "nube verde sobre el cerro"});
    let changed = send(&server, &cookie, "POST", "/api/session/password", own).await;
    let cookie = cookie_of(&changed);
    assert_eq!(server.get_as(&cookie, "/api/cohorts").await.status, 200);

    let change =
        json!({"grants": [{"role": "auditor", "scope": "programme", "until": "2026-11-21"}]});
    let patch = async |body| send(&server, &admin, "PATCH", "/api/accounts/Lucia", body).await;
    assert_eq!(patch(change).await.status, 200);
    assert_eq!(server.get_as(&cookie, "/api/session").await.code(), "not_signed_in");
    let reset = patch(json!({"reset_password": true})).await.json();
    let given = reset["password"].as_str().unwrap();
    let session = server.sign_in("lucia", given).await;
    assert_eq!(
        (&session.json()["role"], &session.json()["first_password"]),
        (&json!("auditor"), &json!(true))
    );
    assert_eq!(patch(json!({"disabled": true})).await.status, 200);
    assert_eq!(server.get_as(&cookie_of(&session), "/api/session").await.status, 401);
    assert_eq!(server.sign_in("lucia", given).await.code(), "wrong_credentials");
    let state = |list: &Value| list[1]["state"].clone();
    assert_eq!(state(&server.get_as(&admin, "/api/accounts").await.json()), "disabled");
    assert_eq!(patch(json!({"disabled": false})).await.status, 200);
    server.clock.set(NOW + 600);
    assert_eq!(state(&server.get_as(&admin, "/api/accounts").await.json()), "first_password");

    let log = server.get_as(&admin, "/api/audit?subject=account:lucia&limit=50").await;
    let acts: Vec<Value> = log.json()["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .filter(|entry| entry["act"] == "manage_accounts")
        .map(|entry| json!([entry["account"], entry["detail"]["done"]]))
        .collect();
    assert_eq!(
        acts,
        [
            json!(["admin", ["added"]]),
            json!(["admin", ["grants"]]),
            json!(["admin", ["password_reset"]]),
            json!(["admin", ["disabled"]]),
            json!(["admin", ["enabled"]]),
        ]
    );
    let text = String::from_utf8(log.body).unwrap();
    assert!(!text.contains("Lucía") && !text.contains(given), "{text}");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_whole() {
    let (server, admin) = administered().await;
    let before = server.store.audit_head().await.unwrap();
    for grants in [
        json!([{"role": "root", "scope": "programme"}]),
        json!([{"role": "auditor", "scope": "cohort"}]),
        json!([{"role": "auditor", "scope": "cohort", "cohort": "none"}]),
        json!([{"role": "auditor", "scope": "programme", "center": "uno"}]),
        json!([{"role": "administrator", "scope": "cohort", "cohort": "cohorte-1"}]),
        json!([{"role": "mentor", "scope": "programme"}]),
        json!([{"role": "mentor", "scope": "learners", "learners": []}]),
        json!([{"role": "mentor", "scope": "learners", "learners": ["00".repeat(16)]}]),
        json!([{"role": "facilitator", "scope": "programme", "from": "2026-11-21",
                "until": "2026-11-20"}]),
        json!([{"role": "facilitator", "scope": "programme", "from": "soon"}]),
        json!([{"role": "facilitator", "scope": "programme", "extra": 1}]),
    ] {
        let form = json!({"login": "x", "name": "X", "grants": grants});
        let answer = send(&server, &admin, "POST", "/api/accounts", form).await;
        assert_eq!(answer.code(), "bad_request", "{grants}");
    }
    for form in
        [json!({"login": "", "name": "X"}), json!({"login": "x", "name": "X", "locale": "fr"})]
    {
        let answer = send(&server, &admin, "POST", "/api/accounts", form).await;
        assert_eq!(answer.code(), "bad_request");
    }
    for change in
        [json!({"disabled": true}), json!({"grants": []}), json!({"reset_password": true})]
    {
        let answer = send(&server, &admin, "PATCH", "/api/accounts/ADMIN", change).await;
        assert_eq!(answer.code(), "forbidden", "nobody changes her own rights");
    }
    let nobody = send(&server, &admin, "PATCH", "/api/accounts/x", json!({"name": "Y"})).await;
    assert_eq!(nobody.code(), "not_found");
    assert_eq!(server.store.audit_head().await.unwrap(), before, "nothing was done");
    for query in ["limit=x", "colour=red", "before=-"] {
        let answer = server.get_as(&admin, &format!("/api/audit?{query}")).await;
        assert_eq!(answer.code(), "bad_request", "{query}");
    }
}

#[tokio::test]
async fn what_leaves_the_house_is_noted() {
    let (server, admin) = administered().await;
    let cookie = server.signed_in().await;
    let id = server.add_learner(1, "Ana").await;
    let (before, _) = server.store.audit_head().await.unwrap();
    for path in [
        "/api/cohorts/cohorte-1/learners.csv".to_owned(),
        "/api/cohorts/cohorte-1/learners.csv?names=no".to_owned(),
        format!("/api/learners/{id}/record.csv"),
    ] {
        assert_eq!(server.get_as(&cookie, &path).await.status, 200, "{path}");
    }
    let codes = format!("/api/learners/{id}/codes");
    let code = send(&server, &cookie, "POST", &codes, json!({})).await.json();
    let log = server.get_as(&admin, &format!("/api/audit?account={LOGIN}&limit=4")).await;
    let entries: Vec<Value> = log.json()["entries"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .map(|entry| json!([entry["act"], entry["subject"], entry["detail"]]))
        .collect();
    let learner = format!("learner:{id}");
    assert_eq!(
        entries,
        [
            json!(["export_named", "cohort:cohorte-1", {"learners": 1}]),
            json!(["export_nameless", "cohort:cohorte-1", {"learners": 1}]),
            json!(["export_named", learner, {}]),
            json!(["make_code", learner, {"kind": "screen"}]),
        ]
    );
    assert_eq!(log.json()["head"]["entries"], before + 4);
    let text = String::from_utf8(log.body).unwrap();
    assert!(!text.contains("Ana") && !text.contains(code["code"].as_str().unwrap()));
    let older = server.get_as(&admin, &format!("/api/audit?before={}", before + 1)).await.json();
    assert_eq!(older["entries"][0]["sequence"], before);
}

#[tokio::test]
async fn the_log_is_asked_by_time_and_taken_as_a_table() {
    let (server, admin) = administered().await;
    for (day, login) in [(0, "ana"), (1, "eva")] {
        server.clock.set(NOW + day * 600);
        let form = json!({"login": login, "name": "X"});
        assert_eq!(send(&server, &admin, "POST", "/api/accounts", form).await.status, 201);
    }
    let subjects = async |query: String| {
        let log = server.get_as(&admin, &format!("/api/audit?act=manage_accounts{query}")).await;
        let entries = log.json()["entries"].as_array().unwrap().clone();
        entries.iter().map(|entry| entry["subject"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(subjects(format!("&since={}", NOW + 600)).await, ["account:eva"]);
    assert_eq!(subjects(format!("&until={}&since={NOW}", NOW + 600)).await.len(), 2, "admin's own");
    let table = server.get_as(&admin, "/api/audit.csv?act=manage_accounts").await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let text = String::from_utf8(table.body).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 4, "{text}");
    assert!(rows[3].contains(",admin,manage_accounts,account:eva,"), "{}", rows[3]);
    let noted = server.get_as(&admin, "/api/audit?limit=1").await.json();
    assert_eq!(
        (&noted["entries"][0]["act"], &noted["entries"][0]["detail"]["rows"]),
        (&json!("read_audit"), &json!(3))
    );
}
