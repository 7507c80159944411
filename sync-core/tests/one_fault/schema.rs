//! Who may say what where, and what is a record.

use std::collections::BTreeMap;

use sync_core::ids::{DocumentKind, VersionId, WriterId};
use sync_core::key::RegisterKey;
use sync_core::record::{
    Answer, AnswerKind, AssistedWork, Attendance, Became, BecameKind, Certificate, Choice, Day,
    Decision, Enrolment, EnrolmentState, Followup, Interest, LessonProgress, MAX_NOTE_CHARS,
    Message, Met, Note, Outcome, Payment, Presence, Record, Recovery, Referral, Release,
    SchemaFault, Survey, SurveySource, ValueFault, Words, WorkEntry, WorkSource, check,
};
use sync_core::trust::WriterHolder;
use sync_core::verdict::Refusal;

const ME: WriterId = WriterId([1; 8]);
const SHE: WriterId = WriterId([2; 8]);
const WORK: &str = "work/01920f3a-7c1e-7abc-8def-0123456789ab";
const PROGRESS: &str = "progress/k3f4d2ma/0101010101010101";

pub(crate) fn work() -> WorkEntry {
    WorkEntry {
        version: None,
        task: "etiquetar".into(),
        day: Day::parse("2026-11-20").unwrap(),
        minutes: Some(90),
        units: None,
        start: None,
        note: None,
        withdrawn: None,
    }
}

fn judge(
    kind: DocumentKind,
    holder: WriterHolder,
    key: &str,
    value: &[u8],
) -> Result<(), SchemaFault> {
    check(kind, holder, ME, &RegisterKey::parse(key).unwrap(), value)
}

#[test]
fn sections_belong_to_documents_and_documents_to_holders() {
    use DocumentKind::{Desk, Notes, Record as Own};
    use WriterHolder::{Central, Learner, Staff};
    // Section, and the documents in which it may stand.
    let homes: [(&str, &[DocumentKind]); 21] = [
        ("progress", &[Own]),
        ("interest", &[Own]),
        ("work", &[Own, Desk]),
        ("answer", &[Own, Desk]),
        ("message", &[Own, Desk]),
        ("survey", &[Own, Desk]),
        ("enrolment", &[Desk]),
        ("attendance", &[Own, Desk]),
        ("requirement", &[Own, Desk]),
        ("confirmed", &[Desk]),
        ("choice", &[Own]),
        ("decision", &[Desk]),
        ("payment", &[Desk]),
        ("recovery", &[Desk]),
        ("certificate", &[Desk]),
        ("outcome", &[Desk]),
        ("referral", &[Desk]),
        ("release", &[Own]),
        ("note", &[Notes]),
        ("followup", &[Notes]),
        ("horoscope", &[Own, Desk, Notes]),
    ];
    for (section, home) in homes {
        for kind in DocumentKind::ALL {
            for holder in [Learner, Staff, Central] {
                let (key, value) = example(section, kind);
                let may = match holder {
                    Learner => kind == Own,
                    Staff => kind != Own,
                    Central => kind == Desk,
                };
                let expected = match (may, home.contains(&kind)) {
                    (false, _) => Err(SchemaFault::Document),
                    (true, false) => Err(SchemaFault::Section),
                    // Money moves by central's word alone, and so it is with who opened what and
                    // what was given to whom.
                    (true, true)
                        if ["payment", "recovery", "certificate"].contains(&section)
                            && holder == Staff =>
                    {
                        Err(SchemaFault::Register)
                    }
                    (true, true) => Ok(()),
                };
                assert_eq!(judge(kind, holder, &key, &value), expected, "{key} {kind:?}");
            }
        }
    }
}

/// A register of a section in a document, and a value that it may hold there.
fn example(section: &str, kind: DocumentKind) -> (String, Vec<u8>) {
    const UUID: &str = "01920f3a-7c1e-7abc-8def-0123456789ab";
    let own = |entity: &str| format!("{section}/{entity}/{ME}");
    let bare = |entity: &str| format!("{section}/{entity}");
    let day = Day::parse("2026-11-20").unwrap();
    match section {
        "progress" => (own("k3f4d2ma"), Record::new(LessonProgress::default()).to_bytes()),
        "work" if kind == DocumentKind::Desk => {
            (bare(UUID), Record::new(AssistedWork::new(work(), WorkSource::Paper)).to_bytes())
        }
        "work" => (bare(UUID), Record::new(work()).to_bytes()),
        "decision" => (own(UUID), Record::new(decision()).to_bytes()),
        "answer" => {
            let about = VersionId([7; 32]);
            let answer = Answer { version: None, kind: AnswerKind::Yes, about, text: None };
            (own(UUID), Record::new(answer).to_bytes())
        }
        "payment" => {
            let payment = Payment {
                version: None,
                from: day,
                to: day,
                amount: -5,
                currency: "BOB".into(),
                day,
                method: "qr".into(),
                entries: vec![[3; 16].into()],
            };
            (bare(&format!("{UUID}.1")), Record::new(payment).to_bytes())
        }
        "recovery" => {
            let holders = vec![[1; 8].into(), [2; 8].into()];
            let recovery = Recovery { version: None, at: 1_790_000_000, holders };
            (bare("k7qm2xwp"), Record::new(recovery).to_bytes())
        }
        "certificate" => (bare(UUID), Record::new(certificate(day)).to_bytes()),
        "attendance" => {
            let presence = Presence::Present;
            let attendance =
                Attendance { version: None, presence, day, scanned: None, note: None, proof: None };
            (own("taller-3"), Record::new(attendance).to_bytes())
        }
        "enrolment" => {
            let state = EnrolmentState::Enrolled;
            let enrolment = Enrolment::new(state, day);
            (bare("c1"), Record::new(enrolment).to_bytes())
        }
        "message" => {
            let sender = (kind == DocumentKind::Desk).then(|| "Rosa".into());
            let message = Message { version: None, text: "¿Vienes mañana?".into(), sender };
            (bare(UUID), Record::new(message).to_bytes())
        }
        "survey" => {
            let source = (kind == DocumentKind::Desk).then_some(SurveySource::Call);
            let survey = Survey { version: None, day, answers: vec![], sealed: None, source };
            (own("inicio"), Record::new(survey).to_bytes())
        }
        "requirement" | "confirmed" => {
            let met = Met { version: None, met: true, day, note: None };
            (own("k3f4d2ma"), Record::new(met).to_bytes())
        }
        "choice" => {
            let track = "datos".into();
            let choice = Choice { version: None, track, day, reason: None, text: None };
            (own("track"), Record::new(choice).to_bytes())
        }
        "outcome" => {
            let kind = BecameKind::JobFound;
            let became = Became {
                version: None,
                kind,
                day,
                step: None,
                note: None,
                withdrawn: None,
                referral: None,
                award: None,
            };
            (bare(UUID), Record::new(became).to_bytes())
        }
        "interest" => {
            let interest = Interest { version: None, interested: true, day };
            (own(UUID), Record::new(interest).to_bytes())
        }
        "referral" => {
            let (company, text) = ("Llamadas".into(), "Ana terminó el curso.".into());
            let referral =
                Referral { version: None, opening: [1; 16], company, text, day, withdrawn: None };
            (bare(UUID), Record::new(referral).to_bytes())
        }
        "release" => {
            let release = Release { version: None, about: vec![1; 32].into(), allowed: true, day };
            (own(UUID), Record::new(release).to_bytes())
        }
        "note" => {
            let note =
                Note { version: None, text: "llamar".into(), withdrawn: None, contact: None };
            (bare(UUID), Record::new(note).to_bytes())
        }
        "followup" => {
            let text = "visitar".into();
            let followup = Followup { version: None, text, due: day, done: None, withdrawn: None };
            (bare(UUID), Record::new(followup).to_bytes())
        }
        _ => (bare("a"), b"whatever".to_vec()),
    }
}

fn certificate(day: Day) -> Certificate {
    let said = |words: &str| vec![Words { language: "es".into(), words: words.into() }];
    Certificate {
        version: None,
        certificate: "modulo-1".into(),
        definition: 1,
        title: said("Primer módulo"),
        programme: said("Pruebas"),
        name: "Ana".into(),
        day,
        cohort: "c1".into(),
        expires: None,
        by: None,
        link: vec![1; 100].into(),
        issuer: [3; 32].into(),
        place: 7,
        revoked: None,
        reason: None,
    }
}

fn decision() -> Decision {
    Decision {
        version: None,
        versions: vec![VersionId([1; 32])],
        chosen: 0,
        outcome: Outcome::Decline,
        minutes: None,
        units: None,
        rate: None,
        currency: None,
        amount: None,
        reason: Some("otra-persona".into()),
        note: None,
        basis: None,
        rounding: None,
        settles: None,
        bulk: None,
    }
}

#[test]
fn records_of_the_desk_have_their_form() {
    use DocumentKind::{Desk, Notes, Record as Own};
    use WriterHolder::{Central, Learner, Staff};
    const UUID: &str = "01920f3a-7c1e-7abc-8def-0123456789ab";
    let homes = [
        ("decision", Desk, Staff),
        ("answer", Own, Learner),
        ("answer", Desk, Staff),
        ("payment", Desk, Central),
        ("certificate", Desk, Central),
        ("attendance", Desk, Staff),
        ("enrolment", Desk, Staff),
        ("requirement", Own, Learner),
        ("requirement", Desk, Staff),
        ("confirmed", Desk, Staff),
        ("choice", Own, Learner),
        ("outcome", Desk, Staff),
        ("interest", Own, Learner),
        ("referral", Desk, Staff),
        ("release", Own, Learner),
        ("note", Notes, Staff),
        ("followup", Notes, Staff),
        ("work", Desk, Staff),
        ("message", Own, Learner),
        ("message", Desk, Staff),
        ("survey", Own, Learner),
        ("survey", Desk, Staff),
    ];
    for (section, kind, holder) in homes {
        let (key, value) = example(section, kind);
        assert_eq!(judge(kind, holder, &key, &value), Ok(()), "{key}");
        let other_form = match key.strip_suffix(&format!("/{ME}")) {
            Some(without) => without.to_owned(),
            None => format!("{key}/{ME}"),
        };
        let found = judge(kind, holder, &other_form, &value);
        assert_eq!(found, Err(SchemaFault::Register), "{other_form}");
        assert_eq!(judge(kind, holder, &key, b"whatever"), Err(SchemaFault::Value), "{key}");
        // A newer version passes, and an unknown field beside the known ones.
        assert_eq!(judge(kind, holder, &key, &[0xa1, 0, 9]), Ok(()), "{key}");
        let mut more = value.clone();
        more[0] += 1;
        more.extend_from_slice(&[0x18, 99, 1]);
        assert_eq!(judge(kind, holder, &key, &more), Ok(()), "{key}");
    }
    for key in ["decision/abc", "answer/abc", "note/abc"] {
        let (section, _) = key.split_once('/').unwrap();
        let kind = if section == "note" { Notes } else { Desk };
        let (_, value) = example(section, kind);
        let named = if section == "note" { key.to_owned() } else { format!("{key}/{ME}") };
        assert_eq!(judge(kind, Staff, &named, &value), Err(SchemaFault::Register), "{key}");
    }
    let (_, payment) = example("payment", Desk);
    for part in ["", ".", ".0", ".01", ".x", ".12345"] {
        let key = format!("payment/{UUID}{part}");
        let found = judge(Desk, Central, &key, &payment);
        assert_eq!(found, Err(SchemaFault::Register), "{key}");
    }
    // A message of hers names no sender, and one to her does; so it is with who wrote a survey down.
    for section in ["message", "survey"] {
        let ((key, hers), (_, theirs)) = (example(section, Own), example(section, Desk));
        assert_eq!(judge(Own, Learner, &key, &theirs), Err(SchemaFault::Value), "{key}");
        assert_eq!(judge(Desk, Staff, &key, &hers), Err(SchemaFault::Value), "{key}");
    }
    // What is hers does not say where it is from, and what was entered for her must.
    let (key, _) = example("work", Own);
    let bare = Record::new(work()).to_bytes();
    assert_eq!(judge(Desk, Staff, &key, &bare), Err(SchemaFault::Value));
}

#[test]
fn registers_are_their_writers() {
    let she = SHE.to_string();
    let (progress, entry) =
        (Record::new(LessonProgress::default()).to_bytes(), Record::new(work()).to_bytes());
    let cases = [
        (PROGRESS.to_owned(), &progress, Ok(())),
        (format!("progress/k3f4d2ma/{she}"), &progress, Err(SchemaFault::Register)),
        ("progress/k3f4d2ma".to_owned(), &progress, Err(SchemaFault::Register)),
        (format!("progress/k3f4d2m/{ME}"), &progress, Err(SchemaFault::Register)),
        (format!("progress/k3f4d2ma2/{ME}"), &progress, Err(SchemaFault::Register)),
        (WORK.to_owned(), &entry, Ok(())),
        (format!("{WORK}/{ME}"), &entry, Err(SchemaFault::Register)),
        ("work/abc".to_owned(), &entry, Err(SchemaFault::Register)),
        (
            "work/01920f3a-7c1e-4abc-8def-0123456789ab".to_owned(),
            &entry,
            Err(SchemaFault::Register),
        ),
        (
            "work/01920f3a-7c1e-7abc-cdef-0123456789ab".to_owned(),
            &entry,
            Err(SchemaFault::Register),
        ),
        (
            "work/01920f3a07c1e-7abc-8def-0123456789ab".to_owned(),
            &entry,
            Err(SchemaFault::Register),
        ),
        (format!("horoscope/a/{ME}"), &entry, Ok(())),
        (format!("horoscope/a/{she}"), &entry, Err(SchemaFault::Register)),
        (WORK.to_owned(), &progress, Err(SchemaFault::Value)),
    ];
    for (key, value, expected) in cases {
        let found = judge(DocumentKind::Record, WriterHolder::Learner, &key, value);
        assert_eq!(found, expected, "{key}");
    }
    for (fault, refusal) in [
        (SchemaFault::Document, Refusal::Document),
        (SchemaFault::Section, Refusal::Section),
        (SchemaFault::Register, Refusal::Register),
        (SchemaFault::Value, Refusal::Value),
    ] {
        assert_eq!(Refusal::from(fault), refusal);
    }
}

/// Values of `progress`: what is wrong, the bytes, and what a reader says.
pub(crate) fn progress_values() -> Vec<(&'static str, Vec<u8>, ValueFault)> {
    use ValueFault::{Depth, Field, Form, Newer, Range};
    let deep = |levels: usize| [&[0xa1, 9][..], &vec![0x81; levels], &[0]].concat();
    vec![
        ("nothing", vec![], Form),
        ("an array", vec![0x80], Form),
        ("a number", vec![0x01], Form),
        ("a map of indefinite length", vec![0xbf, 0x01, 0x02, 0xff], Form),
        ("a byte more", vec![0xa0, 0x00], Form),
        ("a field less than counted", vec![0xa2, 0x01, 0x02], Form),
        ("a map longer than memory", [&[0xbb][..], &[0xff; 8]].concat(), Form),
        ("an array longer than memory", [&[0xa1, 9, 0x9b][..], &[0xff; 8]].concat(), Form),
        ("pairs beyond 64 bits", [&[0xa1, 9, 0xbb][..], &[0xff; 8]].concat(), Form),
        ("a text longer than memory", [&[0xa1, 9, 0x7b][..], &[0xff; 8]].concat(), Form),
        ("the same field twice", vec![0xa2, 0x01, 0x02, 0x01, 0x02], Form),
        ("fields descending", vec![0xa2, 0x02, 0x02, 0x01, 0x02], Form),
        ("a field with a name", vec![0xa1, 0x61, b'a', 0x02], Form),
        ("a negative field", vec![0xa1, 0x20, 0x02], Form),
        ("field 65,536", vec![0xa1, 0x1a, 0, 1, 0, 0, 0x02], Form),
        ("an array of indefinite length", vec![0xa1, 9, 0x9f, 0xff], Form),
        ("a map of indefinite length within", vec![0xa1, 9, 0xbf, 0xff], Form),
        ("bytes of indefinite length", vec![0xa1, 9, 0x5f, 0xff], Form),
        ("text of indefinite length", vec![0xa1, 9, 0x7f, 0xff], Form),
        ("a tag", vec![0xa1, 9, 0xc0, 0x00], Form),
        ("a break", vec![0xa1, 9, 0xff], Form),
        ("a reserved additional information", vec![0xa1, 9, 0x1c], Form),
        ("nested four deep", deep(4), Depth),
        ("nested a thousand deep", deep(1000), Depth),
        ("seconds as text", vec![0xa1, 0x02, 0x61, b'9'], Field),
        ("seconds as a float", vec![0xa1, 0x02, 0xf9, 0x7e, 0x00], Field),
        ("seconds negative", vec![0xa1, 0x02, 0x20], Field),
        ("seconds beyond 32 bits", [&[0xa1, 0x02, 0x1b][..], &[0xff; 8]].concat(), Field),
        ("a version that is no number", vec![0xa1, 0x00, 0x61, b'2'], Field),
        ("a score over 100", vec![0xa1, 0x03, 0x18, 101], Range),
        ("a page beyond 10,000", vec![0xa1, 0x01, 0x19, 0x27, 0x10], Range),
        (
            "finished beyond all time",
            [&[0xa1, 0x04, 0x1b][..], &(1_u64 << 40).to_be_bytes()].concat(),
            Range,
        ),
        ("a newer version", vec![0xa2, 0x00, 0x02, 0x02, 0x61, b'9'], Newer),
    ]
}

#[test]
fn values_that_are_no_record() {
    for (name, value, expected) in progress_values() {
        assert_eq!(Record::<LessonProgress>::from_bytes(&value), Err(expected), "{name}");
        let judged = judge(DocumentKind::Record, WriterHolder::Learner, PROGRESS, &value);
        let passes = if expected == ValueFault::Newer { Ok(()) } else { Err(SchemaFault::Value) };
        assert_eq!(judged, passes, "{name}");
    }
}

/// Breaks one rule of a work entry.
pub(crate) type Alter = fn(&mut WorkEntry);

/// What takes a work entry out of range.
pub(crate) fn work_out_of_range() -> Vec<(&'static str, Alter)> {
    vec![
        ("no task", |w| w.task.clear()),
        ("a task of 33 characters", |w| w.task = "a".repeat(33)),
        ("a task in capitals", |w| w.task = "A".into()),
        ("before 2000", |w| w.day = Day(Day::EARLIEST.0 - 1)),
        ("after 2199", |w| w.day = Day(Day::LATEST.0 + 1)),
        ("a day at the end of numbers", |w| w.day = Day(i32::MAX)),
        ("more than a day long", |w| w.minutes = Some(24 * 60 + 1)),
        ("minutes and units", |w| w.units = Some(1)),
        ("neither", |w| w.minutes = None),
        ("too many units", |w| (w.minutes, w.units) = (None, Some(1_000_001))),
        ("a start after midnight", |w| w.start = Some(24 * 60)),
        ("a long note", |w| w.note = Some("ñ".repeat(MAX_NOTE_CHARS + 1))),
    ]
}

#[test]
fn work_entries_out_of_range() {
    for (name, alter) in work_out_of_range() {
        let mut entry = work();
        alter(&mut entry);
        let value = Record::new(entry).to_bytes();
        assert_eq!(Record::<WorkEntry>::from_bytes(&value), Err(ValueFault::Range), "{name}");
    }
}

#[test]
fn unknown_fields_survive_a_rewrite() {
    // A float that is not a number, nested arrays and maps, text, bytes, null: as they came.
    let unknown = BTreeMap::from([
        (9, vec![0xf9, 0x7e, 0x00]),
        (10, vec![0x82, 0x81, 0x01, 0xa1, 0x61, b'a', 0xf6]),
        (300, vec![0x18, 0x05]),
        (65_535, vec![0x42, 0, 1]),
    ]);
    let record = Record { known: work(), unknown: unknown.clone() };
    let read = Record::<WorkEntry>::from_bytes(&record.to_bytes()).unwrap();
    assert_eq!(read, record);
    let mut corrected = read;
    corrected.known.minutes = Some(60);
    let again = Record::<WorkEntry>::from_bytes(&corrected.to_bytes()).unwrap();
    assert_eq!((again.known.minutes, again.unknown), (Some(60), unknown));
    assert_eq!(
        judge(DocumentKind::Record, WriterHolder::Learner, WORK, &record.to_bytes()),
        Ok(())
    );
}
