//! Forks: central's word on which branch stands, and a document without the one that does not.
//!
//! Owns that after a ruling a document's rows are what they would be had the losing branch never been
//! admitted, and that nothing of it is lost: it is kept aside, as the branch is that comes later.
//! Positions are dense and clocks speak of them, so that everything from the first change that goes
//! is taken out and what stays of it appended anew. Must not decide whom to tell: `rulings` does.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::change::Change;
use sync_core::ids::{ActorId, ChangeHash, DocumentId, LearnerId, WriterId};
use sync_core::ledger::{Admission, Finding, Standing, examine};
use sync_core::trust::Ruling;

use super::append::{Document, append, from_frame};
use super::projection::{Touched, refold, touched_of};
use super::view::SqlView;
use super::{Admitting, Author, Origin, served};
use crate::store::programme::{central_key, read_replica};
use crate::store::{StoreError, hubs, rulings};

/// At central: what is held stands. True when that is new, and everybody is told.
pub(super) fn rule(
    conn: &Connection,
    document: Document,
    (actor, sequence): (ActorId, u32),
    held: ChangeHash,
    now: i64,
) -> Result<bool, StoreError> {
    if read_replica(conn)?.is_hub() {
        return Ok(false);
    }
    let is_ruled: bool = conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM ruling
                            WHERE document = ?1 AND actor = ?2 AND sequence = ?3)",
        )?
        .query_row(params![document.number, actor.0, sequence], |row| row.get(0))?;
    if is_ruled {
        return Ok(false);
    }
    let learner = conn
        .prepare_cached("SELECT id FROM learner WHERE number = ?1")?
        .query_row([document.learner], |row| row.get(0).map(LearnerId))?;
    let of = DocumentId { learner, kind: document.kind };
    let ruling = Ruling::issue(&central_key(conn)?, of, (actor, sequence), held, now);
    rulings::keep(conn, document.learner, &ruling)
}

/// Brings a document to what a ruling says, which is kept already.
pub(in crate::store) fn follow(
    conn: &Connection,
    learner: i64,
    ruling: &Ruling,
    now: i64,
) -> Result<(), StoreError> {
    let document = Document::open(conn, learner, ruling.kind)?;
    let held: Option<(i64, [u8; 32])> = conn
        .prepare_cached(
            "SELECT position, hash FROM actor JOIN change ON change.actor = actor.number
             WHERE actor.document = ?1 AND id = ?2 AND sequence = ?3",
        )?
        .query_row(params![document.number, ruling.actor.0, ruling.sequence], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    let mut gone = 0;
    if let Some((position, hash)) = held.filter(|(_, hash)| *hash != ruling.hash.0) {
        tracing::warn!(learner = %ruling.learner, "a branch of a fork gives way to the one that stands");
        gone += take_out(conn, document, position, ChangeHash(hash))?;
    }
    readmit(conn, document, now)?;
    gone += serve_otherwise(conn, document)?;
    conn.prepare_cached(
        "UPDATE ruling SET entries = entries + ?4
         WHERE document = ?1 AND actor = ?2 AND sequence = ?3",
    )?
    .execute(params![document.number, ruling.actor.0, ruling.sequence, gone])?;
    Ok(())
}

/// An admitted change, with all that its row says.
struct Kept {
    number: i64,
    author: i64,
    change: Change,
    hash: ChangeHash,
    frame: Vec<u8>,
    origin: Origin,
    standing: Standing,
    feed: Option<i64>,
}

/// Takes a change and all that follows it out of the record, and keeps it aside. Gives how many
/// entries of the feed went.
fn take_out(
    conn: &Connection,
    document: Document,
    from: i64,
    first: ChangeHash,
) -> Result<i64, StoreError> {
    // Entries of the feed point at changes that are appended anew.
    conn.pragma_update(None, "defer_foreign_keys", true)?;
    let tail = changes_from(conn, document, from)?;
    let mut lost = HashSet::from([first]);
    for kept in &tail {
        if kept.change.dependencies.iter().any(|it| lost.contains(it)) {
            lost.insert(kept.hash);
        }
    }
    let mut touched = BTreeSet::new();
    for kept in &tail {
        delete(conn, kept.number, &mut touched)?;
    }
    shorten(conn, document, from)?;
    let mut gone = 0;
    let (lost, staying): (Vec<Kept>, Vec<Kept>) =
        tail.into_iter().partition(|kept| lost.contains(&kept.hash));
    for kept in staying {
        append_again(conn, document, kept, &mut touched)?;
    }
    conn.prepare_cached(
        "UPDATE actor SET central_sequence = min(central_sequence, last_sequence)
         WHERE document = ?1",
    )?
    .execute([document.number])?;
    for kept in lost {
        gone += keep_aside(conn, document, &kept)?;
    }
    conn.prepare_cached(
        "DELETE FROM register WHERE document = ?1
         AND NOT EXISTS (SELECT 1 FROM put WHERE put.register = register.number)",
    )?
    .execute([document.number])?;
    conn.prepare_cached(
        "DELETE FROM unconfirmed WHERE batch IN (SELECT number FROM batch WHERE document = ?1)
         AND NOT EXISTS (SELECT 1 FROM change WHERE change.batch = unconfirmed.batch)",
    )?
    .execute([document.number])?;
    refold(conn, &touched)?;
    Ok(gone)
}

fn changes_from(
    conn: &Connection,
    document: Document,
    position: i64,
) -> Result<Vec<Kept>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT change.number, writer.number, writer.id, actor.number, actor.id, sequence, frame,
                batch, run, running_index, corrected_at, received_at, change.standing, feed
         FROM change
         JOIN actor ON actor.number = change.actor
         JOIN writer ON writer.number = actor.writer
         WHERE change.document = ?1 AND position >= ?2 ORDER BY position",
    )?;
    let mut rows = statement.query(params![document.number, position])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let writer = WriterId(row.get(2)?);
        let (actor, frame) = (ActorId(row.get(4)?), row.get::<_, Vec<u8>>(6)?);
        let (change, hash) = from_frame(&frame, writer, actor, row.get(5)?)?;
        changes.push(Kept {
            number: row.get(0)?,
            author: row.get(1)?,
            change,
            hash,
            frame,
            origin: Origin {
                actor: row.get(3)?,
                batch: row.get(7)?,
                run: row.get(8)?,
                running_index: row.get(9)?,
                corrected_at: row.get(10)?,
                received_at: row.get(11)?,
            },
            standing: match row.get::<_, u8>(12)? {
                0 => Standing::Effective,
                _ => Standing::Held,
            },
            feed: row.get(13)?,
        });
    }
    Ok(changes)
}

/// Where the typed form of a put is kept.
const PROJECTED: [&str; 17] = [
    "progress_version",
    "work_version",
    "decision",
    "answer",
    "attendance",
    "payment",
    "enrolment_version",
    "survey_word_answer",
    "survey_word",
    "message",
    "certificate_version",
    "met",
    "choice",
    "outcome",
    "interest",
    "referral",
    "release",
];

/// Deletes a change's rows, and says what has to be folded again.
fn delete(
    conn: &Connection,
    change: i64,
    touched: &mut BTreeSet<Touched>,
) -> Result<(), StoreError> {
    let puts: Vec<i64> = conn
        .prepare_cached("SELECT number FROM put WHERE change = ?1")?
        .query_map([change], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for put in puts {
        touched.extend(touched_of(conn, put)?);
        for table in PROJECTED {
            conn.prepare_cached(&format!("DELETE FROM {table} WHERE put = ?1"))?.execute([put])?;
        }
        conn.prepare_cached("DELETE FROM supersedes WHERE put = ?1 OR successor = ?1")?
            .execute([put])?;
        conn.prepare_cached("DELETE FROM put WHERE number = ?1")?.execute([put])?;
    }
    conn.prepare_cached("DELETE FROM change WHERE number = ?1")?.execute([change])?;
    Ok(())
}

/// Says of a document and its actors, heads and puts what is so without the changes from a position
/// on, which are gone.
fn shorten(conn: &Connection, document: Document, position: i64) -> Result<(), StoreError> {
    let mut heads = BTreeSet::new();
    let mut digest = 0_i64;
    for kept in changes_from(conn, document, 0)? {
        for dependency in &kept.change.dependencies {
            heads.remove(dependency);
        }
        heads.insert(kept.hash);
        // SQL has no unsigned 64-bit numbers: the same bits, signed.
        digest = digest.wrapping_add(kept.hash.digest_prefix() as i64);
    }
    conn.prepare_cached("DELETE FROM head WHERE document = ?1")?.execute([document.number])?;
    for head in heads {
        conn.prepare_cached("INSERT INTO head (document, hash) VALUES (?1, ?2)")?
            .execute(params![document.number, head.0])?;
    }
    conn.prepare_cached("UPDATE document SET changes = ?2, digest = ?3 WHERE number = ?1")?
        .execute(params![document.number, position, digest])?;
    conn.prepare_cached(
        "UPDATE actor SET last_sequence =
             (SELECT COALESCE(MAX(sequence), 0) FROM change WHERE change.actor = actor.number)
         WHERE document = ?1",
    )?
    .execute([document.number])?;
    conn.prepare_cached(
        "UPDATE put SET
             superseded = EXISTS (SELECT 1 FROM supersedes WHERE supersedes.put = put.number),
             live = (SELECT standing = 0 FROM change WHERE change.number = put.change)
                 AND NOT EXISTS (
                     SELECT 1 FROM supersedes
                     JOIN put AS next ON next.number = supersedes.successor
                     JOIN change ON change.number = next.change
                     WHERE supersedes.put = put.number AND change.standing = 0)
         WHERE register IN (SELECT number FROM register WHERE document = ?1)",
    )?
    .execute([document.number])?;
    Ok(())
}

/// What does not follow the change that went is in the record as before, at a new position.
fn append_again(
    conn: &Connection,
    document: Document,
    kept: Kept,
    touched: &mut BTreeSet<Touched>,
) -> Result<(), StoreError> {
    let view = SqlView { conn, document: document.number };
    let Finding::Sound(node) = examine(&view, &kept.change, &kept.hash)? else {
        return Err(StoreError::Bug("what stays does not fit without what goes".to_owned()));
    };
    let author = Author::by_number(conn, kept.author)?;
    let Kept { change, hash, standing, origin, feed, .. } = kept;
    let admission = Admission { change, hash, node, standing };
    append(conn, document, &author, &origin, &admission, touched)?;
    if let Some(feed) = feed {
        conn.prepare_cached("UPDATE change SET feed = ?3 WHERE document = ?1 AND hash = ?2")?
            .execute(params![document.number, hash.0, feed])?;
        conn.prepare_cached(
            "UPDATE feed
             SET change = (SELECT number FROM change WHERE document = ?1 AND hash = ?2)
             WHERE programme = 1 AND sequence = ?3",
        )?
        .execute(params![document.number, hash.0, feed])?;
    }
    Ok(())
}

/// Keeps what went apart, whatever else is kept so: it was acknowledged. Gives how many entries of
/// the feed went.
fn keep_aside(conn: &Connection, document: Document, kept: &Kept) -> Result<i64, StoreError> {
    conn.prepare_cached(
        "INSERT INTO aside (document, hash, actor, sequence, frame, fate, batch, run,
                            running_index, corrected_at, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (document, hash) DO UPDATE SET fate = 1, refusal = NULL",
    )?
    .execute(params![
        document.number,
        kept.hash.0,
        kept.origin.actor,
        kept.change.sequence,
        kept.frame,
        kept.origin.batch,
        kept.origin.run,
        kept.origin.running_index,
        kept.origin.corrected_at,
        kept.origin.received_at,
    ])?;
    Ok(conn
        .prepare_cached("DELETE FROM feed WHERE programme = 1 AND sequence = ?1")?
        .execute([kept.feed])? as i64)
}

/// Looks again at what a fork kept apart: the branch that stands joins.
fn readmit(conn: &Connection, document: Document, now: i64) -> Result<(), StoreError> {
    let mut admitting = Admitting::new(conn, document, now)?;
    loop {
        let before = admitting.admitted.len();
        for apart in admitting.aside.forked()? {
            let author = Author::of_actor(conn, apart.origin.actor)?;
            let (change, hash) = apart.read(&author)?;
            admitting.take_in(&author, &change, hash, &apart.origin, None)?;
        }
        if admitting.admitted.len() == before {
            break;
        }
    }
    refold(conn, &admitting.touched)?;
    served::open_runs_ending(conn, document, &admitting.admitted)?;
    hubs::note_again(conn, document.number, &admitting.admitted)
}

/// What both branches share may have been served under the signature of the one that went. It goes
/// out under another, or waits for one. Gives how many entries of the feed went.
fn serve_otherwise(conn: &Connection, document: Document) -> Result<i64, StoreError> {
    let unsigned: Vec<(i64, i64, u32, i64)> = conn
        .prepare_cached(
            "SELECT change.number, change.actor, change.sequence, change.feed
             FROM change JOIN run ON run.batch = change.batch AND run.position = change.run
             WHERE change.document = ?1 AND change.feed IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM change AS last
                               WHERE last.document = ?1 AND last.hash = run.last_hash)",
        )?
        .query_map([document.number], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<Result<_, _>>()?;
    let mut gone = 0;
    for (change, actor, sequence, feed) in unsigned {
        let other: Option<(i64, i64)> = conn
            .prepare_cached(
                "SELECT run.batch, run.position
                 FROM run JOIN change AS last
                      ON last.document = ?3 AND last.hash = run.last_hash
                 WHERE run.actor = ?1 AND run.first_sequence <= ?2 AND last.sequence >= ?2
                 ORDER BY last.sequence LIMIT 1",
            )?
            .query_row(params![actor, sequence, document.number], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        if let Some((batch, run)) = other {
            conn.prepare_cached("UPDATE change SET batch = ?2, run = ?3 WHERE number = ?1")?
                .execute(params![change, batch, run])?;
            continue;
        }
        conn.prepare_cached("UPDATE change SET feed = NULL WHERE number = ?1")?
            .execute([change])?;
        gone += conn
            .prepare_cached("DELETE FROM feed WHERE programme = 1 AND sequence = ?1")?
            .execute([feed])? as i64;
    }
    Ok(gone)
}
