//! Surveys and messages, projected.
//!
//! Owns these rows, and the opening of what was sealed to central: here and nowhere else. How several
//! words on a survey fold is `sync_core::record::surveyed`'s to say. A hub has no key, and keeps of
//! the sealed answers only that they are there.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::ids::{ActorId, DocumentId, DocumentKind, LearnerId, OpId, WriterId};
use sync_core::key::RegisterKey;
use sync_core::record::{
    Answered, Day, Message, QuestionAnswer, Record, Survey, SurveyWord, open_answers, surveyed,
    version_of,
};
use sync_core::sealed_box;

use super::append::Document;
use crate::store::StoreError;
use crate::store::directory::Author;
use crate::store::programme::{Sealing, read_replica};

/// What became of the sealed part of a value: the numbers of `survey_word.sealed`.
const NONE: u8 = 0;
const OPENED: u8 = 1;
const CLOSED: u8 = 2;

/// Keeps the answers of a put, the sealed ones where they can be opened.
pub(super) fn note_survey(
    conn: &Connection,
    document: Document,
    author: &Author,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(Record { known, .. }) = Record::<Survey>::from_bytes(&put.value) else { return Ok(()) };
    let (sealed, answers) = match known.sealed.as_ref() {
        None => (NONE, Vec::new()),
        Some(sealed) => match opened(conn, document, author, put.key.entity(), sealed)? {
            Some(answers) => (OPENED, answers),
            None => (CLOSED, Vec::new()),
        },
    };
    conn.prepare_cached(
        "INSERT INTO survey_word (put, learner, survey, day, hers, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        number,
        document.learner,
        put.key.entity(),
        known.day.0,
        document.kind == DocumentKind::Record,
        sealed,
    ])?;
    // A question that is answered both ways was sensitive: the open answer is not its answer.
    let is_sealed = |it: &QuestionAnswer| answers.iter().any(|at| at.question == it.question);
    let open = known.answers.iter().filter(|it| !is_sealed(it)).map(|it| (it, false));
    for (answer, sensitive) in open.chain(answers.iter().map(|answer| (answer, true))) {
        conn.prepare_cached(
            "INSERT INTO survey_word_answer
                 (put, question, sensitive, yes, options, number, text, prefer_not)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            number,
            answer.question,
            sensitive,
            answer.yes,
            options_text(answer),
            signed(answer),
            answer.text,
            answer.is_preferred_not(),
        ])?;
    }
    Ok(())
}

fn opened(
    conn: &Connection,
    document: Document,
    author: &Author,
    survey: &str,
    sealed: &[u8],
) -> Result<Option<Vec<QuestionAnswer>>, StoreError> {
    let Ok(recipients) = sealed_box::recipients(sealed) else { return Ok(None) };
    let replica = read_replica(conn)?;
    let ours = |key: &&Sealing| recipients.contains(&key.certificate.public.id());
    let Some(key) = replica.sealing.iter().rev().find(ours) else { return Ok(None) };
    let learner: [u8; 16] = conn
        .prepare_cached("SELECT id FROM learner WHERE number = ?1")?
        .query_row([document.learner], |row| row.get(0))?;
    let whose = (LearnerId(learner), author.id, survey);
    Ok(open_answers(sealed, &key.key, whose).ok())
}

/// Whose turn it is in a conversation follows from this row.
pub(super) fn note_message(
    conn: &Connection,
    document: Document,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    if Record::<Message>::from_bytes(&put.value).is_err() {
        return Ok(());
    }
    conn.prepare_cached("INSERT INTO message (put, learner, hers) VALUES (?1, ?2, ?3)")?
        .execute(params![number, document.learner, document.kind == DocumentKind::Record])?;
    Ok(())
}

/// Folds what a learner answered to a survey again.
pub(super) fn refold_survey(
    conn: &Connection,
    learner: i64,
    survey: &str,
) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM survey_answer WHERE learner = ?1 AND survey = ?2")?
        .execute(params![learner, survey])?;
    let words = words(conn, learner, survey)?;
    let sensitive = sensitive(conn, learner, survey)?;
    for (question, Answered { day, hers, answer }) in surveyed(&words) {
        conn.prepare_cached(
            "INSERT INTO survey_answer
                 (learner, survey, question, day, hers, sensitive, yes, options, number, text,
                  prefer_not)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            learner,
            survey,
            question,
            day.0,
            hers,
            sensitive.contains(&question),
            answer.yes,
            options_text(&answer),
            signed(&answer),
            answer.text,
            answer.is_preferred_not(),
        ])?;
    }
    Ok(())
}

/// Every effective word on a survey, with its answers.
fn words(conn: &Connection, learner: i64, survey: &str) -> Result<Vec<SurveyWord>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT put.number, document.kind, register.key, put.counter, actor.id, put.value,
                put.live, change.at, learner.id, writer.id, survey_word.day
         FROM survey_word
         JOIN put ON put.number = survey_word.put
         JOIN register ON register.number = put.register
         JOIN document ON document.number = register.document
         JOIN learner ON learner.number = document.learner
         JOIN change ON change.number = put.change
         JOIN actor ON actor.number = put.actor
         JOIN writer ON writer.number = actor.writer
         WHERE survey_word.learner = ?1 AND survey_word.survey = ?2 AND change.standing = 0
         ORDER BY put.number",
    )?;
    let mut rows = statement.query(params![learner, survey])?;
    let mut words = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = DocumentKind::from_number(row.get(1)?)
            .ok_or_else(|| StoreError::damaged("a document's kind"))?;
        let key: String = row.get(2)?;
        let key = RegisterKey::parse(&key).ok_or_else(|| StoreError::damaged("a key"))?;
        let op = OpId { counter: row.get(3)?, actor: ActorId(row.get(4)?) };
        let value: Vec<u8> = row.get(5)?;
        let document = DocumentId { learner: LearnerId(row.get(8)?), kind };
        words.push(SurveyWord {
            id: version_of(document, &key, op, &value),
            writer: WriterId(row.get(9)?),
            hers: kind == DocumentKind::Record,
            at: row.get(7)?,
            live: row.get(6)?,
            day: Day(row.get(10)?),
            answers: answers(conn, row.get(0)?)?,
        });
    }
    Ok(words)
}

fn answers(conn: &Connection, put: i64) -> Result<Vec<QuestionAnswer>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT question, yes, options, number, text, prefer_not
         FROM survey_word_answer WHERE put = ?1 ORDER BY question",
    )?;
    let mut rows = statement.query([put])?;
    let mut answers = Vec::new();
    while let Some(row) = rows.next()? {
        let options: Option<String> = row.get(2)?;
        let options = options
            .map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(|_| StoreError::damaged("the options of an answer"))?;
        answers.push(QuestionAnswer {
            question: row.get(0)?,
            yes: row.get(1)?,
            options,
            number: row.get::<_, Option<i64>>(3)?.map(i64::unsigned_abs),
            text: row.get(4)?,
            prefer_not: row.get::<_, bool>(5)?.then_some(true),
        });
    }
    Ok(answers)
}

/// Questions of a survey that were ever answered in a box.
fn sensitive(
    conn: &Connection,
    learner: i64,
    survey: &str,
) -> Result<BTreeSet<String>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT question FROM survey_word_answer
         JOIN survey_word ON survey_word.put = survey_word_answer.put
         WHERE learner = ?1 AND survey = ?2 AND sensitive",
    )?;
    let questions = statement.query_map(params![learner, survey], |row| row.get(0))?;
    Ok(questions.collect::<Result<_, _>>()?)
}

fn options_text(answer: &QuestionAnswer) -> Option<String> {
    answer.options.as_ref().map(|options| serde_json::json!(options).to_string())
}

/// Numbers of answers are far below what SQL's hold.
fn signed(answer: &QuestionAnswer) -> Option<i64> {
    answer.number.map(|number| i64::try_from(number).unwrap_or(i64::MAX))
}
