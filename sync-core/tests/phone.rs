//! A profile by itself: enrolment, actions, what it would send, and what storage brings back.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::collections::BTreeMap;

use sync_core::batch::Batch;
use sync_core::exchange::{EnrolmentAnswer, EnrolmentRequest, Token, VERSION};
use sync_core::ids::{DocumentKind, LearnerId};
use sync_core::phone::{
    Action, Entropy, Profile, Row, RowChange, WorkFields, begin_enrolment, finish_enrolment,
    resume_enrolment,
};
use sync_core::seal::DataKey;
use sync_core::trust::{
    ReplicaCertificate, ReplicaRole, SigningKey, WriterCertificate, WriterHolder,
};

const NOW: i64 = 1_795_000_000;

/// Storage that does what it is told.
#[derive(Default)]
struct Disk(BTreeMap<String, Vec<u8>>);

impl Disk {
    fn write(&mut self, changes: Vec<RowChange>) {
        for change in changes {
            match change.bytes {
                Some(bytes) => self.0.insert(change.key, bytes),
                None => self.0.remove(&change.key),
            };
        }
    }

    fn rows(&self) -> Vec<Row> {
        self.0.iter().map(|(key, bytes)| Row { key: key.clone(), bytes: bytes.clone() }).collect()
    }
}

fn key() -> DataKey {
    DataKey::new([3; 32])
}

fn entropy(seed: u8) -> Entropy {
    Entropy::new(&[seed; 32])
}

fn enrolled() -> Disk {
    let (root, central) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
    let mut disk = Disk::default();
    let (request, rows) = begin_enrolment("K7QM2XWP", &key(), &mut entropy(1));
    disk.write(rows);
    let (code, again) = resume_enrolment(&key(), &disk.rows()).unwrap();
    assert_eq!((code.as_str(), &again), ("K7QM2XWP", &request), "a lost answer is asked for again");
    let request = EnrolmentRequest::from_bytes(&request).unwrap();
    request.verify().unwrap();
    let learner = LearnerId([9; 16]);
    let answer = EnrolmentAnswer {
        version: VERSION,
        learner,
        read_token: Token([5; 16]),
        device_token: Token([6; 16]),
        root: root.public(),
        central: ReplicaCertificate::issue(&root, central.public(), ReplicaRole::Central, NOW),
        writer: WriterCertificate::issue(
            &central,
            learner,
            request.writer,
            WriterHolder::Learner,
            NOW,
        ),
        server_time: NOW,
        sealing: None,
        hub: None,
    };
    let (who, rows) =
        finish_enrolment(&key(), &disk.rows(), &answer.to_bytes(), &mut entropy(2)).unwrap();
    assert_eq!(who, learner);
    disk.write(rows);
    disk
}

fn uuid(n: u32) -> String {
    format!("01920f3a-7c1e-7abc-8def-{n:012x}")
}

fn work(n: u32, minutes: u32) -> Action {
    Action::WorkAdd {
        entry: uuid(n),
        fields: WorkFields {
            task: "etiquetar".into(),
            day: "2026-11-20".into(),
            minutes: Some(minutes),
            units: None,
            start: None,
            note: Some(format!("grupo {n} de la mañana")),
        },
    }
}

#[test]
fn what_was_saved_is_there_after_a_restart() {
    let mut disk = enrolled();
    let mut profile = Profile::open(key(), &disk.rows(), &mut entropy(3)).unwrap();
    let done = Action::LessonDone {
        lesson: "k3f4d2ma".into(),
        place: 3,
        seconds: 200,
        score_percent: Some(80),
    };
    for (i, action) in [work(1, 90), done, work(2, 30)].iter().enumerate() {
        let id = format!("a{i}");
        disk.write(profile.act(&id, action, NOW + i as i64, &mut entropy(10 + i as u8)).unwrap());
        let again = profile.act(&id, action, NOW + 9, &mut entropy(99)).unwrap();
        assert!(again.is_empty(), "an action told twice is done once");
    }
    disk.write(profile.put_draft("work", "{\"task\":\"etiquetar\"}", &mut entropy(20)));
    let view = profile.view();
    assert_eq!((view.unsent, view.work.len(), view.lessons.len()), (3, 2, 1));

    let mut reopened = Profile::open(key(), &disk.rows(), &mut entropy(4)).unwrap();
    assert_eq!(reopened.view(), view);
    assert_eq!(reopened.draft("work"), Some("{\"task\":\"etiquetar\"}"));
    let correct = Action::WorkCorrect {
        entry: uuid(1),
        fields: WorkFields {
            task: "etiquetar".into(),
            day: "2026-11-20".into(),
            minutes: Some(120),
            units: None,
            start: Some(540),
            note: None,
        },
        seen: None,
    };
    disk.write(reopened.act("c", &correct, NOW + 50, &mut entropy(5)).unwrap());
    let entry = reopened.view().work.into_iter().find(|entry| entry.id == uuid(1)).unwrap();
    assert_eq!(entry.live.len(), 1);
    assert_eq!((entry.live[0].minutes, entry.earlier[0].minutes), (Some(120), Some(90)));

    let request = reopened.next_request(NOW, 65_536);
    let batches = request.profiles[0].batches.clone().unwrap();
    let public = reopened.identity().signing_key().public();
    let implied = Some((reopened.identity().learner, public.writer_id()));
    let batch = Batch::decode(&batches[0], implied, &public).unwrap();
    batch.verify(&public).unwrap();
    assert_eq!((batches.len(), batch.runs.len(), batch.running_count), (1, 2, 0));
    assert_eq!(batch.changes().count(), 4);
    assert_eq!(batch.encode(true), batches[0].to_vec());
    assert_eq!(Batch::decode(&batch.encode(false), None, &public).unwrap(), batch);
}

#[test]
fn nothing_readable_is_stored() {
    let mut disk = enrolled();
    let mut profile = Profile::open(key(), &disk.rows(), &mut entropy(3)).unwrap();
    disk.write(profile.act("a", &work(1, 90), NOW, &mut entropy(10)).unwrap());
    disk.write(profile.put_draft("work", "mañana", &mut entropy(20)));
    let learner = profile.identity().learner;
    for (name, bytes) in &disk.0 {
        for secret in [&b"etiquetar"[..], "mañana".as_bytes(), &learner.0, &[5; 16], b"K7QM2XWP"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{name}");
        }
    }
    assert!(Profile::open(DataKey::new([4; 32]), &disk.rows(), &mut entropy(3)).is_err());
}

#[test]
fn invalid_actions_change_nothing() {
    let disk = enrolled();
    let mut profile = Profile::open(key(), &disk.rows(), &mut entropy(3)).unwrap();
    let before = profile.view();
    let mut bad_entry = work(1, 90);
    if let Action::WorkAdd { entry, .. } = &mut bad_entry {
        *entry = "not-a-uuid".into();
    }
    for action in
        [work(1, 24 * 60 + 1), bad_entry, Action::WorkWithdraw { entry: uuid(7), seen: None }]
    {
        assert!(profile.act("x", &action, NOW, &mut entropy(1)).is_err());
    }
    assert_eq!(profile.view(), before);
    assert!(profile.ledger(DocumentKind::Record).is_none());
}

#[test]
fn one_form_saved_in_two_tabs_with_different_words_is_a_question() {
    let disk = enrolled();
    let mut profile = Profile::open(key(), &disk.rows(), &mut entropy(3)).unwrap();
    profile.act("a", &work(1, 300), NOW, &mut entropy(10)).unwrap();
    assert!(profile.act("b", &work(1, 300), NOW + 1, &mut entropy(11)).unwrap().is_empty());
    profile.act("c", &work(1, 120), NOW + 2, &mut entropy(12)).unwrap();
    let entry = profile.view().work.remove(0);
    assert!(entry.open_question, "neither tab saw the other's words");
    assert_eq!(entry.live.iter().map(|it| it.minutes).collect::<Vec<_>>(), [Some(120), Some(300)]);
}

#[test]
fn a_hub_s_word_makes_a_key_that_waits_and_only_a_hub_of_central_s_has_it() {
    let key_of = |seed: u8| SigningKey::from_seed([seed; 32]);
    let (root, central, hub, stranger) = (key_of(1), key_of(2), key_of(4), key_of(5));
    let learner = LearnerId([9; 16]);
    let finish = |certificate: ReplicaCertificate, signer: &SigningKey| {
        let mut disk = Disk::default();
        let (request, rows) = begin_enrolment("K7QM2XWP", &key(), &mut entropy(1));
        disk.write(rows);
        let writer = EnrolmentRequest::from_bytes(&request).unwrap().writer;
        let answer = EnrolmentAnswer {
            version: VERSION,
            learner,
            read_token: Token([5; 16]),
            device_token: Token([6; 16]),
            root: root.public(),
            central: ReplicaCertificate::issue(&root, central.public(), ReplicaRole::Central, NOW),
            writer: WriterCertificate::issue(signer, learner, writer, WriterHolder::Learner, NOW),
            server_time: NOW,
            sealing: None,
            hub: Some(certificate),
        };
        let (_, rows) =
            finish_enrolment(&key(), &disk.rows(), &answer.to_bytes(), &mut entropy(2))?;
        disk.write(rows);
        Ok::<Disk, sync_core::phone::EnrolError>(disk)
    };
    let issue = |by: &SigningKey, role| ReplicaCertificate::issue(by, hub.public(), role, NOW);
    let disk = finish(issue(&central, ReplicaRole::Hub), &hub).unwrap();
    let profile = Profile::open(key(), &disk.rows(), &mut entropy(3)).unwrap();
    assert!(profile.view().compare_words.is_some(), "it waits, and says so at once");
    assert!(finish(issue(&stranger, ReplicaRole::Hub), &hub).is_err(), "nobody made it a hub");
    assert!(finish(issue(&central, ReplicaRole::Central), &hub).is_err(), "it is no hub");
    assert!(finish(issue(&central, ReplicaRole::Hub), &stranger).is_err(), "not the hub's word");
}
