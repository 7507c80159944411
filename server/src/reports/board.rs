//! A centre's board: who may leave, what has not arrived, who has been silent.
//!
//! Owns what those words mean. Must not know whether somebody is in the room: a phone that was
//! heard from today counts as here.

use serde::Serialize;

use super::shapes::LearnerName;
use super::to_central::ToCentral;
use crate::store::hubs::HubShown;
use crate::store::reports::{BoardRows, Gap, HeardRow, HereRow, PhoneEnd, PhoneRow};
use crate::tls::Urgency;

const DAY_SECONDS: i64 = 24 * 3600;

/// What `docs/API.md` says of a board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct BoardReport {
    center: CenterName,
    since: i64,
    silent_days: i64,
    /// Phones here that are nobody's to worry about, of all that are here.
    may_leave: usize,
    seen: usize,
    here: Vec<HereLine>,
    silent: Vec<SilentLine>,
    hubs: Vec<HubLine>,
    /// At a hub: its way to central.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to_central: Option<ToCentral>,
    /// Of the server that was asked, when it ends soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateEnd>,
}

/// A hub of the centre, as central knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct HubLine {
    id: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_seen: Option<i64>,
    /// Changes that it still has.
    unsent: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_until: Option<i64>,
    /// When that is soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate: Option<CertificateEnd>,
}

/// A certificate that ends soon, or has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct CertificateEnd {
    until: i64,
    urgency: Urgency,
}

impl CertificateEnd {
    fn of(until: i64, now: i64) -> Option<Self> {
        Some(Self { until, urgency: Urgency::of(until, now)? })
    }
}

/// A centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct CenterName {
    id: String,
    title: String,
}

/// A phone that was heard from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct HereLine {
    pub(super) learner: LearnerName,
    pub(super) cohort: String,
    #[serde(flatten)]
    pub(super) phone: PhoneLine,
}

/// What is known of a phone's changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PhoneLine {
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<i64>,
    pub(super) label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_data: Option<i64>,
    state: PhoneState,
    unsent: u64,
    missing: u64,
    pub(super) waiting: u64,
    #[serde(skip_serializing_if = "is_none")]
    pub(super) carried: u64,
    pub(super) gaps: Vec<GapShown>,
}

/// Changes that have not come: from this number to that one, as the phone counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct GapShown {
    pub(super) from: u64,
    pub(super) to: u64,
}

/// Where a phone is with its changes, those first that somebody should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PhoneState {
    /// Revoked, and heard from all the same.
    Revoked,
    /// Something is known to exist that has not arrived, and the phone says that it sent all.
    Incomplete,
    /// It said that it has more; or it brought what this hub cannot open, and central has not got.
    Arriving,
    /// Another took its place.
    Replaced,
    /// Everything that is known of is here.
    AllHere,
}

impl PhoneState {
    /// Of a phone as it was last heard from.
    pub(crate) fn of(phone: &PhoneRow) -> Self {
        match phone.end {
            Some(PhoneEnd::Revoked { .. }) => Self::Revoked,
            Some(PhoneEnd::Replaced { .. }) if phone.unsent == 0 => Self::Replaced,
            _ if phone.unsent + phone.carried > 0 => Self::Arriving,
            _ if phone.missing > 0 || phone.waiting > 0 => Self::Incomplete,
            _ => Self::AllHere,
        }
    }
}

/// Somebody who has not been heard from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct SilentLine {
    learner: LearnerName,
    cohort: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_data: Option<i64>,
    days: i64,
    has_phone: bool,
}

/// How a board is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BoardAsked {
    /// From when on a phone counts as here.
    pub(crate) since: i64,
    /// From how many whole days on somebody counts as silent.
    pub(crate) silent_days: i64,
    /// Until when the certificate is good that this server shows itself.
    pub(crate) certificate_until: Option<i64>,
    pub(crate) now: i64,
}

/// A board.
pub(crate) fn board_report(rows: BoardRows, asked: BoardAsked) -> BoardReport {
    let BoardAsked { since, silent_days, certificate_until, now } = asked;
    let mut here: Vec<HereLine> = rows.here.into_iter().map(here_line).collect();
    // A stable sort: within a state they stay in order of label.
    here.sort_by_key(|line| line.phone.state);
    let is_counted =
        |line: &&HereLine| !matches!(line.phone.state, PhoneState::Revoked | PhoneState::Replaced);
    let all_here = |line: &&HereLine| line.phone.state == PhoneState::AllHere;
    let mut silent: Vec<SilentLine> = rows
        .learners
        .into_iter()
        .map(|row| silent_line(row, now))
        .filter(|line| line.days >= silent_days)
        .collect();
    silent.sort_by_key(|line| std::cmp::Reverse(line.days));
    BoardReport {
        center: CenterName { id: rows.id, title: rows.title },
        since,
        silent_days,
        may_leave: here.iter().filter(all_here).count(),
        seen: here.iter().filter(is_counted).count(),
        here,
        silent,
        hubs: rows.hubs.into_iter().map(|hub| hub_line(hub, now)).collect(),
        to_central: None,
        certificate: certificate_until.and_then(|until| CertificateEnd::of(until, now)),
    }
}

fn hub_line(hub: HubShown, now: i64) -> HubLine {
    HubLine {
        id: hub.id,
        label: hub.label,
        last_seen: hub.last_seen,
        unsent: hub.unsent,
        certificate_until: hub.certificate_until,
        certificate: hub.certificate_until.and_then(|until| CertificateEnd::of(until, now)),
    }
}

pub(super) fn here_line(row: HereRow) -> HereLine {
    HereLine {
        learner: row.learner.into(),
        cohort: row.cohort,
        phone: phone_line(row.phone, row.gaps),
    }
}

/// What is known of a phone's changes.
pub(crate) fn phone_line(phone: PhoneRow, gaps: Vec<Gap>) -> PhoneLine {
    PhoneLine {
        state: PhoneState::of(&phone),
        device: phone.device,
        last_data: phone.last_data,
        unsent: phone.unsent,
        missing: phone.missing,
        waiting: phone.waiting,
        carried: phone.carried,
        gaps: shown(gaps, &phone),
        label: phone.label,
    }
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Those known from what came later, and those that the phone said it still had: numbers go on.
fn shown(gaps: Vec<Gap>, phone: &PhoneRow) -> Vec<GapShown> {
    let mut shown: Vec<GapShown> =
        gaps.into_iter().map(|Gap { from, to }| GapShown { from, to }).collect();
    if phone.unsent == 0 {
        return shown;
    }
    let (from, to) = (phone.known + 1, phone.known + phone.unsent);
    match shown.last_mut() {
        Some(last) if last.to + 1 == from => last.to = to,
        _ => shown.push(GapShown { from, to }),
    }
    shown
}

fn silent_line(row: HeardRow, now: i64) -> SilentLine {
    // Who never was heard from has been silent since she was enrolled.
    let last = row.last_data.unwrap_or(row.enrolled_at);
    SilentLine {
        learner: row.learner.into(),
        cohort: row.cohort,
        last_data: row.last_data,
        days: (now - last).max(0) / DAY_SECONDS,
        has_phone: row.has_phone,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use sync_core::ids::LearnerId;

    use super::*;
    use crate::store::devices::RevocationReason;
    use crate::store::reports::LearnerNameRow;

    const NOW: i64 = 1_795_000_000;
    const ASKED: BoardAsked =
        BoardAsked { since: NOW - 100, silent_days: 7, certificate_until: None, now: NOW };

    fn name(number: u8) -> LearnerNameRow {
        LearnerNameRow {
            id: LearnerId([number; 16]),
            label: format!("P-{number:04}"),
            name: "Ana".to_owned(),
        }
    }

    fn here(number: u8, unsent: u64, missing: u64, end: Option<PhoneEnd>) -> HereRow {
        HereRow {
            learner: name(number),
            cohort: "Cohorte".to_owned(),
            phone: PhoneRow {
                learner: i64::from(number),
                device: Some(i64::from(number)),
                writer: "ab".repeat(8),
                label: "Teléfono 1".to_owned(),
                since: NOW - 1000,
                last_data: Some(NOW - 60),
                clock_offset_seconds: 0,
                waits: false,
                compare_words: [0; 3],
                changes: 40,
                missing,
                known: 40 + missing,
                waiting: 0,
                held_back: 0,
                unsent,
                carried: 0,
                end,
            },
            gaps: Vec::new(),
        }
    }

    fn heard(number: u8, last_data: Option<i64>) -> HeardRow {
        HeardRow {
            learner: name(number),
            cohort: "Cohorte".to_owned(),
            enrolled_at: NOW - 30 * DAY_SECONDS,
            last_data,
            has_phone: true,
        }
    }

    #[test]
    fn may_leave_whoever_sent_everything_and_nobody_else() {
        let revoked = PhoneEnd::Revoked { at: NOW, reason: RevocationReason::Lost };
        let rows = BoardRows {
            id: "x".to_owned(),
            title: "Centro".to_owned(),
            here: vec![
                here(1, 0, 0, None),
                here(2, 3, 0, None),
                here(3, 0, 2, None),
                here(4, 0, 0, Some(revoked)),
                here(5, 0, 0, Some(PhoneEnd::Replaced { at: NOW })),
                here(6, 0, 0, None),
            ],
            learners: Vec::new(),
            hubs: Vec::new(),
        };
        let report = board_report(rows, ASKED);
        assert_eq!((report.may_leave, report.seen), (2, 4));
        let labels: Vec<&str> =
            report.here.iter().map(|line| line.learner.label.as_str()).collect();
        assert_eq!(labels, ["P-0004", "P-0003", "P-0002", "P-0005", "P-0001", "P-0006"]);
    }

    #[test]
    fn names_by_number_what_a_phone_said_that_it_still_had() {
        let line = |unsent, missing, gaps: &[(u64, u64)]| {
            let gaps = gaps.iter().map(|&(from, to)| Gap { from, to }).collect();
            let line = phone_line(here(1, unsent, missing, None).phone, gaps);
            line.gaps.iter().map(|gap| (gap.from, gap.to)).collect::<Vec<_>>()
        };
        assert_eq!(line(0, 0, &[]), []);
        assert_eq!(line(3, 0, &[]), [(41, 43)]);
        assert_eq!(line(3, 2, &[(5, 6)]), [(5, 6), (43, 45)]);
        assert_eq!(line(3, 2, &[(41, 42)]), [(41, 45)], "one after the other is one");
    }

    #[test]
    fn silent_is_whoever_was_not_heard_from_for_so_many_whole_days() {
        let days = |days: i64| Some(NOW - days * DAY_SECONDS);
        let rows = BoardRows {
            id: "x".to_owned(),
            title: "Centro".to_owned(),
            here: Vec::new(),
            learners: vec![
                heard(1, days(6).map(|at| at - 80_000)),
                heard(2, days(7)),
                heard(3, None),
                heard(4, Some(NOW + 500)),
            ],
            hubs: Vec::new(),
        };
        let report = board_report(rows, ASKED);
        let silent: Vec<(&str, i64)> =
            report.silent.iter().map(|line| (line.learner.label.as_str(), line.days)).collect();
        assert_eq!(silent, [("P-0003", 30), ("P-0002", 7)]);
    }

    #[test]
    fn warns_of_certificates_thirty_days_ahead_and_is_quiet_before() {
        let in_days = |days: i64| Some(NOW + days * DAY_SECONDS);
        let hub = |certificate_until| HubShown {
            id: "aa".to_owned(),
            center: "x".to_owned(),
            label: "hub".to_owned(),
            since: NOW - 1000,
            last_seen: Some(NOW - 60),
            unsent: 4,
            certificate_until,
            revoked_at: None,
        };
        let rows = BoardRows {
            id: "x".to_owned(),
            title: "Centro".to_owned(),
            here: Vec::new(),
            learners: Vec::new(),
            hubs: vec![hub(None), hub(in_days(31)), hub(in_days(29)), hub(in_days(-1))],
        };
        let asked = BoardAsked { certificate_until: in_days(7), ..ASKED };
        let said = serde_json::to_value(board_report(rows.clone(), asked)).unwrap();
        assert_eq!(said["certificate"]["urgency"], "urgent");
        let hubs = (0..4).map(|at| said["hubs"][at]["certificate"]["urgency"].clone());
        assert_eq!(
            hubs.collect::<Vec<_>>(),
            [json!(null), json!(null), json!("soon"), json!("over")]
        );
        assert_eq!(said["hubs"][0]["unsent"], 4);
        let said = serde_json::to_value(board_report(rows, ASKED)).unwrap();
        assert!(said.get("certificate").is_none(), "a proxy's is not ours to know");
    }
}
