//! Hubs: a centre's servers, as central keeps them, and what a hub keeps of central.
//!
//! Owns both sides' rows. The directory goes down as rows (`directory`, `taking`), the record both
//! ways as signed batches (`exchange`): whoever carries those changes nothing of them. Must not
//! decide who is a hub: a code of central's does.
//!
//! - here: what either side is to the other
//! - `central`: codes, certificates; `ending`: a hub that was lost or stolen
//! - `directory`: what a hub is told of its centre; `taking`: taking it in; `numbers`: after central
//!   was put back
//! - `newcomers`: people and phones that a hub takes in itself
//! - `exchange`: what central has for a hub; `upstream`: what a hub has for central
//! - `places`: on a hub, learners who came or who go; `overruled`: what central refused there

mod carried;
mod central;
mod directory;
mod ending;
mod exchange;
mod newcomers;
mod numbers;
mod overruled;
mod places;
mod taking;
mod upstream;

use rusqlite::{Connection, OptionalExtension};
use sync_core::ids::ChangeHash;
use sync_core::trust::{PublicKey, ReplicaCertificate};

pub(super) use central::shown;
pub use central::{Hub, HubCode, HubShown, HubWord, Joined, Joining};
pub use directory::{Cell, Directory, Table};
pub(super) use ending::keep_hub_ends;
pub use ending::{HubLoss, HubRevoked};
pub use exchange::{Due, HeldLines, HubQuestion, HubReading};
pub use newcomers::{NewcomerPerson, NewcomerPhone, Newcomers, NotTaken};
pub(super) use newcomers::{note_person, note_phone};
pub(super) use numbers::{HUB_ROWS, next_number};
pub use overruled::Overruled;
pub use taking::MissingFiles;
pub use upstream::{BatchMark, Confirmed, Identity, Offer, Standing};

use super::StoreError;
use super::admission::Via;
use super::programme::from_cbor;

/// Is this database a hub's?
pub(super) fn is_hub(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM upstream)")?
        .query_row([], |row| row.get(0))?)
}

/// On a hub: the programme's root, and central's certificate.
pub(super) fn above(
    conn: &Connection,
) -> Result<Option<(PublicKey, ReplicaCertificate)>, StoreError> {
    let found: Option<([u8; 32], Vec<u8>)> = conn
        .prepare_cached("SELECT root, central FROM upstream")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(root, central)| Ok((PublicKey(root), from_cbor(&central)?))).transpose()
}

/// On a hub: central is to be offered what was kept apart and joined since.
pub(super) fn note_again(
    conn: &Connection,
    document: i64,
    admitted: &[ChangeHash],
) -> Result<(), StoreError> {
    if admitted.is_empty() || !is_hub(conn)? {
        return Ok(());
    }
    for hash in admitted {
        conn.prepare_cached(
            "INSERT INTO unconfirmed (batch)
             SELECT batch FROM change WHERE document = ?1 AND hash = ?2
             ON CONFLICT DO UPDATE SET refused = NULL",
        )?
        .execute((document, hash.0))?;
    }
    Ok(())
}

/// On a hub: central is to be offered what was admitted, but for what it brought itself. To be
/// called in the transaction of the admission.
pub(super) fn note_unconfirmed(
    conn: &Connection,
    document: i64,
    batch: i64,
    via: Via,
    admitted: &[ChangeHash],
) -> Result<(), StoreError> {
    if admitted.is_empty() || !is_hub(conn)? {
        return Ok(());
    }
    let brought = if via == Via::Central { Some(batch) } else { None };
    for hash in admitted {
        // A change that had waited for this batch may be another's.
        conn.prepare_cached(
            "INSERT INTO unconfirmed (batch)
             SELECT batch FROM change WHERE document = ?1 AND hash = ?2 AND batch IS NOT ?3
             ON CONFLICT DO UPDATE SET refused = NULL",
        )?
        .execute((document, hash.0, brought))?;
    }
    Ok(())
}
