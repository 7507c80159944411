//! Enrolment: a code for an identity.
//!
//! Owns how codes look and how tokens are made. A code binds one key to one learner; asking again
//! with the same code and key gives the same answer, so that a lost answer costs nothing.
//! Must not limit tries: that needs the caller's address, which is `http`'s.

use sha2::{Digest, Sha256};
use sync_core::exchange::{CODE_CHARS, EnrolmentAnswer, EnrolmentRequest, MessageError};
use sync_core::exchange::{Token, VERSION};
use sync_core::ids::LearnerId;
use sync_core::trust::{PublicKey, SealingCertificate};
use thiserror::Error;

use crate::audit::AuditEntry;
use crate::source::Source;
use crate::store::{CodeKind, NewCode, Redeemed, Redemption, Replica, Store, StoreError};
use crate::sync;

/// Crockford's base32: no letter that is read as a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How long a code is good for that is carried home.
pub const CODE_LIFETIME_SECONDS: i64 = 7 * 24 * 3600;
/// How long a code is good for that is shown to somebody who stands there.
pub const SCREEN_LIFETIME_SECONDS: i64 = 10 * 60;

/// Why a phone is not enrolled.
#[derive(Debug, Error)]
pub enum EnrolmentError {
    /// The body is not a request, or its proof is not made with its key.
    #[error("not an enrolment request")]
    Malformed,
    /// No such code, or used by another phone.
    #[error("no such code, or already used")]
    CodeUnknown,
    /// Its time is over.
    #[error("the code has expired")]
    CodeExpired,
    /// Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MessageError> for EnrolmentError {
    fn from(_: MessageError) -> Self {
        EnrolmentError::Malformed
    }
}

/// Answers the body of `POST /api/enrol`. On a hub only codes of its own are known, and the key waits
/// until central has heard of it and somebody of the staff said that it is hers.
pub async fn redeem(store: &Store, now: i64, body: &[u8]) -> Result<Vec<u8>, EnrolmentError> {
    let request = EnrolmentRequest::from_bytes(body)?;
    request.verify().map_err(|_| EnrolmentError::Malformed)?;
    let replica = store.replica().await?;
    let read_token = token(&replica, "read", &request.code, &request.writer);
    let device_token = token(&replica, "device", &request.code, &request.writer);
    let redemption = Redemption {
        code_hash: code_hash(&replica, &request.code),
        half_hash: half_hash(&replica, &request.code),
        public: request.writer,
        sealing: request.sealing,
        read_token_hash: token_hash(&read_token),
        device_token_hash: token_hash(&device_token),
        now,
    };
    match store.redeem(replica.clone(), redemption).await? {
        Redeemed::Unknown => Err(EnrolmentError::CodeUnknown),
        Redeemed::Expired => Err(EnrolmentError::CodeExpired),
        Redeemed::Enrolled(writer) => {
            // What others offered in this writer's name before she was known here.
            sync::admit_waiting(store, writer.public, now).await?;
            let answer = EnrolmentAnswer {
                version: VERSION,
                learner: writer.learner,
                read_token,
                device_token,
                root: replica.root,
                central: replica.central_certificate().clone(),
                writer,
                server_time: now,
                sealing: sealing_of_central(store, &replica).await?,
                hub: replica.is_hub().then(|| replica.certificate.clone()),
            };
            Ok(answer.to_bytes())
        }
    }
}

/// What leaves a locked phone is sealed to central, whoever answers here.
async fn sealing_of_central(
    store: &Store,
    replica: &Replica,
) -> Result<Option<SealingCertificate>, StoreError> {
    match replica.newest_sealing() {
        Some(sealing) => Ok(Some(sealing.certificate.clone())),
        None => store.sealing_of_central().await,
    }
}

/// Makes a code for one more phone of a learner, at the command line: eight characters, to be shown
/// as `K7QM-2XWP`.
///
/// `None` when there is no such learner. Codes of a demonstration never expire and are kept
/// readable, so that they can be printed at each start.
pub async fn new_code(
    store: &Store,
    source: &Source,
    learner: LearnerId,
    expires_at: Option<i64>,
    demonstration: bool,
) -> Result<Option<String>, StoreError> {
    let wanted =
        Wanted { learner, kind: CodeKind::CommandLine, expires_at, demonstration, by: None };
    make(store, source, wanted).await
}

/// A code that somebody of the staff hands over, and until when it is good. Never kept readable,
/// not even in a demonstration: it was asked for, and is shown once.
pub async fn hand_over(
    store: &Store,
    source: &Source,
    learner: LearnerId,
    kind: CodeKind,
    by: Option<String>,
) -> Result<Option<(String, i64)>, StoreError> {
    let seconds = match kind {
        CodeKind::Screen => SCREEN_LIFETIME_SECONDS,
        CodeKind::Printed | CodeKind::CommandLine => CODE_LIFETIME_SECONDS,
    };
    let until = source.now() + seconds;
    let wanted = Wanted { learner, kind, expires_at: Some(until), demonstration: false, by };
    Ok(make(store, source, wanted).await?.map(|code| (code, until)))
}

struct Wanted {
    learner: LearnerId,
    kind: CodeKind,
    expires_at: Option<i64>,
    demonstration: bool,
    by: Option<String>,
}

async fn make(
    store: &Store,
    source: &Source,
    wanted: Wanted,
) -> Result<Option<String>, StoreError> {
    let code = code_of(source.random());
    let replica = store.replica().await?;
    let kept = store
        .add_code(NewCode {
            hash: code_hash(&replica, &code),
            half_hash: half_hash(&replica, &code),
            kind: wanted.kind,
            plain: wanted.demonstration.then(|| code.clone()),
            learner: wanted.learner,
            created_at: source.now(),
            expires_at: wanted.expires_at,
            by: wanted.by,
        })
        .await?;
    Ok(kept.then_some(code))
}

/// A code, shown on a screen, for a phone that takes another's place: once it is used, that one's
/// profile is withdrawn. With it, until when it is good.
///
/// `None` when there is no such learner.
pub async fn replacing_code(
    store: &Store,
    source: &Source,
    learner: LearnerId,
    device: i64,
    entry: AuditEntry,
) -> Result<Option<(String, i64)>, StoreError> {
    let made = hand_over(store, source, learner, CodeKind::Screen, entry.account.clone()).await?;
    if let Some((code, _)) = &made {
        let replica = store.replica().await?;
        store.code_replaces(code_hash(&replica, code), device, entry).await?;
    }
    Ok(made)
}

/// A code as people read it: `K7QM-2XWP`.
pub fn shown(code: &str) -> String {
    match code.split_at_checked(CODE_CHARS / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

/// What is stored of a token, and looked up: its hash, so that a look at the database opens
/// nothing.
pub fn token_hash(token: &Token) -> [u8; 32] {
    Sha256::digest(token.0).into()
}

/// 40 random bits.
pub(crate) fn code_of(random: [u8; 5]) -> String {
    let bits = random.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..CODE_CHARS)
        .rev()
        .map(|place| char::from(ALPHABET[(bits >> (5 * place) & 31) as usize]))
        .collect()
}

/// Keyed, since 40 bits alone could be tried out by whoever has a copy of the database without
/// the key.
fn code_hash(replica: &Replica, code: &str) -> [u8; 32] {
    derive(replica, "code", &[code.as_bytes()])
}

/// Of the first half: tries that begin alike are tries at one code.
fn half_hash(replica: &Replica, code: &str) -> [u8; 32] {
    let half = code.get(..CODE_CHARS / 2).unwrap_or(code);
    derive(replica, "half", &[half.as_bytes()])
}

/// Tokens follow from the code and the phone's key by central's secret: the same request gets
/// the same tokens, and they need not be stored.
fn token(replica: &Replica, purpose: &str, code: &str, public: &PublicKey) -> Token {
    let digest = derive(replica, purpose, &[code.as_bytes(), &public.0]);
    let mut token = [0; 16];
    token.copy_from_slice(&digest[..16]);
    Token(token)
}

/// Secret bytes that follow from central's secret, a purpose and the parts: the same again for
/// the same.
pub(crate) fn derive(replica: &Replica, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut inner = Sha256::new()
        .chain_update(b"chaski/derive/1\0")
        .chain_update(replica.key.seed())
        .chain_update(purpose.as_bytes())
        .chain_update([0]);
    for part in parts {
        inner.update(part);
    }
    // Hashed twice, so that nothing can be appended to what was hashed.
    Sha256::digest(inner.finalize()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_use_the_whole_alphabet_in_order() {
        assert_eq!(code_of([0; 5]), "00000000");
        assert_eq!(code_of([0xff; 5]), "ZZZZZZZZ");
        assert_eq!(code_of([0, 0, 0, 0, 33]), "00000011");
        assert_eq!(shown("K7QM2XWP"), "K7QM-2XWP");
    }
}
