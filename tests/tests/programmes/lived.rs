//! The four complete definitions, each lived through by simulated learners: enrol, meet what is
//! asked, learn, choose, attend, work, decide, certify, pay.
//!
//! Still to be lived here when there is a way: what certificates open; reports by centre, region and
//! track.

use serde_json::{Value, json};
use sync_core::phone::{Action, PayFields, StaffAction, WorkFields};
use tests::desk::Staff;
use tests::office::{Admitted, Office, text};
use tests::phone::Phone;
use tests::server::Server;

use crate::{learn, running, session, session_form, shown, staff, steps_of, today, view};

/// A programme under way.
struct Life {
    office: Office,
    definition: Value,
    server: Server,
    staff: Staff,
    catalogue: Value,
}

/// One of its learners.
struct Woman {
    admitted: Admitted,
    phone: Phone,
    desk: Phone,
}

impl Life {
    fn of(programme: &str) -> Self {
        let (office, definition) = running(programme);
        let server = office.serve();
        let staff = staff(&office, server.address, "rosa");
        let (_, catalogue) = shown(server.address, "/api/catalogue");
        Self { office, definition, server, staff, catalogue }
    }

    /// Somebody enrols: she says of each requirement whether she meets it.
    fn enrol(&self, name: &str, seed: u64, unmet: &[&str]) -> Woman {
        let admitted = self.office.admit(name);
        let mut phone = Phone::enrolled(self.server.address, &admitted.code, seed);
        let requirements = self.definition["requirements"].as_array().cloned().unwrap_or_default();
        for requirement in requirements.iter().map(|one| text(&one["id"])) {
            let met = !unmet.contains(&requirement.as_str());
            assert!(phone.act(&Action::Requirement { requirement, met, day: today() }));
        }
        phone.visit(self.server.address).unwrap();
        let desk = self.staff.desk(&admitted.id, seed + 100);
        let woman = Woman { admitted, phone, desk };
        assert_eq!(self.steps(&woman)["not_yet"], json!(unmet));
        woman
    }

    fn steps(&self, woman: &Woman) -> Value {
        steps_of(&self.staff, &woman.admitted.id)
    }

    fn line(&self, woman: &Woman) -> (u64, u64) {
        let page = self.staff.json("/api/cohorts/c1");
        let lines = page["learners"].as_array().unwrap();
        let line = lines.iter().find(|one| one["id"] == *woman.admitted.id).unwrap();
        let total = line.get("lessons_total").unwrap_or(&page["lessons_total"]);
        (line["lessons_done"].as_u64().unwrap(), total.as_u64().unwrap())
    }

    /// Her things come to the office, and the office's to her.
    fn meet(&self, woman: &mut Woman) {
        woman.phone.visit(self.server.address).unwrap();
        woman.desk.visit(self.server.address).unwrap();
        woman.phone.visit(self.server.address).unwrap();
    }

    fn learn(&self, woman: &mut Woman, courses: &[&str]) {
        for course in courses {
            learn(&mut woman.phone, &self.catalogue, course);
        }
        self.meet(woman);
    }

    fn put_on(&self, woman: &mut Woman, track: &str) {
        let path = format!("/api/learners/{}/track", woman.admitted.id);
        assert_eq!(self.staff.post(&path, &json!({"track": track})).status, 204);
        self.meet(woman);
        assert_eq!(view(&woman.phone)["enrolment"]["track"], track);
    }

    /// She chooses after the common part, and staff put her on it.
    fn choose(&self, woman: &mut Woman, track: &str) {
        let (reason, text) = (Some("interest".to_owned()), None);
        let choice = Action::ChooseTrack { track: track.to_owned(), day: today(), reason, text };
        assert!(woman.phone.act(&choice));
        self.meet(woman);
        assert_eq!(self.steps(woman)["choice"]["track"], track);
        self.put_on(woman, track);
    }

    /// Central looks at who did what: her certificates, as her phone shows them.
    fn certified(&self, woman: &mut Woman) -> Vec<String> {
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
    fn hold(&self, number: u8, series: &str, present: &mut [&mut Woman]) {
        let all = self.definition["series"].as_array().unwrap();
        let mode = text(&all.iter().find(|one| one["id"] == series).unwrap()["mode"]);
        let form = |online| session_form(number, series, online);
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
                day: today(),
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
    fn work(&self, woman: &mut Woman, task: &str, amount: (Option<u32>, Option<u32>)) -> Value {
        let entry = woman.phone.uuid();
        let (minutes, units) = amount;
        let fields = WorkFields {
            task: task.to_owned(),
            day: today(),
            minutes,
            units,
            start: None,
            note: None,
        };
        assert!(woman.phone.act(&Action::WorkAdd { entry: entry.clone(), fields }));
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
    fn pay(&self) -> Vec<i64> {
        let form = json!({"id": "01920f3a-7c1e-7abc-8def-0123456789ab",
                          "from": "2026-09-28", "to": "2026-12-31"});
        let closed = self.staff.post("/api/cohorts/c1/statements", &form);
        assert!(closed.status < 300, "{}", closed.text());
        let statement = "/api/statements/01920f3a-7c1e-7abc-8def-0123456789ab";
        let paid = self
            .staff
            .post(&format!("{statement}/payments"), &json!({"day": today(), "method": "qr"}));
        assert!(paid.status < 300, "{}", paid.text());
        let lines = self.staff.json(statement)["lines"].as_array().unwrap().clone();
        lines.iter().map(|line| line["amount"].as_i64().unwrap()).collect()
    }

    fn end(self) {
        self.office.verify();
        self.server.stop();
    }
}

#[test]
fn migrant_women_learn_together_choose_one_of_three_tracks_and_annotate_data_for_a_stable_wage() {
    let life = Life::of("puente-migrantes");
    let common = ["primeros-pasos", "trabajo-digital", "mis-derechos"];
    let tracks = ["call-center", "gig", "en-linea"];
    let mut women: Vec<Woman> = (1_u64..)
        .zip(["Ana", "Eva", "Luz"])
        .map(|(seed, name)| life.enrol(name, seed, &[]))
        .collect();
    for (woman, track) in women.iter_mut().zip(tracks) {
        assert_eq!(life.line(woman), (0, 9), "the common part is everybody's");
        life.learn(woman, &common);
        assert_eq!(life.line(woman), (9, 9));
        life.choose(woman, track);
        assert_eq!(life.line(woman), (9, 12), "and then her track's");
    }
    life.learn(&mut women[1], &["encargos"]);
    assert_eq!(life.line(&women[1]), (12, 12));
    assert_eq!(life.certified(&mut women[2]), ["parte-comun"]);
    let [ana, eva, _] = &mut women[..] else { panic!("three") };
    life.hold(1, "taller-semanal", &mut [&mut *ana, &mut *eva]);
    // However much she annotates, the wage of the period is the same.
    life.work(ana, "etiquetar", (Some(600), None));
    life.work(ana, "etiquetar", (Some(120), None));
    assert_eq!(life.certified(ana), ["parte-comun"], "840 of 2,400 minutes");
    life.work(eva, "transcribir", (Some(60), None));
    let mut paid = life.pay();
    paid.sort_unstable();
    assert_eq!(paid.iter().sum::<i64>(), 60_000 + 1_800, "{paid:?}");
    life.meet(&mut women[0]);
    let payments = view(&women[0].phone)["earnings"]["payments"].clone();
    assert_eq!(payments[0]["amount"]["amount"], 60_000);
    life.end();
}

#[test]
fn scholarships_begin_for_whoever_is_not_ready_yet_and_end_with_all_three_modules() {
    let life = Life::of("becas-digitales");
    let mut ready = life.enrol("Ana", 1, &[]);
    let mut not_yet = life.enrol("Eva", 2, &["correo", "internet-basico"]);
    // Who is not ready begins all the same: the step is in the first module.
    life.learn(&mut not_yet, &["conectarse"]);
    assert_eq!(life.line(&not_yet), (3, 10));
    for requirement in ["correo", "internet-basico"] {
        let requirement = requirement.to_owned();
        assert!(not_yet.phone.act(&Action::Requirement { requirement, met: true, day: today() }));
    }
    life.meet(&mut not_yet);
    assert_eq!(life.steps(&not_yet)["not_yet"], json!([]));
    // The English of a course counts as the Spanish.
    life.learn(&mut ready, &["getting-connected", "ciberseguridad", "emprender"]);
    assert_eq!(life.line(&ready), (6, 10), "the second module waits for staff");
    assert!(life.certified(&mut ready).is_empty());
    let waiting = life.steps(&ready)["to_confirm"].as_array().unwrap().clone();
    for lesson in waiting.iter().map(|one| text(&one["lesson"])) {
        let seen = StaffAction::Confirm { lesson, done: true, day: today(), note: None };
        assert!(ready.desk.act_as_staff(&seen).unwrap());
    }
    life.meet(&mut ready);
    assert_eq!(life.line(&ready), (10, 10));
    assert_eq!(life.certified(&mut ready), ["beca-completa"]);
    let funnel = life.staff.json("/api/cohorts/c1")["funnel"].clone();
    assert_eq!((&funnel["enrolled"], &funnel["completed"]), (&json!(2), &json!(1)));
    life.end();
}

#[test]
fn rural_teleworkers_learn_a_trade_meet_companies_online_and_are_paid_for_practice() {
    let life = Life::of("teletrabajo-rural");
    let mut ana = life.enrol("Ana", 1, &["internet-basico"]);
    life.learn(&mut ana, &["herramientas", "comunicacion"]);
    life.choose(&mut ana, "soporte");
    life.learn(&mut ana, &["soporte-1"]);
    assert_eq!(life.line(&ana), (9, 9));
    assert_eq!(life.certified(&mut ana), ["soporte"]);
    life.hold(1, "empresas", &mut [&mut ana]);
    let practice = life.work(&mut ana, "practica-pagada", (Some(90), None));
    assert_eq!(practice["amount"], json!({"amount": 1_200, "currency": "PEN"}));
    let forms = life.work(&mut ana, "fichas", (None, Some(25)));
    assert_eq!(forms["amount"], json!({"amount": 1_000, "currency": "PEN"}));
    assert_eq!(life.pay().iter().sum::<i64>(), 2_200);
    life.end();
}

#[test]
fn two_routes_have_levels_of_their_own_workshops_and_a_school_that_nobody_has_to_take() {
    let life = Life::of("rutas");
    let mut owner = life.enrol("Ana", 1, &[]);
    let mut worker = life.enrol("Eva", 2, &["correo"]);
    // Tracks are given at enrolment here.
    life.put_on(&mut owner, "negocio-basico");
    life.put_on(&mut worker, "empleo-avanzado");
    assert_eq!((life.line(&owner).1, life.line(&worker).1), (9, 9));
    life.learn(&mut owner, &["primeros-pasos", "mi-idea", "mis-cuentas"]);
    life.learn(&mut worker, &["primeros-pasos", "liderazgo-1"]);
    assert_eq!((life.line(&owner), life.line(&worker)), ((9, 9), (3, 9)));
    life.hold(1, "talleres-negocio", &mut [&mut owner]);
    life.hold(2, "charlas", &mut [&mut owner, &mut worker]);
    assert!(life.certified(&mut owner).is_empty(), "one of four workshops");
    for number in 3..6 {
        life.hold(number, "talleres-negocio", &mut [&mut owner]);
    }
    assert_eq!(life.certified(&mut owner), ["negocio-basico"]);
    let attended = life.staff.json("/api/cohorts/c1/attendance")["learners"].clone();
    let series = |at: usize| attended[at]["series"].clone();
    assert_eq!(series(0), json!({"charlas": 1, "talleres-negocio": 4}));
    assert_eq!(series(1), json!({"charlas": 1, "talleres-negocio": 0}));
    // Her business goes on: she is moved to the next level.
    life.put_on(&mut owner, "negocio-avanzado");
    assert_eq!(life.line(&owner), (6, 9), "what both levels have counts for both");
    life.end();
}
