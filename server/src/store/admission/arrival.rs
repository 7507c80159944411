//! When a batch arrived, and what its phone's clock is worth.
//!
//! Owns the correction of claimed times for reports. Must not refuse anything for a clock.

use minicbor::{Decode, Encode};

/// When a batch arrived, and how far off its phone's clock is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// By our clock.
    pub now: i64,
    /// What is known of its first coming to any server of the programme.
    pub met: Met,
    /// Who brought it.
    pub via: Via,
}

/// When a batch first came to a server of the programme, and what that one found of its phone's
/// clock. Each server passes it on with the batch, so that all correct alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Met {
    /// Seconds since 1970.
    #[n(0)]
    pub at: i64,
    /// Set when the phone's clock had jumped since it met a server before.
    #[n(1)]
    pub jump: Option<ClockJump>,
}

/// Who brought a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A phone, or a person's own hand here.
    Phone,
    /// At central: one of its hubs, by the number of its row.
    Hub(i64),
    /// On a hub: central, which need not be told of it.
    Central,
}

/// A phone corrects its clock by the last anchor it had. Where its clock jumped since, what it
/// said can still be put right, if that brings it between the two anchors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ClockJump {
    /// When the phone was met before.
    #[n(0)]
    pub since: i64,
    /// By how many seconds its clock moved ahead since.
    #[n(1)]
    pub seconds: i64,
    /// Its clock minus ours when it brought this.
    #[n(2)]
    pub offset: i64,
}

/// Clocks drift by this much without anybody's doing.
const DRIFT_SECONDS: i64 = 120;

impl Met {
    /// Here and now; nothing is known of the phone's clock.
    pub fn now(now: i64) -> Self {
        Self { at: now, jump: None }
    }

    /// By a server whose clock may be ahead of ours: nothing was met later than now.
    pub fn told(self, now: i64) -> Self {
        Self { at: self.at.min(now), ..self }
    }

    /// What a report shows for a time that the phone claims.
    pub(in crate::store) fn corrected(&self, at: i64) -> i64 {
        let Some(jump) = self.jump else { return at };
        let possible =
            jump.since.saturating_sub(DRIFT_SECONDS)..=self.at.saturating_add(DRIFT_SECONDS);
        if possible.contains(&at) {
            return at;
        }
        // It went on correcting by what it knew; or it saw that this cannot be, and believed its
        // own clock.
        let moved = [jump.seconds, jump.offset].map(|by| at.saturating_sub(by));
        moved.into_iter().find(|moved| possible.contains(moved)).unwrap_or(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: i64 = 365 * 86_400;

    #[test]
    fn a_jump_is_put_right_where_that_is_possible_at_all() {
        let met = |seconds| Met {
            at: 2_000,
            jump: Some(ClockJump { since: 1_000, seconds, offset: seconds }),
        };
        assert_eq!(met(-YEAR).corrected(1_500 - YEAR), 1_500, "written after the jump");
        assert_eq!(met(-YEAR).corrected(1_500), 1_500, "written before it");
        assert_eq!(met(-YEAR).corrected(7), 7, "neither makes sense: as claimed");
        assert_eq!(Met::now(2_000).corrected(7), 7);
        assert_eq!(met(i64::MIN).corrected(i64::MAX), i64::MAX, "no number overflows");
    }

    #[test]
    fn a_phone_that_believed_its_own_clock_again_is_put_right_too() {
        // Three years ahead all the time, known, and then put back to four before.
        let jump = ClockJump { since: 1_000, seconds: -7 * YEAR, offset: -4 * YEAR };
        let met = Met { at: 2_000, jump: Some(jump) };
        assert_eq!(met.corrected(1_500 - 4 * YEAR), 1_500);
        assert_eq!(met.corrected(1_500 - 7 * YEAR), 1_500);
    }

    #[test]
    fn what_another_server_met_was_not_met_later_than_now() {
        assert_eq!(Met::now(7_000).told(5_000).at, 5_000);
        assert_eq!(Met::now(3_000).told(5_000).at, 3_000);
    }
}
