use super::*;
use crate::exchange::{HolderBox, RecoveryAnswer, RecoverySaid, RecoveryState, Token, VERSION};
use crate::ids::StaffTag;
use crate::trust::SigningKey;

const HER: LearnerId = LearnerId([7; 16]);
const W: [u8; KEY_BYTES] = [9; KEY_BYTES];

fn entropy(n: u8) -> Entropy {
    Entropy::new(&[n; 32])
}

fn paper(n: u8) -> [u8; PAPER_BYTES] {
    [n; PAPER_BYTES]
}

fn holder(n: u8) -> HolderCertificate {
    let central = SigningKey::from_seed([1; 32]);
    let public = holder_key(&paper(n)).public();
    let certificate =
        HolderCertificate::issue(&central, StaffTag([n; 8]), format!("Persona {n}"), public, 5);
    assert!(certificate.verify(&central.public()).is_ok());
    certificate
}

fn attempt(holders: &[HolderCertificate]) -> (Attempt, Vec<Vec<u8>>) {
    let parts = split(&W, HER, holders, &mut entropy(3)).unwrap();
    let kept = holders.iter().zip(&parts).map(|(holder, part)| KitHolder {
        staff: holder.staff,
        name: holder.name.clone(),
        part: part.clone().into(),
    });
    let kit = Kit {
        version: VERSION,
        learner: HER,
        device_token: Token([1; 16]),
        holders: kept.collect(),
    };
    assert_eq!(Kit::from_bytes(&kit.to_bytes()), Ok(kit.clone()));
    (Attempt::new(kit, &mut entropy(4)), parts)
}

fn stands(state: RecoveryState, given: Vec<(u8, Vec<u8>)>) -> Vec<u8> {
    let given = given
        .into_iter()
        .map(|(n, sealed)| HolderBox { staff: StaffTag([n; 8]), sealed: sealed.into() });
    let said = RecoverySaid::Stands { state, given: given.collect() };
    RecoveryAnswer { version: VERSION, server_time: 9, said }.to_bytes()
}

fn ephemeral(attempt: &Attempt) -> SealingPublic {
    use crate::exchange::{RecoveryAsk, RecoveryQuestion};
    match RecoveryAsk::from_bytes(&attempt.begin()).unwrap().question {
        RecoveryQuestion::Begin { ephemeral, .. } => ephemeral,
        other => panic!("{other:?}"),
    }
}

#[test]
fn any_two_holders_open_and_nobody_alone() {
    let holders = [holder(1), holder(2), holder(3)];
    let (attempt, parts) = attempt(&holders);
    let to = ephemeral(&attempt);
    let given = |n: u8| {
        let part = &parts[usize::from(n) - 1];
        (n, answer(&paper(n), HER, part, &to, &mut entropy(n)).unwrap())
    };
    for (one, other) in [(1, 2), (2, 1), (1, 3), (3, 2)] {
        let both = stands(RecoveryState::Given, vec![given(one), given(other)]);
        let standing = attempt.stands(&both).unwrap();
        assert_eq!(*standing.key.unwrap(), W);
        assert_eq!(standing.names, [format!("Persona {one}"), format!("Persona {other}")]);
    }
    // One alone, one twice, one under another's name, and one of another splitting.
    let again = split(&[8; 32], HER, &holders, &mut entropy(5)).unwrap();
    let strange = answer(&paper(2), HER, &again[1], &to, &mut entropy(6)).unwrap();
    for (given, fits) in [
        (vec![given(1)], false),
        (vec![given(1), given(1)], false),
        (vec![given(1), (2, given(1).1)], false),
    ] {
        assert_eq!(attempt.stands(&stands(RecoveryState::Given, given)).is_ok(), fits);
    }
    let mixed = attempt.stands(&stands(RecoveryState::Given, vec![given(1), (2, strange)]));
    assert_ne!(*mixed.unwrap().key.unwrap(), W, "wrong, and opens nothing");
    assert!(
        attempt.stands(&stands(RecoveryState::Waits, vec![(1, vec![])])).unwrap().key.is_none()
    );
    // W itself is in no part.
    for (n, part) in (1..).zip(&parts) {
        let key = holder_key(&paper(n));
        let plain = sealed_box::open(&key, Purpose::RecoveryPart, &HER.0, part).unwrap();
        assert!(!plain.windows(W.len()).any(|window| window == W));
    }
}

#[test]
fn a_part_opens_for_its_holder_for_its_learner_alone() {
    let (attempt, parts) = attempt(&[holder(1), holder(2)]);
    let to = ephemeral(&attempt);
    let with = |n: u8, learner, part: &[u8]| {
        answer(&paper(n), learner, part, &to, &mut entropy(1)).is_ok()
    };
    assert!(with(1, HER, &parts[0]));
    assert!(!with(2, HER, &parts[0]));
    assert!(!with(1, LearnerId([8; 16]), &parts[0]));
    assert!(!with(1, HER, &parts[0][1..]));
    // An answer is for the request that it was made for.
    let other = Attempt::new(attempt_kit(), &mut entropy(40));
    let given: Vec<(u8, Vec<u8>)> = (1..=2)
        .map(|n| {
            (n, answer(&paper(n), HER, &parts[usize::from(n) - 1], &to, &mut entropy(n)).unwrap())
        })
        .collect();
    assert!(other.stands(&stands(RecoveryState::Given, given)).is_err());
}

fn attempt_kit() -> Kit {
    Kit { version: VERSION, learner: HER, device_token: Token([1; 16]), holders: vec![] }
}

#[test]
fn a_code_follows_from_the_request_and_cannot_be_told_from_a_decoys() {
    let (attempt, _) = attempt(&[holder(1), holder(2)]);
    let code = attempt.code();
    assert_eq!(code, request_code(HER, &ephemeral(&attempt)));
    assert_ne!(code, request_code(LearnerId([8; 16]), &ephemeral(&attempt)));
    let decoy = Attempt::decoy(&mut entropy(6));
    for code in [code, decoy.code()] {
        assert_eq!(code.len(), REQUEST_CODE_CHARS);
        assert!(code.bytes().all(|byte| ALPHABET.contains(&byte)));
    }
}

#[test]
fn two_holders_are_the_least_and_no_person_counts_twice() {
    let mut twin = holder(2);
    twin.staff = StaffTag([1; 8]);
    let six: Vec<HolderCertificate> = (1..=6).map(holder).collect();
    for holders in [&[][..], &[holder(1)], &[holder(1), holder(1)], &[holder(1), twin], &six] {
        assert!(split(&W, HER, holders, &mut entropy(1)).is_none());
    }
}
