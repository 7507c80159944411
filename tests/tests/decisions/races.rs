//! What happens at once on several devices: no minute counts twice, and every cent has its line.

use serde_json::Value;
use sync_core::phone::{ActError, Action, StaffAction};
use tests::phone::{Phone, fields};

use crate::{Scene, lines, staff};

fn correct(phone: &mut Phone, entry: &str, minutes: u32) {
    let entry = entry.to_owned();
    assert!(phone.act(&Action::WorkCorrect { entry, fields: fields(minutes), seen: None }));
}

fn statement(scene: &mut Scene, from: &str, to: &str) -> Value {
    let closed = scene.close(from, to);
    assert_eq!(closed.status, 200, "{}", closed.text());
    closed.json()
}

#[test]
fn a_correction_racing_an_approval() {
    for she_comes_first in [true, false] {
        let mut scene = Scene::new();
        let to = scene.server.address;
        let entry = scene.phone.add_work(60);
        scene.phone.visit(to).unwrap();
        let mut desk = scene.first.desk(&scene.ana.id, 10);
        // Both offline.
        correct(&mut scene.phone, &entry, 90);
        assert_eq!(desk.decide(&entry, "approve"), Ok(true));
        if she_comes_first {
            scene.phone.visit(to).unwrap();
            desk.visit(to).unwrap();
        } else {
            desk.visit(to).unwrap();
            scene.phone.visit(to).unwrap();
        }
        scene.phone.visit(to).unwrap();
        desk.visit(to).unwrap();
        assert_eq!(scene.phone.stands(&entry), ("waiting".to_owned(), None));
        assert_eq!(desk.stands(&entry), scene.phone.stands(&entry));
        assert_eq!(scene.queue()[0].2, ["edited"], "after a decision");
        assert_eq!(scene.close("2026-11-01", "2026-11-30").code(), "nothing_to_close");
        assert_eq!(desk.decide(&entry, "approve"), Ok(true));
        desk.visit(to).unwrap();
        let statement = statement(&mut scene, "2026-11-01", "2026-11-30");
        assert_eq!(lines(&statement), [("entry".to_owned(), 90, 2_250)]);
        scene.end();
    }
}

#[test]
fn what_changed_on_the_screen_is_not_decided_on_unseen() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(60);
    scene.phone.visit(to).unwrap();
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    let seen = desk.profile().staff_view().entries[0].live[0].version.clone();
    correct(&mut scene.phone, &entry, 90);
    scene.phone.visit(to).unwrap();
    desk.visit(to).unwrap();
    let stale = StaffAction::Decide {
        entry,
        seen: vec![seen.clone()],
        chosen: seen,
        outcome: "approve".into(),
        minutes: None,
        units: None,
        pay: Some(tests::desk::terms()),
        reason: None,
        note: None,
        bulk: false,
    };
    assert_eq!(desk.act_as_staff(&stale), Err(ActError::Changed));
    scene.end();
}

#[test]
fn approve_beside_return_on_two_devices() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(60);
    scene.phone.visit(to).unwrap();
    let mut first = scene.first.desk(&scene.ana.id, 10);
    let mut second = scene.second.desk(&scene.ana.id, 11);
    assert_eq!(first.decide(&entry, "approve"), Ok(true));
    assert_eq!(second.decide(&entry, "decline"), Ok(true));
    {
        let Scene { phone, server, .. } = &mut scene;
        for _ in 0..2 {
            for device in [&mut first, &mut second, &mut *phone] {
                device.visit(server.address).unwrap();
            }
        }
    }
    let shown = scene.phone.profile().view().work.remove(0).hours;
    assert_eq!((shown.state, shown.question), ("question", Some("disagreement")));
    assert_eq!(scene.close("2026-11-01", "2026-11-30").code(), "nothing_to_close");
    // The same person on another device is no third person.
    let mut again = scene.first.desk(&scene.ana.id, 20);
    assert_eq!(again.decide(&entry, "approve"), Ok(true));
    again.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry).0, "question");
    let third = staff(&scene.office, to, "tercera", &[]);
    let mut third = third.desk(&scene.ana.id, 12);
    assert_eq!(third.decide(&entry, "approve"), Ok(true));
    third.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry), ("approved".to_owned(), Some(1_500)));
    let statement = statement(&mut scene, "2026-11-01", "2026-11-30");
    assert_eq!(lines(&statement), [("entry".to_owned(), 60, 1_500)]);
    scene.end();
}

#[test]
fn the_same_hours_on_two_phones_and_on_paper() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let code = scene.office.code(&scene.ana.id);
    let mut other = Phone::enrolled(to, &code, 2);
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    let mut second = scene.second.desk(&scene.ana.id, 11);
    let hers = scene.phone.add_work(120);
    let again = other.add_work(120);
    let paper = desk.uuid();
    desk.enter(&paper, fields(120));
    for device in [&mut scene.phone, &mut other, &mut desk, &mut second] {
        device.visit(to).unwrap();
    }
    desk.visit(to).unwrap();
    let queue = scene.queue();
    assert_eq!(queue.len(), 3);
    assert!(queue.iter().all(|(_, _, flags)| flags.contains(&"repeated".to_owned())), "{queue:?}");
    // One is kept, by a member of staff who did not enter any; the others are declined.
    assert_eq!(second.decide(&hers, "approve"), Ok(true));
    assert_eq!(second.decide(&again, "decline"), Ok(true));
    assert_eq!(second.decide(&paper, "decline"), Ok(true));
    second.visit(to).unwrap();
    let statement = statement(&mut scene, "2026-11-01", "2026-11-30");
    assert_eq!(lines(&statement), [("entry".to_owned(), 120, 3_000)]);
    scene.end();
}

#[test]
fn two_live_versions_are_resolved_by_naming_the_one_kept() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let code = scene.office.code(&scene.ana.id);
    let entry = scene.phone.add_work(60);
    scene.phone.visit(to).unwrap();
    let mut other = Phone::enrolled(to, &code, 2);
    other.visit(to).unwrap();
    correct(&mut scene.phone, &entry, 90);
    correct(&mut other, &entry, 120);
    scene.phone.visit(to).unwrap();
    other.visit(to).unwrap();
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    let shown = desk.profile().staff_view().entries.remove(0);
    assert_eq!((shown.hours.question, shown.live.len()), (Some("versions"), 2));
    let queue = scene.queue();
    assert!(queue[0].2.contains(&"two_versions".to_owned()), "{queue:?}");
    let kept = shown.live.iter().find(|version| version.minutes == Some(90)).unwrap();
    let decided = desk.act_as_staff(&StaffAction::Decide {
        entry: entry.clone(),
        seen: shown.live.iter().map(|version| version.version.clone()).collect(),
        chosen: kept.version.clone(),
        outcome: "approve".into(),
        minutes: None,
        units: None,
        pay: Some(tests::desk::terms()),
        reason: None,
        note: None,
        bulk: false,
    });
    assert_eq!(decided, Ok(true));
    desk.visit(to).unwrap();
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.phone.stands(&entry), ("approved".to_owned(), Some(2_250)));
    scene.end();
}

#[test]
fn a_correction_after_payment() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let entry = scene.phone.add_work(60);
    scene.phone.visit(to).unwrap();
    let mut desk = scene.first.desk(&scene.ana.id, 10);
    assert_eq!(desk.decide(&entry, "approve"), Ok(true));
    desk.visit(to).unwrap();
    let first = statement(&mut scene, "2026-11-01", "2026-11-30");
    scene.pay(&first);
    // She corrects after the money came: nothing moves until somebody decides.
    scene.phone.visit(to).unwrap();
    correct(&mut scene.phone, &entry, 90);
    scene.phone.visit(to).unwrap();
    assert_eq!(scene.close("2026-12-01", "2026-12-31").code(), "nothing_to_close");
    desk.visit(to).unwrap();
    assert_eq!(desk.decide(&entry, "approve"), Ok(true));
    desk.visit(to).unwrap();
    let second = statement(&mut scene, "2026-12-01", "2026-12-31");
    assert_eq!(lines(&second), [("adjustment".to_owned(), 30, 750)]);
    scene.pay(&second);
    // She takes it back whole: the money is carried, nobody is asked to return it.
    let withdraw = Action::WorkWithdraw { entry: entry.clone(), seen: None };
    scene.phone.visit(to).unwrap();
    assert!(scene.phone.act(&withdraw));
    scene.phone.visit(to).unwrap();
    let third = statement(&mut scene, "2027-01-01", "2027-01-31");
    assert_eq!(
        lines(&third),
        [("adjustment".to_owned(), -90, -2_250), ("carry".to_owned(), 0, 2_250)]
    );
    // The first statement is as it was.
    let path = format!("/api/statements/{}", first["id"].as_str().unwrap());
    assert_eq!(lines(&scene.first.json(&path)), [("entry".to_owned(), 60, 1_500)]);
    // Closed rows do not change, whoever tries.
    let database = rusqlite::Connection::open(scene.office.database()).unwrap();
    for sql in [
        "UPDATE statement_line SET amount = 1",
        "DELETE FROM statement_line",
        "UPDATE statement SET to_day = to_day + 1",
        "DELETE FROM statement_payment",
        "INSERT INTO statement_line (statement, learner, kind, entry, minutes, units, currency,
                                     amount)
         VALUES (1, 1, 'entry', 'x', 1, 0, 'BOB', 1)",
    ] {
        let refused = database.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("closed") || refused.contains("not changed"), "{sql}: {refused}");
    }
    drop(database);
    scene.end();
}

/// Two ids that turn out to be one woman: the same hours are flagged, the same entry counts once,
/// and what was closed for both before is adjusted, not rewritten.
#[test]
fn the_same_hours_by_two_ids_that_are_merged_later() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    let again = scene.office.admit("Ana otra vez");
    let mut other = Phone::enrolled(to, &again.code, 2);
    let entry = scene.phone.add_work(120);
    // The same entry under both ids, and the same hours as another entry.
    assert!(other.act(&tests::phone::add(&entry, 120)));
    let twin = other.add_work(120);
    scene.phone.visit(to).unwrap();
    other.visit(to).unwrap();
    let mut desks = [scene.first.desk(&scene.ana.id, 10), scene.first.desk(&again.id, 11)];
    assert_eq!(desks[0].decide(&entry, "approve"), Ok(true));
    assert_eq!(desks[1].decide(&entry, "approve"), Ok(true));
    for desk in &mut desks {
        desk.visit(to).unwrap();
    }
    let first = statement(&mut scene, "2026-11-01", "2026-11-30");
    assert_eq!(lines(&first), [("entry".to_owned(), 120, 3_000), ("entry".to_owned(), 120, 3_000)]);
    assert_eq!(scene.queue()[0].2, ["repeated"], "with the entry under the same id");

    scene.office.done(&["learner", "same", "--learner", &scene.ana.id, "--as", &again.id]);
    let queue = scene.first.json("/api/cohorts/c1/review");
    let shown = &queue["entries"][0];
    assert_eq!(
        (shown["entry"].as_str(), shown["with"][0].as_str()),
        (Some(twin.as_str()), Some(entry.as_str()))
    );
    let second = statement(&mut scene, "2026-12-01", "2026-12-31");
    let sum = |lines: &[(String, i64, i64)]| {
        let entries = lines.iter().filter(|(kind, ..)| kind != "carry");
        entries.fold((0, 0), |sum, line| (sum.0 + line.1, sum.1 + line.2))
    };
    let (before, change) = (lines(&first), lines(&second));
    assert_eq!(sum(&change), (-120, -3_000), "{change:?}");
    assert_eq!(sum(&[before, change].concat()), (120, 3_000));
    // Not one person after all: what was taken comes back.
    scene.office.done(&["learner", "apart", "--learner", &scene.ana.id]);
    let third = statement(&mut scene, "2027-01-01", "2027-01-31");
    assert_eq!(sum(&lines(&third)), (120, 3_000));
    scene.end();
}
