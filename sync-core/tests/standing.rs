//! How entries stand: each rule of PROTOCOL section 5 by itself, and random histories of all of
//! them, told in any order.

use proptest::prelude::*;
use proptest::sample::Index;
use sync_core::ids::{StaffTag, VersionId};
use sync_core::record::{
    Answer, AnswerKind, Basis, Day, Decision, EntryStanding, EntryWords, Outcome, PayTerms,
    Quantity, Question, Record, Said, Voice, WorkEntry, corrected, stand,
};

fn id(n: u8) -> VersionId {
    VersionId([n; 32])
}

fn staff(n: u8) -> Voice {
    Voice::Staff(StaffTag([n; 8]))
}

fn said<T>(n: u8, by: Voice, value: T) -> Said<T> {
    Said { id: id(n), by, at: 0, live: true, value: Some(value) }
}

fn work(minutes: u32) -> WorkEntry {
    WorkEntry {
        version: None,
        task: "etiquetar".to_owned(),
        day: Day(20_700),
        minutes: Some(minutes),
        units: None,
        start: None,
        note: None,
        withdrawn: None,
    }
}

fn terms() -> PayTerms {
    PayTerms { basis: Basis::Hour, rate: 1_500, currency: "BOB".to_owned(), rounding: 1 }
}

fn bare(versions: &[u8], outcome: Outcome) -> Decision {
    let reason = (outcome != Outcome::Approve).then(|| "falta-hora".to_owned());
    Decision {
        version: None,
        versions: versions.iter().map(|n| id(*n)).collect(),
        chosen: 0,
        outcome,
        minutes: None,
        units: None,
        rate: None,
        currency: None,
        amount: None,
        reason,
        note: None,
        basis: None,
        rounding: None,
        settles: None,
        bulk: None,
    }
}

fn approve(versions: &[u8], chosen: u8, minutes: u32) -> Decision {
    let amount = terms().amount(Quantity::Minutes(minutes));
    Decision {
        chosen,
        minutes: Some(minutes),
        rate: Some(terms().rate),
        currency: Some(terms().currency),
        amount,
        basis: Some(Basis::Hour),
        rounding: Some(1),
        ..bare(versions, Outcome::Approve)
    }
}

fn settling(decision: Decision, settles: &[u8]) -> Decision {
    Decision { settles: Some(settles.iter().map(|n| id(*n)).collect()), ..decision }
}

fn not_so(n: u8, about: u8) -> Said<Answer> {
    let answer = Answer { version: None, kind: AnswerKind::NotSo, about: id(about), text: None };
    said(n, Voice::Learner, answer)
}

fn hers(minutes: u32) -> EntryWords {
    EntryWords { versions: vec![said(1, Voice::Learner, work(minutes))], ..EntryWords::default() }
}

fn amount(words: &EntryWords) -> Option<u64> {
    match stand(words) {
        Some(EntryStanding::Approved(approval)) => Some(approval.amount),
        _ => None,
    }
}

fn question(words: &EntryWords) -> Option<Question> {
    match stand(words) {
        Some(EntryStanding::Question(question)) => Some(question),
        _ => None,
    }
}

#[test]
fn a_decision_is_in_force_while_the_live_versions_are_those_it_names() {
    let mut words = hers(90);
    assert_eq!(stand(&words), Some(EntryStanding::Waiting));
    words.decisions.push(said(50, staff(1), approve(&[1], 0, 90)));
    assert_eq!(amount(&words), Some(2_250));
    // She corrects: the decision was on other words.
    words.versions[0].live = false;
    words.versions.push(said(2, Voice::Learner, work(120)));
    assert_eq!(stand(&words), Some(EntryStanding::Waiting));
    // A second version beside the first, from a phone that had not heard of it.
    words.versions[0].live = true;
    assert_eq!(question(&words), Some(Question::Versions));
    // Resolved by naming both, and the one kept.
    words.decisions[0].live = false;
    words.decisions.push(said(51, staff(1), approve(&[1, 2], 1, 120)));
    assert_eq!(amount(&words), Some(3_000));
    assert_eq!(stand(&EntryWords::default()), None);
}

#[test]
fn approve_beside_return_is_for_a_third_person() {
    let mut words = hers(90);
    words.decisions.push(said(50, staff(1), approve(&[1], 0, 90)));
    words.decisions.push(said(51, staff(2), bare(&[1], Outcome::Ask)));
    assert_eq!(question(&words), Some(Question::Disagreement));
    // Neither of the two settles it by overruling the other.
    let mut forced = words.clone();
    forced.decisions[0].live = false;
    forced.decisions.push(said(52, staff(1), settling(approve(&[1], 0, 90), &[51])));
    assert_eq!(question(&forced), Some(Question::Disagreement));
    // A third person does, by naming both.
    words.decisions.push(said(53, staff(3), settling(approve(&[1], 0, 60), &[50, 51])));
    assert_eq!(amount(&words), Some(1_500));
    // Who was settled does not open it again by saying it again.
    words.decisions[1].live = false;
    words.decisions.push(said(54, staff(2), bare(&[1], Outcome::Decline)));
    assert_eq!(amount(&words), Some(1_500));
    // Naming only one leaves the other.
    let mut half = words.clone();
    half.decisions[2].value = Some(settling(approve(&[1], 0, 60), &[50]));
    assert_eq!(question(&half), Some(Question::Disagreement));
    // One of the two gives in: no question is left.
    let mut agreed = hers(90);
    agreed.decisions.push(said(50, staff(1), approve(&[1], 0, 90)));
    agreed.decisions.push(Said { live: false, ..said(51, staff(2), bare(&[1], Outcome::Ask)) });
    agreed.decisions.push(said(52, staff(2), approve(&[1], 0, 90)));
    assert_eq!(amount(&agreed), Some(2_250));
}

#[test]
fn her_word_against_it_is_for_somebody_else() {
    let mut words = hers(90);
    words.decisions.push(said(50, staff(1), bare(&[1], Outcome::Ask)));
    assert!(matches!(stand(&words), Some(EntryStanding::Asked { answered: false, .. })));
    let reply = Answer {
        version: None,
        kind: AnswerKind::Reply,
        about: id(50),
        text: Some("fue el martes".to_owned()),
    };
    words.answers.push(said(60, Voice::Learner, reply));
    assert!(matches!(stand(&words), Some(EntryStanding::Asked { answered: true, .. })));
    words.answers[0] = not_so(61, 50);
    assert_eq!(question(&words), Some(Question::NotSo));
    // Who asked does not settle it, whatever she says now.
    let mut again = words.clone();
    again.decisions[0].live = false;
    again.decisions.push(said(51, staff(1), bare(&[1], Outcome::Decline)));
    assert_eq!(question(&again), Some(Question::NotSo));
    again.decisions[1].value = Some(settling(bare(&[1], Outcome::Decline), &[61]));
    assert_eq!(question(&again), Some(Question::NotSo));
    // Somebody else does.
    words.decisions.push(said(52, staff(2), settling(approve(&[1], 0, 90), &[50, 61])));
    assert_eq!(amount(&words), Some(2_250));
}

#[test]
fn a_correction_leaves_the_question_that_it_answered() {
    let mut words = hers(90);
    words.decisions.push(said(50, staff(1), bare(&[1], Outcome::Ask)));
    assert_eq!(corrected(&words), None, "it still speaks");
    words.versions[0].live = false;
    words.versions.push(said(2, Voice::Learner, work(120)));
    assert_eq!(stand(&words), Some(EntryStanding::Waiting));
    let found = corrected(&words).unwrap();
    assert_eq!((found.decision, found.of), (id(50), id(1)));
    assert_eq!(found.asked.reason.as_deref(), Some("falta-hora"));
    // Taken back, or put right by staff, it is no answer of hers.
    let mut other = words.clone();
    other.versions[1].value.as_mut().unwrap().withdrawn = Some(true);
    assert_eq!(corrected(&other), None);
    other.versions[1] = said(2, staff(1), work(120));
    assert_eq!(corrected(&other), None);
    // Decided since, and corrected again: the question is over.
    words.decisions.push(Said { at: 1, ..said(51, staff(2), approve(&[2], 0, 120)) });
    assert_eq!(corrected(&words), None);
    words.versions[1].live = false;
    words.versions.push(said(3, Voice::Learner, work(60)));
    assert_eq!(stand(&words), Some(EntryStanding::Waiting));
    assert_eq!(corrected(&words), None);
}

#[test]
fn what_was_entered_for_her_needs_a_second_person_and_bears_her_no() {
    let mut words = EntryWords {
        versions: vec![said(1, staff(1), work(60))],
        decisions: vec![said(50, staff(1), approve(&[1], 0, 60))],
        answers: Vec::new(),
    };
    assert_eq!(question(&words), Some(Question::SecondPerson));
    words.decisions.push(said(51, staff(2), approve(&[1], 0, 60)));
    assert_eq!(amount(&words), Some(1_500));
    words.answers.push(not_so(60, 1));
    assert_eq!(question(&words), Some(Question::NotSo));
    words.decisions.push(said(52, staff(3), settling(bare(&[1], Outcome::Decline), &[50, 51, 60])));
    assert!(matches!(stand(&words), Some(EntryStanding::Declined { .. })));
}

#[test]
fn what_was_taken_back_is_not_paid_and_what_is_newer_is_not_judged() {
    let mut words = hers(90);
    words.versions[0].value.as_mut().unwrap().withdrawn = Some(true);
    words.decisions.push(said(50, staff(1), approve(&[1], 0, 90)));
    assert_eq!(stand(&words), Some(EntryStanding::Withdrawn));
    words.versions.push(said(2, Voice::Learner, work(60)));
    words.decisions = vec![said(51, staff(1), approve(&[1, 2], 0, 90))];
    assert_eq!(question(&words), Some(Question::Versions), "keeps what was taken back");
    words.decisions = vec![said(51, staff(1), approve(&[1, 2], 1, 60))];
    assert_eq!(amount(&words), Some(1_500));
    words.versions[0].value = None;
    assert_eq!(question(&words), Some(Question::Newer));
    // Nobody but staff decides, whatever document it came from.
    let mut own = hers(90);
    own.decisions.push(said(50, Voice::Learner, approve(&[1], 0, 90)));
    own.decisions.push(said(51, Voice::Central, approve(&[1], 0, 90)));
    assert_eq!(stand(&own), Some(EntryStanding::Waiting));
}

/// What is wrong, and what makes it so.
type Alteration = (&'static str, fn(&mut Decision));

#[test]
fn decisions_say_by_themselves_what_is_owed() {
    let sound = approve(&[1, 2], 1, 90);
    let bytes = Record::new(sound.clone()).to_bytes();
    assert_eq!(Record::<Decision>::from_bytes(&bytes).unwrap().known, sound);
    let broken: [Alteration; 12] = [
        ("no versions", |d| d.versions.clear()),
        ("versions out of order", |d| d.versions.reverse()),
        ("a version twice", |d| d.versions[1] = id(1)),
        ("chosen is none of them", |d| d.chosen = 2),
        ("no quantity", |d| d.minutes = None),
        ("two quantities", |d| d.units = Some(1)),
        ("more than a day", |d| d.minutes = Some(24 * 60 + 1)),
        ("another amount", |d| d.amount = Some(2_251)),
        ("no currency", |d| d.currency = None),
        ("a currency of four", |d| d.currency = Some("BOBS".to_owned())),
        ("settles nothing", |d| d.settles = Some(Vec::new())),
        ("a note too long", |d| d.note = Some("x".repeat(501))),
    ];
    for (name, alter) in broken {
        let mut decision = sound.clone();
        alter(&mut decision);
        let bytes = Record::new(decision).to_bytes();
        assert!(Record::<Decision>::from_bytes(&bytes).is_err(), "{name}");
    }
    for outcome in [Outcome::Ask, Outcome::Decline] {
        let said = bare(&[1], outcome);
        assert!(Record::<Decision>::from_bytes(&Record::new(said.clone()).to_bytes()).is_ok());
        let silent = Decision { reason: None, ..said.clone() };
        assert!(Record::<Decision>::from_bytes(&Record::new(silent).to_bytes()).is_err());
        let priced = Decision { amount: Some(1), ..said };
        assert!(Record::<Decision>::from_bytes(&Record::new(priced).to_bytes()).is_err());
    }
}

/// One thing that somebody does, told by numbers.
#[derive(Clone, Debug)]
enum Deed {
    /// A version, by her or by staff, replacing some of those before.
    Version { by: u8, minutes: u32, replaces: Vec<Index> },
    /// A decision by one of four, on the live versions as they are or on some others, settling some.
    Decision { by: u8, outcome: u8, minutes: u32, stale: bool, chosen: Index, settles: bool },
    /// She contradicts a version or a decision.
    NotSo { about: Index },
}

fn deed() -> impl Strategy<Value = Deed> {
    let version = (0..3_u8, 1..300_u32, prop::collection::vec(any::<Index>(), 0..3))
        .prop_map(|(by, minutes, replaces)| Deed::Version { by, minutes, replaces });
    let decision =
        (0..4_u8, 0..6_u8, 1..4_u32, prop::bool::weighted(0.1), any::<Index>(), any::<bool>());
    let decision = decision.prop_map(|(by, outcome, minutes, stale, chosen, settles)| {
        Deed::Decision { by, outcome, minutes: minutes * 30, stale, chosen, settles }
    });
    let not_so = any::<Index>().prop_map(|about| Deed::NotSo { about });
    prop_oneof![2 => version, 6 => decision, 1 => not_so]
}

/// What all of them together say.
fn history(deeds: &[Deed]) -> EntryWords {
    let mut words = hers(90);
    for (n, deed) in deeds.iter().enumerate() {
        let n = n as u8 + 2;
        let mut live: Vec<VersionId> =
            words.versions.iter().filter(|said| said.live).map(|said| said.id).collect();
        live.sort_unstable();
        match deed {
            Deed::Version { by, minutes, replaces } => {
                for index in replaces {
                    let count = words.versions.len();
                    words.versions[index.index(count)].live = false;
                }
                let by = if *by == 0 { Voice::Learner } else { staff(*by) };
                words.versions.push(said(n, by, work(*minutes)));
            }
            Deed::Decision { by, outcome, minutes, stale, chosen, settles } => {
                if *stale {
                    live = vec![words.versions[0].id];
                }
                let named: Vec<u8> = live.iter().map(|id| id.0[0]).collect();
                let mut decision = match outcome {
                    0 => bare(&named, Outcome::Ask),
                    1 => bare(&named, Outcome::Decline),
                    _ => approve(&named, chosen.index(named.len()) as u8, *minutes),
                };
                if *settles {
                    let others = words.decisions.iter().filter(|said| said.by != staff(*by));
                    let answers = words.answers.iter().map(|said| said.id);
                    let mut all: Vec<VersionId> =
                        others.map(|said| said.id).chain(answers).collect();
                    all.sort_unstable();
                    decision.settles = (!all.is_empty()).then_some(all);
                }
                for said in words.decisions.iter_mut().filter(|said| said.by == staff(*by)) {
                    said.live = false;
                }
                words.decisions.push(said(n, staff(*by), decision));
            }
            Deed::NotSo { about } => {
                let decisions = words.decisions.iter().map(|said| said.id);
                let all: Vec<VersionId> =
                    words.versions.iter().map(|said| said.id).chain(decisions).collect();
                words.answers.push(not_so(n, all[about.index(all.len())].0[0]));
            }
        }
    }
    words
}

fn shuffled(words: &EntryWords, by: usize) -> EntryWords {
    let mut words = words.clone();
    let turn = |length: usize| if length == 0 { 0 } else { by % length };
    let (versions, decisions, answers) =
        (turn(words.versions.len()), turn(words.decisions.len()), turn(words.answers.len()));
    words.versions.rotate_left(versions);
    words.decisions.rotate_left(decisions);
    words.decisions.reverse();
    words.answers.rotate_left(answers);
    words
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(3_000) })]

    #[test]
    fn never_two_amounts_and_the_same_in_any_order(
        deeds in prop::collection::vec(deed(), 0..14),
        turn in 0..20_usize,
    ) {
        let words = history(&deeds);
        let found = stand(&words).unwrap();
        prop_assert_eq!(stand(&shuffled(&words, turn)), Some(found.clone()));
        let mut live: Vec<VersionId> =
            words.versions.iter().filter(|said| said.live).map(|said| said.id).collect();
        live.sort_unstable();
        if let EntryStanding::Approved(approval) = &found {
            // A live decision says exactly this, on exactly what is live.
            let speaks: Vec<(&Said<Decision>, &Decision)> = words
                .decisions
                .iter()
                .filter(|said| said.live)
                .map(|said| (said, said.value.as_ref().unwrap()))
                .filter(|(_, decision)| decision.versions == live)
                .collect();
            let says_so = speaks
                .iter()
                .any(|(said, decision)| said.id == approval.decision
                    && decision.amount == Some(approval.amount)
                    && decision.chosen() == Some(approval.version));
            prop_assert!(says_so);
            // Whoever disagrees is named by somebody who approves and has never said otherwise.
            for (said, decision) in &speaks {
                let same = decision.amount == Some(approval.amount)
                    && decision.chosen() == Some(approval.version);
                let named = speaks.iter().any(|(other, settler)| {
                    other.by != said.by && settler.settles.is_some()
                });
                prop_assert!(same || named, "a disagreement that nobody settled");
            }
            // Not by whoever entered it alone.
            let entered = words.versions.iter().find(|said| said.id == approval.version).unwrap();
            prop_assert!(approval.by.iter().any(|tag| entered.by != Voice::Staff(*tag)));
        }
        // One more version reopens whatever was settled.
        if found.owed().is_some() {
            let mut more = words.clone();
            more.versions.push(said(200, Voice::Learner, work(15)));
            prop_assert!(stand(&more).unwrap().owed().is_none());
        }
    }
}
