//! The second factor: made, asked for, not taken twice, required, and lost.

use axum::body::Body;
use axum::http::header::COOKIE;
use serde_json::{Value, json};
use sync_core::record::Day;
use totp_rs::Secret;

use super::{Answer, LOGIN, NOW, PASSWORD, Server, cookie_of, from_page};
use crate::authority::{Grant, Role, Scope};
use crate::second_factor::SharedSecret;
use crate::store::accounts::NewAccount;
use crate::store::sessions::SessionToken;

async fn send(server: &Server, cookie: &str, path: &str, body: Value) -> Answer {
    method(server, cookie, ("POST", path), body).await
}

async fn method(server: &Server, cookie: &str, call: (&str, &str), body: Value) -> Answer {
    let request = from_page(call.0, call.1).header(COOKIE, cookie);
    server.ask(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn sign_in_with(server: &Server, code: &str) -> Answer {
    let body = json!({"login": LOGIN, "password": PASSWORD, "code": code});
    server.post("/api/session", body).await
}

fn code_at(secret: &SharedSecret, now: i64) -> String {
    secret.code_at(u64::try_from(now).unwrap()).unwrap()
}

/// Makes a second factor as her page does; gives the secret and the codes for her paper.
async fn enrol(server: &Server, cookie: &str, now: i64) -> (SharedSecret, Vec<String>) {
    let begun =
        send(server, cookie, "/api/session/second-factor", json!({"password": PASSWORD})).await;
    assert_eq!(begun.status, 200);
    let begun = begun.json();
    assert_eq!((&begun["issuer"], &begun["login"]), (&json!("Chaski"), &json!(LOGIN)));
    let secret = Secret::try_from_base32(begun["secret"].as_str().unwrap()).unwrap();
    let secret = SharedSecret(secret.as_bytes().try_into().unwrap());
    let form = json!({"code": code_at(&secret, now)});
    let done = send(server, cookie, "/api/session/second-factor/confirm", form).await;
    assert_eq!(done.status, 200);
    let codes = done.json()["recovery_codes"].as_array().unwrap().clone();
    (secret, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

/// An administrator who is signed in.
async fn administrator(server: &Server) -> String {
    let (role, scope) = (Role::Administrator, Scope::Programme);
    let new = NewAccount {
        login: "admin".into(),
        name: "Admin".into(),
        locale: "es".into(),
        password_hash: "none".into(),
        first_password: false,
        grants: vec![Grant { role, scope, from: Day::of_seconds(NOW), until: None }],
    };
    server.store.add_account(new, None, NOW).await.unwrap();
    let (account, _) = server.store.account_of_login("admin").await.unwrap().unwrap();
    let token = SessionToken::new([8; 32]);
    server.store.open_session(&token, account.number, NOW).await.unwrap();
    format!("chaski_session={}", token.to_hex())
}

#[tokio::test]
async fn is_made_by_herself_and_asked_for_from_then_on() {
    let server = Server::start().await;
    server.add_account().await;
    let cookie = cookie_of(&server.sign_in(LOGIN, PASSWORD).await);
    let elsewhere = cookie_of(&server.sign_in(LOGIN, PASSWORD).await);
    let own = async |cookie: &str| server.get_as(cookie, "/api/session/second-factor").await;
    assert_eq!(own(&cookie).await.json(), json!({"state": "off", "recovery_left": 0}));

    let begin = "/api/session/second-factor";
    let wrong = send(&server, &cookie, begin, json!({"password": "otra"})).await;
    assert_eq!(wrong.code(), "wrong_credentials", "a session alone makes none");
    send(&server, &cookie, begin, json!({"password": PASSWORD})).await;
    let confirm = "/api/session/second-factor/confirm";
    let wrong = send(&server, &cookie, confirm, json!({"code": "000000"})).await;
    assert_eq!((wrong.status.as_u16(), wrong.code().as_str()), (401, "wrong_second_factor"));
    assert_eq!(server.sign_in(LOGIN, PASSWORD).await.status, 200, "not in force before proof");

    let (secret, codes) = enrol(&server, &cookie, NOW).await;
    assert_eq!(codes.len(), 10);
    let state = json!({"state": "on", "since": NOW, "recovery_left": 10});
    assert_eq!(own(&cookie).await.json(), state);
    assert_eq!(own(&elsewhere).await.code(), "not_signed_in", "her other sessions end");

    let needed = server.sign_in(LOGIN, PASSWORD).await;
    assert_eq!((needed.status.as_u16(), needed.code().as_str()), (401, "second_factor_needed"));
    let wrong = server.sign_in(LOGIN, "otra").await;
    assert_eq!(wrong.code(), "wrong_credentials", "the password comes first");
    let replayed = sign_in_with(&server, &code_at(&secret, NOW)).await;
    assert_eq!(replayed.code(), "wrong_second_factor", "it proved her telephone already");
    server.clock.set(NOW + 30);
    let right = sign_in_with(&server, &code_at(&secret, NOW + 30)).await;
    assert_eq!((right.status.as_u16(), &right.json()["second_factor"]), (200, &json!("on")));
}

#[tokio::test]
async fn no_code_is_taken_twice_and_a_clock_may_be_one_step_off() {
    let server = Server::start().await;
    server.add_account().await;
    let cookie = cookie_of(&server.sign_in(LOGIN, PASSWORD).await);
    let (secret, codes) = enrol(&server, &cookie, NOW).await;
    let late = NOW + 600;
    server.clock.set(late);
    for (offset, status) in [(-60, 401), (-30, 200), (-30, 401), (60, 401), (30, 200), (0, 401)] {
        let answer = sign_in_with(&server, &code_at(&secret, late + offset)).await;
        assert_eq!(answer.status, status, "{offset}: a step is used up with those before it");
    }
    let paper = codes[3].to_lowercase().replace('-', " ");
    let by_paper = sign_in_with(&server, &paper).await;
    assert_eq!(by_paper.status, 200);
    assert_eq!(sign_in_with(&server, &codes[3]).await.code(), "wrong_second_factor");
    let own = server.get_as(&cookie_of(&by_paper), "/api/session/second-factor").await.json();
    assert_eq!(own["recovery_left"], 9);
    let end = "/api/session/second-factor/end";
    let proof = json!({"password": PASSWORD});
    let refused = send(&server, &cookie_of(&by_paper), end, proof).await;
    assert_eq!(refused.code(), "second_factor_needed", "a session alone takes none away");
    let proof = json!({"password": PASSWORD, "code": codes[0]});
    assert_eq!(send(&server, &cookie_of(&by_paper), end, proof).await.status, 204);
    assert_eq!(server.sign_in(LOGIN, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn guessing_it_is_slowed_as_a_password_is() {
    let server = Server::start().await;
    server.add_account().await;
    let cookie = cookie_of(&server.sign_in(LOGIN, PASSWORD).await);
    let (secret, _) = enrol(&server, &cookie, NOW).await;
    server.clock.set(NOW + 90);
    for _ in 0..5 {
        assert_eq!(sign_in_with(&server, "000000").await.code(), "wrong_second_factor");
    }
    let right = code_at(&secret, NOW + 90);
    assert_eq!(sign_in_with(&server, &right).await.code(), "too_many_tries");
    server.clock.set(NOW + 90 + 60);
    // The password alone gives no try back.
    assert_eq!(server.sign_in(LOGIN, PASSWORD).await.code(), "second_factor_needed");
    assert_eq!(sign_in_with(&server, &right).await.header("retry-after"), "120");
}

#[tokio::test]
async fn a_role_may_have_to_have_it_and_whoever_lost_it_is_helped() {
    let server = Server::start().await;
    server.add_account().await;
    let admin = administrator(&server).await;
    let cookie = cookie_of(&server.sign_in(LOGIN, PASSWORD).await);
    let cohorts = async |cookie: &str| server.get_as(cookie, "/api/cohorts").await;
    assert_eq!(cohorts(&cookie).await.status, 200);
    let roles = json!({"roles": ["coordinator"]});
    let required = send(&server, &admin, "/api/second-factor", roles.clone()).await;
    assert_eq!((required.status.as_u16(), required.json()), (200, roles.clone()));
    assert_eq!(server.get_as(&admin, "/api/second-factor").await.json(), roles);
    let unknown = send(&server, &admin, "/api/second-factor", json!({"roles": ["root"]})).await;
    assert_eq!(unknown.code(), "bad_request");

    let refused = cohorts(&cookie).await;
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (403, "second_factor_to_enrol"));
    let session = server.get_as(&cookie, "/api/session").await.json();
    assert_eq!(session["second_factor"], "to_enrol");
    let end = "/api/session/second-factor/end";
    enrol(&server, &cookie, NOW).await;
    assert_eq!(cohorts(&cookie).await.status, 200);
    let refused = send(&server, &cookie, end, json!({"password": PASSWORD})).await;
    assert_eq!(refused.code(), "second_factor_required");

    let account = format!("/api/accounts/{LOGIN}");
    let reset = json!({"reset_second_factor": true});
    assert_eq!(method(&server, &admin, ("PATCH", &account), reset.clone()).await.status, 200);
    assert_eq!(cohorts(&cookie).await.status, 401, "her sessions end");
    let again = server.sign_in(LOGIN, PASSWORD).await;
    assert_eq!(again.json()["second_factor"], "to_enrol");
    let own = method(&server, &admin, ("PATCH", "/api/accounts/admin"), reset).await;
    assert_eq!(own.code(), "forbidden", "nobody resets her own");

    let log = server.get_as(&admin, "/api/audit?account=admin").await.json();
    let noted: Vec<&Value> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["act"] == "manage_accounts")
        .map(|entry| &entry["detail"])
        .collect();
    let expected =
        [json!({"done": ["second_factor_reset"]}), json!({"second_factor_roles": ["coordinator"]})];
    assert_eq!(noted, expected.iter().collect::<Vec<_>>());
    let path = format!("/api/audit?account={LOGIN}&act=second_factor_on");
    let hers = server.get_as(&admin, &path).await;
    assert_eq!(hers.json()["entries"].as_array().unwrap().len(), 1);
}
