//! Makes a guess at a secret dear: Argon2id.
//!
//! Owns the function and the bounds of its cost. Must not know what the result is used for.
//!
//! The caller runs it in an instance of the wasm of its own and drops that: linear memory never
//! shrinks, and what was stretched should not stay in it.

use argon2::{Algorithm, Argon2, Params, Version};

/// Bytes that come out.
pub(crate) const OUTPUT_BYTES: usize = 32;
/// A cost beyond this would kill a small phone's tab: whoever wrote it into the storage meant harm.
const MAX_MEMORY_KIB: u32 = 256 * 1024;
const MAX_PASSES: u32 = 64;
const MAX_LANES: u32 = 4;

/// What one guess costs. Kept beside what it protects, so that it can grow with the phones.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Memory, in KiB.
    pub(crate) memory_kib: u32,
    /// How often the memory is gone through.
    pub(crate) passes: u32,
    /// Independent lanes; they run one after another here.
    pub(crate) lanes: u32,
}

/// A cost or a salt that Argon2id does not have, or that is out of bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadCost;

/// Argon2id, version 1.3. The same in, the same out; nothing else is told of the secret.
pub(crate) fn stretch(
    secret: &[u8],
    salt: &[u8],
    cost: Cost,
) -> Result<[u8; OUTPUT_BYTES], BadCost> {
    let Cost { memory_kib, passes, lanes } = cost;
    if memory_kib > MAX_MEMORY_KIB || passes > MAX_PASSES || lanes > MAX_LANES {
        return Err(BadCost);
    }
    let params = Params::new(memory_kib, passes, lanes, Some(OUTPUT_BYTES)).map_err(|_| BadCost)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut out = [0; OUTPUT_BYTES];
    argon.hash_password_into(secret, salt, &mut out).map_err(|_| BadCost)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Cost = Cost { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// Of the reference implementation, `phc-winner-argon2/src/test.c`: version 0x13, Argon2id.
    #[test]
    fn is_argon2id() {
        let cost = Cost { memory_kib: 65_536, passes: 2, lanes: 1 };
        let out = stretch(b"password", b"somesalt", cost).expect("within bounds");
        let expected = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7";
        assert_eq!(out.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), expected);
    }

    #[test]
    fn tells_secrets_and_salts_apart() {
        let out = |secret: &[u8], salt: &[u8]| stretch(secret, salt, PHONE).expect("within bounds");
        let one = out(b"digits:123456", &[1; 16]);
        assert_eq!(one, out(b"digits:123456", &[1; 16]));
        assert_ne!(one, out(b"digits:123457", &[1; 16]));
        assert_ne!(one, out(b"digits:123456", &[2; 16]));
    }

    #[test]
    fn refuses_a_cost_that_would_kill_the_tab() {
        for cost in [
            Cost { memory_kib: u32::MAX, ..PHONE },
            Cost { memory_kib: 0, ..PHONE },
            Cost { passes: u32::MAX, ..PHONE },
            Cost { passes: 0, ..PHONE },
            Cost { lanes: u32::MAX, ..PHONE },
            Cost { lanes: 0, ..PHONE },
        ] {
            assert_eq!(stretch(b"digits:123456", &[1; 16], cost), Err(BadCost));
        }
        assert_eq!(stretch(b"digits:123456", b"short", PHONE), Err(BadCost));
    }
}
