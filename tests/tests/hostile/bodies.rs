//! What is no request at all: bombs, lies about length, and callers who never finish.

use std::io::Write;

use sync_core::exchange::SyncRequest;
use tests::http;

use crate::scene::Scene;

#[test]
fn cbor_bombs_are_bad_requests() {
    let scene = Scene::new();
    let honest = scene.b.bringing(vec![]);
    let good = honest.to_bytes();
    let repeated = |byte: u8, count: usize| vec![byte; count];
    let altered = |alter: fn(&mut SyncRequest)| {
        let mut request = honest.clone();
        alter(&mut request);
        request.to_bytes()
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", vec![]),
        ("one byte", vec![0x85]),
        ("nested arrays", repeated(0x81, 500_000)),
        ("nested maps", [repeated(0xa1, 400_000), vec![0]].concat()),
        ("nested tags", repeated(0xc1, 500_000)),
        ("nested arrays of indefinite length", repeated(0x9f, 500_000)),
        ("an array longer than memory", [&[0x9b][..], &[0xff; 8]].concat()),
        ("a map longer than memory", [&[0xbb][..], &[0xff; 8]].concat()),
        ("bytes longer than memory", [&[0x84, 1, 0, 0, 0x81, 0x85, 0x5b][..], &[0xff; 8]].concat()),
        ("text longer than memory", [&[0x7b][..], &[0xff; 8]].concat()),
        (
            "as many profiles as memory has bytes",
            [&[0x84, 1, 0, 0, 0x9b, 0, 0, 0][..], &[0xff; 5]].concat(),
        ),
        ("a request of indefinite length cut off", [&[0x9f][..], &good[1..]].concat()),
        ("JSON", br#"{"version":1}"#.to_vec()),
        ("zeros", repeated(0, 100_000)),
        ("a byte more", [&good[..], &[0]].concat()),
        ("a byte less", good[..good.len() - 1].to_vec()),
        ("twice", [&good[..], &good].concat()),
        ("version 0", altered(|request| request.version = 0)),
        ("version 2", altered(|request| request.version = 2)),
        ("the end of time", altered(|request| request.device_time = i64::MAX)),
        ("before all time", altered(|request| request.device_time = i64::MIN)),
        ("everything back", altered(|request| request.max_response_bytes = u32::MAX)),
        (
            "33 profiles",
            altered(|request| {
                request.profiles = vec![request.profiles[0].clone(); 33];
            }),
        ),
        (
            "65 batches",
            altered(|request| {
                request.profiles[0].batches = Some(vec![vec![1].into(); 65]);
            }),
        ),
    ];
    for (name, body) in cases {
        for path in ["/api/sync", "/api/enrol"] {
            let answer = scene.send(name, path, &body);
            let known = [(400, "bad_request"), (413, "too_large")];
            let found = (answer.status, answer.code());
            assert!(
                known.iter().any(|(s, c)| (*s, *c) == (found.0, &*found.1)),
                "{name}: {found:?}"
            );
        }
    }
    scene.end("bombs");
}

#[test]
fn bodies_over_the_limit_and_wrong_methods_are_refused_by_name() {
    let scene = Scene::new();
    let to = scene.address();
    for (path, limit) in
        [("/api/sync", sync_core::exchange::MAX_REQUEST_BYTES), ("/api/enrol", 512)]
    {
        let answer = scene.send("a byte too long", path, &vec![0x81; limit + 1]);
        assert_eq!((answer.status, answer.code()), (413, "too_large".to_owned()), "{path}");
        // Announced, and not sent: no use in waiting for it.
        let mut head = http::encode("POST", path, &[], b"");
        let text = String::from_utf8(head.clone()).unwrap();
        head = text.replace("content-length: 0", "content-length: 99999999999").into_bytes();
        let answer = http::exchange(to, &head).unwrap();
        assert_eq!(answer.status, 413, "{path}");
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let answer = http::request(to, method, path, &[], b"").unwrap();
            assert_eq!((answer.status, answer.code()), (405, "bad_request".to_owned()), "{method}");
        }
    }
    // Without end, in chunks.
    let mut stream = http::connect(to).unwrap();
    stream
        .write_all(b"POST /api/sync HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n")
        .unwrap();
    let chunk = [b"10000\r\n".as_slice(), &[0x81; 0x10000], b"\r\n"].concat();
    for _ in 0..9 {
        // It may hang up before the end.
        if stream.write_all(&chunk).is_err() {
            break;
        }
    }
    assert_eq!(http::read(&mut stream).unwrap().status, 413);
    let answer = http::request(to, "POST", "/api/nothing", &[], b"").unwrap();
    assert_eq!((answer.status, answer.code()), (404, "not_found".to_owned()));
    scene.end("limits");
}

#[test]
fn a_content_type_that_is_wrong_changes_nothing() {
    let scene = Scene::new();
    let body = scene.b.bringing(vec![]).to_bytes();
    for kind in ["text/plain", "application/json", "multipart/form-data; boundary=a", "\u{1f4a3}"] {
        let headers = [("content-type", kind), ("origin", "https://elsewhere.example")];
        let answer = http::request(scene.address(), "POST", "/api/sync", &headers, &body).unwrap();
        // PROTOCOL section 6: no header is needed, so that none is looked at.
        assert_eq!(answer.status, 200, "{kind}");
        assert_eq!(answer.header("content-type"), Some("application/cbor"));
    }
    scene.end("content types");
}

/// Sixty callers who stop in the middle of their bodies, and one who stops in the header.
#[test]
fn callers_who_never_finish_keep_nobody_waiting() {
    let mut scene = Scene::new();
    let to = scene.address();
    let body = scene.b.bringing(vec![]).to_bytes();
    let whole = http::encode("POST", "/api/sync", &[], &body);
    let slow: Vec<_> = (0..60)
        .map(|n| {
            let mut stream = http::connect(to).unwrap();
            stream.write_all(&whole[..whole.len() - 1 - n % 30]).unwrap();
            stream
        })
        .collect();
    let mut header = http::connect(to).unwrap();
    header.write_all(&whole[..20]).unwrap();
    for _ in 0..5 {
        scene.send("beside the slow ones", "/api/sync", &body);
    }
    scene.unchanged("slow callers");
    for mut stream in slow.into_iter().take(5) {
        stream.write_all(&whole[whole.len() - 30..]).unwrap();
    }
    scene.end("slow callers");
}
