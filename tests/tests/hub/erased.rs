//! Erasure: gone at central, at the hub and on the phone; and no copy brings her back.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use sync_core::exchange::ReturnStatus;
use sync_core::phone::AbsorbError;
use tests::ledger::entries;
use tests::office::{Admitted, Office};
use tests::phone::{Phone, Trouble};

use super::{Scene, admit, hub_of, knots, until};

/// Nobody else is called so.
const NAME: &str = "Rosalinda Quispe";

fn erase(office: &Office, who: &Admitted) {
    let reason = ["--reason", "asked for it", "--yes"];
    office.done(&[&["learner", "erase", "--learner", &who.id], &reason[..]].concat());
}

/// Is the text in any file of a data directory, but for what was set aside?
fn is_written(folder: &Path, text: &str) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).find(|path| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    })
}

/// Tables that still have rows of hers.
fn tables_with_her(office: &Office, who: &Admitted) -> Vec<String> {
    let database = Connection::open(office.database()).unwrap();
    let id = hex::decode(who.id.replace('-', "")).unwrap();
    let sql = "SELECT number FROM learner WHERE id = ?1";
    let number: i64 = database.query_row(sql, [id], |row| row.get(0)).unwrap();
    let mut statement = database
        .prepare(
            "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_foreign_key_list(m.name) AS f,
                    pragma_table_info(m.name) AS c
             WHERE m.type = 'table' AND f.\"table\" = 'learner' AND c.name = f.\"from\"",
        )
        .unwrap();
    let columns: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(columns.len() > 15, "{columns:?}");
    let has_rows = |(table, column): &(String, String)| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ?1)");
        database.query_row(&sql, [number], |row| row.get::<_, bool>(0)).unwrap()
    };
    let broken = "SELECT COUNT(*) FROM pragma_foreign_key_check";
    assert_eq!(database.query_row(broken, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    columns.into_iter().filter(has_rows).map(|(table, _)| table).collect()
}

fn is_erased(heard: Result<usize, Trouble>) -> bool {
    matches!(heard, Err(Trouble::Answer(AbsorbError::Erased)))
}

#[test]
fn she_is_gone_from_central_the_hub_and_her_phone_and_her_neighbour_is_not() {
    let mut scene = Scene::new();
    let rosa = admit(&scene.office, "k1", NAME);
    let eva = admit(&scene.office, "k1", "Eva");
    let mut phone = Phone::enrolled(scene.hub.address, &rosa.code, 1);
    let mut other = Phone::enrolled(scene.hub.address, &eva.code, 2);
    until("the hub knows both", || {
        phone.visit(scene.hub.address).is_ok() && other.visit(scene.hub.address).is_ok()
    });
    for phone in [&mut phone, &mut other] {
        phone.add_work(30);
        until("all ticks are there", || {
            phone.visit(scene.hub.address).unwrap();
            knots(phone) == (1, 1, 1)
        });
    }
    assert!(!tables_with_her(&scene.office, &rosa).is_empty());
    assert!(!tables_with_her(&scene.box_, &rosa).is_empty());
    // What she saves now the hub admits before it hears; central refuses it.
    let address = scene.stop_central();
    phone.add_work(45);
    phone.visit(scene.hub.address).unwrap();
    erase(&scene.office, &rosa);
    assert_eq!(is_written(&scene.office.data, NAME), None);
    assert_eq!(tables_with_her(&scene.office, &rosa), [""; 0]);
    assert_eq!(scene.office.learners(), std::slice::from_ref(&eva.id));
    scene.start_central();
    assert_eq!(scene.central.address, address);
    assert!(is_erased(phone.visit(scene.central.address)));
    scene.renew_hub();
    until("the hub has heard", || is_erased(phone.visit(scene.hub.address)));
    assert_eq!(tables_with_her(&scene.box_, &rosa), [""; 0]);
    assert_eq!(phone.profile().unsent(), 1, "what is on the phone its own program deletes");

    other.add_work(50);
    until("all ticks are there", || {
        other.visit(scene.hub.address).unwrap();
        knots(&other) == (2, 2, 2)
    });
    assert_eq!(entries(&scene.office.record(&eva.id)).len(), 2);
    scene.office.verify();
    scene.box_.verify();
    let log = scene.office.done(&["audit", "list", "--json"]);
    assert!(log.contains("\"erase\"") && !log.contains(NAME), "{log}");
    scene.hub.terminate();
    until("the hub is away", || !scene.hub.is_alive());
    assert_eq!(is_written(&scene.box_.data, NAME), None);
}

#[test]
fn no_copy_from_before_brings_her_back() {
    let mut scene = Scene::new();
    let rosa = admit(&scene.office, "k1", NAME);
    let before = scene.office.back_up("before.db");
    let mut phone = Phone::enrolled(scene.central.address, &rosa.code, 1);
    phone.add_work(30);
    phone.visit(scene.central.address).unwrap();
    let after = scene.office.back_up("after.db");
    erase(&scene.office, &rosa);
    scene.renew_hub();
    let hub_file = scene.box_.data.join("erasures.txt");
    until("the hub keeps the erasure", || hub_file.exists());

    // The file beside the database says so, whatever is put into use.
    scene.stop_central();
    for copy in [&after, &before] {
        let restored = scene.office.restore(copy);
        assert_eq!(restored["erased"], 1, "{restored}");
        assert_eq!(scene.office.learners(), [""; 0]);
        assert_eq!(is_written(&scene.office.data, NAME), None);
    }
    // Her phone enrolled after that copy was made: it asks to be known again, and hears.
    scene.start_central();
    assert!(matches!(
        phone.visit(scene.central.address),
        Err(Trouble::Stranger(ReturnStatus::Erased))
    ));

    // The machine is lost with everything: a new one has the old copy, and the hubs.
    scene.stop_central();
    for lost in [scene.office.data.join("erasures.txt"), scene.office.beside("erasures.txt")] {
        let _ = std::fs::remove_file(lost);
    }
    let restored = scene.office.restore(&after);
    assert_eq!((restored["erased"].as_i64(), scene.office.learners().len()), (Some(0), 1));
    scene.start_central();
    scene.renew_hub();
    until("a hub has told", || scene.office.learners().is_empty());
    assert!(is_erased(phone.visit(scene.central.address)));
    assert!(scene.office.data.join("erasures.txt").exists());
    // Or somebody brings a hub's file along.
    scene.stop_central();
    std::fs::remove_file(scene.office.data.join("erasures.txt")).unwrap();
    let arguments = ["--replace", "--json", "--erasures", hub_file.to_str().unwrap()];
    let restore = [&["restore", "--from", after.to_str().unwrap()], &arguments[..]].concat();
    assert_eq!(scene.office.json(&restore)["erased"], 1);
    // A backup takes the file along; a hub that is new hears of her from central.
    let folder = scene.office.beside("elsewhere");
    std::fs::create_dir(&folder).unwrap();
    let to = folder.join("copy.db");
    scene.office.done(&["backup", "--to", to.to_str().unwrap()]);
    assert!(folder.join("erasures.txt").exists());
    scene.start_central();
    let (box_, _hub) = hub_of(&scene.office, &scene.central, "s1");
    assert!(box_.data.join("erasures.txt").exists());
}

#[test]
fn what_was_paid_stays_under_a_label_and_is_paid_no_second_time() {
    let (office, _) = Office::demonstration("2026-11-20");
    let database = Connection::open(office.database()).unwrap();
    let paid = "SELECT lower(hex(learner.id)), learner.name, learner.label, SUM(amount)
         FROM statement_line JOIN learner ON learner.number = statement_line.learner
         WHERE same_as IS NULL GROUP BY learner.number ORDER BY SUM(amount) DESC LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<(String, String, String, i64)> {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    };
    let (id, name, label, amount) = database.query_row(paid, [], row).unwrap();
    assert!(amount > 0);
    let told = office.done(&["learner", "erase", "--learner", &id, "--reason", "asked"]);
    assert!(told.contains("Nothing was erased") && told.contains(&label), "{told}");
    assert!(office.learners().iter().any(|learner| learner.replace('-', "") == id));
    let who = Admitted { id, code: String::new() };
    erase(&office, &who);

    assert_eq!(tables_with_her(&office, &who), ["statement_line", "statement_payment"]);
    let after = database.query_row(paid, [], row).unwrap();
    assert_eq!((after.1.as_str(), after.2, after.3), ("", label, amount));
    drop(database);
    assert_eq!(is_written(&office.data, &name), None);
    office.verify();
}
