//! Where time and randomness come from.
//!
//! Owns the only reading of the machine's clock and of its random numbers. Everything else takes
//! them as arguments, so that a simulation, and the demonstration's data, can be repeated.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest, Sha256};

/// Time and randomness. Cheap to clone.
#[derive(Clone)]
pub struct Source(Arc<dyn Supply>);

/// What a source is made of.
pub trait Supply: Send + Sync {
    /// Seconds since 1970 UTC.
    fn now(&self) -> i64;
    /// Fills the bytes with random ones.
    fn fill(&self, bytes: &mut [u8]);
}

impl Source {
    /// The machine's clock and random numbers.
    pub fn machine() -> Self {
        Self(Arc::new(Machine))
    }

    /// Any other supply.
    pub fn new(supply: impl Supply + 'static) -> Self {
        Self(Arc::new(supply))
    }

    /// Seconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        self.0.now()
    }

    /// Random bytes.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }
}

struct Machine;

impl Supply for Machine {
    fn now(&self) -> i64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |elapsed| i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX))
    }

    fn fill(&self, bytes: &mut [u8]) {
        // Keys and tokens are made of these: without them nothing may go on.
        getrandom::fill(bytes).expect("the machine has no random numbers");
    }
}

/// A supply that repeats itself: a clock that is set by hand, bytes that follow from a seed.
///
/// For simulations and the demonstration only: whoever knows the seed knows the keys.
pub struct Scripted {
    now: Mutex<i64>,
    state: Mutex<[u8; 32]>,
}

impl Scripted {
    /// Starts at `now` with the randomness of `seed`.
    pub fn new(now: i64, seed: u64) -> Arc<Self> {
        let state = Sha256::digest(seed.to_be_bytes()).into();
        Arc::new(Self { now: Mutex::new(now), state: Mutex::new(state) })
    }

    /// Sets the clock.
    pub fn set(&self, now: i64) {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }
}

impl Supply for Arc<Scripted> {
    fn now(&self) -> i64 {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            *state = Sha256::digest(*state).into();
            let block = Sha256::digest([&state[..], b"out"].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}
