//! Central: what its operators and its office do.
//!
//! Owns its programme and its centres. Must not know how a server's disk and power behave: see
//! `machine`.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use server::audit::{AuditEntry, Subject};
use server::authority::{Act, Grant, Role, Scope};
use server::courier::{self, Taken};
use server::desks::{self, Claim};
use server::erasure::{self, ErasureError};
use server::hub::central as hubs;
use server::programme::Definition;
use server::source::{Scripted, Source};
use server::store::accounts::NewAccount;
use server::store::devices::{Revocation, RevocationReason};
use server::store::hubs::HubLoss;
use server::store::places::Visit;
use server::store::{Closed, Cohort, Marking, Seeds};
use server::{enrolment, returning};
use sync_core::courier::Piece;
use sync_core::ids::{LearnerId, WriterId};
use sync_core::phone::{desk_claim, desk_key};
use sync_core::record::Day;

use super::machine::Machine;
use crate::random::Random;

/// Its cohorts, each at a centre of its own.
pub(super) const COHORTS: [(&str, &str); 2] =
    [("cohorte-1", "centro-1"), ("cohorte-2", "centro-2")];
const PROGRAMME: &str = include_str!("../../../fixtures/programmes/puente.json");

/// The server of a world.
pub(super) struct Central {
    machine: Machine,
    clock: Arc<Scripted>,
    source: Source,
}

impl Deref for Central {
    type Target = Machine;

    fn deref(&self) -> &Machine {
        &self.machine
    }
}

impl DerefMut for Central {
    fn deref_mut(&mut self) -> &mut Machine {
        &mut self.machine
    }
}

impl Central {
    /// A new programme on a new machine.
    pub(super) fn new(random: &mut Random, now: i64) -> Self {
        let machine = Machine::new();
        let clock = Scripted::new(now, random.bits());
        let source = Source::new(clock.clone());
        let seeds = Seeds { root: random.bytes(), central: random.bytes() };
        machine.ask(async |store| {
            let definition = Definition::parse(PROGRAMME).unwrap();
            assert!(store.init(definition, seeds, false, now).await.unwrap());
            for (cohort, center) in COHORTS {
                store.put_center(center.to_owned(), center.to_owned(), None, now).await.unwrap();
                let cohort = Cohort {
                    id: cohort.to_owned(),
                    title: cohort.to_owned(),
                    starts: Day::of_seconds(now),
                    weeks: 12,
                    center: Some(center.to_owned()),
                };
                assert!(store.put_cohort(cohort, None, now).await.unwrap());
            }
        });
        Self { machine, clock, source }
    }

    /// Adds a learner.
    pub(super) fn add_learner(&self, id: LearnerId, cohort: &str, now: i64) {
        let added = self.ask(async |store| {
            store.add_learner(id, cohort.to_owned(), format!("Persona {id}"), now).await.unwrap()
        });
        assert!(added.is_some());
    }

    /// An account that may do everything, of this login; its number.
    pub(super) fn add_account(&self, login: &str, now: i64) -> i64 {
        let from = Day::of_seconds(now);
        let new = NewAccount {
            login: login.to_owned(),
            name: login.to_owned(),
            locale: "es".to_owned(),
            password_hash: "nobody signs in here".to_owned(),
            first_password: false,
            grants: vec![Grant {
                role: Role::Coordinator,
                scope: Scope::Programme,
                from,
                until: None,
            }],
        };
        self.ask(async |store| {
            store.add_account(new, None, now).await.unwrap();
            store.account_of_login(login).await.unwrap().unwrap().0.number
        })
    }

    /// A code for one more phone of a learner; `replaces`: of the device whose place it takes.
    pub(super) fn code(&self, learner: LearnerId, replaces: Option<i64>, now: i64) -> String {
        self.clock.set(now);
        self.ask(async |store| match replaces {
            None => enrolment::new_code(store, &self.source, learner, None, false).await.unwrap(),
            Some(device) => {
                let subject = Subject::Learner(learner);
                let entry = AuditEntry::at_command_line(Act::ResetSecret, subject, now);
                let made = enrolment::replacing_code(store, &self.source, learner, device, entry);
                made.await.unwrap().map(|(code, _)| code)
            }
        })
        .unwrap()
    }

    /// `POST /api/enrol`.
    pub(super) fn redeem(&self, now: i64, body: &[u8]) -> Option<Vec<u8>> {
        self.ask(async |store| enrolment::redeem(store, now, body).await.ok())
    }

    /// `POST /api/desks` for one learner.
    pub(super) fn register_desk(
        &self,
        account: i64,
        device: &[u8; 32],
        learner: LearnerId,
        now: i64,
    ) -> Option<Vec<u8>> {
        let key = desk_key(device, learner);
        let proof = key.sign_enrolment(&desk_claim(learner), None);
        let claim = Claim { learner, public: key.public(), proof };
        self.ask(async |store| {
            desks::register(store, account, &claim, now).await.ok().map(|answer| answer.to_bytes())
        })
    }

    /// `POST /api/return`.
    pub(super) fn come_back(&self, now: i64, body: &[u8]) -> Option<Vec<u8>> {
        self.ask(async |store| returning::come_back(store, now, body).await.ok())
    }

    /// `POST /api/courier`, of one piece.
    pub(super) fn take_piece(&self, now: i64, piece: Piece) -> Option<Taken> {
        self.ask(async |store| courier::take(store, now, piece).await.ok())
    }

    /// `chaski hub code`.
    pub(super) fn hub_code(&self, center: &str, now: i64) -> String {
        self.clock.set(now);
        let (center, label) = (center.to_owned(), "caja".to_owned());
        let made = self
            .ask(async |store| hubs::new_code(store, &self.source, center, label).await.unwrap());
        made.unwrap()
    }

    /// `POST /api/hubs`.
    pub(super) fn join_hub(&self, now: i64, body: &[u8]) -> Vec<u8> {
        self.ask(async |store| hubs::join(store, now, body).await.unwrap())
    }

    /// `POST /api/hubs/exchange`.
    pub(super) fn answer_hub(&self, now: i64, body: &[u8]) -> Option<Vec<u8>> {
        self.ask(async |store| hubs::exchange(store, now, body).await.ok())
    }

    /// `chaski hub revoke --destroyed`: staff go on with the devices that they have.
    pub(super) fn revoke_hub(&self, id: &str, now: i64) {
        self.ask(async |store| {
            let replica = store.replica().await.unwrap();
            store.revoke_hub(replica, id.to_owned(), HubLoss::Destroyed, now).await.unwrap()
        });
    }

    /// Is there a hub of this id that was not revoked?
    pub(super) fn knows_hub(&self, id: &str) -> bool {
        let hubs = self.ask(async |store| store.hubs().await.unwrap());
        hubs.iter().any(|hub| hub.id == id && hub.revoked_at.is_none())
    }

    /// Where randomness for machines comes from.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// The number of the phone that a key lies on; `None` when none is known.
    pub(super) fn device_of(&self, learner: LearnerId, writer: WriterId) -> Option<i64> {
        let rows = self.ask(async |store| store.device_rows(learner).await.unwrap());
        let writer = writer.to_string();
        let mut phones = rows.into_iter().flat_map(|rows| rows.phones);
        phones.find(|row| row.phone.writer == writer).and_then(|row| row.phone.device)
    }

    /// Revokes a phone; what arrived since `since` is held back.
    pub(super) fn revoke(&self, learner: LearnerId, device: i64, since: i64, now: i64) {
        let (reason, since) = (RevocationReason::Stolen, Some(since));
        let revocation = Revocation { device, reason, since, now };
        let entry = AuditEntry::at_command_line(Act::RevokeDevice, Subject::Learner(learner), now);
        self.ask(async |store| {
            let replica = store.replica().await.unwrap();
            store.revoke_device(replica, revocation, entry).await.unwrap();
        });
    }

    /// `chaski learner erase`. An error: the power failed; whom it is about is written down.
    pub(super) fn erase(&self, learner: LearnerId, now: i64) {
        self.clock.set(now);
        self.ask(async |store| {
            let asked = erasure::erase(store, &self.source, learner, "she asked".to_owned()).await;
            assert!(matches!(asked, Ok(_) | Err(ErasureError::Store(_))), "{asked:?}");
        });
    }

    /// `chaski learner same`: two learners are one person.
    pub(super) fn join_people(&self, one: LearnerId, other: LearnerId, now: i64) {
        self.ask(async |store| {
            let replica = store.replica().await.unwrap();
            store.join_people(replica, one, other, None, now).await.unwrap();
        });
    }

    /// The same taken back.
    pub(super) fn part_people(&self, learner: LearnerId, now: i64) {
        self.ask(async |store| store.part_people(learner, None, now).await.unwrap());
    }

    /// `chaski learner move`.
    pub(super) fn move_learner(&self, learner: LearnerId, cohort: &str, now: i64) {
        let cohort = cohort.to_owned();
        self.ask(async |store| store.move_learner(learner, cohort, None, now).await.unwrap());
    }

    /// `chaski learner visit`, from today on.
    pub(super) fn put_visit(&self, learner: LearnerId, center: &str, until: Day, now: i64) {
        let (center, from) = (center.to_owned(), Day::of_seconds(now));
        let visit = Visit { learner, center, from, until };
        self.ask(async |store| store.put_visit(visit, None, now).await.unwrap());
    }

    /// The same taken back.
    pub(super) fn end_visit(&self, learner: LearnerId, center: &str, now: i64) {
        let center = center.to_owned();
        self.ask(async |store| store.end_visit(learner, center, None, now).await.unwrap());
    }

    /// Closes a period, and marks all of it as paid; true when there was anything to pay.
    pub(super) fn close_and_pay(
        &self,
        cohort: &str,
        id: &str,
        period: (Day, Day),
        by: i64,
        now: i64,
    ) -> bool {
        let by = (by, "coordinadora".to_owned());
        self.ask(async |store| {
            let (cohort, statement) = (cohort.to_owned(), id.to_owned());
            let closing = store.close_statement(statement.clone(), cohort, period, by.clone(), now);
            if closing.await.unwrap() != Closed::Closed {
                return false;
            }
            let (day, method) = (Day::of_seconds(now), "qr".to_owned());
            let marking = Marking { statement, day, method, learners: None, by };
            let replica = store.replica().await.unwrap();
            store.mark_paid(replica, marking, now).await.unwrap();
            true
        })
    }
}
