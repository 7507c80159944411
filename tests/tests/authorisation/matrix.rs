//! Every account in every state, at every address with every target: what the table says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::json;

use super::scene::{KINDS, NOBODY, STATES, Scene, WITNESS, addresses, cookie_of, login};
use super::table::{ANONYMOUS, Case, Row, rows};

/// Ends the session: comes last.
const SIGN_OUT: (&str, &str) = ("DELETE", "/api/session");
/// Opens the session: comes first.
const SIGN_IN: (&str, &str) = ("POST", "/api/session");

/// What differs from the table, and which of its lines were met.
#[derive(Default)]
struct Found {
    wrong: Vec<String>,
    met: BTreeSet<usize>,
    tried: usize,
}

struct Trial<'a> {
    scene: &'a Scene,
    rows: &'a [Row],
    found: Mutex<Found>,
}

#[test]
fn every_account_at_every_address_gets_what_the_table_says() {
    let rows = rows();
    let scene = Scene::new(&KINDS);
    let trial = Trial { scene: &scene, rows: &rows, found: Mutex::default() };
    the_table_speaks_of_every_address(&rows);
    let mut addresses: Vec<(&str, &str)> =
        rows.iter().map(|row| (row.method.as_str(), row.path.as_str())).collect();
    addresses.sort_unstable();
    addresses.dedup();
    for address in &addresses {
        trial.anonymous(*address);
    }
    let of_accounts: Vec<(&str, &str)> = addresses
        .into_iter()
        .filter(|address| {
            rows.iter().any(|row| {
                (row.method.as_str(), row.path.as_str()) == *address && row.is_of_accounts()
            })
        })
        .collect();
    // Sessions from before they were disabled.
    let before: BTreeMap<&str, String> =
        KINDS.iter().map(|kind| (*kind, scene.cookie(&login(kind, "disabled")))).collect();
    scene.edit("update account set disabled_at = 1 where login like '%-disabled'");
    let accounts: Vec<(&str, &str)> = KINDS
        .iter()
        .flat_map(|kind| STATES.iter().map(move |state| (*kind, *state)))
        .filter(|(kind, state)| *kind != NOBODY || !["not_begun", "ended"].contains(state))
        .collect();
    std::thread::scope(|scope| {
        for half in accounts.chunks(accounts.len().div_ceil(2)) {
            let (trial, of_accounts, before) = (&trial, &of_accounts, &before);
            scope.spawn(move || {
                for (kind, state) in half {
                    let before = before.get(kind).filter(|_| *state == "disabled");
                    trial.account(kind, state, before.cloned(), of_accounts);
                }
            });
        }
    });
    let mut found = trial.found.into_inner().unwrap();
    for row in rows.iter().filter(|row| !found.met.contains(&row.line)) {
        found.wrong.push(format!("line {}: nothing meets it", row.line));
    }
    assert!(found.wrong.is_empty(), "{} differ:\n{}", found.wrong.len(), found.wrong.join("\n"));
    assert!(found.tried > 2_000, "only {} were tried", found.tried);
    scene.server.stop();
}

fn the_table_speaks_of_every_address(rows: &[Row]) {
    let known: BTreeSet<(String, String)> = addresses().into_iter().collect();
    let spoken: BTreeSet<(String, String)> = rows
        .iter()
        .map(|row| (row.method.clone(), row.path.split('?').next().unwrap().to_owned()))
        .collect();
    assert_eq!(spoken, known, "the table's addresses, and the server's");
}

impl Trial<'_> {
    fn anonymous(&self, (method, path): (&str, &str)) {
        let target = match targets(path)[..] {
            ["-"] => "-",
            ["nowhere"] => "nowhere",
            _ => "own",
        };
        let case = Case { method, path, target, who: ANONYMOUS, state: "-" };
        self.held(&case, None);
    }

    /// Everything that one account can try.
    fn account(&self, who: &str, state: &str, before: Option<String>, all: &[(&str, &str)]) {
        let login = login(who, state);
        if state == "locked" {
            for _ in 0..5 {
                // Too long to be hashed, so that the test need not be slow.
                let answer = self.scene.sign_in(&login, &"x".repeat(2_000));
                assert_eq!(answer.status, 401);
            }
        }
        let case = |(method, path), target| Case { method, path, target, who, state };
        let opened = self.held(&case(SIGN_IN, "-"), None);
        let cookie = opened.or(before);
        for address in all.iter().filter(|address| ![SIGN_IN, SIGN_OUT].contains(address)) {
            for target in targets(address.1) {
                self.held(&case(*address, target), cookie.as_deref());
            }
        }
        self.held(&case(SIGN_OUT, "-"), cookie.as_deref());
    }

    /// Tries one thing; gives the cookie that it set, if any.
    fn held(&self, case: &Case<'_>, cookie: Option<&str>) -> Option<String> {
        let rows: Vec<&Row> = self.rows.iter().filter(|row| row.speaks_of(case)).collect();
        let login = login(case.who, case.state);
        let body = self.body(case, &login);
        let answer = self.scene.ask(&login, cookie, (case.method, &self.path(case)), &body);
        let mut found = self.found.lock().unwrap();
        found.tried += 1;
        match rows[..] {
            [row] => {
                found.met.insert(row.line);
                if !row.status.contains(&answer.status) {
                    let got = answer.status;
                    found.wrong.push(format!("line {}: {case:?} got {got}", row.line));
                }
            }
            _ => {
                let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
                found.wrong.push(format!("{case:?} is spoken of by lines {lines:?}"));
            }
        }
        let opened = (case.method, case.path) == SIGN_IN && answer.status == 200;
        opened.then(|| cookie_of(&answer))
    }

    fn path(&self, case: &Case<'_>) -> String {
        let id = if case.path.starts_with("/api/cohorts/") {
            self.scene.cohorts.get(case.target).copied().unwrap_or_default()
        } else if case.path.starts_with("/api/centres/") {
            self.scene.centers.get(case.target).copied().unwrap_or_default()
        } else if case.path.starts_with("/api/sessions/") || case.path.starts_with("/api/notices/")
        {
            self.scene.sessions.get(case.target).map(String::as_str).unwrap_or_default()
        } else if case.path.starts_with("/api/devices/") {
            self.scene.devices.get(case.target).copied().unwrap_or_default()
        } else {
            self.scene.learners.get(case.target).map(String::as_str).unwrap_or_default()
        };
        let account = if case.target == "own" { WITNESS } else { "nadie" };
        case.path
            .replace("{id}", id)
            .replace("{login}", account)
            .replace("{name}", "funnel")
            .replace("{code}", "00000000")
            .replace("{sha256}", &"00".repeat(32))
            .replace("{*place}", "x")
            .replace("{pack}/{version}", "none/1")
            .replace("{version}", "999")
            .replace("{list}", "0")
    }

    /// What whoever may do it succeeds with.
    fn body(&self, case: &Case<'_>, login: &str) -> String {
        match (case.method, case.path) {
            ("GET" | "DELETE", _)
            | (_, "/api/sync" | "/api/enrol" | "/api/return" | "/api/recoveries") => String::new(),
            SIGN_IN => json!({"login": login, "password": self.scene.password}).to_string(),
            ("POST", "/api/session/password") => {
                json!({"current": self.scene.password, "new": "corta"}).to_string()
            }
            ("POST", "/api/session/second-factor/confirm") => json!({"code": "000000"}).to_string(),
            ("POST", "/api/second-factor") => json!({"roles": []}).to_string(),
            ("POST", "/api/accounts") => {
                json!({"login": format!("nueva-{login}"), "name": "Nueva"}).to_string()
            }
            ("POST", "/api/cohorts/{id}/learners") => json!({
                "name": "Rosa Mamani", "confirm_duplicate": true,
                "consent": {"covers": ["record"], "version": "1"},
            })
            .to_string(),
            ("POST", path) if path.contains("/import") => {
                "nombre,consentimiento\nRosa Mamani,2026-09-28\n".to_owned()
            }
            ("PATCH", "/api/learners/{id}") => json!({"about": "Le gusta dibujar"}).to_string(),
            ("POST", "/api/learners/{id}/steps") => {
                json!({"requirement": "ninguno", "met": true}).to_string()
            }
            ("POST", "/api/certificates/credential") => json!({"link": "nada"}).to_string(),
            ("POST", "/api/learners/{id}/certificates") => {
                json!({"certificate": "ninguno"}).to_string()
            }
            ("POST", "/api/learners/{id}/certificates/revoke") => {
                json!({"id": "ninguno", "reason": "por error"}).to_string()
            }
            ("POST", "/api/learners/{id}/kin") => {
                json!({"login": WITNESS, "relation": "relative"}).to_string()
            }
            // Nobody's: groups stay as the scene made them.
            ("POST", "/api/learners/{id}/mentors") => {
                json!({"login": "nadie", "accompanies": true}).to_string()
            }
            ("POST", "/api/learners/{id}/kin/end") => json!({"login": WITNESS}).to_string(),
            ("POST", "/api/learners/{id}/same") => {
                let other = if case.target == "own" { "same_cohort" } else { "own" };
                json!({"other": self.scene.learners[other], "preview": true}).to_string()
            }
            ("POST", "/api/learners/{id}/confirm") => {
                json!({"writer": "00".repeat(8), "is_hers": true}).to_string()
            }
            ("POST", "/api/cohorts/{id}/statements") => {
                let id = "01920f3a-7c1e-7abc-8def-0123456789ab";
                json!({"id": id, "from": "2026-11-01", "to": "2026-11-30"}).to_string()
            }
            ("POST", "/api/cohorts/{id}/sessions") => {
                // One of its own for each cohort: one id is one session.
                let id = format!("01930000-0000-7000-8000-{:0>12}", hex::encode(case.target));
                json!({"id": &id[..36], "title": "Taller", "day": "2026-12-01", "start": "09:00",
                       "minutes": 60})
                .to_string()
            }
            ("POST", "/api/cohorts/{id}/notices") => {
                let id = format!("01940000-0000-7000-8000-{:0>12}", hex::encode(case.target));
                json!({"id": &id[..36], "kind": "fair", "title": "Feria", "text": "En la plaza",
                       "ends_on": "2026-12-01"})
                .to_string()
            }
            ("PATCH", "/api/notices/{id}") => {
                json!({"kind": "fair", "title": "Feria", "text": "Otra", "ends_on": "2026-12-01"})
                    .to_string()
            }
            ("PATCH", "/api/sessions/{id}") => json!({"title": "Otro taller"}).to_string(),
            ("POST", "/api/statements/{id}/payments") => {
                json!({"day": "2026-12-01", "method": "qr"}).to_string()
            }
            ("POST", "/api/courier/files") => json!({"text": "hola"}).to_string(),
            ("POST", "/api/recovery-key") => json!({"public": "00"}).to_string(),
            ("POST", "/api/recoveries/{code}") => json!({"answer": "00"}).to_string(),
            ("POST", "/api/desks") => json!({"learners": []}).to_string(),
            ("PATCH", "/api/accounts/{login}") => json!({"name": "Testigo"}).to_string(),
            ("PATCH", "/api/devices/{id}") => json!({"label": "Teléfono"}).to_string(),
            ("POST", "/api/devices/{id}/revoke") => json!({"reason": "other"}).to_string(),
            ("POST", "/api/devices/{id}/release") => json!({"through": 0}).to_string(),
            _ => "{}".to_owned(),
        }
    }
}

/// Where the thing can lie that an address names.
fn targets(path: &str) -> Vec<&'static str> {
    let of_cohorts = ["/api/cohorts/{id}", "/api/sessions/{id}", "/api/notices/{id}"];
    if of_cohorts.iter().any(|of| path.starts_with(of)) {
        vec!["own", "same_center", "other_center", "no_center", "nowhere"]
    } else if path.starts_with("/api/centres/{id}") {
        vec!["own", "other_center", "nowhere"]
    } else if path.starts_with("/api/learners/{id}") || path.starts_with("/api/devices/{id}") {
        vec!["own", "same_cohort", "same_center", "other_center", "no_center", "nowhere"]
    } else if path.contains("{login}") {
        vec!["own", "nowhere"]
    } else if path.contains('{') {
        vec!["nowhere"]
    } else {
        vec!["-"]
    }
}
