//! The four complete definitions, each lived through by simulated learners: enrol, meet what is
//! asked, learn, choose, attend, work, decide, certify, pay; and after the end what they answer, being
//! called, what became of them, and the reports of it.

use serde_json::json;
use sync_core::phone::{Action, StaffAction};
use tests::office::text;

use crate::later::{number, untold, yes};
use crate::life::{Life, Woman};
use crate::view;

#[test]
fn migrant_women_learn_together_choose_one_of_three_tracks_and_annotate_data_for_a_stable_wage() {
    let life = Life::of("puente-migrantes");
    let common = ["primeros-pasos", "trabajo-digital", "mis-derechos"];
    let tracks = ["call-center", "gig", "en-linea"];
    let mut women: Vec<Woman> = (1_u64..)
        .zip(["Ana", "Eva", "Luz"])
        .map(|(seed, name)| life.enrol(name, seed, &[]))
        .collect();
    for (woman, income) in women.iter_mut().zip([number(40_000), number(0), untold()]) {
        let said = [("trabajo", yes(false)), ("ingreso", income), ("otro-pais", yes(true))];
        life.answers(woman, "linea-base", &said);
    }
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
    // Two come to the end, one leaves: her reason is in the report, and nobody calls that dropout
    // before staff say so.
    life.passes(84);
    let [ana, eva, luz] = &mut women[..] else { panic!("three") };
    life.stands(&luz.admitted, "left", &["--reason", "trabajo"]);
    for (woman, work, income) in [(&mut *ana, true, 120_000), (&mut *eva, false, 0)] {
        life.completes(woman);
        let said = [("trabajo", yes(work)), ("ingreso", number(income))];
        life.answers(woman, "al-terminar", &said);
    }
    life.became(eva, "step", json!({"step": "perfil"}));
    life.passes(95);
    life.is_called(eva, "meses-3", &[("trabajo", yes(true)), ("ingreso", number(90_000))]);
    life.became(eva, "step", json!({"step": "colocada", "note": "Call center"}));
    life.passes(92);
    life.answers(ana, "meses-6", &[("trabajo", yes(true)), ("ingreso", number(100_000))]);
    let counted = ["enrolments", "completed", "left", "certified", "placed", "completed_placed"];
    assert_eq!(life.funnel(counted), [3, 2, 1, 3, 1, 1]);
    let shares = ["n", "yes", "yes_before"];
    assert_eq!(life.indicator("empleo", "enrolment", ["n", "yes"]), [3, 0]);
    assert_eq!(life.indicator("empleo", "completion", shares), [2, 1, 0]);
    assert_eq!(life.indicator("empleo", "months_3", shares), [1, 1, 0]);
    assert_eq!(life.indicator("empleo", "months_6", shares), [1, 1, 0]);
    let sums = ["n", "grew", "up", "down", "before"];
    assert_eq!(life.indicator("ingreso", "completion", sums), [2, 1, 80_000, 0, 40_000]);
    assert_eq!(life.indicator("ingreso", "months_3", sums), [1, 1, 90_000, 0, 0]);
    let left = life.office.json(&["report", "outcomes", "--json"])["cells"][0].clone();
    assert_eq!(left["reasons"], json!([{"reason": "trabajo", "left": 1}]));
    life.end();
}

#[test]
fn scholarships_begin_for_whoever_is_not_ready_yet_and_end_with_all_three_modules() {
    let life = Life::of("becas-digitales");
    let mut ready = life.enrol("Ana", 1, &[]);
    let mut not_yet = life.enrol("Eva", 2, &["correo", "internet-basico"]);
    for (woman, works) in [(&mut ready, true), (&mut not_yet, false)] {
        let said = [("trabajo", yes(works)), ("estudia", yes(false)), ("negocio", yes(false))];
        life.answers(woman, "linea-base", &said);
    }
    // Who is not ready begins all the same: the step is in the first module.
    life.learn(&mut not_yet, &["conectarse"]);
    assert_eq!(life.line(&not_yet), (3, 10));
    for requirement in ["correo", "internet-basico"] {
        let (requirement, day) = (requirement.to_owned(), life.today());
        life.act(&mut not_yet, &Action::Requirement { requirement, met: true, day });
    }
    life.meet(&mut not_yet);
    assert_eq!(life.steps(&not_yet)["not_yet"], json!([]));
    // The English of a course counts as the Spanish.
    life.learn(&mut ready, &["getting-connected", "ciberseguridad", "emprender"]);
    assert_eq!(life.line(&ready), (6, 10), "the second module waits for staff");
    assert!(life.certified(&mut ready).is_empty());
    let waiting = life.steps(&ready)["to_confirm"].as_array().unwrap().clone();
    for lesson in waiting.iter().map(|one| text(&one["lesson"])) {
        let seen = StaffAction::Confirm { lesson, done: true, day: life.today(), note: None };
        assert!(ready.desk.act_as_staff(&seen).unwrap());
    }
    life.meet(&mut ready);
    assert_eq!(life.line(&ready), (10, 10));
    assert_eq!(life.certified(&mut ready), ["beca-completa"]);
    let funnel = life.staff.json("/api/cohorts/c1")["funnel"].clone();
    assert_eq!((&funnel["enrolled"], &funnel["completed"]), (&json!(2), &json!(1)));
    // The certificate opens a further scholarship: staff see who may take it, and she takes it.
    let listed = || life.staff.json("/api/cohorts/c1/certificates");
    let opens = |at: usize| listed()["learners"][at].get("awards").cloned();
    assert_eq!((opens(0), opens(1)), (Some(json!([{"award": "beca-avanzada"}])), None));
    life.passes(60);
    life.completes(&mut ready);
    life.became(&mut ready, "award", json!({"award": "beca-avanzada"}));
    let taken = json!([{"award": "beca-avanzada", "taken": life.today()}]);
    assert_eq!((opens(0), &listed()["awards"][0]["taken"]), (Some(taken), &json!(1)));
    // The other stops before the end.
    life.stands(&not_yet.admitted, "ended", &[]);
    let said = [("trabajo", yes(true)), ("estudia", yes(true)), ("negocio", yes(false))];
    life.answers(&mut ready, "al-terminar", &said);
    life.passes(100);
    life.became(&mut ready, "formal_education", json!({"note": "Instituto"}));
    let said = [("trabajo", yes(true)), ("estudia", yes(true)), ("negocio", yes(true))];
    life.answers(&mut ready, "meses-3", &said);
    assert_eq!(life.funnel(["enrolments", "completed", "ended", "certified"]), [2, 1, 1, 1]);
    let shares = ["n", "yes", "yes_before"];
    assert_eq!(life.indicator("vuelve-a-estudiar", "completion", shares), [1, 1, 0]);
    assert_eq!(life.indicator("negocio-iniciado", "months_3", shares), [1, 1, 0]);
    assert_eq!(life.indicator("empleo", "enrolment", ["n", "yes"]), [2, 1]);
    life.end();
}

#[test]
fn rural_teleworkers_learn_a_trade_meet_companies_online_and_are_paid_for_practice() {
    let life = Life::of("teletrabajo-rural");
    let mut ana = life.enrol("Ana", 1, &["internet-basico"]);
    let said = [("trabajo", yes(false)), ("ingreso", number(30_000)), ("a-distancia", yes(false))];
    life.answers(&mut ana, "linea-base", &said);
    life.became(&mut ana, "step", json!({"step": "habilidades"}));
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
    life.passes(90);
    life.completes(&mut ana);
    let said = [("trabajo", yes(false)), ("ingreso", number(32_000)), ("a-distancia", yes(false))];
    life.answers(&mut ana, "al-terminar", &said);
    life.became(&mut ana, "step", json!({"step": "postulacion"}));
    assert_eq!(life.funnel(["completed", "certified", "placed"]), [1, 1, 0]);
    life.passes(40);
    life.became(&mut ana, "step", json!({"step": "contrato", "note": "Soporte, medio tiempo"}));
    life.passes(55);
    let said = [("trabajo", yes(true)), ("ingreso", number(75_000)), ("a-distancia", yes(true))];
    life.is_called(&mut ana, "meses-3", &said);
    life.became(&mut ana, "step", json!({"step": "apoyo"}));
    life.passes(90);
    let said = [("trabajo", yes(true)), ("ingreso", number(80_000)), ("a-distancia", yes(true))];
    life.answers(&mut ana, "meses-6", &said);
    assert_eq!(life.funnel(["completed", "placed", "completed_placed"]), [1, 1, 1]);
    let sums = ["n", "grew", "up", "before"];
    assert_eq!(life.indicator("ingreso", "completion", sums), [1, 1, 2_000, 30_000]);
    assert_eq!(life.indicator("ingreso", "months_3", sums), [1, 1, 45_000, 30_000]);
    assert_eq!(life.indicator("ingreso", "months_6", sums), [1, 1, 50_000, 30_000]);
    assert_eq!(life.indicator("a-distancia", "months_6", ["n", "yes", "yes_before"]), [1, 1, 0]);
    life.end();
}

#[test]
fn two_routes_have_levels_of_their_own_workshops_and_a_school_that_nobody_has_to_take() {
    let life = Life::of("rutas");
    let mut owner = life.enrol("Ana", 1, &[]);
    let mut worker = life.enrol("Eva", 2, &["correo"]);
    for woman in [&mut owner, &mut worker] {
        let said =
            [("trabajo", yes(false)), ("negocio", yes(false)), ("negocio-mejor", yes(false))];
        life.answers(woman, "linea-base", &said);
    }
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
    life.learn(&mut owner, &["crecer"]);
    assert_eq!(life.certified(&mut owner), ["negocio-avanzado", "negocio-basico"]);
    // What the higher level opens, she takes.
    life.passes(90);
    life.completes(&mut owner);
    life.completes(&mut worker);
    life.became(&mut owner, "business_started", json!({"note": "Panadería"}));
    life.became(&mut owner, "award", json!({"award": "capital-semilla"}));
    let opened = life.office.json(&["certificate", "opens", "--json"]);
    assert_eq!(
        (&opened["awards"][0]["taken"], &opened["awards"][0]["places"]),
        (&json!(1), &json!(30))
    );
    for step in ["diagnostico", "talleres-grupo", "plan"] {
        life.became(&mut worker, "step", json!({"step": step}));
    }
    for (woman, has) in [(&mut owner, true), (&mut worker, false)] {
        let said = [("trabajo", yes(false)), ("negocio", yes(has)), ("recomienda", yes(true))];
        life.answers(woman, "al-terminar", &said);
    }
    life.passes(95);
    life.became(&mut owner, "business_improved", json!({}));
    let better = [("negocio", yes(true)), ("negocio-mejor", yes(true))];
    life.answers(&mut owner, "meses-3", &better);
    life.became(&mut worker, "job_found", json!({"note": "Hotel"}));
    life.is_called(&mut worker, "meses-3", &[("trabajo", yes(true))]);
    life.passes(95);
    life.became(&mut worker, "job_ended", json!({}));
    life.answers(&mut worker, "meses-6", &[("trabajo", yes(false))]);
    let counted = ["enrolments", "completed", "certified", "placed", "completed_placed"];
    assert_eq!(life.funnel(counted), [2, 2, 1, 1, 1]);
    let shares = ["n", "yes", "yes_before"];
    assert_eq!(life.indicator("negocio-iniciado", "completion", shares), [2, 1, 0]);
    assert_eq!(life.indicator("negocio-mejora", "months_3", shares), [1, 1, 0]);
    assert_eq!(life.indicator("empleo", "months_3", shares), [1, 1, 0]);
    assert_eq!(life.indicator("empleo", "months_6", shares), [1, 0, 0]);
    life.end();
}
