//! `progress/<lesson>/<writer>`: how far one writer has come in one lesson, and the fold over
//! writers.
//!
//! Owns the record and the fold of PROTOCOL section 4.

use minicbor::{Decode, Encode};

use super::value::{Known, ValueFault};

/// Open or done; done is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum LessonState {
    /// Begun.
    #[n(0)]
    Open,
    /// Finished.
    #[n(1)]
    Done,
}

/// What one writer did in one lesson, all told: each put replaces her last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LessonProgress {
    /// Version of the record; absent is 1.
    #[n(0)]
    pub version: Option<u64>,
    /// Page where she left off, from 0.
    #[n(1)]
    pub place: Option<u32>,
    /// Seconds spent, as this writer saw them.
    #[n(2)]
    pub seconds: Option<u32>,
    /// Best quiz score so far, 0 to 100.
    #[n(3)]
    pub score_percent: Option<u8>,
    /// When she finished: seconds since 1970. Absent while open.
    #[n(4)]
    pub completed_at: Option<i64>,
}

impl LessonProgress {
    /// Open or done.
    pub fn state(&self) -> LessonState {
        if self.completed_at.is_some() { LessonState::Done } else { LessonState::Open }
    }
}

impl Known for LessonProgress {
    const VERSION: u64 = 1;
    const LAST_FIELD: u64 = 4;

    fn check(&self) -> Result<(), ValueFault> {
        let fits = self.place.unwrap_or(0) < 10_000
            && self.seconds.unwrap_or(0) < 1 << 30
            && self.score_percent.unwrap_or(0) <= 100
            && self.completed_at.is_none_or(|at| at.unsigned_abs() < 1 << 40);
        if fits { Ok(()) } else { Err(ValueFault::Range) }
    }
}

/// A lesson's progress over all writers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressFold {
    /// Done if any says so.
    pub state: LessonState,
    /// The page of the newest word on it.
    pub place: u32,
    /// Summed over writers.
    pub seconds: u32,
    /// The best.
    pub score_percent: Option<u8>,
    /// The earliest.
    pub completed_at: Option<i64>,
    /// When anything was last said about it, as claimed.
    pub last_at: i64,
}

/// Folds the live values of one lesson: for each writer her values, each with its claimed time.
///
/// Several live values of one writer (a restored phone, the same key) count as the largest, since
/// both tell the same story to a different length; sums go only across writers.
pub fn fold_progress<'a>(
    writers: impl IntoIterator<Item = &'a [(LessonProgress, i64)]>,
) -> Option<ProgressFold> {
    let mut fold: Option<ProgressFold> = None;
    for values in writers {
        let mut seconds = 0;
        for (value, at) in values {
            seconds = seconds.max(value.seconds.unwrap_or(0));
            let so_far = fold.get_or_insert(ProgressFold {
                state: LessonState::Open,
                place: 0,
                seconds: 0,
                score_percent: None,
                completed_at: None,
                last_at: i64::MIN,
            });
            so_far.state = so_far.state.max(value.state());
            so_far.score_percent = so_far.score_percent.max(value.score_percent);
            so_far.completed_at = match (so_far.completed_at, value.completed_at) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            // Of two words said in the same second the further page stands, whatever their order.
            let word = (*at, value.place.unwrap_or(0));
            if word > (so_far.last_at, so_far.place) {
                (so_far.last_at, so_far.place) = word;
            }
        }
        if let Some(so_far) = &mut fold {
            so_far.seconds = so_far.seconds.saturating_add(seconds);
        }
    }
    fold
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(place: u32, seconds: u32, score: Option<u8>, done: Option<i64>) -> LessonProgress {
        LessonProgress {
            version: None,
            place: Some(place),
            seconds: Some(seconds),
            score_percent: score,
            completed_at: done,
        }
    }

    #[test]
    fn two_phones_and_a_restored_one() {
        let one = [(value(3, 100, Some(50), None), 10), (value(4, 130, None, None), 9)];
        let two = [(value(2, 40, Some(80), Some(8)), 8)];
        let fold = fold_progress([&one[..], &two[..]]).unwrap();
        assert_eq!(fold.state, LessonState::Done);
        assert_eq!(fold.seconds, 170, "maximum within a writer, sum across");
        assert_eq!((fold.place, fold.score_percent, fold.completed_at), (3, Some(80), Some(8)));
        let other_way = fold_progress([&two[..], &one[..]]).unwrap();
        assert_eq!(fold, other_way);
        assert_eq!(fold_progress([]), None);
    }
}
