//! Pairs of files, right and wrong, and renewals as they happen.

use std::time::Duration;

use super::made::{authority, files, made};
use super::*;
use crate::source::{Scripted, Source};

const DAY: i64 = 24 * 3600;
/// 2026-11-22, noon.
const NOW: i64 = 1_795_348_800;

#[test]
fn says_whose_it_is_and_until_when() {
    let folder = tempfile::tempdir().unwrap();
    let facts = files(folder.path(), &made(&authority(), (2027, 1, 1))).read().unwrap().facts;
    assert_eq!(facts.names, ["c1.example.org", "*.c1.example.org"]);
    assert_eq!(facts.until, 1_798_761_600, "2027-01-01");
    assert_eq!((facts.chain, facts.is_in_order, facts.is_by_itself), (2, true, false));
    assert_eq!(facts.chain_until, Some(2_208_988_800), "2040-01-01");
    for (host, is_one) in [
        ("C1.example.org", true),
        ("hub.c1.example.org", true),
        ("a.hub.c1.example.org", false),
        ("example.org", false),
        ("c2.example.org", false),
    ] {
        assert_eq!(facts.names(host), is_one, "{host}");
    }
}

#[test]
fn what_does_not_fit_is_told_by_its_code() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority();
    let (good, other) = (made(&authority, (2027, 1, 1)), made(&authority, (2027, 1, 1)));
    let half = |text: &str| text[..text.len() / 2].to_owned();
    for (certificate, key, code) in [
        (good.0.clone(), other.1.clone(), "key_mismatch"),
        (half(&good.0[..700]), good.1.clone(), "no_certificate"),
        (String::new(), good.1.clone(), "no_certificate"),
        (good.1.clone(), good.1.clone(), "no_certificate"),
        (good.0.clone(), half(&good.1), "no_key"),
        (good.0.clone(), good.0.clone(), "no_key"),
    ] {
        let error = files(folder.path(), &(certificate, key)).read().unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
    let files = files(folder.path(), &good);
    std::fs::remove_file(&files.key).unwrap();
    assert_eq!(files.read().unwrap_err().code(), "unreadable");
    let (own, above) = good.0.split_at(good.0.rfind("-----BEGIN").unwrap());
    let unordered = above.to_owned() + own;
    std::fs::write(&files.certificate, unordered).unwrap();
    std::fs::write(&files.key, &good.1).unwrap();
    assert_eq!(
        files.read().unwrap_err().code(),
        "key_mismatch",
        "the first one is whose key it is"
    );
}

#[test]
fn a_renewal_takes_its_place_and_half_of_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority();
    let (first, second) = (made(&authority, (2026, 12, 1)), made(&authority, (2027, 2, 1)));
    let files = files(folder.path(), &first);
    let certificates = Certificates::open(files.clone()).unwrap();
    let mut until = certificates.until();
    let held = certificates.facts().until;
    assert_eq!(certificates.look(NOW), Looked::Same);
    assert_eq!(certificates.report(NOW).status, Standing::Soon);

    // As ACME clients write: one file, then the other; and cut in the middle.
    std::fs::write(&files.certificate, &second.0[..second.0.len() / 3]).unwrap();
    let kept = |code, since| Looked::Kept(Kept { code, since });
    assert_eq!(certificates.look(NOW), kept("no_certificate", NOW));
    std::fs::write(&files.certificate, &second.0).unwrap();
    assert_eq!(certificates.look(NOW + 5), kept("key_mismatch", NOW), "since the first trouble");
    assert_eq!(certificates.look(NOW + 6), Looked::Same, "told once");
    assert_eq!(certificates.facts().until, held, "the old one stays in use");
    assert_eq!(certificates.report(NOW).kept.unwrap().code, "key_mismatch");
    assert!(!until.has_changed().unwrap());
    std::fs::remove_file(&files.key).unwrap();
    assert_eq!(certificates.look(NOW + 7), kept("unreadable", NOW));
    std::fs::write(&files.key, &second.1).unwrap();
    assert_eq!(certificates.look(NOW + 8), Looked::Renewed);
    let report = certificates.report(NOW);
    assert_eq!((report.status, report.kept), (Standing::Ok, None));
    assert!(until.has_changed().unwrap());
    assert_eq!(*until.borrow_and_update(), certificates.facts().until);

    // One that has ended is not put in the place of one that has not.
    let ended = made(&authority, (2026, 11, 1));
    std::fs::write(&files.certificate, &ended.0).unwrap();
    std::fs::write(&files.key, &ended.1).unwrap();
    assert_eq!(certificates.look(NOW + 9), kept("over", NOW + 9));
    assert_eq!(certificates.report(NOW).status, Standing::Ok);
}

#[test]
fn says_how_near_its_end_is() {
    let folder = tempfile::tempdir().unwrap();
    let certificates =
        Certificates::open(files(folder.path(), &made(&authority(), (2027, 1, 1)))).unwrap();
    let end = certificates.facts().until;
    for (days, status) in
        [(31, Standing::Ok), (29, Standing::Soon), (6, Standing::Urgent), (-1, Standing::Over)]
    {
        assert_eq!(certificates.report(end - days * DAY).status, status, "{days} days before");
    }
}

#[tokio::test]
async fn looks_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let authority = authority();
    let files = files(folder.path(), &made(&authority, (2026, 12, 1)));
    let certificates = Certificates::open(files.clone()).unwrap();
    let mut until = certificates.until();
    let source = Source::new(Scripted::new(NOW, 1));
    let watching = tokio::spawn(certificates.clone().watch(Duration::from_millis(20), source));
    let second = made(&authority, (2027, 2, 1));
    std::fs::write(&files.certificate, &second.0).unwrap();
    std::fs::write(&files.key, &second.1).unwrap();
    tokio::time::timeout(Duration::from_secs(10), until.changed()).await.unwrap().unwrap();
    assert_eq!(certificates.report(NOW).status, Standing::Ok);
    watching.abort();
}
