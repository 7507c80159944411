//! Days on which a phone meets the office while its profiles are locked.

use sync_core::exchange::{MessageError, ReturnAnswer, ReturnStatus, VERSION};
use sync_core::ids::{DocumentId, DocumentKind, LearnerId};
use sync_core::phone::{
    AbsorbError, CHANGES_PER_SEGMENT, Entropy, LockedProfile, MAX_AWAY_BYTES, PassError,
};
use sync_core::trust::{ErasureNotice, SigningKey};

use crate::office::{NOW, Office};
use crate::phones::{Cut, MARIA, Phone, correct, noted, page, work};

const RECORD: DocumentId = DocumentId { learner: MARIA, kind: DocumentKind::Record };

fn held(office: &Office) -> usize {
    let registers = office.documents.get(&RECORD).into_iter().flat_map(|ledger| ledger.registers());
    registers.map(|(_, register)| register.puts().count()).sum()
}

#[test]
fn what_was_saved_leaves_while_it_is_locked_and_the_answer_waits_for_her() {
    let mut office = Office::new();
    let (mut one, mut two) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    assert!(!one.locked().all_arrived(), "nothing was saved yet");
    one.act(&work(1, 90));
    one.act(&page("k3f4d2ma", 2, 60));
    assert_eq!((one.locked().unsent(), one.locked().all_arrived()), (2, false));
    assert!(one.locked_visit(&mut office));
    assert_eq!((held(&office), one.locked().unsent()), (2, 0));
    // Meanwhile somebody answers: it comes sealed.
    two.visit(&mut office);
    two.act(&correct(1, 75));
    two.visit(&mut office);
    one.locked_visit(&mut office);
    assert_eq!(one.minutes(1), [90], "not opened yet");
    one.restart();
    assert_eq!((one.minutes(1), one.profile.all_arrived()), (vec![75], true));
    assert!(
        one.disk.away().iter().all(|row| ["gb", "gc"].contains(&&*row.key)),
        "nothing is left over"
    );
    let answer = office.answer(&one.request());
    let news = &answer.profiles[0];
    assert!(news.entries.is_none() && news.differs.is_none(), "nothing comes twice: {news:?}");
}

#[test]
fn a_cut_line_loses_and_doubles_nothing() {
    for cut in [Cut::BeforeTheOffice, Cut::BeforeTheAnswer] {
        let mut office = Office::new();
        let mut phone = Phone::enrol(1, &mut office);
        for n in 0..5 {
            phone.act(&work(n, 30));
            phone.cut_locked_visit(&mut office, cut);
            assert_eq!(phone.locked().unsent(), n as usize + 1, "no answer, no knot");
            if n % 2 == 0 {
                phone.restart();
            }
        }
        assert!(phone.locked_visit(&mut office));
        phone.restart();
        assert!(phone.profile.all_arrived());
        assert_eq!(held(&office), 5);
        assert_eq!(office.documents[&RECORD].current_heads(), phone.ledger().current_heads());
    }
}

#[test]
fn a_request_told_twice_is_answered_alike() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    let mut locked = phone.locked();
    let request = locked.next_request(phone.clock, 4096).to_bytes();
    let (first, second) = (office.answer(&request), office.answer(&request));
    assert_eq!(first, second);
    locked.absorb(&first.to_bytes(), phone.clock).unwrap();
    let again = locked.absorb(&second.to_bytes(), phone.clock);
    assert_eq!(again.unwrap_err(), AbsorbError::NotAsked, "an answer is taken once");
    assert_eq!(held(&office), 1);
}

/// What is full stays as it is: a save writes the last segment and no other.
#[test]
fn a_save_makes_only_the_last_segment_again() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    let mut before = Vec::new();
    for n in 0..3 * CHANGES_PER_SEGMENT as u32 + 5 {
        phone.act(&work(n, 30));
        if n % 40 == 7 {
            phone.restart();
        }
        let now: Vec<Vec<u8>> = phone.disk.segments().into_iter().map(|it| it.sealed).collect();
        let same = before.iter().filter(|sealed| now.contains(sealed)).count();
        let full = n as usize / CHANGES_PER_SEGMENT;
        assert_eq!((now.len(), same), (full + 1, full), "save {n}");
        before = now;
    }
    assert!(phone.locked_visit(&mut office));
    phone.restart();
    assert!(phone.profile.all_arrived() && phone.disk.segments().is_empty());
    phone.act(&work(500, 30));
    assert_eq!(phone.disk.segments().len(), 1);
}

#[test]
fn what_arrived_in_the_open_leaves_the_segments() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    let request = phone.request();
    // She saves while the request is out: the receipt speaks of a part of the segment.
    phone.act(&work(2, 30));
    let answer = office.answer(&request);
    phone.absorb(&answer).unwrap();
    assert_eq!(phone.disk.segments().iter().map(|it| it.count).sum::<usize>(), 1);
    assert!(phone.locked_visit(&mut office));
}

/// She unlocks and writes more into the segment that a receipt came for.
#[test]
fn a_receipt_for_what_grew_since_still_counts_for_what_it_says() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.locked_visit(&mut office);
    // Written by a worker that did not look for what had come.
    phone.act(&work(2, 30));
    assert_eq!(phone.locked().unsent(), 2, "it cannot be checked here");
    phone.restart();
    assert_eq!(phone.profile.unsent(), 1);
}

#[test]
fn what_is_refused_is_told_when_she_unlocks_and_the_rest_arrives() {
    let mut office = Office::new();
    office.forbidden = Some(b"prohibido");
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&noted(1, 30, "prohibido"));
    phone.act(&work(2, 30));
    assert!(!phone.locked_visit(&mut office));
    phone.restart();
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived(), "{:?}", phone.view().knots);
    assert_eq!((phone.view().refused.len(), phone.view().work.len()), (1, 1));
    assert!(phone.disk.segments().is_empty());
}

#[test]
fn a_restored_office_is_filled_again_while_she_is_away() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    let backup = office.clone();
    phone.act(&work(1, 90));
    assert!(phone.locked_visit(&mut office));
    office.restore(&backup);
    assert_eq!(held(&office), 0);
    assert!(phone.locked_visit(&mut office));
    assert_eq!(held(&office), 1);
    phone.restart();
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived());
}

#[test]
fn what_waits_for_her_has_a_limit_and_the_rest_comes_when_she_unlocks() {
    let mut office = Office::new();
    let (mut one, mut two) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    one.act(&work(1000, 30));
    one.locked_visit(&mut office);
    for n in 0..900 {
        two.act(&noted(n, 30, &"ñ".repeat(500)));
        if n % 50 == 0 {
            two.visit(&mut office);
        }
    }
    two.visit(&mut office);
    for _ in 0..4 {
        one.locked_visit(&mut office);
    }
    let answers = one.disk.away().into_iter().filter(|row| row.key.starts_with("ga"));
    let bytes: usize = answers.map(|row| row.bytes.len()).sum();
    assert!((MAX_AWAY_BYTES / 2..=MAX_AWAY_BYTES).contains(&bytes), "{bytes} bytes");
    one.restart();
    let known = one.view().work.len();
    assert!((100..901).contains(&known), "{known}");
    one.visit(&mut office);
    assert_eq!(one.view().work.len(), 901);
}

#[test]
fn nothing_that_lies_open_is_readable_or_opens_anything() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&noted(1, 90, "grupo de la mañana"));
    phone.locked_visit(&mut office);
    phone.act(&noted(2, 30, "grupo de la tarde"));
    let identity = phone.profile.identity();
    let seed = identity.signing_key();
    let secrets = [
        &b"etiquetar"[..],
        "mañana".as_bytes(),
        b"tarde",
        b"01920f3a",
        &identity.read_token.0,
        seed.seed(),
        &[3; 32],
    ];
    let mut open: Vec<Vec<u8>> = phone.disk.away().into_iter().map(|row| row.bytes).collect();
    open.push(phone.profile.open_pass().unwrap());
    for bytes in open {
        for secret in secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret));
        }
    }
}

#[test]
fn a_pass_is_central_s_or_nothing() {
    let mut office = Office::new();
    let phone = Phone::enrol(1, &mut office);
    let pass = phone.profile.open_pass().unwrap();
    let opened = |pass: &[u8]| LockedProfile::open(pass, &[]).map(|it| it.unsent());
    assert_eq!(opened(&pass), Ok(0));
    assert_eq!(opened(&pass[..pass.len() - 1]).unwrap_err(), PassError::Malformed);
    let mut forged = pass.clone();
    let at = forged.len() - 5;
    forged[at] ^= 1;
    assert!(matches!(opened(&forged).unwrap_err(), PassError::Trust(_)));
}

#[test]
fn a_device_that_is_revoked_or_unknown_is_told_so() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    let ask = |office: &mut Office| {
        let mut locked = phone.locked();
        let answer = office.answer(&locked.next_request(phone.clock, 4096).to_bytes());
        locked.absorb(&answer.to_bytes(), phone.clock).map(|absorbed| absorbed.rows.len())
    };
    office.known[0].is_revoked = true;
    assert_eq!(ask(&mut office), Err(AbsorbError::Revoked));
    office.known.clear();
    assert_eq!(ask(&mut office), Err(AbsorbError::UnknownToken));
    phone.act(&work(1, 1));
    assert_eq!(phone.profile.unsent(), 1);
}

/// Erased: by central's word, whoever passes it on; and by nobody else's.
#[test]
fn only_central_s_word_ends_everything() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    let thief = SigningKey::from_seed([66; 32]);
    let told = ErasureNotice::issue(&office.key, MARIA, NOW);
    let false_words = [
        None,
        Some(ErasureNotice::issue(&thief, MARIA, NOW)),
        Some(ErasureNotice::issue(&office.key, LearnerId([8; 16]), NOW)),
    ];
    office.known.clear();
    let mut hear = |notice: Option<ErasureNotice>| {
        let mut answer = office.answer(&phone.request());
        answer.profiles[0].erasure = notice;
        let open = phone.absorb(&answer).unwrap_err();
        let mut locked = phone.locked();
        let mut answer = office.answer(&locked.next_request(NOW, 4096).to_bytes());
        answer.locked.as_mut().unwrap()[0].erasure = notice;
        let locked = locked.absorb(&answer.to_bytes(), NOW).unwrap_err();
        let status = ReturnStatus::Erased;
        let back = ReturnAnswer { version: VERSION, status, server_time: NOW, erasure: notice };
        let back = phone.profile.read_return(&back.to_bytes(), &mut Entropy::new(&[7; 64]));
        assert_eq!(phone.profile.unsent(), 1);
        (open, locked, back.map(|(status, rows)| (status, rows.len())))
    };
    for notice in false_words {
        let unknown = AbsorbError::UnknownToken;
        assert_eq!(hear(notice), (unknown, unknown, Err(MessageError::Malformed)));
    }
    let erased = AbsorbError::Erased;
    assert_eq!(hear(Some(told)), (erased, erased, Ok((ReturnStatus::Erased, 0))));
}

/// The phone of three sisters: one request for all of them.
#[test]
fn profiles_of_one_phone_leave_in_one_request() {
    let mut office = Office::new();
    let mut open = Phone::enrol(1, &mut office);
    let learners = [LearnerId([9; 16]), LearnerId([8; 16])];
    let mut phones: Vec<Phone> = (2..)
        .zip(learners)
        .map(|(name, learner)| Phone::enrol_for(name, learner, &mut office))
        .collect();
    open.act(&work(9, 5));
    let mut locked: Vec<LockedProfile> = Vec::new();
    for (n, phone) in (1..).zip(&mut phones) {
        phone.act(&work(n, 90));
        locked.push(phone.locked());
    }
    let mut request = open.profile.next_request(open.clock, 4096);
    request.locked = Some(locked.iter_mut().map(LockedProfile::ask).collect());
    let answer = office.answer(&request.to_bytes());
    open.absorb(&answer).unwrap();
    assert!(open.profile.all_arrived());
    for (profile, part) in locked.iter_mut().zip(answer.locked.as_deref().unwrap()) {
        profile.absorb_part(&answer, part, open.clock).unwrap();
        assert!(profile.all_arrived());
    }
}
