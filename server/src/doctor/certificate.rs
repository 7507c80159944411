//! The certificate and its key: do they fit, whose are they, and until when.

use std::path::Path;

use super::{Check, day, span};
use crate::tls::{Facts, Files, Urgency};

const RENEW: &str = "renew it now (OPERATIONS-HUB.md, \"When the certificate is about to end\"); \
                     the running server takes the new files by itself";

pub(super) fn examine(files: &Files, now: i64) -> Vec<Check> {
    const NAME: &str = "certificate";
    let facts = match files.read() {
        Ok(pair) => pair.facts,
        Err(error) => {
            let found = format!("{error} ({}): a server cannot start with these", error.code());
            let todo = "put a certificate and the key that belongs to it into the two files; a \
                        running server goes on with the old ones until then";
            return vec![Check::broken(NAME, found, todo)];
        }
    };
    vec![
        Check::ok(NAME, "it can be read, and the key is its own"),
        key_file(&files.key),
        names(&facts),
        chain(&facts, now),
        expiry(&facts, now),
    ]
}

/// Whoever has the key can be this centre until the certificate ends.
fn key_file(key: &Path) -> Check {
    const NAME: &str = "certificate_key";
    #[cfg(unix)]
    if let Ok(found) = std::fs::metadata(key) {
        use std::os::unix::fs::PermissionsExt as _;
        if found.permissions().mode() & 0o007 != 0 {
            let todo = format!("`chmod 600 {}`", key.display());
            return Check::look(NAME, "everybody on this machine may read the key", todo);
        }
    }
    #[cfg(not(unix))]
    let _ = key;
    Check::ok(NAME, "it is not everybody's to read")
}

fn names(facts: &Facts) -> Check {
    const NAME: &str = "certificate_names";
    if facts.names.is_empty() {
        let todo = "ask for one with the centre's name in it (a \"subject alternative name\")";
        return Check::broken(NAME, "there is no name in it: no browser takes it", todo);
    }
    Check::ok(NAME, format!("for {}", facts.names.join(", ")))
}

fn chain(facts: &Facts, now: i64) -> Check {
    const NAME: &str = "certificate_chain";
    let whole = "put the authority's whole chain into the file, the centre's own certificate first \
                 (ACME clients call it `fullchain`)";
    if !facts.is_in_order {
        return Check::broken(NAME, "those in the file are not each by the next one", whole);
    }
    if facts.is_by_itself {
        let todo = "use one of an authority that phones know, by ACME";
        return Check::look(NAME, "it is by itself: phones that were not told so refuse it", todo);
    }
    if facts.chain < 2 {
        let found = "the file holds the centre's certificate alone: many phones find no way from \
                     it to the authority";
        return Check::broken(NAME, found, whole);
    }
    match facts.chain_until {
        Some(until) if until <= now => {
            let found = format!("one on the way to the authority ended on {}", day(until));
            Check::look(NAME, found, "renew the certificate: a new chain comes with it")
        }
        _ => Check::ok(NAME, format!("{} certificates, in order", facts.chain)),
    }
}

fn expiry(facts: &Facts, now: i64) -> Check {
    const NAME: &str = "certificate_expiry";
    if facts.from > now {
        let found = format!(
            "it is good from {} on, and this machine says that it is {}",
            day(facts.from),
            day(now)
        );
        return Check::broken(NAME, found, "set this machine's clock; if that is right, wait");
    }
    let left = format!("it ends on {}, in {}", day(facts.until), span(facts.until - now));
    match Urgency::of(facts.until, now) {
        None => Check::ok(NAME, left),
        Some(Urgency::Soon) => {
            Check::look(NAME, format!("{left}: a renewal should have come by now"), RENEW)
        }
        Some(Urgency::Urgent) => {
            let found = format!("{left}: then no phone can send here any more");
            Check::broken(NAME, found, RENEW)
        }
        Some(Urgency::Over) => {
            let found = format!("it ended on {}: no phone can send here", day(facts.until));
            Check::broken(NAME, found, RENEW)
        }
    }
}
