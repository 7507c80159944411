//! Both sides offline in turn, from the question to "I did not get it".

use serde_json::{Value, json};
use sync_core::phone::Action;
use tests::office::text;
use tests::phone::fields;

use crate::{Scene, lines, staff};

fn answer(subject: &str, kind: &str, about: &str, said: Option<&str>) -> Action {
    Action::Answer {
        subject: subject.to_owned(),
        kind: kind.to_owned(),
        about: about.to_owned(),
        text: said.map(str::to_owned),
    }
}

#[test]
fn asked_answered_approved_paid_and_not_received() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(90);
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry).0, "waiting");
    assert_eq!(scene.queue(), [(entry.clone(), "waiting".to_owned(), vec![])]);

    // Staff decide offline, and come back later; so does she.
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    assert_eq!(desk.decide(&entry, "ask"), Ok(true));
    desk.restart();
    desk.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    let question = scene.phone.profile().view().questions.remove(0);
    assert_eq!((question.kind, question.reason.as_deref()), ("asked", Some("falta-hora")));
    // She sees what she answered, and may answer anew.
    for words in ["de ocho a diez", "de ocho a nueve y media"] {
        assert!(scene.phone.act(&answer(&entry, "reply", &question.about, Some(words))));
        let view = scene.phone.profile().view();
        assert!(view.questions.is_empty(), "answered, offline");
        let said = view.work[0].hours.answer.as_ref().unwrap();
        assert_eq!((said.kind, said.text.as_deref()), ("reply", Some(words)));
    }
    scene.phone.restart();
    scene.phone.visit(to).unwrap();

    desk.visit(to).unwrap();
    let shown = desk.profile().staff_view().entries.remove(0);
    assert!(shown.hours.answered);
    assert_eq!(shown.answers[0].text.as_deref(), Some("de ocho a nueve y media"));
    assert_eq!(desk.decide(&entry, "approve"), Ok(true));
    desk.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry), ("approved".to_owned(), Some(2_250)));
    assert!(scene.queue().is_empty());

    let ahead = "/api/cohorts/c1/statements/preview?from=2026-11-01&to=2026-11-30";
    let preview = scene.first.json(ahead);
    assert_eq!(preview["totals"], json!([{"currency": "BOB", "amount": 2_250}]));
    assert_eq!((&preview["learners"], &preview["minutes"]), (&json!(1), &json!(90)));
    let closed = scene.close("2026-11-01", "2026-11-30");
    assert_eq!(closed.status, 200, "{}", closed.text());
    let statement = closed.json();
    assert_eq!(scene.first.get(ahead).code(), "period_taken");
    let next = scene.first.json("/api/cohorts/c1/statements/preview?to=2026-12-15");
    assert_eq!((&next["from"], &next["kinds"]), (&json!("2026-12-01"), &json!([])));
    assert_eq!(lines(&statement), [("entry".to_owned(), 90, 2_250)]);
    let again = scene.close("2026-11-15", "2026-12-15");
    assert_eq!((again.status, again.code().as_str()), (409, "period_taken"));
    let nothing = scene.close("2026-12-01", "2026-12-15");
    assert_eq!((nothing.status, nothing.code().as_str()), (422, "nothing_to_close"));
    let paid = scene.pay(&statement);
    assert_eq!(paid["totals"][0]["paid"], 2_250);
    // Marked a second time, nothing is paid twice.
    assert_eq!(scene.pay(&statement)["totals"][0]["paid"], 2_250);

    scene.phone.visit(to).unwrap();
    let view = scene.phone.profile().view();
    assert_eq!(view.work[0].hours.paid_on.as_deref(), Some("2026-12-01"));
    assert_eq!(view.earnings.weeks[0].paid[0].amount, 2_250);
    let payment = &view.earnings.payments[0];
    assert_eq!((payment.amount.amount, payment.method.as_str()), (2_250, "qr"));
    let missed = answer(&payment.id, "not_received", &payment.version, Some("no llegó nada"));
    assert!(scene.phone.act(&missed));
    scene.phone.visit(to).unwrap();
    let path = format!("/api/statements/{}", text(&statement["id"]));
    let shown = scene.first.json(&path);
    assert_eq!(shown["learners"][0]["not_received"], Value::Bool(true));
    assert_eq!(shown["learners"][0]["text"], "no llegó nada");
    let csv = scene.first.get(&format!("{path}/lines.csv"));
    assert!(csv.text().contains("P-0001,Ana,entry,"), "{}", csv.text());

    // What is exported says it in words, and `verify` covers it.
    let record = scene.office.record(&scene.ana.id);
    let desk = record["documents"]["desk"]["registers"].as_object().unwrap();
    let decided = desk.iter().find(|(key, _)| key.starts_with("decision/")).unwrap().1;
    assert_eq!(decided[0]["value"]["outcome"], "approve");
    assert_eq!(decided[0]["value"]["amount"], 2_250);
    assert!(desk.keys().any(|key| key.starts_with("payment/")));
    scene.end();
}

#[test]
fn hours_from_a_paper_sheet_need_a_second_person_and_her_word() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let mut first = scene.first.desk(&scene.ana.id, 10);
    let mut second = scene.second.desk(&scene.ana.id, 11);
    let entry = first.uuid();
    first.enter(&entry, fields(120));
    assert_eq!(first.decide(&entry, "approve"), Ok(true));
    first.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry).0, "question", "she who entered it does not approve it");
    let question = scene.phone.profile().view().questions.remove(0);
    assert_eq!((question.kind, question.source), ("assisted", Some("paper")));

    second.visit(to).unwrap();
    assert_eq!(second.decide(&entry, "approve"), Ok(true));
    second.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry), ("approved".to_owned(), Some(3_000)));

    assert!(scene.phone.act(&answer(&entry, "not_so", &question.about, Some("fueron menos"))));
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry).0, "question");
    assert_eq!(scene.queue().len(), 1, "somebody has to look at it");
    // Neither of the two settles it; a third person does.
    let third = staff(&scene.office, to, "tercera", &[]);
    for device in [&mut first, &mut second] {
        device.visit(to).unwrap();
        device.decide(&entry, "decline").unwrap();
        device.visit(to).unwrap();
    }
    let mut third = third.desk(&scene.ana.id, 12);
    assert_eq!(third.profile().view().work[0].hours.state, "question");
    assert_eq!(third.decide(&entry, "approve"), Ok(true));
    third.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry), ("approved".to_owned(), Some(3_000)));
    assert!(scene.queue().is_empty());
    scene.end();
}
