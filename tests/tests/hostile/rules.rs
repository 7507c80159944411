//! Each rule of PROTOCOL sections 1 and 3 broken once, in a body that is signed as it stands.

use sync_core::batch::Batch;
use sync_core::change::{Change, Put};
use sync_core::ids::{DocumentId, DocumentKind};
use sync_core::key::RegisterKey;
use sync_core::record::{Day, Interest, Record, Referral, Release, ValueFault};
use sync_core::trust::actor_of;
use sync_core::verdict::{Exception, Fate, Refusal, Verdict};

use crate::scene::{Scene, signed};
use crate::structure::Verdict as Expected;
use crate::world::{A, B, DOCUMENT, World, actor, change, nonce, writer};
use crate::{bytes, counters, predecessors, schema, structure};

fn alone(sequence: u32, fate: Fate) -> Verdict {
    Verdict::Partly(vec![Exception { run: 0, sequence, fate }])
}

fn refused(refusal: Refusal) -> Verdict {
    alone(1, Fate::Refused(refusal))
}

#[test]
fn structure_and_shape() {
    let mut scene = Scene::new();
    let world = World::new();
    let tables = [
        structure::shape_cases(),
        predecessors::predecessor_cases(),
        counters::counter_cases(),
        structure::allowed_cases(),
    ];
    let mut broken = 0;
    for (name, make, expected, bytes) in tables.into_iter().flatten() {
        let change = make(&world);
        let at = change.sequence;
        let verdict = match (expected, bytes) {
            (Expected::Sound, None) => continue,
            (_, Some(_)) => Verdict::Refused(Refusal::Malformed),
            (Expected::Broken(fault), None) => alone(at, Fate::Refused(Refusal::from(fault))),
            (Expected::Missing, None) => alone(at, Fate::Parked),
            (Expected::Fork, None) => alone(at, Fate::Forked),
            (Expected::Known, None) => Verdict::Held,
            (Expected::Shape(fault), None) => panic!("{name}: bytes cannot say {fault}"),
        };
        let batch = signed(&change);
        // Twice: what is said of it does not depend on how often it comes.
        for _ in 0..2 {
            assert_eq!(scene.bring(name, &scene.b, batch.clone()), verdict, "{name}");
        }
        broken += 1;
    }
    assert!(broken > 45, "{broken} cases");
    scene.unchanged("one fault each");
    // Sound after all that: nothing that was refused stands in an honest change's way.
    let good = signed(&world.good());
    assert_eq!(scene.bring("the good change", &scene.b, good), Verdict::Held);
}

#[test]
fn frames_and_batches_that_are_not_canonical() {
    let scene = Scene::new();
    for (name, count, frames, _) in bytes::frames() {
        let verdict = scene.bring(name, &scene.b, bytes::batch(count, &frames));
        assert_eq!(verdict, Verdict::Refused(Refusal::Malformed), "{name}");
    }
    for (name, batch, _) in bytes::batches() {
        let verdict = scene.bring(name, &scene.b, batch);
        assert_eq!(verdict, Verdict::Refused(Refusal::Malformed), "{name}");
    }
    for (name, length) in [("a byte too long", 64 * 1024 + 1), ("much too long", 79 * 1024)] {
        let verdict = scene.bring(name, &scene.b, vec![1; length]);
        assert_eq!(verdict, Verdict::Refused(Refusal::TooLarge), "{name}");
    }
    scene.end("not canonical");
}

/// B's first change, with one put, on top of what there is.
fn putting(document: DocumentId, key: &str, value: Vec<u8>) -> Vec<u8> {
    let world = World::new();
    let put = Put { key: RegisterKey::parse(key).unwrap(), value, predecessors: Vec::new() };
    let dependencies = if document == DOCUMENT { vec![world.a2.1] } else { Vec::new() };
    let start_op = if document == DOCUMENT { 3 } else { 1 };
    let first = change(B, 1, start_op, &dependencies, vec![put]);
    let first = Change { actor: actor_of(&writer(B).public(), document, nonce(B)), ..first };
    let hash = first.hash();
    Batch::sign(&writer(B), document, 0, vec![(nonce(B), vec![(first, hash)])]).encode(false)
}

#[test]
fn values_and_registers_that_are_not_hers_to_write() {
    let scene = Scene::new();
    let (me, she) = (scene.b.key.public().writer_id(), scene.a.key.public().writer_id());
    let mine = format!("progress/k3f4d2ma/{me}");
    for (name, value, fault) in schema::progress_values() {
        if fault == ValueFault::Newer {
            continue;
        }
        let verdict = scene.bring(name, &scene.b, putting(DOCUMENT, &mine, value));
        assert_eq!(verdict, refused(Refusal::Value), "{name}");
    }
    let work = "work/01920f3a-7c1e-7abc-8def-0123456789ab";
    for (name, alter) in schema::work_out_of_range() {
        let mut entry = schema::work();
        alter(&mut entry);
        let value = Record::new(entry).to_bytes();
        let verdict = scene.bring(name, &scene.b, putting(DOCUMENT, work, value));
        assert_eq!(verdict, refused(Refusal::Value), "{name}");
    }
    let entry = Record::new(schema::work()).to_bytes();
    for (name, key, refusal) in [
        ("another writer's register", format!("progress/k3f4d2ma/{she}"), Refusal::Register),
        ("nobody's register", "progress/k3f4d2ma".to_owned(), Refusal::Register),
        (
            "an entry of version 4",
            "work/01920f3a-7c1e-4abc-8def-0123456789ab".to_owned(),
            Refusal::Register,
        ),
        ("a decision on her own hours", "decision/x".to_owned(), Refusal::Section),
        ("a payment to herself", "payment/x".to_owned(), Refusal::Section),
        ("a certificate for herself", "certificate/x".to_owned(), Refusal::Section),
        ("a note about herself", "note/x".to_owned(), Refusal::Section),
    ] {
        let verdict = scene.bring(name, &scene.b, putting(DOCUMENT, &key, entry.clone()));
        assert_eq!(verdict, refused(refusal), "{name}");
    }
    for kind in [DocumentKind::Desk, DocumentKind::Notes] {
        let document = DocumentId { kind, ..DOCUMENT };
        let name = format!("writing the {}", kind.name());
        for key in [work, "decision/x", "note/x", "horoscope/x"] {
            let verdict = scene.bring(&name, &scene.b, putting(document, key, entry.clone()));
            assert_eq!(verdict, refused(Refusal::Document), "{name}");
        }
    }
    scene.end("schema");
}

/// Nothing of another is sent, and nothing of hers in words that she did not read: whoever has a phone
/// speaks for herself alone, and what would be sent is not hers to write.
#[test]
fn interest_and_what_may_be_sent_of_somebody_are_nobody_elses_to_say() {
    const UUID: &str = "01920f3a-7c1e-7abc-8def-0123456789ab";
    let scene = Scene::new();
    let (me, she) = (scene.b.key.public().writer_id(), scene.a.key.public().writer_id());
    let day = Day::parse("2026-11-20").unwrap();
    let yes = |about: Vec<u8>, day| {
        Record::new(Release { version: None, about: about.into(), allowed: true, day }).to_bytes()
    };
    let interest = |day| Record::new(Interest { version: None, interested: true, day }).to_bytes();
    let (company, text) = ("Llamadas".to_owned(), "Ana terminó el curso.".to_owned());
    let referral = |company, text| {
        let opening = [1; 16];
        Record::new(Referral { version: None, opening, company, text, day, withdrawn: None })
            .to_bytes()
    };
    let good = yes(vec![1; 32], day);
    let hers = |section: &str| format!("{section}/{UUID}/{me}");
    for (name, key, value, refusal) in [
        ("another's yes", format!("release/{UUID}/{she}"), good.clone(), Refusal::Register),
        ("everybody's yes", format!("release/{UUID}"), good.clone(), Refusal::Register),
        ("a yes to no referral", format!("release/x/{me}"), good.clone(), Refusal::Register),
        ("a yes to half a text", hers("release"), yes(vec![1; 31], day), Refusal::Value),
        ("a yes to more", hers("release"), yes(vec![1; 33], day), Refusal::Value),
        ("a yes on no day", hers("release"), yes(vec![1; 32], Day(7)), Refusal::Value),
        ("an interest as a yes", hers("release"), interest(day), Refusal::Value),
        ("no record", hers("release"), b"si".to_vec(), Refusal::Value),
        ("another's interest", format!("interest/{UUID}/{she}"), interest(day), Refusal::Register),
        ("in no opening", format!("interest/x/{me}"), interest(day), Refusal::Register),
        ("on no day", hers("interest"), interest(Day(99_999)), Refusal::Value),
        (
            "a text about herself",
            format!("referral/{UUID}"),
            referral(company.clone(), text.clone()),
            Refusal::Section,
        ),
        ("that she was sent", format!("outcome/{UUID}"), good.clone(), Refusal::Section),
    ] {
        let verdict = scene.bring(name, &scene.b, putting(DOCUMENT, &key, value));
        assert_eq!(verdict, refused(refusal), "{name}");
    }
    // And not in the office's part either, whose words these are.
    let desk = DocumentId { kind: DocumentKind::Desk, ..DOCUMENT };
    for (key, value) in [
        (format!("referral/{UUID}"), referral(company, text)),
        (hers("release"), good),
        (hers("interest"), interest(day)),
    ] {
        let verdict = scene.bring(&key, &scene.b, putting(desk, &key, value));
        assert_eq!(verdict, refused(Refusal::Document), "{key}");
    }
    scene.end("what may be sent");
}

#[test]
fn what_waits_for_what_never_comes_is_bounded_and_harms_nobody() {
    let mut scene = Scene::new();
    let mut parked = 0;
    for round in 0..5_u32 {
        let changes = (0..256_u32).map(|n| {
            let sequence = round * 256 + n + 2;
            let puts = vec![crate::world::put(&format!("k{n}"), &[])];
            let missing = sync_core::ids::ChangeHash([(sequence % 251) as u8; 32]);
            let change = change(A, sequence, sequence + 40_000, &[missing], puts);
            // One run cannot pin changes that do not name each other: one batch each.
            signed(&change)
        });
        for batches in changes.collect::<Vec<_>>().chunks(64) {
            let answer = scene.a.ask(&scene.a.bringing(batches.to_vec()));
            let verdicts = answer.verdicts.unwrap();
            let waits =
                |it: &&Verdict| matches!(it, Verdict::Partly(all) if all[0].fate == Fate::Parked);
            parked += verdicts.iter().filter(waits).count();
        }
    }
    assert_eq!(parked, 1000, "as many as a document may keep waiting");
    scene.unchanged("parked");
    let good = signed(&World::new().good());
    assert_eq!(scene.bring("another phone's good change", &scene.b, good), Verdict::Held);
    assert_ne!(actor(A), actor(B));
}
