//! Folders made for one test, and ways of looking at a pack.
//!
//! Owns temporary folders. Must not: hold expectations.

#![allow(dead_code, reason = "each test program uses its own part of it")]
#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::path::Path;
use std::time::{Duration, Instant};

use packs::{Lesson, Options, Pack, Page, import};

/// A folder that goes away with the test.
pub(crate) struct Temp(tempfile::TempDir);

impl Temp {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    pub(crate) fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// The lessons' files, in the manifest's order.
pub(crate) fn lessons(pack: &Pack) -> Vec<Lesson> {
    let find = |sha256: &str| pack.files.iter().find(|file| file.sha256 == sha256).unwrap();
    let entries = pack.manifest.lessons.iter();
    entries.map(|entry| serde_json::from_slice(&find(&entry.file).bytes).unwrap()).collect()
}

/// All HTML of a lesson.
pub(crate) fn html(lesson: &Lesson) -> String {
    let html = |page: &Page| match page {
        Page::Text { html } => format!("{html}\n"),
        Page::Quiz { .. } => String::new(),
    };
    lesson.pages.iter().map(html).collect()
}

pub(crate) fn warnings(pack: &Pack) -> Vec<String> {
    pack.warnings.iter().map(ToString::to_string).collect()
}

/// HTML with everything between `<code` and `</code>` taken out.
pub(crate) fn without_code(html: &str) -> String {
    let mut parts = html.split("<code");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |prose, part| {
        prose + part.split_once("</code>").map_or("", |(_, after)| after)
    })
}

/// A PNG of one colour running into another.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let shade =
        |x: u32, y: u32| image::Rgb([(x % 251) as u8, (y % 241) as u8, ((x + y) % 7) as u8]);
    let picture = image::RgbImage::from_fn(width, height, shade);
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Why a folder is refused, soon.
pub(crate) fn refusals(folder: &Temp) -> Vec<String> {
    let begun = Instant::now();
    let refused = import(folder.path(), &Options::default()).expect_err("must be refused");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    refused.iter().map(ToString::to_string).collect()
}

/// The pack that a folder becomes, soon.
pub(crate) fn taken(folder: &Temp) -> Pack {
    let begun = Instant::now();
    let pack = import(folder.path(), &Options::default()).unwrap_or_else(|r| panic!("{r:#?}"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    pack
}

/// A folder of one lesson, `a.md`.
pub(crate) fn one(text: &str) -> Temp {
    let folder = Temp::new();
    folder.write("a.md", text);
    folder
}
