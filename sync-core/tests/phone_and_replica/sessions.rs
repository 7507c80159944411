//! A cohort's sessions on a phone: told, told anew, and scanned.

use sync_core::phone::{AbsorbError, Action, SessionView};
use sync_core::record::Day;
use sync_core::session::{Session, SessionNotice, session_id};
use sync_core::trust::{SigningKey, TrustError};

use crate::office::Office;
use crate::phones::{MARIA, Phone, uuid};

fn session(number: u8, edition: u64, day: &str) -> Session {
    Session {
        id: session_id(&uuid(number.into())).unwrap(),
        edition,
        cohort: "uno".to_owned(),
        title: format!("Taller {number}"),
        day: Day::parse(day).unwrap(),
        start: 9 * 60,
        minutes: 90,
        place: Some("Aula 2".to_owned()),
        link: None,
        facilitator: None,
        cancelled: None,
        series: None,
    }
}

fn announce(office: &mut Office, session: &Session) {
    let notice = SessionNotice::issue(&office.key, session);
    office.announce(MARIA, notice);
}

fn scan(number: u8, day: &str, proof: &str) -> Action {
    let proof = Some(proof.to_owned());
    Action::Attend { session: uuid(number.into()), day: day.to_owned(), proof }
}

fn shown(phone: &Phone) -> Vec<SessionView> {
    phone.view().sessions
}

#[test]
fn sessions_come_by_themselves_and_stay_and_an_empty_visit_is_as_small_as_before() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.visit(&mut office);
    let before = phone.request().len();
    announce(&mut office, &session(2, 1, "2026-12-05"));
    announce(&mut office, &session(1, 1, "2026-12-01"));
    phone.visit(&mut office);
    let days: Vec<String> = shown(&phone).into_iter().map(|it| it.day).collect();
    assert_eq!(days, ["2026-12-01", "2026-12-05"]);
    phone.restart();
    assert_eq!(shown(&phone).len(), 2, "they are kept");
    let told = shown(&phone)[0].told.clone().unwrap();
    assert_eq!((told.title.as_str(), told.place.as_deref()), ("Taller 1", Some("Aula 2")));
    let request = phone.request();
    assert_eq!(request.len(), before);
    let answer = office.answer(&request);
    phone.absorb(&answer).unwrap();
    assert!(answer.to_bytes().len() < 60 && answer.profiles[0].differs.is_none());
}

#[test]
fn the_latest_edition_holds_in_whatever_order_they_come() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    announce(&mut office, &session(1, 7, "2026-12-08"));
    announce(&mut office, &session(1, 3, "2026-12-01"));
    phone.visit(&mut office);
    assert_eq!(shown(&phone)[0].day, "2026-12-08");
    announce(&mut office, &Session { cancelled: Some(true), ..session(1, 8, "2026-12-08") });
    phone.visit(&mut office);
    assert!(shown(&phone)[0].told.as_ref().unwrap().cancelled);
    assert_eq!(shown(&phone).len(), 1);
}

#[test]
fn nobody_but_central_can_tell_of_a_session() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    let stranger = SigningKey::from_seed([77; 32]);
    office.announce(MARIA, SessionNotice::issue(&stranger, &session(1, 1, "2026-12-01")));
    let answer = office.answer(&phone.request());
    assert_eq!(phone.absorb(&answer).unwrap_err(), AbsorbError::Trust(TrustError::Signature));
    assert!(shown(&phone).is_empty());
}

#[test]
fn a_scan_is_kept_once_and_before_the_session_is_known() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&scan(1, "2026-12-01", "k7qm2xwp"));
    let found = shown(&phone);
    assert_eq!((found.len(), found[0].day.as_str()), (1, "2026-12-01"));
    assert!(found[0].told.is_none());
    let attended = found[0].attended.clone().unwrap();
    assert_eq!((attended.presence, attended.scanned, attended.called), ("present", true, false));
    assert_eq!(phone.profile.unsent(), 1);
    phone.act(&scan(1, "2026-12-02", "k7qm2xwp"));
    assert_eq!(phone.profile.unsent(), 1, "twice is one, on another day too");
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
    announce(&mut office, &session(1, 1, "2026-12-01"));
    phone.visit(&mut office);
    let found = shown(&phone);
    assert_eq!(found.len(), 1);
    assert!(found[0].told.is_some() && found[0].attended.is_some());
}

#[test]
fn a_wrong_code_does_not_stand_in_the_way_of_the_right_one() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&scan(1, "2026-12-01", "wrongone"));
    phone.act(&scan(1, "2026-12-01", "k7qm2xwp"));
    assert_eq!(phone.profile.unsent(), 2);
    assert_eq!(shown(&phone).len(), 1);
}

#[test]
fn of_a_known_session_a_scan_says_the_sessions_own_day() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    announce(&mut office, &session(1, 1, "2026-12-01"));
    phone.visit(&mut office);
    // Past midnight, or with a wrong clock.
    phone.act(&scan(1, "2027-01-09", "k7qm2xwp"));
    phone.visit(&mut office);
    let mut other = Phone::enrol(2, &mut office);
    other.visit(&mut office);
    assert_eq!(shown(&other)[0].day, "2026-12-01");
    assert!(shown(&other)[0].attended.is_some());
}
