//! The inputs of the golden files: small, and of every kind that goes over the wire.

#[path = "sections.rs"]
mod sections;

use sync_core::batch::Batch;
use sync_core::exchange::{
    Cursor, EnrolmentAnswer, Entry, LockedAnswer, LockedRequest, LockedStatus, ProfileAnswer,
    ProfileStatus, Reading, SyncAnswer, SyncRequest, Token, VERSION,
};
use sync_core::ids::{DocumentId, DocumentKind, LearnerId, Nonce};
use sync_core::key::RegisterKey;
use sync_core::ledger::{Admission, Draft, Finding, Ledger, Standing, examine};
use sync_core::notice::{Notice, NoticeKind, SignedNotice};
use sync_core::record::{Day, LessonProgress, Record, WorkEntry};
use sync_core::sealed_box::SealingKey;
use sync_core::session::{Session, SessionNotice, session_id};
use sync_core::trust::{
    Receipt, ReceiptLine, ReplicaCertificate, ReplicaRole, SealingCertificate, SigningKey,
    WriterCertificate, WriterHolder, actor_of,
};
use sync_core::vectors::{ChangeText, Document, Line, PutText, Run, Vector};
use sync_core::verdict::{Exception, Fate, Refusal, Verdict};

const TIME: i64 = 1_795_000_000;
const LEARNER: LearnerId = LearnerId([7; 16]);

fn key(n: u8) -> SigningKey {
    SigningKey::from_seed([n; 32])
}

fn seed(n: u8) -> String {
    hex(&[n; 32])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn document(kind: DocumentKind) -> Document {
    Document { learner: LEARNER.to_string(), kind: kind.name().to_owned() }
}

fn values(writer: &SigningKey) -> Vec<(String, Vec<u8>)> {
    let work = |minutes, note: &str| {
        Record::new(WorkEntry {
            version: None,
            task: "etiquetar".into(),
            day: Day::parse("2026-11-20").unwrap(),
            minutes: Some(minutes),
            units: None,
            start: Some(540),
            note: Some(note.into()),
            withdrawn: None,
        })
    };
    let progress = Record::new(LessonProgress {
        version: None,
        place: Some(3),
        seconds: Some(200),
        score_percent: Some(80),
        completed_at: Some(TIME),
    });
    let entry = "work/01920f3a-7c1e-7abc-8def-0123456789ab".to_owned();
    let mut newer = work(60, "con campos que esta versión no conoce");
    newer.unknown.insert(9, vec![0x82, 0x01, 0x61, b'x']);
    vec![
        (entry.clone(), work(90, "gatos y perros en la mañana").to_bytes()),
        (format!("progress/k3f4d2ma/{}", writer.public().writer_id()), progress.to_bytes()),
        (entry, newer.to_bytes()),
        ("horoscope/2026.w47_a".to_owned(), vec![0xff; 40]),
        ("message/hola/0102030405060708".to_owned(), Vec::new()),
    ]
}

/// Writes changes of one put each.
struct Hand {
    document: DocumentId,
    ledger: Ledger,
}

impl Hand {
    fn new(document: DocumentId) -> Self {
        Self { document, ledger: Ledger::default() }
    }

    fn write(
        &mut self,
        by: &SigningKey,
        nonce: Nonce,
        time: i64,
        (key, value): &(String, Vec<u8>),
    ) -> ChangeText {
        let actor = actor_of(&by.public(), self.document, nonce);
        let key = RegisterKey::parse(key).unwrap();
        let draft = Draft { key, value: value.clone(), seen: None };
        let change = self.ledger.compose(actor, time, vec![draft]);
        let hash = change.hash();
        let Finding::Sound(node) = examine(&self.ledger, &change, &hash).unwrap() else {
            unreachable!()
        };
        let standing = Standing::Effective;
        self.ledger.admit(&Admission { change: change.clone(), hash, node, standing });
        ChangeText {
            sequence: change.sequence,
            start_op: change.start_op,
            time: change.time,
            dependencies: change.dependencies.iter().map(ToString::to_string).collect(),
            puts: change
                .puts
                .iter()
                .map(|put| PutText {
                    key: put.key.as_str().to_owned(),
                    value: hex(&put.value),
                    predecessors: put.predecessors.iter().map(ToString::to_string).collect(),
                })
                .collect(),
            hash: String::new(),
        }
    }
}

/// Two app starts of one writer, the second after somebody else wrote.
fn runs(document: DocumentId) -> Vec<Run> {
    let (writer, other) = (key(9), key(10));
    let mut hand = Hand::new(document);
    let values = values(&writer);
    let first = values[..2].iter().enumerate();
    let first = first.map(|(n, put)| hand.write(&writer, Nonce([1; 8]), TIME + 60 * n as i64, put));
    let first = first.collect();
    hand.write(&other, Nonce([3; 8]), TIME + 300, &values[0]);
    let second = values[2..].iter().enumerate();
    let second =
        second.map(|(n, put)| hand.write(&writer, Nonce([2; 8]), TIME - 86_400 * n as i64, put));
    let second = second.collect();
    vec![Run { nonce: hex(&[1; 8]), changes: first }, Run { nonce: hex(&[2; 8]), changes: second }]
}

fn batch(kind: DocumentKind) -> Vector {
    Vector::Batch {
        seed: seed(9),
        document: document(kind),
        running_count: 40,
        runs: runs(DocumentId { learner: LEARNER, kind }),
        signature: String::new(),
        bytes: String::new(),
        bytes_implied: String::new(),
    }
}

/// The registers of `sections`: what she writes, and what central writes to her desk.
fn of_sections(kind: DocumentKind, seed_of: u8) -> Vector {
    let document_id = DocumentId { learner: LEARNER, kind };
    let (writer, mut hand) = (key(seed_of), Hand::new(document_id));
    let puts = sections::puts(document_id, writer.public().writer_id());
    let changes = puts.iter().enumerate();
    let changes =
        changes.map(|(n, put)| hand.write(&writer, Nonce([1; 8]), TIME + 60 * n as i64, put));
    let run = Run { nonce: hex(&[1; 8]), changes: changes.collect() };
    Vector::Batch {
        seed: seed(seed_of),
        document: document(kind),
        running_count: 0,
        runs: vec![run],
        signature: String::new(),
        bytes: String::new(),
        bytes_implied: String::new(),
    }
}

fn central() -> ReplicaCertificate {
    ReplicaCertificate::issue(&key(1), key(2).public(), ReplicaRole::Central, TIME)
}

fn writer() -> WriterCertificate {
    WriterCertificate::issue(&key(2), LEARNER, key(9).public(), WriterHolder::Learner, TIME)
}

fn answer() -> SyncAnswer {
    let id = DocumentId { learner: LEARNER, kind: DocumentKind::Record };
    let line = ReceiptLine { actor: actor_of(&key(9).public(), id, Nonce([1; 8])), sequence: 2 };
    let mut profile = ProfileAnswer::new(ProfileStatus::Served);
    let fate = Fate::Refused(Refusal::Value);
    let exceptions = [
        Exception { run: 0, sequence: 3, fate: Fate::Parked },
        Exception { run: 0, sequence: 4, fate: Fate::Forked },
        Exception { run: 1, sequence: 5, fate },
    ];
    profile.verdicts = Some(vec![
        Verdict::Held,
        Verdict::Partly(exceptions.to_vec()),
        Verdict::Waiting,
        Verdict::Refused(Refusal::Erased),
    ]);
    let hash = sync_core::ids::ChangeHash([4; 32]);
    profile.receipts = Some(vec![Receipt::issue(&key(2), 3, id, &[(line, hash)], true)]);
    let Vector::Batch { bytes, .. } = batch(DocumentKind::Record).worked_out().unwrap() else {
        unreachable!()
    };
    let bytes: Vec<u8> = (0..bytes.len() / 2)
        .map(|i| u8::from_str_radix(&bytes[2 * i..2 * i + 2], 16).unwrap())
        .collect();
    assert!(Batch::peek(&bytes, None).is_ok());
    profile.entries = Some(vec![Entry::Writer(writer()), Entry::Batch(bytes), session(), notice()]);
    profile.cursor = Some(Cursor { epoch: 3, sequence: 1 << 33, prefix: [1, 2, 3, 4] });
    SyncAnswer {
        version: VERSION,
        server_time: TIME,
        replica: key(2).public().replica_id(),
        epoch: 3,
        catalogue: [9, 8, 7, 6],
        profiles: vec![profile, ProfileAnswer::new(ProfileStatus::UnknownToken)],
        locked: Some(vec![locked_answer(), LockedAnswer::new(LockedStatus::Revoked)]),
        certificate: None,
        ended: None,
    }
}

fn session() -> Entry {
    let session = Session {
        id: session_id("01970000-0000-7000-8000-000000000001").unwrap(),
        edition: TIME.unsigned_abs(),
        cohort: "cohorte-1".to_owned(),
        title: "Taller de atención".to_owned(),
        day: Day(20_775),
        start: 540,
        minutes: 90,
        place: Some("Aula 2".to_owned()),
        link: Some("https://meet.example/abc".to_owned()),
        facilitator: Some("Rosa".to_owned()),
        cancelled: Some(true),
        series: None,
    };
    Entry::Session(SessionNotice::issue(&key(2), &session))
}

fn notice() -> Entry {
    let some = |id: &str| Some(vec![id.to_owned()]);
    let notice = Notice {
        id: session_id("01970000-0000-7000-8000-000000000002").unwrap(),
        edition: TIME.unsigned_abs(),
        cohort: "cohorte-1".to_owned(),
        kind: NoticeKind::Opening,
        title: "Atención por teléfono".to_owned(),
        text: "Medio tiempo.\nContrato de un año.".to_owned(),
        ends_on: Day(20_790),
        by: "Rosa Mamani".to_owned(),
        place: Some("El Alto".to_owned()),
        link: Some("https://empresa.example/".to_owned()),
        company: Some("Llamadas Andinas".to_owned()),
        tracks: some("llamadas"),
        courses: some("atencion"),
        certificates: some("digital"),
        closed: Some(true),
    };
    Entry::Notice(SignedNotice::issue(&key(2), &notice))
}

fn sealing() -> SealingCertificate {
    let public = SealingKey::of_seed(key(2).seed()).public();
    SealingCertificate::issue(&key(2), key(2).public().replica_id(), public, TIME)
}

fn locked_answer() -> LockedAnswer {
    let cursor = Some(Cursor { epoch: 3, sequence: 12, prefix: [1, 2, 3, 4] });
    let entries = vec![Entry::Writer(writer())];
    let (replica, sealing) = (key(2).public().replica_id(), Some(sealing()));
    let reading = Reading { replica, epoch: 3, asked: None, cursor, entries, sealing };
    let mut answer = LockedAnswer::new(LockedStatus::Served);
    answer.verdicts = Some(vec![Verdict::Held, Verdict::Refused(Refusal::Sealed)]);
    answer.sealed = Some(reading.sign(&key(2), LEARNER).into());
    (answer.cursor, answer.more) = (cursor, Some(true));
    answer
}

fn identities() -> Vec<Vector> {
    let actor = |n: u8, kind| Vector::Actor {
        seed: seed(n),
        document: document(kind),
        nonce: hex(&[n; 8]),
        public: String::new(),
        writer: String::new(),
        replica: String::new(),
        actor: String::new(),
    };
    let public = |n: u8| hex(&key(n).public().0);
    let replica = |hub| Vector::ReplicaCertificate {
        issuer: seed(1),
        public: public(2),
        hub,
        issued_at: TIME,
        bytes: String::new(),
    };
    let writer = |staff| Vector::WriterCertificate {
        central: seed(2),
        learner: LEARNER.to_string(),
        public: public(9),
        staff,
        registered_at: -TIME,
        bytes: String::new(),
    };
    let actors = DocumentKind::ALL.into_iter().flat_map(|kind| [actor(9, kind), actor(10, kind)]);
    let sealing = |issued_at| Vector::SealingCertificate {
        central: seed(2),
        of_seed: seed(2),
        replica: key(2).public().replica_id().to_string(),
        issued_at,
        public: String::new(),
        id: String::new(),
        bytes: String::new(),
    };
    let certificates = [replica(false), replica(true), writer(false), writer(true)];
    actors.chain(certificates).chain([sealing(TIME)]).collect()
}

fn exchange() -> Vec<Vector> {
    let enrolment = EnrolmentAnswer {
        hub: None,
        version: VERSION,
        learner: LEARNER,
        read_token: Token([5; 16]),
        device_token: Token([6; 16]),
        root: key(1).public(),
        central: central(),
        writer: writer(),
        server_time: TIME,
        sealing: Some(sealing()),
    };
    let request = |batches: &[&str], digest| Vector::SyncRequest {
        device_time: TIME - 31_557_600,
        max_response_bytes: 65_536,
        read_token: hex(&[5; 16]),
        digest,
        batches: batches.iter().map(|batch| (*batch).to_owned()).collect(),
        bytes: String::new(),
    };
    let line =
        |sequence: u32| Line { actor: hex(&[3; 16]), sequence, hash: hex(&[sequence as u8; 32]) };
    let receipt = |backed_up| Vector::Receipt {
        replica: seed(2),
        epoch: 3,
        document: document(DocumentKind::Record),
        lines: vec![line(1), line(200)],
        backed_up,
        bytes: String::new(),
    };
    vec![
        Vector::EnrolmentRequest { seed: seed(9), code: "K7QM2XWP".into(), bytes: String::new() },
        Vector::EnrolmentAnswer {
            bytes: hex(&enrolment.to_bytes()),
            learner: String::new(),
            root: String::new(),
            server_time: 0,
        },
        request(&[], 0),
        request(&["0104", "00"], u64::MAX),
        Vector::LockedRequest {
            device_time: TIME,
            device_token: hex(&[6; 16]),
            max_bytes: 180_224,
            segments: vec!["0104".into(), "00".into()],
            bytes: String::new(),
        },
        receipt(false),
        receipt(true),
        Vector::Ruling {
            central: seed(2),
            document: document(DocumentKind::Record),
            stands: line(7),
            at: TIME,
            bytes: String::new(),
        },
        Vector::SyncAnswer {
            bytes: hex(&answer().to_bytes()),
            replica: String::new(),
            epoch: 0,
            server_time: 0,
            verdicts: Vec::new(),
            receipts: 0,
            entries: 0,
        },
    ]
}

fn rows() -> Vec<Vector> {
    let row = |name: &str, plain: &[u8]| Vector::Sealed {
        data_key: seed(3),
        name: name.to_owned(),
        plain: hex(plain),
        entropy: seed(4),
        sealed: String::new(),
    };
    vec![row("i", b"quien es"), row("f0000000001", &[0xa0; 60]), row("f0000000001", &[])]
}

fn boxes() -> Vec<Vector> {
    let sealed = |purpose: &str, to: &[u8], plain: &[u8]| Vector::Box {
        recipients: to.iter().map(|n| seed(*n)).collect(),
        purpose: purpose.to_owned(),
        bound: LEARNER.to_string(),
        plain: hex(plain),
        entropy: seed(4),
        sealed: String::new(),
    };
    vec![
        sealed("segment", &[2], &[0xa0; 60]),
        sealed("segment", &[2, 3], &[0xa0; 61]),
        sealed("reading", &[9], b""),
    ]
}

fn courier() -> Vec<Vector> {
    let locked = LockedRequest {
        device_token: Token([6; 16]),
        max_bytes: 4_096,
        cursor: Some(Cursor { epoch: 3, sequence: 9, prefix: [1, 2, 3, 4] }),
        segments: Some(vec![vec![0xb0; 40].into()]),
        unsent: None,
        backed_up: Some(4),
    };
    let request = SyncRequest {
        version: VERSION,
        device_time: TIME,
        max_response_bytes: 65_536,
        profiles: Vec::new(),
        locked: Some(vec![locked]),
        carried_at: None,
    };
    let answer =
        SyncAnswer { profiles: Vec::new(), locked: Some(vec![locked_answer()]), ..answer() };
    let request = hex(&request.to_bytes());
    let bundle = |to: &[u8]| Vector::Bundle {
        recipients: to.iter().map(|n| seed(*n)).collect(),
        answer_to: seed(11),
        id: hex(&[12; 16]),
        request: request.clone(),
        entropy: seed(4),
        text: String::new(),
    };
    let answered = Vector::BundleAnswer {
        central: seed(2),
        answer_to: seed(11),
        id: hex(&[12; 16]),
        request: request.clone(),
        answer: hex(&answer.to_bytes()),
        entropy: seed(4),
        text: String::new(),
    };
    vec![bundle(&[2]), bundle(&[2, 3]), answered]
}

/// File name and its vectors, not worked out yet.
pub(crate) fn all() -> Vec<(&'static str, Vec<Vector>)> {
    vec![
        ("identities", identities()),
        ("batches", DocumentKind::ALL.into_iter().map(batch).collect()),
        (
            "sections",
            vec![of_sections(DocumentKind::Record, 9), of_sections(DocumentKind::Desk, 2)],
        ),
        ("exchange", exchange()),
        ("courier", courier()),
        ("rows", rows()),
        ("boxes", boxes()),
    ]
}
