//! What comes after: the end, what she answers then and months later, being called, what became of
//! her, and the reports that are made of it.

use serde_json::{Value, json};
use sync_core::record::Day;
use tests::office::text;

use crate::life::{Life, Woman};
use crate::view;

impl Life {
    /// She has come to the end of the programme.
    pub(crate) fn completes(&self, woman: &mut Woman) {
        self.stands(&woman.admitted, "completed", &[]);
        self.meet(woman);
        let shown = view(&woman.phone);
        assert_eq!(shown["enrolment"]["state"], "completed");
        assert_eq!(shown["surveyDays"]["completed"], self.today());
    }

    fn survey(&self, survey: &str) -> Value {
        let surveys = self.definition["surveys"].as_array().unwrap();
        surveys.iter().find(|one| one["id"] == survey).unwrap().clone()
    }

    /// What is answered of a survey, as phones and staff devices say it. It is asked by now.
    fn said(&self, woman: &Woman, survey: &str, answers: &[(&str, Value)]) -> Value {
        let asked = self.survey(survey);
        if asked["at"] != "enrolment" {
            let days = view(&woman.phone)["surveyDays"].clone();
            let end = Day::parse(&text(&days["completed"])).unwrap();
            let months = asked["at"]["months_after_completion"].as_i64().unwrap_or(0);
            let passed = i64::from(Day::parse(&self.today()).unwrap().0 - end.0);
            assert!((28 * months..=31 * months + 90).contains(&passed), "{survey}: {passed} days");
        }
        let questions = asked["questions"].as_array().unwrap();
        let is_sensitive = |question: &str| {
            let found = questions.iter().find(|one| one["id"] == question);
            let found = found.unwrap_or_else(|| panic!("{survey} asks {question}"));
            found["sensitive"] == true
        };
        let answers = answers.iter().map(|(question, answer)| {
            let mut said = answer.clone();
            said["question"] = json!(question);
            said["sensitive"] = json!(is_sensitive(question));
            said
        });
        json!({"type": "survey", "survey": survey, "day": self.today(), "sensitive": true,
               "answers": answers.collect::<Vec<_>>()})
    }

    /// She answers on her phone. What is sensitive is not shown again, not even to her.
    pub(crate) fn answers(&self, woman: &mut Woman, survey: &str, answers: &[(&str, Value)]) {
        let said = self.said(woman, survey, answers);
        self.act(woman, &serde_json::from_value(said.clone()).unwrap());
        self.meet(woman);
        let kept = view(&woman.phone)["surveys"][survey].clone();
        for said in said["answers"].as_array().unwrap() {
            let is_shown = kept["answers"].get(text(&said["question"])).is_some();
            assert_eq!(is_shown, said["sensitive"] == false, "{kept}");
        }
    }

    /// Staff call her: nobody answers; they note it and try again, and write down what she says.
    pub(crate) fn is_called(&self, woman: &mut Woman, survey: &str, answers: &[(&str, Value)]) {
        let [first, second, again] = [(); 3].map(|()| woman.desk.uuid());
        let note = |id: &str, contact: &str| json!({"type": "note", "note": id, "text": "Llamada", "contact": contact});
        let due = json!({"type": "followup", "followup": again, "text": "Llamar otra vez",
                         "due": self.today()});
        let mut done = due.clone();
        done["done"] = json!(self.today());
        let mut told = self.said(woman, survey, answers);
        told["source"] = json!("call");
        for action in [note(&first, "no_answer"), due, note(&second, "answered"), told, done] {
            self.staff_say(woman, &action);
        }
        let noted = serde_json::to_value(woman.desk.profile().staff_view()).unwrap();
        let contacts = noted["notes"].as_array().unwrap().iter().map(|it| text(&it["contact"]));
        let mut contacts: Vec<String> = contacts.collect();
        contacts.sort_unstable();
        assert_eq!(contacts, ["answered", "no_answer"]);
        assert_eq!(noted["followups"][0]["done"], self.today());
        // Her phone shows what was written down for her, and nothing of what staff note.
        let hers = view(&woman.phone);
        assert_eq!(hers["surveys"][survey]["source"], "call");
        assert!(!hers.to_string().contains("Llamar otra vez"));
    }

    /// Staff record what became of her; she reads it on her phone.
    pub(crate) fn became(&self, woman: &mut Woman, kind: &str, more: Value) {
        let mut said = more;
        said["type"] = json!("outcome");
        said["outcome"] = json!(woman.desk.uuid());
        said["kind"] = json!(kind);
        said["day"] = json!(self.today());
        self.staff_say(woman, &said);
        let hers = view(&woman.phone)["outcomes"].clone();
        let newest = |one: &Value| one["kind"] == kind && one["day"] == self.today();
        assert!(hers.as_array().unwrap().iter().any(newest), "{hers}");
    }

    /// Something that staff write on their device, and bring.
    pub(crate) fn staff_say(&self, woman: &mut Woman, said: &Value) {
        let action = serde_json::from_value(said.clone()).unwrap();
        assert!(woman.desk.act_as_staff(&action).unwrap(), "{said}");
        self.meet(woman);
    }

    /// Some figures of the funnel of everybody.
    pub(crate) fn funnel<const N: usize>(&self, figures: [&str; N]) -> [u64; N] {
        let report = self.office.json(&["report", "funnel", "--json"]);
        assert_eq!(report["targets"], self.definition["targets"]);
        figures.map(|figure| {
            let count = report["cells"][0][figure].as_u64();
            count.unwrap_or_else(|| panic!("{figure} in {report}"))
        })
    }

    /// Some figures of an indicator at a moment, of everybody.
    pub(crate) fn indicator<const N: usize>(
        &self,
        indicator: &str,
        moment: &str,
        figures: [&str; N],
    ) -> [u64; N] {
        let report = self.office.json(&["report", "outcomes", "--json"]);
        let items = report["cells"][0]["indicators"].as_array().unwrap().clone();
        let is = |item: &&Value| item["indicator"] == indicator && item["at"] == moment;
        let found = items.iter().find(is).unwrap_or_else(|| panic!("{indicator} in {report}"));
        figures.map(|figure| found[figure].as_u64().unwrap_or_else(|| panic!("{figure}: {found}")))
    }
}

/// Yes or no.
pub(crate) fn yes(is_so: bool) -> Value {
    json!({"yes": is_so})
}

/// So many.
pub(crate) fn number(of: u64) -> Value {
    json!({"number": of})
}

/// She keeps it to herself.
pub(crate) fn untold() -> Value {
    json!({"preferNot": true})
}
