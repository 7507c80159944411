//! What is projected of a learner's documents, made anew from their rows by its own reading of the
//! rules.
//!
//! Owns the comparison of lessons, entries, standings, enrolments and certificates. Must not read a
//! projection to check one.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::ids::{ActorId, DocumentKind, OpId, WriterId};
use sync_core::key::RegisterKey;
use sync_core::ledger::Standing;
use sync_core::record::{
    AssistedWork, Certificate, Enrolment, EntryStanding, EntryWords, Known, LessonProgress,
    LessonState, Record, Said, Section, Voice, WorkEntry, fold_progress, stand, version_of,
};

use crate::store::certificates::IssuedRow;
use crate::store::enrolments::EnrolmentRow;
use crate::store::{DocumentRows, EntryRow, LessonRow, Projections, PutRow, StandingRow};

/// What differs, in sentences.
pub(super) fn compare_projections(
    documents: &[&DocumentRows],
    projections: &Projections,
) -> Vec<String> {
    let mut projected = Projected::default();
    for rows in documents {
        projected.take(rows, &projections.voices);
    }
    let mut differs = Vec::new();
    if projected.lessons() != projections.lessons {
        differs.push("lesson progress is not the fold of the record".to_owned());
    }
    if projected.entries() != projections.entries {
        differs.push("work entries are not what the record says".to_owned());
    }
    if projected.standings() != projections.standings {
        differs.push("standings are not what was said of the entries".to_owned());
    }
    if projected.enrolments() != projections.enrolments {
        differs.push("enrolments are not what their registers say".to_owned());
    }
    if projected.certificates() != projections.certificates {
        differs.push("certificates are not what their registers say".to_owned());
    }
    differs
}

#[derive(Default)]
struct Projected {
    lessons: BTreeMap<String, BTreeMap<WriterId, Vec<(LessonProgress, i64)>>>,
    live: BTreeMap<String, Vec<(OpId, WorkEntry)>>,
    words: BTreeMap<String, EntryWords>,
    /// Cohort → what was said of effect: live or not, by which op.
    enrolments: BTreeMap<String, Vec<(bool, OpId, Enrolment)>>,
    /// Certificate → live versions, by which op.
    certificates: BTreeMap<String, Vec<(OpId, Certificate)>>,
}

impl Projected {
    fn take(&mut self, rows: &DocumentRows, voices: &BTreeMap<WriterId, Voice>) {
        let mut times: BTreeMap<(ActorId, u32), i64> = BTreeMap::new();
        let mut held: BTreeSet<OpId> = BTreeSet::new();
        for row in &rows.changes {
            let Ok((change, _)) = row.read() else { continue };
            for (op, _) in change.ops() {
                times.insert((op.actor, op.counter), row.corrected_at);
                if row.standing == Standing::Held {
                    held.insert(op);
                }
            }
        }
        for (key, puts) in &rows.registers {
            let Some(key) = RegisterKey::parse(key) else { continue };
            let Some(section) = Section::of(rows.id.kind, &key) else { continue };
            for put in puts.iter().filter(|put| !held.contains(&put.op)) {
                let at = times.get(&(put.op.actor, put.op.counter)).copied().unwrap_or(put.at);
                let by = voices.get(&put.writer).copied().unwrap_or(Voice::Learner);
                self.take_put(rows, section, &key, put, at, by);
            }
        }
    }

    fn take_put(
        &mut self,
        rows: &DocumentRows,
        section: Section,
        key: &RegisterKey,
        put: &PutRow,
        at: i64,
        by: Voice,
    ) {
        let entity = key.entity().to_owned();
        let said = Said {
            id: version_of(rows.id, key, put.op, &put.value),
            by,
            at: put.at,
            live: put.live,
            value: Some(()),
        };
        match section {
            Section::Progress if put.live => {
                if let Some(progress) = known(put) {
                    let writers = self.lessons.entry(entity).or_default();
                    writers.entry(put.writer).or_default().push((progress, at));
                }
            }
            Section::Work | Section::AssistedWork => {
                let work: Option<WorkEntry> = match rows.id.kind {
                    DocumentKind::Record => known(put),
                    _ => known::<AssistedWork>(put).map(|work| work.entry()),
                };
                if let (true, Some(work)) = (put.live, &work) {
                    self.live.entry(entity.clone()).or_default().push((put.op, work.clone()));
                }
                self.words.entry(entity).or_default().versions.push(with(said, work));
            }
            Section::Decision => {
                self.words.entry(entity).or_default().decisions.push(with(said, known(put)));
            }
            Section::Answer => {
                self.words.entry(entity).or_default().answers.push(with(said, known(put)));
            }
            Section::Enrolment => {
                if let Some(enrolment) = known(put) {
                    self.enrolments.entry(entity).or_default().push((put.live, put.op, enrolment));
                }
            }
            Section::Certificate if put.live => {
                if let Some(certificate) = known(put) {
                    self.certificates.entry(entity).or_default().push((put.op, certificate));
                }
            }
            _ => {}
        }
    }

    fn certificates(&self) -> BTreeMap<String, IssuedRow> {
        let stand = |(id, live): (&String, &Vec<(OpId, Certificate)>)| {
            let (_, stands) = live.iter().min_by_key(|(op, known)| {
                (known.revoked.is_none(), known.revoked, known.day, *op)
            })?;
            Some((id.clone(), IssuedRow::of(stands)))
        };
        self.certificates.iter().filter_map(stand).collect()
    }

    fn enrolments(&self) -> BTreeMap<String, EnrolmentRow> {
        let stand = |(cohort, said): (&String, &Vec<(bool, OpId, Enrolment)>)| {
            let since = said.iter().map(|(_, _, enrolment)| enrolment.day).min()?;
            let live = said.iter().filter(|(live, ..)| *live);
            let (_, _, stands) = live.max_by_key(|(_, op, enrolment)| (enrolment.day, *op))?;
            let Enrolment { state, day, track, reason, definition, .. } = stands.clone();
            let cohort = cohort.clone();
            let row = EnrolmentRow {
                cohort,
                state,
                day,
                since,
                track,
                reason,
                definition,
                is_written: true,
            };
            Some((row.cohort.clone(), row))
        };
        self.enrolments.iter().filter_map(stand).collect()
    }

    fn lessons(&self) -> BTreeMap<String, LessonRow> {
        self.lessons
            .iter()
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
                Some((lesson.clone(), row))
            })
            .collect()
    }

    fn entries(&self) -> BTreeMap<String, EntryRow> {
        let counted = self.live.iter().filter_map(|(id, live)| Some((id.clone(), counted(live)?)));
        counted.collect()
    }

    fn standings(&self) -> BTreeMap<String, StandingRow> {
        self.words
            .iter()
            .filter_map(|(entry, words)| {
                let standing = stand(words)?;
                let question = match &standing {
                    EntryStanding::Question(question) => Some(question.word().to_owned()),
                    _ => None,
                };
                let approval = match &standing {
                    EntryStanding::Approved(approval) => Some(approval),
                    _ => None,
                };
                let row = StandingRow {
                    state: standing.word().to_owned(),
                    question,
                    minutes: approval.and_then(|approval| approval.quantity.minutes()),
                    units: approval.and_then(|approval| approval.quantity.units()),
                    amount: approval.and_then(|approval| i64::try_from(approval.amount).ok()),
                };
                Some((entry.clone(), row))
            })
            .collect()
    }
}

fn known<T: Known>(put: &PutRow) -> Option<T> {
    Record::from_bytes(&put.value).ok().map(|record| record.known)
}

fn with<T>(said: Said<()>, value: Option<T>) -> Said<T> {
    Said { id: said.id, by: said.by, at: said.at, live: said.live, value }
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
