//! What one kind of report counts of an enrolment, packed into a few bytes.
//!
//! Owns the forms. Numbers are LEB128; what comes in ascending order is told by its distance from
//! what came before. Pure: knows neither SQL nor what a report makes of it.

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Weeks in which she did something.
    Weeks,
    /// Lessons that she began.
    Lessons,
    /// Paid work, by week.
    Work,
    /// Attendance, by week.
    Attendance,
    /// What she answered to questions that indicators compare.
    Answers,
}

impl PartKind {
    /// All of them.
    pub const ALL: [PartKind; 5] = [
        PartKind::Weeks,
        PartKind::Lessons,
        PartKind::Work,
        PartKind::Attendance,
        PartKind::Answers,
    ];

    /// The number that stands for it in SQL.
    pub fn number(self) -> i64 {
        match self {
            PartKind::Weeks => 1,
            PartKind::Lessons => 2,
            PartKind::Work => 3,
            PartKind::Attendance => 4,
            PartKind::Answers => 5,
        }
    }
}

/// Which week a day is in: weeks are Monday to Sunday, counted from the one of 1970-01-01.
pub fn week_of(day: i32) -> i32 {
    (day + 3).div_euclid(7)
}

/// The Monday of a week.
pub fn monday_of(week: i32) -> i32 {
    week * 7 - 3
}

/// A lesson that she began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LessonPart {
    /// Its word's number.
    pub lesson: u32,
    /// The day on which she was last in it.
    pub last: u32,
    /// The day on which she finished it.
    pub done: Option<u32>,
}

/// What she worked in a week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkPart {
    /// Which week.
    pub week: u32,
    /// Minutes that she logged.
    pub minutes: u64,
    /// Units that she logged.
    pub units: u64,
    /// Minutes of them that stand approved.
    pub approved_minutes: u64,
    /// Units of them that stand approved.
    pub approved_units: u64,
    /// Money: of each currency, by its word's number, what stands approved, and what was paid.
    pub money: Vec<(u32, u64, u64)>,
}

/// How she attended in a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AttendancePart {
    /// Which week.
    pub week: u32,
    /// Sessions at which she was in time, late, not, and not with an excuse.
    pub counts: [u32; 4],
}

/// An answer that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerValue {
    /// To a question of yes or no.
    Yes(bool),
    /// To one that asks for a number.
    Number(i64),
}

/// What she answered to a question of a survey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerPart {
    /// The number of the word that [`answer_word`] gives.
    pub word: u32,
    /// What she said.
    pub value: AnswerValue,
}

/// The word that stands for a question of a survey: no lesson and no currency has one like it.
pub fn answer_word(survey: &str, question: &str) -> String {
    format!("?{survey}?{question}")
}

/// Packs weeks, ascending.
pub fn weeks_to_bytes(weeks: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for week in weeks {
        put(&mut out, u64::from(week - before));
        before = week;
    }
    out
}

/// Reads weeks.
pub fn weeks_of(bytes: &[u8], mut each: impl FnMut(u32)) -> Option<()> {
    let (mut reader, mut week) = (Reader(bytes), 0_u32);
    while !reader.0.is_empty() {
        week = week.checked_add(reader.u32()?)?;
        each(week);
    }
    Some(())
}

/// Packs lessons, ascending by number.
pub fn lessons_to_bytes(lessons: &[LessonPart]) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for lesson in lessons {
        put(&mut out, u64::from(lesson.lesson - before) << 1 | u64::from(lesson.done.is_some()));
        put(&mut out, u64::from(lesson.last));
        if let Some(done) = lesson.done {
            put(&mut out, u64::from(done));
        }
        before = lesson.lesson;
    }
    out
}

/// Reads lessons.
pub fn lessons_of(bytes: &[u8], mut each: impl FnMut(LessonPart)) -> Option<()> {
    let (mut reader, mut lesson) = (Reader(bytes), 0_u32);
    while !reader.0.is_empty() {
        let step = reader.u64()?;
        lesson = lesson.checked_add(u32::try_from(step >> 1).ok()?)?;
        let last = reader.u32()?;
        let done = if step & 1 == 1 { Some(reader.u32()?) } else { None };
        each(LessonPart { lesson, last, done });
    }
    Some(())
}

/// Packs work, ascending by week.
pub fn work_to_bytes(work: &[WorkPart]) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for part in work {
        put(&mut out, u64::from(part.week - before));
        let logged = [part.minutes, part.units, part.approved_minutes, part.approved_units];
        logged.into_iter().for_each(|number| put(&mut out, number));
        put(&mut out, part.money.len() as u64);
        for (currency, approved, paid) in &part.money {
            [u64::from(*currency), *approved, *paid]
                .into_iter()
                .for_each(|number| put(&mut out, number));
        }
        before = part.week;
    }
    out
}

/// Reads work. What it gives is lent for the call.
pub fn work_of(bytes: &[u8], mut each: impl FnMut(&WorkPart)) -> Option<()> {
    let (mut reader, mut part) = (Reader(bytes), WorkPart::default());
    while !reader.0.is_empty() {
        part.week = part.week.checked_add(reader.u32()?)?;
        part.minutes = reader.u64()?;
        part.units = reader.u64()?;
        part.approved_minutes = reader.u64()?;
        part.approved_units = reader.u64()?;
        part.money.clear();
        for _ in 0..reader.u32()? {
            part.money.push((reader.u32()?, reader.u64()?, reader.u64()?));
        }
        each(&part);
    }
    Some(())
}

/// Packs attendance, ascending by week.
pub fn attendance_to_bytes(attendance: &[AttendancePart]) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for part in attendance {
        put(&mut out, u64::from(part.week - before));
        part.counts.into_iter().for_each(|count| put(&mut out, u64::from(count)));
        before = part.week;
    }
    out
}

/// Reads attendance.
pub fn attendance_of(bytes: &[u8], mut each: impl FnMut(AttendancePart)) -> Option<()> {
    let (mut reader, mut part) = (Reader(bytes), AttendancePart::default());
    while !reader.0.is_empty() {
        part.week = part.week.checked_add(reader.u32()?)?;
        for count in &mut part.counts {
            *count = reader.u32()?;
        }
        each(part);
    }
    Some(())
}

/// Packs answers, ascending by word.
pub fn answers_to_bytes(answers: &[AnswerPart]) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for answer in answers {
        put(&mut out, u64::from(answer.word - before));
        match answer.value {
            AnswerValue::Yes(yes) => put(&mut out, u64::from(yes)),
            AnswerValue::Number(number) => {
                put(&mut out, 2);
                put(&mut out, from_signed(number));
            }
        }
        before = answer.word;
    }
    out
}

/// Reads answers.
pub fn answers_of(bytes: &[u8], mut each: impl FnMut(AnswerPart)) -> Option<()> {
    let (mut reader, mut word) = (Reader(bytes), 0_u32);
    while !reader.0.is_empty() {
        word = word.checked_add(reader.u32()?)?;
        let value = match reader.u64()? {
            0 => AnswerValue::Yes(false),
            1 => AnswerValue::Yes(true),
            2 => AnswerValue::Number(to_signed(reader.u64()?)),
            _ => return None,
        };
        each(AnswerPart { word, value });
    }
    Some(())
}

pub(super) fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Numbers near nought, of either sign, become small ones.
pub(super) fn from_signed(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

pub(super) fn to_signed(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// Most numbers are one byte.
    #[inline]
    pub(super) fn u64(&mut self) -> Option<u64> {
        let (first, rest) = self.0.split_first()?;
        if *first < 0x80 {
            self.0 = rest;
            return Some(u64::from(*first));
        }
        self.long()
    }

    fn long(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        u32::try_from(self.u64()?).ok()
    }

    pub(super) fn bytes(&mut self, size: usize) -> Option<&'a [u8]> {
        let (some, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(some)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn weeks_begin_on_mondays() {
        // 1970-01-01 was a Thursday; 2026-11-23 was a Monday.
        let monday = sync_core::record::Day::parse("2026-11-23").unwrap().0;
        assert_eq!(week_of(monday - 1) + 1, week_of(monday));
        assert_eq!(week_of(monday), week_of(monday + 6));
        assert_eq!(monday_of(week_of(monday + 3)), monday);
    }

    proptest! {
        #[test]
        fn what_was_packed_is_read(
            weeks in prop::collection::btree_set(0_u32..20_000, 0..40),
            lessons in prop::collection::btree_map(
                any::<u32>(), (0_u32..90_000, prop::option::of(0_u32..90_000)), 0..40),
            work in prop::collection::btree_map(
                0_u32..20_000,
                (any::<u64>(), 0_u64..9_999, any::<u64>(),
                 prop::collection::vec((any::<u32>(), any::<u64>(), any::<u64>()), 0..3)),
                0..10),
            attended in prop::collection::btree_map(0_u32..20_000, any::<[u32; 4]>(), 0..10),
            answers in prop::collection::btree_map(
                any::<u32>(), prop::result::maybe_ok(any::<bool>(), any::<i64>()), 0..10),
        ) {
            let mut found = Vec::new();
            weeks_of(&weeks_to_bytes(weeks.iter().copied()), |week| found.push(week)).unwrap();
            prop_assert!(weeks.iter().eq(&found));

            let lessons: Vec<LessonPart> = lessons
                .into_iter()
                .map(|(lesson, (last, done))| LessonPart { lesson, last, done })
                .collect();
            let mut found = Vec::new();
            lessons_of(&lessons_to_bytes(&lessons), |lesson| found.push(lesson)).unwrap();
            prop_assert_eq!(lessons, found);

            let work: Vec<WorkPart> = work
                .into_iter()
                .map(|(week, (minutes, units, approved_minutes, money))| WorkPart {
                    week, minutes, units, approved_minutes, approved_units: 3, money,
                })
                .collect();
            let mut found = Vec::new();
            work_of(&work_to_bytes(&work), |part| found.push(part.clone())).unwrap();
            prop_assert_eq!(work, found);

            let attended: Vec<AttendancePart> = attended
                .into_iter()
                .map(|(week, counts)| AttendancePart { week, counts })
                .collect();
            let mut found = Vec::new();
            attendance_of(&attendance_to_bytes(&attended), |part| found.push(part)).unwrap();
            prop_assert_eq!(attended, found);

            let answers: Vec<AnswerPart> = answers
                .into_iter()
                .map(|(word, said)| {
                    let value = said.map_or_else(AnswerValue::Number, AnswerValue::Yes);
                    AnswerPart { word, value }
                })
                .collect();
            let mut found = Vec::new();
            answers_of(&answers_to_bytes(&answers), |part| found.push(part)).unwrap();
            prop_assert_eq!(answers, found);
        }

        #[test]
        fn damaged_bytes_end_the_reading(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = weeks_of(&bytes, |_| ());
            let _ = lessons_of(&bytes, |_| ());
            let _ = work_of(&bytes, |_| ());
            let _ = attendance_of(&bytes, |_| ());
            let _ = answers_of(&bytes, |_| ());
        }
    }
}
