//! A browser threw away what a phone kept, before all of it had left.

use serde_json::json;
use sync_core::phone::{Action, WorkFields};
use tests::phone::{Phone, fields};

use super::board::{Board, devices, live_minutes};

/// So many that one request does not carry them.
const LONG_ENTRIES: u32 = 200;

/// What the phone had said that it still had is known by number, for good; and its owner goes on
/// under a key of her own, with all that had arrived.
#[test]
fn staff_see_by_number_what_never_arrived_and_she_goes_on() {
    let board = Board::open();
    let (ana, code) = board.admit("Ana");
    let mut gone = Phone::enrolled(board.to(), &code, 1);
    for n in 1..=LONG_ENTRIES {
        let entry = format!("01890000-0000-7000-8000-{n:012x}");
        let long = WorkFields { note: Some("x".repeat(480)), ..fields(n) };
        gone.act(&Action::WorkAdd { entry, fields: long });
    }
    gone.round(board.to()).unwrap();
    drop(gone);
    let shown = devices(&board, &ana);
    let unsent = shown["devices"][0]["unsent"].as_u64().unwrap();
    let last = u64::from(LONG_ENTRIES);
    assert!((1..last).contains(&unsent), "{shown}");

    let mut again = Phone::enrolled(board.to(), &board.office.code(&ana), 2);
    again.visit(board.to()).unwrap();
    let arrived = usize::try_from(last - unsent).unwrap();
    assert_eq!(again.profile().view().work.len(), arrived);
    again.add_work(7);
    again.visit(board.to()).unwrap();
    assert_eq!(live_minutes(&board, &ana).len(), arrived + 1);

    let shown = devices(&board, &ana);
    let [old, new] = [0, 1].map(|place| &shown["devices"][place]);
    assert_eq!((&old["state"], &old["unsent"]), (&json!("arriving"), &json!(unsent)));
    assert_eq!(old["gaps"], json!([{"from": last - unsent + 1, "to": last}]));
    assert_eq!((&new["state"], &new["gaps"]), (&json!("all_here"), &json!([])));
}
