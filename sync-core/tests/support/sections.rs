//! The inputs of `fixtures/golden/sections.json`: one register of each section that came after the
//! first three, in the document and by the hand that may write it, and what takes each back.

use sync_core::ids::{DocumentId, DocumentKind, LearnerId, VersionId, WriterId};
use sync_core::key::RegisterKey;
use sync_core::record::{
    Became, BecameKind, Certificate, Day, Interest, Known, Record, Referral, Release, Words, check,
};
use sync_core::trust::WriterHolder;

/// The version of a referral that a release is about: any would do.
const VERSION: VersionId = VersionId([5; 32]);

/// A register and what is put into it.
pub(crate) type Put = (String, Vec<u8>);

fn uuid(last: u8) -> String {
    format!("01920f3a-7c1e-7abc-8def-0000000000{last:02x}")
}

fn value<T: Known>(known: T) -> Vec<u8> {
    Record::new(known).to_bytes()
}

/// What is put into a document, in order; each may stand there.
pub(crate) fn puts(document: DocumentId, writer: WriterId) -> Vec<Put> {
    let (puts, holder) = match document.kind {
        DocumentKind::Record => (hers(writer), WriterHolder::Learner),
        DocumentKind::Desk => (centrals(), WriterHolder::Central),
        DocumentKind::Notes => (Vec::new(), WriterHolder::Staff),
    };
    for (key, value) in &puts {
        let parsed = RegisterKey::parse(key).unwrap();
        assert_eq!(check(document.kind, holder, writer, &parsed, value), Ok(()), "{key}");
    }
    puts
}

fn hers(writer: WriterId) -> Vec<Put> {
    let day = Day::parse("2026-11-20").unwrap();
    let (opening, referral) = (uuid(0xd1), uuid(0xd3));
    let interest = |interested| value(Interest { version: None, interested, day });
    let release =
        |allowed| value(Release { version: None, about: VERSION.0.to_vec().into(), allowed, day });
    vec![
        (format!("interest/{opening}/{writer}"), interest(true)),
        (format!("interest/{opening}/{writer}"), interest(false)),
        (format!("release/{referral}/{writer}"), release(true)),
        (format!("release/{referral}/{writer}"), release(false)),
    ]
}

fn centrals() -> Vec<Put> {
    let day = Day::parse("2026-11-20").unwrap();
    let became = |kind| Became {
        version: None,
        kind,
        day,
        step: None,
        note: None,
        withdrawn: None,
        referral: None,
        award: None,
    };
    let referral = Referral {
        version: None,
        opening: [0xd1; 16],
        company: "Llamadas Andinas".into(),
        text: "Ana terminó el curso de atención.\nHabla aymara.".into(),
        day,
        withdrawn: None,
    };
    let step = Became {
        step: Some("practica".into()),
        note: Some("tres meses en la oficina".into()),
        ..became(BecameKind::Step)
    };
    let referred = Became { referral: Some([0xd3; 16]), ..became(BecameKind::Referred) };
    let taken = Became { award: Some("beca-avanzada".into()), ..became(BecameKind::Award) };
    let certificate = certificate(LearnerId([7; 16]));
    let revoked = Certificate {
        revoked: Some(Day(day.0 + 2)),
        reason: Some("Fue para otra persona".into()),
        ..certificate.clone()
    };
    vec![
        (format!("certificate/{}", uuid(0xc1)), value(certificate)),
        (format!("certificate/{}", uuid(0xc1)), value(revoked)),
        (format!("outcome/{}", uuid(0xb1)), value(step.clone())),
        (format!("outcome/{}", uuid(0xb1)), value(Became { withdrawn: Some(true), ..step })),
        (format!("outcome/{}", uuid(0xb2)), value(referred)),
        (format!("outcome/{}", uuid(0xb3)), value(became(BecameKind::JobFound))),
        (format!("outcome/{}", uuid(0xb4)), value(taken)),
        (format!("referral/{}", uuid(0xd3)), value(referral.clone())),
        (format!("referral/{}", uuid(0xd3)), value(Referral { withdrawn: Some(true), ..referral })),
    ]
}

/// Its link is as long as a real one; that it is none is nobody's matter here.
fn certificate(learner: LearnerId) -> Certificate {
    let said = |es: &str, en: &str| {
        let words =
            |language: &str, words: &str| Words { language: language.into(), words: words.into() };
        vec![words("es", es), words("en", en)]
    };
    Certificate {
        version: None,
        certificate: "modulo-1".into(),
        definition: 3,
        title: said("Primer módulo", "First module"),
        programme: said("Puente", "Bridge"),
        name: "Ana Quispe".into(),
        day: Day::parse("2026-11-20").unwrap(),
        cohort: "c1".into(),
        expires: Some(Day::parse("2027-11-20").unwrap()),
        by: Some("rosa".into()),
        link: learner.0.repeat(10).into(),
        issuer: [3; 32].into(),
        place: 7,
        revoked: None,
        reason: None,
    }
}
