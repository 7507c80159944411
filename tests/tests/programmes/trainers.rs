//! Packs for whoever teaches: staff read them, and nobody else is told what is in them.

use serde_json::json;

use crate::{begun, put_pack, shown, staff, written};

#[test]
fn a_trainer_pack_is_staffs_and_stays_so_with_newer_versions() {
    let office = begun("pruebas");
    put_pack(&office, "uno", "es");
    put_pack(&office, "guia", "es");
    let definition = |version: u32, trainer_packs: &[&str]| {
        let course = json!({"id": "uno", "title": {"es": "Uno"}, "language": "es", "pack": "uno"});
        json!({"id": "pruebas", "version": version, "title": {"es": "Pruebas"},
               "courses": [course], "trainer_packs": trainer_packs})
    };
    let import = |version, packs: &[&str]| {
        office.done(&["import", "programme", &written(&office, &definition(version, packs))]);
    };
    import(1, &["guia"]);
    let server = office.serve();
    let to = server.address;
    let rosa = staff(&office, to, "rosa");

    let listed = rosa.json("/api/trainer-packs");
    let guide = &listed[0];
    assert_eq!((&guide["pack"], listed.as_array().unwrap().len()), (&json!("guia"), 1));
    assert_eq!(guide["lessons"].as_array().unwrap().len(), 3);
    let path = |route: &str, pack: &str, version: &str| format!("/api/{route}/{pack}/{version}");
    let version = guide["version"].as_str().unwrap();
    let manifest = rosa.json(&path("trainer-packs", "guia", version));
    let file = manifest["files"][0]["sha256"].as_str().unwrap().to_owned();
    assert_eq!(shown(to, &format!("/api/files/{file}")).0, 200, "whoever knows its name");

    // Nobody without an account learns that name, nor that there is such a pack.
    let (_, catalogue) = shown(to, "/api/catalogue");
    assert!(!catalogue.to_string().contains("guia"), "{catalogue}");
    assert_eq!(shown(to, &path("packs", "guia", version)).0, 404);
    assert_eq!(shown(to, "/api/trainer-packs").0, 401);
    assert_eq!(shown(to, &path("trainer-packs", "guia", version)).0, 401);
    // And staff are told of no other pack in this way.
    let open = catalogue["courses"][0]["version"].as_str().unwrap();
    assert_eq!(shown(to, &path("packs", "uno", open)).0, 200);
    assert_eq!(rosa.get(&path("trainer-packs", "uno", open)).status, 404);

    // A newer definition without it makes it nobody's.
    import(2, &[]);
    assert_eq!(rosa.json("/api/trainer-packs"), json!([]));
    assert_eq!(shown(to, &path("packs", "guia", version)).0, 404);
    assert_eq!(rosa.get(&path("trainer-packs", "guia", version)).status, 200, "kept by somebody");
    server.stop();
}
