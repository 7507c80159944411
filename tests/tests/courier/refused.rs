use std::path::PathBuf;

use serde_json::Value;
use sync_core::courier::CourierError;
use tests::courier::{CourierPhone, bring};
use tests::ledger::exported;
use tests::random::Random;

use super::Scene;

/// A phone with one entry, and the file that it wrote.
fn scene() -> (Scene, String) {
    let mut scene = Scene::new();
    scene.phone.add_work(10);
    let file = scene.file();
    (scene, file)
}

/// Where the base64 of a file is.
fn inside(file: &str) -> std::ops::Range<usize> {
    file.find("FILE-----\n").unwrap() + 10..file.find("\n-----END").unwrap()
}

#[test]
fn each_fault_has_its_word_and_nothing_is_taken() {
    let (Scene { office, ana, server, mut phone, courier }, file) = scene();
    let (_elsewhere, foreign) = scene();
    let is_refused = |body: &str, code: &str| {
        let answer = bring(server.address, body);
        assert_eq!((answer.status, answer.code()), (422, code.to_owned()), "{body}");
    };
    is_refused("", "courier_missing");
    is_refused("Buenos días, le mando el archivo", "courier_missing");
    is_refused(&file[..file.len() / 2], "courier_cut");
    is_refused(&foreign, "courier_foreign");
    let mut random = Random::new(1);
    for _ in 0..60 {
        let at = inside(&file).start + random.below(inside(&file).len());
        let mut altered = file.clone().into_bytes();
        if altered[at] == b'\n' {
            continue;
        }
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        is_refused(std::str::from_utf8(&altered).unwrap(), "courier_damaged");
    }
    let twice = bring(server.address, &[&file[..], &file].concat());
    assert_eq!((twice.status, twice.code()), (400, "bad_request".to_owned()));
    let large = bring(server.address, &"x".repeat(300_000));
    assert_eq!((large.status, large.code()), (413, "too_large".to_owned()));
    assert_eq!(exported(&office.record(&ana.id), "record").len(), 0);
    // The whole one is taken after all of that, and its answer goes the other way only.
    let answer = bring(server.address, &file).text();
    is_refused(&answer, "courier_other_way");
    let stranger = CourierPhone::new(2);
    assert_eq!(stranger.take(&answer, &mut []), Err(CourierError::Foreign));
    courier.take(&answer, &mut [&mut phone]).unwrap();
    assert!(phone.locked().all_arrived());
    server.stop();
    assert_eq!(exported(&office.record(&ana.id), "record").len(), 1);
}

#[test]
fn the_command_tells_of_each_piece_and_takes_the_others() {
    let (Scene { office, ana, server, mut phone, courier }, file) = scene();
    let (_elsewhere, foreign) = scene();
    server.stop();
    let written = |name: &str, text: &str| {
        let path = office.beside(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let answer = office.beside("answer.txt");
    let files: [PathBuf; 4] = [
        written("nothing.txt", "nothing"),
        written("cut.txt", &file[..file.len() - 40]),
        // Whole after somebody else's, in one file.
        written("two.txt", &[&foreign[..], &file].concat()),
        written("again.txt", &file.replace('\n', "\r\n")),
    ];
    let mut arguments = vec!["import", "bundle", "--json", "--answer", answer.to_str().unwrap()];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    let output = office.run(&arguments);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let outcomes: Vec<(u64, &str)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| (piece["piece"].as_u64().unwrap(), piece["outcome"].as_str().unwrap()))
        .collect();
    let expected = [
        (1, "courier_missing"),
        (1, "courier_cut"),
        (1, "courier_foreign"),
        (2, "taken"),
        (1, "taken"),
    ];
    assert_eq!(outcomes, expected);
    assert_eq!((told[3]["batches"].as_u64(), told[3]["held"].as_u64()), (Some(1), Some(1)));
    // Two answers to one file say the same.
    courier.take(&std::fs::read_to_string(answer).unwrap(), &mut [&mut phone]).unwrap();
    phone.restart();
    assert!(phone.profile().all_arrived());
    assert_eq!(exported(&office.record(&ana.id), "record").len(), 1);
}

#[test]
fn a_profile_that_is_not_known_keeps_what_it_has() {
    let (Scene { office, ana, server, phone, .. }, file) = scene();
    server.stop();
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.execute("UPDATE device SET token_hash = zeroblob(32)", []).unwrap();
    drop(database);
    let path = office.beside("file.txt");
    std::fs::write(&path, &file).unwrap();
    let told = office.json(&["import", "bundle", "--json", path.to_str().unwrap()]);
    assert_eq!(
        (told[0]["profiles"].as_u64(), told[0]["unknown_profiles"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(exported(&office.record(&ana.id), "record").len(), 0);
    assert_eq!(phone.locked().unsent(), 1);
}
