//! What must be so at a centre's hub in the end.
//!
//! Owns two looks: once it has met central and before any phone comes by, it has all that central
//! has for it, since whoever wrote it may never come again; and when everybody has met, it has just
//! what central has of its learners, and nothing of anybody else's.

use std::collections::BTreeSet;

use server::store::DocumentRows;
use server::verify::verify_document;
use sync_core::ids::{ChangeHash, DocumentId, DocumentKind, WriterId};

use super::oracle::at_central;
use super::world::World;

impl World {
    /// Central alone tells a hub everything of its learners.
    pub(super) fn has_hub_heard_all(&mut self) {
        let Some(hub) = self.hub.as_ref() else { return };
        let (held, documents, mut lacks) = (hub.documents(), self.central.documents(), Vec::new());
        for rows in documents {
            let learner = self.learners.iter().position(|id| *id == rows.id.learner);
            if !learner.is_some_and(|learner| self.comes_by_hub(learner)) {
                continue;
            }
            let here = held.iter().find(|it| it.id == rows.id);
            let missing = not_in(Some(&rows), here);
            if !missing.is_empty() {
                let (kind, whose) = (rows.id.kind.name(), rows.id.learner);
                lacks.push(format!(
                    "central did not give the hub {missing:?} of the {kind} of {whose}"
                ));
            }
        }
        lacks.into_iter().for_each(|what| self.diverged(what));
    }

    /// The hub has its centre's documents as central has them, and nobody else's.
    pub(super) fn does_hub_agree(&mut self, documents: &[DocumentRows]) {
        let Some(hub) = self.hub.as_ref() else { return };
        let (held, mut differences) = (hub.documents(), Vec::new());
        for (number, learner) in self.learners.clone().into_iter().enumerate() {
            for kind in DocumentKind::ALL {
                let of = |rows: &&DocumentRows| rows.id == DocumentId { learner, kind };
                let (here, there) = (held.iter().find(of), documents.iter().find(of));
                let what = format!("{} of {learner}", kind.name());
                if !self.comes_by_hub(number) {
                    if here.is_some() {
                        self.leaked(format!("the hub has the {what}, of another centre"));
                    }
                    continue;
                }
                let heads = |rows: Option<&DocumentRows>| {
                    rows.map(|it| it.heads.clone()).unwrap_or_default()
                };
                if heads(here) != heads(there) {
                    let (lacks, has_more) = (not_in(there, here), not_in(here, there));
                    differences.push(format!(
                        "the hub has other heads of the {what}: lacks {lacks:?}, has {has_more:?} more"
                    ));
                } else if here.map(at_central).unwrap_or_default()
                    != there.map(at_central).unwrap_or_default()
                {
                    differences.push(format!("the hub shows another {what}"));
                }
            }
        }
        for what in differences {
            self.diverged(what);
        }
        for id in held.iter().map(|rows| rows.id) {
            let Some(hub) = self.hub.as_ref() else { return };
            let verified = hub.ask(async |store| verify_document(store, id).await.unwrap());
            for what in verified.mismatches {
                self.diverged(format!("at the hub, {} of {}: {what}", id.kind.name(), id.learner));
            }
        }
    }
}

/// Changes of one that are not in the other, as (writer, sequence).
fn not_in(one: Option<&DocumentRows>, other: Option<&DocumentRows>) -> Vec<(WriterId, u32)> {
    let held: BTreeSet<ChangeHash> =
        other.iter().flat_map(|rows| rows.changes.iter().map(|row| row.hash)).collect();
    let all = one.iter().flat_map(|rows| &rows.changes);
    all.filter(|row| !held.contains(&row.hash)).map(|row| (row.writer, row.sequence)).collect()
}
