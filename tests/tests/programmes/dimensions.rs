//! What people answer when they enrol tells them apart in reports, sealed answers too, and nobody
//! learns by it what one of them answered.

use serde_json::{Value, json};
use tests::office::{Admitted, Office};
use tests::phone::Phone;

use crate::{running, shown, staff};

const FIRST: &str = "2026-10-01";

/// Was she born elsewhere, how far did she go at school, does she see, hear and move with difficulty?
fn answers(phone: &mut Phone, day: &str, migrant: Option<bool>, school: Option<&str>) {
    let sealed = match migrant {
        Some(yes) => json!({"question": "otro-pais", "yes": yes, "sensitive": true}),
        None => json!({"question": "otro-pais", "preferNot": true, "sensitive": true}),
    };
    let open = school.map(|it| json!({"question": "estudios", "options": [it]}));
    let all: Vec<Value> = open.into_iter().chain([sealed]).collect();
    let said = json!({"type": "survey", "survey": "linea-base", "day": day,
                      "sensitive": true, "answers": all});
    assert!(phone.act(&serde_json::from_value(said).unwrap()));
}

/// Value → enrolments, of the groups of one table.
fn groups(report: &Value, by: &str) -> Vec<(String, Value)> {
    let cells = report["cells"].as_array().unwrap().iter();
    let groups = cells.filter_map(|cell| {
        let value = cell["by"].get(by)?;
        let word = value.as_str().unwrap_or("-").to_owned();
        Some((word, cell["enrolments"].clone()))
    });
    let mut groups: Vec<(String, Value)> = groups.collect();
    groups.sort_by(|a, b| a.0.cmp(&b.0));
    groups
}

fn pairs<const N: usize>(pairs: [(&str, u64); N]) -> Vec<(String, Value)> {
    pairs.into_iter().map(|(word, count)| (word.to_owned(), json!(count))).collect()
}

fn sql(office: &Office, sql: &str, whom: &Admitted) {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    let done = database.execute(sql, [hex::decode(&whom.id).unwrap()]).unwrap();
    assert_eq!(done, 1, "{sql}");
}

const OF_HER: &str = "(SELECT number FROM learner WHERE id = ?1)";

#[test]
fn what_she_answers_at_enrolment_tells_people_apart_beside_what_was_said_of_them() {
    let (office, _) = running("becas-digitales");
    let server = office.serve();
    let to = server.address;
    type Said = Option<(Option<bool>, Option<&'static str>)>;
    let people: [Said; 6] = [
        Some((Some(true), Some("primaria"))),
        Some((Some(true), Some("tecnica"))),
        Some((Some(false), Some("tecnica"))),
        Some((None, None)),
        Some((Some(false), Some("primaria"))),
        None,
    ];
    let mut admitted = Vec::new();
    for (seed, said) in (1..).zip(people) {
        let one = office.admit(&format!("Mujer {seed}"));
        let mut phone = Phone::enrolled(to, &one.code, seed);
        if let Some((migrant, school)) = said {
            answers(&mut phone, FIRST, migrant, school);
        }
        phone.visit(to).unwrap();
        admitted.push(one);
    }
    let by = |by: &str| {
        let report = office.json(&["report", "funnel", "--json", "--by", by]);
        groups(&report, by)
    };
    // Central has opened what was sealed; who preferred not to say is told as such.
    assert_eq!(by("migrant"), pairs([("-", 1), ("no", 2), ("unsaid", 1), ("yes", 2)]));
    assert_eq!(by("education"), pairs([("-", 2), ("primaria", 2), ("tecnica", 2)]));
    // Nobody was asked to answer this one, and nobody did; it is a dimension all the same.
    assert_eq!(by("disability"), pairs([("-", 6)]));
    let none = office.run(&["report", "funnel", "--json", "--by", "nothing-asked"]);
    assert!(!none.status.success());

    // What was said of her by others stands where she said nothing; what was said for this
    // enrolment before both.
    let said = |cohort: &str, value: &str, whom: &Admitted| {
        let row = format!("({OF_HER}, '{cohort}', 'education', '{value}')");
        let into = "INSERT INTO learner_attribute (learner, cohort, name, value) VALUES";
        sql(&office, &format!("{into} {row}"), whom);
    };
    said("", "universidad", &admitted[5]);
    said("", "universidad", &admitted[0]);
    said("c1", "secundaria", &admitted[1]);
    let three = [("-", 1), ("primaria", 2), ("secundaria", 1), ("tecnica", 1), ("universidad", 1)];
    assert_eq!(by("education"), pairs(three));

    // A later answer counts, and whoever agreed to no reports is told apart by nothing.
    let mut again = Phone::enrolled(to, &office.code(&admitted[4].id), 40);
    answers(&mut again, "2026-10-05", Some(true), Some("tecnica"));
    again.visit(to).unwrap();
    assert_eq!(by("migrant"), pairs([("-", 1), ("no", 1), ("unsaid", 1), ("yes", 3)]));
    let no_reports = "INSERT INTO consent (learner, covers, version, given, recorded_at)";
    sql(&office, &format!("{no_reports} VALUES ({OF_HER}, 'record', '1', 20000, 0)"), &admitted[0]);
    assert_eq!(by("migrant"), pairs([("-", 2), ("no", 1), ("unsaid", 1), ("yes", 2)]));
    let both = office.json(&["report", "funnel", "--json", "--by", "migrant,education"]);
    assert!(both["cells"].as_array().unwrap().len() > 4);
    office.verify();
    server.stop();
}

#[test]
fn sealed_answers_are_told_of_everybody_alone_and_never_of_a_few_whoever_asks() {
    let (office, _) = running("becas-digitales");
    let server = office.serve();
    let to = server.address;
    for seed in 1..=13 {
        let one = office.admit(&format!("Mujer {seed}"));
        let mut phone = Phone::enrolled(to, &one.code, seed);
        let school = if seed == 1 { "primaria" } else { "tecnica" };
        answers(&mut phone, FIRST, Some(seed <= 6), Some(school));
        phone.visit(to).unwrap();
    }
    let rosa = staff(&office, to, "rosa");
    let funnel = |query: &str| rosa.get(&format!("/api/reports/funnel?{query}"));
    let told = rosa.json("/api/reports/funnel?by=migrant");
    assert_eq!(groups(&told, "migrant"), pairs([("no", 7), ("yes", 6)]));
    // The page learns which there are, and what each is called.
    let dimensions = told["dimensions"].as_array().unwrap().clone();
    let sealed: Vec<(&Value, &Value)> =
        dimensions.iter().map(|one| (&one["id"], &one["sealed"])).collect();
    let [school, migrant, disability] = ["education", "migrant", "disability"].map(|it| json!(it));
    let (open, shut) = (json!(false), json!(true));
    assert_eq!(sealed, [(&school, &open), (&migrant, &shut), (&disability, &shut)]);
    assert_eq!(dimensions[0]["options"][1]["id"], "secundaria");
    assert_eq!(dimensions[1]["text"]["es"], "¿Naciste en otro país?");
    assert!(dimensions[1].get("question").is_none());

    // Whoever may open records sees open answers of one; a sealed one of a few nobody.
    let few = rosa.json("/api/reports/funnel?by=education&least=1");
    assert_eq!(groups(&few, "education"), pairs([("primaria", 1), ("tecnica", 12)]));
    let few = rosa.json("/api/reports/funnel?by=migrant,education&least=1");
    assert_eq!(few["least"], 5);
    let hidden = |cell: &&Value| cell["enrolments"] == 1 || cell["enrolments"] == 12;
    assert_eq!(few["cells"].as_array().unwrap().iter().filter(hidden).count(), 0, "{few}");
    // Nor of some people, or some days, alone: by leaving one out it would tell her answer.
    let only = "only=%7B%22migrant%22:%22yes%22%7D";
    for query in [
        "by=migrant&from=2026-10-01",
        "by=migrant&to=2026-12-31",
        "by=migrant&age_from=30",
        "by=migrant&only=%7B%22education%22:%22primaria%22%7D",
        only,
    ] {
        let refused = funnel(query);
        assert_eq!((refused.status, refused.code().as_str()), (400, "bad_request"), "{query}");
    }
    for path in [
        format!("/api/reports/funnel/people?figure=enrolments&{only}"),
        format!("/api/handouts/programme.xlsx?why=funder&{only}"),
        format!("/api/handouts/people.csv?why=funder&{only}"),
    ] {
        assert_eq!(rosa.get(&path).status, 400, "{path}");
    }
    // Who counts behind a figure is listed for open answers as before.
    let open = "only=%7B%22education%22:%22primaria%22%7D";
    let behind = rosa.json(&format!("/api/reports/funnel/people?figure=enrolments&{open}"));
    assert_eq!(behind["people"].as_array().unwrap().len(), 1);
    // At the command line whoever asks has the database.
    let counted = office.json(&[
        "report",
        "funnel",
        "--json",
        "--by",
        "migrant",
        "--only",
        "education=primaria",
    ]);
    assert_eq!(groups(&counted, "migrant"), pairs([("yes", 1)]));
    // Phones are not told what reports call it.
    let (_, catalogue) = shown(to, "/api/catalogue");
    assert!(!catalogue["surveys"].to_string().contains("migrant"));
    office.verify();
    server.stop();
}
