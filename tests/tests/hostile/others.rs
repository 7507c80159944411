//! Other people's keys, tokens and documents: nothing of theirs can be written, or read.

use sync_core::batch::Batch;
use sync_core::exchange::{
    ActorState, Cursor, DocumentState, Entry, MAX_BATCHES, MAX_PROFILES, MAX_REQUEST_BATCH_BYTES,
    ProfileStatus, Token,
};
use sync_core::ids::{ActorId, DocumentId, DocumentKind, LearnerId, WriterId};
use sync_core::trust::{SigningKey, actor_of};
use sync_core::verdict::{Refusal, Verdict};
use tests::forger::Forger;

use crate::scene::{Scene, signed};
use crate::world::{B, C, DOCUMENT, World, actor, change, nonce, put, writer};

fn implied() -> Vec<u8> {
    let good = World::new().good();
    let hash = good.hash();
    Batch::sign(&writer(B), DOCUMENT, 0, vec![(nonce(B), vec![(good, hash)])]).encode(true)
}

fn batch_of(key: &SigningKey, document: DocumentId) -> Batch {
    let first = change(B, 1, 1, &[], vec![put("k", &[])]);
    let actor = actor_of(&key.public(), document, nonce(B));
    let first = sync_core::change::Change { actor, ..first };
    let hash = first.hash();
    Batch::sign(key, document, 0, vec![(nonce(B), vec![(first, hash)])])
}

#[test]
fn nobody_writes_as_another_or_for_another() {
    let scene = Scene::new();
    let eva = LearnerId::from_hex(&scene.eva_is.id).unwrap();
    let eva_key = scene.eva.profile().identity().signing_key();
    let eva_token = scene.eva.profile().identity().read_token;
    let hers = DocumentId { learner: eva, kind: DocumentKind::Record };
    let as_eva = Forger { token: eva_token, key: eva_key.clone(), learner: eva, ..scene.b.clone() };
    let not_yours = Verdict::Refused(Refusal::NotYours);
    let forged = |document, mut alter: Box<dyn FnMut(&mut Batch)>| {
        let mut batch = batch_of(&writer(B), document);
        alter(&mut batch);
        batch.encode(false)
    };
    let claim = |writer: WriterId| move |batch: &mut Batch| batch.address.writer = writer;
    let c = writer(C).public().writer_id();
    let cases: Vec<(&str, &Forger, Vec<u8>, Verdict)> = vec![
        (
            "her document, with my key",
            &scene.b,
            batch_of(&writer(B), hers).encode(false),
            not_yours.clone(),
        ),
        (
            "her document, with her stolen token and my key",
            &as_eva,
            batch_of(&writer(B), hers).encode(false),
            not_yours.clone(),
        ),
        (
            "her own batch, brought by me",
            &scene.b,
            batch_of(&eva_key, hers).encode(false),
            not_yours.clone(),
        ),
        (
            "my document, with her key",
            &scene.b,
            batch_of(&eva_key, DOCUMENT).encode(false),
            not_yours.clone(),
        ),
        (
            "my document, with her key and token",
            &as_eva,
            batch_of(&eva_key, DOCUMENT).encode(false),
            not_yours.clone(),
        ),
        (
            "my colleague's name over my signature",
            &scene.b,
            forged(DOCUMENT, Box::new(claim(c))),
            Verdict::Refused(Refusal::Signature),
        ),
        (
            "my batch, as if it were implied to be hers",
            &as_eva,
            implied(),
            Verdict::Refused(Refusal::Signature),
        ),
        (
            "a signature of zeros",
            &scene.b,
            forged(DOCUMENT, Box::new(|batch| batch.signature = [0; 64])),
            Verdict::Refused(Refusal::Signature),
        ),
        (
            "another running count",
            &scene.b,
            forged(DOCUMENT, Box::new(|batch| batch.running_count = 9)),
            Verdict::Refused(Refusal::Signature),
        ),
        (
            "another of her documents",
            &scene.b,
            forged(DOCUMENT, Box::new(|batch| batch.address.document.kind = DocumentKind::Desk)),
            Verdict::Refused(Refusal::Signature),
        ),
        (
            "a writer whom nobody knows",
            &scene.b,
            batch_of(&SigningKey::from_seed([77; 32]), DOCUMENT).encode(false),
            Verdict::Waiting,
        ),
    ];
    for (name, forger, batch, expected) in cases {
        assert_eq!(scene.bring(name, forger, batch), expected, "{name}");
    }
    scene.end("forged");
}

#[test]
fn an_unknown_token_opens_nothing() {
    let scene = Scene::new();
    let device_token = scene.eva.profile().identity().device_token;
    let mut tokens = vec![Token([0; 16]), Token([0xff; 16]), device_token];
    let mut near = scene.b.token;
    near.0[15] ^= 1;
    tokens.push(near);
    for token in tokens {
        let thief = Forger { token, ..scene.b.clone() };
        let answer = thief.ask(&thief.bringing(vec![signed(&World::new().good())]));
        assert_eq!(answer.status, ProfileStatus::UnknownToken);
        let silent = (answer.verdicts, answer.receipts, answer.entries, answer.cursor);
        assert_eq!(silent, (None, None, None, None));
    }
    scene.end("tokens");
}

/// Whatever a phone says of cursors and states, it is served its own learner's record only.
#[test]
fn no_cursor_and_no_state_opens_another_womans_record() {
    let scene = Scene::new();
    let check = |name: &str, cursor: Option<Cursor>, state: Option<Vec<DocumentState>>| {
        let answer = scene.b.ask(&scene.b.asking(cursor, None, state));
        for entry in answer.entries.unwrap_or_default() {
            let learner = match entry {
                Entry::Writer(writer) => writer.learner,
                Entry::Batch(bytes) => Batch::peek(&bytes, None).unwrap().document.learner,
                Entry::Session(notice) => panic!("{name}: there is no session: {notice:?}"),
                Entry::Notice(notice) => panic!("{name}: there is no notice: {notice:?}"),
                Entry::Ruling(ruling) => panic!("{name}: nothing forked: {ruling:?}"),
                Entry::Receipt(relayed) => panic!("{name}: there is no hub: {relayed:?}"),
            };
            assert_eq!(learner, DOCUMENT.learner, "{name}");
        }
        for document in answer.lacking.unwrap_or_default() {
            assert_ne!(document.kind, DocumentKind::Notes, "{name}: notes are not hers to know of");
            for state in document.actors {
                assert_eq!(state.sequence, 0, "{name}: says what another's actor has");
            }
        }
    };
    let hashes = feed_hashes(&scene);
    assert!(hashes.len() >= 8, "everybody's feed");
    for (sequence, hash) in &hashes {
        for epoch in [0, 1, 2, u32::MAX] {
            for prefix in [[0; 4], hash[..4].try_into().unwrap()] {
                let cursor = Cursor { epoch, sequence: *sequence, prefix };
                check("a cursor", Some(cursor), None);
            }
        }
    }
    for sequence in [0, 10_000, i64::MAX as u64, i64::MAX as u64 + 1, u64::MAX] {
        check("a cursor of nowhere", Some(Cursor { epoch: 1, sequence, prefix: [0; 4] }), None);
    }
    let ledger = scene.eva.profile().ledger(DocumentKind::Record).unwrap();
    let strangers = ledger.state().map(|(actor, _)| *actor).chain([ActorId([0; 16])]);
    let actors: Vec<ActorState> = strangers
        .flat_map(|actor| {
            [0, 1, u32::MAX].map(|sequence| ActorState { actor, sequence, prefix: None })
        })
        .collect();
    for kind in DocumentKind::ALL {
        let state = DocumentState { kind, actors: actors.clone() };
        check("a stranger's state", None, Some(vec![state.clone(), state]));
    }
    assert_ne!(actor(B), actor(C));
    scene.end("reading");
}

fn feed_hashes(scene: &Scene) -> Vec<(u64, Vec<u8>)> {
    let database = rusqlite::Connection::open(scene.office.database()).unwrap();
    let mut statement = database.prepare("SELECT sequence, hash FROM feed").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)? as u64, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn one_request_that_says_everything_many_times_says_it_once() {
    let scene = Scene::new();
    let world = World::new();
    let known = signed(&world.a2.0);
    // As many as a request may hold at all.
    let profiles = (MAX_REQUEST_BATCH_BYTES / (MAX_BATCHES * known.len())).min(MAX_PROFILES);
    assert!(profiles > 3, "{profiles}");
    let mut request = scene.a.bringing(vec![known; MAX_BATCHES]);
    let profile = request.profiles[0].clone();
    request.profiles = vec![profile; profiles];
    let answer = scene.send("profiles of 64 batches", "/api/sync", &request.to_bytes());
    assert_eq!(answer.status, 200);
    scene.end("repeated");
}
