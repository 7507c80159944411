//! Row numbers on a hub: central's, and its own until central has given others.
//!
//! A hub keeps central's row numbers. What it adds itself is numbered far beyond them. After a restore
//! central gives the same numbers anew, to whoever comes first, and those who come back get others.
//! Owns that each row of the hub's is known by what it names, keeps all that points at it, and makes
//! room for who has its number now. To be called inside the transaction that takes the directory in,
//! with foreign keys deferred.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::directory::{Cell, Directory, Table};
use super::newcomers::heard_of;
use crate::store::StoreError;

/// From here on rows are a hub's own: central numbers from 1, and never comes so far.
pub(in crate::store) const HUB_ROWS: i64 = 1 << 40;

/// SQL: the number of a new row of a table.
pub(in crate::store) fn next_number(table: &str) -> String {
    format!(
        "(SELECT MAX(COALESCE(MAX(number), 0),
              CASE WHEN EXISTS (SELECT 1 FROM upstream) THEN {HUB_ROWS} ELSE 0 END) + 1
          FROM {table})"
    )
}

/// Tables that others point at, with the column that says what a row is.
const NAMED: &[(&str, &str)] = &[
    ("center", "id"),
    ("cohort", "id"),
    ("learner", "id"),
    ("account", "login"),
    ("device", "token_hash"),
    ("writer", "public"),
    ("profile", "token_hash"),
    ("cohort_session", "id"),
    ("cohort_notice", "id"),
];

/// Numbers rows as the directory numbers them.
pub(super) fn make_room(conn: &Connection, directory: &Directory) -> Result<(), StoreError> {
    for (name, column) in NAMED {
        if let Some(table) = directory.tables.iter().find(|table| table.name == *name) {
            follow(conn, table, column)?;
        }
    }
    Ok(())
}

/// What a row is, so that it can be compared.
fn name_of(cell: &Cell) -> Option<Vec<u8>> {
    match cell {
        Cell::Text(text) => Some(text.as_bytes().to_vec()),
        Cell::Blob(bytes) => Some(bytes.clone()),
        Cell::Null | Cell::Integer(_) => None,
    }
}

fn follow(conn: &Connection, table: &Table, column: &str) -> Result<(), StoreError> {
    let place = |name: &str| table.columns.iter().position(|column| column == name);
    let (Some(number_at), Some(name_at)) = (place("number"), place(column)) else {
        return Ok(());
    };
    let wanted: BTreeMap<Vec<u8>, i64> = table
        .rows
        .iter()
        .filter_map(|row| match (row.get(number_at), row.get(name_at)) {
            (Some(Cell::Integer(number)), Some(name)) => Some((name_of(name)?, *number)),
            _ => None,
        })
        .collect();
    let taken: BTreeSet<i64> = wanted.values().copied().collect();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT number, CAST({column} AS BLOB) FROM {} ORDER BY number",
        table.name
    ))?;
    let here: Vec<(i64, Vec<u8>)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    // Below all others: central never gives such a number.
    let mut free = here.iter().map(|(number, _)| *number).min().unwrap_or(0).min(0);
    let mut moves = Vec::new();
    for (number, name) in here {
        match wanted.get(&name) {
            Some(wanted) if *wanted == number => {}
            Some(wanted) => {
                if number >= HUB_ROWS {
                    heard_of(conn, &table.name, number)?;
                }
                free -= 1;
                moves.push((number, free, Some(*wanted)));
            }
            // Central has forgotten it, and gave its number away.
            None if taken.contains(&number) => {
                free -= 1;
                moves.push((number, free, None));
            }
            None => {}
        }
    }
    // All out of the way first: two may have changed places.
    for (from, aside, _) in &moves {
        renumber(conn, &table.name, *from, *aside)?;
    }
    for (_, aside, to) in &moves {
        match to {
            Some(to) => renumber(conn, &table.name, *aside, *to)?,
            // Her number on paper is another's as well.
            None if table.name == "learner" => {
                conn.execute(
                    "UPDATE learner SET label = label || ' (' || -number || ')' WHERE number = ?1",
                    [aside],
                )?;
            }
            None => {}
        }
    }
    Ok(())
}

/// Gives a row another number, and all that points at it.
fn renumber(conn: &Connection, table: &str, from: i64, to: i64) -> Result<(), StoreError> {
    conn.execute(&format!("UPDATE {table} SET number = ?2 WHERE number = ?1"), params![from, to])?;
    let mut statement = conn.prepare_cached(
        "SELECT child.name, key.\"from\" FROM sqlite_schema AS child
         JOIN pragma_foreign_key_list(child.name) AS key
         WHERE child.type = 'table' AND key.\"table\" = ?1",
    )?;
    let pointing: Vec<(String, String)> = statement
        .query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (child, column) in pointing {
        conn.execute(
            &format!("UPDATE {child} SET {column} = ?2 WHERE {column} = ?1"),
            params![from, to],
        )?;
    }
    Ok(())
}
