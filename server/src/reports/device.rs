//! One of a learner's phones as staff see it.
//!
//! Owns its shape. Must not decide what may be done with it.

use serde::Serialize;

use super::board::{PhoneLine, phone_line};
use crate::store::reports::{DeviceRow, PhoneEnd};

/// A phone, with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DeviceShown {
    writer: String,
    since: i64,
    clock_offset_seconds: i64,
    changes: u64,
    held_back: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<RevokedShown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced_at: Option<i64>,
    #[serde(flatten)]
    phone: PhoneLine,
}

/// When and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct RevokedShown {
    at: i64,
    reason: &'static str,
}

/// A phone; `None` for a key that is on none.
pub(crate) fn device_shown(row: DeviceRow) -> Option<DeviceShown> {
    let DeviceRow { phone, gaps } = row;
    let (revoked, replaced_at) = match phone.end {
        Some(PhoneEnd::Revoked { at, reason }) => {
            (Some(RevokedShown { at, reason: reason.word() }), None)
        }
        Some(PhoneEnd::Replaced { at }) => (None, Some(at)),
        None => (None, None),
    };
    // What has no number cannot be spoken of.
    phone.device?;
    Some(DeviceShown {
        writer: phone.writer.clone(),
        since: phone.since,
        clock_offset_seconds: phone.clock_offset_seconds,
        changes: phone.changes,
        held_back: phone.held_back,
        revoked,
        replaced_at,
        phone: phone_line(phone, gaps),
    })
}
