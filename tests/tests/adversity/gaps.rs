//! What is known to be missing: said by person, phone and number, the same at the command line and
//! on the board.

use serde_json::{Value, json};
use sync_core::phone::{Action, CHANGES_PER_SEGMENT, WorkFields};
use tests::phone::{Phone, fields};

use super::board::Board;

/// What `chaski gaps` says of whom.
fn gaps(board: &Board, of: &[&str]) -> Value {
    board.office.json(&[&["gaps", "--json"], of].concat())
}

/// The board's lines of those phones.
fn on_board(board: &Board) -> Vec<Value> {
    let shown = board.shown();
    let here = shown["here"].as_array().unwrap().iter();
    here.filter(|line| line["gaps"] != json!([])).cloned().collect()
}

/// Throws away the `at`-th signed batch that lies ready on a phone, before it ever left.
fn lose_segment(phone: &mut Phone, at: usize) {
    let is_segment = |key: &&String| key.len() == 11 && key.starts_with('g');
    let key = phone.disk.keys().filter(is_segment).nth(at).unwrap().clone();
    phone.disk.remove(&key).unwrap();
}

#[test]
fn a_middle_batch_that_never_came_is_named_by_person_phone_and_number() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let (_, other) = board.admit("Eva");
    let mut whole = Phone::enrolled(board.to(), &code, 1);
    whole.add_work(10);
    whole.visit(board.to()).unwrap();
    let mut eva = Phone::enrolled(board.to(), &other, 2);
    eva.add_work(20);
    eva.visit(board.to()).unwrap();
    assert_eq!(gaps(&board, &[])["phones"], json!([]), "everything came");
    assert_eq!(board.office.done(&["gaps"]), "0 changes of 0 phones have not come\n");

    // Ana's second phone: 40 come, then it is locked, and of three batches the middle one is lost.
    let mut phone = Phone::enrolled(board.to(), &board.office.code(&ana), 3);
    let per_batch = u64::try_from(CHANGES_PER_SEGMENT).unwrap();
    for minutes in 1..=40 {
        phone.add_work(minutes);
    }
    phone.visit(board.to()).unwrap();
    for minutes in 1..=2 * CHANGES_PER_SEGMENT + 5 {
        phone.add_work(minutes as u32);
    }
    lose_segment(&mut phone, 1);
    phone.locked_visit(board.to()).unwrap();

    let (from, to) = (40 + per_batch + 1, 40 + 2 * per_batch);
    let found = gaps(&board, &[]);
    assert_eq!(found["changes"], per_batch, "{found}");
    let [line] = found["phones"].as_array().unwrap().as_slice() else { panic!("{found}") };
    assert_eq!(line["learner"]["name"], "Ana");
    assert_eq!(line["label"], "Teléfono 2");
    assert_eq!(line["gaps"], json!([{"from": from, "to": to}]));
    assert_eq!((&line["missing"], &line["waiting"]), (&json!(per_batch), &json!(5)));
    assert_eq!(on_board(&board), std::slice::from_ref(line), "the board says the same");
    for of in [["--centre", "el-alto"], ["--cohort", "c1"]] {
        assert_eq!(gaps(&board, &of)["phones"], found["phones"], "{of:?}");
    }
    let said = board.office.done(&["gaps"]);
    let named = format!("Ana · Teléfono 2: {from}–{to}; 5 here wait for others");
    assert!(said.lines().next().unwrap().ends_with(&named), "{said}");
    for of in [["--centre", "none"], ["--cohort", "none"]] {
        let output = board.office.run(&[&["gaps"], &of[..]].concat());
        assert_eq!(output.status.code(), Some(1), "{of:?}");
    }

    // Open again, the phone has it still.
    phone.restart();
    phone.visit(board.to()).unwrap();
    assert_eq!(gaps(&board, &[])["phones"], json!([]));
    assert_eq!(on_board(&board), Vec::<Value>::new());
}

/// What a phone said that it still had is known too, and stays known when the phone is gone.
#[test]
fn what_a_phone_said_that_it_still_held_is_named_as_well() {
    let board = Board::open();
    board.office.done(&[
        "cohort",
        "add",
        "--id",
        "c2",
        "--title",
        "Otra",
        "--weeks",
        "12",
        "--starts",
        "2026-09-28",
    ]);
    let (_, code) = board.admit("Ana");
    let mut gone = Phone::enrolled(board.to(), &code, 1);
    for n in 1..=200 {
        let entry = format!("01890000-0000-7000-8000-{n:012x}");
        let long = WorkFields { note: Some("x".repeat(480)), ..fields(n) };
        gone.act(&Action::WorkAdd { entry, fields: long });
    }
    gone.round(board.to()).unwrap();
    drop(gone);
    let found = gaps(&board, &[]);
    let [line] = found["phones"].as_array().unwrap().as_slice() else { panic!("{found}") };
    let unsent = line["unsent"].as_u64().unwrap();
    assert!((1..200).contains(&unsent), "{line}");
    assert_eq!(line["gaps"], json!([{"from": 200 - unsent + 1, "to": 200}]));
    assert_eq!((&found["changes"], &line["state"]), (&json!(unsent), &json!("arriving")));
    assert_eq!(on_board(&board), std::slice::from_ref(line));
    assert_eq!(gaps(&board, &["--cohort", "c2"])["phones"], json!([]), "another cohort's");
}
