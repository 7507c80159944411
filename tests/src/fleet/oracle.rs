//! What must be so in the end, once faults are over and everybody has met.
//!
//! Owns the verdict over a world: nothing lost, nothing doubled, all agree, nothing forged,
//! nothing leaked. Holds central and phones against the truth, and against each other.

use std::collections::{BTreeMap, BTreeSet};

use server::store::DocumentRows;
use server::verify::verify_document;
use sync_core::ids::{DocumentId, DocumentKind, LearnerId};
use sync_core::ledger::Ledger;
use sync_core::record::{LessonProgress, Record};

use super::phone::{Kept, Time, Who};
use super::truth::{HONEST, Mark};
use super::world::World;

/// How often everybody visits before the look.
const ROUNDS: usize = 3;

/// What is in force of a document: register, op, value.
pub(super) type InForce = BTreeSet<(String, String, Vec<u8>)>;

impl World {
    /// Faults end, and everybody meets until nothing moves.
    pub(super) fn come_to_rest(&mut self) {
        self.is_quiet = true;
        self.now += 3600;
        self.phones.iter_mut().for_each(|phone| phone.is_full = false);
        self.deliver_what_is_late();
        self.bring_what_is_carried();
        self.say_where_people_are();
        self.mend_hub();
        self.hub_meets_central();
        self.has_hub_heard_all();
        self.everybody_meets();
        // A central that went back knows a stolen phone again once it came back itself.
        self.report_all_thefts();
        self.everybody_meets();
        self.settle_accounts();
        // Payments are told to their learners.
        self.everybody_meets();
    }

    fn everybody_meets(&mut self) {
        for _ in 0..ROUNDS {
            for at in self.those(|kept| !kept.is_gone) {
                self.now += 1;
                // She opens it anew: what somebody would not take once is offered again.
                self.lock(at);
                self.visit(at);
            }
            self.hub_meets_central();
            for at in self.those(|kept| !kept.is_gone) {
                if !self.kept[at].is_gone && self.comes_by_hub(self.kept[at].learner) {
                    self.visit_hub(at);
                }
            }
            self.hub_meets_central();
            if !self.findings.is_empty() {
                return;
            }
        }
    }

    /// Holds everything against what should be.
    pub(super) fn judge(&mut self) {
        let documents = self.central.documents();
        self.is_everything_there(&documents);
        self.is_nothing_foul(&documents);
        self.do_projections_agree(&documents);
        self.do_phones_agree(&documents);
        self.does_hub_agree(&documents);
        self.are_gaps_true(&documents);
        self.are_the_erased_gone(&documents);
        self.is_nothing_leaked();
        self.are_seconds_counted_once();
        self.is_paid_once();
    }

    fn is_everything_there(&mut self, documents: &[DocumentRows]) {
        let mut times: BTreeMap<u32, usize> = BTreeMap::new();
        for put in documents.iter().flat_map(|rows| rows.registers.values()).flatten() {
            if let Some(Mark::Honest(record)) = Mark::find(&put.value) {
                *times.entry(record).or_default() += 1;
            }
        }
        let mut wanted = self.truth.secured.clone();
        for kept in self.kept.iter().filter(|kept| !kept.is_gone && kept.who != Who::Thief) {
            wanted.extend(&kept.disk.said);
        }
        wanted.retain(|record| !self.is_erased(self.truth.records[*record as usize].learner));
        self.tally.acknowledged = self.truth.acknowledged.len() as u64;
        for record in wanted {
            match times.get(&record).copied().unwrap_or(0) {
                1 => {}
                0 => {
                    self.tally.lost += 1;
                    let holders = self.those(|kept| kept.disk.said.contains(&record));
                    let holders: Vec<String> =
                        holders.into_iter().map(|at| self.described(at)).collect();
                    self.found(format!("record {record} is lost, which was said on {holders:?}"));
                }
                more => {
                    self.tally.duplicated += 1;
                    self.found(format!("record {record} is at central {more} times"));
                }
            }
        }
    }

    fn is_nothing_foul(&mut self, documents: &[DocumentRows]) {
        let puts = documents.iter().flat_map(|rows| rows.registers.values()).flatten();
        let foul: Vec<(Mark, bool)> = puts
            .filter_map(|put| Some((Mark::find(&put.value)?, put.live)))
            .filter(|(mark, _)| !matches!(mark, Mark::Honest(_)))
            .collect();
        for (mark, is_live) in foul {
            if is_live || matches!(mark, Mark::Forged(_)) {
                self.forged(format!("{mark:?} took effect at central"));
            }
        }
    }

    fn do_projections_agree(&mut self, documents: &[DocumentRows]) {
        for id in documents.iter().map(|rows| rows.id) {
            let verified =
                self.central.ask(async |store| verify_document(store, id).await.unwrap());
            for what in verified.mismatches {
                self.diverged(format!("{} of {}: {what}", id.kind.name(), id.learner));
            }
        }
    }

    fn do_phones_agree(&mut self, documents: &[DocumentRows]) {
        let of = |learner: LearnerId, kind| {
            documents.iter().find(|rows| rows.id == DocumentId { learner, kind })
        };
        let nothing = Ledger::default();
        let hers = |kept: &Kept| {
            let is_hers = kept.time == Time::Open && kept.who != Who::Thief;
            !kept.is_gone && is_hers && !self.is_erased(kept.learner)
        };
        for at in self.those(hers) {
            let kept = &self.kept[at];
            let Some(profile) = &kept.open else {
                self.found(format!("profile {at} could not be opened"));
                continue;
            };
            let kinds = match kept.who {
                Who::Staff(_) => DocumentKind::ALL.as_slice(),
                Who::Learner | Who::Thief => &[DocumentKind::Record, DocumentKind::Desk],
            };
            let mut differences = Vec::new();
            for kind in kinds {
                let rows = of(self.learners[kept.learner], *kind);
                let ledger = profile.ledger(*kind).unwrap_or(&nothing);
                if ledger.current_heads() != rows.map(|it| it.heads.clone()).unwrap_or_default() {
                    differences.push(format!("has other heads of {}", kind.name()));
                } else if on_phone(ledger) != rows.map(at_central).unwrap_or_default() {
                    differences.push(format!("shows another {}", kind.name()));
                }
            }
            if profile.unsent() > 0 {
                differences.push("still has something to send".to_owned());
            }
            // Of two branches of a fork one is refused, and its hours are said again.
            if !kept.is_shared && !profile.view().refused.is_empty() {
                differences.push("was refused what nobody may refuse".to_owned());
            }
            let which = self.described(at);
            for what in differences {
                self.diverged(format!("profile {which} {what}"));
            }
        }
    }

    fn is_nothing_leaked(&mut self) {
        for at in 0..self.kept.len() {
            let kept = &self.kept[at];
            let mut leaks = Vec::new();
            if kept.disk.shows(HONEST.as_bytes()) {
                leaks.push("can be read on the disk without a key".to_owned());
            }
            let ledgers = DocumentKind::ALL.into_iter();
            let ledgers = ledgers.filter_map(|kind| kept.open.as_ref()?.ledger(kind));
            let puts = ledgers.flat_map(|ledger| ledger.registers());
            for mark in
                puts.flat_map(|(_, all)| all.puts()).filter_map(|put| Mark::find(&put.value))
            {
                match mark {
                    Mark::Honest(record) => {
                        let said = &self.truth.records[record as usize];
                        let is_staff = matches!(kept.who, Who::Staff(_));
                        let is_late = match kept.time {
                            Time::Open => false,
                            Time::Over { since } => {
                                record >= since && !kept.disk.said.contains(&record)
                            }
                        };
                        let is_foreign = said.learner != kept.learner;
                        if is_foreign || is_late || (said.among_staff && !is_staff) {
                            leaks.push(format!("holds record {record}, which is not hers to read"));
                        }
                    }
                    Mark::Forged(_) => leaks.push(format!("holds {mark:?}")),
                    Mark::Stolen(_) => {}
                }
            }
            for what in leaks {
                self.leaked(format!("profile {at} {what}"));
            }
        }
    }

    /// Seconds may be fewer, where a phone went back; never more than were spent.
    fn are_seconds_counted_once(&mut self) {
        for ((learner, register), spent) in self.truth.seconds.clone() {
            let document =
                DocumentId { learner: self.learners[learner], kind: DocumentKind::Record };
            let rows = self.central.ask(async |store| store.document(document).await.unwrap());
            let puts = rows.and_then(|rows| rows.registers.get(&register).cloned());
            for put in puts.into_iter().flatten() {
                let progress = Record::<LessonProgress>::from_bytes(&put.value);
                let said = progress.ok().and_then(|record| record.known.seconds).unwrap_or(0);
                if said > spent {
                    self.tally.duplicated += 1;
                    self.found(format!("{register}: {said} seconds of {spent} that were spent"));
                }
            }
        }
    }

    /// A profile, as a finding tells of it.
    pub(super) fn described(&self, at: usize) -> String {
        let kept = &self.kept[at];
        let state = match (&kept.open, kept.is_gone) {
            (_, true) => "gone".to_owned(),
            (None, _) => "locked".to_owned(),
            (Some(profile), _) => {
                let refused: Vec<String> =
                    profile.view().refused.into_iter().map(|refused| refused.code).collect();
                format!("{} unsent, refused {refused:?}", profile.unsent())
            }
        };
        format!("{at} ({:?}, {:?}, shared: {}, {state})", kept.who, kept.time, kept.is_shared)
    }

    pub(super) fn diverged(&mut self, what: String) {
        self.tally.diverged += 1;
        self.found(what);
    }
}

fn on_phone(ledger: &Ledger) -> InForce {
    let live = ledger.registers().flat_map(|(key, register)| {
        register.live().map(|put| (key.as_str().to_owned(), put.op.to_string(), put.value.clone()))
    });
    live.collect()
}

pub(super) fn at_central(rows: &DocumentRows) -> InForce {
    let live = rows.registers.iter().flat_map(|(key, puts)| {
        let live = puts.iter().filter(|put| put.live);
        live.map(|put| (key.clone(), put.op.to_string(), put.value.clone()))
    });
    live.collect()
}
