//! What becomes of people, as reports tell it: answers later against answers at the beginning, the
//! same person's; against what the programme means to reach.

use serde_json::{Value, json};
use tests::office::Office;
use tests::phone::Phone;

use crate::{running, staff};

/// What somebody answers to one survey: does she have work, and how much does she earn.
fn answers(phone: &mut Phone, survey: &str, day: &str, work: Option<bool>, income: Option<u64>) {
    let mut answers = Vec::new();
    if let Some(yes) = work {
        answers.push(json!({"question": "trabajo", "yes": yes}));
    }
    answers.push(match income {
        Some(number) => json!({"question": "ingreso", "number": number, "sensitive": true}),
        None => json!({"question": "ingreso", "preferNot": true, "sensitive": true}),
    });
    let said = json!({"type": "survey", "survey": survey, "day": day, "sensitive": true,
                      "answers": answers});
    assert!(phone.act(&serde_json::from_value(said).unwrap()));
}

fn indicators(office: &Office, more: &[&str]) -> Value {
    let report = office.json(&[&["report", "outcomes", "--json"], more].concat());
    report["cells"][0]["indicators"].clone()
}

fn at<'a>(found: &'a Value, indicator: &str, moment: &str) -> &'a Value {
    let items = found.as_array().unwrap();
    let is = |item: &&Value| item["indicator"] == indicator && item["at"] == moment;
    items.iter().find(is).unwrap_or_else(|| panic!("{indicator} {moment} in {found}"))
}

#[test]
fn what_people_answer_later_is_held_against_what_the_same_people_answered_first() {
    let (office, definition) = running("teletrabajo-rural");
    let server = office.serve();
    let to = server.address;
    // Work and income at the beginning, at the end, and three months later.
    type Answer = Option<(Option<bool>, Option<u64>)>;
    let people: [(&str, [Answer; 3]); 5] = [
        ("Ana", [Some((Some(false), Some(500))), Some((Some(true), Some(1_500))), None]),
        (
            "Eva",
            [
                Some((Some(false), Some(900))),
                Some((Some(false), Some(700))),
                Some((Some(true), Some(900))),
            ],
        ),
        ("Luz", [Some((Some(true), Some(2_000))), Some((Some(true), None)), None]),
        // Who answered once is compared with nobody.
        ("Sol", [Some((Some(true), Some(100))), None, None]),
        ("Mar", [None, Some((Some(true), Some(5_000))), None]),
    ];
    let mut ids = Vec::new();
    for (seed, (name, moments)) in (1..).zip(people) {
        let admitted = office.admit(name);
        let mut phone = Phone::enrolled(to, &admitted.code, seed);
        let surveys = [
            ("linea-base", "2026-09-29"),
            ("al-terminar", "2026-10-20"),
            ("meses-3", "2026-11-20"),
        ];
        for ((survey, day), said) in surveys.into_iter().zip(moments) {
            if let Some((work, income)) = said {
                answers(&mut phone, survey, day, work, income);
            }
        }
        phone.visit(to).unwrap();
        ids.push(admitted.id);
    }
    let found = indicators(&office, &[]);
    let first = at(&found, "empleo", "enrolment");
    assert_eq!((&first["n"], &first["yes"]), (&json!(4), &json!(2)));
    let end = at(&found, "empleo", "completion");
    assert_eq!((&end["n"], &end["yes"], &end["yes_before"]), (&json!(3), &json!(2), &json!(1)));
    let later = at(&found, "empleo", "months_3");
    assert_eq!(
        (&later["n"], &later["yes"], &later["yes_before"]),
        (&json!(1), &json!(1), &json!(0))
    );
    // Of Luz it is not known how much she earns now; Eva earns less.
    let end = at(&found, "ingreso", "completion");
    let sums = ["n", "grew", "up", "down", "before"].map(|name| end[name].clone());
    assert_eq!(sums, [2, 1, 1_000, 200, 1_400].map(|number| json!(number)));

    // The words are the definition's own.
    let report = office.json(&["report", "outcomes", "--json"]);
    assert_eq!(
        report["indicators"].as_array().unwrap().len(),
        definition["indicators"].as_array().unwrap().len()
    );
    assert_eq!(report["definitions"]["n"], "answered-1");
    let funnel = office.json(&["report", "funnel", "--json"]);
    assert_eq!(funnel["targets"], definition["targets"]);

    // Of five nothing is told where six are the fewest.
    let hidden = indicators(&office, &["--least", "6"]);
    let items = hidden.as_array().unwrap();
    assert!(items.iter().all(|item| item["n"].is_null() && item.get("yes") != Some(&json!(2))));

    // An answer that changes is counted anew, and whoever is forgotten is not counted.
    let rosa = staff(&office, to, "rosa");
    let asked = "/api/reports/outcomes/people?figure=yes&item={%22indicator%22:%22empleo%22,%22at%22:%22completion%22}";
    let behind = rosa.json(asked);
    let names: Vec<&str> = behind["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Ana", "Luz"]);
    // Who answered what was sealed may be listed, and never what she said.
    let of = |figure: &str| {
        let item = "{%22indicator%22:%22ingreso%22,%22at%22:%22completion%22}";
        rosa.get(&format!("/api/reports/outcomes/people?figure={figure}&item={item}"))
    };
    assert_eq!(of("n").status, 200);
    for figure in ["before", "up", "down", "grew"] {
        assert_eq!((of(figure).status, of(figure).code().as_str()), (400, "bad_request"));
    }
    let few = rosa.json("/api/reports/outcomes?least=1");
    assert_eq!(few["least"], 5);
    let few = at(&few["cells"][0]["indicators"], "ingreso", "completion").clone();
    assert_eq!(few["n"], 2);
    assert!(["before", "up", "down", "grew"].iter().all(|sum| few[*sum].is_null()), "{few}");
    office.done(&["learner", "erase", "--learner", &ids[0], "--reason", "lo pidió", "--yes"]);
    let found = indicators(&office, &[]);
    assert_eq!(at(&found, "empleo", "completion")["n"], 2);
    office.verify();
    server.stop();
}

#[test]
fn a_placement_counts_until_it_is_taken_back_and_its_rate_is_of_those_who_completed() {
    let (office, _) = running("teletrabajo-rural");
    let admitted = ["Ana", "Eva", "Luz"].map(|name| office.admit(name));
    for done in &admitted[..2] {
        let completed = ["--state", "completed", "--yes"];
        office.done(&[&["learner", "enrolment", "--learner", &done.id], &completed[..]].concat());
    }
    let server = office.serve();
    let rosa = staff(&office, server.address, "rosa");
    let record = |who: usize, number: u8, withdrawn: bool| {
        let seed = 40 + u64::from(number) + if withdrawn { 20 } else { 0 };
        let mut desk = rosa.desk(&admitted[who].id, seed);
        desk.visit(server.address).unwrap();
        let outcome = format!("01920f3a-7c1e-7abc-8def-0000000000{who:x}{number:x}");
        let mut said = json!({"type": "outcome", "outcome": outcome, "kind": "job_found",
                              "day": "2026-11-20"});
        if withdrawn {
            said["withdrawn"] = json!(true);
        }
        assert!(desk.act_as_staff(&serde_json::from_value(said).unwrap()).unwrap());
        desk.visit(server.address).unwrap();
    };
    let rate = || {
        let funnel = office.json(&["report", "funnel", "--json"]);
        ["completed", "placed", "completed_placed"]
            .map(|figure| funnel["cells"][0][figure].as_u64().unwrap())
    };
    assert_eq!(rate(), [2, 0, 0]);
    record(0, 1, false);
    // Who has not completed may have a job too, and is not in the rate.
    record(2, 2, false);
    assert_eq!(rate(), [2, 2, 1]);
    // Two jobs are one placement.
    record(0, 3, false);
    assert_eq!(rate(), [2, 2, 1]);
    record(2, 2, true);
    assert_eq!(rate(), [2, 1, 1]);
    office.verify();
    server.stop();
}
