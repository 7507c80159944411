//! Imports a folder and shows what came of it. For authors of lessons and of this crate.

use std::path::PathBuf;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let begun = std::time::Instant::now();
    let pack = match packs::import(&PathBuf::from(&args[1]), &packs::Options::default()) {
        Ok(pack) => pack,
        Err(refusals) => {
            refusals.iter().for_each(|refusal| println!("refused: {refusal}"));
            return;
        }
    };
    for warning in &pack.warnings {
        println!("warning: {warning}");
    }
    let m = &pack.manifest;
    println!(
        "{} {} {:?} {} bytes {:?} in {:?}",
        m.pack,
        m.version,
        m.title,
        m.size_bytes,
        pack.pictures,
        begun.elapsed()
    );
    for lesson in &m.lessons {
        println!(
            "{} {} {} pages {} min quiz {} {} pics",
            lesson.id,
            lesson.title,
            lesson.pages,
            lesson.minutes,
            lesson.has_quiz,
            lesson.images.len()
        );
    }
    if let Some(out) = args.get(2) {
        std::fs::create_dir_all(out).expect("out");
        for file in &pack.files {
            std::fs::write(format!("{out}/{}", file.sha256), &file.bytes).expect("write");
        }
        std::fs::write(format!("{out}/manifest.json"), pack.manifest_json()).expect("write");
    }
}
