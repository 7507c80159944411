//! Hubs that joined, or were revoked, after a copy was made.
//!
//! Owns that a restore takes away neither a centre's server nor its end: central certified it, and it
//! proves itself by the token that it has. Codes that nobody had used hold no longer, as others do.

use rusqlite::{Connection, params};

use super::error::StoreError;

/// Takes them from the replaced database. Of a centre that is not in the copy there can be none.
pub(super) fn keep(conn: &Connection, present: &Connection, now: i64) -> Result<(), StoreError> {
    let mut statement = present.prepare(
        "SELECT center.id, label, public, certificate, token_hash, since, last_seen, unsent,
                certificate_until, revoked_at
         FROM hub JOIN center ON center.number = hub.center ORDER BY hub.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        conn.execute(
            "INSERT INTO hub (center, label, public, certificate, token_hash, since, last_seen,
                              unsent, certificate_until, revoked_at)
             SELECT number, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 FROM center WHERE id = ?1
             ON CONFLICT (public) DO UPDATE SET revoked_at = coalesce(revoked_at, ?10)",
            params![
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, [u8; 32]>(2)?,
                row.get::<_, Vec<u8>>(3)?,
                row.get::<_, [u8; 32]>(4)?,
                row.get::<_, i64>(5)?,
                row.get::<_, Option<i64>>(6)?,
                row.get::<_, i64>(7)?,
                row.get::<_, Option<i64>>(8)?,
                row.get::<_, Option<i64>>(9)?,
            ],
        )?;
    }
    // Whoever holds one could join a second time.
    conn.execute("UPDATE hub_code SET expires_at = min(expires_at, ?1) WHERE hub IS NULL", [now])?;
    Ok(())
}
