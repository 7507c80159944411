//! A programme under way, and what its learners do in it, step by step.
//!
//! Owns going through a life: what is said of a day lies as many days back as the life does, and moves
//! on with `passes`. Central runs on the machine's clock, as always; what staff write is written now,
//! and names the day. What comes after the end is `later`'s.

use std::cell::Cell;

use serde_json::{Value, json};
use sync_core::phone::{Action, PayFields, StaffAction, WorkFields};
use sync_core::record::Day;
use tests::desk::Staff;
use tests::office::{Admitted, Office, text};
use tests::phone::{Phone, now};
use tests::server::Server;

use crate::{lessons, running_since, session, session_form, shown, staff, steps_of, view};

const DAY_SECONDS: i64 = 86_400;
/// Long enough for a course of weeks and half a year after it.
const BEGUN_DAYS_AGO: i64 = 320;

fn day_ago(days: i64) -> String {
    Day::of_seconds(now() - days * DAY_SECONDS).to_string()
}

/// A programme under way.
pub(crate) struct Life {
    pub(crate) office: Office,
    pub(crate) definition: Value,
    pub(crate) server: Server,
    pub(crate) staff: Staff,
    catalogue: Value,
    /// How many days ago it is in this life.
    days_ago: Cell<i64>,
}

/// One of its learners.
pub(crate) struct Woman {
    pub(crate) admitted: Admitted,
    pub(crate) phone: Phone,
    pub(crate) desk: Phone,
}

impl Life {
    pub(crate) fn of(programme: &str) -> Self {
        let (office, definition) = running_since(programme, &day_ago(BEGUN_DAYS_AGO));
        let server = office.serve();
        let staff = staff(&office, server.address, "rosa");
        let (_, catalogue) = shown(server.address, "/api/catalogue");
        let days_ago = Cell::new(BEGUN_DAYS_AGO);
        Self { office, definition, server, staff, catalogue, days_ago }
    }

    /// The day that it is.
    pub(crate) fn today(&self) -> String {
        day_ago(self.days_ago.get())
    }

    /// What her phone's clock says.
    pub(crate) fn at(&self) -> i64 {
        now() - self.days_ago.get() * DAY_SECONDS
    }

    /// Time goes by.
    pub(crate) fn passes(&self, days: i64) {
        self.days_ago.set(self.days_ago.get() - days);
        assert!(self.days_ago.get() >= 0, "nobody has lived that yet");
    }

    /// She does something on her phone.
    pub(crate) fn act(&self, woman: &mut Woman, action: &Action) {
        assert!(woman.phone.act_at(action, self.at()));
    }

    /// Somebody enrols: she says of each requirement whether she meets it.
    pub(crate) fn enrol(&self, name: &str, seed: u64, unmet: &[&str]) -> Woman {
        let admitted = self.office.admit(name);
        self.stands(&admitted, "enrolled", &[]);
        let phone = Phone::enrolled(self.server.address, &admitted.code, seed);
        let desk = self.staff.desk(&admitted.id, seed + 100);
        let mut woman = Woman { admitted, phone, desk };
        let requirements = self.definition["requirements"].as_array().cloned().unwrap_or_default();
        for requirement in requirements.iter().map(|one| text(&one["id"])) {
            let met = !unmet.contains(&requirement.as_str());
            let day = self.today();
            self.act(&mut woman, &Action::Requirement { requirement, met, day });
        }
        self.meet(&mut woman);
        assert_eq!(self.steps(&woman)["not_yet"], json!(unmet));
        woman
    }

    /// Staff say how her enrolment stands from today on.
    pub(crate) fn stands(&self, whom: &Admitted, state: &str, more: &[&str]) {
        let today = self.today();
        let said = ["--learner", &whom.id, "--state", state, "--day", &today, "--yes"];
        self.office.done(&[&["learner", "enrolment"], &said[..], more].concat());
    }

    pub(crate) fn steps(&self, woman: &Woman) -> Value {
        steps_of(&self.staff, &woman.admitted.id)
    }

    pub(crate) fn line(&self, woman: &Woman) -> (u64, u64) {
        let page = self.staff.json("/api/cohorts/c1");
        let lines = page["learners"].as_array().unwrap();
        let line = lines.iter().find(|one| one["id"] == *woman.admitted.id).unwrap();
        let total = line.get("lessons_total").unwrap_or(&page["lessons_total"]);
        (line["lessons_done"].as_u64().unwrap(), total.as_u64().unwrap())
    }

    /// Her things come to the office, and the office's to her.
    pub(crate) fn meet(&self, woman: &mut Woman) {
        woman.phone.visit(self.server.address).unwrap();
        woman.desk.visit(self.server.address).unwrap();
        woman.phone.visit(self.server.address).unwrap();
    }

    pub(crate) fn learn(&self, woman: &mut Woman, courses: &[&str]) {
        for course in courses {
            for lesson in lessons(&self.catalogue, course) {
                let (place, seconds, score_percent) = (1, 300, Some(80));
                self.act(woman, &Action::LessonDone { lesson, place, seconds, score_percent });
            }
        }
        self.meet(woman);
    }

    pub(crate) fn put_on(&self, woman: &mut Woman, track: &str) {
        let path = format!("/api/learners/{}/track", woman.admitted.id);
        assert_eq!(self.staff.post(&path, &json!({"track": track})).status, 204);
        self.meet(woman);
        assert_eq!(view(&woman.phone)["enrolment"]["track"], track);
    }

    /// She chooses after the common part, and staff put her on it.
    pub(crate) fn choose(&self, woman: &mut Woman, track: &str) {
        let (reason, text) = (Some("interest".to_owned()), None);
        let (track_id, day) = (track.to_owned(), self.today());
        self.act(woman, &Action::ChooseTrack { track: track_id, day, reason, text });
        self.meet(woman);
        assert_eq!(self.steps(woman)["choice"]["track"], track);
        self.put_on(woman, track);
    }

    /// Central looks at who did what: her certificates, as her phone shows them.
    pub(crate) fn certified(&self, woman: &mut Woman) -> Vec<String> {
        self.meet(woman);
        self.office.done(&["certificate", "due"]);
        self.meet(woman);
        let shown = view(&woman.phone)["certificates"].clone();
        let shown = shown.as_array().cloned().unwrap_or_default();
        let mut names: Vec<String> = shown.iter().map(|one| text(&one["certificate"])).collect();
        names.sort_unstable();
        names
    }

    /// A workshop is held: staff call the roll.
    pub(crate) fn hold(&self, number: u8, series: &str, present: &mut [&mut Woman]) {
        let all = self.definition["series"].as_array().unwrap();
        let mode = text(&all.iter().find(|one| one["id"] == series).unwrap()["mode"]);
        let form = |online| {
            let mut form = session_form(number, series, online);
            form["day"] = json!(self.today());
            form
        };
        let add = |form: &Value| self.staff.post("/api/cohorts/c1/sessions", form);
        if mode != "either" {
            let refused = add(&form(mode != "online"));
            assert_eq!((refused.status, refused.code().as_str()), (422, "form_faults"));
        }
        let added = add(&form(mode == "online"));
        assert_eq!(added.status, 200, "{}", added.text());
        for woman in present {
            self.meet(woman);
            let called = StaffAction::Attend {
                session: session(number),
                presence: "present".to_owned(),
                day: self.today(),
                note: None,
            };
            assert!(woman.desk.act_as_staff(&called).unwrap());
            self.meet(woman);
            let shown = view(&woman.phone)["sessions"].clone();
            let hers = shown.as_array().unwrap().iter().find(|one| one["id"] == session(number));
            assert_eq!(hers.unwrap()["attended"]["presence"], "present");
        }
    }

    /// She notes work, staff approve it by the definition's terms, and it is paid.
    pub(crate) fn work(
        &self,
        woman: &mut Woman,
        task: &str,
        amount: (Option<u32>, Option<u32>),
    ) -> Value {
        let entry = woman.phone.uuid();
        let (minutes, units) = amount;
        let fields = WorkFields {
            task: task.to_owned(),
            day: self.today(),
            minutes,
            units,
            start: None,
            note: None,
        };
        self.act(woman, &Action::WorkAdd { entry: entry.clone(), fields });
        self.meet(woman);
        let queue = self.staff.json("/api/cohorts/c1/review");
        let waiting = queue["entries"].as_array().unwrap();
        let waiting = waiting.iter().find(|one| one["entry"] == *entry).unwrap();
        let (pay, live) = (&waiting["pay"], text(&waiting["live"][0]["version"]));
        let decision = StaffAction::Decide {
            entry: entry.clone(),
            seen: vec![live.clone()],
            chosen: live,
            outcome: "approve".to_owned(),
            minutes: None,
            units: None,
            pay: Some(PayFields {
                basis: text(&pay["basis"]),
                rate: pay["rate"].as_u64().unwrap(),
                currency: text(&pay["currency"]),
                rounding: u32::try_from(pay["rounding"].as_u64().unwrap()).unwrap(),
            }),
            reason: None,
            note: None,
            bulk: false,
        };
        assert!(woman.desk.act_as_staff(&decision).unwrap());
        self.meet(woman);
        let hers = view(&woman.phone)["work"].as_array().unwrap().clone();
        let hers = hers.iter().find(|one| one["id"] == *entry).unwrap().clone();
        assert_eq!(hers["hours"]["state"], "approved");
        hers["hours"].clone()
    }

    /// The period is closed and paid; what each payment is worth, in minor units.
    pub(crate) fn pay(&self) -> Vec<i64> {
        let form = json!({"id": "01920f3a-7c1e-7abc-8def-0123456789ab",
                          "from": day_ago(BEGUN_DAYS_AGO), "to": self.today()});
        let closed = self.staff.post("/api/cohorts/c1/statements", &form);
        assert!(closed.status < 300, "{}", closed.text());
        let statement = "/api/statements/01920f3a-7c1e-7abc-8def-0123456789ab";
        let paid = self
            .staff
            .post(&format!("{statement}/payments"), &json!({"day": self.today(), "method": "qr"}));
        assert!(paid.status < 300, "{}", paid.text());
        let lines = self.staff.json(statement)["lines"].as_array().unwrap().clone();
        lines.iter().map(|line| line["amount"].as_i64().unwrap()).collect()
    }

    pub(crate) fn end(self) {
        self.office.verify();
        self.server.stop();
    }
}
