//! `chaski serve`.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use tests::binary::chaski;
use tests::http;
use tests::ledger::{entries, on_phone};
use tests::office::Office;
use tests::phone::Phone;
use tests::server::Server;

#[test]
fn the_environment_says_where_and_readiness_is_told() {
    let office = Office::new();
    let mut command = Command::new(chaski());
    command.arg("serve").env("CHASKI_DATA", &office.data).env("CHASKI_LISTEN", "127.0.0.1:0");
    let server = Server::spawn(command);
    for path in ["/healthz/ready", "/healthz/live"] {
        let answer = http::request(server.address, "GET", path, &[], b"").unwrap();
        assert_eq!(answer.status, 200, "{path}");
    }
    let ready = http::request(server.address, "GET", "/healthz/ready", &[], b"").unwrap();
    assert_eq!(ready.json(), serde_json::json!({ "status": "ready" }));
    server.stop();
}

#[test]
fn an_empty_directory_becomes_a_demonstration_that_stays() {
    let office = Office::empty();
    let server = Server::start(&office.data);
    assert!(server.greeting.contains("Programme"), "{}", server.greeting);
    server.stop();
    let before = office.records();
    assert!(before.len() > 10, "a cohort of fictional learners");
    let server = Server::start(&office.data);
    server.stop();
    assert_eq!(office.records(), before);
    office.verify();
}

/// Phones sync without pause while it is told to stop: what they have receipts for is there.
#[test]
fn told_to_stop_it_finishes_what_it_acknowledged() {
    let office = Office::new();
    let admitted: Vec<_> = (0..4).map(|n| office.admit(&format!("Ana {n}"))).collect();
    let server = office.serve();
    let address = server.address;
    let answered = AtomicUsize::new(0);
    let phones: Vec<Phone> = std::thread::scope(|scope| {
        let threads: Vec<_> = admitted
            .iter()
            .enumerate()
            .map(|(n, learner)| {
                let answered = &answered;
                scope.spawn(move || {
                    let mut phone = Phone::enrolled(address, &learner.code, n as u64);
                    loop {
                        phone.add_work(30);
                        if phone.visit(address).is_err() {
                            return phone;
                        }
                        answered.fetch_add(1, Ordering::SeqCst);
                    }
                })
            })
            .collect();
        while answered.load(Ordering::SeqCst) < 20 {
            std::thread::yield_now();
        }
        server.terminate();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let status = server.wait();
    assert_eq!(status.code(), Some(0));
    for (phone, learner) in phones.iter().zip(&admitted) {
        let arrived = entries(&office.record(&learner.id)).len();
        let knots = phone.profile().view().knots;
        assert!(arrived >= knots.office, "{arrived} of {} receipts", knots.office);
        assert!(knots.office >= 1 && on_phone(phone).len() == knots.total);
    }
    office.verify();
}

#[test]
fn an_unfinished_request_does_not_keep_it_from_stopping() {
    use std::io::Write;
    let office = Office::new();
    let server = office.serve();
    let mut stream = http::connect(server.address).unwrap();
    let whole = http::encode("POST", "/api/sync", &[], &[0; 100]);
    stream.write_all(&whole[..whole.len() - 50]).unwrap();
    server.stop();
    office.verify();
}
