//! Receipts that speak of backups: believed line by line, for one epoch, and asked for once.

use sync_core::exchange::SyncRequest;
use sync_core::phone::AbsorbError;
use sync_core::trust::TrustError;

use crate::office::Office;
use crate::phones::{Phone, work};

#[test]
fn a_phone_is_told_once_of_each_backup() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    assert!(!phone.profile.backed_up(), "nothing was saved");
    phone.act(&work(1, 90));
    phone.visit(&mut office);
    phone.restart();
    phone.act(&work(2, 30));
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived() && !phone.profile.backed_up());

    office.back_up();
    assert_eq!(phone.visit(&mut office), 1, "in the same round trip");
    assert!(phone.profile.backed_up() && phone.view().backed_up);
    phone.restart();
    assert!(phone.profile.backed_up(), "the marks are stored");
    let request = phone.request();
    let answer = office.answer(&request);
    phone.absorb(&answer).unwrap();
    assert!(answer.profiles[0].receipts.is_none() && answer.profiles[0].backed_up.is_none());
    assert!(request.len() < 90 && answer.to_bytes().len() < 60, "an empty visit stays small");

    phone.act(&work(3, 45));
    assert!(!phone.profile.backed_up());
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived() && !phone.profile.backed_up());
    office.back_up();
    let answer = office.answer(&phone.request());
    let receipts = answer.profiles[0].receipts.as_ref().unwrap();
    assert_eq!(receipts[0].lines.len(), 1, "only what came in between");
    phone.absorb(&answer).unwrap();
    assert!(phone.profile.backed_up());
}

#[test]
fn a_restore_from_an_older_backup_than_the_one_receipted_voids_it() {
    let mut office = Office::new();
    let (mut phone, mut other) = (Phone::enrol(1, &mut office), Phone::enrol(2, &mut office));
    phone.act(&work(1, 90));
    phone.visit(&mut office);
    let older = office.back_up();
    phone.act(&work(2, 30));
    phone.visit(&mut office);
    office.back_up();
    phone.visit(&mut office);
    assert!(phone.profile.backed_up());

    office.restore(&older);
    // The feed grows to the same length, by somebody else's hand, and is backed up: the number
    // that the phone remembers is there again, in another epoch.
    other.act(&work(7, 5));
    other.visit(&mut office);
    office.back_up();
    assert!(phone.profile.backed_up(), "it has not heard yet");
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived(), "what the backup lacked is offered again");
    assert!(!phone.profile.backed_up(), "and is in no backup of this epoch");
    office.back_up();
    phone.visit(&mut office);
    assert!(phone.profile.backed_up());
}

#[test]
fn an_office_that_went_back_without_a_restore_is_noticed_too() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.visit(&mut office);
    let older = office.back_up();
    phone.act(&work(2, 30));
    phone.visit(&mut office);
    office.back_up();
    phone.visit(&mut office);
    assert!(phone.profile.backed_up());
    // Somebody copied an old file over the new one: the same epoch.
    office = older;
    phone.visit(&mut office);
    assert!(phone.profile.all_arrived() && !phone.profile.backed_up());
    office.back_up();
    phone.visit(&mut office);
    assert!(phone.profile.backed_up());
}

#[test]
fn a_clone_that_wrote_the_same_place_otherwise_still_takes_the_answer() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.visit(&mut office);
    let mut clone = phone.clone_device(9);
    for (minutes, device) in [(10, &mut phone), (20, &mut clone)] {
        device.act(&work(2, minutes));
        device.act(&work(3, minutes));
    }
    phone.visit(&mut office);
    office.back_up();
    // The backup's receipt names the other's hashes at the places that the clone wrote too, in
    // the very answer that tells it of the fork.
    clone.visit(&mut office);
    assert!(clone.profile.all_arrived());
    office.back_up();
    for device in [&mut phone, &mut clone] {
        device.visit(&mut office);
        device.visit(&mut office);
    }
    assert!(phone.profile.backed_up() && clone.profile.backed_up());
}

#[test]
fn a_backup_that_nobody_signed_for_counts_for_nothing() {
    let mut office = Office::new();
    let mut phone = Phone::enrol(1, &mut office);
    phone.act(&work(1, 90));
    phone.visit(&mut office);
    office.back_up();
    let honest = office.answer(&phone.request());

    let mut forged = honest.clone();
    forged.profiles[0].receipts.as_mut().unwrap()[0].signature[3] ^= 1;
    let error = phone.absorb(&forged).unwrap_err();
    assert_eq!(error, AbsorbError::Trust(TrustError::Signature), "of what is held for certain");
    assert!(!phone.profile.backed_up());

    let mut forged = honest.clone();
    forged.profiles[0].receipts = None;
    phone.absorb(&forged).unwrap();
    assert!(!phone.profile.backed_up(), "a number alone says nothing");
    let request = SyncRequest::from_bytes(&phone.request()).unwrap();
    assert_eq!(request.profiles[0].backed_up, honest.profiles[0].backed_up);
    phone.act(&work(2, 10));
    phone.visit(&mut office);
    office.back_up();
    phone.visit(&mut office);
    assert!(phone.profile.backed_up(), "the next backup speaks of the actor anew");
}
