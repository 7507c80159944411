//! One document: rows against frames, the ledger in memory, and Automerge.
//!
//! Owns the comparisons, each told in a sentence. Three views must agree: what the rows say, what
//! sync-core's ledger makes of the frames, and what Automerge makes of the same changes.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{AutoCommit, ROOT, ReadDoc, ScalarValue, Value};
use sync_core::ids::{ActorId, ChangeHash, DocumentKind, OpId, WriterId};
use sync_core::ledger::{Admission, Finding, Ledger, examine};
use sync_core::record::{LessonProgress, LessonState, Record, Section, WorkEntry, fold_progress};

use super::DocumentReport;
use crate::store::{DocumentRows, EntryRow, LessonRow, Projections, PutRow};

/// Compares one document; `projections` are its learner's.
pub fn compare(rows: &DocumentRows, projections: &Projections) -> DocumentReport {
    let mut compared = Compared { rows, report: DocumentReport::default() };
    compared.report.registers = rows.registers.len() as u64;
    if let Some(rebuilt) = compared.rebuild() {
        compared.graph(&rebuilt);
        compared.ledger(&rebuilt.ledger);
        compared.automerge(rebuilt.automerge);
        if rows.id.kind == DocumentKind::Record {
            compared.projections(projections);
        }
    }
    compared.report
}

struct Compared<'a> {
    rows: &'a DocumentRows,
    report: DocumentReport,
}

struct Rebuilt {
    ledger: Ledger,
    automerge: AutoCommit,
    digest: u64,
}

impl Compared<'_> {
    fn differs(&mut self, what: impl Into<String>) {
        self.report.mismatches.push(what.into());
    }

    /// Reads every frame, and builds ledger and Automerge document of them. `None`: no use in
    /// comparing further.
    fn rebuild(&mut self) -> Option<Rebuilt> {
        let mut rebuilt =
            Rebuilt { ledger: Ledger::default(), automerge: AutoCommit::new(), digest: 0 };
        for row in &self.rows.changes {
            let Ok((change, hash)) = row.read() else {
                self.differs(format!("the frame at position {} cannot be read", row.position));
                return None;
            };
            if hash != row.hash {
                self.differs(format!("the frame at position {} is another's", row.position));
                return None;
            }
            let Ok(Finding::Sound(node)) = examine(&rebuilt.ledger, &change, &hash) else {
                self.differs(format!("the change at position {} does not fit", row.position));
                return None;
            };
            if node.position != row.position {
                self.differs(format!("position {} is not {}", row.position, node.position));
            }
            if rebuilt.automerge.apply_changes([change.to_automerge()]).is_err() {
                self.differs(format!("Automerge refuses the change at {}", row.position));
                return None;
            }
            rebuilt.digest = rebuilt.digest.wrapping_add(hash.digest_prefix());
            rebuilt.ledger.admit(&Admission { change, hash, node, standing: row.standing });
        }
        Some(rebuilt)
    }

    fn graph(&mut self, rebuilt: &Rebuilt) {
        if self.rows.heads != rebuilt.ledger.current_heads() {
            self.differs("the heads are not the graph's");
        }
        if self.rows.digest != rebuilt.digest {
            self.differs("the digest is not the sum of the changes");
        }
        if self.rows.count as usize != self.rows.changes.len() {
            self.differs("the count of changes is wrong");
        }
    }

    fn ledger(&mut self, ledger: &Ledger) {
        let expected: BTreeMap<&str, Vec<Row>> = ledger
            .registers()
            .map(|(key, register)| {
                let live: BTreeSet<OpId> = register.live().map(|put| put.op).collect();
                let puts = register.puts().map(|put| {
                    let mut superseded_by = put.superseded_by.clone();
                    superseded_by.sort_unstable();
                    Row {
                        op: put.op,
                        value: put.value.clone(),
                        live: live.contains(&put.op),
                        superseded: !superseded_by.is_empty(),
                        superseded_by,
                    }
                });
                (key.as_str(), puts.collect())
            })
            .collect();
        let keys: BTreeSet<&str> = expected
            .keys()
            .copied()
            .chain(self.rows.registers.keys().map(String::as_str))
            .collect();
        let mut different = Vec::new();
        for key in keys {
            let kept: Vec<Row> =
                self.rows.registers.get(key).into_iter().flatten().map(Row::from).collect();
            if expected.get(key).map_or(&[][..], Vec::as_slice) != kept.as_slice() {
                different.push(format!("the rows of {key} are not the ledger's"));
            }
        }
        self.report.mismatches.extend(different);
    }

    fn automerge(&mut self, mut document: AutoCommit) {
        let mut heads: Vec<ChangeHash> =
            document.get_heads().into_iter().map(|hash| ChangeHash(hash.0)).collect();
        heads.sort_unstable();
        if heads != self.rows.heads {
            self.differs("the heads are not Automerge's");
        }
        let keys: BTreeSet<String> =
            document.keys(ROOT).chain(self.rows.registers.keys().cloned()).collect();
        for key in keys {
            let kept: BTreeMap<OpId, Vec<u8>> = self
                .rows
                .registers
                .get(&key)
                .into_iter()
                .flatten()
                .filter(|put| !put.superseded)
                .map(|put| (put.op, put.value.clone()))
                .collect();
            if values(&document, &key) != Some(kept) {
                self.differs(format!("the values of {key} are not Automerge's"));
            }
        }
    }

    fn projections(&mut self, projections: &Projections) {
        let (lessons, entries) = project(self.rows);
        if lessons != projections.lessons {
            self.differs("lesson progress is not the fold of the record");
        }
        if entries != projections.entries {
            self.differs("work entries are not what the record says");
        }
    }
}

/// What must be equal of a put.
#[derive(PartialEq, Eq)]
struct Row {
    op: OpId,
    value: Vec<u8>,
    live: bool,
    superseded: bool,
    superseded_by: Vec<OpId>,
}

impl From<&PutRow> for Row {
    fn from(put: &PutRow) -> Self {
        Self {
            op: put.op,
            value: put.value.clone(),
            live: put.live,
            superseded: put.superseded,
            superseded_by: put.superseded_by.clone(),
        }
    }
}

/// All values of a register as Automerge has them; `None` when one is not of our shape.
fn values(document: &AutoCommit, key: &str) -> Option<BTreeMap<OpId, Vec<u8>>> {
    document
        .get_all(ROOT, key)
        .ok()?
        .into_iter()
        .map(|(value, id)| {
            let automerge::ObjId::Id(counter, actor, _) = id else { return None };
            let Value::Scalar(scalar) = value else { return None };
            let ScalarValue::Bytes(bytes) = scalar.as_ref() else { return None };
            let actor = ActorId::from_slice(actor.to_bytes())?;
            Some((OpId { counter: u32::try_from(counter).ok()?, actor }, bytes.clone()))
        })
        .collect()
}

type Folds = (BTreeMap<String, LessonRow>, BTreeMap<String, EntryRow>);

/// Projects the record anew, by its own reading of the rules.
fn project(rows: &DocumentRows) -> Folds {
    let times: BTreeMap<(ActorId, u32), i64> = rows
        .changes
        .iter()
        .filter_map(|row| {
            let (change, _) = row.read().ok()?;
            let ops: Vec<OpId> = change.ops().map(|(op, _)| op).collect();
            Some(ops.into_iter().map(|op| ((op.actor, op.counter), row.corrected_at)))
        })
        .flatten()
        .collect();
    let mut lessons: BTreeMap<String, BTreeMap<WriterId, Vec<(LessonProgress, i64)>>> =
        BTreeMap::new();
    let mut entries: BTreeMap<String, Vec<(OpId, WorkEntry)>> = BTreeMap::new();
    for (key, puts) in &rows.registers {
        let Some(key) = sync_core::key::RegisterKey::parse(key) else { continue };
        let section = Section::of(rows.id.kind, &key);
        for put in puts.iter().filter(|put| put.live) {
            match section {
                Some(Section::Progress) => {
                    let at = times.get(&(put.op.actor, put.op.counter)).copied().unwrap_or(put.at);
                    if let Ok(record) = Record::<LessonProgress>::from_bytes(&put.value) {
                        let writers = lessons.entry(key.entity().to_owned()).or_default();
                        writers.entry(put.writer).or_default().push((record.known, at));
                    }
                }
                Some(Section::Work) => {
                    if let Ok(record) = Record::<WorkEntry>::from_bytes(&put.value) {
                        let versions = entries.entry(key.entity().to_owned()).or_default();
                        versions.push((put.op, record.known));
                    }
                }
                _ => {}
            }
        }
    }
    let lessons = lessons
        .into_iter()
        .filter_map(|(lesson, writers)| {
            let fold = fold_progress(writers.values().map(Vec::as_slice))?;
            let row = LessonRow {
                done: fold.state == LessonState::Done,
                place: fold.place,
                seconds: fold.seconds,
                score_percent: fold.score_percent,
                completed_at: fold.completed_at,
                last_at: fold.last_at,
            };
            Some((lesson, row))
        })
        .collect();
    let entries =
        entries.into_iter().filter_map(|(entry, versions)| Some((entry, counted(&versions)?)));
    (lessons, entries.collect())
}

/// Of several live versions the smallest counts, a withdrawn one for nothing.
fn counted(versions: &[(OpId, WorkEntry)]) -> Option<EntryRow> {
    let (_, smallest) = versions.iter().min_by_key(|(op, value)| {
        (!value.is_withdrawn(), value.minutes.unwrap_or(0), value.units.unwrap_or(0), *op)
    })?;
    let counts =
        |amount: Option<u32>| if smallest.is_withdrawn() { 0 } else { amount.unwrap_or(0) };
    Some(EntryRow {
        live_versions: versions.len() as u32,
        task: smallest.task.clone(),
        day: smallest.day.0,
        minutes: counts(smallest.minutes),
        units: counts(smallest.units),
        withdrawn: smallest.is_withdrawn(),
    })
}
