//! What is well, what somebody should look at, and what is broken: `chaski doctor`.
//!
//! Owns the checks, and what each means and asks for, in words for whoever looks after the machine.
//! Must not change anything: it runs beside a server, and on a directory that no server can open.
//!
//! - `certificate`: the pair of files
//! - `data`: the data directory, its disk, its backups, the clock
//! - `central`: a hub's standing with central

mod central;
mod certificate;
mod data;

#[cfg(test)]
mod tests;

use std::path::Path;

use serde::Serialize;

use crate::hub::Road;
use crate::source::Source;
use crate::store::{Store, StoreError, known_schema};
use crate::tls::Files;

/// How something stands, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Ok,
    /// Somebody should look at it soon.
    Look,
    /// It does not work, or will lose something.
    Broken,
}

impl Level {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Look => "look",
            Self::Broken => "broken",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A stable word for it.
    pub name: &'static str,
    /// How it stands.
    pub level: Level,
    /// What was found, and what that means.
    pub found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub todo: Option<String>,
}

impl Check {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self { name, level: Level::Ok, found: found.into(), todo: None }
    }

    fn look(name: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { name, level: Level::Look, found: found.into(), todo: Some(todo.into()) }
    }

    fn broken(name: &'static str, found: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { name, level: Level::Broken, found: found.into(), todo: Some(todo.into()) }
    }

    fn failed(name: &'static str, error: &StoreError) -> Self {
        let todo = "stop the server, keep a copy of the whole directory, and run `chaski verify`; \
                    at central, restore the newest backup";
        Self::broken(name, error.to_string(), todo)
    }
}

/// What to look at besides the data directory.
pub struct Patient<'a> {
    /// The data directory.
    pub directory: &'a Path,
    /// The certificate's files, when this server speaks TLS itself.
    pub files: Option<Files>,
    /// A hub's way to central.
    pub road: Option<Road>,
}

/// Everything that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// The worst of all.
    pub level: Level,
    /// In the order in which they were looked at.
    pub checks: Vec<Check>,
}

/// Looks at everything.
pub async fn examine(patient: Patient<'_>, source: &Source) -> Examination {
    let now = source.now();
    let mut checks = Vec::new();
    if let Some(files) = &patient.files {
        checks.extend(certificate::examine(files, now));
    }
    checks.extend(data::of_files(patient.directory));
    if let Some(store) = readable(patient.directory, &mut checks).await {
        checks.extend(data::of_store(&store, now).await);
        checks.extend(central::examine(&store, patient.road, source).await);
    }
    let level = checks.iter().map(|check| check.level).max().unwrap_or(Level::Ok);
    Examination { level, checks }
}

/// The store, if it can be read with what this program knows of it.
async fn readable(directory: &Path, checks: &mut Vec<Check>) -> Option<Store> {
    const NAME: &str = "schema";
    Store::files(directory)?;
    let opened = Store::open_to_look(directory);
    let (store, found) = match opened {
        Ok(store) => {
            let found = store.schema().await;
            (store, found)
        }
        Err(error) => {
            checks.push(Check::failed(NAME, &error));
            return None;
        }
    };
    let known = known_schema();
    match found {
        Ok(found) if found == known => {
            checks.push(Check::ok(NAME, format!("version {found}, as this program writes it")));
            Some(store)
        }
        Ok(found) if found > known => {
            let found = format!("version {found}; this program knows up to {known}");
            checks.push(Check::broken(NAME, found, "use the newer `chaski` that wrote it"));
            None
        }
        Ok(found) => {
            let found = format!("version {found}; this program writes {known}");
            let todo = "start the server with this program once: it keeps a copy and brings the \
                        data up to date; then look again";
            checks.push(Check::look(NAME, found, todo));
            None
        }
        Err(error) => {
            checks.push(Check::failed(NAME, &error));
            None
        }
    }
}

/// Days and hours in words; for people, not for sums.
fn span(seconds: i64) -> String {
    match seconds.abs() {
        seconds @ 0..120 => format!("{seconds} seconds"),
        seconds @ 120..7_200 => format!("{} minutes", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} hours", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// A moment as a day, UTC.
fn day(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| "a day beyond the calendar".to_owned(),
        |at| at.strftime("%Y-%m-%d").to_string(),
    )
}
