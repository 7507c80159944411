//! Staff passwords: how they are hashed and checked, and which are refused ([`rules`]).
//!
//! Owns the cost (argon2id, 64 MiB, 3 passes, 1 lane) and how many may be computed at once. A
//! password is brought into one spelling (Unicode NFC) before it is hashed: two keyboards write
//! one `ñ` with different bytes. Must not know of accounts, HTTP or the store.

pub mod rules;

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use thiserror::Error;
use tokio::sync::Semaphore;

const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// Each takes 64 MiB and a core for a fraction of a second; a flood of sign-ins must not take the
/// memory or the processors that forty phones sync with.
const AT_ONCE: usize = 2;
/// Longer is no password, only work for us.
const MAX_BYTES: usize = 1024;

/// What an unknown login is checked against, so that it takes the same time as a known one. Right
/// in form and cost; no password gives these bytes.
const NOBODY: &str = "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password could not be hashed or checked.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Empty or over 1024 bytes.
    #[error("a password has 1 to {MAX_BYTES} bytes")]
    Length,
    /// The hash function refused, or its thread was stopped.
    #[error("password hashing failed: {0}")]
    Hashing(String),
}

/// Hashes and checks passwords, few at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    seats: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { seats: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// Is this the password of that hash? Without a hash (no such account) it takes as long, and
    /// says no.
    pub async fn matches(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, PasswordError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let seat = Arc::clone(&self.seats)
            .acquire_owned()
            .await
            .map_err(|closed| PasswordError::Hashing(closed.to_string()))?;
        tokio::task::spawn_blocking(move || {
            // Held by the work, not by the caller: one who hangs up frees no seat early.
            let _seat = seat;
            matches(&password, &hash).map(|right| right && known)
        })
        .await
        .map_err(|stopped| PasswordError::Hashing(stopped.to_string()))?
    }

    /// Hashes a new password, when there is a seat.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let seat = Arc::clone(&self.seats)
            .acquire_owned()
            .await
            .map_err(|closed| PasswordError::Hashing(closed.to_string()))?;
        tokio::task::spawn_blocking(move || {
            let _seat = seat;
            hash(&password)
        })
        .await
        .map_err(|stopped| PasswordError::Hashing(stopped.to_string()))?
    }
}

/// A password for somebody else, who changes it at her first sign-in: 128 random bits, that nobody
/// chose and nobody uses elsewhere.
pub fn first(random: [u8; 16]) -> String {
    hex::encode(random)
}

/// One spelling of what looks the same.
fn normalised(password: &str) -> std::borrow::Cow<'_, str> {
    icu_normalizer::ComposingNormalizerBorrowed::new_nfc().normalize(password)
}

/// Hashes a new password as a PHC string, with a salt of its own. Blocks for a fraction of a
/// second.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.is_empty() || password.len() > MAX_BYTES {
        return Err(PasswordError::Length);
    }
    let hash = hasher()?.hash_password(normalised(password).as_bytes()).map_err(hashing)?;
    Ok(hash.to_string())
}

fn matches(password: &str, hash: &str) -> Result<bool, PasswordError> {
    if password.len() > MAX_BYTES {
        return Ok(false);
    }
    let parsed = PasswordHash::new(hash).map_err(hashing)?;
    match hasher()?.verify_password(normalised(password).as_bytes(), &parsed) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(hashing(error)),
    }
}

fn hasher() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(hashing)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hashing(error: impl std::fmt::Display) -> PasswordError {
    PasswordError::Hashing(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn right_wrong_and_nobody() {
        let passwords = Passwords::default();
        let hash = hash("una contraseña larga").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
        let check = |password: &str, hash: Option<&str>| {
            passwords.matches(password.to_owned(), hash.map(str::to_owned))
        };
        assert!(check("una contraseña larga", Some(&hash)).await.unwrap());
        assert!(!check("otra", Some(&hash)).await.unwrap());
        assert!(!check("", Some(&hash)).await.unwrap());
        assert!(!check("otra", None).await.unwrap());
        assert!(!check(&"x".repeat(2000), Some(&hash)).await.unwrap());
        let apart = "una contrasen\u{303}a larga";
        assert_ne!(apart, "una contraseña larga");
        assert!(check(apart, Some(&hash)).await.unwrap(), "another keyboard");
    }

    #[test]
    fn lengths() {
        assert!(matches!(hash(""), Err(PasswordError::Length)));
        assert!(matches!(hash(&"x".repeat(1025)), Err(PasswordError::Length)));
    }
}
