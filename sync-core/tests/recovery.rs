//! The messages of the centre's recovery key, from somebody who means harm.

use sync_core::exchange::{
    HolderBox, MAX_HOLDERS, MAX_RECOVERY_BYTES, MessageError, RecoveryAnswer, RecoveryAsk,
    RecoveryQuestion, RecoverySaid, RecoveryState, Token, VERSION,
};
use sync_core::ids::StaffTag;
use sync_core::sealed_box::SealingPublic;

fn parts(count: usize, bytes: usize) -> Vec<HolderBox> {
    let part = HolderBox { staff: StaffTag([1; 8]), sealed: vec![7; bytes].into() };
    vec![part; count]
}

fn begin(count: usize, bytes: usize) -> RecoveryAsk {
    let question =
        RecoveryQuestion::Begin { ephemeral: SealingPublic([1; 32]), parts: parts(count, bytes) };
    RecoveryAsk { version: VERSION, device_token: Token([2; 16]), question }
}

fn look(code: &str) -> RecoveryAsk {
    let question = RecoveryQuestion::Look { code: code.into() };
    RecoveryAsk { version: VERSION, device_token: Token([2; 16]), question }
}

#[test]
fn what_is_within_limits_is_read_as_it_was_written() {
    for ask in [begin(MAX_HOLDERS, 1024), begin(0, 0), look("K7QM2XWP")] {
        assert_eq!(RecoveryAsk::from_bytes(&ask.to_bytes()), Ok(ask));
    }
}

#[test]
fn what_is_over_a_limit_is_refused() {
    for ask in [begin(MAX_HOLDERS + 1, 1), begin(1, 1025), look("K7QM2XW"), look("K7QM2XWP0")] {
        assert_eq!(RecoveryAsk::from_bytes(&ask.to_bytes()), Err(MessageError::Limit));
    }
    let long = begin(MAX_HOLDERS, MAX_RECOVERY_BYTES);
    assert_eq!(RecoveryAsk::from_bytes(&long.to_bytes()), Err(MessageError::Limit));
    let said = RecoverySaid::Stands { state: RecoveryState::Given, given: parts(6, 1) };
    let answer = RecoveryAnswer { version: VERSION, server_time: 1, said };
    assert_eq!(RecoveryAnswer::from_bytes(&answer.to_bytes()), Err(MessageError::Limit));
}

#[test]
fn no_other_bytes_are_a_message() {
    let good = begin(2, 200).to_bytes();
    for cut in 0..good.len() {
        assert!(RecoveryAsk::from_bytes(&good[..cut]).is_err(), "cut at {cut}");
    }
    let version = [&good[..1], &[2], &good[2..]].concat();
    assert_eq!(RecoveryAsk::from_bytes(&version), Err(MessageError::Version));
    for bytes in [
        [&good[..], &[0]].concat(),
        vec![],
        vec![0x81; 8_000],
        [&[0x9b][..], &[0xff; 8]].concat(),
        [&[0x83, 1, 0x50][..], &[0; 16], &[0x82, 1, 0x82, 0x58, 32], &[0; 32], &[0x9b], &[0xff; 8]]
            .concat(),
    ] {
        assert!(RecoveryAsk::from_bytes(&bytes).is_err());
    }
}
