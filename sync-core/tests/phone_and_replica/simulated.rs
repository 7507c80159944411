//! Random lives of three phones of one learner: acts, visits, cuts, restarts, rollbacks, a server
//! restored. In the end all agree, and all that was confirmed is there once.

use std::collections::BTreeSet;

use sync_core::ids::{DocumentId, DocumentKind};

use crate::cases::cases;
use crate::office::Office;
use crate::phones::{Cut, Disk, MARIA, Phone, correct, noted, page, work};
use crate::random::Random;

const RECORD: DocumentId = DocumentId { learner: MARIA, kind: DocumentKind::Record };

struct Life {
    phone: Phone,
    /// A state of the disk in which everything written had arrived.
    safe: Disk,
    /// A phone that forgets and an office that forgets the same are one fault too many.
    may_roll_back: bool,
    /// Her profile is locked: only what was sealed before can leave, and nothing can be written.
    is_locked: bool,
    /// Unique notes of entries, each confirmed on this phone.
    said: BTreeSet<String>,
}

/// `(register, value)` of every put that is held.
fn held(office: &Office) -> Vec<(String, Vec<u8>)> {
    let registers = office.documents.get(&RECORD).into_iter().flat_map(|ledger| ledger.registers());
    registers
        .flat_map(|(key, it)| it.puts().map(|row| (key.as_str().to_owned(), row.value.clone())))
        .collect()
}

fn step(life: &mut Life, office: &mut Office, n: u32, random: &mut Random) {
    if life.is_locked {
        return locked_step(life, office, random);
    }
    match random.below(13) {
        0..=2 => {
            let note = format!("nota {n};");
            life.phone.act(&noted(100 + n, 10, &note));
            life.said.insert(note);
        }
        3 => life.phone.act(&work(random.below(4) as u32, random.below(200) as u32)),
        4 => {
            let entry = random.below(4) as u32;
            if life.phone.view().work.iter().any(|it| it.id == crate::phones::uuid(entry)) {
                life.phone.act(&correct(entry, random.below(200) as u32));
            }
        }
        5 => life.phone.act(&page("k3f4d2ma", random.below(9) as u32, 1 + random.below(60) as u32)),
        6 => life.phone.cut_visit(office, Cut::BeforeTheOffice),
        7 => life.phone.cut_visit(office, Cut::BeforeTheAnswer),
        8 => life.phone.restart(),
        12 => life.is_locked = true,
        9 if life.may_roll_back && life.phone.profile.unsent() == 0 => {
            life.phone.roll_back(life.safe.clone());
        }
        _ => {
            life.phone.visit(office);
            if random.below(3) == 0 {
                life.safe = life.phone.disk.clone();
            }
        }
    }
}

fn locked_step(life: &mut Life, office: &mut Office, random: &mut Random) {
    match random.below(5) {
        0 => life.phone.cut_locked_visit(office, Cut::BeforeTheOffice),
        1 => life.phone.cut_locked_visit(office, Cut::BeforeTheAnswer),
        2 => {
            life.is_locked = false;
            life.phone.restart();
        }
        _ => {
            let arrived = life.phone.locked_visit(office);
            let holds = |(kind, hash)| {
                let document = DocumentId { learner: MARIA, kind };
                office.documents.get(&document).is_some_and(|ledger| ledger.contains(&hash))
            };
            let all = life.phone.profile.own_unsent().into_iter().all(holds);
            assert!(all || !arrived, "all arrived, it says, and that is not so");
        }
    }
}

#[test]
fn whatever_happens_all_phones_agree_and_nothing_confirmed_is_lost_or_doubled() {
    for seed in 0..u64::from(cases(15)) {
        let mut random = Random(seed);
        let mut office = Office::new();
        let mut lives: Vec<Life> = (1..=3)
            .map(|name| {
                let phone = Phone::enrol(name, &mut office);
                let safe = phone.disk.clone();
                let may_roll_back = seed % 4 == 1;
                Life { phone, safe, may_roll_back, is_locked: false, said: BTreeSet::new() }
            })
            .collect();
        let backup = office.clone();
        for n in 0..60 {
            if n == 20 && seed % 4 == 3 && !lives[0].is_locked {
                // A copied device goes on under the same actor until the office tells the two apart.
                let phone = lives[0].phone.clone_device(9);
                let (safe, said) = (phone.disk.clone(), lives[0].said.clone());
                let (may_roll_back, is_locked) = (false, false);
                lives.push(Life { phone, safe, may_roll_back, is_locked, said });
            }
            let at = random.below(lives.len());
            let life = &mut lives[at];
            step(life, &mut office, n, &mut random);
            if n == 30 && seed % 2 == 0 {
                office.restore(&backup);
            }
            if n % 7 == 6 {
                office.back_up();
            }
        }
        for life in lives.iter_mut().filter(|life| life.is_locked) {
            life.phone.restart();
        }
        for _ in 0..3 {
            for life in &mut lives {
                life.phone.visit(&mut office);
            }
        }
        office.back_up();
        for life in &mut lives {
            life.phone.visit(&mut office);
            let is_safe = life.phone.profile.backed_up();
            assert_eq!(is_safe, life.phone.view().knots.total > 0, "seed {seed}");
        }
        let heads = office.documents.get(&RECORD).map(|it| it.current_heads()).unwrap_or_default();
        let held = held(&office);
        for life in &lives {
            if life.phone.view().knots.total == 0 {
                continue;
            }
            assert_eq!(life.phone.ledger().current_heads(), heads, "seed {seed}");
            assert!(life.phone.profile.all_arrived(), "seed {seed}: {:?}", life.phone.view().knots);
            for note in &life.said {
                let times = held.iter().filter(|(_, value)| {
                    value.windows(note.len()).any(|window| window == note.as_bytes())
                });
                assert_eq!(times.count(), 1, "seed {seed}: {note}");
            }
        }
    }
}
