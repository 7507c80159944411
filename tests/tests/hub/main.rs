//! A centre's hub between real phones and a real central: three real processes on loopback.
//!
//! - `board`: what boards say is missing, and what truly is
//! - `clocks`: phones whose dates are wrong
//! - `erased`: everything of a person, at all of them
//! - `files`: a file of the hub's while its uplink is down
//! - `forks`: a copied key, with hub and central having seen different branches
//! - `newcomers`: people and phones that a hub takes in itself
//! - `notices`: the noticeboard, her interest and her release, with the uplink down and back
//! - `places`: moving to another centre, and visiting one
//! - `roads`: a record through the hub and its ticks back, central away, other centres
//! - `troubles`: a hub wiped, revoked, killed; central put back
//! - `origin`: one HTTPS name for both
//! - `sealed`: sensitive answers on their way, which nobody there reads
//! - `staff`: decisions through the hub, and what staff may do there

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod board;
mod clocks;
mod erased;
mod files;
mod forks;
mod newcomers;
mod notices;
mod origin;
mod places;
mod roads;
mod sealed;
mod staff;
mod troubles;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tests::office::{Admitted, Office, text};
use tests::phone::Phone;
use tests::server::Server;

/// Longer than a hub takes to exchange, by far.
const PATIENCE: Duration = Duration::from_secs(90);

/// Central with two centres, and a hub of the first.
pub(crate) struct Scene {
    pub(crate) office: Office,
    pub(crate) central: Server,
    pub(crate) box_: Office,
    pub(crate) hub: Server,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let office = office();
        let central = office.serve();
        let (box_, hub) = hub_of(&office, &central, "s1");
        Self { office, central, box_, hub }
    }

    /// Stops and starts the hub: it exchanges with central at once.
    pub(crate) fn renew_hub(&mut self) {
        let next = Server::hub(&self.box_.data, self.central.address, None);
        std::mem::replace(&mut self.hub, next).kill();
    }

    /// Central is away: gives where it was.
    pub(crate) fn stop_central(&mut self) -> SocketAddr {
        self.central.terminate();
        until("central is away", || !self.central.is_alive());
        self.central.address
    }

    /// Starts central again where it was.
    pub(crate) fn start_central(&mut self) {
        let address = self.central.address;
        self.central = Server::start_again(&self.office.data, address);
    }
}

/// A central with a cohort at each of two centres.
pub(crate) fn office() -> Office {
    let office = Office::new();
    for (center, cohort) in [("s1", "k1"), ("s2", "k2")] {
        office.done(&["centre", "add", "--id", center, "--title", center]);
        let about = ["--title", cohort, "--starts", "2026-09-28", "--weeks", "12"];
        let add = ["cohort", "add", "--id", cohort, "--centre", center];
        office.done(&[&add[..], &about[..]].concat());
    }
    office
}

/// Somebody new in a cohort.
pub(crate) fn admit(office: &Office, cohort: &str, name: &str) -> Admitted {
    let learner = office.json(&["learner", "add", "--cohort", cohort, "--name", name, "--json"]);
    Admitted { id: text(&learner["id"]), code: text(&learner["code"]).replace('-', "") }
}

/// A new hub of a centre.
pub(crate) fn hub_of(office: &Office, central: &Server, center: &str) -> (Office, Server) {
    let box_ = Office::empty();
    let code = text(&office.json(&["hub", "code", "--centre", center, "--json"])["code"]);
    let hub = Server::hub(&box_.data, central.address, Some(&code));
    (box_, hub)
}

/// Waits until something is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// (total, at the centre, at the office)
pub(crate) fn knots(phone: &Phone) -> (usize, usize, usize) {
    let knots = phone.profile().view().knots;
    (knots.total, knots.centre, knots.office)
}
