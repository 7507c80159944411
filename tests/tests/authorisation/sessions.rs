//! No session, an ended one, another's; requests that another site could send; the first password.

use serde_json::json;
use tests::http;

use super::scene::{Scene, addresses, cookie_of, login};

const OWN: &str = "nube verde sobre el cerro";

#[test]
fn a_session_ends_and_is_nobody_elses() {
    let scene = Scene::new(&["coordinator@programme", "mentor@group"]);
    let (one, two) = (login("coordinator@programme", "active"), login("mentor@group", "active"));
    let show = |cookie: &str| scene.ask("x", Some(cookie), ("GET", "/api/session"), "");
    let (hers, mentors) = (scene.cookie(&one), scene.cookie(&two));
    // A cookie is what it is, whoever sends it and from wherever.
    assert_eq!(show(&mentors).json()["login"], two.as_str());
    let both = format!("{mentors}; {hers}");
    assert_eq!(show(&both).json()["login"], two.as_str(), "the first counts");
    let other = &scene.learners["same_cohort"];
    let record = format!("/api/learners/{other}");
    assert_eq!(scene.ask(&one, Some(&mentors), ("GET", &record), "").status, 404);
    assert_eq!(scene.ask(&one, Some(&hers), ("GET", &record), "").status, 200);

    let mut wrong = hers.clone();
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    for cookie in [wrong.as_str(), "chaski_session=", "chaski_session=00", "other=1"] {
        assert_eq!((show(cookie).status, show(cookie).code()), (401, "not_signed_in".into()));
    }
    for (ended, again) in [
        ("update session set last_seen = last_seen - 900", "idle"),
        ("update session set expires_at = last_seen", "old"),
        ("delete from session", "gone"),
    ] {
        let cookie = scene.cookie(&one);
        assert_eq!(show(&cookie).status, 200);
        scene.edit(ended);
        assert_eq!(show(&cookie).status, 401, "{again}");
    }
    let cookie = scene.cookie(&one);
    assert_eq!(scene.ask(&one, Some(&cookie), ("DELETE", "/api/session"), "").status, 204);
    assert_eq!(show(&cookie).status, 401, "she left");
    scene.server.stop();
}

#[test]
fn what_a_form_elsewhere_can_send_changes_nothing() {
    let scene = Scene::new(&["coordinator@programme", "administrator@programme"]);
    let addresses = addresses();
    let mut tried = 0;
    for kind in ["coordinator@programme", "administrator@programme"] {
        let cookie = scene.cookie(&login(kind, "active"));
        for (method, path) in &addresses {
            if method == "GET"
                || ["/api/sync", "/api/enrol", "/api/return", "/api/recoveries"]
                    .contains(&path.as_str())
                || path.starts_with("/api/hubs")
                || path == "/api/courier"
                || path == "/api/certificates/credential"
            {
                continue;
            }
            let path = path.replace("{id}", &scene.learners["own"]).replace("{login}", "testigo");
            for (headers, expected) in [
                (&[("content-type", "application/json")][..], 403),
                (&[("content-type", "text/plain"), ("x-chaski", "1")], 400),
                (&[("content-type", "application/json"), ("x-chaski", "0")], 403),
            ] {
                let mut all = headers.to_vec();
                all.push(("cookie", &cookie));
                let at = scene.server.address;
                let answer = http::request(at, method, &path, &all, b"{}").unwrap();
                assert_eq!(answer.status, expected, "{kind} {method} {path} {headers:?}");
                tried += 1;
            }
        }
        let show = scene.ask("x", Some(&cookie), ("GET", "/api/session"), "");
        assert_eq!(show.status, 200, "still signed in");
    }
    assert!(tried >= 30, "{tried}");
    scene.server.stop();
}

#[test]
fn a_first_password_opens_the_form_for_ones_own_and_nothing_else() {
    let scene = Scene::new(&["coordinator@programme"]);
    let given = scene.office.done(&[
        "account",
        "add",
        "--login",
        "lucia",
        "--name",
        "Lucía Condori",
        "--role",
        "facilitator",
        "--scope",
        "centre:uno",
    ]);
    let given = given.trim();
    let opened = scene.sign_in("Lucia", given);
    assert_eq!((opened.status, &opened.json()["first_password"]), (200, &json!(true)));
    let (cookie, elsewhere) = (cookie_of(&opened), cookie_of(&scene.sign_in("lucia", given)));
    let cohorts = |cookie: &str| scene.ask("lucia", Some(cookie), ("GET", "/api/cohorts"), "");
    assert_eq!(cohorts(&cookie).code(), "password_to_change");
    let change = |current: &str, new: &str| {
        let body = json!({"current": current, "new": new}).to_string();
        scene.ask("lucia", Some(&cookie), ("POST", "/api/session/password"), &body)
    };
    for (new, code) in [
        ("doce letras!", "password_too_short"),
        ("contraseña-segura-2026", "password_common"),
        ("LucíaCondori2026!", "password_personal"),
        (given, "password_same"),
    ] {
        assert_eq!(change(given, new).code(), code, "{new}");
    }
    assert_eq!(change("otra cosa", OWN).code(), "wrong_credentials");
    let changed = change(given, OWN);
    assert_eq!((changed.status, &changed.json()["first_password"]), (200, &json!(false)));
    assert_eq!(cohorts(&cookie_of(&changed)).status, 200);
    for old in [&cookie, &elsewhere] {
        assert_eq!(cohorts(old).status, 401, "a new password ends every session");
    }
    assert_eq!(scene.sign_in("lucia", given).status, 401);
    assert_eq!(scene.sign_in("lucia", OWN).status, 200);

    // Disabled by the command line while she is signed in.
    let cookie = cookie_of(&scene.sign_in("lucia", OWN));
    scene.office.done(&["account", "disable", "--login", "lucia"]);
    assert_eq!(cohorts(&cookie).status, 401);
    assert_eq!(scene.sign_in("lucia", OWN).code(), "wrong_credentials");
    let log = scene.office.json(&["audit", "list", "--json", "--subject", "account:lucia"]);
    let acts: Vec<&str> =
        log.as_array().unwrap().iter().rev().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(
        acts,
        [
            "manage_accounts",
            "sign_in",
            "sign_in",
            "sign_in_failed",
            "change_password",
            "sign_in",
            "sign_in_failed",
            "sign_in",
            "sign_in",
            "manage_accounts",
        ],
        "the login of a disabled account is noted as nobody's"
    );
    let verified = scene.office.json(&["audit", "verify", "--json"]);
    assert!(verified["entries"].as_u64().unwrap() > 10 && verified["broken"].is_null());
    scene.server.stop();
}
