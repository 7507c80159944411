//! Lists hold what is in scope, and nothing else.

use serde_json::Value;

use super::scene::{Scene, login};

/// One field of each item of a list, in order.
fn each(list: &Value, field: &str) -> Vec<String> {
    let mut all: Vec<String> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item[field].as_str().unwrap().to_owned())
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn a_list_holds_what_is_in_scope() {
    let kinds = ["coordinator@programme", "facilitator@center", "auditor@cohort", "mentor@group"];
    let scene = Scene::new(&kinds);
    let (mentored, other) = (&scene.learners["own"], &scene.learners["same_cohort"]);
    for (kind, centers, cohorts, counted, learners) in [
        (kinds[0], &["dos", "uno"][..], &["a", "b", "c", "d"][..], 2, vec![mentored, other]),
        (kinds[1], &["uno"], &["a", "b"], 2, vec![mentored, other]),
        (kinds[2], &["uno"], &["a"], 2, vec![mentored, other]),
        (kinds[3], &["uno"], &["a"], 1, vec![mentored]),
    ] {
        let login = login(kind, "active");
        let cookie = scene.cookie(&login);
        let get = |path: &str| scene.ask(&login, Some(&cookie), ("GET", path), "").json();
        assert_eq!(each(&get("/api/centres"), "id"), centers, "{kind}");
        let listed = get("/api/cohorts");
        assert_eq!(each(&listed, "id"), cohorts, "{kind}");
        let own = listed.as_array().unwrap().iter().find(|cohort| cohort["id"] == "a").unwrap();
        assert_eq!(own["learners"], counted, "{kind}");
        let page = get("/api/cohorts/a");
        let mut learners: Vec<String> = learners.into_iter().cloned().collect();
        learners.sort_unstable();
        assert_eq!(each(&page["learners"], "id"), learners, "{kind}");
        assert_eq!(page["funnel"]["enrolled"], counted, "{kind}");
    }
    let cookie = scene.cookie(&login(kinds[0], "active"));
    let csv = |path| scene.ask("x", Some(&cookie), ("GET", path), "").text();
    assert!(csv("/api/cohorts/a/learners.csv").contains("Quispe"));
    assert!(!csv("/api/cohorts/a/learners.csv?names=no").contains("Quispe"));
    scene.server.stop();
}
