//! Bytes that break Automerge's decoders, wherever a stranger could put them: a typed refusal, or
//! an opaque value that is stored and carried and read by nobody.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::fs;
use std::path::PathBuf;

use automerge::{Automerge, ReadDoc, ScalarValue};
use sync_core::batch::{Batch, BatchError};
use sync_core::change::{Change, MAX_VALUE_BYTES, Put};
use sync_core::exchange::{EnrolmentAnswer, EnrolmentRequest, SyncAnswer, SyncRequest};
use sync_core::frame::{self, Context, Reader};
use sync_core::ids::{ActorId, DocumentId, DocumentKind, LearnerId, Nonce, WriterId};
use sync_core::key::RegisterKey;
use sync_core::record::{self, SchemaFault};
use sync_core::seal::DataKey;
use sync_core::trust::{SigningKey, WriterHolder, actor_of};

const DOCUMENT: DocumentId = DocumentId { learner: LearnerId([7; 16]), kind: DocumentKind::Record };
const WORK: &str = "work/01920f3a-7c1e-7abc-8def-0123456789ab";

/// Every file of the corpus, and sync messages that kill by size alone.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/hostile/automerge");
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bin"))
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect();
    assert!(files.len() > 70, "the corpus is not here");
    for (name, bloom) in [
        ("no bits an entry", &[0x42, 0, 0, 0, 1, 0, 3, 1, 0, 1][..]),
        (
            "probes without end",
            &[0x42, 0, 0, 0, 1, 0, 9, 1, 10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0],
        ),
        ("CBOR nested without end", &[0x81; 4096]),
        ("CBOR longer than memory", &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ] {
        files.push((name.to_owned(), bloom.to_vec()));
    }
    files.sort();
    files
}

fn key() -> SigningKey {
    SigningKey::from_seed([9; 32])
}

fn change_with(register: &str, value: &[u8]) -> Change {
    let key_of = RegisterKey::parse(register).unwrap();
    let put = Put { key: key_of, value: value.to_vec(), predecessors: Vec::new() };
    let actor = actor_of(&key().public(), DOCUMENT, Nonce([1; 8]));
    let dependencies = Vec::new();
    Change { actor, sequence: 1, start_op: 1, time: 0, dependencies, puts: vec![put] }
}

fn judge(register: &str, value: &[u8]) -> Result<(), SchemaFault> {
    let (kind, holder) = (DocumentKind::Record, WriterHolder::Learner);
    let key = RegisterKey::parse(register).unwrap();
    record::check(kind, holder, WriterId([1; 8]), &key, value)
}

#[test]
fn as_batch_frame_or_body_they_are_refused() {
    let public = key().public();
    let implied = Some((DOCUMENT.learner, public.writer_id()));
    for (name, bytes) in corpus() {
        let (short, long) =
            ([&[1, 4][..], &bytes].concat(), [&[1, 0][..], &[7; 24], &bytes].concat());
        for body in [&bytes, &short, &long] {
            let read = Batch::decode(body, implied, &public);
            assert!(matches!(read, Err(BatchError::Frame(_))), "{name}: {read:?}");
        }
        let mut context = Context::new(public.writer_id(), [ActorId([1; 16])]);
        let mut reader = Reader::new(&bytes);
        if let Ok((_, _)) = frame::decode(&mut reader, ActorId([1; 16]), 1, &mut context) {
            assert!(reader.finish().is_err(), "{name}: no file is a frame and nothing else");
        }
        assert!(SyncRequest::from_bytes(&bytes).is_err(), "{name}");
        assert!(SyncAnswer::from_bytes(&bytes).is_err(), "{name}");
        assert!(EnrolmentRequest::from_bytes(&bytes).is_err(), "{name}");
        assert!(EnrolmentAnswer::from_bytes(&bytes).is_err(), "{name}");
        assert!(DataKey::new([1; 32]).open("f0", &bytes).is_err(), "{name}");
    }
}

#[test]
fn as_a_value_they_are_opaque() {
    for (name, bytes) in corpus() {
        let value = &bytes[..bytes.len().min(MAX_VALUE_BYTES)];
        assert_eq!(judge(WORK, value), Err(SchemaFault::Value), "{name}");
        assert_eq!(judge("progress/k3f4d2ma/0101010101010101", value), Err(SchemaFault::Value));
        assert_eq!(judge("horoscope/a", value), Ok(()), "stored for who will know the section");

        let change = change_with("horoscope/a", value);
        let hash = change.hash();
        let runs = vec![(Nonce([1; 8]), vec![(change.clone(), hash)])];
        let batch = Batch::sign(&key(), DOCUMENT, 0, runs);
        let read = Batch::decode(&batch.encode(false), None, &key().public()).unwrap();
        assert_eq!((read.verify(&key().public()), &read), (Ok(()), &batch), "{name}");
        let mut document = Automerge::new();
        document.apply_changes([change.to_automerge()]).unwrap();
        let reloaded = Automerge::load(&document.save()).unwrap();
        let (held, _) = reloaded.get(automerge::ROOT, "horoscope/a").unwrap().unwrap();
        assert_eq!(held.as_scalar(), Some(&ScalarValue::Bytes(value.to_vec())), "{name}");
    }
}
