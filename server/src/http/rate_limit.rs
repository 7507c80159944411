//! How often somebody may try a secret: token buckets in memory.
//!
//! Owns the limits on addresses, and those on enrolment codes and on phones that come back after a
//! restore; tries at one login are counted in the store, where they outlive a restart. Must not
//! read a clock: the moment comes in.
//! A centre is one address for forty women, so the bucket of an address is generous, and the tight
//! one belongs to the thing being guessed.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use super::error::ApiError;

/// Keys remembered at once; beyond it full buckets are forgotten first.
const MAX_KEYS: usize = 10_000;

/// A bucket's size and how fast it fills again.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    burst: u32,
    seconds_per_try: i64,
}

/// Five guesses at one account or code, then one a minute.
const SECRET: Allowance = Allowance { burst: 5, seconds_per_try: 60 };
/// A hundred tries from one address, then one every two seconds: forty women and their mistakes.
const ADDRESS: Allowance = Allowance { burst: 100, seconds_per_try: 2 };

/// A thousand looks from one address, then one a second.
const LOOKS: Allowance = Allowance { burst: 1000, seconds_per_try: 1 };

/// The limits on guessing secrets.
#[derive(Debug, Default)]
pub(crate) struct RateLimits {
    sign_in: Mutex<Buckets<IpAddr>>,
    enrolment: Guard,
    returning: Guard,
    recovery: Mutex<Buckets<IpAddr>>,
    courier: Mutex<Buckets<IpAddr>>,
}

impl RateLimits {
    /// May this address try to sign in now, to whatever login?
    pub(crate) fn sign_in(&self, ip: IpAddr, now: i64) -> Result<(), ApiError> {
        lock(&self.sign_in).take(network(ip), ADDRESS, now)
    }

    /// May this address try this code now? Codes share a bucket by their first half, so that
    /// walking through the second half of one is bounded too.
    pub(crate) fn enrolment(&self, code: &str, ip: IpAddr, now: i64) -> Result<(), ApiError> {
        self.enrolment.take(prefix(code), ip, now)
    }

    /// May the phone with this key ask to be known again now? Nothing is guessed here; each try
    /// costs signatures and a commit.
    pub(crate) fn returning(&self, writer: &str, ip: IpAddr, now: i64) -> Result<(), ApiError> {
        self.returning.take(writer, ip, now)
    }

    /// May this address ask for a recovery now? Phones look every few seconds while holders come;
    /// how often one may begin is counted by phone, in the store.
    pub(crate) fn recovery(&self, ip: IpAddr, now: i64) -> Result<(), ApiError> {
        lock(&self.recovery).take(network(ip), LOOKS, now)
    }

    /// May this address bring a bundle now? Nothing is guessed here; each costs signatures and a
    /// commit, and one phone may bring those of a whole village.
    pub(crate) fn courier(&self, ip: IpAddr, now: i64) -> Result<(), ApiError> {
        lock(&self.courier).take(network(ip), ADDRESS, now)
    }

    /// Gives back a try that turned out right.
    pub(crate) fn enrolled(&self, code: &str) {
        self.enrolment.forget(prefix(code));
    }
}

fn prefix(code: &str) -> &str {
    code.get(..4).unwrap_or(code)
}

/// One tight set of buckets by secret and one generous set by address.
#[derive(Debug, Default)]
struct Guard {
    secrets: Mutex<Buckets<String>>,
    addresses: Mutex<Buckets<IpAddr>>,
}

impl Guard {
    fn take(&self, secret: &str, ip: IpAddr, now: i64) -> Result<(), ApiError> {
        // The address first: who is out of tries there must not drain somebody's account bucket.
        lock(&self.addresses).take(network(ip), ADDRESS, now)?;
        lock(&self.secrets).take(secret.to_lowercase(), SECRET, now)
    }

    fn forget(&self, secret: &str) {
        lock(&self.secrets).levels.remove(&secret.to_lowercase());
    }
}

/// An IPv6 household is a /64; a single address of it says nothing.
fn network(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V6(v6) if v6.to_ipv4_mapped().is_none() => {
            IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into())
        }
        other => other.to_canonical(),
    }
}

/// The lock is held for a map access only; a panic inside cannot leave half a bucket.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// For each key the moment at which its bucket is full again.
#[derive(Debug)]
struct Buckets<K> {
    levels: HashMap<K, i64>,
}

impl<K> Default for Buckets<K> {
    fn default() -> Self {
        Self { levels: HashMap::new() }
    }
}

impl<K: Hash + Eq> Buckets<K> {
    /// Takes one try, or says when there will be one.
    fn take(&mut self, key: K, allowance: Allowance, now: i64) -> Result<(), ApiError> {
        let span = i64::from(allowance.burst) * allowance.seconds_per_try;
        let mut full_at = self.levels.get(&key).copied().unwrap_or(now).max(now);
        if full_at - now > span {
            // No bucket takes longer to fill: the clock was set back. It counts as new, or
            // everybody would wait until the old time comes again.
            full_at = now;
        }
        let next = full_at + allowance.seconds_per_try;
        if next - now > span {
            let retry_after_seconds = u64::try_from(next - now - span).unwrap_or(1);
            return Err(ApiError::TooManyTries { retry_after_seconds });
        }
        if self.levels.len() >= MAX_KEYS && !self.levels.contains_key(&key) {
            self.levels.retain(|_, full_at| *full_at > now);
            if self.levels.len() >= MAX_KEYS {
                // Under a flood of different keys the limit holds as a whole.
                return Err(ApiError::TooManyTries { retry_after_seconds: 60 });
            }
        }
        self.levels.insert(key, next);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn retry_after(result: Result<(), ApiError>) -> Option<u64> {
        match result {
            Err(ApiError::TooManyTries { retry_after_seconds }) => Some(retry_after_seconds),
            _ => None,
        }
    }

    #[test]
    fn five_guesses_then_one_a_minute() {
        let limits = RateLimits::default();
        for _ in 0..5 {
            limits.enrolment("AAAA0000", HERE, 1_000).unwrap();
        }
        assert_eq!(retry_after(limits.enrolment("AAAA1111", HERE, 1_000)), Some(60));
        limits.enrolment("AAAA1111", HERE, 1_060).unwrap();
        assert_eq!(retry_after(limits.enrolment("AAAA0000", HERE, 1_061)), Some(59));
        limits.enrolment("BBBB0000", HERE, 1_061).unwrap();
    }

    #[test]
    fn forty_women_at_one_address_enrol_without_waiting() {
        let limits = RateLimits::default();
        for woman in 0..40 {
            limits.enrolment(&format!("{woman:04}ABCD"), HERE, 0).unwrap();
            limits.enrolment(&format!("{woman:04}ABCD"), HERE, 0).unwrap();
        }
    }

    #[test]
    fn an_address_that_guesses_many_codes_is_stopped() {
        let limits = RateLimits::default();
        let refused = (0..200)
            .filter(|guess| limits.enrolment(&format!("{guess:04}ABCD"), HERE, 0).is_err())
            .count();
        assert_eq!(refused, 100);
        let refused = (0..200).filter(|_| limits.sign_in(HERE, 0).is_err()).count();
        assert_eq!(refused, 100, "and one that guesses many logins");
    }

    #[test]
    fn a_right_try_gives_the_tries_back() {
        let limits = RateLimits::default();
        for _ in 0..20 {
            limits.enrolment("AAAA0000", HERE, 0).unwrap();
            limits.enrolled("AAAA0000");
        }
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let limits = RateLimits::default();
        for _ in 0..5 {
            limits.enrolment("AAAA0000", HERE, 1_000_000).unwrap();
        }
        limits.enrolment("AAAA0000", HERE, 0).unwrap();
    }
}
