//! Versions: the name of one value that was once put, as decisions and answers cite it.
//!
//! Owns the derivation (PROTOCOL section 1). Must not know what the value says.

use sha2::{Digest, Sha256};

use crate::ids::{DocumentId, OpId, VersionId};
use crate::key::RegisterKey;

/// Part of what is hashed; never change or reuse it.
const DOMAIN: &[u8] = b"chaski/version/1\0";

/// The version that `value` is, put as `op` at `key` of `document`.
///
/// SHA-256 over the domain ‖ document (17 bytes) ‖ the key's length (u16, big-endian) ‖ key ‖ the
/// op's counter (u32, big-endian) ‖ its actor (16 bytes) ‖ value. Whoever cites it cites these very
/// words, in this place, by this writer.
pub fn version_of(document: DocumentId, key: &RegisterKey, op: OpId, value: &[u8]) -> VersionId {
    let key = key.as_str().as_bytes();
    let digest = Sha256::new()
        .chain_update(DOMAIN)
        .chain_update(document.to_bytes())
        .chain_update((key.len() as u16).to_be_bytes())
        .chain_update(key)
        .chain_update(op.counter.to_be_bytes())
        .chain_update(op.actor.0)
        .chain_update(value)
        .finalize();
    VersionId(digest.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ActorId, DocumentKind, LearnerId};

    #[test]
    fn every_part_makes_another_version() {
        let document = DocumentId { learner: LearnerId([1; 16]), kind: DocumentKind::Record };
        let key = RegisterKey::parse("work/a").unwrap();
        let op = OpId { counter: 7, actor: ActorId([2; 16]) };
        let said = version_of(document, &key, op, b"value");
        let desk = DocumentId { kind: DocumentKind::Desk, ..document };
        let longer = RegisterKey::parse("work/av").unwrap();
        let later = OpId { counter: 8, ..op };
        let others = [
            version_of(desk, &key, op, b"value"),
            version_of(document, &longer, op, b"alue"),
            version_of(document, &key, later, b"value"),
            version_of(document, &key, op, b"valu"),
        ];
        assert!(others.iter().all(|other| *other != said));
        assert_eq!(said, version_of(document, &key, op, b"value"));
    }
}
