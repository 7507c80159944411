//! A quiz: the JSON inside a fenced block named `quiz`.
//!
//! Owns its rules, which `docs/quiz.schema.json` publishes, and that each fault names its line.
//! Must not: show or score anything.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::pack::{Choice, Question, Quiz};

const QUESTIONS: std::ops::RangeInclusive<usize> = 1..=20;
const OPTIONS: std::ops::RangeInclusive<usize> = 2..=6;
const TITLE_CHARS: usize = 120;
const ASK_CHARS: usize = 500;
const TEXT_CHARS: usize = 300;
const WHY_CHARS: usize = 500;

/// What breaks the rules, and on which line of the block, counted from 0.
pub(crate) type Fault = (u32, String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuizBlock<'a> {
    title: Option<String>,
    #[serde(borrow)]
    questions: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionBlock<'a> {
    ask: String,
    #[serde(borrow)]
    options: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionBlock {
    text: String,
    #[serde(default)]
    right: bool,
    why: Option<String>,
}

/// Reads the content of a block.
pub(crate) fn parse(block: &str) -> Result<Quiz, Vec<Fault>> {
    let reader = Reader { block };
    let raw: QuizBlock<'_> = reader.read(block).map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    let title = raw.title.map(|title| title.trim().to_owned());
    if let Some(title) = &title {
        words("title", title, TITLE_CHARS).unwrap_or_else(|why| faults.push((0, why)));
    }
    if !QUESTIONS.contains(&raw.questions.len()) {
        faults.push((0, format!("has {} questions; 1 to 20 are allowed", raw.questions.len())));
        return Err(faults);
    }
    let mut questions = Vec::new();
    for raw in raw.questions {
        match reader.question(raw) {
            Ok(question) => questions.push(question),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(Quiz { title, questions }) } else { Err(faults) }
}

struct Reader<'a> {
    block: &'a str,
}

impl<'a> Reader<'a> {
    /// The line of the block on which a part of it begins.
    fn line_of(&self, part: &str) -> u32 {
        let offset = (part.as_ptr() as usize).saturating_sub(self.block.as_ptr() as usize);
        let before = self.block.get(..offset).unwrap_or_default();
        u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX)
    }

    fn read<T: Deserialize<'a>>(&self, part: &'a str) -> Result<T, Fault> {
        serde_json::from_str(part).map_err(|error| {
            let line = u32::try_from(error.line().saturating_sub(1)).unwrap_or(0);
            let told = error.to_string();
            let told = told.split(" at line ").next().unwrap_or(&told).to_owned();
            (self.line_of(part) + line, told)
        })
    }

    fn question(&self, raw: &'a RawValue) -> Result<Question, Vec<Fault>> {
        let line = self.line_of(raw.get());
        let block: QuestionBlock<'_> = self.read(raw.get()).map_err(|fault| vec![fault])?;
        let mut faults = Vec::new();
        let ask = block.ask.trim().to_owned();
        words("ask", &ask, ASK_CHARS).unwrap_or_else(|why| faults.push((line, why)));
        if !OPTIONS.contains(&block.options.len()) {
            let count = block.options.len();
            faults.push((line, format!("a question has {count} options; 2 to 6 are allowed")));
            return Err(faults);
        }
        let mut options = Vec::new();
        let mut seen = BTreeSet::new();
        for raw in block.options {
            let line = self.line_of(raw.get());
            let found: Result<OptionBlock, Fault> = self.read(raw.get());
            let option = match found {
                Ok(option) => option,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            let text = option.text.trim().to_owned();
            let why = option.why.map(|why| why.trim().to_owned());
            words("text", &text, TEXT_CHARS).unwrap_or_else(|why| faults.push((line, why)));
            if let Some(why) = &why {
                words("why", why, WHY_CHARS).unwrap_or_else(|why| faults.push((line, why)));
            }
            if !seen.insert(text.clone()) {
                faults.push((line, format!("the option \"{text}\" stands twice")));
            }
            options.push(Choice { text, right: option.right, why });
        }
        if faults.is_empty() {
            if !options.iter().any(|option| option.right) {
                faults.push((line, "a question needs at least one right option".into()));
            } else if options.iter().all(|option| option.right) {
                faults
                    .push((line, "a question needs at least one option that is not right".into()));
            }
        }
        if faults.is_empty() { Ok(Question { ask, options }) } else { Err(faults) }
    }
}

fn words(name: &str, text: &str, limit: usize) -> Result<(), String> {
    match text.chars().count() {
        0 => Err(format!("\"{name}\" is empty")),
        count if count > limit => Err(format!("\"{name}\" is longer than {limit} characters")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_quiz_is_read() {
        let block = r#"{"questions":[{"ask":" ¿Sí? ","options":[
            {"text":"Sí","right":true,"why":"¡Bien!"},{"text":"No"}]}]}"#;
        let quiz = parse(block).unwrap();
        assert_eq!(quiz.questions[0].ask, "¿Sí?");
        assert!(!quiz.questions[0].options[1].right);
    }

    #[test]
    fn every_fault_names_its_line() {
        let cases = [
            ("{\"questions\":[]}", 0, "0 questions"),
            ("{\n\"question\":[]}", 1, "unknown field"),
            (
                "{\"questions\":[\n\n{\"ask\":\"x\",\"options\":[{\"text\":\"a\"}]}]}",
                2,
                "1 options",
            ),
            (
                "{\"questions\":[\n{\"ask\":\"x\",\"options\":[{\"text\":\"a\"},\n{\"text\":\"b\"}]}]}",
                1,
                "at least one right",
            ),
            (
                "{\"questions\":[{\"ask\":\"x\",\"options\":[\n{\"text\":\"a\",\"right\":true},\n\
                 {\"text\":\"b\",\n\"rigth\":true}]}]}",
                3,
                "unknown field `rigth`",
            ),
            ("{\"questions\":[{\"ask\":\"x\",\n\"options\":[1,2]}]}", 1, "invalid type"),
            (
                "{\"questions\":[{\"ask\":\"x\",\"options\":[{\"text\":\"a\",\"right\":true},\n\
                 {\"text\":\"a\"}]}]}",
                1,
                "stands twice",
            ),
            ("{\"questions\":[", 0, "EOF"),
            ("", 0, "EOF"),
        ];
        for (block, line, why) in cases {
            let faults = parse(block).unwrap_err();
            assert_eq!(faults[0].0, line, "{block}: {faults:?}");
            assert!(faults[0].1.contains(why), "{block}: {faults:?}");
        }
    }
}
