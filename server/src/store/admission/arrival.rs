//! When a batch arrived, and what its phone's clock is worth.
//!
//! Owns the correction of claimed times for reports. Must not refuse anything for a clock.

/// When a batch arrived, and how far off its phone's clock is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// By our clock.
    pub now: i64,
    /// Set when the phone's clock jumped since it was last here.
    pub jump: Option<ClockJump>,
    /// Who brought it.
    pub via: Via,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockJump {
    /// When the phone was last here.
    pub since: i64,
    /// By how many seconds its clock moved ahead since.
    pub seconds: i64,
}

/// Clocks drift by this much without anybody's doing.
const DRIFT_SECONDS: i64 = 120;

impl Arrival {
    /// What a report shows for a time that the phone claims.
    pub(super) fn corrected(&self, at: i64) -> i64 {
        let Some(jump) = self.jump else { return at };
        let possible = jump.since - DRIFT_SECONDS..=self.now + DRIFT_SECONDS;
        let moved = at.saturating_sub(jump.seconds);
        if !possible.contains(&at) && possible.contains(&moved) { moved } else { at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_put_right_where_that_is_possible_at_all() {
        let year = 365 * 86_400;
        let arrival = |seconds| Arrival {
            now: 2_000,
            jump: Some(ClockJump { since: 1_000, seconds }),
            via: Via::Phone,
        };
        assert_eq!(arrival(-year).corrected(1_500 - year), 1_500, "written after the jump");
        assert_eq!(arrival(-year).corrected(1_500), 1_500, "written before it");
        assert_eq!(arrival(-year).corrected(7), 7, "neither makes sense: as claimed");
        assert_eq!(Arrival { jump: None, ..arrival(0) }.corrected(7), 7);
    }
}
