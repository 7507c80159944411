//! A hub whose uplink is down: what it has goes to central in a file, and central's word comes back.

use std::path::{Path, PathBuf};

use tests::ledger::entries;
use tests::office::Office;
use tests::phone::Phone;

use super::{Scene, admit, knots, until};

fn export(hub: &Office) -> PathBuf {
    let file = hub.beside("up.txt");
    hub.done(&["export", "bundle", "--to", file.to_str().unwrap()]);
    file
}

/// Central takes files in at the command line; the answer file.
fn import(office: &Office, file: &Path) -> PathBuf {
    let answer = office.beside("answer.txt");
    let (file, to) = (file.to_str().unwrap(), answer.to_str().unwrap());
    office.done(&["import", "bundle", file, "--answer", to]);
    answer
}

#[test]
fn a_hub_s_file_reaches_central_and_its_answer_moves_the_third_knot() {
    let mut scene = Scene::new();
    let (ana, eva) = (admit(&scene.office, "k1", "Ana"), admit(&scene.office, "k1", "Eva"));
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    let mut locked = Phone::enrolled(scene.hub.address, &eva.code, 2);
    until("the hub knows both", || {
        phone.visit(scene.hub.address).is_ok() && locked.visit(scene.hub.address).is_ok()
    });
    scene.stop_central();
    for minutes in 1..=30 {
        phone.add_work(minutes);
    }
    phone.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&phone), (30, 30, 0));
    // One who is not in: the hub carries what it cannot read.
    locked.add_work(45);
    assert!(!locked.locked_visit(scene.hub.address).unwrap());

    let up = export(&scene.box_);
    let text = std::fs::read_to_string(&up).unwrap();
    assert!(!text.contains(&ana.id) && text.contains("BEGIN AGE ENCRYPTED FILE"));
    let early = import(&scene.office, &up);
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 30);
    assert_eq!(entries(&scene.office.record(&eva.id)).len(), 1);

    // More is said before the answer is back, and the file goes once more: nothing doubles.
    phone.add_work(60);
    phone.visit(scene.hub.address).unwrap();
    let again = import(&scene.office, &up);
    for answer in [&again, &early, &again] {
        scene.box_.done(&["import", "bundle", answer.to_str().unwrap()]);
    }
    phone.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&phone), (31, 31, 30), "central's receipts came by file");
    // Only what came since is left to carry.
    let rest = std::fs::read_to_string(export(&scene.box_)).unwrap();
    assert!(rest.len() < text.len() / 2, "{} of {}", rest.len(), text.len());

    // What is for somebody else, or damaged, has its word and moves nothing.
    let spoilt = scene.box_.beside("spoilt.txt");
    std::fs::write(
        &spoilt,
        std::fs::read_to_string(&early).unwrap().replace("-----END", "-----ND"),
    )
    .unwrap();
    for (file, code) in [(&spoilt, "courier_cut"), (&up, "courier_other_way")] {
        let told = scene.box_.run(&["import", "bundle", "--json", file.to_str().unwrap()]);
        assert_eq!(told.status.code(), Some(3));
        assert!(String::from_utf8_lossy(&told.stdout).contains(code), "{code}: {told:?}");
    }

    // The uplink is back: all of it is known on both sides, once.
    scene.start_central();
    scene.renew_hub();
    until("all ticks are there", || {
        phone.visit(scene.hub.address).unwrap();
        knots(&phone) == (31, 31, 31)
    });
    assert_eq!(entries(&scene.office.record(&ana.id)).len(), 31);
    assert_eq!(entries(&scene.office.record(&eva.id)).len(), 1);
    let nothing = scene.box_.done(&["export", "bundle", "--to", up.to_str().unwrap()]);
    assert!(nothing.contains("nothing to carry"), "{nothing}");
    scene.office.verify();
    scene.box_.verify();
}

#[test]
fn an_answer_from_before_central_was_put_back_moves_nothing() {
    let mut scene = Scene::new();
    let ana = admit(&scene.office, "k1", "Ana");
    let mut phone = Phone::enrolled(scene.hub.address, &ana.code, 1);
    until("the hub knows her phone", || phone.visit(scene.hub.address).is_ok());
    let backup = scene.office.back_up("one.db");
    scene.stop_central();
    phone.add_work(10);
    phone.visit(scene.hub.address).unwrap();
    let answer = import(&scene.office, &export(&scene.box_));
    scene.office.restore(&backup);
    scene.start_central();
    scene.renew_hub();
    until("central has it again", || !entries(&scene.office.record(&ana.id)).is_empty());
    scene.stop_central();
    phone.add_work(20);
    phone.visit(scene.hub.address).unwrap();
    let told = scene.box_.done(&["import", "bundle", answer.to_str().unwrap()]);
    assert!(told.contains("0 of 1"), "{told}");
    phone.visit(scene.hub.address).unwrap();
    assert_eq!(knots(&phone).2, 1, "only what the new central confirmed");
    // Central has no files of its own to write.
    let refused = scene.office.run(&["export", "bundle", "--to", answer.to_str().unwrap()]);
    assert!(!refused.status.success());
}
