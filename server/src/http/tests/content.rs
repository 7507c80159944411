//! The catalogue, packs, and files in parts.

use axum::body::Body;
use axum::http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};
use packs::{FileEntry, LessonEntry, Manifest, Pack, PackFile, PictureSums};
use sha2::{Digest, Sha256};

use super::{Answer, NOW, Server, request};

/// A pack of one lesson with a picture.
pub(super) fn pack(title: &str) -> Pack {
    let lesson = PackFile::new("application/json", format!("{{\"title\":\"{title}\"}}").into());
    let image = PackFile::new("image/webp", (0..=255).collect());
    let files = vec![lesson.clone(), image.clone()];
    let entry = |file: &PackFile| FileEntry {
        sha256: file.sha256.clone(),
        size_bytes: file.bytes.len() as u64,
        media_type: file.media_type.into(),
    };
    let manifest = Manifest {
        pack: "web-es".into(),
        version: String::new(),
        title: title.into(),
        language: "es".into(),
        licence: None,
        author: None,
        size_bytes: files.iter().map(|file| file.bytes.len() as u64).sum(),
        lessons: vec![LessonEntry {
            id: "k3f9d2ma".into(),
            title: title.into(),
            level: 0,
            pages: 2,
            minutes: 5,
            has_quiz: true,
            file: lesson.sha256.clone(),
            images: vec![image.sha256.clone()],
        }],
        files: files.iter().map(entry).collect(),
    };
    Pack { manifest: manifest.seal(), files, warnings: vec![], pictures: PictureSums::default() }
}

#[tokio::test]
async fn the_catalogue_follows_the_packs() {
    let server = Server::start().await;
    let empty = server.get("/api/catalogue").await;
    assert_eq!(empty.json()["courses"], serde_json::json!([]));
    assert_eq!(empty.json()["tasks"][0]["measure"], "minutes");

    let first = pack("Hola");
    server.store.put_pack(first.clone(), NOW).await.unwrap();
    let full = server.get("/api/catalogue").await;
    let expected = serde_json::json!([{
        "id": "web", "title": {"es": "Tu sitio", "en": "Your site"}, "language": "es",
        "pack": "web-es", "version": first.manifest.version,
        "sizeBytes": first.manifest.size_bytes,
        "lessons": [{"id": "k3f9d2ma", "title": "Hola", "level": 0, "pages": 2, "minutes": 5,
                     "hasQuiz": true}]
    }]);
    assert_eq!(full.json()["courses"], expected);
    assert_ne!(full.header("etag"), empty.header("etag"));
    assert_eq!(full.header("cache-control"), "no-cache");
    let prefix = server.store.catalogue_prefix().await.unwrap();
    assert_eq!(prefix, Sha256::digest(&full.body)[..4], "what phones are told of it");

    let known = request("GET", "/api/catalogue").header(IF_NONE_MATCH, full.header("etag"));
    let same = server.ask(known.body(Body::empty()).unwrap()).await;
    assert_eq!((same.status.as_u16(), same.body.len()), (304, 0));

    server.store.put_pack(pack("Hola otra vez"), NOW).await.unwrap();
    let newer = server.get("/api/catalogue").await.json();
    assert_ne!(newer["courses"][0]["version"], expected[0]["version"]);
    server.store.put_pack(first, NOW).await.unwrap();
    assert_eq!(server.get("/api/catalogue").await.body, full.body, "back again, byte for byte");
}

#[tokio::test]
async fn manifests_stay_at_their_version() {
    let server = Server::start().await;
    let (old, new) = (pack("uno"), pack("dos"));
    server.store.put_pack(old.clone(), NOW).await.unwrap();
    server.store.put_pack(new, NOW).await.unwrap();
    let path = format!("/api/packs/web-es/{}", old.manifest.version);
    let answer = server.get(&path).await;
    assert_eq!(answer.body, old.manifest_json());
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(server.get("/api/packs/web-es/0000").await.code(), "not_found");
    assert_eq!(server.get("/api/packs/none/0000").await.code(), "not_found");
}

#[tokio::test]
async fn files_come_whole_or_from_where_they_broke_off() {
    let server = Server::start().await;
    let pack = pack("x");
    let image = pack.files[1].clone();
    server.store.put_pack(pack, NOW).await.unwrap();
    let path = format!("/api/files/{}", image.sha256);
    let part = async |range: &str, if_range: Option<&str>| -> Answer {
        let mut builder = request("GET", &path).header(RANGE, range);
        if let Some(tag) = if_range {
            builder = builder.header(IF_RANGE, tag);
        }
        server.ask(builder.body(Body::empty()).unwrap()).await
    };

    let whole = server.get(&path).await;
    assert_eq!(whole.status.as_u16(), 200);
    assert_eq!(whole.body, image.bytes);
    assert_eq!(whole.header("content-type"), "image/webp");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    assert_eq!(whole.header("cache-control"), "public, max-age=31536000, immutable");
    let tag = whole.header("etag").to_owned();

    for (range, first, last) in [
        ("bytes=100-", 100, 255),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=-6", 250, 255),
        ("bytes=250-900", 250, 255),
    ] {
        let answer = part(range, Some(&tag)).await;
        assert_eq!(answer.status.as_u16(), 206, "{range}");
        assert_eq!(answer.body, image.bytes[first..=last], "{range}");
        assert_eq!(answer.header("content-range"), format!("bytes {first}-{last}/256"));
    }
    let outside = part("bytes=256-", None).await;
    assert_eq!((outside.status.as_u16(), outside.header("content-range")), (416, "bytes */256"));
    let other = part("bytes=100-", Some("\"other\"")).await;
    assert_eq!((other.status.as_u16(), other.body.len()), (200, 256), "of another file: whole");

    let head = server.ask(request("HEAD", &path).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    for wrong in [image.sha256.to_uppercase(), "00".repeat(32), "zz".into()] {
        assert_eq!(server.get(&format!("/api/files/{wrong}")).await.code(), "not_found");
    }
}

#[tokio::test]
async fn a_file_under_a_wrong_name_is_not_kept() {
    let server = Server::start().await;
    let mut pack = pack("x");
    pack.files[0].bytes.push(b' ');
    assert!(server.store.put_pack(pack, NOW).await.is_err());
    assert_eq!(server.get("/api/catalogue").await.json()["courses"], serde_json::json!([]));
}
