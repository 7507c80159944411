//! A cohort's notices on a phone: told, told anew, closed, and no more of them than are kept.

use sync_core::exchange::Entry;
use sync_core::notice::{Notice, NoticeKind, SignedNotice};
use sync_core::phone::{AbsorbError, Action};
use sync_core::record::Day;
use sync_core::session::session_id;
use sync_core::trust::{SigningKey, TrustError};

use crate::office::Office;
use crate::phones::{MARIA, Phone, uuid};

fn notice(number: u8, edition: u64, ends_on: i32) -> Notice {
    Notice {
        id: session_id(&uuid(number.into())).unwrap(),
        edition,
        cohort: "uno".to_owned(),
        kind: NoticeKind::Opening,
        title: format!("Trabajo {number}"),
        text: "Por las mañanas".to_owned(),
        ends_on: Day(ends_on),
        by: "Rosa".to_owned(),
        place: None,
        link: None,
        company: Some("Llamadas".to_owned()),
        tracks: None,
        courses: None,
        certificates: None,
        closed: None,
    }
}

fn announce(office: &mut Office, notice: &Notice) {
    let signed = SignedNotice::issue(&office.key, notice);
    office.tell(MARIA, Entry::Notice(signed));
}

fn shown(phone: &Phone) -> Vec<String> {
    phone.view().notices.into_iter().map(|it| it.title).collect()
}

fn interested(number: u8, interested: bool) -> Action {
    let day = "2026-12-01".to_owned();
    Action::Interest { opening: uuid(number.into()), interested, day }
}

#[test]
fn the_latest_word_on_a_notice_holds_and_stays_and_an_older_one_does_not_open_it_again() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    announce(&mut office, &notice(2, 1, 20_800));
    announce(&mut office, &notice(1, 1, 20_790));
    phone.visit(&mut office);
    assert_eq!(shown(&phone), ["Trabajo 1", "Trabajo 2"], "what ends first stands first");
    announce(&mut office, &Notice { closed: Some(true), ..notice(1, 5, 20_790) });
    announce(&mut office, &notice(1, 3, 20_790));
    phone.visit(&mut office);
    assert_eq!(shown(&phone), ["Trabajo 2"]);
    phone.restart();
    assert_eq!(shown(&phone), ["Trabajo 2"], "they are kept");
}

#[test]
fn nobody_but_central_can_tell_of_a_notice() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    let stranger = SigningKey::from_seed([77; 32]);
    let signed = SignedNotice::issue(&stranger, &notice(1, 1, 20_790));
    office.tell(MARIA, Entry::Notice(signed));
    let answer = office.answer(&phone.request());
    assert_eq!(phone.absorb(&answer).unwrap_err(), AbsorbError::Trust(TrustError::Signature));
    assert!(shown(&phone).is_empty());
}

#[test]
fn of_very_many_those_that_end_last_are_kept() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    for number in 0..=130_u8 {
        announce(&mut office, &notice(number, 1, 20_790 + i32::from(number)));
    }
    phone.visit(&mut office);
    let kept = shown(&phone);
    assert_eq!(kept.len(), 120);
    assert_eq!((kept[0].as_str(), kept[119].as_str()), ("Trabajo 11", "Trabajo 130"));
}

#[test]
fn she_is_interested_until_she_says_otherwise() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    announce(&mut office, &notice(1, 1, 20_790));
    phone.visit(&mut office);
    assert!(!phone.view().notices[0].interested);
    for (says, is) in [(true, true), (true, true), (false, false)] {
        phone.act(&interested(1, says));
        assert_eq!(phone.view().notices[0].interested, is);
    }
    assert_eq!(phone.profile.unsent(), 2, "the same word again is nothing new");
}
