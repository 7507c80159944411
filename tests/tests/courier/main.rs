//! What has no road is carried: by any phone, memory stick or messenger, in any order, and back.
//!
//! - `carried`: files there and back, in pieces, twice, late, beside the direct road
//! - `refused`: files that are damaged, cut, somebody else's or newer
//! - `staff`: a file that is handed to staff

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

mod carried;
mod refused;
mod staff;

use std::path::Path;

use tests::courier::{CourierPhone, bring};
use tests::office::{Admitted, Office};
use tests::phone::Phone;
use tests::server::Server;

/// An office that serves, and one phone of one woman.
pub(crate) struct Scene {
    pub(crate) office: Office,
    pub(crate) ana: Admitted,
    pub(crate) server: Server,
    pub(crate) phone: Phone,
    pub(crate) courier: CourierPhone,
}

impl Scene {
    /// Enrolled, and nothing said yet.
    pub(crate) fn new() -> Self {
        let office = Office::new();
        let ana = office.admit("Ana");
        let server = office.serve();
        let phone = Phone::enrolled(server.address, &ana.code, 1);
        Self { office, ana, server, phone, courier: CourierPhone::new(1) }
    }

    /// What the phone would say now, as a file.
    pub(crate) fn file(&mut self) -> String {
        self.courier.write(&[&self.phone]).text
    }

    /// The office's answer to one piece.
    pub(crate) fn answer(&self, piece: &str) -> String {
        let answer = bring(self.server.address, piece);
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    }

    /// The phone takes an answer in.
    pub(crate) fn take(&mut self, answer: &str) {
        self.courier.take(answer, &mut [&mut self.phone]).unwrap();
    }

    /// A piece there, and its answer back.
    pub(crate) fn carry(&mut self, piece: &str) {
        let answer = self.answer(piece);
        self.take(&answer);
    }

    /// The same after the office was put back to a backup.
    pub(crate) fn restored(self, from: &Path) -> Self {
        self.server.stop();
        self.office.restore(from);
        let server = self.office.serve();
        Self { server, ..self }
    }

    /// What she said that the office holds, once it is closed.
    pub(crate) fn close(self) -> (Office, usize) {
        self.server.stop();
        let held = tests::ledger::exported(&self.office.record(&self.ana.id), "record").len();
        (self.office, held)
    }
}
