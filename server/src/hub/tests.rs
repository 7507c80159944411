//! What hub and central tell each other of phones' clocks, over weeks, and what an erasure between
//! question and answer may not touch; in this process.

use std::sync::Arc;

use sync_core::ids::LearnerId;
use sync_core::phone::{Action, WorkFields};
use sync_core::record::Day;

use super::{central, exchange};
use crate::authority::Reach;
use crate::demo::phone::Phone;
use crate::enrolment::new_code;
use crate::programme::Definition;
use crate::reports::{ReviewQueue, review_queue};
use crate::source::{Scripted, Source};
use crate::store::{Cohort, Seeds, Store};

const START: i64 = 1_795_000_000;
const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

/// Central and a hub of its one centre.
struct Scene {
    _directories: [tempfile::TempDir; 2],
    central: Store,
    hub: Store,
    source: Source,
    clock: Arc<Scripted>,
}

impl Scene {
    async fn new() -> Self {
        let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [central, hub] = directories.each_ref().map(|it| Store::open(it.path()).unwrap());
        let clock = Scripted::new(START, 7);
        let source = Source::new(Arc::clone(&clock));
        let seeds = Seeds { root: [1; 32], central: [2; 32] };
        let definition = Definition::empty("puente", "Puente").unwrap();
        assert!(central.init(definition, seeds, false, START).await.unwrap());
        central.put_center("s1".to_owned(), "Centro".to_owned(), None, START).await.unwrap();
        let cohort = Cohort {
            id: "k1".to_owned(),
            title: "Cohorte".to_owned(),
            starts: Day::of_seconds(START).monday(),
            weeks: 12,
            center: Some("s1".to_owned()),
        };
        assert!(central.put_cohort(cohort, None, START).await.unwrap());
        let code = central::new_code(&central, &source, "s1".to_owned(), "hub".to_owned()).await;
        let joiner = exchange::Joiner::new(&source, code.unwrap().unwrap());
        let answer = central::join(&central, START, &joiner.body).await.unwrap();
        joiner.join(&hub, &answer, START).await.unwrap();
        Self { _directories: directories, central, hub, source, clock }
    }

    async fn phone(&self, name: &str, now: i64) -> (LearnerId, Phone) {
        self.clock.set(now);
        let id = LearnerId(self.source.random());
        let added = self.central.add_learner(id, "k1".to_owned(), name.to_owned(), now);
        assert!(added.await.unwrap().is_some());
        let code = new_code(&self.central, &self.source, id, None, false).await.unwrap().unwrap();
        (id, Phone::enrol(&self.central, &self.source, &code, now).await.unwrap())
    }

    /// Exchanges until there is nothing more. Gives how often.
    async fn meet(&self, now: i64) -> usize {
        for round in 1..=20 {
            let asking = exchange::ask(&self.hub).await.unwrap();
            let answer = central::exchange(&self.central, now, &asking.body).await.unwrap();
            if !exchange::take(&self.hub, asking, &answer, now).await.unwrap().again {
                return round;
            }
        }
        panic!("an exchange that never ends");
    }

    async fn queue(&self, store: &Store, now: i64) -> serde_json::Value {
        let rows = store.review_rows("k1".to_owned(), &Reach::everything()).await.unwrap();
        let queue: ReviewQueue = review_queue(rows.unwrap(), now);
        serde_json::to_value(queue).unwrap()["entries"].clone()
    }
}

fn work(n: u32, at: i64, minutes: u32) -> Action {
    let fields = WorkFields {
        task: "etiquetar".to_owned(),
        day: Day::of_seconds(at).to_string(),
        minutes: Some(minutes),
        units: None,
        start: None,
        note: None,
    };
    Action::WorkAdd { entry: format!("01920f3a-7c1e-7abc-8def-{n:012x}"), fields }
}

/// Of a phone: (when it was last heard from, how far off its clock is, what it still had).
async fn heard(store: &Store, learner: LearnerId) -> (Option<i64>, i64, u64) {
    let rows = store.device_rows(learner).await.unwrap().unwrap();
    let phone = &rows.phones[0].phone;
    (phone.last_data, phone.clock_offset_seconds, phone.unsent)
}

#[tokio::test]
async fn a_clock_that_jumped_between_central_and_hub_is_put_right_at_both_weeks_later() {
    let scene = Scene::new().await;
    let (ana, mut phone) = scene.phone("Ana", START).await;
    let (_, mut eva) = scene.phone("Eva", START).await;
    let mut now = START + DAY;
    for phone in [&mut phone, &mut eva] {
        phone.visit(&scene.central, now).await.unwrap();
    }
    now += 60;
    scene.meet(now).await;
    let known = (Some(START + DAY), 0, 0);
    assert_eq!(heard(&scene.hub, ana).await, known, "the hub has central's anchor");

    // The uplink is down. Ana's phone was without power: it believes that it is six years ago.
    let wrote = now + 3 * DAY;
    phone.clock_offset = -6 * YEAR;
    let believed = wrote + phone.clock_offset;
    phone.act(&work(1, believed, 60), believed).unwrap();
    eva.act(&work(2, wrote, 60), wrote).unwrap();
    let met = wrote + 600;
    for phone in [&mut phone, &mut eva] {
        phone.visit(&scene.hub, met).await.unwrap();
    }
    let at_hub = scene.queue(&scene.hub, met).await;

    // Weeks later.
    now = met + 21 * DAY;
    scene.meet(now).await;
    let at_central = scene.queue(&scene.central, now).await;
    assert_eq!(at_hub, at_central, "both see the same");
    let entries = at_central.as_array().unwrap();
    let of = |name: &str| entries.iter().find(|it| it["learner"]["name"] == name).unwrap();
    let hers = of("Ana");
    assert_eq!(hers["flags"], serde_json::json!(["clock"]));
    assert_eq!(hers["bulk"], false);
    assert_eq!(hers["live"][0]["at"], wrote);
    assert_eq!(hers["live"][0]["day"], Day::of_seconds(believed).to_string(), "as she said it");
    assert_eq!(hers["live"][0]["corrected_day"], Day::of_seconds(wrote).to_string());
    let other = of("Eva");
    assert_eq!(other["flags"], serde_json::json!([]));
    assert!(other["live"][0].get("corrected_day").is_none());
    assert_eq!(heard(&scene.central, ana).await, (Some(met), -6 * YEAR, 0));

    // At central, later, it is put right by what the hub found.
    phone.clock_offset = 0;
    let wrote = now + DAY;
    let believed = wrote + 6 * YEAR;
    phone.act(&work(3, believed, 30), believed).unwrap();
    phone.visit(&scene.central, wrote + 60).await.unwrap();
    let entries = scene.queue(&scene.central, wrote + 60).await;
    let last = entries.as_array().unwrap().iter().find(|it| it["live"][0]["minutes"] == 30);
    assert_eq!(last.unwrap()["live"][0]["at"], wrote);
    assert_eq!(last.unwrap()["flags"], serde_json::json!(["future", "clock"]));
}

#[tokio::test]
async fn hours_that_had_not_passed_when_the_hub_heard_of_them_stay_flagged_at_central() {
    let scene = Scene::new().await;
    let (_, mut phone) = scene.phone("Ana", START).await;
    scene.meet(START).await;
    let wrote = START + DAY;
    phone.act(&work(1, wrote + 3 * DAY, 60), wrote).unwrap();
    phone.visit(&scene.hub, wrote).await.unwrap();
    // By now that day is over.
    let now = wrote + 30 * DAY;
    scene.meet(now).await;
    let entries = scene.queue(&scene.central, now).await;
    assert_eq!(entries[0]["flags"], serde_json::json!(["future"]));
}

#[tokio::test]
async fn meetings_at_which_clocks_go_alike_are_one_anchor_and_are_told_once() {
    let scene = Scene::new().await;
    let (ana, mut phone) = scene.phone("Ana", START).await;
    scene.meet(START).await;
    for visit in 0..50 {
        phone.visit(&scene.hub, START + visit * 600).await.unwrap();
    }
    let end = START + 49 * 600;
    let told = scene.hub.clocks_for_central().await.unwrap();
    assert_eq!(told.spans.len(), 1);
    assert_eq!((told.spans[0].since, told.spans[0].until), (START, end));
    assert_eq!(scene.meet(end + 5).await, 1);
    assert_eq!(heard(&scene.central, ana).await, (Some(end), 0, 0));
    assert!(scene.hub.clocks_for_central().await.unwrap().spans.is_empty(), "told once");
    // The answer was lost: said again, it changes nothing.
    phone.clock_offset = 3 * YEAR;
    phone.visit(&scene.hub, end + 100).await.unwrap();
    let lost = exchange::ask(&scene.hub).await.unwrap();
    central::exchange(&scene.central, end + 110, &lost.body).await.unwrap();
    central::exchange(&scene.central, end + 120, &lost.body).await.unwrap();
    scene.meet(end + 130).await;
    let known = (Some(end + 100), 3 * YEAR, 0);
    assert_eq!(heard(&scene.central, ana).await, known);
    // What comes late does not replace what is known by then.
    phone.clock_offset = 0;
    phone.visit(&scene.central, end + 200).await.unwrap();
    central::exchange(&scene.central, end + 210, &lost.body).await.unwrap();
    assert_eq!(heard(&scene.central, ana).await, (Some(end + 200), 0, 0));
    // And the hub hears that.
    scene.meet(end + 220).await;
    assert_eq!(heard(&scene.hub, ana).await, (Some(end + 200), 0, 0));
}

#[tokio::test]
async fn a_locked_profiles_words_that_a_hub_carried_say_when_the_phone_was_there() {
    let scene = Scene::new().await;
    let (ana, mut phone) = scene.phone("Ana", START).await;
    phone.visit(&scene.central, START + 10).await.unwrap();
    scene.meet(START + 20).await;
    let wrote = START + DAY;
    phone.clock_offset = 2 * YEAR;
    phone.act(&work(1, wrote, 60), wrote + 2 * YEAR).unwrap();
    let body = phone.locked_request(wrote + 60);
    crate::sync::answer(&scene.hub, wrote + 60, &body).await.unwrap();

    let now = wrote + 14 * DAY;
    let (_, carried) = scene.hub.next_carried().await.unwrap().unwrap();
    crate::sync::answer(&scene.central, now, &carried).await.unwrap();
    assert_eq!(heard(&scene.central, ana).await, (Some(wrote + 60), 2 * YEAR, 0));
    let entries = scene.queue(&scene.central, now).await;
    assert_eq!(entries[0]["live"][0]["at"], wrote);
    assert_eq!(entries[0]["flags"], serde_json::json!(["clock"]));
    // The hub tells of that meeting too: one and the same.
    scene.meet(now).await;
    assert_eq!(heard(&scene.central, ana).await, (Some(wrote + 60), 2 * YEAR, 0));
}

/// Numbers of rows that an erasure took are given again. Central's answer speaks of what it was
/// asked, and of nothing that came since.
#[tokio::test]
async fn an_answer_about_somebody_who_was_erased_is_nobody_elses() {
    let scene = Scene::new().await;
    let (ana, mut hers) = scene.phone("Ana", START).await;
    let (eva, mut other) = scene.phone("Eva", START).await;
    scene.meet(START + 10).await;
    hers.act(&work(1, START, 60), START + 20).unwrap();
    hers.visit(&scene.hub, START + 30).await.unwrap();
    let asking = exchange::ask(&scene.hub).await.unwrap();
    crate::erasure::erase(&scene.central, &scene.source, ana, "asked".to_owned()).await.unwrap();
    let answer = central::exchange(&scene.central, START + 40, &asking.body).await.unwrap();

    // The answer is being taken in, its erasures first; Eva's phone comes by before the rest.
    let last = || {
        let database =
            rusqlite::Connection::open(scene.hub.directory().join(crate::store::FILE)).unwrap();
        let sql = "SELECT MAX(number) FROM batch";
        database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let number = last();
    let notices = scene.central.erasures().await.unwrap();
    assert_eq!(crate::erasure::take(&scene.hub, notices, START + 40).await.unwrap(), 1);
    other.act(&work(2, START, 45), START + 40).unwrap();
    other.visit(&scene.hub, START + 40).await.unwrap();
    assert_eq!(last(), number, "her hours are where the others were");
    exchange::take(&scene.hub, asking, &answer, START + 41).await.unwrap();

    assert_eq!(scene.hub.refused_by_central().await.unwrap(), 0);
    assert_eq!(scene.hub.pending_for_central().await.unwrap(), 1);
    scene.meet(START + 50).await;
    assert_eq!(scene.hub.pending_for_central().await.unwrap(), 0);
    let entries = scene.queue(&scene.central, START + 60).await;
    assert_eq!(entries.as_array().unwrap().len(), 1);
    assert_eq!(entries[0]["learner"]["id"], eva.to_string());
}

/// This hub checked it before it took it: what central says of bytes that a road damaged is not the
/// last word on hers.
#[tokio::test]
async fn what_was_damaged_on_the_way_to_central_is_offered_again() {
    let scene = Scene::new().await;
    let (ana, mut phone) = scene.phone("Ana", START).await;
    scene.meet(START + 10).await;
    phone.act(&work(1, START, 60), START + 20).unwrap();
    phone.visit(&scene.hub, START + 30).await.unwrap();
    // Of what she wrote, and of whose it is.
    for damages_whose in [false, true] {
        let asking = exchange::ask(&scene.hub).await.unwrap();
        let mut damaged = asking.body.clone();
        let task = damaged.windows(9).position(|bytes| bytes == b"etiquetar").unwrap();
        let whose = damaged[..task].windows(16).rposition(|bytes| bytes == ana.0).unwrap();
        damaged[if damages_whose { whose } else { task }] ^= 1;
        let answer = central::exchange(&scene.central, START + 40, &damaged).await.unwrap();
        let taken = exchange::take(&scene.hub, asking, &answer, START + 40).await.unwrap();
        assert_eq!(
            (taken.again, taken.left),
            (false, 1),
            "not at once: the road may stay as it is"
        );
        assert_eq!(scene.hub.refused_by_central().await.unwrap(), 0);
    }
    scene.meet(START + 50).await;
    assert_eq!(scene.hub.pending_for_central().await.unwrap(), 0);
    let entries = scene.queue(&scene.central, START + 60).await;
    assert_eq!(entries.as_array().unwrap().len(), 1);
}
