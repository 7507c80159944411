//! Bytes that make Automerge panic, abort or hang, at every place where a stranger can put bytes.

use sync_core::batch::Batch;
use sync_core::change::{Change, MAX_VALUE_BYTES, Put};
use sync_core::frame::write_varint;
use sync_core::key::RegisterKey;
use sync_core::verdict::{Fate, Refusal, Verdict};
use tests::binary::root;

use crate::scene::Scene;
use crate::world::{B, DOCUMENT, World, change, nonce, writer};

/// Name and bytes of every file.
pub(crate) fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = root().join("fixtures/hostile/automerge");
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "bin"))
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into(), std::fs::read(&path).unwrap())
        })
        .collect();
    assert!(files.len() > 70, "the corpus is not here");
    for (name, bytes) in [
        ("a sync message that panics", &[0x42, 0, 0, 0, 1, 0, 3, 1, 0, 1][..]),
        (
            "a sync message that aborts",
            &[0x42, 0, 0, 0, 1, 0, 9, 1, 10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0],
        ),
    ] {
        files.push((name.to_owned(), bytes.to_vec()));
    }
    files.sort();
    files
}

/// B's first change with this value.
fn with_value(
    key: &str,
    value: &[u8],
    predecessor: Option<&(Change, sync_core::ids::ChangeHash)>,
) -> Change {
    let value = value[..value.len().min(MAX_VALUE_BYTES)].to_vec();
    let put = Put { key: RegisterKey::parse(key).unwrap(), value, predecessors: Vec::new() };
    match predecessor {
        Some((before, hash)) => {
            change(B, before.sequence + 1, before.start_op + 1, &[*hash], vec![put])
        }
        None => change(B, 1, 3, &[World::new().a2.1], vec![put]),
    }
}

fn signed_by_b(change: Change) -> Vec<u8> {
    let hash = change.hash();
    Batch::sign(&writer(B), DOCUMENT, 0, vec![(nonce(B), vec![(change, hash)])]).encode(false)
}

#[test]
fn as_bodies_batches_frames_and_values_they_are_refused() {
    let scene = Scene::new();
    for (name, bytes) in corpus() {
        for path in ["/api/sync", "/api/enrol"] {
            let answer = scene.send(&name, path, &bytes);
            assert!(matches!(answer.status, 400 | 413), "{name}: {}", answer.status);
            assert!(["bad_request", "too_large"].contains(&&*answer.code()), "{name}");
        }
        let sizes = [Refusal::Malformed, Refusal::TooLarge];
        let mut framed = vec![1, 4, 0, 1];
        framed.extend_from_slice(&nonce(B).0);
        framed.extend_from_slice(&[1, 0, 1]);
        framed.extend_from_slice(&bytes);
        framed.extend_from_slice(&[0; 64]);
        let mut named = vec![1, 0];
        named.extend_from_slice(&DOCUMENT.learner.0);
        named.extend_from_slice(&writer(B).public().writer_id().0);
        named.extend_from_slice(&bytes);
        let mut value = vec![1, 4, 0, 1];
        value.extend_from_slice(&nonce(B).0);
        value.extend_from_slice(&[1, 0, 1, 2, 0, 0, 0, 0, 4, 4, b'k', 0]);
        write_varint(&mut value, bytes.len() as u64);
        value.extend_from_slice(&bytes);
        value.extend_from_slice(&[0; 64]);
        for batch in [bytes.clone(), framed, named, value] {
            let verdict = scene.bring(&name, &scene.b, batch);
            let Verdict::Refused(refusal) = verdict else { panic!("{name}: {verdict:?}") };
            assert!(
                sizes.contains(&refusal) || refusal == Refusal::Signature,
                "{name}: {refusal:?}"
            );
        }
        let me = scene.b.key.public().writer_id();
        let mine = format!("progress/k3f4d2ma/{me}");
        for key in ["work/01920f3a-7c1e-7abc-8def-0123456789ab", &mine] {
            let verdict = scene.bring(&name, &scene.b, signed_by_b(with_value(key, &bytes, None)));
            let Verdict::Partly(all) = verdict else { panic!("{name}: {verdict:?}") };
            assert_eq!(all[0].fate, Fate::Refused(Refusal::Value), "{name}");
        }
    }
    scene.end("Automerge's poison");
}

/// In a section that nobody knows yet values are opaque: stored, handed out, and harmless.
#[test]
fn as_values_of_an_unknown_section_they_are_kept_and_do_no_harm() {
    let scene = Scene::new();
    let mut last = None;
    let corpus = corpus();
    for (n, (name, bytes)) in corpus.iter().enumerate() {
        let change = with_value(&format!("horoscope/h{n}"), bytes, last.as_ref());
        let hash = change.hash();
        assert_eq!(scene.bring(name, &scene.b, signed_by_b(change.clone())), Verdict::Held);
        last = Some((change, hash));
    }
    scene.office.verify();
    let learner = DOCUMENT.learner.to_string();
    let record = scene.office.record(&learner);
    let kept = record["documents"]["record"]["registers"].as_object().unwrap();
    assert_eq!(kept.keys().filter(|key| key.starts_with("horoscope/h")).count(), corpus.len());
    let out = scene.office.data.join("out");
    let out = out.to_str().unwrap();
    scene.office.done(&["export", "automerge", "--learner", &learner, "--out", out]);
    let saved = std::fs::read(format!("{out}/record.automerge")).unwrap();
    automerge::AutoCommit::load(&saved).unwrap();
    assert_eq!(scene.c.read_all().len(), scene.a.read_all().len());
}
