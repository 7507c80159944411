//! A phone whose profiles are locked meets the server: what was saved leaves, what is new waits.

use sync_core::exchange::{LockedRequest, LockedStatus, SyncAnswer, SyncRequest};
use sync_core::phone::LockedProfile;
use sync_core::trust::SigningKey;
use tests::forger::Forger;
use tests::ledger::{exported, on_phone};
use tests::office::{Office, copy_files};
use tests::phone::{Phone, add, now, post};
use tests::random::{Random, setting};

#[test]
fn staff_drain_a_phone_of_three_without_anybodys_pin() {
    let office = Office::new();
    let women = ["Ana", "Eva", "Luz"].map(|name| office.admit(name));
    let code = office.code(&women[0].id);
    let server = office.serve();
    let mut phones: Vec<Phone> = (1..)
        .zip(&women)
        .map(|(seed, woman)| Phone::enrolled(server.address, &woman.code, seed))
        .collect();
    for (n, phone) in phones.iter_mut().enumerate() {
        for minutes in 1..=40 {
            phone.add_work(10 * n as u32 + minutes);
        }
        assert_eq!(phone.locked().unsent(), 40);
    }
    // One request for all of them: one is open, two are locked.
    let (open, others) = phones.split_first_mut().unwrap();
    let mut locked: Vec<LockedProfile> = others.iter().map(|phone| phone.locked()).collect();
    let mut request = SyncRequest::from_bytes(&open.request()).unwrap();
    request.locked = Some(locked.iter_mut().map(LockedProfile::ask).collect());
    let answer = post(server.address, "/api/sync", &request.to_bytes()).unwrap();
    open.absorb(&answer).unwrap();
    assert!(open.profile().all_arrived());
    let answer = SyncAnswer::from_bytes(&answer).unwrap();
    let parts = answer.locked.as_deref().unwrap();
    for ((phone, profile), part) in others.iter_mut().zip(&mut locked).zip(parts) {
        let absorbed = profile.absorb_part(&answer, part, now()).unwrap();
        assert!(profile.all_arrived());
        phone.write(absorbed.rows);
        assert_eq!(phone.profile().unsent(), 40, "she has not looked yet");
    }
    // Her other phone answers, and it waits here unopened.
    let mut other = Phone::enrolled(server.address, &code, 9);
    other.visit(server.address).unwrap();
    other.add_work(200);
    other.visit(server.address).unwrap();
    phones[0].locked_visit(server.address).unwrap();
    server.stop();
    // Unlocked on the bus, without a line.
    for (phone, woman) in phones.iter_mut().zip(&women) {
        phone.restart();
        assert!(phone.profile().all_arrived());
        assert_eq!(on_phone(phone), exported(&office.record(&woman.id), "record"));
    }
    office.verify();
    // Nothing comes twice when she is back in the open.
    let server = office.serve();
    assert_eq!(phones[0].visit(server.address).unwrap(), 1);
    assert_eq!(phones[0].profile().view().work.len(), 41);
}

/// Two phones of one learner, locked and unlocked at random, with answers lost.
#[test]
fn whatever_happens_nothing_is_lost_or_doubled() {
    let cases = setting("CHASKI_CASES", 6);
    for seed in 0..cases {
        let mut random = Random::new(seed);
        let office = Office::new();
        let ana = office.admit("Ana");
        let code = office.code(&ana.id);
        let server = office.serve();
        let to = server.address;
        let mut phones =
            [Phone::enrolled(to, &ana.code, 2 * seed), Phone::enrolled(to, &code, 2 * seed + 1)];
        let mut is_locked = [false; 2];
        let mut said = Vec::new();
        for n in 0..60 {
            let at = random.below(2);
            let phone = &mut phones[at];
            match (is_locked[at], random.below(10)) {
                (false, 0..=4) => said.push(phone.add_work(1 + n)),
                (false, 5) if !said.is_empty() => {
                    // The same form, saved again with other words.
                    let entry: String = random.one_of(&said).clone();
                    phone.act(&add(&entry, 300 + n));
                }
                (false, 6) => drop(phone.visit(to).unwrap()),
                (false, _) => is_locked[at] = true,
                (true, 0..=3) => drop(phone.locked_visit(to).unwrap()),
                (true, 4..=5) => phone.lost_locked_visit(to).unwrap(),
                (true, _) => {
                    phone.restart();
                    is_locked[at] = false;
                }
            }
        }
        for phone in &mut phones {
            phone.locked_visit(to).unwrap();
            phone.restart();
        }
        for _ in 0..2 {
            for phone in &mut phones {
                phone.visit(to).unwrap();
            }
        }
        let held = exported(&office.record(&ana.id), "record");
        for phone in &phones {
            assert!(phone.profile().all_arrived(), "seed {seed}");
            assert_eq!(on_phone(phone), held, "seed {seed}");
        }
        assert!(said.iter().all(|entry| held.contains_key(&format!("work/{entry}"))));
        server.stop();
        office.verify();
    }
}

/// Nobody has her secret, and all the same it is known whether her phone may be handed over.
#[test]
fn a_locked_profile_learns_whether_a_backup_holds_all_of_it() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    phone.visit(server.address).unwrap();
    for minutes in 1..=40 {
        phone.add_work(minutes);
    }
    let backed_up = |phone: &Phone| phone.locked().backed_up();
    assert_eq!(backed_up(&phone), Some(false));
    phone.locked_visit(server.address).unwrap();
    assert!(phone.locked().all_arrived());
    assert_eq!(backed_up(&phone), Some(false), "at central, and in no backup");
    let backup = office.back_up("one.db");
    phone.locked_visit(server.address).unwrap();
    assert_eq!(backed_up(&phone), Some(true));
    // She hears of it at her next unlock, and it is forgotten by nobody.
    phone.restart();
    assert!(phone.profile().backed_up());
    assert_eq!(backed_up(&phone), Some(true));

    // More of hers, which that backup does not have.
    phone.add_work(99);
    assert_eq!(backed_up(&phone), Some(false));
    phone.locked_visit(server.address).unwrap();
    assert!(phone.locked().all_arrived());
    assert_eq!(backed_up(&phone), Some(false));
    office.back_up("two.db");
    phone.locked_visit(server.address).unwrap();
    assert_eq!(backed_up(&phone), Some(true));
    server.stop();

    // The office goes back to the first: whatever was believed of backups is void.
    office.restore(&backup);
    let server = office.serve();
    phone.locked_visit(server.address).unwrap();
    assert_eq!(backed_up(&phone), Some(false));
    phone.restart();
    assert!(!phone.profile().backed_up());
    assert_eq!(backed_up(&phone), Some(false));
    phone.visit(server.address).unwrap();
    office.back_up("three.db");
    phone.locked_visit(server.address).unwrap();
    assert_eq!(backed_up(&phone), Some(true));
}

#[test]
fn a_server_that_was_put_back_is_filled_again_by_locked_phones() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    phone.add_work(10);
    phone.visit(server.address).unwrap();
    server.stop();
    let older = office.copy();
    let server = office.serve();
    phone.add_work(20);
    assert!(phone.locked_visit(server.address).unwrap());
    server.stop();
    std::fs::remove_dir_all(&office.data).unwrap();
    copy_files(&older.data, &office.data);
    // What `restore` does: the epoch says that less is held than was receipted.
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.execute("UPDATE replica SET epoch = epoch + 1", []).unwrap();
    drop(database);
    let server = office.serve();
    assert!(phone.locked_visit(server.address).unwrap());
    server.stop();
    let entries = exported(&office.record(&ana.id), "record");
    assert_eq!(entries.len(), 2, "both are there again, and nobody unlocked anything");
    phone.restart();
    let server = office.serve();
    phone.visit(server.address).unwrap();
    assert!(phone.profile().all_arrived());
}

#[test]
fn a_new_sealing_key_reaches_phones_and_the_old_one_still_opens() {
    let office = Office::new();
    let women = ["Ana", "Eva"].map(|name| office.admit(name));
    let server = office.serve();
    let mut locked = Phone::enrolled(server.address, &women[0].code, 1);
    let mut open = Phone::enrolled(server.address, &women[1].code, 2);
    let key_of = |phone: &Phone| phone.profile().identity().sealing.clone().unwrap();
    let old = key_of(&open);
    assert_eq!(key_of(&locked), old, "central's key is one");
    locked.add_work(10);
    server.stop();
    office.done(&["key", "renew"]);
    let server = office.serve();
    open.visit(server.address).unwrap();
    assert_ne!(key_of(&open).public, old.public);
    assert!(key_of(&open).issued_at > old.issued_at);
    assert!(locked.locked_visit(server.address).unwrap(), "sealed to the old key");
    locked.restart();
    assert_eq!(key_of(&locked), key_of(&open));
    for phone in [&mut locked, &mut open] {
        phone.add_work(20);
        assert!(phone.locked_visit(server.address).unwrap());
    }
    server.stop();
    office.verify();
}

/// It can seal what it sends from then on; what comes for it waits until she unlocks.
#[test]
fn a_phone_that_enrolled_before_is_told_what_to_seal_to() {
    let office = Office::new();
    let ana = office.admit("Ana");
    let server = office.serve();
    let forger = Forger::enrolled(server.address, &ana.code, SigningKey::from_seed([7; 32]));
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.execute("UPDATE profile SET sealing = NULL, sealing_told = -1", []).unwrap();
    let ask = || forger.ask(&forger.asking(None, None, None)).sealing.map(|it| it.public);
    let (token, central) = forger.locked.unwrap();
    assert_eq!([ask(), ask()], [Some(central), None], "told once");
    let mut request = forger.asking(None, None, None);
    request.profiles.clear();
    let asked = LockedRequest {
        device_token: token,
        max_bytes: 65_536,
        cursor: None,
        segments: None,
        unsent: None,
        backed_up: None,
    };
    request.locked = Some(vec![asked]);
    let answer = post(server.address, "/api/sync", &request.to_bytes()).unwrap();
    let answer = SyncAnswer::from_bytes(&answer).unwrap().locked.unwrap().remove(0);
    assert_eq!((answer.status, answer.sealed), (LockedStatus::Served, None));
}
