//! Entry requirements, the choice of a track, and lessons elsewhere that staff confirm.

use serde_json::json;
use sync_core::phone::{Action, StaffAction};
use tests::phone::Phone;

use crate::{learn, lessons, running, shown, staff, steps_of, today, view};

fn word(requirement: &str, met: bool) -> Action {
    Action::Requirement { requirement: requirement.to_owned(), met, day: today() }
}

#[test]
fn an_unmet_requirement_is_a_step_to_take_and_never_a_refusal() {
    let (office, _) = running("becas-digitales");
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    let (_, catalogue) = shown(to, "/api/catalogue");
    let mail = &catalogue["requirements"][1];
    assert_eq!(
        (&mail["id"], &mail["step"]["lesson"]["course"]),
        (&json!("correo"), &json!("conectarse"))
    );
    let hers = steps_of(&rosa, &ana.id);
    assert_eq!(hers["not_asked"], json!(["compromiso", "correo", "internet-basico"]));

    // Asked on her phone, without a road: she may learn at once all the same.
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    phone.visit(to).unwrap();
    assert!(phone.act(&word("compromiso", true)));
    assert!(phone.act(&word("correo", false)));
    assert!(!phone.act(&word("correo", false)), "said twice it is said once");
    learn(&mut phone, &catalogue, "conectarse");
    assert_eq!(view(&phone)["requirements"]["correo"], json!({"met": false, "byStaff": false}));
    phone.visit(to).unwrap();
    let hers = steps_of(&rosa, &ana.id);
    assert_eq!((&hers["met"], &hers["not_yet"]), (&json!(["compromiso"]), &json!(["correo"])));

    // Staff may say it for her, and she sees it; whoever says more later is believed.
    let mut desk = rosa.desk(&ana.id, 2);
    let requirement = "correo".to_owned();
    let note = Some("lo hicimos juntas".to_owned());
    let said = StaffAction::Requirement { requirement, met: true, day: today(), note };
    assert!(desk.act_as_staff(&said).unwrap());
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    assert_eq!(view(&phone)["requirements"]["correo"], json!({"met": true, "byStaff": true}));
    assert_eq!(steps_of(&rosa, &ana.id)["met"], json!(["compromiso", "correo"]));
    // In the office's pages it is said without a device; the log has whose word it is.
    let before = tests::phone::now();
    while tests::phone::now() == before {
        std::thread::yield_now();
    }
    let path = format!("/api/learners/{}/steps", ana.id);
    let step = json!({"requirement": "correo", "met": false});
    assert_eq!(rosa.post(&path, &step).status, 204);
    phone.visit(to).unwrap();
    assert_eq!(steps_of(&rosa, &ana.id)["not_yet"], json!(["correo"]), "it was corrected");
    assert_eq!(view(&phone)["requirements"]["correo"]["met"], false);
    // What she said herself was corrected, and she says it again on the same day.
    let step = json!({"requirement": "compromiso", "met": false});
    assert_eq!(rosa.post(&path, &step).status, 204);
    phone.visit(to).unwrap();
    assert_eq!(view(&phone)["requirements"]["compromiso"]["met"], false);
    assert!(phone.act(&word("compromiso", true)), "it is a new word");
    phone.visit(to).unwrap();
    assert_eq!(steps_of(&rosa, &ana.id)["met"], json!(["compromiso"]));
    office.verify();
    server.stop();
}

#[test]
fn a_lesson_elsewhere_counts_when_staff_confirmed_it_where_the_programme_says_so() {
    let (office, _) = running("becas-digitales");
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    let (_, catalogue) = shown(to, "/api/catalogue");
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    learn(&mut phone, &catalogue, "ciberseguridad");
    phone.visit(to).unwrap();
    let done = || rosa.json("/api/cohorts/c1")["learners"][0]["lessons_done"].clone();
    let waiting = steps_of(&rosa, &ana.id)["to_confirm"].clone();
    assert_eq!((waiting.as_array().unwrap().len(), done()), (4, json!(0)));
    assert_eq!(waiting[0]["course"]["es"], "Módulo 2: introducción a la ciberseguridad");
    let mut desk = rosa.desk(&ana.id, 2);
    for lesson in lessons(&catalogue, "ciberseguridad") {
        let note = Some("vi el diploma".to_owned());
        let seen = StaffAction::Confirm { lesson, done: true, day: today(), note };
        assert!(desk.act_as_staff(&seen).unwrap());
    }
    desk.visit(to).unwrap();
    phone.visit(to).unwrap();
    assert_eq!(view(&phone)["confirmed"].as_array().unwrap().len(), 4);
    assert_eq!((steps_of(&rosa, &ana.id).get("to_confirm"), done()), (None, json!(4)));
    // In the office's pages it is said without a device; the log has whose word it is.
    let path = format!("/api/learners/{}/steps", ana.id);
    let step = json!({"lesson": waiting[0]["lesson"], "met": false});
    let later = tests::phone::now();
    while tests::phone::now() == later {
        std::thread::yield_now();
    }
    assert_eq!(rosa.post(&path, &step).status, 204);
    assert_eq!(done(), json!(3));
    let step = json!({"requirement": "internet-basico", "met": true});
    assert_eq!(rosa.post(&path, &step).status, 204);
    assert_eq!(steps_of(&rosa, &ana.id)["met"], json!(["internet-basico"]));
    let none = rosa.post(&path, &json!({"requirement": "cocina", "met": true}));
    assert_eq!((none.status, none.code().as_str()), (422, "step_unknown"));
    office.verify();
    server.stop();
}

#[test]
fn she_chooses_a_track_with_her_reasons_and_staff_put_her_on_it() {
    let (office, _) = running("puente-migrantes");
    let ana = office.admit("Ana");
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");
    let (_, catalogue) = shown(to, "/api/catalogue");
    assert_eq!(catalogue["tracks"][1]["chosenAfter"].as_array().unwrap().len(), 3);
    let mut phone = Phone::enrolled(to, &ana.code, 1);
    for course in ["primeros-pasos", "trabajo-digital", "mis-derechos"] {
        learn(&mut phone, &catalogue, course);
    }
    let choose = |track: &str| Action::ChooseTrack {
        track: track.to_owned(),
        day: today(),
        reason: Some("time".to_owned()),
        text: Some("  Tengo las tardes ".to_owned()),
    };
    assert!(phone.act(&choose("gig")));
    phone.visit(to).unwrap();
    let choice = steps_of(&rosa, &ana.id)["choice"].clone();
    assert_eq!(
        choice,
        json!({"track": "gig", "day": today(), "reason": "time", "text": "Tengo las tardes"})
    );
    let put = |track: &str| {
        rosa.post(&format!("/api/learners/{}/track", ana.id), &json!({"track": track}))
    };
    let refused = put("cocina");
    assert_eq!((refused.status, refused.code().as_str()), (422, "step_unknown"));
    assert_eq!(put("gig").status, 204);
    phone.visit(to).unwrap();
    assert_eq!(view(&phone)["enrolment"]["track"], "gig");
    assert_eq!(steps_of(&rosa, &ana.id)["track"], "gig");
    // What counts are the common part and her track's courses.
    let line = rosa.json("/api/cohorts/c1")["learners"][0].clone();
    assert_eq!((&line["lessons_done"], &line["lessons_total"]), (&json!(9), &json!(12)));
    office.verify();
    server.stop();
}
