//! A phone's key is copied, and both write: what staff are shown of it, and what only they can mend.

use serde_json::json;
use tests::phone::{Phone, add, post};

use super::board::{Board, device, devices, live_minutes};

const HERS: &str = "01900000-0000-7000-8000-000000000001";
const OTHERS: &str = "01900000-0000-7000-8000-000000000002";

#[test]
fn hours_of_the_branch_that_gave_way_are_shown_until_they_are_written_again() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let phone = Phone::enrolled(board.to(), &code, 1);
    let number = device(&board, &ana, 0);
    assert!(devices(&board, &ana)["forks"].is_null());
    // Copies that draw the same nonce go on under one actor.
    let [mut hers, mut other] = [phone.twin(7), phone.twin(7)];
    other.act(&add(OTHERS, 20));
    other.visit(board.to()).unwrap();
    hers.act(&add(HERS, 45));
    // It says so, and is not heard of again before the answer comes.
    let body = hers.request();
    post(board.to(), "/api/sync", &body).unwrap();
    assert_eq!(live_minutes(&board, &ana), [20]);
    let work = json!([{
        "entry": HERS, "task": "etiquetar", "day": "2026-11-20", "minutes": 45,
    }]);
    assert_eq!(devices(&board, &ana)["forks"], json!([{"device": number, "work": work}]));
    // It comes back after all: there is nothing left to do by hand.
    hers.visit(board.to()).unwrap();
    assert_eq!(live_minutes(&board, &ana), [20, 45]);
    assert_eq!(devices(&board, &ana)["forks"], json!([{"device": number, "work": []}]));
    board.office.verify();
}
