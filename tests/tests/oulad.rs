//! A dataset of the Open University's shape, brought in by the loader: what every report counts is what
//! a script counts straight from the tables.

#![expect(clippy::unwrap_used, reason = "a test stops where its premise fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use tests::binary::chaski;
use tests::random::Random;

/// Invented people in tables of the dataset's columns: some in two presentations, some without days or
/// scores, some who hand in what was banked.
fn miniature(folder: &Path) {
    let mut random = Random::new(20_231);
    let presentations =
        [("AAA", "2013J"), ("AAA", "2014J"), ("BBB", "2013B"), ("BBB", "2014B"), ("CCC", "2014J")];
    let mut courses =
        "\"code_module\",\"code_presentation\",\"module_presentation_length\"\n".to_owned();
    let mut assessments = "\"code_module\",\"code_presentation\",\"id_assessment\",\"assessment_type\",\"date\",\"weight\"\n".to_owned();
    for (number, (module, name)) in presentations.iter().enumerate() {
        writeln!(courses, "\"{module}\",\"{name}\",\"24{number}\"").unwrap();
        for one in 0..3 {
            let due = if one == 2 { "?".to_owned() } else { (20 + 30 * one).to_string() };
            let id = 1752 + number * 10 + one;
            writeln!(assessments, "\"{module}\",\"{name}\",\"{id}\",\"TMA\",\"{due}\",\"30\"")
                .unwrap();
        }
    }
    let mut info = "\"code_module\",\"code_presentation\",\"id_student\",\"gender\",\"region\",\"highest_education\",\"imd_band\",\"age_band\",\"num_of_prev_attempts\",\"studied_credits\",\"disability\",\"final_result\"\n".to_owned();
    let mut registration = "\"code_module\",\"code_presentation\",\"id_student\",\"date_registration\",\"date_unregistration\"\n".to_owned();
    let mut submissions = "id_assessment,id_student,date_submitted,is_banked,score\n".to_owned();
    for student in 0..60_u32 {
        let id = 11_391 + student * 17;
        let gender = *random.one_of(&["F", "M"]);
        let region = *random.one_of(&["Scotland", "Wales", "East Anglian Region"]);
        let enrolments = if student % 7 == 0 { 2 } else { 1 };
        let first = random.below(presentations.len());
        for one in 0..enrolments {
            // Somebody who comes back may be in the next band.
            let place = (first + one) % presentations.len();
            let (module, name) = presentations[place];
            let band = *random.one_of(&["0-35", "35-55", "55<="]);
            let imd = *random.one_of(&["10-20", "90-100%", "?"]);
            let result = *random.one_of(&["Pass", "Distinction", "Fail", "Withdrawn", "Withdrawn"]);
            let disability = *random.one_of(&["N", "N", "Y"]);
            writeln!(info, "\"{module}\",\"{name}\",\"{id}\",\"{gender}\",\"{region}\",\"HE Qualification\",\"{imd}\",\"{band}\",\"0\",\"60\",\"{disability}\",\"{result}\"").unwrap();
            let left = match (result, random.below(3)) {
                ("Withdrawn", 0) => "?".to_owned(),
                ("Withdrawn", _) => "33".to_owned(),
                ("Fail", 0) => "40".to_owned(),
                _ => "?".to_owned(),
            };
            let begun = if random.below(9) == 0 { "?" } else { "-20" };
            writeln!(registration, "\"{module}\",\"{name}\",\"{id}\",\"{begun}\",\"{left}\"")
                .unwrap();
            for assessment in 0..random.below(4) {
                let id_assessment = 1752 + place * 10 + assessment;
                let is_banked = random.below(10) == 0;
                let day = if is_banked { -1 } else { 18 + 30 * assessment as i32 };
                let score = if random.below(8) == 0 { "?".to_owned() } else { "78".to_owned() };
                writeln!(submissions, "{id_assessment},{id},{day},{},{score}", u8::from(is_banked))
                    .unwrap();
            }
        }
    }
    for (name, text) in [
        ("courses.csv", courses),
        ("assessments.csv", assessments),
        ("studentInfo.csv", info),
        ("studentRegistration.csv", registration),
        ("studentAssessment.csv", submissions),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_count_what_the_tables_say() {
    let source = tempfile::tempdir().unwrap();
    miniature(source.path());
    let data = tempfile::tempdir().unwrap();
    let loaded = tests::oulad::load(source.path(), data.path(), 7).await.unwrap();
    assert_eq!((loaded.persons, loaded.enrolments), (60, 69));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("oulad/compare.mjs");
    let mut compare = Command::new("node");
    compare.arg(script).arg("--source").arg(source.path()).arg("--data").arg(data.path());
    let output = compare.arg("--binary").arg(chaski()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("0 differ"), "{said}{wrong}");
}
