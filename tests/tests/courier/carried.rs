use std::path::PathBuf;

use sync_core::phone::{Action, WorkFields};
use tests::courier::{CourierPhone, bring, pieces};
use tests::ledger::{exported, on_phone};
use tests::office::Office;
use tests::phone::{Phone, add, fields};
use tests::random::{Random, setting};

use super::Scene;

fn file(office: &Office, name: &str, text: &str) -> PathBuf {
    let path = office.beside(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// Takes files in at the command line; the answer file.
fn import(office: &Office, files: &[PathBuf]) -> String {
    let answer = office.beside("answer.txt");
    let mut arguments = vec!["import", "bundle", "--answer", answer.to_str().unwrap()];
    arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
    office.done(&arguments);
    std::fs::read_to_string(answer).unwrap()
}

#[test]
fn a_phone_of_three_without_a_road_reaches_the_office_and_hears_back() {
    let office = Office::new();
    let women = ["Ana", "Eva", "Luz"].map(|name| office.admit(name));
    let code = office.code(&women[0].id);
    let server = office.serve();
    let to = server.address;
    let mut phones: Vec<Phone> =
        (1..).zip(&women).map(|(seed, woman)| Phone::enrolled(to, &woman.code, seed)).collect();
    for phone in &mut phones {
        phone.visit(to).unwrap();
    }
    // Her other phone says something that she does not know here.
    let mut other = Phone::enrolled(to, &code, 9);
    other.add_work(200);
    other.visit(to).unwrap();
    server.stop();
    for (n, phone) in phones.iter_mut().enumerate() {
        for minutes in 1..=40 {
            phone.add_work(10 * n as u32 + minutes);
        }
    }
    let mut courier = CourierPhone::new(1);
    let written = courier.write(&phones.iter().collect::<Vec<_>>());
    assert_eq!((written.pieces, written.profiles, written.changes), (1, 3, 120));
    // Whoever carries it sees no name, no token, no learner.
    for woman in &women {
        assert!(!written.text.contains(&woman.id));
    }
    let answer = import(&office, &[file(&office, "one.txt", &written.text)]);
    courier.take(&answer, &mut phones.iter_mut().collect::<Vec<_>>()).unwrap();
    for phone in &phones {
        assert!(phone.locked().all_arrived());
        assert_eq!(phone.profile().unsent(), 40, "she has not looked yet");
    }
    // Unlocked, still without a line.
    for (phone, woman) in phones.iter_mut().zip(&women) {
        phone.restart();
        assert!(phone.profile().all_arrived());
        assert_eq!(on_phone(phone), exported(&office.record(&woman.id), "record"));
    }
    assert_eq!(phones[0].profile().view().work.len(), 41);
    office.verify();
    // Nothing comes twice when she is back in the open.
    let server = office.serve();
    assert_eq!(phones[0].visit(server.address).unwrap(), 1);
    assert_eq!(phones[0].profile().view().work.len(), 41);
}

#[test]
fn a_large_file_is_in_pieces_and_each_is_whole_in_itself() {
    let mut scene = Scene::new();
    for minutes in 1..=300 {
        let note = Some(format!("{minutes} {}", "n".repeat(480)));
        let fields = WorkFields { note, ..fields(minutes) };
        let entry = scene.phone.uuid();
        assert!(scene.phone.act(&Action::WorkAdd { entry, fields }));
    }
    let written = scene.courier.write(&[&scene.phone]);
    let mut parts = pieces(&written.text);
    assert_eq!(written.pieces, parts.len());
    assert!(parts.len() >= 2, "{} pieces", parts.len());
    // The last one stays on the way, and the first comes after those that build on it: what they
    // bring is kept there, and confirmed once it is offered again.
    let lost = parts.pop().unwrap();
    for part in parts.iter().rev() {
        scene.carry(part);
    }
    let missing = scene.phone.locked().unsent();
    assert!(0 < missing && missing < 300, "{missing} are missing");
    scene.phone.restart();
    assert!(!scene.phone.profile().all_arrived());
    // A new file has what is missing, and the lost one comes all the same.
    let again = scene.courier.write(&[&scene.phone]);
    assert!(again.pieces < written.pieces);
    assert!(again.text.len() < written.text.len());
    for part in pieces(&again.text).into_iter().chain([lost]) {
        scene.carry(&part);
    }
    scene.phone.restart();
    assert!(scene.phone.profile().all_arrived());
    let (office, held) = scene.close();
    assert_eq!(held, 300);
    office.verify();
}

#[test]
fn what_was_saved_meanwhile_waits_and_what_came_directly_is_not_doubled() {
    let mut scene = Scene::new();
    let to = scene.server.address;
    scene.phone.visit(to).unwrap();
    scene.phone.add_work(10);
    scene.phone.add_work(20);
    let first = scene.file();
    // She goes on before the answer comes: the segment that it speaks of has grown.
    scene.phone.add_work(30);
    let answer = scene.answer(&first);
    scene.take(&answer);
    assert_eq!(scene.phone.locked().unsent(), 3, "who has no key cannot tell");
    scene.phone.restart();
    assert_eq!(scene.phone.profile().unsent(), 1, "she can");
    // Then there is a road, and the same file comes after it.
    scene.phone.visit(to).unwrap();
    assert!(scene.phone.profile().all_arrived());
    let late = scene.answer(&first);
    for answer in [&late, &answer, &late] {
        scene.take(answer);
        scene.phone.restart();
        assert!(scene.phone.profile().all_arrived());
        assert_eq!(scene.phone.visit(to).unwrap(), 1);
    }
    // An answer is kept for her once, however often it is read.
    scene.phone.add_work(40);
    let second = scene.file();
    scene.phone.add_work(50);
    let answer = scene.answer(&second);
    scene.take(&answer);
    let rows = scene.phone.disk.len();
    for _ in 0..5 {
        scene.take(&answer);
    }
    assert_eq!(scene.phone.disk.len(), rows);
    let (office, held) = scene.close();
    assert_eq!(held, 4);
    office.verify();
}

/// Files and answers in any order, twice, late or never, beside the road and new words.
#[test]
fn whatever_way_things_go_nothing_is_lost_or_doubled() {
    for seed in 0..setting("CHASKI_CASES", 4) {
        let mut random = Random::new(seed);
        let office = Office::new();
        let women = ["Ana", "Eva"].map(|name| office.admit(name));
        let server = office.serve();
        let to = server.address;
        let mut phones =
            [1, 2].map(|n| Phone::enrolled(to, &women[n as usize - 1].code, 2 * seed + n));
        let mut courier = CourierPhone::new(seed);
        let (mut files, mut answers) = (Vec::new(), Vec::new());
        let mut said: [Vec<String>; 2] = Default::default();
        let mut is_locked = [false; 2];
        for n in 0..60 {
            let at = random.below(2);
            match random.below(10) {
                doing @ 0..=4 => {
                    if std::mem::take(&mut is_locked[at]) {
                        phones[at].restart();
                    }
                    if doing < 4 || said[at].is_empty() {
                        let entry = phones[at].add_work(1 + n);
                        said[at].push(entry);
                    } else {
                        let entry = random.one_of(&said[at]).clone();
                        phones[at].act(&add(&entry, 300 + n));
                    }
                }
                5 => {
                    let [one, other] = &phones;
                    files.extend(pieces(&courier.write(&[one, other]).text));
                }
                6 if !files.is_empty() => {
                    let answer = bring(to, random.one_of::<String>(&files));
                    assert_eq!(answer.status, 200, "seed {seed}: {}", answer.text());
                    answers.push(answer.text());
                }
                7 if !answers.is_empty() => {
                    let [one, other] = &mut phones;
                    courier.take(random.one_of::<String>(&answers), &mut [one, other]).unwrap();
                    // Who is in reads again what came.
                    for (phone, is_locked) in phones.iter_mut().zip(is_locked) {
                        if !is_locked {
                            phone.restart();
                        }
                    }
                }
                8 => is_locked[at] = true,
                9 if is_locked[at] => drop(phones[at].locked_visit(to).unwrap()),
                _ => {}
            }
        }
        // At the end nobody finds a road; a last file goes there and back.
        for phone in &mut phones {
            phone.restart();
        }
        let [one, other] = &phones;
        for part in pieces(&courier.write(&[one, other]).text) {
            answers.push(bring(to, &part).text());
        }
        for answer in answers.iter().rev() {
            let [one, other] = &mut phones;
            courier.take(answer, &mut [one, other]).unwrap();
        }
        server.stop();
        for ((phone, woman), said) in phones.iter_mut().zip(&women).zip(&said) {
            phone.restart();
            assert!(phone.profile().all_arrived(), "seed {seed}");
            let held = exported(&office.record(&woman.id), "record");
            assert_eq!(on_phone(phone), held, "seed {seed}");
            assert_eq!(held.len(), said.len(), "seed {seed}");
        }
        office.verify();
    }
}

/// How long a file was on its way says nothing of a phone's clock.
#[test]
fn a_file_leaves_no_trace_in_what_is_known_of_clocks() {
    let mut scene = Scene::new();
    scene.phone.visit(scene.server.address).unwrap();
    scene.phone.add_work(10);
    let anchors = |office: &Office| {
        let database = rusqlite::Connection::open(office.database()).unwrap();
        let row = "SELECT last_seen, clock_offset, (SELECT count(*) FROM anchor) FROM device";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        database.query_row::<(i64, i64, i64), _, _>(row, [], read).unwrap()
    };
    let before = anchors(&scene.office);
    scene.phone.clock_offset = -700_000;
    let file = scene.file();
    scene.answer(&file);
    assert_eq!(anchors(&scene.office), before);
    assert_eq!(scene.close().1, 1);
}

#[test]
fn an_answer_from_before_a_restore_moves_nothing() {
    let mut scene = Scene::new();
    scene.phone.visit(scene.server.address).unwrap();
    let backup = scene.office.back_up("one.db");
    let asks_only = scene.file();
    scene.phone.add_work(10);
    let file = scene.file();
    let old = scene.answer(&file);
    let mut scene = scene.restored(&backup);
    // The phone hears of the restore before the old answer comes.
    scene.carry(&asks_only);
    scene.take(&old);
    assert_eq!(scene.phone.locked().unsent(), 1, "what was held then is gone");
    scene.carry(&file);
    assert!(scene.phone.locked().all_arrived());
    scene.phone.restart();
    scene.phone.visit(scene.server.address).unwrap();
    assert!(scene.phone.profile().all_arrived());
    let (office, held) = scene.close();
    assert_eq!(held, 1);
    office.verify();
}
