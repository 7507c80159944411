//! Where and what is learnt, and what is asked of whoever enrols.

use std::collections::BTreeSet;

use super::Found;
use crate::programme::fault::{At, Kind, Wrong};
use crate::programme::form::{Course, Outside};
use crate::programme::text::Id;

pub(super) fn check(found: &mut Found<'_>) {
    places(found);
    tracks(found);
    courses(found);
    let form = &found.read.form;
    for (at, series) in
        found.parts("series", &form.series, |part| (&part.id, &part.title)).iter().zip(&form.series)
    {
        found.range(&at.field("sessions"), series.sessions, "the number of sessions", 1, 200);
        found.all_refer(&at.field("tracks"), Kind::Track, &series.tracks);
    }
    let places = found.parts("requirements", &form.requirements, |part| (&part.id, &part.title));
    for (at, requirement) in places.iter().zip(&form.requirements) {
        found.text(&at.field("ask"), &requirement.ask);
        let (at, step) = (at.field("step"), &requirement.step);
        found.text(&at.field("text"), &step.text);
        if let Some(lesson) = &step.lesson {
            let at = at.field("lesson");
            found.refers(&at.field("course"), Kind::Course, &lesson.course);
            found.range(&at.field("number"), lesson.number, "the place of a lesson", 1, 1000);
        }
    }
    trainer_packs(found);
}

fn places(found: &mut Found<'_>) {
    let form = &found.read.form;
    found.parts("regions", &form.regions, |part| (&part.id, &part.title));
    found.parts("levels", &form.levels, |part| (&part.id, &part.title));
    found.parts("routes", &form.routes, |part| (&part.id, &part.title));
    let places = found.parts("centers", &form.centers, |part| (&part.id, &part.title));
    for (at, center) in places.iter().zip(&form.centers) {
        found.maybe_refers(&at.field("region"), Kind::Region, center.region.as_ref());
    }
}

fn tracks(found: &mut Found<'_>) {
    let form = &found.read.form;
    let places = found.parts("tracks", &form.tracks, |part| (&part.id, &part.title));
    for (at, track) in places.iter().zip(&form.tracks) {
        found.maybe_text(&at.field("about"), track.about.as_ref());
        found.maybe_refers(&at.field("level"), Kind::Level, track.level.as_ref());
        found.maybe_refers(&at.field("route"), Kind::Route, track.route.as_ref());
        let common = at.field("chosen_after");
        found.all_refer(&common, Kind::Course, &track.chosen_after);
        for (place, id) in track.chosen_after.iter().enumerate() {
            let of_a_track =
                form.courses.iter().any(|course| course.id == *id && !course.tracks.is_empty());
            found.unless(!of_a_track, &common.item(place), || Wrong::CommonPart {
                id: id.to_string(),
            });
        }
        let after: BTreeSet<_> = track.chosen_after.iter().collect();
        let beside = form.tracks.iter().any(|other| {
            other.id != track.id && other.chosen_after.iter().collect::<BTreeSet<_>>() == after
        });
        found.unless(after.is_empty() || beside, &common, || Wrong::NoChoice);
    }
}

fn courses(found: &mut Found<'_>) {
    let form = &found.read.form;
    let places = found.parts("courses", &form.courses, |part| (&part.id, &part.title));
    let mut lessons = BTreeSet::new();
    for (at, course) in places.iter().zip(&form.courses) {
        found
            .unless(course.pack.is_some() != course.outside.is_some(), at, || Wrong::CourseContent);
        if let Some(pack) = &course.pack {
            found.id(&at.field("pack"), pack);
        }
        if let Some(outside) = &course.outside {
            outside_lessons(found, &at.field("outside"), outside, &mut lessons);
        }
        found.all_refer(&at.field("tracks"), Kind::Track, &course.tracks);
        found.maybe_refers(&at.field("level"), Kind::Level, course.level.as_ref());
        same_as(found, &at.field("same_as"), course, &form.courses);
    }
}

fn outside_lessons<'a>(
    found: &mut Found<'_>,
    at: &At,
    outside: &'a Outside,
    seen: &mut BTreeSet<&'a str>,
) {
    let rest = outside.url.strip_prefix("https://");
    found.unless(rest.is_some_and(|rest| !rest.is_empty()), &at.field("url"), || Wrong::Address);
    let at = at.field("lessons");
    found.unless(!outside.lessons.is_empty(), &at, || Wrong::None);
    for (place, lesson) in outside.lessons.iter().enumerate() {
        let at = at.item(place);
        found.id(&at.field("id"), &lesson.id);
        // Progress is told by the lesson alone, whatever course it is of.
        let first = seen.insert(lesson.id.as_str());
        found.unless(first, &at.field("id"), || Wrong::Twice { id: lesson.id.to_string() });
        found.text(&at.field("title"), &lesson.title);
        found.range(&at.field("minutes"), lesson.minutes, "a lesson's minutes", 1, 600);
    }
}

fn same_as(found: &mut Found<'_>, at: &At, course: &Course, courses: &[Course]) {
    let Some(named) = &course.same_as else { return };
    found.refers(at, Kind::Course, named);
    let of = |id: &Id| courses.iter().find(|other| other.id == *id);
    let mut seen = BTreeSet::from([&course.id]);
    let mut next = Some(named);
    while let Some(id) = next {
        if !seen.insert(id) {
            return found.say(at, Wrong::SameAsRing);
        }
        next = of(id).and_then(|other| other.same_as.as_ref());
    }
    let chained = of(named).is_some_and(|other| other.same_as.is_some());
    found.unless(!chained, at, || Wrong::SameAsChain { id: named.to_string() });
}

fn trainer_packs(found: &mut Found<'_>) {
    let form = &found.read.form;
    let mut seen = BTreeSet::new();
    for (number, pack) in form.trainer_packs.iter().enumerate() {
        let at = found.read.item("trainer_packs", number);
        found.id(&at, pack);
        found.unless(seen.insert(pack), &at, || Wrong::Twice { id: pack.to_string() });
        let learnt = form.courses.iter().any(|course| course.pack.as_ref() == Some(pack));
        found.unless(!learnt, &at, || Wrong::TrainerPack { id: pack.to_string() });
    }
}
