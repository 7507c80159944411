//! Every fault of a definition is named, with its place, and all of them at once.

use serde_json::{Value, json};

use super::{Definition, DefinitionError, Fault};

/// A definition in which everything that may point at something does.
fn sound() -> Value {
    let text = |words: &str| json!({"es": words});
    json!({
        "id": "puente", "version": 3, "title": text("Puente"), "languages": ["es", "en"],
        "regions": [{"id": "norte", "title": text("Norte")}],
        "centers": [{"id": "uno", "title": text("Uno"), "region": "norte"}],
        "levels": [{"id": "basico", "title": text("Básico")}],
        "routes": [{"id": "empleo", "title": text("Empleo")}],
        "tracks": [
            {"id": "a", "title": text("A"), "level": "basico", "route": "empleo", "chosen_after": ["comun"]},
            {"id": "b", "title": text("B"), "chosen_after": ["comun"]}],
        "courses": [
            {"id": "comun", "title": text("Común"), "pack": "comun"},
            {"id": "common", "title": text("Common"), "language": "en", "pack": "common", "same_as": "comun"},
            {"id": "fuera", "title": text("Fuera"), "tracks": ["a"], "outside": {
                "url": "https://example.org/curso", "confirm": "staff",
                "lessons": [{"id": "uno", "title": text("Uno"), "minutes": 20}]}}],
        "series": [{"id": "taller", "title": text("Taller"), "mode": "either", "sessions": 4}],
        "tasks": [
            {"id": "etiquetar", "title": text("Etiquetar"), "measure": "minutes",
             "pay": [{"basis": "hour", "rate": 1500, "currency": "BOB", "rounding": 10, "from": "2026-01-01"}],
             "caps": {"minutes_per_week": 600}}],
        "requirements": [{"id": "correo", "title": text("Correo"), "kind": "email",
            "ask": text("¿Tienes correo?"),
            "step": {"text": text("Haz uno"), "lesson": {"course": "comun", "number": 1}}}],
        "certificates": [{"id": "fin", "title": text("Fin"), "by": "rule",
            "rule": {"courses": ["comun"], "series": [{"id": "taller", "least_attended": 3}]}}],
        "awards": [{"id": "beca", "title": text("Beca"), "after": "fin", "places": 10}],
        "surveys": [
            {"id": "base", "title": text("Base"), "at": "enrolment", "questions": [
                {"id": "empleo", "text": text("¿Trabajas?"), "kind": "yes_no", "dimension": "works"},
                {"id": "edad", "text": text("¿Qué edad?"), "kind": "one", "options": [
                    {"id": "joven", "title": text("Joven")}, {"id": "mayor", "title": text("Mayor")}]}]},
            {"id": "seis", "title": text("Seis"), "at": {"months_after_completion": 6}, "questions": [
                {"id": "empleo", "text": text("¿Trabajas?"), "kind": "yes_no"}]}],
        "indicators": [{"id": "trabajo", "title": text("Trabajo"), "definition": text("D"),
            "source": text("S"), "kind": "yes_share", "question": "empleo", "target": 40.0}],
        "mentoring": {"group_size": 6},
        "placement": [
            {"id": "diagnostico", "title": text("Diagnóstico"), "kind": "diagnosis"},
            {"id": "colocada", "title": text("Colocada"), "kind": "placed"},
            {"id": "acompanada", "title": text("Acompañada"), "kind": "accompanied"}],
        "trainer_packs": ["guia"],
        "targets": {"enrolled": 40}
    })
}

fn faults(definition: &Value) -> Vec<Fault> {
    match Definition::parse(&definition.to_string()) {
        Ok(_) => Vec::new(),
        Err(DefinitionError(faults)) => faults,
    }
}

/// The faults of the sound definition after one change in it: pointers and codes.
fn after(pointer: &str, value: Value) -> Vec<(String, String)> {
    let mut definition = sound();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    let parent = definition.pointer_mut(parent).unwrap();
    match parent {
        Value::Object(object) => drop(object.insert(member.to_owned(), value)),
        Value::Array(items) => match member.parse::<usize>().unwrap() {
            place if place < items.len() => items[place] = value,
            _ => items.push(value),
        },
        _ => panic!("nothing can be put there"),
    }
    let said = |fault: Fault| {
        let code = serde_json::to_value(&fault).unwrap()["code"].as_str().unwrap().to_owned();
        assert!(!fault.message.is_empty());
        (fault.pointer, code)
    };
    faults(&definition).into_iter().map(said).collect()
}

#[test]
fn a_sound_definition_has_no_fault_and_says_what_is_paid() {
    assert_eq!(faults(&sound()), []);
    let definition = Definition::parse(&sound().to_string()).unwrap();
    assert_eq!((definition.id.as_str(), definition.version), ("puente", 3));
    assert_eq!(definition.pay["etiquetar"][0].terms.rate, 1500);
    assert_eq!(Definition::empty("puente", "Puente").unwrap().version, 0);
    assert_eq!(Definition::stored(&definition.json).unwrap().form, definition.form);
}

#[test]
fn the_definitions_of_the_fixtures_have_no_fault() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/programmes");
    let mut read = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let found = Definition::parse(&std::fs::read_to_string(&path).unwrap());
        assert!(found.is_ok(), "{}: {}", path.display(), found.unwrap_err());
        read += 1;
    }
    assert!(read > 0);
}

#[test]
fn each_fault_is_named_at_its_place() {
    let rule = |basis: &str, currency: &str, from: &str| json!({"basis": basis, "rate": 1500, "currency": currency, "from": from});
    let question = |kind: &str| json!({"id": "empleo", "text": {"es": "¿?"}, "kind": kind});
    let outside = |url: &str| json!({"url": url, "lessons": [{"id": "uno", "title": {"es": "U"}, "minutes": 5}]});
    for (pointer, value, place, code) in [
        ("/id", json!("Puente"), "/id", "id"),
        ("/version", json!(0), "/version", "version"),
        ("/title", json!({"en": "Bridge"}), "/title", "no_spanish"),
        ("/title", json!({"es": "Puente", "en": " "}), "/title/en", "empty"),
        ("/title", json!({"es": "Puente", "English": "B"}), "/title/English", "language"),
        ("/languages/1", json!("Inglés"), "/languages/1", "language"),
        ("/titel", json!("Puente"), "/titel", "form"),
        ("/courses", json!("comun"), "/courses", "form"),
        ("/courses/0/titel", json!("C"), "/courses/0/titel", "form"),
        ("/centers/0/region", json!("sur"), "/centers/0/region", "unknown"),
        ("/tracks/0/level", json!("alto"), "/tracks/0/level", "unknown"),
        ("/tracks/0/route", json!("otra"), "/tracks/0/route", "unknown"),
        ("/tracks/2", json!({"id": "b", "title": {"es": "B"}}), "/tracks/2/id", "twice"),
        (
            "/tracks/2",
            json!({"id": "c", "title": {"es": "C"}, "chosen_after": ["common"]}),
            "/tracks/2/chosen_after",
            "no_choice",
        ),
        ("/courses/0/tracks", json!(["a"]), "/tracks/0/chosen_after/0", "common_part"),
        ("/courses/0/outside", outside("https://a.org"), "/courses/0", "course_content"),
        ("/courses/2/outside", outside("http://a.org"), "/courses/2/outside/url", "address"),
        ("/courses/2/outside/lessons", json!([]), "/courses/2/outside/lessons", "none"),
        (
            "/courses/2/outside/lessons/0/minutes",
            json!(0),
            "/courses/2/outside/lessons/0/minutes",
            "range",
        ),
        ("/courses/2/outside/confirm", json!("nobody"), "/courses/2/outside/confirm", "form"),
        ("/courses/2/tracks/0", json!("z"), "/courses/2/tracks/0", "unknown"),
        ("/courses/1/same_as", json!("nada"), "/courses/1/same_as", "unknown"),
        ("/courses/1/same_as", json!("common"), "/courses/1/same_as", "same_as_ring"),
        ("/courses/2/same_as", json!("common"), "/courses/2/same_as", "same_as_chain"),
        ("/series/0/sessions", json!(0), "/series/0/sessions", "range"),
        ("/tasks/0/measure", json!("hours"), "/tasks/0/measure", "form"),
        ("/tasks/0/pay/0", rule("unit", "BOB", "2026-01-01"), "/tasks/0/pay/0/basis", "basis"),
        ("/tasks/0/pay/0", rule("hour", "bob", "2026-01-01"), "/tasks/0/pay/0", "terms"),
        ("/tasks/0/pay/0", rule("hour", "BOB", "2026-13-01"), "/tasks/0/pay/0", "terms"),
        ("/tasks/0/pay/1", rule("hour", "BOB", "2026-01-01"), "/tasks/0/pay/1/from", "same_day"),
        ("/tasks/0/caps", json!({"units_per_week": 3}), "/tasks/0/caps/units_per_week", "cap"),
        (
            "/requirements/0/step/lesson/course",
            json!("nada"),
            "/requirements/0/step/lesson/course",
            "unknown",
        ),
        ("/requirements/0/ask", json!({"en": "?"}), "/requirements/0/ask", "no_spanish"),
        (
            "/certificates/0/rule/courses/0",
            json!("nada"),
            "/certificates/0/rule/courses/0",
            "unknown",
        ),
        (
            "/certificates/0/rule/series/0/id",
            json!("nada"),
            "/certificates/0/rule/series/0/id",
            "unknown",
        ),
        (
            "/certificates/0/rule/series/0/least_attended",
            json!(5),
            "/certificates/0/rule/series/0/least_attended",
            "too_many_sessions",
        ),
        ("/certificates/0/rule", json!({}), "/certificates/0", "no_rule"),
        ("/certificates/0/by", json!("staff"), "/certificates/0", "rule_of_staff"),
        ("/awards/0/after", json!("nada"), "/awards/0/after", "unknown"),
        ("/surveys/1/at", json!("enrolment"), "/surveys/1/at", "same_time"),
        (
            "/surveys/1/at",
            json!({"months_after_completion": 99}),
            "/surveys/1/at/months_after_completion",
            "range",
        ),
        ("/surveys/0/questions/1/options", json!([]), "/surveys/0/questions/1/options", "options"),
        ("/surveys/0/questions/0/unit", json!({"es": "Bs"}), "/surveys/0/questions/0/unit", "unit"),
        (
            "/surveys/0/questions/0/dimension",
            json!("gender"),
            "/surveys/0/questions/0/dimension",
            "dimension",
        ),
        (
            "/surveys/0/questions/1/dimension",
            json!("works"),
            "/surveys/0/questions/1/dimension",
            "dimension",
        ),
        (
            "/surveys/1/questions/0",
            json!({"id": "luego", "text": {"es": "¿?"}, "kind": "yes_no", "dimension": "later"}),
            "/surveys/1/questions/0/dimension",
            "dimension",
        ),
        ("/awards/0/next", json!({"en": "?"}), "/awards/0/next", "no_spanish"),
        ("/surveys/1/questions/0", question("text"), "/surveys/1/questions/0", "other_question"),
        ("/indicators/0/question", json!("nada"), "/indicators/0/question", "unknown"),
        ("/indicators/0/question", json!("edad"), "/indicators/0/question", "not_compared"),
        ("/indicators/0/kind", json!("change"), "/indicators/0/kind", "indicator_kind"),
        ("/indicators/0/target", json!(140), "/indicators/0/target", "percentage"),
        ("/mentoring/group_size", json!(0), "/mentoring/group_size", "range"),
        ("/placement/1/kind", json!("step"), "/placement", "never_placed"),
        ("/placement/1/kind", json!("diagnosis"), "/placement/1/kind", "order"),
        ("/trainer_packs/0", json!("comun"), "/trainer_packs/0", "trainer_pack"),
        ("/trainer_packs/1", json!("guia"), "/trainer_packs/1", "twice"),
    ] {
        let found = after(pointer, value);
        let expected = (place.to_owned(), code.to_owned());
        assert!(found.contains(&expected), "{pointer}: {code} at {place}, not {found:?}");
    }
}

#[test]
fn all_faults_are_said_at_once_and_one_hides_no_other() {
    let mut definition = sound();
    definition["courses"][0] = json!({"id": "comun", "titulo": 1, "otro": 2});
    definition["courses"][1]["same_as"] = json!("nada");
    definition["awards"][0]["after"] = json!("nada");
    definition["color"] = json!("azul");
    let found: Vec<String> = faults(&definition).into_iter().map(|fault| fault.pointer).collect();
    assert_eq!(
        found,
        [
            "/courses/0/otro",
            "/courses/0/titulo",
            "/courses/0",
            "/color",
            "/courses/1/same_as",
            "/awards/0/after"
        ],
        "what points at the course that cannot be read is not said to lead nowhere"
    );
}

#[test]
fn what_is_no_definition_is_said_to_be_none() {
    for (text, place, code) in
        [("", "", "not_json"), ("{", "", "not_json"), ("[]", "", "form"), ("{}", "", "form")]
    {
        let DefinitionError(faults) = Definition::parse(text).unwrap_err();
        let said = serde_json::to_value(&faults[0]).unwrap();
        assert_eq!(
            (said["pointer"].as_str(), said["code"].as_str()),
            (Some(place), Some(code)),
            "{text}"
        );
    }
    let twice = r#"{"id": "p", "id": "q", "title": {"es": "P"}}"#;
    assert!(Definition::parse(twice).unwrap_err().to_string().contains("duplicate field"));
}
