//! One document: rows against frames, the ledger in memory, and Automerge.
//!
//! Owns the comparisons, each told in a sentence. Three views must agree: what the rows say, what
//! sync-core's ledger makes of the frames, and what Automerge makes of the same changes.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{AutoCommit, ROOT, ReadDoc, ScalarValue, Value};
use sync_core::ids::{ActorId, ChangeHash, OpId};
use sync_core::ledger::{Admission, Finding, Ledger, Standing, examine};

use super::DocumentReport;
use crate::store::{ChangeRow, DocumentRows, PutRow};

/// Compares one document.
pub fn compare(rows: &DocumentRows) -> DocumentReport {
    let mut compared = Compared { rows, report: DocumentReport::default() };
    compared.report.registers = rows.registers.len() as u64;
    if let Some(rebuilt) = compared.rebuild() {
        compared.graph(&rebuilt);
        compared.ledger(&rebuilt.ledger);
        compared.automerge(rebuilt.automerge);
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
            if self.standing(row) != Some(row.standing) {
                self.differs(format!("the standing at {} is not her certificate's", row.position));
            }
            rebuilt.digest = rebuilt.digest.wrapping_add(hash.digest_prefix());
            rebuilt.ledger.admit(&Admission { change, hash, node, standing: row.standing });
        }
        Some(rebuilt)
    }

    /// What the directory says of a change; `None`: its writer is in it under no certificate of
    /// central's, nor of this hub's own for a key that waits.
    fn standing(&self, row: &ChangeRow) -> Option<Standing> {
        let writer = self.rows.writers.get(&row.writer)?;
        let certificate = &writer.certificate;
        if certificate.verify(&self.rows.central).is_err() {
            certificate.verify(&self.rows.own).ok()?;
            return Some(Standing::Held);
        }
        if row.is_overruled {
            return Some(Standing::Held);
        }
        let is_named = certificate.effective.is_some();
        let stands =
            writer.is_open || (is_named && certificate.lets_stand(&row.actor, row.sequence));
        Some(if stands { Standing::Effective } else { Standing::Held })
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
