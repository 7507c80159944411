//! The second factor at sign-in: codes that her own telephone counts (RFC 6238, SHA-1, 30 seconds,
//! six digits), and recovery codes on paper for when it is lost.
//!
//! Owns how both are made and read. Must not know who has one, nor which were used: the store does,
//! and takes no step and no recovery code twice.

use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret, Totp};

/// Bytes of a secret: as many as RFC 4226 wants.
pub const SECRET_BYTES: usize = 20;
/// Recovery codes that are handed out at once.
pub const RECOVERY_CODES: usize = 10;
/// Steps before and after that of our clock whose code is taken: telephones go wrong.
const SKEW: u16 = 1;
/// Crockford's base32, as enrolment codes are written.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a recovery code: 80 bits, so that its hash gives nothing away.
const RECOVERY_CHARS: usize = 16;

/// What an account and a telephone share. Not `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SharedSecret(pub [u8; SECRET_BYTES]);

impl SharedSecret {
    /// As it is typed into a telephone that cannot read a QR code.
    pub fn to_base32(&self) -> String {
        Secret::new_stack(self.0).to_base32()
    }

    /// The step whose code this is, if it is one of those around `now`.
    pub fn step_of(&self, code: &str, now: i64) -> Option<i64> {
        let now = u64::try_from(now).ok()?;
        let step = self.totp()?.check(&digits(code)?, now)?;
        i64::try_from(step).ok()
    }

    /// The code at a moment: what her telephone shows. For tests and the simulation.
    pub fn code_at(&self, now: u64) -> Option<String> {
        Some(self.totp()?.generate(now).to_string())
    }

    /// SHA-1, six digits and 30 seconds are the library's defaults, and every telephone's.
    fn totp(&self) -> Option<Totp> {
        Builder::new().with_secret(Secret::new_stack(self.0)).with_skew(SKEW).build().ok()
    }
}

/// What somebody typed as her second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// What her telephone shows.
    Code(String),
    /// From her paper; in the one spelling that is hashed.
    Recovery(String),
    /// Neither.
    Unreadable,
}

/// Reads what was typed: spaces, hyphens and small letters make no difference.
pub fn read(text: &str) -> Typed {
    if let Some(code) = digits(text) {
        return Typed::Code(code);
    }
    let spelled: String = text
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '-')
        .map(|char| match char.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let is_one =
        spelled.len() == RECOVERY_CHARS && spelled.bytes().all(|byte| ALPHABET.contains(&byte));
    if is_one { Typed::Recovery(spelled) } else { Typed::Unreadable }
}

fn digits(text: &str) -> Option<String> {
    let code: String = text.chars().filter(|char| !char.is_whitespace()).collect();
    (code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

/// A recovery code of random bytes, in the spelling that is hashed.
pub fn recovery_code(random: [u8; RECOVERY_CHARS]) -> String {
    random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

/// As it stands on her paper: four groups of four.
pub fn shown(code: &str) -> String {
    let chars: Vec<char> = code.chars().collect();
    chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// What is kept of a recovery code.
pub fn recovery_hash(account: i64, code: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(b"chaski/recovery/1\0")
        .chain_update(account.to_be_bytes())
        .chain_update(code)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's appendix B; its codes have eight digits, of which six are the last.
    const RFC: SharedSecret = SharedSecret(*b"12345678901234567890");

    #[test]
    fn counts_as_the_rfc_does() {
        for (now, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(RFC.code_at(now).as_deref(), Some(code), "{now}");
            let now = i64::try_from(now).unwrap();
            assert_eq!(RFC.step_of(code, now), Some(now / 30), "{now}");
        }
        assert_eq!(RFC.to_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn takes_one_step_before_and_after_and_no_more() {
        let now = 1_790_000_000;
        for (offset, taken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let code = RFC.code_at(u64::try_from(now + offset).unwrap()).unwrap();
            let step = RFC.step_of(&code, now);
            assert_eq!(step, taken.then_some((now + offset) / 30), "{offset}");
        }
        assert_eq!(RFC.step_of("000 00", now), None);
        assert_eq!(RFC.step_of("287082", -1), None, "a clock before 1970");
    }

    #[test]
    fn what_is_typed_may_have_spaces_hyphens_and_small_letters() {
        assert_eq!(read(" 287 082 "), Typed::Code("287082".to_owned()));
        let code = recovery_code(std::array::from_fn(|index| index as u8 * 9));
        let paper = shown(&code);
        assert_eq!(paper.len(), 19);
        assert_eq!(read(&paper.to_lowercase()), Typed::Recovery(code.clone()));
        assert_eq!(read("oooo-iiii-llll-0000"), Typed::Recovery("0000111111110000".to_owned()));
        for wrong in ["", "28708", "2870822", "ABCD-EFGH", "UUUU-UUUU-UUUU-UUUU"] {
            assert_eq!(read(wrong), Typed::Unreadable, "{wrong}");
        }
        assert_ne!(recovery_hash(1, &code), recovery_hash(2, &code), "each account's are its own");
    }
}
