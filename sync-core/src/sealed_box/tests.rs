use super::*;

fn key(n: u8) -> SealingKey {
    SealingKey::from_bytes([n; 32])
}

fn entropy(n: u8) -> Entropy {
    Entropy::new(&[n; 32])
}

const PLAIN: &[u8] = b"tres horas";

fn sealed() -> Vec<u8> {
    seal(&[key(1).public(), key(2).public()], Purpose::Segment, b"ana", PLAIN, &mut entropy(9))
}

#[test]
fn every_recipient_opens_it_and_nobody_else() {
    let sealed = sealed();
    for n in [1, 2] {
        assert_eq!(open(&key(n), Purpose::Segment, b"ana", &sealed).unwrap(), PLAIN);
    }
    assert_eq!(open(&key(3), Purpose::Segment, b"ana", &sealed), Err(Unopenable));
    assert_eq!(recipients(&sealed).unwrap(), [key(1).public().id(), key(2).public().id()]);
    assert!(!sealed.windows(PLAIN.len()).any(|window| window == PLAIN));
}

#[test]
fn a_box_opens_only_for_its_purpose_and_for_whom_it_is() {
    let sealed = sealed();
    assert_eq!(open(&key(1), Purpose::Reading, b"ana", &sealed), Err(Unopenable));
    assert_eq!(open(&key(1), Purpose::Segment, b"eva", &sealed), Err(Unopenable));
    assert_eq!(open(&key(1), Purpose::Segment, b"", &sealed), Err(Unopenable));
}

#[test]
fn no_bit_of_it_can_be_changed_and_no_byte_left_out() {
    let good = sealed();
    for at in 0..good.len() {
        let mut altered = good.clone();
        altered[at] ^= 1;
        let opened = open(&key(1), Purpose::Segment, b"ana", &altered);
        assert_eq!(opened, Err(Unopenable), "byte {at}");
        assert_eq!(open(&key(1), Purpose::Segment, b"ana", &good[..at]), Err(Unopenable), "{at}");
    }
    let longer = [&good[..], &[0]].concat();
    assert_eq!(open(&key(1), Purpose::Segment, b"ana", &longer), Err(Unopenable));
}

#[test]
fn a_key_that_is_none_opens_nothing_and_harms_nobody() {
    // Of small order: whatever is agreed with it is known to everybody.
    for none in [SealingPublic([0; 32]), SealingPublic(std::array::from_fn(|n| u8::from(n == 0)))] {
        let to = [none, key(1).public()];
        let sealed = seal(&to, Purpose::Segment, b"", PLAIN, &mut entropy(1));
        assert_eq!(open(&key(1), Purpose::Segment, b"", &sealed).unwrap(), PLAIN);
        assert_eq!(sealed[HEADER_BYTES + ID_BYTES..][..WRAPPED_BYTES], [0; WRAPPED_BYTES]);
        // As the ephemeral half of a box.
        let mut forged = sealed.clone();
        forged[1..=PUBLIC_BYTES].copy_from_slice(&none.0);
        assert_eq!(open(&key(1), Purpose::Segment, b"", &forged), Err(Unopenable));
    }
}

#[test]
fn sizes_tell_little_and_stay_within_the_overhead() {
    let one = |length: usize| {
        let plain = vec![7; length];
        seal(&[key(1).public()], Purpose::Segment, b"", &plain, &mut entropy(1)).len()
    };
    assert_eq!(one(0), one(60));
    for length in 0..300 {
        assert!(one(length) <= length + OVERHEAD_BYTES, "{length}");
    }
    assert_eq!(one(61), 61 + OVERHEAD_BYTES);
}

#[test]
fn never_twice_alike() {
    let again = |n| seal(&[key(1).public()], Purpose::Segment, b"", PLAIN, &mut entropy(n));
    assert_ne!(again(1), again(2));
    assert_eq!(SealingKey::of_seed(&[5; 32]).public(), SealingKey::of_seed(&[5; 32]).public());
    assert_ne!(SealingKey::of_seed(&[5; 32]).public(), SealingKey::of_seed(&[6; 32]).public());
}

#[test]
fn bytes_that_are_no_box() {
    for length in 0..200 {
        for byte in [0, 1, 8, 0xff] {
            let bytes = vec![byte; length];
            assert_eq!(open(&key(1), Purpose::Segment, b"", &bytes), Err(Unopenable));
        }
    }
}
