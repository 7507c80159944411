//! Two phones of one learner at random: lines cut, requests doubled, apps restarted, saves failed.
//!
//! The oracle is a list of what was confirmed. At the end the server holds each once, both phones
//! show the same, and what the coordinator is shown is what the phones fold.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sync_core::phone::Action;
use tests::http;
use tests::ledger::{exported, on_phone};
use tests::office::Office;
use tests::phone::{Phone, add, fields, now, post};
use tests::random::{Random, setting};
use tests::server::Server;

const LESSONS: [&str; 3] = ["k3f4d2ma", "k3f4d2mb", "abcdefgh"];

/// What was confirmed, as the programme counts it.
#[derive(Default)]
struct Oracle {
    entries: BTreeSet<String>,
    seconds: BTreeMap<String, u32>,
    best: BTreeMap<String, u8>,
    /// By lesson and phone: the first time that she finished it there.
    done: BTreeMap<(String, usize), i64>,
    /// Changes.
    changes: usize,
}

struct Life {
    server: Server,
    phones: [Phone; 2],
    random: Random,
    oracle: Oracle,
    late: Vec<Vec<u8>>,
}

impl Life {
    fn action(&mut self, phone: usize) -> Action {
        let random = &mut self.random;
        let known: Vec<String> =
            self.phones[phone].profile().view().work.into_iter().map(|entry| entry.id).collect();
        let lesson = (*random.one_of(&LESSONS)).to_owned();
        let (place, seconds) = (random.below(9) as u32, 1 + random.below(90) as u32);
        let score_percent = random.below(101) as u8;
        match random.below(if known.is_empty() { 4 } else { 8 }) {
            0 => Action::LessonPlace { lesson, place, seconds },
            1 => Action::LessonQuiz { lesson, place, seconds, score_percent },
            2 => Action::LessonDone { lesson, place, seconds, score_percent: None },
            3 | 4 => add(&random.uuid(), 1 + random.below(600) as u32),
            5 | 6 => Action::WorkCorrect {
                entry: random.one_of(&known).clone(),
                fields: fields(1 + random.below(600) as u32),
                seen: None,
            },
            _ if random.percent(50) => {
                Action::WorkWithdraw { entry: random.one_of(&known).clone(), seen: None }
            }
            _ => Action::WorkRestore { entry: random.one_of(&known).clone(), seen: None },
        }
    }

    /// She does something; now and then the save fails, and then it never happened.
    fn act(&mut self, phone: usize) {
        let action = self.action(phone);
        let at = now() + self.random.below(1000) as i64 - 500;
        if self.random.percent(6) {
            drop(self.phones[phone].try_act(&action, at));
            self.phones[phone].restart();
            return;
        }
        if !self.phones[phone].act_at(&action, at) {
            return;
        }
        let oracle = &mut self.oracle;
        oracle.changes += 1;
        let (lesson, seconds, score) = match &action {
            Action::WorkAdd { entry, .. } => {
                oracle.entries.insert(entry.clone());
                return;
            }
            Action::LessonPlace { lesson, seconds, .. } => (lesson, seconds, None),
            Action::LessonQuiz { lesson, seconds, score_percent, .. } => {
                (lesson, seconds, Some(*score_percent))
            }
            Action::LessonDone { lesson, seconds, score_percent, .. } => {
                oracle.done.entry((lesson.clone(), phone)).or_insert(at);
                (lesson, seconds, *score_percent)
            }
            _ => return,
        };
        *oracle.seconds.entry(lesson.clone()).or_default() += seconds;
        if let Some(score) = score {
            let best = oracle.best.entry(lesson.clone()).or_default();
            *best = score.max(*best);
        }
    }

    /// One session: a visit, or what becomes of one.
    fn session(&mut self, phone: usize) {
        let to = self.server.address;
        self.phones[phone].max_response_bytes = *self.random.one_of(&[0, 300, 2000, 64 * 1024]);
        match self.random.below(10) {
            0 => drop(self.phones[phone].request()),
            1 => {
                let body = self.phones[phone].request();
                post(to, "/api/sync", &body).unwrap();
            }
            2 => {
                let body = self.phones[phone].request();
                let answers = [(); 2].map(|()| post(to, "/api/sync", &body).unwrap());
                let chosen = self.random.below(2);
                self.phones[phone].absorb(&answers[chosen]).unwrap();
                assert!(self.phones[phone].absorb(&answers[1 - chosen]).is_err(), "asked once");
            }
            3 => self.late.push(self.phones[phone].request()),
            4 if !self.late.is_empty() => {
                let body = self.late.swap_remove(self.random.below(self.late.len()));
                post(to, "/api/sync", &body).unwrap();
            }
            5 => {
                self.phones[phone].round(to).unwrap();
            }
            _ => {
                self.phones[phone].visit(to).unwrap();
            }
        }
        if self.random.percent(20) {
            self.phones[phone].restart();
        }
    }
}

#[test]
fn two_phones_at_random_agree_with_each_other_the_server_and_the_oracle() {
    let seed = setting("CHASKI_SEED", 200);
    let office = Office::new();
    let ana = office.admit("Ana");
    let second = office.code(&ana.id);
    let password = office.done(&["account", "add", "--login", "coordi", "--name", "Coordi"]);
    let server = office.serve();
    let phones = [
        Phone::enrolled(server.address, &ana.code, seed),
        Phone::enrolled(server.address, &second, seed + 1),
    ];
    let (random, oracle) = (Random::new(seed), Oracle::default());
    let mut life = Life { server, phones, random, oracle, late: Vec::new() };
    for _ in 0..setting("CHASKI_CASES", 200) {
        let phone = life.random.below(2);
        for _ in 0..life.random.below(4) {
            life.act(phone);
        }
        life.session(phone);
    }
    for n in [0, 1, 0, 1] {
        life.phones[n].max_response_bytes = 64 * 1024;
        life.phones[n].visit(life.server.address).unwrap();
    }
    let Life { server, phones, oracle, .. } = life;
    let record = office.record(&ana.id);
    let registers = exported(&record, "record");
    for phone in &phones {
        assert!(phone.profile().all_arrived(), "seed {seed}");
        assert_eq!(on_phone(phone), registers, "seed {seed}");
        assert_eq!(phone.profile().view().knots.total, oracle.changes, "seed {seed}: once each");
        assert!(phone.profile().view().refused.is_empty(), "seed {seed}");
    }
    let views = phones.each_ref().map(folded);
    assert_eq!(views[0], views[1], "seed {seed}");
    assert_eq!(tests::ledger::entries(&record), oracle.entries, "seed {seed}");
    let shown = learner_page(&server, &ana.id, password.trim());
    assert_eq!(shown, views[0], "seed {seed}: the coordinator sees what she sees");
    for (lesson, seconds) in &oracle.seconds {
        let fold = &views[0]["lessons"][lesson];
        assert_eq!(fold["seconds"], json!(seconds), "seed {seed} {lesson}");
        assert_eq!(fold.get("score_percent"), oracle.best.get(lesson).map(|it| json!(it)).as_ref());
        let done = oracle.done.iter().filter(|((of, _), _)| of == lesson).map(|(_, at)| at);
        assert_eq!(fold.get("completed_at"), done.min().map(|it| json!(it)).as_ref());
    }
    println!("seed {seed}: {} changes of {} entries", oracle.changes, oracle.entries.len());
    server.stop();
    office.verify();
}

/// What a phone shows of lessons and work, without where it is held.
fn folded(phone: &Phone) -> Value {
    let view = phone.profile().view();
    let lessons = view.lessons.into_values().map(|lesson| {
        let mut shown = json!({
            "state": lesson.state, "place": lesson.place, "seconds": lesson.seconds,
            "last_at": lesson.last_at,
        });
        optional(&mut shown, "score_percent", lesson.score_percent.map(Value::from));
        optional(&mut shown, "completed_at", lesson.completed_at.map(Value::from));
        (lesson.lesson, shown)
    });
    let lessons: serde_json::Map<String, Value> = lessons.collect();
    let work = view.work.into_iter().map(|entry| {
        let live: BTreeMap<String, Value> = entry
            .live
            .into_iter()
            .map(|version| {
                let shown = json!({ "minutes": version.minutes, "withdrawn": version.withdrawn });
                (version.op, shown)
            })
            .collect();
        (entry.id, json!({ "open_question": entry.open_question, "live": live }))
    });
    let work: serde_json::Map<String, Value> = work.collect();
    json!({ "lessons": lessons, "work": work })
}

fn optional(shown: &mut Value, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        shown[name] = value;
    }
}

/// The same, of the page that a coordinator sees.
fn learner_page(server: &Server, learner: &str, password: &str) -> Value {
    let to = server.address;
    let login = json!({ "login": "coordi", "password": password }).to_string();
    let headers = [("content-type", "application/json"), ("x-chaski", "1")];
    let answer = http::request(to, "POST", "/api/session", &headers, login.as_bytes()).unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    // The first password opens nothing but the door to one of her own.
    let body = json!({ "current": password, "new": "siete llamas cruzan el puente" });
    let headers = [headers[0], headers[1], ("cookie", cookie.as_str())];
    let path = "/api/session/password";
    let answer = http::request(to, "POST", path, &headers, body.to_string().as_bytes()).unwrap();
    assert!(answer.status < 300, "{}", answer.text());
    let renewed = answer.header("set-cookie").and_then(|value| value.split(';').next());
    let cookie = renewed.unwrap_or(&cookie).to_owned();
    let path = format!("/api/learners/{learner}");
    let answer = http::request(to, "GET", &path, &[("cookie", &cookie)], b"").unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.json();
    let lessons = page["lessons"].as_array().unwrap().iter();
    let lessons: serde_json::Map<String, Value> = lessons
        .map(|lesson| (lesson["lesson"].as_str().unwrap().to_owned(), lesson["folded"].clone()))
        .collect();
    let work = page["work"].as_array().unwrap().iter().map(|entry| {
        let live: BTreeMap<String, Value> = entry["live"]
            .as_array()
            .unwrap()
            .iter()
            .map(|version| {
                let op = version["op"].as_str().unwrap().to_owned();
                let (minutes, withdrawn) = (&version["minutes"], &version["withdrawn"]);
                (op, json!({ "minutes": minutes, "withdrawn": withdrawn }))
            })
            .collect();
        let shown = json!({ "open_question": entry["open_question"], "live": live });
        (entry["entry"].as_str().unwrap().to_owned(), shown)
    });
    let work: serde_json::Map<String, Value> = work.collect();
    json!({ "lessons": lessons, "work": work })
}
