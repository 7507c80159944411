//! The fleet simulator in small, and its oracle held against every known fault.
//!
//! Drives the `fleet` program as a judge would. A campaign of a million visits is recorded in
//! `docs/FLEET.md`.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::collections::BTreeSet;
use std::process::{Command, Output};
use std::sync::Mutex;

use serde_json::Value;
use sync_core::bugs::Bug;
use tests::random::setting;

fn fleet(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fleet")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn counts(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn whatever_fails_nothing_acknowledged_is_lost_and_nothing_is_doubled_forged_or_leaked() {
    let sessions = setting("CHASKI_SESSIONS", 20_000);
    let seed = setting("CHASKI_SEED", 1);
    let (sessions_text, seed) = (sessions.to_string(), seed.to_string());
    let output = fleet(&["--sessions", &sessions_text, "--seed", &seed, "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let counts = counts(&output);
    let count = |name: &str| counts[name].as_u64().unwrap();
    assert!(count("sessions") >= sessions);
    assert!(count("acknowledged") > sessions / 20, "{counts}");
    assert!(count("forged_attempted") * 100 >= count("sessions"), "{counts}");
    assert!(count("duplicates_offered") * 100 >= count("sessions"), "{counts}");
    for name in ["lost", "duplicated", "diverged", "forged_accepted", "leaked"] {
        assert_eq!(count(name), 0, "{name}");
    }
}

#[test]
fn a_world_lives_the_same_life_again() {
    let [first, second] = [(); 2].map(|()| fleet(&["--world", "4", "--json"]));
    assert!(first.status.success(), "{}", said(&first));
    assert_eq!((said(&first), counts(&first)), (said(&second), counts(&second)));
}

/// A world for each fault in which it soon shows. `cargo xtask fleet --bugs` looks for each in many.
const SHOWN_IN: [(Bug, u64); 22] = [
    (Bug::AcknowledgementBeforeCommit, 8),
    (Bug::SkippedDependencyCheck, 9),
    (Bug::CursorOffByOne, 4),
    (Bug::DigestCopiedFromPeer, 3),
    (Bug::ParkedChangeDropped, 3),
    (Bug::PredecessorOutsideThePast, 4),
    (Bug::RevocationRefused, 5),
    (Bug::ReceiptUnverified, 5),
    (Bug::ForkUnresolved, 4),
    (Bug::ActionDoneTwice, 5),
    (Bug::RestoreWithoutNewEpoch, 81),
    (Bug::ClosedLinesForgotten, 5),
    (Bug::RevokedStillReads, 7),
    (Bug::AnothersBatchAccepted, 5),
    (Bug::SignatureUnverified, 5),
    (Bug::HubTakenForCentral, 6),
    (Bug::RelayedReceiptUnverified, 13),
    (Bug::HubsOwnPassedOver, 146),
    (Bug::ErasureUndoneByRestore, 41),
    (Bug::MergeCountedTwice, 73),
    (Bug::GrantWithoutHistory, 25),
    (Bug::DroppedCentreStillServed, 2),
];

/// Worlds in which something was found that is mended.
const FOUND_ONCE: [u64; 9] = [
    11684286873452126749,
    18435955862544687111,
    2467767147893005807,
    12270729433211034825,
    14893911327272562213,
    3260997772988647633,
    9353872268161411517,
    8928706392730026206,
    2186901290818745635,
];

#[test]
fn the_oracle_finds_known_faults_in_worlds_that_are_sound_without_them() {
    for bug in Bug::ALL {
        let times = SHOWN_IN.iter().filter(|(known, _)| *known == bug).count();
        assert_eq!(times, 1, "{bug:?}");
    }
    let worlds = SHOWN_IN.iter().map(|(_, world)| *world).chain(FOUND_ONCE);
    let worlds: BTreeSet<u64> = worlds.collect();
    let sound = worlds.into_iter().map(|world| (None, world));
    let faulty = SHOWN_IN.iter().map(|(bug, world)| (Some(*bug), *world));
    let runs: Mutex<Vec<(Option<Bug>, u64)>> = Mutex::new(sound.chain(faulty).collect());
    let next = || runs.lock().unwrap().pop();
    let live = || {
        while let Some((bug, world)) = next() {
            let number = world.to_string();
            let mut asked = vec!["--json", "--world", &number];
            asked.extend(bug.iter().flat_map(|bug| ["--bug", bug.name()]));
            let output = fleet(&asked);
            let expected = Some(i32::from(bug.is_some()));
            assert_eq!(output.status.code(), expected, "{bug:?} in {world}: {}", said(&output));
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(live);
        live();
    });
}
