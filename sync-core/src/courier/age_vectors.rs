//! The community's vectors of the age format, which every implementation is held against.

use std::fs;
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::age::{AgeError, Sealed};
use crate::sealed_box::SealingKey;

/// A key as age writes it: bech32, five bits a character, the last six a checksum.
fn key(text: &str) -> SealingKey {
    const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let text = text.to_lowercase();
    let (_, data) = text.rsplit_once('1').unwrap();
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for char in data[..data.len() - 6].chars() {
        bits = bits << 5 | ALPHABET.find(char).unwrap() as u32;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    SealingKey::from_bytes(bytes[..32].try_into().unwrap())
}

#[test]
fn every_vector_comes_out_as_it_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/age");
    let mut checked = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let at = bytes.windows(2).position(|two| two == b"\n\n").unwrap();
        let head = String::from_utf8(bytes[..at].to_vec()).unwrap();
        let said = |word: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            lines.find(|(known, _)| *known == word).map(|(_, value)| value)
        };
        let keys: Vec<SealingKey> = said("identity").map(key).into_iter().collect();
        let opened = Sealed::parse(&bytes[at + 2..]).and_then(|sealed| sealed.open(keys.iter()));
        match said("expect").unwrap() {
            "success" => {
                let hash = opened.map(|plain| hex::encode(Sha256::digest(&plain)));
                assert_eq!(hash.as_deref().ok(), said("payload"), "{name}");
            }
            "no match" => assert_eq!(opened, Err(AgeError::NoKey), "{name}"),
            "HMAC failure" | "payload failure" => {
                assert_eq!(opened, Err(AgeError::Altered), "{name}");
            }
            "header failure" => assert!(opened.is_err(), "{name}"),
            other => panic!("{name}: {other}"),
        }
        checked += 1;
    }
    assert_eq!(checked, 48);
}
