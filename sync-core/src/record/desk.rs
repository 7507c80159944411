//! What staff keep about a learner besides decisions: work entered for her, attendance, enrolment,
//! notes and follow-ups.
//!
//! Owns these records. What is here is written by staff: `work/…`, `attendance/…` and
//! `enrolment/…` in `desk`, `note/…` and `followup/…` in `notes`, which she never reads.

use minicbor::{Decode, Encode};

use super::Day;
use super::decision::is_code;
use super::value::{Known, ValueFault};
use super::work::{MAX_NOTE_CHARS, WorkEntry};

/// Longest text of a note about a learner, in characters.
pub const MAX_TEXT_CHARS: usize = 1_000;
/// Longest proof of a scan, in characters.
pub const MAX_PROOF_CHARS: usize = 32;

/// Where staff have an entry from that they make for her.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum WorkSource {
    /// A paper sheet.
    #[n(0)]
    Paper,
    /// A call.
    #[n(1)]
    Call,
    /// A phone that no longer works.
    #[n(2)]
    DeadPhone,
}

impl WorkSource {
    /// All of them.
    pub const ALL: [WorkSource; 3] = [WorkSource::Paper, WorkSource::Call, WorkSource::DeadPhone];

    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            WorkSource::Paper => "paper",
            WorkSource::Call => "call",
            WorkSource::DeadPhone => "dead_phone",
        }
    }

    /// The source with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.word() == word)
    }

    /// The number that stands for it in SQL.
    pub fn number(self) -> u8 {
        match self {
            WorkSource::Paper => 0,
            WorkSource::Call => 1,
            WorkSource::DeadPhone => 2,
        }
    }

    /// The source with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// `work/<uuid v7>` in `desk`: an entry made for her. Fields 1 to 7 are those of her own entries, so
/// that it reads as one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct AssistedWork {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// Kind of work, as the programme names it.
    #[n(1)]
    pub task: String,
    /// The day it was done.
    #[n(2)]
    pub day: Day,
    /// Minutes worked, where the task is paid by time.
    #[n(3)]
    pub minutes: Option<u32>,
    /// Units done, where the task is paid by unit.
    #[n(4)]
    pub units: Option<u32>,
    /// Minute of the day when she began.
    #[n(5)]
    pub start: Option<u16>,
    /// In the words of whoever enters it.
    #[n(6)]
    pub note: Option<String>,
    /// True when it was taken back; absent is false.
    #[n(7)]
    pub withdrawn: Option<bool>,
    /// Where it is from.
    #[n(8)]
    pub source: WorkSource,
}

impl AssistedWork {
    /// An entry, and where it is from.
    pub fn new(entry: WorkEntry, source: WorkSource) -> Self {
        let WorkEntry { version, task, day, minutes, units, start, note, withdrawn } = entry;
        Self { version, task, day, minutes, units, start, note, withdrawn, source }
    }

    /// The entry by itself.
    pub fn entry(&self) -> WorkEntry {
        WorkEntry {
            version: self.version,
            task: self.task.clone(),
            day: self.day,
            minutes: self.minutes,
            units: self.units,
            start: self.start,
            note: self.note.clone(),
            withdrawn: self.withdrawn,
        }
    }
}

impl Known for AssistedWork {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 8;

    fn check(&self) -> Result<(), ValueFault> {
        self.entry().check()
    }
}

/// Was she there?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Presence {
    /// She was.
    #[n(0)]
    Present,
    /// She came late.
    #[n(1)]
    Late,
    /// She was not.
    #[n(2)]
    Absent,
    /// She was not, and had said so.
    #[n(3)]
    Excused,
}

impl Presence {
    /// All of them.
    pub const ALL: [Presence; 4] =
        [Presence::Present, Presence::Late, Presence::Absent, Presence::Excused];

    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Presence::Present => "present",
            Presence::Late => "late",
            Presence::Absent => "absent",
            Presence::Excused => "excused",
        }
    }

    /// The presence with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|presence| presence.word() == word)
    }

    /// The number that stands for it in SQL.
    pub fn number(self) -> u8 {
        match self {
            Presence::Present => 0,
            Presence::Late => 1,
            Presence::Absent => 2,
            Presence::Excused => 3,
        }
    }

    /// The presence with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// `attendance/<session>/<writer>`: one word on one session.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Attendance {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// Was she there?
    #[n(1)]
    pub presence: Presence,
    /// The day of the session.
    #[n(2)]
    pub day: Day,
    /// True when she scanned the session's code herself; absent: a roll-call.
    #[n(3)]
    pub scanned: Option<bool>,
    /// Why not, or what else there is to say.
    #[n(4)]
    pub note: Option<String>,
    /// What the session's code held besides its id: shows central that she saw the code. A wrong
    /// one is kept, and told.
    #[n(5)]
    pub proof: Option<String>,
}

impl Attendance {
    /// She scanned the session's code herself.
    pub fn is_scan(&self) -> bool {
        self.scanned == Some(true)
    }
}

impl Known for Attendance {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 5;

    fn check(&self) -> Result<(), ValueFault> {
        let fits = is_day(self.day)
            && is_short(self.note.as_deref(), MAX_NOTE_CHARS)
            && is_short(self.proof.as_deref(), MAX_PROOF_CHARS);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

/// How an enrolment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum EnrolmentState {
    /// She takes part.
    #[n(0)]
    Enrolled,
    /// She has paused.
    #[n(1)]
    Paused,
    /// She has left.
    #[n(2)]
    Left,
    /// She has finished.
    #[n(3)]
    Completed,
    /// She reached the end and did not finish.
    #[n(4)]
    Ended,
}

impl EnrolmentState {
    /// All of them.
    pub const ALL: [EnrolmentState; 5] = [
        EnrolmentState::Enrolled,
        EnrolmentState::Paused,
        EnrolmentState::Left,
        EnrolmentState::Completed,
        EnrolmentState::Ended,
    ];

    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            EnrolmentState::Enrolled => "enrolled",
            EnrolmentState::Paused => "paused",
            EnrolmentState::Left => "left",
            EnrolmentState::Completed => "completed",
            EnrolmentState::Ended => "ended",
        }
    }

    /// The state with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// The number that stands for it in SQL.
    pub fn number(self) -> u8 {
        match self {
            EnrolmentState::Enrolled => 0,
            EnrolmentState::Paused => 1,
            EnrolmentState::Left => 2,
            EnrolmentState::Completed => 3,
            EnrolmentState::Ended => 4,
        }
    }

    /// The state with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// `enrolment/<cohort>`: her place in a cohort.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Enrolment {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// How it stands.
    #[n(1)]
    pub state: EnrolmentState,
    /// Since when.
    #[n(2)]
    pub day: Day,
    /// The track she is on.
    #[n(3)]
    pub track: Option<String>,
    /// Why, where she paused or left: a code.
    #[n(4)]
    pub reason: Option<String>,
    /// The version of the programme's definition by which she goes; absent: the one in force.
    #[n(5)]
    pub definition: Option<u32>,
}

impl Enrolment {
    /// A state since a day, in the lowest version of the record that knows the state: a program
    /// from before there was [`EnrolmentState::Ended`] keeps it and shows it to nobody, where it
    /// would refuse an unknown state of its own version.
    pub fn new(state: EnrolmentState, day: Day) -> Self {
        let version = (state == EnrolmentState::Ended).then_some(Self::VERSION);
        Self { version, state, day, track: None, reason: None, definition: None }
    }
}

impl Known for Enrolment {
    const VERSION: u64 = 2;
    const LAST_FIELD: u64 = 5;

    fn check(&self) -> Result<(), ValueFault> {
        let is_code = |text: &Option<String>| text.as_ref().is_none_or(|text| is_code(text));
        let is_known_then = self.state != EnrolmentState::Ended || self.version == Some(2);
        let fits =
            is_day(self.day) && is_code(&self.track) && is_code(&self.reason) && is_known_then;
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

/// `note/<uuid v7>`: what staff note for staff.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Note {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// The note.
    #[n(1)]
    pub text: String,
    /// True when it was taken back; absent is false.
    #[n(2)]
    pub withdrawn: Option<bool>,
    /// What became of a try to reach her, where the note is of one.
    #[n(3)]
    pub contact: Option<ContactOutcome>,
}

/// What became of a try to reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum ContactOutcome {
    /// She answered.
    #[n(0)]
    Answered,
    /// Nobody answered.
    #[n(1)]
    NoAnswer,
    /// A message was left, where she allows it.
    #[n(2)]
    MessageLeft,
    /// It is not her number any more.
    #[n(3)]
    WrongNumber,
}

impl ContactOutcome {
    /// All of them.
    pub const ALL: [ContactOutcome; 4] = [
        ContactOutcome::Answered,
        ContactOutcome::NoAnswer,
        ContactOutcome::MessageLeft,
        ContactOutcome::WrongNumber,
    ];

    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            ContactOutcome::Answered => "answered",
            ContactOutcome::NoAnswer => "no_answer",
            ContactOutcome::MessageLeft => "message_left",
            ContactOutcome::WrongNumber => "wrong_number",
        }
    }

    /// The outcome with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

impl Known for Note {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 3;

    fn check(&self) -> Result<(), ValueFault> {
        let fits = is_text(&self.text, MAX_TEXT_CHARS);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

/// `followup/<uuid v7>`: something that staff mean to do about her.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Followup {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// What.
    #[n(1)]
    pub text: String,
    /// By when.
    #[n(2)]
    pub due: Day,
    /// When it was done; absent while it is not.
    #[n(3)]
    pub done: Option<Day>,
    /// True when it was taken back; absent is false.
    #[n(4)]
    pub withdrawn: Option<bool>,
}

impl Known for Followup {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 4;

    fn check(&self) -> Result<(), ValueFault> {
        let fits =
            is_text(&self.text, MAX_NOTE_CHARS) && is_day(self.due) && self.done.is_none_or(is_day);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

fn is_day(day: Day) -> bool {
    (Day::EARLIEST..=Day::LATEST).contains(&day)
}

fn is_short(text: Option<&str>, most: usize) -> bool {
    text.is_none_or(|text| text.chars().count() <= most)
}

fn is_text(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Record;

    /// Programs from before there was this state let a newer version pass, and refuse an unknown
    /// state of their own version.
    #[test]
    fn reaching_the_end_is_said_in_a_version_that_older_programs_let_pass() {
        let read = |enrolment: &Enrolment| {
            Record::<Enrolment>::from_bytes(&Record::new(enrolment.clone()).to_bytes())
        };
        for state in EnrolmentState::ALL {
            let enrolment = Enrolment::new(state, Day(20_000));
            assert_eq!(read(&enrolment).unwrap().known, enrolment);
            assert_eq!(enrolment.version.is_some(), state == EnrolmentState::Ended);
            assert_eq!(EnrolmentState::from_word(state.word()), Some(state));
            assert_eq!(EnrolmentState::from_number(state.number()), Some(state));
        }
        let unsaid =
            Enrolment { version: None, ..Enrolment::new(EnrolmentState::Ended, Day(20_000)) };
        assert_eq!(read(&unsaid).unwrap_err(), ValueFault::Range);
    }
}
