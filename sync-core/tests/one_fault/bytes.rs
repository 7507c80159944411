//! Frames and batches that say something allowed in a way that is not: one byte sequence a change.

use sync_core::batch::{Batch, BatchError, MAX_BATCH_BYTES};
use sync_core::frame::{FrameError, write_signed, write_varint};
use sync_core::verdict::Refusal;

use crate::world::{A, B, DOCUMENT, actor, change, nonce, op, put, writer};

/// Seconds to the moment that the first frame of a batch counts from.
const FIRST_TIME: i64 = 1_767_225_600;

/// What stands before the runs.
fn header(version: u8, header: u8, running_count: &[u8]) -> Vec<u8> {
    let mut out = vec![version, header];
    out.extend_from_slice(&DOCUMENT.learner.0);
    out.extend_from_slice(&writer(B).public().writer_id().0);
    out.extend_from_slice(running_count);
    out
}

/// One run of B's with `count` frames; no signature looks at it before it is read.
pub(crate) fn batch(count: u64, frames: &[u8]) -> Vec<u8> {
    let mut out = header(1, 0, &[0]);
    write_varint(&mut out, 1);
    out.extend_from_slice(&nonce(B).0);
    write_varint(&mut out, 1);
    write_varint(&mut out, 0);
    write_varint(&mut out, count);
    out.extend_from_slice(frames);
    out.extend_from_slice(&[0; 64]);
    out
}

fn read(bytes: &[u8]) -> Result<Batch, BatchError> {
    Batch::decode(bytes, None, &writer(B).public())
}

/// A frame by hand: flags, time, and the rest as it is.
fn frame(flags: u8, rest: &[u8]) -> Vec<u8> {
    let mut out = vec![flags];
    write_signed(&mut out, 0);
    out.extend_from_slice(rest);
    out
}

const CHAINED: u8 = 1;
const SINGLE: u8 = 2;
/// No dependencies, start op as they say.
const ROOT: [u8; 2] = [0, 0];
/// `horoscope/k` spelled out: table 0, no section's number, nine characters, one character.
const KEY: [u8; 14] = *b"\0\0\x09horoscope\x04k";
/// No predecessors, a value of one byte.
const VALUE: [u8; 3] = [0, 1, 0xa0];

fn root() -> Vec<u8> {
    frame(SINGLE, &[&ROOT[..], &KEY, &VALUE].concat())
}

#[test]
fn the_frames_by_hand_are_what_the_encoder_writes() {
    let read = read(&batch(1, &root())).unwrap();
    let (change, hash) = &read.runs[0].changes[0];
    assert_eq!((change.time, change.actor, *hash), (FIRST_TIME, actor(B), change.hash()));
    assert_eq!(read.encode(false), batch(1, &root()));
}

/// What is wrong, how many frames there are, their bytes, and what a reader says.
pub(crate) fn frames() -> Vec<(&'static str, u64, Vec<u8>, FrameError)> {
    use FrameError::{Key, NotCanonical, Range, Truncated};
    let first = root();
    let first_hash = read(&batch(1, &first)).unwrap().runs[0].last_hash.0;
    let second = |rest: &[u8]| [&first[..], &frame(SINGLE, rest)].concat();
    let spelled = |section: &[u8], entity: &[u8]| {
        let key = [&[0, 0, section.len() as u8], section, &[3 + entity.len() as u8], entity];
        frame(SINGLE, &[&ROOT[..], &key.concat(), &VALUE].concat())
    };
    let one = |key: &[u8]| frame(SINGLE, &[&ROOT[..], key, &VALUE].concat());
    let own = writer(B).public().writer_id().0;
    let uuid = b"01920f3a-7c1e-7abc-8def-0123456789ab";
    let explicit_hash = [&[1, 0][..], &first_hash, &[2, 1], &VALUE].concat();
    let own_actor = [&[1, 1, 0, 1, 1, 0][..], &actor(B).0, &[1, 1, 0xa0]].concat();
    let two_puts = |flags| frame(flags, &[&ROOT[..], &[1], &KEY, &VALUE].concat());
    vec![
        ("an unknown flag", 1, frame(SINGLE | 4, &[&ROOT[..], &KEY, &VALUE].concat()), Range),
        ("chained to nothing", 1, frame(SINGLE | CHAINED, &[&KEY[..], &VALUE].concat()), Range),
        ("one put, not flagged", 1, two_puts(0), NotCanonical),
        ("a chain spelled out", 2, second(&[&[1, 1, 0, 1][..], &VALUE].concat()), NotCanonical),
        ("a hash said before, spelled out", 2, second(&explicit_hash), NotCanonical),
        (
            "an implied start op spelled out",
            1,
            frame(SINGLE, &[&[0, 1][..], &KEY, &VALUE].concat()),
            NotCanonical,
        ),
        (
            "a start op beyond 32 bits",
            1,
            frame(SINGLE, &[&[0, 0x84, 0x80, 0x80, 0x80, 0x10][..], &KEY, &VALUE].concat()),
            Range,
        ),
        ("a hash from before the batch", 2, second(&[&[1, 2, 0, 1][..], &VALUE].concat()), Range),
        (
            "a start op implied by what is not here",
            1,
            frame(SINGLE, &[&[1, 0][..], &[9; 32], &[0], &KEY, &VALUE].concat()),
            Range,
        ),
        (
            "a key said before, spelled out",
            2,
            [&first[..], &frame(SINGLE | CHAINED, &[&KEY[..], &VALUE].concat())].concat(),
            NotCanonical,
        ),
        ("a key that was not said", 1, one(&[1]), Range),
        ("an actor of the run, spelled out", 2, second(&own_actor), NotCanonical),
        (
            "an actor that was not said",
            2,
            [&first[..], &frame(SINGLE | CHAINED, &[1, 1, 9, 1, 1, 0xa0])].concat(),
            Range,
        ),
        (
            "a predecessor that is the put itself",
            2,
            [&first[..], &frame(SINGLE | CHAINED, &[1, 1, 1, 0, 1, 0xa0])].concat(),
            Range,
        ),
        ("a numbered section spelled out", 1, spelled(b"message", b"k"), NotCanonical),
        ("a section without a number that has one", 1, one(&[0, 31, 4, b'k']), Range),
        ("both kinds of writer", 1, one(&[0, 4 | 0x60, 4, b'k']), Range),
        ("an unknown bit of the key", 1, one(&[0, 4 | 0x80, 4, b'k']), Range),
        (
            "her own register, named as another's",
            1,
            one(&[&[0, 4 | 0x40, 4, b'k'][..], &own].concat()),
            NotCanonical,
        ),
        ("a UUID spelled out", 1, one(&[&[0, 4, 3 + 36][..], uuid].concat()), NotCanonical),
        (
            "a lesson id spelled out",
            1,
            one(&[&[0, 4, 3 + 8][..], b"k3f4d2ma"].concat()),
            NotCanonical,
        ),
        ("an entity of form 0", 1, one(&[0, 4, 0]), Range),
        ("an empty entity", 1, one(&[0, 4, 3]), Key),
        ("an entity of 65 bytes", 1, one(&[&[0, 4, 68][..], &[b'a'; 65]].concat()), Range),
        ("an upper-case entity", 1, one(&[0, 4, 4, b'K']), Key),
        ("a slash in the entity", 1, one(&[0, 4, 4, b'/']), Key),
        ("a NUL in the entity", 1, one(&[0, 4, 4, 0]), Key),
        ("an entity that is not text", 1, one(&[0, 4, 4, 0xff]), Key),
        ("an entity beyond ASCII", 1, one(&[&[0, 4, 5][..], "ñ".as_bytes()].concat()), Key),
        ("an empty section", 1, spelled(b"", b"k"), Key),
        ("a section of 17 bytes", 1, spelled(&[b'a'; 17], b"k"), Range),
        ("an upper-case section", 1, spelled(b"Abc", b"k"), Key),
        (
            "a count with a needless byte",
            1,
            frame(0, &[&[0, 0, 0x81, 0][..], &KEY, &VALUE].concat()),
            NotCanonical,
        ),
        (
            "a length with a needless byte",
            1,
            frame(SINGLE, &[&ROOT[..], &KEY, &[0, 0x81, 0, 0xa0]].concat()),
            NotCanonical,
        ),
        (
            "a length beyond the end",
            1,
            frame(SINGLE, &[&ROOT[..], &KEY, &[0, 0x80, 2]].concat()),
            Truncated,
        ),
        ("a number of 11 bytes", 1, [&[SINGLE][..], &[0xff; 11]].concat(), Range),
        (
            "a time beyond 64 bits",
            1,
            [
                &[SINGLE][..],
                &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
                &ROOT,
                &KEY,
                &VALUE,
            ]
            .concat(),
            FrameError::Shape(sync_core::change::ShapeFault::Time),
        ),
    ]
}

#[test]
fn frames_that_are_not_canonical() {
    for (name, count, frames, expected) in frames() {
        assert_eq!(read(&batch(count, &frames)), Err(BatchError::Frame(expected)), "{name}");
    }
}

/// What is wrong, a batch, and what a reader says.
pub(crate) fn batches() -> Vec<(&'static str, Vec<u8>, FrameError)> {
    use FrameError::{NotCanonical, Range, Trailing, Truncated, Version};
    let good = batch(1, &root());
    let after_header = &good[header(1, 0, &[0]).len()..];
    let with = |start: Vec<u8>| [&start[..], after_header].concat();
    let run = |first: &[u8], skipped: &[u8], count: &[u8]| {
        let body = [&[1][..], &nonce(B).0, first, skipped, count, &root(), &[0; 64]].concat();
        [&header(1, 0, &[0])[..], &body].concat()
    };
    let runs = |count: u8, each: &[u8]| {
        let body: Vec<u8> = (0..count).flat_map(|n| [&[n; 8][..], each].concat()).collect();
        [&header(1, 0, &[0])[..], &[count], &body, &[0; 64]].concat()
    };
    let same_nonce = [&nonce(B).0[..], &[1, 0, 1]].concat();
    let twice =
        [&header(1, 0, &[0])[..], &[2], &same_nonce, &same_nonce, &root(), &root()].concat();
    let empty_run = [&[1, 0, 0][..], &[9; 32]].concat();
    let beyond = [0xff, 0xff, 0xff, 0xff, 0x07];
    vec![
        ("nothing", vec![], Truncated),
        ("another version", with(header(2, 0, &[0])), Version),
        ("version 0", with(header(0, 0, &[0])), Version),
        ("an unknown document", with(header(1, 3, &[0])), Range),
        ("an unknown bit", with(header(1, 8, &[0])), Range),
        ("ids that nobody implies", with(header(1, 4, &[0])), Range),
        ("a running count with a needless byte", with(header(1, 0, &[0x80, 0])), NotCanonical),
        ("a running count that nobody reaches", with(header(1, 0, &[0xff; 9])), NotCanonical),
        ("a running count of 2^31", with(header(1, 0, &[0x80, 0x80, 0x80, 0x80, 8])), Range),
        ("a byte more", [&good[..], &[0]].concat(), Trailing),
        ("a byte less", good[..good.len() - 1].to_vec(), Truncated),
        ("no signature", good[..good.len() - 64].to_vec(), Truncated),
        ("no runs", runs(0, &[]), Range),
        ("65 runs", runs(65, &empty_run), Range),
        ("only empty runs", runs(3, &empty_run), Range),
        ("a nonce twice", twice, Range),
        ("first sequence 0", run(&[0], &[0], &[1]), Range),
        ("first sequence beyond 2^31", run(&beyond, &[0], &[1]), Range),
        ("from a sequence beyond 2^31", run(&[1], &beyond, &[1]), Range),
        ("a first sequence with a needless byte", run(&[0x81, 0], &[0], &[1]), NotCanonical),
        ("1025 changes", run(&[1], &[0], &[0x81, 8]), Range),
        ("more changes than bytes", run(&[1], &[0], &[0xff, 7]), Truncated),
    ]
}

#[test]
fn batches_that_are_not_canonical() {
    for (name, bytes, expected) in batches() {
        let error = read(&bytes).unwrap_err();
        if name == "a running count that nobody reaches" {
            assert_eq!(Refusal::from(error), Refusal::Malformed, "{name}");
        } else {
            assert_eq!(error, BatchError::Frame(expected), "{name}");
        }
        assert_eq!(Refusal::from(error), Refusal::Malformed, "{name}");
    }
    let large = vec![1; MAX_BATCH_BYTES + 1];
    assert_eq!(read(&large), Err(BatchError::TooLarge));
    assert_eq!(Batch::peek(&large, None).unwrap_err(), BatchError::TooLarge);
    assert_eq!(Refusal::from(BatchError::TooLarge), Refusal::TooLarge);
}

/// Tables of hundreds of entries: places, not searches, and still one form.
#[test]
fn long_tables_keep_one_form() {
    let mut changes = Vec::new();
    let mut last = None;
    for n in 0..500_u32 {
        let puts = vec![put(&format!("k{n}"), &[])];
        let mut next = change(B, n + 1, n + 1, &Vec::from_iter(last), puts);
        if n % 3 == 0 && n > 0 {
            next.puts[0] = put("k0", &[op(1, B)]);
        }
        let hash = next.hash();
        last = Some(hash);
        changes.push((next, hash));
    }
    let batch = Batch::sign(&writer(B), DOCUMENT, 0, vec![(nonce(B), changes)]);
    let read = read(&batch.encode(false)).unwrap();
    assert_eq!(read, batch);
    assert_ne!(actor(A), actor(B));
}
