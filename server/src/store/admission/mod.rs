//! Admission: a signed batch joins its document, or is told why not.
//!
//! The rules are `sync_core::ledger`'s and `sync_core::record`'s; here they run over SQL, and what
//! they find is carried out in the same transaction.
//!
//! Owns the order of steps for a batch and the bounds of what is kept aside. Must not verify
//! signatures (`sync` did) or load a document.
//!
//! - `view`: the graph as the rules see it
//! - `rows`, `append`: a batch's rows, an admission's rows
//! - `allowed`: what a staff writer's roles let her write
//! - `arrival`: claimed times, corrected
//! - `aside`: changes that are not held
//! - `ruling`: which branch of a fork stands, and a document without the other
//! - `served`: which changes others may be served
//! - `projection`, `hours`, `enrolments`, `steps`, `surveys`, `outcomes`, `referrals`: typed rows for
//!   reports
//! - `restand`: changes that begin or cease to take effect

mod allowed;
mod append;
mod arrival;
mod aside;
mod certificates;
mod enrolments;
mod hours;
mod outcomes;
mod projection;
mod referrals;
pub(in crate::store) mod restand;
mod rows;
mod ruling;
mod served;
mod steps;
mod surveys;
mod view;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use rusqlite::Connection;
use sync_core::batch::Batch;
use sync_core::bugs::{Bug, bug};
use sync_core::change::Change;
use sync_core::ids::ChangeHash;
use sync_core::ledger::{Admission, Finding, Standing, examine};
use sync_core::record;
use sync_core::trust::ReceiptLine;
use sync_core::verdict::{Exception, Fate, Refusal, Verdict};

pub(in crate::store) use append::from_frame;
pub use arrival::{Arrival, ClockJump, Met, Via};
pub(in crate::store) use hours::{Shifts, entry_words_timed};
pub(in crate::store) use rows::met;
pub(in crate::store) use ruling::follow;

use super::desks::{end_writers, is_open};
use super::directory::Author;
use super::erasure::erasure_of;
use super::hubs;
use super::people::learner_number;
use super::programme::read_replica;
use super::rulings::{Ruled, ruled};
use super::verdicts;
use super::{Pending, Store, StoreError};
use append::{Document, append};
use aside::Aside;
use projection::{Touched, refold};
use rows::{actor_row, batch_row, run_row};
use view::SqlView;

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// For the sender.
    pub verdict: Verdict,
    /// For a receipt: of each actor the last change that is held and can be served.
    pub lines: Vec<(ReceiptLine, ChangeHash)>,
    /// Changes of the batch that are not held.
    pub not_held: Vec<ChangeHash>,
}

impl Outcome {
    /// Nothing of it is taken.
    fn refused(batch: &Batch, refusal: Refusal) -> Self {
        let not_held = batch.changes().map(|(_, hash)| *hash).collect();
        Self { verdict: Verdict::Refused(refusal), lines: Vec::new(), not_held }
    }
}

impl Store {
    /// Queues a verified batch for admission; the outcome is durable when it is given.
    ///
    /// Batches queued one after the other are admitted in that order.
    pub async fn admit(
        &self,
        batch: Batch,
        arrival: Arrival,
    ) -> Result<Pending<Outcome>, StoreError> {
        self.enqueue(move |conn| admit(conn, &batch, arrival)).await
    }
}

/// Where a change came from, as its row keeps it.
#[derive(Clone, Debug)]
struct Origin {
    actor: i64,
    batch: i64,
    run: i64,
    running_index: Option<i64>,
    corrected_at: i64,
    received_at: i64,
}

/// Admits a batch inside the caller's transaction.
pub(in crate::store) fn admit(
    conn: &Connection,
    batch: &Batch,
    arrival: Arrival,
) -> Result<Outcome, StoreError> {
    let learner = learner_number(conn, &batch.address.document.learner)?;
    let author = Author::by_id(conn, &batch.address.writer)?;
    let (Some(learner), Some(mut author)) = (learner, author) else {
        // Erased since it was checked.
        if erasure_of(conn, batch.address.document.learner)?.is_some() {
            return Ok(Outcome::refused(batch, Refusal::Erased));
        }
        return Err(StoreError::Bug("a batch of nobody's came to admission".to_owned()));
    };
    // Whose time is over writes on without effect, and everybody is told from where on.
    if let Some(account) = author.account
        && author.is_open()
        && !is_open(conn, account, learner, arrival.now)?
    {
        let replica = read_replica(conn)?;
        // Central's word alone ends somebody's time: a hub hears of it.
        if !replica.is_hub() {
            end_writers(conn, &replica, account, Some(learner))?;
            author = Author::by_number(conn, author.number)?;
        }
    }
    conn.prepare_cached("SAVEPOINT batch")?.execute([])?;
    let (outcome, kept) = admit_kept(conn, batch, arrival, learner, &author)?;
    if !kept {
        // Known or refused, all of it: nothing of it needs rows, and nobody can fill the disk so.
        conn.prepare_cached("ROLLBACK TO batch")?.execute([])?;
    }
    conn.prepare_cached("RELEASE batch")?.execute([])?;
    count_outcome(conn, arrival.now, batch, &outcome)?;
    Ok(outcome)
}

/// Admits a batch; true when anything of it was kept.
fn admit_kept(
    conn: &Connection,
    batch: &Batch,
    arrival: Arrival,
    learner: i64,
    author: &Author,
) -> Result<(Outcome, bool), StoreError> {
    let document = Document::open(conn, learner, batch.address.document.kind)?;
    let mut admitting = Admitting::new(conn, document, arrival.now)?;
    let number = batch_row(conn, document, author, batch, arrival)?;
    let mut exceptions = Vec::new();
    let mut not_held = Vec::new();
    let mut ahead = i64::try_from(batch.running_count).ok();
    for (index, run) in batch.runs.iter().enumerate() {
        let actor = actor_row(conn, document, author, run.actor, run.nonce)?;
        run_row(conn, number, index, actor, run)?;
        // Each change of a run names the one before (`Batch::verify`): what follows one that can
        // never be held need not be examined.
        let mut follows = None;
        for (change, hash) in &run.changes {
            let place = i64::from(change.sequence - run.first_sequence);
            let origin = Origin {
                actor,
                batch: number,
                run: index as i64,
                running_index: ahead.map(|ahead| ahead.saturating_add(place)),
                corrected_at: arrival.met.corrected(change.time),
                received_at: arrival.now,
            };
            let fate = admitting.take_in(author, change, *hash, &origin, follows)?;
            follows = fate.filter(|_| is_settled(fate)).map(descended);
            if let Some(fate) = fate {
                exceptions.push(Exception { run: index as u32, sequence: change.sequence, fate });
                not_held.push(*hash);
            }
        }
        ahead = match (ahead, run.changes.last()) {
            (Some(ahead), Some((last, _))) => {
                Some(ahead.saturating_add(i64::from(last.sequence - run.first_sequence) + 1))
            }
            _ => None,
        };
    }
    refold(conn, &admitting.touched)?;
    hubs::note_unconfirmed(conn, document.number, number, arrival.via, &admitting.admitted)?;
    let ends = batch.runs.iter().map(|run| run.last_hash);
    let ends: Vec<ChangeHash> = admitting.admitted.iter().copied().chain(ends).collect();
    let served = served::open_runs_ending(conn, document, &ends)?;
    let lines = served::receipt_lines(conn, document, batch, &not_held, author.is_provisional)?;
    let verdict = if exceptions.is_empty() { Verdict::Held } else { Verdict::Partly(exceptions) };
    let kept = !admitting.admitted.is_empty() || admitting.aside.kept_something() || served;
    let kept = kept || admitting.has_ruled;
    Ok((Outcome { verdict, lines, not_held }, kept))
}

fn count_outcome(
    conn: &Connection,
    now: i64,
    batch: &Batch,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    let held = batch.changes().count() - outcome.not_held.len();
    verdicts::count(conn, now, "held", held)?;
    let exceptions = match &outcome.verdict {
        Verdict::Partly(exceptions) => exceptions.as_slice(),
        _ => &[],
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for exception in exceptions {
        let code = match exception.fate {
            Fate::Parked => "parked",
            Fate::Forked => "forked",
            Fate::Refused(refusal) => refusal.code(),
        };
        *counts.entry(code).or_default() += 1;
    }
    for (code, count) in counts {
        verdicts::count(conn, now, code, count)?;
    }
    Ok(())
}

/// One document while changes join it.
struct Admitting<'a> {
    conn: &'a Connection,
    document: Document,
    view: SqlView<'a>,
    aside: Aside<'a>,
    touched: BTreeSet<Touched>,
    /// New since the beginning of this batch.
    admitted: Vec<ChangeHash>,
    /// Which branch of a fork stands.
    ruled: Ruled,
    /// Such a word was given since.
    has_ruled: bool,
    now: i64,
}

impl<'a> Admitting<'a> {
    fn new(conn: &'a Connection, document: Document, now: i64) -> Result<Self, StoreError> {
        Ok(Self {
            conn,
            document,
            view: SqlView { conn, document: document.number },
            aside: Aside::new(conn, document.number)?,
            touched: BTreeSet::new(),
            admitted: Vec::new(),
            ruled: ruled(conn, document.number)?,
            has_ruled: false,
            now,
        })
    }

    /// Takes one change in, and what waited for it. `None`: it is held. `follows`: the fate that it
    /// has for what it depends on, if that is settled.
    fn take_in(
        &mut self,
        author: &Author,
        change: &Change,
        hash: ChangeHash,
        origin: &Origin,
        follows: Option<Fate>,
    ) -> Result<Option<Fate>, StoreError> {
        let fate = match follows {
            Some(fate) => self.put_aside(author, change, hash, origin, fate, &[])?,
            None => self.decide(author, change, hash, origin)?,
        };
        let mut settled = VecDeque::new();
        if is_settled(fate) {
            settled.push_back((hash, fate));
        }
        // What waited for this change is decided now, and what waited for that, and so on.
        while let Some((hash, fate)) = settled.pop_front() {
            match fate {
                None => {
                    for parked in self.aside.ready(&hash)? {
                        let author = Author::of_actor(self.conn, parked.origin.actor)?;
                        let (change, hash) = parked.read(&author)?;
                        let fate = self.decide(&author, &change, hash, &parked.origin)?;
                        if is_settled(fate) {
                            settled.push_back((hash, fate));
                        }
                    }
                }
                Some(fate) => {
                    for hash in self.aside.condemn(&hash, fate)? {
                        settled.push_back((hash, Some(descended(fate))));
                    }
                }
            }
        }
        Ok(fate)
    }

    /// Structure, standing, schema; then the rows. `None`: it is held.
    fn decide(
        &mut self,
        author: &Author,
        change: &Change,
        hash: ChangeHash,
        origin: &Origin,
    ) -> Result<Option<Fate>, StoreError> {
        let stands = self.ruled.get(&(change.actor, change.sequence));
        if stands.is_some_and(|stands| *stands != hash) {
            return self.put_aside(author, change, hash, origin, Fate::Forked, &[]);
        }
        let node = match examine(&self.view, change, &hash)? {
            Finding::Known => return Ok(None),
            Finding::Sound(node) => node,
            Finding::Broken(fault) => {
                let refusal = Refusal::from(fault);
                return self.put_aside(author, change, hash, origin, Fate::Refused(refusal), &[]);
            }
            Finding::Fork(held) => {
                tracing::warn!(%hash, %held, "two changes claim one place: kept apart");
                let fate = self.put_aside(author, change, hash, origin, Fate::Forked, &[])?;
                // What merely follows another that was kept apart needs no word of its own.
                let follows = self.aside.worst_of(&change.dependencies)? == Some(Fate::Forked);
                if fate == Some(Fate::Forked) && !follows {
                    let place = (change.actor, change.sequence);
                    self.has_ruled |=
                        ruling::rule(self.conn, self.document, place, held, self.now)?;
                }
                return Ok(fate);
            }
            Finding::Missing(missing) => {
                let fate = match self.aside.worst_of(&missing)? {
                    Some(fate) => descended(fate),
                    None => Fate::Parked,
                };
                return self.put_aside(author, change, hash, origin, fate, &missing);
            }
        };
        for put in &change.puts {
            let checked =
                record::check(self.document.kind, author.holder, author.id, &put.key, &put.value);
            if let Err(fault) = checked {
                let refusal = Refusal::from(fault);
                return self.put_aside(author, change, hash, origin, Fate::Refused(refusal), &[]);
            }
        }
        let standing = author.standing_of(&change.actor, change.sequence);
        if standing == Standing::Held && bug(Bug::RevocationRefused) {
            let fate = Fate::Refused(Refusal::NotYours);
            return self.put_aside(author, change, hash, origin, fate, &[]);
        }
        if let Some(refusal) = allowed::refusal(self.conn, self.document, author, change, origin)? {
            return self.put_aside(author, change, hash, origin, Fate::Refused(refusal), &[]);
        }
        let admission = Admission { change: change.clone(), hash, node, standing };
        append(self.conn, self.document, author, origin, &admission, &mut self.touched)?;
        self.admitted.push(hash);
        self.aside.forget(&hash)?;
        Ok(None)
    }

    fn put_aside(
        &mut self,
        author: &Author,
        change: &Change,
        hash: ChangeHash,
        origin: &Origin,
        fate: Fate,
        missing: &[ChangeHash],
    ) -> Result<Option<Fate>, StoreError> {
        let frame = || append::to_frame(change, hash, author.id);
        self.aside.put(change, hash, frame, origin, fate, missing).map(Some)
    }
}

/// True when what waited for a change of this fate can be decided: it is held, or never will be.
fn is_settled(fate: Option<Fate>) -> bool {
    !matches!(fate, Some(Fate::Parked | Fate::Refused(Refusal::ParkedFull)))
}

/// What becomes of a change that depends on one of this fate.
fn descended(fate: Fate) -> Fate {
    match fate {
        Fate::Parked => Fate::Parked,
        Fate::Forked => Fate::Forked,
        Fate::Refused(_) => Fate::Refused(Refusal::AfterRefused),
    }
}
