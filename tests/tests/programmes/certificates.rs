//! Certificates: by staff and by rule, once, taken back, over a restore, by another key.

use std::process::Command;

use serde_json::{Value, json};
use sync_core::certificate::{IssuerKey, Issuers, SignedLink, Worth};
use sync_core::record::Day;
use sync_core::trust::PublicKey;
use tests::binary::chaski;
use tests::http;
use tests::interop::node;
use tests::office::{Office, text};
use tests::phone::Phone;
use tests::server::Server;

use crate::{learn, running, shown, staff, today, view};

/// What the programme publishes, as a verifier's phone would read it.
fn issuers(server: &Server) -> Issuers {
    let (status, said) = shown(server.address, "/api/certificates/issuers");
    assert_eq!(status, 200);
    let key = |one: &Value| {
        let mut public = [0; 32];
        hex::decode_to_slice(text(&one["public"]), &mut public).unwrap();
        let until = one["until"].as_str().map(|day| Day::parse(day).unwrap());
        IssuerKey { public: PublicKey(public), until }
    };
    let revoked = |one: &Value| {
        let mut mark = [0; 8];
        hex::decode_to_slice(text(&one["mark"]), &mut mark).unwrap();
        (mark, Day::parse(&text(&one["day"])).unwrap())
    };
    Issuers {
        keys: said["keys"].as_array().unwrap().iter().map(key).collect(),
        revoked: said["revoked"].as_array().unwrap().iter().map(revoked).collect(),
    }
}

fn worth(server: &Server, link: &str) -> Worth {
    let link = SignedLink::from_text(link).unwrap();
    link.judge(&issuers(server), Day::parse(&today()).unwrap())
}

fn hers(phone: &Phone) -> Vec<Value> {
    view(phone)["certificates"].as_array().cloned().unwrap_or_default()
}

fn rows(office: &Office, sql: &str) -> i64 {
    let database = rusqlite::Connection::open(office.database()).unwrap();
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn staff_give_one_her_phone_shows_it_anybody_can_tell_and_it_is_taken_back() {
    let (office, _) = running("rutas");
    let server = office.serve();
    let rosa = staff(&office, server.address, "rosa");
    let ana = office.admit("Ana Quispe");
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    let path = format!("/api/learners/{}/certificates", ana.id);
    let unknown = rosa.post(&path, &json!({"certificate": "ninguno"}));
    assert_eq!((unknown.status, unknown.code().as_str()), (422, "certificate_unknown"));
    let given = rosa.post(&path, &json!({"certificate": "lideresa"}));
    assert_eq!(given.status, 201, "{}", given.text());
    let again = rosa.post(&path, &json!({"certificate": "lideresa"}));
    assert_eq!((again.status, again.code().as_str()), (409, "certificate_taken"));
    phone.visit(server.address).unwrap();
    let shown = hers(&phone);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0]["title"]["es"], "Escuela de liderazgo");
    assert_eq!((&shown[0]["name"], &shown[0]["by"]), (&json!("Ana Quispe"), &json!("rosa")));
    let link = text(&shown[0]["link"]);
    assert_eq!(worth(&server, &link), Worth::Good);
    assert_eq!(SignedLink::from_text(&link).unwrap().link.name, "Ana Quispe");
    let certified =
        || office.json(&["report", "funnel", "--json"])["cells"][0]["certified"].clone();
    assert_eq!(certified(), 1);
    let revoke = |id: &Value, reason: &str| {
        rosa.post(&format!("{path}/revoke"), &json!({"id": id, "reason": reason}))
    };
    assert_eq!(revoke(&shown[0]["id"], " ").status, 400);
    assert_eq!(revoke(&shown[0]["id"], "Fue para otra persona").status, 204);
    phone.visit(server.address).unwrap();
    assert_eq!(hers(&phone)[0]["reason"], "Fue para otra persona");
    assert_eq!(worth(&server, &link), Worth::Revoked { day: Day::parse(&today()).unwrap() });
    assert_eq!(certified(), 0);
    // Given once more it is another one, and the one that was taken back stays so.
    assert_eq!(rosa.post(&path, &json!({"certificate": "lideresa"})).status, 201);
    phone.visit(server.address).unwrap();
    let now = hers(&phone);
    let standing: Vec<&Value> = now.iter().filter(|one| one.get("revoked").is_none()).collect();
    assert_eq!((now.len(), standing.len()), (2, 1));
    assert_eq!(worth(&server, &text(&standing[0]["link"])), Worth::Good);
    assert_eq!(certified(), 1);
    let listed = rosa.json("/api/cohorts/c1/certificates");
    assert_eq!(listed["learners"][0]["certificates"].as_array().unwrap().len(), 2);
    assert_eq!(rows(&office, "SELECT COUNT(*) FROM certificate_issued WHERE revoked IS NULL"), 1);
    office.verify();
    server.stop();
}

#[test]
fn a_new_key_signs_what_comes_and_what_the_old_one_signed_stays_good() {
    let (office, _) = running("rutas");
    let ana = office.admit("Ana");
    let eva = office.admit("Eva");
    let give = |learner: &str| {
        let give = ["certificate", "give", "--certificate", "lideresa", "--by", "Rosa"];
        office.done(&[&give[..], &["--learner", learner]].concat());
        let listed = office.json(&["certificate", "list", "--json", "--learner", learner]);
        text(&listed[0]["link"])
    };
    let before = give(&ana.id);
    office.done(&["keys", "rotate"]);
    let after = give(&eva.id);
    let key = |link: &str| SignedLink::from_text(link).unwrap().link.key;
    assert_ne!(key(&before), key(&after));
    let server = office.serve();
    assert_eq!(issuers(&server).keys.len(), 2);
    assert_eq!((worth(&server, &before), worth(&server, &after)), (Worth::Good, Worth::Good));
    assert_eq!(
        rows(&office, "SELECT COUNT(*) FROM issuer_key WHERE seed IS NOT NULL"),
        1,
        "the old key's secret is gone"
    );
    server.stop();
}

#[test]
fn what_was_given_by_rule_is_given_once_also_over_a_restore() {
    let (office, _) = running("puente-migrantes");
    let ana = office.admit("Ana");
    let more = office.code(&ana.id);
    let server = office.serve();
    let (_, catalogue) = shown(server.address, "/api/catalogue");
    let mut phone = Phone::enrolled(server.address, &ana.code, 1);
    let mut other = Phone::enrolled(server.address, &more, 2);
    for course in ["primeros-pasos", "trabajo-digital"] {
        learn(&mut phone, &catalogue, course);
    }
    phone.visit(server.address).unwrap();
    other.visit(server.address).unwrap();
    let due = || {
        office.done(&["certificate", "due"]);
        let listed = office.json(&["certificate", "list", "--json", "--learner", &ana.id]);
        listed.as_array().unwrap().clone()
    };
    assert!(due().is_empty(), "one course is missing");
    let backup = office.back_up("before.db");
    learn(&mut phone, &catalogue, "mis-derechos");
    phone.visit(server.address).unwrap();
    // Whichever came first, the server that runs or this command: it is one.
    let first = due();
    assert_eq!((first.len(), due()), (1, first.clone()), "again gives nothing more");
    phone.visit(server.address).unwrap();
    assert_eq!(hers(&phone).len(), 1);
    let link = text(&first[0]["link"]);
    assert_eq!(worth(&server, &link), Worth::Good);
    server.stop();

    // The office goes back. Her other phone brings the same course, and the rule holds anew.
    office.restore(&backup);
    let server = office.serve();
    learn(&mut other, &catalogue, "mis-derechos");
    other.visit(server.address).unwrap();
    let second = due();
    assert_eq!((second.len(), &second[0]["id"]), (1, &first[0]["id"]), "the same certificate");
    phone.visit(server.address).unwrap();
    other.visit(server.address).unwrap();
    phone.visit(server.address).unwrap();
    for phone in [&phone, &other] {
        assert_eq!(hers(phone).len(), 1);
    }
    assert_eq!(worth(&server, &link), Worth::Good, "the first paper is good as well");
    assert_eq!(rows(&office, "SELECT COUNT(*) FROM certificate_issued"), 1);
    server.stop();
    office.verify();
}

/// Runs the check of `tests/interop` on files.
fn told_by_jose(office: &Office, token: &str, did: &[u8], status: &[u8]) -> Option<Value> {
    let file = |name: &str, bytes: &[u8]| {
        let file = office.beside(name);
        std::fs::write(&file, bytes).unwrap();
        file
    };
    let (token, did) = (file("token.jwt", token.as_bytes()), file("did.json", did));
    let output = node(["credential.mjs".into(), token, did, file("status.jwt", status)]);
    output.status.success().then(|| serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn other_platforms_verify_it_by_an_independent_program_also_after_another_key() {
    let (office, _) = running("teletrabajo-rural");
    let ana = office.admit("Ana Quispe");
    let give = ["certificate", "give", "--certificate", "practica", "--by", "Rosa"];
    let id = office.done(&[&give[..], &["--learner", &ana.id]].concat());
    let id = id.trim();
    let host = ["--host", "aprende.ejemplo.org"];
    let export = ["certificate", "export", id, "--format", "vc-jwt"];
    let token = office.done(&[&export[..], &host].concat());
    let link = office.done(&["certificate", "export", id, "--format", "link"]);
    office.done(&["keys", "rotate"]);

    let mut serve = Command::new(chaski());
    serve.arg("serve").arg("--data").arg(&office.data).args(["--listen", "127.0.0.1:0"]).args(host);
    let server = Server::spawn(serve);
    let get = |path: &str| http::request(server.address, "GET", path, &[], &[]).unwrap();
    let did = get("/.well-known/did.json");
    let status = get("/api/certificates/status/0");
    assert_eq!((did.status, status.status), (200, 200));
    let told = told_by_jose(&office, token.trim(), &did.body, &status.body);
    let good = json!({"name": "Práctica en empresa", "revoked": false});
    assert_eq!(told, Some(good.clone()), "signed before the keys were rotated");
    // Her phone has the link, and asks by it.
    let ask = |link: &str| {
        let body = json!({"link": link}).to_string();
        let kind = [("content-type", "application/json")];
        http::request(
            server.address,
            "POST",
            "/api/certificates/credential",
            &kind,
            body.as_bytes(),
        )
        .unwrap()
    };
    let asked = ask(link.trim());
    assert_eq!(asked.status, 200, "{}", asked.text());
    let anew = text(&asked.json()["credential"]);
    assert_eq!(told_by_jose(&office, &anew, &did.body, &status.body), Some(good));
    assert_eq!(ask("bm8").status, 404);
    // A letter of what is signed is another.
    let at = anew.find('.').unwrap() + 60;
    let other = if anew.as_bytes()[at] == b'A' { "B" } else { "A" };
    let altered = format!("{}{other}{}", &anew[..at], &anew[at + 1..]);
    assert_eq!(told_by_jose(&office, &altered, &did.body, &status.body), None);
    office.done(&["certificate", "revoke", id, "--reason", "Por error"]);
    let status = get("/api/certificates/status/0");
    let told = told_by_jose(&office, token.trim(), &did.body, &status.body).unwrap();
    assert_eq!(told["revoked"], true);
    server.stop();
}

#[test]
fn what_it_says_holds_against_the_schema_and_anything_else_does_not() {
    let (office, _) = running("teletrabajo-rural");
    let ana = office.admit("Ana Quispe");
    let give = ["certificate", "give", "--certificate", "practica", "--by", "Rosa"];
    let id = office.done(&[&give[..], &["--learner", &ana.id]].concat());
    let export = ["certificate", "export", id.trim(), "--format", "vc-jwt"];
    let token = office.done(&[&export[..], &["--host", "aprende.ejemplo.org"]].concat());
    let decode = "process.stdout.write(Buffer.from(process.argv[1].split('.')[1], 'base64url'))";
    let claims: Value = serde_json::from_slice(&node(["-e", decode, token.trim()]).stdout).unwrap();
    let file = office.beside("claims.json");
    let holds = |claims: &Value| {
        std::fs::write(&file, claims.to_string()).unwrap();
        let output = node(["achievement.mjs".as_ref(), file.as_os_str()]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.success(), said.is_empty(), "{said}");
        output.status.success()
    };
    assert!(holds(&claims), "{claims}");
    let mut lasting = claims.clone();
    lasting["validUntil"] = json!("2027-11-22T00:00:00Z");
    assert!(holds(&lasting));
    let tamperings: [fn(&mut Value); 14] = [
        |it| it["@context"].as_array_mut().unwrap().reverse(),
        |it| it["id"] = json!("certificado 1"),
        |it| it["type"] = json!(["VerifiableCredential"]),
        |it| it["issuer"] = json!("Rosa"),
        |it| it["issuer"]["type"] = json!(["Organization"]),
        |it| it["validFrom"] = json!("2026-11-20"),
        |it| it["validUntil"] = json!("2027-11-22T00:00:00"),
        |it| it["issuanceDate"] = json!("2026-11-20T00:00:00Z"),
        |it| it["credentialSubject"]["identifier"] = json!([]),
        |it| it["credentialSubject"]["identifier"][0]["hashed"] = json!(true),
        |it| it["credentialSubject"]["identifier"][0]["identityType"] = json!("nombre"),
        |it| it["credentialSubject"]["achievement"]["criteria"] = json!({}),
        |it| it["credentialSubject"]["achievement"]["description"] = json!(""),
        |it| it["credentialStatus"]["statusListIndex"] = json!(1),
    ];
    for (number, tamper) in tamperings.into_iter().enumerate() {
        let mut tampered = claims.clone();
        tamper(&mut tampered);
        assert!(!holds(&tampered), "{number}: {tampered}");
    }
    for part in ["@context", "id", "type", "name", "issuer", "validFrom", "credentialSubject"] {
        let mut tampered = claims.clone();
        tampered.as_object_mut().unwrap().remove(part);
        assert!(!holds(&tampered), "without {part}");
    }
}
