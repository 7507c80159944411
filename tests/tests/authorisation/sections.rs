//! Every kind of writer, at every section of every document of a learner, with a register of its
//! own, another's and nobody's: what `tests/authorisation/sections.csv` says, which is written by
//! hand.
//!
//! Central's own writer is not among them: it writes inside the server, and nobody sends for it.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use sync_core::batch::Batch;
use sync_core::change::{Change, Put};
use sync_core::ids::{ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce, VersionId, WriterId};
use sync_core::key::RegisterKey;
use sync_core::record::{
    Answer, AnswerKind, AssistedWork, Attendance, Became, BecameKind, Certificate, Choice, Day,
    Decision, Enrolment, EnrolmentState, Followup, Interest, LessonProgress, Message, Met, Note,
    Outcome, Payment, Presence, Record, Recovery, Referral, Release, Survey, SurveySource, Words,
    WorkEntry, WorkSource,
};
use sync_core::trust::{SigningKey, actor_of};
use sync_core::verdict::{Fate, Verdict};
use tests::binary::root;
use tests::desk::Staff;
use tests::forger::Forger;
use tests::office::{Office, text};
use tests::phone::Phone;

const DOCUMENTS: [(DocumentKind, &str); 3] = [
    (DocumentKind::Record, "record"),
    (DocumentKind::Desk, "desk"),
    (DocumentKind::Notes, "notes"),
];
/// Sections that the protocol names, and one that it does not.
const SECTIONS: [&str; 21] = [
    "progress",
    "work",
    "answer",
    "attendance",
    "requirement",
    "choice",
    "interest",
    "decision",
    "payment",
    "recovery",
    "enrolment",
    "certificate",
    "outcome",
    "referral",
    "release",
    "confirmed",
    "message",
    "survey",
    "note",
    "followup",
    "horoscope",
];
const REGISTERS: [&str; 3] = ["own", "others", "shared"];
const ENTITY: &str = "01920f3a-7c1e-7abc-8def-0123456789ab";
/// Batches in one request.
const AT_ONCE: usize = 42;

struct Row {
    line: usize,
    cells: [Vec<String>; 4],
    effect: String,
}

impl Row {
    fn speaks_of(&self, case: &[&str; 4]) -> bool {
        let is_met = |(cell, value): (&Vec<String>, &&str)| {
            cell.iter().any(|known| known == "*" || known == value)
        };
        self.cells.iter().zip(case).all(is_met)
    }
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("tests/authorisation/sections.csv")).unwrap();
    let mut lines =
        text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    assert_eq!(lines.next().unwrap().1, "writer,document,section,register,effect");
    lines
        .map(|(number, line)| {
            let cells: Vec<&str> = line.split(',').collect();
            let [writer, document, section, register, effect] = cells[..] else {
                panic!("line {}: five cells: {line}", number + 1)
            };
            let several = |cell: &str| cell.split('|').map(str::to_owned).collect();
            Row {
                line: number + 1,
                cells: [writer, document, section, register].map(several),
                effect: effect.to_owned(),
            }
        })
        .collect()
}

/// Somebody who writes about Ana.
struct Writer {
    name: &'static str,
    key: SigningKey,
    /// Whose token brings it.
    through: Forger,
}

impl Writer {
    fn of(name: &'static str, phone: &Phone, to: std::net::SocketAddr) -> Self {
        let identity = phone.profile().identity();
        let key = identity.signing_key();
        let (token, learner) = (identity.read_token, identity.learner);
        let through = Forger { to, key: key.clone(), token, locked: None, learner };
        Self { name, key, through }
    }
}

struct Scene {
    office: Office,
    server: tests::server::Server,
    ana: LearnerId,
    /// Whose registers are others'.
    other: WriterId,
    writers: Vec<Writer>,
}

fn scene() -> Scene {
    let office = Office::new();
    let second = ["--id", "c2", "--title", "Otra", "--starts", "2026-09-28", "--weeks", "12"];
    office.done(&[&["cohort", "add"], &second[..]].concat());
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let more = [office.code(&ana.id), office.code(&ana.id), office.code(&ana.id)];
    let staff = [
        ("facilitator", "facilitator", "cohort:c1".to_owned()),
        ("coordinator", "coordinator", "programme".to_owned()),
        ("mentor", "mentor", format!("learners:{}", ana.id)),
        ("moved", "facilitator", "cohort:c1".to_owned()),
        ("disabled", "facilitator", "cohort:c1".to_owned()),
    ];
    let passwords: Vec<String> = staff
        .iter()
        .map(|(login, role, scope)| {
            let add = ["account", "add", "--login", login, "--name", "Nombre", "--role", role];
            office.done(&[&add[..], &["--scope", scope]].concat()).trim().to_owned()
        })
        .collect();
    edit(&office, "UPDATE account SET first_password = 0");
    let server = office.serve();
    let to = server.address;
    let phone = Phone::enrolled(to, &ana.code, 1);
    let [second, unconfirmed, revoked] = more.map(|code| {
        let seed = u64::from(code.as_bytes()[0]) + 100 * u64::from(code.as_bytes()[1]);
        Phone::enrolled(to, &code, 2 + seed)
    });
    let neighbour = Phone::enrolled(to, &eva.code, 9);
    let other = second.profile().identity().writer();
    let mut writers = vec![
        Writer::of("phone", &phone, to),
        Writer::of("unconfirmed", &unconfirmed, to),
        Writer::of("revoked", &revoked, to),
        Writer::of("neighbour", &neighbour, to),
    ];
    let unknown = SigningKey::from_seed([9; 32]);
    let through = Writer::of("phone", &phone, to).through;
    writers.push(Writer { name: "unknown", key: unknown, through });
    let mut coordinator = None;
    for (seed, ((login, ..), password)) in staff.iter().zip(&passwords).enumerate() {
        let session = Staff::signed_in(to, login, password);
        let desk = session.desk(&ana.id, 20 + seed as u64);
        writers.push(Writer::of(login, &desk, to));
        if *login == "coordinator" {
            coordinator = Some(session);
        }
    }
    let coordinator = coordinator.unwrap();
    // A printed code, and the office's word on phones and people, after all of them had enrolled.
    let writer = unconfirmed.profile().identity().writer();
    edit(
        &office,
        &format!("UPDATE writer SET provisional = 1, standing = 1 WHERE id = x'{writer}'"),
    );
    let devices = coordinator.json(&format!("/api/learners/{}/devices", ana.id));
    let lost = revoked.profile().identity().writer().to_string();
    let devices = devices["devices"].as_array().unwrap();
    let device = devices.iter().find(|device| text(&device["writer"]) == lost).unwrap();
    let path = format!("/api/devices/{}/revoke", device["device"]);
    let answer = coordinator.post(&path, &serde_json::json!({"reason": "stolen"}));
    assert_eq!(answer.status, 200, "{}", answer.text());
    office.done(&["account", "disable", "--login", "disabled"]);
    edit(
        &office,
        "UPDATE role_grant SET scope = 'cohort', cohort = (SELECT number FROM cohort WHERE id = 'c2')
         WHERE account = (SELECT number FROM account WHERE login = 'moved')",
    );
    let ana = LearnerId::from_hex(&ana.id).unwrap();
    Scene { office, server, ana, other, writers }
}

fn edit(office: &Office, sql: &str) {
    let database = Connection::open(office.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    database.execute_batch(sql).unwrap();
}

/// An entity of the section's form, and a value that the section may hold there.
fn put_of(kind: DocumentKind, section: &str) -> (&'static str, Vec<u8>) {
    let day = Day(20_700);
    let about = VersionId([7; 32]);
    let uuid = ENTITY;
    let work = WorkEntry {
        version: None,
        task: "etiquetar".into(),
        day,
        minutes: Some(60),
        units: None,
        start: None,
        note: None,
        withdrawn: None,
    };
    match section {
        "progress" => {
            let value = LessonProgress { place: Some(1), ..Default::default() };
            ("k3f4d2ma", Record::new(value).to_bytes())
        }
        "work" if kind == DocumentKind::Desk => {
            (uuid, Record::new(AssistedWork::new(work, WorkSource::Paper)).to_bytes())
        }
        "work" => (uuid, Record::new(work).to_bytes()),
        "answer" => {
            let value = Answer { version: None, kind: AnswerKind::Yes, about, text: None };
            (uuid, Record::new(value).to_bytes())
        }
        "attendance" => {
            let presence = Presence::Present;
            let value =
                Attendance { version: None, presence, day, scanned: None, note: None, proof: None };
            ("taller-1", Record::new(value).to_bytes())
        }
        "decision" => (uuid, Record::new(question(about)).to_bytes()),
        "payment" => {
            let value = Payment {
                version: None,
                from: day,
                to: day,
                amount: 1_000_000,
                currency: "BOB".into(),
                day,
                method: "qr".into(),
                entries: Vec::new(),
            };
            ("01920f3a-7c1e-7abc-8def-0123456789ab.1", Record::new(value).to_bytes())
        }
        "recovery" => {
            let value =
                Recovery { version: None, at: 0, holders: vec![[1; 8].into(), [2; 8].into()] };
            ("k7qm2xwp", Record::new(value).to_bytes())
        }
        "certificate" => {
            let said = |words: &str| vec![Words { language: "es".into(), words: words.into() }];
            let value = Certificate {
                version: None,
                certificate: "modulo-1".into(),
                definition: 1,
                title: said("Primer módulo"),
                programme: said("Pruebas"),
                name: "Ana".into(),
                day,
                cohort: "c1".into(),
                expires: None,
                by: None,
                link: vec![1; 100].into(),
                issuer: [3; 32].into(),
                place: 7,
                revoked: None,
                reason: None,
            };
            (uuid, Record::new(value).to_bytes())
        }
        "enrolment" => {
            let state = EnrolmentState::Enrolled;
            let value = Enrolment::new(state, day);
            ("c1", Record::new(value).to_bytes())
        }
        "message" => {
            let sender = (kind == DocumentKind::Desk).then(|| "Rosa".into());
            let value = Message { version: None, text: "Hola".into(), sender };
            (uuid, Record::new(value).to_bytes())
        }
        "survey" => {
            let source = (kind == DocumentKind::Desk).then_some(SurveySource::Call);
            let value = Survey { version: None, day, answers: Vec::new(), sealed: None, source };
            ("inicio", Record::new(value).to_bytes())
        }
        "requirement" | "confirmed" => {
            let value = Met { version: None, met: true, day, note: None };
            ("k3f4d2ma", Record::new(value).to_bytes())
        }
        "choice" => {
            let track = "datos".into();
            let value = Choice { version: None, track, day, reason: None, text: None };
            ("track", Record::new(value).to_bytes())
        }
        "outcome" => {
            let kind = BecameKind::JobFound;
            let became = Became {
                version: None,
                kind,
                day,
                step: None,
                note: None,
                withdrawn: None,
                referral: None,
                award: None,
            };
            (uuid, Record::new(became).to_bytes())
        }
        "interest" => {
            let value = Interest { version: None, interested: true, day };
            (uuid, Record::new(value).to_bytes())
        }
        "referral" => {
            let (company, text) = ("Llamadas".into(), "Ana".into());
            let value =
                Referral { version: None, opening: [1; 16], company, text, day, withdrawn: None };
            (uuid, Record::new(value).to_bytes())
        }
        "release" => {
            let value = Release { version: None, about: vec![1; 32].into(), allowed: true, day };
            (uuid, Record::new(value).to_bytes())
        }
        "note" => {
            let value =
                Note { version: None, text: "Llamar".into(), withdrawn: None, contact: None };
            (uuid, Record::new(value).to_bytes())
        }
        "followup" => {
            let text = "Llamar".into();
            let value = Followup { version: None, text, due: day, done: None, withdrawn: None };
            (uuid, Record::new(value).to_bytes())
        }
        _ => (uuid, vec![0xa1, 1, 1]),
    }
}

fn question(version: VersionId) -> Decision {
    Decision {
        version: None,
        versions: vec![version],
        chosen: 0,
        outcome: Outcome::Ask,
        minutes: None,
        units: None,
        rate: None,
        currency: None,
        amount: None,
        reason: Some("falta-hora".into()),
        note: None,
        basis: None,
        rounding: None,
        settles: None,
        bulk: None,
    }
}

/// A batch of one change, the first of an actor of its own.
fn batch(scene: &Scene, writer: &Writer, case: &[&str; 4], at: u64) -> (Vec<u8>, ChangeHash) {
    let (kind, _) = DOCUMENTS.into_iter().find(|(_, name)| *name == case[1]).unwrap();
    let document = DocumentId { learner: scene.ana, kind };
    let (entity, value) = put_of(kind, case[2]);
    let public = writer.key.public();
    let named = match case[3] {
        "own" => Some(public.writer_id()),
        "others" => Some(scene.other),
        _ => None,
    };
    let key = RegisterKey::new(case[2], entity, named).unwrap();
    let nonce = Nonce(at.to_be_bytes());
    let change = Change {
        actor: actor_of(&public, document, nonce),
        sequence: 1,
        start_op: 1,
        time: 1_795_000_000,
        dependencies: Vec::new(),
        puts: vec![Put { key, value, predecessors: Vec::new() }],
    };
    let hash = change.hash();
    let runs = vec![(nonce, vec![(change, hash)])];
    (Batch::sign(&writer.key, document, 0, runs).encode(false), hash)
}

/// What became of a change: refused with a code, kept without effect, or in effect.
fn effect(scene: &Scene, verdict: &Verdict, hash: &ChangeHash) -> String {
    let database = Connection::open(scene.office.database()).unwrap();
    let standing: Option<u8> = database
        .query_row("SELECT standing FROM change WHERE hash = ?1", [hash.0], |row| row.get(0))
        .optional()
        .unwrap();
    match (verdict, standing) {
        (Verdict::Held, Some(0)) => "effective".to_owned(),
        (Verdict::Held, Some(_)) => "held_back".to_owned(),
        (Verdict::Waiting, None) => "waiting".to_owned(),
        (Verdict::Refused(refusal), None) => refusal.code().to_owned(),
        (Verdict::Partly(fates), None) => match fates[..] {
            [one] => match one.fate {
                Fate::Refused(refusal) => refusal.code().to_owned(),
                other => format!("{other:?}"),
            },
            _ => format!("{fates:?}"),
        },
        other => format!("{other:?}"),
    }
}

#[test]
fn every_writer_at_every_section_gets_what_the_table_says() {
    let rows = rows();
    let scene = scene();
    let (mut wrong, mut met, mut at) = (Vec::new(), BTreeSet::new(), 0_u64);
    for writer in &scene.writers {
        let cases: Vec<[&str; 4]> = DOCUMENTS
            .iter()
            .flat_map(|(_, document)| SECTIONS.iter().map(move |section| (*document, *section)))
            .flat_map(|(document, section)| {
                REGISTERS.map(|register| [writer.name, document, section, register])
            })
            .collect();
        for some in cases.chunks(AT_ONCE) {
            let made: Vec<(Vec<u8>, ChangeHash)> = some
                .iter()
                .map(|case| {
                    at += 1;
                    batch(&scene, writer, case, at)
                })
                .collect();
            // Only so much waits for one learner: those before made their point.
            edit(&scene.office, "DELETE FROM waiting");
            let bodies = made.iter().map(|(body, _)| body.clone()).collect();
            let answer = writer.through.ask(&writer.through.bringing(bodies));
            let Some(verdicts) = answer.verdicts else {
                wrong.push(format!("{}: no verdicts, {:?}", writer.name, answer.status));
                continue;
            };
            assert_eq!(verdicts.len(), some.len());
            for ((case, verdict), (_, hash)) in some.iter().zip(&verdicts).zip(&made) {
                let got = effect(&scene, verdict, hash);
                let speak: Vec<&Row> = rows.iter().filter(|row| row.speaks_of(case)).collect();
                match speak[..] {
                    [row] if row.effect == got => {
                        met.insert(row.line);
                    }
                    [row] => wrong.push(format!("line {}: {case:?} got {got}", row.line)),
                    _ => wrong.push(format!("{case:?} got {got}: {} lines", speak.len())),
                }
            }
        }
    }
    for row in rows.iter().filter(|row| !met.contains(&row.line)) {
        wrong.push(format!("line {}: nothing meets it", row.line));
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(at, 10 * 3 * SECTIONS.len() as u64 * 3);
    scene.server.stop();
}
