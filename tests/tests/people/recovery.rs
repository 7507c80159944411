//! The centre's recovery key: two different people, once, within ten minutes; written down and shown.

use serde_json::{Value, json};
use sync_core::exchange::RecoveryState;
use sync_core::ids::LearnerId;
use sync_core::phone::Entropy;
use sync_core::recovery::{self, Attempt, Kit};
use sync_core::sealed_box::SealingPublic;
use tests::office::{Office, text};
use tests::phone::{Phone, Trouble, post};
use tests::server::Server;

use super::desk::{Desk, account};

const PATH: &str = "/api/recoveries";

/// A holder: signed in, with a paper.
struct Holder<'a> {
    desk: Desk<'a>,
    paper: [u8; 16],
}

impl<'a> Holder<'a> {
    fn new(server: &'a Server, login: &str, password: &str, n: u8) -> Self {
        let holder = Self { desk: Desk::open(server, login, password), paper: [n; 16] };
        let public = hex::encode(recovery::holder_key(&holder.paper).public().0);
        let put = holder.desk.post("/api/recovery-key", &json!({"public": public}));
        assert_eq!(put.status, 204, "{}", put.text());
        assert!(holder.desk.get("/api/recovery-key").json()["since"].is_i64());
        holder
    }

    fn look(&self, code: &str) -> Value {
        let answer = self.desk.get(&format!("{PATH}/{code}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// What she gives, made with what she sees.
    fn answer(&self, code: &str) -> Value {
        let seen = self.look(code);
        let learner = LearnerId::from_hex(&text(&seen["learner"]["id"])).unwrap();
        let key: [u8; 32] = hex::decode(text(&seen["ephemeral"])).unwrap().try_into().unwrap();
        let ephemeral = SealingPublic(key);
        assert_eq!(recovery::request_code(learner, &ephemeral), code);
        let part = hex::decode(text(&seen["part"])).unwrap();
        let mut entropy = Entropy::new(&[self.paper[0]; 32]);
        let answer = recovery::answer(&self.paper, learner, &part, &ephemeral, &mut entropy);
        json!({"answer": hex::encode(answer.unwrap())})
    }

    fn give(&self, code: &str, answer: &Value) -> (u16, Value) {
        let answer = self.desk.post(&format!("{PATH}/{code}"), answer);
        (answer.status, answer.json())
    }
}

fn stands(server: &Server, attempt: &Attempt) -> recovery::Standing {
    attempt.stands(&post(server.address, PATH, &attempt.look()).unwrap()).unwrap()
}

fn refused(server: &Server, body: &[u8]) -> (u16, String) {
    match post(server.address, PATH, body) {
        Err(Trouble::Refused(status, body)) => {
            (status, text(&serde_json::from_str::<Value>(&body).unwrap()["code"]))
        }
        other => panic!("{other:?}"),
    }
}

/// Opts in; gives W and what the phone keeps.
fn opt_in(server: &Server, phone: &Phone) -> ([u8; 32], Kit) {
    let answer = post(server.address, PATH, &phone.profile().holders_question()).unwrap();
    let made = phone.profile().make_recovery(&answer, &mut Entropy::new(&[5; 32])).unwrap();
    (*made.key, made.kit)
}

fn attempt(kit: &Kit, n: u8) -> Attempt {
    Attempt::new(kit.clone(), &mut Entropy::new(&[n; 32]))
}

fn begin(server: &Server, attempt: &Attempt) {
    attempt.begun(&post(server.address, PATH, &attempt.begin()).unwrap()).unwrap();
}

struct Scene {
    office: Office,
    learner: String,
    passwords: [String; 4],
}

const LOGINS: [&str; 4] = ["ana", "eva", "sol", "otra"];

/// Three who may hold a part of hers, and one of another cohort.
fn scene() -> Scene {
    let office = Office::new();
    let add = ["cohort", "add", "--id", "c2", "--title", "Otra", "--starts", "2026-09-28"];
    office.done(&[&add[..], &["--weeks", "12"]].concat());
    let roles = [
        ("facilitator", "cohort:c1"),
        ("coordinator", "programme"),
        ("facilitator", "cohort:c1"),
        ("facilitator", "cohort:c2"),
    ];
    let mut of = LOGINS.into_iter().zip(roles);
    let passwords = std::array::from_fn(|_| {
        let (login, (role, scope)) = of.next().unwrap();
        account(&office, login, role, scope)
    });
    let learner = office.admit("Rosa Quispe").id;
    Scene { office, learner, passwords }
}

#[test]
fn two_holders_open_what_neither_can_alone_and_it_is_written_down_and_shown() {
    let Scene { office, learner, passwords } = scene();
    let server = office.serve();
    let to = server.address;
    let holder = |n: usize| Holder::new(&server, LOGINS[n], &passwords[n], n as u8 + 1);
    let mut phone = Phone::enrolled(to, &office.code(&learner), 1);
    phone.visit(to).unwrap();
    let ana = holder(0);
    // One holder is none.
    let alone = post(to, PATH, &phone.profile().holders_question()).unwrap();
    assert_eq!(phone.profile().read_holders(&alone).unwrap().len(), 1);
    assert!(phone.profile().make_recovery(&alone, &mut Entropy::new(&[5; 32])).is_err());
    let (eva, otra) = (holder(1), holder(3));
    let (key, kit) = opt_in(&server, &phone);
    assert_eq!(kit.holders.len(), 2, "nobody whose scope does not reach her");

    let asked = attempt(&kit, 9);
    begin(&server, &asked);
    begin(&server, &asked); // the answer was lost: it stands once
    let code = asked.code();
    assert_eq!(stands(&server, &asked).state, RecoveryState::Waits);
    assert_eq!(otra.desk.get(&format!("{PATH}/{code}")).status, 404, "out of scope");
    assert_eq!(otra.give(&code, &json!({"answer": "00"})).0, 404);
    let first = ana.answer(&code);
    assert_eq!(ana.give(&code, &first), (200, json!({"answers": 1})));
    let (status, again) = ana.give(&code, &first);
    assert_eq!((status, &again["code"]), (409, &json!("same_holder")));
    let standing = stands(&server, &asked);
    assert_eq!((standing.state, standing.names.len()), (RecoveryState::Waits, 1));
    assert!(standing.key.is_none());
    let seen = eva.look(&code);
    assert_eq!(
        (&seen["given"], &seen["learner"]["name"]),
        (&json!(["Nombre"]), &json!("Rosa Quispe"))
    );
    assert_eq!(eva.give(&code, &eva.answer(&code)), (200, json!({"answers": 2})));
    assert_eq!(*stands(&server, &asked).key.unwrap(), key);

    // Once: nobody finds it any more, and the same request cannot be made again.
    assert_eq!(eva.desk.get(&format!("{PATH}/{code}")).status, 404);
    assert_eq!(refused(&server, &asked.begin()), (429, "too_many_tries".to_owned()));
    // Her phone, and any other of hers, shows it for good.
    for phone in [&mut phone, &mut Phone::enrolled(to, &office.code(&learner), 2)] {
        phone.visit(to).unwrap();
        let view = phone.profile().view();
        assert_eq!(view.recoveries.len(), 1);
        let known: Vec<String> =
            kit.holders.iter().map(|holder| hex::encode(holder.staff.0)).collect();
        assert!(view.recoveries[0].holders.iter().all(|holder| known.contains(holder)));
        assert_eq!(view.recoveries[0].code, code.to_lowercase());
    }
    server.stop();
    let subject = format!("learner:{learner}");
    let list = ["audit", "list", "--json", "--act", "use_recovery_key", "--subject", &subject];
    let log = office.json(&list);
    let who: Vec<&str> =
        log.as_array().unwrap().iter().map(|entry| entry["account"].as_str().unwrap()).collect();
    assert_eq!(who, ["eva", "ana"]);
    office.verify();
}

#[test]
fn a_request_is_for_its_phone_for_its_time_and_waits_grow() {
    let Scene { office, learner, passwords } = scene();
    let server = office.serve();
    let to = server.address;
    let [ana, eva, sol] =
        [0, 1, 2].map(|n| Holder::new(&server, LOGINS[n], &passwords[n], n as u8 + 1));
    let mut phone = Phone::enrolled(to, &office.code(&learner), 1);
    phone.visit(to).unwrap();
    let (_, kit) = opt_in(&server, &phone);
    assert_eq!(kit.holders.len(), 3);
    let edit = |sql: &str| {
        rusqlite::Connection::open(office.database()).unwrap().execute_batch(sql).unwrap();
    };

    let first = attempt(&kit, 10);
    begin(&server, &first);
    // A newer one of the same phone ends it.
    let second = attempt(&kit, 11);
    begin(&server, &second);
    assert_eq!(stands(&server, &first).state, RecoveryState::Over);
    let answer = ana.answer(&second.code());
    assert_eq!(ana.desk.get(&format!("{PATH}/{}", first.code())).status, 404);
    // Ten minutes.
    edit("update recovery_request set made_at = made_at - 600, expires_at = expires_at - 600");
    assert_eq!(stands(&server, &second).state, RecoveryState::Over);
    assert_eq!(ana.give(&second.code(), &answer).0, 404);
    // The fourth in a row waits.
    begin(&server, &attempt(&kit, 12));
    assert_eq!(refused(&server, &attempt(&kit, 13).begin()), (429, "too_many_tries".to_owned()));
    edit("update recovery_request set made_at = made_at - 60");
    let last = attempt(&kit, 14);
    begin(&server, &last);
    assert_eq!(refused(&server, &attempt(&kit, 15).begin()).0, 429);

    // A holder whose time is over gives nothing, and two others are enough.
    let code = last.code();
    office.done(&["account", "disable", "--login", "eva"]);
    assert_eq!(eva.desk.get(&format!("{PATH}/{code}")).status, 401);
    assert_eq!(sol.give(&code, &sol.answer(&code)).0, 200);
    assert_eq!(ana.give(&code, &ana.answer(&code)).0, 200);
    assert!(stands(&server, &last).key.is_some());

    // Another phone of hers does not hear of it; a token that is nobody's, and a revoked phone, nothing.
    let other = Phone::enrolled(to, &office.code(&learner), 2);
    let (_, of_other) = opt_in(&server, &other);
    let borrowed = Attempt::new(
        Kit { device_token: of_other.device_token, ..kit.clone() },
        &mut Entropy::new(&[14; 32]),
    );
    assert_eq!(borrowed.code(), code, "the same key under another phone's token");
    assert_eq!(stands(&server, &borrowed).state, RecoveryState::Over);
    let decoy = Attempt::decoy(&mut Entropy::new(&[20; 32]));
    assert_eq!(refused(&server, &decoy.begin()).0, 404);
    edit("update device set revoked_at = 1, revoked_reason = 'stolen'");
    assert_eq!(refused(&server, &attempt(&kit, 21).begin()).0, 404);
    assert_eq!(refused(&server, &last.look()).0, 404);
    server.stop();
}
