//! Whether the power is on. In a product it is, as far as a program can know.
//!
//! Owns the fleet simulator's switch: by number it says at which commit the power fails, before it
//! or right after, so that a seed tells the same story on every machine. What was not committed is
//! gone then, nobody is answered any more, and the store must be opened anew. Must not be part of
//! any decision: a product's build holds no switch, and without `simulate` nothing differs where
//! there is one.

use super::StoreError;

#[cfg(not(feature = "bugs"))]
mod supply {
    use super::StoreError;

    /// Always on.
    #[derive(Clone, Default)]
    pub(in crate::store) struct Power(());

    /// Is the disk one that nobody waits for? In a product: never.
    pub(in crate::store) const fn is_simulated() -> bool {
        false
    }

    impl Power {
        pub(in crate::store) fn before_commit(&self) -> Result<(), StoreError> {
            Ok(())
        }

        pub(in crate::store) fn after_commit(&self) -> Result<(), StoreError> {
            Ok(())
        }
    }
}

#[cfg(feature = "bugs")]
mod supply {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

    use super::StoreError;

    static IS_SIMULATED: AtomicBool = AtomicBool::new(false);

    /// From now on this process is a simulation: each job has a commit of its own, so that commits
    /// can be counted, and no commit waits for a disk, since only the switch cuts the power.
    pub fn simulate() {
        IS_SIMULATED.store(true, Ordering::Relaxed);
    }

    /// Is this process a simulation?
    pub(in crate::store) fn is_simulated() -> bool {
        IS_SIMULATED.load(Ordering::Relaxed)
    }

    /// When exactly it fails.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Moment {
        /// The commit is lost.
        BeforeCommit,
        /// The commit is kept, and nobody hears of it.
        AfterCommit,
    }

    /// On until it is cut.
    #[derive(Clone, Default)]
    pub struct Power(Arc<Mutex<State>>);

    #[derive(Default)]
    struct State {
        /// Commits that are still made, and how the next one ends.
        planned: Option<(u32, Moment)>,
        is_out: bool,
    }

    impl Power {
        /// Fails at a commit: 0 is the next one.
        pub fn fail_at(&self, commit: u32, moment: Moment) {
            self.state().planned = Some((commit, moment));
        }

        /// Goes on without failing.
        pub fn stay(&self) {
            self.state().planned = None;
        }

        /// Did it fail?
        pub fn is_out(&self) -> bool {
            self.state().is_out
        }

        pub(in crate::store) fn before_commit(&self) -> Result<(), StoreError> {
            let mut state = self.state();
            state.is_out |= state.planned == Some((0, Moment::BeforeCommit));
            if state.is_out { Err(StoreError::Closed) } else { Ok(()) }
        }

        pub(in crate::store) fn after_commit(&self) -> Result<(), StoreError> {
            let mut state = self.state();
            match &mut state.planned {
                Some((0, _)) => state.is_out = true,
                Some((commits, _)) => *commits -= 1,
                None => {}
            }
            if state.is_out { Err(StoreError::Closed) } else { Ok(()) }
        }

        fn state(&self) -> MutexGuard<'_, State> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

#[cfg(not(feature = "bugs"))]
pub(super) use supply::Power;
pub(super) use supply::is_simulated;
#[cfg(feature = "bugs")]
pub use supply::{Moment, Power, simulate};
