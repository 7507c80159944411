//! What a hub is told of its centre: rows of central's directory, as they are.
//!
//! Owns which rows of which tables. Rows keep their numbers, since a hub adds none of its own.
//! What is each server's own to know (when a phone was last here, where the feed stands) stays out.
//! Must not send what a hub has no use for: neither central's keys nor codes, nor statements.

use minicbor::{Decode, Encode};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use sync_core::record::Day;

use super::Hub;
use crate::store::StoreError;

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub enum Cell {
    /// Nothing.
    #[n(0)]
    Null,
    /// A number.
    #[n(1)]
    Integer(#[n(0)] i64),
    /// Text.
    #[n(2)]
    Text(#[n(0)] String),
    /// Bytes.
    #[n(3)]
    Blob(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
}

/// Rows of one table.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(array)]
pub struct Table {
    /// Its name.
    #[n(0)]
    pub name: String,
    /// Names of the columns that each row has, in order.
    #[n(1)]
    pub columns: Vec<String>,
    /// By number.
    #[n(2)]
    pub rows: Vec<Vec<Cell>>,
}

/// Everything that a hub is told of its centre but the record.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
#[cbor(array)]
pub struct Directory {
    /// In an order in which each row finds those that it points at.
    #[n(0)]
    pub tables: Vec<Table>,
}

impl Directory {
    /// What is sent and compared.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// Reads it; `None` when it is none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        minicbor::decode(bytes).ok()
    }

    /// Names its content.
    pub fn hash_of(bytes: &[u8]) -> [u8; 32] {
        Sha256::digest(bytes).into()
    }
}

/// Learners whose centre is `?1`.
const RESIDENTS: &str = "IN (SELECT learner.number FROM learner
     JOIN cohort ON cohort.number = learner.cohort
     WHERE cohort.center = ?1 AND learner.erased_at IS NULL)";

/// Learners whom the hub of centre `?1` serves on day `?2`: its own, and those who visit. Days are
/// the centre's, hence a day more on both sides.
pub(super) const SERVED: &str = "IN (SELECT learner.number FROM learner
     JOIN cohort ON cohort.number = learner.cohort
     WHERE cohort.center = ?1 AND learner.erased_at IS NULL
     UNION SELECT visit.learner FROM visit JOIN learner ON learner.number = visit.learner
     WHERE visit.center = ?1 AND ended_at IS NULL AND learner.erased_at IS NULL
       AND ?2 BETWEEN from_day - 1 AND until_day + 1)";

/// A table, which of its columns stay here, and which rows go.
struct Part {
    table: &'static str,
    without: &'static [&'static str],
    rows: &'static str,
}

const fn part(table: &'static str, without: &'static [&'static str], rows: &'static str) -> Part {
    Part { table, without, rows }
}

/// `{HERS}` stands for the learners, `{RESIDENTS}` for those of them who do not visit only,
/// `{STAFF}` for whoever may act at the centre or signed there.
const PARTS: &[Part] = &[
    part("programme", &["head", "chain"], "number = 1"),
    part("definition", &[], "programme = 1"),
    part(
        "center",
        &[],
        "number = ?1 OR number IN (SELECT center FROM cohort
         JOIN learner ON learner.cohort = cohort.number WHERE learner.number {HERS})",
    ),
    part(
        "cohort",
        &[],
        "center = ?1 OR number IN (SELECT cohort FROM learner WHERE number {HERS})",
    ),
    part("learner", &[], "number {HERS}"),
    part("account", &["last_sign_in"], "number {STAFF}"),
    part(
        "role_grant",
        &[],
        "account {STAFF} AND (scope = 'programme' OR center = ?1
         OR cohort IN (SELECT number FROM cohort WHERE center = ?1) OR number IN
         (SELECT role_grant FROM grant_learner WHERE learner {HERS}))",
    ),
    part("grant_learner", &[], "learner {HERS}"),
    part("kinship", &[], "learner {HERS} AND account {STAFF}"),
    part("second_factor", &["last_step", "pending"], "account {STAFF} AND secret IS NOT NULL"),
    part("second_factor_role", &[], "1"),
    part("consent", &[], "learner {RESIDENTS}"),
    part("contact", &[], "learner {RESIDENTS}"),
    part("device", &["last_seen", "clock_offset", "unsent", "made"], "learner {HERS}"),
    part("writer", &[], "learner {HERS}"),
    part("profile", &["sealing_told"], "learner {HERS}"),
    part(
        "cohort_session",
        &["announced"],
        "cohort IN (SELECT number FROM cohort WHERE center = ?1)",
    ),
    part(
        "cohort_notice",
        &["announced"],
        "announced > 0 AND cohort IN (SELECT number FROM cohort WHERE center = ?1)",
    ),
    part("pack", &["number"], "current = 1"),
    part("hub_end", &[], "1"),
];

/// Accounts of the centre `?1`: those with a grant there, and those whose devices signed there.
const STAFF: &str = "IN (SELECT account FROM role_grant WHERE scope = 'programme' OR center = ?1
         OR cohort IN (SELECT number FROM cohort WHERE center = ?1)
     UNION SELECT account FROM role_grant JOIN grant_learner ON role_grant = role_grant.number
         WHERE learner {HERS}
     UNION SELECT account FROM writer WHERE account IS NOT NULL AND learner {HERS}
     UNION SELECT account FROM device WHERE account IS NOT NULL AND learner {HERS})";

/// The directory of a hub's centre on a day.
pub(super) fn read_directory(
    conn: &Connection,
    hub: &Hub,
    today: Day,
) -> Result<Directory, StoreError> {
    let tables =
        PARTS.iter().map(|part| read(conn, part, hub.center, today)).collect::<Result<_, _>>()?;
    Ok(Directory { tables })
}

/// Accounts that the hub of a centre is told of: number and login.
pub(super) fn accounts_known_at(
    conn: &Connection,
    center: i64,
    today: Day,
) -> Result<Vec<(i64, String)>, StoreError> {
    let sql = format!(
        "SELECT number, login FROM account WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL
         AND number {STAFF} ORDER BY login"
    );
    let mut statement = conn.prepare_cached(&sql.replace("{HERS}", SERVED))?;
    let accounts =
        statement.query_map(params![center, today.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(accounts.collect::<Result<_, _>>()?)
}

/// The columns of a table, in order, but for those that stay.
pub(super) fn columns(conn: &Connection, table: &str) -> Result<Vec<(String, bool)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT name, pk > 0 FROM pragma_table_info(?1) ORDER BY cid")?;
    let columns = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(columns.collect::<Result<_, _>>()?)
}

/// Tables that a directory may hold.
pub(super) fn is_part(table: &str) -> bool {
    PARTS.iter().any(|part| part.table == table)
}

fn read(conn: &Connection, part: &Part, center: i64, today: Day) -> Result<Table, StoreError> {
    let columns: Vec<String> = columns(conn, part.table)?
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !part.without.contains(&name.as_str()))
        .collect();
    let shown = |name: &String| match (part.table, name.as_str()) {
        // People who are one with somebody of another centre stand alone here.
        ("learner", "same_as") => "CASE WHEN same_as {HERS} THEN same_as END".to_owned(),
        // Who visits is served, and is nobody's business there.
        ("learner", "name") => "CASE WHEN number {RESIDENTS} THEN name ELSE label END".to_owned(),
        ("learner", "birth_year" | "about" | "track" | "gender" | "region") => {
            format!("CASE WHEN number {{RESIDENTS}} THEN {name} END")
        }
        _ => name.clone(),
    };
    let select: Vec<String> = columns.iter().map(shown).collect();
    // Both bounds are named in each, so that every statement takes them.
    let sql = format!(
        "SELECT {} FROM {} WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL AND ({}) ORDER BY 1",
        select.join(", "),
        part.table,
        part.rows
    );
    let sql =
        sql.replace("{STAFF}", STAFF).replace("{RESIDENTS}", RESIDENTS).replace("{HERS}", SERVED);
    let mut statement = conn.prepare_cached(&sql)?;
    let mut found = statement.query(params![center, today.0])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let cells = (0..columns.len()).map(|at| {
            Ok(match row.get_ref(at)? {
                ValueRef::Null => Cell::Null,
                ValueRef::Integer(number) => Cell::Integer(number),
                ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
                ValueRef::Real(_) => return Err(StoreError::damaged("a real number")),
            })
        });
        rows.push(cells.collect::<Result<_, StoreError>>()?);
    }
    Ok(Table { name: part.table.to_owned(), columns, rows })
}
