//! A hub's standing with central: is it reached, does it know us, what has not come there.

use super::{Check, span};
use crate::hub::{self, Road, RoadError, RoundError};
use crate::source::Source;
use crate::store::{Store, StoreError};

/// A hub whose uplink is away for longer should have a courier.
const LONG_AWAY: i64 = 7 * 86_400;
/// Off by more, the hours that phones claim are flagged, and TLS may fail.
const CLOCK_SLACK: i64 = 120;
const CLOCK_BROKEN: i64 = 86_400;

pub(super) async fn examine(store: &Store, road: Option<Road>, source: &Source) -> Vec<Check> {
    let standing = match store.standing_with_central().await {
        Ok(Some(standing)) => standing,
        Ok(None) => return Vec::new(),
        Err(error) => return vec![Check::failed("central", &error)],
    };
    let now = source.now();
    let mut checks = match road {
        Some(road) => asked(store, &road, source).await,
        None => vec![Check::look(
            "central",
            "not asked: its address was not given",
            "give `--upstream URL` as the hub has it",
        )],
    };
    checks.push(contact(standing.contact_at, now));
    checks.push(unsent(store).await);
    checks
}

async fn asked(store: &Store, road: &Road, source: &Source) -> Vec<Check> {
    const NAME: &str = "central";
    let theirs = match hub::ask(store, road).await {
        Ok(theirs) => theirs,
        Err(RoundError::Road(RoadError::Closed(cause))) => {
            let found = format!("it cannot be reached now: {cause}");
            let todo = "nothing, if the internet is away: phones are served, and all goes on by \
                        itself; else see whether `--upstream` is central's own name, which must \
                        not lead to this hub, and whether the certificate there is good";
            return vec![Check::look(NAME, found, todo)];
        }
        Err(RoundError::Road(RoadError::Refused { status: 401, .. })) => {
            let found = "central does not know this hub any more: it was revoked, or central was \
                         restored from a copy older than it";
            let todo = "if it was not stolen: at central `chaski hub code --centre ID`, then start \
                        it in an empty directory with `--code`; phones bring again what it had not \
                        passed on";
            return vec![Check::broken(NAME, found, todo)];
        }
        Err(error) => {
            let todo = "see whether `--upstream` is the address of this programme's central, and \
                        whether both run the same version";
            return vec![Check::broken(NAME, error.to_string(), todo)];
        }
    };
    vec![Check::ok(NAME, "it answers, and knows this hub"), clock(theirs, source.now())]
}

fn clock(theirs: i64, ours: i64) -> Check {
    const NAME: &str = "clock_of_central";
    let off = ours - theirs;
    let way = if off > 0 { "ahead of" } else { "behind" };
    let found = format!("this machine is {} {way} central", span(off));
    let todo = "set this machine's date and time, and have it set itself (`timedatectl set-ntp \
                true`)";
    if off.abs() <= CLOCK_SLACK {
        Check::ok(NAME, found)
    } else if off.abs() <= CLOCK_BROKEN {
        Check::look(NAME, found, todo)
    } else {
        Check::broken(NAME, found, todo)
    }
}

fn contact(at: Option<i64>, now: i64) -> Check {
    const NAME: &str = "last_exchange";
    let todo = "see to the centre's internet, or carry what waits by a courier file";
    match at {
        None => Check::look(NAME, "there was none yet", todo),
        Some(at) if now - at > LONG_AWAY => {
            Check::look(NAME, format!("{} ago", span(now - at)), todo)
        }
        Some(at) => Check::ok(NAME, format!("{} ago", span(now - at))),
    }
}

async fn unsent(store: &Store) -> Check {
    const NAME: &str = "unsent";
    match waiting(store).await {
        Ok((0, 0)) => Check::ok(NAME, "central has confirmed everything that is here"),
        Ok((waiting, 0)) => Check::ok(NAME, format!("{waiting} parcels wait for central")),
        Ok((waiting, refused)) => {
            let found =
                format!("{waiting} parcels wait for central; it refused {refused} for good");
            let todo = "look at the record of whoever they are from on central's pages: refused \
                        changes are kept here, and central's log says why";
            Check::look(NAME, found, todo)
        }
        Err(error) => Check::failed(NAME, &error),
    }
}

async fn waiting(store: &Store) -> Result<(u32, u32), StoreError> {
    Ok((store.pending_for_central().await?, store.refused_by_central().await?))
}
