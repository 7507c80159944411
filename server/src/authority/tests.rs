//! The rule of grants. Which role may do what is compared from outside, with the hand-written table.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use sync_core::record::Day;

use super::*;

fn center(id: &str) -> CenterId {
    CenterId(id.to_owned())
}

fn cohort(id: &str) -> CohortId {
    CohortId(id.to_owned())
}

fn grant(role: Role, scope: Scope) -> Grant {
    Grant { role, scope, from: Day(100), until: None }
}

fn staff(grants: Vec<Grant>) -> Staff {
    Staff { account: 1, login: "ana".into(), name: "Ana".into(), locale: "es".into(), grants }
}

fn learner(number: u8, in_cohort: &str, at: Option<&str>) -> Place {
    Place::Learner {
        learner: LearnerId([number; 16]),
        cohort: cohort(in_cohort),
        center: at.map(center),
    }
}

#[test]
fn what_nobody_granted_is_denied() {
    let nobody = staff(Vec::new());
    for act in Act::ALL {
        assert_eq!(may(&nobody, act, &learner(1, "a", Some("x"))), Err(Denied::Role), "{act:?}");
    }
}

#[test]
fn a_scope_covers_what_lies_in_it() {
    let group = BTreeSet::from([LearnerId([1; 16])]);
    let places = [
        Place::Programme,
        Place::Center(center("x")),
        Place::Cohort { cohort: cohort("a"), center: Some(center("x")) },
        learner(1, "a", Some("x")),
        learner(2, "b", Some("x")),
        learner(3, "c", Some("y")),
        learner(4, "d", None),
    ];
    for (scope, covered) in [
        (Scope::Programme, [true; 7]),
        (Scope::Center(center("x")), [false, true, true, true, true, false, false]),
        (Scope::Cohort(cohort("a")), [false, false, true, true, false, false, false]),
        (Scope::Learners(group), [false, false, false, true, false, false, false]),
    ] {
        let one = staff(vec![grant(Role::Coordinator, scope.clone())]);
        for (place, covered) in places.iter().zip(covered) {
            let expected = if covered { Ok(()) } else { Err(Denied::Scope) };
            assert_eq!(may(&one, Act::ReadRecord, place), expected, "{scope:?} {place:?}");
        }
    }
}

#[test]
fn grants_are_kept_apart() {
    let both = staff(vec![
        grant(Role::Facilitator, Scope::Cohort(cohort("a"))),
        grant(Role::Mentor, Scope::Learners(BTreeSet::from([LearnerId([9; 16])]))),
    ]);
    let (hers, mentored) = (learner(1, "a", None), learner(9, "b", None));
    assert_eq!(may(&both, Act::ReadRecord, &mentored), Ok(()));
    assert_eq!(may(&both, Act::ReadContact, &hers), Ok(()));
    assert_eq!(may(&both, Act::ReadContact, &mentored), Err(Denied::Scope));
    assert_eq!(may(&both, Act::MarkPaid, &hers), Err(Denied::Role));
    assert_eq!(reach(&both, Act::ReadRecord).unwrap().scopes().len(), 2);
}

#[test]
fn who_only_reads_changes_nothing_and_a_mentor_knows_no_contact() {
    for act in Act::ALL {
        assert!(!(act.changes() && act.is_allowed_to(Role::Auditor)), "{act:?}");
        assert!(!act.roles().is_empty(), "{act:?} is nobody's");
    }
    assert!(!Act::ReadContact.is_allowed_to(Role::Mentor));
    assert!(!Act::ReadRecord.is_allowed_to(Role::Administrator));
}

#[test]
fn words_are_unique_and_read_back() {
    let words: HashSet<_> = Act::ALL.iter().map(|act| act.word()).collect();
    assert_eq!(words.len(), Act::ALL.len());
    for role in Role::ALL {
        assert_eq!(Role::from_word(role.word()), Some(role));
    }
    assert_eq!(Role::from_word("root"), None);
}

/// The pages are tested with the same table, so that they offer what is allowed.
#[test]
fn the_pages_are_tested_with_this_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/authorisation/acts.json");
    let table: BTreeMap<&str, Vec<&str>> = Role::ALL
        .into_iter()
        .map(|role| (role.word(), Act::of(role).map(Act::word).collect()))
        .collect();
    let text = format!("{}\n", serde_json::to_string_pretty(&table).unwrap());
    if std::env::var_os("CHASKI_REGENERATE").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text, "CHASKI_REGENERATE=1 writes it anew");
}

#[test]
fn a_grant_has_its_days_and_its_scope() {
    let days =
        |from, until| Grant { from: Day(from), until, ..grant(Role::Auditor, Scope::Programme) };
    for (from, until, today, expected) in [
        (100, None, 99, false),
        (100, None, 100, true),
        (100, Some(Day(100)), 100, true),
        (100, Some(Day(100)), 101, false),
    ] {
        assert_eq!(days(from, until).is_in_force(Day(today)), expected, "{from} {until:?} {today}");
    }
    assert_eq!(days(100, Some(Day(99))).check(), Err(GrantError::Days));
    let group = Scope::Learners(BTreeSet::from([LearnerId([1; 16])]));
    for (role, scope, refused) in [
        (Role::Administrator, Scope::Center(center("x")), Some(GrantError::AdministratorsScope)),
        (Role::Administrator, Scope::Programme, None),
        (Role::Mentor, Scope::Programme, Some(GrantError::MentorsScope)),
        (Role::Mentor, Scope::Learners(BTreeSet::new()), Some(GrantError::MentorsScope)),
        (Role::Mentor, group.clone(), None),
        (Role::Facilitator, group, Some(GrantError::LearnersScope)),
        (Role::Facilitator, Scope::Cohort(cohort("a")), None),
    ] {
        assert_eq!(grant(role, scope).check().err(), refused, "{role:?}");
    }
}
