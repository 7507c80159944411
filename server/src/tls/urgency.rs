//! How near a certificate's end is.
//!
//! Owns the two limits. Let's Encrypt's certificates last 90 days, and 45 from 2028 on; clients
//! renew a third before the end, so that 30 days left mean that one renewal, at least, went wrong.

use serde::Serialize;

const DAY_SECONDS: i64 = 24 * 3600;
const SOON_SECONDS: i64 = 30 * DAY_SECONDS;
const URGENT_SECONDS: i64 = 7 * DAY_SECONDS;

/// How soon somebody must do something, the calmest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// Within thirty days.
    Soon,
    /// Within seven.
    Urgent,
    /// It has ended.
    Over,
}

impl Urgency {
    /// Of a certificate that is good until `until`; `None` while nothing presses.
    pub fn of(until: i64, now: i64) -> Option<Self> {
        match until - now {
            ..=0 => Some(Self::Over),
            left if left <= URGENT_SECONDS => Some(Self::Urgent),
            left if left <= SOON_SECONDS => Some(Self::Soon),
            _ => None,
        }
    }
}

/// Whole days from now until then; 0 on the last one and after.
pub(crate) fn days_left(until: i64, now: i64) -> i64 {
    (until - now).max(0) / DAY_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presses_from_thirty_days_on_and_louder_from_seven() {
        let of = |days: i64, seconds: i64| Urgency::of(days * DAY_SECONDS + seconds, 0);
        assert_eq!(of(30, 1), None);
        assert_eq!(of(30, 0), Some(Urgency::Soon));
        assert_eq!(of(7, 1), Some(Urgency::Soon));
        assert_eq!(of(7, 0), Some(Urgency::Urgent));
        assert_eq!(of(0, 1), Some(Urgency::Urgent));
        assert_eq!(of(0, 0), Some(Urgency::Over));
        assert_eq!((days_left(2 * DAY_SECONDS - 1, 0), days_left(-5, 0)), (1, 0));
    }
}
