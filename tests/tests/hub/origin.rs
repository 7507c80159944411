//! One HTTPS origin per centre: split-horizon DNS leads a phone that changes nothing to the hub or
//! to central, certificates are renewed under it, and phones stay on the Wi-Fi.

use std::net::Ipv4Addr;
use std::process::Command;

use tempfile::TempDir;
use tests::binary::chaski;
use tests::http;
use tests::names::Names;
use tests::office::{Office, text};
use tests::origin::{Authority, Client, PairFiles, free_port};
use tests::phone::{Phone, Trouble};
use tests::server::Server;

use crate::{admit, knots, office, until};

/// The centre's name, for its hub and for central.
const CENTRE: &str = "c1.chaski.test";
/// Central's own, by which hubs reach it: the other one leads them to themselves.
const CENTRAL: &str = "central.chaski.test";
const AT_CENTRAL: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const AT_HUB: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

/// Central and a hub of the first centre, both by HTTPS under the centre's name.
struct Origin {
    names: Names,
    authority: Authority,
    port: u16,
    office: Office,
    central: Server,
    box_: Office,
    hub: Server,
    hub_files: PairFiles,
    plain_port: u16,
    uplink: std::net::SocketAddr,
    folder: TempDir,
}

fn serve(
    data: &std::path::Path,
    verb: &str,
    at: Ipv4Addr,
    port: u16,
    files: &PairFiles,
) -> Command {
    let mut command = Command::new(chaski());
    command.arg(verb).arg("--data").arg(data).args(["--listen", &format!("{at}:{port}")]);
    command.arg("--tls-cert").arg(&files.certificate).arg("--tls-key").arg(&files.key);
    command
}

impl Origin {
    fn new() -> Self {
        Self::after(|_, _| ()).0
    }

    /// The same, after something that came before the hub was there: central alone had the name.
    fn after<T>(before: impl FnOnce(&Office, Client) -> T) -> (Self, T) {
        let (names, authority, folder) =
            (Names::serve(), Authority::default(), tempfile::tempdir().unwrap());
        let (office, box_, port) = (office(), Office::empty(), free_port());
        names.lead(CENTRAL, AT_CENTRAL);
        names.lead(CENTRE, AT_CENTRAL);
        let files = authority.write(&folder.path().join("central"), &[CENTRE, CENTRAL], 2036);
        let central = Server::spawn(serve(&office.data, "serve", AT_CENTRAL, port, &files));
        let came_before = before(&office, Client::new(CENTRE, port, &names, &authority));
        let uplink = Client::new(CENTRAL, port, &names, &authority).carry();
        let hub_files = authority.write(&folder.path().join("hub"), &[CENTRE], 2036);
        let code = text(&office.json(&["hub", "code", "--centre", "s1", "--json"])["code"]);
        let mut command = serve(&box_.data, "hub", AT_HUB, port, &hub_files);
        let plain_port = free_port();
        command.args(["--upstream", &format!("http://{uplink}"), "--code", &code]);
        command.args(["--plain-listen", &format!("{AT_HUB}:{plain_port}")]);
        command.arg("--captive-portal-answers");
        let hub = Server::spawn(command);
        let origin = Self {
            names,
            authority,
            port,
            office,
            central,
            box_,
            hub,
            hub_files,
            plain_port,
            uplink,
            folder,
        };
        (origin, came_before)
    }

    /// A phone's client: it knows the centre's name, and that is all it ever knows.
    fn client(&self) -> Client {
        Client::new(CENTRE, self.port, &self.names, &self.authority)
    }

    fn doctor(&self) -> (Option<i32>, serde_json::Value) {
        let output = self.box_.run(&[
            "doctor",
            "--json",
            "--upstream",
            &format!("http://{}", self.uplink),
            "--tls-cert",
            self.hub_files.certificate.to_str().unwrap(),
            "--tls-key",
            self.hub_files.key.to_str().unwrap(),
        ]);
        let said = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {output:?}"));
        (output.status.code(), said)
    }
}

fn level<'a>(said: &'a serde_json::Value, name: &str) -> &'a str {
    let checks = said["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name);
    check.unwrap_or_else(|| panic!("no {name}: {said:#}"))["level"].as_str().unwrap()
}

#[test]
fn one_name_leads_a_phone_to_the_hub_or_to_central_and_it_changes_nothing() {
    // At home: the public answer.
    let (mut origin, (mut phone, line)) = Origin::after(|office, client| {
        let (ana, line) = (admit(office, "k1", "Ana"), client.carry());
        let mut phone = Phone::enrolled(line, &ana.code, 1);
        phone.add_work(30);
        phone.visit(line).unwrap();
        assert_eq!(knots(&phone), (1, 1, 1));
        (phone, line)
    });

    // At the centre: the router's answer, another machine, the same origin.
    origin.names.lead(CENTRE, AT_HUB);
    phone.add_work(60);
    phone.visit(line).unwrap();
    assert_eq!(knots(&phone).1, 2, "the hub holds it");
    until("central's receipt comes back through it", || {
        phone.visit(line).unwrap();
        knots(&phone) == (2, 2, 2)
    });

    // The uplink is away: nothing changes for her.
    origin.central.terminate();
    until("central is away", || !origin.central.is_alive());
    phone.add_work(90);
    phone.visit(line).unwrap();
    assert_eq!(knots(&phone), (3, 3, 2));

    // Somebody else's box under this name is not believed, whatever it answers.
    let other =
        origin.authority.write(&origin.folder.path().join("other"), &["c2.chaski.test"], 2036);
    let stranger = Office::new();
    let at = Ipv4Addr::new(127, 0, 0, 4);
    let _other = Server::spawn(serve(&stranger.data, "serve", at, origin.port, &other));
    origin.names.lead(CENTRE, at);
    phone.add_work(15);
    assert!(matches!(phone.visit(line), Err(Trouble::Line(_))));
    origin.names.lead(CENTRE, AT_HUB);
    phone.visit(line).unwrap();
    assert_eq!(knots(&phone), (4, 4, 2), "nothing was lost by asking there");
    origin.hub.stop();
}

#[test]
fn a_renewed_certificate_is_shown_while_phones_come_and_central_hears_of_it() {
    let origin = Origin::new();
    origin.names.lead(CENTRE, AT_HUB);
    let (client, ana) = (origin.client(), admit(&origin.office, "k1", "Ana"));
    let line = client.clone().carry();
    let mut phone = Phone::enrolled(line, &ana.code, 1);
    until("the hub knows her phone", || phone.visit(line).is_ok());
    let first = client.shown().unwrap();
    let told = || origin.office.json(&["hub", "list", "--json"])[0]["certificate_until"].clone();
    until("central knows the end", || told() == 2_082_758_400_i64);

    // A key without its certificate: the old pair stays, and phones notice nothing.
    let next = origin.authority.write(&origin.folder.path().join("next"), &[CENTRE], 2037);
    std::fs::copy(&next.key, &origin.hub_files.key).unwrap();
    until("it says so", || origin.hub.log().contains("key_mismatch"));
    assert_eq!(client.shown().unwrap(), first);
    let (status, said) = origin.doctor();
    assert_eq!((status, level(&said, "certificate")), (Some(2), "broken"), "{said:#}");

    std::fs::copy(&next.certificate, &origin.hub_files.certificate).unwrap();
    until("the new one is shown", || {
        phone.add_work(5);
        phone.visit(line).unwrap();
        client.shown().unwrap() != first
    });
    until("central hears of it", || told() == 2_114_380_800_i64);
    let (_, said) = origin.doctor();
    for name in ["certificate", "certificate_chain", "certificate_expiry", "central", "unsent"] {
        assert_eq!(level(&said, name), "ok", "{said:#}");
    }

    // Stolen: central says so at once.
    let id = text(&origin.office.json(&["hub", "list", "--json"])[0]["id"]);
    origin.office.done(&["hub", "revoke", "--id", &id]);
    let (status, said) = origin.doctor();
    assert_eq!((status, level(&said, "central")), (Some(2), "broken"), "{said:#}");
}

#[test]
fn phones_are_told_to_stay_on_the_wifi_and_led_to_the_origin() {
    let origin = Origin::new();
    // What the centre's name server answers for the names that phones ask to try a Wi-Fi.
    origin.names.lead("connectivitycheck.gstatic.com", AT_HUB);
    let at = origin.names.ask("connectivitycheck.gstatic.com").unwrap();
    let plain = (at, origin.plain_port).into();
    let asked = |path: &str| http::request(plain, "GET", path, &[], b"").unwrap();
    let answer = asked("/generate_204");
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(asked("/connecttest.txt").text(), "Microsoft Connect Test");
    let led = asked("/");
    assert_eq!(led.status, 307);
    assert_eq!(led.header("location"), Some(&*format!("https://{CENTRE}:{}/", origin.port)));
    assert!(origin.names.ask("elsewhere.example").is_err(), "no foreign name is captured");
    let ready = http::encode("GET", "/healthz/certificate", &[], b"");
    origin.names.lead(CENTRE, AT_HUB);
    assert_eq!(origin.client().exchange(&ready).unwrap().json()["status"], "ok");
}
