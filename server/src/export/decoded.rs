//! A value in words: the fields that this version knows by name, everything else as it stands.
//!
//! Owns the form only. Must not refuse: what cannot be read is shown as `null` beside its bytes.

use minicbor::Decoder;
use minicbor::data::Type;
use serde_json::{Map, Number, Value, json};
use sync_core::certificate::link_text;
use sync_core::record::{
    Answer, AssistedWork, Attendance, Became, Certificate, Choice, ContactOutcome, Decision,
    Enrolment, Followup, Interest, LessonProgress, LessonState, Message, Met, Note, Payment,
    QuestionAnswer, Record, Recovery, Referral, Release, Section, Survey, SurveySource, Words,
    WorkEntry,
};

/// How deep a value may nest: as deep as records may.
const MAX_DEPTH: u32 = 6;

/// A register's value in words.
pub(super) fn value(section: Option<Section>, bytes: &[u8]) -> Value {
    let known = match section {
        Some(Section::Progress) => Record::from_bytes(bytes).ok().map(|record| progress(&record)),
        Some(Section::Work) => Record::from_bytes(bytes).ok().map(|record| work(&record)),
        Some(Section::AssistedWork) => {
            Record::<AssistedWork>::from_bytes(bytes).ok().map(|record| assisted(&record.known))
        }
        Some(Section::Decision) => Record::from_bytes(bytes).ok().map(|it| decision(&it.known)),
        Some(Section::Answer) => Record::from_bytes(bytes).ok().map(|it| answer(&it.known)),
        Some(Section::Payment) => Record::from_bytes(bytes).ok().map(|it| payment(&it.known)),
        Some(Section::Recovery) => Record::from_bytes(bytes).ok().map(|it| recovery(&it.known)),
        Some(Section::Attendance) => Record::from_bytes(bytes).ok().map(|it| attendance(&it.known)),
        Some(Section::Enrolment) => Record::from_bytes(bytes).ok().map(|it| enrolment(&it.known)),
        Some(Section::Survey | Section::AssistedSurvey) => {
            Record::from_bytes(bytes).ok().map(|it| survey(&it.known))
        }
        Some(Section::Message | Section::StaffMessage) => {
            Record::from_bytes(bytes).ok().map(|it| message(&it.known))
        }
        Some(Section::Requirement | Section::Confirmed) => {
            Record::from_bytes(bytes).ok().map(|it| met(&it.known))
        }
        Some(Section::Certificate) => {
            Record::from_bytes(bytes).ok().map(|it| certificate(&it.known))
        }
        Some(Section::Choice) => Record::from_bytes(bytes).ok().map(|it| choice(&it.known)),
        Some(Section::Became) => Record::from_bytes(bytes).ok().map(|it| became(&it.known)),
        Some(Section::Interest) => Record::from_bytes(bytes).ok().map(|it| interest(&it.known)),
        Some(Section::Referral) => Record::from_bytes(bytes).ok().map(|it| referral(&it.known)),
        Some(Section::Release) => Record::from_bytes(bytes).ok().map(|it| release(&it.known)),
        Some(Section::Note) => Record::from_bytes(bytes).ok().map(|it| note(&it.known)),
        Some(Section::Followup) => Record::from_bytes(bytes).ok().map(|it| followup(&it.known)),
        None => None,
    };
    known.unwrap_or_else(|| item(&mut Decoder::new(bytes), MAX_DEPTH).unwrap_or(Value::Null))
}

fn recovery(known: &Recovery) -> Value {
    let holders: Vec<String> = known.holders.iter().map(|tag| hex::encode(&tag[..])).collect();
    json!({"at": known.at, "holders": holders})
}

fn progress(record: &Record<LessonProgress>) -> Value {
    let known = &record.known;
    let state = match known.state() {
        LessonState::Open => "open",
        LessonState::Done => "done",
    };
    let mut fields = Map::new();
    fields.insert("state".to_owned(), json!(state));
    put(&mut fields, "place", known.place);
    put(&mut fields, "seconds", known.seconds);
    put(&mut fields, "score_percent", known.score_percent);
    put(&mut fields, "completed_at", known.completed_at);
    Value::Object(fields)
}

fn work(record: &Record<WorkEntry>) -> Value {
    Value::Object(work_fields(&record.known))
}

fn assisted(known: &AssistedWork) -> Value {
    let mut fields = work_fields(&known.entry());
    fields.insert("source".to_owned(), json!(known.source.word()));
    Value::Object(fields)
}

fn decision(known: &Decision) -> Value {
    let mut fields = Map::new();
    let versions: Vec<String> = known.versions.iter().map(ToString::to_string).collect();
    fields.insert("versions".to_owned(), json!(versions));
    put(&mut fields, "chosen", known.chosen().map(|id| id.to_string()));
    fields.insert("outcome".to_owned(), json!(known.outcome.word()));
    put(&mut fields, "minutes", known.minutes);
    put(&mut fields, "units", known.units);
    put(&mut fields, "basis", known.basis.map(|basis| basis.word()));
    put(&mut fields, "rate", known.rate);
    put(&mut fields, "currency", known.currency.clone());
    put(&mut fields, "rounding", known.rounding);
    put(&mut fields, "amount", known.amount);
    put(&mut fields, "reason", known.reason.clone());
    put(&mut fields, "note", known.note.clone());
    let settles = known.settles.iter().flatten().map(ToString::to_string);
    put(&mut fields, "settles", known.settles.as_ref().map(|_| settles.collect::<Vec<_>>()));
    put(&mut fields, "bulk", known.bulk);
    Value::Object(fields)
}

fn answer(known: &Answer) -> Value {
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), json!(known.kind.word()));
    fields.insert("about".to_owned(), json!(known.about.to_string()));
    put(&mut fields, "text", known.text.clone());
    Value::Object(fields)
}

fn payment(known: &Payment) -> Value {
    json!({
        "from": known.from.to_string(),
        "to": known.to.to_string(),
        "amount": known.amount,
        "currency": known.currency,
        "day": known.day.to_string(),
        "method": known.method,
        "entries": known.entry_ids().collect::<Vec<_>>(),
    })
}

fn attendance(known: &Attendance) -> Value {
    let mut fields = Map::new();
    fields.insert("presence".to_owned(), json!(known.presence.word()));
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    fields.insert("scanned".to_owned(), json!(known.scanned == Some(true)));
    put(&mut fields, "note", known.note.clone());
    Value::Object(fields)
}

fn enrolment(known: &Enrolment) -> Value {
    let mut fields = Map::new();
    fields.insert("state".to_owned(), json!(known.state.word()));
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    put(&mut fields, "track", known.track.clone());
    put(&mut fields, "reason", known.reason.clone());
    put(&mut fields, "definition", known.definition);
    Value::Object(fields)
}

/// What is sealed is nobody's to read but central's projection: only that it is there is told.
fn survey(known: &Survey) -> Value {
    let mut fields = Map::new();
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    let answers = known.answers.iter().map(|it| (it.question.clone(), survey_answer(it)));
    fields.insert("answers".to_owned(), Value::Object(answers.collect()));
    fields.insert("sealed".to_owned(), json!(known.sealed.is_some()));
    put(&mut fields, "source", known.source.map(SurveySource::word));
    Value::Object(fields)
}

fn survey_answer(known: &QuestionAnswer) -> Value {
    let mut fields = Map::new();
    put(&mut fields, "yes", known.yes);
    put(&mut fields, "options", known.options.clone());
    put(&mut fields, "number", known.number);
    put(&mut fields, "text", known.text.clone());
    put(&mut fields, "prefer_not", known.prefer_not);
    Value::Object(fields)
}

fn message(known: &Message) -> Value {
    let mut fields = Map::new();
    fields.insert("text".to_owned(), json!(known.text));
    put(&mut fields, "sender", known.sender.clone());
    Value::Object(fields)
}

fn met(known: &Met) -> Value {
    let mut fields = Map::new();
    fields.insert("met".to_owned(), json!(known.met));
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    put(&mut fields, "note", known.note.clone());
    Value::Object(fields)
}

fn certificate(known: &Certificate) -> Value {
    let said = |words: &[Words]| {
        let said = words.iter().map(|it| (it.language.clone(), json!(it.words)));
        Value::Object(said.collect())
    };
    let mut fields = Map::new();
    fields.insert("certificate".to_owned(), json!(known.certificate));
    fields.insert("definition".to_owned(), json!(known.definition));
    fields.insert("title".to_owned(), said(&known.title));
    fields.insert("programme".to_owned(), said(&known.programme));
    fields.insert("name".to_owned(), json!(known.name));
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    fields.insert("cohort".to_owned(), json!(known.cohort));
    put(&mut fields, "expires", known.expires.map(|day| day.to_string()));
    put(&mut fields, "by", known.by.clone());
    fields.insert("link".to_owned(), json!(link_text(&known.link)));
    put(&mut fields, "revoked", known.revoked.map(|day| day.to_string()));
    put(&mut fields, "reason", known.reason.clone());
    Value::Object(fields)
}

fn choice(known: &Choice) -> Value {
    let mut fields = Map::new();
    fields.insert("track".to_owned(), json!(known.track));
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    put(&mut fields, "reason", known.reason.clone());
    put(&mut fields, "text", known.text.clone());
    Value::Object(fields)
}

fn became(known: &Became) -> Value {
    let mut fields = Map::new();
    fields.insert("kind".to_owned(), json!(known.kind.word()));
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    put(&mut fields, "step", known.step.clone());
    put(&mut fields, "award", known.award.clone());
    put(&mut fields, "referral", known.referral_text());
    put(&mut fields, "note", known.note.clone());
    fields.insert("withdrawn".to_owned(), json!(known.withdrawn == Some(true)));
    Value::Object(fields)
}

fn interest(known: &Interest) -> Value {
    json!({"interested": known.interested, "day": known.day.to_string()})
}

fn referral(known: &Referral) -> Value {
    json!({
        "opening": known.opening_text(),
        "company": known.company,
        "text": known.text,
        "day": known.day.to_string(),
        "withdrawn": known.is_withdrawn(),
    })
}

fn release(known: &Release) -> Value {
    let about = known.about().map(|about| about.to_string());
    json!({"about": about, "allowed": known.allowed, "day": known.day.to_string()})
}

fn note(known: &Note) -> Value {
    let mut fields = Map::new();
    fields.insert("text".to_owned(), json!(known.text));
    fields.insert("withdrawn".to_owned(), json!(known.withdrawn == Some(true)));
    put(&mut fields, "contact", known.contact.map(ContactOutcome::word));
    Value::Object(fields)
}

fn followup(known: &Followup) -> Value {
    let mut fields = Map::new();
    fields.insert("text".to_owned(), json!(known.text));
    fields.insert("due".to_owned(), json!(known.due.to_string()));
    put(&mut fields, "done", known.done.map(|day| day.to_string()));
    fields.insert("withdrawn".to_owned(), json!(known.withdrawn == Some(true)));
    Value::Object(fields)
}

fn work_fields(known: &WorkEntry) -> Map<String, Value> {
    let mut fields = Map::new();
    fields.insert("task".to_owned(), json!(known.task));
    fields.insert("day".to_owned(), json!(known.day.to_string()));
    put(&mut fields, "minutes", known.minutes);
    put(&mut fields, "units", known.units);
    put(&mut fields, "start", known.start);
    put(&mut fields, "note", known.note.clone());
    fields.insert("withdrawn".to_owned(), json!(known.is_withdrawn()));
    fields
}

fn put(fields: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), value.into());
    }
}

/// Any CBOR of definite lengths; field numbers become strings, bytes hex.
fn item(decoder: &mut Decoder<'_>, depth: u32) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    Some(match decoder.datatype().ok()? {
        Type::Bool => Value::Bool(decoder.bool().ok()?),
        Type::Null => {
            decoder.null().ok()?;
            Value::Null
        }
        Type::U8 | Type::U16 | Type::U32 | Type::U64 => json!(decoder.u64().ok()?),
        Type::I8 | Type::I16 | Type::I32 | Type::I64 => json!(decoder.i64().ok()?),
        Type::F16 | Type::F32 | Type::F64 => {
            Number::from_f64(decoder.f64().ok()?).map_or(Value::Null, Value::Number)
        }
        Type::String => json!(decoder.str().ok()?),
        Type::Bytes => json!(hex::encode(decoder.bytes().ok()?)),
        Type::Array => {
            let count = decoder.array().ok()??;
            let items = (0..count).map(|_| item(decoder, depth)).collect::<Option<Vec<_>>>()?;
            Value::Array(items)
        }
        Type::Map => {
            let count = decoder.map().ok()??;
            let mut fields = Map::new();
            for _ in 0..count {
                let name = match item(decoder, depth)? {
                    Value::String(name) => name,
                    other => other.to_string(),
                };
                fields.insert(name, item(decoder, depth)?);
            }
            Value::Object(fields)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_words() {
        let work = [0xa3, 0x01, 0x61, b'a', 0x02, 0x19, 0x51, 0x00, 0x03, 0x18, 0x5a];
        assert_eq!(
            value(Some(Section::Work), &work),
            json!({"task": "a", "day": "2026-10-10", "minutes": 90, "withdrawn": false})
        );
        assert_eq!(value(None, &[0xa1, 0x01, 0x82, 0x20, 0x41, 0xff]), json!({"1": [-1, "ff"]}));
        assert_eq!(value(None, &[0xff]), Value::Null);
    }
}
