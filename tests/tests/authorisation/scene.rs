//! Two centres, four cohorts, five learners, and accounts; and a server over them.
//!
//! One account of each kind is made at the command line. Its copies in other states are made in the
//! database, since hashing a password for each would take a minute.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use sync_core::notice::{Notice, NoticeKind, SignedNotice};
use sync_core::record::Day;
use sync_core::trust::SigningKey;
use tests::binary::chaski;
use tests::http::{self, Answer};
use tests::office::{Office, chaski_with, text};
use tests::server::Server;

/// Every role with every scope that goes with it, and an account without a grant.
pub(crate) const KINDS: [&str; 12] = [
    "administrator@programme",
    "coordinator@programme",
    "coordinator@center",
    "coordinator@cohort",
    "facilitator@programme",
    "facilitator@center",
    "facilitator@cohort",
    "mentor@group",
    "auditor@programme",
    "auditor@center",
    "auditor@cohort",
    NOBODY,
];
pub(crate) const NOBODY: &str = "nobody";
pub(crate) const STATES: [&str; 6] =
    ["active", "disabled", "locked", "first_password", "not_begun", "ended"];
/// An account that nobody signs in to.
pub(crate) const WITNESS: &str = "testigo";

pub(crate) struct Scene {
    pub(crate) office: Office,
    pub(crate) server: Server,
    /// Of all accounts.
    pub(crate) password: String,
    /// By target.
    pub(crate) learners: BTreeMap<&'static str, String>,
    pub(crate) cohorts: BTreeMap<&'static str, &'static str>,
    pub(crate) centers: BTreeMap<&'static str, &'static str>,
    /// A session of each cohort's.
    pub(crate) sessions: BTreeMap<&'static str, String>,
    /// A phone of each learner's.
    pub(crate) devices: BTreeMap<&'static str, &'static str>,
}

impl Scene {
    /// With accounts of these kinds, in every state.
    pub(crate) fn new(kinds: &[&str]) -> Self {
        let office = Office::empty();
        office.done(&["init", "--programme", "pruebas"]);
        for id in ["uno", "dos"] {
            office.done(&["centre", "add", "--id", id, "--title", id]);
        }
        let cohorts = [
            ("own", "a", Some("uno")),
            ("same_center", "b", Some("uno")),
            ("other_center", "c", Some("dos")),
            ("no_center", "d", None),
        ];
        for (_, id, center) in cohorts {
            let add = ["cohort", "add", "--id", id, "--title", id, "--starts", "2026-09-28"];
            let center = center.map(|center| ["--centre", center]);
            let center: Vec<&str> = center.into_iter().flatten().collect();
            office.done(&[&add[..], &["--weeks", "12"], &center[..]].concat());
        }
        let learner = |cohort: &str| {
            let add = ["learner", "add", "--cohort", cohort, "--name", "Ana Quispe", "--json"];
            text(&office.json(&add)["id"])
        };
        let learners = BTreeMap::from([
            ("own", learner("a")),
            ("same_cohort", learner("a")),
            ("same_center", learner("b")),
            ("other_center", learner("c")),
            ("no_center", learner("d")),
            ("nowhere", "ff".repeat(16)),
        ]);
        // Learners are numbered as they were made, and each one's phone like her.
        edit(
            &office,
            "insert into device (number, learner, label, token_hash, since)
             select number, number, 'Teléfono', randomblob(32), 1 from learner",
        );
        let devices = BTreeMap::from([
            ("own", "1"),
            ("same_cohort", "2"),
            ("same_center", "3"),
            ("other_center", "4"),
            ("no_center", "5"),
            ("nowhere", "99"),
        ]);
        // Cohorts are numbered as they were made, and so are their sessions.
        edit(
            &office,
            "insert into cohort_session (number, cohort, id, edition, title, day, start, minutes,
                                         cancelled, notice, announced)
             select number, number, unhex('0192000000007000800000000000000' || number), 1, 'Taller',
                    20700, 540, 60, 0, x'', 0 from cohort",
        );
        // So are their notices, of which each has its session's id.
        for (number, (_, cohort, _)) in (1_u8..).zip(&cohorts) {
            let body = hex::encode(&*notice(number, cohort));
            edit(
                &office,
                &format!(
                    "insert into cohort_notice (number, cohort, id, edition, ends_on, body, notice,
                                                announced)
                     values ({number}, {number}, unhex('0192000000007000800000000000000{number}'),
                             1, 20700, unhex('{body}'), x'', 0)"
                ),
            );
        }
        let session = |number: u8| format!("01920000-0000-7000-8000-00000000000{number}");
        let sessions = BTreeMap::from([
            ("own", session(1)),
            ("same_center", session(2)),
            ("other_center", session(3)),
            ("no_center", session(4)),
            ("nowhere", session(9)),
        ]);
        let centers =
            BTreeMap::from([("own", "uno"), ("other_center", "dos"), ("nowhere", "none")]);
        let password = accounts(&office, kinds, &learners["own"]);
        let mut serve = Command::new(chaski());
        // Behind a proxy each caller has an address of her own, and none runs out of tries.
        serve.arg("serve").arg("--behind-https-proxy").args(["--listen", "127.0.0.1:0"]);
        serve.arg("--data").arg(&office.data);
        let server = Server::spawn(serve);
        let cohorts = cohorts.into_iter().map(|(target, id, _)| (target, id));
        let cohorts = cohorts.chain([("nowhere", "none")]).collect();
        Self { office, server, password, learners, cohorts, centers, sessions, devices }
    }

    /// Asks as a page of ours would, from an address of this login's own.
    pub(crate) fn ask(
        &self,
        login: &str,
        cookie: Option<&str>,
        (method, path): (&str, &str),
        body: &str,
    ) -> Answer {
        let from = from(login);
        let kind = if path.contains("/import") { "text/csv" } else { "application/json" };
        let mut headers =
            vec![("content-type", kind), ("x-chaski", "1"), ("x-forwarded-for", from.as_str())];
        headers.extend(cookie.map(|cookie| ("cookie", cookie)));
        http::request(self.server.address, method, path, &headers, body.as_bytes()).unwrap()
    }

    pub(crate) fn sign_in(&self, login: &str, password: &str) -> Answer {
        let body = json!({"login": login, "password": password}).to_string();
        self.ask(login, None, ("POST", "/api/session"), &body)
    }

    /// Signs in; gives the session's cookie.
    pub(crate) fn cookie(&self, login: &str) -> String {
        let answer = self.sign_in(login, &self.password);
        assert_eq!(answer.status, 200, "{login}: {}", answer.text());
        cookie_of(&answer)
    }

    /// What the database is told behind the server's back.
    pub(crate) fn edit(&self, sql: &str) {
        edit(&self.office, sql);
    }
}

/// Every address of the server with its method.
pub(crate) fn addresses() -> Vec<(String, String)> {
    let output = chaski_with(["addresses"]);
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The cookie that an answer sets.
pub(crate) fn cookie_of(answer: &Answer) -> String {
    answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned()
}

/// The login of an account of this kind in this state.
pub(crate) fn login(kind: &str, state: &str) -> String {
    format!("{}-{state}", kind.replace('@', "-"))
}

/// An address that follows from the login.
fn from(login: &str) -> String {
    let sum = login.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte));
    let [_, b, c, d] = sum.to_be_bytes();
    format!("10.{b}.{c}.{d}")
}

fn edit(office: &Office, sql: &str) {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    database.execute_batch(sql).unwrap();
}

/// Makes the accounts; gives the password that all of them have.
fn accounts(office: &Office, kinds: &[&str], mentored: &str) -> String {
    let add = |login: &str, role: &str, scope: &str| {
        let add = ["account", "add", "--login", login, "--name", "Nombre", "--role", role];
        office.done(&[&add[..], &["--scope", scope]].concat()).trim().to_owned()
    };
    let password = add(WITNESS, "auditor", "programme");
    for kind in kinds {
        let (role, scope) = kind.split_once('@').unwrap_or(("auditor", "programme"));
        let scope = match scope {
            "center" => "centre:uno".to_owned(),
            "cohort" => "cohort:a".to_owned(),
            "group" => format!("learners:{mentored}"),
            other => other.to_owned(),
        };
        add(&login(kind, "active"), role, &scope);
    }
    let today = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 86_400;
    let mut sql = format!(
        "update account set first_password = 0,
             password_hash = (select password_hash from account where login = '{WITNESS}');
         delete from role_grant where account in
             (select number from account where login = '{}');",
        login(NOBODY, "active")
    );
    for state in &STATES[1..] {
        let (starts, ends) = match *state {
            "not_begun" => (today + 2, "null".to_owned()),
            "ended" => (1, (today - 2).to_string()),
            _ => (1, "null".to_owned()),
        };
        sql.push_str(&format!(
            "insert into account
                 (login, name, locale, password_hash, first_password, created_at)
             select replace(login, '-active', '-{state}'), name, locale, password_hash,
                    '{state}' = 'first_password', created_at
             from account where login like '%-active';
             insert into role_grant
                 (account, role, scope, center, cohort, starts, ends, granted_at)
             select copy.number, role, scope, center, cohort, {starts}, {ends}, granted_at
             from role_grant join account on account.number = role_grant.account
             join account copy on copy.login = replace(account.login, '-active', '-{state}')
             where account.login like '%-active';
             insert into grant_learner (role_grant, learner)
             select copied.number, grant_learner.learner
             from grant_learner
             join role_grant on role_grant.number = grant_learner.role_grant
             join account on account.number = role_grant.account
             join account copy on copy.login = replace(account.login, '-active', '-{state}')
             join role_grant copied on copied.account = copy.number
             where account.login like '%-active';"
        ));
    }
    edit(office, &sql);
    password
}

/// What a cohort's notice says, as it is kept.
fn notice(number: u8, cohort: &str) -> Vec<u8> {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&[0x01, 0x92]);
    (id[6], id[8], id[15]) = (0x70, 0x80, number);
    let notice = Notice {
        id,
        edition: 1,
        cohort: cohort.to_owned(),
        kind: NoticeKind::Fair,
        title: "Feria".to_owned(),
        text: "En la plaza".to_owned(),
        ends_on: Day(20_700),
        by: "Rosa".to_owned(),
        place: None,
        link: None,
        company: None,
        tracks: None,
        courses: None,
        certificates: None,
        closed: None,
    };
    SignedNotice::issue(&SigningKey::from_seed([1; 32]), &notice).notice.to_vec()
}
