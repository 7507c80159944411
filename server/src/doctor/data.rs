//! The data directory: whole, with room, backed up, and written by a clock that goes forward.

use std::path::Path;

use super::{Check, day, span};
use crate::backup::schedule::is_there;
use crate::store::{Store, StoreError};

const MIB: u64 = 1024 * 1024;
/// Below this a busy day may not fit.
const LITTLE_ROOM: u64 = 1024 * MIB;
/// Below this the next save may not.
const NO_ROOM: u64 = 64 * MIB;
/// SQLite works it in at a few MiB; more means that something reads for ever.
const LONG_LOG: u64 = 64 * MIB;
/// Two missed, as `healthz/backup` counts.
const LATE_BACKUP: i64 = 2 * 86_400;
/// A clock that somebody sets by hand is not exact.
const CLOCK_SLACK: i64 = 120;
/// A server on which nothing was done for so long is either forgotten or in the future.
const LONG_SILENCE: i64 = 120 * 86_400;

/// What can be seen without opening anything.
pub(super) fn of_files(directory: &Path) -> Vec<Check> {
    const NAME: &str = "data";
    let Some(files) = Store::files(directory) else {
        let found = format!("{} holds no data", directory.display());
        return vec![Check::broken(NAME, found, "give the right `--data`")];
    };
    let mut checks = vec![room(directory)];
    if files.is_half_restored {
        let todo = "run the same `chaski restore` again: it goes on where it was";
        checks.push(Check::broken(NAME, "a restore was cut off: no server starts on it", todo));
    }
    const LOG: &str = "write_ahead_log";
    checks.push(if files.log_bytes > LONG_LOG {
        let found = format!("{} MiB have not been worked in", files.log_bytes / MIB);
        let todo = "stop the server and start it again; if it grows back, see whether a backup or \
                    another program holds the database open";
        Check::look(LOG, found, todo)
    } else {
        Check::ok(LOG, format!("{} MiB", files.log_bytes / MIB))
    });
    checks
}

fn room(directory: &Path) -> Check {
    const NAME: &str = "room";
    let free = match rustix::fs::statvfs(directory) {
        Ok(found) => found.f_bavail.saturating_mul(found.f_frsize),
        Err(error) => {
            let todo = "see whether the disk is mounted and may be read";
            return Check::look(NAME, format!("it cannot be told: {error}"), todo);
        }
    };
    let left = format!("{} MiB free", free / MIB);
    let todo = "make room on this disk, or move the data directory to a larger one";
    match free {
        ..NO_ROOM => Check::broken(NAME, format!("{left}: saves are refused soon"), todo),
        NO_ROOM..LITTLE_ROOM => Check::look(NAME, left, todo),
        _ => Check::ok(NAME, left),
    }
}

/// What the database says of itself.
pub(super) async fn of_store(store: &Store, now: i64) -> Vec<Check> {
    let mut checks = vec![whole(store).await];
    if checks.iter().any(|check| check.level != super::Level::Ok) {
        return checks;
    }
    checks.push(clock(store, now).await);
    match store.replica().await {
        // What a hub holds is central's, or goes there: it is made anew from nothing.
        Ok(replica) if replica.is_hub() => {}
        Ok(_) => checks.push(backup(store, now).await),
        Err(StoreError::Empty) => checks.push(Check::look(
            "programme",
            "there is no programme in it yet",
            "run `chaski init`, or `chaski hub` with its code",
        )),
        Err(error) => checks.push(Check::failed("programme", &error)),
    }
    checks
}

async fn whole(store: &Store) -> Check {
    const NAME: &str = "integrity";
    let damage = match store.damage().await {
        Ok(damage) => damage,
        Err(error) => return Check::failed(NAME, &error),
    };
    if damage.is_empty() {
        return Check::ok(NAME, "every page and reference is whole");
    }
    let said: Vec<String> = damage.iter().take(3).map(ToString::to_string).collect();
    let found = format!("{} places are damaged: {}", damage.len(), said.join("; "));
    let todo = "the disk is failing: stop the server, copy the whole directory to another disk, \
                and restore the newest backup there; a hub is made anew with a new code";
    Check::broken(NAME, found, todo)
}

async fn clock(store: &Store, now: i64) -> Check {
    const NAME: &str = "clock";
    let last = match store.last_written().await {
        Ok(last) => last,
        Err(error) => return Check::failed(NAME, &error),
    };
    let Some(last) = last else { return Check::ok(NAME, format!("it is {}", day(now))) };
    let set = "set this machine's date and time, and have it set itself (`timedatectl set-ntp \
               true`); a small computer without a battery for its clock needs one";
    if last - now > CLOCK_SLACK {
        let found = format!(
            "this machine says that it is {}, and it wrote something down on {}: its clock went \
             back by {} at least, and phones will find its certificate not good yet",
            day(now),
            day(last),
            span(last - now)
        );
        return Check::broken(NAME, found, set);
    }
    if now - last > LONG_SILENCE {
        let found = format!(
            "nothing was written down for {}: either nobody came, or the clock is ahead",
            span(now - last)
        );
        return Check::look(NAME, found, set);
    }
    Check::ok(NAME, format!("it is {}, after what was written last", day(now)))
}

async fn backup(store: &Store, now: i64) -> Check {
    const NAME: &str = "backup";
    let todo = "start the server with `--backup-to DIR` on another disk, or run `chaski backup`";
    let backups = match store.backups().await {
        Ok(backups) => backups,
        Err(error) => return Check::failed(NAME, &error),
    };
    match backups.iter().find(|backup| is_there(backup)) {
        None => Check::look(NAME, "there is none: what this disk loses is lost", todo),
        Some(newest) if now - newest.at > LATE_BACKUP => {
            Check::look(NAME, format!("the newest is {} old", span(now - newest.at)), todo)
        }
        Some(newest) => Check::ok(NAME, format!("the newest is {} old", span(now - newest.at))),
    }
}
