//! Who may say what where, and what is a record.

use std::collections::BTreeMap;

use sync_core::ids::{DocumentKind, WriterId};
use sync_core::key::RegisterKey;
use sync_core::record::{
    Day, LessonProgress, MAX_NOTE_CHARS, Record, SchemaFault, ValueFault, WorkEntry, check,
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
    use WriterHolder::{Learner, Staff};
    // Section, and the documents in which it may stand.
    let homes: [(&str, &[DocumentKind]); 14] = [
        ("progress", &[Own]),
        ("interest", &[Own]),
        ("work", &[Own, Desk, Notes]),
        ("answer", &[Own, Desk, Notes]),
        ("message", &[Own, Desk, Notes]),
        ("enrolment", &[Desk]),
        ("attendance", &[Desk]),
        ("decision", &[Desk]),
        ("payment", &[Desk]),
        ("certificate", &[Desk]),
        ("outcome", &[Desk]),
        ("note", &[Notes]),
        ("followup", &[Notes]),
        ("horoscope", &[Own, Desk, Notes]),
    ];
    let values = BTreeMap::from([
        ("progress", Record::new(LessonProgress::default()).to_bytes()),
        ("work", Record::new(work()).to_bytes()),
    ]);
    for (section, home) in homes {
        let key = match section {
            "progress" => PROGRESS.to_owned(),
            "work" => WORK.to_owned(),
            other => format!("{other}/a"),
        };
        let value = values.get(section).cloned().unwrap_or(b"whatever".to_vec());
        for kind in DocumentKind::ALL {
            for holder in [Learner, Staff] {
                let may = (holder == Learner) == (kind == Own);
                let expected = match (may, home.contains(&kind)) {
                    (false, _) => Err(SchemaFault::Document),
                    (true, false) => Err(SchemaFault::Section),
                    (true, true) => Ok(()),
                };
                assert_eq!(judge(kind, holder, &key, &value), expected, "{key} {kind:?}");
            }
        }
    }
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
