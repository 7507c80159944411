//! Figures that are up to date before anybody asks for them.
//!
//! Owns how often. Each round begins at another moment, so that many servers on one machine do not
//! work at once; a round makes facts in small jobs, between which everybody else's writing goes on.

use std::time::Duration;

use crate::source::Source;
use crate::store::Store;

/// The least time between two rounds.
const REST: Duration = Duration::from_secs(20);
/// Up to so much later, by chance.
const JITTER_MILLISECONDS: u64 = 20_000;
/// Learners of one round: what is left waits for the next.
const MOST: usize = 5_000;

/// Brings facts up to date, round by round, until it is ended. Half of a round is as good as none:
/// who is not done stays noted.
pub async fn keep_fresh(store: Store, source: Source) {
    loop {
        let chance = u64::from_be_bytes(source.random()) % JITTER_MILLISECONDS;
        tokio::time::sleep(REST + Duration::from_millis(chance)).await;
        match store.stale_facts().await {
            Ok(0) => {}
            Ok(_) => {
                if let Err(error) = store.refresh_facts(MOST).await {
                    tracing::warn!(%error, "figures could not be brought up to date");
                }
            }
            Err(error) => tracing::warn!(%error, "figures could not be looked at"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sync_core::ids::LearnerId;
    use sync_core::record::Day;

    use super::*;
    use crate::programme::Definition;
    use crate::source::Scripted;
    use crate::store::{Cohort, Seeds};

    #[tokio::test(start_paused = true)]
    async fn what_changed_is_counted_before_anybody_asks() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let seeds = Seeds { root: [1; 32], central: [2; 32] };
        let definition = Definition::empty("puente", "Puente").unwrap();
        assert!(store.init(definition, seeds, false, 0).await.unwrap());
        let cohort = Cohort {
            id: "a".into(),
            title: "A".into(),
            starts: Day(20_000),
            weeks: 12,
            center: None,
        };
        assert!(store.put_cohort(cohort, None, 0).await.unwrap());
        let learner = LearnerId([7; 16]);
        store.add_learner(learner, "a".into(), "Ana".into(), 0).await.unwrap().unwrap();
        assert_eq!(store.stale_facts().await.unwrap(), 1);
        let job = tokio::spawn(keep_fresh(store.clone(), Source::new(Scripted::new(0, 1))));
        while store.stale_facts().await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        job.abort();
        assert!(job.await.is_err_and(|ended| ended.is_cancelled()));
        assert_eq!(
            store.facts(&crate::authority::Reach::everything(), None).await.unwrap().rows.len(),
            1
        );
    }
}
