//! Enrolment: one code, one key, however often it is asked.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod support;

use server::enrolment::{EnrolmentError, new_code, redeem};
use support::{START, World};
use sync_core::exchange::{EnrolmentAnswer, EnrolmentRequest};
use sync_core::trust::SigningKey;

fn request(code: &str, key: &SigningKey) -> Vec<u8> {
    EnrolmentRequest::new(key, code.to_owned(), None).to_bytes()
}

#[tokio::test]
async fn a_lost_answer_is_given_again_and_nobody_else_gets_it() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let code = world.code(ana).await;
    let (key, thief) = (SigningKey::from_seed([7; 32]), SigningKey::from_seed([8; 32]));
    let first = redeem(&world.store, START, &request(&code, &key)).await.unwrap();
    let again = redeem(&world.store, START, &request(&code, &key)).await.unwrap();
    assert_eq!(first, again);
    let answer = EnrolmentAnswer::from_bytes(&first).unwrap();
    assert_eq!(answer.learner, ana);
    answer.central.verify(&answer.root).unwrap();
    answer.writer.verify(&answer.central.public).unwrap();
    assert_ne!(answer.read_token, answer.device_token);
    let refused = redeem(&world.store, START, &request(&code, &thief)).await;
    assert!(matches!(refused, Err(EnrolmentError::CodeUnknown)));
    // The same key under another code would be two profiles with one voice.
    let other = world.code(world.learner("Eva").await).await;
    let refused = redeem(&world.store, START, &request(&other, &key)).await;
    assert!(matches!(refused, Err(EnrolmentError::CodeUnknown)));
}

#[tokio::test]
async fn codes_expire_and_proofs_are_checked() {
    let world = World::new().await;
    let ana = world.learner("Ana").await;
    let code =
        new_code(&world.store, &world.source, ana, Some(START + 60), false).await.unwrap().unwrap();
    let key = SigningKey::from_seed([7; 32]);
    let late = redeem(&world.store, START + 60, &request(&code, &key)).await;
    assert!(matches!(late, Err(EnrolmentError::CodeExpired)));
    let mut forged = request(&code, &key);
    let last = forged.len() - 1;
    forged[last] ^= 1;
    let forged = redeem(&world.store, START, &forged).await;
    assert!(matches!(forged, Err(EnrolmentError::Malformed)));
    let unknown = redeem(&world.store, START, &request("00000000", &key)).await;
    assert!(matches!(unknown, Err(EnrolmentError::CodeUnknown)));
    redeem(&world.store, START + 59, &request(&code, &key)).await.unwrap();
    // Once used it does not expire for its own phone.
    redeem(&world.store, START + 600, &request(&code, &key)).await.unwrap();
}
