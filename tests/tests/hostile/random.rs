//! Random operations with a learner's key: none takes effect outside her own record, and none under
//! another's name. 20,000 of them, or as many as `CHASKI_CASES` says.

use std::collections::BTreeMap;

use sync_core::batch::Batch;
use sync_core::change::{Change, Put};
use sync_core::ids::{ChangeHash, DocumentId, DocumentKind, LearnerId, Nonce, VersionId, WriterId};
use sync_core::key::RegisterKey;
use sync_core::record::{
    Answer, AnswerKind, AssistedWork, Attendance, Basis, Day, Decision, LessonProgress, Outcome,
    Payment, Presence, Record, WorkEntry, WorkSource,
};
use sync_core::trust::{SigningKey, actor_of};
use sync_core::verdict::Verdict;
use tests::desk::Staff;
use tests::forger::Forger;
use tests::office::Office;
use tests::phone::Phone;
use tests::random::{Random, setting};

const ENTRY: &str = "01920f3a-7c1e-7abc-8def-0123456789ab";
/// Batches in one request.
const BATCHES: usize = 60;

/// The last change that was taken of this key, in one document.
#[derive(Clone, Copy, Default)]
struct Last {
    sequence: u32,
    max_op: u32,
    hash: Option<ChangeHash>,
}

struct Attack {
    random: Random,
    key: SigningKey,
    own: LearnerId,
    others: Vec<(LearnerId, WriterId)>,
    nonce: Nonce,
    last: BTreeMap<DocumentId, Last>,
}

/// One operation, and where it leaves its document if it is taken.
struct Operation {
    bytes: Vec<u8>,
    document: DocumentId,
    then: Last,
    honest: bool,
}

impl Attack {
    fn operation(&mut self) -> Operation {
        let (other, other_writer) = *self.random.one_of(&self.others);
        let learner = if self.random.percent(55) { self.own } else { other };
        let kind = match self.random.below(10) {
            0..=4 => DocumentKind::Record,
            5..=7 => DocumentKind::Desk,
            _ => DocumentKind::Notes,
        };
        let document = DocumentId { learner, kind };
        let me = self.key.public().writer_id();
        let owner = *self.random.one_of(&[Some(me), Some(me), None, Some(other_writer)]);
        let (section, entity, value) = self.value();
        let key = RegisterKey::new(section, &entity, owner).unwrap();
        let last = self.last.get(&document).copied().unwrap_or_default();
        let honest = !self.random.percent(12);
        let sequence = if honest { last.sequence + 1 } else { self.random.below(5) as u32 + 1 };
        let change = Change {
            actor: actor_of(&self.key.public(), document, self.nonce),
            sequence,
            start_op: last.max_op + 1,
            time: 1_795_000_000,
            dependencies: last.hash.into_iter().collect(),
            puts: vec![Put { key, value, predecessors: Vec::new() }],
        };
        let hash = change.hash();
        let then = Last { sequence, max_op: change.max_op(), hash: Some(hash) };
        let runs = vec![(self.nonce, vec![(change, hash)])];
        let mut batch = Batch::sign(&self.key, document, 0, runs);
        match self.random.below(20) {
            // In another's name, over her own signature.
            0 => batch.address.writer = other_writer,
            1 => batch.address.document.learner = other,
            2 => batch.signature[self.random.below(64)] ^= 1,
            _ => {}
        }
        Operation { bytes: batch.encode(false), document, then, honest }
    }

    /// A section, an entity of its form, and a value that it may hold; or not.
    fn value(&mut self) -> (&'static str, String, Vec<u8>) {
        let day = Day(20_700);
        let work = WorkEntry {
            version: None,
            task: "etiquetar".into(),
            day,
            minutes: Some(self.random.below(600) as u32),
            units: None,
            start: None,
            note: None,
            withdrawn: None,
        };
        let about = VersionId(self.random.bytes());
        let entry = if self.random.percent(30) { ENTRY.to_owned() } else { self.random.uuid() };
        let (section, entity, value) = match self.random.below(10) {
            0 => ("progress", "k3f4d2ma".to_owned(), {
                Record::new(LessonProgress { place: Some(1), ..Default::default() }).to_bytes()
            }),
            1 | 2 => ("work", entry, Record::new(work).to_bytes()),
            3 => {
                let assisted = AssistedWork::new(work, WorkSource::Paper);
                ("work", entry, Record::new(assisted).to_bytes())
            }
            4 => ("decision", entry, Record::new(approval(about)).to_bytes()),
            5 => {
                let answer = Answer { version: None, kind: AnswerKind::Yes, about, text: None };
                ("answer", entry, Record::new(answer).to_bytes())
            }
            6 => {
                let payment = Payment {
                    version: None,
                    from: day,
                    to: day,
                    amount: 1_000_000,
                    currency: "BOB".into(),
                    day,
                    method: "qr".into(),
                    entries: Vec::new(),
                };
                ("payment", format!("{ENTRY}.1"), Record::new(payment).to_bytes())
            }
            7 => {
                let presence = Presence::Present;
                let scanned = None;
                let (note, proof) = (None, None);
                let attendance = Attendance { version: None, presence, day, scanned, note, proof };
                ("attendance", "taller-1".to_owned(), Record::new(attendance).to_bytes())
            }
            8 => ("note", entry, vec![0xa1, 1, 0x61, b'x']),
            _ => ("horoscope", "a".to_owned(), vec![0xa1, 1, 1]),
        };
        let value = if self.random.percent(8) { self.random.bytes::<9>().to_vec() } else { value };
        (section, entity, value)
    }
}

fn approval(version: VersionId) -> Decision {
    Decision {
        version: None,
        versions: vec![version],
        chosen: 0,
        outcome: Outcome::Approve,
        minutes: Some(600),
        units: None,
        rate: Some(6_000),
        currency: Some("BOB".into()),
        amount: Some(60_000),
        reason: None,
        note: None,
        basis: Some(Basis::Hour),
        rounding: Some(1),
        settles: None,
        bulk: None,
    }
}

#[test]
fn random_operations_take_no_effect_elsewhere_and_under_no_other_name() {
    let office = Office::new();
    let (ana, eva) = (office.admit("Ana"), office.admit("Eva"));
    let server = office.serve();
    let to = server.address;
    let mut phone = Phone::enrolled(to, &eva.code, 5);
    let entry = phone.add_work(60);
    phone.visit(to).unwrap();
    let password = office.done(&["account", "add", "--login", "oficina", "--name", "Oficina"]);
    let database = rusqlite::Connection::open(office.database()).unwrap();
    assert_eq!(database.execute("UPDATE account SET first_password = 0", []).unwrap(), 1);
    drop(database);
    let staff = Staff::signed_in(to, "oficina", password.trim());
    let mut desks = [staff.desk(&ana.id, 6), staff.desk(&eva.id, 7)];
    assert_eq!(desks[1].decide(&entry, "approve"), Ok(true));
    for desk in &mut desks {
        desk.visit(to).unwrap();
    }
    let key = SigningKey::from_seed([3; 32]);
    let forger = Forger::enrolled(to, &ana.code, key.clone());
    let before = office.records();
    let others = desks.iter().chain([&phone]).map(|known| {
        let identity = known.profile().identity();
        (LearnerId::from_hex(&eva.id).unwrap(), identity.writer())
    });
    let mut attack = Attack {
        random: Random::new(setting("CHASKI_SEED", 1)),
        key: key.clone(),
        own: forger.learner,
        others: others.collect(),
        nonce: Nonce([7; 8]),
        last: BTreeMap::new(),
    };
    let (mut tried, mut taken) = (0, 0);
    let cases = setting("CHASKI_CASES", 20_000);
    while tried < cases {
        // One at a time in a document may follow the last: the others of a request go astray.
        let mut seen = std::collections::BTreeSet::new();
        let operations: Vec<Operation> = (0..BATCHES).map(|_| attack.operation()).collect();
        let bodies = operations.iter().map(|operation| operation.bytes.clone()).collect();
        let verdicts = forger.ask(&forger.bringing(bodies)).verdicts.unwrap();
        assert_eq!(verdicts.len(), operations.len());
        for (operation, verdict) in operations.iter().zip(&verdicts) {
            tried += 1;
            if *verdict == Verdict::Held {
                let own = DocumentId { learner: forger.learner, kind: DocumentKind::Record };
                assert_eq!(operation.document, own, "held outside her own record");
                if operation.honest && seen.insert(operation.document) {
                    attack.last.insert(operation.document, operation.then);
                    taken += 1;
                }
            }
        }
    }
    assert!(taken > 50, "some are hers to say: {taken} of {tried}");
    let after = office.records();
    assert_eq!(after[&eva.id], before[&eva.id], "another's record, desk or notes changed");
    for kind in ["desk", "notes"] {
        let (after, before) = (&after[&ana.id]["documents"], &before[&ana.id]["documents"]);
        assert_eq!(after[kind], before[kind], "her own {kind} changed");
    }
    let me = key.public().writer_id().to_string();
    let registers = after[&ana.id]["documents"]["record"]["registers"].as_object().unwrap();
    for (key, values) in registers {
        for value in values.as_array().unwrap() {
            assert_eq!(value["writer"], me.as_str(), "{key}");
        }
        if let Some(named) = RegisterKey::parse(key).unwrap().writer() {
            assert_eq!(named.to_string(), me, "{key}: another's register");
        }
    }
    println!("{tried} operations, {taken} of them hers to say");
    office.verify();
    phone.visit(to).unwrap();
    assert_eq!(phone.stands(&entry), ("approved".to_owned(), Some(1_500)));
    server.stop();
}
