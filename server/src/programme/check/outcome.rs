//! Certificates, awards, surveys, indicators and the way to a job.

use std::collections::{BTreeMap, BTreeSet};

use super::Found;
use crate::programme::fault::{At, Kind, Wrong};
use crate::programme::outcome::{
    At as Asked, CertificateRule, IndicatorKind, Issuer, PlacementKind, QuestionKind,
    SurveyQuestion,
};
use crate::programme::text::Id;

pub(super) fn check(found: &mut Found<'_>) {
    certificates(found);
    surveys(found);
    dimensions(found);
    indicators(found);
    placement(found);
    if let Some(mentoring) = found.read.form.mentoring {
        let at = At::default().field("mentoring").field("group_size");
        found.range(&at, mentoring.group_size, "the size of a group", 1, 50);
    }
}

fn certificates(found: &mut Found<'_>) {
    let form = &found.read.form;
    let places = found.parts("certificates", &form.certificates, |part| (&part.id, &part.title));
    for (at, certificate) in places.iter().zip(&form.certificates) {
        let rule = certificate.rule.as_ref();
        match certificate.by {
            Issuer::Rule => {
                let asks = rule.is_some_and(|rule| {
                    !rule.courses.is_empty()
                        || !rule.series.is_empty()
                        || rule.minutes_worked.is_some()
                });
                found.unless(asks, at, || Wrong::NoRule);
            }
            Issuer::Staff => found.unless(rule.is_none(), at, || Wrong::RuleOfStaff),
        }
        if let Some(rule) = rule {
            certificate_rule(found, &at.field("rule"), rule);
        }
        if let Some(months) = certificate.expires_months {
            found.range(&at.field("expires_months"), months, "the number of months", 1, 240);
        }
    }
    let places = found.parts("awards", &form.awards, |part| (&part.id, &part.title));
    for (at, award) in places.iter().zip(&form.awards) {
        found.refers(&at.field("after"), Kind::Certificate, &award.after);
        found.maybe_text(&at.field("next"), award.next.as_ref());
    }
}

fn certificate_rule(found: &mut Found<'_>, at: &At, rule: &CertificateRule) {
    let form = &found.read.form;
    found.all_refer(&at.field("courses"), Kind::Course, &rule.courses);
    if let Some(percent) = rule.least_score_percent {
        found.range(&at.field("least_score_percent"), percent, "a score in percent", 1, 100);
    }
    for (place, asked) in rule.series.iter().enumerate() {
        let at = at.field("series").item(place);
        found.refers(&at.field("id"), Kind::Series, &asked.id);
        found.range(
            &at.field("least_attended"),
            asked.least_attended,
            "the number of sessions",
            1,
            200,
        );
        if let Some(series) = form.series.iter().find(|series| series.id == asked.id) {
            let sessions = series.sessions;
            found.unless(asked.least_attended <= sessions, &at.field("least_attended"), || {
                Wrong::TooManySessions { sessions }
            });
        }
    }
}

fn surveys(found: &mut Found<'_>) {
    let form = &found.read.form;
    let places = found.parts("surveys", &form.surveys, |part| (&part.id, &part.title));
    let mut times = BTreeSet::new();
    let mut questions: BTreeMap<&Id, &SurveyQuestion> = BTreeMap::new();
    for (at, survey) in places.iter().zip(&form.surveys) {
        found.unless(times.insert(survey.at), &at.field("at"), || Wrong::SameTime);
        if let Asked::MonthsAfterCompletion(months) = survey.at {
            let at = at.field("at").field("months_after_completion");
            found.range(&at, months, "the number of months", 1, 60);
        }
        let at = at.field("questions");
        found.unless(!survey.questions.is_empty(), &at, || Wrong::None);
        let places: Vec<At> = (0..survey.questions.len()).map(|place| at.item(place)).collect();
        let mut seen = BTreeSet::new();
        for (at, question) in places.iter().zip(&survey.questions) {
            found.id(&at.field("id"), &question.id);
            let first = seen.insert(&question.id);
            found.unless(first, &at.field("id"), || Wrong::Twice { id: question.id.to_string() });
            one(found, at, question);
            let same = questions.entry(&question.id).or_insert(question);
            found.unless(is_same(same, question), at, || Wrong::OtherQuestion {
                id: question.id.to_string(),
            });
        }
    }
}

fn one(found: &mut Found<'_>, at: &At, question: &SurveyQuestion) {
    found.text(&at.field("text"), &question.text);
    found.maybe_text(&at.field("unit"), question.unit.as_ref());
    let chosen = matches!(question.kind, QuestionKind::One | QuestionKind::Many);
    let fits = if chosen { question.options.len() >= 2 } else { question.options.is_empty() };
    found.unless(fits, &at.field("options"), || Wrong::Options);
    let places: Vec<At> =
        (0..question.options.len()).map(|place| at.field("options").item(place)).collect();
    found.named(&places, &question.options, |option| (&option.id, &option.title));
    let number = question.kind == QuestionKind::Number;
    found.unless(question.unit.is_none() || number, &at.field("unit"), || Wrong::Unit);
    if let Some(dimension) = &question.dimension {
        found.id(&at.field("dimension"), dimension);
    }
}

/// What reports tell people apart by without a survey.
const TOLD_APART: [&str; 8] =
    ["gender", "region", "age_band", "cohort", "center", "track", "reason", "month"];

/// A dimension is chosen when somebody enrols, of one question, and under a name of its own.
fn dimensions(found: &mut Found<'_>) {
    let form = &found.read.form;
    let enrolling = || form.surveys.iter().filter(|survey| survey.at == Asked::Enrolment);
    let is_asked = |id: &Id| {
        enrolling().flat_map(|survey| &survey.questions).any(|question| question.id == *id)
    };
    let mut taken: BTreeMap<&Id, &Id> = BTreeMap::new();
    for (survey, asked) in form.surveys.iter().enumerate() {
        for (number, question) in asked.questions.iter().enumerate() {
            let Some(dimension) = &question.dimension else { continue };
            let chosen = !matches!(question.kind, QuestionKind::Number | QuestionKind::Text);
            let fits = chosen
                && is_asked(&question.id)
                && !TOLD_APART.contains(&dimension.as_str())
                && *taken.entry(dimension).or_insert(&question.id) == &question.id;
            let at = At::default().field("surveys").item(survey);
            let at = at.field("questions").item(number).field("dimension");
            found.unless(fits, &at, || Wrong::Dimension);
        }
    }
}

/// Can the answers be compared?
fn is_same(one: &SurveyQuestion, other: &SurveyQuestion) -> bool {
    let ids = |question: &SurveyQuestion| -> BTreeSet<Id> {
        question.options.iter().map(|option| option.id.clone()).collect()
    };
    one.kind == other.kind && one.sensitive == other.sensitive && ids(one) == ids(other)
}

fn indicators(found: &mut Found<'_>) {
    let form = &found.read.form;
    let places = found.parts("indicators", &form.indicators, |part| (&part.id, &part.title));
    for (at, indicator) in places.iter().zip(&form.indicators) {
        found.text(&at.field("definition"), &indicator.definition);
        found.text(&at.field("source"), &indicator.source);
        let asked = |first: bool| {
            form.surveys.iter().filter(move |survey| (survey.at == Asked::Enrolment) == first).any(
                |survey| survey.questions.iter().any(|question| question.id == indicator.question),
            )
        };
        let id = || indicator.question.to_string();
        let at_question = at.field("question");
        match form
            .surveys
            .iter()
            .flat_map(|survey| &survey.questions)
            .find(|question| question.id == indicator.question)
        {
            None => {
                let found_ids = form.surveys.iter().flat_map(|survey| &survey.questions);
                let ids: BTreeSet<String> = found_ids.map(|found| found.id.to_string()).collect();
                let found_ids = ids.into_iter().collect();
                let kind = Kind::Question;
                found.say(&at_question, Wrong::Unknown { kind, id: id(), found: found_ids });
            }
            Some(question) => {
                let both = asked(true) && asked(false);
                found.unless(both, &at_question, || Wrong::NotCompared { id: id() });
                let fits = match indicator.kind {
                    IndicatorKind::YesShare => question.kind == QuestionKind::YesNo,
                    IndicatorKind::Change => question.kind == QuestionKind::Number,
                };
                found.unless(fits, &at.field("kind"), || Wrong::IndicatorKind);
            }
        }
        if let (IndicatorKind::YesShare, Some(target)) = (indicator.kind, indicator.target) {
            let share = (0.0..=100.0).contains(&target);
            found.unless(share, &at.field("target"), || Wrong::Percentage);
        }
    }
}

fn placement(found: &mut Found<'_>) {
    let form = &found.read.form;
    let places = found.parts("placement", &form.placement, |part| (&part.id, &part.title));
    let placed = form.placement.iter().position(|step| step.kind == PlacementKind::Placed);
    let none = form.placement.is_empty() || placed.is_some();
    found.unless(none, &At::default().field("placement"), || Wrong::NeverPlaced);
    for (number, (at, step)) in places.iter().zip(&form.placement).enumerate() {
        let fits = match step.kind {
            PlacementKind::Diagnosis => number == 0,
            PlacementKind::Accompanied => placed.is_none_or(|placed| number > placed),
            PlacementKind::Step | PlacementKind::Placed => true,
        };
        found.unless(fits, &at.field("kind"), || Wrong::Order);
    }
}
